"""Waiting for a condition instead of for a while."""

import os
import time

# For a sanitized binary on a busy machine; nothing waits longer than its condition takes.
PATIENCE = float(os.environ.get("CROSSFADE_TEST_PATIENCE", "60"))


def eventually(condition, what="the condition", timeout=PATIENCE):
    """The first truthy value of `condition()`; fails with `what` if there is none in time."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true within {timeout} s; last: {value!r}")
        time.sleep(0.005)
