"""Heads that no backend may send, and unusual ones that it may."""

from hostile.response_case import (
    APART,
    CHUNKED,
    CHUNKS,
    EMPTY,
    FIN,
    FIVE,
    GOOD,
    RST,
    SIZE,
    TERMINATED,
    TIMEOUT,
    Table,
    head,
    shown,
)

HEADS = Table()
add, fine = HEADS.add, HEADS.fine

# R3: framing that two readers could take differently.
for length in [
    *(b"+5", b"-5", b"0x5", b"5_0", b"5 6", b"", b"1e1", b"5.0", b"5;", b"five", b'"5"'),
    *(b"5, 5", b"5,6", b",5", b"005", b"00", b"5\xa0", b"9223372036854775808"),
    *(b"18446744073709551616", b"18446744073709551621", b"9" * 100),
]:
    add(f"R3 length {shown(length[:24])}", head(b"Content-Length: " + length) + b"hello")
add("R3 two lengths", head(FIVE, b"Content-Length: 6") + b"hello!")
add("R3 the same length twice", head(FIVE, FIVE) + b"hello")
add("R3 the same length in two cases", head(FIVE, b"CONTENT-LENGTH: 5") + b"hello")
add("R3 length and coding", head(FIVE, CHUNKED) + CHUNKS)
add("R3 coding and length", head(CHUNKED, FIVE) + CHUNKS)
add("R3 coding and length 0", head(CHUNKED, EMPTY) + CHUNKS)
for coding in [
    *(b"xchunked", b"identity", b"gzip", b"chunked, gzip", b"gzip, chunked", b"chunked, chunked"),
    *(b"chunked;q=1", b"chunked x", b'"chunked"', b",chunked", b"chunked,", b"", b"chunked\xa0"),
    *(b"\x85chunked", b"c hunked", b"chunked, identity", b"chun\tked", b"deflate", b"trailers"),
]:
    add(f"R3 coding {shown(coding)}", head(b"Transfer-Encoding: " + coding) + CHUNKS)
for byte in (b"\x00", b"\x0b", b"\x0c", b"\x1f"):
    add(f"R3 coding with {shown(byte)}", head(b"Transfer-Encoding: " + byte + b"chunked") + CHUNKS)
add("R3 two codings", head(CHUNKED, CHUNKED) + CHUNKS)
add("R3 two different codings", head(b"Transfer-Encoding: gzip", CHUNKED) + CHUNKS)
add("R3 unknown coding and length", head(b"Transfer-Encoding: x", FIVE) + b"hello")
add("R3 chunked in HTTP/1.0", head(CHUNKED, start=b"HTTP/1.0 200 OK") + CHUNKS)
for coding in (b"Chunked", b"CHUNKED", b"\tchunked \t"):
    data = head(b"Transfer-Encoding:" + coding) + CHUNKS
    fine(f"R3 coding {shown(coding)} is chunked", data, reusable=True)
fine("R3 a length in optional whitespace", head(b"Content-Length: \t5 ") + b"hello", reusable=True)

# R4: what is no status line.
for start in [
    *(b"\x00\xff\xfe garbage", b"<html>an old server</html>", b"garbage", b"HTTP", b"HTTP/1.1"),
    *(b"HTTP/0.9 200 OK", b"HTTP/2.0 200 OK", b"HTTP/3 200 OK", b"HTTP/1.2 200 OK"),
    *(b"HTTP/1 200 OK", b"HTTP/01.1 200 OK", b"HTTP/1.10 200 OK", b"http/1.1 200 OK"),
    *(b"HTTP/9.9 200 OK", b"HTTP/1.1  200 OK", b"HTTP/1.1\t200 OK", b" HTTP/1.1 200 OK"),
    *(b"HTTP/1.1 200\tOK", b"HTTP/1.1200 OK", b"HTTP /1.1 200 OK", b"HTTP/1,1 200 OK"),
    *(b"ICY 200 OK", b"RTSP/1.0 200 OK", b"SIP/2.0 200 OK", b"220 mail.example ESMTP"),
    *(b"SSH-2.0-OpenSSH_9.2", b"\x15\x03\x01\x00\x02\x02\x28", b"GET / HTTP/1.1", b"200 OK"),
    *(b"HTTP/1.1 200OK", b"\xef\xbb\xbfHTTP/1.1 200 OK", b"HTTP/1.1 OK 200"),
]:
    add(f"R4 {shown(start)}", head(EMPTY, start=start))
    if not b"HTTP/1.1 200 ".startswith(start):
        add(f"R4 {shown(start)}, then silence", start)
for status in [
    *(b"99", b"1000", b"abc", b"-200", b"0", b"000", b"099", b"600", b"999", b"20", b"2000"),
    *(b"2O0", b"+200", b"200.0", b"", b" ", b"0x200", b"2e2", b"\xb2\xb0\xb0", b"2 00", b"00200"),
]:
    add(f"R4 status {shown(status)}", head(EMPTY, start=b"HTTP/1.1 " + status + b" OK"))
    add(f"R4 status {shown(status)}, no reason", head(EMPTY, start=b"HTTP/1.1 " + status))
add("R4 HTTP/0.9: a body alone", b"<html>hello</html>", end=FIN)
add("R4 an empty line first", b"\r\n" + GOOD)
add("R4 a line feed first", b"\n" + GOOD)
add("R4 nothing but an empty line", b"\r\n\r\n")
add("R4 a NUL first", b"\x00" + GOOD)
add("R4 status 99 without a line end", b"HTTP/1.1 99 Low")
add("R4 status letters without a line end", b"HTTP/1.1 abc")
add("R4 a control in a line without an end", b"HTTP/1.1 200 O\x00K")
add("R4 a control in a field without an end", b"HTTP/1.1 200 OK\r\nX: \x01")
for status in (200, 201, 302, 404, 418, 451, 500, 503, 599):
    data = head(FIVE, start=b"HTTP/1.1 %d Words of it" % status) + b"hello"
    fine(f"R4 status {status} is served", data, status=status, reusable=True)

# R5: reason phrases.
fine("R5 no reason, no space", head(FIVE, start=b"HTTP/1.1 200") + b"hello", reusable=True)
fine("R5 an empty reason", head(FIVE, start=b"HTTP/1.1 200 ") + b"hello", reusable=True)
fine("R5 a reason of spaces", head(FIVE, start=b"HTTP/1.1 200    ") + b"hello", reusable=True)
fine(
    "R5 a tab and bytes over 0x7F",
    head(FIVE, start=b"HTTP/1.1 200 \t\xe9\xff") + b"hello",
    reusable=True,
)
fine("R5 a long reason", head(FIVE, start=b"HTTP/1.1 200 " + b"x" * 4000) + b"hello", reusable=True)
for byte in (b"\x00", b"\x01", b"\x07", b"\x08", b"\x0b", b"\x1b", b"\x7f", b"\r", b"\n"):
    add(
        f"R5 {shown(byte)} in the reason",
        head(FIVE, start=b"HTTP/1.1 200 a" + byte + b"b") + b"hello",
    )

# R6: bytes that no field may hold (RFC 9110 section 5.5): refused rather than replaced by spaces.
for code in [*range(0x00, 0x09), *range(0x0A, 0x20), 0x7F]:
    add(f"R6 0x{code:02x} in a value", head(b"X-Bad: a" + bytes([code]) + b"b", FIVE) + b"hello")
for byte in (b"\x00", b"\x0b", b"\x7f"):
    add(f"R6 {shown(byte)} starts a value", head(b"X-Bad:" + byte + b"b", FIVE) + b"hello")
    add(f"R6 {shown(byte)} ends a value", head(b"X-Bad: b" + byte, FIVE) + b"hello")
for byte in b'\x00\x01\x1f "(),/;<=>?@[\\]{}\x7f\x80\xe9\xff':
    add(f"R6 0x{byte:02x} in a name", head(b"X" + bytes([byte]) + b"Y: 1", FIVE) + b"hello")
fine(
    "R6 bytes over 0x7F in a value",
    head(b"X-Text: \x80\xe9\xff", FIVE) + b"hello",
    fields=(("x-text", ["\x80\xe9\xff"]),),
    reusable=True,
)
fine(
    "R6 a tab in a value",
    head(b"X-Text: a\tb", FIVE) + b"hello",
    fields=(("x-text", ["a\tb"]),),
    reusable=True,
)
fine(
    "R6 every mark that a name may hold",
    head(b"!#$%&'*+-.^_`|~09azAZ: 1", FIVE) + b"hello",
    fields=(("!#$%&'*+-.^_`|~09azAZ", ["1"]),),
    reusable=True,
)
fine(
    "R6 an empty value",
    head(b"X-Text:", FIVE) + b"hello",
    fields=(("x-text", [""]),),
    reusable=True,
)

# R7: lines that are no field lines (RFC 9112 sections 2.2, 5.1, 5.2).
for name, lines in {
    "folded with a space": (b"X-A: 1", b" 2"),
    "folded with a tab": (b"X-A: 1", b"\t2"),
    "the first line is folded": (b" X-A: 1",),
    "a folded length": (b"Content-Length:", b" 5"),
    "space before the colon": (b"X-A : 1",),
    "space before the length's colon": (b"Content-Length : 5",),
    "tab before the colon": (b"X-A\t: 1",),
    "an empty name": (b": 1",),
    "nothing but a colon": (b":",),
    "no colon": (b"no colon here",),
    "a line of one space": (b" ",),
    "a status line again": (b"HTTP/1.1 200 OK",),
}.items():
    add(f"R7 {name}", head(*lines, FIVE) + b"hello")
add("R7 LF for every CRLF", GOOD.replace(b"\r\n", b"\n"))
add("R7 LF after the status line", GOOD.replace(b"\r\n", b"\n", 1))
add("R7 LF after a field", b"HTTP/1.1 200 OK\r\nContent-Length: 5\n\r\nhello")
add("R7 LF for the empty line", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\nhello")
add("R7 CR CR LF", GOOD.replace(b"\r\n", b"\r\r\n", 1))
add("R7 LF CR", GOOD.replace(b"\r\n", b"\n\r"))
add("R7 CR alone", GOOD.replace(b"\r\n", b"\r"))
add("R7 CR at the end of a value", head(b"X-A: 1\r", FIVE) + b"hello")

# R8: heads without measure.
add("R8 a field of 100 KB", head(b"X-Big: " + b"x" * 100_000, FIVE) + b"hello", reason=SIZE)
add("R8 a name of 100 KB", head(b"x" * 100_000 + b": 1", FIVE) + b"hello", reason=SIZE)
add(
    "R8 a reason of 100 KB",
    head(FIVE, start=b"HTTP/1.1 200 " + b"x" * 100_000) + b"hello",
    reason=SIZE,
)
for count in (300, 10_000):
    add(
        f"R8 {count} fields",
        head(*[b"X-%d: 1" % n for n in range(count)], FIVE) + b"hello",
        reason=SIZE,
    )
add(
    "R8 1 MB of fields without an end",
    b"HTTP/1.1 200 OK\r\n" + b"X-A: %b\r\n" % (b"y" * 90) * 10_000,
    reason=SIZE,
)
add(
    "R8 1 MB of one line without an end",
    b"HTTP/1.1 200 OK\r\nX-A: " + b"y" * 1_000_000,
    reason=SIZE,
)
add("R8 Connection of 100 KB", head(b"Connection: " + b"x," * 50_000, FIVE) + b"hello", reason=SIZE)
fine("R8 190 fields", head(*[b"X-%d: 1" % n for n in range(190)], FIVE) + b"hello", reusable=True)
fine("R8 a field of 60 KB", head(b"X-Big: " + b"x" * 60_000, FIVE) + b"hello", reusable=True)
add("R8 Connection lists 2000 names", head(b"Connection: " + b"x," * 2000, FIVE) + b"hello")
fine(
    "R8 Connection lists 300 names",
    head(b"Connection: " + b"x," * 300, FIVE) + b"hello",
    reusable=True,
)

# R11: responses that want to be two.
for name, data in {
    "CR and a field": b"X-A: 1\rSet-Cookie: evil=1",
    "LF and a field": b"X-A: 1\nSet-Cookie: evil=1",
    "LF LF and a body": b"X-A: 1\n\n<script>",
    "CR CR and a body": b"X-A: 1\r\r<script>",
    "LF and a response": b"X-A: 1\n\nHTTP/1.1 200 OK\nContent-Length: 0",
}.items():
    add(f"R11 {name} in a value", head(data, FIVE) + b"hello")
fine(
    "R11 an escaped CRLF is text",
    head(b"X-A: %0d%0aSet-Cookie: evil=1 \\r\\n", FIVE) + b"hello",
    fields=(("x-a", ["%0d%0aSet-Cookie: evil=1 \\r\\n"]), ("set-cookie", [])),
    reusable=True,
)

# R12: nothing, or not even a head.
for end in (FIN, RST):
    add(f"R12 nothing, {end}", end=end, reason=TERMINATED)
    add(f"R12 half a status line, {end}", b"HTTP/1.1 20", end=end, reason=TERMINATED)
    add(f"R12 half a head, {end}", b"HTTP/1.1 200 OK\r\nX-A: 1\r\n", end=end, reason=TERMINATED)
add("R12 nothing at all", status=504, reason=TIMEOUT, impatient=True)
add(
    "R12 half a status line, then silence",
    b"HTTP/1.1 20",
    status=504,
    reason=TIMEOUT,
    impatient=True,
)
add("R12 half a head, then silence", head(FIVE)[:-2], status=504, reason=TIMEOUT, impatient=True)

# R14: fields of one name in masses.
COOKIES = [b"Set-Cookie: c%d=1" % n for n in range(150)]
fine(
    "R14 150 cookies in order",
    head(*COOKIES, FIVE) + b"hello",
    fields=(("set-cookie", [f"c{n}=1" for n in range(150)]),),
    reusable=True,
)
add("R14 5 000 cookies", head(*[b"Set-Cookie: a=1"] * 5_000, FIVE) + b"hello", reason=SIZE)
fine(
    "R14 Set-Cookie2",
    head(b'Set-Cookie2: a="1";Version="1"', FIVE) + b"hello",
    fields=(("set-cookie2", ['a="1";Version="1"']),),
    reusable=True,
)

# E6: interim responses.
HINT = head(b"Link: </a.css>; rel=preload", start=b"HTTP/1.1 103 Early Hints")
CONTINUE = head(start=b"HTTP/1.1 100 Continue")
fine("E6 one hint", HINT + GOOD, interim=(103,), reusable=True)
fine("E6 a hint, apart", HINT, APART, GOOD, interim=(103,), reusable=True)
fine(
    "E6 100, 102, 103 and 199",
    CONTINUE + HINT.replace(b"103", b"102") + HINT + HINT.replace(b"103", b"199") + GOOD,
    interim=(100, 102, 103, 199),
    reusable=True,
)
fine("E6 thirty hints", HINT * 30 + GOOD, interim=(103,) * 30, reusable=True)
fine("E6 100 without reason", b"HTTP/1.1 100\r\n\r\n" + GOOD, interim=(100,), reusable=True)
add("E6 a thousand hints", HINT * 1_000 + GOOD, interim=(103,) * 32)
add("E6 hints without an end", HINT * 20_000, interim=(103,) * 32)
add("E6 a hint, then the end", HINT, end=FIN, interim=(103,), reason=TERMINATED)
add("E6 a hint, then a reset", HINT, APART, end=RST, interim=(103,), reason=TERMINATED)
add("E6 a hint, then garbage", HINT + b"\x00garbage\r\n\r\n", interim=(103,))
add("E6 a hint, then silence", HINT, status=504, reason=TIMEOUT, interim=(103,), impatient=True)
add("E6 a folded hint", head(b"Link: a", b" b", start=b"HTTP/1.1 103 Early Hints") + GOOD)

# E7: interim responses have no body and no framing (RFC 9110 section 8.6, RFC 9112 section 6.1).
for status in (100, 102, 103):
    start = b"HTTP/1.1 %d Interim" % status
    add(f"E7 {status} with a length", head(FIVE, start=start) + b"hello" + GOOD)
    add(f"E7 {status} with chunks", head(CHUNKED, start=start) + CHUNKS + GOOD)
    add(f"E7 {status} with two lengths", head(EMPTY, FIVE, start=start) + GOOD)
    add(f"E7 {status} with a body", head(start=start) + b"hello" + GOOD, interim=(status,))
    fine(
        f"E7 {status} with length 0",
        head(EMPTY, start=start) + GOOD,
        interim=(status,),
        reusable=True,
    )

# E12: a switch that nobody asked for.
SWITCH = b"HTTP/1.1 101 Switching Protocols"
UPGRADE = (b"Connection: Upgrade", b"Upgrade: websocket")
add("E12 101", head(*UPGRADE, start=SWITCH))
add("E12 101 without a protocol", head(start=SWITCH))
add("E12 101 and a response", head(*UPGRADE, start=SWITCH) + GOOD)
add("E12 101 to h2c", head(b"Connection: Upgrade", b"Upgrade: h2c", start=SWITCH) + b"\0\0\0\4")
add("E12 101 after a hint", HINT + head(*UPGRADE, start=SWITCH), interim=(103,))
add("E12 101 with a length", head(*UPGRADE, FIVE, start=SWITCH) + b"hello")
