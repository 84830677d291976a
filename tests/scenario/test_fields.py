"""What happens to the fields of a head on their way: kept, removed, added."""

import re

from support.behaviours import fixed, receipt
from support.client import Client, fetch
from support.configuration import configuration
from support.receipt import described, values


def test_hop_by_hop_fields_of_a_response_stay_on_their_hop(pair):
    _, proxy = pair(
        fixed(
            fields=[
                ("Connection", "X-Private"),
                ("X-Private", "1"),
                ("Keep-Alive", "timeout=5"),
                ("X-Public", "2"),
            ]
        )
    )
    response = fetch(proxy.port)
    assert response.field("x-public") == "2"
    assert response.field("x-private") is None and response.field("keep-alive") is None


def test_forwarding_fields_are_added(pair):
    _, proxy = pair(receipt)
    arrived = described(fetch(proxy.port, host="api.example:8080"))
    assert values(arrived, "host") == ["api.example:8080"]
    assert values(arrived, "x-forwarded-for") == ["127.0.0.1"]
    assert values(arrived, "x-forwarded-proto") == ["http"]
    assert values(arrived, "x-forwarded-host") == ["api.example:8080"]
    assert re.fullmatch(r"1\.1 \S+", values(arrived, "via")[0])
    assert values(arrived, "x-request-id")[0]
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", values(arrived, "traceparent")[0])


def test_two_proxies_in_a_row_have_two_names(origin, crossfade):
    backend = origin(receipt)
    inner = crossfade(configuration({"legacy": backend}))
    for pseudonym, status in [("edge", 200), ("crossfade", 508)]:
        outer = crossfade(configuration({"legacy": inner.port}, pseudonym=pseudonym))
        answer = fetch(outer.port)
        assert answer.status == status
        assert answer.all("via")[-1] == f"1.1 {pseudonym}"
        if status == 200:
            assert values(described(answer), "via") == ["1.1 edge, 1.1 crossfade"]


def test_via_request_id_and_trace_are_continued(pair):
    _, proxy = pair(receipt)
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    arrived = described(
        fetch(
            proxy.port,
            fields={
                "Via": "1.0 edge",
                "X-Request-Id": "id-from-the-client",
                "traceparent": trace,
                "tracestate": "vendor=1",
            },
        )
    )
    via = ", ".join(values(arrived, "via"))
    assert via.startswith("1.0 edge, 1.1 ")
    assert values(arrived, "x-request-id") == ["id-from-the-client"]
    assert values(arrived, "traceparent") == [trace]
    assert values(arrived, "tracestate") == ["vendor=1"]


def test_end_to_end_fields_keep_order_case_and_bytes(pair):
    _, proxy = pair(receipt)
    with Client(proxy.port) as client:
        client.send(
            b"GET / HTTP/1.1\r\nHost: a\r\nX-One: \xe9t\xe9\r\nCookie: a=1\r\nx-ONE:two  words\r\n"
            b"Cookie: b=2\r\nX-Empty:\r\n\r\n"
        )
        arrived = described(client.response())
    own = [
        field for field in arrived["fields"] if field[0].lower() in ("x-one", "cookie", "x-empty")
    ]
    assert own == [
        ["X-One", "\xe9t\xe9"],
        ["Cookie", "a=1"],
        ["x-ONE", "two  words"],
        ["Cookie", "b=2"],
        ["X-Empty", ""],
    ]


def test_the_response_head_of_the_backend_is_kept(pair):
    fields = [
        ("Date", "Tue, 15 Nov 1994 08:12:31 GMT"),
        ("Server", "legacy/1"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("Content-Type", "text/plain"),
        ("X-Odd", "a,  b"),
    ]
    _, proxy = pair(fixed(b"x", status=418, fields=fields))
    response = fetch(proxy.port)
    assert response.status == 418
    assert [field for field in response.fields if field in fields] == fields
    assert len(response.all("date")) == 1


def test_a_date_is_added_where_the_backend_sent_none(pair):
    _, proxy = pair(fixed())
    assert re.fullmatch(
        r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", fetch(proxy.port).field("date")
    )
