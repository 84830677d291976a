"""A response that cannot be completed must not look complete, whatever delimits it."""

import pytest

from support.client import Client
from support.configuration import configuration


def cut_in_chunks(exchange):
    exchange.head(200, [("Transfer-Encoding", "chunked")])
    exchange.send(b"5\r\nhello\r\n5\r\nhal")
    exchange.keep_open = False


def test_a_response_that_only_the_end_delimits_is_reset(origin, crossfade):
    """To an HTTP/1.0 client an orderly close would be a complete response."""
    proxy = crossfade(configuration({"legacy": origin(cut_in_chunks)}))
    with Client(proxy.port) as client:
        client.send(b"GET / HTTP/1.0\r\nHost: a\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            client.read_all()
