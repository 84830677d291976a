"""curl as a client that others wrote."""

import subprocess

from support.waiting import PATIENCE


def curl(*arguments, data=None):
    """Standard output; fails if curl does."""
    done = subprocess.run(
        [
            "curl",
            "--silent",
            "--show-error",
            "--max-time",
            str(PATIENCE * 2),
            "--noproxy",
            "*",
            *map(str, arguments),
        ],
        input=data,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
