"""Factiva exports (HTML, XML): one article is one document.

Two HTML layouts are known: with indexing, a table of two-letter codes (HD, PD, SN, LP, TD …) or of
their long names in English, German or French; and without, where unlabelled lines follow the
headline in a fixed order (length, date, outlet, its code, language, rights). The XML is that of the
retrieval service (`ppsArticleResponse`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpusreaders.dates import date_line, language_code
from corpusreaders.markup import Broken, element_text, html_root, line, local_name, xml_root
from corpusreaders.records import filled
from corpusreaders.source import Record, Source, Unread

NAME = "factiva 1"
ENDINGS = (".html", ".htm", ".xml")
LIBRARY = "lxml defusedxml babel"

# Codes and long names of the indexing table → the field that they fill.
_ROWS = {
    "title": "HD|headline|überschrift|schlagzeile|titel|titre|título|titolo",
    "author": "BY|byline|author|autor|verfasser|auteur|autore",
    "date": "PD|publication date|datum|veröffentlichungsdatum|date de publication|fecha|data",
    "publisher": "SN|source name|source|quellenname|quelle|nom de la source|nombre de la fuente"
    "|fonte",
    "section": "SE|section|rubrik|rubrique|sección|sezione",
    "language": "LA|language|sprache|langue|idioma|lingua",
    "licence": "CY|copyright|urheberrecht|droits d'auteur",
    "lead": "LP|lead paragraph|leitabsatz|einleitung|premier paragraphe|chapeau",
    "rest": "TD|text|volltext|texte|textkörper|texto|testo",
    "id": "AN|accession no|accession number|accession no.|dokumentnummer|zugangsnummer"
    "|numéro d'accès",
    "url": "URL|web address|webadresse",
}
_FIELD = {name.lower(): field for field, names in _ROWS.items() for name in names.split("|")}
_WORDS = re.compile(
    r"(?i)[\d.,\u00a0 ]+\s?(?:words?|wörter|mots?|palabras|parole|palavras|woorden|ord|слов|語|字"
    r"|单词|個字|个字)\.?\Z"
)
_DOCUMENT = re.compile(
    r"(?i)(?:document|dokument|documento|документ|文件|文档|文書)\s*:?\s*([A-Z0-9]{10,})\Z"
)
_RIGHTS = re.compile(r"(?i)(?:\(c\)|©|copyright|droits|tous droits|all rights|alle rechte)")
_TIME = re.compile(r"\d{1,2}[:.h]\d\d(?: ?[ap]m)?(?: .*)?\Z", re.I)
_BODY = ("leadParagraph", "tailParagraphs", "bodyParagraphs")
_CODE = re.compile(r"[A-Z0-9]{2,8}\Z")
_ARTICLE = re.compile(r"(?:^| )article (?P<tongue>[a-z]{2})(?:[a-z]{2})?Article(?: |$)")


def claims(source: Source) -> bool:
    """The response of the retrieval service, or articles with Factiva's class names; they stand
    behind long style sheets.
    """
    opening = source.opening
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


def read(source: Source) -> Iterator[Record | Unread]:
    """Articles as records, in their order."""
    opening = source.opening.lstrip("\ufeff \r\n\t")
    if opening.startswith("<?xml") and "PPSResponse" in opening or "<ppsArticleResponse" in opening:
        yield from _of_xml(source)
        return
    try:
        root = html_root(source.text().text)
    except Broken as error:
        yield error.row
        return
    articles = [div for div in root.iter("div") if _ARTICLE.search(div.get("class") or "")]
    for number, div in enumerate(articles, start=1):
        yield _of_div(div, number)
    if not articles:
        missing = "article 1: no element of class 'article …Article' in it"
        remedy = "choose the full article as display format and save again"
        yield Unread("unknown layout", f"{missing}; {remedy}")


# ---- HTML ----


def _of_div(div: Any, number: int) -> Record | Unread:
    rows = _indexed(div)
    fields = _from_rows(rows) if rows else _from_lines(div)
    headlines = div.xpath(".//*[contains(@class,'Headline') or contains(@class,'headline')]")
    if title := line(headlines[0] if headlines else None):
        fields["title"] = re.sub(r"^\d+\) ", "", title)
    if "text" not in fields:
        name = f"“{(fields.get('title') or line(div))[:60]}”"
        missing = "no paragraph of class 'articleParagraph' and no row LP or TD"
        detail = f"article {number} ({name}): {missing}; choose the full article as display format"
        return Unread("unknown layout", detail, number)
    fields.setdefault("language", _ARTICLE.search(div.get("class") or "")["tongue"])
    return _record(fields, number)


def _record(fields: dict[str, str], number: int) -> Record:
    document = fields.pop("id", "")
    fields = filled(fields)
    place = f"article {number}" + (f", {document}" if document else "")
    return Record(number, fields, place, ("no-headline",) * ("title" not in fields))


def _indexed(div: Any) -> list[tuple[str, Any]]:
    """(field, cell) of the rows of the indexing table; empty where there is none."""
    rows = []
    for row in div.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        field = _FIELD.get(line(cells[0]).rstrip(" :").lower()) if len(cells) >= 2 else None
        if field:
            rows.append((field, cells[1]))
    telling = {"title", "date", "publisher", "lead", "rest"}
    return rows if telling & {field for field, _ in rows} else []


def _from_rows(rows: list[tuple[str, Any]]) -> dict[str, str]:
    fields: dict[str, str] = {}
    body: list[str] = []
    for field, cell in rows:
        if field in ("lead", "rest"):
            body += _paragraphs(cell) or [line(cell)]
        elif field == "date":
            fields |= _dated(line(cell))
        else:
            fields.setdefault(field, line(cell))
    if "language" in fields:
        fields["language"] = language_code(fields["language"])
    if "author" in fields:
        fields["author"] = _author(fields["author"])
    if match := _DOCUMENT.search(fields.get("id", "")):
        fields["id"] = match[1]
    if any(body):
        fields["text"] = "\n\n".join(filter(None, body))
    return fields


def _from_lines(div: Any) -> dict[str, str]:
    """Unlabelled lines: length in words, date, maybe a time, outlet, code, language, rights."""
    headline = ".//div | .//*[contains(@class,'eadline')]"
    inner = [node for node in div.iter("div") if node is not div and not node.xpath(headline)]
    is_author = {node: "author" in (node.get("class") or "").lower() for node in inner}
    author = next((line(node) for node in inner if is_author[node]), "")
    flow = [text for node in inner if not is_author[node] and (text := line(node))]
    start = next((at + 1 for at, text in enumerate(flow) if _WORDS.match(text)), 0)
    dates = (at for at, text in enumerate(flow) if at >= start and date_line(text))
    at = next(dates, None)
    fields = {"author": _author(author)}
    if at is not None:
        fields |= _dated(flow[at])
        outlet, *rest = [text for text in flow[at + 1 :] if not _TIME.match(text)] or [""]
        fields["publisher"] = outlet
        for text in rest:
            tongue = language_code(text)
            if re.fullmatch(r"[a-z]{2}", tongue) and not _CODE.match(text):
                fields.setdefault("language", tongue)
            elif _RIGHTS.match(text):
                fields.setdefault("licence", text)
    fields["text"] = "\n\n".join(_paragraphs(div))
    for node in div.iter("p"):
        if match := _DOCUMENT.search(line(node)):
            fields["id"] = match[1]
    return filled(fields)


def _paragraphs(node: Any) -> list[str]:
    marked = (p for p in node.iter("p", "pre") if "articleparagraph" in p.get("class", "").lower())
    return list(filter(None, map(line, marked)))


def _author(written: str) -> str:
    return re.sub(r"(?i)^(?:by|von|par|por|door|di)\s+(?=\S)", "", written)


def _dated(written: str) -> dict[str, str]:
    found = date_line(written)
    return {"date": found.date, "date_written": written} if found else {"date_written": written}


# ---- XML ----


def _of_xml(source: Source) -> Iterator[Record | Unread]:
    try:
        root = xml_root(source.data())
    except Broken as error:
        yield error.row
        return
    articles = [node for node in root.iter() if local_name(node) == "article"]
    if not articles:
        yield Unread("unknown layout", "article 1: no element <article> in the response")
    for number, node in enumerate(articles, start=1):
        yield _of_element(node, number)
    results = (node for node in root.iter() if local_name(node) == "ppsarticleResultSet")
    stated = next((node.get("count", "") for node in results), "")
    if stated.isdigit() and int(stated) > len(articles):
        detail = f"the response states {stated} articles and holds {len(articles)}"
        yield Unread("fewer articles than stated", f"{detail}; download it again")


def _of_element(node: Any, number: int) -> Record | Unread:
    def first(*names: str) -> str:
        texts = (element_text(child) for child in node if local_name(child) in names)
        return next(filter(None, texts), "")

    parts = [child for child in node if local_name(child) in _BODY]
    body = [paragraph for part in parts for paragraph in _xml_paragraphs(part)]
    title = first("headline")
    if not body:
        detail = f"article {number} (“{title[:60]}”): neither leadParagraph nor tailParagraphs"
        return Unread("no text in the article", detail, number)
    fields = {
        "title": title,
        "text": "\n\n".join(body),
        "date": first("publicationDate", "publicationDateTime"),
        "publisher": first("sourceName") or first("publisherName"),
        "author": _author(first("byline")),
        "section": first("sectionName", "section"),
        "language": first("baseLanguage").lower(),
        "licence": first("copyright"),
        "url": first("webAddress", "url"),
        "id": first("accessionNo"),
    }
    return _record(fields, number)


def _xml_paragraphs(node: Any) -> list[str]:
    """The paragraphs below an element; bare text is parted at indented lines, as wire copy is."""
    inner = [child for child in node if local_name(child) == "paragraph"]
    if inner:
        return list(filter(None, map(element_text, inner)))
    whole = "".join(node.itertext()).replace("\r\n", "\n").strip("\n ")
    parts = (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n|\n(?= {2,}\S)", whole))
    return list(filter(None, parts))
