"""Research data sets and what lies on disk of the web: feeds, web archives, Kremlin
pages, UN speeches, GDELT, Wikipedia.

The files here are mock ones in the layouts of their sources; real samples are read by
tests/benchmarks/bench_readers.py."""

from __future__ import annotations

import gzip
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpusreaders import (
    Limits,
    Record,
    Source,
    Unread,
    feeds,
    gdelt,
    html,
    kremlin,
    reader_for,
    ungdc,
    webarchive,
    wikipedia,
)
from corpusreaders.markup import Broken, xml_root


def file(data: str | bytes, name: str) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, name)


def on_disk(path: Path) -> Source:
    return Source(path)


def read(data: str | bytes, name: str) -> list[Record | Unread]:
    source = file(data, name)
    return list(reader_for(source).read(source))


def records(found: list[Record | Unread]) -> list[Record]:
    return [each for each in found if isinstance(each, Record)]


def reasons(found: list[Record | Unread]) -> list[str]:
    return [each.reason for each in found if isinstance(each, Unread)]


# ---- feeds ----

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Mock &amp; News</title><language>en-gb</language>
<item><title>A &lt;b&gt;head&lt;/b&gt;</title><link>https://example.org/1</link>
<description>Short.</description>
<content:encoded><![CDATA[<p>One.</p><p>Two<script>x()</script>.</p>]]></content:encoded>
<pubDate>Sun, 06 Sep 2009 23:20:00 -0500</pubDate></item>
<item><title>Second</title><link>https://example.org/2</link>
<description>Only &amp;amp; a teaser.</description><pubDate>10.11.2020</pubDate></item>
<item><title>Third, a headline alone</title></item></channel></rss>"""


def test_a_feed_gives_content_before_teaser_and_keeps_the_day_as_it_was_written() -> None:
    one, two, three = read(RSS, "feed.xml")
    assert (
        one.fields["text"] == "One.\n\nTwo." and one.fields["title"] == "A head" and one.flags == ()
    )
    assert one.fields["date"] == "2009-09-06" and one.fields["date_written"].endswith(
        "-0500"
    )  # not the seventh, as it is in UTC
    assert one.fields["publisher"] == "Mock & News" and one.fields["url"] == "https://example.org/1"
    assert (
        two.flags == ("feed-summary",)
        and two.fields["text"] == "Only & a teaser."
        and two.fields["date"] == "10.11.2020"
    )
    assert three.flags == ("headline-only",) and three.fields["text"] == three.fields["title"]


def test_atom_json_feed_and_rdf() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><title>T</title><link'
        ' href="https://example.org/1"'
        ' rel="self"/><id>urn:x</id><updated>2003-12-13T18:30:02Z</updated>'
        "<summary>S.</summary></entry></feed>"
    )
    (found,) = read(atom, "a.atom")
    assert (
        found.flags == ("date-of-change", "feed-summary")
        and found.fields["url"] == "https://example.org/1"
        and found.fields["date"] == "2003-12-13"
    )
    page = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "F",
        "items": [
            {
                "id": "1",
                "url": "https://example.org/1",
                "content_html": "<p>A &amp; b.</p>",
                "date_published": "2021-10-29T23:26:00-04:00",
                "authors": [{"name": "N"}],
            }
        ],
    }
    (found,) = read(json.dumps(page).replace("/", "\\/"), "feed.json")
    assert (found.fields["text"], found.fields["date"], found.fields["author"]) == (
        "A & b.",
        "2021-10-29",
        "N",
    )
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/"><channel><title>F</title></channel><item><title>T</title><link>https://example.org/1</link><description>D.</description></item></rdf:RDF>'
    )
    assert records(read(rdf, "a.rdf"))[0].fields["text"] == "D."


def test_a_feed_cut_off_gives_its_entries_and_says_so() -> None:
    found = read(RSS[: RSS.index("<item><title>Third")] + "<item><title>Th", "feed.xml")
    assert [each.fields["title"] for each in records(found)][:2] == [
        "A head",
        "Second",
    ] and "broken XML" in reasons(found)


def test_a_feed_with_entities_is_refused_and_html_is_no_feed() -> None:
    bomb = RSS.replace("<rss ", '<!DOCTYPE rss [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><rss ', 1)
    assert reasons(read(bomb, "feed.xml")) == ["unsafe XML"]
    page = "<html><body><p>About &lt;rss&gt; and <code>&lt;feed&gt;</code></p></body></html>"
    assert reader_for(file(page, "a.html")) is html


# ---- web archives ----

PAGE = (
    "<html lang='en'><head><title>Page {n}</title></head><body><article><h1>Page {n}</h1><p>This is"
    " the text of page {n}, long enough to be one.</p><p>It has a second paragraph, about"
    " trade.</p></article></body></html>"
)


def warc_record(kind: str, url: str, block: bytes, **more: str) -> bytes:
    fields = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": "2020-08-30T03:00:00Z",
        "WARC-Record-ID": f"<urn:uuid:{abs(hash((kind, url))):032x}>",
        **more,
    }
    head = (
        "WARC/1.0\r\n"
        + "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        + f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(
    body: bytes, *, status: str = "200 OK", kind: str = "text/html; charset=utf-8", more: str = ""
) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body


def pages(count: int) -> list[bytes]:
    return [
        warc_record(
            "response",
            f"https://example.org/{n}",
            answer(PAGE.format(n=n).encode()),
            **{"Content-Type": "application/http; msgtype=response"},
        )
        for n in range(1, count + 1)
    ]


@pytest.mark.parametrize("packing", ["plain", "each record", "as one"])
def test_a_web_archive_gives_its_pages_however_it_is_packed(packing: str) -> None:
    parts = pages(3)
    data = {
        "plain": b"".join(parts),
        "each record": b"".join(gzip.compress(part) for part in parts),
        "as one": gzip.compress(b"".join(parts)),
    }[packing]
    found = read(data, "a.warc.gz" if packing != "plain" else "a.warc")
    assert [each.fields["title"] for each in found] == ["Page 1", "Page 2", "Page 3"]
    assert (
        [each.number for each in found] == [1, 2, 3]
        and found[0].fields["url"] == "https://example.org/1"
        and "trade" in found[2].fields["text"]
    )
    assert (
        "date" not in found[0].fields and found[0].fields["crawled"] == "2020-08-30"
    )  # the day of the crawl is not that of publication


def test_what_is_no_page_is_named_and_requests_are_passed_over() -> None:
    parts = [
        warc_record("warcinfo", "", b"software: mock\r\n"),
        warc_record("request", "https://example.org/1", b"GET / HTTP/1.1\r\n\r\n"),
        warc_record("response", "https://example.org/1", answer(b"gone", status="404 Not Found")),
        warc_record(
            "response",
            "https://example.org/2",
            answer(b"\x89PNG\r\n\x1a\n\x00\x00", kind="image/png"),
        ),
        warc_record("revisit", "https://example.org/3", b""),
        warc_record(
            "conversion",
            "https://example.org/4",
            "Տdelays\nA text.".encode(),
            **{"Content-Type": "text/plain", "WARC-Identified-Content-Language": "hye,eng"},
        ),
        *pages(1),
    ]
    found = read(b"".join(parts), "a.warc")
    assert reasons(found) == ["no page was sent", "not a text", "seen again unchanged"]
    assert [each.number for each in found] == [1, 2, 3, 4, 5]
    text = records(found)[0]
    assert (
        text.flags == ("page-read-whole",)
        and text.fields["language"] == "hye"
        and text.fields["title"] == "Տdelays"
    )


def test_damage_in_the_middle_of_an_archive_is_named_and_what_stands_before_is_read() -> None:
    packed = [gzip.compress(part) for part in pages(4)]
    packed[1] = packed[1][:40] + b"\x00" * 30 + packed[1][70:]
    found = read(b"".join(packed), "a.warc.gz")
    assert [each.fields["title"] for each in records(found)] == ["Page 1"]
    assert reasons(found) == ["broken record"] and "nothing behind it was read" in found[-1].detail
    plain = pages(4)
    plain[1] = plain[1].replace(b"Content-Length", b"Content-Lenght")
    found = read(b"".join(plain), "a.warc")
    assert [each.fields["title"] for each in records(found)] == ["Page 1"]
    assert reasons(found) == ["broken record"] and "byte" in found[-1].detail


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3), st.booleans(), st.floats(0.05, 0.999))
def test_an_archive_cut_anywhere_gives_what_is_whole_and_says_what_was_lost(
    count: int, packed: bool, where: float
) -> None:
    parts = [gzip.compress(part) if packed else part for part in pages(count)]
    data = b"".join(parts)
    cut = max(30, int(len(data) * where))
    source = file(data[:cut], "a.warc.gz" if packed else "a.warc")
    found = list(webarchive.read(source))
    ends = [sum(map(len, parts[: n + 1])) for n in range(count)]
    whole = sum(end <= cut for end in ends)
    assert [each.fields.get("title") for each in records(found)][:whole] == [
        f"Page {n}" for n in range(1, whole + 1)
    ]
    between = any(0 <= end - cut <= 4 for end in (0, *ends)) and not packed or cut in ends
    assert between or {"archive cut off", "broken record"} & set(reasons(found))


def test_an_archive_that_unpacks_beyond_bounds_is_stopped() -> None:
    data = b"".join(
        gzip.compress(warc_record("response", f"https://example.org/{n}", answer(b"a" * 300_000)))
        for n in range(4)
    )
    source = Source(data, "a.warc.gz", limits=Limits(record=100_000, total=500_000))
    found = list(webarchive.read(source))
    assert "too large" in reasons(found) and reasons(found)[-1] == "unpacks too large"


# ---- Kremlin ----

KREMLIN = """<!doctype html><html lang="en"><head>
<meta property="og:site_name" content="President of Russia">
<meta property="og:url" content="http://en.kremlin.ru/events/president/news/1">
<meta name="ya:ovs:upload_date" content="{upload}"></head>
<body><div class="read__top"><a class="read__categ">Events</a>
<h1 class="entry-title p-name" itemprop="name">A&nbsp;mock headline of&nbsp;May 5</h1>
<div class="read__lead entry-summary p-summary">{lead}</div>
<div class="read__meta">{time}<div class="read__place p-location">Mocktown</div></div></div>
<div class="entry-content e-content read__internal_content" itemprop="articleBody">
<div class="media masha-ignore"><figure><span class="media__title">A caption.</span></figure></div>
{body}<div class="read__bottommeta hidden-copy"><h3>Geography</h3><h3>Topics</h3></div>
<div class="read__status masha-ignore">
<p>Publication date: <time datetime="{upload}">{upload}</time></p></div></div></body></html>"""
BODY = """<p>First <a class="person_tag read__tag">N. Name<span
class="read__tooltip tooltip_person hidden masha-ignore"><span
class="tooltip__text">Name NPresident</span></span></a> spoke.</p>
<div class="read__cut masha-ignore"><h3>See also</h3><a>Another page</a></div>
<p>Second para\ngraph.</p>"""
TIME = (
    '<time class="read__published" datetime="2018-09-08" itemprop="datePublished">September 8,'
    " 2018</time>"
)


def kremlin_page(**parts: str) -> Record:
    (found,) = read(
        KREMLIN.format(
            **{"upload": "2018-09-08", "lead": "<p>A lead.</p>", "time": TIME, "body": BODY} | parts
        ),
        "1.html",
    )
    return found


def test_a_kremlin_page_is_read_without_captions_boxes_and_notes_and_beyond_the_first_box() -> None:
    found = kremlin_page()
    assert (
        found.fields["text"] == "First N. Name spoke.\nSecond para graph."
        and found.fields["lead"] == "A lead."
    )
    assert found.fields["title"] == "A mock headline of May 5" and found.place == "Mocktown"
    assert (found.fields["date"], found.fields["date_written"], found.flags) == (
        "2018-09-08",
        "September 8, 2018",
        (),
    )


def test_a_kremlin_page_that_contradicts_itself_on_its_day_is_flagged() -> None:
    assert kremlin_page(upload="2018-09-09").flags == ("date-unsure",)
    assert (
        kremlin_page(upload="").flags == ()
        and kremlin_page(upload="", time="").fields.get("date") is None
    )
    announced = kremlin_page(time="")
    assert (announced.fields["date"], announced.flags) == ("2018-09-08", ())


def test_a_kremlin_page_without_body_is_its_lead_or_its_headline_and_says_so() -> None:
    assert (kremlin_page(body="").fields["text"], kremlin_page(body="").flags) == (
        "A lead.",
        ("lead-only",),
    )
    alone = kremlin_page(body="", lead="")
    assert alone.fields["text"] == alone.fields["title"] and alone.flags == ("title-only",)


# ---- UN General Debate ----


def test_a_un_speech_takes_all_from_its_name_and_the_speaker_from_the_list() -> None:
    (found,) = read("Mr. President,\nwe meet again.", "Session 75 - 2020/ARM_75_2020.txt")
    assert [found.fields[name] for name in ("country", "date", "speaker", "post")] == [
        "ARM",
        "2020",
        "Mr. Nikol Pashinyan",
        "Prime Minister",
    ] and found.flags == ()
    assert read("Europe.", "EU_66_2011.txt")[0].fields["speaker"] == "Herman Van Rompuy"
    (unknown,) = read("We meet.", "ZZZ_75_2021.txt")
    assert (
        unknown.flags == ("speaker-unknown", "session-contradicts-year")
        and "speaker" not in unknown.fields
    )
    assert reader_for(file("We meet.", "ARM_75.txt")) is None


def test_a_list_beside_the_speeches_comes_first(tmp_path: Path) -> None:
    (tmp_path / "txt").mkdir()
    (tmp_path / "txt" / "ARM_75_2020.txt").write_text("We meet.")
    (tmp_path / "metadata.csv").write_text(
        "doc_id,iso3,country,session,year,speaker,post\nARM_75_2020,ARM,Armenia,75,2020,Another"
        " Name,Envoy\n"
    )
    (found,) = ungdc.read(on_disk(tmp_path / "txt" / "ARM_75_2020.txt"))
    assert (found.fields["speaker"], found.fields["post"]) == ("Another Name", "Envoy")


# ---- GDELT ----


def gkg_row(**cells: str) -> str:
    return "\t".join(cells.get(name, "") for name in gdelt.GKG_2)


EVENT = "\t".join(
    ["1", "20230112", "202301", "2023", "2023.0329", "ARM"]
    + [""] * 53
    + ["20230112001500", "https://example.org/1"]
)
GKG = gkg_row(
    gkgrecordid="20230112001500-0",
    date="20230112001500",
    sourcecollectionidentifier="1",
    sourcecommonname="example.org",
    documentidentifier="https://example.org/1",
    extras=(
        "<PAGE_TITLE>A &amp;"
        " head</PAGE_TITLE><PAGE_PRECISEPUBTIMESTAMP>20230111230000</PAGE_PRECISEPUBTIMESTAMP>"
    ),
)
QUOTE = gkg_row(
    gkgrecordid="20230112001500-T1",
    date="20230112001500",
    sourcecollectionidentifier="1",
    sourcecommonname="example.org",
    documentidentifier="https://example.org/2",
    quotations="10|20||we shall see#50|9|said|yes",
    translationinfo="srclc:hye;eng:mock",
)


def test_gdelt_rows_with_words_are_documents_and_the_others_are_counted() -> None:
    assert not gdelt.claims(file(EVENT, "a.export.CSV"))
    silent = gkg_row(
        gkgrecordid="20230112001500-2",
        date="20230112001500",
        sourcecollectionidentifier="1",
    )
    head, quoted, rest = read("\n".join((GKG, QUOTE, silent)) + "\n", "a.gkg.csv")
    assert (head.fields["text"], head.fields["date"], head.flags) == (
        "A & head",
        "2023-01-11",
        ("headline-only",),
    )
    assert (quoted.fields["text"], quoted.flags) == (
        "we shall see\n\nyes",
        ("quotations-only", "date-seen"),
    )
    assert rest.reason == "rows without text" and "1 rows" in rest.detail


def test_a_row_of_gdelt_that_is_cut_off_is_named_by_its_line() -> None:
    found = read("\n".join((GKG, GKG[:60], GKG)) + "\n", "a.gkg.csv")
    (bad,) = [each for each in found if isinstance(each, Unread) and each.number]
    assert (bad.reason, bad.number) == ("broken row", 2) and "line 2" in bad.detail


def test_the_answer_of_the_doc_api_is_headlines() -> None:
    page = {
        "articles": [
            {
                "url": "https://example.org/1",
                "title": "A head",
                "seendate": "20230112T123000Z",
                "domain": "example.org",
                "language": "English",
                "sourcecountry": "Armenia",
            }
        ]
    }
    (found,) = read(json.dumps(page), "artlist.json")
    assert (found.fields["date"], found.fields["publisher"], found.flags) == (
        "2023-01-12",
        "example.org",
        ("headline-only", "date-seen"),
    )


# ---- Wikipedia ----


def test_an_article_is_dated_and_addressed_by_its_revision() -> None:
    page = {
        "query": {
            "pages": [
                {
                    "pageid": 1,
                    "title": "Mock town",
                    "pagelanguage": "en",
                    "canonicalurl": "https://en.wikipedia.org/wiki/Mock_town",
                    "extract": "Mock town is.\n\n== History ==\nOld.",
                    "revisions": [
                        {"revid": 123, "parentid": 1, "timestamp": "2023-01-12T10:00:00Z"}
                    ],
                },
                {"title": "Nope", "missing": True},
            ]
        }
    }
    found, missing = read(json.dumps(page), "a.json")
    assert (
        found.fields["text"] == "Mock town is.\n\nHistory\nOld."
        and found.fields["date"] == "2023-01-12"
        and found.flags == ("date-of-revision",)
    )
    assert (
        found.fields["url"] == "https://en.wikipedia.org/w/index.php?title=Mock_town&oldid=123"
        and found.fields["licence"] == wikipedia.LICENCE
    )
    assert missing.reason == "no such article" and "Nope" in missing.detail


def test_wikitext_and_html_lose_their_furniture() -> None:
    source = (
        "{{Infobox|a={{b}}|c=d}}'''Mock''' is a [[town|place]].<ref"
        " name=x>no</ref>\n[[File:x.jpg|thumb|a [[b]] c]]\n{|\n| cell\n|}\n== See ==\n*"
        " [https://example.org One] thing.\n[[Category:Towns]]"
    )
    assert wikipedia.plain_wikitext(source) == "Mock is a place.\n\nSee\n\nOne thing."
    parse = {
        "parse": {
            "title": "Mock",
            "pageid": 1,
            "revid": 55,
            "text": {
                "*": (
                    "<div><p>One<sup class='reference'>[1]</sup>.</p><table"
                    " class='infobox'><tr><td>x</td></tr></table></div>"
                )
            },
        }
    }
    (found,) = read(json.dumps(parse), "a.json")
    assert (
        found.fields["text"] == "One."
        and found.fields["revision"] == "55"
        and "date" not in found.fields
    )


def test_a_page_export_gives_every_revision_and_what_stood_before_a_break() -> None:
    export = (
        '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/"'
        ' xml:lang="hy"><siteinfo><base>https://hy.wikipedia.org/wiki/X</base></siteinfo><page><title>Գյումրի</title><id>1</id><revision><id>77</id><timestamp>2021-05-05T00:00:00Z</timestamp><text>Մեկ։</text></revision><revision><id>78</id><timestamp>2021-06-05T00:00:00Z</timestamp><text>Երկու։</text></revision></page>'
    )
    found = read(export + "</mediawiki>", "a.xml")
    assert [
        (each.fields["revision"], each.fields["date"], each.fields["language"]) for each in found
    ] == [("77", "2021-05-05", "hy"), ("78", "2021-06-05", "hy")]
    assert found[0].fields["url"].startswith(
        "https://hy.wikipedia.org/w/index.php?title=%D4%B3"
    ) and found[0].fields["url"].endswith("oldid=77")
    assert reasons(read(export + "<page><title>", "a.xml")) == ["broken XML"]


# ---- claims and damage ----

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(12))
    + b"]><l>&m;</l>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>'


@pytest.mark.parametrize("data", [LAUGHS, OUTSIDE, OUTSIDE.decode().encode("utf-16")])
def test_entities_in_xml_are_refused(data: bytes) -> None:
    with pytest.raises(Broken, match="unsafe XML"):
        xml_root(data)


def test_readers_of_this_file_leave_ordinary_files_alone() -> None:
    for data, name in (
        (b"A text about <rss> and WARC/1.0.\n", "a.txt"),
        (b'{"title": "T", "text": "X"}', "a.json"),
        (b"<html><body><p>kremlin.ru is a site.</p></body></html>", "a.html"),
        (b"a,b,text\n1,2,x\n", "a.csv"),
    ):
        source = file(data, name)
        assert not any(
            reader.claims(source)
            for reader in (feeds, webarchive, kremlin, ungdc, gdelt, wikipedia)
        ), name


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_damaged_files_never_raise(data: st.DataObject) -> None:
    wiki = json.dumps(
        {
            "query": {
                "pages": {
                    "1": {
                        "pageid": 1,
                        "title": "T",
                        "extract": "E.",
                        "revisions": [{"revid": 1, "timestamp": "2020-01-01T00:00:00Z"}],
                    }
                }
            }
        }
    )
    whole = {
        "a.warc": b"".join(pages(2)),
        "b.warc.gz": b"".join(gzip.compress(part) for part in pages(2)),
        "feed.xml": RSS.encode(),
        "1.html": KREMLIN.format(upload="2018-09-08", lead="", time=TIME, body=BODY).encode(),
        "a.export.CSV": (EVENT + "\n" + EVENT + "\n").encode(),
        "a.gkg.csv": (GKG + "\n" + QUOTE + "\n").encode(),
        "w.json": wiki.encode(),
    }
    name = data.draw(st.sampled_from(sorted(whole)))
    raw = bytearray(whole[name])
    for _ in range(data.draw(st.integers(0, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    source = file(bytes(raw[: data.draw(st.integers(1, len(raw)))]), name)
    for reader in (webarchive, feeds, kremlin, gdelt, wikipedia):
        if reader.claims(source):
            assert all(isinstance(each, Record | Unread) for each in reader.read(source))


def test_the_bundled_list_of_speakers_is_the_corpuss_and_says_where_it_adds() -> None:
    known = ungdc.speakers()
    assert len(known) == 10_952 and sum(not speaker.name for speaker in known.values()) == 78
    assert all(re.fullmatch(r"[A-Z]{2,3}_\d\d_(19|20)\d\d", key) for key in known)
    assert io.BytesIO(ungdc._LIST.read_bytes()).read(4) == b"\x1f\x8b\x08\x00"
