"""Bodies move as they come, and no faster than their reader reads."""

import threading

import pytest

from support.behaviours import chunked, early, fixed, hang_unread, streamed
from support.client import Client, fetch
from support.configuration import backend as written_backend
from support.configuration import configuration
from support.content import blocks, digest_of
from support.waiting import PATIENCE, eventually
from support.wire import Ended

MIB = 1024 * 1024


def test_an_event_reaches_the_client_while_the_response_is_still_open(origin, crossfade):
    seen = [threading.Event() for _ in range(3)]

    def events(exchange):
        exchange.head(
            200, [("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked")]
        )
        for number, event in enumerate(seen):
            exchange.send(b"9\r\ndata: %d\n\n\r\n" % number)
            assert event.wait(PATIENCE), "the client did not see an event while the response was open"
        exchange.send(b"0\r\n\r\n")

    proxy = crossfade(configuration({"legacy": origin(events)}))
    with Client(proxy.port) as client:
        client.send_request("GET")
        response = client.response_head()
        pieces = response.declared_pieces()(client.wire)
        received = b""
        for number, event in enumerate(seen):
            while received.count(b"\n\n") <= number:
                received += next(pieces)
            event.set()
        assert received == b"data: 0\n\ndata: 1\n\ndata: 2\n\n" and next(pieces, None) is None


def test_the_head_reaches_the_client_before_there_is_a_body(origin, crossfade):
    head_seen = threading.Event()

    def slow_body(exchange):
        exchange.head(200, [("Content-Length", 4)])
        assert head_seen.wait(PATIENCE)
        exchange.send(b"body")

    proxy = crossfade(configuration({"legacy": origin(slow_body)}))
    with Client(proxy.port) as client:
        client.send_request("GET")
        response = client.response_head()
        head_seen.set()
        response.read(client.wire)
        assert response.body == b"body"


def test_a_request_body_reaches_the_backend_while_the_client_still_sends(origin, crossfade):
    first_seen = threading.Event()

    @early
    def listen(exchange):
        pieces = exchange.request.declared_pieces()(exchange.wire)
        assert next(pieces) == b"one"
        first_seen.set()
        assert b"".join(pieces) == b"two"
        exchange.respond(200, b"both")

    proxy = crossfade(configuration({"legacy": origin(listen)}))
    with Client(proxy.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n")
        assert first_seen.wait(PATIENCE)
        client.send(b"3\r\ntwo\r\n0\r\n\r\n")
        assert client.response().body == b"both"


def test_an_early_answer_is_delivered_while_the_request_body_is_still_coming(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(early(fixed(b"enough", status=422)))}))
    with Client(proxy.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n" + b"x" * 1000)
        response = client.response()
        assert (response.status, response.body) == (422, b"enough")


def test_a_backend_connection_with_an_unsent_body_is_not_used_again(origin, crossfade):
    backend = origin(fixed(b"clean"))
    backend.on("/early", early(fixed(b"enough")))
    proxy = crossfade(configuration({"legacy": backend}, workers=1))
    with Client(proxy.port) as client:
        client.send(b"POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 60\r\n\r\nGET /smuggled")
        assert client.response().body == b"enough"
    assert fetch(proxy.port).body == b"clean"
    eventually(lambda: len(backend.requests) >= 2, "the second request")
    assert [request.target for request in backend.requests] == ["/early", "/"]
    assert backend.requests[0].connection != backend.requests[1].connection


LONG = 5 * MIB + 3  # goes from socket to socket


def long_body(sent):
    def answer(exchange):
        exchange.head(200, [("Content-Length", LONG)])
        for block in blocks(sent):
            exchange.send(block)
        exchange.keep_open = sent == LONG

    return answer


def test_a_long_body_is_the_same_on_the_other_side_and_leaves_both_connections_usable(pair):
    server, proxy = pair(long_body(LONG))
    with Client(proxy.port) as client:
        for _ in range(3):
            response = client.get()
            assert (response.length, response.sha256) == (LONG, digest_of(blocks(LONG)))
    assert len({request.connection for request in server.requests}) == 1


def test_a_long_body_that_breaks_off_is_broken_off_for_the_client_and_said_so(pair):
    _, proxy = pair(long_body(LONG - MIB))
    with Client(proxy.port) as client:
        client.send_request("GET")
        response = client.response_head()
        with pytest.raises((Ended, ConnectionError)):
            response.read(client.wire)
    line = proxy.await_access_line(status=200)
    assert line["reason"] == "http_response_incomplete" and line["bytes_out"] < LONG


@pytest.mark.release_only
def test_a_client_that_does_not_read_holds_back_the_backend_and_costs_no_memory(origin, crossfade):
    sent = []

    def pieces():
        for block in blocks(100 * MIB):
            yield block

    def counted(exchange):
        exchange.head(200, [("Content-Length", 100 * MIB)])
        for block in pieces():
            exchange.send(block)
            sent.append(len(block))

    backend = origin(counted)
    proxy = crossfade(configuration({"legacy": backend}))
    with Client(proxy.port) as client:
        client.send_request("GET")
        response = client.response_head()
        before = proxy.resident_kib()
        stalled = _await_standstill(lambda: sum(sent))
        assert stalled < 40 * MIB, "the backend was not held back"
        assert proxy.resident_kib() - before < 5 * 1024
        response.read(client.wire)
        assert response.sha256 == digest_of(blocks(100 * MIB))
    assert proxy.resident_kib() - before < 5 * 1024


@pytest.mark.release_only
def test_a_backend_that_does_not_read_holds_back_the_client_and_costs_no_memory(origin, crossfade):
    # The sender below never learns that the test is over.
    proxy = crossfade(configuration({"legacy": origin(hang_unread)}, drain_timeout="1s"))
    sent = []

    def send(client):
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (100 * MIB))
        try:
            for block in blocks(100 * MIB):
                client.send(block)
                sent.append(len(block))
        except OSError:
            pass  # the test is over

    with Client(proxy.port) as client:
        before = proxy.resident_kib()
        sender = threading.Thread(target=send, args=(client,), daemon=True)
        sender.start()
        assert _await_standstill(lambda: sum(sent)) < 40 * MIB, "the client was not held back"
        assert proxy.resident_kib() - before < 5 * 1024


@pytest.mark.release_only
def test_many_slow_readers_share_little_memory(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(streamed(lambda: blocks(20 * MIB)))}))
    before = proxy.resident_kib()
    clients = [Client(proxy.port) for _ in range(40)]
    for client in clients:
        client.send_request("GET")
    for client in clients:
        assert client.response_head().status == 200
    assert proxy.resident_kib() - before < 40 * 512
    for client in clients:
        client.close()


def test_a_client_that_leaves_frees_its_backend_connection(origin, crossfade):
    backend = origin(streamed(lambda: blocks(50 * MIB)))
    proxy = crossfade(configuration({"legacy": backend}))
    with Client(proxy.port) as client:
        client.send_request("GET")
        client.response_head()
        client.reset()
    eventually(lambda: backend.open_connections() == 0, "the backend's connection is closed")
    assert proxy.await_access_line(client_left=True)["status"] == 200


def test_a_client_that_leaves_before_the_response_frees_its_backend_connection(origin, crossfade):
    from support.behaviours import hang

    backend = origin(hang)
    proxy = crossfade(configuration({"legacy": backend}))
    with Client(proxy.port) as client:
        client.send_request("GET")
        backend.await_completed()
        client.reset()
    eventually(lambda: backend.open_connections() == 0, "the backend's connection is closed")
    assert proxy.await_access_line(client_left=True)


def test_chunks_of_one_byte_stay_a_whole_body(origin, crossfade):
    proxy = crossfade(
        configuration(
            {"legacy": origin(chunked(lambda: [b"%d" % (n % 10) for n in range(20_000)]))}
        )
    )
    assert fetch(proxy.port).body == b"0123456789" * 2000


def test_a_slow_but_steady_body_outlasts_the_idle_timeout(origin, crossfade):
    def steady(exchange):
        exchange.head(200, [("Content-Length", 8)])
        for byte in b"steadily":
            exchange.pause(0.25)
            exchange.send(bytes([byte]))

    legacy = written_backend(origin(steady).port, timeouts={"idle": "1500ms"})
    proxy = crossfade(configuration({"legacy": legacy}))
    assert fetch(proxy.port).body == b"steadily"


def _await_standstill(measure):
    """The value once it did not change over a tenth of a second or so."""
    history = []

    def still():
        history.append(measure())
        return len(history) > 40 and history[-1] > 0 and len(set(history[-40:])) == 1

    eventually(still, "a standstill")
    return history[-1]
