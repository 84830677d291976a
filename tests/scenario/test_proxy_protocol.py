"""PROXY headers in front of connections: who may send them, what comes of them, and what does not
pass for one. Peers at 127.0.0.1 are trusted here, all others are not."""

import json
import signal
import socket

import pytest

from support.behaviours import fixed, receipt
from support.client import Client
from support.configuration import configuration, route
from support.curl import curl
from support.haproxy import Haproxy
from support.proxy_header import SIGNATURE, raw_version_2, tlv, version_1, version_2
from support.receipt import described, values
from support.tls import Authority
from support.tls import trusting as believing
from support.waiting import eventually
from support.wire import Wire

STRANGER = "127.0.0.2"
GET = b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"


def trusting(backends, protocol, **more):
    config = configuration(backends, **more)
    config["listeners"][0] |= {"proxy_protocol": protocol, "trusted_proxies": ["127.0.0.1"]}
    return config


@pytest.fixture
def listening(origin, crossfade):
    """listening("accept"): a proxy that takes PROXY headers from 127.0.0.1."""

    def make(protocol, **more):
        return crossfade(trusting({"legacy": origin(receipt)}, protocol, **more))

    return make


@pytest.fixture
def haproxy(tmp_path):
    made = []

    def make(*arguments, **more):
        made.append(Haproxy(tmp_path / f"haproxy-{len(made)}", *arguments, **more))
        return made[-1]

    yield make
    for each in made:
        each.stop()


def told(response):
    """The client that the backend was told of."""
    return values(described(response), "x-forwarded-for")


def refused(proxy, reason="proxy_header"):
    return proxy.admin.metrics().total("crossfade_connections_refused_total", reason=reason)


def await_refused(proxy, count):
    eventually(lambda: refused(proxy) == count, f"{count} refused connections")


def is_closed(proxy, data, source=None):
    with Client(proxy.port, source=source) as client:
        client.send(data)
        return client.at_end()


HEADERS = {
    "v1 IPv4": (version_1("203.0.113.9"), "203.0.113.9"),
    "v1 IPv6": (version_1("2001:db8::9", destination="::1"), "2001:db8::9"),
    "v1 unknown": (b"PROXY UNKNOWN\r\n", "127.0.0.1"),
    "v2 IPv4": (version_2("203.0.113.9"), "203.0.113.9"),
    "v2 IPv6": (version_2("2001:db8::9"), "2001:db8::9"),
    "v2 mapped": (version_2("::ffff:203.0.113.9"), "203.0.113.9"),
    "v2 TLVs": (version_2("203.0.113.9", tlvs=tlv(2, b"x" * 2000)), "203.0.113.9"),
    "v2 local": (version_2("203.0.113.9", command=0x20), "127.0.0.1"),
    "v2 unspecified": (raw_version_2(0x21, 0), "127.0.0.1"),
    "v2 unix": (raw_version_2(0x21, 0x31, bytes(216)), "127.0.0.1"),
}


@pytest.mark.parametrize("protocol", ["accept", "require"])
def test_the_address_in_the_header_is_the_clients(listening, protocol):
    proxy = listening(protocol)
    for name, (header, client_address) in HEADERS.items():
        with Client(proxy.port) as client:
            client.send(header + GET)  # one segment
            assert told(client.response()) == [client_address], name
            line = proxy.await_access_line(client=client_address)
            assert line.get("peer") == (None if client_address == "127.0.0.1" else "127.0.0.1")
    assert refused(proxy) == 0


@pytest.mark.parametrize("header, client_address", HEADERS.values(), ids=HEADERS)
def test_a_header_that_comes_byte_by_byte(listening, header, client_address):
    proxy = listening("accept")
    with Client(proxy.port) as client:
        for at in range(len(header)):
            client.send(header[at : at + 1])
        for at in range(len(GET)):
            client.send(GET[at : at + 1])
        assert told(client.response()) == [client_address]


def test_all_requests_of_the_connection_are_the_clients(listening):
    proxy = listening("require")
    with Client(proxy.port) as client:
        client.send(version_2("203.0.113.9") + GET * 3)
        for _ in range(3):
            assert told(client.response()) == ["203.0.113.9"]
        assert told(client.get()) == ["203.0.113.9"]
        client.send(version_2("203.0.113.8") + GET)  # only in front of the first
        assert client.response().status == 400


def test_bytes_after_the_header_are_not_lost(listening):
    proxy = listening("accept")
    with Client(proxy.port) as client:
        client.send(version_1("203.0.113.9"))
        client.send(b"POST /x HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\n\r\nhello")
        assert described(client.response())["length"] == 5


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "PROPFIND", "P", "PROXYING"])
def test_accepting_a_header_does_not_ask_for_one(listening, method):
    proxy = listening("accept")
    for source in (None, STRANGER):
        request = GET.replace(b"GET", method.encode(), 1)
        with Client(proxy.port, source=source) as client:
            for at in range(len(request)):
                client.send(request[at : at + 1])
            assert told(client.response()) == [source or "127.0.0.1"]
    assert refused(proxy) == 0


BAD = {
    "v1 without addresses": b"PROXY TCP4\r\n",
    "v1 with a name": b"PROXY TCP4 localhost 10.0.0.1 1 2\r\n",
    "v1 with a bare line feed": version_1("203.0.113.9").replace(b"\r\n", b"\n"),
    "v1 that never ends": b"PROXY UNKNOWN " + b"x" * 107,
    "v1 that is a request": b"PROXY / HTTP/1.1\r\nHost: a.example\r\n\r\n",
    "v2 of version 1": raw_version_2(0x11, 0x11, bytes(12)),
    "v2 of a third command": raw_version_2(0x22, 0x11, bytes(12)),
    "v2 of an unknown family": raw_version_2(0x21, 0x41, bytes(12)),
    "v2 without room": raw_version_2(0x21, 0x11, bytes(11)),
    "v2 with half a TLV": version_2("203.0.113.9", tlvs=b"\1\0"),
    "v2 with a TLV beyond its end": version_2("203.0.113.9", tlvs=b"\1\0\3ab"),
    "v2 with a wrong checksum": version_2("203.0.113.9", tlvs=tlv(3, b"abcd")),
    "v2 too long": raw_version_2(0x21, 0x11, length=65535),
}


@pytest.mark.parametrize("protocol", ["accept", "require"])
def test_a_bad_header_closes_the_connection(listening, protocol):
    proxy = listening(protocol)
    for count, (name, header) in enumerate(BAD.items(), 1):
        assert is_closed(proxy, header + GET), name
        await_refused(proxy, count)
    with Client(proxy.port) as client:
        client.send(version_1("203.0.113.9") + GET)
        assert client.response().status == 200


def test_a_strangers_header_closes_the_connection(listening):
    proxy = listening("accept")
    for count, header in enumerate([version_1("127.0.0.1"), version_2("127.0.0.1")], 1):
        assert is_closed(proxy, header + GET, source=STRANGER)
        await_refused(proxy, count)


def test_where_a_header_is_required_nobody_does_without(listening):
    proxy = listening("require")
    assert is_closed(proxy, GET)
    await_refused(proxy, 1)
    assert is_closed(proxy, GET, source=STRANGER)
    await_refused(proxy, 2)
    assert is_closed(proxy, version_1("203.0.113.9") + GET, source=STRANGER)
    await_refused(proxy, 3)


@pytest.mark.parametrize("beginning", [b"P", b"PROXY TCP4 1.2.3.4", b"\r\n\r\n", SIGNATURE])
def test_a_header_that_does_not_end_is_cut_off(listening, beginning):
    proxy = listening("accept", limits={"header_timeout": "300ms"})
    assert is_closed(proxy, beginning)
    await_refused(proxy, 1)


def test_dripping_does_not_lengthen_the_time_for_a_header(listening):
    proxy = listening("require", limits={"header_timeout": "500ms"})
    with Client(proxy.port) as client:
        try:
            client.send(b"PROXY UNKNOWN ")

            def dripped():
                client.send(b"x")
                return refused(proxy) == 1

            eventually(dripped, "it is cut off")
        except ConnectionError:
            pass
    await_refused(proxy, 1)


def test_urgent_data_in_a_header_ends_it(listening):
    """Peeking stops before it while the socket stays readable, which would keep the loop busy."""
    proxy = listening("accept", limits={"header_timeout": "10m"})
    with Client(proxy.port) as client:
        client.send(b"PROXY ")
        client.sock.send(b"T", socket.MSG_OOB)
        client.send(b"CP4 ")
        assert client.at_end()
    await_refused(proxy, 1)


def test_a_peer_that_leaves_before_its_header_ends(listening):
    proxy = listening("accept")
    for count, beginning in enumerate([b"P", b"PROXY TCP4 1.2.3.4", SIGNATURE + b"\x21"], 1):
        with Client(proxy.port) as client:
            client.send(beginning)
            client.finish_sending()
            assert client.at_end()
        await_refused(proxy, count)


def test_a_peer_that_says_nothing_is_no_refusal(listening):
    proxy = listening("require", limits={"idle_timeout": "200ms"})
    with Client(proxy.port) as client:
        client.finish_sending()  # as health checks do
        assert client.at_end()
    with Client(proxy.port) as client:
        assert client.at_end()
    metrics = proxy.admin.metrics()
    assert metrics.total("crossfade_connections_refused_total") == 0


def test_off_takes_a_header_for_a_bad_request(pair):
    _, proxy = pair(receipt)
    with Client(proxy.port) as client:
        client.send(version_1("203.0.113.9") + GET)
        assert client.response().status == 400


def test_a_connection_that_waits_for_its_header_does_not_hold_up_the_end(listening):
    proxy = listening("accept", drain_timeout="10m")
    with Client(proxy.port) as client:
        eventually(lambda: proxy.admin.metrics().total("crossfade_connections") == 1)
        proxy.signal(signal.SIGTERM)
        assert client.at_end()  # long before the drain's time is over
        proxy.stop()


def test_the_key_is_the_believed_address(origin, crossfade):
    keyed = route(
        key=[{"client_address": True}],
        split={"legacy": "50%", "new": "50%"},
        override={"header": "x-side", "from": ["203.0.113.0/24"]},
    )
    legacy, new = origin(fixed(b"legacy")), origin(fixed(b"new"))
    proxy = crossfade(trusting({"legacy": legacy, "new": new}, "require", routes=[keyed]))

    def side(client_address, fields=()):
        with Client(proxy.port) as client:
            client.send(version_1(client_address))
            return client.get(fields=fields).body

    sides = {f"203.0.113.{host}": side(f"203.0.113.{host}") for host in range(1, 33)}
    assert set(sides.values()) == {b"legacy", b"new"}
    for client_address, found in sides.items():
        assert side(client_address) == found
        asked = {"method": "GET", "url": "http://a.example/", "client_address": client_address}
        status, explained = proxy.admin.call("POST", "/api/v1/explain", asked)
        assert status == 200 and explained["backend"] == found.decode()
    for wanted in ("legacy", "new"):
        assert side("203.0.113.1", {"x-side": wanted}) == wanted.encode()
        assert side("198.51.100.1", {"x-side": wanted}) == side("198.51.100.1")


def test_a_connection_counts_for_its_client(listening):
    proxy = listening("accept", limits={"connections_per_address": 1})
    with Client(proxy.port) as first, Client(proxy.port) as second:
        first.send(version_1("203.0.113.1") + GET)
        second.send(version_1("203.0.113.2") + GET)
        assert first.response().status == second.response().status == 200
        assert is_closed(proxy, version_1("203.0.113.1") + GET)
        eventually(lambda: refused(proxy, "address_limit") == 1)


def test_a_stranger_counts_before_it_said_anything(listening):
    proxy = listening("accept", limits={"connections_per_address": 1})
    with Client(proxy.port, source=STRANGER) as first:
        first.send(b"PROXY ")
        eventually(lambda: proxy.admin.metrics().total("crossfade_connections") == 1)
        assert is_closed(proxy, GET, source=STRANGER)
        eventually(lambda: refused(proxy, "address_limit") == 1)
    eventually(lambda: proxy.admin.metrics().total("crossfade_connections") == 0)
    with Client(proxy.port, source=STRANGER) as again:
        assert again.get().status == 200


def test_a_header_stands_before_tls(origin, crossfade, tmp_path):
    identity = Authority(tmp_path).issue("a.example", names=["a.example"])
    config = trusting({"legacy": origin(receipt)}, "require")
    config["listeners"][0]["tls"] = {"certificates": [identity.files]}
    proxy = crossfade(config)
    for header in (version_1("203.0.113.9"), version_2("203.0.113.9", tlvs=tlv(2, b"x" * 1000))):
        for size in (1, len(header)):
            with Client(proxy.port) as client:
                for at in range(0, len(header), size):
                    client.send(header[at : at + size])
                client.sock = believing().wrap_socket(client.sock, server_hostname="a.example")
                client.wire = Wire(client.sock)
                arrived = described(client.get())
                assert values(arrived, "x-forwarded-for") == ["203.0.113.9"]
                assert values(arrived, "x-forwarded-proto") == ["https"]


@pytest.mark.parametrize(
    "server",
    ["send-proxy", "send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c,unique-id"],
)
def test_behind_haproxy(listening, haproxy, server):
    proxy = listening("require")
    front = haproxy(proxy.port, server)
    with Client(front.port, source="127.0.0.7") as client:
        for _ in range(3):
            assert told(client.get()) == ["127.0.0.7"]
    line = proxy.await_access_line(client="127.0.0.7")
    assert line["peer"] == "127.0.0.1"


def test_haproxys_health_checks_are_no_clients(listening, haproxy):
    proxy = listening("require")
    checks = "option httpchk GET /health"
    haproxy(proxy.port, "send-proxy-v2 check check-send-proxy inter 50ms", "http", checks)
    line = proxy.await_access_line(path="/health")
    assert line["client"] == "127.0.0.1" and "peer" not in line
    assert refused(proxy) == 0


def test_curl_speaks_for_itself(listening):
    proxy = listening("require")
    url = f"http://127.0.0.1:{proxy.port}/"
    arrived = json.loads(curl("--haproxy-protocol", "--interface", "127.0.0.1", url))
    assert values(arrived, "x-forwarded-for") == ["127.0.0.1"]
    assert refused(proxy) == 0
