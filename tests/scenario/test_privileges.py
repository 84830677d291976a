"""It needs no privilege to serve, starts no process, and writes nowhere but where it was told to."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

from support.admin import Admin
from support.behaviours import fixed
from support.client import fetch
from support.configuration import configuration, mirror, route
from support.crossfade import BINARY
from support.waiting import PATIENCE, eventually

NOBODY = 65534

pytestmark = [
    pytest.mark.release_only,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else"),
]


@pytest.fixture
def place():
    """A directory that everybody can enter and only nobody can write to."""
    directory = Path(tempfile.mkdtemp(prefix="crossfade-"))
    shutil.copy(BINARY, directory / "crossfade")
    (directory / "state").mkdir()
    os.chown(directory / "state", NOBODY, NOBODY)
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


def test_an_unprivileged_process_serves_mirrors_and_reports(origin, place):
    backends = {"legacy": origin(fixed(b"a")), "shadow": origin(fixed(b"b"))}
    state = place / "state"
    reports = {"directory": str(state / "reports")}
    config = configuration(backends, [route(mirrors=[mirror()])], reports=reports)
    config["access_log"] = {"path": str(state / "access.jsonl")}
    file = place / "crossfade.yaml"
    file.write_text(json.dumps(config))
    admin = Admin(int(config["admin"]["address"].rsplit(":", 1)[1]))
    trace = place / "trace.txt"
    command = ["strace", "-f", "-qq", "-e", "trace=openat,mkdir,rename,execve,fork,vfork,clone"]
    process = subprocess.Popen(
        [*command, "-o", trace, "-u", "nobody", place / "crossfade", "run", "--config", file],
        stderr=subprocess.DEVNULL,
        cwd=place,
    )
    try:
        eventually(admin.is_ready, "ready")
        port = int(config["listeners"][0]["address"].rsplit(":", 1)[1])
        assert fetch(port).body == b"a"
        assert admin.await_verdicts(1).verdicts == {"mismatch": 1}
    finally:
        for child in children_of(process.pid):
            os.kill(child, signal.SIGTERM)
        process.wait(PATIENCE)
    lines = trace.read_text().splitlines()
    assert len([line for line in lines if "execve(" in line]) == 1, "it started a process"
    assert not [line for line in lines if " fork(" in line or " vfork(" in line]
    written = [line for line in lines if "O_WRONLY" in line or "O_RDWR" in line]
    elsewhere = [line for line in written if str(state) not in line and "= -1" not in line]
    assert written and elsewhere == []
    assert not [line for line in lines if "mkdir(" in line and str(state) not in line]
    assert (state / "access.jsonl").read_text().count("\n") == 1


def children_of(pid):
    return map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
