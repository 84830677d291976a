"""What the soak runs on: two backends of two endpoints, three shadows, and the proxy in front."""

import json
import random
import signal
from pathlib import Path

from faults.origin_process import OriginProcess
from support.configuration import backend, configuration, mirror, route
from support.crossfade import Crossfade
from support.ports import free_port
from support.tls import Authority
from support.waiting import eventually

MIB = 1024 * 1024
STORE = 16 * MIB  # what the report store keeps; it is looked at once a minute
LOG = MIB  # of one mismatch log
LOGS = 2
BROKEN = (
    "{",
    json.dumps({"routes": [route("nowhere", split={"nobody": "100%"})]}),
    json.dumps({"listeners": [{"name": "x", "address": "127.0.0.1:99999"}]}),
)


class Endpoint(OriginProcess):
    program = Path(__file__).with_name("origin.py")


class Stage:
    def __init__(self, directory):
        self.directory = directory
        self.live = {
            "legacy": [Endpoint(directory), Endpoint(directory)],
            "new": [Endpoint(directory), Endpoint(directory)],
        }
        self.healthy = Endpoint(directory, "differs", 20)
        self.flapping = Endpoint(directory)
        self.silent = Endpoint(directory, "never-answers")
        self.authority = Authority(directory)
        self.identities = [
            self.authority.issue("soak", ["soak.test"], label=label) for label in ("a", "b")
        ]
        self.served = self.authority.issue("soak", ["soak.test"], label="served")
        self.proxy = Crossfade(self._configuration(), directory)

    def endpoints(self):
        return [each for backend in self.live.values() for each in backend]

    def origins(self):
        return [*self.endpoints(), self.healthy, self.flapping, self.silent]

    def ledgers(self):
        return [each.ledger for each in self.endpoints()]

    def start(self):
        for each in self.origins():
            each.start()
        for each in self.origins():
            eventually(each.listens, "an endpoint listens")
        self.proxy.start()

    def stop_origins(self):
        for each in self.origins():
            each.stop()

    @property
    def tls_port(self):
        return self.proxy.port_of("secure")

    def write(self, text):
        """In one step, as the file watch expects it."""
        fresh = self.proxy.config_file.with_suffix(".new")
        fresh.write_text(text)
        fresh.rename(self.proxy.config_file)

    def reload(self):
        """Something else each time, by one of the ways."""
        changed = dict(self.proxy.config)
        changed["salt"] = f"salt {random.random()}"
        changed["comparison"] = {"threads": 1, "queue": random.randint(64, 1024)}
        listener = dict(changed["listeners"][0])
        listener["limits"] = listener["limits"] | {"headers": random.randint(50, 100)}
        changed["listeners"] = [listener, *changed["listeners"][1:]]
        if random.random() < 0.5:
            extra = route(f"extra-{random.randint(1, 9)}", "/extra")
            changed["routes"] = [*changed["routes"], extra]
        self.write(json.dumps(changed))
        if random.random() < 0.5:
            self.proxy.signal(signal.SIGHUP)
        else:
            self.proxy.admin.reload()

    def reload_broken(self):
        self.write(random.choice(BROKEN))
        self.proxy.admin.refused_reload()

    def change_split(self):
        admin = self.proxy.admin
        if random.random() < 0.2:
            admin.restore_split("all")
            return
        share = random.randint(0, 100)
        admin.set_split("all", legacy=f"{100 - share}%", new=f"{share}%")

    def store_bytes(self):
        return sum(each.stat().st_size for each in self._reports().rglob("*") if each.is_file())

    def _reports(self):
        return self.directory / "reports"

    def _configuration(self):
        written = configuration(
            {name: live_backend(endpoints) for name, endpoints in self.live.items()}
            | {
                "healthy": shadow_backend(self.healthy),
                "flapping": shadow_backend(self.flapping),
                "silent": shadow_backend(self.silent),
            },
            [the_route()],
            limits={"idle_timeout": "5s", "header_timeout": "20s"},
            drain_timeout="20s",
            reports={
                "directory": str(self._reports()),
                "retention": {"age": "1h", "size": STORE},
                "log": {"size": LOG, "files": LOGS},
            },
        )
        written["listeners"].append(
            {
                "name": "secure",
                "address": f"127.0.0.1:{free_port()}",
                "tls": {"certificates": [self.served.files], "ticket_rotation": "10m"},
                "limits": {"idle_timeout": "5s", "header_timeout": "20s"},
            }
        )
        return written


def live_backend(endpoints):
    return backend(
        *(each.port for each in endpoints),
        balance="least_requests",
        health={"path": "/health", "interval": "500ms", "timeout": "500ms"},
        outlier={"ejection": "2s", "max_ejection": "5s"},
        timeouts={"connect": "8s", "response": "20s", "idle": "3s", "pending": "10s"},
    )


def shadow_backend(endpoint):
    return backend(endpoint.port, outlier="off", timeouts={"idle": "3s"})


def the_route():
    changing = ["GET", "HEAD", "POST", "PUT"]
    limits = {"timeout": "1s", "memory": "16MiB"}
    return route(
        split={"legacy": "60%", "new": "40%"},
        key=[{"header": "X-User"}, {"client_address": True}],
        fallback={"to": "legacy", "methods": changing},
        mirrors=[
            mirror("healthy", methods=changing, limits={"memory": "16MiB", "timeout": "5s"}),
            mirror("flapping", sample="50%", methods=changing, limits=limits),
            mirror("silent", sample="20%", limits=limits, breaker={"pause": "2s"}),
        ],
    )
