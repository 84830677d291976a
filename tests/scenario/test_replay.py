"""The loop: a mismatch is mirrored, somebody fixes the new build, and replay says whether it is gone."""

import json

import pytest

from support.behaviours import close_silently, fixed, hang, of_json
from support.client import fetch
from support.configuration import configuration, mirror, route
from support.crossfade import run_crossfade
from support.ports import free_port
from support.report import Report
from support.tls_origin import TlsOrigin

LIVE = {"id": 7, "price": 1.10}
WRONG = {"id": "7", "price": 1.10}


@pytest.fixture
def recorded(origin, crossfade, tmp_path):
    """A proxy that mirrored requests to a shadow that answered wrongly, stopped again."""

    def make(requests, live=of_json(LIVE), shadow=of_json(WRONG), **written):
        backends = {"legacy": origin(live), "shadow": origin(shadow)}
        methods = ["GET", "HEAD", "OPTIONS", "POST"]
        proxy = crossfade(
            configuration(
                backends,
                [route(mirrors=[mirror(methods=methods, **written)])],
                reports={"directory": str(tmp_path / "reports")},
            )
        )
        for number, request in enumerate(requests):
            fetch(proxy.port, **request)
            proxy.admin.await_verdicts(number + 1)
        proxy.stop()
        return proxy

    return make


def replay(proxy, port, *arguments, scheme="http"):
    """(exit code, what it said as JSON, the standard error)."""
    done = proxy.command(
        "replay", "--against", f"{scheme}://127.0.0.1:{port}", "--format", "json", *arguments
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def test_what_was_fixed_is_gone_and_what_was_not_remains(recorded, origin):
    proxy = recorded([{"target": "/orders/1?x=1"}, {"target": "/orders/2"}])
    signature = Report(proxy).signatures()[0]["signature"]
    broken = origin(of_json(WRONG))
    code, said, _ = replay(proxy, broken.port, "--signature", signature)
    assert code == 1
    assert (said["records"], said["remains"], said["gone"]) == (2, 2, 0)
    assert [(each["state"], each["path"]) for each in said["faults"]] == [("remains", "body.id")]

    half = origin(of_json(WRONG)).on("/orders/2", of_json(LIVE))
    code, said, _ = replay(proxy, half.port, "--signature", signature)
    assert (code, said["remains"], said["gone"]) == (1, 1, 1)

    good = origin(of_json(LIVE))
    done = proxy.command(
        "replay", "--signature", signature, "--against", f"http://127.0.0.1:{good.port}/"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 of 2 now match." in done.stdout
    sent = good.await_completed(2)
    assert sorted(each.target for each in sent) == ["/orders/1?x=1", "/orders/2"]
    for each in sent:
        assert each.field("x-crossfade-mirror") == "all"
        assert each.field("traceparent")
        assert each.field("x-request-id") not in {line["id"] for line in proxy.mismatches()}


def test_another_difference_is_said_to_be_new(recorded, origin):
    proxy = recorded([{}])
    worse = origin(of_json({"id": 7}))
    code, said, _ = replay(proxy, worse.port, "--all")
    assert (code, said["changed"]) == (1, 1)
    states = {each["path"]: each["state"] for each in said["faults"]}
    assert states == {"body.id": "gone", "body.price": "new"}


def test_requests_that_change_something_are_never_sent(recorded, origin):
    post = {"method": "POST", "fields": {"Content-Type": "application/json"}, "body": b"{}"}
    proxy = recorded([post])
    target = origin(of_json(LIVE))
    code, said, error = replay(proxy, target.port, "--all")
    assert code == 3 and "no record of a safe method" in error
    assert said["unsafe"] == 1 and said["records"] == 0
    assert target.requests == []


def test_what_was_redacted_has_to_be_given(recorded, origin):
    proxy = recorded([{"fields": {"Authorization": "Bearer secret", "Accept": "x/y"}}])
    target = origin(of_json(LIVE))
    code, said, error = replay(proxy, target.port, "--all")
    assert code == 3 and "could be sent" in error
    why = said["exemplars"][0]["why"]
    assert said["not_replayable"] == 1 and "uthorization was redacted" in why and "--header" in why
    assert target.requests == []
    code, said, _ = replay(proxy, target.port, "--all", "--header", "authorization: Bearer mine")
    assert code == 0, said
    (sent,) = target.await_completed()
    assert sent.field("authorization") == "Bearer mine" and sent.field("accept") == "x/y"


def test_the_mirrors_rewrites_apply_and_fail_closed(recorded, origin):
    rewrite = {"host": "sandbox.example", "set_headers": {"authorization": "Bearer sandbox"}}
    proxy = recorded([{"fields": {"Authorization": "Bearer secret"}}], rewrite=rewrite)
    target = origin(of_json(LIVE))
    assert replay(proxy, target.port, "--all")[0] == 0
    (sent,) = target.await_completed()
    assert sent.field("host") == "sandbox.example"
    assert sent.field("authorization") == "Bearer sandbox"

    target.forget()
    proxy.config["routes"][0]["mirror"][0]["rewrite"] |= {
        "json": {"/card": '"4242"'},
        "require": ["/card"],
    }
    proxy.write()
    code, said, _ = replay(proxy, target.port, "--all")
    assert code == 3 and "require" in said["exemplars"][0]["why"]
    assert target.requests == []


def test_the_rules_of_today_judge(recorded, origin):
    proxy = recorded([{}])
    target = origin(of_json(WRONG))
    assert replay(proxy, target.port, "--all")[0] == 1
    rules = {"rules": [{"path": "$.id", "as": "ignore"}]}
    proxy.config["routes"][0]["mirror"][0]["compare"] = rules
    proxy.write()
    assert replay(proxy, target.port, "--all")[0] == 0


def test_a_redirect_is_an_answer(recorded, origin):
    other = origin(of_json(LIVE))
    target = origin(fixed(b"", 302, [("Location", f"http://127.0.0.1:{other.port}/")]))
    proxy = recorded([{}])
    code, said, _ = replay(proxy, target.port, "--all")
    assert code == 1 and said["exemplars"][0]["status"] == 302
    assert other.requests == []


def test_a_target_that_speaks_tls_is_verified(recorded, authority, tmp_path):
    identity = authority.issue("new", ["localhost"], ["127.0.0.1"])
    target = TlsOrigin(of_json(LIVE), identity)
    try:
        proxy = recorded([{}, {"target": "/2"}])
        against = (proxy, target.port, "--all")
        code, said, error = replay(*against, scheme="https")
        assert code == 3 and said is None and "tls certificate error" in error
        code, said, error = replay(*against, "--ca", authority.certificate, scheme="https")
        assert code == 0, error
        assert said["gone"] == 2
        assert replay(*against, "--insecure", scheme="https")[0] == 0
    finally:
        target.stop()


def test_a_target_that_is_down_is_an_error_in_words(recorded):
    proxy = recorded([{}])
    code, said, error = replay(proxy, free_port(), "--all")
    assert code == 3 and said is None
    assert "127.0.0.1" in error and "connection refused" in error


def test_a_target_without_an_answer_is_an_error_in_words(recorded, origin):
    proxy = recorded([{}])
    code, said, error = replay(proxy, origin(close_silently).port, "--all")
    assert code == 3 and said["failed"] == 1
    assert "no usable answer: connection terminated" in error
    # On a busy machine it may already be the connection that takes too long.
    code, _, error = replay(proxy, origin(hang).port, "--all", "--timeout", "500ms")
    assert code == 3 and "timeout" in error


def test_mistakes_are_told(recorded, tmp_path):
    proxy = recorded([])
    url = ("--against", "http://127.0.0.1:1")
    for words, told in [
        (("--all",), "--against URL is missing"),
        (url, "--signature"),
        ((*url, "--all", "--signature", "S-1"), "--signature"),
        ((*url, "--signature", "S-none"), "no signature 'S-none'"),
        (("--all", "--against", "localhost:1"), "expected http://"),
        ((*url, "--all", "--limit", "0"), "--limit takes"),
        ((*url, "--all", "--timeout", "soon"), "is no time"),
        ((*url, "--all", "--header", "no colon"), "is no header"),
        ((*url, "--all", "--header", "content-length: 1"), "cannot set"),
    ]:
        done = proxy.command("replay", *words)
        assert done.returncode == 3 and told in done.stderr, (words, done.stderr)
    done = run_crossfade("replay", "--all", *url)
    assert done.returncode == 3 and "--config FILE or --directory DIR" in done.stderr
    done = run_crossfade("replay", "--all", *url, "--directory", tmp_path / "none")
    assert done.returncode == 3 and "is no directory" in done.stderr
