"""Sends requests by the thousand, each with a canary behind it on its connection, and counts what
came of them. What arrived must be canonical and must be in the one reading of what was sent."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from hostile.judge import method_of, responses_in, send_all
from hostile.reading import read_all
from support.wire import Ended, Malformed

CANARY = b"GET /canary-%d HTTP/1.1\r\nHost: canary\r\n\r\n"
AT_ONCE = 24


@dataclass
class Outcome:
    sent: int = 0
    refused: int = 0  # answered by a refusal of the proxy, first of all
    forwarded: int = 0  # requests that reached the backend as a whole
    canaries: int = 0  # of those that were rightly next
    problems: list = field(default_factory=list)

    def __str__(self):
        return (
            f"{self.sent} sent, {self.refused} refused, {self.forwarded} forwarded, {self.canaries}"
            f" canaries in their turn, {len(self.problems)} problems"
        )


def run(port, recorder, requests):
    """All of them, many at once; the problems name what was sent."""
    recorder.take()
    outcome, expected = Outcome(), Counter()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for data, reading, problem, first in threads.map(
            lambda numbered: _send(port, *numbered), enumerate(requests)
        ):
            outcome.sent += 1
            outcome.refused += first in (400, 413, 414, 417, 431, 501, 505)
            if problem:
                outcome.problems.append((problem, data[-4_000:]))
            expected.update(each.identity for each in reading if each.complete)
    _judge_arrivals(recorder, expected, outcome)
    return outcome


def _judge_arrivals(recorder, expected, outcome):
    whole = [each for each in recorder.take() if each.complete]
    outcome.forwarded = len(whole)
    outcome.canaries = sum(each.target.startswith("/canary-") for each in whole)
    surplus = Counter(each.identity for each in whole) - expected
    outcome.problems += [("arrived, but was not sent as such", each) for each in surplus]
    outcome.problems += [("not canonical", each) for each in recorder.take_violations()]


def _send(port, number, data):
    """What was sent, its reading, what is wrong with the answers, and the first status."""
    data += CANARY % number
    reading = read_all(data)
    try:
        answer = send_all(port, [data])
        methods = [each.method for each in reading] or [method_of(data)]
        answers = responses_in(answer, methods)
    except (Ended, Malformed, TimeoutError, AssertionError) as problem:
        return data, reading, repr(problem), None
    first = answers[0].status if answers else None
    return data, reading, _wrong(answers, reading), first


def _wrong(answers, reading):
    """In their order, each with the answer to its own request; then at most one refusal."""
    whole = [each for each in reading if each.complete]
    for index, response in enumerate(answers):
        if response.status == 200:
            if index >= len(whole):
                return "more answers than requests"
            own = whole[index].method == "HEAD" or response.body.decode() == whole[index].target
            if not own:
                return f"the answer to {response.body!r} instead of {whole[index].target!r}"
        elif response.status == 421:
            return "a gateway is no origin"
        elif response.all("connection") != ["close"] or index + 1 != len(answers):
            return f"status {response.status}, and it goes on"
    return None
