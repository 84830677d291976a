"""Which backends there are and which requests go to them; each proxy says it in its own words."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Backend:
    ports: tuple
    host: str = "127.0.0.1"
    response: float = 30  # seconds for a response to begin, and between two bytes of a message
    crossfade: dict = field(default_factory=dict)  # further keys of its section


@dataclass(frozen=True)
class Layout:
    backends: dict  # name -> Backend
    routes: dict  # prefix -> name of a backend
    resolver: int = 0  # the port of a name server on 127.0.0.1
    crossfade: dict = field(default_factory=dict)  # further keys at the top
    crossfade_routes: dict = field(default_factory=dict)  # prefix -> further keys of the route
