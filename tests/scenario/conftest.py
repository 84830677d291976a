"""Fixtures: factories whose products are stopped, and judged, when the test ends."""

import os

import pytest

from support import crossfade as crossfade_process
from support.behaviours import fixed
from support.configuration import configuration
from support.full_backlog import FullBacklog
from support.nginx import Nginx
from support.origin import Origin
from support.tls import Authority


@pytest.fixture
def origin():
    """origin(behaviour): a backend that a test scripts."""
    made = []

    def make(behaviour=None):
        made.append(Origin(behaviour or fixed()))
        return made[-1]

    yield make
    for each in made:
        each.stop()
    assert [each.malformed for each in made if each.malformed] == []


@pytest.fixture
def nginx(tmp_path):
    made = []

    def make(locations="", tls=None):
        made.append(Nginx(tmp_path / f"nginx-{len(made)}", locations, tls))
        return made[-1]

    yield make
    for each in made:
        each.stop()


@pytest.fixture
def authority(tmp_path):
    """A CA of this test's own."""
    return Authority(tmp_path)


@pytest.fixture
def full_backlog():
    """A port at which connecting hangs."""
    backlog = FullBacklog()
    yield backlog
    backlog.stop()


@pytest.fixture
def crossfade(tmp_path, origin, nginx):
    """crossfade(config): a running proxy; depends on the backends so that it is stopped first."""
    made = []

    def make(config, environment=None, prepare=None):
        directory = tmp_path / f"crossfade-{len(made)}"
        directory.mkdir()
        made.append(crossfade_process.Crossfade(config, directory, environment))
        return made[-1].start(prepare)

    yield make
    problems = []
    for each in made:
        try:
            each.stop()
        except AssertionError as problem:
            problems.append(str(problem))
    assert problems == []


@pytest.fixture
def pair(origin, crossfade):
    """pair(behaviour): an origin, and the proxy in front of it."""

    def make(behaviour, **more):
        backend = origin(behaviour)
        return backend, crossfade(configuration({"legacy": backend}, **more))

    return make


def pytest_sessionstart(session):
    if missing := crossfade_process.missing_binary():
        pytest.exit(missing, returncode=1)


def pytest_collection_modifyitems(config, items):
    """Where a second try is allowed, it is not for a ledger."""
    if not config.getoption("reruns", None):
        return
    for item in items:
        if item.get_closest_marker("ledger"):
            item.add_marker(pytest.mark.flaky(reruns=0))


def pytest_sessionfinish(session):
    if crossfade_process.crashes:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    for first_try in terminalreporter.stats.get("rerun", []):
        terminalreporter.write_sep("=", f"needed a second try: {first_try.nodeid}", yellow=True)
        terminalreporter.write_line(first_try.longreprtext)
    for crash in crossfade_process.crashes:
        terminalreporter.write_sep("=", "crashed, which no second try makes good", red=True)
        terminalreporter.write_line(crash)
    failed = [name for name in os.environ.get("CROSSFADE_FAILED_STAGES", "").split(",") if name]
    if failed:
        terminalreporter.write_sep("=", "earlier stages FAILED: " + "; ".join(failed), red=True)
