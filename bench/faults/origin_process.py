"""An origin of origin.py as a process: one endpoint of a backend."""

import asyncio
import signal
import socket
import subprocess
import sys
from pathlib import Path

from support.ports import free_port

PROGRAM = Path(__file__).resolve().parent / "origin.py"


class OriginProcess:
    program = PROGRAM

    def __init__(self, directory, behaviour="fine", every=1, host="127.0.0.1", port=None):
        self.host = host
        self.port = port or free_port()
        self.behaviour = behaviour  # from the next start on
        self.ledger = directory / f"ledger-{host}-{self.port}"
        self._every = every
        self._process = None

    def start(self):
        """Does not wait until it listens."""
        address = f"{self.host}:{self.port}"
        self._process = subprocess.Popen(
            [sys.executable, self.program, address, self.ledger, self.behaviour, str(self._every)]
        )

    def has_executed(self):
        """How many bytes of ledger there are."""
        return self.ledger.stat().st_size if self.ledger.exists() else 0

    def runs(self):
        return self._process is not None and self._process.poll() is None

    def listens(self):
        assert self.runs(), "the origin ended"
        with socket.socket() as probe:
            return probe.connect_ex((self.host, self.port)) == 0

    async def listening(self):
        while not self.listens():
            await asyncio.sleep(0.01)

    def send(self, number):
        self._process.send_signal(number)

    async def end(self, number=signal.SIGTERM):
        self.send(number)
        while self._process.poll() is None:
            await asyncio.sleep(0.005)

    def kill(self):
        self._process.kill()
        self._process.wait()

    def stop(self):
        if self._process:
            self.kill()
