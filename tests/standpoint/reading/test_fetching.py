"""Fetching keeps its promises: robots.txt and pauses, going on, one row an address, no local host.

The only server asked is one of the test itself, on the loopback interface. Time does not pass.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest

from standpoint import tables
from standpoint.__main__ import main
from standpoint.reading import fetching
from standpoint.reading.documents import documents
from standpoint.reading.fetching import LIST, fetch_pages

TEXT = "The ministers met in the capital and agreed to continue their talks next month. " * 5


def page(title: str) -> tuple[int, dict[str, str], bytes]:
    html = f"<html><head><title>{title}</title></head><body><p>{title}. {TEXT}</p></body></html>"
    return 200, {"Content-Type": "text/html; charset=utf-8"}, html.encode()


class Site:
    """A server whose paths answer with (status, headers, body); what is asked is noted."""

    def __init__(self) -> None:
        self.routes: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.agents.add(self.headers["User-Agent"])
                status, headers, body = site.routes.get(self.path, (404, {}, b"not here"))
                self.send_response(status)
                for name, value in (headers | {"Content-Length": str(len(body))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


class Clock:
    """Stands for the module `time`: it goes on only while somebody waits, `last` times at most."""

    def __init__(self) -> None:
        self.now, self.waits, self.last = 1000.0, [], None

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        if len(self.waits) == self.last:
            raise KeyboardInterrupt
        self.waits.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(fetching, "time", made)
    return made


@pytest.fixture
def get(site: Site, tmp_path: Path) -> Callable[..., pd.Series]:
    def run(*paths: str, **options: object) -> pd.Series:
        addresses = [site.url(path) for path in paths]
        rows = fetch_pages(addresses, folder=tmp_path / "out", allow_local=True, **options)
        return rows.set_index(rows["address"].str.removeprefix(site.url("")))

    return run


def test_a_page_becomes_a_web_archive_that_is_read_with_its_address(site, get, tmp_path) -> None:
    site.routes["/a"] = page("Talks")
    rows = get("/a#part", contact="me@example.org")
    assert rows.loc["/a", "outcome"] == "fetched" and (tmp_path / "out" / rows.file["/a"]).is_file()
    read = documents(tmp_path / "out").documents
    assert read.loc[0, ["title", "url"]].tolist() == ["Talks", site.url("/a")]
    assert "ministers met" in read.loc[0, "text"]
    assert site.agents == {"standpoint (a corpus for research; me@example.org)"}


def test_robots_are_obeyed_with_their_delay(site, get, clock) -> None:
    rules = b"User-agent: *\nDisallow: /private*.html$\nCrawl-delay: 7\n"
    site.routes |= {"/robots.txt": (200, {}, rules), "/a": page("A"), "/b": page("B")}
    rows = get("/a", "/private/x.html", "/b")
    assert rows["outcome"].tolist() == ["fetched", "refused by robots", "fetched"]
    assert site.asked == ["/robots.txt", "/a", "/b"] and clock.waits == [0, 2, 7]
    clock.waits.clear()
    get("/c", "/d", delay=9)
    assert clock.waits == [0, 9, 9]


def test_a_site_whose_robots_fail_or_ask_for_hours_is_left_alone(site, get) -> None:
    site.routes |= {"/robots.txt": (500, {}, b""), "/a": page("A")}
    assert get("/a")["outcome"].tolist() == ["gave up"]
    site.routes["/robots.txt"] = (302, {"Location": "/rules.txt"}, b"")
    site.routes["/rules.txt"] = (200, {}, b"User-agent: standpoint\nCrawl-delay: 7200\n")
    assert get("/a")["outcome"].tolist() == ["refused by robots"] and "/a" not in site.asked


def test_a_busy_server_gets_longer_pauses_and_is_asked_again_by_the_next_run(
    site, get, clock
) -> None:
    site.routes |= {"/a": (429, {"Retry-After": "60"}, b""), "/b": (503, {}, b"")}
    site.routes["/c"] = page("C")
    assert get("/a", "/b", "/c")["outcome"].tolist() == ["gave up", "gave up", "fetched"]
    assert clock.waits == [0, 2, 4, 8]
    site.routes["/a"] = page("A")
    assert get("/a", "/c")["outcome"].tolist() == ["fetched", "fetched"]
    assert site.asked.count("/c") == 1


def test_a_host_that_fails_again_and_again_is_given_up(site, get) -> None:
    paths = [f"/{n}" for n in range(9)]
    site.routes |= {path: (500, {}, b"") for path in paths}
    assert set(get(*paths)["outcome"]) == {"gave up"}
    assert len(site.asked) == 1 + fetching.LOST


def test_a_second_run_asks_for_nothing_that_is_there(site, get, tmp_path) -> None:
    site.routes |= {"/a": page("A"), "/b": page("B"), "/c": (302, {"Location": "/b"}, b"")}
    first = get("/a", "/c", "/gone")
    assert first["outcome"].tolist() == ["fetched", "moved", "not found", "fetched"]
    site.asked.clear()
    again = get("/a", "/c", "/gone")
    told = ["address", "outcome", "reason", "remedy", "file"]
    pd.testing.assert_frame_equal(first[told], again[told])
    assert site.asked == ["/robots.txt", "/c", "/gone"]
    site.asked.clear()
    (tmp_path / "out" / first.file["/a"]).unlink()
    get("/a", "/b")
    assert site.asked == ["/robots.txt", "/a"]


def test_an_interrupted_run_goes_on(site, get, tmp_path, clock) -> None:
    paths = [f"/{n}" for n in range(4)]
    site.routes |= {path: page(path) for path in paths}

    clock.last = 2
    with pytest.raises(KeyboardInterrupt):
        get(*paths)
    clock.last = None
    path = tmp_path / "out" / LIST
    assert pd.read_csv(path)["outcome"].tolist() == ["fetched", *["left for later"] * 3]
    assert get(*paths)["outcome"].tolist() == ["fetched"] * 4
    assert sorted(site.asked) == sorted(["/robots.txt", "/robots.txt", *paths])
    assert len(pd.read_csv(path)) == 4


def test_what_is_beyond_the_most_is_left_for_later(site, get) -> None:
    site.routes |= {"/a": page("A"), "/b": page("B")}
    assert get("/a", "/b", most=1)["outcome"].tolist() == ["fetched", "left for later"]
    assert get("/a", "/b", most=1)["outcome"].tolist() == ["fetched", "fetched"]


def test_redirects_are_rows_of_their_own_and_circles_end(site, get) -> None:
    site.routes |= {"/a": (301, {"Location": "/b"}, b""), "/b": (302, {"Location": "/a"}, b"")}
    rows = get("/a")
    assert rows["reason"].to_dict() == {"/a": "to /b", "/b": "to /a"}
    assert set(rows["outcome"]) == {"moved"}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"])
def test_local_hosts_are_refused_unless_they_are_named(site, get, tmp_path, host: str) -> None:
    site.routes["/a"] = page("A")
    address = f"http://{host}:{site.server.server_port}/a"
    rows = fetch_pages([address], folder=tmp_path / "other")
    assert rows["outcome"].tolist() == ["local address"] and site.asked == []


def test_a_redirect_to_a_local_host_that_nobody_named_is_refused(site, get) -> None:
    other = site.url("/secret").replace("127.0.0.1", "localhost")
    site.routes |= {"/a": (302, {"Location": other}, b""), "/secret": page("S")}
    assert get("/a")["outcome"].tolist() == ["moved", "local address"]
    assert "/secret" not in site.asked


def test_sitemaps_and_feeds_lead_to_their_pages_and_are_opened_again(site, get, tmp_path) -> None:
    def places(tag: str, *paths: str) -> bytes:
        inside = "".join(f"<{tag}><loc>{site.url(path)}</loc></{tag}>" for path in paths)
        return f'<?xml version="1.0"?><{tag}set>{inside}</{tag}set>'.encode()

    index = places("sitemap", "/map.xml.gz").replace(b"sitemapset", b"sitemapindex")
    rss = "<rss><channel><link>/</link><item><link>/b?x=1&amp;y=2</link></item></channel></rss>"
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/c"/></entry></feed>'
    site.routes |= {"/index.xml": (200, {}, index), "/map.xml.gz": (200, {}, b"")}
    site.routes["/map.xml.gz"] = (200, {}, gzip.compress(places("url", "/a", "/rss")))
    site.routes |= {"/rss": (200, {}, rss.encode()), "/atom": (200, {}, atom.encode())}
    site.routes |= {path: page(path) for path in ("/a", "/b?x=1&y=2", "/c", "/new")}
    rows = get("/index.xml", "/atom")
    assert set(rows.index[rows["outcome"] == "fetched"]) == {"/a", "/b?x=1&y=2", "/c"}
    site.routes["/atom"] = (200, {}, atom.replace("/c", "/new").encode())
    assert get("/index.xml", "/atom")["outcome"]["/new"] == "fetched"
    assert site.asked.count("/c") == 1


def test_files_of_addresses_and_what_is_no_page(site, tmp_path) -> None:
    site.routes["/picture"] = (200, {"Content-Type": "image/png"}, b"\x89PNG")
    path = tmp_path / "list.txt"
    path.write_text(
        f"# pictures\n{site.url('/picture')}\n\nftp://example.org/x\nnot an address\nhttp://[\n"
    )
    rows = fetch_pages([path], folder=tmp_path / "out", allow_local=True)
    assert sorted(rows["outcome"]) == ["no page", *3 * ["not a web address"]]
    rows = fetch_pages([tmp_path / "missing.txt"], folder=tmp_path / "other")
    assert rows["remedy"].tolist() == ["write the whole address, or check the path of the list"]


def test_the_command_and_its_exit_codes(site, tmp_path, capsys) -> None:
    site.routes["/a"] = page("A")
    ask = ["fetch", "--out", str(tmp_path / "pages"), "--allow-local"]
    assert main([*ask, site.url("/gone")]) == 2
    assert "404. Remedy: check the address" in capsys.readouterr().err
    assert main([*ask, site.url("/a"), site.url("/gone2")]) == 1
    assert capsys.readouterr().out.startswith("1 fetched, 1 not found; ")
    assert main(["fetch", "--out", str(tmp_path / "two"), "--allow-local", site.url("/a")]) == 0
    for wrong in (["--delay", "0"], ["--delay", "nan"], ["--most", "0"], ["--contact", "я"]):
        assert main([*ask, site.url("/a"), *wrong]) == 2
    assert main(["ingest", str(tmp_path / "pages"), "--out", str(tmp_path / "read")]) == 0
    assert len(tables.read("documents", tmp_path / "read")) == 1


def test_an_endless_index_of_sitemaps_does_not_use_up_the_run(site, get) -> None:
    """Of 300 lists only as many are opened as the pages asked for need."""
    index = "".join(f"<sitemap><loc>{site.url(f'/s{n}')}</loc></sitemap>" for n in range(300))
    site.routes["/index"] = (200, {}, f"<sitemapindex>{index}</sitemapindex>".encode())
    for n in range(300):
        pages = "".join(f"<url><loc>{site.url(f'/p{n}-{k}')}</loc></url>" for k in range(3))
        site.routes[f"/s{n}"] = (200, {}, f"<urlset>{pages}</urlset>".encode())
        site.routes |= {f"/p{n}-{k}": page(f"{n} {k}") for k in range(3)}
    found = get("/index", most=9)
    assert (found["outcome"] == "fetched").sum() == 6 and (found["outcome"] == "list").sum() == 3


def test_a_robots_txt_with_a_byte_order_mark_is_obeyed(site, get) -> None:
    site.routes["/robots.txt"] = (200, {}, b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n")
    site.routes["/a"] = page("A")
    assert get("/a")["outcome"].tolist() == ["refused by robots"]
