"""The live path never pays for the mirror: every kind of body, mirrored or not, whatever the shadow
does, arrives at the live backend and at the client byte for byte."""

import json
import time

import pytest

from support.behaviours import (
    chunked,
    drip,
    early,
    fixed,
    garbage,
    hang_unread,
    receipt,
    reset_unread,
    streamed,
)
from support.client import Client
from support.configuration import backend, configuration, mirror, route
from support.content import blocks, content, digest_of
from support.crossfade import Crossfade
from support.full_backlog import FullBacklog
from support.origin import Origin
from support.ports import free_port

SMALL = content(50_000)
PIECES = [SMALL[at : at + 3001] for at in range(0, len(SMALL), 3001)]
HUGE = 100_000_000
METHODS = ["GET", "HEAD", "POST", "OPTIONS"]

SHADOWS = {
    "fine": lambda: Origin(fixed(b"shadow")),
    "dead": free_port,
    "hanging": lambda: Origin(hang_unread),
    "not accepting": FullBacklog,
    "dripping": lambda: Origin(drip(interval=0.02)),
    "resetting": lambda: Origin(reset_unread),
    "garbage": lambda: Origin(early(garbage())),
}

RESPONSES = {
    "none": fixed(status=204),
    "length": fixed(SMALL),
    "chunked": chunked(lambda: PIECES),
    "empty chunked": chunked(lambda: []),
    "trailers": chunked(lambda: PIECES, trailers=[("X-Sum", "7")]),
    "huge": streamed(lambda: blocks(HUGE)),
}

BODIES = [
    "none",
    "length",
    "chunked",
    "empty chunked",
    "trailers",
    pytest.param("huge", marks=pytest.mark.release_only),
]


class Stage:
    """A live backend, one kind of shadow, and a proxy that mirrors under /on but not /off."""

    def __init__(self, kind, directory):
        self.live = Origin(receipt)
        self.shadow = SHADOWS[kind]()
        for name, behaviour in RESPONSES.items():
            for prefix in ("on", "off"):
                self.live.on(f"/{prefix}/{name.replace(' ', '-')}", behaviour)
        port = self.shadow if isinstance(self.shadow, int) else self.shadow.port
        limits = {"timeout": "1s", "in_flight": 32}
        backends = {"legacy": self.live, "shadow": backend(port, timeouts={"connect": "300ms"})}
        config = configuration(
            backends,
            [
                route("on", "/on", mirrors=[mirror(methods=METHODS, limits=limits)]),
                route("off", "/off"),
            ],
            drain_timeout="3s",
        )
        config["reports"] = {"directory": str(directory / "reports")}
        self.proxy = Crossfade(config, directory).start()

    def stop(self):
        try:
            self.proxy.admin.settled("on")
        finally:
            self.proxy.stop()
            self.live.stop()
            if not isinstance(self.shadow, int):
                self.shadow.stop()
        assert self.live.malformed == []
        assert getattr(self.shadow, "malformed", []) == []


@pytest.fixture(scope="module", params=SHADOWS)
def stage(request, tmp_path_factory):
    built = Stage(request.param, tmp_path_factory.mktemp("bodies"))
    yield built
    built.stop()


def send_body(client, target, body):
    """Sends a request with that kind of body and gives the digest and length that must arrive."""
    if body == "trailers":
        client.send(
            b"POST %b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" % target.encode()
        )
        for piece in PIECES:
            client.send(b"%x\r\n%b\r\n" % (len(piece), piece))
        client.send(b"0\r\nX-Sum: 7\r\n\r\n")
        return digest_of(SMALL), len(SMALL)
    bodies = {"none": None, "length": SMALL, "chunked": PIECES, "empty chunked": []}
    if body == "huge":
        client.send_request("POST", target, {"Content-Length": str(HUGE)}, blocks(HUGE))
        return digest_of(blocks(HUGE)), HUGE
    client.send_request("POST", target, body=bodies[body])
    sent = SMALL if body in ("length", "chunked") else b""
    return digest_of(sent), len(sent)


@pytest.mark.parametrize("prefix", ["off", "on"])
@pytest.mark.parametrize("body", BODIES)
def test_request_bodies(stage, prefix, body):
    with Client(stage.proxy.port) as client:
        for _ in range(2):  # the second shows that the connection is as good as before
            digest, length = send_body(client, f"/{prefix}/receipt", body)
            arrived = json.loads(client.response().body)
            assert (arrived["sha256"], arrived["length"]) == (digest, length)
            assert arrived["trailers"] == ([["X-Sum", "7"]] if body == "trailers" else [])


@pytest.mark.parametrize("prefix", ["off", "on"])
@pytest.mark.parametrize("body", BODIES)
def test_response_bodies(stage, prefix, body):
    expected = {"none": b"", "empty chunked": b"", "huge": None}.get(body, SMALL)
    digest = digest_of(blocks(HUGE) if expected is None else expected)
    with Client(stage.proxy.port) as client:
        for _ in range(2):
            response = client.get(f"/{prefix}/{body.replace(' ', '-')}")
            assert (response.status, response.sha256) == (204 if body == "none" else 200, digest)
            assert response.trailers == ([("X-Sum", "7")] if body == "trailers" else [])


def test_the_shadow_costs_the_client_no_time(stage):
    """Far more requests than the mirror may have in flight, all faster than its timeout."""
    with Client(stage.proxy.port) as client:
        began = time.monotonic()
        for _ in range(300):
            assert client.get("/on/length").sha256 == digest_of(SMALL)
        assert time.monotonic() - began < 150  # if each waited for its mirror, they would take 300


def test_head_and_interim_requests_are_mirrored_without_harm(stage):
    with Client(stage.proxy.port) as client:
        assert client.request("HEAD", "/on/length").field("content-length") == str(len(SMALL))
        client.send(
            b"POST /on/receipt HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
            b"Content-Length: 5\r\n\r\n"
        )
        client.send(b"hello")
        assert json.loads(client.response().body)["length"] == 5
