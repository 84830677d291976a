"""What goes up and comes down for a request of the soak: both ends know it from the id alone."""

import json


def filled(name, size):
    """`size` characters that name the request all along, so that a mixed-up piece shows."""
    mark = f"{name}-"
    return (mark * (size // len(mark) + 1))[:size]


def request_body(name, size):
    return filled(name, size).encode()


def answer_body(method, name, size):
    """JSON, a little more than `size` bytes; nothing for 0."""
    if size == 0:
        return b""
    return json.dumps({"method": method, "id": name, "filler": filled(name, size)}).encode()
