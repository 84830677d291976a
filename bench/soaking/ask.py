"""A request whose answer is known beforehand."""

import random
from dataclasses import dataclass

from faults.connection import CLIENT_ERROR, OK, SERVER_ERROR, WRONG
from soaking.content import answer_body, request_body

LARGEST = 256 * 1024  # bytes of a body
METHODS = ("GET",) * 5 + ("HEAD",) + ("POST",) * 3 + ("PUT",)
PIECE = 16 * 1024  # bytes of a chunk
USERS = 500


@dataclass(frozen=True)
class Ask:
    method: str
    name: str
    up: int  # bytes
    down: int
    chunked_up: bool
    chunked_down: bool

    def target(self):
        query = f"up={self.up}&down={self.down}&chunked={int(self.chunked_down)}"
        return f"/soak/{self.name}?{query}"

    def body(self):
        if self.method in ("GET", "HEAD"):
            return None
        whole = request_body(self.name, self.up)
        if not self.chunked_up:
            return whole
        return (whole[at : at + PIECE] for at in range(0, len(whole), PIECE))

    def send(self, client):
        fields = {"X-User": str(random.randrange(USERS))}
        client.send_request(self.method, self.target(), fields, self.body())

    def judge(self, response):
        if response.status >= 500:
            return SERVER_ERROR
        if response.status >= 400:
            return CLIENT_ERROR
        whole = answer_body(self.method, self.name, self.down)
        body = b"" if self.method == "HEAD" else whole
        right = (response.status, response.field("x-id"), response.body) == (200, self.name, body)
        return OK if right else WRONG


def drawn_size():
    """Of any magnitude; a sixth are nothing."""
    return 0 if random.random() < 1 / 6 else int(LARGEST ** random.uniform(0.2, 1))


def drawn(name, method=None):
    """Any such request."""
    method = method or random.choice(METHODS)
    up = 0 if method in ("GET", "HEAD") else drawn_size()
    coin = random.random
    return Ask(method, name, up, drawn_size(), coin() < 0.4, coin() < 0.4)
