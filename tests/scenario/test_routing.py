"""Which backend a request goes to, and what it looks like there."""

from support.behaviours import fixed, receipt
from support.client import Client, fetch
from support.configuration import backend as written_backend
from support.configuration import configuration, route
from support.receipt import described, values


def test_endpoints_of_a_backend_take_turns(origin, crossfade):
    endpoints = [origin(fixed(name)) for name in (b"a", b"b", b"c")]
    legacy = {"endpoints": [f"127.0.0.1:{each.port}" for each in endpoints]}
    proxy = crossfade(configuration({"legacy": legacy}, workers=1))
    with Client(proxy.port) as client:
        answers = [client.get().body for _ in range(30)]
    assert {name: answers.count(name) for name in set(answers)} == {b"a": 10, b"b": 10, b"c": 10}


def test_a_route_rewrites_what_its_backend_gets(origin, crossfade):
    backend = origin(receipt)
    rewrite = {
        "path": {"replace_prefix": "/v2/orders"},
        "set_headers": {"x-via": "crossfade"},
        "remove_headers": ["x-debug"],
    }
    legacy = written_backend(backend.port, host="inner.example")
    proxy = crossfade(
        configuration(
            {"legacy": legacy}, [route("orders", "/orders", rewrite=rewrite), route("rest", "/")]
        )
    )
    arrived = described(
        fetch(proxy.port, target="/orders/7?full=1", fields={"X-Debug": "1", "X-Via": "client"})
    )
    assert arrived["target"] == "/v2/orders/7?full=1"
    assert values(arrived, "host") == ["inner.example"]
    assert values(arrived, "x-via") == ["crossfade"] and values(arrived, "x-debug") == []
    assert described(fetch(proxy.port, target="/ordersome"))["target"] == "/ordersome"


def test_the_most_specific_route_wins(origin, crossfade):
    names = ["root", "prefix", "exact", "method", "header", "query", "host", "wildcard", "regex"]
    backends = {name: origin(fixed(name.encode())) for name in names}

    def to(name, match):
        return {"name": name, "match": match, "split": {name: "100%"}}

    proxy = crossfade(
        configuration(
            backends,
            [
                to("root", {"path": {"prefix": "/"}}),
                to("prefix", {"path": {"prefix": "/a"}}),
                to("exact", {"path": {"exact": "/a/b"}}),
                to("method", {"path": {"prefix": "/a"}, "methods": ["DELETE"]}),
                to("header", {"path": {"prefix": "/a"}, "headers": {"x-tenant": "acme"}}),
                to("query", {"path": {"prefix": "/a"}, "query": {"v": "2"}}),
                to("host", {"hosts": ["api.example"], "path": {"prefix": "/"}}),
                to("wildcard", {"hosts": ["*.example"], "path": {"prefix": "/"}}),
                to("regex", {"path": {"regex": "/r/[0-9]+"}}),
            ],
        )
    )

    def served_by(target, method="GET", fields=(), host="none.test"):
        return fetch(proxy.port, method, target, fields, host=host).body.decode()

    assert served_by("/x") == "root"
    assert served_by("/a/c") == "prefix"
    assert served_by("/ab") == "root"
    assert served_by("/a/b") == "exact"
    assert served_by("/a/c", method="DELETE") == "method"
    assert served_by("/a/c", fields={"X-Tenant": "acme"}) == "header"
    assert served_by("/a/c?v=2") == "query"
    assert served_by("/a/b", host="api.example") == "host"
    assert served_by("/a/b", host="API.Example:8080") == "host"
    assert served_by("/a/b", host="x.example") == "wildcard"
    # Any prefix comes before a regex, the shortest one too.
    assert served_by("/r/42") == "root"


def test_several_listeners_serve_the_same_routes(origin, crossfade):
    backend = origin(fixed(b"both"))
    config = configuration({"legacy": backend})
    second = configuration({})["listeners"][0] | {"name": "second"}
    config["listeners"].append(second)
    proxy = crossfade(config)
    assert fetch(proxy.port).body == b"both"
    assert fetch(proxy.port_of("second")).body == b"both"
