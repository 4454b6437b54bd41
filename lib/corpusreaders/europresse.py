"""Europresse exports (HTML): one article is one document.

Two layouts are known: since about 2014 each article is an `<article>` with a header, a text and a
footer; before, a table cell in which spans are marked `DocPublicationName`, `DocHeader` and
`TitreArticleVisu`. Both write the outlet with its issue number, and a header line of section, date
and page in French or English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpusreaders.datelines import date_within
from standpoint.reading.formats.html_text import line as _text
from standpoint.reading.formats.html_text import lines
from standpoint.reading.formats.markup import Broken, html_root
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source

NAME = "europresse 1"
ENDINGS = (".html", ".htm")
LIBRARY = "lxml"
TABLE = False
APART = True

_RIGHTS = re.compile(r"(?i)^\W*(?:©|\(c\)|copyright|tous droits réservés)")
_NUMBER = re.compile(
    r"(?i)(?:numéro de document|document number|doc(?:ument)? no\.?)\s*:?\s*(news\S+)"
)
_ISSUE = re.compile(r",?\s*(?:no\.?|n°|nº|numéro|#|issue)\s*\S.*$", re.I)
_PAGE = re.compile(r"(?i)^(?:pp?\.|pages?)\s*\S+|^\d+ (?:mots|words)\b.*|^\d{1,2}[:h]\d\d.*")
_ALSO = re.compile(
    r"(?i)^(?:cet article est paru dans|this article (?:also )?appeared in|lire aussi\b.*https?:)"
)
# characters of a line that can be a list of authors; the old layout marks them in no other way
LONGEST_NAME = 90


def claims(given: Source) -> bool:
    """The class names of either layout, or the name of the service's schema."""
    opening = given.opening
    if "<" not in opening[:200]:
        return False
    return bool(
        re.search(
            r"class=[\"'][^\"']*\b(?:DocPublicationName|TitreArticleVisu|titreArticleVisu|docOcurrContainer|rdp__DocPublicationName)\b",
            opening,
        )
        or "cedrom-sni.com" in opening[:8192]
    )


def read(given: Source) -> Iterator[Record | Unread]:
    """Articles as records, in their order."""
    decoded = given.text()
    yield from decoded.unread
    try:
        root = html_root(decoded.text)
    except Broken as error:
        yield Unread("broken web page", str(error))
        return
    number = 0
    for number, (node, new) in enumerate(_articles(root), start=1):
        yield _new(node, number) if new else _old(node, number)
    if not number:
        yield Unread(
            "unknown layout",
            "article 1: neither an <article> nor an element of class DocPublicationName in it; save"
            " the articles in full again",
        )


def _articles(root: Any) -> list[tuple[Any, bool]]:
    """(element, whether of the newer layout) of every article; each name of an outlet belongs to
    one.
    """
    newer = [
        node
        for node in root.iter("article")
        if _find(node, "DocPublicationName", "rdp__DocPublicationName") is not None
        or _find(node, "titreArticle", "docOcurrContainer", "DocText") is not None
    ]
    if newer:
        return [(node, True) for node in newer]
    older = []
    for span in root.xpath("//*[contains(@class,'DocPublicationName')]"):
        cell = next(
            (node for node in span.iterancestors() if node.tag in ("td", "article", "body")), None
        )
        if cell is not None and all(cell is not known for known, _ in older):
            older.append((cell, False))
    return older


def _find(node: Any, *classes: str) -> Any:
    """The first element whose class is, or begins with, one of these words."""
    for element in node.iter():
        words = (element.get("class") or "").split() if isinstance(element.tag, str) else ()
        if any(word.lower().startswith(name.lower()) for word in words for name in classes):
            return element
    return None


# ---- since about 2014 ----


def _new(node: Any, number: int) -> Record | Unread:
    header = next(iter(node.iter("header")), node)
    title = _find(header, "titreArticleVisu", "rdp__articletitle")
    title = title if title is not None else _find(header, "titreArticle")
    fields = _outlet(_text(_find(node, "DocPublicationName", "rdp__DocPublicationName")))
    fields |= _header(_all(header, "DocHeader"))
    fields["title"] = _text(title)
    fields["author"] = re.sub(r"(?i)^(?:par|by)\s+", "", _text(_find(node, "docAuthors")))
    container = _find(node, "docOcurrContainer")
    container = container if container is not None else _find(node, "DocText")
    body = _paragraphs(container) if container is not None else []
    address = next(
        (
            a.get("href")
            for a in (container.iter("a") if container is not None else ())
            if "paru dans" in _text(a).lower()
        ),
        "",
    )
    fields["url"] = address or ""
    footer = next(iter(node.iter("footer")), None)
    rights = next(
        (_text(small) for small in (footer.iter("small") if footer is not None else ())), ""
    )
    fields["licence"] = rights if _RIGHTS.match(rights) else ""
    return _finished(
        fields, [part for part in body if not _ALSO.match(part)], _text(footer), number
    )


def _paragraphs(node: Any) -> list[str]:
    """Paragraphs of the text; what is no <p> keeps its place."""
    blocks = [
        p
        for p in node.iter("p", "h2", "h3", "h4", "li", "blockquote")
        if not any(
            above.tag in ("p", "li", "blockquote") and above is not node
            for above in p.iterancestors()
        )
    ]
    inside = [part for part in (_text(p) for p in blocks) if part]
    whole = _text(node)
    if len(" ".join(inside)) >= 0.9 * len(whole):
        return inside
    return lines(node)


# ---- before ----


def _old(cell: Any, number: int) -> Record | Unread:
    fields = _outlet(_text(_find(cell, "DocPublicationName")))
    fields |= _header(_all(cell, "DocHeader"))
    title = _find(cell, "TitreArticleVisu")
    fields["title"] = _text(title)
    known = {
        _text(node)
        for node in cell.xpath(
            ".//*[contains(@class,'DocPublicationName') or contains(@class,'DocHeader')]"
        )
    }
    flow = lines(cell, leave_out=lambda element: element.tag == "table")
    # The header's spans run into one line; the headline stands alone.
    at = next((n for n, line in enumerate(flow) if line == fields["title"]), None)
    behind = flow[at + 1 :] if at is not None else [line for line in flow if line not in known][1:]
    if at and (
        above := [line for line in flow[:at] if line not in known and not date_within(line)]
    ):
        fields["section"] = fields.get("section") or above[-1]
    number_line = next((line for line in behind if _NUMBER.search(line)), "")
    end = next(
        (n for n, line in enumerate(behind) if _RIGHTS.match(line) or _NUMBER.search(line)),
        len(behind),
    )
    fields["licence"] = behind[end] if end < len(behind) and _RIGHTS.match(behind[end]) else ""
    body = behind[:end]
    if len(body) > 1 and _is_name(body[0]):
        fields["author"], body = body[0], body[1:]
    return _finished(fields, body, number_line, number)


def _is_name(line: str) -> bool:
    """Whether a line between headline and text can only be names: short, no sentence, capitals at
    the words' beginnings.

    >>> _is_name("Jean Dupont et Marie de la Tour"), _is_name("Some text, and a few more words."), _is_name("Contents of the article")
    (True, False, False)
    """
    if len(line) > LONGEST_NAME or re.search(r"[.!?:…»\"]$", line):
        return False
    words = [
        word
        for word in re.findall(r"[^\W\d_][\w'’.-]*", line)
        if word.lower()
        not in {
            "et",
            "and",
            "de",
            "la",
            "du",
            "des",
            "le",
            "avec",
            "with",
            "à",
            "van",
            "von",
            "d",
            "par",
            "by",
        }
    ]
    return 1 < len(words) <= 12 and all(word[0].isupper() for word in words)


# ---- both ----


def _outlet(written: str) -> dict[str, str]:
    """The outlet without its issue number and its place on the web (`La Croix, no. 43018`)."""
    name = re.sub(
        r"\s*\((?:site web|website|web)[^)]*\)\s*", "", _ISSUE.sub("", written), flags=re.I
    )
    return {"publisher": name.strip(" ,")} if name.strip(" ,") else {}


def _header(lines: list[str]) -> dict[str, str]:
    """Section and date of the header line; what is a page, a length or a time of day is left out."""
    whole = " ".join(lines)
    found = date_within(whole)
    if not found:
        return {"date_written": whole} if whole else {}
    around = [part.strip() for part in re.split(r"[,|]", found.rest.replace(" | ", ", "))]
    kept = [
        part
        for part in around
        if part
        and not _PAGE.match(part)
        and not re.fullmatch(
            r"(?i)(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\w+day)", part
        )
    ]
    before = (
        found.rest.split(" | ")[0]
        if " | " in found.rest or not whole.startswith(found.written)
        else ""
    )
    section = kept[0] if kept and before and kept[0] in before else ""
    return {"date": found.date, "date_written": whole} | ({"section": section} if section else {})


def _finished(fields: dict[str, str], body: list[str], foot: str, number: int) -> Record | Unread:
    text = "\n\n".join(part for part in body if part)
    kept = {name: value for name, value in fields.items() if value}
    if not text:
        known = kept.get("title") or kept.get("publisher") or ""
        return Unread(
            "unknown layout" if not kept.get("title") else "no text in the article",
            f"article {number} (“{known[:60]}”): no text where one is expected",
            number,
        )
    match = _NUMBER.search(foot)
    place = f"article {number}" + (f", {match[1]}" if match else "")
    return Record(number, kept | {"text": text}, place, ("no-headline",) * ("title" not in kept))


def _all(node: Any, name: str) -> list[str]:
    return [
        _text(element)
        for element in node.iter()
        if isinstance(element.tag, str) and name in (element.get("class") or "").split()
    ]
