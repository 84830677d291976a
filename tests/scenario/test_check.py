"""`check` says of a configuration what a start would do with it: the same verdict, the same words."""

import json
import signal
import subprocess

import pytest

from support.admin import Admin
from support.configuration import configuration, mirror, route
from support.crossfade import BINARY, run_crossfade
from support.ports import free_port
from support.waiting import PATIENCE, eventually

GOOD = {
    "plain": {},
    "reports": {"reports": {"directory": "reports"}},
    "a log": {"access_log": {"path": "access.jsonl"}},
    "no admin": {"admin": None},
    "nobody routed": {"routes": []},
    "what is done about failures": {
        "resolver": {"servers": ["127.0.0.1"]},
        "routes": [route() | {"retry": "off", "fallback": {"to": "legacy"}, "split": {"new": 1}}],
        "backends": {
            "legacy": {"endpoints": ["127.0.0.1:1"], "balance": "hash", "outlier": "off"},
            "new": {"endpoints": ["127.0.0.1:2"], "health": {"path": "/"}, "limits": {"pending": 0}},
        },
    },
}
BAD = {
    "an unknown key": {"listener": []},
    "no listener": {"listeners": []},
    "an unknown backend": {"routes": [route(split={"nobody": 1})]},
    "an unknown shadow": {"routes": [route(mirrors=[mirror("nobody")])]},
    "a fallback that is nobody": {"routes": [route() | {"fallback": {"to": "nobody"}}]},
    "a fallback to itself": {"routes": [route() | {"fallback": {"to": "legacy"}}]},
    "shares that do not add up": {"routes": [route(split={"legacy": "99%"})]},
    "two routes of one name": {"routes": [route(), route()]},
    "an open admin": {"admin": {"address": "0.0.0.0:9900"}},
    "a size of the wrong kind": {"drain_timeout": "64KiB"},
    "a variable that is not set": {"salt": "${NOBODY_SET_THIS}"},
    "a file that is not there": {"salt": "${file:/nonexistent/salt}"},
    "a pattern that is none": {"routes": [route() | {"match": {"path": {"regex": "("}}}]},
    "a log where no directory is": {"access_log": {"path": "/nonexistent/access.jsonl"}},
    "reports where none can be": {"reports": {"directory": "/etc/hostname/reports"}},
    "a certificate that is not there": {
        "listeners": [
            {
                "name": "public",
                "address": f"127.0.0.1:{free_port()}",
                "tls": {"certificates": [{"certificate": "/none.pem", "private_key": "/none.key"}]},
            }
        ]
    },
}


@pytest.fixture
def written(tmp_path):
    def write(change):
        config = configuration({"legacy": free_port()}, workers=1) | change
        file = tmp_path / "crossfade.yaml"
        given = {key: value for key, value in config.items() if value is not None}
        file.write_text(json.dumps(given))
        return file, config

    return write


@pytest.mark.parametrize("name", GOOD)
def test_what_is_fine_for_check_starts(written, tmp_path, name):
    file, config = written(GOOD[name])
    assert run_crossfade("check", "--config", file, cwd=tmp_path).returncode == 0
    with open(tmp_path / "stderr.txt", "w") as stderr:
        running = subprocess.Popen(
            [BINARY, "run", "--config", file], stderr=stderr, stdout=stderr, cwd=tmp_path
        )
    try:
        if config["admin"]:
            admin = Admin(int(config["admin"]["address"].rsplit(":", 1)[1]))
            eventually(admin.is_ready, "ready")
        else:
            eventually(lambda: "serving" in (tmp_path / "stderr.txt").read_text(), "serving")
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(PATIENCE) == 0


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_for_check_does_not_start_and_both_say_the_same(written, tmp_path, name):
    file, _ = written(BAD[name])
    checked = run_crossfade("check", "--config", file, cwd=tmp_path)
    started = run_crossfade("run", "--config", file, cwd=tmp_path)
    assert (checked.returncode, started.returncode) == (1, 1)
    said = {line.removeprefix("crossfade: ") for line in checked.stderr.splitlines()}
    assert {line.removeprefix("crossfade: ") for line in started.stderr.splitlines()} <= said
    assert started.stderr and said
