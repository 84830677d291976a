"""What an operator types: check, explain, version, and help for all."""

import json
import re

import pytest

from support.behaviours import fixed
from support.configuration import backend, configuration, mirror, route
from support.crossfade import run_crossfade
from support.ports import free_port
from support.waiting import eventually

COMMANDS = [
    "run",
    "check",
    "explain",
    "status",
    "reload",
    "split",
    "report",
    "compare",
    "demo",
    "version",
]


@pytest.fixture
def written(tmp_path):
    """written(text or dict): a configuration file."""

    def make(content):
        file = tmp_path / "crossfade.yaml"
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        return file

    return make


def test_check_says_nothing_is_wrong(written):
    done = run_crossfade("check", "--config", written(configuration({"legacy": 1})))
    assert done.returncode == 0, done.stderr


def test_check_names_every_mistake_with_its_place_and_what_is_allowed(written):
    file = written(
        """\
listeners:
  - name: public
    address: 127.0.0.1:8080
    limits: {header_timeout: soon}
backends:
  legacy:
    endpoints: ["127.0.0.1:9101"]
    timeout: {connect: 1s}
routes:
  - name: all
    match: {path: {prefix: /}}
    split: {legacy: 99%, new: 2%}
  - name: all
    split: {legacy: 100%}
    mirror:
      - {to: nobody, sample: 101%}
"""
    )
    done = run_crossfade("check", "--config", file)
    assert done.returncode == 1
    said = done.stdout + done.stderr
    problems = re.findall(r"^(.*crossfade\.yaml):(\d+):(\d+): (.+)$", said, re.MULTILINE)
    lines = {int(line) for _, line, _, _ in problems}
    assert {4, 8, 12, 13, 16} <= lines, said
    assert all(int(column) > 0 for _, _, column, _ in problems)
    assert re.search(r":4:30: .*soon.*allowed", said)
    assert re.search(r":8:5: .*timeout.*did you mean .*timeouts", said)


@pytest.mark.parametrize("key, value", [("rollout", {"from": "legacy", "to": "new"})])
def test_what_is_not_there_yet_is_refused_not_ignored(written, key, value):
    done = run_crossfade(
        "check", "--config", written(configuration({"legacy": 1}, [route(**{key: value})]))
    )
    assert done.returncode == 1 and "not supported yet" in done.stdout + done.stderr


@pytest.mark.parametrize(
    "content", ["", "[]", "{", "\x00", "a: b: c", "routes: [" * 10_000, "&a [*a]", "? {}"]
)
def test_a_file_that_is_no_configuration_is_refused_with_a_message(written, content):
    done = run_crossfade("check", "--config", written(content))
    assert done.returncode == 1 and (done.stdout + done.stderr).strip()


def test_a_file_that_is_not_there(tmp_path):
    done = run_crossfade("check", "--config", tmp_path / "none.yaml")
    assert done.returncode != 0 and "none.yaml" in done.stdout + done.stderr


def test_a_directory_of_files_is_one_configuration(tmp_path):
    config = configuration({"legacy": 1})
    for name in ("listeners", "backends", "routes"):
        (tmp_path / f"{name}.yaml").write_text(json.dumps({name: config[name]}))
    assert run_crossfade("check", "--config", tmp_path).returncode == 0


def test_run_refuses_what_check_refuses(written):
    file = written("listeners: []\n")
    checked, run = (run_crossfade(command, "--config", file) for command in ("check", "run"))
    assert checked.returncode == 1 and run.returncode != 0
    assert re.search(r"crossfade\.yaml:\d+:\d+: ", run.stderr)


def test_the_environment_and_files_are_expanded(written, tmp_path):
    (tmp_path / "salt").write_text("from-a-file\n")
    config = configuration({"legacy": 1}) | {"salt": f"${{file:{tmp_path}/salt}}"}
    config["routes"][0]["rewrite"] = {"set_headers": {"x-token": "Bearer ${TOKEN_FOR_TESTS}"}}
    file = written(config)
    done = run_crossfade("check", "--config", file, env={"TOKEN_FOR_TESTS": "secret"})
    assert done.returncode == 0, done.stdout + done.stderr
    done = run_crossfade("check", "--config", file, env={})
    assert done.returncode == 1 and "TOKEN_FOR_TESTS" in done.stdout + done.stderr


def test_explain_says_route_backend_mirrors_and_why(written):
    config = configuration(
        {"legacy": 1, "new": 2, "shadow": 3},
        [
            route(
                "orders",
                "/orders",
                split={"legacy": "100%", "new": "0%"},
                key=[{"cookie": "session_id"}],
                mirrors=[mirror(rewrite={"path": {"replace_prefix": "/v2/orders"}})],
            ),
            route("rest", "/"),
        ],
    )
    done = run_crossfade(
        "explain",
        "--config",
        written(config),
        "GET",
        "https://api.example.com/orders/42",
        "-H",
        "cookie: session_id=7",
    )
    assert done.returncode == 0, done.stderr
    for word in ("orders", "legacy", "bucket", "cookie", "shadow", "/v2/orders/42"):
        assert word in done.stdout, done.stdout
    other = run_crossfade("explain", "--config", written(config), "GET", "/else")
    assert "rest" in other.stdout


def test_status_of_a_running_proxy(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(fixed(b"x"))}))
    done = proxy.command("status")
    assert done.returncode == 0 and "generation" in done.stdout.lower()
    assert "legacy: 1 of 1 endpoints in service" in done.stdout
    proxy.stop()
    done = proxy.command("status")
    assert done.returncode != 0 and done.stderr


def test_status_says_which_endpoint_is_out_of_service_and_why(origin, crossfade):
    good, closed = origin(fixed(b"x")).port, free_port()
    checks = {"path": "/", "interval": "50ms", "unhealthy": 1}
    proxy = crossfade(configuration({"legacy": backend(good, closed, health=checks)}))

    def line_of_one_of_two():
        lines = proxy.command("status").stdout.splitlines()
        return next((line for line in lines if " legacy: 1 of 2 endpoints in service" in line), None)

    line = eventually(line_of_one_of_two, "an endpoint out of service")
    assert f": 127.0.0.1:{closed} (unhealthy: " in line
    assert line.endswith(f"), 127.0.0.1:{good}")


def test_version():
    done = run_crossfade("version")
    assert done.returncode == 0 and re.search(r"\d+\.\d+\.\d+", done.stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command):
    done = run_crossfade(command, "--help")
    assert done.returncode == 0 and command in done.stdout


def test_help_names_every_command():
    done = run_crossfade("--help")
    assert done.returncode == 0
    assert [command for command in COMMANDS if command not in done.stdout] == []


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["check"], ["check", "--nonsense"], ["run", "--config"]]
)
def test_what_is_not_understood_is_refused_with_usage(arguments):
    done = run_crossfade(*arguments)
    assert done.returncode not in (0, -6, -11) and "crossfade" in done.stderr + done.stdout


@pytest.mark.release_only
def test_the_demo_ends_by_itself_with_a_report():
    done = run_crossfade("demo")
    assert done.returncode == 0, done.stderr
    assert re.search(r"S-[0-9a-f]{12}", done.stdout)
