"""A new process in the place of the running one: nothing refused, nothing lost, and all as it was
if it does not come to that."""

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from support import takeover
from support.behaviours import fixed, gated
from support.client import Client, fetch
from support.configuration import configuration, mirror, route
from support.crossfade import run_crossfade
from support.report import Report
from support.tls import TlsClient, listening, trusting
from support.waiting import PATIENCE, eventually


class Requests:
    """Clients that ask without end: some keep their connection until told not to, some take a new
    one for each request. Every answer is checked."""

    def __init__(self, connect, clients=6):
        self.connect = connect
        self.served = 0
        self.problems = []
        self._enough = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(index % 2 == 0,), daemon=True)
            for index in range(clients)
        ]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._enough.set()
        for thread in self._threads:
            thread.join(60)

    def await_more(self, count=100):
        enough = self.served + count
        eventually(lambda: self.served >= enough or self.problems, f"{count} more requests")

    def _run(self, keeps):
        client = None
        while not self._enough.is_set():
            try:
                client = client or self.connect()
                response = client.get("/")
                assert (response.status, response.body) == (200, b"fine")
                if not keeps or response.field("connection") == "close":
                    client.close()
                    client = None
                self.served += 1
            except Exception as problem:  # every kind is a lost request
                self.problems.append(repr(problem))
                client = None


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_nothing_is_lost_with_fewer_workers_nor_with_more(origin, crossfade, authority, tls):
    config = configuration({"legacy": origin(fixed(b"fine"))}, workers=3)
    if tls:
        listening(config, [authority.issue("a")])
    proxy = crossfade(config)

    def connect():
        return TlsClient(proxy.port) if tls else Client(proxy.port)

    with Requests(connect) as load:
        for workers in (1, 4):
            load.await_more()
            proxy.write(config | {"workers": workers})
            before = proxy.take_over()
            assert before.wait(PATIENCE) == 0, proxy.stderr()
            assert proxy.admin.status()["workers"] == workers
        load.await_more()
    assert load.problems == []


def test_a_client_that_was_idle_gets_one_more_answer(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(fixed(b"fine"))}))
    with Client(proxy.port) as idle, Client(proxy.port) as silent:
        assert idle.get().status == 200
        before = proxy.take_over()
        for client in (idle, silent):
            assert before.poll() is None
            response = client.get()
            assert (response.status, response.field("connection")) == (200, "close")
    assert before.wait(PATIENCE) == 0


def test_a_request_in_flight_is_finished_and_a_signal_ends_the_idle(origin, crossfade):
    may_answer = threading.Event()
    backend = origin(gated(may_answer, fixed(b"late")))
    proxy = crossfade(configuration({"legacy": backend}))
    with Client(proxy.port) as busy, Client(proxy.port) as idle:
        busy.send_request("GET")
        backend.await_arrived()
        before = proxy.take_over()
        before.send_signal(signal.SIGTERM)
        assert idle.at_end()
        assert before.poll() is None
        may_answer.set()
        assert busy.response().body == b"late"
    assert before.wait(PATIENCE) == 0
    assert proxy.admin.is_ready()


def broken_file(proxy, tmp_path):
    proxy.config_file.write_text("listeners: [")


def bad_certificate(proxy, tmp_path):
    files = {"certificate": str(tmp_path / "none.pem"), "private_key": str(tmp_path / "none.key")}
    listener = proxy.config["listeners"][0] | {"tls": {"certificates": [files]}}
    proxy.config_file.write_text(json.dumps(proxy.config | {"listeners": [listener]}))


def taken_address(proxy, tmp_path):
    more = {"name": "more", "address": proxy.config["backends"]["legacy"]["endpoints"][0]}
    config = proxy.config | {"listeners": [*proxy.config["listeners"], more]}
    proxy.config_file.write_text(json.dumps(config))


@pytest.mark.parametrize("spoil", [broken_file, bad_certificate, taken_address])
def test_a_process_that_cannot_start_changes_nothing(origin, crossfade, tmp_path, spoil):
    proxy = crossfade(configuration({"legacy": origin(fixed(b"fine"))}))
    with Client(proxy.port) as client:
        spoil(proxy, tmp_path)
        failed = run_crossfade("run", "--config", proxy.config_file, "--takeover")
        assert failed.returncode == 1 and failed.stderr
        for _ in range(20):
            assert client.get().status == fetch(proxy.port).status == 200
    assert not proxy.admin.status()["draining"]


def test_a_process_that_is_killed_half_way_changes_nothing(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(fixed(b"fine"))}, workers=2))
    half = subprocess.Popen(
        [sys.executable, Path(takeover.__file__), proxy.config_file], stdout=subprocess.PIPE
    )
    with half.stdout, Client(proxy.port) as client:
        assert int(half.stdout.readline()) == 3  # two workers' and the admin's
        half.kill()
        half.wait()
        eventually(lambda: "did not take over" in proxy.stderr(), "the process to be given up")
        for _ in range(20):
            assert client.get().status == fetch(proxy.port).status == 200
    assert proxy.take_over().wait(PATIENCE) == 0


def test_the_second_of_two_waits_for_its_turn(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(fixed(b"fine"))}))
    with takeover.connect(proxy.config_file) as first:
        takeover.hello(first)
        takeover.receive_all(first)
        before = proxy.process
        proxy.launch("--takeover")
        assert proxy.admin.status()["taken_over"] is None
    eventually(lambda: proxy.admin.status()["taken_over"], "the second one's turn")
    assert before.wait(PATIENCE) == 0


def test_who_makes_no_sense_is_refused(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(fixed(b"fine"))}))
    for say in (
        lambda channel: channel.send(b"\xff" * 100),
        lambda channel: channel.send(b"\x05"),
        lambda channel: takeover.hello(channel, version=99),
    ):
        with takeover.connect(proxy.config_file) as channel:
            say(channel)
            assert takeover.receive_all(channel) == []
    assert fetch(proxy.port).status == 200


def test_without_a_process_it_starts_as_usual(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(fixed(b"fine"))}))
    proxy.stop()
    proxy.launch("--takeover")
    eventually(proxy.admin.is_ready, "readyz")
    assert "no process to take over from" in proxy.stderr()
    assert proxy.admin.status()["taken_over"] is None


def test_a_process_that_drains_is_not_taken_over(origin, crossfade):
    may_answer = threading.Event()
    backend = origin(gated(may_answer, fixed(b"last")))
    proxy = crossfade(configuration({"legacy": backend}))
    with Client(proxy.port) as busy:
        busy.send_request("GET")
        backend.await_arrived()
        proxy.signal(signal.SIGTERM)
        eventually(lambda: not proxy.admin.is_ready(), "not ready")
        refused = run_crossfade("run", "--config", proxy.config_file, "--takeover")
        assert refused.returncode == 1
        assert "cannot listen on" in refused.stderr  # the admin's address is in use until the end
        may_answer.set()
        assert busy.response().body == b"last"
    assert proxy.wait() == 0


def test_weights_set_at_run_time_and_their_users_stay(origin, crossfade):
    backends = {"legacy": origin(fixed(b"legacy")), "new": origin(fixed(b"new"))}
    routes = [route(split={"legacy": "50%", "new": "50%"}, key=[{"header": "X-User"}])]
    proxy = crossfade(configuration(backends, routes))

    def sides():
        with Client(proxy.port) as client:
            return [client.get("/", {"X-User": f"u{user}"}).body for user in range(200)]

    for shares in ({"legacy": "90%", "new": "10%"}, {"legacy": "20%", "new": "80%"}):
        proxy.admin.set_split("all", **shares)
    at_20 = sides()
    proxy.take_over()
    assert proxy.admin.split("all") == {
        "route": "all",
        "split": {"legacy": "20%", "new": "80%"},
        "source": "live",
    }
    assert sides() == at_20
    proxy.admin.set_split("all", legacy="100%", new="0%")
    proxy.take_over()
    assert set(sides()) == {b"legacy"}
    proxy.admin.restore_split("all")
    assert proxy.admin.split("all")["source"] == "config"
    assert b"new" in sides()


def test_tls_sessions_are_resumed(origin, crossfade, authority):
    config = configuration({"legacy": origin(fixed(b"fine"))})
    proxy = crossfade(listening(config, [authority.issue("a")]))
    context = trusting()
    with TlsClient(proxy.port, context) as client:
        assert client.get().status == 200
        session = client.sock.session
    proxy.take_over()
    with TlsClient(proxy.port, context, session=session) as client:
        assert client.get().status == 200
        assert client.sock.session_reused


def test_evidence_adds_up_over_a_takeover(origin, crossfade, tmp_path):
    backends = {"legacy": origin(fixed(b"fine")), "shadow": origin(fixed(b"other"))}
    reports = {"directory": str(tmp_path / "reports"), "log": {"size": "256KiB", "files": 64}}
    proxy = crossfade(configuration(backends, [route(mirrors=[mirror()])], reports=reports))
    with Requests(lambda: Client(proxy.port), clients=2) as load:
        load.await_more()
        before = proxy.take_over()
        load.await_more()
        assert before.wait(PATIENCE) == 0
    assert load.problems == []
    proxy.admin.settled()
    proxy.stop()
    told = Report(proxy).route()["accounting"]
    assert told["eligible"] == load.served
    assert "restart" not in json.dumps(told)
    records = []
    for file in Path(reports["directory"]).glob("mismatches.jsonl*"):
        records += [json.loads(line)["id"] for line in file.read_text().splitlines()]
    assert len(records) == len(set(records)) == told["mismatch"]


def test_it_is_said_when_counting_began(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(fixed(b"fine"))}))
    assert fetch(proxy.port).status == 200
    started = proxy.admin.metrics().total("crossfade_process_start_time_seconds")
    before = proxy.take_over()
    status = proxy.admin.status()
    assert status["taken_over"] == {
        "pid": before.pid,
        "generation": 1,
        "version": status["version"],
    }
    assert proxy.admin.metrics().total("crossfade_process_start_time_seconds") >= started
    assert f"took over from process {before.pid}" in proxy.command("status").stdout
