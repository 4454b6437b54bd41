"""Nexis and Nexis Uni exports (DOCX, RTF, TXT, HTML): one article is one document.

The headline, the outlet and the date are told apart by where and how they are set, the rest by its
labels in English, German, French, Dutch, Spanish, Italian and Portuguese. An article that the
layout does not explain is named, with its number and first words; as many articles are accounted
for as the export has ends of documents.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from corpusreaders.dates import date_line
from corpusreaders.nexis import articles, blocks
from corpusreaders.nexis.articles import Problem, first_words
from corpusreaders.nexis.blocks import Block
from corpusreaders.source import Record, Source, Unread

NAME = "nexis 1"
ENDINGS = (".docx", ".txt", ".html", ".htm", ".rtf")
LIBRARY = "lxml striprtf babel"

_COUNT = re.compile(
    r"[ \t]*(?:\d[\d.,]* (?:of|von|de|van|di) \d[\d.,]*"
    r" (?:DOCUMENTS?|DOKUMENTE?|DOCUMENTEN|DOCUMENTOS?|DOCUMENTI)"
    r"|(?:Dokument|Document|Documento) \d[\d.,]* (?:von|de|of|van|di) \d[\d.,]*)[ \t]*"
)
_END = re.compile(
    r"(?i)\W*(?:end of document|ende des dokuments|fin du document|fin de document|einde van"
    r" document|einde van het document|fin del documento|fine del documento|fim do documento)\W*\Z"
)
_UNI_LINES = re.compile(
    r"^(?:Length|Länge|Longueur|Lengte|Longitud|Lunghezza):\s*[\d.,]+ \w+\s*$", re.M
)
_OLD_LINES = re.compile(
    r"^(?:LENGTH|LÄNGE|LONGUEUR|LENGTE|BYLINE|AUTOR|AUTEUR|LOAD-DATE|UPDATE|SECTION|RUBRIK|RUBRIQUE"
    r"|LANGUAGE|SPRACHE|LANGUE|HEADLINE|BODY): ",
    re.M,
)
_REQUESTS = ("Download Request:", "Ausgabeauftrag:", "Demande de téléchargement")
_HTML_DOC = re.compile(r"<!--[^<>]*<DOC NUMBER=\d+>\s*<DOCFULL>\s*-->", re.I)
# What the cover page of an export says before its first article.
_COVER = re.compile(
    r"(?i)(?:user ?name|date and time|job number|client/matter|search terms|search type"
    r"|narrowed by|sort by|documents? \(\d+\)|dokumente? \(\d+\)|documenten? \(\d+\)"
    r"|benutzername|datum und uhrzeit|auftragsnummer|mandant/sache|suchbegriffe|suchtyp|suchart"
    r"|eingegrenzt nach|nom d'utilisateur|date et heure|numéro de la tâche|client/affaire"
    r"|termes de recherche|type de recherche|affiné par|gebruikersnaam|datum en tijd|taaknummer"
    r"|zoektermen|zoektype|verfijnd door)\b"
)
_NUMBERED = re.compile(r"\d+\.(?:\s|\Z)")
_COVER_MARKS = (
    b"Job Number|Client/Matter|End of Document|Load-Date|Auftragsnummer|Mandant/Sache"
    b"|Ende des Dokuments|Fin du document".split(b"|")
)


def claims(source: Source) -> bool:
    """The counting lines and capital labels of nexis.com, or the labels and ends of documents of
    Nexis Uni.
    """
    if blocks.PART in source.members:
        head = blocks.docx_head(source)
        return any(mark in head for mark in _COVER_MARKS) or (
            b">Body<" in head and b">Length:" in head
        )
    opening = source.opening
    if opening.lstrip().startswith("{\\rtf"):
        return any(mark.decode() in opening for mark in _COVER_MARKS)
    if "<" in opening[:200]:
        return bool(_HTML_DOC.search(opening))
    plain = _plain(opening)
    lines = plain.split("\n")
    older = _OLD_LINES.search(plain) or plain.lstrip().startswith(_REQUESTS)
    if older and any(_COUNT.fullmatch(line) for line in lines):
        return True
    marked = any(_END.match(line) or line.strip() == "Body" for line in lines)
    return marked and bool(_UNI_LINES.search(plain))


def read(source: Source) -> Iterator[Record | Unread]:
    """Articles as records, in their order."""
    if blocks.PART in source.members:
        yield from _of_uni(_of_docx(source))
        return
    text = _plain(source.text().text)
    lines = text.split("\n")
    if _HTML_DOC.search(text):
        yield from _of_html(text)
    elif text.lstrip().startswith("{\\rtf"):
        from striprtf.striprtf import rtf_to_text

        lines = _plain(rtf_to_text(text, errors="ignore")).split("\n")
        yield from _of_uni(Block(line.strip()) for line in lines)
    elif any(_COUNT.fullmatch(line) for line in lines):
        yield from _of_older_text(lines)
    else:
        yield from _of_uni(Block(line.replace("\u00a0", " ").strip()) for line in lines)


def _plain(text: str) -> str:
    """Every line end as `\\n`, and the page break before each article too."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")


def _of_docx(source: Source) -> Iterator[Block | Unread]:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException

    damage = (zipfile.BadZipFile, zlib.error, EOFError, ParseError, DefusedXmlException, KeyError)
    try:
        yield from blocks.of_docx(source)
    except damage as error:
        first = str(error).partition("\n")[0][:150] or type(error).__name__
        detail = f"{first}; what stood before was read; download it again"
        yield Unread("broken DOCX", detail)


def _of_uni(found: Iterable[Block | Unread]) -> Iterator[Record | Unread]:
    """Cut at every line `End of Document`; the first part begins behind the cover page."""
    part: list[Block] = []
    number = 0
    for block in found:
        if isinstance(block, Unread):
            yield block
            continue
        if not _END.match(block.text):
            part.append(block)
            continue
        number += 1
        yield _made(articles.uni(_uncovered(part) if number == 1 else part), number, part)
        part = []
    left = _uncovered(part) if not number else part
    if any(block.text for block in left):
        number += 1
        last = _made(articles.uni(left), number, left)
        # A lone article without its last line, or a file that was cut off.
        if isinstance(last, Record):
            yield last._replace(flags=(*last.flags, "no-end-of-document"))
        elif number == 1 or sum(len(block.text) for block in left) > 200:
            yield last


def _uncovered(part: list[Block]) -> list[Block]:
    """The paragraphs behind the cover page, which lists the documents and what was searched for."""
    last = -1
    for at, block in enumerate(part):
        covers = _COVER.match(block.text)
        if block.text.lower().rstrip(" :") in articles.BODY or (
            block.heading and block.text and not covers
        ):
            break
        if covers or (
            last >= 0
            and (block.cell or (_NUMBERED.match(block.text) and not date_line(block.text)))
        ):
            last = at
    if last < 0:
        return part
    behind = [block for block in part[last + 1 :] if block.text]
    heading = next((at for at, block in enumerate(behind) if block.heading), None)
    if heading is None and not any(block.cell for block in part):
        # Plain lines: the table of what was searched runs into the article; headline and outlet are
        # the two lines before the date.
        stop = next(
            (
                at
                for at, block in enumerate(behind)
                if articles.label_of(block) or articles.COPYRIGHT.match(block.text)
            ),
            len(behind),
        )
        dates = [at for at in range(2, stop) if date_line(behind[at].text)]
        heading = dates[-1] - 2 if dates else None
    return behind[heading or 0 :]


def _of_older_text(lines: list[str]) -> Iterator[Record | Unread]:
    """Cut at every line `1 of 10 DOCUMENTS`; what stands before the first one is the request."""
    starts = [at for at, line in enumerate(lines) if _COUNT.fullmatch(line)]
    for number, (at, end) in enumerate(
        zip(starts, [*starts[1:], len(lines)], strict=True), start=1
    ):
        part = list(blocks.of_text("\n".join(lines[at + 1 : end])))
        yield _made(articles.older(part), number, part)


def _of_html(html: str) -> Iterator[Record | Unread]:
    style = re.search(r"<style.*?</style>", html, re.I | re.S)
    cuts = [match.end() for match in _HTML_DOC.finditer(html)]
    for number, (at, end) in enumerate(zip(cuts, [*cuts[1:], len(html)], strict=True), start=1):
        found = blocks.of_html(html[at:end], style[0] if style else "")
        part = [block for block in found if block.text]
        if part and _COUNT.fullmatch(part[0].text):
            part = part[1:]
        yield _made(articles.older(part), number, part)


def _made(article: articles.Article | Problem, number: int, part: list[Block]) -> Record | Unread:
    if isinstance(article, Problem):
        detail = f"article {number} ({first_words(part)}): {article.what}"
        return Unread(article.reason, detail, number)
    return Record(number, article.fields, f"article {number}", article.flags)
