"""Polite fetching, against a server on this machine that misbehaves; no test touches another
network, none really waits.
"""

from __future__ import annotations

import contextlib
import email.utils
import gzip
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import textwrap
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest

from standpoint import documents, tables
from standpoint.__main__ import main
from standpoint.errors import InputError
from standpoint.reading.fetching import GOOD, OWN, REMEDIES, Clock, Patience, agent, fetched
from standpoint.reading.fetching.addresses import given_addresses, web_address
from standpoint.reading.fetching.client import retry_after
from standpoint.reading.fetching.network import Gate, Local, is_local

START = 1_700_000_000.0
TEXT = (
    "The minister said on Tuesday that the talks in the capital would go on until an agreement is"
    " found. " * 6
)
FAST = Patience(connect=2, read=2, total=4, page=200_000, list=400_000)


def page(title: str, more: str = "") -> bytes:
    head = (
        f"<title>{title}</title><meta property='article:published_time' content='2023-01-12'><link"
        " rel='license' href='https://creativecommons.org/licenses/by/4.0/'>"
    )
    return (
        "<!doctype html><html"
        f" lang='en'><head>{head}</head><body><article><h1>{title}</h1><p>{TEXT}</p><p>{title}"
        f" {more}</p></article></body></html>".encode()
    )


class Site:
    """A server whose every path does what the test says: (status, headers, body) or a function of
    the handler.
    """

    def __init__(self) -> None:
        self.routes: dict[str, object] = {"/robots.txt": (404, {}, b"")}
        self.hits: Counter[str] = Counter()
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.open = self.most_open = 0
        lock = threading.Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            close_connection = True

            def do_GET(self) -> None:
                with lock:
                    site.hits[self.path] += 1
                    site.asked.append((self.path, dict(self.headers)))
                    site.open += 1
                    site.most_open = max(site.most_open, site.open)
                try:
                    does = site.routes.get(self.path, (404, {}, b"nothing here"))
                    with contextlib.suppress(OSError):
                        answer = does(self) if callable(does) else does
                        if answer is not None:
                            self.answer(*answer)
                finally:
                    with lock:
                        site.open -= 1

            def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in ({"Content-Type": "text/html; charset=utf-8"} | headers).items():
                    self.send_header(name, value)
                if "Content-Length" not in headers and "Transfer-Encoding" not in headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=lambda: self.server.serve_forever(0.02), daemon=True)
        self.thread.start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


class Hours:
    """A clock that goes on only when somebody waits, or asks: a request takes a tenth of a second."""

    def __init__(self) -> None:
        self.time, self.waits = START, []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.time, self.sleep)


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def get(site: Site, tmp_path: Path, hours: Hours) -> Callable[..., pd.DataFrame]:
    """Fetch paths of the site, or whole addresses, into tmp_path/pages."""

    def fetch(*paths: str, **more: object) -> pd.DataFrame:
        options = {
            "folder": tmp_path / "pages",
            "allow_local": True,
            "patience": FAST,
            "clock": hours.clock,
            "delay": 2.0,
        } | more
        rows = fetched(
            [
                site.url(path) if path.startswith("/") and not Path(path).exists() else path
                for path in paths
            ],
            **options,
        )
        assert rows["address"].is_unique and rows["outcome"].isin(list(REMEDIES)).all()
        bad = rows[~rows["outcome"].isin(list(GOOD))]
        assert (bad["reason"] != "").all() and (bad["remedy"] != "").all(), (
            "what fails has a reason and a remedy"
        )
        return rows.set_index(rows["address"].str.removeprefix(site.url("")))

    return fetch


def outcome(rows: pd.DataFrame) -> dict[str, str]:
    return rows["outcome"].to_dict()


# ---- pages come whole, and are read ----


def test_pages_become_web_archives_that_are_read_with_address_date_and_licence(
    site: Site, get: Callable, tmp_path: Path
) -> None:
    site.routes["/news/rally.html"] = (
        200,
        {"ETag": '"1"', "Last-Modified": "Thu, 12 Jan 2023 10:00:00 GMT", "Set-Cookie": "who=me"},
        page("A rally"),
    )
    site.routes["/news/talks"] = (
        200,
        {"Content-Encoding": "gzip"},
        gzip.compress(page("The talks", "went on")),
    )
    rows = get("/news/rally.html", "/news/talks#end")
    assert outcome(rows) == {"/news/rally.html": "fetched", "/news/talks": "fetched"}
    row = rows.loc["/news/rally.html"]
    assert (row.status, row.etag, row.kind, row["size"], row.checked) == (
        200,
        '"1"',
        "text/html",
        len(page("A rally")),
        "2023-11-14T22:13:22Z",
    )
    assert (tmp_path / "pages" / row.file).is_file() and row.file.startswith("127.0.0.1_")
    read = documents(tmp_path / "pages")
    found = read.documents.set_index("title")
    assert sorted(found.index) == ["A rally", "The talks"]
    assert found.loc["A rally", "url"] == site.url("/news/rally.html")
    assert (found["published_start"] == pd.Timestamp("2023-01-12")).all()
    assert found["licence"].str.contains("licenses/by/4.0").all()
    assert read.excluded["reason"].unique().tolist() == ["hidden"], (
        "nothing but the folder's own records is left out"
    )
    assert (
        tables.read("fetched", tmp_path / "pages" / OWN)["address"].tolist()
        == rows["address"].tolist()
    )


def test_who_asks_is_said_and_no_cookie_is_carried(site: Site, get: Callable) -> None:
    for path in "ab":
        site.routes[f"/{path}"] = (200, {"Set-Cookie": "who=me; Path=/"}, page(path))
    get("/a", "/b", contact="me@example.org")
    assert {headers["User-Agent"] for _, headers in site.asked} == {agent("me@example.org")}
    assert not any("Cookie" in headers or "Authorization" in headers for _, headers in site.asked)
    assert site.most_open == 1
    for contact in ("me\r\nX: y", "мы", "x" * 300):
        with pytest.raises(InputError, match="Remedy"):
            agent(contact)


def test_a_wrong_charset_does_not_change_the_bytes(
    site: Site, get: Callable, tmp_path: Path
) -> None:
    words = "Переговоры в столице продолжались, сообщил министр во вторник. " * 8
    body = (
        "<html><head><meta"
        f" charset='windows-1251'><title>Переговоры</title></head><body><article><p>{words}</p></article></body></html>".encode(
            "cp1251"
        )
    )
    site.routes["/a"] = (200, {"Content-Type": "text/html; charset=utf-8"}, body)
    (row,) = get("/a").itertuples()
    assert row.size == len(body)
    (document,) = documents(tmp_path / "pages").documents.itertuples()
    assert document.title == "Переговоры" and "сообщил министр" in document.text


# ---- politeness ----


def test_robots_are_obeyed_with_their_delay(site: Site, get: Callable, hours: Hours) -> None:
    site.routes["/robots.txt"] = (
        200,
        {"Content-Type": "text/plain"},
        (
            b"User-agent: *\nDisallow: /\n\nUser-agent: Standpoint\nCrawl-delay: 7\nDisallow:"
            b" /private/*\n"
        ),
    )
    site.routes |= {
        "/a": (200, {}, page("a")),
        "/b": (200, {}, page("b")),
        "/c": (200, {}, page("c")),
        "/private/x": (200, {}, page("x")),
    }
    assert outcome(get("/a", "/private/x", "/b", "/c")) == {
        "/a": "fetched",
        "/private/x": "refused by robots",
        "/b": "fetched",
        "/c": "fetched",
    }
    assert site.hits["/private/x"] == 0 and site.hits["/robots.txt"] == 1
    assert hours.waits == [2.0, 7.0, 7.0], "behind robots.txt the usual delay, then its own"


@pytest.mark.parametrize(
    ("status", "ends"),
    [
        (404, "fetched"),
        (403, "fetched"),
        (410, "fetched"),
        (500, "robots unreachable"),
        (501, "robots unreachable"),
        (503, "robots unreachable"),
        (429, "robots unreachable"),
    ],
)
def test_robots_that_are_not_there_allow_and_robots_that_fail_forbid(
    site: Site, get: Callable, status: int, ends: str
) -> None:
    site.routes |= {
        "/robots.txt": (status, {}, b""),
        "/a": (200, {}, page("a")),
        "/b": (200, {}, page("b")),
    }
    assert set(outcome(get("/a", "/b")).values()) == {ends}
    assert site.hits["/robots.txt"] == (1 if ends == "fetched" or status == 501 else FAST.tries), (
        "asked once for all pages"
    )
    assert site.hits["/a"] == (ends == "fetched")


def test_robots_are_asked_for_once_a_day(site: Site, get: Callable, hours: Hours) -> None:
    site.routes |= {
        "/robots.txt": (200, {}, b"User-agent: *\nDisallow:\n"),
        "/a": (200, {}, page("a")),
    }
    get("/a")
    get("/a")
    assert site.hits["/robots.txt"] == 1
    hours.time += 25 * 3600
    get("/a")
    assert site.hits["/robots.txt"] == 2


def test_robots_behind_redirects_endless_or_asking_for_hours(
    site: Site, get: Callable, tmp_path: Path
) -> None:
    site.routes |= {
        "/a": (200, {}, page("a")),
        "/robots.txt": (301, {"Location": "/rules"}, b""),
        "/rules": (200, {}, b"User-agent: *\nDisallow: /a\n"),
    }
    assert outcome(get("/a")) == {"/a": "refused by robots"}
    site.routes["/robots.txt"] = (
        200,
        {},
        b"User-agent: *\nDisallow: /a\n" + b"# nothing more\n" * 100_000,
    )
    assert outcome(get("/a", folder=tmp_path / "long")) == {"/a": "refused by robots"}
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 86400\n")
    assert outcome(get("/a", folder=tmp_path / "slow")) == {"/a": "refused by robots"}
    assert site.hits["/a"] == 0


def test_a_busy_server_is_asked_again_after_the_time_it_names(
    site: Site, get: Callable, hours: Hours
) -> None:
    answers = iter(
        [
            (429, {"Retry-After": "30"}, b""),
            (503, {"Retry-After": email.utils.formatdate(START + 100, usegmt=True)}, b""),
            (503, {}, b""),
            (200, {}, page("a")),
        ]
    )
    site.routes["/a"] = lambda handler: next(answers)
    assert outcome(get("/a")) == {"/a": "fetched"}
    assert site.hits["/a"] == 4
    assert hours.waits == [
        2.0,
        30.0,
        68.0,
        8.0,
    ], "30 seconds, then until the date, then the backoff of the third try"


def test_a_server_that_stays_busy_is_given_up_and_the_others_go_on(
    site: Site, get: Callable, hours: Hours
) -> None:
    site.routes |= {
        "/busy": (503, {}, b""),
        "/later": (503, {"Retry-After": "99999"}, b""),
        "/a": (200, {}, page("a")),
    }
    rows = get("/busy", "/a", "/later", "/b")
    assert outcome(rows) == {
        "/busy": "gave up",
        "/a": "fetched",
        "/later": "gave up",
        "/b": "gave up",
    }
    assert site.hits["/busy"] == FAST.tries and site.hits["/later"] == 1 and site.hits["/b"] == 0
    assert "99,999 seconds" in rows.loc["/b", "reason"] and rows.loc["/busy", "status"] == 503
    assert max(hours.waits) <= FAST.longest


def test_a_host_that_is_gone_is_not_tried_for_every_address(site: Site, get: Callable) -> None:
    def reset(handler: BaseHTTPRequestHandler) -> None:
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()

    paths = [f"/{n}" for n in range(12)]
    site.routes |= dict.fromkeys(paths, reset)
    rows = get(*paths)
    assert set(outcome(rows).values()) == {"gave up"}
    assert sum(site.hits[path] for path in paths) == FAST.lost * FAST.tries
    assert rows.loc["/11", "reason"].startswith("not tried")


def test_one_host_that_must_be_waited_for_does_not_hold_up_another(
    site: Site, get: Callable, hours: Hours
) -> None:
    site.routes |= {f"/{n}": (200, {}, page(str(n))) for n in range(3)}
    names = {"one.test": ["127.0.0.1"], "two.test": ["127.0.0.1"]}
    asked = [site.url(f"/{n}", host) for host in names for n in range(3)]
    rows = get(*asked, resolve=lambda host, port: names[host])
    assert set(rows["outcome"]) == {"fetched"} and rows["address"].tolist() == asked
    hosts = [headers["Host"].split(":")[0] for path, headers in site.asked if path != "/robots.txt"]
    assert hosts != sorted(hosts), "in turns"
    assert sum(hours.waits) < 2.0 * 8, "less than one after the other"


def test_the_waiting_time_of_a_header() -> None:
    assert retry_after("Fri, 31 Dec 1999 23:59:59 GMT", START) == 0
    assert [retry_after(text, START) for text in ("", "-5", "soon", "٣", "Fri, 99 Dec 1999")] == [
        None
    ] * 5
    assert retry_after("9" * 400, START) == 999_999_999


# ---- a second run, an interrupted run ----


def test_a_second_run_asks_only_for_what_has_changed(
    site: Site, get: Callable, tmp_path: Path
) -> None:
    state = {"b": page("b")}

    def conditional(handler: BaseHTTPRequestHandler) -> tuple:
        same = handler.headers.get("If-None-Match") == '"1"' or handler.headers.get(
            "If-Modified-Since"
        )
        return (304, {"ETag": '"1"'}, b"") if same else (200, {"ETag": '"1"'}, page("a"))

    site.routes |= {
        "/a": conditional,
        "/b": lambda handler: (200, {}, state["b"]),
        "/c": (200, {}, page("c")),
    }
    first = get("/a", "/b", "/c")
    state["b"] = page("b", "with a correction")
    second = get("/a", "/b", "/c")
    assert outcome(second) == {"/a": "unchanged", "/b": "fetched", "/c": "unchanged"}
    assert second["status"].to_dict() == {
        "/a": 304,
        "/b": 200,
        "/c": 200,
    }, "a server that does not know conditional requests sends it all"
    assert (
        second.loc["/a", "sha256"] == first.loc["/a", "sha256"]
        and second.loc["/a", "fetched"] == first.loc["/a", "fetched"] < second.loc["/a", "checked"]
    )
    read = documents(tmp_path / "pages").documents
    assert len(read) == 3 and read["text"].str.contains("with a correction").sum() == 1, (
        "the new page stands in place of the old"
    )
    assert len(list((tmp_path / "pages" / OWN / "earlier").iterdir())) == 1, "which is kept"


def test_a_page_that_vanished_from_the_server_or_from_the_folder(
    site: Site, get: Callable, tmp_path: Path
) -> None:
    site.routes |= {
        "/a": (200, {"ETag": '"1"'}, page("a")),
        "/b": (200, {"ETag": '"1"'}, page("b")),
    }
    first = get("/a", "/b")
    site.routes["/a"] = (404, {}, b"")
    (tmp_path / "pages" / first.loc["/b", "file"]).unlink()
    second = get("/a", "/b")
    assert outcome(second) == {"/a": "not found", "/b": "fetched"}
    assert (
        "is still there" in second.loc["/a", "reason"]
        and (tmp_path / "pages" / second.loc["/a", "file"]).is_file()
    )
    assert "If-None-Match" not in site.asked[-1][1], "what is not there cannot be unchanged"


def test_an_interrupted_run_goes_on_and_fetches_nothing_twice(
    site: Site, get: Callable, tmp_path: Path
) -> None:
    paths = [f"/{n}" for n in range(6)]
    site.routes |= {path: (200, {}, page(path)) for path in paths}
    site.routes["/map.xml"] = (
        200,
        {"Content-Type": "application/xml"},
        urlset(*(site.url(path) for path in paths)),
    )
    seen: list[str] = []

    def told(row: dict) -> None:
        seen.append(row["address"])
        if len(seen) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        get("/map.xml", told=told)
    rows = get("/map.xml")
    assert outcome(rows) == {"/map.xml": "list"} | dict.fromkeys(paths, "fetched")
    assert site.hits == Counter(["/robots.txt", "/map.xml", *paths]), "each once"
    get("/map.xml")
    assert site.hits["/3"] == 2, "behind a run that came to its end stands a new one"


def test_killed_between_any_two_writes_nothing_is_lost_or_half_written(
    site: Site, tmp_path: Path
) -> None:
    """A process that is killed at its nth write or rename, for every n; the next run mends what it
    left.
    """
    paths = ["/a", "/b", "/c"]
    site.routes |= {path: (200, {}, page(path)) for path in paths}
    script = textwrap.dedent("""
        import os, signal, sys
        from standpoint.reading.fetching import Clock, fetched, store
        stop, count = int(sys.argv[2]), [0]
        def dying(does):
            def step(*arguments):
                count[0] += 1
                if count[0] == stop:
                    os.kill(os.getpid(), signal.SIGKILL)
                return does(*arguments)
            return step
        store._synced = dying(store._synced)
        store.Store._put = dying(store.Store._put)
        fetched(sys.argv[3:], folder=sys.argv[1], allow_local=True, clock=Clock(sleep=lambda seconds: None))
        """)
    if not hasattr(signal, "SIGKILL"):
        pytest.skip("no SIGKILL on this system")
    for stop in (
        3,
        4,
        5,
    ):  # the first is the journal's own; then of a page its bytes, its line, its name, and so on
        site.hits.clear()
        folder = tmp_path / str(stop)
        command = [sys.executable, "-c", script, str(folder), str(stop), *map(site.url, paths)]
        assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
        rows = fetched(
            [site.url(path) for path in paths],
            folder=folder,
            allow_local=True,
            clock=Clock(sleep=lambda seconds: None),
        )
        assert set(rows["outcome"]) == {"fetched"}
        assert not list(folder.rglob("*.part"))
        assert {row.title for row in documents(folder).documents.itertuples()} == set(paths)
        # Only the one page that was in flight, not yet on the disk with its line, is asked for
        # again.
        assert sum(site.hits[path] for path in paths) == len(paths) + (stop != 4)


def test_a_journal_that_is_cut_off_is_read_as_far_as_it_goes(
    site: Site, get: Callable, tmp_path: Path
) -> None:
    site.routes |= {"/a": (200, {"ETag": '"1"'}, page("a"))}
    get("/a")
    journal = tmp_path / "pages" / OWN / "journal.jsonl"
    journal.write_bytes(journal.read_bytes() + b'{"address": "http://half')
    assert outcome(get("/a")) == {"/a": "unchanged"}
    assert all(json.loads(line) for line in journal.read_text().splitlines())


def test_one_run_a_folder_and_a_full_disk_is_named(
    site: Site, get: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fcntl")

    def told(row: dict) -> None:
        with pytest.raises(InputError, match="another run"):
            get("/b")

    site.routes["/a"] = (200, {}, page("a"))
    get("/a", told=told)

    def full(out: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("standpoint.reading.fetching.store._synced", full)
    with pytest.raises(InputError, match="No space left on device.*Remedy: make room"):
        get("/c")


# ---- sizes, times, kinds ----


def test_bodies_without_end_and_bombs_end(site: Site, get: Callable) -> None:
    def endless(handler: BaseHTTPRequestHandler, status: int = 200) -> None:
        handler.send_response(status)
        handler.send_header("Location", "/ok")
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while True:
            handler.wfile.write(b"<p>more</p>" * 5000)

    site.routes |= {
        "/endless": endless,
        "/stated": (200, {"Content-Length": "99999999999"}, b"<p>"),
        "/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"<p>" + b"0" * 50_000_000)),
        "/deflated": (200, {"Content-Encoding": "deflate"}, zlib.compress(page("deflated"))),
        "/not-packed": (200, {"Content-Encoding": "gzip"}, page("x")),
        "/half": (200, {"Content-Encoding": "gzip"}, gzip.compress(os.urandom(5000))[:3000]),
        "/brotli": (200, {"Content-Encoding": "br"}, b"\x0b\x02\x80"),
        "/redirect": lambda handler: endless(handler, 302),
        "/ok": (200, {}, page("ok")),
    }
    began = time.monotonic()
    rows = get(
        "/endless", "/stated", "/bomb", "/deflated", "/not-packed", "/half", "/brotli", "/redirect"
    )
    assert outcome(rows) == {
        "/endless": "too large",
        "/stated": "too large",
        "/bomb": "too large",
        "/deflated": "fetched",
        "/not-packed": "unreadable answer",
        "/half": "unreadable answer",
        "/brotli": "unreadable answer",
        "/redirect": "fetched",
    }
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_trickle_is_ended_by_the_total(site: Site, get: Callable, where: str) -> None:
    stop = threading.Event()

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + b"\r\n" * (where == "body")
        )
        while not stop.wait(0.05):
            handler.wfile.write(b"X-A: b\r\n" if where == "head" else b"<p>")
            handler.wfile.flush()

    site.routes["/slow"] = trickle
    began = time.monotonic()
    rows = get("/slow", patience=Patience(connect=1, read=1, total=0.6))
    stop.set()
    assert (
        outcome(rows) == {"/slow": "gave up"}
        and "longer than 0.6 seconds" in rows["reason"].iloc[0]
    )
    assert time.monotonic() - began < 3 and site.hits["/slow"] == 1


def test_silence_resets_and_short_bodies_are_tried_again(site: Site, get: Callable) -> None:
    stop = threading.Event()
    chunked = {"Transfer-Encoding": "chunked"}
    tries = Counter()

    def once_short(handler: BaseHTTPRequestHandler) -> tuple:
        tries["short"] += 1
        return (
            (200, {"Content-Length": "5000"}, b"<p>half")
            if tries["short"] == 1
            else (200, {}, page("whole"))
        )

    site.routes |= {
        "/silent": lambda handler: stop.wait(5) and None,
        "/short": once_short,
        "/chunk": (200, chunked, b"ff\r\n<p>half"),
        "/garbage": (
            lambda handler: handler.wfile.write(b"\x00\x01 no http at all\r\n\r\n") and None
        ),
    }
    rows = get(
        "/short", "/chunk", "/garbage", patience=Patience(read=0.2, total=3, tries=2, lost=9)
    )
    assert outcome(rows) == {"/short": "fetched", "/chunk": "gave up", "/garbage": "gave up"}
    assert site.hits["/short"] == 2 and site.hits["/chunk"] == 2
    rows = get("/silent", patience=Patience(read=0.2, total=3, tries=2))
    stop.set()
    assert outcome(rows) == {"/silent": "gave up"} and "no answer in time" in rows["reason"].iloc[0]


def test_kinds_that_are_no_text_are_not_taken(site: Site, get: Callable) -> None:
    site.routes |= {
        "/image": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
        "/zip": (200, {"Content-Type": "application/octet-stream"}, b"PK\x03\x04" + bytes(100)),
        "/pdf": (200, {"Content-Type": "application/octet-stream"}, b"%PDF-1.4\n1 0 obj"),
        "/empty": (200, {}, b" "),
        "/gone": (410, {}, b"gone"),
        "/closed": (403, {}, b"no"),
        "/odd": (204, {}, b""),
    }
    ends = [
        "not a text",
        "not a text",
        "fetched",
        "empty",
        "not found",
        "refused by the server",
        "refused by the server",
    ]
    assert (
        list(outcome(get("/image", "/zip", "/pdf", "/empty", "/gone", "/closed", "/odd")).values())
        == ends
    )


def test_redirects_are_followed_checked_and_end(site: Site, get: Callable) -> None:
    site.routes["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private\n")
    site.routes |= {
        "/old": (301, {"Location": "/new"}, b""),
        "/older": (308, {"Location": site.url("/old")}, b""),
        "/new": (200, {}, page("new")),
        "/loop": (302, {"Location": "/pool"}, b""),
        "/pool": (302, {"Location": "/loop"}, b""),
        "/inside": (302, {"Location": "http://10.0.0.1/admin"}, b""),
        "/neighbour": (302, {"Location": f"http://127.0.0.1:{site.port + 1}/"}, b""),
        "/metadata": (302, {"Location": "http://169.254.169.254/latest"}, b""),
        "/file": (302, {"Location": "file:///etc/passwd"}, b""),
        "/login": (302, {"Location": "http://me:secret@example.org/"}, b""),
        "/to-private": (302, {"Location": "/private/x"}, b""),
        "/nowhere": (302, {}, b""),
    }
    rows = get(
        "/older",
        "/new",
        "/loop",
        "/inside",
        "/neighbour",
        "/metadata",
        "/file",
        "/login",
        "/to-private",
        "/nowhere",
    )
    assert outcome(rows) == {
        "/older": "fetched",
        "/new": "same page",
        "/loop": "redirects without end",
        "/inside": "local address",
        "/neighbour": "local address",
        "/metadata": "local address",
        "/file": "not a web address",
        "/login": "not a web address",
        "/to-private": "refused by robots",
        "/nowhere": "redirects without end",
    }
    assert (
        rows.loc["/older", "final"] == site.url("/new")
        and site.hits["/new"] == 1
        and site.hits["/private/x"] == 0
    )
    assert "secret" not in rows.to_csv()


# ---- what may be connected to ----


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0177.0.0.1",
        "0x7f.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "10.0.0.1",
        "192.168.1.1",
    ]
    + [
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "[fe80::1]",
        "[fc00::1]",
        "[64:ff9b::a00:1]",
        "[2002:7f00:1::]",
    ],
)
def test_the_local_network_is_refused_in_every_spelling(
    site: Site, get: Callable, host: str
) -> None:
    rows = get(f"http://{host}:{site.port}/", allow_local=False)
    assert set(rows["outcome"]) <= {"local address", "no such host"} and not site.asked
    assert set(rows["outcome"]) == {"local address"} or not host[0].isdigit() or ":" in host


def test_a_name_is_checked_where_it_is_connected_to(
    site: Site, get: Callable, tmp_path: Path
) -> None:
    """A name server that says a public place first and this machine then, or both at once."""
    site.routes["/"] = (200, {}, page("secret"))
    answers = iter([["127.0.0.1", "93.184.216.34"], ["93.184.216.34", "127.0.0.1"]])
    for n in range(2):
        rows = get(
            site.url("/", "rebinding.test"),
            allow_local=False,
            resolve=lambda host, port: next(answers),
            folder=tmp_path / str(n),
        )
        assert rows["outcome"].tolist() == ["local address"]
    assert not site.asked
    # Allowed and named: it is connected to where the resolver says, by the name that was asked for.
    rows = get(site.url("/", "named.test"), resolve=lambda host, port: ["127.0.0.1"])
    assert (
        rows["outcome"].tolist() == ["fetched"]
        and site.asked[-1][1]["Host"] == f"named.test:{site.port}"
    )


def test_every_connection_is_resolved_and_checked_anew(site: Site, get: Callable) -> None:
    site.routes |= {"/": (200, {}, page("page"))}
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if host == "named.test" else ["10.0.0.7"]

    site.routes["/"] = (302, {"Location": site.url("/", "other.test")}, b"")
    rows = get(site.url("/", "named.test"), resolve=resolve)
    assert (
        rows["outcome"].tolist() == ["local address"]
        and "other.test is 10.0.0.7" in rows["reason"].iloc[0]
    )
    assert asked == ["named.test", "named.test", "other.test"]
    with pytest.raises(Local):
        Gate(frozenset({("named.test", 80)}), resolve).places("named.test", 0) and Gate(
            frozenset(), resolve
        ).places("other.test", 80)


def test_public_places_are_not_local() -> None:
    assert not any(
        map(
            is_local,
            ("8.8.8.8", "1.1.1.1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"),
        )
    )


@pytest.mark.parametrize(
    "written",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//example.org/",
        "example.org",
        "http://",
        "http:///x",
        "http://a b/",
        "http://x:99999/",
    ]
    + [
        "http://x:port/",
        "http://u:p@example.org/",
        "http://u@example.org/",
        "http://exa\nmple.org/",
        "http://example.org\\@evil.test/",
        "http://[::1",
        "https://x/" + "a" * 3000,
    ],
)
def test_what_is_no_address_has_a_row(written: str, tmp_path: Path) -> None:
    assert web_address(written).reason
    listed = tmp_path / "list.txt"
    listed.write_text(
        "# a comment that is long enough\n" * 9
        + "http://127.0.0.1/\n"
        + written.replace("\n", "\x0b")
        + "\n"
    )
    assert len(fetched(listed, folder=tmp_path / "out")) == 2
    assert Counter(fetched(listed, folder=tmp_path / "out")["outcome"])["not a web address"] == 1


def test_an_address_has_one_spelling() -> None:
    same = ["http://Bücher.example:80/a?b=ü#c", "HTTP://xn--bcher-kva.EXAMPLE/a?b=%C3%BC"]
    assert {web_address(each).url for each in same} == {"http://xn--bcher-kva.example/a?b=%C3%BC"}


# ---- lists ----


def urlset(*urls: str, index: bool = False) -> bytes:
    inner = "".join(
        f"<{'sitemap' if index else 'url'}><loc>{url}</loc></{'sitemap' if index else 'url'}>"
        for url in urls
    )
    name = "sitemapindex" if index else "urlset"
    return (
        f'<?xml version="1.0"?><{name}'
        f' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{name}>'.encode()
    )


def test_a_sitemap_of_packed_sitemaps_leads_to_its_pages(
    site: Site, get: Callable, tmp_path: Path
) -> None:
    site.routes |= {
        "/index.xml": (
            200,
            {"Content-Type": "text/xml"},
            urlset(site.url("/1.xml.gz"), site.url("/2.xml"), site.url("/index.xml"), index=True),
        ),
        "/1.xml.gz": (
            200,
            {"Content-Type": "application/gzip"},
            gzip.compress(urlset(site.url("/a"), site.url("/b"))),
        ),
        "/2.xml": (
            200,
            {"Content-Type": "application/xml", "Content-Encoding": "gzip"},
            gzip.compress(urlset(site.url("/b"), site.url("/c"))),
        ),
    }
    site.routes |= {f"/{name}": (200, {}, page(name * 3)) for name in "abc"}
    rows = get("/index.xml")
    assert outcome(rows) == {
        "/index.xml": "list",
        "/1.xml.gz": "list",
        "/2.xml": "list",
        "/a": "fetched",
        "/b": "fetched",
        "/c": "fetched",
    }
    assert rows.loc["/c", "found_in"] == site.url("/2.xml") and max(site.hits.values()) == 1
    assert len(documents(tmp_path / "pages").documents) == 3, "sitemaps are no documents"
    again = get("/index.xml", most=2)
    assert Counter(again["outcome"]) == {"list": 3, "unchanged": 2, "left for later": 1}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "application/rss+xml",
            (
                '<rss version="2.0"><channel><title>News</title><item><title>A</title><link>{a}</link></item><item><title>B</title><link>{b}</link></item></channel></rss>'
            ),
        ),
        (
            "application/atom+xml",
            (
                "<feed"
                ' xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><title>A</title><link'
                ' href="{a}"/></entry><entry><title>B</title><link href="{b}"/></entry></feed>'
            ),
        ),
        (
            "application/feed+json",
            (
                '{{"version": "https://jsonfeed.org/version/1.1", "title": "News", "items":'
                ' [{{"title": "A", "url": "{a}"}}, {{"title": "B", "url": "{b}"}}]}}'
            ),
        ),
    ],
)
def test_feeds_lead_to_their_articles(site: Site, get: Callable, kind: str, body: str) -> None:
    site.routes |= {
        "/feed": (
            200,
            {"Content-Type": kind},
            body.format(a=site.url("/a"), b=site.url("/b")).encode(),
        )
    }
    site.routes |= {"/a": (200, {}, page("a"))}
    assert outcome(get("/feed")) == {"/feed": "list", "/a": "fetched", "/b": "not found"}


def test_lists_that_attack(site: Site, get: Callable) -> None:
    deep = {
        f"/deep{n}.xml": (
            200,
            {"Content-Type": "text/xml"},
            urlset(site.url(f"/deep{n + 1}.xml"), index=True),
        )
        for n in range(9)
    }
    site.routes |= deep | {
        "/local.xml": (
            200,
            {"Content-Type": "text/xml"},
            urlset("http://127.0.0.1:1/x", "http://192.168.0.1/", "http://u:p@example.org/"),
        ),
        "/laughs.xml": (
            200,
            {"Content-Type": "text/xml"},
            b'<!DOCTYPE u [<!ENTITY a "aa">]>' + urlset("&a;").split(b"?>")[1],
        ),
        "/bomb.xml.gz": (
            200,
            {"Content-Type": "application/gzip"},
            gzip.compress(urlset(*["http://127.0.0.1:1/" + "x" * 100] * 600_000)),
        ),
    }
    rows = get("/local.xml", "/laughs.xml", "/bomb.xml.gz", "/deep0.xml")
    ends = outcome(rows)
    assert ends["http://127.0.0.1:1/x"] == ends["http://192.168.0.1/"] == "local address", (
        "a list names no local host, only the user does"
    )
    assert ends["http://…@example.org/"] == "not a web address"
    assert (
        "entity" in rows.loc["/laughs.xml", "reason"]
        and "more than" in rows.loc["/bomb.xml.gz", "reason"]
    )
    assert ends["/deep3.xml"] == "nested too deeply" and "/deep4.xml" not in ends


def test_files_of_addresses(tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_bytes(
        "\ufeff# mine\r\nhttps://example.org/a\r\n\r\nexample.org/b\r\nhttps://example.org/a#x\r\n".encode()
    )
    found = given_addresses([listed, "https://example.org/c"])
    assert [(each.url, bool(each.reason), each.found_in) for each in found] == [
        ("https://example.org/a", False, "list.txt"),
        ("example.org/b", True, "list.txt"),
        ("https://example.org/c", False, ""),
    ]
    packed = tmp_path / "map.xml.gz"
    packed.write_bytes(gzip.compress(urlset("https://example.org/1", "https://example.org/2")))
    assert len(given_addresses([packed])) == 2
    for bad in (tmp_path, tmp_path / "nothing.txt", ""):
        with pytest.raises(InputError, match="Remedy"):
            given_addresses([bad])
    (tmp_path / "page.html").write_text("<html><p>https://example.org</p></html>")
    (tmp_path / "image.png").write_bytes(b"\x89PNG\x00\x01")
    (tmp_path / "words.txt").write_text("some words\n")
    for name in ("page.html", "image.png", "words.txt"):
        with pytest.raises(InputError, match="no address in it"):
            given_addresses([tmp_path / name])
    with pytest.raises(InputError, match="none given"):
        given_addresses([])


# ---- the command ----


def test_the_command_and_its_exit_codes(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "standpoint.reading.fetching.client.Clock.sleep", lambda seconds: None, raising=False
    )
    monkeypatch.setattr(
        "standpoint.reading.fetching.Clock", lambda: Clock(sleep=lambda seconds: None)
    )
    site.routes["/a"] = (200, {}, page("a"))
    out = tmp_path / "pages"
    ask = ["fetch", "--out", str(out), "--allow-local", "--contact", "me@example.org"]
    assert main([*ask, site.url("/a")]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("1 fetched; ") and said.err == ""
    assert main([*ask, site.url("/a"), site.url("/gone")]) == 1
    said = capsys.readouterr()
    assert (
        "not found, the server answered 404. Remedy: check the address" in said.err
        and said.out.startswith("1 not found, 1 unchanged; ")
    )
    assert main([*ask, site.url("/gone")]) == 2
    assert main(["fetch", "--out", str(tmp_path / "other"), site.url("/a")]) == 2
    assert "--allow-local" in capsys.readouterr().err
    for wrong in (["--delay", "0"], ["--delay", "nan"], ["--most", "0"], ["--contact", "я"]):
        assert main([*ask, site.url("/a"), *wrong]) == 2
    assert main(["fetch", str(tmp_path / "nothing.txt"), "--out", str(out)]) == 2
    (tmp_path / "file").write_text("x")
    assert main(["fetch", site.url("/a"), "--out", str(tmp_path / "file")]) == 2
    assert main(["ingest", str(out), "--out", str(tmp_path / "read")]) == 0
    assert len(tables.read("documents", tmp_path / "read")) == 1
