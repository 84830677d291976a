"""A real haproxy in front of the proxy under test: it passes connections on, or requests."""

import shutil
import signal
import socket
import subprocess

from support.ports import free_port
from support.waiting import PATIENCE, eventually


class Haproxy:
    def __init__(self, directory, port, server="", mode="tcp", options=""):
        """Passes on to `port`; `server` is what to say about that, such as "send-proxy"."""
        self.port = free_port()
        directory.mkdir()
        file = directory / "haproxy.cfg"
        file.write_text(
            f"""
defaults
    mode {mode}
    timeout connect 10s
    timeout client 60s
    timeout server 60s
listen front
    bind 127.0.0.1:{self.port}
    {options}
    server back 127.0.0.1:{port} {server}
"""
        )
        self._log = directory / "log"
        binary = shutil.which("haproxy") or "/usr/sbin/haproxy"
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                [binary, "-db", "-f", file], stdout=log, stderr=log, cwd=directory
            )
        eventually(self._listening, "haproxy listens")

    def _listening(self):
        assert self._process.poll() is None, self._log.read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(PATIENCE)
