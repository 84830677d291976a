"""Rows T: the request target and Host (RFC 9112 section 3.2, RFC 3986)."""

from hostile.case import Arrival, forwarded, head, refused

HOSTS = [
    refused("T1", "no Host", head(host=None)),
    refused("T1", "no Host but another field", head(b"X: y", host=None)),
    refused("T1", "no Host with an absolute target", head(target=b"http://a/", host=None)),
    refused("T1", "Host misspelt", head(b"Hosts: a", host=None)),
    refused("T2", "two Hosts", head(b"Host: b")),
    refused("T2", "two equal Hosts", head(b"Host: a")),
    refused("T2", "two Hosts, far apart", head(*[b"X: y"] * 40, b"HOST: b")),
    refused("T2", "two Hosts, one empty", head(b"Host:")),
    refused("T2", "two Hosts with an absolute target", head(b"Host: a", target=b"http://a/")),
    refused("T2", "two Hosts in HTTP/1.0", head(b"Host: b", version=b"HTTP/1.0")),
    refused("T2", "a field like Host", head(b"Host\x00: b")),
]
HOSTS += [
    refused("T3", f"Host {host!r}", head(host=host))
    for host in (
        b"", b" ", b"a/b", b"a/", b"/a", b"http://a", b"u@a", b"u:p@a", b"@a", b"a@", b"a,b", b"a, b", b"a b", b"a\tb",
        b"a\x00", b"a\x01b", b"a\x0bb", b"a\x7f", b"a:b", b"a:99999", b"a:65536", b"a:-1", b"a:+80", b"a: 80", b"a :80",
        b"a:80:80", b"a:8o", b"a:0x50", b"a:080000", b":80", b":", b"[::1", b"::1", b"[]", b"[:]", b"[::1]x",
        b"[::1]:x", b"[a]", b"a]", b"[[::1]]", b"[::1%25eth0]", b"[v1.a]", b"[1.2.3.4]", b"[:::::]", b"[12345::]",
        b"a?b", b"a#b", b"a\\b", b'a"b', b"a<b", b"a>b", b"a^b", b"a`b", b"a{b}", b"a|b", b"\xc3\xa4", b"a\x80", b"a\xff",
        b"a" * 256, b"a;b", b"a'b", b"a(b)", b"a$b", b"a&b", b"a=b", b"a*b", b"*", b"a!b", b"a+b", b"a%2fb", b"a%00",
        b"%61", b"a:0", b".", b"a..b", b".a",
    )
]  # fmt: skip
HOSTS += [
    forwarded("T3", f"Host {host.decode()[:30]}", head(host=host), fields=(("Host", [host.decode()]),))
    for host in (
        b"a", b"A.Example", b"a:80", b"a:65535", b"a:", b"a.", b"a.:8080", b"127.0.0.1", b"127.0.0.1:1", b"[::1]", b"[::1]:443",
        b"[2001:DB8::1.2.3.4]", b"under_score.example", b"xn--4ca.example", b"a-b.c-d", b"1", b"a" * 255,
    )
]  # fmt: skip

ABSOLUTE = [
    forwarded("T4", "absolute target, same Host", head(target=b"http://a/b?c"), target="/b?c", fields=(("Host", ["a"]),)),
    forwarded("T4", "absolute target without a path", head(target=b"http://a"), target="/"),
    forwarded("T4", "absolute target with a query alone", head(target=b"http://a?b"), target="/?b"),
    forwarded("T4", "absolute target, scheme in capitals", head(target=b"HTTP://a/b"), target="/b"),
    forwarded("T4", "absolute target with an address", head(target=b"http://[::1]:8080/b"), target="/b", fields=(("Host", ["[::1]:8080"]),)),
    forwarded("T4", "absolute target in HTTP/1.0", head(target=b"http://b/c", version=b"HTTP/1.0", host=None), target="/c", fields=(("Host", ["b"]),), ends=True),
    forwarded("T5", "absolute target, another Host", head(target=b"http://b/c"), target="/c", fields=(("Host", ["b"]), ("X-Forwarded-Host", ["b"]))),
    forwarded("T5", "absolute target, another port", head(target=b"http://a:81/c", host=b"a:80"), fields=(("Host", ["a:81"]),)),
    forwarded("T7", "HTTP/1.0 without Host", head(version=b"HTTP/1.0", host=None), ends=True, target="/", fields=(("X-Forwarded-Host", []),)),
    forwarded("T7", "HTTP/1.0 without Host, kept alive", head(b"Connection: keep-alive", version=b"HTTP/1.0", host=None), target="/"),
    refused("T7", "HTTP/1.0 with an empty Host", head(version=b"HTTP/1.0", host=b"")),
    refused("T5", "absolute target, bad Host", head(target=b"http://b/c", host=b"a b")),
    refused("T5", "absolute target, empty Host", head(target=b"http://b/c", host=b"")),
]  # fmt: skip
ABSOLUTE += [
    refused("T6", f"target {target!r}", head(target=target))
    for target in (
        b"http://u@a/", b"http://u:p@a/", b"http://@a/", b"http://a@b@c/", b"ftp://a/", b"file:///a", b"ws://a/",
        b"gopher://a/", b"javascript://a/", b"data:a", b"mailto:a@b", b"http:/a", b"http:a", b"http:///a", b"http://",
        b"http://?a", b"http:// a/", b"http://a b/", b"http://a:b/", b"http://a:99999/", b"http://[::1/", b"http://a,b/",
        b"http://a\\b/", b"http://a%2fb/", b"//", b"http", b"a", b"a/b", b"a:80", b"?a", b"../a", b"./a", b"*a", b"**", b"*?a",
        b"\\a", b":", b"://a/", b"xhttp://a/", b"http;//a/", b"http://a#b", b"urn:a:b", b"unix:/a",
    )
    if target != b"//"
]  # fmt: skip

FORMS = [
    refused("T8", f"target {target!r}", head(target=target))
    for target in (b"/#", b"/#b", b"/a#b", b"/a?b#c", b"#", b"#/a", b"http://a/#b", b"http://a/?b#c", b"/a#b?c")
] + [
    refused("T9", f"{method.decode()} *", head(method=method, target=b"*"))
    for method in (b"GET", b"POST", b"HEAD", b"options", b"PUT", b"X")
] + [
    forwarded("T9", "OPTIONS *", head(method=b"OPTIONS", target=b"*"), method="OPTIONS", target="*"),
    forwarded("T9", "OPTIONS of a whole server", head(method=b"OPTIONS", target=b"http://a"), method="OPTIONS", target="*"),
    forwarded("T9", "OPTIONS of a root", head(method=b"OPTIONS", target=b"http://a/"), method="OPTIONS", target="/"),
] + [
    refused("T10", f"CONNECT {target.decode()}", head(method=b"CONNECT", target=target), 400, 405, 501)
    for target in (b"a:443", b"/", b"*", b"http://a/", b"a", b"[::1]:443", b"127.0.0.1:22")
] + [
    refused("T10", f"{method.decode()} in another case", head(method=method, target=b"a:443"), 400, 405, 501)
    for method in (b"connect", b"Connect", b"CONNECt")
] + [
    refused("T10", f"{method.decode()} of a path", head(method=method), 400, 405, 501)
    for method in (b"connect", b"Connect")
]  # fmt: skip
FORMS += [
    refused("T11", f"target {target!r}", head(target=target))
    for target in (
        b"/a b", b"/\x00", b"/a\x00b", b"/\x01", b"/\x1f", b"/\x7f", b"/\t", b"/\x0b", b"/\x0c", b"/a\rb", b"/a\nb",
        b"/a\r\nX: y", b"/?\x00", b"/? ", b"/?a b", b"http://a/\x00", b"http://a/ b",
    )
]  # fmt: skip
FORMS += [
    refused("T12", f"target {target!r}", head(target=target))
    for target in (b"/\x80", b"/\xff", "/ä".encode(), b"/?\xe4", b"/\xc0\xaf", b"http://a/\x80", b"/\xa0", b"/\xe2\x80\xa8")
] + [
    forwarded("T12", f"target {target.decode()}", head(target=target), target=target.decode())
    for target in (b"/\\", b'/"', b"/<>", b"/^", b"/`", b"/{|}", b"/[]", b'/?"<>\\^`{|}', b"/'", b"/!$&'()*+,;=:@-._~")
]  # fmt: skip
FORMS += [
    forwarded("T13", f"target {target.decode()}", head(target=target), target=target.decode())
    for target in (
        b"/a/../b", b"/./", b"//", b"///a", b"//a/b", b"/%2e%2e/", b"/%2E%2E%2Fa", b"/a%2fb", b"/a%5cb", b"/a;x", b"/a;x=y/b",
        b"/..", b"/../../etc/passwd", b"/a/.", b"/a//b", b"/..;/a", b"/.%2e/a", b"/%252e", b"/http://b/", b"//b@c/",
    )
] + [
    forwarded("T14", f"target {target.decode()}", head(target=target), target=target.decode())
    for target in (b"/%00", b"/%0d%0aX:y", b"/%c0%af", b"/%zz", b"/%", b"/%a", b"/a%", b"/?%0d%0a%20HTTP/1.1", b"/%u0041", b"/%ff")
] + [
    forwarded("T16", f"target {name}", head(target=target), target=target.decode())
    for name, target in {
        "with a query of 8 KB": b"/?" + b"a" * 8_192,
        "with 1 000 parameters": b"/?" + b"&".join(b"a%d=%d" % (n, n) for n in range(1000)),
        "with an empty query": b"/?",
        "with a query of ?": b"/??",
        "with a query of marks": b"/?&&==&=&",
        "with a query of slashes": b"/?/a//b/../c",
    }.items()
]  # fmt: skip

CASES = [*HOSTS, *ABSOLUTE, *FORMS]
CASES += [
    forwarded("T5", "absolute target, Host in other case", head(target=b"http://A/b", host=b"a"), Arrival(target="/b", fields=(("Host", ["A"]),))),
]  # fmt: skip
