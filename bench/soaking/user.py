"""A client of every kind. What ought to be answered is judged to the byte; what ought not, only has
to end."""

import random
import ssl
import time

from faults.connection import EOF, HUNG, OK, RESET, TRUNCATED, WRONG
from soaking.ask import LARGEST, drawn
from soaking.content import request_body
from support.client import Client
from support.tls import TlsClient, trusting
from support.wire import Ended, Malformed

PATIENCE = 40  # seconds without the end of an answer: hung
REST = 2  # seconds that a kept connection may have rested; twice that is less than the idle timeout

MALFORMED = (
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
    b"G\x01T / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n folded: 1\r\n\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
)


class Timed:
    """Knows how long it kept the proxy waiting."""

    def __init__(self, *arguments, **more):
        super().__init__(*arguments, **more)
        self.rest()

    def rest(self):
        """From now on the next request is waited for."""
        self.rested = 0.0  # seconds, the longest time that nothing was being sent
        self._left_off = time.monotonic()

    def send(self, data):
        self.rested = max(self.rested, time.monotonic() - self._left_off)
        super().send(data)
        self._left_off = time.monotonic()

    def has_rested(self):
        return time.monotonic() - self._left_off


class PlainClient(Timed, Client):
    pass


class SecureClient(Timed, TlsClient):
    pass


class User:
    """One thread's connections."""

    def __init__(self, port, tls_port, record):
        self._port = port
        self._tls_port = tls_port
        self._record = record
        self._context = trusting()
        self._session = None
        self._kept = {}  # by "plain", "tls" and "idle"

    def actions(self):
        return (
            (self.keep_alive, 50),
            (self.new_connection, 12),
            (self.tls_keep_alive, 12),
            (self.tls_new, 3),
            (self.tls_resumed, 5),
            (self.websocket, 4),
            (self.reset_in_request, 3),
            (self.reset_in_response, 3),
            (self.malformed, 4),
            (self.slow_head, 2),
            (self.slow_body, 1),
            (self.leave_idle, 1),
        )

    def leave(self):
        for client in self._kept.values():
            client.close()

    def keep_alive(self):
        self._on_kept("plain", self._plain)

    def tls_keep_alive(self):
        self._on_kept("tls", lambda: self._tls(self._session))

    def new_connection(self):
        self._once("new", self._plain)

    def tls_new(self):
        self._once("tls new", lambda: self._tls(None))

    def tls_resumed(self):
        self._once("tls again", lambda: self._tls(self._session))

    def websocket(self):
        with self._plain() as client:
            client.send(
                b"GET /soak/0?up=0&down=0&chunked=0 HTTP/1.1\r\nHost: a\r\n"
                b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
            )
            try:
                if client.response_head().status != 101:
                    self._record.count("websocket refused")
                    return
                for _ in range(random.randint(1, 4)):
                    text = random.randbytes(random.randint(1, 20_000))
                    client.send(text)
                    if b"".join(client.wire.read_exactly(len(text))) != text:
                        self._record.count("websocket wrong")
                    time.sleep(random.uniform(0, 0.2))
                self._record.count("websocket")
            except (Ended, OSError):  # its endpoint was killed
                self._record.count("websocket cut")
            if random.random() < 0.3:
                client.reset()

    def reset_in_request(self):
        """These have no id that anybody counts."""
        with random.choice((self._plain, lambda: self._tls(None)))() as client:
            body = b"." * random.randint(2, LARGEST)
            head = "POST /soak/0?up=0&down=10&chunked=0 HTTP/1.1\r\nHost: a\r\n"
            head = (head + f"Content-Length: {len(body)}\r\n\r\n").encode()
            data = head + body
            self._send_what_goes(client, data[: random.randrange(1, len(data))])
            client.reset()
        self._record.count("reset in request")

    def reset_in_response(self):
        with self._plain() as client:
            try:
                client.send_request("GET", f"/soak/0?up=0&down={LARGEST}&chunked=1")
                client.sock.recv(random.randint(1, 60_000))
            except OSError:
                pass
            client.reset()
        self._record.count("reset in response")

    def malformed(self):
        with self._plain() as client:
            self._send_what_goes(client, random.choice(MALFORMED))
            try:
                client.finish_sending()
                status = client.read_all(resets_end=True)[9:12]
            except (OSError, Ended) as problem:
                status = type(problem).__name__.encode()
            said = "400s" if status[:1] == b"4" else status.decode() or "closed"
            self._record.count(f"malformed: {said}")

    def slow_head(self):
        with self._plain() as client:
            ask = self._drawn("GET")
            head = f"GET {ask.target()} HTTP/1.1\r\nHost: a\r\n\r\n".encode()
            self._judged(client, ask, lambda: drip(client, head, 10))
        self._record.count("slow head")

    def slow_body(self):
        with self._plain() as client:
            ask = self._drawn("PUT")
            head = f"PUT {ask.target()} HTTP/1.1\r\nHost: a\r\nContent-Length: {ask.up}\r\n\r\n"
            data = head.encode() + request_body(ask.name, ask.up)
            self._judged(client, ask, lambda: drip(client, data, 20))
        self._record.count("slow body")

    def leave_idle(self):
        """The proxy closes it after its idle timeout; nobody waits here for that."""
        client = self._plain()
        previous = self._kept.pop("idle", None)
        self._kept["idle"] = client
        if previous:
            previous.close()
        self._record.count("idle")

    def _plain(self):
        return PlainClient(self._port, timeout=PATIENCE)

    def _tls(self, session):
        client = SecureClient(self._tls_port, self._context, session=session, timeout=PATIENCE)
        self._record.count("resumed" if client.sock.session_reused else "full handshake")
        return client

    def _drawn(self, method=None):
        return drawn(self._record.next_name(), method)

    def _on_kept(self, kind, connect):
        client = self._kept.pop(kind, None)
        if client and client.has_rested() > REST:
            client.close()
            client = None
        client = client or self._connected(connect)
        if client is None:
            return
        if self._judged(client, self._drawn()):
            self._kept[kind] = client
        else:
            client.close()
        self._record.count(kind)

    def _once(self, kind, connect):
        client = self._connected(connect)
        if client is None:
            return
        with client:
            self._judged(client, self._drawn())
            if isinstance(client.sock, ssl.SSLSocket):
                self._session = client.sock.session
        self._record.count(kind)

    def _connected(self, connect):
        try:
            return connect()
        except OSError as problem:
            with self._record.lock:
                self._record.refused += 1
            self._record.count(f"refused: {problem}")
            return None

    def _judged(self, client, ask, send=None):
        """Whether more can be asked on this connection: not if the answer came late, or was read
        late, so that for the proxy the connection may have rested already."""
        began = time.monotonic()
        outcome, detail, reusable = self._outcome(client, ask, send or (lambda: ask.send(client)))
        self._record.add(ask, outcome, began, client.rested, detail)
        client.rest()
        return reusable and time.monotonic() - began < REST

    def _outcome(self, client, ask, send):
        response = None
        try:
            try:
                send()
            except (BrokenPipeError, ConnectionResetError):
                pass  # an early answer may still be there
            response = client.response_head()
            response.read(client.wire, ask.method)
            close = (response.field("connection") or "").lower() == "close"
            outcome = ask.judge(response)
            detail = f"{response.status} {response.body[:100]!r}" if outcome != OK else ""
            return outcome, detail, not close and outcome == OK
        except TimeoutError:
            return HUNG, "", False
        except Malformed as problem:
            return WRONG, str(problem), False
        except (Ended, OSError) as problem:
            if response:
                return TRUNCATED, f"{response.status} {response.fields} {problem}", False
            return (EOF if isinstance(problem, Ended) else RESET), repr(problem), False

    def _send_what_goes(self, client, data):
        try:
            client.send(data)
        except OSError:
            pass


def drip(client, data, pieces):
    size = len(data) // pieces + 1
    for at in range(0, len(data), size):
        client.send(data[at : at + size])
        time.sleep(random.uniform(0, 0.1))
