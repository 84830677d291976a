"""What the origins' ledgers say about what the clients saw."""

from collections import Counter
from dataclasses import dataclass

from faults import connection as seen


@dataclass(frozen=True)
class Verdict:
    """Counts of requests, of all methods unless one is named. Lost is what got no good answer and
    has no excuse; a 5xx is lost as well."""

    requests: int
    ok: int
    answered_4xx: int
    answered_5xx: int
    reset: int
    eof: int
    truncated: int
    excused: int  # of those above: what no proxy could have got an answer for
    hung: int
    wrong: int  # the answer to another request, or executed without having been asked for
    lost_get: int
    lost_post: int
    lost_post_executed: int  # of lost_post
    duplicated_get: int
    duplicated_post: int
    acked_not_executed: int
    refused: int  # connections
    p99: float  # milliseconds, of what went well
    longest: float


def executed(ledgers):
    """How often each (method, id)."""
    counts = Counter()
    for ledger in ledgers:
        if ledger.exists():
            counts.update(tuple(line.split(" ")) for line in ledger.read_text().splitlines())
    return counts


def is_excused(record, asked, outcome, excuse):
    lane = record.lanes[asked[1]]
    return lane.may_fail or (lane.may_wait and outcome == seen.HUNG) or excuse(*asked)


def judge(record, ledgers, excuse=lambda method, name: False):
    """`excuse` says of a request whether it was meant to get no good answer."""
    outcomes = record.outcomes
    counts = Counter(outcomes.values())
    done = executed(ledgers)
    failed = {asked: each for asked, each in outcomes.items() if each != seen.OK}
    lost = {asked for asked, each in failed.items() if not is_excused(record, asked, each, excuse)}
    lost_post = {asked for asked in lost if asked[0] == "POST"}
    twice = Counter(method for (method, _), times in done.items() if times > 1)
    latencies = sorted(
        each for name, each in record.latencies.items() if not record.lanes[name].may_fail
    )
    return Verdict(
        requests=len(outcomes),
        ok=counts[seen.OK],
        answered_4xx=counts[seen.CLIENT_ERROR],
        answered_5xx=counts[seen.SERVER_ERROR],
        reset=counts[seen.RESET],
        eof=counts[seen.EOF],
        truncated=counts[seen.TRUNCATED],
        excused=len(failed) - len(lost),
        hung=sum(
            each == seen.HUNG and not record.lanes[name].may_wait
            for (_, name), each in outcomes.items()
        ),
        wrong=counts[seen.WRONG] + len(set(done) - set(outcomes)),
        lost_get=len(lost) - len(lost_post),
        lost_post=len(lost_post),
        lost_post_executed=sum(asked in done for asked in lost_post),
        duplicated_get=twice["GET"],
        duplicated_post=twice["POST"],
        acked_not_executed=sum(
            each == seen.OK and asked not in done for asked, each in outcomes.items()
        ),
        refused=record.refused,
        p99=latencies[len(latencies) * 99 // 100] if latencies else 0.0,
        longest=latencies[-1] if latencies else 0.0,
    )
