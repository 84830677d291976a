"""A backend whose behaviour a test writes: real sockets, one thread per connection. What it does
with a request is a function; behaviours.py has the usual ones."""

import socket
import threading
from collections import Counter

from support.waiting import eventually
from support.wire import Ended, Malformed, Wire, read_request


class Exchange:
    """One request and the way to answer it."""

    def __init__(self, origin, wire, request):
        self.origin = origin
        self.wire = wire
        self.request = request
        self.keep_open = True

    def send(self, data):
        self.wire.sock.sendall(data)

    def head(self, status, fields=(), reason="OK"):
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in fields)]
        self.send(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))

    def respond(self, status=200, body=b"", fields=()):
        """Answers with a Content-Length, correctly for HEAD, 204 and 304; in one piece."""
        lines = [f"HTTP/1.1 {status} Fine", *(f"{name}: {value}" for name, value in fields)]
        if status not in (204, 304):
            lines.append(f"Content-Length: {len(body)}")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        bodiless = self.request.method == "HEAD" or status in (204, 304)
        self.send(head if bodiless else head + body)

    def read_body(self):
        self.request.read(self.wire)

    def pause(self, seconds):
        """True if the origin is being stopped."""
        return self.origin.stopping.wait(seconds)

    def await_departure(self):
        """Until the peer closes or the origin stops."""
        try:
            self.wire.at_end()
        except OSError:
            pass


class Origin:
    """Listens from construction on; answers by path, else by `default`. A behaviour that is marked
    `early` starts before the request's body was read."""

    def __init__(self, default):
        self.default = default
        self.by_path = {}
        self.requests = []  # in order of their heads, incomplete ones included
        self.malformed = []  # what no HTTP/1.1 sender may send; tests assert that it is empty
        self.ledger = Counter()  # completed requests by x-test-id
        self.stopping = threading.Event()
        self.connections = 0
        self._open = set()
        self._lock = threading.Lock()
        self._threads = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._listener.getsockname()[1]
        self._start(self._accept)

    def on(self, path, behaviour):
        self.by_path[path] = behaviour
        return self

    def completed(self):
        with self._lock:
            return [request for request in self.requests if request.complete]

    def await_arrived(self, count=1):
        """Waits for that many request heads and gives the requests."""
        return eventually(
            lambda: len(self.requests) >= count and list(self.requests),
            f"{count} requests begun at the origin",
        )

    def await_completed(self, count=1):
        """Waits for that many requests with whole bodies and gives them."""
        return eventually(
            lambda: len(done := self.completed()) >= count and done,
            f"{count} whole requests at the origin",
        )

    def forget(self):
        with self._lock:
            self.requests.clear()
            self.ledger.clear()

    def open_connections(self):
        with self._lock:
            return len(self._open)

    def close_connections(self):
        """As a backend that restarts does to idle connections."""
        with self._lock:
            for sock in self._open:
                _shut(sock)

    def stop(self):
        self.stopping.set()
        _shut(self._listener)
        self._listener.close()
        self.close_connections()
        for thread in list(self._threads):
            thread.join(10)

    def _start(self, target, *arguments):
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads = [each for each in self._threads if each.is_alive()] + [thread]
        thread.start()

    def _accept(self):
        while not self.stopping.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self.connections += 1
                self._open.add(sock)
                number = self.connections
            self._start(self._serve, sock, number)

    def _serve(self, sock, number):
        wire = Wire(sock)
        try:
            while not self.stopping.is_set() and self._serve_one(wire, number):
                pass
        except Malformed as problem:
            self.malformed.append(str(problem))
        except (Ended, OSError):
            pass  # the peer left; the request stays recorded as incomplete
        finally:
            with self._lock:
                self._open.discard(sock)
            sock.close()

    def _serve_one(self, wire, number):
        request = read_request(wire)
        if request is None:
            return False
        request.connection = number
        with self._lock:
            self.requests.append(request)
        behaviour = self.by_path.get(request.path, self.default)
        exchange = Exchange(self, wire, request)
        if not getattr(behaviour, "early", False):
            exchange.read_body()
            with self._lock:
                self.ledger[request.field("x-test-id")] += 1
        behaviour(exchange)
        return exchange.keep_open and wire.sock.fileno() >= 0


def _shut(sock):
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
