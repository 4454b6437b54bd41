"""Wikipedia articles (answers of the API as JSON, page exports as XML, saved pages): one article in
one revision is one document.

The document is dated by its revision, not by what it tells of, and its address leads to that very
revision. Text comes from the API's plain extract, its HTML, or wikitext, of which templates,
tables, references and pictures are taken out (flag `wikitext-stripped`): what is left is read as
prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from standpoint.reading.formats.html_text import lines
from standpoint.reading.formats.json_nodes import nodes, said
from standpoint.reading.formats.markup import Broken, html_root
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source

NAME = "wikipedia 1"
ENDINGS = (".json", ".xml", ".html")
LIBRARY = "lxml defusedxml"
TABLE = False
APART = True

LICENCE = "CC BY-SA 4.0"
PUBLISHER = "Wikipedia"

_ASIDE = frozenset(
    "mw-editsection reference reflist navbox infobox metadata noprint mw-empty-elt thumb hatnote"
    " toc mw-references-wrap sidebar vertical-navbox gallery mw-file-description".split()
)
_LINK = re.compile(r"https?://(?P<tongue>[a-z-]+)\.(?:m\.)?wikipedia\.org/")


def claims(given: Source) -> bool:
    """Members that only the API's answers have together, or the root element of a page export."""
    opening = given.opening
    if opening.lstrip("\ufeff \r\n\t")[:1] in ("{", "["):
        names = set(re.findall(r'"([A-Za-z_*]+)"\s*:', opening))
        query = {"query", "pages", "pageid", "title"} <= names and bool(
            names & {"revisions", "extract", "revid", "lastrevid"}
        )
        parse = {"parse", "pageid", "revid"} <= names
        rest = {"title", "latest", "content_model"} <= names or {
            "titles",
            "pageid",
            "extract",
            "revision",
            "content_urls",
        } <= names
        return query or parse or rest
    if re.match(r"\s*<(?:!doctype html|html)\b", opening.lstrip("\ufeff"), re.I):
        return (
            '"wgRevisionId":' in opening and "wikipedia.org" in opening
        ) or "wikipedia.org/wiki/Special:Redirect/revision/" in opening[:4096]
    return bool(re.match(r"\s*(?:<\?xml[^>]*>\s*)?<mediawiki\b", opening.lstrip("\ufeff")))


def read(given: Source) -> Iterator[Record | Unread]:
    """Articles as records, in their order; of an export with a page's history every revision."""
    if given.opening.lstrip("\ufeff \r\n\t")[:1] not in ("{", "["):
        yield from (
            _of_export(given)
            if re.search(r"<mediawiki\b", given.opening[:1024])
            else _of_page_saved(given)
        )
        return
    found = nodes(given)
    if isinstance(found, Unread):
        yield found
        return
    number = 0
    for answer in found if isinstance(found, list) else [found]:
        for page in _pages(answer):
            number += 1
            yield _record(page, number)
    if not number:
        yield Unread(
            "unknown layout",
            "article 1: neither query.pages nor parse in the answer; ask with"
            " action=query&prop=revisions|extracts or action=parse",
        )


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
            "title": said(page, "title"),
            "revision": said(page, "revid"),
            "time": said(page, "timestamp", "touched"),
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
            "title": said(answer, "title"),
            "revision": said(latest, "id") or said(answer, "revision"),
            "time": said(latest, "timestamp") or said(answer, "timestamp"),
            "tongue": said(answer, "lang"),
            "url": said(urls.get("desktop"), "page"),
            "html": said(answer, "html"),
            "wikitext": said(answer, "source"),
            "plain": said(answer, "extract"),
        }


def _of_query(page: Any) -> Iterator[dict[str, str]]:
    if not isinstance(page, dict) or "missing" in page or "invalid" in page:
        yield {"title": said(page, "title"), "missing": "1"}
        return
    common = {
        "title": said(page, "title"),
        "tongue": said(page, "pagelanguage"),
        "url": said(page, "canonicalurl", "fullurl"),
        "plain": said(page, "extract"),
    }
    revisions = page.get("revisions")
    if not isinstance(revisions, list) or not revisions:
        yield common | {
            "revision": said(page, "lastrevid"),
            "time": said(page, "touched") if common["plain"] else "",
        }
        return
    for revision in revisions:
        slot = (
            revision.get("slots", {}).get("main", {})
            if isinstance(revision, dict) and isinstance(revision.get("slots"), dict)
            else revision
        )
        # An extract is of the latest revision, so it is taken only where there is no older one
        # beside it.
        yield common | {
            "revision": said(revision, "revid"),
            "time": said(revision, "timestamp"),
            "wikitext": said(slot, "content", "*"),
            "plain": common["plain"] if len(revisions) == 1 else "",
        }


def _record(page: dict[str, str], number: int) -> Record | Unread:
    title, revision = page.get("title", ""), page.get("revision", "")
    if page.get("missing"):
        return Unread(
            "no such article",
            f"article {number} (“{title}”): Wikipedia has no page of this name",
            number,
        )
    flags: list[str] = []
    text = re.sub(
        r"(?m)^[ \t]*(=+)[ \t]*(.*?)[ \t]*\1[ \t]*$", r"\2", page.get("plain", "")
    ).strip()
    if not text and page.get("html"):
        text = _of_html(page["html"])
    if not text and page.get("wikitext"):
        if re.match(
            r"(?i)\s*#(?:redirect|weiterleitung|redirection|перенаправление)", page["wikitext"]
        ):
            return Unread(
                "no text in the article",
                f"article {number} (“{title}”): a redirection; ask for redirects=1",
                number,
            )
        text, flags = plain_wikitext(page["wikitext"]), ["wikitext-stripped"]
    if not text:
        return Unread(
            "no text in the article",
            f"article {number} (“{title}”): ask with prop=extracts&explaintext=1, or"
            " rvprop=content",
            number,
        )
    match = _LINK.match(page.get("url", ""))
    tongue = (match["tongue"] if match else "") or page.get("tongue", "")
    address = page.get("url", "")
    if revision and tongue and tongue != "simple":
        address = f"https://{tongue}.wikipedia.org/w/index.php?title={quote(title.replace(' ', '_'))}&oldid={revision}"
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
    flags += ["date-of-revision"] if day else []
    flags += ["revision-unknown"] * (not revision)
    return Record(
        number,
        {name: value for name, value in fields.items() if value},
        f"article {number}" + (f", revision {revision}" if revision else ""),
        tuple(flags),
    )


def _of_html(html: str) -> str:
    try:
        root = html_root(f"<div>{html}</div>")
    except Broken:
        return ""
    return _text_of(root)


def _of_page_saved(given: Source) -> Iterator[Record | Unread]:
    """A page as a browser or the REST interface saves it: title, revision and its day stand in its
    head.
    """
    whole = given.text().text
    try:
        root = html_root(whole)
    except Broken as error:
        yield Unread("broken web page", str(error))
        return
    body = next(
        (
            node
            for path in ("//*[contains(concat(' ', @class, ' '), ' mw-parser-output ')]", "//body")
            for node in root.xpath(path)
        ),
        None,
    )
    heading = next(
        (node for path in ("//*[@id='firstHeading']", "//title") for node in root.xpath(path)), None
    )
    revision = re.search(r'"wgRevisionId":\s*(\d+)|Special:Redirect/revision/(\d+)', whole)
    changed = re.search(
        r'"dateModified":\s*"([^"]{10,30})"|property="dc:modified" content="([^"]{10,30})"', whole
    )
    address = re.search(
        r'<link[^>]{0,80}rel="canonical"[^>]{0,80}href="([^"]+)"|<link[^>]{0,80}rel="dc:isVersionOf"[^>]{0,80}href="([^"]+)"',
        whole,
    )
    url = next(filter(None, address.groups()), "") if address else given.about.get("url", "")
    page = {
        "title": " ".join(heading.text_content().split()) if heading is not None else "",
        "revision": next(filter(None, revision.groups()), "") if revision else "",
        "time": next(filter(None, changed.groups()), "") if changed else "",
        "url": f"https:{url}" if url.startswith("//") else url,
        "tongue": (root.get("lang") or "").split("-")[0],
        "plain": _text_of(body) if body is not None else "",
    }
    yield _record(page, 1)


def _text_of(root: Any) -> str:
    return "\n\n".join(
        lines(
            root,
            leave_out=lambda node: (
                node.tag in ("table", "figure", "sup")
                or bool(_ASIDE & set((node.get("class") or "").split()))
            ),
        )
    )


# ---- wikitext ----

_FILES = r"(?:file|image|datei|bild|fichier|archivo|файл|изображение|պատկեր|şəkil|dosya|category|kategorie|catégorie|категория|կատեգորիա|kateqoriya|kategori)"
_GONE = tuple(
    re.compile(pattern, re.S | re.I)
    for pattern in (
        r"<!--.*?-->",
        r"<ref\b[^<>]*/>",
        r"<ref\b[^<>]*>.*?</ref>",
        r"<(math|gallery|timeline|score|syntaxhighlight|nowiki|imagemap)\b[^<>]*>.*?</\1>",
    )
)


def plain_wikitext(source: str) -> str:
    """Prose of an article in wikitext: no templates, tables, references, pictures, categories;
    links show their words.

    >>> plain_wikitext("'''Gyumri''' is a [[city|town]] in [[Armenia]].{{cite|a{{b}}}}<ref>x</ref>\\n{| class=x\\n| a\\n|}\\n== History ==\\n* One.")
    'Gyumri is a town in Armenia.\\n\\nHistory\\n\\nOne.'
    """
    text = source
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
    import html

    parts = (" ".join(html.unescape(part).split()) for part in text.split("\n"))
    return "\n\n".join(part for part in parts if part)


def _without_nested(text: str, opens: str, closes: str, *, only: re.Pattern | None = None) -> str:
    """`text` without what stands between the marks, however deep they nest; an opening mark that
    never closes stays.
    """
    kept: list[str] = []
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
                kept.append(text[at:begin])
                at = match.end()
    return "".join(kept) + text[at:]


# ---- exports ----


def _of_export(given: Source) -> Iterator[Record | Unread]:
    """Pages of Special:Export or a dump, one after another in bounded memory."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    number, tongue, base = 0, "", ""
    try:
        with given.open() as handle:
            for event, element in iterparse(handle, events=("start", "end")):
                name = element.tag.rsplit("}", 1)[-1]
                if event == "start":
                    tongue = (
                        tongue or (element.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
                        if name == "mediawiki"
                        else tongue
                    )
                elif name == "base":
                    base = element.text or ""
                elif name == "page":
                    for page in _of_page(element, tongue, base):
                        number += 1
                        yield _record(page, number)
                    element.clear()
    except (ParseError, DefusedXmlException, ValueError) as error:
        yield Unread(
            "broken XML",
            f"behind article {number}: {' '.join(str(error).split())[:200]}; what stood before was"
            " read",
        )
    if not number:
        yield Unread("empty file", "no page in the export")


def _of_page(element: Any, tongue: str, base: str) -> Iterator[dict[str, str]]:
    inner = {child.tag.rsplit("}", 1)[-1]: child for child in element}
    title = inner["title"].text or "" if "title" in inner else ""
    for child in element:
        if child.tag.rsplit("}", 1)[-1] == "revision":
            parts = {node.tag.rsplit("}", 1)[-1]: node.text or "" for node in child}
            yield {
                "title": title,
                "revision": parts.get("id", ""),
                "time": parts.get("timestamp", ""),
                "wikitext": parts.get("text", ""),
                "tongue": tongue,
                "url": base,
            }
