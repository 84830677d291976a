"""What an origin can do with a request: each function here makes a behaviour for Origin."""

import json

from support.waiting import PATIENCE
from support.wire import reset as reset_socket


def early(behaviour):
    """The same behaviour, but one that starts before the request's body was read."""

    def behave(exchange):
        behaviour(exchange)

    behave.early = True
    return behave


def fixed(body=b"fine", status=200, fields=()):
    return lambda exchange: exchange.respond(status, body, fields)


def of_json(value, status=200, fields=()):
    body = json.dumps(value).encode()
    return fixed(body, status, [("Content-Type", "application/json"), *fields])


def echo(exchange):
    """The request's body back, of the same type."""
    request = exchange.request
    assert request.length == len(request.body), "too long to echo"
    kind = request.field("content-type")
    exchange.respond(200, request.body, [("Content-Type", kind)] if kind else [])


def receipt(exchange):
    """What arrived: method, target, fields, and length and digest of the body."""
    request = exchange.request
    described = {
        "method": request.method,
        "target": request.target,
        "fields": request.fields,
        "framing": request.framing,
        "length": request.length,
        "sha256": request.sha256,
        "trailers": request.trailers,
        "connection": request.connection,
    }
    exchange.respond(200, json.dumps(described).encode(), [("Content-Type", "application/json")])


def streamed(pieces, status=200, fields=()):
    """`pieces()` with their total length declared first; nothing is held in memory."""

    def behave(exchange):
        exchange.head(status, [*fields, ("Content-Length", sum(map(len, pieces())))])
        for piece in pieces():
            exchange.send(piece)

    return behave


def chunked(pieces, status=200, fields=(), trailers=()):
    """`pieces()` as one chunk each, each sent by itself."""

    def behave(exchange):
        exchange.head(status, [*fields, ("Transfer-Encoding", "chunked")])
        for piece in pieces():
            exchange.send(b"%x\r\n%b\r\n" % (len(piece), piece))
        lines = "".join(f"{name}: {value}\r\n" for name, value in trailers)
        exchange.send(b"0\r\n" + lines.encode() + b"\r\n")

    return behave


def until_close(body):
    def behave(exchange):
        exchange.send(b"HTTP/1.1 200 OK\r\n\r\n" + body)
        exchange.keep_open = False

    return behave


def hang(exchange):
    """Reads the request and never answers."""
    exchange.await_departure()


@early
def hang_unread(exchange):
    """Neither reads the body nor answers."""
    exchange.origin.stopping.wait()


def hang_after_head(exchange):
    exchange.head(200, [("Content-Length", 10)])
    exchange.await_departure()


def drip(body=b"drip" * 64, interval=0.05):
    """A byte at a time, head included."""

    def behave(exchange):
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
        for byte in head + body:
            exchange.send(bytes([byte]))
            if exchange.pause(interval):
                return

    return behave


def delayed(seconds, behaviour):
    def behave(exchange):
        if not exchange.pause(seconds):
            behaviour(exchange)

    return behave


def gated(event, behaviour):
    """Answers once the test sets the event."""

    def behave(exchange):
        event.wait(PATIENCE)
        behaviour(exchange)

    return behave


def reset(exchange):
    """Reads the request, then resets without a byte of response."""
    _reset(exchange)


@early
def reset_unread(exchange):
    """Resets as soon as the head is there."""
    _reset(exchange)


def reset_after_head(exchange):
    exchange.head(200, [("Content-Length", 100)])
    _reset(exchange)


def reset_in_body(exchange):
    exchange.head(200, [("Content-Length", 100)])
    exchange.send(b"x" * 50)
    _reset(exchange)


def cut_in_body(exchange):
    """Declares more than it sends, then closes in good order."""
    exchange.head(200, [("Content-Length", 100)])
    exchange.send(b"x" * 50)
    exchange.keep_open = False


def close_silently(exchange):
    exchange.keep_open = False


def garbage(data=b"\x00\xffnot a response\r\n\r\n"):
    def behave(exchange):
        exchange.send(data)
        exchange.keep_open = False

    return behave


def then_close(behaviour):
    """Closes after the response without having announced it."""

    def behave(exchange):
        behaviour(exchange)
        exchange.keep_open = False

    return behave


def interim(heads, behaviour):
    """Sends 1xx responses first: (status, reason, fields) each."""

    def behave(exchange):
        for status, reason, fields in heads:
            exchange.head(status, fields, reason)
        behaviour(exchange)

    return early(behave) if getattr(behaviour, "early", False) else behave


@early
def continue_then_echo(exchange):
    """Asks for the body with a 100, then echoes it."""
    exchange.head(100, reason="Continue")
    exchange.read_body()
    echo(exchange)


@early
def upgrade_echo(exchange):
    """Switches protocols and sends back every byte, until the peer stops sending."""
    exchange.head(
        101,
        [("Connection", "Upgrade"), ("Upgrade", exchange.request.field("upgrade"))],
        "Switching Protocols",
    )
    for piece in exchange.wire.read_to_end():
        exchange.send(piece)
    exchange.keep_open = False


def _reset(exchange):
    reset_socket(exchange.wire.sock)
    exchange.keep_open = False
