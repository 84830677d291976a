"""Configurations for tests: plain dicts, written as JSON, which is YAML. Ports are chosen here."""

from support.ports import free_port


def backend(*ports, **more):
    return {"endpoints": [f"127.0.0.1:{port}" for port in ports], **more}


def patient(*ports, **more):
    """Among ten thousands of closed connections the kernel drops some SYN and sends it again after
    a second, which is the connect timeout's default."""
    return backend(*ports, timeouts={"connect": "8s"}, **more)


def mirror(to="shadow", **more):
    return {"to": to, "sample": "100%", **more}


def route(name="all", prefix="/", split=None, mirrors=(), **more):
    written = {
        "name": name,
        "match": {"path": {"prefix": prefix}},
        "split": split or {"legacy": "100%"},
    }
    if mirrors:
        written["mirror"] = list(mirrors)
    return written | more


def configuration(backends, routes=None, limits=None, workers=2, **more):
    """`backends` maps a name to an origin, a port, or a written backend."""
    listener = {"name": "public", "address": f"127.0.0.1:{free_port()}"}
    if limits:
        listener["limits"] = limits
    return {
        "workers": workers,
        "listeners": [listener],
        "admin": {"address": f"127.0.0.1:{free_port()}"},
        "backends": {name: _written(each) for name, each in backends.items()},
        "routes": list(routes or [route()]),
    } | more


def _written(each):
    if isinstance(each, dict):
        return each
    return patient(each if isinstance(each, int) else each.port)
