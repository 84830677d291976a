"""The three proxies in front of the same origins, each configured as its manual advises for that:
kept-alive backend connections, retries, two loops or processes, graceful reloads and ends."""

import json
import shutil
import signal
import socket
import subprocess
import time

from support.configuration import configuration, route
from support.crossfade import Crossfade
from support.ports import free_port


def milliseconds(seconds):
    return f"{seconds * 1000:.0f}ms"


class CrossfadeFront:
    def __init__(self, layout, directory):
        backends = {
            name: {
                "endpoints": [f"{each.host}:{port}" for port in each.ports],
                "timeouts": dict.fromkeys(("response", "idle"), milliseconds(each.response)),
            }
            | each.crossfade
            for name, each in layout.backends.items()
        }
        routes = [
            route(f"to-{name}", prefix, {name: "100%"}) | layout.crossfade_routes.get(prefix, {})
            for prefix, name in layout.routes.items()
        ]
        more = layout.crossfade
        if layout.resolver:
            more = {"resolver": {"servers": [f"127.0.0.1:{layout.resolver}"]}} | more
        config = configuration(backends, routes, **more)
        self.proxy = Crossfade(config, directory).start()
        self.port = self.proxy.port
        self._reloads = 0

    def pids(self):
        return [self.proxy.process.pid]

    def reload(self, broken=False):
        """A rename, which is noticed by itself, and SIGHUP: both at once must do no harm."""
        self._reloads += 1
        config = self.proxy.config | {"salt": f"salt {self._reloads}"}
        if broken:
            config |= {"routes": [{"name": "nowhere", "split": {"nobody": "100%"}}]}
        fresh = self.proxy.config_file.with_suffix(".new")
        fresh.write_text(json.dumps(config))
        fresh.rename(self.proxy.config_file)
        self.proxy.signal(signal.SIGHUP)

    def drain(self):
        self.proxy.signal(signal.SIGTERM)

    def has_ended(self):
        return self.proxy.process.poll() is not None

    def stop(self):
        self.proxy.stop()


class Peer:
    """A proxy that is only compared with."""

    def __init__(self, layout, directory):
        self.directory = directory
        self.port = free_port()
        self.file = directory / "configuration"
        self.text = self.written(layout)
        self.file.write_text(self.text)
        directory.chmod(0o755)  # nginx' workers are another user
        with open(directory / "output", "wb") as output:
            self.process = subprocess.Popen(
                self.command(), stdout=output, stderr=output, cwd=directory
            )
        deadline = time.monotonic() + 20
        while not self._listening():
            assert self.process.poll() is None, (directory / "output").read_text()
            assert time.monotonic() < deadline, f"{self.command()[0]} does not listen"
            time.sleep(0.01)

    def _listening(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def pids(self):
        """The processes that serve, which are children of the first."""
        children = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        with open(children) as file:
            return [int(each) for each in file.read().split()] or [self.process.pid]

    def reload(self, broken=False):
        self.file.write_text(self.text + ("\nnonsense {" if broken else ""))
        self.process.send_signal(self.reloads)

    def drain(self):
        self.process.send_signal(self.drains)

    def has_ended(self):
        return self.process.poll() is not None

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class NginxFront(Peer):
    reloads = signal.SIGHUP
    drains = signal.SIGQUIT

    def command(self):
        binary = shutil.which("nginx") or "/usr/sbin/nginx"
        return [binary, "-p", self.directory, "-e", "error.log", "-c", self.file]

    def written(self, layout):
        upstreams = "\n".join(
            f"upstream {name} {{ {servers(each)} keepalive 128; }}"
            for name, each in layout.backends.items()
        )
        # A name is asked about again only where it comes from a variable.
        locations = "\n".join(
            f"location {prefix} {{ {passed_to(name, layout)}"
            f" proxy_read_timeout {milliseconds(layout.backends[name].response)};"
            f" proxy_send_timeout {milliseconds(layout.backends[name].response)}; }}"
            for prefix, name in layout.routes.items()
        )
        return f"""
daemon off;
user root;
worker_processes 2;
pid {self.directory}/nginx.pid;
error_log {self.directory}/error.log crit;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    keepalive_requests 1000000000;
    {f"resolver 127.0.0.1:{layout.resolver} valid=1s ipv6=off;" if layout.resolver else upstreams}
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_connect_timeout 1s;
    server {{
        listen 127.0.0.1:{self.port};
        {locations}
    }}
}}
"""


def passed_to(name, layout):
    if not layout.resolver:
        return f"proxy_pass http://{name};"
    backend = layout.backends[name]
    return f"set $target http://{backend.host}:{backend.ports[0]}; proxy_pass $target;"


def servers(backend):
    return " ".join(f"server {backend.host}:{port};" for port in backend.ports)


class HaproxyFront(Peer):
    reloads = signal.SIGUSR2
    drains = signal.SIGUSR1

    def command(self):
        binary = shutil.which("haproxy") or "/usr/sbin/haproxy"
        return [binary, "-W", "-db", "-f", self.file]

    def written(self, layout):
        chosen = "\n    ".join(
            f"use_backend {name} if {{ path_beg {prefix} }}"
            for prefix, name in layout.routes.items()
        )
        names = ["resolvers names", f"nameserver one 127.0.0.1:{layout.resolver}", "hold valid 1s"]
        more = " resolvers names init-addr none resolve-prefer ipv4" if layout.resolver else ""
        backends = "\n".join(
            self.backend(name, each, more) for name, each in layout.backends.items()
        )
        if layout.resolver:
            backends += "\n" + "\n    ".join(names)
        return f"""
global
    nbthread 2
    maxconn 4096
    stats socket {self.directory}/socket mode 600 level admin expose-fd listeners
defaults
    mode http
    http-reuse safe
    retries 3
    option redispatch
    timeout connect 1s
    timeout client 60s
frontend faults
    bind 127.0.0.1:{self.port}
    {chosen}
{backends}
"""

    def backend(self, name, backend, more):
        lines = [f"backend {name}", f"timeout server {milliseconds(backend.response)}"]
        lines += [
            f"server s{number} {backend.host}:{port}{more}"
            for number, port in enumerate(backend.ports)
        ]
        return "\n    ".join(lines)


FRONTS = {"crossfade": CrossfadeFront, "nginx": NginxFront, "haproxy": HaproxyFront}
