"""A client that sends exactly the bytes it is told to and judges what comes back."""

import socket

from support.waiting import PATIENCE
from support.wire import Ended, Response, Wire, read_response_head, reset


class Client:
    def __init__(self, port, timeout=PATIENCE, source=None):
        """`source` is the address to come from, such as 127.0.0.2."""
        self.sock = socket.create_connection(
            ("127.0.0.1", port), timeout=timeout, source_address=(source, 0) if source else None
        )
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.wire = Wire(self.sock)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.sock.close()

    def reset(self):
        reset(self.sock)

    def send(self, data):
        self.sock.sendall(data)

    def send_request(self, method, target="/", fields=(), body=None, host="test.example"):
        """A body of bytes goes with its length, an iterable of bytes in chunks."""
        fields = dict(fields)
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host}"]
        if isinstance(body, bytes):
            lines.append(f"Content-Length: {len(body)}")
        elif body is not None and "Content-Length" not in fields:
            lines.append("Transfer-Encoding: chunked")
        lines += [f"{name}: {value}" for name, value in fields.items()]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        if body is None or isinstance(body, bytes):
            self.send(head + (body or b""))
            return
        self.send(head)
        chunked = "Content-Length" not in fields
        for piece in body:
            self.send(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
        if chunked:
            self.send(b"0\r\n\r\n")

    def finish_sending(self):
        self.sock.shutdown(socket.SHUT_WR)

    def response_head(self) -> Response:
        return read_response_head(self.wire)

    def response(self, to="GET") -> Response:
        response = self.response_head()
        response.read(self.wire, to)
        return response

    def request(self, method, target="/", fields=(), body=None, host="test.example") -> Response:
        self.send_request(method, target, fields, body, host)
        return self.response(to=method)

    def get(self, target="/", fields=(), host="test.example") -> Response:
        return self.request("GET", target, fields, host=host)

    def read_all(self, resets_end=False):
        """All up to the end; what was cut off by a reset counts if `resets_end` says so."""
        return b"".join(self.wire.read_to_end(resets_end))

    def at_end(self):
        return self.wire.at_end()


def is_served(client, target="/"):
    """False if the connection ends instead."""
    try:
        return client.get(target, host="127.0.0.1").status == 200
    except (Ended, ConnectionError):
        return False


def fetch(port, method="GET", target="/", fields=(), body=None, host="test.example") -> Response:
    """One request on a connection of its own."""
    with Client(port) as client:
        return client.request(method, target, fields, body, host)


def exchange(port, data, finish=False):
    """Sends bytes and gives all that comes back until the peer closes."""
    with Client(port) as client:
        client.send(data)
        if finish:
            client.finish_sending()
        return client.read_all(resets_end=finish)
