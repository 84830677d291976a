"""The fault scenarios of bench/faults in short. Every request has an id, which the backend writes
down before it answers: nothing may be lost, done twice or answered wrongly beyond what a scenario
says. How much and how fast is the benchmark's affair."""

import asyncio

import pytest

from faults.fronts import CrossfadeFront
from faults.scenarios import SCENARIOS
from faults.stage import Stage

SECONDS = {"stop-too-long": 3, "half-open": 3, "vanish": 2, "reload": 2, "slow": 1}

NAMES = [name for name in SCENARIOS if name not in ("quiet", "memory")]


def play(name, directory):
    stage = Stage(SCENARIOS[name], CrossfadeFront, directory, SECONDS.get(name, 1.5))
    return stage, asyncio.run(stage.play())


@pytest.mark.ledger
@pytest.mark.parametrize("name", NAMES)
def test_what_the_ledger_says(name, tmp_path):
    _, figures = play(name, tmp_path)
    assert SCENARIOS[name].missed(figures) == {}, figures
    assert figures["ok"] > 0


@pytest.mark.release_only  # a sanitizer's own memory is not to be limited
def test_a_lack_of_memory_is_survived_and_ends(tmp_path):
    _, figures = play("memory", tmp_path)
    assert SCENARIOS["memory"].missed(figures) == {}, figures


@pytest.mark.ledger
def test_whom_the_fallback_answered_stands_in_the_access_log(tmp_path):
    stage, figures = play("fallback", tmp_path)
    lines = stage.front.proxy.access_lines()
    replaced = [line for line in lines if line["fallback_from"] == "new"]
    assert len(lines) == figures["requests"]
    assert replaced and {line["backend"] for line in replaced} == {"legacy"}
