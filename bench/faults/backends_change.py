"""Scenarios in which what is known of a backend changes: its name, its health, its limits, who
answers in its place. Those of which the peers know nothing are Crossfade's alone."""

import asyncio
import signal
from dataclasses import replace

from faults import name_server
from faults.closed_loop import Lane
from faults.layout import Backend, Layout
from faults.scenario import CLIENTS, Scenario, one_backend

OLD, NEW = "127.0.0.2", "127.0.0.3"


async def move(stage):
    """The old address stays until the new one is used, as in every careful deployment."""
    old, new = stage.origins
    await stage.pause(0.3)
    stage.names.addresses = (NEW,)
    await stage.until(lambda: new.has_executed())
    await stage.pause(0.2)
    await old.end()
    await stage.pause(0.5)


async def fail_names(stage):
    """Each way to fail for long enough that the TTL ends."""
    for code, silent in (
        (name_server.SERVER_FAILURE, False),
        (name_server.NO_SUCH_NAME, False),
        (name_server.NO_ERROR, True),
    ):
        stage.names.code, stage.names.silent = code, silent
        asked = stage.names.asked
        await stage.until(lambda: stage.names.asked > asked)  # noqa: B023  # awaited here
        await stage.pause(0.2)


async def leave_by_health(stage):
    """An endpoint says that it is not well, is ended for good when it is spared, and comes back."""
    origin = stage.origins[0]
    endpoint = f"127.0.0.1:{origin.port}"
    await stage.pause(0.2)
    origin.send(signal.SIGHUP)
    await stage.until(lambda: not stage.front.is_healthy(endpoint))
    await stage.until(lambda: stage.front.in_flight_at_rest())
    await origin.end(signal.SIGKILL)
    await stage.pause(0.2)
    before = origin.has_executed()
    origin.start()
    await stage.until(lambda: origin.has_executed() > before)


async def die_for_good(stage):
    await stage.pause(0.3)
    await stage.origins[0].end(signal.SIGKILL)
    await stage.pause(0.7)


async def nothing(stage):
    await stage.pause(1)


def named(old, new):
    del new  # the same port at another address
    return Layout({"legacy": Backend((old,), host="app.test")}, {"/": "legacy"})


def with_fallback(new, legacy):
    split = {"new": "100%", "legacy": "0%"}
    fallback = {"to": "legacy", "methods": ["GET", "POST"]}
    return Layout(
        {"new": Backend((new,)), "legacy": Backend((legacy,))},
        {"/": "new"},
        crossfade_routes={"/": {"split": split, "fallback": fallback}},
    )


def one_at_a_time(port):
    limits = {"requests": 1, "pending": 1024}
    timeouts = {"pending": "60s"}
    return one_backend(port, crossfade={"limits": limits, "timeouts": timeouts})


def checked(*ports):
    health = {"path": "/health", "interval": "100ms", "timeout": "100ms", "unhealthy": 1}
    return one_backend(*ports, crossfade={"health": health | {"healthy": 1}})


SCENARIOS = {
    "name-moves": Scenario(
        "the backend's name gets another address, and then the old one is gone",
        move,
        origins=(("fine", 1, OLD), ("fine", 1, NEW)),
        same_port=True,
        layout=named,
        names=(OLD,),
        seconds=5,
    ),
    "names-fail": Scenario(
        "the name server says SERVFAIL, then NXDOMAIN, then nothing",
        fail_names,
        origins=(("fine", 1, OLD),),
        layout=lambda port: named(port, port),
        names=(OLD,),
        seconds=5,
    ),
    "fallback": Scenario(
        "the new backend dies for good and legacy answers in its place",
        die_for_good,
        layout=with_fallback,
        gates={"lost_post": CLIENTS},
        crossfade_only=True,
        seconds=5,
    ),
    "pending": Scenario(
        "1 000 clients and a backend that takes one request at a time",
        nothing,
        origins=(("fine",),),
        layout=one_at_a_time,
        lanes=(Lane(clients=1000, methods=("GET",), patience=60),),
        crossfade_only=True,
        seconds=3,
    ),
}
