"""Client certificates at a listener that asks for them."""

import ssl

import pytest

from support.behaviours import fixed
from support.configuration import configuration
from support.tls import Authority, TlsClient, listening, trusting
from support.waiting import eventually
from support.wire import Ended

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.fixture
def asking(authority, origin, crossfade):
    """asking(how): an origin, and a proxy that asks its clients for certificates."""

    def make(how=None):
        backend = origin(fixed(b"fine"))
        identity = authority.issue("a.example", ["a.example"])
        more = {"client_ca": str(authority.certificate)}
        if how:
            more["client_certificate"] = how
        proxy = crossfade(listening(configuration({"legacy": backend}), [identity], **more))
        return backend, proxy

    return make


def refused(proxy, backend, context, reason):
    """True if the client learns of an alert; with TLS 1.3 that comes after its handshake."""
    with pytest.raises((ssl.SSLError, ConnectionError, Ended)) as caught:
        with TlsClient(proxy.port, context) as client:
            client.get()
    name = "crossfade_tls_handshakes_failed_total"
    eventually(lambda: proxy.admin.metrics().total(name, reason=reason), f"counted as {reason}")
    assert backend.requests == []
    return "alert" in str(caught.value)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("how", [None, "required", "optional"])
def test_a_good_certificate_is_let_in(asking, authority, how, version):
    _, proxy = asking(how)
    client = trusting(identity=authority.issue("client"), version=version)
    for _ in range(2):
        with TlsClient(proxy.port, client) as connection:
            assert connection.get().status == 200


@pytest.mark.parametrize("version", VERSIONS)
def test_none_is_refused_where_one_is_required(asking, version):
    backend, proxy = asking()
    assert refused(proxy, backend, trusting(version=version), "certificate_missing")


def test_none_is_let_in_where_one_is_optional(asking):
    _, proxy = asking("optional")
    with TlsClient(proxy.port) as client:
        assert client.get().status == 200


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("how", ["required", "optional"])
@pytest.mark.parametrize("kind", ["wrong CA", "expired", "itself", "for servers only"])
def test_a_bad_one_is_refused_even_where_it_is_optional(
    asking, authority, tmp_path, how, version, kind
):
    backend, proxy = asking(how)
    identity = {
        "wrong CA": lambda: Authority(tmp_path, "other").issue("client"),
        "expired": lambda: authority.issue("client", days=-1),
        "itself": lambda: self_signed(tmp_path),
        "for servers only": lambda: authority.issue("client", usage="serverAuth"),
    }[kind]()
    context = trusting(identity=identity, version=version)
    assert refused(proxy, backend, context, "certificate_rejected")


@pytest.mark.parametrize("version", VERSIONS)
def test_a_revoked_one_is_refused_as_soon_as_the_list_says_so(
    authority, origin, crossfade, version
):
    identity = authority.issue("a.example", ["a.example"])
    good, bad = authority.issue("good"), authority.issue("bad")
    more = {"client_ca": str(authority.certificate), "client_crl": str(authority.revoke())}
    proxy = crossfade(listening(configuration({"legacy": origin(fixed(b"fine"))}), [identity], **more))
    context = trusting(identity=bad, version=version)
    with TlsClient(proxy.port, context) as client:
        assert client.get().status == 200
        session = client.sock.session
    authority.revoke(bad)
    name = "crossfade_tls_handshakes_failed_total"

    def turned_away():
        try:
            with TlsClient(proxy.port, context, session=session) as client:
                client.get()
        except (ssl.SSLError, ConnectionError, Ended):
            return proxy.admin.metrics().total(name, reason="certificate_rejected")
        return False

    eventually(turned_away, "the list is in force, for resumed sessions too")
    with TlsClient(proxy.port, trusting(identity=good, version=version)) as client:
        assert client.get().status == 200


def self_signed(directory):
    authority = Authority(directory, "alone")
    return type(authority.issue("x"))(authority.certificate, authority.key)
