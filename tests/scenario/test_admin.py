"""The admin API is a boundary: whom it lets in, judged before anything is read, and what a browser on
a foreign page can do with it, which is nothing."""

import json

import pytest

from support.client import Client, fetch
from support.configuration import configuration, route
from support.crossfade import run_crossfade
from support.wire import Ended

TOKEN = "correct-horse-battery-staple"
READS = [
    "/metrics",
    "/api/v1/status",
    "/api/v1/routes",
    "/api/v1/backends",
    "/api/v1/routes/all/split",
    "/api/v1/report",
    "/api/v1/signatures",
]
WRITES = [
    ("POST", "/api/v1/config/reload"),
    ("POST", "/api/v1/config/validate"),
    ("POST", "/api/v1/explain"),
    ("PUT", "/api/v1/routes/all/split"),
    ("DELETE", "/api/v1/routes/all/split"),
]


@pytest.fixture
def admin(origin, crossfade):
    """The admin port of a proxy that asks for a token and knows one name."""

    def make(**settings):
        config = configuration(
            {"legacy": origin(), "new": origin()}, [route(split={"legacy": 1, "new": 1})]
        )
        config["admin"] |= settings
        return crossfade(config).admin

    return make


def asked(port, method, target, host=None, origin=None, token=None, body=None):
    fields = {}
    if origin:
        fields["Origin"] = origin
    if token:
        fields["Authorization"] = f"Bearer {token}"
    return fetch(port, method, target, fields, body, host=host or f"127.0.0.1:{port}")


def hosts(port):
    return {
        f"127.0.0.1:{port}": True,
        "127.0.0.1": True,
        f"[::1]:{port}": True,
        f"localhost:{port}": True,
        f"LOCALHOST:{port}": True,
        f"10.1.2.3:{port}": True,  # a literal address cannot be rebound
        f"crossfade.internal:{port}": True,  # configured
        f"evil.example:{port}": False,
        f"127.0.0.1.nip.io:{port}": False,
        f"localhost.evil.example:{port}": False,
        f"crossfade.internal.evil.example:{port}": False,
        f"0x7f000001:{port}": False,
        f"2130706433:{port}": False,
        f"127.1:{port}": False,
    }


@pytest.mark.parametrize("target", ["/api/v1/status", "/healthz", "/metrics"])
def test_only_names_that_nobody_else_can_point_here_are_answered(admin, target):
    port = admin(hosts=["crossfade.internal"]).port
    for host, known in hosts(port).items():
        assert asked(port, "GET", target, host).status == (200 if known else 403), host


def test_a_foreign_origin_is_refused_and_so_is_another_port(admin):
    port = admin().port
    for origin, own in {
        f"http://127.0.0.1:{port}": True,
        f"https://127.0.0.1:{port}": True,
        "http://127.0.0.1": False,
        f"http://127.0.0.1:{port + 1}": False,
        f"http://127.0.0.1:{port}.evil.example": False,
        f"http://localhost:{port}": False,  # another origin than the Host that was called
        "http://evil.example": False,
        "null": False,
        "file://": False,
    }.items():
        response = asked(port, "DELETE", "/api/v1/routes/all/split", origin=origin)
        assert response.status == (200 if own else 403), origin


def test_a_second_origin_does_not_cover_for_the_first(admin):
    port = admin().port
    with Client(port) as client:
        client.send(
            f"GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Origin: http://127.0.0.1:{port}\r\nOrigin: http://evil.example\r\n\r\n".encode()
        )
        assert client.response().status == 403


def test_everything_but_health_asks_for_the_token(admin):
    port = admin(token=TOKEN).port
    for target in READS:
        assert asked(port, "GET", target).status == 401, target
        assert asked(port, "GET", target, token=TOKEN).status in (200, 404), target
    for method, target in WRITES:
        response = asked(port, method, target)
        assert response.status == 401, target
        assert response.field("www-authenticate") == "Bearer"
    for target in ("/healthz", "/readyz"):
        assert asked(port, "GET", target).status == 200


@pytest.mark.parametrize(
    "wrong", [TOKEN[:-1], TOKEN + "x", TOKEN * 2, TOKEN.upper(), TOKEN[:-1] + "x", "x"]
)
def test_a_token_that_is_nearly_right_is_wrong(admin, wrong):
    assert asked(admin(token=TOKEN).port, "GET", "/api/v1/status", token=wrong).status == 401


def test_what_changes_something_is_no_get(admin):
    made = admin()
    made.set_split("all", legacy="100%", new="0%")
    for method, target in WRITES:
        status = asked(made.port, "GET", target).status
        assert status == (200 if target.endswith("/split") else 405), target
    assert made.split("all")["source"] == "live"


@pytest.mark.parametrize("fields", [{}, {"Host": "evil.example"}], ids=["no token", "foreign host"])
def test_who_is_not_let_in_is_refused_before_the_body_is_read(admin, fields):
    """The body never comes, and the answer does not wait for it."""
    port = admin(token=TOKEN).port
    host = fields.get("Host", f"127.0.0.1:{port}")
    with Client(port) as client:
        client.send(
            f"POST /api/v1/config/validate HTTP/1.1\r\nHost: {host}\r\n"
            "Content-Length: 4000000\r\n\r\n".encode()
        )
        response = client.response()
        assert response.status in (401, 403) and response.field("connection") == "close"


def test_no_answer_may_be_read_by_another_site_or_taken_for_something_else(admin):
    port = admin(token=TOKEN).port
    answers = [
        asked(port, "GET", "/healthz"),
        asked(port, "GET", "/metrics", token=TOKEN),
        asked(port, "GET", "/api/v1/none", token=TOKEN),
        asked(port, "PUT", "/metrics", token=TOKEN),
        asked(port, "GET", "/api/v1/status"),
        asked(port, "GET", "/", host="evil.example"),
        asked(port, "OPTIONS", "/api/v1/status", origin=f"http://127.0.0.1:{port}"),
        asked(port, "POST", "/api/v1/explain", token=TOKEN, body=b"<script>"),
    ]
    for response in answers:
        assert response.field("x-content-type-options") == "nosniff"
        assert response.field("cache-control") == "no-store"
        assert response.field("server") is None
        assert not [name for name, _ in response.fields if "access-control" in name.lower()]
        assert b"<script>" not in response.body


def test_no_route_leads_to_the_admin_api(tmp_path, admin):
    """Neither does a client's Host choose a backend, nor may a backend be the admin address."""
    made = admin()
    config = configuration({"legacy": made.port})
    config["admin"]["address"] = f"127.0.0.1:{made.port}"
    file = tmp_path / "own.yaml"
    file.write_text(json.dumps(config))
    done = run_crossfade("check", "--config", file)
    assert done.returncode == 1 and "leads to the address of 'admin'" in done.stderr


def test_a_host_field_does_not_lead_a_request_to_the_admin_api(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}))
    for host in (f"127.0.0.1:{proxy.admin.port}", f"localhost:{proxy.admin.port}"):
        assert fetch(proxy.port, target="/api/v1/status", host=host).body == b"fine"
    with Client(proxy.port) as client:
        client.send(
            f"GET http://127.0.0.1:{proxy.admin.port}/api/v1/status HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{proxy.admin.port}\r\n\r\n".encode()
        )
        assert client.response().body == b"fine"
    with Client(proxy.port) as client:
        client.send(
            f"CONNECT 127.0.0.1:{proxy.admin.port} HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{proxy.admin.port}\r\n\r\n".encode()
        )
        try:
            assert client.response().status == 405
        except Ended:
            pass


def test_many_connections_to_the_admin_port_do_not_keep_it_from_clients(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}))
    idle = [Client(proxy.admin.port) for _ in range(200)]
    assert fetch(proxy.port).body == b"fine"
    for client in idle:
        client.close()
