"""The wall clock jumps under load: it stamps what is written, and measures nothing."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from support.behaviours import of_json
from support.client import Client
from support.configuration import configuration, mirror, route
from support.load import Load
from support.report import Report
from support.tls import TlsClient, listening, trusting
from support.waiting import eventually

# What changes the clock of one process alone does not go together with a sanitizer.
pytestmark = [pytest.mark.release_only, pytest.mark.ledger]

HOUR = timedelta(hours=1)


def library():
    """Where the dynamic linker finds libfaketime, or nothing."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    assert found, "libfaketime is not installed; deploy/install.sh --tests does"
    return found[0]


class WallClock:
    """That of one process: its real time and how much it is off. CLOCK_MONOTONIC goes as always, as
    it does where an operator or NTP sets the clock."""

    def __init__(self, directory):
        self._file = directory / "clock"
        self.set(timedelta())
        self.environment = {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }

    def set(self, off):
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{int(off.total_seconds()):+d}\n")
        fresh.rename(self._file)
        self.off = off

    def is_shown_by(self, stamp):
        """Whether a stamp of just now was made with this clock."""
        expected = datetime.now(timezone.utc) + self.off
        return abs(stamp - expected) < HOUR / 2


@pytest.fixture
def clock(tmp_path):
    return WallClock(tmp_path)


def stamps(proxy):
    """Of the last lines of the access log; each event loop's are in order."""
    lines = proxy.access_lines()[-100:]
    return [datetime.fromisoformat(line["time"].replace("Z", "+00:00")) for line in lines]


def jump(clock, off, proxy, load):
    """The clock is off by so much from now on, and what is served and written goes on."""
    clock.set(off)
    served = load.served
    eventually(lambda: any(map(clock.is_shown_by, stamps(proxy))), f"stamps that are off by {off}")
    eventually(lambda: load.served > served + 100 or load.problems, "more requests")
    assert load.problems == []


JUMPS = [timedelta(days=400), timedelta(days=-400), timedelta(), HOUR, -HOUR]


def test_a_clock_that_jumps_ends_no_request_and_loses_no_record(
    origin, crossfade, tmp_path, clock
):
    live, shadow = origin(of_json({"a": 1})), origin(of_json({"a": 2}))
    mirrored = route(mirrors=[mirror(limits={"in_flight": 4096, "timeout": "60s"})], timeout="60s")
    proxy = crossfade(
        configuration(
            {"legacy": live, "shadow": shadow},
            [mirrored],
            reports={"directory": str(tmp_path / "reports")},
        ),
        environment=clock.environment,
    )
    with Client(proxy.port) as idle, Load(proxy.port, clients=3) as load:
        assert idle.get().status == 200
        for off in JUMPS:
            jump(clock, off, proxy, load)
        assert idle.get().status == 200, "a connection that was open all the while"
    assert load.problems == []
    accounting = proxy.admin.settled()
    assert accounting.dropped == {}
    assert accounting.eligible == load.served + 2 == len(live.completed())
    mismatches = accounting.verdicts["mismatch"]
    assert set(accounting.verdicts) <= {"mismatch", "not_compared"}  # where too many wait
    metrics = proxy.admin.metrics()
    assert metrics.total("crossfade_connections_timed_out_total") == 0
    assert 0 <= proxy.admin.status()["uptime_seconds"] < 3_600
    proxy.stop()
    (counted,) = Report(proxy).content["mirrors"]
    assert counted["accounting"]["mismatch"] == mismatches == len(proxy.mismatches())
    durations = [line["duration_ms"] for line in proxy.access_lines()]
    assert all(0 <= each < 60_000 for each in durations), max(durations)


def test_tls_sessions_outlive_a_jump_of_the_clock(authority, origin, crossfade, clock):
    """Keys of tickets change by the time that passes; certificates are handed out whatever it says."""
    identity = authority.issue("a.example", ["a.example"])
    config = listening(configuration({"legacy": origin()}), [identity])
    proxy = crossfade(config, environment=clock.environment)
    context = trusting()

    def resume(session):
        with TlsClient(proxy.port, context, session=session) as client:
            assert client.get().status == 200
            return client.sock.session_reused, client.sock.session

    _, session = resume(None)
    for off in (HOUR, -HOUR, timedelta()):
        clock.set(off)
        reused, session = resume(session)
        assert reused, off
        assert resume(None)[1], off
        eventually(lambda: any(map(clock.is_shown_by, stamps(proxy))), f"stamps that are off by {off}")
    failed = proxy.admin.metrics().values("crossfade_tls_handshakes_failed_total", "reason")
    assert failed == {}
