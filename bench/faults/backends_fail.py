"""Scenarios in which backends die, stand still, restart, reset, fall silent or misbehave."""

import signal
from dataclasses import replace

from faults.closed_loop import Lane
from faults.layout import Backend, Layout
from faults.scenario import CLIENTS, Scenario, one_backend

EVERY = 50  # requests, of which one meets a reset

# A response that is late may be tried elsewhere: what nginx does unless told otherwise.
RETRY_LATE = {"/": {"retry": {"on": ["unreachable", 504]}}}


async def nothing(stage):
    await stage.pause(1)


def ends_four_times(how):
    """One of two, by a signal."""

    async def fault(stage):
        origin = stage.origins[0]
        for _ in range(4):
            await stage.pause(0.12)
            await origin.end(how)
            await stage.pause(0.12)
            origin.start()
            await origin.listening()

    return fault


async def stand_still(stage):
    await stage.pause(0.2)
    stage.origins[0].send(signal.SIGSTOP)
    await stage.pause(0.4)
    stage.origins[0].send(signal.SIGCONT)
    await stage.pause(0.4)


async def fall_silent(stage):
    for _ in range(2):
        await stage.pause(0.3)
        stage.origins[0].send(signal.SIGUSR1)
    await stage.pause(0.4)


async def vanish(stage):
    await stage.pause(0.3)
    stage.origins[0].send(signal.SIGUSR2)
    await stage.pause(0.7)


def times_out_after_a_second(*ports):
    return replace(one_backend(*ports, response=1), crossfade_routes=RETRY_LATE)


def one_in_many(method, name):
    return int(name) % EVERY == 0


def one_post_in_many(method, name):
    return method == "POST" and one_in_many(method, name)


def good_and_bad(good, bad):
    return Layout(
        {"good": Backend((good,)), "bad": Backend((bad,), response=1)},
        {"/good/": "good", "/bad/": "bad"},
    )


def beside(behaviour, about, may_fail=True, body=1024):
    """The clients of the good backend must not notice the bad one."""
    bad = Lane("/bad/", clients=8, body=body, may_fail=may_fail)
    return Scenario(
        about,
        nothing,
        origins=(("fine",), (behaviour,)),
        layout=good_and_bad,
        lanes=(Lane("/good/", clients=24), bad),
        seconds=6,
    )


SCENARIOS = {
    "quiet": Scenario("nothing goes wrong", nothing, seconds=5),
    "kill": Scenario(
        "one of two endpoints is killed (SIGKILL) and started again, four times",
        ends_four_times(signal.SIGKILL),
        gates={"lost_post": 4 * CLIENTS},
    ),
    "restart": Scenario(
        "one of two endpoints ends gracefully and is started again, four times",
        ends_four_times(signal.SIGTERM),
    ),
    "stop": Scenario(
        "one of two endpoints stands still (SIGSTOP) for four tenths of the time", stand_still
    ),
    "stop-too-long": Scenario(
        "the same, and a response may take a second",
        stand_still,
        layout=times_out_after_a_second,
        gates={"lost_post": CLIENTS},
    ),
    "races": Scenario(
        "the origin closes 0 to 4 ms after each response, whatever is under way",
        nothing,
        origins=(("races",),),
        gates={"lost_post": None},
    ),
    "reset-response": Scenario(
        "one of two endpoints resets every 50th response in its middle",
        nothing,
        origins=(("reset-response", EVERY), ("fine",)),
        excuse=one_in_many,
    ),
    "reset-request": Scenario(
        "one of two endpoints resets every 50th POST in its middle",
        nothing,
        origins=(("reset-request", EVERY), ("fine",)),
        lanes=(Lane(clients=CLIENTS, body=128 * 1024),),
        excuse=one_post_in_many,
    ),
    "half-open": Scenario(
        "an endpoint's open connections fall silent, twice; new ones work",
        fall_silent,
        layout=times_out_after_a_second,
        gates={"lost_post": 2 * CLIENTS},
    ),
    "vanish": Scenario(
        "one of two endpoints is gone without a packet: open connections and new ones",
        vanish,
        layout=times_out_after_a_second,
        gates={"lost_post": 2 * CLIENTS},
    ),
    "slow": beside("slow", "beside a backend that takes 300 ms", may_fail=False),
    "never-answers": beside("never-answers", "beside a backend that never answers"),
    "never-reads": beside("never-reads", "beside a backend that never reads", body=1 << 20),
    "drips": beside("drips", "beside a backend that answers a byte each 50 ms", may_fail=False),
}
