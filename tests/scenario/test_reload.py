"""A new configuration takes over without losing a request, or not at all."""

import json
import os
import signal
import threading

import pytest

from support.behaviours import fixed
from support.client import Client, fetch
from support.configuration import configuration, route
from support.load import Load
from support.ports import free_port
from support.waiting import PATIENCE, eventually


@pytest.fixture
def two_versions(origin, crossfade):
    """A proxy on version a, and the configuration of version b, which goes to another backend."""

    def make(prepare=None, a=None, b=None):
        first, second = origin(a or fixed(b"a")), origin(b or fixed(b"b"))
        config = configuration({"legacy": first})
        proxy = crossfade(config, prepare=prepare)
        config = proxy.config
        changed = json.loads(json.dumps(config))
        changed["backends"]["legacy"]["endpoints"] = [f"127.0.0.1:{second.port}"]
        return proxy, changed

    return make


def await_version(proxy, name):
    with Client(proxy.port) as client:
        eventually(lambda: client.get().body == name, f"version {name}")


def test_a_plain_write_is_noticed(two_versions):
    proxy, changed = two_versions()
    generation = proxy.admin.generation()
    proxy.write(changed)
    await_version(proxy, b"b")
    assert proxy.admin.generation() > generation


def test_a_rename_is_noticed(two_versions):
    proxy, changed = two_versions()
    for version, name in ((changed, b"b"), (proxy.config, b"a"), (changed, b"b")):
        beside = proxy.config_file.with_suffix(".new")
        beside.write_text(json.dumps(version))
        beside.rename(proxy.config_file)
        await_version(proxy, name)


def mount(proxy):
    """Lays the file out as Kubernetes mounts a ConfigMap."""
    place = proxy.directory / "mount"
    place.mkdir()
    publish(place, 1, proxy.config)
    (place / "crossfade.yaml").symlink_to("..data/crossfade.yaml")
    proxy.config_file = place / "crossfade.yaml"


def publish(place, number, config):
    """A new directory, and the link swapped to it in one step."""
    version = place / f"..version-{number}"
    version.mkdir()
    (version / "crossfade.yaml").write_text(json.dumps(config))
    fresh = place / "..data_tmp"
    fresh.symlink_to(version.name)
    fresh.rename(place / "..data")


def test_the_symlink_swap_of_a_mounted_configuration_is_noticed(two_versions):
    proxy, changed = two_versions(prepare=mount)
    for number, (version, name) in enumerate(
        [(changed, b"b"), (proxy.config, b"a"), (changed, b"b")], 2
    ):
        publish(proxy.directory / "mount", number, version)
        await_version(proxy, name)


def test_sighup_reloads(two_versions):
    proxy, _ = two_versions()
    before = proxy.admin.generation()
    proxy.signal(signal.SIGHUP)
    eventually(lambda: proxy.admin.generation() > before, "a new generation")


def test_the_api_answers_once_the_new_generation_serves(two_versions):
    proxy, changed = two_versions()
    for version, name in [(changed, b"b"), (proxy.config, b"a")] * 5:
        proxy.config_file.write_text(json.dumps(version))
        generation = proxy.admin.reload()
        with Client(proxy.port) as client:
            assert client.get().body == name
        assert proxy.admin.generation() >= generation


def test_the_command_line_reloads(two_versions):
    proxy, _ = two_versions()
    before = proxy.admin.generation()
    done = proxy.command("reload")
    assert done.returncode == 0, done.stderr
    assert proxy.admin.generation() > before


def test_a_change_acts_on_open_connections(two_versions):
    proxy, changed = two_versions()
    with Client(proxy.port) as client:
        assert client.get().body == b"a"
        proxy.config_file.write_text(json.dumps(changed))
        proxy.admin.reload()
        assert client.get().body == b"b"


BAD = """\
listeners:
  - {name: public, address: "127.0.0.1:80800"}
backends:
  legacy: {endpoints: []}
routes:
  - name: all
    splt: {legacy: 100%}
    split: {nobody: 99%}
"""


def test_a_bad_file_is_refused_whole_and_says_everything_that_is_wrong(two_versions):
    proxy, _ = two_versions()
    generation = proxy.admin.generation()
    proxy.config_file.write_text(BAD)
    errors = proxy.admin.refused_reload()
    assert len(errors) >= 4
    for error in errors:
        file, line, column, message = error.split(":", 3)
        assert file.endswith("crossfade.yaml") and int(line) > 0 and int(column) > 0 and message
    assert any(":7:5:" in error and "split" in error for error in errors)
    assert fetch(proxy.port).body == b"a" and proxy.admin.generation() == generation
    metrics = proxy.admin.metrics()
    assert metrics.total("crossfade_config_last_reload_successful") == 0
    assert metrics.total("crossfade_config_reloads_total", result="failure") >= 1
    assert "splt" in json.dumps(proxy.admin.status())
    eventually(lambda: "splt" in proxy.stderr(), "the log says why")
    proxy.write()
    proxy.admin.reload()
    assert proxy.admin.metrics().total("crossfade_config_last_reload_successful") == 1


def test_a_file_that_vanishes_leaves_the_old_configuration_in_force(two_versions):
    proxy, changed = two_versions()
    proxy.config_file.unlink()
    assert proxy.admin.refused_reload()
    assert fetch(proxy.port).body == b"a"
    proxy.write(changed)
    await_version(proxy, b"b")


def test_a_request_in_flight_finishes_on_the_snapshot_it_began_with(two_versions):
    arrived, may_answer = threading.Event(), threading.Event()

    def held(exchange):
        arrived.set()
        assert may_answer.wait(PATIENCE)
        exchange.respond(200, b"a")

    proxy, changed = two_versions(a=held)
    with Client(proxy.port) as client:
        client.send_request("GET")
        assert arrived.wait(PATIENCE)
        proxy.config_file.write_text(json.dumps(changed))
        proxy.admin.reload()
        assert fetch(proxy.port).body == b"b"
        may_answer.set()
        assert client.response().body == b"a"
        assert client.get().body == b"b"


def test_listeners_come_and_go_and_the_others_stay_open(origin, crossfade):
    config = configuration({"legacy": origin(fixed(b"here"))})
    proxy = crossfade(config)
    second = {"name": "second", "address": f"127.0.0.1:{free_port()}"}
    with Client(proxy.port) as client:
        assert client.get().body == b"here"
        proxy.write(config | {"listeners": [*config["listeners"], second]})
        proxy.admin.reload()
        assert fetch(proxy.port_of("second")).body == b"here"
        assert client.get().body == b"here"
        gone = proxy.port_of("second")
        proxy.write(config)
        proxy.admin.reload()
        eventually(lambda: refused(gone), "the second listener is closed")
        assert client.get().body == b"here"


def refused(port):
    try:
        fetch(port)
        return False
    except OSError:
        return True


def test_a_listener_that_cannot_be_opened_changes_nothing(origin, crossfade):
    taken = origin(fixed(b"taken"))
    config = configuration({"legacy": origin(fixed(b"here"))})
    proxy = crossfade(config)
    bad = {"name": "second", "address": f"127.0.0.1:{taken.port}"}
    proxy.config_file.write_text(json.dumps(config | {"listeners": [*config["listeners"], bad]}))
    assert proxy.admin.refused_reload()
    assert fetch(proxy.port).body == b"here"


@pytest.mark.ledger
def test_fifty_reloads_under_load_lose_nothing(two_versions):
    """Writes, signals and API calls in turn, each a real change, while clients send and check."""
    proxy, changed = two_versions()
    versions = [proxy.config, changed]

    def make_request(number):
        return (
            ("POST", f"/{number}", {}, b"x" * 2000)
            if number % 3 == 0
            else ("GET", f"/{number}", {}, None)
        )

    with Load(
        proxy.port,
        make_request=make_request,
        check=lambda _, response: response.status == 200 and response.body in (b"a", b"b"),
    ) as load:
        for number in range(1, 51):
            beside = proxy.directory / f"next-{number}"
            beside.write_text(json.dumps(versions[number % 2]))
            os.replace(beside, proxy.config_file)
            if number % 3 == 0:
                proxy.signal(signal.SIGHUP)
            elif number % 3 == 1:
                proxy.admin.reload()
            served = load.served
            eventually(lambda: load.served > served + 5 or load.problems, "more requests")
    assert load.problems == [] and load.served > 250


def test_the_new_routes_count_from_zero_and_the_old_keep_their_counts(origin, crossfade):
    config = configuration({"legacy": origin()})
    proxy = crossfade(config)
    fetch(proxy.port)
    proxy.write(config | {"routes": [route(), route("extra", "/extra")]})
    proxy.admin.reload()
    metrics = proxy.admin.metrics()
    assert metrics.total("crossfade_requests_total", route="all", status_class="2xx") == 1
    assert metrics.total("crossfade_requests_total", route="extra") == 0
