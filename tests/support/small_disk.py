"""A disk of its own that a test can fill and empty again."""

import os
import subprocess


class SmallDisk:
    """A mounted tmpfs; whoever writes to it when it is full gets ENOSPC, as from any other disk."""

    def __init__(self, directory, size="4m"):
        self.path = directory
        directory.mkdir()
        options = f"size={size},mode=0700"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", directory], check=True)
        self._filling = directory / "filling"

    def fill(self):
        """Until not a byte more goes in, also not at the end of a page that is there."""
        with open(self._filling, "ab", buffering=0) as file:
            for size in (1 << 20, 4096, 1):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError:
                    pass

    def make_room(self):
        self._filling.unlink()

    def stop(self):
        subprocess.run(["umount", "--lazy", self.path], check=True)


def may_mount():
    return os.geteuid() == 0
