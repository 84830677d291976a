"""TLS to backends: verified unless written otherwise, resumed, and told apart when it fails."""

import json
import socket
import ssl
import threading

import pytest

from support.behaviours import fixed, receipt, streamed, upgrade_echo
from support.client import Client, fetch
from support.configuration import configuration, mirror, route
from support.content import blocks, content, digest_of
from support.receipt import described
from support.tls import Authority, TlsClient, listening
from support.tls_origin import TlsOrigin
from support.waiting import PATIENCE, eventually

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.fixture
def tls_origin():
    """tls_origin(behaviour, identity): a scripted backend that speaks TLS."""
    made = []

    def make(behaviour, identity, **more):
        made.append(TlsOrigin(behaviour, identity, **more))
        return made[-1]

    yield make
    for each in made:
        each.stop()
    assert [each.malformed for each in made if each.malformed] == []


def to(port, authority=None, host="127.0.0.1", timeouts=None, **tls):
    """A backend with TLS."""
    if authority:
        tls["ca"] = str(authority.certificate)
    # A handshake, which counts for connecting, takes its time where many others do.
    timeouts = timeouts or {"connect": "20s"}
    return {"endpoints": [f"{host}:{port}"], "tls": tls, "timeouts": timeouts}


@pytest.fixture
def identity(authority):
    return authority.issue("backend", ["backend.example", "localhost"], ["127.0.0.1"])


def reason_of(proxy, response):
    said = response.body.decode()
    assert not any(word in said for word in ("127.0.0.1", "example", "SSL", "self", "expired"))
    return proxy.await_access_line(status=response.status)["reason"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_backend_that_is_who_it_should_be_serves(
    authority, identity, tls_origin, crossfade, version
):
    backend = tls_origin(receipt, identity, version=version)
    proxy = crossfade(configuration({"legacy": to(backend.port, authority)}))
    with Client(proxy.port) as client:
        assert [described(client.get())["connection"] for _ in range(3)] == [1, 1, 1]
    assert backend.names == [None]  # an address is no server name


GOOD = [("127.0.0.1", None, None), ("localhost", None, "localhost")]
GOOD += [("127.0.0.1", "backend.example", "backend.example")]


@pytest.mark.parametrize("host, written, asked", GOOD)
def test_the_name_is_asked_for_and_expected(
    authority, identity, tls_origin, crossfade, host, written, asked
):
    backend = tls_origin(fixed(), identity)
    more = {"server_name": written} if written else {}
    proxy = crossfade(configuration({"legacy": to(backend.port, authority, host, **more)}))
    assert fetch(proxy.port).status == 200
    assert backend.names == [asked]


BAD = ["wrong name", "wrong address", "wrong CA", "expired", "self-signed", "for clients only"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("what", BAD)
def test_a_backend_that_is_not_is_refused_unless_told_otherwise(
    authority, tmp_path, tls_origin, crossfade, what, version
):
    identity = {
        "wrong name": lambda: authority.issue("b", ["other.example"]),
        "wrong address": lambda: authority.issue("b", ["b.example"], ["127.0.0.2"]),
        "wrong CA": lambda: Authority(tmp_path, "other").issue("b", ["b.example"], ["127.0.0.1"]),
        "expired": lambda: authority.issue("b", ["b.example"], ["127.0.0.1"], days=-1),
        "self-signed": lambda: alone(tmp_path),
        "for clients only": lambda: authority.issue(
            "b", ["b.example"], ["127.0.0.1"], usage="clientAuth"
        ),
    }[what]()
    name = {} if what == "wrong address" else {"server_name": "b.example"}
    backend = tls_origin(fixed(), identity, version=version)
    proxy = crossfade(
        configuration(
            {
                "legacy": to(backend.port, authority, **name),
                "trusting": to(backend.port, verify="off", **name),
            },
            [route(), route("off", "/off", {"trusting": "100%"})],
        )
    )
    refused = fetch(proxy.port)
    assert refused.status == 502
    assert reason_of(proxy, refused) == "tls_certificate_error"
    assert "tls_certificate_error" in refused.field("proxy-status")
    assert backend.requests == []
    assert fetch(proxy.port, target="/off").status == 200


def alone(directory):
    authority = Authority(directory, "alone")
    return type(authority.issue("x"))(authority.certificate, authority.key)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_certificate_is_shown_where_one_is_asked_for(
    authority, identity, tls_origin, crossfade, version
):
    backend = tls_origin(fixed(), identity, clients=authority, version=version)
    shown = authority.issue("proxy").files
    proxy = crossfade(
        configuration(
            {
                "legacy": to(backend.port, authority, **shown),
                "bare": to(backend.port, authority),
            },
            [route(), route("bare", "/bare", {"bare": "100%"})],
        )
    )
    assert fetch(proxy.port).status == 200
    refused = fetch(proxy.port, target="/bare")
    assert refused.status == 502 and reason_of(proxy, refused) == "tls_alert_received"


def test_a_certificate_that_changes_is_shown_from_then_on(
    authority, identity, tmp_path, tls_origin, crossfade
):
    backend = tls_origin(fixed(), identity, clients=authority)
    shown = Authority(tmp_path, "other").issue("proxy")
    proxy = crossfade(configuration({"legacy": to(backend.port, authority, **shown.files)}))
    assert fetch(proxy.port).status == 502
    authority.issue("proxy").copy_to(shown)
    eventually(lambda: fetch(proxy.port).status == 200, "the new certificate is shown")


@pytest.mark.parametrize("version", VERSIONS)
def test_sessions_with_backends_are_resumed(authority, identity, tls_origin, crossfade, version):
    backend = tls_origin(fixed(), identity, version=version)
    config = configuration({"legacy": to(backend.port, authority)}, workers=1)
    proxy = crossfade(config)
    for number in range(4):
        assert fetch(proxy.port).status == 200
        backend.close_connections()
        eventually(
            lambda: not proxy.admin.metrics().total("crossfade_pool_connections", state="idle"),
            "the pool saw the close",
        )
    assert backend.resumed == [False, True, True, True]


def test_nginx_sees_the_session_again(authority, identity, nginx, crossfade):
    said = 'return 200 "$ssl_protocol $ssl_session_reused $ssl_server_name";'
    backend = nginx(f"location = /tls {{ {said} }}", tls=identity)
    proxy = crossfade(
        configuration({"legacy": to(backend.port, authority) | {"idle_connections": 0}}, workers=1)
    )
    said = [fetch(proxy.port, target="/tls").body for _ in range(3)]
    assert said == [b"TLSv1.3 . ", b"TLSv1.3 r ", b"TLSv1.3 r "]
    data = content(8_000_000)
    backend.write("big.bin", data)
    assert fetch(proxy.port, target="/big.bin").sha256 == digest_of(data)


def test_tickets_do_not_lose_an_idle_connection(authority, identity, tls_origin, crossfade):
    """Python sends its session tickets right after the handshake; none of them is an answer."""
    backend = tls_origin(receipt, identity, version=ssl.TLSVersion.TLSv1_3)
    proxy = crossfade(configuration({"legacy": to(backend.port, authority)}, workers=1))
    assert {described(fetch(proxy.port))["connection"] for _ in range(5)} == {1}


def says_more(exchange):
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    exchange.origin.may_speak.wait(PATIENCE)
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
    exchange.origin.spoke.set()


def test_what_a_backend_says_unasked_is_no_answer(authority, identity, tls_origin, crossfade):
    backend = tls_origin(says_more, identity)
    backend.on("/next", fixed(b"next"))
    backend.may_speak, backend.spoke = threading.Event(), threading.Event()
    proxy = crossfade(configuration({"legacy": to(backend.port, authority)}, workers=1))
    with Client(proxy.port) as client:
        assert client.get().body == b"ok"
        backend.may_speak.set()
        backend.spoke.wait(PATIENCE)
        assert client.get("/next").body == b"next"
    assert backend.connections == 2


class Speaker:
    """Says one thing to whoever connects, and nothing else."""

    def __init__(self, words, stay=False):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._words, self._stay, self._kept = words, stay, []
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.sendall(self._words)
            if self._stay:
                self._kept.append(sock)
            else:
                sock.recv(65536)
                sock.close()

    def stop(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


SPOKEN = [
    (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", True, "tls_protocol_error"),
    (b"\x15\x03\x03\x00\x02\x02\x28", True, "tls_alert_received"),
    (b"", False, "connection_terminated"),
]


@pytest.mark.parametrize("words, stay, reason", SPOKEN)
def test_what_is_no_handshake_is_no_answer(authority, crossfade, words, stay, reason):
    speaker = Speaker(words, stay)
    proxy = crossfade(configuration({"legacy": to(speaker.port, authority)}))
    response = fetch(proxy.port)
    assert response.status == 502 and reason_of(proxy, response) == reason
    speaker.stop()


def test_a_handshake_that_stalls_is_a_connect_timeout(authority, crossfade):
    speaker = Speaker(b"", stay=True)
    proxy = crossfade(
        configuration({"legacy": to(speaker.port, authority, timeouts={"connect": "300ms"})})
    )
    response = fetch(proxy.port)
    assert response.status == 504 and reason_of(proxy, response) == "connection_timeout"
    speaker.stop()


def until_close(exchange):
    exchange.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 1000)
    exchange.keep_open = False


def said_goodbye(exchange):
    until_close(exchange)
    exchange.wire.sock.unwrap()


def sized(exchange):
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000)
    exchange.keep_open = False


def test_a_body_that_ends_with_the_stream_needs_a_goodbye(
    authority, identity, tls_origin, crossfade
):
    """Anybody on the way can send a FIN (RFC 9112 section 9.8)."""
    backend = tls_origin(said_goodbye, identity)
    backend.on("/cut", until_close).on("/sized", sized)
    proxy = crossfade(configuration({"legacy": to(backend.port, authority)}))
    assert fetch(proxy.port).body == b"x" * 1000
    assert fetch(proxy.port, target="/sized").body == b"x" * 1000
    with Client(proxy.port) as client:
        client.send(b"GET /cut HTTP/1.1\r\nHost: a\r\n\r\n")
        assert not client.read_all(resets_end=True).endswith(b"0\r\n\r\n")
    proxy.await_access_line(path="/cut", reason="http_response_incomplete")


@pytest.mark.parametrize("version", VERSIONS)
def test_big_bodies_pass_both_ways(authority, identity, tls_origin, crossfade, version):
    size = 20_000_000
    backend = tls_origin(streamed(lambda: blocks(size, seed=2)), identity, version=version)
    backend.on("/up", receipt)
    proxy = crossfade(listening(configuration({"legacy": to(backend.port, authority)}), [identity]))
    with TlsClient(proxy.port) as client:
        assert client.get().sha256 == digest_of(blocks(size, seed=2))
        sent = described(client.request("POST", "/up", body=blocks(size, seed=3)))
        assert sent["sha256"] == digest_of(blocks(size, seed=3)) and sent["length"] == size


def test_a_tunnel_passes_through_both(authority, identity, tls_origin, crossfade):
    backend = tls_origin(upgrade_echo, identity)
    proxy = crossfade(listening(configuration({"legacy": to(backend.port, authority)}), [identity]))
    data = content(1_000_000)
    with TlsClient(proxy.port) as client:
        client.send(
            b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        )
        assert client.response_head().status == 101
        for at in range(0, len(data), 100_000):
            client.send(data[at : at + 100_000])
            assert b"".join(client.wire.read_exactly(100_000)) == data[at : at + 100_000]


def test_mirrors_to_and_from_tls_backends(authority, identity, tmp_path, tls_origin, crossfade):
    body = json.dumps({"a": 1}).encode()
    kind = [("Content-Type", "application/json")]
    live = tls_origin(fixed(body, fields=kind), identity)
    shadow = tls_origin(fixed(body, fields=kind), identity)
    stranger = tls_origin(fixed(body), Authority(tmp_path, "other").issue("b"))
    proxy = crossfade(
        configuration(
            {
                "legacy": to(live.port, authority),
                "shadow": to(shadow.port, authority),
                "stranger": to(stranger.port, authority),
            },
            [route(mirrors=[mirror("shadow"), mirror("stranger")])],
        )
    )
    for _ in range(20):
        assert fetch(proxy.port).body == body
    good = proxy.admin.await_verdicts(20, "all", mirror="shadow")
    assert good.verdicts == {"match": 20}
    bad = proxy.admin.await_verdicts(20, "all", mirror="stranger")
    assert bad.verdicts == {"shadow_error": 20} and bad.reasons == {"tls_error": 20}
    assert len(shadow.requests) == 20 and stranger.requests == []
