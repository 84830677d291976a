"""Rows F: where a body ends (RFC 9112 sections 6 and 7, RFC 9110 section 8.6)."""

from hostile.case import Arrival, chunked, cut_off, forwarded, head, post, refused

LAST = b"0\r\n\r\n"
HELLO = b"5\r\nhello\r\n" + LAST
CHUNKED = b"Transfer-Encoding: chunked"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"


def length(value):
    return b"Content-Length: " + value


def coding(value):
    return b"Transfer-Encoding: " + value


BOTH = [
    refused("F1", "length, then coding", post(length(b"5"), CHUNKED, body=LAST + SMUGGLED)),
    refused("F1", "length zero, then coding", post(length(b"0"), CHUNKED, body=LAST + SMUGGLED)),
    refused("F1", "both, of the same extent", post(length(b"15"), CHUNKED, body=HELLO)),
    refused("F1", "both, far apart", post(length(b"5"), *[b"X: y"] * 50, CHUNKED, body=LAST)),
    refused("F1", "both in capitals", post(b"CONTENT-LENGTH: 5", b"TRANSFER-ENCODING: CHUNKED", body=LAST)),
    refused("F1", "both with GET", head(length(b"5"), CHUNKED) + LAST),
    refused("F1", "both, empty coding", post(length(b"5"), coding(b""), body=b"hello")),
    refused("F1", "both, empty length", post(length(b""), CHUNKED, body=LAST)),
    refused("F1", "both, identity", post(length(b"5"), coding(b"identity"), body=b"hello")),
    refused("F1", "both in HTTP/1.0", post(length(b"5"), CHUNKED, body=LAST, version=b"HTTP/1.0")),
    refused("F2", "coding, then length", post(CHUNKED, length(b"5"), body=LAST + SMUGGLED)),
    refused("F2", "coding, then length zero", post(CHUNKED, length(b"0"), body=LAST + SMUGGLED)),
    refused("F2", "coding gzip, then length", post(coding(b"gzip"), length(b"5"), body=b"hello")),
    refused("F2", "coding between two lengths", post(length(b"5"), CHUNKED, length(b"5"), body=LAST)),
]  # fmt: skip

LENGTHS = [
    refused("F3", "two lengths", post(length(b"5"), length(b"6"), body=b"hello!")),
    refused("F3", "two lengths, far apart", post(length(b"5"), b"X: y", length(b"0"), body=b"hello")),
    refused("F3", "two lengths in other case", post(length(b"5"), b"content-length: 6", body=b"hello!")),
    refused("F3", "one of them empty", post(length(b"5"), length(b""), body=b"hello")),
    refused("F3", "three lengths", post(length(b"5"), length(b"5"), length(b"6"), body=b"hello!")),
    refused("F4", "two equal lengths", post(length(b"5"), length(b"5"), body=b"hello")),
    refused("F4", "two lengths zero", post(length(b"0"), length(b"0"))),
    refused("F5", "a list of equal lengths", post(length(b"5, 5"), body=b"hello")),
    refused("F5", "a list without spaces", post(length(b"5,5"), body=b"hello")),
    refused("F5", "a list of two", post(length(b"5,6"), body=b"hello!")),
    refused("F5", "a comma behind", post(length(b"5,"), body=b"hello")),
    refused("F5", "a comma before", post(length(b",5"), body=b"hello")),
]
LENGTHS += [
    refused("F6", f"length {value!r}", post(length(value), body=b"hello"))
    for value in (
        b"+5", b"-5", b"-0", b"+0", b"0x5", b"0X5", b"5_0", b"5 6", b"5\t6", b"", b" ", b"\t",
        b"1e1", b"5.0", b"5.", b".5", b"5;", b"5;q=1", b'"5"', b"'5'", b"5h", b"0b101", b"0o5", b"five",
        b"\xd9\xa5", b"5\xa0", b"\xa05", b"5\x00", b"\x005", b"5\x0b", b"\x0c5", b"5\x7f", b"5\x1b",
        b"NaN", b"inf", b"%35", b"5 chunked", b"(5)", b"5 (comment)",
    )
]  # fmt: skip
LENGTHS += [
    refused("F7", f"length {value!r}", post(length(value), body=b"hello" * 40))
    for value in (b"005", b"00", b"0200", b"05", b"0000000000000000000005")
]
LENGTHS += [
    refused("F8", f"length {value}", post(length(b"%d" % value), body=b"hello"), 400, 413)
    for value in (
        2**63 - 1, 2**63, 2**63 + 5, 2**64 - 1, 2**64, 2**64 + 5, 2**65 + 5, 2**128 + 5, 10**18,
        10**100 + 5,
    )
]  # fmt: skip
LENGTHS += [
    forwarded("F8", "spaces around a length", post(b"Content-Length:  \t5 \t", body=b"hello"), framing="length", body=b"hello"),
    forwarded("F8", "a length in other case", post(b"cOnTeNt-LeNgTh:5", body=b"hello"), framing="length", body=b"hello"),
    forwarded("F29", "length zero", post(length(b"0")), framing="length", body=b""),
]  # fmt: skip

CODINGS = [
    refused("F9", f"coding {value!r}", post(coding(value), body=LAST + SMUGGLED), 400, 501)
    for value in (
        b"xchunked", b"identity", b"gzip", b"deflate", b"compress", b"x-gzip", b"br", b"cow",
        b"chunk", b"chunke", b"chunkedd", b"chunked1", b"chunked-", b"x chunked", b"\xc4\xa7unked",
    )
]  # fmt: skip
CODINGS += [
    refused("F10", f"coding {value!r}", post(coding(value), body=HELLO), 400, 501)
    for value in (
        b"chunked, gzip", b"chunked,identity", b"chunked, identity", b"chunked,x", b"chunked, ,gzip",
    )
]  # fmt: skip
CODINGS += [
    refused("F11", "gzip, then chunked", post(coding(b"gzip, chunked"), body=HELLO), 400, 501),
    refused("F11", "identity, then chunked", post(coding(b"identity, chunked"), body=HELLO)),
    refused("F11", "chunked, chunked", post(coding(b"chunked, chunked"), body=HELLO)),
    refused("F11", "two fields", post(CHUNKED, CHUNKED, body=HELLO)),
    refused("F11", "two fields, identity first", post(coding(b"identity"), CHUNKED, body=HELLO)),
    refused("F11", "two fields, identity last", post(CHUNKED, coding(b"identity"), body=HELLO)),
    refused("F11", "two fields, x last", post(CHUNKED, b"transfer-encoding: x", body=HELLO)),
    refused("F11", "two fields, one empty", post(CHUNKED, coding(b""), body=HELLO)),
]
CODINGS += [
    refused("F12", f"coding {value!r}", post(coding(value), body=HELLO + SMUGGLED), 400, 501)
    for value in (
        b"chunked;q=1", b"chunked;", b"chunked ;a=b", b"chunked x", b'"chunked"', b"'chunked'",
        b",chunked", b"chunked,", b", chunked", b"chunked ,", b",,chunked", b"", b" ", b",",
        b"chunked=1", b"(x) chunked", b"chunked (x)", b"chunked\\", b"chunked:", b": chunked",
        b"[chunked]", b"{chunked}", b"ch\\unked", b"chunked#", b"Transfer-Encoding: chunked",
    )
]  # fmt: skip
CODINGS += [
    refused("F13", f"coding {value!r}", post(coding(value), body=HELLO + SMUGGLED))
    for value in (
        b"\x0bchunked", b"\x0cchunked", b"\x00chunked", b"chunked\x0b", b"chunked\x0c",
        b"chunked\x00", b"\x85chunked", b"chunked\x85", b"\xa0chunked", b"chunked\xa0",
        b"\xffchunked", b"chunked\xff", b"chun\x00ked", b"chunked\x1f", b"chunked\x7f",
        b"\xef\xbb\xbfchunked", b"chunked\xe2\x80\x8b", b"\x01chunked", b"chunked\x08",
        b"chunked\r", b"\rchunked", b"chun\rked", b"chunked\n", b"\nchunked",
        b"\r\n chunked", b"\r\n\tchunked", b"x\r\n chunked", b"chunked\r\n x", b"chunked\r\n ,x",
    )
]  # fmt: skip
CODINGS += [
    refused("F14", "coding in HTTP/1.0", chunked(HELLO, version=b"HTTP/1.0")),
    refused("F14", "coding in HTTP/1.0, kept alive", chunked(HELLO, b"Connection: keep-alive", version=b"HTTP/1.0")),
    refused("F14", "coding identity in HTTP/1.0", post(coding(b"identity"), version=b"HTTP/1.0")),
]  # fmt: skip
CODINGS += [
    forwarded("F15", f"coding {value!r}", post(coding(value), body=HELLO), body=b"hello", framing="chunked")
    for value in (b"chunked", b"Chunked", b"CHUNKED", b"cHuNkEd", b"  chunked", b"\tchunked\t ")
]  # fmt: skip

NAMES = [
    refused("F35", f"name {name!r}", post(name + b": chunked", body=HELLO + SMUGGLED))
    for name in (
        b"Transfer-Encoding ", b"Transfer-Encoding\t", b" Transfer-Encoding", b"\tTransfer-Encoding",
        b"Transfer-Encoding\x00", b"Transfer-Encoding\x0b", b"Transfer-Encoding\r", b"Transfer Encoding",
        b"Transfer_Encoding", b"Transfer.Encoding", b"Transfer~Encoding", b"Transfer\xadEncoding",
        b"Transfer-Encoding\xa0", b"\xffTransfer-Encoding", b"Transfer-\r\n Encoding", b"Transfer-Encoding\n",
        b"Foo: bar\n Transfer-Encoding", b"Foo: bar\r Transfer-Encoding", b"Foo: bar\rTransfer-Encoding",
        b"Foo: bar\nTransfer-Encoding", b"Foo\r\n Transfer-Encoding", b": Transfer-Encoding",
    )
]  # fmt: skip
NAMES += [
    refused("F35", f"name {name!r}", post(name + b": 5", body=b"hello" + SMUGGLED))
    for name in (
        b"Content-Length ", b"Content-Length\t", b" Content-Length", b"\tContent-Length",
        b"Content-Length\x00", b"Content Length", b"Content_Length", b"Content.Length",
        b"Content-Length\xa0", b"Content-\r\n Length", b"X: y\nContent-Length", b"X: y\rContent-Length",
    )
]  # fmt: skip

SIZES = [
    refused("F17", f"size {size!r}", chunked(size + b"\r\nhello\r\n" + LAST), begins=True)
    for size in (
        b"0x5", b"0X5", b"+5", b"-5", b" 5", b"5 ", b"\t5", b"5\t", b"5_0", b"", b" ", b"x5", b"5x", b"g",
        b"5h", b"5,5", b"5.", b'"5"', b"five", b"5\x00", b"\x005", b"5\x0b", b"5\x0c", b"5\xa0", b"\xa05",
        b"\xd9\xa5", b"5#", b"5=", b"5:", b"5&", b"%35", b"5\x7f", b"5 ;a=b", b"5 ; a", b"5\t;a", b"-0",
    )
]  # fmt: skip
SIZES += [
    refused("F17", f"last size {size!r}", chunked(b"5\r\nhello\r\n" + size + b"\r\n\r\n"), begins=True)
    for size in (b"0x0", b"+0", b"-0", b" 0", b"0 ", b"0\t", b"0_0", b"0\x00", b"")
]
SIZES += [
    refused("F18", f"size {size!r}", chunked(size + b"\r\nhello\r\n" + LAST), 400, 413, begins=True)
    for size in (
        b"10000000000000005", b"100000000000000005", b"ffffffffffffffff", b"FFFFFFFFFFFFFFFFF",
        b"8000000000000000", b"7fffffffffffffff", b"fffffffffffffffb", b"0000000000000000000000005",
        b"1" + b"0" * 31 + b"5", b"1" + b"0" * 5000,
    )
]  # fmt: skip
SIZES += [
    forwarded("F18", "sizes with zeros before", chunked(b"0005\r\nhello\r\n00\r\n\r\n"), body=b"hello"),
    forwarded("F18", "sizes in upper and lower case", chunked(b"a\r\n0123456789\r\nA\r\n0123456789\r\n" + LAST), body=b"0123456789" * 2),
]  # fmt: skip

LINE_ENDS = [
    refused("F19", name, chunked(body), begins=True)
    for name, body in {
        "LF after the size": b"5\nhello\r\n0\r\n\r\n",
        "LF after the data": b"5\r\nhello\n0\r\n\r\n",
        "LF after the last size": b"5\r\nhello\r\n0\n\r\n",
        "LF at the very end": b"5\r\nhello\r\n0\r\n\n",
        "LF everywhere": b"5\nhello\n0\n\n",
        "CR after the size": b"5\rhello\r\n0\r\n\r\n",
        "CR after the data": b"5\r\nhello\r0\r\n\r\n",
        "CR after the last size": b"5\r\nhello\r\n0\r\r\n",
        "CR at the very end": b"5\r\nhello\r\n0\r\n\rX",
        "CR CR LF after the size": b"5\r\r\nhello\r\n0\r\n\r\n",
        "LF CR after the size": b"5\n\rhello\r\n0\r\n\r\n",
        "LF after a trailer": b"5\r\nhello\r\n0\r\nX: y\n\r\n",
        "CR after a trailer": b"5\r\nhello\r\n0\r\nX: y\rZ: y\r\n\r\n",
        "CR in a trailer": b"5\r\nhello\r\n0\r\nX: y\rz\r\n\r\n",
        "CRLF before the size": b"\r\n5\r\nhello\r\n0\r\n\r\n",
        "VT after the size": b"5\x0bhello\r\n0\r\n\r\n",
        "NEL after the size": b"5\x85hello\r\n0\r\n\r\n",
    }.items()
]
LINE_ENDS += [
    refused("F20", name, chunked(body), begins=True)
    for name, body in {
        "data too long": b"5\r\nhello!\r\n0\r\n\r\n",
        "data too short": b"6\r\nhello\r\n0\r\n\r\n",
        "two bytes instead of CRLF": b"5\r\nhelloXX0\r\n\r\n",
        "a size at once": b"5\r\nhello0\r\n\r\n",
        "two spaces": b"5\r\nhello  \r\n0\r\n\r\n",
        "LF CR": b"5\r\nhello\n\r0\r\n\r\n",
        "CR and another byte": b"5\r\nhello\rX0\r\n\r\n",
        "a byte and LF": b"5\r\nhelloX\n0\r\n\r\n",
        "NUL NUL": b"5\r\nhello\0\0000\r\n\r\n",
    }.items()
]

EXTENSIONS = [
    forwarded("F21", f"extension {text!r}", chunked(b"5" + text + b"\r\nhello\r\n0" + text + b"\r\n\r\n"), body=b"hello", framing="chunked")
    for text in (
        b";a", b";a=b", b';a="b"', b";a;b;c=d", b';a="b;c"', b';a="\\""', b';a="0\\\\"', b";a=1;b=2", b';a=""',
        b";~!#$%&'*+-.^_`|=x", b';a="\t \x80"',
    )
]  # fmt: skip
EXTENSIONS += [
    refused("F22", f"extension {text!r}", chunked(b"5" + text + b"\r\nhello\r\n" + LAST + SMUGGLED), begins=True)
    for text in (
        b";a\n", b";\n", b";a\r", b";\r", b";a=\x00", b";\x00", b";a=\x01", b";a=\x0b", b";a=\x0c", b";a=\x1f",
        b";a=\x7f", b';a="\n"', b';a="\r"', b';a="\x00"', b';a="\x7f"', b';a="\\\n"', b';a="\\\r"', b";a\nxxx",
        b";a\rxxx", b";\nxx\r\nGET / HTTP/1.1",
    )
]  # fmt: skip
EXTENSIONS += [
    refused("F23", f"extension {text!r}", chunked(b"5" + text + b"\r\nhello\r\n" + LAST), begins=True)
    for text in (
        b";", b";;", b";a;", b";=x", b";[=x", b";a=", b";a==b", b";a b", b";a =b", b";a= b", b"; a=b", b";a=b ",
        b';a="b', b';a="b"c', b';a=b"c"', b";a=b,c", b";a=(b)", b";\xe4=b", b";a=\xe4", b":a", b",a", b"=a",
        b';a="\\', b";a@b", b";a/b",
    )
]  # fmt: skip
EXTENSIONS += [
    forwarded("F24", "4 000 bytes of extension", chunked(b"5;" + b"a" * 4_000 + b"\r\nhello\r\n" + LAST), body=b"hello"),
    refused("F24", "more than 4 KB in one", chunked(b"5;" + b"a" * 4_200 + b"\r\nhello\r\n" + LAST), begins=True),
    refused("F24", "more than 4 KB in many", chunked(b"1;abcdefg\r\nx\r\n" * 600 + LAST), begins=True),
    refused("F24", "more than 4 KB with the last chunk", chunked(b"1;" + b"a" * 3_000 + b"\r\nx\r\n0;" + b"b" * 1_500 + b"\r\n\r\n"), begins=True),
    refused("F24", "an endless one", chunked(b"5;" + b"a" * 200_000), begins=True),
]  # fmt: skip

TRAILERS = [
    forwarded("F21", "trailers", chunked(b"5\r\nhello\r\n0\r\nX-A: 1\r\nx-b:2\r\n\r\n"), body=b"hello", trailers=(("X-A", "1"), ("x-b", "2"))),
]  # fmt: skip
TRAILERS += [
    refused("F19", f"trailer {line!r}", chunked(b"5\r\nhello\r\n0\r\n" + line + b"\r\n\r\n"), begins=True)
    for line in (
        b"X : y", b"no colon", b": y", b" X: y", b"X: y\r\n z", b"X: \x00", b"X: a\x01", b"X\x00: a", b"X(: a",
        b"X: a\x7f", b"\x80: a", b"GET / HTTP/1.1", b"X: " + b"y" * 9_000,
    )
]  # fmt: skip
TRAILERS += [
    forwarded("F16", f"trailer {name.decode()}", chunked(b"5\r\nhello\r\n0\r\n" + name + b": 1\r\nX-A: 2\r\n\r\n"), body=b"hello", trailers=(("X-A", "2"),))
    for name in (
        b"Content-Length", b"Transfer-Encoding", b"Host", b"Authorization", b"X-Forwarded-For", b"Connection",
        b"Cookie", b"Content-Type", b"Set-Cookie", b"X-Crossfade-Mirror", b"Content_Length", b"X_Forwarded_For",
        b"Transfer_Encoding", b"Proxy-Authorization", b"Forwarded", b"TE", b"Trailer", b"Via",
    )
]  # fmt: skip

BODIES = [
    forwarded("F26", f"{method.decode()} with a length", post_, method=method.decode(), body=b"hello", framing="length")
    for method in (b"GET", b"HEAD", b"DELETE", b"OPTIONS", b"PUT", b"PATCH", b"QUERY")
    for post_ in [head(length(b"5"), method=method) + b"hello"]
]  # fmt: skip
BODIES += [
    forwarded("F26", f"{method.decode()} in chunks", post_, method=method.decode(), body=b"hello", framing="chunked")
    for method in (b"GET", b"HEAD", b"DELETE", b"OPTIONS", b"PUT", b"PATCH")
    for post_ in [head(CHUNKED, method=method) + HELLO]
]  # fmt: skip
BODIES += [
    forwarded("F26", "GET whose body is a request", head(length(b"%d" % len(SMUGGLED))) + SMUGGLED, method="GET", body=SMUGGLED),
    forwarded("F26", "HEAD whose body is a request", head(length(b"%d" % len(SMUGGLED)), method=b"HEAD") + SMUGGLED, method="HEAD", body=SMUGGLED),
    forwarded("F26", "chunks whose body is a request", chunked(b"%x\r\n" % len(SMUGGLED) + SMUGGLED + b"\r\n" + LAST), body=SMUGGLED),
    forwarded("F16", "neither, without a body", post(), framing="none", body=b""),
    cut_off("F27", "five of ten bytes", post(length(b"10"), body=b"hello")),
    cut_off("F27", "a head without its end", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"),
    cut_off("F27", "no last chunk", chunked(b"5\r\nhello\r\n")),
    cut_off("F27", "half a chunk", chunked(b"5\r\nhel")),
    cut_off("F27", "no end after the last chunk", chunked(b"5\r\nhello\r\n0\r\n")),
    cut_off("F27", "half an end", chunked(b"5\r\nhello\r\n0\r\n\r")),
    cut_off("F27", "half a size", chunked(b"5")),
    cut_off("F27", "half a trailer", chunked(b"5\r\nhello\r\n0\r\nX: y\r\n")),
    forwarded("F28", "a request behind a length", post(length(b"5"), body=b"hello") + head(target=b"/2"), Arrival(body=b"hello", target="/"), Arrival(target="/2", body=b"")),
    forwarded("F28", "a request behind chunks", chunked(HELLO) + head(target=b"/2"), Arrival(body=b"hello", target="/"), Arrival(target="/2", body=b"")),
    refused("F29", "garbage behind a GET", head(method=b"(") + b"x"),
    forwarded("F29", "a request behind length zero", post(length(b"0")) + head(target=b"/2"), Arrival(body=b""), Arrival(target="/2")),
    forwarded("F29", "a request behind GET", head() + head(target=b"/2"), Arrival(body=b"", framing="none"), Arrival(target="/2")),
    forwarded("F33", "HTTP/1.0", head(version=b"HTTP/1.0"), ends=True, target="/"),
    forwarded("F33", "HTTP/1.0 with a body", post(length(b"5"), body=b"hello", version=b"HTTP/1.0"), ends=True, body=b"hello"),
    forwarded("F33", "HTTP/1.0 kept alive", head(b"Connection: keep-alive", version=b"HTTP/1.0"), target="/"),
]  # fmt: skip

LISTED = [
    forwarded("F32", f"Connection lists {name.decode()}", post(b"Connection: " + name, b"Authorization: x", b"Cookie: a=1", b"Content-Type: text/plain", length(b"5"), body=b"hello"),
              body=b"hello", framing="length", fields=(("Host", ["a"]), ("Authorization", ["x"]), ("Cookie", ["a=1"]), ("Content-Type", ["text/plain"]), ("X-Forwarded-For", ["127.0.0.1"])))
    for name in (
        b"Content-Length", b"content-length, host", b"Transfer-Encoding", b"Host", b"Authorization", b"Cookie",
        b"Content-Type", b"X-Forwarded-For", b"Via", b"TE, Content-Length", b"Expect",
    )
] + [
    forwarded("F32", "Connection lists the coding", chunked(HELLO, b"Connection: Transfer-Encoding"), body=b"hello", framing="chunked"),
    forwarded("F32", "Connection lists everything and close", post(b"Connection: close, Content-Length, Host", length(b"5"), body=b"hello"), ends=True, body=b"hello", framing="length", fields=(("Host", ["a"]),)),
]  # fmt: skip

MANY = [
    forwarded("F25", "many chunks of one byte", chunked(b"1\r\nx\r\n" * 20_000 + LAST), body=b"x" * 20_000),
]

CASES = [
    *BOTH, *LENGTHS, *CODINGS, *NAMES, *SIZES, *LINE_ENDS, *EXTENSIONS, *TRAILERS, *BODIES, *LISTED, *MANY,
]  # fmt: skip
