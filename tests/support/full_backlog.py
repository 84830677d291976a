"""A port at which connecting hangs: the listener's queue is full and nobody accepts."""

import errno
import socket

from support.waiting import eventually


class FullBacklog:
    def __init__(self):
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=0)
        self.port = self._listener.getsockname()[1]
        self._waiting = []
        eventually(self._full, "the backlog is full")

    def _full(self):
        """Adds one connection; true if it is not completed at once, as loopback's are."""
        sock = socket.socket()
        sock.setblocking(False)
        assert sock.connect_ex(("127.0.0.1", self.port)) in (0, errno.EINPROGRESS)
        self._waiting.append(sock)
        return len(self._waiting) > 2 and not _connected(sock)

    def stop(self):
        for sock in [self._listener, *self._waiting]:
            sock.close()


def _connected(sock):
    try:
        sock.getpeername()
        return True
    except OSError:
        return False
