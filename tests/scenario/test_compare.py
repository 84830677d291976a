"""Live and shadow responses that differ: what is found, what is not, and how it is written down."""

import gzip
import json
import re
import stat
from pathlib import Path

import pytest

from support.behaviours import chunked, fixed, of_json
from support.client import Client, fetch
from support.configuration import configuration, mirror, route
from support.report import Report
from support.waiting import eventually

JSON = [("Content-Type", "application/json")]


@pytest.fixture
def compared(origin, crossfade, tmp_path):
    """A proxy in front of two backends that answer differently."""

    def make(live, shadow, **written):
        backends = {"legacy": origin(live), "shadow": origin(shadow)}
        return crossfade(
            configuration(
                backends,
                [route(mirrors=[mirror(methods=["GET", "HEAD", "POST"], **written)])],
                reports={"directory": str(tmp_path / "reports")},
            )
        )

    return make


def findings(proxy, method="GET", **more):
    """(path, kind, class) of the one record that one request leaves; none if it matched."""
    fetch(proxy.port, method, **more)
    accounting = proxy.admin.await_verdicts(1)
    if accounting.verdicts == {"match": 1}:
        return []
    assert accounting.verdicts == {"mismatch": 1}, vars(accounting)
    record = eventually(proxy.mismatches, "a record in the mismatch log")[0]
    return [(each["path"], each["kind"], each["class"]) for each in record["findings"]]


def paths(proxy):
    return [path for path, _, _ in findings(proxy)]


def test_a_record_says_all_there_is_to_know(compared):
    proxy = compared(
        of_json({"id": 1, "name": "a", "tags": ["x"]}), of_json({"id": "1", "tags": ["x", "y"]})
    )
    fetch(
        proxy.port,
        "POST",
        "/orders?x=1",
        {"X-Request-Id": "id-1", "Content-Type": "application/json"},
        b'{"q": 1}',
    )
    record = eventually(proxy.mismatches, "a record")[0]
    assert record["id"] == "id-1" and record["route"] == "all" and record["verdict"] == "mismatch"
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", record["time"])
    assert (record["request"]["method"], record["request"]["path"]) == ("POST", "/orders?x=1")
    assert record["request"]["body"] == {"q": 1}
    assert ["X-Request-Id", "id-1"] in [
        [name.title(), value] for name, value in record["request"]["headers"]
    ]
    assert record["live"]["status"] == record["shadow"]["status"] == 200
    assert record["live"]["body"] == {"id": 1, "name": "a", "tags": ["x"]}
    assert record["shadow"]["body"] == {"id": "1", "tags": ["x", "y"]}
    found = {each["path"]: each["kind"] for each in record["findings"]}
    assert (
        found["body.id"] == "type"
        and found["body.name"] == "missing"
        and "body.tags" in "".join(found)
    )
    assert re.fullmatch(r"S-[0-9a-f]{12}", record["signature"])


@pytest.mark.parametrize(
    "live, shadow",
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}),
        ("text", "text"),
        (None, None),
        ([], []),
        ({}, {}),
    ],
)
def test_the_same_value_is_the_same_however_it_is_written(compared, live, shadow):
    proxy = compared(of_json(live), fixed(json.dumps(shadow, indent=2).encode(), fields=JSON))
    assert findings(proxy) == []


@pytest.mark.parametrize(
    "live, shadow, path, kind",
    [
        ({"a": 1}, {"a": 2}, "body.a", "value"),
        ({"a": 1}, {"a": "1"}, "body.a", "type"),
        ({"a": 1}, {}, "body.a", "missing"),
        ({}, {"a": 1}, "body.a", "extra"),
        ({"a": {"b": {"c": True}}}, {"a": {"b": {"c": False}}}, "body.a.b.c", "value"),
        ({"a": [{"b": 1}, {"b": 2}]}, {"a": [{"b": 1}, {"b": 3}]}, "body.a[*].b", "value"),
        ({"a": 9007199254740993}, {"a": 9007199254740992}, "body.a", "value"),
    ],
)
def test_one_difference_is_one_finding_with_its_path_and_kind(compared, live, shadow, path, kind):
    proxy = compared(of_json(live), of_json(shadow))
    assert [(found[0], found[1]) for found in findings(proxy)] == [(path, kind)]


def test_null_missing_and_empty_are_different_things(compared):
    proxy = compared(of_json({"a": None, "b": None, "c": ""}), of_json({"a": "", "c": None}))
    found = {path: (kind, transition) for path, kind, transition in findings(proxy)}
    assert set(found) == {"body.a", "body.b", "body.c"}
    assert len({transition for _, transition in found.values()}) == 3


def test_a_status_is_compared(compared):
    proxy = compared(of_json({}, status=200), of_json({}, status=404))
    assert ("status", "value", "200->404") in findings(proxy)


def test_a_status_class_may_be_enough(compared):
    proxy = compared(of_json({}, status=200), of_json({}, status=202), compare={"status": "class"})
    assert findings(proxy) == []


def test_headers_are_compared_but_not_those_that_always_differ(compared):
    live = of_json(
        {},
        fields=[
            ("X-Limit", "10"),
            ("Server", "a"),
            ("X-Served-By", "1"),
            ("Date", "Tue, 15 Nov 1994 08:12:31 GMT"),
            ("Vary", "accept, origin"),
        ],
    )
    shadow = of_json(
        {},
        fields=[
            ("X-Limit", "20"),
            ("Server", "b"),
            ("X-Served-By", "2"),
            ("Date", "Tue, 15 Nov 1994 08:12:32 GMT"),
            ("Vary", "Origin,Accept"),
        ],
    )
    proxy = compared(live, shadow, compare={"headers": {"ignore": ["x-served-by"]}})
    assert paths(proxy) == ["header.x-limit"]


def test_rules_say_what_is_equal_enough(compared):
    live = {
        "updated_at": "2026-11-21T10:00:00Z",
        "tags": ["a", "b"],
        "price": 10.0,
        "trace": "x",
        "items": [{"sku": "1", "n": 1}, {"sku": "2", "n": 2}],
        "late": "2026-11-21T10:00:00Z",
    }
    shadow = {
        "updated_at": "2026-11-21T10:00:03Z",
        "tags": ["b", "a"],
        "price": 10.0005,
        "trace": "y",
        "items": [{"sku": "2", "n": 2}, {"sku": "1", "n": 7}],
        "late": "2026-11-21T10:01:00Z",
    }
    proxy = compared(
        of_json(live),
        of_json(shadow),
        compare={
            "rules": [
                {"path": "$.updated_at", "as": "timestamp", "tolerance": "5s"},
                {"path": "$.late", "as": "timestamp", "tolerance": "5s"},
                {"path": "$.tags", "as": "set"},
                {"path": "$.price", "as": "number", "tolerance": 0.001},
                {"path": "$.trace", "as": "ignore"},
                {"path": "$.items", "as": "keyed", "by": "sku"},
            ]
        },
    )
    assert sorted(paths(proxy)) == ["body.items[*].n", "body.late"]


def test_a_compressed_body_is_compared_by_what_it_says(compared):
    body = json.dumps({"a": list(range(100))}).encode()
    packed = fixed(gzip.compress(body), fields=[*JSON, ("Content-Encoding", "gzip")])
    proxy = compared(
        packed, fixed(gzip.compress(body, 1), fields=[*JSON, ("Content-Encoding", "gzip")])
    )
    assert findings(proxy, fields={"Accept-Encoding": "gzip"}) == []


def test_framing_makes_no_difference(compared):
    body = json.dumps({"a": 1}).encode()
    proxy = compared(fixed(body, fields=JSON), chunked(lambda: [body[:3], body[3:]], fields=JSON))
    assert findings(proxy) == []


def test_trailers_are_compared_and_written_down(compared):
    def call(status):
        return chunked(lambda: [b"x"], trailers=[("grpc-status", status)])

    proxy = compared(call("0"), call("5"))
    assert findings(proxy) == [("trailer.grpc-status", "value", "value")]
    record = proxy.mismatches()[0]
    assert record["live"]["trailers"] == [["grpc-status", "0"]]
    assert record["shadow"]["trailers"] == [["grpc-status", "5"]]


def test_other_bodies_are_compared_by_their_bytes(compared):
    text = [("Content-Type", "text/plain")]
    proxy = compared(fixed(b"one", fields=text), fixed(b"two", fields=text))
    assert paths(proxy) == ["body"]


def test_bodies_that_claim_to_be_json_and_are_not(compared):
    proxy = compared(fixed(b'{"a": 1}', fields=JSON), fixed(b'{"a": ', fields=JSON))
    assert findings(proxy) != []


def test_json_too_deep_to_compare_is_said_to_be_so(compared):
    deep = b"[" * 100_000
    proxy = compared(fixed(b'{"a": 1}', fields=JSON), fixed(deep, fields=JSON))
    fetch(proxy.port)
    assert proxy.admin.await_verdicts(1).reasons == {"budget": 1}


def test_the_same_fault_has_one_signature_and_an_exact_count(origin, crossfade, tmp_path):
    live, shadow = origin(), origin()
    for number in range(30):
        live.on(f"/items/{number}", of_json({"id": number, "price": number}))
        shadow.on(f"/items/{number}", of_json({"id": number, "price": str(number)}))
    live.on("/other", of_json({"a": 1}))
    shadow.on("/other", of_json({"b": 1}))
    proxy = crossfade(
        configuration(
            {"legacy": live, "shadow": shadow},
            [route(mirrors=[mirror()])],
            reports={"directory": str(tmp_path / "reports")},
        )
    )
    with Client(proxy.port) as client:
        for number in range(30):
            client.get(f"/items/{number}")
            proxy.admin.await_verdicts(number + 1)
        client.get("/other")
    proxy.admin.await_verdicts(31)
    eventually(lambda: len(proxy.mismatches()) == 31, "31 records")
    report = eventually(lambda: _complete_report(proxy, 31), "31 mismatches in the report")
    counts = sorted(each["count"] for each in report.signatures())
    assert counts == [1, 30]
    most = max(report.signatures(), key=lambda each: each["count"])
    assert most["signature"] in {record["signature"] for record in proxy.mismatches()}
    assert "body.price" in json.dumps(most)


def test_the_report_works_while_running_after_the_end_and_after_a_restart(compared):
    proxy = compared(of_json({"a": 1}), of_json({"a": 2}))
    for number in range(5):
        fetch(proxy.port)
        proxy.admin.await_verdicts(number + 1)
    running = eventually(lambda: _complete_report(proxy, 5), "5 mismatches in the report")
    signature = running.signatures()[0]["signature"]
    proxy.stop()
    assert Report(proxy).signature(signature)["count"] == 5
    proxy.start()
    assert Report(proxy).signature(signature)["count"] == 5
    for number in range(2):
        fetch(proxy.port)
        proxy.admin.await_verdicts(number + 1)
    proxy.stop()
    after = Report(proxy)
    assert after.signature(signature)["count"] == 7
    text = proxy.command("report").stdout
    assert signature in text and "body.a" in text and "7" in text


def test_the_report_states_the_accounting(compared):
    proxy = compared(of_json({"a": 1}), of_json({"a": 1}), sample="50%")
    with Client(proxy.port) as client:
        for number in range(60):
            client.get()
    accounting = proxy.admin.settled()
    proxy.stop()
    text = proxy.command("report").stdout
    assert f"{accounting.eligible:.0f}" in text and f"{accounting.mirrored:.0f}" in text


def test_offline_comparison_reads_what_the_log_wrote(compared, tmp_path):
    proxy = compared(of_json({"a": 1}), of_json({"a": 2}))
    found = findings(proxy)
    pairs = tmp_path / "pairs.jsonl"
    pairs.write_text("".join(json.dumps(record) + "\n" for record in proxy.mismatches()))
    done = proxy.command("compare", "--route", "all", pairs)
    judged = json.loads(done.stdout.splitlines()[0])
    assert judged["verdict"] == "mismatch"
    assert [(each["path"], each["kind"], each["class"]) for each in judged["findings"]] == found
    assert judged["signature"] == proxy.mismatches()[0]["signature"]


def _complete_report(proxy, count):
    """The report once the store has that many mismatches; it is written in batches."""
    report = Report(proxy)
    return sum(each["count"] for each in report.signatures()) == count and report


SECRETS = [
    "canary-bearer",
    "canary-cookie",
    "canary-set",
    "4111111111111111",
    "canary@example",
    "canary-key",
]


def test_no_secret_is_written_in_clear_anywhere(compared, tmp_path):
    def answer(number):
        return of_json(
            {
                "card": {"number": "4111111111111111"},
                "to": [{"email": "canary@example"}],
                "n": number,
            },
            fields=[("Set-Cookie", f"s=canary-set-{number}"), ("X-Api-Key", "canary-key")],
        )

    proxy = compared(
        answer(1),
        answer(2),
        compare={"redact": ["$.card.number", "$.**.email", "header.x-api-key"]},
    )
    body = json.dumps({"card": {"number": "4111111111111111"}, "email": "canary@example"}).encode()
    fetch(
        proxy.port,
        "POST",
        "/pay?access_token=canary-key",
        {
            "Authorization": "Bearer canary-bearer",
            "Cookie": "session=canary-cookie",
            "X-Api-Key": "canary-key",
            "Content-Type": "application/json",
        },
        body,
    )
    eventually(proxy.mismatches, "a record")
    proxy.await_access_line(method="POST")
    metrics = proxy.admin.metrics().text
    proxy.stop()
    report = proxy.command("report").stdout + proxy.command("report", "--format", "json").stdout
    directory = Path(proxy.config["reports"]["directory"])
    written = {str(file): file.read_bytes() for file in directory.rglob("*") if file.is_file()}
    assert any(name.endswith("mismatches.jsonl") for name in written)
    written |= {
        "access log": proxy.access_log_file.read_bytes(),
        "stderr": proxy.stderr().encode(),
        "metrics": metrics.encode(),
        "report": report.encode(),
    }
    leaks = [
        (name, secret)
        for name, content in written.items()
        for secret in SECRETS
        if secret.encode() in content
    ]
    assert leaks == []


def test_redaction_keeps_equality_visible(compared):
    proxy = compared(
        of_json({"card": "1", "n": 1}),
        of_json({"card": "1", "n": 2}),
        compare={"redact": ["$.card"]},
    )
    assert paths(proxy) == ["body.n"]
    record = proxy.mismatches()[0]
    assert record["live"]["body"]["card"] == record["shadow"]["body"]["card"] != "1"


def test_what_is_captured_is_for_its_owner_only(compared):
    proxy = compared(of_json({"a": 1}), of_json({"a": 2}))
    findings(proxy)
    directory = Path(proxy.config["reports"]["directory"])
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_a_full_disk_costs_records_not_requests(compared):
    """A directory that vanished stands for every failure to write."""
    proxy = compared(of_json({"a": 1}), of_json({"a": 2}))
    findings(proxy)
    directory = Path(proxy.config["reports"]["directory"])
    directory.rename(directory.with_name("moved"))
    directory.write_text("in the way")
    with Client(proxy.port) as client:
        for _ in range(50):
            assert client.get().status == 200
    proxy.admin.await_verdicts(51)
