"""Hostile requests: refused, or forwarded in the one canonical form. The tables are in
tests/hostile, one entry per case; these tests judge the raw bytes on both sides."""

import pytest

from hostile import fields, framing, gate, mutations, sweeps, syntax, target, techniques
from hostile.case import chunked, head, post
from hostile.judge import judge, send_all
from hostile.recorder import Recorder
from support.client import Client, fetch
from support.configuration import configuration, mirror, route
from support.crossfade import Crossfade
from support.ports import free_port
from support.waiting import eventually

CASES = [*framing.CASES, *syntax.CASES, *target.CASES, *fields.CASES]


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One recording backend and one proxy for all: a refused request must not spoil the next."""
    recorder = Recorder()
    proxy = Crossfade(configuration({"legacy": recorder}), tmp_path_factory.mktemp("hostile"))
    proxy.start()
    yield proxy, recorder
    proxy.stop()
    recorder.stop()
    assert recorder.violations == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_hostile_request(shared, case):
    proxy, recorder = shared
    judge(case, proxy.port, recorder)


def test_every_case_has_a_name_of_its_own():
    names = [case.id for case in CASES]
    assert len(names) == len(set(names)), {name for name in names if names.count(name) > 1}


def passes_the_gate(shared, capsys, name, requests):
    proxy, recorder = shared
    outcome = gate.run(proxy.port, recorder, requests)
    with capsys.disabled():
        print(f"\n{name}: {outcome}")
    assert outcome.problems == []
    assert fetch(proxy.port).status == 200
    return outcome


def test_no_mutation_reaches_a_backend_unless_it_is_canonical(shared, capsys):
    outcome = passes_the_gate(shared, capsys, "mutations", mutations.requests())
    assert outcome.sent > 5_000 and outcome.refused > 1_000 and outcome.canaries > 100


def test_no_known_technique_smuggles(shared, capsys):
    second = b"GET /second HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n"
    requests = [data for _, data in techniques.requests(second)]
    outcome = passes_the_gate(shared, capsys, "techniques", requests)
    assert outcome.sent > 400


@pytest.mark.parametrize("sweep", sweeps.SWEEPS, ids=lambda sweep: sweep.name)
def test_every_byte_at(shared, sweep):
    proxy, recorder = shared
    outcome = gate.run(proxy.port, recorder, [sweep.request(byte) for byte in range(256)])
    assert outcome.problems == []
    wrong = []
    for byte in range(256):
        status = send_all(proxy.port, [sweep.request(byte)]).split(b" ", 2)[1:2]
        if (status == [b"200"]) != (byte in sweep.accepted):
            wrong.append((byte, status))
    assert wrong == []


SHORT = [case for case in CASES if len(case.data) < 400 and not case.unanswered]


@pytest.mark.parametrize("case", SHORT[::5], ids=lambda case: case.id)
def test_a_hostile_request_byte_by_byte(shared, case):
    proxy, recorder = shared
    judge(case, proxy.port, recorder, each_byte=True)


def test_a_request_cut_anywhere_is_the_same_request(shared):
    proxy, recorder = shared
    for data in (
        post(b"Content-Length: 5", body=b"hello") + head(target=b"/2"),
        chunked(b"5;a=b\r\nhello\r\n0\r\nX-A: 1\r\n\r\n") + head(target=b"/2"),
        post(b"Content-Length : 5", body=b"hello"),
    ):
        whole = statuses(send_all(proxy.port, [data]))
        for cut in range(1, len(data)):
            assert statuses(send_all(proxy.port, [data[:cut], data[cut:]])) == whole, cut
    assert recorder.take_violations() == []


def statuses(data):
    return [line.split(b" ")[1] for line in data.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]


def test_a_million_chunks_of_one_byte_are_one_body(shared):
    proxy, recorder = shared
    recorder.take()
    before = proxy.resident_kib()
    with Client(proxy.port) as client:
        client.send(head(b"Transfer-Encoding: chunked", method=b"POST"))
        for _ in range(1_000):
            client.send(b"1\r\nx\r\n" * 1_000)
        client.send(b"0\r\n\r\n")
        assert client.response().status == 200
    assert proxy.resident_kib() - before < 16 * 1024
    arrived = recorder.take()[-1]
    assert arrived.complete and arrived.body == b"x" * 1_000_000


def test_a_loop_ends(crossfade):
    port = free_port()
    config = configuration({"itself": port}, [route(split={"itself": "100%"})])
    config["listeners"][0]["address"] = f"127.0.0.1:{port}"
    proxy = crossfade(config)
    response = fetch(proxy.port)
    assert response.status == 508 and "proxy_loop_detected" in response.field("proxy-status")


def test_what_a_mirror_gets_is_canonical_too(crossfade):
    live, shadow = Recorder(), Recorder()
    try:
        methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]
        budget = {"in_flight": 1000, "rate": "100000/s"}
        copied = mirror(methods=methods, compare="off", limits=budget)
        proxy = crossfade(
            configuration({"legacy": live, "shadow": shadow}, [route(mirrors=[copied])])
        )
        for case in CASES:
            send_all(proxy.port, case.sends)
        gate.run(proxy.port, live, mutations.requests(random_ones=500))
        proxy.admin.settled()
        eventually(lambda: len(shadow.arrived) > 400, "copies at the shadow")
    finally:
        live.stop()
        shadow.stop()
    assert live.violations == [] and shadow.violations == []
    assert [each for each in shadow.arrived if not each.complete] == []
