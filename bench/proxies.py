"""How each proxy is set up for a workload: one worker, no logs, kept-alive backend connections."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from workloads import Workload, route_prefixes

CIPHER = "TLS_AES_128_GCM_SHA256"  # which Crossfade prefers, and is cheapest: the same for all
MANY = 1_000_000_000  # requests per connection: nginx ends it after 1000 else


@dataclass(frozen=True)
class Ports:
    proxy: int
    legacy: int
    new: int
    shadow: int
    admin: int = 0  # of Crossfade; 0: none


def certificate(directory: Path):
    """A file; the key, on the curve that handshakes are cheapest with, stands beside it in .key."""
    file = directory / "server.pem"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subject = ["-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", f"{file}.key", "-out", str(file)]
    subprocess.run(
        ["openssl", "req", "-x509", *curve, *subject, *files], capture_output=True, check=True
    )
    return file


def crossfade_listener(workload, ports, directory):
    listener = {"name": "bench", "address": f"127.0.0.1:{ports.proxy}"}
    if workload.tls:
        file = certificate(directory)
        pair = {"certificate": str(file), "private_key": f"{file}.key"}
        listener["tls"] = {"certificates": [pair], "min_version": "1.3"}
    return listener


def crossfade(workload: Workload, ports: Ports, directory: Path, binary: str):
    route = {"split": {"legacy": "99%", "new": "1%"} if workload.split else {"legacy": "100%"}}
    if workload.split:
        route["key"] = [{"cookie": "session_id"}]
    if workload.mirror:
        limits = {"in_flight": 4096}  # every request has to be mirrored, or the row means nothing
        route["mirror"] = [
            {
                "to": "shadow",
                "sample": "100%",
                "limits": limits,
                "compare": {} if workload.compare else "off",
            }
        ]
    if workload.routes > 1:
        routes = [
            {"name": prefix[1:], "match": {"path": {"prefix": prefix}}, **route}
            for prefix in route_prefixes(workload)
        ]
    else:
        routes = [{"name": "all", "match": {"path": {"prefix": "/"}}, **route}]
    backends = {"legacy": ports.legacy}
    if workload.split:
        backends["new"] = ports.new
    if workload.mirror:
        backends["shadow"] = ports.shadow
    config = {
        "workers": workload.workers,
        "listeners": [crossfade_listener(workload, ports, directory)],
        "backends": {name: {"endpoints": [f"127.0.0.1:{port}"]} for name, port in backends.items()},
        "routes": routes,
    }
    if ports.admin:
        config["admin"] = {"address": f"127.0.0.1:{ports.admin}"}
    if workload.compare:
        config["reports"] = {"directory": str(directory / "reports")}
    file = directory / "crossfade.yaml"
    file.write_text(json.dumps(config, indent=1))
    return [binary, "run", "--config", str(file)]


def nginx_buffers(workload):
    """Those of 4 KiB that it has by itself are twice as dear with a large response."""
    if not workload.is_large():
        return ""
    return "proxy_buffer_size 256k; proxy_buffers 8 256k; proxy_busy_buffers_size 512k;"


def nginx_listener(workload, ports, directory):
    if not workload.tls:
        return f"listen 127.0.0.1:{ports.proxy};"
    file = certificate(directory)
    return (
        f"listen 127.0.0.1:{ports.proxy} ssl; ssl_protocols TLSv1.3; ssl_certificate {file};"
        f" ssl_certificate_key {file}.key; ssl_session_cache shared:bench:10m;"
        f" ssl_conf_command Ciphersuites {CIPHER};"
    )


def nginx(workload: Workload, ports: Ports, directory: Path, binary: str):
    target = "http://$backend" if workload.split else "http://legacy"
    forward = f"proxy_pass {target};"
    if workload.mirror:
        forward += " mirror /mirror;"
    if workload.routes > 1:
        locations = [f"location {prefix}/ {{ {forward} }}" for prefix in route_prefixes(workload)]
    else:
        locations = [f"location / {{ {forward} }}"]
    if workload.mirror:
        locations.append("location = /mirror { internal; proxy_pass http://shadow$request_uri; }")
    split = (
        'split_clients "$cookie_session_id" $backend { 99% legacy; * new; }'
        if workload.split
        else ""
    )
    kept_alive = f"keepalive 128; keepalive_requests {MANY};"
    upstreams = "\n".join(
        f"upstream {name} {{ server 127.0.0.1:{port}; {kept_alive} }}"
        for name, port in (("legacy", ports.legacy), ("new", ports.new), ("shadow", ports.shadow))
    )
    file = directory / "nginx.conf"
    file.write_text(
        f"""
daemon off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/nginx.log crit;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    {nginx_buffers(workload)}
    keepalive_requests {MANY};
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    {upstreams}
    {split}
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    server {{
        {nginx_listener(workload, ports, directory)}
        {" ".join(locations)}
    }}
}}
"""
    )
    return [binary, "-p", str(directory), "-e", f"{directory}/nginx.log", "-c", str(file)]


def haproxy_listener(workload, ports, directory):
    bind = f"bind 127.0.0.1:{ports.proxy}"
    if not workload.tls:
        return bind
    return f"{bind} ssl crt {certificate(directory)} ssl-min-ver TLSv1.3 ciphersuites {CIPHER}"


def haproxy(workload: Workload, ports: Ports, directory: Path, binary: str):
    choose = ""
    backends = [("legacy", ports.legacy)]
    if workload.split:
        choose = "use_backend new if { req.cook(session_id),crc32,mod(100) lt 1 }"
        backends.append(("new", ports.new))
    if workload.routes > 1:
        # One backend per route, found in a prefix tree: haproxy's own way to have many.
        prefixes = route_prefixes(workload)
        table = directory / "routes.map"
        table.write_text("".join(f"{prefix}/ {prefix[1:]}\n" for prefix in prefixes))
        choose = f"use_backend %[path,map_beg({table})]"
        backends += [(prefix[1:], ports.legacy) for prefix in prefixes]
    sections = "\n".join(
        f"backend {name}\n    server s 127.0.0.1:{port}" for name, port in backends
    )
    file = directory / "haproxy.cfg"
    file.write_text(
        f"""
global
    nbthread 1
    maxconn 4096
    {"tune.bufsize 65536" if workload.is_large() else ""}
defaults
    mode http
    {"option splice-response" if workload.splice else ""}
    option forwardfor
    http-reuse always
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend bench
    {haproxy_listener(workload, ports, directory)}
    {choose}
    default_backend legacy
{sections}
"""
    )
    return [binary, "-db", "-q", "-f", str(file)]


PROXIES = {"crossfade": crossfade, "nginx": nginx, "haproxy": haproxy}
