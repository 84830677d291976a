"""Rows F34 and F35: requests by the thousand, made from a few parts that smuggling plays with.
Deterministic; each has a number of its own in its target, so that none can be taken for another."""

import itertools
import random

CONTROLS = [bytes([each]) for each in (*range(0x00, 0x21), 0x7F, 0x80, 0x85, 0xA0, 0xAD, 0xFF)]
SMUGGLED = b"GET /smuggled-%(id)d HTTP/1.1\r\nHost: a\r\n\r\n"
ZERO = b"0\r\n\r\n"


class Parts:
    """A request in the making: every member can be replaced."""

    def __init__(self, number):
        self.number = number
        self.method = b"POST"
        self.target = b"/case-%d" % (7_000_000 + number * 7)
        self.version = b"HTTP/1.1"
        self.lines = [b"Host: a"]
        self.end = b"\r\n"
        self.body = b""

    def bytes(self):
        first = self.method + b" " + self.target + b" " + self.version
        return self.end.join([first, *self.lines, b"", b""]) + self.body

    def smuggled(self):
        return SMUGGLED % {b"id": self.number}


def around(text):
    """Prefixes, suffixes and insertions of every control byte, and changes of case and form."""
    for control in CONTROLS:
        yield control + text
        yield text + control
        yield text[: len(text) // 2] + control + text[len(text) // 2 :]
    for form in (text.upper(), text.lower(), text.swapcase(), text.title(), text[:-1], text[1:],
                 text + text, text + b"," + text, text + b", " + text, b"," + text, text + b",",
                 text + b";", text + b";a=b", b'"' + text + b'"', b"'" + text + b"'", text + b" x",
                 b"x " + text, b"x, " + text, text + b", x", text + b"\r\n x", b"\r\n " + text,
                 text + b"\r\n\t", b"\xef\xbb\xbf" + text, text.replace(b"e", b"\xc4\x97")):  # fmt: skip
        yield form


def names(name):
    """Look-alikes and mistreatments of a field name."""
    for mark in (b"_", b".", b" ", b"", b"--", b"\xad", b"~", b"\x00", b"\r\n ", b"\xe2\x80\x90"):
        yield name.replace(b"-", mark, 1)
    for control in CONTROLS:
        yield control + name
        yield name + control
    for form in (name.upper(), name.lower(), name[:-1], name + b"s", b"X-" + name, name + b":",
                 b":" + name, b'"' + name + b'"', b"X: y\n" + name, b"X: y\r" + name,
                 b"X: y\r\n " + name, b"X\r\n " + name, b"X: y\n\n" + name, b"(" + name + b")"):  # fmt: skip
        yield form


def separators():
    for before, after in itertools.product((b"", b" ", b"\t", b"\0", b"\x0b"), repeat=2):
        yield before + b":" + after
    yield from (b"", b"=", b" ", b";", b"::", b": \r\n ", b":\r\n\t", b"\r\n:", b":\r", b":\n")


def codings():
    """Fields that claim chunks in some way."""
    name, value = b"Transfer-Encoding", b"chunked"
    yield from (name + b": " + each for each in around(value))
    yield from (each + b": " + value for each in names(name))
    yield from (name + each + value for each in separators())
    yield from (name + b": " + each for each in (
        b"identity", b"gzip", b"x", b"chunked, identity", b"identity, chunked", b"gzip, chunked",
        b"chunked, gzip", b"chunked, chunked", b"cow, chunked", b"", b"null", b"false"))  # fmt: skip


def lengths(size):
    name, value = b"Content-Length", b"%d" % size
    yield from (name + b": " + each for each in around(value))
    yield from (each + b": " + value for each in names(name))
    yield from (name + each + value for each in separators())
    yield from (name + b": " + each for each in (
        b"+" + value, b"-" + value, b"0" + value, b"0x%x" % size, value + b".0", value + b"e0",
        b"%d" % (2**64 + size), b"%d" % (2**32 + size), b"-1", b"", b"0, " + value, value + b", 0"))  # fmt: skip


def hosts():
    yield from (b"Host: " + each for each in around(b"a"))
    yield from (each + b": a" for each in names(b"Host"))
    yield from (b"Host" + each + b"a" for each in separators())
    yield from (b"Host: " + each for each in (
        b"", b"a, b", b"a b", b"u@a", b"a/b", b"a:b", b"a:99999", b"[::1", b"a#", b"a?", b"http://a"))  # fmt: skip


def sizes():
    yield from around(b"5")
    yield from (b"5;" + each for each in around(b"a=b"))
    yield from (b"5" + each for each in (
        b" ;a", b";a\n", b";\n", b";a\r", b";", b";;", b";=", b'";"', b"_0", b".0", b"h", b";a\nxx", b";a;\n"))
    yield from (b"0x5", b"+5", b"-5", b"05", b"0" * 15 + b"5", b"0" * 16 + b"5", b"1" + b"0" * 15 + b"5",
                b"f" * 16, b"f" * 17, b"", b"g", b"5" + b";a" * 3000)  # fmt: skip


def ends():
    """What may stand where the CRLF after the data of a chunk belongs."""
    yield from (b"\n", b"\r", b"", b"\n\r", b"\r\r\n", b"\r\n\r\n", b"XX", b"\r\n ", b" \r\n", b"\x00\x00", b"\x85")
    yield from (control + b"\r\n" for control in CONTROLS)
    yield from (b"\r" + control for control in CONTROLS)


def trailers():
    yield from (each + b": 1" for each in names(b"Content-Length"))
    yield from (b"X: " + each for each in around(b"y"))
    yield from (b"no colon", b": x", b"X : y", b" X: y", b"GET / HTTP/1.1", b"X: y\n", b"X: y\r")


def shapes(number, coding=None, size=None):
    """The orders in which a coding and a length may come, around a smuggled request."""
    parts = Parts(number)
    smuggled = parts.smuggled()
    body = ZERO + smuggled
    length = b"Content-Length: %d" % len(body) if size is None else size
    coding = coding or b"Transfer-Encoding: chunked"
    for lines in ([length, coding], [coding, length], [coding], [b"X: y", coding, b"Z: y", length],
                  [coding, b"Transfer-Encoding: x", length]):  # fmt: skip
        parts.lines = [b"Host: a", *lines]
        parts.body = body
        yield parts.bytes()


def _framing():
    serial = itertools.count()
    for coding in codings():
        yield from shapes(next(serial), coding=coding)
    for length in lengths(len(ZERO) + len(SMUGGLED) - 3):
        yield from shapes(next(serial), size=length)
        parts = Parts(next(serial))
        parts.lines.append(length)
        parts.body = ZERO + parts.smuggled()
        yield parts.bytes()


def _chunks():
    serial = itertools.count(10_000)

    def chunked(body):
        parts = Parts(next(serial))
        parts.lines.append(b"Transfer-Encoding: chunked")
        parts.body = body + parts.smuggled()
        return parts.bytes()

    for size in sizes():
        yield chunked(size + b"\r\nhello\r\n" + ZERO)
        yield chunked(b"5\r\nhello\r\n" + size.replace(b"5", b"0") + b"\r\n\r\n")
    for end in ends():
        yield chunked(b"5\r\nhello" + end + ZERO)
        yield chunked(b"5" + end + b"hello\r\n" + ZERO)
        yield chunked(b"5\r\nhello\r\n0" + end + b"\r\n")
        yield chunked(b"5\r\nhello\r\n0\r\n" + end)
    for trailer in trailers():
        yield chunked(b"5\r\nhello\r\n0\r\n" + trailer + b"\r\n\r\n")


def _heads():
    serial = itertools.count(20_000)

    def made(**members):
        parts = Parts(next(serial))
        parts.__dict__.update(members)
        return parts

    for host in hosts():
        yield made(lines=[host]).bytes()
        yield made(lines=[b"Host: a", host]).bytes()
        yield made(lines=[host, b"Host: a"]).bytes()
    for each in around(b"HTTP/1.1"):
        yield made(version=each).bytes()
    for each in (b"HTTP/1.0", b"HTTP/1.2", b"HTTP/2.0", b"HTTP/0.9", b"HTTP/1", b"", b"HTTP/1.1 x"):
        for lines in ([b"Host: a", b"Content-Length: 5"], [b"Host: a", b"Transfer-Encoding: chunked"], []):
            yield made(version=each, lines=lines, body=ZERO).bytes()
    for each in around(b"GET"):
        yield made(method=each).bytes()
    for method in (b"HEAD", b"OPTIONS", b"DELETE", b"PUT", b"CONNECT", b"TRACE", b"PRI", b"get", b"Q"):
        for framing in ([b"Content-Length: 5"], [b"Transfer-Encoding: chunked"], []):
            parts = made(method=method)
            parts.lines += framing
            parts.body = ZERO + parts.smuggled()
            yield parts.bytes()
    for end in (b"\n", b"\r", b"\n\r", b"\r\r\n", b"\r\n\r", b"\x0b", b"\x85", b"\r\n "):
        for lines in ([b"Host: a"], [b"Host: a", b"Content-Length: 5"], [b"Host: a", b"Transfer-Encoding: chunked"]):
            yield made(end=end, lines=lines, body=ZERO).bytes()
    for prefix in (b"\r\n", b"\r\n\r\n", b"\n", b"\r", b" ", b"\0", b"\t\r\n", b"0\r\n\r\n", b"X"):
        yield prefix + made().bytes()
    for control in CONTROLS:
        parts = made()
        yield parts.bytes().replace(parts.target, parts.target + control)
        yield parts.bytes().replace(b" " + parts.target, control + parts.target)
        yield parts.bytes().replace(b" HTTP", control + b"HTTP")


def _combined(count, seed):
    """Several parts at once, drawn at random."""
    draw = random.Random(seed)
    coding, length, host = list(codings()), list(lengths(49)), list(hosts())
    size, end, trailer = list(sizes()), list(ends()), list(trailers())
    for serial in range(30_000, 30_000 + count):
        parts = Parts(serial)
        parts.method = draw.choice([b"POST", b"POST", b"GET", b"PUT", b"HEAD", b"OPTIONS"])
        parts.version = draw.choice([b"HTTP/1.1"] * 8 + [b"HTTP/1.0"])
        lines = [b"Host: a", *draw.choices([
            b"Transfer-Encoding: chunked", b"Content-Length: 49", b"Connection: close", b"X: y",
            b"Connection: Content-Length, Transfer-Encoding", b"Expect: 100-continue",
            b"Connection: keep-alive", b"Content-Length: 0",
        ], k=draw.choice([0, 1, 1, 2]))]  # fmt: skip
        for _ in range(draw.choice([0, 1, 1, 2])):
            lines.append(draw.choice(draw.choice([coding, length, host])))
        draw.shuffle(lines)
        parts.lines = lines
        if draw.random() < 0.5:
            parts.body = draw.choice(size) + b"\r\nhello" + draw.choice([b"\r\n", draw.choice(end)]) + b"0\r\n"
            parts.body += draw.choice([b"", draw.choice(trailer) + b"\r\n"]) + b"\r\n"
        else:
            parts.body = ZERO
        parts.body += parts.smuggled()
        data = bytearray(parts.bytes())
        if draw.random() < 0.3:  # and one byte anywhere
            data[draw.randrange(len(data))] = draw.choice(CONTROLS)[0]
        yield bytes(data)


def requests(random_ones=3_000, seed=1):
    """All of them, without repetition."""
    seen = set()
    for data in itertools.chain(_framing(), _chunks(), _heads(), _combined(random_ones, seed)):
        if data not in seen:
            seen.add(data)
            yield data
