"""What a request may cost, counted rather than timed: socket calls and allocations."""

import pytest

from support.behaviours import fixed
from support.client import Client
from support.configuration import configuration, mirror, route
from support.crossfade import BINARY

COUNTER = BINARY.parent / "tests/libcount_calls.so"
REQUESTS = 2000

pytestmark = pytest.mark.release_only


@pytest.fixture
def cost_of(origin, crossfade, tmp_path):
    """What one more request costs: 2N requests less N, so that start and end cancel out."""

    def run(name, count, make_config, send):
        totals = tmp_path / f"{name}-{count}"
        proxy = crossfade(
            make_config() | {"workers": 1, "access_log": "off"},
            environment={"LD_PRELOAD": str(COUNTER), "COUNT_CALLS": str(totals)},
        )
        with Client(proxy.port) as client:
            for _ in range(count):
                send(client)
        proxy.stop()
        return {name: int(value) for name, value in map(str.split, totals.read_text().splitlines())}

    def measure(name, make_config, send):
        once, twice = (run(name, count, make_config, send) for count in (REQUESTS, 2 * REQUESTS))
        return {name: (twice[name] - once[name]) / REQUESTS for name in once}

    assert COUNTER.exists(), f"{COUNTER} is not built"
    return measure


def get(client):
    assert (
        client.get("/512", {"Accept": "application/json", "Cookie": "session_id=7"}).status == 200
    )


def post(client):
    assert (
        client.request("POST", "/orders", {"Content-Type": "application/json"}, b"x" * 1024).status
        == 200
    )


SLACK = 0.05  # a tick of the clock, a poll of the admin port


# A look at the backend's connection, before what must not be sent twice, is a receive as well.
@pytest.mark.parametrize(("send", "receives"), [(get, 2), (post, 3)])
def test_a_plain_request_costs_two_sends_and_few_receives(origin, cost_of, send, receives):
    backend = origin(fixed(b"x" * 512))
    cost = cost_of(send.__name__, lambda: configuration({"legacy": backend}), send)
    assert abs(cost["sends"] - 2) < SLACK, cost
    assert cost["receives"] <= receives + SLACK, cost
    assert cost["allocations"] <= 1 + SLACK, cost


def test_a_split_costs_no_more(origin, cost_of):
    legacy, new = origin(fixed(b"x" * 512)), origin(fixed(b"x" * 512))
    key = [{"cookie": "session_id"}]
    cost = cost_of(
        "split",
        lambda: configuration(
            {"legacy": legacy, "new": new}, [route(split={"legacy": "99%", "new": "1%"}, key=key)]
        ),
        get,
    )
    assert abs(cost["sends"] - 2) < SLACK and cost["receives"] <= 2 + SLACK, cost
    assert cost["allocations"] <= 1 + SLACK, cost


def test_a_mirror_costs_one_send_and_at_most_two_receives_more(origin, cost_of):
    """Probes are a few a second, however many requests there are."""
    live, shadow = origin(fixed(b"x" * 512)), origin(fixed(b"x" * 512))
    cost = cost_of(
        "mirror",
        lambda: configuration(
            {"legacy": live, "shadow": shadow},
            [route(mirrors=[mirror(probes={"rate": "1/s"}, limits={"in_flight": 4096})])],
        ),
        get,
    )
    assert abs(cost["sends"] - 3) < SLACK and cost["receives"] <= 6 + SLACK, cost


def test_many_routes_cost_no_calls(origin, cost_of):
    backend = origin(fixed(b"x" * 512))
    cost = cost_of(
        "routes",
        lambda: configuration(
            {"legacy": backend},
            [*(route(f"r{number}", f"/r{number}") for number in range(1000)), route()],
        ),
        get,
    )
    assert abs(cost["sends"] - 2) < SLACK and cost["allocations"] <= 1 + SLACK, cost
