"""Rows H and Z25: request lines and field lines (RFC 9112 sections 2.2, 3 and 5, RFC 9110
section 5)."""

from hostile.case import Arrival, forwarded, head, post, refused

LINES = [
    refused("H1", f"{blank!r} before the colon of {name.decode()}", post(name + blank + b": 5", body=b"hello"))
    for name in (b"Content-Length", b"Transfer-Encoding", b"X")
    for blank in (b" ", b"\t", b"  ", b" \t")
] + [
    refused("H1", "space before the colon of Host", head(b"Host : a", host=None)),
    refused("H1", "space before the name", b"GET / HTTP/1.1\r\nX: y\r\n Host: a\r\n\r\n"),
    refused("H2", "a folded value", head(b"X: a", b" b")),
    refused("H2", "a folded value, with a tab", head(b"X: a", b"\tb")),
    refused("H2", "an empty folded value", head(b"X:", b" ")),
    refused("H2", "a folded Host", b"GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n"),
    refused("H2", "a value on the next line", b"GET / HTTP/1.1\r\nHost:\r\n a\r\n\r\n"),
    refused("H2", "a folded coding", post(b"Transfer-Encoding:", b" chunked", body=b"0\r\n\r\n")),
    refused("H2", "a folded length", post(b"Content-Length:", b" 5", body=b"hello")),
    refused("H2", "a field hidden in a fold", post(b"X: y", b" Content-Length: 5", body=b"hello")),
    refused("H2", "folded at the end", head(b"X: a", b" ")),
    refused("H3", "a space before the first field", b"GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
    refused("H3", "a tab before the first field", b"GET / HTTP/1.1\r\n\tHost: a\r\n\r\n"),
    refused("H3", "a line of spaces first", b"GET / HTTP/1.1\r\n  \r\nHost: a\r\n\r\n"),
    refused("H3", "a line of one tab first", b"GET / HTTP/1.1\r\n\t\r\nHost: a\r\n\r\n"),
    refused("H3", "a folded field first", b"GET / HTTP/1.1\r\n X: y\r\nHost: a\r\n\r\n"),
    refused("H4", "an empty name", head(b": x")),
    refused("H4", "an empty name first", b"GET / HTTP/1.1\r\n: x\r\nHost: a\r\n\r\n"),
    refused("H4", "an empty name and no value", head(b":")),
    refused("H4", "an empty name before a length", post(b":", b"Content-Length: 5", body=b"hello")),
    refused("H4", "two colons first", head(b":: x")),
    refused("H5", "no colon", head(b"no colon here")),
    refused("H5", "no colon, one word", head(b"word")),
    refused("H5", "no colon, a length", post(b"Content-Length 5", body=b"hello")),
    refused("H5", "an equals sign", head(b"X=y")),
    refused("H5", "a request line", head(b"GET / HTTP/1.1")),
    refused("H6", "brackets in a name", head(b"X[a]: 1")),
    refused("H6", "a quoted name", head(b'"X": 1')),
    refused("H6", "a slash in a name", head(b"X/Y: 1")),
    refused("H6", "UTF-8 in a name", head("Ä: 1".encode())),
    refused("H6", "a comma in a name", head(b"X,Y: 1")),
    forwarded("H6", "every mark of a token", head(b"!#$%&'*+-.^`|~0aZ: 1"), fields=(("!#$%&'*+-.^`|~0aZ", ["1"]),)),
    refused("H7", "NUL in a value", head(b"X: a\x00b")),
    refused("H7", "NUL before a value", head(b"X: \x00b")),
    refused("H7", "NUL behind a value", head(b"X: a\x00")),
    refused("H7", "NUL alone", head(b"X: \x00")),
    refused("H7", "CR in a value", head(b"X: a\rb")),
    refused("H7", "CR and a field in a value", head(b"X: a\rHost: b")),
    refused("H7", "LF and a field in a value", head(b"X: a\nY: b")),
    refused("H7", "LF in a value", head(b"X: a\nb")),
    refused("H7", "CR CR LF", head(b"X: a\r")),
    refused("H7", "CR LF CR", b"GET / HTTP/1.1\r\nHost: a\r\n\rX: y\r\n\r\n"),
    refused("H8", "ESC in a value", head(b"X: \x1b[31m")),
    refused("H8", "DEL in a value", head(b"X: a\x7f")),
    forwarded("H9", "high bytes", head(b"X: \x80\xa0\xff\xe2\x82\xac"), fields=(("X", ["\x80\xa0\xff\xe2\x82\xac"]),)),
    forwarded("H9", "tabs and spaces within", head(b"X:\ta \t b\t"), fields=(("X", ["a \t b"]),)),
    forwarded("H9", "an empty value", head(b"X:", b"Y: \t "), fields=(("X", [""]), ("Y", [""]))),
    forwarded("H9", "colons", head(b"X: a:b", b"Y::c", b"Z: :"), fields=(("X", ["a:b"]), ("Y", [":c"]), ("Z", [":"]))),
    refused("H10", "LF everywhere", b"GET / HTTP/1.1\nHost: a\n\n"),
    refused("H10", "LF after the request line", b"GET / HTTP/1.1\nHost: a\r\n\r\n"),
    refused("H10", "LF after a field", b"GET / HTTP/1.1\r\nHost: a\n\r\n"),
    refused("H10", "LF as the blank line", b"GET / HTTP/1.1\r\nHost: a\r\n\n"),
    refused("H10", "LF before CRLF", b"GET / HTTP/1.1\r\nHost: a\n\r\n\r\n"),
    refused("H10", "LF before the request", b"\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    refused("H11", "CR as line ends", b"GET / HTTP/1.1\rHost: a\r\r"),
    refused("H11", "CR after the request line", b"GET / HTTP/1.1\rHost: a\r\n\r\n"),
    refused("H11", "CR in the request line", b"GET /\r HTTP/1.1\r\nHost: a\r\n\r\n"),
    refused("H11", "CR in the version", b"GET / HTTP/1.1\r\r\nHost: a\r\n\r\n"),
    refused("H11", "CR before the request", b"\rGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    refused("H11", "CR before a name", b"GET / HTTP/1.1\r\nHost: a\r\n\rX: y\r\n\r\n"),
    refused("H11", "CR as the blank line", b"GET / HTTP/1.1\r\nHost: a\r\n\r\r\n"),
    forwarded("H12", "one empty line before", b"\r\n" + head(), target="/"),
    forwarded("H12", "one empty line between", post(b"Content-Length: 5", body=b"hello") + b"\r\n" + head(target=b"/2"), Arrival(body=b"hello"), Arrival(target="/2")),
    forwarded("H12", "one empty line, in pieces", (b"\r", b"\n", head()), target="/"),
    refused("H12", "two empty lines before", b"\r\n\r\n" + head()),
    refused("H12", "many empty lines before", b"\r\n" * 1000 + head()),
    refused("H12", "a line of one space before", b" \r\n" + head()),
]  # fmt: skip

REQUEST_LINES = [
    refused("H13", f"request line {line!r}", line + b"\r\nHost: a\r\n\r\n")
    for line in (
        b"GET  / HTTP/1.1", b"GET /  HTTP/1.1", b"GET\t/ HTTP/1.1", b"GET /\tHTTP/1.1", b" GET / HTTP/1.1",
        b"\tGET / HTTP/1.1", b"GET / HTTP/1.1 ", b"GET / HTTP/1.1\t", b"GET /a b HTTP/1.1", b"GET / / HTTP/1.1",
        b"GET /\x0bHTTP/1.1", b"GET\x0b/ HTTP/1.1", b"GET\x0c/ HTTP/1.1", b"GET\x00/ HTTP/1.1", b"GET\xa0/ HTTP/1.1",
        b"GET / HTTP/1.1 x", b"GET / HTTP/1.1 HTTP/1.1", b"GET HTTP/1.1", b"/ HTTP/1.1", b"GET", b"GET /", b"GET ",
        b"HTTP/1.1 200 OK", b"GET / HTTP /1.1", b"GET / HTTP/1. 1", b"GET: / HTTP/1.1", b"GET / POST / HTTP/1.1",
        b"(GET) / HTTP/1.1", b'"GET" / HTTP/1.1', b"G\x00T / HTTP/1.1", b"G\xc3\x8bT / HTTP/1.1", b"GET\x1f/ HTTP/1.1",
    )
]  # fmt: skip
METHODS = [
    forwarded("H14", f"method {method.decode()}", head(method=method), method=method.decode())
    for method in (b"get", b"Get", b"PROPFIND", b"M-SEARCH", b"X", b"!#$%&'*+-.^_`|~", b"PURGE", b"A" * 60)
] + [
    refused("H14", "method of 100 KB", head(method=b"A" * 100_000), 400, 414, 431),
    refused("H14", "method of 59 KB", head(method=b"A" * 59_000), 400, 501),
    refused("H14", "method with a comma", head(method=b"GET,POST")),
    refused("H14", "method with a bracket", head(method=b"GET[")),
]  # fmt: skip
VERSIONS = [
    refused("H15", f"version {version!r}", head(version=version), 400, 505)
    for version in (
        b"HTTP/2.0", b"HTTP/1", b"HTTP/01.1", b"http/1.1", b"HTTP/9.9", b"HTTP/1.", b"HTTP/.1", b"HTTP/1.10",
        b"HTTP/1.01", b"HTTP/11.1", b"HTTP/1,1", b"HTTP/1.1a", b"HTTP/a.b", b"HTTP 1.1", b"HTTP/-1.1", b"HTTP/+1.1",
        b"HTTP/1.+1", b"HTTP//1.1", b"HTTPS/1.1", b"SHTTP/1.1", b"HTTP\\1.1", b"Http/1.1", b"HTTP/0.9", b"HTTP/3",
        b"HTTP/1.1.1", b"HTTP/1.1;x", b"ICY/1.1", b"RTSP/1.0", b"HTTP/", b"1.1", b"HTTP/1.\xd9\xa1", b"HTTP/1.\x00",
    )
] + [
    refused("H15", f"version {version.decode()} is not ours", head(version=version), 505)
    for version in (b"HTTP/1.2", b"HTTP/1.9", b"HTTP/2.0", b"HTTP/3.0", b"HTTP/0.9", b"HTTP/9.9")
] + [
    refused("H16", "a request of HTTP/0.9", b"GET /\r\n"),
    refused("H16", "a request of HTTP/0.9, with LF", b"GET /\n"),
    refused("H16", "a request of HTTP/0.9, with fields", b"GET /\r\nHost: a\r\n\r\n"),
    refused("H16", "a request of HTTP/0.9, a post", b"POST /\r\nContent-Length: 5\r\n\r\nhello"),
    refused("Z25", "the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 505),
    refused("Z25", "the preface and a frame", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0", 400, 505),
    refused("Z25", "the preface as HTTP/1.1", b"PRI * HTTP/1.1\r\nHost: a\r\n\r\nSM\r\n\r\n"),
    forwarded("Z25", "an upgrade to h2c", head(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAAQAAP__"),
              fields=(("Upgrade", []), ("HTTP2-Settings", []), ("Connection", []))),
    refused("Z25", "a TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
    refused("Z25", "a SOCKS hello", b"\x05\x01\x00"),
    refused("Z25", "a PROXY header", b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + head()),
    refused("Z25", "a binary PROXY header", b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c" + b"\x7f\0\0\1" * 3 + head()),
    refused("Z25", "a mail command", b"EHLO a\r\n"),
    refused("Z25", "a byte order mark", b"\xef\xbb\xbf" + head()),
]  # fmt: skip

SIZES = [
    forwarded("H17", "a field of 8 KB", head(b"X: " + b"a" * 8_192), fields=(("X", ["a" * 8_192]),)),
    forwarded("H17", "a name of 8 KB", head(b"X" * 8_192 + b": y"), fields=(("X" * 8_192, ["y"]),)),
    refused("H17", "a field of 64 KB", head(b"X: " + b"a" * 65_537), 431),
    refused("H17", "a field of 1 MB", head(b"X: " + b"a" * 1_048_576), 431),
    refused("H17", "a name of 1 MB", head(b"X" * 1_048_576 + b": y"), 431),
    refused("H17", "many fields of 1 KB", head(*[b"X: " + b"a" * 1024] * 90), 431),
    forwarded("H18", "99 fields and Host", head(*[b"X: y"] * 99), fields=(("X", ["y"] * 99),)),
    refused("H18", "100 fields and Host", head(*[b"X: y"] * 100), 431),
    refused("H18", "10 000 fields", head(*[b"X: y"] * 10_000), 431),
    refused("H18", "60 000 fields", head(*[b"X: y"] * 60_000), 431),
    refused("H18", "60 000 empty fields", head(*[b"X:"] * 60_000), 431),
    forwarded("H19", "a target of 8 000 octets", head(target=b"/" + b"a" * 7_999), target="/" + "a" * 7_999),
    refused("H19", "a target of 100 KB", head(target=b"/" + b"a" * 100_000), 414),
    refused("H19", "a query of 1 MB", head(target=b"/?" + b"a" * 1_000_000), 414),
    refused("L12", "a Connection field of 20 000 names", head(b"Connection: " + b"a," * 20_000), 431),
    refused("L12", "90 Connection fields of 300 names", head(*[b"Connection: " + b"a," * 300] * 90), 431),
]  # fmt: skip

LOOK_ALIKES = [
    refused("H22", f"field {name.decode()}", post(name + b": 5", b"Content-Length: 5", body=b"hello"))
    for name in (
        b"Content_Length", b"CONTENT_LENGTH", b"Transfer_Encoding", b"X_Forwarded_For", b"X_FORWARDED_FOR",
        b"X_Forwarded-For", b"X-Forwarded_For", b"X_Forwarded_Host", b"X_Forwarded_Proto", b"X_Request_Id",
        b"Proxy_Connection", b"Proxy_Authorization", b"Keep_Alive", b"HTTP2_Settings", b"Max_Forwards",
        b"X_Crossfade_Mirror", b"x-crossfade_mirror", b"X_Crossfade_Anything", b"Content.Length", b"X.Forwarded.For",
        b"Transfer~Encoding", b"X!Forwarded!For", b"X_Forwarded_Port", b"X_Real_IP", b"X-Real_IP",
    )
] + [
    forwarded("H22", "a name of its own", head(b"api_key: 1", b"session_id: 2"), fields=(("api_key", ["1"]), ("session_id", ["2"]))),
]  # fmt: skip

REPETITIONS = [
    forwarded("H23", "two Content-Types", post(b"Content-Type: a/b", b"X: y", b"content-type: c/d"), fields=(("Content-Type", ["a/b", "c/d"]),)),
    forwarded("H23", "two Authorizations", head(b"Authorization: a", b"Authorization: b"), fields=(("Authorization", ["a", "b"]),)),
    forwarded("H24", "three Cookies", head(b"Cookie: a=1", b"X: y", b"Cookie: b=2", b"cookie: c=3; d"), fields=(("Cookie", ["a=1", "b=2", "c=3; d"]),)),
    forwarded("H25", "order and case of names", head(b"B: 1", b"a: 2", b"b: 3", b"A: 4"), fields=(("B", ["1", "3"]), ("a", ["2", "4"]))),
]  # fmt: skip

CASES = [
    *LINES, *REQUEST_LINES, *METHODS, *VERSIONS, *SIZES, *LOOK_ALIKES, *REPETITIONS,
]  # fmt: skip
