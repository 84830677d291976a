"""What `crossfade report --format json` says. The one place that knows its shape."""

import json


class Report:
    def __init__(self, proxy, *arguments):
        done = proxy.command("report", "--format", "json", *arguments)
        assert done.returncode in (0, 1, 2), done.stderr
        self.code = done.returncode
        self.text = done.stdout
        self.content = json.loads(done.stdout)

    def route(self, name="all"):
        return next(each for each in self.content["mirrors"] if each["route"] == name)

    def signatures(self):
        return self.content["signatures"]

    def signature(self, name):
        return next(each for each in self.signatures() if each["signature"] == name)
