"""What is measured: one row of the table each."""

from dataclasses import dataclass

ROUTES = 1000


@dataclass(frozen=True)
class Workload:
    name: str  # for --only
    title: str
    path: str = "/512"
    body: int = 0  # bytes of a POST body; 0: GET
    routes: int = 1
    split: bool = False
    mirror: bool = False
    compare: bool = False
    peers: tuple = ("nginx", "haproxy")  # who can do it at all


WORKLOADS = (
    Workload("plain", "plain GET, 512 B JSON"),
    Workload("split", "split 99/1", split=True),
    Workload("mirror", "mirror 100 %", mirror=True, peers=("nginx",)),
    Workload("compare", "mirror 100 % + compare", mirror=True, compare=True, peers=()),
    Workload("post", "1 KB POST", body=1024),
    Workload("large", "64 KB response", path="/65536"),
    Workload(
        "routes", "1 000 routes, hit near the end", path=f"/r{ROUTES - 10:04}/512", routes=ROUTES
    ),
)


def route_prefixes(workload):
    """All prefixes of a workload with several routes, in the order of the file."""
    return [f"/r{number:04}" for number in range(workload.routes)]
