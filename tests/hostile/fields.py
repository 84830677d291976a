"""Rows X, E and P: what stays on its hop, what a stranger is not believed, expectations, order
(RFC 9110 sections 7.6, 7.8 and 10.1.1, RFC 9112 section 9)."""

from hostile.case import Arrival, answered, forwarded, head, post, refused

HELLO = b"Content-Length: 5"


def dropped(row, *lines, names):
    return forwarded(
        row,
        " and ".join(line.decode("latin-1") for line in lines),
        head(*lines, b"X-Kept: 1"),
        fields=(*((name, []) for name in names), ("X-Kept", ["1"])),
    )


HOPS = [
    dropped("X1", b"Connection: x-private", b"X-Private: 1", names=["X-Private", "Connection"]),
    dropped("X1", b"Connection: a, X-PRIVATE ,b", b"x-private: 1", b"B: 2", names=["X-Private", "B"]),
    dropped("X1", b"Connection: a", b"Connection: b", b"A: 1", b"B: 2", names=["A", "B"]),
    dropped("X1", b"X-Private: 1", b"Connection: ,,x-private,,", b"X-Private: 2", names=["X-Private"]),
    dropped("X1", b"Connection: keep-alive, x-private", b"X-Private: 1", names=["X-Private"]),
    dropped("X2", b"Keep-Alive: timeout=5", names=["Keep-Alive"]),
    dropped("X2", b"Proxy-Connection: keep-alive", names=["Proxy-Connection"]),
    dropped("X2", b"KEEP-ALIVE: 1", b"proxy-connection: close", names=["Keep-Alive", "Proxy-Connection"]),
    dropped("X3", b"TE: trailers", names=["TE", "Connection"]),
    dropped("X3", b"TE: gzip", b"Connection: TE", names=["TE", "Connection"]),
    dropped("X3", b"TE: trailers;q=0", b"Connection: TE", names=["TE"]),
    forwarded("X3", "TE as it is due", head(b"TE: trailers", b"Connection: TE"), fields=(("TE", ["trailers"]), ("Connection", ["TE"]))),
    forwarded("X3", "TE: gzip, trailers", head(b"TE: gzip, trailers", b"Connection: TE, close"), fields=(("TE", ["trailers"]),), ends=True),
    dropped("X4", b"Upgrade: websocket", names=["Upgrade", "Connection"]),
    dropped("X4", b"Upgrade: h2c", b"Connection: Upgrade", names=["Upgrade", "Connection"]),
    dropped("X4", b"Upgrade: h2c, websocket", b"Connection: Upgrade", names=["Upgrade"]),
    dropped("X4", b"Upgrade: websocket, h2c", b"Connection: Upgrade", names=["Upgrade"]),
    dropped("X4", b"Upgrade: h2c/1", b"Connection: Upgrade", names=["Upgrade"]),
    dropped("X4", b"Upgrade: h2c\x80", b"Connection: Upgrade", names=["Upgrade"]),
    dropped("X4", b"Upgrade: TLS/1.0", b"Connection: Upgrade", names=["Upgrade"]),
    dropped("X4", b"Upgrade: HTTP/2.0", b"Connection: Upgrade", names=["Upgrade"]),
    dropped("X4", b"Upgrade: foo", b"Connection: Upgrade", names=["Upgrade"]),
    dropped("X4", b"Upgrade:", b"Connection: Upgrade", names=["Upgrade"]),
    dropped("X4", b"Upgrade: websocket", b"Upgrade: h2c", b"Connection: Upgrade", names=["Upgrade"]),
    dropped("X4", b"HTTP2-Settings: AAMAAABkAAQAAP__", names=["HTTP2-Settings"]),
    forwarded("X4", "Upgrade as it is due", head(b"Upgrade: WebSocket", b"Connection: Upgrade", b"Sec-WebSocket-Key: a"),
              fields=(("Upgrade", ["WebSocket"]), ("Connection", ["Upgrade"]), ("Sec-WebSocket-Key", ["a"]))),
    forwarded("X4", "Upgrade with a body", post(b"Upgrade: websocket", b"Connection: Upgrade", HELLO, body=b"hello"), body=b"hello", fields=(("Upgrade", []),)),
    forwarded("X4", "Upgrade in HTTP/1.0", head(b"Upgrade: websocket", b"Connection: Upgrade", version=b"HTTP/1.0"), ends=True, fields=(("Upgrade", []),)),
    forwarded("X4", "Trailer of chunks", post(b"Transfer-Encoding: chunked", b"Trailer: X-A", body=b"0\r\nX-A: 1\r\n\r\n"), fields=(("Trailer", ["X-A"]),), trailers=(("X-A", "1"),)),
    forwarded("X4", "Trailer without chunks", post(HELLO, b"Trailer: X-A", body=b"hello"), fields=(("Trailer", []),)),
    dropped("X5", b"Proxy-Authorization: Basic c2VjcmV0", names=["Proxy-Authorization"]),
    dropped("X5", b"Proxy-Authenticate: Basic", names=["Proxy-Authenticate"]),
    dropped("X5", b"Connection: Proxy-Authorization", b"Proxy-Authorization: x", names=["Proxy-Authorization"]),
]  # fmt: skip

FORWARDING = [
    forwarded("X7", "Via is continued", head(b"Via: 1.0 a, 1.1 b"), fields=(("Via", ["1.0 a, 1.1 b, 1.1 crossfade"]),)),
    answered("X8", "Via names this proxy", head(b"Via: 1.1 crossfade"), 508),
    answered("X8", "Via names this proxy among others", head(b"Via: 1.1 a", b"via: 1.0 b, HTTP/1.1 Crossfade (c), 1.1 d"), 508),
    forwarded("X8", "Via names another", head(b"Via: 1.1 crossfades"), fields=(("Via", ["1.1 crossfades, 1.1 crossfade"]),)),
    forwarded("X9", "X-Forwarded-For of a stranger", head(b"X-Forwarded-For: 10.1.1.1"), fields=(("X-Forwarded-For", ["127.0.0.1"]),)),
    forwarded("X9", "many of them", head(b"X-Forwarded-For: a", b"x-forwarded-for: b, c", b"X-FORWARDED-FOR: "), fields=(("X-Forwarded-For", ["127.0.0.1"]),)),
    forwarded("X9", "the names of others", head(b"X-Real-IP: 10.1.1.1", b"X-Forwarded-By: a", b"X-Forwarded-Server: a", b"X-Forwarded-Prefix: /a", b"X-Forwarded-Ssl: on"),
              fields=tuple((name, []) for name in ("X-Real-IP", "X-Forwarded-By", "X-Forwarded-Server", "X-Forwarded-Prefix", "X-Forwarded-Ssl"))),
    forwarded("X10", "X-Forwarded-Proto of a stranger", head(b"X-Forwarded-Proto: https"), fields=(("X-Forwarded-Proto", ["http"]),)),
    forwarded("X10", "X-Forwarded-Host of a stranger", head(b"X-Forwarded-Host: evil"), fields=(("X-Forwarded-Host", ["a"]),)),
    forwarded("X10", "X-Forwarded-Port of a stranger", head(b"X-Forwarded-Port: 443"), fields=(("X-Forwarded-Port", []),)),
    dropped("X11", b"Forwarded: for=10.1.1.1;proto=https", names=["Forwarded"]),
    dropped("X11", b'Forwarded: for="[::1]:80", for=unknown', b"FORWARDED: x", names=["Forwarded"]),
    dropped("X12", b"X-Crossfade-Backend: new", names=["X-Crossfade-Backend"]),
    dropped("X12", b"x-crossfade-anything: 1", b"X-CROSSFADE-Route: 1", names=["X-Crossfade-Anything", "X-Crossfade-Route"]),
    answered("X13", "OPTIONS with Max-Forwards 0", head(b"Max-Forwards: 0", method=b"OPTIONS"), 200, Allow="GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
    answered("X13", "OPTIONS * with Max-Forwards 0", head(b"Max-Forwards: 0", method=b"OPTIONS", target=b"*"), 200),
    forwarded("X13", "OPTIONS with Max-Forwards 1", head(b"Max-Forwards: 1", method=b"OPTIONS"), fields=(("Max-Forwards", ["0"]),)),
    forwarded("X13", "OPTIONS with Max-Forwards 10", head(b"max-forwards: 10", method=b"OPTIONS"), fields=(("Max-Forwards", ["9"]),)),
    forwarded("X13", "OPTIONS with Max-Forwards 100", head(b"Max-Forwards: 100", b"X: y", method=b"OPTIONS"), fields=(("Max-Forwards", ["99"]), ("X", ["y"]))),
    forwarded("X13", "GET with Max-Forwards 0", head(b"Max-Forwards: 0"), fields=(("Max-Forwards", ["0"]),)),
]  # fmt: skip
FORWARDING += [
    refused("X13", f"OPTIONS with Max-Forwards {value!r}", head(b"Max-Forwards: " + value, method=b"OPTIONS"))
    for value in (b"", b"-1", b"+1", b"a", b"1.5", b"0x1", b"1, 2", b"99999999999999999999", b"01")
] + [
    refused("X13", "OPTIONS with two Max-Forwards", head(b"Max-Forwards: 1", b"Max-Forwards: 2", method=b"OPTIONS")),
    refused("X14", "TRACE", head(b"Authorization: x", method=b"TRACE"), 405),
    refused("X14", "TRACE with Max-Forwards 0", head(b"Max-Forwards: 0", method=b"TRACE"), 405),
    refused("X14", "TRACE with a body", head(HELLO, method=b"TRACE") + b"hello", 405),
    refused("X14", "trace", head(method=b"trace"), 405),
    refused("X14", "TRACE of everything", head(method=b"TRACE", target=b"*"), 400, 405),
]  # fmt: skip

UNTOUCHED = [
    forwarded(row, name.decode(), head(name + b": " + value), fields=((name.decode(), [value.decode("latin-1")]),))
    for row, name, value in (
        ("X15", b"If-None-Match", b'W/"a", "b"'), ("X15", b"If-Match", b"*"), ("X15", b"Range", b"bytes=0-4,-5"),
        ("X15", b"If-Modified-Since", b"Tue, 15 Nov 1994 08:12:31 GMT"), ("X15", b"If-Range", b'"a"'),
        ("X16", b"Authorization", b'Digest username="a", uri="/"'), ("X16", b"Content-Type", b"a/b;  c=d"),
        ("X16", b"Content-Language", b"de"), ("X16", b"Content-Encoding", b"gzip"), ("X16", b"Content-Location", b"/a"),
        ("X17", b"Date", b"Tue, 15 Nov 1994 08:12:31 GMT"), ("X18", b"User-Agent", b"a/1 (b)"), ("X19", b"Cache-Control", b"no-transform"),
        ("X20", b"Accept-Encoding", b"gzip;q=0.5,  br, *;q=0"), ("X20", b"Accept", b"*/*"),
    )
]  # fmt: skip

EXPECTATIONS = [
    forwarded("E2", "a body without waiting", post(HELLO, b"Expect: 100-continue", body=b"hello"), body=b"hello"),
    forwarded("E2", "chunks without waiting", post(b"Transfer-Encoding: chunked", b"Expect: 100-Continue", body=b"5\r\nhello\r\n0\r\n\r\n"), body=b"hello"),
    forwarded("E1", "no body", head(b"Expect: 100-continue"), fields=(("Expect", []),), body=b""),
    forwarded("E1", "length zero", post(b"Content-Length: 0", b"Expect: 100-continue"), fields=(("Expect", []),), body=b""),
    forwarded("E1", "GET without a body, then a request", head(b"Expect: 100-continue") + head(target=b"/2"), Arrival(fields=(("Expect", []),)), Arrival(target="/2")),
    forwarded("E5", "HTTP/1.0", post(HELLO, b"Expect: 100-continue", body=b"hello", version=b"HTTP/1.0"), ends=True, body=b"hello", fields=(("Expect", []),)),
]  # fmt: skip
EXPECTATIONS += [
    refused("E4", f"Expect {value!r}", post(b"Expect: " + value, HELLO, body=b"hello"), 417, 400)
    for value in (
        b"100", b"100-continued", b"y 100-continue", b"100-continue, x", b"100-continue;a", b"200-ok", b"", b"100 continue",
        b'"100-continue"', b"100-continue 100-continue", b"x=y", b"\x80100-continue",
    )
] + [
    refused("E4", "two Expects", post(b"Expect: 100-continue", b"Expect: x", HELLO, body=b"hello"), 400, 417),
    refused("E4", "two equal Expects", post(b"Expect: 100-continue", b"Expect: 100-continue", HELLO, body=b"hello"), 400, 417),
]  # fmt: skip

ORDER = [
    forwarded("P1", f"{count} requests at once", b"".join(head(target=b"/%d" % n) for n in range(count)), *[Arrival(target=f"/{n}") for n in range(count)])
    for count in (2, 10, 100)
] + [
    forwarded("P1", "with bodies of each kind", post(HELLO, body=b"hello") + head() + post(b"Transfer-Encoding: chunked", body=b"1\r\nx\r\n0\r\n\r\n") + head(target=b"/4"),
              Arrival(body=b"hello"), Arrival(body=b""), Arrival(body=b"x"), Arrival(target="/4")),
    forwarded("P2", "after close", head(b"Connection: close") + head(target=b"/2"), Arrival(target="/"), ends=True),
    forwarded("P2", "after close among others", head(b"Connection: x, Close") + head(target=b"/2"), Arrival(target="/"), ends=True),
    forwarded("P2", "after close in a second field", head(b"Connection: keep-alive", b"Connection: close") + head(target=b"/2"), Arrival(target="/"), ends=True),
    forwarded("P2", "after HTTP/1.0", head(version=b"HTTP/1.0") + head(target=b"/2"), Arrival(target="/"), ends=True),
    forwarded("P2", "after close and keep-alive in HTTP/1.0", head(b"Connection: keep-alive, close", version=b"HTTP/1.0") + head(target=b"/2"), Arrival(target="/"), ends=True),
    forwarded("P2", "after a body and close", post(HELLO, b"Connection: close", body=b"hello") + head(target=b"/2"), Arrival(body=b"hello"), ends=True),
    forwarded("P12", "the client half-closes behind its request", head(b"Connection: close"), ends=True, target="/"),
]  # fmt: skip

CASES = [*HOPS, *FORWARDING, *UNTOUCHED, *EXPECTATIONS, *ORDER]
