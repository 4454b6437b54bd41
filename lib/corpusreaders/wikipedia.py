"""Wikipedia articles (answers of the API, page exports): one revision is one document.

The document is dated by its revision, not by what it tells of, and its address leads to that very
revision. Text comes from the API's plain extract, its HTML, or wikitext, of which templates,
tables, references and pictures are taken out (flag `wikitext-stripped`): what is left is read as
prose.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from corpusreaders.markup import Broken, classes, html_root, lines, local_name
from corpusreaders.records import filled, json_value, value
from corpusreaders.source import Record, Source, Unread

NAME = "wikipedia 1"
ENDINGS = (".json", ".xml")
LIBRARY = "lxml defusedxml"

LICENCE = "CC BY-SA 4.0"
PUBLISHER = "Wikipedia"

_ASIDE = frozenset(
    "mw-editsection reference reflist navbox infobox metadata noprint mw-empty-elt thumb hatnote"
    " toc mw-references-wrap sidebar vertical-navbox gallery mw-file-description".split()
)
_LINK = re.compile(r"https?://(?P<tongue>[a-z-]+)\.(?:m\.)?wikipedia\.org/")
_EXPORT = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<mediawiki\b")
_HEADING = re.compile(r"(?m)^[ \t]*(=+)[ \t]*(.*?)[ \t]*\1[ \t]*$")
_REDIRECT = re.compile(r"(?i)\s*#(?:redirect|weiterleitung|redirection|перенаправление)")
# What only one of the API's answers has together.
_REVISIONS = {"revisions", "extract", "revid", "lastrevid"}
_ANSWERS = (
    {"parse", "pageid", "revid"},
    {"title", "latest", "content_model"},
    {"titles", "pageid", "extract", "revision", "content_urls"},
)


def claims(source: Source) -> bool:
    """Members that only the API's answers have together, or the root element of a page export."""
    opening = source.opening.lstrip("\ufeff")
    if _is_json(opening):
        names = set(re.findall(r'"([A-Za-z_*]+)"\s*:', opening))
        if {"query", "pages", "pageid", "title"} <= names and names & _REVISIONS:
            return True
        return any(answer <= names for answer in _ANSWERS)
    return bool(_EXPORT.match(opening))


def read(source: Source) -> Iterator[Record | Unread]:
    """Articles as records, in their order; of an export with a page's history every revision."""
    yield from _of_answers(source) if _is_json(source.opening) else _of_export(source)


def _is_json(opening: str) -> bool:
    return opening.lstrip("\ufeff\r\n\t ")[:1] in ("{", "[")


def _of_answers(source: Source) -> Iterator[Record | Unread]:
    answers = json_value(source)
    if isinstance(answers, Unread):
        yield answers
        return
    number = 0
    for answer in answers if isinstance(answers, list) else [answers]:
        for page in _pages(answer):
            number += 1
            yield _record(page, number)
    if not number:
        detail = "article 1: neither query.pages nor parse in the answer; ask with"
        options = "action=query&prop=revisions|extracts or action=parse"
        yield Unread("unknown layout", f"{detail} {options}")


def _pages(answer: Any) -> Iterator[dict[str, str]]:
    """One plain mapping for each revision: title, revision, time, tongue, url and one of plain,
    html, wikitext.
    """
    if not isinstance(answer, dict):
        return
    if isinstance(answer.get("parse"), dict):
        page = answer["parse"]
        body, wikitext = page.get("text"), page.get("wikitext")
        yield {
            "title": value(page, "title"),
            "revision": value(page, "revid"),
            "time": value(page, "timestamp", "touched"),
            "html": body.get("*", "") if isinstance(body, dict) else body or "",
            "wikitext": wikitext.get("*", "") if isinstance(wikitext, dict) else wikitext or "",
        }
    elif isinstance(answer.get("query"), dict):
        pages = answer["query"].get("pages")
        for page in pages.values() if isinstance(pages, dict) else pages or ():
            yield from _of_query(page)
    elif "latest" in answer or "content_urls" in answer or "revision" in answer:
        latest = answer.get("latest") if isinstance(answer.get("latest"), dict) else {}
        urls = answer.get("content_urls") if isinstance(answer.get("content_urls"), dict) else {}
        yield {
            "title": value(answer, "title"),
            "revision": value(latest, "id") or value(answer, "revision"),
            "time": value(latest, "timestamp") or value(answer, "timestamp"),
            "tongue": value(answer, "lang"),
            "url": value(urls.get("desktop"), "page"),
            "html": value(answer, "html"),
            "wikitext": value(answer, "source"),
            "plain": value(answer, "extract"),
        }


def _of_query(page: Any) -> Iterator[dict[str, str]]:
    if not isinstance(page, dict) or "missing" in page or "invalid" in page:
        yield {"title": value(page, "title"), "missing": "1"}
        return
    common = {
        "title": value(page, "title"),
        "tongue": value(page, "pagelanguage"),
        "url": value(page, "canonicalurl", "fullurl"),
        "plain": value(page, "extract"),
    }
    revisions = page.get("revisions")
    if not isinstance(revisions, list) or not revisions:
        yield common | {
            "revision": value(page, "lastrevid"),
            "time": value(page, "touched") if common["plain"] else "",
        }
        return
    for revision in revisions:
        slots = revision.get("slots") if isinstance(revision, dict) else None
        slot = slots.get("main") if isinstance(slots, dict) else revision
        # An extract is of the latest revision, so it is taken only where there is no older one
        # beside it.
        yield common | {
            "revision": value(revision, "revid"),
            "time": value(revision, "timestamp"),
            "wikitext": value(slot, "content", "*"),
            "plain": common["plain"] if len(revisions) == 1 else "",
        }


def _record(page: dict[str, str], number: int) -> Record | Unread:
    title, revision = page.get("title", ""), page.get("revision", "")
    where = f"article {number} (“{title}”)"
    if page.get("missing"):
        return Unread("no such article", f"{where}: Wikipedia has no page of this name", number)
    flags: list[str] = []
    text = _HEADING.sub(r"\2", page.get("plain", "")).strip() or _of_html(page.get("html", ""))
    wikitext = page.get("wikitext", "")
    if not text and wikitext:
        if _REDIRECT.match(wikitext):
            detail = f"{where}: a redirection; ask for redirects=1"
            return Unread("no text in the article", detail, number)
        text, flags = plain_wikitext(wikitext), ["wikitext-stripped"]
    if not text:
        detail = f"{where}: ask with prop=extracts&explaintext=1, or rvprop=content"
        return Unread("no text in the article", detail, number)
    address = page.get("url", "")
    match = _LINK.match(address)
    tongue = match["tongue"] if match else page.get("tongue", "")
    if revision and tongue and tongue != "simple":
        script = f"https://{tongue}.wikipedia.org/w/index.php"
        address = f"{script}?title={quote(title.replace(' ', '_'))}&oldid={revision}"
    day = re.match(r"\d{4}-\d\d-\d\d", page.get("time", ""))
    fields = {
        "title": title,
        "text": text,
        "date": day[0] if day else "",
        "date_written": page.get("time", ""),
        "publisher": PUBLISHER,
        "language": "en" if tongue == "simple" else tongue,
        "licence": LICENCE,
        "url": address,
        "revision": revision,
    }
    flags += ["date-of-revision"] * bool(day)
    flags += ["revision-unknown"] * (not revision)
    place = f"article {number}" + (f", revision {revision}" if revision else "")
    return Record(number, filled(fields), place, tuple(flags))


def _of_html(page: str) -> str:
    aside = ("table", "figure", "sup")
    try:
        root = html_root(f"<div>{page}</div>")
    except Broken:
        return ""
    return "\n\n".join(
        lines(root, leave_out=lambda node: node.tag in aside or bool(_ASIDE & classes(node)))
    )


# ---- wikitext ----

_FILES = (
    r"(?:file|image|datei|bild|fichier|archivo|файл|изображение|պատկեր|şəkil|dosya"
    r"|category|kategorie|catégorie|категория|կատեգորիա|kateqoriya|kategori)"
)
_GONE = tuple(
    re.compile(pattern, re.S | re.I)
    for pattern in (
        r"<!--.*?-->",
        r"<ref\b[^<>]*/>",
        r"<ref\b[^<>]*>.*?</ref>",
        r"<(math|gallery|timeline|score|syntaxhighlight|nowiki|imagemap)\b[^<>]*>.*?</\1>",
    )
)


def plain_wikitext(wikitext: str) -> str:
    """Prose of an article: no templates, tables, references, pictures, categories.

    Links show their words.

    Examples
    --------
    >>> plain_wikitext("'''Gyumri''' is a [[city|town]].{{cite|a{{b}}}}\\n== History ==\\n* One.")
    'Gyumri is a town.\\n\\nHistory\\n\\nOne.'
    """
    text = wikitext
    for pattern in _GONE:
        text = pattern.sub("", text)
    text = _without_nested(text, "{{", "}}")
    text = _without_nested(text, "{|", "|}")
    text = _without_nested(text, "[[", "]]", only=re.compile(rf"\[\[\s*:?{_FILES}\s*:", re.I))
    text = re.sub(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]", r"\1", text)
    text = re.sub(r"\[(?:https?:)?//[^\s\[\]]+\s*([^\[\]]*)\]", r"\1", text)
    text = re.sub(r"'{2,}", "", re.sub(r"</?[a-z][^<>]*>", "", text, flags=re.I))
    text = re.sub(r"(?m)^\s*(=+)\s*(.*?)\s*\1\s*$", r"\n\2\n", text)
    text = re.sub(r"(?m)^[*#:;]+\s*|^----+\s*$|__[A-Z]+__", "", text)
    parts = (" ".join(html.unescape(part).split()) for part in text.split("\n"))
    return "\n\n".join(part for part in parts if part)


def _without_nested(text: str, opens: str, closes: str, *, only: re.Pattern | None = None) -> str:
    """`text` without what stands between the marks, however deep they nest."""
    outside: list[str] = []
    at, depth, begin = 0, 0, 0
    for match in re.finditer(f"{re.escape(opens)}|{re.escape(closes)}", text):
        if match[0] == opens:
            if depth or not only or only.match(text, match.start()):
                if not depth:
                    begin = match.start()
                depth += 1
        elif depth:
            depth -= 1
            if not depth:
                outside.append(text[at:begin])
                at = match.end()
    return "".join(outside) + text[at:]


# ---- exports ----


def _of_export(source: Source) -> Iterator[Record | Unread]:
    """Pages of Special:Export or a dump, one after another in bounded memory."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    number, tongue, base = 0, "", ""
    try:
        with source.open() as handle:
            for event, element in iterparse(handle, events=("start", "end")):
                name = local_name(element)
                if event == "start":
                    if name == "mediawiki":
                        tongue = element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
                elif name == "base":
                    base = element.text or ""
                elif name == "page":
                    for page in _of_page(element, tongue, base):
                        number += 1
                        yield _record(page, number)
                    element.clear()
    except (ParseError, DefusedXmlException, ValueError) as error:
        first = " ".join(str(error).split())[:200]
        detail = f"behind article {number}: {first}; what stood before was read"
        yield Unread("broken XML", detail)
    if not number:
        yield Unread("empty file", "no page in the export")


def _of_page(element: Any, tongue: str, base: str) -> Iterator[dict[str, str]]:
    title = next((child.text or "" for child in element if local_name(child) == "title"), "")
    for child in element:
        if local_name(child) == "revision":
            parts = {local_name(node): node.text or "" for node in child}
            yield {
                "title": title,
                "revision": parts.get("id", ""),
                "time": parts.get("timestamp", ""),
                "wikitext": parts.get("text", ""),
                "tongue": tongue,
                "url": base,
            }
