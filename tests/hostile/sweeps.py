"""One position, all 256 bytes: which of them may stand there."""

from dataclasses import dataclass
from string import ascii_letters, digits

from hostile.case import chunked, head, post

ALL = frozenset(range(256))
CONTROLS = frozenset((*range(0x20), 0x7F))
TOKEN = frozenset((ascii_letters + digits + "!#$%&'*+-.^_`|~").encode())
VALUE = ALL - CONTROLS | {0x09}
TARGET = frozenset(range(0x21, 0x7F)) - {ord("#")}
BLANK = frozenset(b" \t")


@dataclass(frozen=True)
class Sweep:
    name: str
    before: bytes
    after: bytes
    accepted: frozenset

    def request(self, byte):
        return self.before + bytes([byte]) + self.after


def sweep(name, request, accepted):
    """`request` has a "@" where the byte goes."""
    before, after = request.split(b"@")
    return Sweep(name, before, after, frozenset(accepted))


HELLO = b"5\r\nhello\r\n0\r\n\r\n"
COLON = frozenset(b":")

SWEEPS = [
    sweep("in a name", head(b"x@y: 1"), TOKEN | COLON),
    sweep("before a name", head(b"@y: 1"), TOKEN),
    sweep("behind a name", head(b"x@: 1"), TOKEN | COLON),
    sweep("in a value", head(b"x: 1@2"), VALUE),
    sweep("before a value", head(b"x:@1"), VALUE),
    sweep("behind a value", head(b"x: 1@"), VALUE),
    sweep("in a target", head(target=b"/a@b"), TARGET),
    sweep("in a query", head(target=b"/?a@b"), TARGET),
    sweep("before a target", head(target=b"@/"), b"/"),
    sweep("behind a target", head(target=b"/@"), TARGET),
    sweep("in a method", head(method=b"X@Y"), TOKEN),
    sweep("before a method", head(method=b"@GET"), TOKEN),
    sweep("behind a method", head(method=b"GET@"), TOKEN),
    sweep("in a version", head(version=b"HTTP@1.1"), b"/"),
    sweep("the minor version", head(version=b"HTTP/1.@"), b"01"),
    sweep("behind a version", head(version=b"HTTP/1.1@"), b""),
    sweep("in Host", head(host=b"a@b"), (ascii_letters + digits + "-._~").encode()),
    sweep("behind Host", head(host=b"a@"), (ascii_letters + digits + "-._~: \t").encode()),
    sweep("in the port of Host", head(host=b"a:1@"), digits.encode() + b" \t"),
    sweep("before a length", post(b"Content-Length:@5", body=b"hello" * 19), b" \t123456789"),
    sweep("behind a length", post(b"Content-Length: 5@", body=b"hello" * 12), b" \t0123456789"),
    sweep("in a length", post(b"Content-Length: 1@1", body=b"h" * 191), digits.encode()),
    sweep("behind the name of a length", post(b"Content-Length@: 5", body=b"hello"), TOKEN),
    sweep("before a coding", post(b"Transfer-Encoding:@chunked", body=HELLO), BLANK),
    sweep("behind a coding", post(b"Transfer-Encoding: chunked@", body=HELLO), BLANK),
    sweep("in a coding", post(b"Transfer-Encoding: chu@ked", body=HELLO), b"nN"),
    sweep("before a size", chunked(b"@5\r\n" + b"hello" * 45 + b"\r\n0\r\n\r\n"), b""),
    sweep("behind a size", chunked(b"5@\r\nhello\r\n0\r\n\r\n"), b""),
    sweep("behind the last size", chunked(b"5\r\nhello\r\n0@\r\n\r\n"), b"0"),
    sweep("in an extension", chunked(b"5;a@b\r\nhello\r\n0\r\n\r\n"), TOKEN | frozenset(b"=;")),
    sweep("in a quoted extension", chunked(b'5;a="@"\r\nhello\r\n0\r\n\r\n'), VALUE - frozenset(b'"\\\\')),
    sweep("behind the data", chunked(b"5\r\nhello@\n0\r\n\r\n"), b"\r"),
    sweep("behind the CR of the data", chunked(b"5\r\nhello\r@0\r\n\r\n"), b"\n"),
    sweep("in the name of a trailer", chunked(b"0\r\nx@y: 1\r\n\r\n"), TOKEN | COLON),
    sweep("in the value of a trailer", chunked(b"0\r\nx: 1@2\r\n\r\n"), VALUE),
    sweep("behind the CR of a line", head(b"x: 1\r@y: 2"), b"\n"),
    sweep("before the LF of a line", head(b"x: 1@\ny: 2"), b"\r"),
]  # fmt: skip
