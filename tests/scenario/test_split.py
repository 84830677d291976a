"""Live traffic by weight: sticky, overridable, and changed while connections stay open."""

import pytest

from support.behaviours import fixed
from support.client import Client, fetch
from support.configuration import configuration, mirror, route
from support.crossfade import run_crossfade

KEY = [{"cookie": "session_id"}, {"header": "x-user-id"}]


@pytest.fixture
def divided(origin, crossfade):
    """A proxy with legacy and new behind one route; each answers with its name."""

    def make(legacy, new, **more):
        backends = {"legacy": origin(fixed(b"legacy")), "new": origin(fixed(b"new"))}
        return crossfade(
            configuration(
                backends, [route(split={"legacy": legacy, "new": new}, **{"key": KEY} | more)]
            )
        )

    return make


def served_by(client, user, fields=()):
    return client.get(
        "/", {"Cookie": f"theme=dark; session_id={user}", **dict(fields)}
    ).body.decode()


def users_on_new(proxy, users):
    with Client(proxy.port) as client:
        return {user for user in users if served_by(client, user) == "new"}


def test_a_share_is_kept_within_what_chance_allows(divided):
    proxy = divided("90%", "10%")
    assert 200 - 75 < len(users_on_new(proxy, range(2000))) < 200 + 75  # more than 5 sigma


def test_a_user_stays_where_they_are(divided):
    proxy = divided("50%", "50%")
    first = users_on_new(proxy, range(100))
    for _ in range(3):
        assert users_on_new(proxy, range(100)) == first


def test_the_next_source_of_the_key_counts_where_the_first_is_missing(divided):
    proxy = divided("50%", "50%")
    with Client(proxy.port) as client:
        by_cookie = [served_by(client, user) for user in range(50)]
        by_header = [client.get("/", {"X-User-Id": str(user)}).body.decode() for user in range(50)]
    assert by_cookie == by_header


def test_without_a_key_every_request_is_drawn_anew(divided):
    proxy = divided("50%", "50%")
    with Client(proxy.port) as client:
        assert {client.get().body for _ in range(64)} == {b"legacy", b"new"}


def test_relative_weights_mean_the_same(divided):
    proxy = divided(3, 1)
    assert 500 - 110 < len(users_on_new(proxy, range(2000))) < 500 + 110


def test_zero_means_nobody(divided):
    proxy = divided("100%", "0%")
    assert users_on_new(proxy, range(200)) == set()


def test_a_user_is_on_the_same_side_of_every_route(origin, crossfade):
    backends = {"legacy": origin(fixed(b"legacy")), "new": origin(fixed(b"new"))}
    proxy = crossfade(
        configuration(
            backends,
            [
                route("small", "/small", split={"legacy": "90%", "new": "10%"}, key=KEY),
                route("large", "/large", split={"legacy": "60%", "new": "40%"}, key=KEY),
            ],
        )
    )
    with Client(proxy.port) as client:
        for user in range(200):
            cookie = {"Cookie": f"session_id={user}"}
            if client.get("/small", cookie).body == b"new":
                assert client.get("/large", cookie).body == b"new"


def test_testers_choose_their_backend(divided):
    proxy = divided(
        "100%", "0%", override={"header": "x-crossfade-backend", "from": ["127.0.0.0/8"]}
    )
    with Client(proxy.port) as client:
        assert served_by(client, 1) == "legacy"
        assert served_by(client, 1, {"X-Crossfade-Backend": "new"}) == "new"
        assert served_by(client, 1, {"X-Crossfade-Backend": "nobody"}) == "legacy"
    line = proxy.await_access_line(backend="new")
    assert line["override"] is True


def test_strangers_do_not_choose_their_backend(divided):
    proxy = divided(
        "100%", "0%", override={"header": "x-crossfade-backend", "from": ["10.0.0.0/8"]}
    )
    with Client(proxy.port) as client:
        assert served_by(client, 1, {"X-Crossfade-Backend": "new"}) == "legacy"


def test_a_changed_weight_acts_at_once_on_an_open_connection(divided):
    proxy = divided("100%", "0%")
    with Client(proxy.port) as client, Client(proxy.port) as another:
        assert {served_by(client, user) for user in range(20)} == {"legacy"}
        assert served_by(another, 1) == "legacy"
        said = proxy.admin.set_split("all", legacy="0%", new="100%")
        assert said["source"] == "live"
        assert {served_by(client, user) for user in range(20)} == {"new"}
        assert served_by(another, 1) == "new"
        proxy.admin.restore_split("all")
        assert {served_by(client, user) for user in range(20)} == {"legacy"}
        assert served_by(another, 1) == "legacy"


def test_the_api_says_what_is_in_force_and_why(divided):
    proxy = divided("99.5%", "0.5%")
    configured = {"route": "all", "split": {"legacy": "99.5%", "new": "0.5%"}, "source": "config"}
    assert proxy.admin.split("all") == configured
    proxy.admin.set_split("all", legacy="99%", new="1%")
    assert proxy.admin.split("all") == {
        "route": "all",
        "split": {"legacy": "99%", "new": "1%"},
        "source": "live",
    }
    proxy.admin.restore_split("all")
    assert proxy.admin.split("all") == configured


@pytest.mark.parametrize(
    "shares",
    [
        {"legacy": "99%", "new": "2%"},
        {"legacy": "99%", "other": "1%"},
        {"legacy": "ninety", "new": "10%"},
        {"legacy": "-1%", "new": "101%"},
        {},
        [],
    ],
)
def test_a_bad_split_is_refused_and_changes_nothing(divided, shares):
    proxy = divided("99%", "1%")
    status, _ = proxy.admin.call("PUT", "/api/v1/routes/all/split", shares)
    assert status in (400, 422)
    assert proxy.admin.split("all")["split"] == {"legacy": "99%", "new": "1%"}


def test_a_split_of_an_unknown_route_is_404(divided):
    proxy = divided("99%", "1%")
    assert proxy.admin.call("GET", "/api/v1/routes/none/split")[0] == 404
    assert proxy.admin.call("PUT", "/api/v1/routes/none/split", {"legacy": "100%"})[0] == 404


def test_raising_a_live_share_keeps_everyone_who_was_there(divided):
    proxy = divided("95%", "5%")
    before = users_on_new(proxy, range(500))
    proxy.admin.set_split("all", legacy="80%", new="20%")
    raised = users_on_new(proxy, range(500))
    assert before < raised
    proxy.admin.set_split("all", legacy="95%", new="5%")
    assert users_on_new(proxy, range(500)) == before


def test_the_command_line_changes_the_split_of_a_running_proxy(divided):
    proxy = divided("100%", "0%")
    done = proxy.command("split", "all", "new=100%")
    assert done.returncode == 0, done.stderr
    with Client(proxy.port) as client:
        assert served_by(client, 1) == "new"
    done = proxy.command("split", "none", "new=1%")
    assert done.returncode != 0 and "none" in done.stderr


def test_a_live_split_outlives_a_reload(divided):
    """An operator's raise is not undone by somebody else's unrelated change to the file."""
    proxy = divided("100%", "0%")
    proxy.admin.set_split("all", legacy="0%", new="100%")
    proxy.admin.reload()
    with Client(proxy.port) as client:
        assert served_by(client, 1) == "new"


def test_the_share_of_a_mirrored_route_moves_shadow_and_live_alike(origin, crossfade):
    """Reverse mirroring: whoever is not live is the shadow."""
    legacy, new = origin(fixed(b"legacy")), origin(fixed(b"new"))
    proxy = crossfade(
        configuration(
            {"legacy": legacy, "new": new},
            [route(split={"legacy": "100%", "new": "0%"}, key=KEY, mirrors=[mirror("other")])],
        )
    )
    assert fetch(proxy.port).body == b"legacy"
    assert new.await_completed()[0].field("x-crossfade-mirror") == "all"
    proxy.admin.set_split("all", legacy="0%", new="100%")
    assert fetch(proxy.port).body == b"new"
    assert legacy.await_completed(2)[1].field("x-crossfade-mirror") == "all"


def test_explain_agrees_with_what_happens(divided):
    proxy = divided("50%", "50%")
    with Client(proxy.port) as client:
        for user in range(10):
            done = run_crossfade(
                "explain",
                "--config",
                proxy.config_file,
                "GET",
                "http://test.example/",
                "-H",
                f"cookie: session_id={user}",
            )
            assert done.returncode == 0, done.stderr
            assert f"backend {served_by(client, user)}:" in " ".join(
                done.stdout.split()
            ), done.stdout
