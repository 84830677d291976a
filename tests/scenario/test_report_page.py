"""The HTML report of a real run in a real browser: from the verdict to the evidence."""

import subprocess
from pathlib import Path

import pytest

from support import reported
from support.waiting import PATIENCE

BROWSER = Path(__file__).resolve().parents[1] / "browser"


@pytest.mark.release_only
def test_a_reader_gets_from_the_verdict_to_a_recorded_pair(origin, crossfade, tmp_path):
    proxy = reported.run(origin, crossfade, tmp_path / "reports")
    page = tmp_path / "report.html"
    done = proxy.command("report", "--format", "html", "--output", str(page))
    assert done.returncode == 0, done.stderr
    walked = subprocess.run(
        ["node", BROWSER / "walk.mjs", page], capture_output=True, text=True, timeout=10 * PATIENCE
    )
    assert walked.stdout == "walked\n", walked.stdout + walked.stderr
