"""The shape of one entry: what a backend answers, and what the client must get then."""

from dataclasses import dataclass

# Ways in which the backend goes on after its last byte.
OPEN, FIN, RST = "open", "fin", "rst"
# Between pieces: wait until they travel apart; wait until the client has its answer.
APART, ANSWERED = "apart", "answered"

PROTOCOL, SIZE = "http_protocol_error", "http_response_header_section_size"
TERMINATED, TIMEOUT = "connection_terminated", "http_response_timeout"


@dataclass(frozen=True)
class Case:
    """Unless it says otherwise: the answer to GET, HEAD and POST alike; refused with 502."""

    name: str  # its row of the checklist first
    pieces: tuple  # bytes, APART and ANSWERED
    end: str = OPEN
    status: int = 502
    reason: str = PROTOCOL  # what the proxy says of it, if the status is its own
    body: bytes | None = None  # None: the proxy's own
    cut: bool = False  # the body never comes to a clean end: refused, or visibly cut
    interim: tuple = ()  # statuses of the 1xx before
    reusable: bool = False  # the backend's connection must serve again
    fields: tuple = ()  # (name, [values]) as they must have arrived
    trailers: tuple = ()
    impatient: bool = False  # ends only by a timeout
    methods: tuple = ("GET", "HEAD", "POST")

    @property
    def data(self):
        return b"".join(piece for piece in self.pieces if isinstance(piece, bytes))


class Table(list):
    def add(self, name, *pieces, **expected):
        self.append(Case(name, pieces, **expected))

    def fine(self, name, *pieces, status=200, body=b"hello", **expected):
        self.add(name, *pieces, status=status, body=body, **expected)


def head(*lines, start=b"HTTP/1.1 200 OK"):
    return b"\r\n".join([start, *lines]) + b"\r\n\r\n"


def shown(value):
    return value.decode("latin-1").encode("unicode_escape").decode()


EMPTY, FIVE, TEN = b"Content-Length: 0", b"Content-Length: 5", b"Content-Length: 10"
CHUNKED = b"Transfer-Encoding: chunked"
CHUNKS = b"5\r\nhello\r\n0\r\n\r\n"
GOOD = head(FIVE) + b"hello"
EVIL = head(b"Content-Length: 4") + b"EVIL"
