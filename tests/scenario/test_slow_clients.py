"""A thousand clients that are slow on purpose, by slowhttptest's three ways: everybody else is served
at once, and the slow ones are closed by the limit that is there for them."""

import shutil
import subprocess

import pytest

from support.behaviours import fixed
from support.client import Client
from support.configuration import configuration, route
from support.load import Load
from support.waiting import PATIENCE, eventually

pytestmark = pytest.mark.release_only

CONNECTIONS = 1000
ATTACKS = {
    # headers, each followed by another after a while
    "-H": (["-i", "1", "-x", "24", "-p", "3"], {"header_timeout": "3s"}, "header_timeout"),
    # a body that never gets on
    "-B": (
        ["-i", "1", "-s", "100000", "-x", "10", "-p", "3"],
        {"body_rate": "1KiB", "body_grace": "3s"},
        "body_rate",
    ),
    # a response that is read by drops
    "-X": (
        ["-w", "512", "-y", "1024", "-n", "1", "-z", "32", "-k", "3", "-p", "3"],
        {"body_rate": "1MiB", "body_grace": "3s", "idle_timeout": "4s"},
        None,  # whichever of its two limits a drop comes upon first
    ),
}


@pytest.fixture
def slowhttptest(tmp_path):
    made = []

    def start(mode, port, *arguments):
        program = shutil.which("slowhttptest")
        assert program, "slowhttptest is not installed; deploy/install.sh --tests does"
        # nginx would answer a body before its end.
        url = f"http://127.0.0.1:{port}/{'upload' if mode == '-B' else 'large'}"
        command = [program, mode, "-c", CONNECTIONS, "-r", 500, "-l", 120, "-u", url, *arguments]
        made.append(
            subprocess.Popen(
                list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        )
        return made[-1]

    yield start
    for each in made:
        each.kill()
        each.wait()


@pytest.mark.parametrize("mode", ATTACKS)
def test_slow_clients_are_closed_and_nobody_else_notices(
    origin, nginx, crossfade, slowhttptest, tmp_path, mode
):
    arguments, limits, key = ATTACKS[mode]
    (tmp_path / "large").write_bytes(b"x" * 4_000_000)
    files = nginx(f"location /large {{ root {tmp_path}; }}")
    routes = [route(), route("large", "/large", {"files": "100%"})]
    proxy = crossfade(
        configuration({"legacy": origin(fixed(b"fine")), "files": files}, routes, limits=limits)
    )

    def timed_out():
        values = proxy.admin.metrics().values("crossfade_connections_timed_out_total", "limit")
        return values.get(key, 0) if key else sum(values.values())

    def open_connections():
        return proxy.admin.metrics().total("crossfade_connections")

    attack = slowhttptest(mode, proxy.port, *arguments)
    eventually(lambda: open_connections() > CONNECTIONS / 4, "the attack is under way")
    with Load(proxy.port, clients=4) as others:
        eventually(lambda: timed_out() >= CONNECTIONS / 2, "the slow ones are closed", 2 * PATIENCE)
        eventually(lambda: others.served > 100, "others are served")
    assert others.problems == []
    attack.kill()
    eventually(lambda: open_connections() <= 1, "everything is given back")
    with Client(proxy.port) as client:
        assert client.get().body == b"fine"
