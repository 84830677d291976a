"""Much data and peers that do not take it: memory stays where it was, and the sender is held back."""

import hashlib
import threading

import pytest

from support.behaviours import early, fixed, hang_unread, streamed
from support.client import Client, fetch
from support.configuration import backend, configuration, mirror, route
from support.content import blocks
from support.waiting import PATIENCE, eventually

pytestmark = pytest.mark.release_only

MIB = 1024 * 1024
BLOCK = next(blocks(4 * MIB)) * 16
MUCH = 1024 * MIB


def much():
    """One block over and over, so that making it costs nothing."""
    return (BLOCK for _ in range(MUCH // len(BLOCK)))


@pytest.fixture(scope="module")
def digest():
    whole = hashlib.sha256()
    for block in much():
        whole.update(block)
    return whole.hexdigest()


class Peak:
    """The most memory that the proxy had while the block ran, over what it had before."""

    def __init__(self, proxy):
        self.proxy = proxy
        self.before = proxy.resident_kib()
        self.most = 0
        self._end = threading.Event()
        self._watch = threading.Thread(target=self._run)

    def _run(self):
        while not self._end.wait(0.02):
            self.most = max(self.most, self.proxy.resident_kib() - self.before)

    def __enter__(self):
        self._watch.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._watch.join()


def test_a_download_of_1_gib_costs_no_memory(pair, digest):
    _, proxy = pair(lambda exchange: answer_much(exchange))
    with Peak(proxy) as peak:
        response = fetch(proxy.port)
    assert (response.length, response.sha256) == (MUCH, digest)
    assert peak.most < 5 * 1024


def answer_much(exchange):
    exchange.head(200, [("Content-Length", MUCH)])
    for block in much():
        exchange.send(block)


def test_an_upload_of_1_gib_costs_no_memory(pair, digest):
    server, proxy = pair(fixed(b"taken"))
    with Peak(proxy) as peak:
        response = fetch(proxy.port, "POST", fields={"Content-Length": MUCH}, body=much())
    assert response.body == b"taken" and server.requests[0].sha256 == digest
    assert peak.most < 5 * 1024


CLIENTS = 200
ALLOWED = CLIENTS * 2 * 64  # KiB: two blocks each, one per direction


def test_clients_that_never_read_hold_back_the_backend(origin, crossfade):
    """Each is answered with 100 MB; what moves is what the sockets' buffers hold."""
    server = origin(streamed(lambda: (BLOCK for _ in range(100 * MIB // len(BLOCK)))))
    proxy = crossfade(configuration({"legacy": server}, limits={"idle_timeout": "2s"}))
    with Peak(proxy) as peak:
        clients = []
        for _ in range(CLIENTS):
            clients.append(Client(proxy.port))
            clients[-1].send_request("GET")
        server.await_arrived(CLIENTS)
        assert fetch_small(server, proxy) == b"small"
        # Who takes nothing for the time allowed is cut off, and with it the backend's connection.
        eventually(lambda: server.open_connections() <= 2, "the backend's connections are closed")
    assert peak.most < ALLOWED
    for client in clients:
        client.close()


def fetch_small(server, proxy):
    server.on("/small", fixed(b"small"))
    return fetch(proxy.port, target="/small").body


def test_backends_that_never_read_hold_back_the_clients(origin, crossfade):
    """Each client sends 100 MB and is told 504 once the backend took nothing for its time."""
    server = origin(fixed(b"small")).on("/stuck", hang_unread)
    proxy = crossfade(
        configuration({"legacy": backend(server.port, timeouts={"idle": "2s"})}, workers=2)
    )
    answers = []

    def send():
        with Client(proxy.port) as client:
            try:
                client.send(b"POST /stuck HTTP/1.1\r\nHost: a\r\nContent-Length: 104857600\r\n\r\n")
                for _ in range(400):
                    client.send(BLOCK[: 256 * 1024])
            except OSError:
                pass  # it was answered and closed
            try:
                answers.append(client.response().status)
            except Exception as problem:  # a client that only sends may miss the answer
                answers.append(type(problem).__name__)

    senders = [threading.Thread(target=send) for _ in range(CLIENTS // 2)]
    with Peak(proxy) as peak:
        for each in senders:
            each.start()
        server.await_arrived(CLIENTS // 2)
        assert fetch(proxy.port).body == b"small"
        for each in senders:
            each.join(PATIENCE)
    assert peak.most < ALLOWED and len(answers) == len(senders)
    assert set(answers) <= {504, "ConnectionResetError"}
    line = proxy.await_access_line(status=504)
    assert line["path"] == "/stuck"


def test_a_shadow_that_answers_without_end_costs_what_its_limits_allow_and_no_more(
    origin, crossfade, tmp_path
):
    """Each copy is dropped as it is read; kept, hundreds of them would be beyond the bound, which is
    what the pairs may hold that are not judged yet, and what frees it late."""
    live = origin(fixed(b"small"))
    shadow = origin(early(answer_much))
    limits = {"in_flight": 32, "response_body": "64KiB", "memory": "8MiB"}
    proxy = crossfade(
        configuration(
            {"legacy": live, "shadow": shadow},
            [route(mirrors=[mirror(limits=limits)])],
            reports={"directory": str(tmp_path / "reports")},
        )
    )

    def ask(count):
        with Client(proxy.port) as client:
            for _ in range(count):
                assert client.get().body == b"small"
        return proxy.admin.settled()

    with Peak(proxy) as peak:
        assert ask(800).eligible == 800
    assert peak.most < 40 * 1024, peak.most
    assert len(live.completed()) == 800, "the shadow made live repeat a request"
