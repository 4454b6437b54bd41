"""Factiva exports (HTML, XML): one article is one document.

Two HTML layouts are known: with indexing, a table of two-letter codes (HD, PD, SN, LP, TD …) or of
their long names in English, German or French; and without, where unlabelled lines follow the
headline in a fixed order (length, date, outlet, its code, language, rights). The XML is that of the
retrieval service (`ppsArticleResponse`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpusreaders.datelines import date_line, language_code
from standpoint.reading.formats.html_text import line as _text
from standpoint.reading.formats.markup import Broken, Unsafe, html_root, xml_root
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source

NAME = "factiva 1"
ENDINGS = (".html", ".htm", ".xml")
LIBRARY = "lxml defusedxml"
TABLE = False
APART = True

# Codes and long names of the indexing table → the field that they fill.
_ROWS = {
    "title": "HD|headline|überschrift|schlagzeile|titel|titre|título|titolo",
    "author": "BY|byline|author|autor|verfasser|auteur|autore",
    "date": "PD|publication date|datum|veröffentlichungsdatum|date de publication|fecha|data",
    "publisher": (
        "SN|source name|source|quellenname|quelle|nom de la source|nombre de la fuente|fonte"
    ),
    "section": "SE|section|rubrik|rubrique|sección|sezione",
    "language": "LA|language|sprache|langue|idioma|lingua",
    "licence": "CY|copyright|urheberrecht|droits d'auteur",
    "lead": "LP|lead paragraph|leitabsatz|einleitung|premier paragraphe|chapeau",
    "rest": "TD|text|volltext|texte|textkörper|texto|testo",
    "id": (
        "AN|accession no|accession number|accession no.|dokumentnummer|zugangsnummer|numéro d'accès"
    ),
    "url": "URL|web address|webadresse",
    # Known, and nothing of them goes into the documents table: credit, words, time, page, volume,
    # edition, codes, indexing.
    "-": (
        "CLM|CR|credit|WC|word count|wörter|nombre de mots|ET|time|SC|source code|quellencode|code"
        " source|PG|page|seite|VOL|volume|ED|edition|ausgabe|édition|CT|contact|RF|reference|ART|art|CX|correction|CO|company|unternehmen|société|IN|industry|branche|secteur|NS|subject|thema|sujet|RE|region|région|IPC|IPD|PUB|publisher|DE|SO|publisher"
        " name|herausgeber|éditeur|LVU|LOGO|TY"
    ),
}
_FIELD = {name.lower(): field for field, names in _ROWS.items() for name in names.split("|")}
_WORDS = re.compile(
    r"(?i)[\d.,\u00a0"
    r" ]+\s?(?:words?|wörter|mots?|palabras|parole|palavras|woorden|ord|слов|語|字|单词|個字|个字)\.?\Z"
)
_DOCUMENT = re.compile(
    r"(?i)(?:document|dokument|documento|документ|文件|文档|文書)\s*:?\s*([A-Z0-9]{10,})\Z"
)
_TIME = re.compile(r"\d{1,2}[:.h]\d\d(?: ?[ap]m)?(?: .*)?\Z", re.I)
_CODE = re.compile(r"[A-Z0-9]{2,8}\Z")
_ARTICLE = re.compile(r"(?:^| )article (?P<tongue>[a-z]{2})(?:[a-z]{2})?Article(?: |$)")


def claims(given: Source) -> bool:
    """The response of the retrieval service, or articles with Factiva's class names; they stand
    behind long style sheets.
    """
    opening = given.opening
    if "<ppsArticleResponse" in opening or "factiva.com/pps" in opening:
        return True
    if not re.search(r"<html|<head|<div|<!doctype", opening[:4096], re.I):
        return False
    if re.search(r"class=[\"']article [a-z]{2,4}Article[\"']", opening):
        return True
    return (
        bool(re.search(r"<title>[^<]{0,60}(?:factiva|dow jones)", opening, re.I))
        or "global.factiva.com" in opening
    )


def read(given: Source) -> Iterator[Record | Unread]:
    """Articles as records, in their order."""
    opening = given.opening.lstrip("\ufeff \r\n\t")
    if opening.startswith("<?xml") and "PPSResponse" in opening or "<ppsArticleResponse" in opening:
        yield from _of_xml(given)
        return
    decoded = given.text()
    yield from decoded.unread
    try:
        root = html_root(decoded.text)
    except Broken as error:
        yield Unread("broken web page", str(error))
        return
    found = [div for div in root.iter("div") if _ARTICLE.search(div.get("class") or "")]
    if not found:
        yield Unread(
            "unknown layout",
            "article 1: no element of class 'article …Article' in it; choose the full article as"
            " display format and save again",
        )
    for number, div in enumerate(found, start=1):
        yield _of_div(div, number)


# ---- HTML ----


def _of_div(div: Any, number: int) -> Record | Unread:
    rows = _indexed(div)
    fields = _from_rows(rows) if rows else _from_lines(div)
    title = _text(
        next(
            iter(div.xpath(".//*[contains(@class,'Headline') or contains(@class,'headline')]")),
            None,
        )
    )
    if title:
        fields["title"] = re.sub(r"^\d+\) ", "", title)
    if "text" not in fields:
        known = f"“{(fields.get('title') or _text(div))[:60]}”"
        missing = "no paragraph of class 'articleParagraph' and no row LP or TD"
        return Unread(
            "unknown layout",
            f"article {number} ({known}): {missing}; choose the full article as display format",
            number,
        )
    tongue = _ARTICLE.search(div.get("class") or "")["tongue"]
    fields.setdefault("language", tongue)
    kept = {name: value for name, value in fields.items() if value and name != "id"}
    return Record(
        number,
        kept,
        f"article {number}" + (f", {fields['id']}" if fields.get("id") else ""),
        ("no-headline",) * ("title" not in kept),
    )


def _indexed(div: Any) -> list[tuple[str, Any]]:
    """(field, cell) of the rows of the indexing table; empty where there is none."""
    found = []
    for row in div.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) >= 2 and (field := _FIELD.get(_text(cells[0]).rstrip(" :").lower())):
            found.append((field, cells[1]))
    return (
        found
        if any(field in ("title", "date", "publisher", "lead", "rest") for field, _ in found)
        else []
    )


def _from_rows(rows: list[tuple[str, Any]]) -> dict[str, str]:
    fields: dict[str, str] = {}
    body: list[str] = []
    for field, cell in rows:
        if field in ("lead", "rest"):
            body += _paragraphs(cell) or [_text(cell)]
        elif field == "date":
            fields |= _dated(_text(cell))
        elif field != "-":
            fields.setdefault(field, _text(cell))
    if "language" in fields:
        fields["language"] = language_code(fields["language"])
    if "author" in fields:
        fields["author"] = _author(fields["author"])
    if match := _DOCUMENT.search(fields.get("id", "")):
        fields["id"] = match[1]
    if any(body):
        fields["text"] = "\n\n".join(part for part in body if part)
    return fields


def _from_lines(div: Any) -> dict[str, str]:
    """Unlabelled lines: the length in words comes first, then the date, maybe a time, the outlet,
    its code, pages, the language, the rights.
    """
    fields: dict[str, str] = {}
    lines = [
        (node.get("class") or "", _text(node))
        for node in div.iter("div")
        if node is not div and not node.xpath(".//div | .//*[contains(@class,'eadline')]")
    ]
    start = next((at for at, (_, line) in enumerate(lines) if _WORDS.match(line)), None)
    author = next((line for name, line in lines if "author" in name.lower()), "")
    behind = [
        line
        for name, line in lines[start + 1 if start is not None else 0 :]
        if line and "author" not in name.lower()
    ]
    at = next((n for n, line in enumerate(behind) if date_line(line)), None)
    if at is not None:
        fields |= _dated(behind[at])
        rest = [line for line in behind[at + 1 :] if not _TIME.match(line)]
        fields["publisher"] = rest[0] if rest else ""
        for line in rest[1:]:
            tongue = language_code(line)
            if re.fullmatch(r"[a-z]{2}", tongue) and not _CODE.match(line):
                fields.setdefault("language", tongue)
            elif re.match(
                r"(?i)(?:\(c\)|©|copyright|droits|tous droits|all rights|alle rechte)", line
            ):
                fields.setdefault("licence", line)
    fields["author"] = _author(author)
    paragraphs = _paragraphs(div)
    if paragraphs:
        fields["text"] = "\n\n".join(paragraphs)
    for node in div.iter("p"):
        if match := _DOCUMENT.search(_text(node)):
            fields["id"] = match[1]
    return {name: value for name, value in fields.items() if value}


def _paragraphs(node: Any) -> list[str]:
    found = [
        _text(p)
        for p in node.iter("p", "pre")
        if "articleparagraph" in (p.get("class") or "").lower()
    ]
    return [part for part in found if part]


def _author(written: str) -> str:
    return re.sub(r"(?i)^(?:by|von|par|por|door|di)\s+(?=\S)", "", written)


def _dated(written: str) -> dict[str, str]:
    found = date_line(written)
    return {"date": found.date, "date_written": written} if found else {"date_written": written}


# ---- XML ----


def _of_xml(given: Source) -> Iterator[Record | Unread]:
    try:
        root = xml_root(given.data())
    except Unsafe as error:
        yield Unread("unsafe XML", str(error))
        return
    except Broken as error:
        yield Unread("broken XML", str(error))
        return
    found = [node for node in root.iter() if _local(node) == "article"]
    if not found:
        yield Unread("unknown layout", "article 1: no element <article> in the response")
    for number, node in enumerate(found, start=1):
        yield _of_element(node, number)
    if (
        (
            stated := next(
                (n.get("count") for n in root.iter() if _local(n) == "ppsarticleResultSet"), None
            )
        )
        and stated.isdigit()
        and int(stated) > len(found)
    ):
        yield Unread(
            "fewer articles than stated",
            f"the response states {stated} articles and holds {len(found)}; download it again",
        )


def _of_element(node: Any, number: int) -> Record | Unread:
    def first(*names: str) -> str:
        return next(
            (
                " ".join("".join(child.itertext()).split())
                for child in node
                if _local(child) in names and "".join(child.itertext()).strip()
            ),
            "",
        )

    body = [
        part
        for child in node
        if _local(child) in ("leadParagraph", "tailParagraphs", "bodyParagraphs")
        for part in _xml_paragraphs(child)
    ]
    title = first("headline")
    if not body:
        return Unread(
            "no text in the article",
            f"article {number} (“{title[:60]}”): neither leadParagraph nor tailParagraphs",
            number,
        )
    written = first("publicationDate", "publicationDateTime")
    day = re.match(r"\d{4}-\d\d-\d\d", written)
    fields = {
        "title": title,
        "text": "\n\n".join(body),
        "date": written if day else written,
        "publisher": first("sourceName") or first("publisherName"),
        "author": _author(first("byline")),
        "section": first("sectionName", "section"),
        "language": first("baseLanguage").lower(),
        "licence": first("copyright"),
        "url": first("webAddress", "url"),
    }
    accession = first("accessionNo")
    kept = {name: value for name, value in fields.items() if value}
    return Record(
        number,
        kept,
        f"article {number}" + (f", {accession}" if accession else ""),
        ("no-headline",) * ("title" not in kept),
    )


def _xml_paragraphs(node: Any) -> list[str]:
    """The paragraphs below an element; text that stands in it bare is parted at indented lines, as
    wire copy is.
    """
    inner = [child for child in node if _local(child) == "paragraph"]
    if inner:
        return [
            part
            for part in (" ".join("".join(child.itertext()).split()) for child in inner)
            if part
        ]
    whole = "".join(node.itertext()).replace("\r\n", "\n").strip("\n ")
    return [
        part
        for part in (
            " ".join(piece.split()) for piece in re.split(r"\n[ \t]*\n|\n(?= {2,}\S)", whole)
        )
        if part
    ]


def _local(node: Any) -> str:
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""
