"""Requests that two parsers could read differently: refused, and nothing is forwarded."""

import pytest

from support.behaviours import receipt
from support.client import Client, exchange
from support.configuration import configuration

CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


def head(*lines, method=b"POST", body=b""):
    return b"\r\n".join([method + b" / HTTP/1.1", b"Host: a", *lines]) + b"\r\n\r\n" + body


REFUSED = {
    "length and coding": head(
        b"Content-Length: 5", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"
    ),
    "coding and length": head(
        b"Transfer-Encoding: chunked", b"Content-Length: 5", body=b"0\r\n\r\n"
    ),
    "two lengths": head(b"Content-Length: 5", b"Content-Length: 6", body=b"hello!"),
    "a list of lengths": head(b"Content-Length: 5, 6", body=b"hello!"),
    "length with a sign": head(b"Content-Length: +5", body=b"hello"),
    "negative length": head(b"Content-Length: -5", body=b"hello"),
    "hexadecimal length": head(b"Content-Length: 0x5", body=b"hello"),
    "empty length": head(b"Content-Length:", body=b"hello"),
    "length with a space": head(b"Content-Length: 5 6", body=b"hello"),
    "length over 2^64": head(b"Content-Length: 18446744073709551621", body=b"hello"),
    "unknown coding": head(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n"),
    "identity": head(b"Transfer-Encoding: identity", body=b"hello"),
    "gzip": head(b"Transfer-Encoding: gzip", body=b"hello"),
    "chunked not last": head(b"Transfer-Encoding: chunked, gzip", body=b"0\r\n\r\n"),
    "chunked twice": head(b"Transfer-Encoding: chunked, chunked", body=b"0\r\n\r\n"),
    "two codings": head(
        b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"
    ),
    "chunked with a parameter": head(b"Transfer-Encoding: chunked;q=1", body=b"0\r\n\r\n"),
    "chunked and garbage": head(b"Transfer-Encoding: chunked x", body=b"0\r\n\r\n"),
    "quoted chunked": head(b'Transfer-Encoding: "chunked"', body=b"0\r\n\r\n"),
    "empty coding": head(b"Transfer-Encoding:", body=b"0\r\n\r\n"),
    "coding with a vertical tab": head(b"Transfer-Encoding: \x0bchunked", body=b"0\r\n\r\n"),
    "coding with 0xA0": head(b"Transfer-Encoding: chunked\xa0", body=b"0\r\n\r\n"),
    "coding in HTTP/1.0": CHUNKED.replace(b"1.1", b"1.0") + b"0\r\n\r\n",
    "space before the colon": head(b"Content-Length : 5", body=b"hello"),
    "folded line": head(b"X-Folded: a", b" b", method=b"GET"),
    "first line is folded": b"GET / HTTP/1.1\r\n X: y\r\nHost: a\r\n\r\n",
    "empty name": head(b": x", method=b"GET"),
    "line without a colon": head(b"no colon here", method=b"GET"),
    "NUL in a value": head(b"X-Bad: a\x00b", method=b"GET"),
    "bare CR in a value": head(b"X-Bad: a\rb", method=b"GET"),
    "bare LF as line end": b"GET / HTTP/1.1\nHost: a\n\n",
    "non-token in a name": head(b"X(Bad): 1", method=b"GET"),
    "no Host": b"GET / HTTP/1.1\r\nX: y\r\n\r\n",
    "two Hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "the same Host twice": b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
    "Host with a path": b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
    "Host with user information": b"GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
    "Host with a space": b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
    "fragment in the target": b"GET /#x HTTP/1.1\r\nHost: a\r\n\r\n",
    "control byte in the target": b"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
    "user information in the target": b"GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n",
    "star with GET": b"GET * HTTP/1.1\r\nHost: a\r\n\r\n",
    "two spaces in the request line": b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
    "version 2.0": b"GET / HTTP/2.0\r\nHost: a\r\n\r\n",
    "version 1": b"GET / HTTP/1\r\nHost: a\r\n\r\n",
    "version in lower case": b"GET / http/1.1\r\nHost: a\r\n\r\n",
    "the HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
}

BAD_CHUNKS = {
    "hexadecimal prefix": b"0x5\r\nhello\r\n0\r\n\r\n",
    "sign": b"+5\r\nhello\r\n0\r\n\r\n",
    "minus": b"-5\r\nhello\r\n0\r\n\r\n",
    "leading space": b" 5\r\nhello\r\n0\r\n\r\n",
    "trailing space": b"5 \r\nhello\r\n0\r\n\r\n",
    "underscore": b"5_0\r\nhello\r\n0\r\n\r\n",
    "empty size": b"\r\nhello\r\n0\r\n\r\n",
    "seventeen digits": b"10000000000000005\r\nhello\r\n0\r\n\r\n",
    "LF after the size": b"5\nhello\r\n0\r\n\r\n",
    "LF after the data": b"5\r\nhello\n0\r\n\r\n",
    "LF after the last chunk": b"5\r\nhello\r\n0\n\r\n",
    "data too long": b"5\r\nhello!\r\n0\r\n\r\n",
    "NUL in an extension": b"5;a=\x00\r\nhello\r\n0\r\n\r\n",
    "LF in an extension": b"5;a\nb\r\nhello\r\n0\r\n\r\n",
    "trailer with a space before the colon": b"0\r\nX : y\r\n\r\n",
    "trailer without a colon": b"0\r\nno colon\r\n\r\n",
}

ACCEPTED = {
    "coding in capitals": (head(b"Transfer-Encoding: CHUNKED", body=b"5\r\nhello\r\n0\r\n\r\n"), 5),
    "upper-case chunk size": (CHUNKED + b"A\r\n0123456789\r\n0\r\n\r\n", 10),
    "chunk extension": (CHUNKED + b"5;name=value\r\nhello\r\n0\r\n\r\n", 5),
    "length zero": (head(b"Content-Length: 0"), 0),
    "GET with a body": (head(b"Content-Length: 5", method=b"GET", body=b"hello"), 5),
    "empty line before the request": (b"\r\n" + head(method=b"GET"), 0),
    "absolute target": (b"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 0),
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One origin and one proxy for the whole table: a refused request must not spoil the next."""
    from support.crossfade import Crossfade
    from support.origin import Origin

    origin = Origin(receipt)
    proxy = Crossfade(configuration({"legacy": origin}), tmp_path_factory.mktemp("framing")).start()
    yield origin, proxy
    proxy.stop()
    origin.stop()
    assert origin.malformed == []


def refused(proxy, data):
    """The status line of the refusal; the connection must end after it."""
    try:
        answer = exchange(proxy.port, data + b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
    except ConnectionResetError:
        return "reset"
    assert answer.count(b"HTTP/1.1 ") <= 1, answer
    return answer.split(b"\r\n")[0].decode()


@pytest.mark.parametrize("name", REFUSED)
def test_an_ambiguous_head_is_refused_and_closed(shared, name):
    origin, proxy = shared
    origin.forget()
    assert refused(proxy, REFUSED[name]).split(" ")[1] in ("400", "501", "505"), name
    assert origin.requests == []


@pytest.mark.parametrize("name", BAD_CHUNKS)
def test_a_bad_chunk_is_refused_and_the_backend_sees_no_whole_request(shared, name):
    origin, proxy = shared
    origin.forget()
    assert refused(proxy, CHUNKED + BAD_CHUNKS[name]).split(" ")[1] == "400", name
    assert origin.completed() == []


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_unusual_but_clear_is_forwarded_in_canonical_form(shared, name):
    origin, proxy = shared
    origin.forget()
    data, length = ACCEPTED[name]
    with Client(proxy.port) as client:
        client.send(data)
        assert client.response().status == 200
        assert client.get("/next").status == 200
    first, following = origin.await_completed(2)
    assert first.length == length and b";" not in first.body
    assert following.target == "/next"


def test_a_request_that_ends_early_is_not_completed(shared):
    origin, proxy = shared
    origin.forget()
    exchange(proxy.port, head(b"Content-Length: 10", body=b"half."), finish=True)
    assert origin.completed() == []


@pytest.mark.parametrize("method", [b"CONNECT", b"TRACE"])
def test_methods_that_a_gateway_does_not_serve(shared, method):
    origin, proxy = shared
    origin.forget()
    target = b"a:443" if method == b"CONNECT" else b"/"
    answer = exchange(
        proxy.port,
        method + b" " + target + b" HTTP/1.1\r\nHost: a:443\r\n" b"Connection: close\r\n\r\n",
    )
    assert answer.split(b" ")[1] in (b"400", b"405", b"501") and origin.requests == []


@pytest.mark.parametrize("step", [1, 2, 7])
def test_a_request_in_small_pieces_is_the_same_request(shared, step):
    _, proxy = shared
    data = CHUNKED + b"5;x\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: 6\r\n\r\n"
    with Client(proxy.port) as client:
        for at in range(0, len(data), step):
            client.send(data[at : at + step])
        assert b'"length": 6' in client.response().body
