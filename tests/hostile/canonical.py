"""What a backend may get: one canonical HTTP/1.1 request after the other, and nothing else. Stricter
than any standard asks a recipient to be, because a gateway writes all of it anew."""

import re
from dataclasses import dataclass, field

from support.wire import Ended

TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_REQUEST_LINE = re.compile(rb"(" + TOKEN + rb") (/[\x21\x22\x24-\x7e]*|\*) HTTP/1\.1")
_FIELD = re.compile(rb"(" + TOKEN + rb"): ((?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*"
                    rb"[\x21-\x7e\x80-\xff])?)?)")
_HOST = re.compile(r"(?:[0-9A-Za-z._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_LENGTH = re.compile(r"0|[1-9][0-9]{0,17}")
_CHUNK_SIZE = re.compile(rb"[1-9A-Fa-f][0-9A-Fa-f]{0,14}\r\n|0\r\n")

HOP_BY_HOP = {
    "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization",
    "http2-settings",
}  # fmt: skip
ONCE = ("host", "via", "x-request-id", "x-forwarded-for", "x-forwarded-proto", "traceparent")
# Names that some backends take for one another, because they write every mark as "_".
ACTED_UPON = HOP_BY_HOP | {
    "connection", "content-length", "expect", "forwarded", "host", "max-forwards", "te", "trailer",
    "traceparent", "transfer-encoding", "upgrade", "via", "x-forwarded-for", "x-forwarded-host",
    "x-forwarded-proto", "x-request-id",
}  # fmt: skip
NOT_IN_TRAILERS = ACTED_UPON | {
    "authorization", "content-encoding", "content-range", "content-type", "cookie", "set-cookie",
    "cache-control", "date", "range", "if-match", "if-none-match", "if-range", "location",
}  # fmt: skip
MARKER = "x-crossfade-mirror"


class NotCanonical(Exception):
    pass


@dataclass
class Arrived:
    method: str
    target: str
    fields: list
    framing: str = "none"
    body: bytes = b""
    trailers: list = field(default_factory=list)
    complete: bool = False
    connection: int = 0

    def all(self, name):
        return [value for field, value in self.fields if field.lower() == name]

    @property
    def identity(self):
        return self.method, self.target, self.body


def demand(condition, what):
    if not condition:
        raise NotCanonical(what)


def folded(name):
    """As a backend sees it that maps all marks in names to one."""
    return re.sub(r"[^0-9a-z]", "-", name.lower())


def parse_field(line):
    found = _FIELD.fullmatch(line)
    demand(found, f"field line {line!r}")
    name, value = found.group(1).decode(), found.group(2).decode("latin-1")
    look_alike = folded(name) != name.lower() and (
        folded(name) in ACTED_UPON or folded(name).startswith("x-crossfade-")
    )
    demand(not look_alike, f"{name} looks like another field")
    return name, value


def parse_head(head):
    """The head with its blank line."""
    lines = head[:-4].split(b"\r\n")
    found = _REQUEST_LINE.fullmatch(lines[0])
    demand(found, f"request line {lines[0]!r}")
    method, target = (each.decode() for each in found.groups())
    demand(target != "*" or method == "OPTIONS", f"{method} *")
    demand(method.upper() not in ("CONNECT", "TRACE"), method)
    arrived = Arrived(method, target, [parse_field(line) for line in lines[1:]])
    check_fields(arrived)
    arrived.framing = framing_of(arrived)
    return arrived


def check_fields(arrived):
    for name in ONCE:
        demand(len(arrived.all(name)) == 1, f"{name}: {arrived.all(name)}")
    demand(_HOST.fullmatch(arrived.all("host")[0]), f"Host {arrived.all('host')}")
    for name, _ in arrived.fields:
        demand(name.lower() not in HOP_BY_HOP, f"{name} belongs to the hop before")
        own = name.lower().startswith("x-crossfade-") and name.lower() != MARKER
        demand(not own, f"{name} is ours")
    demand(arrived.all("forwarded") == [], "Forwarded of a stranger")
    connection, upgrade, te = (arrived.all(name) for name in ("connection", "upgrade", "te"))
    upgrade = [value.lower() for value in upgrade]
    allowed = [([], [], []), (["Upgrade"], ["websocket"], []), (["TE"], [], ["trailers"])]
    demand((connection, upgrade, te) in allowed, f"Connection {connection} {upgrade} {te}")
    expected = arrived.all("expect")
    demand(expected in ([], ["100-continue"], ["100-Continue"]), f"Expect {expected}")
    demand(not expected or framing_of(arrived) != "none", "Expect without a body")


def framing_of(arrived):
    lengths, codings = arrived.all("content-length"), arrived.all("transfer-encoding")
    demand(len(lengths) + len(codings) <= 1, f"framed by {lengths} and {codings}")
    if codings:
        demand(codings == ["chunked"], f"Transfer-Encoding {codings}")
        return "chunked"
    if lengths:
        demand(_LENGTH.fullmatch(lengths[0]), f"Content-Length {lengths}")
        return "length"
    return "none"


def read_body(arrived, wire):
    """Reads the body off the wire; Ended if it stops early."""
    if arrived.framing == "length":
        arrived.body = b"".join(wire.read_exactly(int(arrived.all("content-length")[0])))
    elif arrived.framing == "chunked":
        arrived.body = b"".join(chunks(arrived, wire))
    arrived.complete = True


def chunks(arrived, wire):
    while True:
        line = read_line(wire)
        demand(_CHUNK_SIZE.fullmatch(line), f"chunk size line {line!r}")
        size = int(line, 16)
        if size == 0:
            break
        yield b"".join(wire.read_exactly(size))
        end = b"".join(wire.read_exactly(2))
        demand(end == b"\r\n", f"{end!r} after the data of a chunk")
    while (line := read_line(wire)) != b"\r\n":
        name, value = parse_field(line[:-2])
        demand(folded(name) not in NOT_IN_TRAILERS, f"{name} in the trailers")
        arrived.trailers.append((name, value))


def read_line(wire):
    line = wire.read_until(b"\r\n")
    demand(b"\n" not in line[:-1] and b"\r" not in line[:-2], f"a line within {line!r}")
    return line


def read_request(wire):
    """The next request's head, None at the end of the stream."""
    if not wire.buffer and not wire.fill():
        return None
    try:
        return parse_head(wire.read_until(b"\r\n\r\n"))
    except Ended:
        raise NotCanonical(f"half a head: {wire.buffer!r}") from None
