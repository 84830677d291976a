"""One kept-alive connection of a client, and what can become of a request on it."""

import asyncio

OK = "ok"
CLIENT_ERROR = "answered 4xx"
SERVER_ERROR = "answered 5xx"
RESET = "reset"  # before an answer
EOF = "eof"  # before an answer
TRUNCATED = "truncated"  # within an answer
HUNG = "hung"
WRONG = "wrong"  # the answer to another request


class Connection(asyncio.Protocol):
    def __init__(self):
        self._received = bytearray()
        self._answer = None
        self._lost = None  # how the connection ended

    def connection_made(self, transport):
        self._transport = transport

    def connection_lost(self, error):
        self._lost = RESET if error else EOF
        if self._waited_for():
            self._answer.set_result(self._cut_off())

    def data_received(self, data):
        self._received += data
        if self._waited_for() and (whole := self._whole()):
            self._answer.set_result(whole)

    def close(self):
        self._transport.abort()

    async def ask(self, method, prefix, name, body, patience):
        """The outcome, the status if there was one, and whether more can be asked here."""
        if self._lost:
            return self._lost, None, False  # it ended between two requests
        self._answer = asyncio.get_running_loop().create_future()
        head = f"{method} {prefix}{name} HTTP/1.1\r\nHost: faults.example\r\n"
        head += f"Content-Length: {len(body)}\r\n\r\n" if method != "GET" else "\r\n"
        self._transport.write(head.encode() + body)
        try:
            answer = await asyncio.wait_for(self._answer, patience)
        except asyncio.TimeoutError:
            return HUNG, None, False
        if isinstance(answer, str):
            return answer, None, False
        status, text, stays_open = answer
        if status >= 400:
            return (SERVER_ERROR if status >= 500 else CLIENT_ERROR), status, stays_open
        said = f"{method} {name}\n".encode()
        right = status == 200 and text and text == said * (len(text) // len(said))
        return (OK, status, stays_open) if right else (WRONG, status, False)

    def _waited_for(self):
        return self._answer is not None and not self._answer.done()

    def _whole(self):
        """(status, body, whether the connection stays open), once all of it is there."""
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return None
        status, fields = read_head(bytes(self._received[:end]))
        if b"content-length" not in fields:
            return None  # ends with the connection
        whole = end + 4 + int(fields[b"content-length"])
        if len(self._received) < whole:
            return None
        text = bytes(self._received[end + 4 : whole])
        more = len(self._received) > whole
        self._received.clear()
        stays_open = fields.get(b"connection", b"").lower() != b"close" and not more
        return status, text, stays_open and not self._transport.is_closing()

    def _cut_off(self):
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return TRUNCATED if self._received else self._lost
        status, fields = read_head(bytes(self._received[:end]))
        if b"content-length" in fields or b"transfer-encoding" in fields or self._lost == RESET:
            return TRUNCATED
        return status, bytes(self._received[end + 4 :]), False


def read_head(head):
    line, *rest = head.split(b"\r\n")
    fields = (each.split(b":", 1) for each in rest)
    return int(line.split(b" ")[1]), {name.lower(): value.strip() for name, value in fields}
