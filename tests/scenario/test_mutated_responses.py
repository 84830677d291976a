"""Valid responses, damaged at random but from fixed seeds: whatever a backend sends, the client gets
well-formed HTTP or a visible cut, and every later request its own answer."""

import os
import random
import threading

import pytest

from support.behaviours import early, fixed
from support.client import Client
from support.configuration import backend, configuration, mirror, route
from support.wire import Ended, Malformed, reset

RUNS = int(os.environ.get("CROSSFADE_MUTATION_RUNS", "2400"))
SEED = int(os.environ.get("CROSSFADE_MUTATION_SEED", "1"))
CLIENTS = 16

RESPONSES = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: application/json\r\n\r\n[1,2]",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\nX-A: 1\r\n\r\n",
    b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx",
    b"HTTP/1.1 304 Not Modified\r\nETag: 1\r\nContent-Length: 10\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nraw",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00",
    b"HTTP/1.1 500\r\nConnection: close\r\n\r\nto the end",
    b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n",
]
PIECES = [
    *(b"\r\n", b"\n", b"\r", b"\0", b" ", b"\t", b":", b";", b",", b"\x7f", b"\x1b", b"\x0b"),
    *(b"\r\n\r\n", b"\r\n ", b"\x80", b"\xff", b"0", b"-", b"+", b"0x", b"FFFFFFFFFFFFFFFF\r\n"),
    *(b"Content-Length: 0\r\n", b"Content-Length: 7\r\n", b"Content-Length: +5\r\n"),
    *(b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding : chunked\r\n", b"HTTP/1.1"),
    *(b"Transfer-Encoding: x, chunked\r\n", b"Connection: close\r\n", b"0\r\n\r\n"),
    b"Connection: keep-alive, content-length\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison",
]
CONTROLS = bytes([*range(0x20), 0x7F, 0x80, 0xFF])


def mutated(draw):
    data = bytearray(draw.choice(RESPONSES))
    if draw.random() < 0.2:
        data += draw.choice(RESPONSES)
    for _ in range(draw.choice([0, 1, 1, 1, 2, 3, 6])):
        at = draw.randrange(len(data) + 1)
        what = draw.randrange(6)
        if what == 0:
            data[at:at] = draw.choice(PIECES)
        elif what == 1:
            del data[at : at + draw.choice([1, 1, 2, 8])]
        elif what == 2 and at < len(data):
            data[at] = draw.choice([draw.randrange(256), draw.choice(CONTROLS)])
        elif what == 3:
            data[at:at] = data[at : at + draw.randrange(40)]
        elif what == 4:
            line = data.find(b"\r\n", at)
            data[line + 2 : line + 2] = draw.choice(PIECES)
        else:
            del data[at:]
    return bytes(data)


def damaged(exchange):
    """Answers /.../echo/ID with the id, all else with what the request's own seed makes of it.
    In pieces only on connections that serve once: what comes after the end of a response cannot be
    told from the answer to a request that was sent meanwhile, by anybody."""
    _, way, kind, what = exchange.request.path.split("/")
    exchange.read_body()
    if kind == "echo":
        exchange.respond(200, what.encode())
        return
    draw = random.Random(int(what))
    data = mutated(draw)
    pieces = draw.choice([1, 2, 4]) if way == "once" else 1
    cuts = sorted(draw.randrange(len(data) + 1) for _ in range(pieces - 1))
    for first, last in zip([0, *cuts], [*cuts, len(data)]):
        exchange.send(data[first:last])
        if last < len(data):
            exchange.pause(0.0005)
    end = draw.choice([0, 1, 1, 2, 2])
    exchange.keep_open = end == 0
    if end == 1:
        reset(exchange.wire.sock)


def provoke(client, draw, seed):
    method = draw.choice(["GET", "GET", "GET", "POST", "HEAD"])
    way = draw.choice(["pooled", "once"])
    body = b'{"a":2}' if method == "POST" else None
    try:
        response = client.request(method, f"/{way}/damaged/{seed}", body=body)
    except (Ended, ConnectionError):
        return False  # visibly cut
    assert response.status != 101, "nobody asked for a tunnel"
    return response.field("connection") != "close"


def echo(client, text):
    """False if the answer took too long, which a busy machine can make of any."""
    response = client.get(f"/pooled/echo/{text}")
    if response.status == 504:
        return False
    assert (response.status, response.body) == (200, text.encode()), response.head
    return True


def run(port, seeds, problems, late):
    for seed in seeds:
        if problems:
            return
        draw = random.Random(-seed)
        try:
            with Client(port) as client:
                if provoke(client, draw, seed) and not echo(client, f"same-{seed}"):
                    late.append(seed)
            with Client(port) as client:
                if not echo(client, f"next-{seed}"):
                    late.append(seed)
        except (Malformed, AssertionError, OSError, Ended) as problem:
            problems.append((seed, repr(problem)))


def test_damaged_responses_harm_neither_their_client_nor_the_next(origin, crossfade):
    """With a seed that failed, CROSSFADE_MUTATION_SEED=SEED CROSSFADE_MUTATION_RUNS=1 plays it."""
    live, shadow = origin(early(damaged)), origin(early(damaged))
    timeouts = {"response": "1s", "idle": "1s"}
    copies = mirror(methods=["GET", "HEAD", "POST"], limits={"timeout": "500ms"})
    proxy = crossfade(
        configuration(
            {
                "pooled": backend(live.port, timeouts=timeouts),
                "once": backend(live.port, timeouts=timeouts, idle_connections=0),
                "shadow": shadow,
            },
            [route(name, f"/{name}", {name: "100%"}, [copies]) for name in ("pooled", "once")],
            workers=1,
        )
    )
    problems, late = [], []
    running = [
        threading.Thread(
            target=run, args=(proxy.port, range(SEED + each, SEED + RUNS, CLIENTS), problems, late)
        )
        for each in range(CLIENTS)
    ]
    for each in running:
        each.start()
    for each in running:
        each.join()
    assert proxy.process.poll() is None, proxy.stderr()
    # A connection that damage spoiled would make its next request late, in every run and often.
    assert problems == [] and len(late) <= CLIENTS, (problems, late)
    for name in ("pooled", "once"):
        proxy.admin.settled(name)
    proxy.admin.await_none_busy()


@pytest.mark.ledger
def test_no_answer_is_ever_anothers(origin, crossfade):
    """20 000 requests under faults, each judged by the id that only its own answer carries (P10)."""

    def answer(exchange):
        number = int(exchange.request.field("x-test-id"))
        body = b"%d " % number * (number % 50 + 1)
        fault = number % 97
        if fault == 13:
            exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + body[:50])
            exchange.keep_open = False
            return
        rest = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison" if fault == 29 else b""
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
        exchange.send(head + body + rest)
        if fault == 41:
            reset(exchange.wire.sock)
        exchange.keep_open = fault not in (41, 57)

    server, wrong, cut = origin(answer), [], []
    proxy = crossfade(configuration({"legacy": server}))

    def ask(client, number):
        response = client.get("/", {"X-Test-Id": str(number)})
        expected = b"%d " % number * (number % 50 + 1)
        if (response.status, response.body) != (200, expected):
            wrong.append((number, response.head, response.body))

    def load(numbers):
        client = Client(proxy.port)
        for number in numbers:
            try:
                if number % 89 == 7:  # a client that does not wait
                    client.send_request("GET", "/", {"X-Test-Id": str(number)})
                    client.reset()
                    client = Client(proxy.port)
                else:
                    ask(client, number)
            except (Ended, ConnectionError):
                cut.append(number)
                client = Client(proxy.port)
        client.close()

    running = [threading.Thread(target=load, args=(range(each, 20_000, 6),)) for each in range(6)]
    for each in running:
        each.start()
    for each in running:
        each.join()
    assert wrong == [] and proxy.process.poll() is None
    # Cut is what the backend cut, and nothing else.
    assert {number % 97 for number in cut} == {13}
