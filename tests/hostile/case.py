"""One hostile request: the bytes that a client sends, and what may come of them. The tables of this
folder are lists of these; judge.py holds proxy, backend and client to them."""

from dataclasses import dataclass, field

MALFORMED = frozenset({400})


@dataclass(frozen=True)
class Arrival:
    """What the backend must have got; None is "does not matter"."""

    method: str | None = None
    target: str | None = None
    body: bytes | None = None
    framing: str | None = None  # none | length | chunked
    fields: tuple = ()  # ((name, [values in order]), ...); an empty list: must be absent
    trailers: tuple | None = None  # ((name, value), ...)


@dataclass(frozen=True)
class Case:
    row: str  # of the checklist of requirements
    name: str
    sends: tuple[bytes, ...]  # in this many pieces
    refused: frozenset = frozenset()  # statuses; empty: it is forwarded
    arrives: tuple[Arrival, ...] = ()
    begins: bool = False  # refused in its body: a backend may have seen its head, never its end
    ends: bool = False  # forwarded, and the connection ends with it: what follows is not read
    unanswered: bool = False  # cut off by its sender: no answer is due
    answers: dict = field(default_factory=dict, hash=False)  # of the proxy itself: status, fields

    @property
    def id(self):
        return f"{self.row} {self.name}"

    @property
    def data(self):
        return b"".join(self.sends)


def _pieces(data):
    return (data,) if isinstance(data, bytes) else tuple(data)


def refused(row, name, data, *statuses, begins=False):
    """Refused with one of the statuses (400 unless said), and the connection closed."""
    return Case(row, name, _pieces(data), frozenset(statuses) or MALFORMED, begins=begins)


def forwarded(row, name, data, *arrivals, ends=False, **arrival):
    """Forwarded as these arrivals, or as one that is given by its members."""
    expected = arrivals or (Arrival(**arrival),)
    return Case(row, name, _pieces(data), arrives=expected, ends=ends)


def cut_off(row, name, data):
    """The sender leaves before the end: whatever began at a backend must not be completed."""
    return Case(row, name, _pieces(data), begins=True, unanswered=True)


def answered(row, name, data, status, **fields):
    """Answered by the proxy itself; the connection goes on."""
    return Case(row, name, _pieces(data), answers={"status": status, "fields": fields})


def head(*lines, method=b"GET", target=b"/", version=b"HTTP/1.1", host=b"a"):
    """A request head; `host` None leaves the field out."""
    first = [method + b" " + target + b" " + version]
    hosts = [] if host is None else [b"Host: " + host]
    return b"\r\n".join([*first, *hosts, *lines]) + b"\r\n\r\n"


def post(*lines, body=b"", **more):
    return head(*lines, method=b"POST", **more) + body


def chunked(body, *lines, **more):
    """A POST whose body is sent as it stands, chunk framing included."""
    return post(b"Transfer-Encoding: chunked", *lines, body=body, **more)
