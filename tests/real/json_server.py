"""A migration between two real implementations of one API: npm's json-server 0.17.4 as legacy and
1.0.0-beta.15 as new, Crossfade in front, a mix of reads, then the mismatch report.

Needs node and npm:  python3 tests/real/json_server.py [--crossfade build/crossfade]
"""

import argparse
import http.client
import json
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = {"legacy": "0.17.4", "new": "1.0.0-beta.15"}

DATABASE = {
    "posts": [
        {"id": str(n), "title": f"Post {n}", "views": n * 37 % 1000, "authorId": str(n % 7)}
        for n in range(1, 61)
    ],
    "comments": [
        {"id": str(n), "body": f"Comment {n}", "postId": str(n % 60 + 1)} for n in range(1, 121)
    ],
    "profile": {"name": "typicode"},
}

# What clients of such an API ask for: single items, lists, filters, pages, sorts, relations, search.
TARGETS = (
    [f"/posts/{n}" for n in range(1, 61, 3)]
    + [f"/comments/{n}" for n in range(1, 121, 5)]
    + ["/posts", "/comments", "/profile", "/posts/9999", "/nothing", "/posts?authorId=3"]
    + ["/posts?_page=1", "/posts?_page=2&_limit=20", "/posts?_page=1&_per_page=10"]
    + ["/posts?_sort=views", "/posts?_sort=views&_order=desc", "/posts?_sort=-views"]
    + ["/posts?_start=10&_end=20", "/posts?_limit=5", "/posts?views_gte=500", "/posts?views_ne=37"]
    + ["/posts?title_like=Post%201", "/posts?q=Post", "/posts?_embed=comments"]
    + ["/comments?_expand=post", "/posts/1/comments", "/posts/1?_embed=comments"]
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_port(port, process):
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit(f"a server ended early with {process.returncode}")
        try:
            socket.create_connection(("localhost", port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("a server did not start")


def start_api(directory, name):
    home = directory / name
    home.mkdir()
    (home / "package.json").write_text("{}")
    (home / "db.json").write_text(json.dumps(DATABASE))
    package = f"json-server@{VERSIONS[name]}"
    subprocess.run(["npm", "install", "--silent", package], cwd=home, check=True)
    manifest = json.loads((home / "node_modules/json-server/package.json").read_text())
    entry = manifest["bin"]
    entry = entry if isinstance(entry, str) else next(iter(entry.values()))
    port = free_port()
    command = ["node", f"node_modules/json-server/{entry}", "db.json", "--port", str(port)]
    process = subprocess.Popen(command, cwd=home, stdout=subprocess.DEVNULL)
    await_port(port, process)
    return process, port


def configuration(directory, ports, own, admin):
    return {
        "listeners": [{"name": "public", "address": f"127.0.0.1:{own}"}],
        "admin": {"address": f"127.0.0.1:{admin}"},
        "backends": {
            name: {"endpoints": [f"localhost:{port}"]} for name, port in ports.items()
        },
        "routes": [
            {
                "name": "api",
                "match": {"path": {"prefix": "/"}},
                "split": {"legacy": "100%", "new": "0%"},
                "mirror": [{"to": "new", "methods": ["GET", "HEAD", "OPTIONS"]}],
            }
        ],
        "reports": {"directory": str(directory / "reports")},
    }


def send_traffic(port, rounds):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    for _ in range(rounds):
        for target in TARGETS:
            connection.request("GET", target, headers={"Accept": "application/json"})
            connection.getresponse().read()
    return rounds * len(TARGETS)


def await_verdicts(admin):
    for _ in range(300):
        connection = http.client.HTTPConnection("127.0.0.1", admin, timeout=20)
        connection.request("GET", "/api/v1/status")
        mirror = json.loads(connection.getresponse().read())["mirrors"]["api"]["new"]
        if mirror["pending"] == 0:
            return
        time.sleep(0.1)
    raise SystemExit("some pairs were never judged")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--crossfade", default=str(ROOT / "build/crossfade"))
    arguments.add_argument("--rounds", type=int, default=10)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        running = []
        try:
            ports = {}
            for backend in VERSIONS:
                process, ports[backend] = start_api(directory, backend)
                running.append(process)
            own, admin = free_port(), free_port()
            file = directory / "crossfade.yaml"
            file.write_text(json.dumps(configuration(directory, ports, own, admin)))
            proxy = subprocess.Popen([options.crossfade, "run", "--config", str(file)])
            running.append(proxy)
            await_port(own, proxy)
            sent = send_traffic(own, options.rounds)
            await_verdicts(admin)
            proxy.terminate()
            if proxy.wait(30) != 0:
                raise SystemExit("the proxy did not end cleanly")
            print(f"{sent} requests over {len(TARGETS)} targets\n", flush=True)
            subprocess.run([options.crossfade, "report", "--config", str(file)], check=True)
        finally:
            for process in running:
                process.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
