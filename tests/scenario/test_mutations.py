"""Random mutations of requests: whatever comes in, only canonical HTTP goes out. The origins judge
every request strictly, the client every response; seeds are fixed."""

import os
import random
import socket
import threading
import time

from support.behaviours import fixed
from support.client import fetch
from support.configuration import backend, configuration, mirror, route
from support.waiting import eventually
from support.wire import Ended, Wire, read_response_head

SECONDS = float(os.environ.get("CROSSFADE_MUTATION_SECONDS", "5"))
SEED = int(os.environ.get("CROSSFADE_MUTATION_SEED", "1"))

REQUESTS = [
    b"GET /a?b=c HTTP/1.1\r\nHost: a.example:80\r\nCookie: session_id=7\r\n\r\n",
    b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello",
    b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: x-a\r\n\r\n"
    b"5;a=b\r\nhello\r\n0\r\nX-A: 1\r\n\r\n",
    b"GET http://a.example/ HTTP/1.1\r\nHost: b\r\nConnection: close, x-a\r\nX-A: 1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: TE\r\n\r\n",
    b"PUT /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi",
    b"HEAD / HTTP/1.0\r\nConnection: keep-alive\r\nVia: 1.1 x\r\n\r\n",
]
PIECES = [
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b" ",
        b"\t",
        b":",
        b";",
        b"\r\n\r\n",
        b"\r\n ",
        b"\x80",
        b"\xff",
    ),
    *(b"Content-Length: 0\r\n", b"Content-Length: 7\r\n", b"Content-Length: +5\r\n"),
    *(b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding : chunked\r\n"),
    *(b"Transfer-Encoding: x, chunked\r\n", b"Host: b\r\n", b"0\r\n\r\n", b"FFFFFFFFFFFFFFFF\r\n"),
    *(b"Connection: host, content-length\r\n", b"HTTP/1.1", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
]


IMPATIENT = {"response": "1s", "idle": "1s"}


def mutated(draw, messages):
    data = bytearray(draw.choice(messages))
    if draw.random() < 0.3:
        data += draw.choice(messages)
    for _ in range(draw.choice([0, 1, 1, 2, 3, 6])):
        at = draw.randrange(len(data) + 1)
        what = draw.randrange(5)
        if what == 0:
            data[at:at] = draw.choice(PIECES)
        elif what == 1:
            del data[at : at + draw.choice([1, 1, 2, 8])]
        elif what == 2 and at < len(data):
            data[at] = draw.randrange(256)
        elif what == 3:
            data[at:at] = data[at : at + draw.randrange(40)]
        else:
            line = data.find(b"\r\n", at)
            data[line + 2 : line + 2] = draw.choice(PIECES)
    return bytes(data)


def send_in_pieces(draw, sock, data):
    cuts = sorted(draw.randrange(len(data) + 1) for _ in range(draw.choice([0, 0, 1, 3])))
    for first, last in zip([0, *cuts], [*cuts, len(data)]):
        sock.sendall(data[first:last])
        if last < len(data):
            time.sleep(0.0005)


def attack(proxy, act, threads=4):
    """`act(draw)` again and again, in several threads; a problem of any fails the test."""
    end, problems = time.monotonic() + SECONDS, []

    def run(seed):
        draw, count = random.Random(seed), 0
        while time.monotonic() < end and not problems:
            count += 1
            try:
                act(draw)
            except Exception as problem:  # also Malformed
                problems.append((seed, count, repr(problem)))

    running = [threading.Thread(target=run, args=[SEED * 1000 + each]) for each in range(threads)]
    for each in running:
        each.start()
    for each in running:
        each.join()
    assert proxy.process.poll() is None, proxy.stderr()
    assert problems == []


def judge_responses(sock, to_head):
    """Reads to the end: nothing but well-formed responses may come."""
    wire = Wire(sock)
    try:
        while True:
            if not wire.buffer and not wire.fill():
                return
            response = read_response_head(wire)
            if to_head or response.status == 101:
                return  # which of the responses have bodies is not known here
            response.read(wire)
    except (Ended, ConnectionError, TimeoutError):
        return


def both(crossfade, live, shadow):
    return crossfade(
        configuration(
            {"legacy": backend(live.port, timeouts=IMPATIENT), "shadow": shadow},
            [
                route(
                    mirrors=[
                        mirror(
                            methods=["GET", "HEAD", "POST", "PUT", "OPTIONS"],
                            limits={"timeout": "500ms"},
                            rewrite={"json": {"/a": 1}},
                        )
                    ]
                )
            ],
            limits={"idle_timeout": "1s", "header_timeout": "1s"},
        )
    )


def accounts_add_up(proxy):
    proxy.admin.settled()
    proxy.admin.await_none_busy()


def test_mutated_requests_reach_backends_as_canonical_http_or_not_at_all(origin, crossfade):
    live, shadow = origin(fixed(b"fine")), origin(fixed(b"fine"))
    proxy = both(crossfade, live, shadow)

    def act(draw):
        data = mutated(draw, REQUESTS)
        with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as sock:
            try:
                send_in_pieces(draw, sock, data)
                if draw.random() < 0.9:
                    sock.shutdown(socket.SHUT_WR)
                    judge_responses(sock, to_head=b"HEAD" in data)
            except OSError:
                pass  # the proxy had enough of it

    attack(proxy, act)
    eventually(lambda: fetch(proxy.port).body == b"fine", "ordinary requests are served")
    assert live.malformed == shadow.malformed == []
    for each in [*live.requests, *shadow.requests]:
        assert len(each.all("via")) == 1 and len(each.all("host")) == 1, each.head
    accounts_add_up(proxy)
