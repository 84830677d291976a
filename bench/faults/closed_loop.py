"""Clients that each wait for an answer before they ask again, over kept-alive connections. Every
request has an id of its own and ends in exactly one outcome."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from faults.connection import HUNG, OK, Connection
from support.waiting import PATIENCE

HUNG_AFTER = 0.4 * PATIENCE  # 8 seconds, and more where everything is slow


@dataclass(frozen=True)
class Lane:
    """What some of the clients ask for, and which of their outcomes nobody is blamed for."""

    prefix: str = "/"
    clients: int = 32
    methods: tuple = ("GET", "GET", "POST")  # each request draws one
    body: int = 1024  # bytes of a POST's body
    patience: float = HUNG_AFTER  # seconds without the end of an answer: hung
    may_fail: bool = False
    may_wait: bool = False  # hang


@dataclass
class Record:
    """What the clients saw; an id is of one lane."""

    outcomes: dict = field(default_factory=dict)  # (method, id) -> outcome
    lanes: dict = field(default_factory=dict)  # id -> lane
    latencies: dict = field(default_factory=dict)  # id -> milliseconds, of what went well
    statuses: Counter = field(default_factory=Counter)
    refused: int = 0  # connections, not requests


class ClosedLoop:
    def __init__(self, port):
        self.record = Record()
        self._port = port
        self._last = 0
        self._stopping = set()  # lanes
        self._departing = False
        self._tasks = {}  # by lane

    def begin(self, lane):
        self._tasks[lane] = [asyncio.create_task(self._run(lane)) for _ in range(lane.clients)]

    async def end(self, *lanes):
        """Lets what is under way end, each request within its patience; without lanes, all."""
        lanes = lanes or list(self._tasks)
        self._stopping.update(lanes)
        await asyncio.gather(*(task for lane in lanes for task in self._tasks[lane]))

    async def leave_when_refused(self):
        """From now on a client whose connection was closed and who gets no other is done."""
        self._departing = True
        await asyncio.gather(*(task for tasks in self._tasks.values() for task in tasks))

    def asked(self):
        return self._last

    async def _run(self, lane):
        connection = None
        while lane not in self._stopping:
            if connection is None:
                connection = await self._connect(lane.patience)
                if connection is None and self._departing:
                    return
                continue
            reusable = await self._ask(connection, lane)
            if not reusable:
                connection.close()
                connection = None
        if connection:
            connection.close()

    async def _ask(self, connection, lane):
        self._last += 1
        method, name = random.choice(lane.methods), str(self._last)
        self.record.lanes[name] = lane
        began = time.monotonic()
        body = b"" if method == "GET" else (name.encode() + b"\n").ljust(lane.body, b".")
        outcome, status, reusable = await connection.ask(
            method, lane.prefix, name, body, lane.patience
        )
        self.record.outcomes[method, name] = outcome
        if status:
            self.record.statuses[status] += 1
        if outcome == OK:
            self.record.latencies[name] = (time.monotonic() - began) * 1000
        return reusable and outcome != HUNG

    async def _connect(self, patience):
        loop = asyncio.get_running_loop()
        try:
            _, connection = await asyncio.wait_for(
                loop.create_connection(Connection, "127.0.0.1", self._port), patience
            )
            return connection
        except (OSError, asyncio.TimeoutError):
            self.record.refused += 1
            await asyncio.sleep(0.01)
            return None
