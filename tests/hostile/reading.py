"""The one reading that a client's bytes have: which requests are in them, up to the first byte that
two readers could take differently. Written from the RFCs, not from the proxy; what arrives at a
backend must be in here, in this order, to the byte."""

import re
from dataclasses import dataclass

from hostile.canonical import ACTED_UPON, TOKEN, folded

_REQUEST_LINE = re.compile(rb"(" + TOKEN + rb") ([\x21\x22\x24-\x7e]+) HTTP/1\.([01])")
_FIELD = re.compile(rb"(" + TOKEN + rb"):[\t ]*([\t\x20-\x7e\x80-\xff]*?)[\t ]*")
_AUTHORITY = re.compile(r"([0-9A-Za-z._~-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{0,5})?")
_ABSOLUTE = re.compile(r"https?://([^/?]*)(.*)", re.IGNORECASE)
_CHUNK = re.compile(
    rb"([0-9A-Fa-f]{1,15})((?:;" + TOKEN + rb"(?:=(?:" + TOKEN + rb'|"(?:[\t\x20\x21\x23-\x5b\x5d-\x7e'
    rb'\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*"))?)*)'
)


class Doubtful(Exception):
    """Here ends what can be read in one way only."""


@dataclass
class Read:
    method: str
    target: str  # as a backend must see it
    body: bytes = b""
    complete: bool = False
    last: bool = False  # the client said that nothing follows

    @property
    def identity(self):
        return self.method, self.target, self.body


def doubt_unless(condition):
    if not condition:
        raise Doubtful


def read_all(data):
    """The requests in the data; the last one may be incomplete."""
    found = []
    try:
        while data and not (found and found[-1].last):
            data = data.removeprefix(b"\r\n")
            request, fields, minor, data = _read_head(data)
            found.append(request)
            data = _read_body(request, fields, minor, data)
            request.complete = True
    except Doubtful:
        pass
    return found


def _line(data):
    end = data.find(b"\n")
    doubt_unless(end > 0 and data[end - 1] == 0x0D)
    return data[: end - 1], data[end + 1 :]


def _read_head(data):
    line, data = _line(data)
    found = _REQUEST_LINE.fullmatch(line)
    doubt_unless(found)
    fields = []
    while True:
        line, data = _line(data)
        if not line:
            break
        fields.append(_field(line))
    method, target, minor = found[1].decode(), found[2].decode(), int(found[3])
    hosts = _all(fields, "host")
    doubt_unless(len(hosts) == 1 or (minor == 0 and not hosts))
    doubt_unless(all(_AUTHORITY.fullmatch(host) for host in hosts))
    doubt_unless(method.upper() not in ("CONNECT", "TRACE"))
    doubt_unless(_all(fields, "expect") in ([], ["100-continue"], ["100-Continue"]))
    request = Read(method, _target(method, target))
    connection = ",".join(_all(fields, "connection")).lower().split(",")
    options = {option.strip(" \t") for option in connection}
    request.last = "close" in options or (minor == 0 and "keep-alive" not in options)
    return request, fields, minor, data


def _field(line):
    found = _FIELD.fullmatch(line)
    doubt_unless(found)
    name, value = found[1].decode().lower(), found[2].decode("latin-1")
    doubt_unless(folded(name) == name or folded(name) not in ACTED_UPON)
    return name, value


def _all(fields, name):
    return [value for each, value in fields if each == name]


def _target(method, target):
    if target.startswith("/") or (target == "*" and method == "OPTIONS"):
        return target
    found = _ABSOLUTE.fullmatch(target)
    doubt_unless(found and _AUTHORITY.fullmatch(found[1]))
    if not found[2]:
        return "*" if method == "OPTIONS" else "/"
    return found[2] if found[2].startswith("/") else "/" + found[2]


def _read_body(request, fields, minor, data):
    lengths, codings = _all(fields, "content-length"), _all(fields, "transfer-encoding")
    doubt_unless(len(lengths) + len(codings) <= 1)
    if codings:
        doubt_unless(codings[0].lower() == "chunked" and minor == 1)
        return _read_chunks(request, data)
    if lengths:
        doubt_unless(re.fullmatch(r"0|[1-9][0-9]{0,17}", lengths[0]))
        size = int(lengths[0])
        doubt_unless(len(data) >= size)
        request.body = data[:size]
        return data[size:]
    return data


def _read_chunks(request, data):
    extensions = 0
    while True:
        line, data = _line(data)
        found = _CHUNK.fullmatch(line)
        doubt_unless(found)
        extensions += len(found[2])
        doubt_unless(extensions <= 4096)
        size = int(found[1], 16)
        if size == 0:
            break
        doubt_unless(data[size : size + 2] == b"\r\n")
        request.body += data[:size]
        data = data[size + 2 :]
    while True:
        line, data = _line(data)
        if not line:
            return data
        doubt_unless(_FIELD.fullmatch(line))
