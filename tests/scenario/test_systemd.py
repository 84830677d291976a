"""What systemd does with it: sockets that were there before the process, notifications, the units."""

import os
import shutil
import signal
import socket
import subprocess

import pytest

from support.behaviours import fixed
from support.client import Client, fetch
from support.configuration import configuration
from support.crossfade import ROOT, Crossfade
from support.ports import free_port
from support.waiting import PATIENCE, eventually


@pytest.fixture
def activated(origin, tmp_path):
    """activated(config, *more addresses): not running yet, its addresses in systemd's hands."""
    made = []

    def make(workers=2, more=()):
        config = configuration({"legacy": origin(fixed(b"fine"))}, workers=workers)
        proxy = Crossfade(config, tmp_path)
        proxy.write()
        addresses = [config["listeners"][0]["address"], config["admin"]["address"], *more]
        listens = [word for address in addresses for word in ("--listen", address)]
        proxy.launch(through=["systemd-socket-activate", *listens])
        made.append(proxy)
        eventually(lambda: "Listening on" in proxy.stderr(), "the addresses")
        return proxy

    yield make
    for proxy in made:
        proxy.stop()


@pytest.mark.parametrize("workers", [1, 3])
def test_connections_from_before_it_ran_are_answered(activated, workers):
    proxy = activated(workers)
    clients = [Client(proxy.port) for _ in range(20)]
    for client in clients:
        assert client.get().body == b"fine"
        client.close()
    assert fetch(proxy.port).body == b"fine"
    assert proxy.admin.status()["workers"] == workers


def test_it_is_taken_over_with_its_sockets(activated):
    proxy = activated(workers=2)
    assert fetch(proxy.port).body == b"fine"
    eventually(proxy.admin.is_ready, "readyz")
    assert proxy.take_over().wait(PATIENCE) == 0
    for _ in range(10):
        assert fetch(proxy.port).body == b"fine"


def test_an_address_that_no_listener_has_is_a_mistake(activated):
    other = f"127.0.0.1:{free_port()}"
    proxy = activated(more=[other])
    with Client(proxy.port):
        assert proxy.wait() == 1
    assert f"no listener, nor admin, has the address {other}" in proxy.stderr()
    proxy.process = None


class Supervisor:
    """Hears what is notified."""

    def __init__(self, directory):
        self.place = str(directory / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.place)
        self.socket.settimeout(PATIENCE)

    def hears(self):
        return dict(line.split("=", 1) for line in self.socket.recv(4096).decode().splitlines())


def test_the_supervisor_hears_what_happens(origin, crossfade, tmp_path):
    supervisor = Supervisor(tmp_path)
    with supervisor.socket:
        proxy = crossfade(
            configuration({"legacy": origin(fixed(b"fine"))}), {"NOTIFY_SOCKET": supervisor.place}
        )
        assert supervisor.hears() == {"READY": "1"}
        proxy.admin.reload()
        reloading = supervisor.hears()
        assert reloading["RELOADING"] == "1" and int(reloading["MONOTONIC_USEC"]) > 0
        assert supervisor.hears() == {"READY": "1"}
        proxy.take_over()
        said = [supervisor.hears(), supervisor.hears()]  # two processes, in whatever order
        assert {"READY": "1"} in said and {"MAINPID": str(proxy.process.pid)} in said
        proxy.signal(signal.SIGTERM)
        assert supervisor.hears() == {"STOPPING": "1"}
        assert proxy.wait() == 0


def test_the_units_are_well_formed(tmp_path):
    for name in ("crossfade.service", "crossfade.socket"):
        text = (ROOT / "deploy" / name).read_text()
        (tmp_path / name).write_text(text.replace("/usr/local/bin/crossfade", shutil.which("true")))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.glob("crossfade.*"))],
        capture_output=True,
        text=True,
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )
    complaints = [line for line in done.stderr.splitlines() if "crossfade" in line]
    assert (done.returncode, complaints) == (0, []), done.stderr
