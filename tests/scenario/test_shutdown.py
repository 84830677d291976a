"""What is open when the proxy ends must not outlive what it stands on."""

from support.behaviours import fixed
from support.client import Client
from support.configuration import configuration


def test_an_admin_connection_that_is_kept_alive_ends_with_the_proxy(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(fixed(b"ok"))}))
    with Client(proxy.admin.port) as idle:
        idle.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert idle.response().status == 200
        proxy.stop()  # the fixture asserts a clean end
