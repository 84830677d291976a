"""Disks that are full, files that are gone, readers that do not read: it costs lines and records,
each of them counted, and never a request; and what comes after is written again."""

import fcntl
import json
import os
import shutil
import signal
import sqlite3
import threading
import time

import pytest

from support.behaviours import of_json
from support.client import fetch
from support.configuration import configuration, mirror, route
from support.cost import cpu_seconds
from support.load import Load
from support.report import Report
from support.small_disk import SmallDisk, may_mount
from support.waiting import PATIENCE, eventually

pytestmark = pytest.mark.ledger

DROPPED = "crossfade_access_log_dropped_total"
RECORDS = "crossfade_report_records_total"


@pytest.fixture
def disk(tmp_path):
    if not may_mount():
        pytest.skip("only root can mount a disk to be filled")
    disk = SmallDisk(tmp_path / "disk")
    yield disk
    disk.stop()


@pytest.fixture
def compared(origin, crossfade):
    """A proxy whose every request is mirrored, differs, and is logged below `directory`."""

    def make(directory, log="access.jsonl", prepare=None):
        backends = {"legacy": origin(of_json({"a": 1})), "shadow": origin(of_json({"a": 2}))}
        limits = {"in_flight": 4096, "timeout": "60s"}
        config = configuration(
            backends,
            [route(mirrors=[mirror(limits=limits)])],
            reports={"directory": str(directory / "reports")},
            access_log={"path": str(directory / log)},
        )
        return crossfade(config, prepare=prepare)

    return make


def written(proxy, result="written"):
    return proxy.admin.metrics().total(RECORDS, result=result)


def dropped_lines(proxy):
    return proxy.admin.metrics().total(DROPPED)


def lines_of(*files):
    """All lines, each of which must be whole."""
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def counted(proxy):
    """What the store knows of the one route, as (mirrored, mismatches)."""
    accounting = Report(proxy).route()["accounting"]
    return accounting["mirrored"], accounting["mismatch"]


def await_served(load, count):
    eventually(lambda: load.served >= count or load.problems, f"{count} requests")
    assert load.problems == []


def test_a_full_disk_costs_lines_and_records_and_no_request(compared, disk):
    proxy = compared(disk.path)
    reports = disk.path / "reports"
    log = disk.path / "access.jsonl"
    with Load(proxy.port, clients=3) as load:
        eventually(lambda: written(proxy) > 20 and log.stat().st_size, "all is written")
        disk.fill()
        eventually(lambda: written(proxy, "dropped_disk") > 20, "records are dropped")
        eventually(lambda: dropped_lines(proxy) > 20, "lines are dropped")
        await_served(load, load.served + 100)
    assert load.problems == []
    proxy.admin.settled()
    before, began = cpu_seconds(proxy), time.monotonic()
    time.sleep(0.5)
    assert cpu_seconds(proxy) - before < (time.monotonic() - began) / 2, "it spins"
    disk.make_room()
    size, records = log.stat().st_size, written(proxy)
    with Load(proxy.port, clients=3) as more:
        eventually(lambda: log.stat().st_size > size, "lines are written again")
        eventually(lambda: written(proxy) > records, "records are written again")
    assert more.problems == []
    accounting = proxy.admin.settled()
    assert accounting.dropped == {} and accounting.eligible == load.served + more.served
    mismatches = accounting.verdicts["mismatch"]
    assert set(accounting.verdicts) <= {"mismatch", "not_compared"}  # where too many wait
    # Records that came about are written or dropped, and each is counted as one of both.
    results = ("written", "dropped_disk", "dropped_queue")
    eventually(
        lambda: sum(written(proxy, each) for each in results) == mismatches,
        "each record has its end",
    )
    dropped, kept = dropped_lines(proxy), written(proxy)
    proxy.stop()
    assert len(lines_of(log)) + dropped == accounting.eligible
    assert len(proxy.mismatches()) == kept
    assert counted(proxy) == (accounting.mirrored, mismatches)
    with sqlite3.connect(reports / "crossfade.db") as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


class Reader:
    """The other end of the pipe that a log is written to; it reads only when it is told to."""

    def __init__(self, path):
        os.mkfifo(path)
        self._descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        fcntl.fcntl(self._descriptor, fcntl.F_SETPIPE_SZ, 4096)
        self.lines = []
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def begin(self):
        os.set_blocking(self._descriptor, True)
        self._thread.start()

    def _run(self):
        with open(self._descriptor, "rb") as pipe:
            self.lines.extend(line.decode() for line in pipe)

    def join(self):
        """Until the writer closed its end."""
        self._thread.join(PATIENCE)


def test_a_reader_of_the_log_that_stops_costs_lines_and_no_request(compared, tmp_path):
    readers = []

    def prepare(proxy):
        readers.append(Reader(tmp_path / "pipe"))
        proxy.write()

    proxy = compared(tmp_path, log="pipe", prepare=prepare)
    with Load(proxy.port, clients=3) as load:
        eventually(lambda: dropped_lines(proxy) > 0 or load.problems, "lines are dropped")
        await_served(load, load.served + 100)
        readers[0].begin()
        read = len(readers[0].lines)
        eventually(lambda: len(readers[0].lines) > read + 100, "lines are written again")
    assert load.problems == []
    accounting = proxy.admin.settled()
    assert accounting.eligible == load.served
    eventually(
        lambda: len(readers[0].lines) + dropped_lines(proxy) == load.served, "each line has its end"
    )
    proxy.stop()
    readers[0].join()
    assert all(json.loads(line)["status"] == 200 for line in readers[0].lines)


def test_nobody_reads_what_it_says_about_itself_and_it_goes_on(compared, tmp_path):
    """Signals and the admin API are served by the thread that says it."""
    readers = []

    def prepare(proxy):
        proxy.stderr_file = tmp_path / "pipe"
        readers.append(Reader(proxy.stderr_file))
        proxy.write()

    proxy = compared(tmp_path, prepare=prepare)
    proxy.config_file.write_text("nonsense: true")
    for _ in range(60):
        assert proxy.admin.refused_reload()
    assert fetch(proxy.port).status == 200
    readers[0].begin()

    def told():
        proxy.admin.refused_reload()
        return any("lines of this log were lost" in line for line in readers[0].lines)

    eventually(told, "it is said what was lost")
    proxy.signal(signal.SIGTERM)
    assert proxy.wait() == 0
    readers[0].join()
    proxy.stderr_file = tmp_path / "said"
    proxy.stderr_file.write_text("".join(readers[0].lines))


def test_files_that_are_removed_are_made_again(compared, tmp_path):
    """Somebody tidies up under the running proxy: what was written is gone, what follows is not."""
    proxy = compared(tmp_path)
    reports = tmp_path / "reports"
    with Load(proxy.port, clients=3) as load:
        eventually(lambda: written(proxy) > 20, "records are written")
        for file in reports.glob("*"):
            file.unlink(missing_ok=True)
        eventually(lambda: proxy.mismatches(), "a new log of mismatches")
        eventually(lambda: signatures(reports), "a new store")
        await_served(load, load.served + 100)
    assert load.problems == []
    accounting = proxy.admin.settled()
    assert accounting.eligible == load.served and accounting.dropped == {}
    proxy.stop()
    with sqlite3.connect(reports / "crossfade.db") as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def signatures(reports):
    try:
        with sqlite3.connect(f"file:{reports}/crossfade.db?mode=ro", uri=True) as store:
            return store.execute("SELECT count(*) FROM signatures").fetchone()[0]
    except sqlite3.Error:
        return 0


def test_a_directory_that_is_removed_costs_records_and_no_request(compared, tmp_path):
    proxy = compared(tmp_path)
    reports = tmp_path / "reports"
    with Load(proxy.port, clients=3) as load:
        eventually(lambda: written(proxy) > 20, "records are written")
        reports.rename(tmp_path / "removed")
        eventually(lambda: written(proxy, "dropped_disk") > 20, "records are dropped")
        reports.mkdir(mode=0o700)
        eventually(lambda: proxy.mismatches(), "a new log of mismatches")
    assert load.problems == []
    accounting = proxy.admin.settled()
    assert accounting.eligible == load.served and accounting.dropped == {}
    proxy.stop()
    assert signatures(reports) > 0


def test_a_log_that_is_rotated_under_load_loses_no_line(compared, tmp_path):
    proxy = compared(tmp_path)
    log = tmp_path / "access.jsonl"
    moved = []
    with Load(proxy.port, clients=3) as load:
        for number in range(10):
            eventually(lambda: log.exists() and log.stat().st_size > 2_000, "lines are written")
            moved.append(log.rename(tmp_path / f"access.{number}"))
            proxy.signal(signal.SIGUSR1)
    assert load.problems == []
    proxy.stop()
    assert len(lines_of(log, *moved)) == load.served
