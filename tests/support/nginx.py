"""A real nginx as a backend: static files and a few fixed answers, in a directory of its own."""

import shutil
import signal
import socket
import subprocess

from support.ports import free_port
from support.waiting import PATIENCE, eventually


class Nginx:
    def __init__(self, directory, locations="", tls=None):
        """`locations` is text for the server block, beside the static files in `root`; `tls` is who
        it says it is."""
        self.directory = directory
        self.root = directory / "root"
        self.root.mkdir(parents=True)
        self.port = free_port()
        self._write(locations, tls)
        directory.chmod(0o755)  # the workers run as another user if the tests run as root
        binary = shutil.which("nginx") or "/usr/sbin/nginx"
        self._process = subprocess.Popen(
            [
                binary,
                "-p",
                directory,
                "-e",
                directory / "error.log",
                "-c",
                directory / "nginx.conf",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        eventually(self._listening, "nginx listens")

    def _write(self, locations, tls):
        if tls:
            locations += f"""
        ssl_certificate {tls.certificate};
        ssl_certificate_key {tls.key};
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_session_cache shared:tls:1m;"""
        places = "\n".join(
            f"{kind}_temp_path {self.directory}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (self.directory / "nginx.conf").write_text(
            f"""
daemon off;
user root;
worker_processes 1;
pid {self.directory}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    {places}
    default_type application/json;
    client_max_body_size 0;
    server {{
        listen 127.0.0.1:{self.port}{" ssl" if tls else ""};
        root {self.root};
        location = /said {{ return 200 "$request_method $request_uri $http_host $http_via\\n"; }}
        {locations}
    }}
}}
"""
        )

    def _listening(self):
        assert self._process.poll() is None, (self.directory / "error.log").read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def write(self, path, content):
        """A static file."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(PATIENCE)
