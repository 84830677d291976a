"""What a scenario plays on: the origins as processes, a proxy in front, and the clients."""

import asyncio
import tempfile
from dataclasses import asdict
from pathlib import Path

from faults.closed_loop import ClosedLoop
from faults.connection import OK
from faults.fronts import FRONTS
from faults.ledger import judge
from faults.origin_process import OriginProcess


class Stage:
    """`seconds` is about how long the clients ask."""

    def __init__(self, scenario, make_front, directory, seconds):
        self.scenario = scenario
        self.seconds = seconds
        self.origins = [OriginProcess(directory, *each) for each in scenario.origins]
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
            layout = self.scenario.layout(*(each.port for each in self.origins))
            self.front = self._make_front(layout, self._directory)
            self.clients = ClosedLoop(self.front.port)
            for lane in self.scenario.lanes:
                self.clients.begin(lane)
            await self.scenario.fault(self)
            await self.clients.end()
            return self._figures()
        finally:
            if self.front:
                self.front.stop()
            for each in self.origins:
                each.stop()

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
