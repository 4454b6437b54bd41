"""Media Cloud downloads (CSV, JSON, JSON Lines): one story is one document.

Media Cloud gives addresses and headlines; the texts only to those who asked for them. A story
without text becomes a document that holds its headline and is flagged `headline-only`; fetch its
address to have the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpusreaders.records import column_names, json_value, record, rows, value
from corpusreaders.source import Record, Source, Unread

NAME = "mediacloud 1"
ENDINGS = (".csv", ".json", ".jsonl")
LIBRARY = ""
SANDBOXED = False

# Columns of the downloads of 2014 to 2023, of those since, and of both.
_MARKS = {"stories_id", "indexed_date", "media_url"}
_BOTH = {"publish_date", "media_name", "title", "url"}


def claims(source: Source) -> bool:
    """The column names or member names that only these downloads have together."""
    opening = source.opening[:16384]
    if opening.lstrip()[:1] in ("{", "["):
        names = set(re.findall(r'"([a-z_]+)"\s*:', opening))
    else:
        names = column_names(source)
    return bool(_MARKS & names) and len(_BOTH & names) >= 3


def read(source: Source) -> Iterator[Record | Unread]:
    """Stories as records, in their order."""
    if source.opening.lstrip()[:1] not in ("{", "["):
        for row in rows(source):
            is_story = isinstance(row, Record)
            yield _record(dict(row.fields), row.number, row.place) if is_story else row
        return
    stories = json_value(source)
    if isinstance(stories, Unread):
        yield stories
        return
    if isinstance(stories, dict):
        lists = (member for member in stories.values() if isinstance(member, list))
        stories = next(lists, [stories])
    for number, story in enumerate(stories, start=1):
        yield _record(story, number, f"story {number}")


def _record(story: object, number: int, place: str) -> Record | Unread:
    if not isinstance(story, dict):
        return Unread("broken JSON", f"{place}: a value where a story is needed", number)
    sentences = story.get("story_sentences")
    sentences = sentences if isinstance(sentences, list) else []
    joined = " ".join(value(each, "sentence") for each in sentences)
    names = ("story_text", "text", "text_content", "article_text", "content")
    fields = {
        "title": value(story, "title", "article_title"),
        "text": value(story, *names) or joined,
        "date": value(story, "publish_date", "publication_date", "publish_day"),
        "publisher": value(story, "media_name", "media", "media_url"),
        "author": value(story, "author", "authors"),
        "language": value(story, "language", "article_language"),
        "url": value(story, "url"),
    }
    return record(fields, number, place, title_only="headline-only")
