"""What a fault scenario consists of, and the gates that a proxy has to pass in it."""

from dataclasses import dataclass, field

from faults.closed_loop import Lane
from faults.layout import Backend, Layout

CLIENTS = 32

# The most that a figure of the verdict may be; a scenario says where it allows more, None any.
GATES = {
    "lost_get": 0,
    "lost_post": 0,
    "duplicated_post": 0,
    "hung": 0,
    "wrong": 0,
    "acked_not_executed": 0,
}


def no_excuse(method, name):
    return False


def one_backend(*ports, **more):
    """For a layout: all origins as the endpoints of one backend."""
    return Layout({"legacy": Backend(ports, **more)}, {"/": "legacy"})


@dataclass(frozen=True)
class Scenario:
    about: str
    fault: object  # coroutine that does it to a Stage and lasts as long as the clients ask
    origins: tuple = (("fine",), ("fine",))  # behaviour, and what it needs, of each
    layout: object = one_backend  # of the origins' ports
    lanes: tuple = (Lane(clients=CLIENTS),)
    gates: dict = field(default_factory=dict)
    excuse: object = no_excuse  # of (method, id)
    seconds: float = 10
    names: tuple = ()  # the addresses of every name at first; none: names are not asked about
    same_port: bool = False  # of all origins, which then need addresses of their own
    crossfade_only: bool = False

    def missed(self, figures):
        """{figure: value} of those that are more than allowed."""
        gates = GATES | self.gates
        return {
            figure: figures[figure]
            for figure, most in gates.items()
            if most is not None and figures[figure] > most
        }
