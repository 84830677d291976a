"""All fault scenarios by name."""

from faults import backends_fail, proxy_changes, shortages

SCENARIOS = backends_fail.SCENARIOS | proxy_changes.SCENARIOS | shortages.SCENARIOS
