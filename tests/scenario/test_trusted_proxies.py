"""Whose word about the client is taken: trusted proxies at 127.0.0.1 here, and nobody else."""

import pytest

from support.behaviours import fixed, receipt
from support.client import Client
from support.configuration import configuration, mirror, route
from support.haproxy import Haproxy
from support.proxy_header import version_1
from support.receipt import described, values
from support.waiting import eventually

STRANGER = "127.0.0.2"
SPOOFED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "444",
    "X-Forwarded-Server": "evil",
    "X-Real-IP": "203.0.113.9",
    "Forwarded": "for=203.0.113.9;proto=https;host=evil.example",
}


@pytest.fixture
def trusting(origin, crossfade):
    """trusting(): a proxy that believes 127.0.0.1 and 10.0.0.0/8."""

    def make(backends=None, proxy_protocol="off", **more):
        config = configuration(backends or {"legacy": origin(receipt)}, **more)
        config["listeners"][0] |= {
            "trusted_proxies": ["127.0.0.1", "10.0.0.0/8"],
            "proxy_protocol": proxy_protocol,
        }
        return crossfade(config)

    return make


def told(proxy, fields, source=None, lines=b""):
    """{name: values} of what the backend was told about where the request came from."""
    with Client(proxy.port, source=source) as client:
        head = b"GET / HTTP/1.1\r\nHost: a.example\r\n" + lines
        for name, value in fields.items():
            head += f"{name}: {value}\r\n".encode()
        client.send(head + b"\r\n")
        arrived = described(client.response())
    names = [*SPOOFED, "X-Forwarded-Prefix"]
    found = {name.lower(): values(arrived, name.lower()) for name in names}
    return {name: each for name, each in found.items() if each}


def ours(client_address):
    return {
        "x-forwarded-for": [client_address],
        "x-forwarded-proto": ["http"],
        "x-forwarded-host": ["a.example"],
    }


def test_a_stranger_is_believed_nothing(trusting):
    assert told(trusting(), SPOOFED, source=STRANGER) == ours(STRANGER)


def test_without_trusted_proxies_everybody_is_a_stranger(pair):
    _, proxy = pair(receipt)
    assert told(proxy, SPOOFED) == ours("127.0.0.1")


def test_a_trusted_proxy_is_believed(trusting):
    proxy = trusting()
    fields = SPOOFED | {"X-Forwarded-For": "1.1.1.1, 203.0.113.9, 10.0.0.2"}
    fields["Forwarded"] = "for=1.1.1.1, for=203.0.113.9;proto=https, for=10.0.0.2"
    assert told(proxy, fields) == {
        "x-forwarded-for": ["203.0.113.9, 10.0.0.2, 127.0.0.1"],
        "x-forwarded-proto": ["https"],
        "x-forwarded-host": ["evil.example"],
        "x-forwarded-port": ["444"],
        "x-forwarded-server": ["evil"],
        "x-real-ip": ["203.0.113.9"],
        "forwarded": ["for=203.0.113.9;proto=https, for=10.0.0.2, for=127.0.0.1;proto=http"],
    }
    line = proxy.await_access_line(client="203.0.113.9")
    assert line["peer"] == "127.0.0.1"


def test_two_fields_that_disagree_do_not_both_go_on(trusting):
    proxy = trusting()
    fields = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.8"}
    fields["X-Real-IP"] = "203.0.113.7"
    assert told(proxy, fields) == ours("127.0.0.1") | {
        "x-forwarded-for": ["203.0.113.9, 127.0.0.1"]
    }


def test_forwarded_alone_names_the_client(trusting):
    found = told(trusting(), {"Forwarded": 'for="[2001:db8::1]:4711";proto=https'})
    assert found["x-forwarded-for"] == ["2001:db8::1, 127.0.0.1"]
    assert found["x-forwarded-proto"] == ["https"]
    assert found["forwarded"] == [
        'for="[2001:db8::1]:4711";proto=https, for=127.0.0.1;proto=http'
    ]


def test_what_cannot_be_read_ends_the_chain(trusting):
    proxy = trusting()
    many = ["10.0.0.2"] * 500
    for entries, chain in {
        "203.0.113.9, unknown, 10.0.0.2": "10.0.0.2, 127.0.0.1",
        "203.0.113.9, \xff": "127.0.0.1",
        "203.0.113.9, <script>": "127.0.0.1",
        ", ".join(["203.0.113.9", *many]): ", ".join([*many[:64], "127.0.0.1"]),
    }.items():
        with Client(proxy.port) as client:
            arrived = described(client.get(fields={"X-Forwarded-For": entries}))
            assert values(arrived, "x-forwarded-for") == [chain]


def test_several_lines_are_one_list(trusting):
    lines = b"X-Forwarded-For: 1.1.1.1\r\nx-forwarded-for: 203.0.113.9\r\n"
    found = told(trusting(), {"X-Forwarded-For": "10.0.0.2"}, lines=lines)
    assert found["x-forwarded-for"] == ["203.0.113.9, 10.0.0.2, 127.0.0.1"]


def test_key_and_override_go_by_the_client(trusting, origin):
    keyed = route(
        key=[{"client_address": True}],
        split={"legacy": "50%", "new": "50%"},
        override={"header": "x-side", "from": ["203.0.113.0/24"]},
    )
    backends = {"legacy": origin(fixed(b"legacy")), "new": origin(fixed(b"new"))}
    proxy = trusting(backends, routes=[keyed])

    def side(client_address, source=None, **fields):
        with Client(proxy.port, source=source) as client:
            return client.get(fields={"X-Forwarded-For": client_address} | fields).body

    clients = [f"198.51.100.{host}" for host in range(1, 33)]
    sides = [side(each) for each in clients]
    assert set(sides) == {b"legacy", b"new"}
    assert [side(each) for each in clients] == sides
    assert len({side(each, source=STRANGER) for each in clients}) == 1
    for wanted in ("legacy", "new"):
        assert side("203.0.113.1", **{"x-side": wanted}) == wanted.encode()
        assert side("198.51.100.1", **{"x-side": wanted}) == sides[0]
        spoofed = side("203.0.113.1", source=STRANGER, **{"x-side": wanted})
        assert spoofed == side("198.51.100.1", source=STRANGER)


def test_a_shadow_is_told_the_same(trusting, origin):
    live, shadow = origin(receipt), origin(receipt)
    backends = {"legacy": live, "shadow": shadow}
    proxy = trusting(backends, routes=[route(mirrors=[mirror()])])
    fields = SPOOFED | {"X-Forwarded-For": "203.0.113.9, 10.0.0.2"}
    fields["Forwarded"] = "for=203.0.113.9;proto=https, for=10.0.0.2"
    for source in (None, STRANGER):
        found = told(proxy, fields, source=source)
        request = eventually(lambda: shadow.requests and shadow.requests.pop(), "the copy")
        copied = {name.lower(): request.all(name) for name in SPOOFED if request.all(name)}
        assert copied == found


def test_a_proxy_header_says_who_the_peer_is(trusting):
    proxy = trusting(proxy_protocol="require")
    for peer, chain in {"203.0.113.7": "203.0.113.7", "10.0.0.2": "203.0.113.9, 10.0.0.2"}.items():
        with Client(proxy.port) as client:
            client.send(version_1(peer))
            arrived = described(client.get(fields={"X-Forwarded-For": "203.0.113.9"}))
            assert values(arrived, "x-forwarded-for") == [chain]


def test_behind_nginx_and_haproxy(trusting, nginx, tmp_path):
    proxy = trusting()
    inner = Haproxy(tmp_path / "haproxy", proxy.port, mode="http", options="option forwardfor")
    outer = nginx(
        f"""location /through/ {{
            proxy_pass http://127.0.0.1:{inner.port};
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Real-IP $remote_addr;
        }}"""
    )
    try:
        with Client(outer.port, source="127.0.0.7") as client:
            fields = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9"}
            arrived = described(client.get("/through/", fields))
    finally:
        inner.stop()
    # haproxy adds a line of its own to nginx' one.
    assert values(arrived, "x-forwarded-for") == ["127.0.0.7, 127.0.0.1, 127.0.0.1"]
    assert values(arrived, "x-real-ip") == ["127.0.0.7"]
    assert proxy.await_access_line(path="/through/")["client"] == "127.0.0.7"


def test_a_reload_changes_whom_new_connections_trust(trusting):
    proxy = trusting()
    fields = {"X-Forwarded-For": "203.0.113.9"}
    with Client(proxy.port) as before:
        assert values(described(before.get(fields=fields)), "x-forwarded-for") == [
            "203.0.113.9, 127.0.0.1"
        ]
        proxy.config["listeners"][0]["trusted_proxies"] = ["10.0.0.0/8"]
        proxy.write()
        proxy.admin.reload()
        assert told(proxy, fields)["x-forwarded-for"] == ["127.0.0.1"]
        assert values(described(before.get(fields=fields)), "x-forwarded-for") == [
            "203.0.113.9, 127.0.0.1"
        ]
