"""Hostile and broken backends: every case of hostile/responses.py, live and as a shadow. The bytes
that the client got are judged, and whether the next requests get their own answers."""

import itertools
import re
import threading

import pytest

from hostile.response_case import ANSWERED, APART, OPEN, RST
from hostile.responses import CASES
from support.behaviours import of_json
from support.client import Client
from support.configuration import backend, configuration, mirror, route
from support.crossfade import Crossfade
from support.origin import Origin
from support.waiting import PATIENCE, eventually
from support.wire import Ended, reset

IMPATIENT = {"response": "1s", "idle": "1s"}
CUT = ("http_protocol_error", "http_response_incomplete")


class Script:
    """An origin that answers /.../case/NUMBER with that case and /.../echo/ID with the id."""

    def __init__(self):
        self.origin = Origin(self.answer)
        self.port = self.origin.port
        self.begin()

    def begin(self):
        self.answered = threading.Event()  # the client has its answer
        self.done = threading.Event()  # nothing more is sent
        self.sockets = []  # on which the case was played

    def answer(self, exchange):
        _, _, kind, what = exchange.request.path.split("/")
        if kind == "echo":
            exchange.respond(200, what.encode(), [("X-Connection", exchange.request.connection)])
            return
        case = CASES[int(what)]
        self.sockets.append(exchange.wire.sock)
        try:
            for piece in played(case, exchange.request):
                self.play(exchange, piece)
            self.end(exchange, case.end)
        finally:
            self.done.set()

    def play(self, exchange, piece):
        if piece == APART:
            exchange.pause(0.002)
        elif piece == ANSWERED:
            assert self.answered.wait(PATIENCE)
        else:
            exchange.send(piece)

    def end(self, exchange, how):
        exchange.keep_open = how == OPEN
        if how == RST:
            reset(exchange.wire.sock)

    def closed(self):
        return all(sock.fileno() < 0 for sock in self.sockets)


def played(case, request):
    """To HEAD in one piece: a body that comes later than its head cannot be told from the answer to
    the next request, by anybody."""
    wanted = request.field("x-pieces")
    if wanted == "small":
        size = max(1, len(case.data) // 7)
        return [case.data[at : at + size] for at in range(0, len(case.data), size)]
    if request.method == "HEAD" and ANSWERED not in case.pieces:
        return [case.data]
    return case.pieces


class Stage:
    """One proxy with one event loop, so that all requests of a test share one pool."""

    def __init__(self, directory, backends, routes, **more):
        self.ids = itertools.count()
        self.config = configuration(backends, routes, workers=1, **more)
        self.proxy = Crossfade(self.config, directory).start()

    def echo(self, client, prefix):
        """A request that must get its own answer; gives the backend connection that served it."""
        sent = f"id-{next(self.ids)}"
        response = client.get(f"/{prefix}/echo/{sent}")
        assert (response.status, response.body) == (200, sent.encode()), response.head
        return int(response.field("x-connection"))

    def stop(self):
        self.proxy.admin.await_none_busy()
        self.proxy.stop()


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    script = Script()
    stage = Stage(
        tmp_path_factory.mktemp("hostile-live"),
        {
            "pooled": script.port,
            "fresh": backend(script.port, idle_connections=0),
            "impatient": backend(script.port, timeouts=IMPATIENT),
        },
        [route(name, f"/{name}", {name: "100%"}) for name in ("pooled", "fresh", "impatient")],
    )
    stage.script = script
    yield stage
    stage.stop()
    script.origin.stop()
    assert script.origin.malformed == []


def request_of(method, prefix, case, version, pieces):
    body = b"a body" if method == "POST" else b""
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return (
        f"{method} /{prefix}/case/{CASES.index(case)} HTTP/{version}\r\nHost: a\r\n{length}"
        f"X-Pieces: {pieces}\r\n\r\n"
    ).encode() + body


def received(client, method):
    """The response, strictly parsed, or None if it was visibly cut."""
    try:
        return client.response(to=method)
    except (Ended, ConnectionError):
        return None


def judge_head(response, version):
    """What holds for every message from the proxy, wherever its content came from."""
    for each in [*response.interim, response]:
        assert each.version == "HTTP/1.1"
        if each.status < 200 or each.status == 204:
            assert each.all("content-length") + each.all("transfer-encoding") == []
    assert len(response.all("date")) == 1
    if version == "1.0":
        assert response.framing != "chunked" and response.interim == []


def judge(case, response, method, version):
    if response is None:
        assert case.cut, "cut, but it was complete"
        return
    judge_head(response, version)
    wanted = () if version == "1.0" else case.interim
    assert tuple(each.status for each in response.interim) == wanted
    cut_head = case.cut and method == "HEAD"  # to HEAD the head is all
    if case.body is None and not cut_head:
        assert response.status == case.status, response.head
        said = response.field("proxy-status").removeprefix("crossfade; error=")
        assert said in (CUT if case.cut else [case.reason])
        return
    assert response.status == (200 if cut_head else case.status), response.head
    assert response.field("proxy-status") is None and response.all("via") == ["1.1 crossfade"]
    if method != "HEAD":
        assert response.body == case.body
        judge_fields(case, response, version)


def judge_fields(case, response, version):
    for name, values in case.fields:
        assert response.all(name) == values, name
    wanted = list(case.trailers) if version == "1.1" else []
    assert response.trailers == wanted


def play(stage, case, method, prefix, version, pieces="whole"):
    stage.script.begin()
    with Client(stage.proxy.port) as client:
        client.send(request_of(method, prefix, case, version, pieces))
        response = received(client, method)
        judge(case, response, method, version)
        stage.script.answered.set()
        assert stage.script.done.wait(PATIENCE)
        closing = response is None or version == "1.0" or response.field("connection") == "close"
        if closing:
            assert client.at_end()
        else:
            stage.echo(client, "pooled")
    with Client(stage.proxy.port) as client:
        served_by = {stage.echo(client, "pooled") for _ in range(2)}
    return served_by


LIVE_WAYS = [
    ("GET", "fresh", "1.1"),
    ("GET", "pooled", "1.1"),
    ("GET", "pooled", "1.0"),
    ("HEAD", "pooled", "1.1"),
    ("POST", "pooled", "1.1"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_response_harms_nobody(live, case):
    ways = [("GET", "impatient", "1.1")] if case.impatient else LIVE_WAYS
    for method, prefix, version in ways:
        if method not in case.methods:
            continue
        served_by = play(live, case, method, prefix, version)
        used = live.script.origin.requests
        request = next(each for each in reversed(used) if "/case/" in each.path)
        assert request.method == method
        rest = method == "HEAD" and case.body and case.status not in (204, 304)
        if prefix == "pooled" and case.reusable and not rest:
            assert request.connection in served_by, "a good connection was not used again"
        else:
            assert request.connection not in served_by, "a bad connection was used again"
            eventually(live.script.closed, "the backend's connection is closed")
    if (
        "GET" in case.methods
        and not case.impatient
        and len(case.data) < 20_000
        and ANSWERED not in case.pieces
    ):
        play(live, case, "GET", "fresh", "1.1", "small")
    live.script.origin.forget()


@pytest.fixture(scope="module")
def shadowed(tmp_path_factory):
    script, good = Script(), Origin(of_json({"live": "good"}))
    directory = tmp_path_factory.mktemp("hostile-shadow")
    # Each case is to be sent, however many before it failed.
    copied = mirror(methods=["GET", "HEAD", "POST"], limits={"timeout": "2s"}, breaker="off")
    stage = Stage(
        directory,
        {"legacy": good, "shadow": script.port},
        [route(mirrors=[copied])],
        reports={"directory": str(directory / "reports")},
    )
    stage.script, stage.good, stage.before = script, good, stage.proxy.admin.settled()
    yield stage
    stage.stop()
    script.origin.stop()
    good.stop()
    assert script.origin.malformed == good.malformed == []


def raw_answer(stage, case):
    """All bytes that the client gets, the date apart."""
    with Client(stage.proxy.port) as client:
        request = request_of("GET", "shadow", case, "1.1", "whole")
        client.send(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        answer = client.read_all()
    lines = [line for line in answer.split(b"\r\n") if not line.lower().startswith(b"date:")]
    return b"\r\n".join(lines)


@pytest.mark.parametrize(
    "case", [case for case in CASES if "GET" in case.methods], ids=lambda case: case.name
)
def test_a_bad_shadow_changes_no_byte_and_ends_in_one_verdict(shadowed, case):
    before, served = shadowed.before, len(shadowed.good.requests)
    shadowed.script.begin()
    shadowed.script.answered.set()
    assert raw_answer(shadowed, case) == (
        b"HTTP/1.1 200 Fine\r\nContent-Type: application/json\r\nvia: 1.1 crossfade\r\n"
        b'Content-Length: 16\r\nConnection: close\r\n\r\n{"live": "good"}'
    )
    after = shadowed.before = shadowed.proxy.admin.await_verdicts(before.mirrored + 1)
    assert after.mirrored == before.mirrored + 1 and after.dropped == {}
    assert len(shadowed.good.requests) == served + 1, "the shadow made live repeat a request"
    grown = {
        verdict: count - before.verdicts.get(verdict, 0)
        for verdict, count in after.verdicts.items()
        if count != before.verdicts.get(verdict, 0)
    }
    complete = case.body is not None and not case.cut and case.status < 500
    verdicts = {"mismatch" if complete else "shadow_error"}
    # One that says it is far longer than live's is not waited for if live's is known already.
    if re.search(rb"(?i)content-length: *\d{8}", case.data):
        verdicts.add("mismatch")
    assert sum(grown.values()) == 1 and set(grown) <= verdicts, grown
    eventually(
        lambda: case.reusable or shadowed.script.closed(), "the shadow's connection is closed"
    )


def test_the_table_has_every_row_and_no_name_twice():
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) and len(names) > 200
    rows = {name.split()[0] for name in names}
    assert rows >= {f"R{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 14)}
    assert rows >= {"E6", "E7", "E8", "E9", "E10", "E11", "E12", "P11", "X1", "X2", "X17"}
