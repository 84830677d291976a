"""The proxy under test as a process: started, awaited, and judged when it ends."""

import json
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

from support.admin import Admin
from support.waiting import PATIENCE, eventually

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("CROSSFADE_BINARY", ROOT / "build/crossfade"))

_SANITIZER = re.compile(r"(Address|Thread|Leak|UndefinedBehavior)Sanitizer|runtime error:")

crashes = []  # of the whole run: what a sanitizer said, and ends by a signal


def run_crossfade(*arguments, **more):
    """A command that ends by itself; its CompletedProcess, with text."""
    done = subprocess.run(
        [BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE * 3, **more
    )
    judge_end(done.returncode, done.stderr)
    return done


def judge_end(code, stderr):
    """Fails, and the whole run with it, if it did not end by itself or a sanitizer spoke."""
    if code is not None and code < 0 or _SANITIZER.search(stderr):
        crashes.append(f"exit code {code}: {stderr[-20_000:]}")
        raise AssertionError(crashes[-1])


class Crossfade:
    def __init__(self, config, directory, environment=None):
        self.config = config
        self.directory = Path(directory)
        self.config_file = self.directory / "crossfade.yaml"
        self.access_log_file = self.directory / "access.jsonl"
        self.stderr_file = self.directory / "stderr.txt"
        self.config.setdefault("access_log", {"path": str(self.access_log_file)})
        self.environment = os.environ | (environment or {})
        self.process = None

    @property
    def port(self):
        return _port_of(self.config["listeners"][0])

    def port_of(self, listener):
        return next(_port_of(each) for each in self.config["listeners"] if each["name"] == listener)

    @property
    def admin(self):
        return Admin(_port_of(self.config["admin"]))

    def write(self, config=None):
        """Writes the configuration in place."""
        self.config = config or self.config
        self.config_file.write_text(json.dumps(self.config, indent=1))

    def start(self, prepare=None):
        """`prepare(self)` lays out the file instead of a plain write."""
        (prepare or Crossfade.write)(self)
        self.launch()
        eventually(self._ready, "readyz")
        return self

    def launch(self, *options, through=()):
        """The process, not waited for; `through` is a command that runs it."""
        with open(self.stderr_file, "ab") as stderr:
            self.process = subprocess.Popen(
                [*through, BINARY, "run", "--config", self.config_file, *options],
                stdout=stderr,
                stderr=stderr,
                env=self.environment,
                cwd=self.directory,
            )

    def take_over(self):
        """Another process takes the place of this one. The old one, which drains."""
        before = self.process
        self.launch("--takeover")

        def took_over():
            assert self.process.poll() is None, self.stderr()
            try:
                status = self.admin.status()
            except OSError:  # the old one's, which is ending
                return False
            return status["taken_over"] and status["taken_over"]["pid"] == before.pid

        eventually(took_over, "the takeover")
        return before

    def _ready(self):
        assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.stderr()}"
        return self.admin.is_ready()

    def stderr(self):
        return self.stderr_file.read_text(errors="replace")

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self):
        """The exit code."""
        return self.process.wait(PATIENCE * 2)

    def stop(self):
        """Drains and ends; what it leaves behind must be clean."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        try:
            code = self.wait()
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"did not end on SIGTERM: {self.stderr()}") from None
        self.process = None
        judge_end(code, self.stderr())
        assert code == 0, f"exit code {code}: {self.stderr()}"

    def resident_kib(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))

    def access_lines(self):
        if not self.access_log_file.exists():
            return []
        whole = self.access_log_file.read_text().split("\n")[:-1]
        return [json.loads(line) for line in whole]

    def await_access_line(self, **members):
        """The first line of the access log that has these members."""

        def find():
            return next(
                (line for line in self.access_lines() if members.items() <= line.items()), None
            )

        return eventually(find, f"an access log line with {members}")

    def mismatches(self):
        """The records of the mismatch log."""
        log = Path(self.config["reports"]["directory"]) / "mismatches.jsonl"
        if not log.exists():
            return []
        return [json.loads(line) for line in log.read_text().split("\n")[:-1]]

    def command(self, *arguments):
        """A command of the same binary, on this proxy's configuration."""
        return run_crossfade(arguments[0], "--config", self.config_file, *arguments[1:])


def _port_of(section):
    return int(section["address"].rsplit(":", 1)[1])


def missing_binary():
    """What to say if there is nothing to test, else nothing."""
    return None if shutil.which(str(BINARY)) else f"{BINARY} is not built; tests/run.sh builds it"
