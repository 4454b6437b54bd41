"""Media Cloud downloads (CSV, JSON, JSON Lines): one story is one document, its headline where the
text is not there.

Media Cloud gives addresses and headlines; the texts only to those who asked for them. A story
without text becomes a document that holds its headline and is flagged `headline-only`; fetch its
address to have the article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from standpoint.reading.formats import delimited
from standpoint.reading.formats.json_nodes import nodes, record, said
from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Source

NAME = "mediacloud 1"
ENDINGS = (".csv", ".json", ".jsonl")
LIBRARY = ""
TABLE = False
APART = False

# Columns of the downloads of 2014 to 2023 (`stories_id`) and since (`indexed_date`); either with
# these makes it one.
_OLDER, _NEWER, _BOTH = "stories_id", "indexed_date", ("publish_date", "media_name", "title", "url")


def claims(given: Source) -> bool:
    """The column names or member names that only these downloads have together."""
    opening = given.opening[:16384]
    if opening.lstrip()[:1] in ("{", "["):
        names = set(re.findall(r'"([a-z_]+)"\s*:', opening))
    else:
        names = {
            name.strip().strip('"').lower()
            for name in re.split(r"[,;\t]", opening.lstrip("\ufeff").split("\n", 1)[0])
        }
    return (_OLDER in names or _NEWER in names or "media_url" in names) and sum(
        name in names for name in _BOTH
    ) >= 3


def read(given: Source) -> Iterator[Record | Unread]:
    """Stories as records, in their order."""
    if given.opening.lstrip()[:1] in ("{", "["):
        found = nodes(given)
        if isinstance(found, Unread):
            yield found
            return
        stories = (
            found
            if isinstance(found, list)
            else next((value for value in found.values() if isinstance(value, list)), [found])
        )
        for number, story in enumerate(stories, start=1):
            yield _record(story, number, f"story {number}")
        return
    for row in delimited.read(given):
        yield _record(dict(row.fields), row.number, row.place) if isinstance(row, Record) else row


def _record(story: object, number: int, place: str) -> Record | Unread:
    if not isinstance(story, dict):
        return Unread("broken JSON", f"{place}: a value where a story is needed", number)
    sentences = story.get("story_sentences")
    joined = (
        " ".join(said(each, "sentence") for each in sentences)
        if isinstance(sentences, list)
        else ""
    )
    fields = {
        "title": said(story, "title", "article_title"),
        "text": (
            said(story, "story_text", "text", "text_content", "article_text", "content") or joined
        ),
        "date": said(story, "publish_date", "publication_date", "publish_day"),
        "publisher": said(story, "media_name", "media", "media_url"),
        "author": said(story, "author", "authors"),
        "language": said(story, "language", "article_language"),
        "url": said(story, "url"),
    }
    return record(fields, number, place, only="headline-only")
