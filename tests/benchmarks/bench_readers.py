"""How well the readers read real samples: every check of the shared formats, one line each.

Run it from the root of the project: `python tests/benchmarks/bench_readers.py`. The samples are
read from ../shared/data; what is not there is named and skipped. No text is printed. Ends with exit
code 1 where a check fails.
"""

from __future__ import annotations

import csv
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from corpusreaders import Record, Source
from standpoint.reading.formats import read_all

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
FORMATS = SHARED / "formats"
# What the samples' names say otherwise than Python does: the file called WINDOWS-936 holds GBK, as
# that code page is.
ENCODINGS = {"UTF-8-BOM": "utf-8-sig", "WINDOWS-936": "gbk"}


def records(path: Path) -> list[Record]:
    rows = [found.what for found in read_all(Source(path))]
    return [row for row in rows if isinstance(row, Record)]


def reasons(path: Path) -> list[str]:
    rows = [found.what for found in read_all(Source(path))]
    return [row.reason for row in rows if not isinstance(row, Record)]


def values(path: Path, name: str) -> list[str]:
    return [record.fields.get(name, "") for record in records(path)]


def encodings() -> bool:
    """36 files in 20 encodings are told by their names."""
    path = FORMATS / "readtext" / "data_files_encodedtexts.zip"
    rows = {row.given.name.rsplit("/", 1)[-1]: row.what for row in read_all(Source(path))}
    right = 0
    with zipfile.ZipFile(path) as archive:
        for name, record in rows.items():
            stated = name.removesuffix(".txt").rsplit("_", 1)[-1]
            text = archive.read(name).decode(ENCODINGS.get(stated, stated)).lstrip("\ufeff")
            right += record.fields["text"] == text.replace("\r\n", "\n")
    return right == 36


def pdf() -> bool:
    """The text layer of a PDF has the words of the text beside it."""
    for name in ("UDHR_english", "UDHR_french"):
        folder = FORMATS / "readtext"
        words = Counter(values(folder / f"{name}.pdf", "text")[0].split())
        whole = Counter((folder / f"{name}.txt").read_text(encoding="utf-8").split())
        if words.total() < 400 or (words & whole).total() / words.total() < 0.98:
            return False
    return True


def nexis() -> bool:
    """Every article, with the words that it states; captions are counted and are no text."""
    path = FORMATS / "nexis" / "LexisNexisTools_sample.TXT"
    stated = re.findall(r"^LENGTH: ([\d,]+) words", path.read_text(encoding="utf-8-sig"), re.M)
    found = records(path)
    lengths = [len(record.fields["text"].split()) for record in found]
    near = [abs(n - int(m.replace(",", ""))) <= 20 for n, m in zip(lengths, stated, strict=True)]
    dated = [record.fields["date"].startswith("2010-01-") for record in found]
    return len(found) == 10 and all(near) and all(dated)


def nexis_html() -> bool:
    """Headlines of several parts, and an article that the database withheld."""
    folder = FORMATS / "nexis"
    titles = values(folder / "lexisnexis_test_en.html", "title")
    withheld = folder / "lexisnexis_test_copyright_error.html"
    return (
        titles == ["Heading One", "First part; Second part"]
        and values(withheld, "date") == ["2018-12-31"]
        and reasons(withheld) == ["not delivered by the database"]
    )


def factiva() -> bool:
    """As many articles as accession numbers, with their days."""
    folder = FORMATS / "factiva"
    days = [day[:10] for day in values(folder / "factiva_test.xml", "date")]
    large = folder / "reut21578-factiva.xml"
    stated = large.read_text(encoding="utf-8").count("<accessionNo>")
    return days == ["2012-01-09", "2012-01-06", "2012-05-06"] and len(records(large)) == stated


def europresse() -> bool:
    """The older layout: days, authors and outlets."""
    path = FORMATS / "europresse" / "europresse_test1.html"
    return (
        values(path, "date") == ["2013-10-05", "2012-10-03", "2012-10-04"]
        and values(path, "author") == ["", "Second Author", "Author Name"]
        and values(path, "publisher") == ["l'Humanité", "Mag", "Magazine 1"]
    )


def feeds() -> bool:
    """Entries of a JSON Feed and of RSS."""
    folder = FORMATS / "feeds"
    days = values(folder / "whitehouse_briefings.rss.xml", "date")
    return (
        len(records(folder / "trafilatura_feed.json")) == 25
        and len(days) == 10
        and all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)
    )


def web_archives() -> bool:
    """Forty pages of one archive, one of each other, and damage that is named."""
    folder = FORMATS / "warc"
    pages = records(folder / "kremlin_constructed.warc.gz")
    single = (
        "warcio_example.warc",
        "warcio_example.warc.gz",
        "warcio_example.arc.gz",
        "warcio_example-iana.org-chunked.warc",
        "commoncrawl_whirlwind.warc.wet.gz",
    )
    return (
        len(pages) == 40
        and {page.fields["publisher"] for page in pages} == {"President of Russia"}
        and "broken record" in reasons(folder / "warcio_example-trunc.warc")
        and all(len(records(folder / name)) == 1 for name in single)
    )


def speeches() -> bool:
    """355 speeches have country, year and speaker of the corpus's own list."""
    folder = SHARED / "ungdc" / "txt"
    with (folder.parent / "metadata.csv").open(encoding="utf-8") as handle:
        stated = {row["doc_id"]: row for row in csv.DictReader(handle)}
    for path in sorted(folder.glob("*.txt")):
        (record,) = records(path)
        fields, row = record.fields, stated.pop(path.stem)
        if (fields["country"], fields["date"]) != (row["iso3"], row["year"]):
            return False
        if fields.get("speaker", "") != " ".join(row["speaker"].split()) and row["speaker"]:
            return False
    return not stated


CHECKS: dict[Callable[[], bool], Path] = {
    encodings: FORMATS / "readtext",
    pdf: FORMATS / "readtext",
    nexis: FORMATS / "nexis",
    nexis_html: FORMATS / "nexis",
    factiva: FORMATS / "factiva",
    europresse: FORMATS / "europresse",
    feeds: FORMATS / "feeds",
    web_archives: FORMATS / "warc",
    speeches: SHARED / "ungdc",
}


def main() -> int:
    """Run, print, judge."""
    failed = 0
    for check, folder in CHECKS.items():
        right = check() if folder.exists() else None
        failed += right is False
        word = {True: "yes", False: "NO", None: "not there, skipped"}[right]
        print(f"{check.__name__:14} {word:20} {check.__doc__}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
