"""What is measured: the rows of the table, who takes part in each, and what is asked of them."""

from dataclasses import dataclass, replace

PEERS = ("nginx", "haproxy")
FEW_PERCENT = 1.05  # "unchanged"


@dataclass(frozen=True)
class Workload:
    """What is asked of a proxy, and how it is set up for that."""

    path: str = "/512"  # the origin answers with that many bytes
    body: int = 0  # bytes of a POST body; 0: GET
    routes: int = 1
    split: bool = False
    mirror: bool = False
    compare: bool = False
    tls: bool = False  # 1.3, between client and proxy
    close: bool = False  # a new connection for each request
    workers: int = 1  # of Crossfade
    splice: bool = False  # of haproxy, which then does not look at bodies

    def response(self):
        """Bytes of its body."""
        return int(self.path.rsplit("/", 1)[1])

    def is_large(self):
        """More than the peers' buffers hold, unless they are told to have larger ones."""
        return self.response() > 16 * 1024


@dataclass(frozen=True)
class Contestant:
    proxy: str
    workload: Workload
    pinned: bool = True  # to the first core, else to the first two


@dataclass(frozen=True)
class Target:
    """`figure` of `of` in relation to that of the best of `against`, round by round."""

    title: str
    of: str
    against: tuple
    bound: float
    figure: str = "microseconds"
    at_least: bool = False


@dataclass(frozen=True)
class Row:
    name: str  # for --only
    title: str
    contestants: dict  # name: Contestant
    targets: tuple
    memory: tuple = ()  # names of contestants whose memory has a bound
    pace: float = 0  # in parts of what saturates the better peer; 0: as fast as can be


def contestants(workload, proxies=("crossfade", *PEERS)):
    return {proxy: Contestant(proxy, workload) for proxy in proxies}


def beside_peers(name, title, workload, memory=()):
    target = Target(f"{title}: CPU to the better peer's", "crossfade", PEERS, 1.0)
    return Row(name, title, contestants(workload), (target,), memory)


def large(name, title, path):
    """Splicing is shown besides: haproxy has it off by itself, to be used with extreme care."""
    spliced = {"haproxy splice": Contestant("haproxy", Workload(path=path, splice=True))}
    row = beside_peers(name, title, Workload(path=path))
    return replace(row, contestants=row.contestants | spliced)


def many_routes(name, title, routes, proxies):
    """Beside another process with one route, which is asked for the same path."""
    workload = Workload(path=f"/r{routes - 10:05}/512", routes=routes)
    one = Contestant("crossfade", Workload(path=workload.path))
    targets = [Target(f"{title}: CPU to that with one route", "crossfade", ("one route",), 1.03)]
    if len(proxies) > 1:
        targets += beside_peers(name, title, workload).targets
    return Row(name, title, contestants(workload, proxies) | {"one route": one}, tuple(targets))


def mirror():
    title = "mirror 100 %"
    target = Target(f"{title}: CPU to nginx's mirror", "crossfade", ("nginx",), 0.5)
    taking_part = contestants(Workload(mirror=True), ("crossfade", "nginx"))
    return Row("mirror", title, taking_part, (target,), memory=("crossfade",))


def mirror_and_compare():
    """The threads that compare stand back from live requests; that they came through all the same,
    and dropped nothing of what they are to be charged for, is checked."""
    title = "mirror 100 % + compare"
    taking_part = {
        "crossfade": Contestant("crossfade", Workload(mirror=True, compare=True)),
        "nginx": Contestant("nginx", Workload(mirror=True)),
    }
    target = Target(f"{title}: CPU to nginx's mirror alone", "crossfade", ("nginx",), 0.5)
    return Row("compare", title, taking_part, (target,), memory=("crossfade",))


def two_loops(cores):
    """With the two cores of the loops to themselves it is their throughput that counts. With no
    more cores than that, generator and origins take of it, and the cost has to stay."""
    room = cores >= 4
    one = Contestant("crossfade", Workload(), pinned=room)
    two = Contestant("crossfade", Workload(workers=2), pinned=False)
    title = "two loops on two cores"
    throughput = Target(
        f"{title}: requests per second to one loop's",
        "two loops",
        ("one loop",),
        1.8,
        figure="rate",
        at_least=True,
    )
    cost = Target(f"{title}: CPU to one loop's", "two loops", ("one loop",), FEW_PERCENT)
    return Row(
        "loops", title, {"one loop": one, "two loops": two}, (throughput if room else cost,)
    )


def rows(cores):
    return (
        beside_peers("plain", "plain GET, 512 B JSON", Workload(), memory=("crossfade",)),
        beside_peers("split", "split 99/1", Workload(split=True)),
        beside_peers("post", "1 KB POST", Workload(body=1024)),
        large("large", "64 KB response", "/65536"),
        large("huge", "1 MB response", "/1048576"),
        many_routes("routes", "1 000 routes, hit near the end", 1000, ("crossfade", *PEERS)),
        many_routes("routes10k", "10 000 routes, hit near the end", 10_000, ("crossfade",)),
        beside_peers("tls", "TLS 1.3, keep-alive", Workload(tls=True)),
        beside_peers("close", "a new connection per request", Workload(close=True)),
        mirror(),
        mirror_and_compare(),
        two_loops(cores),
    )


def route_prefixes(workload):
    """All prefixes of a workload with several routes, in the order of the file."""
    return [f"/r{number:05}" for number in range(workload.routes)]
