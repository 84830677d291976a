"""What the clients, the ledgers and the watch say about a soak, and what of it must be zero."""

from collections import Counter

from faults import connection as seen
from faults.ledger import executed
from soaking.stage import LOG, LOGS, STORE
from soaking.watch import slope

SLACK = 0.05  # seconds between a kill and what the client notices of it, either way
LATE = 2.5  # seconds that a client left the proxy waiting, which it only does if it is held up
MIB = 1024 * 1024
LONG_ENOUGH = 10  # minutes; before that caches and pools still fill
MOST_GROWTH = 1.02  # from the middle third to the last; what is under way moves it by as much
STORE_PER_MINUTE = 48 * MIB  # more than the mismatches of this load take


def excused(failure, kills):
    """A response that had begun, or a request with a body, while an endpoint was killed: everything
    else can be asked again, and must be. A client that was held up for about the idle timeout, as
    on a machine with too much to do, may find the connection closed or be told 408."""
    if failure.rested > LATE:
        late = failure.outcome in (seen.EOF, seen.RESET, seen.TRUNCATED)
        if late or failure.detail.startswith("408 "):
            return True
    if failure.outcome == seen.SERVER_ERROR:
        may = failure.ask.method in ("POST", "PUT")
    else:
        may = failure.outcome == seen.TRUNCATED
    return may and any(
        failure.began - SLACK <= until and since <= failure.ended + SLACK for since, until in kills
    )


def of_requests(record, ledgers, kills):
    """({figure: value}, the failures that nothing excuses)."""
    done = executed(ledgers)
    lost = [each for each in record.failures if not excused(each, kills)]
    unacked = [
        asked
        for asked, outcome in record.changed.items()
        if outcome == seen.OK and asked not in done
    ]
    figures = {
        "requests": sum(record.outcomes.values()),
        "ok": record.outcomes[seen.OK],
        "excused": len(record.failures) - len(lost),
        "excused: late client": sum(each.rested > LATE for each in record.failures),
        "lost": sum(each.outcome not in (seen.HUNG, seen.WRONG) for each in lost),
        "hung": record.outcomes[seen.HUNG],
        "wrong": record.outcomes[seen.WRONG] + record.kinds["websocket wrong"],
        "duplicated POST": sum(
            method == "POST" and name != "0" and times > 1 for (method, name), times in done.items()
        ),
        "acked not executed": len(unacked),
        "malformed at an endpoint": sum(
            times for (method, _), times in done.items() if method == "MALFORMED"
        ),
        "refused connections": record.refused,
        "malformed let through": sum(
            count for kind, count in record.kinds.items() if kind.startswith("malformed: 2")
        ),
    }
    return figures, lost


def quiet_quartile(samples):
    """Of resident memory: what is in use while little is under way, which a leak would raise."""
    values = sorted(each.resident for each in samples)
    return values[len(values) // 4] if values else 0


def trend(samples, field):
    """Mean, most and growth per hour over the last two thirds."""
    later = samples[len(samples) // 3 :]
    values = [getattr(each, field) for each in later]
    if not values:
        return 0, 0, 0
    growth = slope([(each.seconds / 3600, getattr(each, field)) for each in later])
    return sum(values) / len(values), max(getattr(each, field) for each in samples), growth


def of_samples(samples):
    mean, most, growth = trend(samples, "resident")
    third = len(samples) // 3
    middle, last = quiet_quartile(samples[third : 2 * third]), quiet_quartile(samples[2 * third :])
    _, most_descriptors, descriptors_growth = trend(samples, "descriptors")
    return {
        "RSS mean MiB": mean / MIB,
        "RSS most MiB": most / MIB,
        "RSS growth MiB/h": growth / MIB,
        "RSS quiet, middle third MiB": middle / MIB,
        "RSS quiet, last third MiB": last / MIB,
        "fds most": most_descriptors,
        "fds growth /h": descriptors_growth,
        "threads least": min((each.threads for each in samples), default=0),
        "threads most": max((each.threads for each in samples), default=0),
        "report store most MiB": max((each.store for each in samples), default=0) / MIB,
    }


def is_flat(figures):
    before, after = (figures[f"RSS quiet, {third} third MiB"] for third in ("middle", "last"))
    return after <= before * MOST_GROWTH


def missed(figures, sanitized, minutes):
    """What must not be, in words."""
    zero = (
        ("lost", "hung", "wrong", "duplicated POST", "acked not executed", "refused connections")
        + ("malformed at an endpoint", "malformed let through", "problems", "exit code")
    )
    found = [f"{name}: {figures[name]}" for name in zero if figures[name]]
    if figures["fds idle after"] > figures["fds idle before"]:
        found.append("descriptors were not given back")
    if figures["report store most MiB"] * MIB > STORE + STORE_PER_MINUTE + (LOGS + 1) * LOG:
        found.append("the report store outgrew its retention")
    # A sanitizer keeps freed memory back, so that its growth says nothing.
    judged = not sanitized and minutes >= LONG_ENOUGH
    if judged and not is_flat(figures):
        found.append("memory grows")
    return found


def outcomes_in_short(failures):
    """The commonest first."""
    counts = Counter((each.ask.method, each.outcome, each.detail[:80]) for each in failures)
    return [f"{n} x {' '.join(what)}" for what, n in counts.most_common(20)]
