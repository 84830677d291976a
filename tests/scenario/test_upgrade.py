"""Upgrades: a tunnel that opens after the 101 and not before."""

import select
import threading

from support.behaviours import early, fixed, upgrade_echo
from support.client import Client
from support.content import content, digest_of
from support.waiting import PATIENCE


def test_an_upgrade_opens_a_tunnel_after_the_101_and_only_then(pair):
    may_switch = threading.Event()
    too_early = []

    @early
    def switch(exchange):
        may_switch.wait(PATIENCE)
        too_early.append(exchange.wire.buffer or select.select([exchange.wire.sock], [], [], 0)[0])
        upgrade_echo(exchange)

    backend, proxy = pair(switch)
    with Client(proxy.port) as client:
        client.send(
            b"GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nearly"
        )
        request = backend.await_arrived()[0]
        assert request.field("upgrade") == "websocket"
        assert request.field("sec-websocket-key") == "dGhlIHNhbXBsZSBub25jZQ=="
        may_switch.set()
        response = client.response_head()
        assert response.status == 101 and response.field("upgrade") == "websocket"
        client.send(b"\x81\x05hello\x00\xff")
        assert b"".join(client.wire.read_exactly(14)) == b"early\x81\x05hello\x00\xff"
    assert too_early == [[]]


def test_a_tunnel_moves_much_and_ends_with_either_side(pair):
    _, proxy = pair(upgrade_echo)
    data = content(3_000_000)
    with Client(proxy.port) as client:
        client.send(
            b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        )
        assert client.response_head().status == 101

        def send():
            client.send(data)
            client.finish_sending()

        sender = threading.Thread(target=send)
        sender.start()
        assert digest_of(client.wire.read_to_end()) == digest_of(data)
        sender.join()


def test_an_upgrade_that_the_backend_declines_is_an_ordinary_exchange(pair):
    _, proxy = pair(fixed(b"no tunnel here"))
    with Client(proxy.port) as client:
        client.send(
            b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        )
        assert client.response().body == b"no tunnel here"
        assert client.get().body == b"no tunnel here"
