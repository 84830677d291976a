"""Bodies that end too early, too late, or nowhere, and unusual ones that are whole."""

from hostile.response_case import (
    ANSWERED,
    APART,
    CHUNKED,
    CHUNKS,
    EMPTY,
    EVIL,
    FIN,
    FIVE,
    GOOD,
    OPEN,
    RST,
    TEN,
    Table,
    head,
    shown,
)

BODIES = Table()
add, fine = BODIES.add, BODIES.fine

# R1: fewer bytes than declared.
for had in (b"", b"h", b"hello", b"hello hel"):
    for end in (FIN, RST):
        add(f"R1 {len(had)} of 10 bytes, {end}", head(TEN) + had, end=end, cut=True)
    add(f"R1 {len(had)} of 10 bytes, apart", head(TEN), APART, had, end=FIN, cut=True)
add("R1 4 of 10^17 bytes", head(b"Content-Length: 99999999999999999") + b"hell", end=FIN, cut=True)
add("R1 a body that stalls", head(TEN) + b"hello", cut=True, impatient=True)

# R2: a chunked body without its end.
for number, had in enumerate(
    [
        b"",
        b"5",
        b"5\r",
        b"5\r\n",
        b"5\r\nhel",
        b"5\r\nhello",
        b"5\r\nhello\r",
        b"5\r\nhello\r\n",
        b"5\r\nhello\r\n0",
        b"5\r\nhello\r\n0\r\n",
        b"5\r\nhello\r\n0\r\n\r",
        b"5\r\nhello\r\n0\r\nX-Sum: 1\r\n",
        b"5\r\nhello\r\n0\r\nX-Su",
    ]
):
    for end in (FIN, RST):
        add(f"R2 cut after {shown(had)}, {end}", head(CHUNKED) + had, end=end, cut=True)
    if number % 3 == 0:
        add(f"R2 cut after {shown(had)}, apart", head(CHUNKED), APART, had, end=FIN, cut=True)
add("R2 chunks that stall", head(CHUNKED) + b"5\r\nhello\r\n", cut=True, impatient=True)

# R9: no framing but the end.
fine("R9 until the end", head() + b"hello", end=FIN)
fine("R9 an empty body until the end", head(), end=FIN, body=b"")
fine("R9 until the end, apart", head(), APART, b"hel", APART, b"lo", end=FIN)
fine("R9 HTTP/1.0 until the end", head(start=b"HTTP/1.0 200 OK") + b"hello", end=FIN)
add("R9 a reset is no end", head() + b"hello", end=RST, cut=True)
add("R9 a body without a framing that stalls", head() + b"hello", cut=True, impatient=True)
fine("R9 HTTP/1.0 with a length", head(FIVE, start=b"HTTP/1.0 200 OK") + b"hello")
fine(
    "R9 HTTP/1.0 with a length and keep-alive",
    head(FIVE, b"Connection: keep-alive", start=b"HTTP/1.0 200 OK") + b"hello",
    reusable=True,
)
fine("R9 a length and close", head(FIVE, b"Connection: close") + b"hello")
fine("R9 close and keep-alive", head(FIVE, b"Connection: keep-alive, close") + b"hello")
fine("R9 a length, then a reset", head(FIVE) + b"hello", end=RST)
fine("R9 chunks, then a reset", head(CHUNKED) + CHUNKS, end=RST)

# E8: to HEAD a length describes, and nothing follows.
for name, line in {"a length": TEN, "chunks": CHUNKED, "nothing": b"X-A: 1"}.items():
    fine(f"E8 {name}", head(line), body=b"", methods=("HEAD",), reusable=True)
add("E8 a bad length", head(b"Content-Length: x"), methods=("HEAD",))
fine("E9 HEAD and another response", head(TEN) + EVIL, body=b"", methods=("HEAD",))
fine("E9 HEAD and another later", head(TEN), ANSWERED, EVIL, body=b"", methods=("HEAD",))

# E10: responses without a body, whatever they declare.
for status in (204, 304):
    start = b"HTTP/1.1 %d Nothing" % status
    bodiless = {"status": status, "body": b"", "fields": (("transfer-encoding", []),)}
    fine(f"E10 {status} plain", head(start=start), **bodiless, reusable=True)
    fine(f"E10 {status} with a body", head(FIVE, start=start) + b"hello", **bodiless)
    fine(f"E10 {status} with chunks", head(CHUNKED, start=start) + CHUNKS, **bodiless)
    fine(f"E10 {status} and another response", head(start=start) + EVIL, **bodiless)
    fine(f"E10 {status} and another later", head(start=start), ANSWERED, EVIL, **bodiless)
    add(f"E10 {status} with a bad length", head(b"Content-Length: x", start=start))
NO_LENGTH = (("content-length", []),)
fine(
    "E10 204 with length 0",
    head(EMPTY, start=b"HTTP/1.1 204 No"),
    status=204,
    body=b"",
    fields=NO_LENGTH,
    reusable=True,
)
fine(
    "E10 204 with length 5",
    head(FIVE, start=b"HTTP/1.1 204 No"),
    status=204,
    body=b"",
    fields=NO_LENGTH,
)
fine(
    "E10 304 with length 5",
    head(FIVE, start=b"HTTP/1.1 304 No"),
    status=304,
    body=b"",
    fields=(("content-length", ["5"]),),
    reusable=True,
)

# E11: bodies that are not looked into.
PARTS = b"--b\r\nContent-Range: bytes 0-1/9\r\n\r\nhe\r\n--b--\r\n"
fine(
    "E11 206 with parts",
    head(
        b"Content-Type: multipart/byteranges; boundary=b",
        b"Content-Length: %d" % len(PARTS),
        start=b"HTTP/1.1 206 Partial",
    )
    + PARTS,
    status=206,
    body=PARTS,
    reusable=True,
)
fine(
    "E11 205 with a body",
    head(FIVE, start=b"HTTP/1.1 205 Reset") + b"hello",
    status=205,
    reusable=True,
)
fine(
    "E11 a body that looks like a response",
    head(b"Content-Length: %d" % len(EVIL)) + EVIL,
    body=EVIL,
    reusable=True,
)
fine(
    "E11 chunks that look like a response",
    head(CHUNKED) + b"%x\r\n" % len(EVIL) + EVIL + b"\r\n0\r\n\r\n",
    body=EVIL,
    reusable=True,
)

# P11: bytes beyond the message are nobody's (RFC 9112 section 6.3).
fine("P11 a byte too many", GOOD + b"!")
fine("P11 a line end too many", GOOD + b"\r\n")
fine("P11 another response", GOOD + EVIL)
fine("P11 another response, apart", GOOD, ANSWERED, EVIL)
fine("P11 another response, then the end", GOOD + EVIL, end=FIN)
fine("P11 garbage later", GOOD, ANSWERED, b"\x00\xff" * 3000)
fine("P11 an interim response later", GOOD, ANSWERED, head(start=b"HTTP/1.1 100 Continue"))
fine("P11 408 later", GOOD, ANSWERED, head(EMPTY, start=b"HTTP/1.1 408 Request Timeout"), end=FIN)
fine("P11 bytes after the last chunk", head(CHUNKED) + CHUNKS + b"!")
fine("P11 a response after the last chunk", head(CHUNKED) + CHUNKS + EVIL)
fine("P11 a response after an empty body", head(EMPTY) + EVIL, body=b"")
fine("P11 a last chunk too many", head(CHUNKED) + CHUNKS + b"0\r\n\r\n")
fine("P11 100 KB too many", GOOD + b"x" * 100_000)

# F17-F24 the other way: chunks.
for size in [
    *(b"0x5", b"+5", b"-5", b" 5", b"5 ", b"\t5", b"5\t", b"5_0", b"", b"g", b"5g", b"5.", b"5,"),
    *(b"10000000000000005", b"ffffffffffffffff", b"fffffffffffffffff", b"0" * 16 + b"5"),
    *(
        b"5\x00",
        b"\xb5",
        b'"5"',
        b"5;",
        b"5;[=x",
        b"5; a=1",
        b"5;a =1",
        b"5;a= 1",
        b"5;a=",
        b"5;=1",
    ),
    *(b'5;a="', b"5;a=\x00", b"5;a\nb", b"5;a\rb", b"5;a=\x7f", b'5;a="\\\x00"', b"5;a;;b"),
]:
    add(f"F17 chunk size {shown(size)}", head(CHUNKED) + size + b"\r\nhello\r\n0\r\n\r\n", cut=True)
for name, data in {
    "LF after the size": b"5\nhello\r\n0\r\n\r\n",
    "CR after the size": b"5\rhello\r\n0\r\n\r\n",
    "LF after the data": b"5\r\nhello\n0\r\n\r\n",
    "nothing after the data": b"5\r\nhello0\r\n\r\n",
    "more data than said": b"5\r\nhello!\r\n0\r\n\r\n",
    "less data than said": b"5\r\nhell\r\n0\r\n\r\n",
    "LF after the last chunk": b"5\r\nhello\r\n0\n\r\n",
    "LF at the very end": b"5\r\nhello\r\n0\r\n\n",
    "a bad second chunk": b"5\r\nhello\r\nzz\r\nhello\r\n0\r\n\r\n",
    "a NUL for the size": b"\x00\r\nhello\r\n0\r\n\r\n",
    "no chunks": b"hello",
    "a response for chunks": GOOD,
}.items():
    add(f"F19 {name}", head(CHUNKED) + data, end=FIN if name == "no chunks" else OPEN, cut=True)
for number, line in enumerate(
    [
        *(b"X : 1", b"no colon", b": 1", b" folded: 1", b"X: \x00", b"X: \x7f", b"X: a\rb"),
        *(b"X: a\nb", b"X(: 1", b"X: " + b"x" * 10_000),
    ]
):
    data = b"5\r\nhello\r\n0\r\n" + line + b"\r\n\r\n"
    add(f"F20 trailer {shown(line[:16])}", head(CHUNKED) + data, cut=True)
add("F20 folded trailer", head(CHUNKED) + b"5\r\nhello\r\n0\r\nX: 1\r\n 2\r\n\r\n", cut=True)
add("F20 trailers without an end", head(CHUNKED) + b"0\r\n" + b"X: 1\r\n" * 10_000, cut=True)
add(
    "F24 an extension of 5 KB",
    head(CHUNKED) + b"5;a=" + b"x" * 5_000 + b"\r\nhello\r\n0\r\n\r\n",
    cut=True,
)
add(
    "F24 extensions of 40 KB together",
    head(CHUNKED) + (b"1;a=%b\r\nx\r\n" % (b"x" * 2_000)) * 20 + b"0\r\n\r\n",
    cut=True,
)
fine(
    "F21 valid extensions",
    head(CHUNKED) + b'5;a;b=c;d="e;\\"f"\r\nhello\r\n0;z\r\n\r\n',
    reusable=True,
)
fine(
    "F21 a size with zeros before it",
    head(CHUNKED) + b"0005\r\nhello\r\n000\r\n\r\n",
    reusable=True,
)
fine(
    "F25 chunks of one byte",
    head(CHUNKED) + b"1\r\nx\r\n" * 3_000 + b"0\r\n\r\n",
    body=b"x" * 3_000,
    reusable=True,
)
fine(
    "F25 every byte apart",
    head(CHUNKED),
    *[part for byte in CHUNKS for part in (APART, bytes([byte]))],
    reusable=True,
)
fine(
    "X2 a trailer",
    head(CHUNKED) + b"5\r\nhello\r\n0\r\nX-Sum: 7\r\n\r\n",
    trailers=(("X-Sum", "7"),),
    reusable=True,
)
fine(
    "X2 trailers that would change the head",
    head(CHUNKED)
    + b"5\r\nhello\r\n0\r\nContent-Length: 1\r\nTransfer-Encoding: x\r\nHost: b\r\nSet-Cookie: a=1\r\n"
    + b"Connection: close\r\nContent-Type: text/html\r\nLocation: /\r\nVia: 1.1 b\r\nX-Sum: 7\r\n\r\n",
    trailers=(("X-Sum", "7"),),
    reusable=True,
)

# X1, X2: fields of the hop.
fine(
    "X1 what Connection lists",
    head(b"Connection: x-private, keep-alive", b"X-Private: 1", b"X-Public: 2", FIVE) + b"hello",
    fields=(("x-private", []), ("x-public", ["2"])),
    reusable=True,
)
fine(
    "X1 Connection lists what frames and protects",
    head(
        b"Connection: content-length, set-cookie, cache-control, content-type, date",
        b"Set-Cookie: a=1",
        b"Cache-Control: private",
        b"Content-Type: text/plain",
        FIVE,
    )
    + b"hello",
    fields=(
        ("set-cookie", ["a=1"]),
        ("cache-control", ["private"]),
        ("content-type", ["text/plain"]),
    ),
    reusable=True,
)
fine(
    "X2 fields of the hop",
    head(
        b"Keep-Alive: timeout=5",
        b"Proxy-Connection: keep-alive",
        b"Proxy-Authenticate: Basic",
        b"TE: trailers",
        b"Upgrade: h2c",
        FIVE,
    )
    + b"hello",
    fields=tuple(
        (name, [])
        for name in ("keep-alive", "proxy-connection", "proxy-authenticate", "te", "upgrade")
    ),
    reusable=True,
)
fine(
    "X17 a date is kept",
    head(b"Date: Thu, 01 Jan 1970 00:00:00 GMT", FIVE) + b"hello",
    fields=(("date", ["Thu, 01 Jan 1970 00:00:00 GMT"]),),
    reusable=True,
)
