"""Running it: draining, health, metrics, the access log, and the admin API's own door."""

import json
import re
import signal
import subprocess
import threading
import time

import pytest

from support.behaviours import delayed, fixed, gated, hang, receipt, upgrade_echo
from support.client import Client, exchange, fetch
from support.configuration import configuration, mirror, route
from support.waiting import eventually


@pytest.mark.ledger
def test_sigterm_lets_what_is_in_flight_finish_and_refuses_the_rest(origin, crossfade):
    backend = origin(delayed(0.3, fixed(b"done")))
    proxy = crossfade(configuration({"legacy": backend}))
    clients = [Client(proxy.port) for _ in range(20)]
    for client in clients:
        client.send_request("GET")
    backend.await_arrived(20)
    proxy.signal(signal.SIGTERM)
    for client in clients:
        response = client.response()
        assert (response.status, response.body) == (200, b"done")
        assert client.at_end()
        client.close()
    assert proxy.wait() == 0
    with pytest.raises(OSError):
        Client(proxy.port)


def test_draining_turns_readiness_red_and_closes_kept_alive_connections(origin, crossfade):
    may_answer = threading.Event()
    backend = origin(gated(may_answer, fixed(b"last")))
    proxy = crossfade(configuration({"legacy": backend}))
    with Client(proxy.port) as busy, Client(proxy.port) as idle:
        busy.send_request("GET")
        backend.await_arrived()
        proxy.signal(signal.SIGTERM)
        eventually(lambda: not proxy.admin.is_ready(), "not ready")
        assert idle.at_end()
        may_answer.set()
        response = busy.response()
        assert response.body == b"last" and response.field("connection") == "close"
    assert proxy.wait() == 0


def test_what_does_not_finish_is_cut_after_the_drain_timeout(origin, crossfade):
    backend = origin(hang)
    proxy = crossfade(configuration({"legacy": backend}, drain_timeout="500ms"))
    with Client(proxy.port) as client:
        client.send_request("GET")
        backend.await_arrived()
        began = time.monotonic()
        proxy.signal(signal.SIGTERM)
        assert proxy.wait() == 0
        assert 0.4 < time.monotonic() - began < 25  # by default it is 30


def test_a_hanging_shadow_does_not_hold_up_the_end_beyond_the_drain_timeout(origin, crossfade):
    backends = {"legacy": origin(), "shadow": origin(hang)}
    routes = [route(mirrors=[mirror(limits={"timeout": "60s"})])]
    proxy = crossfade(configuration(backends, routes, drain_timeout="500ms"))
    fetch(proxy.port)
    backends["shadow"].await_arrived()
    began = time.monotonic()
    proxy.signal(signal.SIGTERM)
    assert proxy.wait() == 0 and time.monotonic() - began < 40


def test_an_open_tunnel_is_cut_after_the_drain_timeout(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(upgrade_echo)}, drain_timeout="500ms"))
    with Client(proxy.port) as client:
        client.send(
            b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        )
        assert client.response_head().status == 101
        proxy.signal(signal.SIGTERM)
        assert proxy.wait() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_proxy_ends_at_once(origin, crossfade, number):
    proxy = crossfade(configuration({"legacy": origin()}))
    with Client(proxy.port) as client:
        assert client.get().status == 200
        began = time.monotonic()
        proxy.signal(number)
        assert proxy.wait() == 0 and time.monotonic() - began < 25  # the drain may take 30


def test_health_and_readiness_need_no_token(origin, crossfade):
    config = configuration({"legacy": origin()})
    config["admin"]["token"] = "sesame"
    proxy = crossfade(config)
    admin = proxy.admin
    assert admin.call("GET", "/healthz")[0] == admin.call("GET", "/readyz")[0] == 200
    assert admin.call("GET", "/api/v1/status")[0] == 401
    assert admin.call("GET", "/metrics")[0] == 401
    for token, status in (("sesame", 200), ("sesam", 401), ("", 401)):
        response = fetch(
            admin.port,
            target="/api/v1/status",
            fields={"Authorization": f"Bearer {token}"},
            host="127.0.0.1",
        )
        assert response.status == status


def test_another_sites_page_cannot_use_the_admin_api(origin, crossfade):
    """Neither by name (DNS rebinding) nor from its own origin (RFC 6454)."""
    port = crossfade(configuration({"legacy": origin()})).admin.port
    here = f"127.0.0.1:{port}"
    assert fetch(port, target="/api/v1/status", host=here).status == 200
    assert fetch(port, target="/api/v1/status", host="evil.example").status == 403
    assert (
        fetch(
            port, "POST", "/api/v1/config/reload", {"Origin": "http://evil.example"}, host=here
        ).status
        == 403
    )


def test_the_admin_api_is_not_on_a_public_listener(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(receipt)}))
    response = fetch(proxy.port, target="/api/v1/status")
    assert json.loads(response.body)["target"] == "/api/v1/status"


def test_promtool_finds_nothing_wrong_with_the_metrics(origin, crossfade):
    backends = {"legacy": origin(), "shadow": origin(fixed(b"other"))}
    proxy = crossfade(configuration(backends, [route(mirrors=[mirror()])]))
    fetch(proxy.port)
    proxy.admin.await_verdicts(1)
    checked = subprocess.run(
        ["promtool", "check", "metrics"],
        input=proxy.admin.metrics().text,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stderr.strip() == ""


def test_every_series_is_there_from_the_start(origin, crossfade):
    backends = {"legacy": origin(), "new": origin(), "shadow": origin()}
    proxy = crossfade(
        configuration(backends, [route(split={"legacy": "99%", "new": "1%"}, mirrors=[mirror()])])
    )
    metrics = proxy.admin.metrics()
    for backend in ("legacy", "new"):
        for status_class in ("2xx", "3xx", "4xx", "5xx"):
            found = [
                value
                for labels, value in metrics.samples["crossfade_requests_total"]
                if labels
                == {
                    "route": "all",
                    "backend": backend,
                    "role": "live",
                    "status_class": status_class,
                }
            ]
            assert found == [0]
    assert metrics.total("crossfade_requests_total", backend="shadow", role="mirror") == 0
    for name in ("eligible", "not_sampled", "dropped", "mirrored", "verdicts"):
        assert metrics.total(f"crossfade_mirror_{name}_total", route="all", mirror="shadow") == 0
    assert metrics.total("crossfade_config_generation") == 1
    assert metrics.total("crossfade_config_last_reload_successful") == 1
    assert metrics.total("crossfade_connections", listener="public") == 0
    for name in ("first_attempts", "retries", "retries_over_budget", "reconnects", "fallbacks"):
        assert metrics.total(f"crossfade_{name}_total", route="all", backend="new") == 0
    for backend in backends:
        endpoint = f"127.0.0.1:{backends[backend].port}"
        assert metrics.total("crossfade_endpoint_healthy", backend=backend, endpoint=endpoint) == 1
        for role in ("live", "mirror"):
            labels = {"backend": backend, "role": role}
            assert metrics.total("crossfade_endpoint_ejected", endpoint=endpoint, **labels) == 0
            for name in ("requests", "connections", "pending"):
                assert metrics.total(f"crossfade_backend_{name}", **labels) == 0
                assert metrics.total(f"crossfade_backend_{name}_limit", **labels) > 0
            assert metrics.total("crossfade_backend_overload_total", **labels) == 0


def test_requests_are_counted_by_route_backend_role_and_class(origin, crossfade):
    legacy = origin(fixed(b"x"))
    legacy.on("/missing", fixed(status=404))
    proxy = crossfade(
        configuration({"legacy": legacy, "shadow": origin()}, [route(mirrors=[mirror()])])
    )
    with Client(proxy.port) as client:
        for _ in range(3):
            client.get()
        client.get("/missing")
    proxy.admin.await_verdicts(4)
    metrics = proxy.admin.metrics()

    def count(**labels):
        return metrics.total("crossfade_requests_total", route="all", **labels)

    assert count(backend="legacy", role="live", status_class="2xx") == 3
    assert count(backend="legacy", role="live", status_class="4xx") == 1
    assert count(backend="shadow", role="mirror", status_class="2xx") == 4
    assert (
        metrics.total("crossfade_request_duration_seconds_count", backend="legacy", role="live")
        == 4
    )
    assert metrics.total("crossfade_connections_accepted_total", listener="public") == 1


def test_pool_and_connection_gauges_come_back_down(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(delayed(0.05, fixed(b"x")))}))
    clients = [Client(proxy.port) for _ in range(10)]
    for client in clients:
        client.send_request("GET")
    for client in clients:
        client.response()
    assert proxy.admin.metrics().total("crossfade_connections", listener="public") == 10

    def busy():
        return proxy.admin.metrics().total(
            "crossfade_pool_connections", backend="legacy", state="busy"
        )

    eventually(lambda: busy() == 0, "no busy backend connection")
    for client in clients:
        client.close()
    eventually(
        lambda: proxy.admin.metrics().total("crossfade_connections", listener="public") == 0,
        "no open connection",
    )


def test_each_request_is_one_line_of_json_with_its_reason(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(fixed(b"12345"))}, [route(prefix="/a")]))
    fetch(proxy.port, "POST", "/a?q=1", {"X-Request-Id": "id-1"}, b"abc", host="api.example")
    fetch(proxy.port, target="/none")
    line = proxy.await_access_line(request_id="id-1")
    assert (line["method"], line["path"], line["host"]) == ("POST", "/a?q=1", "api.example")
    assert (line["status"], line["bytes_in"], line["bytes_out"]) == (200, 3, 5)
    assert (line["route"], line["backend"], line["reason"]) == ("all", "legacy", None)
    assert line["duration_ms"] > 0 and line["client"].startswith("127.0.0.1")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", line["time"])
    assert proxy.await_access_line(path="/none")["reason"] == "destination_not_found"
    assert len(proxy.access_lines()) == 2


def test_hostile_bytes_cannot_break_a_line_of_the_access_log(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}))
    exchange(
        proxy.port,
        b'GET /"\\\xff\xfe%0a%1b HTTP/1.1\r\nHost: a\r\nX-Request-Id: a"b\xc3\r\n'
        b"Connection: close\r\n\r\n",
    )
    exchange(proxy.port, b"GET /\x1b[31m HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    lines = eventually(lambda: len(proxy.access_lines()) >= 2 and proxy.access_lines(), "two lines")
    raw = proxy.access_log_file.read_bytes()
    assert b"\x1b" not in raw and raw.count(b"\n") == len(lines)


def test_the_access_log_can_be_rotated(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}))
    fetch(proxy.port, target="/before")
    proxy.await_access_line(path="/before")
    rotated = proxy.access_log_file.rename(proxy.directory / "access.1")
    proxy.signal(signal.SIGUSR1)
    eventually(proxy.access_log_file.exists, "the log is open again")
    fetch(proxy.port, target="/after")
    proxy.await_access_line(path="/after")
    assert "/before" in rotated.read_text() and "/before" not in proxy.access_log_file.read_text()


def test_a_log_that_cannot_be_written_costs_lines_not_requests(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin()}, access_log={"path": "/dev/full"}))
    with Client(proxy.port) as client:
        for _ in range(100):
            assert client.get().status == 200
    eventually(
        lambda: proxy.admin.metrics().total("crossfade_access_log_dropped_total") > 0,
        "lines dropped",
    )


def test_a_port_that_is_taken_is_said_at_the_start(origin, crossfade):
    config = configuration({"legacy": origin()})
    config["listeners"][0]["address"] = f"127.0.0.1:{origin().port}"
    from support.crossfade import Crossfade, run_crossfade

    proxy = crossfade(configuration({"legacy": origin()}))
    assert isinstance(proxy, Crossfade)
    file = proxy.directory / "taken.yaml"
    file.write_text(json.dumps(config))
    done = run_crossfade("run", "--config", file)
    assert done.returncode != 0 and "in use" in done.stderr
