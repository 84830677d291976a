"""A backend that keeps the very bytes it gets and holds each of them to canonical.py."""

import socket
import threading

from hostile.canonical import NotCanonical, read_body, read_request
from support.wire import Ended, Malformed, Wire


class RecordedWire(Wire):
    """Keeps all that came, for the message of a failure."""

    def __init__(self, sock):
        super().__init__(sock)
        self.received = b""

    def fill(self):
        before = len(self.buffer)
        more = super().fill()
        self.received = (self.received + self.buffer[before:])[-4096:]
        return more


class Recorder:
    """Answers every request with its own target as the body."""

    def __init__(self):
        self.arrived = []  # in order of their heads
        self.violations = []
        self.may_stray = 0  # for so many cases half a request may still be on its way
        self._lock = threading.Lock()
        self._open = set()
        self._threads = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._listener.getsockname()[1]
        self._start(self._accept)

    def take(self):
        """What arrived since the last call."""
        with self._lock:
            taken, self.arrived = self.arrived, []
        return taken

    def take_violations(self):
        """What was not canonical since the last call."""
        with self._lock:
            taken, self.violations = self.violations, []
        return taken

    def stop(self):
        for sock in [self._listener, *self._open]:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def _start(self, target, *arguments):
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        number = 0
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            number += 1
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.add(sock)
            self._start(self._serve, sock, number)

    def _serve(self, sock, number):
        wire = RecordedWire(sock)
        try:
            while self._serve_one(wire, number):
                pass
        except (NotCanonical, Malformed) as problem:
            with self._lock:
                self.violations.append(f"{problem}; of {wire.received!r}")
        except (Ended, OSError):
            pass  # cut off: it stays recorded as incomplete
        finally:
            self._open.discard(sock)
            sock.close()

    def _serve_one(self, wire, number):
        request = read_request(wire)
        if request is None:
            return False
        request.connection = number
        with self._lock:
            self.arrived.append(request)
        if request.all("expect"):
            wire.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        read_body(request, wire)
        body = request.target.encode()
        answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
        wire.sock.sendall(answer if request.method == "HEAD" else answer + body)
        return True
