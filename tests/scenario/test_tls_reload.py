"""Certificates that change under a running proxy, and configurations whose files are of no use."""

import json
import os
import threading

import pytest

from support.behaviours import fixed
from support.configuration import configuration
from support.crossfade import run_crossfade
from support.tls import TlsClient, listening, trusting
from support.waiting import PATIENCE, eventually


@pytest.fixture
def running(authority, origin, crossfade):
    """running(): a proxy whose files a.pem and a.key may be changed, and who they are."""

    def make(identity=None):
        identity = identity or authority.issue("a", ["one.example"])
        legacy = origin(fixed(b"fine"))
        return crossfade(listening(configuration({"legacy": legacy}), [identity])), identity

    return make


def names(proxy):
    with TlsClient(proxy.port) as client:
        assert client.get().status == 200
        return client.peer_names()


def reload_state(proxy):
    return proxy.admin.metrics().total("crossfade_certificate_reload_successful")


class Handshakes:
    """Clients that connect, ask once and leave, over and over; each takes up its last session."""

    def __init__(self, port):
        self.port = port
        self.served = 0
        self.problems = []
        self._enough = threading.Event()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(3)]

    def _run(self):
        context, session = trusting(), None
        while not self._enough.is_set():
            try:
                with TlsClient(self.port, context, session=session) as client:
                    assert client.get().status == 200
                    session = client.sock.session
                self.served += 1
            except Exception as problem:  # every kind is a lost handshake
                self.problems.append(repr(problem))

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._enough.set()
        for thread in self._threads:
            thread.join(PATIENCE)


@pytest.mark.ledger
def test_changed_files_are_taken_up_without_losing_a_handshake(running, authority):
    proxy, identity = running()
    with TlsClient(proxy.port) as old, Handshakes(proxy.port) as load:
        for version in ("two.example", "three.example"):
            assert old.get().status == 200
            authority.issue(version, [version]).copy_to(identity)
            eventually(lambda: names(proxy) == [version], f"the certificate of {version}")
        enough = load.served + 50
        eventually(lambda: load.served > enough, "more handshakes")
        assert old.get().status == 200
        assert old.peer_names() == ["one.example"]
    assert load.problems == []
    assert reload_state(proxy) == 1
    failed = proxy.admin.metrics().values("crossfade_tls_handshakes_failed_total", "reason")
    assert failed == {}


def test_files_behind_a_swapped_symlink_are_taken_up(running, authority, tmp_path):
    mount = tmp_path / "mount"
    for version in ("one.example", "two.example"):
        (mount / version).mkdir(parents=True)
        place = type(identity := authority.issue(version, [version]))(
            mount / version / "tls.crt", mount / version / "tls.key"
        )
        identity.copy_to(place)
    (mount / "..data").symlink_to("one.example")
    for file in ("tls.crt", "tls.key"):
        (mount / file).symlink_to(f"..data/{file}")
    proxy, _ = running(type(identity)(mount / "tls.crt", mount / "tls.key"))
    assert names(proxy) == ["one.example"]
    (mount / "..new").symlink_to("two.example")
    os.rename(mount / "..new", mount / "..data")
    eventually(lambda: names(proxy) == ["two.example"], "the new certificate")


BAD = {
    "no file": lambda identity: identity.certificate.unlink(),
    "no certificate": lambda identity: identity.certificate.write_text("hello"),
    "another key": lambda identity: identity.key.write_bytes(
        identity.key.with_name("b.key").read_bytes()
    ),
    "half a file": lambda identity: os.truncate(identity.certificate, 200),
}


@pytest.mark.parametrize("what", BAD)
def test_files_of_no_use_leave_the_old_in_force(running, authority, what):
    authority.issue("b")
    proxy, identity = running()
    good = type(identity)(identity.certificate.with_suffix(".kept"), identity.key.with_suffix(".k"))
    identity.copy_to(good)
    BAD[what](identity)
    eventually(lambda: reload_state(proxy) == 0, "the failure in the metrics")
    assert names(proxy) == ["one.example"]
    error = eventually(
        lambda: next((line for line in proxy.stderr().splitlines() if "old cert" in line), None),
        "the failure in the log",
    )
    assert " error " in error and "listener 'public'" in error and str(identity.key.parent) in error
    # A configuration that would start with these files is refused too.
    assert proxy.admin.call("POST", "/api/v1/config/reload", {})[0] != 200
    good.copy_to(identity)
    eventually(lambda: reload_state(proxy) == 1, "the recovery in the metrics")
    assert names(proxy) == ["one.example"]
    assert "old certificates" in error and proxy.stderr().count("old certificates") == 1


def test_when_a_certificate_expires_is_exported(running):
    proxy, identity = running()
    samples = proxy.admin.metrics().samples["crossfade_certificate_expiry_timestamp_seconds"]
    [(labels, at)] = samples
    assert labels == {"listener": "public", "certificate": str(identity.certificate)}
    assert at > 1_700_000_000


def start_and_check(config, tmp_path):
    """What both say about a configuration that neither takes."""
    file = tmp_path / "crossfade.yaml"
    file.write_text(json.dumps(config, indent=1))
    said = []
    for command in ("run", "check"):
        done = run_crossfade(command, "--config", file)
        assert done.returncode == 1, done.stderr
        said.append([line for line in done.stderr.splitlines() if str(file) in line])
    return said


def test_start_and_check_refuse_the_same_files(authority, tmp_path):
    good, other = authority.issue("a"), authority.issue("b")
    config = listening(configuration({"legacy": 1}), [good])
    config["listeners"][0]["tls"]["certificates"] += [
        {"certificate": str(good.certificate), "private_key": str(other.key)},
        {"certificate": str(tmp_path / "missing.pem"), "private_key": str(good.key)},
        good.files | {"ocsp_response": str(good.certificate)},
        good.files | {"ocsp_response": str(authority.ocsp_response(other))},
    ]
    config["listeners"][0]["tls"]["client_ca"] = str(good.key)
    config["backends"]["legacy"]["tls"] = {"ca": str(tmp_path / "missing.pem")}
    started, checked = start_and_check(config, tmp_path)
    text = "\n".join(checked)
    for expected in (
        f"{other.key} is not the key of the certificate in {good.certificate}",
        f"cannot read {tmp_path / 'missing.pem'}: No such file or directory",
        "holds no OCSP response in DER",
        "holds an OCSP response for another certificate",
        "client_ca",
        "backend 'legacy'",
    ):
        assert expected in text, text
    assert [line.removeprefix("crossfade: ") for line in started] == checked
    assert all(line.startswith(f"{tmp_path}/crossfade.yaml:") for line in checked)


def test_a_key_that_everybody_can_read_and_an_old_certificate_are_warned_of(
    running, authority
):
    identity = authority.issue("a", ["one.example"], days=-1)
    identity.key.chmod(0o644)
    proxy, _ = running(identity)
    assert names(proxy) == ["one.example"]
    assert f"{identity.key}: everybody on this machine can read the key" in proxy.stderr()
    assert f"{identity.certificate}: the certificate has expired" in proxy.stderr()
    assert identity.key.read_text().splitlines()[1] not in proxy.stderr()
    checked = proxy.command("check")
    assert checked.returncode == 0 and "warning: " in checked.stderr
