"""Sends a case and judges the raw bytes that client and backend got."""

from hostile.canonical import folded
from support.client import Client
from support.wire import Ended, Response, Wire, read_response_head

CANARY = b"GET /canary HTTP/1.1\r\nHost: canary\r\n\r\n"


class Bytes(Wire):
    """Bytes that are all here already, read like a socket."""

    def __init__(self, data):
        super().__init__(None)
        self.buffer = data

    def fill(self):
        return False


STRAYING = 20  # cases later it can still be on its way, where the recorder's threads have to wait


def send_all(port, pieces):
    """Sends, half-closes, and gives all that came back until the proxy closed."""
    with Client(port) as client:
        try:
            for piece in pieces:
                client.send(piece)
            client.finish_sending()
        except OSError:
            pass  # refused before the end
        return client.read_all(resets_end=True)


def responses_in(data, methods):
    """Final responses; raises Malformed unless they are well-formed and nothing else is there."""
    wire, found = Bytes(data), []
    while wire.buffer:
        response = read_response_head(wire)
        method = methods[len(found)] if len(found) < len(methods) else "GET"
        response.read(wire, method)
        assert response.framing != "close", response.head
        found.append(response)
    return found


def is_refusal(response: Response, statuses):
    assert response.status in statuses, response.head
    assert response.all("connection") == ["close"], response.head
    assert response.status != 421, "a gateway is no origin (RFC 9110 section 15.5.20)"


def judge_arrival(arrived, expected):
    assert arrived.complete, arrived
    for member in ("method", "target", "body", "framing"):
        wanted = getattr(expected, member)
        assert wanted is None or getattr(arrived, member) == wanted, (member, arrived)
    for name, values in expected.fields:
        assert arrived.all(name.lower()) == list(values), (name, arrived.fields)
        if not values:
            same = [each for each, _ in arrived.fields if folded(each) == folded(name)]
            assert same == [], same
    if expected.trailers is not None:
        assert tuple(arrived.trailers) == expected.trailers, arrived.trailers


def judge(case, port, recorder, each_byte=False):
    """Runs the case with a canary behind it."""
    recorder.take()
    sends = [bytes([byte]) for byte in case.data] if each_byte else case.sends
    methods = [each.method or method_of(case.data) for each in case.arrives] or [method_of(case.data)]
    canary = () if case.unanswered else (CANARY,)
    try:
        answers = responses_in(send_all(port, (*sends, *canary)), methods)
    except Ended as problem:
        raise AssertionError(f"a response was cut off: {problem}") from None
    arrived = recorder.take()
    if recorder.may_stray:  # the head of a case before, which came to nothing
        arrived = [each for each in arrived if each.complete or case.begins]
    # What began comes to its end at the recorder, or is not sent at all, some time after the refusal.
    recorder.may_stray = STRAYING if case.begins else max(0, recorder.may_stray - 1)
    assert recorder.take_violations() == []
    if case.refused:
        assert len(answers) == 1, [each.head for each in answers]
        is_refusal(answers[0], case.refused)
        assert not [each for each in arrived if each.complete], arrived
        assert case.begins or not arrived, arrived
    elif case.unanswered:
        assert not [each for each in arrived if each.complete], arrived
        assert len(answers) <= 1 and all(each.status == 400 for each in answers)
    elif case.answers:
        _judge_own_answer(case, answers, arrived)
    else:
        _judge_forwarded(case, answers, arrived)


def _judge_own_answer(case, answers, arrived):
    assert [each.target for each in arrived] == ["/canary"], arrived
    assert [each.status for each in answers] == [case.answers["status"], 200]
    for name, value in case.answers["fields"].items():
        assert answers[0].field(name) == value, answers[0].head


def _judge_forwarded(case, answers, arrived):
    canaries = 0 if case.ends else 1
    assert len(arrived) == len(case.arrives) + canaries, arrived
    for each, expected in zip(arrived, case.arrives):
        judge_arrival(each, expected)
    assert [each.target for each in arrived[len(case.arrives) :]] == ["/canary"] * canaries
    assert [each.status for each in answers] == [200] * len(arrived), [e.head for e in answers]
    for each, response in zip(arrived, answers):
        assert each.method == "HEAD" or response.body.decode() == each.target
    if case.ends:
        assert answers[-1].all("connection") == ["close"]


def method_of(data):
    return data.lstrip(b"\r\n").split(b" ")[0].decode("latin-1")


