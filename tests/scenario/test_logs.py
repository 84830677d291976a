"""What the proxy writes and answers about a request cannot be forged by the request, holds none of its
secrets, and does not grow with what clients make up."""

import json
import sqlite3

import pytest

from support.behaviours import fixed, of_json
from support.client import Client, exchange, fetch
from support.configuration import configuration, mirror, route
from support.waiting import eventually

EVERY_BYTE = [bytes([byte]) for byte in range(256)]
HOSTILE = [
    b"\x1b[2J\x1b[31mowned\x1b[0m",  # drives a terminal
    b'","status":200,"x":"',  # closes a JSON string
    b"\\",
    b"\\u000a",
    b"\xe2\x80\xa8\xe2\x80\xa9",  # U+2028, U+2029: ends of lines to some
    b"\xc2\x85\xc2\x9b31m",  # C1 controls in UTF-8
    b"\xe2\x80\xae gnp.exe",  # overrides the direction of reading
    b"\xc0\xaf\xed\xa0\x80\xf5\x80\x80\x80\xfe\xff\xc3",  # no UTF-8
    b"<script>alert(1)</script>",
    b"%0d%0aSet-Cookie:%20a=b",
    b"${jndi:ldap://x}",
    b"%s%n{}",
]
PLACES = {
    "method": b"G%bT / HTTP/1.1\r\nHost: a\r\n",
    "path": b"GET /%b HTTP/1.1\r\nHost: a\r\n",
    "query": b"GET /?a=%b HTTP/1.1\r\nHost: a\r\n",
    "host": b"GET / HTTP/1.1\r\nHost: a%b\r\n",
    "absolute": b"GET http://a%b/ HTTP/1.1\r\nHost: a\r\n",
    "request id": b"GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: i%bd\r\n",
    "user agent": b"GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: u%b\r\n",
    "referer": b"GET / HTTP/1.1\r\nHost: a\r\nReferer: r%b\r\n",
    "forwarded for": b"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: f%b\r\n",
    "trace": b"GET / HTTP/1.1\r\nHost: a\r\nTraceparent: 00-%b\r\n",
    "version": b"GET / HTTP/1.%b\r\nHost: a\r\n",
}


@pytest.mark.parametrize("place", PLACES)
def test_no_byte_anywhere_in_a_request_breaks_a_line_of_the_log(origin, crossfade, place):
    """One request is one line of JSON, without a byte that is not plain text; and no refusal echoes
    what it refuses."""
    proxy = crossfade(configuration({"legacy": origin(fixed(b"fine"))}))
    values = EVERY_BYTE + HOSTILE
    answered = 0
    for value in values:
        head = PLACES[place] % value + b"Connection: close\r\n\r\n"
        answer = exchange(proxy.port, head, finish=True)
        answered += answer.count(b"HTTP/1.1 ")
        status, _, body = answer.partition(b"\r\n\r\n")
        assert len(status.splitlines()) < 12, "a field more than we write"
        if b" 200 " not in status[:20]:
            assert set(json.loads(body)) == {"error", "message"}
            assert len(value) < 3 or value not in answer
    lines = eventually(
        lambda: len(found := proxy.access_lines()) >= answered and found, "a line each"
    )
    assert len(lines) == answered
    raw = proxy.access_log_file.read_bytes()
    assert raw.count(b"\n") == answered == len(raw.decode().splitlines())
    controls = {*range(0x20), 0x7F, *range(0x80, 0xA0), 0x2028, 0x2029, 0x202E} - {0x0A}
    assert not controls & {ord(character) for character in raw.decode()}
    for line in lines:
        assert set(line) >= {"time", "status", "path", "method", "host"}


CANARY = "canary-4f9a1c"


def canaries():
    """One in each place that a client may put a secret."""
    return {
        "target": f"/orders?token={CANARY}1&api_key={CANARY}2&api-key={CANARY}3&t%6Fken={CANARY}4"
        f"&access_token={CANARY}5&password={CANARY}6&session={CANARY}7&x=1",
        "fields": {
            "Authorization": f"Bearer {CANARY}8",
            "Cookie": f"session_id={CANARY}9; other={CANARY}a",
            "Proxy-Authorization": f"Basic {CANARY}b",
            "X-Api-Key": f"{CANARY}c",
            "X-Auth-Token": f"{CANARY}d",
            "Content-Type": "application/json",
        },
        "body": json.dumps({"card": {"number": f"{CANARY}e"}, "email": f"{CANARY}f"}).encode(),
    }


def test_secrets_reach_no_log_no_record_no_store_and_no_metric(origin, crossfade, tmp_path):
    setting = [("Set-Cookie", f"session_id={CANARY}g; HttpOnly"), ("X-Auth-Token", f"{CANARY}h")]
    live = origin(of_json({"total": 1, "card": {"number": f"{CANARY}i"}}, fields=setting))
    shadow = origin(of_json({"total": 2, "card": {"number": f"{CANARY}j"}}, fields=setting))
    redact = ["$.card.number", "$.email", "header.x-auth-token"]
    routes = [route(mirrors=[mirror(methods=["GET", "POST"], compare={"redact": redact})])]
    reports = {"directory": str(tmp_path / "reports")}
    proxy = crossfade(configuration({"legacy": live, "shadow": shadow}, routes, reports=reports))
    sent = canaries()
    response = fetch(proxy.port, "POST", sent["target"], sent["fields"], sent["body"])
    assert response.status == 200
    assert proxy.admin.await_verdicts(1).verdicts == {"mismatch": 1}
    (record,) = eventually(lambda: proxy.mismatches(), "the record of a mismatch")
    assert record["findings"], "nothing was found, so nothing could have leaked"
    proxy.await_access_line(status=200)
    metrics = proxy.admin.metrics().text
    report = proxy.command("report", "--format", "json").stdout
    proxy.stop()
    kept = {"metrics": metrics, "report": report, "stderr": proxy.stderr()}
    files = [path for path in (*proxy.directory.iterdir(), *(tmp_path / "reports").iterdir())]
    kept |= {path.name: path.read_bytes().decode("latin-1") for path in files if path.is_file()}
    assert any(name.startswith("mismatches") for name in kept)
    assert any(_is_database(path) for path in files)
    for name, text in kept.items():
        at = text.find(CANARY)
        assert at < 0, f"{name}: {text[max(0, at - 80) : at + 40]!r}"


def _is_database(path):
    if not path.is_file() or not path.read_bytes().startswith(b"SQLite format 3"):
        return False
    with sqlite3.connect(path) as database:
        return bool(database.execute("select count(*) from sqlite_master").fetchone()[0])


def test_what_clients_make_up_adds_no_metric(origin, crossfade):
    proxy = crossfade(configuration({"legacy": origin(fixed(b"fine"))}, [route(prefix="/a")]))

    def series():
        return sum(map(len, proxy.admin.metrics().samples.values()))

    with Client(proxy.port) as client:
        client.get("/a")
        client.get("/none")
        before = series()
        for number in range(1000):
            fields = {f"X-{number}": "1", "User-Agent": f"agent {number}"}
            target = f"/a/{number}" if number % 2 else f"/none/{number}"
            client.request("GET", target, fields, host=f"host-{number}.example")
        for number in range(20):
            fetch(proxy.port, method=f"METHOD{number}")
    assert series() == before


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("target", ["/none", "/dead"])
def test_an_answer_of_our_own_tells_nothing_about_us_or_those_behind_us(
    origin, crossfade, method, target
):
    legacy, dead = origin(), origin()  # both at once, so that the one does not get the other's port
    dead.stop()
    routes = [route("dead", "/dead", split={"dead": 1}), route("all", "/orders")]
    proxy = crossfade(configuration({"legacy": legacy, "dead": dead}, routes))
    with Client(proxy.port) as client:
        response = client.request(method, target)
        text = (response.head + response.body).decode()
        assert response.status in (404, 502)
        assert int(response.field("content-length")) > 0
        assert (response.length == 0) == (method == "HEAD")
        assert not [name for name in ("server", "x-powered-by", "via") if response.field(name)]
        assert response.field("x-content-type-options") == "nosniff"
        for telling in ("127.0.0.1", "0.1.0", "dead", "errno", "boost", "asio", ".cpp"):
            assert telling not in text.replace("crossfade; error=", "").lower(), text
        assert client.get("/orders").status == 200, "the connection goes on"
