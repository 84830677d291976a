"""All fault scenarios by name."""

from faults import backends_change, backends_fail, proxy_changes, shortages

SCENARIOS = (
    backends_fail.SCENARIOS
    | backends_change.SCENARIOS
    | proxy_changes.SCENARIOS
    | shortages.SCENARIOS
)
