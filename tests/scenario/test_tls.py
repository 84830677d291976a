"""TLS at a listener: versions, names, protocols, sessions, and what is refused."""

import signal
import socket
import ssl
import subprocess

import pytest

from support.behaviours import echo, fixed, receipt, streamed, upgrade_echo
from support.client import Client
from support.configuration import configuration
from support.content import blocks, content, digest_of
from support.curl import curl
from support.ports import free_port
from support.receipt import described
from support.tls import TlsClient, listening, s_client, trusting
from support.waiting import eventually
from support.wire import Ended


@pytest.fixture
def secured(authority, origin, crossfade):
    """secured(behaviour): an origin, and a proxy in front of it that speaks TLS."""

    def make(behaviour=None, identities=None, limits=None, listeners=(), **tls):
        backend = origin(behaviour or fixed(b"fine"))
        identities = identities or [authority.issue("a.example", ["a.example"], ["127.0.0.1"])]
        config = listening(configuration({"legacy": backend}, limits=limits), identities, **tls)
        config["listeners"] += listeners
        return backend, crossfade(config)

    return make


def failed_handshakes(proxy, reason):
    return proxy.admin.metrics().total("crossfade_tls_handshakes_failed_total", reason=reason)


def await_failed_handshake(proxy, reason):
    eventually(lambda: failed_handshakes(proxy, reason), f"a handshake that fails for {reason}")


VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.mark.parametrize("version", VERSIONS)
def test_requests_arrive_and_say_https(secured, authority, version):
    _, proxy = secured(receipt)
    with TlsClient(proxy.port, trusting(authority, version=version), "a.example") as client:
        assert client.sock.version() == version.name.replace("_", ".")
        for _ in range(3):
            fields = dict(described(client.get(fields={"X-Forwarded-Proto": "http"}))["fields"])
            assert fields["x-forwarded-proto"] == "https"
        client.send(b"GET https://b.example/x HTTP/1.1\r\nHost: b.example\r\n\r\n" * 2)
        assert [described(client.response())["target"] for _ in range(2)] == ["/x", "/x"]
    handshakes = proxy.admin.metrics().values("crossfade_tls_handshakes_total", "session")
    assert handshakes == {"new": 1}


def test_old_versions_are_refused(secured):
    _, proxy = secured(min_version="1.3")
    old = trusting(version=ssl.TLSVersion.TLSv1_2)
    with pytest.raises(ssl.SSLError, match="alert protocol version"):
        TlsClient(proxy.port, old)
    await_failed_handshake(proxy, "protocol_version")
    for version in ("-tls1", "-tls1_1"):
        said = s_client(proxy.port, version, "-cipher", "DEFAULT@SECLEVEL=0")
        assert "alert protocol version" in said


NAMES = [
    (None, "a.example"),
    ("a.example", "a.example"),
    ("A.eXample", "a.example"),
    ("b.example", "b.example"),
    ("x.b.example", "*.b.example"),
    ("X.B.Example", "*.b.example"),
    ("x.y.b.example", "a.example"),
    ("unknown.example", "a.example"),
    ("c.b.example", "c.b.example"),
    (".".join(["a" * 61] * 4) + ".example"[:7], "a.example"),
]


def test_the_name_asked_for_chooses_the_certificate(secured, authority):
    chosen = [
        authority.issue("a", ["a.example"]),
        authority.issue("b", ["b.example", "*.b.example"]),
        authority.issue("c", ["c.b.example"], kind="rsa"),
    ]
    _, proxy = secured(identities=chosen)
    for name, expected in NAMES:
        with TlsClient(proxy.port, server_name=name) as client:
            assert expected in client.peer_names(), name
            assert client.get(host=name or "x").status == 200
    # Python will not send these two.
    for name in ("b.example.", "192.0.2.1"):
        said = s_client(proxy.port, "-servername", name, "-showcerts")
        subject = "b" if name == "b.example." else "a"
        assert f"s:CN = {subject}\n" in said, said


@pytest.mark.parametrize(
    "offered, chosen", [(None, None), (["http/1.1"], "http/1.1"), (["h2", "http/1.1"], "http/1.1")]
)
def test_the_protocol_is_agreed_on(secured, offered, chosen):
    _, proxy = secured()
    with TlsClient(proxy.port, trusting(alpn=offered)) as client:
        assert client.sock.selected_alpn_protocol() == chosen
        assert client.get().status == 200


def test_a_client_that_speaks_only_other_protocols_is_told_so(secured):
    _, proxy = secured()
    with pytest.raises(ssl.SSLError, match="(?i)no.application.protocol"):
        TlsClient(proxy.port, trusting(alpn=["h2"]))
    await_failed_handshake(proxy, "application_protocol")


def resume(port, context, session):
    """Whether the session was taken up again, and the newest one."""
    with TlsClient(port, context, session=session) as client:
        assert client.get().status == 200
        return client.sock.session_reused, client.sock.session


@pytest.mark.parametrize("version", VERSIONS)
def test_sessions_are_resumed(secured, version):
    _, proxy = secured()
    context = trusting(version=version)
    reused, session = resume(proxy.port, context, None)
    assert not reused
    for _ in range(3):
        reused, session = resume(proxy.port, context, session)
        assert reused
    handshakes = proxy.admin.metrics().values("crossfade_tls_handshakes_total", "session")
    assert handshakes == {"new": 1, "resumed": 3}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_ticket_lives_as_long_as_its_key(secured, version):
    _, proxy = secured(ticket_rotation="2s")
    context = trusting(version=version)
    _, session = resume(proxy.port, context, None)
    assert resume(proxy.port, context, session)[0]
    eventually(lambda: not resume(proxy.port, context, session)[0], "the key is gone")
    eventually(
        lambda: resume(proxy.port, context, resume(proxy.port, context, None)[1])[0],
        "a new ticket is good",
    )


def test_no_session_crosses_to_another_listener(secured, authority):
    identity = authority.issue("a", ["a.example"])
    port = free_port()
    strict = {
        "name": "strict",
        "address": f"127.0.0.1:{port}",
        "tls": {
            "certificates": [identity.files],
            "client_ca": str(authority.certificate),
            "client_certificate": "optional",
        },
    }
    _, proxy = secured(identities=[identity], listeners=[strict])
    for version in VERSIONS:
        context = trusting(version=version)
        _, session = resume(proxy.port, context, None)
        assert resume(proxy.port, context, session)[0]
        assert not resume(port, context, session)[0]


def test_a_session_ends_when_other_clients_are_asked_for(secured, authority):
    _, proxy = secured()
    context = trusting()
    _, session = resume(proxy.port, context, None)
    generation = proxy.admin.generation()
    tls = proxy.config["listeners"][0]["tls"]
    tls |= {"client_ca": str(authority.certificate), "client_certificate": "optional"}
    proxy.write()
    eventually(lambda: proxy.admin.generation() > generation, "the new configuration")
    assert not resume(proxy.port, context, session)[0]


def test_renegotiation_is_refused(secured):
    _, proxy = secured()
    said = s_client(proxy.port, "-tls1_2", text="R\n")
    assert "no renegotiation" in said.lower(), said
    with TlsClient(proxy.port) as client:
        assert client.get().status == 200


def test_early_data_is_not_taken(secured):
    _, proxy = secured()
    said = s_client(proxy.port, "-tls1_3", "-ign_eof", text="GET / HTTP/1.0\r\n\r\n")
    assert "Max Early Data: 0" in said, said


def test_an_ocsp_response_is_handed_out(secured, authority):
    stapled = authority.issue("a", ["a.example"])
    plain = authority.issue("b", ["b.example"])
    response = authority.ocsp_response(stapled)
    backend, proxy = secured(identities=[plain])
    tls = proxy.config["listeners"][0]["tls"]
    tls["certificates"].append(stapled.files | {"ocsp_response": str(response)})
    generation = proxy.admin.generation()
    proxy.write()
    eventually(lambda: proxy.admin.generation() > generation, "the new configuration")
    said = s_client(proxy.port, "-status", "-servername", "a.example")
    assert "OCSP Response Status: successful" in said and "Cert Status: good" in said
    assert "no response sent" in s_client(proxy.port, "-status", "-servername", "b.example")


def test_plain_http_at_a_tls_port_is_closed_and_counted(secured):
    _, proxy = secured()
    with Client(proxy.port) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"HTTP/" not in client.read_all(resets_end=True)
    await_failed_handshake(proxy, "plain_http")


def test_a_handshake_that_stalls_is_cut(secured):
    _, proxy = secured(limits={"header_timeout": "1s"})
    with Client(proxy.port) as silent, Client(proxy.port) as half:
        half.send(b"\x16\x03\x01\x02\x00\x01")
        assert silent.at_end() and half.at_end()
    eventually(lambda: failed_handshakes(proxy, "timeout") == 2, "two timeouts")
    with TlsClient(proxy.port) as client:
        assert client.get().status == 200


def test_a_client_that_leaves_in_the_handshake_is_counted(secured):
    _, proxy = secured()
    with Client(proxy.port) as client:
        client.send(b"\x16\x03\x01\x02\x00\x01")
    await_failed_handshake(proxy, "disconnected")


@pytest.mark.parametrize("version", VERSIONS)
def test_big_bodies_pass_both_ways(secured, version):
    size = 20_000_000
    backend, proxy = secured(streamed(lambda: blocks(size, seed=2)))
    backend.on("/up", receipt)
    with TlsClient(proxy.port, trusting(version=version)) as client:
        assert client.get().sha256 == digest_of(blocks(size, seed=2))
        sent = described(client.request("POST", "/up", body=blocks(size, seed=3)))
        assert sent["sha256"] == digest_of(blocks(size, seed=3)) and sent["length"] == size


def test_curl_sends_and_fetches(secured, authority):
    _, proxy = secured(echo)
    data = content(3_000_000)
    back = curl(
        *("--cacert", authority.certificate, "--data-binary", "@-"),
        *("--connect-to", f"a.example:443:127.0.0.1:{proxy.port}", "https://a.example/"),
        data=data,
    )
    assert digest_of(back) == digest_of(data)


POST_WITHOUT_BODY = b"POST / HTTP/1.1\nHost: a.example\nContent-Length: 9\n\n"


@pytest.mark.parametrize("said", [b"", POST_WITHOUT_BODY], ids=["idle", "body"])
def test_key_updates_win_no_time(secured, said):
    _, proxy = secured(echo, limits={"idle_timeout": "1500ms", "body_rate": "0"})
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{proxy.port}", "-tls1_3", "-crlf"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

    def busy():
        return proxy.admin.metrics().total("crossfade_pool_connections", state="busy")

    with subprocess.Popen(command, bufsize=0, **pipes) as client:

        def gone():
            client.stdin.write(b"k\n")  # a key update
            return client.poll() is not None

        try:
            client.stdin.write(said)
            eventually(lambda: busy() == bool(said), "the request is under way")
            eventually(gone, "the proxy gives up")
        except BrokenPipeError:
            pass
        finally:
            client.kill()
    timed_out = proxy.admin.metrics().total("crossfade_connections_timed_out_total")
    assert timed_out == 1


def test_an_upgrade_opens_a_tunnel(secured):
    _, proxy = secured(upgrade_echo)
    data = content(1_000_000)
    with TlsClient(proxy.port) as client:
        client.send(
            b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly"
        )
        assert client.response_head().status == 101
        assert b"".join(client.wire.read_exactly(5)) == b"early"
        for at in range(0, len(data), 100_000):
            client.send(data[at : at + 100_000])
            assert b"".join(client.wire.read_exactly(100_000)) == data[at : at + 100_000]


def until_close(exchange):
    exchange.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 100_000)
    exchange.keep_open = False


def cut_off(exchange):
    exchange.head(200, [("Content-Length", 1000)])
    exchange.send(b"x" * 10)
    exchange.keep_open = False


def test_a_body_that_ends_with_the_stream_ends_with_a_word(secured):
    """Python raises where close_notify is missing."""
    _, proxy = secured(until_close)
    with TlsClient(proxy.port) as client:
        client.send(b"GET / HTTP/1.0\r\n\r\n")
        response = client.response()
        assert response.framing == "close" and response.body == b"x" * 100_000


def test_a_body_that_was_cut_looks_cut(secured):
    _, proxy = secured(cut_off)
    with TlsClient(proxy.port) as client:
        client.send_request("GET")
        with pytest.raises((ssl.SSLError, ConnectionResetError, Ended)):
            client.response()


def test_an_idle_client_may_leave_without_a_word(secured):
    _, proxy = secured()
    client = TlsClient(proxy.port)
    assert client.get().status == 200
    socket.socket(fileno=client.sock.detach()).close()
    eventually(lambda: proxy.admin.metrics().total("crossfade_connections") == 0, "it is gone")


def test_an_idle_client_hears_of_the_end(secured):
    _, proxy = secured()
    with TlsClient(proxy.port) as client:
        assert client.get().status == 200
        proxy.signal(signal.SIGTERM)
        assert client.sock.recv(1) == b"", "an end without close_notify raises"
        proxy.wait()


def test_connections_over_the_limit_cost_no_handshake(secured):
    _, proxy = secured(limits={"connections": 1})
    with TlsClient(proxy.port) as first:
        assert first.get().status == 200
        for _ in range(3):
            with pytest.raises(OSError):
                TlsClient(proxy.port)
        assert first.get().status == 200
        refused = ("crossfade_connections_refused_total", "reason")
        eventually(
            lambda: proxy.admin.metrics().values(*refused) == {"connection_limit": 3}, "counted"
        )
        metrics = proxy.admin.metrics()
    assert metrics.total("crossfade_tls_handshakes_total") == 1
    assert metrics.total("crossfade_tls_handshakes_failed_total") == 0


def test_no_secret_is_logged_or_written(secured, authority, tmp_path, monkeypatch):
    keys = tmp_path / "keys"
    monkeypatch.setenv("SSLKEYLOGFILE", str(keys))
    identity = authority.issue("a", ["a.example"])
    _, proxy = secured(identities=[identity])
    monkeypatch.delenv("SSLKEYLOGFILE")
    with TlsClient(proxy.port, trusting(authority), "a.example") as client:
        assert client.get().status == 200
    proxy.await_access_line(status=200)
    secret = identity.key.read_text().splitlines()[1]
    assert secret not in proxy.stderr() + proxy.access_log_file.read_text()
    assert secret not in proxy.admin.call("GET", "/api/v1/config")[1].__repr__()
    assert not keys.exists()
