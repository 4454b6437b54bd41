"""The fields of one Nexis article, out of its paragraphs: headline, outlet, date, labels, body.

Two layouts are known. The older one sets outlet and date centred above the headline and writes
labels in capitals (`LENGTH: 355 words`); Nexis Uni sets headline, outlet and date under one
another, labels in small letters, and a line `Body` before the text. Where the layout is not one of
these the caller is told what was missing; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from corpusreaders.dates import DateLine, date_line, language_code
from corpusreaders.nexis.blocks import Block

# Labels in the languages of the interface → the field they fill; `-` stands for text that is no
# part of the body.
_LABELS = {
    "title": "headline|titre|titulo|título|schlagzeile|überschrift|kop|titel",
    "author": "byline|autor|auteur|author|von|signature|signatur|autore|auteurs|autor/a|por|firma",
    "section": "section|rubrik|rubrique|sectie|sección|seccion|sezione|seção|ressort",
    "length": "length|länge|laenge|longueur|lengte|longitud|lunghezza|comprimento|extensión",
    "dateline": "dateline|ort|lieu|datelijn|plaats|origine",
    "highlight": "highlight|encart|chapeau|lead|hoogtepunt|series|serie|série|column|kolumne"
    "|rubrique|day|jour",
    "loaded": "load-date|update|upload-date|ladedatum|date-chargement|date de chargement"
    "|laad-datum|laaddatum|fecha de carga|mise-a-jour|date de mise à jour|aktualisierung",
    "language": "language|sprache|langue|taal|idioma|lengua|lingua",
    "url": "url|web-adresse|adresse url|webadresse",
    "-": "publication-type|publicationtype|type-publication|type de publication|publikationstyp"
    "|publication type|zeitungs-code|journal-code|journal code|newspaper-code|document-type"
    "|document type|dokumenttyp|acc-no|subject|sujet|thema|onderwerp|graphic|grafik|graphique"
    "|illustration|correction|correction-date|correction-ref|distribution|pub-type"
    "|publication-subtype|jcode|load date|publication-code|stock-symbol|journal-subject",
    # These end nothing: in capitals they also begin headlines and paragraphs.
    "~": "type|company|companies|entreprise|organization|organisation|person|personne|ticker"
    "|industry|branche|secteur|geographic|geo|country|state|city|land|notes|note|isbn|issn|edition"
    "|publisher|éditeur|editor-note|category|copyright|region|mediatyp|transmission",
}
_FIELD = {name: field for field, names in reversed(_LABELS.items()) for name in names.split("|")}


@cache
def _label() -> re.Pattern:
    """A label and what it says; compiled when the first export is read."""
    names = "|".join(sorted(map(re.escape, _FIELD), key=len, reverse=True))
    return re.compile(rf"(?P<name>{names}) ?: *\n?(?P<value>.*)", re.I | re.S)


BODY = frozenset(
    "body text corps cuerpo corpo texto volltext haupttext texte testo hauptteil inhalt".split()
)
# A paragraph of one word that ends the body in Nexis Uni.
_AFTER = re.compile(
    r"(?i)(?:classification|klassifizierung|classificatie|clasificación|classificazione"
    r"|classificação|graphic|grafik|graphique|correction|notes?|load[- ]date)\Z"
)
COPYRIGHT = re.compile(
    r"(?i)(?:copy(?:right)?\b.{0,40}?\b(?:1[89]|20)\d\d\b|copyright\W*(?:\(c\)|©)|\(c\) |©|all"
    r" rights reserved|alle rechte vorbehalten|tous droits réservés|"
    r"todos los derechos|tutti i diritti|alle rechten|auteursrecht)"
)
_BY = re.compile(r"(?i)(?:by|von|par|por|door|di|von:)\s+(?=\S)")
_NOT_GIVEN = re.compile(r"(?i)\W*no headline(?: in original)?\W*\Z")
_ERROR = re.compile(
    r"(?i)we are sorry but there is an error in this document|nous sommes désolés|fehler in diesem"
    r" dokument"
)


class Problem(NamedTuple):
    """Why an article gives no record."""

    reason: str
    what: str


class Article(NamedTuple):
    """An article's fields as a record has them, and its flags."""

    fields: dict[str, str]
    flags: tuple[str, ...] = ()


def first_words(blocks: Sequence[Block]) -> str:
    """How an article begins, to be found by: in its own words, shortened.

    Examples
    --------
    >>> first_words([Block(""), Block("A line that goes on for rather longer than sixty letters.")])
    '“A line that goes on for rather longer than sixty letters.”'
    """
    first = next((" ".join(block.text.split()) for block in blocks if block.text), "")
    return f"“{first}”" if len(first) <= 62 else f"“{first[:62].rstrip()} …”"


def older(blocks: Sequence[Block]) -> Article | Problem:
    """An article of nexis.com (TXT, HTML), without its line `1 of 10 DOCUMENTS`."""
    blocks = [block for block in blocks if block.text]
    if any(_ERROR.match(block.text) for block in blocks[:3]):
        return Problem(
            "not delivered by the database",
            "the export says that this document cannot be shown; download it again",
        )
    labels = next(
        (at for at, block in enumerate(blocks) if at and _kind(_capital_label(block)) in _HEADS),
        None,
    )
    head = blocks[:labels] if labels is not None else blocks[:4]
    dated = _dated_block(head)
    if dated is None and labels is None:
        return Problem(
            "unknown layout",
            "neither a date line nor a label (LENGTH:, BYLINE:) where they are expected",
        )
    fields, rest = _older_head(head, dated, labelled=labels is not None)
    if (
        labels is None
    ):  # the first paragraph behind the date is the headline, the others are the text
        rest, body = rest[:1], [*rest[1:], *blocks[len(head) :]]
    else:
        body = _labelled(blocks[labels:], fields)
    _add(fields, "title", _joined(block.text for block in rest))
    end = next(
        (n for n, block in enumerate(body) if _kind(_capital_label(block)) in _TAILS), len(body)
    )
    for block in body[end:]:
        if label := _capital_label(block):
            _take(fields, label)
        elif COPYRIGHT.match(block.text):
            _add(fields, "licence", _joined([block.text]))
    return _finished(fields, _without_copyright(body[:end], fields))


_HEADS = ("title", "author", "section", "length", "dateline", "highlight", "body")
_TAILS = ("-", "loaded", "language", "url")


def _older_head(
    head: Sequence[Block], dated: tuple[int, DateLine, str] | None, *, labelled: bool
) -> tuple[dict[str, str], list[Block]]:
    """Fields of what stands above the headline, and the paragraphs behind it."""
    if dated is None:
        fields, rest = ({"publisher": _joined([head[0].text])} if head else {}), list(head[1:])
    else:
        at, found, edition = dated
        above = [line for block in head[:at] for line in block.text.split("\n")]
        fields = _date_fields(found) | {
            "publisher": _joined(line for line in above if not COPYRIGHT.match(line))
        }
        _add(fields, "licence", _joined(line for line in above if COPYRIGHT.match(line)))
        rest = list(head[at + 1 :])
        while labelled and rest and rest[0].centred and not rest[0].heading and len(rest) > 1:
            edition, rest = _joined([edition, rest[0].text]), rest[1:]
    for block in rest:
        if COPYRIGHT.match(block.text):
            _add(fields, "licence", _joined([block.text]))
    return fields, [block for block in rest if not COPYRIGHT.match(block.text)]


def _labelled(blocks: Sequence[Block], fields: dict[str, str]) -> list[Block]:
    """Take the labels above the body into `fields`; the rest is source back."""
    for at, block in enumerate(blocks):
        label = _capital_label(block)
        kind = _kind(label)
        if kind == "body":
            return [block._replace(text=label["value"]), *blocks[at + 1 :]]
        if not kind or (
            kind in _TAILS and label["name"].upper() == "CORRECTION" and not label["value"]
        ):
            return list(blocks[at:])
        _take(fields, label)
    return []


def uni(blocks: Sequence[Block]) -> Article | Problem:
    """An article of Nexis Uni (DOCX, RTF, TXT), without its line `End of Document` and without a
    cover page.
    """
    blocks = [block for block in blocks if block.text]
    body_at = next(
        (at for at, block in enumerate(blocks) if block.text.lower().rstrip(" :") in BODY), None
    )
    stop = body_at if body_at is not None else len(blocks)
    first = next(
        (
            at
            for at, block in enumerate(blocks[:stop])
            if at and (label_of(block) or COPYRIGHT.match(block.text))
        ),
        None,
    )
    if first is None and body_at is None:
        return Problem(
            "unknown layout",
            "neither a line 'Body' nor a label (Length:, Section:) where they are expected",
        )
    head = blocks[: first if first is not None else stop]
    fields: dict[str, str] = _uni_head(head)
    at = len(head)
    while at < stop:
        block = blocks[at]
        label = label_of(block)
        if label:
            _take(fields, label)
        elif COPYRIGHT.match(block.text):
            _add(fields, "licence", _joined([block.text]))
        elif body_at is None and not _highlighted(blocks[at - 1]):
            break
        at += 1
    body = blocks[body_at + 1 :] if body_at is not None else blocks[at:]
    end = next((n for n, block in enumerate(body) if _ends_uni(block)), len(body))
    for block in body[end:]:
        if (label := label_of(block)) and _kind(label) in ("language", "url"):
            _take(fields, label)
    return _finished(
        fields,
        [
            block
            for block in body[:end]
            if block.text not in ("ABSTRACT", "FULL TEXT", "FULL TEXT:")
        ],
    )


def _uni_head(head: Sequence[Block]) -> dict[str, str]:
    """Headline, outlet and date: the date is the last line that can be one, and never the first
    line of all.
    """
    fields: dict[str, str] = {}
    # Outlet and date may share a paragraph; a headline of two lines is one all the same.
    head = [
        part
        for block in head
        for part in (
            [block]
            if block.heading or date_line(block.text.replace("\n", " "))
            else _by_line(block)
        )
    ]
    found = [
        (at, line)
        for at, block in enumerate(head)
        if at and (line := date_line(block.text.replace("\n", " ")))
    ]
    if found:
        at, line = found[-1]
        fields |= _date_fields(line)
        if at > 1:  # headline, outlet, date
            _add(fields, "publisher", _joined([head[at - 1].text]))
            _add(fields, "title", _joined(block.text for block in head[: at - 1]))
        else:
            name = "title" if head[0].heading else "publisher"
            _add(fields, name, _joined([head[0].text]))
    elif head:
        _add(fields, "title", _joined([head[0].text]))
        _add(fields, "publisher", _joined(block.text for block in head[1:2]))
    return fields


def _by_line(block: Block) -> list[Block]:
    return [block._replace(text=line) for line in block.text.split("\n") if line.strip()]


def _dated_block(head: Sequence[Block]) -> tuple[int, DateLine, str] | None:
    """The paragraph with the date: a centred one before any other, and not the first, which is the
    outlet's.
    """
    for wanted in (True, False):
        for at, block in enumerate(head):
            if (
                block.centred is not wanted
                or (not at and len(head) > 2 and not wanted)
                or block.heading
            ):
                continue
            lines = block.text.split("\n")
            for place, line in enumerate(lines):
                if found := date_line(line):
                    # Outlet and date may share a paragraph.
                    before, after = lines[:place], lines[place + 1 :]
                    if before and not wanted:
                        continue
                    edition = _joined([found.rest, *after])
                    return at, found, edition
            if found := date_line(" ".join(lines)):
                return at, found, found.rest
    return None


def _date_fields(line: DateLine) -> dict[str, str]:
    return {"date": line.date, "date_written": line.written}


def _capital_label(block: Block) -> re.Match | None:
    """A label in capitals, as the older layout has them: `LENGTH: 355 words`."""
    match = _label().match(block.text)
    if match and match["name"] == match["name"].upper():
        return match
    # Two words in capitals with a hyphen are a label, known or not (SECTEUR-ACTIVITE:); one word
    # may begin a headline.
    return re.match(
        r"(?P<name>BODY|TEXT|[A-ZÀ-ÖØ-Þ]{3,}(?:-[A-ZÀ-ÖØ-Þ]{2,})+) ?: *\n?(?P<value>.*)",
        block.text,
        re.S,
    )


def _kind(label: re.Match | None) -> str:
    """Which field a label fills; empty text for no label."""
    return (
        _FIELD.get(label["name"].lower(), "-" if "-" in label["name"] else "body") if label else ""
    )


def label_of(block: Block) -> re.Match | None:
    """The label that a paragraph begins with, in whatever letters; not in a table."""
    match = _label().match(block.text)
    return match if match and not block.cell else None


def _highlighted(block: Block) -> bool:
    return bool(re.match(r"(?i)(?:highlight|encart) ?: *\Z", block.text))


def _ends_uni(block: Block) -> bool:
    label = label_of(block)
    return bool(_AFTER.match(block.text.rstrip(":"))) or _kind(label) == "loaded"


def _take(fields: dict[str, str], label: re.Match) -> None:
    name, value = _kind(label), _joined([label["value"]])
    if name == "author":
        value = _BY.sub("", value, count=1)
    if name == "language":
        value = language_code(value)
    if name in ("title", "author", "section", "language", "url"):
        _add(fields, name, value)


def _add(fields: dict[str, str], name: str, value: str) -> None:
    if value and not fields.get(name):
        fields[name] = value


def _without_copyright(body: Sequence[Block], fields: dict[str, str]) -> list[Block]:
    """The body without the centred notice of rights at its end."""
    body = list(body)
    while (
        body
        and body[-1].centred
        and (
            COPYRIGHT.match(body[-1].text)
            or len(body) > 1
            and COPYRIGHT.match(body[-2].text)
            and body[-2].centred
        )
    ):
        _add(fields, "licence", _joined([body.pop().text]))
    return body


def _finished(fields: dict[str, str], body: Sequence[Block]) -> Article | Problem:
    text = "\n\n".join(_paragraph(block) for block in body if block.text).strip()
    if not text:
        return Problem(
            "no text in the article", "only its head is there (a picture, a table of another kind?)"
        )
    if _NOT_GIVEN.match(fields.get("title", "")):
        del fields["title"]
    kept = {name: value for name, value in fields.items() if value}
    return Article({**kept, "text": text}, ("no-headline",) * ("title" not in kept))


def _paragraph(block: Block) -> str:
    """Lines that only the page's width broke are put together again; a table row stays a line."""
    return block.text if block.cell else " ".join(block.text.split())


def _joined(parts: Iterable[str | None]) -> str:
    return " ".join(" ".join(part.split()) for part in parts if part and part.strip())
