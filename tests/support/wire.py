"""HTTP/1.1 off a socket, judged strictly: a message that is not well-formed raises. Client and
origin share it, so that both sides of the proxy are held to the same rules."""

import hashlib
import re
import socket

KEPT = 4 * 1024 * 1024  # of a body; longer ones are known by digest and length only


class Malformed(Exception):
    """The peer sent what no HTTP/1.1 sender may send."""


class Ended(Exception):
    """The connection ended where more was due."""


class Wire:
    """A socket with what was read from it beyond the message at hand."""

    def __init__(self, sock):
        self.sock = sock
        self.buffer = b""

    def fill(self):
        """False at the end of the stream."""
        data = self.sock.recv(256 * 1024)
        self.buffer += data
        return bool(data)

    def read_until(self, mark, limit=1024 * 1024):
        searched = 0
        while True:
            at = self.buffer.find(mark, max(0, searched - len(mark)))
            if at >= 0:
                taken, self.buffer = self.buffer[: at + len(mark)], self.buffer[at + len(mark) :]
                return taken
            searched = len(self.buffer)
            if searched > limit:
                raise Malformed(f"no {mark!r} within {limit} bytes")
            if not self.fill():
                raise Ended(f"the stream ended before {mark!r}; had {self.buffer[:200]!r}")

    def read_exactly(self, size):
        """Yields pieces that add up to `size`."""
        while size > 0:
            if not self.buffer and not self.fill():
                raise Ended(f"the stream ended {size} bytes early")
            piece, self.buffer = self.buffer[:size], self.buffer[size:]
            size -= len(piece)
            yield piece

    def read_to_end(self, resets_end=False):
        while self.buffer or self.fill_or_end(resets_end):
            piece, self.buffer = self.buffer, b""
            yield piece

    def fill_or_end(self, resets_end):
        try:
            return self.fill()
        except ConnectionResetError:
            if not resets_end:
                raise
            return False

    def at_end(self):
        """True once the peer closed with nothing left to read; a reset counts as closed."""
        try:
            return not self.buffer and not self.fill()
        except ConnectionError:
            return True


class Message:
    """What request and response have in common."""

    def __init__(self, head):
        self.head = head
        lines = head[:-4].split(b"\r\n")
        self.start_line = lines[0].decode("latin-1")
        self.fields = [parse_field(line) for line in lines[1:]]
        self.framing = "none"
        self.body = b""  # empty if longer than KEPT
        self.length = 0
        self.sha256 = hashlib.sha256(b"").hexdigest()
        self.trailers = []
        self.chunks = 0
        self.complete = False

    def all(self, name):
        return [value for field, value in self.fields if field.lower() == name.lower()]

    def field(self, name):
        """The one value of that name, or None; several are an error of the test."""
        values = self.all(name)
        assert len(values) <= 1, f"{name} occurs {len(values)} times: {values}"
        return values[0] if values else None

    def read_body(self, wire, pieces):
        digest, kept = hashlib.sha256(), []
        for piece in pieces(wire):
            digest.update(piece)
            self.length += len(piece)
            if self.length <= KEPT:
                kept.append(piece)
        self.body = b"".join(kept) if self.length <= KEPT else b""
        self.sha256 = digest.hexdigest()
        self.complete = True

    def read_chunked(self, wire):
        while True:
            line = wire.read_until(b"\r\n")
            if not re.fullmatch(rb"[0-9A-Fa-f]+\r\n", line):
                raise Malformed(f"chunk size line {line!r}")
            size = int(line, 16)
            if size == 0:
                break
            self.chunks += 1
            yield from wire.read_exactly(size)
            if b"".join(wire.read_exactly(2)) != b"\r\n":
                raise Malformed("chunk data is not followed by CRLF")
        while (line := wire.read_until(b"\r\n")) != b"\r\n":
            self.trailers.append(parse_field(line[:-2]))

    def declared_pieces(self):
        """How to read a body that Content-Length or Transfer-Encoding delimits, else None."""
        coding, lengths = self.all("transfer-encoding"), self.all("content-length")
        if coding and lengths:
            raise Malformed("Transfer-Encoding and Content-Length")
        if coding:
            if [value.lower() for value in coding] != ["chunked"]:
                raise Malformed(f"Transfer-Encoding {coding}")
            self.framing = "chunked"
            return self.read_chunked
        if lengths:
            if len(lengths) != 1 or not re.fullmatch(r"0|[1-9][0-9]*", lengths[0]):
                raise Malformed(f"Content-Length {lengths}")
            self.framing = "length"
            return lambda wire: wire.read_exactly(int(lengths[0]))
        return None


def parse_field(line):
    found = re.fullmatch(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*", line)
    if not found or re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", found.group(2)):
        raise Malformed(f"field line {line!r}")
    return found.group(1).decode("ascii"), found.group(2).decode("latin-1")


class Request(Message):
    def __init__(self, head):
        super().__init__(head)
        found = re.fullmatch(
            r"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([\x21-\x7e\x80-\xff]+) (HTTP/1\.[01])", self.start_line
        )
        if not found:
            raise Malformed(f"request line {self.start_line!r}")
        self.method, self.target, self.version = found.groups()
        self.connection = 0  # which of the origin's connections it came on, from 1
        if self.version == "HTTP/1.1" and len(self.all("host")) != 1:
            raise Malformed(f"Host {self.all('host')}")

    @property
    def path(self):
        return self.target.split("?")[0]

    def read(self, wire):
        self.read_body(wire, self.declared_pieces() or (lambda _: ()))


class Response(Message):
    def __init__(self, head):
        super().__init__(head)
        found = re.fullmatch(
            r"(HTTP/1\.[01]) ([1-9][0-9][0-9]) ([\t\x20-\x7e\x80-\xff]*)", self.start_line
        )
        if not found:
            raise Malformed(f"status line {self.start_line!r}")
        self.version, self.status, self.reason = found.group(1), int(found.group(2)), found.group(3)
        self.interim = []  # the 1xx responses before it

    def read(self, wire, to="GET"):
        """`to` is the request's method, on which the framing depends (RFC 9112 section 6.3)."""
        if to == "HEAD" or self.status in (204, 304) or self.status < 200:
            self.complete = True
            return
        pieces = self.declared_pieces()
        if not pieces:
            self.framing = "close"
            pieces = Wire.read_to_end
        self.read_body(wire, pieces)


def read_request(wire):
    """The next request's head, or None at the end of the stream."""
    if not wire.buffer and not wire.fill():
        return None
    return Request(wire.read_until(b"\r\n\r\n"))


def read_response_head(wire):
    interim = []
    while True:
        response = Response(wire.read_until(b"\r\n\r\n"))
        if response.status >= 200 or response.status == 101:
            response.interim = interim
            return response
        interim.append(response)


def reset(sock):
    """Closes with a RST rather than a FIN."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    sock.close()
