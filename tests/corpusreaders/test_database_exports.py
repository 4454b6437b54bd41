"""Exports of databases: every article accounted for, headline, date and outlet told apart by
layout, in several languages.

The exports here are mock ones, written for these tests in the layouts of the services; real samples
are read by tests/benchmarks/bench_readers.py."""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpusreaders import (
    Record,
    Source,
    Unread,
    europresse,
    factiva,
    html,
    nexis,
    reader_for,
    zotero,
)
from corpusreaders.dates import date_line, date_within, language_code


def file(data: str | bytes, name: str) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, name)


def read(data: str | bytes, name: str) -> list[Record | Unread]:
    """What the reader that claims these bytes makes of them."""
    source = file(data, name)
    return list(reader_for(source).read(source))


def records(found: list[Record | Unread]) -> list[Record]:
    return [each for each in found if isinstance(each, Record)]


def unread(found: list[Record | Unread]) -> list[tuple[str, int]]:
    return [(each.reason, each.number) for each in found if isinstance(each, Unread)]


# ---- date lines ----


@pytest.mark.parametrize(
    "written, date",
    [
        ("January 11, 2010 Monday", "2010-01-11"),
        ("December 19, 1991, Sunday, An Edition", "1991-12-19"),
        ("Thurdsday, February 19, 2015", "2015-02-19"),
        ("1 September 2019 Sunday 11:05 AM GMT", "2019-09-01"),
        ("27. Februar 2012 Montag 9:50 PM GMT+1", "2012-02-27"),
        ("1er mars 2012 jeudi", "2012-03-01"),
        ("4 oktober 2017 woensdag", "2017-10-04"),
        ("quarta-feira, 5 de maio de 2021", "2021-05-05"),
        ("2018年5月28日", "2018-05-28"),
        ("October 2012", "2012-10"),
        ("10/11/2020", "10/11/2020"),  # left as written, so that it is flagged as ambiguous
    ],
)
def test_a_date_line_is_read_in_the_language_it_is_written_in(written: str, date: str) -> None:
    found = date_line(written)
    assert found and found.date == date


@pytest.mark.parametrize(
    "headline",
    [
        "May 2, 2002 was a dark day",
        "May 2, 2002; a day",
        "2 January: what we know",
        "March for our lives",
        "31 February 2020",
        "December 2022 was cold",
        "Monday",
        "",
    ],
)
def test_a_headline_is_no_date_line(headline: str) -> None:
    assert date_line(headline) is None


def test_a_date_within_a_line_leaves_what_stands_around_it() -> None:
    assert date_within("Politique, jeudi 5 octobre 2013, p. 3")[::2] == (
        "2013-10-05",
        "Politique | p. 3",
    )
    assert date_within("no date at all, 99 pages") is None


def test_languages_are_told_by_their_names() -> None:
    assert [
        language_code(name) for name in ("ENGLISH", "Anglais", "GERMAN; DEUTSCH", "fr", "Klingon")
    ] == ["en", "en", "de", "fr", "Klingon"]


# ---- Nexis ----

TITLES = (
    st.text(alphabet="abcdefgh ABCXYZ,;'", min_size=3, max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: len(text) > 2)
)
# Headlines that would pass for something else.
SNARES = st.sampled_from(
    [
        "2 January 2020",
        "May 2, 2002; a day",
        "CITY: we failed again",
        "Body count rises",
        "End of Document Inc. sues",
        "Copyright law passes",
        "1 of 3 documents leaked",
        "Update: more to come",
    ]
)
DAYS = st.dates(min_value=dt.date(1980, 1, 1), max_value=dt.date(2023, 12, 31))


def older_article(title: str, day: dt.date, body: str, *, at: int, of: int) -> str:
    return (
        f"\n                               {at} of {of} DOCUMENTS\n\n\n\n                          "
        f"     The Daily Mock\n\n                            {day:%B} {day.day}, {day.year}"
        f" {day:%A}\n                                Late Edition\n\n{title}\n\nBYLINE: By A."
        f" Writer\n\nSECTION: NEWS; Pg. 3\n\nLENGTH: {len(body.split())}"
        f" words\n\n\n{body}\n\nLOAD-DATE: {day:%B} {day.day}, {day.year}\n\nLANGUAGE:"
        f" ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\n                       Copyright {day.year}"
        " Mock Papers Ltd\n                              All Rights Reserved\n"
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TITLES | SNARES, DAYS), min_size=1, max_size=6))
@example([("2 January 2020", dt.date(2021, 5, 4))])
def test_the_older_nexis_text_loses_no_article_and_keeps_headline_and_date_apart(
    articles: list[tuple[str, dt.date]],
) -> None:
    parts = [
        older_article(
            title, day, f"Paragraph one of\nnumber {n}.\n\nParagraph two.", at=n, of=len(articles)
        )
        for n, (title, day) in enumerate(articles, start=1)
    ]
    found = read(
        "﻿\n\nDownload Request: Selected Items: 1-9\nTerms: mock\n\n" + "".join(parts), "export.TXT"
    )
    assert [each.number for each in found] == list(range(1, len(articles) + 1))
    for each, (title, day) in zip(found, articles, strict=True):
        assert isinstance(each, Record)
        assert (each.fields["title"], each.fields["date"]) == (title, day.isoformat())
        assert each.fields["publisher"] == "The Daily Mock" and each.fields["author"] == "A. Writer"
        assert each.fields["text"] == f"Paragraph one of number {each.number}.\n\nParagraph two."
        assert each.fields["licence"].startswith("Copyright") and each.fields["language"] == "en"


def paragraph(text: str, *, heading: bool = False) -> str:
    props = '<w:pPr><w:jc w:val="center"/><w:outlineLvl w:val="0"/></w:pPr>' if heading else ""
    runs = "".join(
        f"<w:r><w:t xml:space='preserve'>{part}</w:t></w:r>"
        for part in re.split(r"(?<= )", text.replace("&", "&amp;").replace("<", "&lt;"))
    )
    return f"<w:p>{props}{runs}</w:p>"


def docx(*paragraphs: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types'
            ' xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        body = "".join(paragraphs)
        archive.writestr(
            "word/document.xml",
            '<?xml version="1.0"?><w:document'
            f' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
        )
    return out.getvalue()


COVER = [
    "User Name: A. Reader",
    "Date and Time: Friday, May 1, 2020 10:00:00 AM",
    "Job Number: 1",
    "Documents (2)",
    "1. A first head",
    "Client/Matter: -None-",
    "Search Terms: mock",
    "Narrowed by: ",
]


def uni_article(title: str, day: dt.date, body: list[str]) -> list[str]:
    above = [
        paragraph(title, heading=True),
        paragraph("The Daily Mock"),
        paragraph(f"{day:%B} {day.day}, {day.year} {day:%A}, FINAL EDITION"),
        paragraph(""),
    ]
    labels = [
        "Copyright 2020 Mock Papers Ltd",
        "Section: NEWS; Pg. 1",
        f"Length:\u00a0{len(body)} words",
        "Byline: By A. Writer",
        "Body",
        "",
    ]
    tail = [
        "Classification",
        "Language: ENGLISH",
        "Publication-Type: Newspaper",
        f"Load-Date: {day:%B} {day.day}, {day.year}",
        "",
        "End of Document",
    ]
    return above + [paragraph(line) for line in (*labels, *body, *tail)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TITLES | SNARES, DAYS), min_size=1, max_size=5), st.booleans())
def test_nexis_uni_has_as_many_records_as_ends_of_documents(
    articles: list[tuple[str, dt.date]], cover: bool
) -> None:
    bodies = [["One.", f"Language: is number {n}.", "Two."] for n in range(len(articles))]
    parts = [
        part
        for (title, day), body in zip(articles, bodies, strict=True)
        for part in uni_article(title, day, body)
    ]
    found = read(docx(*[paragraph(line) for line in COVER * cover], *parts), "Files (100).DOCX")
    assert [each.number for each in found] == list(range(1, len(articles) + 1))
    for each, (title, day), body in zip(found, articles, bodies, strict=True):
        assert isinstance(each, Record)
        assert (each.fields["title"], each.fields["date"], each.fields["publisher"]) == (
            title,
            day.isoformat(),
            "The Daily Mock",
        )
        assert each.fields["text"].split("\n\n") == body and each.fields["author"] == "A. Writer"


def test_nexis_uni_in_other_languages_and_as_plain_text() -> None:
    text = "\n".join(
        [
            *COVER,
            "Content Type  Narrowed by",
            "News  -None-",
            "",
            "Ein Titel vom 3. Mai 2019",
            "Die Zeitung",
            "4. Mai 2020 Montag",
            "Rubrik: POLITIK",
            "Länge: 3 Wörter",
            "Autor: Von A. Autor",
        ]
        + [
            "Text",
            "Ein Satz.",
            "",
            "Klassifizierung",
            "Sprache: GERMAN; DEUTSCH",
            "Ladedatum: 5. Mai 2020",
            "Ende des Dokuments",
        ]
        + [
            "Un titre",
            "Le Journal",
            "6 mai 2020 mercredi",
            "Rubrique: MONDE",
            "Longueur: 2 mots",
            "Corps",
            "Une phrase.",
            "Fin du document",
        ]
    )
    first, second = read(text, "a.txt")
    assert first.fields == {
        "title": "Ein Titel vom 3. Mai 2019",
        "date": "2020-05-04",
        "date_written": "4. Mai 2020",
        "publisher": "Die Zeitung",
        "section": "POLITIK",
        "author": "A. Autor",
        "language": "de",
        "text": "Ein Satz.",
    }
    assert [second.fields[name] for name in ("title", "date", "publisher", "section", "text")] == [
        "Un titre",
        "2020-05-06",
        "Le Journal",
        "MONDE",
        "Une phrase.",
    ]


def test_an_article_that_the_layout_does_not_explain_is_named_and_the_others_are_read() -> None:
    day = dt.date(2020, 5, 4)
    strange = [paragraph("Only a line"), paragraph("and another"), paragraph("End of Document")]
    found = read(
        docx(
            *uni_article("First", day, ["One."]), *strange, *uni_article("Third", day, ["Three."])
        ),
        "a.docx",
    )
    assert [each.fields["title"] for each in records(found)] == ["First", "Third"]
    (bad,) = [each for each in found if isinstance(each, Unread)]
    assert (bad.reason, bad.number) == (
        "unknown layout",
        2,
    ) and "article 2 (“Only a line”)" in bad.detail


def test_an_article_cut_off_at_the_end_is_kept_and_flagged() -> None:
    parts = (
        uni_article("Whole", dt.date(2020, 5, 4), ["One."])
        + uni_article("Cut", dt.date(2020, 5, 5), ["Two."])[:-6]
    )
    found = records(read(docx(*parts), "a.docx"))
    assert [each.flags for each in found] == [(), ("no-end-of-document",)] and found[1].fields[
        "text"
    ] == "Two."


def test_a_docx_that_breaks_in_the_middle_gives_what_stood_before() -> None:
    whole = docx(*uni_article("First", dt.date(2020, 5, 4), ["One."]), "<w:p><w:r><w:t>broken")
    found = read(whole, "a.docx")
    assert [each.fields["title"] for each in records(found)] == ["First"]
    assert ("broken DOCX", 0) in unread(found)


NEXIS_HTML = """<HTML><HEAD><STYLE TYPE="text/css"><!--
.c0 {{ text-align: center; }} .c1 {{ text-align: center; }}
.c2 {{ font-size: 10pt; }} .c3 {{ text-align: center; }}
.c7 {{ font-size: 14pt; font-weight: bold; }} --></STYLE></HEAD><BODY>{}</BODY></HTML>"""


def html_article(title: str, day: str, body: str, *, at: int) -> str:
    return f"""<A NAME="DOC_ID_0_{at}"></A><!-- Hide XML section from browser
<DOC NUMBER={at}>
<DOCFULL> -->
<BR><DIV CLASS="c0"><P CLASS="c1"><SPAN CLASS="c2">{at} of 9 DOCUMENTS</SPAN></P></DIV>
<BR><DIV CLASS="c3"><P CLASS="c1"><SPAN CLASS="c2">The Daily Mock</SPAN></P></DIV>
<BR><DIV CLASS="c3"><P CLASS="c1"><SPAN CLASS="c4">{day.split()[0]}</SPAN>
<SPAN CLASS="c2"> {" ".join(day.split()[1:])}<BR>City Edition</SPAN></P></DIV>
<BR><DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c7">{title}</SPAN></P></DIV>
<BR><DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c8">LENGTH: </SPAN
><SPAN CLASS="c2">3 words</SPAN></P></DIV>
<BR><DIV CLASS="c5"><P CLASS="c9"><SPAN CLASS="c2">{body}, </SPAN><SPAN CLASS="c4">high</SPAN
><SPAN CLASS="c2">lighted.</SPAN></P></DIV>
<BR><DIV CLASS="c5"><P CLASS="c6"><SPAN CLASS="c8">LANGUAGE: </SPAN
><SPAN CLASS="c2">ENGLISH</SPAN></P></DIV>
<BR><DIV CLASS="c3"><P CLASS="c1"><SPAN CLASS="c2">Copyright 2019 Mock</SPAN></P></DIV>
<!-- Hide XML section from browser
</DOCFULL>
</DOC> -->"""


def test_nexis_html_keeps_words_whole_and_names_what_the_database_withheld() -> None:
    withheld = (
        "<!-- Hide XML section from browser\n<DOC NUMBER=2>\n<DOCFULL> --><DIV><P>We are sorry but"
        " there is an error in this document and it is not possible to display it.</P></DIV>"
    )
    page = NEXIS_HTML.format(
        html_article("5 May 2018", "December 31, 2018 Monday", "Text", at=1)
        + withheld
        + html_article("Third", "January 2, 2019", "More", at=3)
    )
    found = read(page, "a.HTML")
    assert [each.number for each in found] == [1, 2, 3] and unread(found) == [
        ("not delivered by the database", 2)
    ]
    first = found[0]
    assert (first.fields["title"], first.fields["date"], first.fields["text"]) == (
        "5 May 2018",
        "2018-12-31",
        "Text, highlighted.",
    )


# ---- Factiva ----


def factiva_plain(title: str, day: dt.date, number: int) -> str:
    return (
        f'<div id="article-MOCK{number}" class="article"><div class="article'
        ' deArticle"><p>\n</p><div>Seite Eins</div><div id="hd"><span class="deHeadline'
        f' counted">{number}) {title}</span></div><div class="author">Von A. Autor</div><div>942'
        f" Wörter</div><div>{day.day} {day:%B} {day.year}</div><div>06:14</div><div>Die"
        f" Zeitung</div><div>MOCK</div><div>Deutsch</div><div>Copyright {day.year}"
        ' Mock</div>\n<p></p><p class="articleParagraph dearticleParagraph">Erster'
        ' <b>Ab</b>satz.</p><p class="articleParagraph dearticleParagraph">Zweiter.</p><p>Dokument'
        f" MOCK00002017040{number}ed42000e7</p></div></div>"
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TITLES | SNARES, DAYS), min_size=1, max_size=5))
def test_factiva_html_loses_no_article_and_keeps_headline_and_date_apart(
    articles: list[tuple[str, dt.date]],
) -> None:
    page = (
        "<html><head><title>Factiva</title></head><body>"
        + "".join(factiva_plain(title, day, n) for n, (title, day) in enumerate(articles, start=1))
        + "</body></html>"
    )
    found = read(page, "factiva.html")
    assert [each.number for each in found] == list(range(1, len(articles) + 1))
    for each, (title, day) in zip(found, articles, strict=True):
        assert (each.fields["title"], each.fields["date"], each.fields["publisher"]) == (
            title,
            day.isoformat(),
            "Die Zeitung",
        )
        assert (
            each.fields["text"] == "Erster Absatz.\n\nZweiter."
            and each.fields["author"] == "A. Autor"
            and each.fields["language"] == "de"
        )


def row(label: str, value: str) -> str:
    return f"<tr><td class='index' align='right'><b>{label}</b>&nbsp;</td><td>{value}</td></tr>"


@pytest.mark.parametrize(
    "labels",
    [
        ("HD", "PD", "SN", "LP", "TD"),
        ("Headline", "Publication date", "Source name", "Lead Paragraph", "Text"),
        ("Überschrift", "Datum", "Quelle", "Leitabsatz", "Volltext"),
        ("Titre", "Date de publication", "Source", "Chapeau", "Texte"),
    ],
)
def test_factiva_tables_with_codes_and_with_long_labels(labels: tuple[str, ...]) -> None:
    cells = (
        "5 May 2018: a head",
        "9 January 2012",
        "My Paper",
        "<p class='articleParagraph enarticleParagraph'>Lead.</p>",
        "<p class='articleParagraph enarticleParagraph'>Rest.</p>",
    )
    table = (
        "".join(row(label, cell) for label, cell in zip(labels, cells, strict=True))
        + row("WC", "2 words")
        + row("AN", "Document MOCK000020120109e8190000q")
    )
    (found,) = read(
        '<html><body><div class="article'
        f' enArticle"><p><table>{table}</table></p></div></body></html>',
        "a.html",
    )
    assert [found.fields[name] for name in ("title", "date", "publisher", "text")] == [
        "5 May 2018: a head",
        "2012-01-09",
        "My Paper",
        "Lead.\n\nRest.",
    ]
    assert "MOCK000020120109e8190000q" in found.place


def test_a_list_of_headlines_is_no_export_of_articles() -> None:
    (found,) = read(
        "<html><head><title>Factiva</title></head><body><div"
        " class='headlines'>x</div></body></html>",
        "a.html",
    )
    assert found.reason == "unknown layout" and "article 1" in found.detail
    (found,) = read(
        '<html><body><div class="article enArticle"><span class="enHeadline">A'
        " head</span></div></body></html>",
        "a.html",
    )
    assert (found.reason, found.number) == ("unknown layout", 1) and "“A head”" in found.detail


def test_factiva_xml_and_what_it_promises() -> None:
    article = """<ppsarticle><article><accessionNo>MOCK1</accessionNo>
    <baseLanguage>FR</baseLanguage>
    <headline><paragraph><hlt>Un</hlt> titre</paragraph></headline>
    <leadParagraph><paragraph>Un.</paragraph></leadParagraph>
    <publicationDate><dateTime>2012-01-06T01:05:06Z</dateTime></publicationDate>
    <sourceName>Le Mock</sourceName>
    <tailParagraphs><paragraph>Deux.</paragraph></tailParagraphs></article></ppsarticle>"""
    page = (
        '<?xml version="1.0"?><PPSResponse><ppsArticleResponse'
        ' xmlns="http://global.factiva.com/pps/2.0"><ppsarticleResultSet'
        ' count="2">{}</ppsarticleResultSet></ppsArticleResponse></PPSResponse>'
    )
    found = read(page.format(article), "a.xml")
    assert records(found)[0].fields == {
        "title": "Un titre",
        "text": "Un.\n\nDeux.",
        "date": "2012-01-06T01:05:06Z",
        "publisher": "Le Mock",
        "language": "fr",
    }
    assert unread(found) == [("fewer articles than stated", 0)]
    bomb = page.format(article).replace(
        "<PPSResponse>", '<!DOCTYPE x [<!ENTITY a "b">]><PPSResponse>', 1
    )
    assert unread(read(bomb, "a.xml")) == [("unsafe XML", 0)]


# ---- Europresse ----


def europresse_new(title: str, day: str, number: int) -> str:
    return (
        '<article><header><div class="rdp__DocPublicationName"><span class="DocPublicationName">La'
        f' Croix, no. 43018</span></div><div><span class="DocHeader">France, {day}, p.'
        ' 11</span></div><div class="titreArticle"><p class="sm-margin-TopNews titreArticleVisu'
        f' rdp__articletitle">{title}</p></div><div class="docAuthors">Jean'
        ' Dupont</div></header><section><div class="DocText clearfix"><div'
        ' class="docOcurrContainer"><p>Un'
        " <mark>mot</mark>.</p><p>Deux.</p></div></div></section><footer><small>© 2024 La Croix."
        " Tous droits réservés.</small><p>Numéro de document :"
        f" news·20240911·LC·{number}</p></footer></article>"
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(TITLES | SNARES | st.just("5 mai 2020"), min_size=1, max_size=5))
def test_europresse_loses_no_article_and_keeps_headline_and_date_apart(titles: list[str]) -> None:
    found = read(
        "<html><body>"
        + "".join(
            europresse_new(title, "mercredi 11 septembre 2024 134 mots", n)
            for n, title in enumerate(titles, start=1)
        )
        + "</body></html>",
        "a.html",
    )
    assert [each.number for each in found] == list(range(1, len(titles) + 1))
    for each, title in zip(found, titles, strict=True):
        assert [
            each.fields[name]
            for name in ("title", "date", "publisher", "section", "author", "text")
        ] == [title, "2024-09-11", "La Croix", "France", "Jean Dupont", "Un mot.\n\nDeux."]
        assert each.place.endswith(f"news·20240911·LC·{each.number}")


def test_europresse_in_english_and_without_a_text() -> None:
    page = (
        '<html><body><article><header><span class="DocPublicationName">The Mock (site'
        ' web)</span><span class="DocHeader">World, Friday, November 13, 2015</span><div'
        ' class="titreArticle">A title</div></header><section><div'
        ' class="DocText">Bare.<br>Text.</div></section></article><article><header><span'
        ' class="DocPublicationName">Le Mock</span><span class="DocHeader">samedi 12 septembre'
        ' 2020</span><div class="titreArticle">Une photo</div></header></article></body></html>'
    )
    first, second = read(page, "a.html")
    assert [first.fields[name] for name in ("publisher", "date", "section", "text")] == [
        "The Mock",
        "2015-11-13",
        "World",
        "Bare.\n\nText.",
    ]
    assert isinstance(second, Unread) and second.number == 2 and "Une photo" in second.detail


OLD_EUROPRESSE = """<html><body><table><tr><td>
<span class="DocPublicationName">l'Écho, no. 12</span><br>
<span class="DocHeader">Éditorial, samedi 5 octobre 2013, p. 2</span><p>
<span class="TitreArticleVisu">Un titre</span></p>{author}<p>Le premier paragraphe éèêù.</p>
<p>Le second.</p><p>© 2013 l'Écho. Tous droits réservés.</p>
<p>Numéro de document : news·20131005·EC·1</p></td></tr></table></body></html>"""


def test_europresse_in_the_older_layout() -> None:
    (named,) = read(OLD_EUROPRESSE.format(author="<p>Jean Dupont</p>"), "a.html")
    assert [named.fields[name] for name in ("title", "date", "publisher", "section", "author")] == [
        "Un titre",
        "2013-10-05",
        "l'Écho",
        "Éditorial",
        "Jean Dupont",
    ]
    assert named.fields["text"] == "Le premier paragraphe éèêù.\n\nLe second."
    assert named.fields["licence"].startswith("© 2013") and "news·20131005·EC·1" in named.place
    (bare,) = read(OLD_EUROPRESSE.format(author=""), "a.html")
    assert "author" not in bare.fields and bare.fields["text"] == named.fields["text"]


# ---- Media Cloud and Zotero ----


def test_media_cloud_rows_without_a_text_are_headlines_and_say_so() -> None:
    data = (
        'id,indexed_date,language,media_name,media_url,publish_date,title,url\na,2024-01-02,en,example.org,example.org,2024-01-01,"A'
        " head,"
        ' line",https://example.org/1\nb,2024-01-02,en,example.org,example.org,2024-01-02,,https://example.org/2\n'
    )
    first, second = read(data, "mc-onlinenews.csv")
    assert first.fields["text"] == first.fields["title"] == "A head, line" and first.flags == (
        "headline-only",
    )
    assert [first.fields[name] for name in ("date", "publisher", "url")] == [
        "2024-01-01",
        "example.org",
        "https://example.org/1",
    ]
    assert isinstance(second, Unread) and second.number == 2


def test_media_cloud_json_with_sentences_and_json_lines() -> None:
    story = {
        "stories_id": 1,
        "title": "T",
        "publish_date": "2019-03-04 05:06:07",
        "media_name": "M",
        "url": "https://example.org/1",
        "language": "en",
    }
    (found,) = read(
        json.dumps([story | {"story_sentences": [{"sentence": "One."}, {"sentence": "Two."}]}]),
        "stories.json",
    )
    assert (
        found.fields["text"] == "One. Two."
        and found.flags == ()
        and found.fields["date"] == "2019-03-04 05:06:07"
    )
    assert (
        len(
            records(
                read(
                    json.dumps(story) + "\n" + json.dumps(story | {"stories_id": 2}) + "\n",
                    "stories.jsonl",
                )
            )
        )
        == 2
    )


def test_zotero_reads_csl_dates_authors_and_says_what_the_text_is() -> None:
    items = [
        {
            "id": "k1",
            "type": "article-journal",
            "title": "T",
            "container-title": "J",
            "abstract": "<jats:p>An abs &amp; tract.</jats:p>",
            "issued": {"date-parts": [["2020", 11, 5]]},
            "author": [{"family": "Doe", "given": "J."}, {"literal": "A group"}],
            "DOI": "10.1/x",
        },
        {
            "id": "k2",
            "type": "book",
            "title": "Only a title",
            "issued": {"date-parts": [[2020, 9], [2020, 11]]},
        },
        {"id": "k3", "type": "webpage", "title": "Day first", "issued": {"raw": "10.11.2020"}},
        {"id": "k4", "type": "webpage"},
    ]
    one, two, three, four = read(json.dumps(items), "library.json")
    assert (
        one.fields["text"] == "An abs & tract."
        and one.flags == ("abstract-only",)
        and one.fields["author"] == "J. Doe;A group"
    )
    assert (one.fields["date"], one.fields["url"]) == ("2020-11-05", "https://doi.org/10.1/x")
    assert (two.fields["date"], two.fields["end_date"], two.flags) == (
        "2020-09",
        "2020-11",
        ("title-only",),
    )
    assert (
        three.fields["date"] == "10.11.2020"  # as written, so that a reader sees it is ambiguous
    )
    assert isinstance(four, Unread) and four.number == 4


def test_zoteros_own_json_leaves_attachments_out() -> None:
    data = {
        "items": [
            {
                "itemType": "newspaperArticle",
                "title": "T",
                "creators": [{"creatorType": "author", "firstName": "J", "lastName": "D"}],
                "abstractNote": "",
                "date": "2020-11-05 2020-11-05",
                "publicationTitle": "P",
            },
            {"itemType": "attachment", "title": "PDF"},
        ]
    }
    first, second = read(json.dumps(data), "export.json")
    assert (first.fields["date"], first.fields["publisher"], first.flags) == (
        "2020-11-05",
        "P",
        ("title-only",),
    ) and isinstance(second, Unread)


# ---- claims ----


@pytest.mark.parametrize(
    "data, name",
    [
        ("A novel.\n\n1 of 3 DOCUMENTS were lost, he said.\n", "novel.txt"),
        ("The body lay there.\nBody\nLength: unknown\n", "novel.txt"),
        ("<html><body><article><p>An article.</p></article></body></html>", "a.html"),
        ('[{"title": "T", "text": "X", "url": "https://example.org"}]', "a.json"),
        ("title,url,text,publish_date\nT,https://example.org,X,2020\n", "a.csv"),
    ],
)
def test_other_files_of_the_same_kind_are_left_to_the_generic_readers(data: str, name: str) -> None:
    assert reader_for(file(data, name)) in (None, html)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_exports_never_raise_and_never_invent_an_article(data: st.DataObject) -> None:
    """Cut or struck anywhere, an export gives at most as many records as it has articles, and no
    exception.
    """
    day = dt.date(2020, 5, 4)
    whole = {
        "a.txt": (
            "".join(older_article("T", day, "Some text here.", at=n, of=2) for n in (1, 2)).encode()
        ),
        "a.html": (
            (
                "<html><title>Factiva</title><body>"
                + factiva_plain("T", day, 1)
                + factiva_plain("U", day, 2)
                + "</body></html>"
            ).encode()
        ),
        "b.html": (
            (
                "<html><body>"
                + europresse_new("T", "11 septembre 2024", 1)
                + europresse_new("U", "11 septembre 2024", 2)
                + "</body></html>"
            ).encode()
        ),
        "c.html": (
            NEXIS_HTML.format(
                html_article("T", "May 4, 2020", "Text", at=1)
                + html_article("U", "May 5, 2020", "Text", at=2)
            ).encode()
        ),
        "a.json": (
            json.dumps(
                [{"id": "k", "type": "book", "title": "T", "issued": {"date-parts": [[2020]]}}] * 2
            ).encode()
        ),
    }
    name = data.draw(st.sampled_from(sorted(whole)))
    raw = bytearray(whole[name])
    for _ in range(data.draw(st.integers(0, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    source = file(bytes(raw[: data.draw(st.integers(1, len(raw)))]), name)
    for reader in (nexis, factiva, europresse, zotero):
        if reader.claims(source):
            assert len(records(list(reader.read(source)))) <= 2
