"""Every example configuration starts, with real backends in the place of those it names."""

import re

import pytest

from support.behaviours import receipt
from support.client import fetch
from support.crossfade import ROOT, run_crossfade
from support.ports import free_port

EXAMPLES = sorted((ROOT / "config/examples").glob("*.yaml"))
ENVIRONMENT = {"SANDBOX_TOKEN": "for-tests"}


def adapted(text, origin, directory):
    """The text with free ports, our backends and our directory, and where it listens."""
    listeners = []

    def listen(match):
        listeners.append(f"127.0.0.1:{free_port()}")
        return f"{match.group(1)}address: {listeners[-1]}"

    text = re.sub(r"(admin:\n\s+)address: \S+", listen, text)
    admin = listeners.pop() if listeners else f"127.0.0.1:{free_port()}"
    if "\nadmin:" not in text:
        text += f"\nadmin: {{address: {admin}}}\n"
    text = re.sub(r"(- name: \S+\n\s+)address: \S+", listen, text)
    text = re.sub(
        r"endpoints: \[[^\]]*\]", lambda _: f'endpoints: ["127.0.0.1:{origin(receipt).port}"]', text
    )
    text = re.sub(r"directory: \S+", f"directory: {directory}", text)
    return text, {
        "listeners": [
            {"name": str(number), "address": address} for number, address in enumerate(listeners)
        ],
        "admin": {"address": admin},
    }


def test_there_are_examples():
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.stem)
def test_the_file_as_it_is_passes_the_check(example):
    done = run_crossfade("check", "--config", example, env=ENVIRONMENT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda file: file.stem)
def test_it_serves(example, origin, crossfade, tmp_path):
    text, config = adapted(example.read_text(), origin, tmp_path / "reports")
    proxy = crossfade(config, ENVIRONMENT, prepare=lambda each: each.config_file.write_text(text))
    for target in ("/", "/orders/7", "/payments/1"):
        response = fetch(proxy.port, target=target, host="api.example.com")
        assert response.status == 200 and target.encode() in response.body
    assert fetch(proxy.port, "POST", "/orders", body=b"{}").status == 200
