"""Europresse exports (HTML): one article is one document.

Two layouts are known: since about 2014 each article is an `<article>` with a header, a text and a
footer; before, a table cell in which spans are marked `DocPublicationName`, `DocHeader` and
`TitreArticleVisu`. Both write the outlet with its issue number, and a header line of section, date
and page in French or English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpusreaders.dates import date_within
from corpusreaders.markup import Broken, classes, html_root, line, lines
from corpusreaders.records import filled
from corpusreaders.source import Record, Source, Unread

NAME = "europresse 1"
ENDINGS = (".html", ".htm")
LIBRARY = "lxml babel"

_CLASSES = re.compile(
    r"class=[\"'][^\"']*\b(?:DocPublicationName|[Tt]itreArticleVisu|docOcurrContainer"
    r"|rdp__DocPublicationName)\b"
)
_RIGHTS = re.compile(r"(?i)^\W*(?:©|\(c\)|copyright|tous droits réservés)")
_NUMBER = re.compile(
    r"(?i)(?:numéro de document|document number|doc(?:ument)? no\.?)\s*:?\s*(news\S+)"
)
_ISSUE = re.compile(r",?\s*(?:no\.?|n°|nº|numéro|#|issue)\s*\S.*$", re.I)
_PAGE = re.compile(r"(?i)^(?:pp?\.|pages?)\s*\S+|^\d+ (?:mots|words)\b.*|^\d{1,2}[:h]\d\d.*")
_ALSO = re.compile(
    r"(?i)^(?:cet article est paru dans|this article (?:also )?appeared in|lire aussi\b.*https?:)"
)
_DAY = re.compile(r"(?i)(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\w+day)\Z")
_PARTICLES = frozenset("et and de la du des le avec with à van von d par by".split())
# Characters of a line that can be a list of authors; the old layout marks them in no other way.
LONGEST_NAME = 90


def claims(source: Source) -> bool:
    """The class names of either layout, or the name of the service's schema."""
    opening = source.opening
    if "<" not in opening[:200]:
        return False
    return bool(_CLASSES.search(opening)) or "cedrom-sni.com" in opening[:8192]


def read(source: Source) -> Iterator[Record | Unread]:
    """Articles as records, in their order."""
    try:
        root = html_root(source.text().text)
    except Broken as error:
        yield error.row
        return
    articles = _articles(root)
    for number, (node, new) in enumerate(articles, start=1):
        yield _new(node, number) if new else _old(node, number)
    if not articles:
        missing = "neither an <article> nor an element of class DocPublicationName in it"
        yield Unread("unknown layout", f"article 1: {missing}; save the articles in full again")


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
    older: list[tuple[Any, bool]] = []
    for span in root.xpath("//*[contains(@class,'DocPublicationName')]"):
        cell = next(span.iterancestors("td", "article", "body"), None)
        if cell is not None and all(cell is not known for known, _ in older):
            older.append((cell, False))
    return older


def _find(node: Any, *names: str) -> Any:
    """The first element whose class is, or begins with, one of these words."""
    for element in node.iter("*"):
        words = (element.get("class") or "").lower().split()
        if any(word.startswith(name.lower()) for word in words for name in names):
            return element
    return None


# ---- since about 2014 ----


def _new(node: Any, number: int) -> Record | Unread:
    header = next(node.iter("header"), node)
    footer = next(node.iter("footer"), None)
    title = _find(header, "titreArticleVisu", "rdp__articletitle")
    title = title if title is not None else _find(header, "titreArticle")
    container = _find(node, "docOcurrContainer")
    container = container if container is not None else _find(node, "DocText")
    body = _paragraphs(container) if container is not None else []
    links = container.iter("a") if container is not None else ()
    addresses = (link.get("href") for link in links if "paru dans" in line(link).lower())
    rights = line(next(footer.iter("small"), None)) if footer is not None else ""
    fields = _outlet(line(_find(node, "DocPublicationName", "rdp__DocPublicationName")))
    fields |= _header(_all(header, "DocHeader"))
    fields |= {
        "title": line(title),
        "author": re.sub(r"(?i)^(?:par|by)\s+", "", line(_find(node, "docAuthors"))),
        "url": next(addresses, "") or "",
        "licence": rights if _RIGHTS.match(rights) else "",
    }
    body = [part for part in body if not _ALSO.match(part)]
    return _record(fields, body, line(footer), number)


def _paragraphs(node: Any) -> list[str]:
    """Paragraphs of the text; what is no <p> keeps its place."""
    outer = {"p", "li", "blockquote"}
    blocks = [
        block
        for block in node.iter("p", "h2", "h3", "h4", "li", "blockquote")
        if not any(above.tag in outer and above is not node for above in block.iterancestors())
    ]
    inside = list(filter(None, map(line, blocks)))
    return inside if len(" ".join(inside)) >= 0.9 * len(line(node)) else lines(node)


# ---- before ----


def _old(cell: Any, number: int) -> Record | Unread:
    fields = _outlet(line(_find(cell, "DocPublicationName")))
    fields |= _header(_all(cell, "DocHeader"))
    fields["title"] = line(_find(cell, "TitreArticleVisu"))
    marked = ".//*[contains(@class,'DocPublicationName') or contains(@class,'DocHeader')]"
    known = set(map(line, cell.xpath(marked)))
    flow = lines(cell, leave_out=lambda element: element.tag == "table")
    # The header's spans run into one line; the headline stands alone.
    if fields["title"] in flow:
        at = flow.index(fields["title"])
        behind = flow[at + 1 :]
        above = [each for each in flow[:at] if each not in known and not date_within(each)]
        if above and not fields.get("section"):
            fields["section"] = above[-1]
    else:
        behind = [each for each in flow if each not in known][1:]
    numbers = (each for each in behind if _NUMBER.search(each))
    ends = (n for n, each in enumerate(behind) if _RIGHTS.match(each) or _NUMBER.search(each))
    end = next(ends, len(behind))
    body = behind[:end]
    if end < len(behind) and _RIGHTS.match(behind[end]):
        fields["licence"] = behind[end]
    if len(body) > 1 and _is_name(body[0]):
        fields["author"], body = body[0], body[1:]
    return _record(fields, body, next(numbers, ""), number)


def _is_name(text: str) -> bool:
    """Whether a line between headline and text can only be names: short words with capitals.

    >>> _is_name("Jean Dupont et Marie de la Tour"), _is_name("Some text, and a few more words.")
    (True, False)
    """
    if len(text) > LONGEST_NAME or re.search(r"[.!?:…»\"]$", text):
        return False
    words = re.findall(r"[^\W\d_][\w'’.-]*", text)
    words = [word for word in words if word.lower() not in _PARTICLES]
    return 1 < len(words) <= 12 and all(word[0].isupper() for word in words)


# ---- both ----


def _outlet(written: str) -> dict[str, str]:
    """The outlet without its issue number and its place on the web (`La Croix, no. 43018`)."""
    name = _ISSUE.sub("", written)
    name = re.sub(r"\s*\((?:site web|website|web)[^)]*\)\s*", "", name, flags=re.I).strip(" ,")
    return {"publisher": name} if name else {}


def _header(parts: list[str]) -> dict[str, str]:
    """Section and date of the header line, without a page, a length and a time of day."""
    whole = " ".join(parts)
    found = date_within(whole)
    if not found:
        return {"date_written": whole} if whole else {}
    fields = {"date": found.date, "date_written": whole}
    around = [part.strip() for part in re.split(r"[,|]", found.rest)]
    sections = [part for part in around if part and not (_PAGE.match(part) or _DAY.match(part))]
    starts_with_date = " | " not in found.rest and whole.startswith(found.written)
    before = "" if starts_with_date else found.rest.split(" | ")[0]
    if sections and sections[0] in before:
        fields["section"] = sections[0]
    return fields


def _record(fields: dict[str, str], body: list[str], foot: str, number: int) -> Record | Unread:
    text = "\n\n".join(filter(None, body))
    fields = filled(fields)
    if not text:
        name = fields.get("title") or fields.get("publisher") or ""
        reason = "no text in the article" if fields.get("title") else "unknown layout"
        detail = f"article {number} (“{name[:60]}”): no text where one is expected"
        return Unread(reason, detail, number)
    match = _NUMBER.search(foot)
    place = f"article {number}" + (f", {match[1]}" if match else "")
    flags = ("no-headline",) * ("title" not in fields)
    return Record(number, fields | {"text": text}, place, flags)


def _all(node: Any, name: str) -> list[str]:
    return [line(element) for element in node.iter("*") if name in classes(element)]
