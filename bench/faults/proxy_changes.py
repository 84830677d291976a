"""Scenarios in which the proxy itself is reloaded or ended under load."""

import asyncio

from faults.closed_loop import Lane
from faults.layout import Backend, Layout
from faults.scenario import Scenario


async def reload(stage):
    """Five a second; the third is refused, and each fifth from there on."""
    for number in range(int(stage.seconds * 5)):
        stage.front.reload(broken=number % 5 == 2)
        await asyncio.sleep(0.2)


async def drain(stage):
    """The clients go on until they find the door closed."""
    await stage.pause(0.8)
    stage.front.drain()
    await stage.clients.leave_when_refused()
    while not stage.front.has_ended():
        await asyncio.sleep(0.01)


SCENARIOS = {
    "reload": Scenario("five reloads a second, one in five of a broken file", reload, seconds=40),
    "drain": Scenario(
        "the proxy is told to end with responses of 300 ms under way, and others",
        drain,
        origins=(("slow",), ("fine",)),
        layout=lambda slow, fine: Layout(
            {"slow": Backend((slow,)), "fine": Backend((fine,))},
            {"/slow/": "slow", "/fine/": "fine"},
        ),
        lanes=(Lane("/slow/", clients=16), Lane("/fine/", clients=16)),
        seconds=3,
    ),
}
