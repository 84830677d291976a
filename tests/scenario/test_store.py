"""The store of the running proxy: it adds up after kill -9, on a disk that was full, and for who
reads it meanwhile."""

import signal
import sqlite3

import pytest

from support.behaviours import of_json
from support.configuration import configuration, mirror, route
from support.load import Load
from support.report import Report
from support.small_disk import SmallDisk, may_mount
from support.waiting import eventually

pytestmark = pytest.mark.ledger


@pytest.fixture
def compared(origin, crossfade):
    """A proxy whose every request is mirrored and differs."""

    def make(reports):
        backends = {"legacy": origin(of_json({"a": 1})), "shadow": origin(of_json({"a": 2}))}
        mirrors = [mirror(limits={"in_flight": 4096, "timeout": "60s"})]
        return crossfade(
            configuration(backends, [route(mirrors=mirrors)], reports={"directory": str(reports)})
        )

    return make


class Store:
    """What is in the file just now, read as anybody can who has SQLite."""

    def __init__(self, reports):
        self._connection = sqlite3.connect(f"file:{reports}/crossfade.db?mode=ro", uri=True)
        self._connection.execute("BEGIN")  # one view for all that follows

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connection.close()

    def number(self, select):
        return self._connection.execute(select).fetchone()[0] or 0

    @property
    def mismatches(self):
        return self.number("SELECT sum(count) FROM verdicts WHERE verdict = 'mismatch'")

    def check(self):
        """Every mismatch shows one pattern and at least one fault, in whatever moment."""
        assert self.number("PRAGMA integrity_check") == "ok"
        assert self.number("SELECT sum(count) FROM signatures") == self.mismatches
        assert self.number("SELECT max(count) FROM faults") == self.mismatches


def stored(reports):
    try:
        with Store(reports) as store:
            return store.mismatches
    except sqlite3.Error:
        return 0  # not made yet


def test_a_proxy_that_is_killed_leaves_a_store_that_adds_up(compared, tmp_path):
    reports = tmp_path / "reports"
    proxy = compared(reports)
    before = 0
    for _ in range(3):
        with Load(proxy.port, clients=2):
            eventually(lambda: stored(reports) > before, "mismatches are stored")
            proxy.signal(signal.SIGKILL)
            proxy.wait()
        with Store(reports) as store:
            store.check()
            assert store.mismatches >= before
            before = store.mismatches
        proxy.start()
    proxy.admin.settled()
    proxy.stop()
    with Store(reports) as store:
        store.check()
    accounting = Report(proxy).route()["accounting"]
    assert accounting["eligible"] == accounting["mirrored"] + accounting["dropped"]["total"]


def test_who_reads_the_store_always_finds_sums_that_hold(compared, tmp_path):
    reports = tmp_path / "reports"
    proxy = compared(reports)
    seen = set()
    with Load(proxy.port, clients=2) as load:

        def looked_often():
            if stored(reports) > 0:
                with Store(reports) as store:
                    store.check()
                    seen.add(store.mismatches)
            return len(seen) >= 3 or load.problems

        eventually(looked_often, "three states of the store")
    assert load.problems == []
    mismatches = proxy.admin.settled().verdicts["mismatch"]
    proxy.stop()
    assert stored(reports) == mismatches


def test_a_full_disk_costs_records_and_no_count_of_any_endpoint(compared, tmp_path):
    if not may_mount():
        pytest.skip("only root can mount a disk to be filled")
    disk = SmallDisk(tmp_path / "disk")
    try:
        reports = disk.path / "reports"
        proxy = compared(reports)
        dropped = lambda: proxy.admin.metrics().total(
            "crossfade_report_records_total", result="dropped_disk"
        )
        with Load(proxy.port, clients=2) as load:
            eventually(lambda: stored(reports) > 0, "mismatches are stored")
            disk.fill()
            eventually(lambda: dropped() > 20, "records are dropped")
            disk.make_room()
            served = load.served
            eventually(lambda: load.served > served + 20 or load.problems, "more requests")
        assert load.problems == []
        accounting = proxy.admin.settled()
        proxy.stop()
        with Store(reports) as store:
            store.check()
            assert store.mismatches == accounting.verdicts["mismatch"]
    finally:
        disk.stop()
