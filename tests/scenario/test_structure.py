"""What the source tree promises about itself: layers, narrow includes, what g++ 12 cannot compile,
sizes, and plain text. Every rule is a generator of complaints about files given as {path: text}, so
that each can be shown a file that breaks it."""

import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ("routing/", "config/", "proxy/")

# Whoever stands further down may include what stands above, never the other way round.
LAYERS = ["tls", "net", "takeover", "systemd", "http", "h1", "backend", "mirror", "replay", "forward", "admin", ".", "demo", "command"]
ONLY_FOR = {  # headers that one file alone may know
    r"boost/beast/": {"proxy/h1/head_parser.cpp", "proxy/net/boost_impl.cpp"},
    r"yaml-cpp/": {"config/parse.cpp"},
    r"prometheus/": {"proxy/observe/exposition.cpp", "proxy/observe/family.hpp"},
}
UMBRELLAS = re.compile(
    r"boost/(?:asio|json|beast|beast/http|beast/core|beast/websocket|system|url|variant2|optional"
    r"/optional_fwd|asio/ip|asio/experimental)\.hpp|boost/bind\.hpp|bits/stdc\+\+\.h"
)
OUTSIDE_WORLD = re.compile(
    r"sys/|netinet/|netdb\.h|unistd\.h|fcntl\.h|poll\.h|time\.h|stdio\.h|boost/asio"
    r"|(?:fstream|filesystem|iostream|cstdio|chrono|ctime|thread|random)$"
)


def includes(text):
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', text, re.MULTILINE)


def folder_of(path):
    """"proxy/net" for everything in it, "proxy" for what stands right below proxy/ except main."""
    return path if path == "proxy/main.cpp" else path.rsplit("/", 1)[0]


def sources(files):
    for path, text in sorted(files.items()):
        if path.startswith(SOURCE) and path.endswith((".hpp", ".cpp")):
            yield path, text


def layer_of(folder):
    name = "." if folder == "proxy" else folder.removeprefix("proxy/")
    return LAYERS.index(name) if name in LAYERS else None


def layering(files):
    for path, text in sources(files):
        own = folder_of(path)
        for included in includes(text):
            other = folder_of(included) if "/" in included else ""
            if own == "routing" and included.startswith(("config/", "proxy/")):
                yield f"{path} includes {included}"
            if own == "config" and included.startswith("proxy/"):
                yield f"{path} includes {included}"
            if None not in (layer_of(own), layer_of(other)) and included != "proxy/result.hpp":
                if layer_of(own) < layer_of(other):
                    yield f"{path} includes {included}, which stands above it"


def routing_knows_no_world(files):
    for path, text in sources(files):
        if path.startswith("routing/"):
            yield from (f"{path} includes {i}" for i in includes(text) if OUTSIDE_WORLD.match(i))


def comparing_knows_no_network(files):
    for path, text in sources(files):
        if path.startswith(("proxy/text/", "proxy/body/", "proxy/coding/", "proxy/compare/", "proxy/redaction/", "proxy/record/", "proxy/store/", "proxy/report/")):
            for included in includes(text):
                if included.startswith("boost/asio") or layer_of(folder_of(included)) is not None:
                    yield f"{path} includes {included}"


def libraries_have_one_place(files):
    for path, text in sources(files):
        for included in includes(text):
            for pattern, places in ONLY_FOR.items():
                if re.match(pattern, included) and path not in places:
                    yield f"{path} includes {included}"


def no_umbrellas(files):
    for path, text in files.items():
        if path.endswith((".hpp", ".cpp")):
            yield from (f"{path} includes {i}" for i in includes(text) if UMBRELLAS.fullmatch(i))


def no_cycles(files):
    known = {folder_of(path) for path, _ in sources(files)}
    uses = {folder: set() for folder in known}
    for path, text in sources(files):
        for included in includes(text):
            other = folder_of(included) if "/" in included else ""
            # Three words that everybody shares stand at the top of proxy/ without being a layer.
            if other in known - {folder_of(path)} and included != "proxy/result.hpp":
                uses[folder_of(path)].add(other)
    while free := [folder for folder in uses if not uses[folder]]:
        for folder in free:
            del uses[folder]
        for others in uses.values():
            others.difference_update(free)
    if uses:
        yield "in or behind a cycle: " + ", ".join(sorted(uses))


def without_comments_and_texts(text):
    """The same length in lines, with comments and the insides of literals gone."""
    token = r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\''

    def blank(match):
        kept = '""' if match.group().startswith(("R", '"')) else " "
        return kept + "\n" * match.group().count("\n")

    return re.sub(token, blank, text, flags=re.DOTALL)


def matching(text, at):
    """Where the bracket at `at` closes."""
    depth = 0
    for index in range(at, len(text)):
        depth += (text[index] in "([{") - (text[index] in ")]}")
        if depth == 0:
            return index
    return len(text)


def beginning(text, at):
    """Where the full expression around `at` begins: after a statement or a block, or the opening of
    one, or the bracket of an if or a loop."""
    depth = 0
    for index in range(at - 1, -1, -1):
        char = text[index]
        in_list = char == "}" and re.match(r"\s*[,).\]]", text[index + 1 :])
        if char in ")]" or in_list:
            depth += 1
        elif char in "([{" and depth > 0:
            depth -= 1
        elif char == "(" and re.search(r"\b(if|while|for|switch)\s*$", text[:index]):
            return index + 1
        elif depth == 0 and char in ";{}":
            return index + 1
    return 0


CAPTURE = re.compile(r"(?<![\w\])])\s*\[\s*(?:[&=]|\*?this\b|\w)[^\]]*\]\s*(?:\(|\{|mutable|<)")
BARE_LAMBDA = re.compile(r"\[\s*\][^{};]*\{")


def without_bare_lambdas(text):
    while lambda_ := BARE_LAMBDA.search(text):
        text = text[: lambda_.start()] + text[matching(text, lambda_.end() - 1) + 1 :]
    return text


def awaited_expressions(text):
    """(line, full expression) for every co_await; lambdas without captures are left out."""
    for match in re.finditer(r"\bco_await\b", text):
        start = index = beginning(text, match.start())
        while index < len(text) and text[index] not in ";)":
            index = matching(text, index) + 1 if text[index] in "([{" else index + 1
        yield text.count("\n", 0, match.start()) + 1, without_bare_lambdas(text[start:index])


def nothing_that_gcc_frees_twice(files):
    """g++ 12.2 destroys captures and aggregates within an awaited expression twice."""
    for path, text in sources(files):
        if "co_await" not in text:
            continue
        for line, expression in awaited_expressions(without_comments_and_texts(text)):
            if CAPTURE.search(expression):
                yield f"{path}:{line}: a lambda with captures in an awaited expression"
            elif "{" in expression:
                yield f"{path}:{line}: a braced aggregate in an awaited expression"


def sizes(files):
    for path, text in sources(files):
        lines = text.count("\n")
        if lines > 400:
            yield f"{path} has {lines} lines"


def opening_comments(files):
    for path, text in sources(files):
        if (path.endswith(".hpp") or text.count("\n") > 40) and not text.startswith("//"):
            yield f"{path} does not begin with what it is for"


FORBIDDEN = ["/work" + "/", "/tmp/" + "bash", "TO" + "DO", "FIX" + "ME"]  # but not in this file


def plain_text(files):
    for path, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            yield from (f"{path}:{number}: {word}" for word in FORBIDDEN if word in line)


def promises_have_tests(files):
    """SECURITY.md names what would fail; a name that leads nowhere promises nothing."""
    tests = [path.removeprefix("tests/") for path in files if path.startswith("tests/")]
    for named in re.findall(r"`((?:scenario|unit|fuzz)/[^`]*)`", files.get("SECURITY.md", "")):
        if not any(path == named or named.endswith("/") and path.startswith(named) for path in tests):
            yield f"SECURITY.md: {named} is not there"


def tracked_files():
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    files = {}
    for name in filter(None, names):
        try:
            files[name] = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    return files


RULES = [
    layering,
    routing_knows_no_world,
    comparing_knows_no_network,
    libraries_have_one_place,
    no_umbrellas,
    no_cycles,
    nothing_that_gcc_frees_twice,
    sizes,
    opening_comments,
    plain_text,
    promises_have_tests,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_tree_keeps(rule):
    files = tracked_files()
    assert len(files) > 100
    assert list(rule(files)) == []


CO_AWAIT = "proxy/net/a.cpp"
BROKEN = [
    (layering, {"routing/a.cpp": '#include "config/config.hpp"'}),
    (layering, {"routing/a.cpp": '#include "proxy/result.hpp"'}),
    (layering, {"config/a.cpp": '#include "proxy/net/signal.hpp"'}),
    (layering, {"proxy/net/a.hpp": '#include "proxy/http/head.hpp"'}),
    (layering, {"proxy/mirror/a.hpp": '#include "proxy/forward/plan.hpp"'}),
    (layering, {"proxy/admin/a.cpp": '#include "proxy/server.hpp"'}),
    (routing_knows_no_world, {"routing/a.cpp": "#include <chrono>"}),
    (routing_knows_no_world, {"routing/a.cpp": "#include <sys/socket.h>"}),
    (comparing_knows_no_network, {"proxy/compare/a.cpp": "#include <boost/asio/post.hpp>"}),
    (comparing_knows_no_network, {"proxy/report/a.cpp": '#include "proxy/http/head.hpp"'}),
    (libraries_have_one_place, {"proxy/h1/a.cpp": "#include <boost/beast/http/parser.hpp>"}),
    (libraries_have_one_place, {"config/a.cpp": "#include <yaml-cpp/yaml.h>"}),
    (libraries_have_one_place, {"proxy/admin/a.cpp": "#include <prometheus/counter.h>"}),
    (no_umbrellas, {"proxy/a.cpp": "#include <boost/asio.hpp>"}),
    (no_umbrellas, {"tests/a.cpp": "#include <boost/json.hpp>"}),
    (no_cycles, {"proxy/a/x.hpp": '#include "proxy/b/y.hpp"', "proxy/b/z.hpp": '#include "proxy/a/w.hpp"'}),
    (nothing_that_gcc_frees_twice, {CO_AWAIT: "void f() { co_await g([x] { return x; }); }"}),
    (nothing_that_gcc_frees_twice, {CO_AWAIT: "void f() { co_await g([&](int a) { h(a); }, 1); }"}),
    (nothing_that_gcc_frees_twice, {CO_AWAIT: "void f() { if (co_await g([this] {})) {} }"}),
    (nothing_that_gcc_frees_twice, {CO_AWAIT: "void f() { co_await g(A{1, 2}); }"}),
    (nothing_that_gcc_frees_twice, {CO_AWAIT: "void f() { const auto x = h({1}, co_await g()); }"}),
    (nothing_that_gcc_frees_twice, {CO_AWAIT: "void f() { co_await g([](int) { h(); }, A{}); }"}),
    (sizes, {"proxy/a.cpp": "// a\n" * 401}),
    (opening_comments, {"proxy/a.hpp": "#pragma once\n"}),
    (opening_comments, {"config/a.cpp": "#include <string>\n" * 41}),
    (plain_text, {"README.md": "see /work" + "/main"}),
    (plain_text, {"config/a.cpp": "// TO" + "DO: later"}),
    (promises_have_tests, {"SECURITY.md": "`scenario/test_gone.py`", "tests/scenario/a.py": ""}),
]


@pytest.mark.parametrize("rule, files", BROKEN, ids=lambda value: getattr(value, "__name__", ""))
def test_a_tree_that_breaks_the_rule_is_found(rule, files):
    assert list(rule(files))


@pytest.mark.parametrize(
    "code",
    [
        "void f() { co_await g(a[x], b()[1]); h([x] {}); }",
        "void f() { h({1}); co_await g(); k(A{2}); }",
        "void f() { if (co_await g()) { h({1}); } }",
        "void f() { while (true) { co_await g(); } }",
        "void f() { co_await g([](int) { h(A{1}); }); }",
        "void f() { // co_await g({1})\n co_await g(\"{[x](\"); }",
    ],
)
def test_awaiting_without_aggregates_and_captures_is_fine(code):
    assert list(nothing_that_gcc_frees_twice({CO_AWAIT: code})) == []
