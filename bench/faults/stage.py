"""What a scenario plays on: the origins as processes, a proxy in front, and the clients."""

import asyncio
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path

from faults.closed_loop import ClosedLoop
from faults.connection import OK
from faults.fronts import FRONTS
from faults.ledger import judge
from faults.name_server import NameServer
from faults.origin_process import OriginProcess
from support.ports import free_port
from support.waiting import PATIENCE


class Stage:
    """`seconds` is about how long the clients ask."""

    def __init__(self, scenario, make_front, directory, seconds):
        self.scenario = scenario
        self.seconds = seconds
        port = free_port() if scenario.same_port else None
        self.origins = [OriginProcess(directory, *each, port=port) for each in scenario.origins]
        self.names = NameServer(*scenario.names)
        self.front = None
        self.clients = None
        self._make_front = make_front
        self._directory = directory
        self._marked = None

    async def play(self):
        """{figure: value} of the verdict."""
        try:
            for each in self.origins:
                each.start()
            for each in self.origins:
                await each.listening()
            await self.names.start()
            layout = self.scenario.layout(*(each.port for each in self.origins))
            if self.scenario.names:
                layout = replace(layout, resolver=self.names.port)
            # Beside the loop, in which the name server answers.
            loop = asyncio.get_running_loop()
            self.front = await loop.run_in_executor(
                None, self._make_front, layout, self._directory
            )
            self.clients = ClosedLoop(self.front.port)
            for lane in self.scenario.lanes:
                self.clients.begin(lane)
            await self.scenario.fault(self)
            await self.clients.end()
            return self._figures()
        finally:
            self._clear()

    def _clear(self):
        """A proxy that ended badly says so only once the rest is gone."""
        for each in self.origins:
            each.stop()
        self.names.stop()
        if self.front:
            self.front.stop()

    async def until(self, condition):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, "a condition of the scenario did not come true"
            await asyncio.sleep(0.01)

    async def pause(self, share):
        """For a share of the time that the clients ask."""
        await asyncio.sleep(self.seconds * share)

    def mark(self):
        """From here on `lost_after` counts."""
        self._marked = self.clients.asked()

    def _figures(self):
        ledgers = [each.ledger for each in self.origins]
        record = self.clients.record
        figures = asdict(judge(record, ledgers, self.scenario.excuse))
        if self._marked is not None:
            later = {
                asked: outcome
                for asked, outcome in record.outcomes.items()
                if int(asked[1]) > self._marked
            }
            figures["after"] = len(later)
            figures["lost_after"] = sum(outcome != OK for outcome in later.values())
        return figures


def play(scenario, proxy="crossfade", seconds=None):
    """The figures of one scenario in front of one proxy."""
    with tempfile.TemporaryDirectory(prefix="faults-") as directory:
        stage = Stage(scenario, FRONTS[proxy], Path(directory), seconds or scenario.seconds)
        return asyncio.run(stage.play())
