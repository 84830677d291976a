"""1xx responses, and the body that waits for one."""

from support.behaviours import continue_then_echo, early, fixed, interim
from support.client import Client, fetch


def test_the_body_waits_for_100_continue_and_the_client_gets_one(pair):
    _, proxy = pair(continue_then_echo)
    with Client(proxy.port) as client:
        client.send(
            b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
        )
        assert client.wire.read_until(b"\r\n\r\n").startswith(b"HTTP/1.1 100 ")
        client.send(b"hello")
        response = client.response()
        assert response.body == b"hello" and response.interim == []


def test_a_body_that_does_not_wait_for_100_continue_is_no_harm(pair):
    _, proxy = pair(continue_then_echo)
    with Client(proxy.port) as client:
        client.send(
            b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello"
        )
        response = client.response()
        assert response.body == b"hello" and len(response.interim) <= 1
        assert client.request("POST", body=b"again").body == b"again"


def test_a_refusal_instead_of_100_continue_reaches_the_client(pair):
    _, proxy = pair(early(fixed(b"no", status=403)))
    with Client(proxy.port) as client:
        client.send(
            b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 500000\r\n\r\n"
        )
        response = client.response()
        assert response.status == 403 and response.interim == []


def test_interim_responses_are_relayed_in_order(pair):
    hints = [("Link", "</style.css>; rel=preload")]
    _, proxy = pair(interim([(103, "Early Hints", hints), (102, "Processing", [])], fixed(b"done")))
    response = fetch(proxy.port)
    assert [each.status for each in response.interim] == [103, 102]
    assert response.interim[0].fields == hints
    assert response.body == b"done"
