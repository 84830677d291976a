"""The report of a real run: the same numbers in every format, a published schema, and the gate."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from support import reported

SCHEMA = Path(__file__).resolve().parents[2] / "proxy/report/report.schema.json"
SHARE = r"(\d+\.\d{3}) %"


def percent(share):
    """As the report writes it: only all is 100, only none is 0."""
    scaled = round(share * 100_000)
    scaled = min(scaled, 99_999) if share < 1 else scaled
    return f"{(max(scaled, 1) if share > 0 else scaled) / 1000:.3f}"


def numbers_of_json(content):
    return {
        f"{each['method']} {each['path']}": (
            percent(each["match"]["share"]),
            percent(each["match"]["low"]),
            percent(each["match"]["high"]),
            each["match"]["whole"],
        )
        for each in content["endpoints"]
    }


def numbers_of_text(text):
    pattern = rf"\n  (?:blocked|improving|not enough data|ready) +(\S+ \S+)\n +{SHARE} of (\d+) \((\S+) - (\S+) %\)"
    return {name: (share, low, high, int(whole)) for name, share, whole, low, high in re.findall(pattern, text)}


def numbers_of_markdown(text):
    pattern = rf"^\| [a-z ]+ \| (\S+ \S+) \| {SHARE} \((\S+) - (\S+) %\) \| (\d+) "
    return {
        name: (share, low, high, int(whole))
        for name, share, low, high, whole in re.findall(pattern, text, re.MULTILINE)
    }


def numbers_of_junit(text):
    found = {}
    for case in ElementTree.fromstring(text).iter("testcase"):
        if (output := case.find("system-out")) is not None:
            share, whole, low, high = re.match(rf"{SHARE} of (\d+) \((\S+) - (\S+) %\)", output.text).groups()
            found[case.get("name")] = (share, low, high, int(whole))
    return found


def numbers_of_html(text):
    found = {}
    for row in re.findall(r"<tr><td><span class=\"badge.*?</tr>", text, re.DOTALL):
        name = re.search(r'class="endpoint">([^<]*)<', row)
        if name is None:
            continue
        low, high = re.search(rf">{SHARE} \u2013 {SHARE}<", row).groups()
        whole = re.search(r'<td class="num" data-sort="(\d+)"', row).group(1)
        found[name.group(1)] = (re.search(rf"<b>{SHARE}</b>", row).group(1), low, high, int(whole))
    return found


def test_all_formats_say_the_same_and_json_keeps_to_its_schema(origin, crossfade, tmp_path):
    proxy = reported.run(origin, crossfade, tmp_path / "reports")

    def written(form):
        done = proxy.command("report", "--format", form)
        assert done.returncode == 0, done.stderr
        return done.stdout

    content = json.loads(written("json"))
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(content)
    jsonschema.Draft202012Validator(schema).validate(proxy.admin.call("GET", "/api/v1/report")[1])
    numbers = numbers_of_json(content)
    assert {name: whole for name, (*_, whole) in numbers.items()} == {
        f"GET {path}": count for path, count in reported.COUNTS.items()
    }
    assert numbers_of_text(written("text")) == numbers
    assert numbers_of_markdown(written("markdown")) == numbers
    assert numbers_of_junit(written("junit")) == numbers
    page = written("html")
    assert numbers_of_html(page) == numbers
    assert "<script>window" not in page and "<img" not in page
    first, second = content["fixes"]
    assert (first["path"], first["clean"], first["endpoint_rate"]) == ("/items", 30, 1)
    assert (second["path"], second["clean"], second["total_rate"]) == ("/hostile", 5, 1)


def test_the_gate_is_the_exit_code(origin, crossfade, tmp_path):
    proxy = reported.run(origin, crossfade, tmp_path / "reports")

    def gate(*options):
        return proxy.command("report", "--gate", *options).returncode

    assert gate() == 1
    assert gate("--format", "junit") == 1
    assert gate("--route", "nowhere") == 2
    assert gate("--format", "nothing") == 3
    assert proxy.command("report").returncode == 0


@pytest.mark.release_only
def test_a_run_without_differences_is_ready_when_there_is_enough_of_it(
    origin, crossfade, tmp_path, monkeypatch
):
    monkeypatch.setattr(reported, "COUNTS", {"/clean": 300})
    proxy = reported.run(origin, crossfade, tmp_path / "reports")
    assert proxy.command("report", "--gate").returncode == 2
    assert proxy.command("report", "--gate", "--target", "99%").returncode == 0
