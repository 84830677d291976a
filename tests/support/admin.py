"""The admin API of a running proxy. The one place that knows its paths and shapes."""

import json
import urllib.error
import urllib.request

from support.metrics import Accounting, Metrics
from support.waiting import PATIENCE, eventually


class Admin:
    def __init__(self, port):
        self.port = port

    def call(self, method, path, body=None):
        """Status and parsed body."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data,
            method=method,
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                status, text = response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read().decode()
        try:
            return status, json.loads(text)
        except ValueError:
            return status, text

    def get(self, path):
        status, body = self.call("GET", path)
        assert status == 200, (path, status, body)
        return body

    def status(self):
        return self.get("/api/v1/status")

    def generation(self):
        return int(self.metrics().total("crossfade_config_generation"))

    def is_ready(self):
        try:
            return self.call("GET", "/readyz")[0] == 200
        except OSError:
            return False

    def split(self, route):
        """{"route", "split", "source": "config" or "live"}"""
        return self.get(f"/api/v1/routes/{route}/split")

    def set_split(self, route, **shares):
        status, body = self.call("PUT", f"/api/v1/routes/{route}/split", shares)
        assert status == 200, (status, body)
        return body

    def restore_split(self, route):
        status, body = self.call("DELETE", f"/api/v1/routes/{route}/split")
        assert status in (200, 204), (status, body)
        return body

    def reload(self):
        """The new generation; fails if the file was refused."""
        status, body = self.call("POST", "/api/v1/config/reload")
        assert status == 200, (status, body)
        return body["generation"]

    def refused_reload(self):
        """All errors of a file that must be refused."""
        status, body = self.call("POST", "/api/v1/config/reload")
        assert status == 422, (status, body)
        return body["errors"]

    def metrics(self):
        body = self.get("/metrics")
        assert isinstance(body, str)
        return Metrics(body)

    def accounting(self, route="all", **mirror):
        return Accounting(self.metrics(), route, **mirror)

    def settled(self, route="all", **mirror):
        """The accounting once every mirrored request has its verdict and every eligible one is in a
        sum; both come after the client has its answer."""
        seen = []

        def when_settled():
            seen[:] = [self.accounting(route, **mirror)]
            return seen[0].adds_up() and seen[0]

        try:
            return eventually(when_settled, "no mirrored request is pending")
        except AssertionError as problem:
            raise AssertionError(f"{problem}: {vars(seen[0])}") from None

    def await_none_busy(self):
        """Until no backend connection is in use."""
        eventually(
            lambda: self.metrics().total("crossfade_pool_connections", state="busy") == 0,
            "no busy backend connection",
        )

    def await_verdicts(self, count, route="all", **mirror):
        """Settled, and with that many requests mirrored."""
        eventually(
            lambda: self.accounting(route, **mirror).mirrored >= count, f"{count} mirrored requests"
        )
        return self.settled(route, **mirror)
