"""A backend with a ledger: it appends "METHOD id" to a file before it answers a request and echoes
the id, so that afterwards nobody has to be believed about what was executed. One process is one
endpoint; how it fails is one word on its command line. See README.md of the folder above.

    origin.py HOST:PORT LEDGER [BEHAVIOUR [EVERY]]

SIGTERM ends it gracefully: it takes no more connections, says "Connection: close" with what it
still answers, and leaves when it has not been asked for a while. SIGUSR1 lets its open connections
fall silent: packets that arrive for them are dropped, as if a firewall between had forgotten them;
SIGUSR2 lets its port fall silent too.
"""

import asyncio
import ctypes
import os
import random
import signal
import socket
import struct
import sys

PATH_OF_HEALTH = b"/health"
SLOW = 0.3  # seconds
WORK = 0.001  # seconds that the racing origin takes for a request
LONGEST_IDLE = 0.004  # seconds after which it closes at the latest
DRIP = 0.05  # seconds between two bytes
BIG = 128 * 1024  # bytes of a response that is reset in its middle
SMALL = 256
GRACE = 0.2  # seconds that an ending origin waits for a request on each connection

SO_ATTACH_FILTER = 26
DROP_ALL = struct.pack("HBBI", 0x06, 0, 0, 0)  # a packet filter: return 0


def answer_text(method, name):
    return b"%b %b\n" % (method, name)


class Server:
    def __init__(self, ledger, behaviour, every):
        self.behaviour = behaviour
        self.every = every
        self.ending = False
        self.sick = False
        self.open = set()
        self._ledger = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def execute(self, method, name):
        """One write, so that nothing is lost when the process is killed."""
        os.write(self._ledger, answer_text(method, name))

    def misbehaves(self, name):
        return int(name) % self.every == 0

    def end(self):
        """Closes what nobody uses; the rest closes after its answer."""
        for each in list(self.open):
            if each.idle:
                each.transport.close()

    def fall_silent(self):
        for each in self.open:
            drop_all(each.socket())


def drop_all(sock):
    """What arrives for the socket is gone before TCP sees it."""
    filter_ = ctypes.create_string_buffer(DROP_ALL)
    program = struct.pack("HP", 1, ctypes.addressof(filter_))
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)


class Conversation(asyncio.Protocol):
    def __init__(self, server):
        self.server = server
        self.loop = asyncio.get_running_loop()
        self.received = bytearray()
        self.idle = True

    def socket(self):
        return self.transport.get_extra_info("socket")

    def connection_made(self, transport):
        self.transport = transport
        self.server.open.add(self)
        if self.server.behaviour == "never-reads":
            self.socket().setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            transport.pause_reading()

    def connection_lost(self, _):
        self.server.open.discard(self)

    def data_received(self, data):
        self.received += data
        while self.idle and self.take_request():
            pass

    def take_request(self):
        """False until a whole one is there."""
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self.received[:end])
        method, path, _ = head.split(b"\r\n", 1)[0].split(b" ")
        name = path.rsplit(b"/", 1)[1]
        length = length_of(head)
        whole = end + 4 + length
        if self.server.behaviour == "reset-request" and length and self.server.misbehaves(name):
            if len(self.received) > end + 4 + length // 2:
                self.reset()
            return False
        if len(self.received) < whole:
            return False
        body = bytes(self.received[end + 4 : whole])
        del self.received[:whole]
        if path == PATH_OF_HEALTH:
            self.respond(b"", 503 if self.server.behaviour == "sick" else 200)
            return True
        self.idle = False
        # What stands in the body goes into the answer, so that a body in the wrong place shows.
        self.handle(method, body.split(b"\n", 1)[0] if body else name)
        return True

    def handle(self, method, name):
        server = self.server
        server.execute(method, name)
        text = answer_text(method, name)
        match server.behaviour:
            case "never-answers" | "never-reads":
                return
            case "slow":
                self.loop.call_later(SLOW, self.finish, text)
            case "races":
                self.loop.call_later(WORK, self.finish, text)
            case "drips":
                self.drip(head_of(200, len(text)) + text)
            case "sick":
                self.finish(text, 500)
            case "reset-response" if server.misbehaves(name):
                text *= BIG // len(text)
                self.transport.write(head_of(200, len(text)) + text[: len(text) // 2])
                self.loop.call_later(0.01, self.reset)
            case "reset-response":
                self.finish(text * (BIG // len(text)))
            case _:
                self.finish(text * (SMALL // len(text)))

    def finish(self, text, status=200):
        if self.transport.is_closing():
            return
        self.respond(text, status)
        if self.server.behaviour == "races":
            self.loop.call_later(random.uniform(0, LONGEST_IDLE), self.transport.close)
        self.rest()

    def rest(self):
        self.idle = True
        if self.server.ending:
            self.transport.close()
        elif self.received:
            self.data_received(b"")

    def respond(self, text, status):
        self.transport.write(head_of(status, len(text), self.server.ending) + text)

    def drip(self, left):
        if self.transport.is_closing():
            return
        if not left:
            self.rest()
            return
        # The head at once: what drips is the body, in which nothing is late for long.
        size = left.find(b"\r\n\r\n") + 4 if left.startswith(b"HTTP/") else 1
        self.transport.write(left[:size])
        self.loop.call_later(DRIP, self.drip, left[size:])

    def reset(self):
        if not self.transport.is_closing():
            self.socket().setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()


def length_of(head):
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def head_of(status, length, last=False):
    fields = b"Content-Type: text/plain\r\nContent-Length: %d\r\n" % length
    fields += b"Connection: close\r\n" if last else b""
    return b"HTTP/1.1 %d Said\r\n%b\r\n" % (status, fields)


def listen(address):
    host, _, port = address.rpartition(":")
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host, int(port)))
    sock.listen(1024)
    sock.setblocking(False)
    return sock


async def serve(address, ledger, behaviour="fine", every="1"):
    loop = asyncio.get_running_loop()
    server = Server(ledger, behaviour, int(every))
    sock = listen(address)

    async def take_connections():
        while True:
            taken, _ = await loop.sock_accept(sock)
            await loop.connect_accepted_socket(lambda: Conversation(server), taken)

    def vanish():
        drop_all(sock)
        server.fall_silent()

    taking = asyncio.create_task(take_connections())
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    loop.add_signal_handler(signal.SIGUSR1, server.fall_silent)
    loop.add_signal_handler(signal.SIGUSR2, vanish)
    await ended.wait()
    server.ending = True
    taking.cancel()
    while (taken := accept_now(sock)) is not None:
        await loop.connect_accepted_socket(lambda: Conversation(server), taken)
    sock.close()
    await asyncio.sleep(GRACE)
    server.end()
    while server.open:
        await asyncio.sleep(0.01)


def accept_now(sock):
    try:
        return sock.accept()[0]
    except BlockingIOError:
        return None


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
