"""What a process used up, by the kernel's accounts."""

import os
from pathlib import Path


def cpu_seconds(proxy):
    """Of all threads, in user and kernel mode."""
    fields = Path(f"/proc/{proxy.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
