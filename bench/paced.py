"""Load at full speed or at a given rate, by wrk."""

from measure import run_load
from wrk import CONNECTIONS, write_script


def saturating_load(url, pid, seconds, cores, body, directory, options=()):
    script = write_script(directory, body)
    return run_load(url, pid, seconds, cores, ["-s", script, *options])


def paced_load(url, pid, seconds, cores, body, directory, rate):
    """About `rate` requests per second: each connection waits between two of its own."""
    connections = 4 * CONNECTIONS
    delay = max(1, round(connections / rate * 1000))
    script = write_script(directory, body, delay)
    return run_load(url, pid, seconds, cores, ["-s", script], connections)
