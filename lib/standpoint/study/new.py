"""A folder of texts → a study of one's own: its file, its actors with comments, and a first look at
what was read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from standpoint.actors.draft import draft_registry, plain
from standpoint.actors.mentions import mentions
from standpoint.actors.registry import Registry, read_registry
from standpoint.actors.suggestions import suggest_actors
from standpoint.chronology.reference import reference_events
from standpoint.errors import InputError, ScorerError, StudyError
from standpoint.language.sentences import sentences
from standpoint.project import root
from standpoint.reading.corpus_entry import CorpusEntry
from standpoint.reading.documents import Ingested, documents
from standpoint.reading.formats.records import BROKEN
from standpoint.reading.quality import quality
from standpoint.study.file import ONE_ARTICLE, SLUG
from timexpr.calendars import read_date

NOT_IN_A_STUDY = "80"  # notebooks numbered from here on make studies and tools, not answers
# of the texts in which names are sought: half a minute on two cores; a larger corpus is sampled
CHARACTERS = 3_000_000
# characters of one document in which names are sought: a book's names stand in its first chapters
LONGEST = 200_000
RUNS = 3  # actors with a run of 31-one-actor of their own
FEW = 5  # documents: fewer give no interval (`standpoint.inference.series` draws the same line)
LISTED = 8  # names or files that one line of the first look holds
UNDATED = (
    "put the day into the files' names (2023-01-12_title.txt), name the column that holds it"
    " (--column date=NAME), or give one day for all (--published 2023-01-12)"
)


class NewStudy(NamedTuple):
    """The files that were written, the first look as text, and what could not be read although it
    should be.
    """

    study: Path
    actors: Path
    report: Path
    text: str
    broken: pd.DataFrame


def new_study(
    name: str,
    folder: str | Path,
    *,
    published: str | date | None = None,
    title: str | None = None,
    language: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> NewStudy:
    """Read the texts in `folder` (or one file) and write NAME.yml, NAME-actors.yml and
    NAME-first-look.md into data/studies.

    `published` dates every text that brings no date of its own, `language` (ISO 639-1) holds where
    a text names none, `columns` say which column holds which field. The actors are those of
    data/actors.yml that the texts name and the new names that are sure; where there are none, the
    study keeps to data/actors.yml. Nothing is overwritten. Raises StudyError where the name is no
    slug or one of the files is there, and InputError where nothing in the folder can be used."""
    home = root()
    paths = _paths(home, name)
    texts = _texts(folder, home)
    source = CorpusEntry(texts, dict(columns or {}), _iso(published), language or "")
    read = documents([source], language=language or "en")
    registry = read_registry(home / "data" / "actors.yml")
    sample = _sample(read.documents)
    cut = sentences(sample)
    proposed = suggest_actors(
        cut,
        mentions=mentions(cut, documents=sample, registry=registry),
        documents=read.documents,
        registry=registry,
    )
    own = bool(proposed["sure"].any())
    said = plain(title or name.replace("-", " ").capitalize())
    tongue = language or _tongue(read.documents)
    draft = _draft(home, paths[0], source, said, tongue, read.documents, proposed, own)
    listed = draft_registry(
        proposed, registry=registry, documents=sample, title=f"Actors of the study '{name}'"
    )
    look = _first_look(name, home, paths, texts, read, sample, proposed, registry, own)
    _write({paths[1]: listed, paths[2]: look, paths[0]: draft})
    return NewStudy(*paths, look, read.excluded[read.excluded["reason"].isin(BROKEN)])


def _paths(home: Path, name: str) -> tuple[Path, Path, Path]:
    if not SLUG.fullmatch(name):
        better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "my-study"
        raise StudyError(
            f"study name '{plain(name)}'",
            "not a slug",
            f"use a-z, 0-9 and single hyphens, such as '{better}'",
        )
    studies = home / "data" / "studies"
    paths = (
        studies / f"{name}.yml",
        studies / f"{name}-actors.yml",
        studies / f"{name}-first-look.md",
    )
    for path in paths:
        if path.exists() or path.is_symlink():
            raise _there(path)
    return paths


def _there(path: Path) -> StudyError:
    what = (
        "this study exists already"
        if path.suffix == ".yml" and not path.stem.endswith("-actors")
        else "this file exists already"
    )
    return StudyError(
        f"data/studies/{path.name}",
        what,
        "choose another name, or move that file away; nothing was written",
    )


def _texts(folder: str | Path, home: Path) -> Path:
    texts = Path(os.path.abspath(Path(folder).expanduser()))
    if not texts.exists():
        raise InputError(
            plain(str(folder)), "no such folder or file", "name the folder that holds your texts"
        )
    try:
        str(texts).encode()
    except UnicodeEncodeError:
        raise InputError(
            ascii(str(folder)),
            "its name is not UTF-8, and a study file cannot hold it",
            "rename the folder",
        ) from None
    if (home / "data" / "studies").is_relative_to(texts.resolve()):
        raise InputError(
            plain(str(folder)),
            "holds the project's own files, studies among them",
            "put your texts into a folder of their own and name that",
        )
    return texts


def _iso(published: str | date | None) -> str:
    """A day, month or year as a study file writes it."""
    if not published:
        return ""
    text = published.isoformat()[:10] if isinstance(published, date) else str(published)
    try:
        dated = read_date(text)
    except ValueError as error:
        raise InputError(
            f"published '{plain(text)}'", "not a date", "write YYYY-MM-DD, YYYY-MM or YYYY"
        ) from error
    length = {"day": 10, "month": 7, "year": 4}.get(dated.granularity)
    if length is None:
        raise InputError(
            f"published '{plain(text)}'",
            "neither a day nor a month nor a year",
            "write YYYY-MM-DD, YYYY-MM or YYYY",
        )
    return dated.start.isoformat()[:length]


def _sample(found: pd.DataFrame) -> pd.DataFrame:
    """The documents in which names are sought: all, or evenly spaced ones of a large corpus; long
    ones by their beginning.
    """
    once = found[found["duplicate_of"] == ""]
    short = once.assign(text=once["text"].str.slice(0, LONGEST))
    step = -(-int(short["text"].str.len().sum()) // CHARACTERS)
    return short.iloc[:: max(step, 1)].reset_index(drop=True)


def _tongue(found: pd.DataFrame) -> str:
    known = found.loc[found["language"] != "und", "language"]
    return (
        sorted(known.value_counts().items(), key=lambda pair: (-pair[1], pair[0]))[0][0]
        if len(known)
        else ""
    )


def _write(files: Mapping[Path, str]) -> None:
    """All of the files or none of them, and none that is there already."""
    done: list[Path] = []
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                out = path.open("x", encoding="utf-8", newline="\n")
            except FileExistsError:
                raise _there(path) from None
            done.append(path)
            with out:
                out.write(text)
    except BaseException:
        for path in done:
            path.unlink(missing_ok=True)
        raise


# ---- the study file ----


def _quoted(text: str) -> str:
    """Text in double quotes, as YAML reads it on one line, whatever is in it.

    >>> print(_quoted('a "b"\\n'))
    "a \\"b\\"\\U0000000A"
    """
    inner = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"'
        + "".join(letter if letter.isprintable() else f"\\U{ord(letter):08X}" for letter in inner)
        + '"'
    )


def _relative(target: Path, path: Path) -> str:
    try:
        return Path(os.path.relpath(target, path.parent)).as_posix()
    except ValueError:  # another drive on Windows: no relative path exists
        return target.as_posix()


def _draft(
    home: Path,
    path: Path,
    source: CorpusEntry,
    title: str,
    tongue: str,
    found: pd.DataFrame,
    proposed: pd.DataFrame,
    own: bool,
) -> str:
    stems = sorted(
        p.stem
        for p in (home / "notebooks").glob("*.ipynb")
        if p.stem[:2] < NOT_IN_A_STUDY and p.stem != ONE_ARTICLE
    )
    columns = ", ".join(f"{field}: {_quoted(theirs)}" for field, theirs in source.columns.items())
    dated = found["published_start"].dropna()
    span = (
        f"{{begin: {dated.min():%Y-%m-%d}, end: {found['published_end'].max():%Y-%m-%d}}}"
        if len(dated)
        else "{begin: 2018-01-01, end: 2023-12-31}"
    )
    actors = f"{path.stem}-actors.yml" if own else _relative(home / "data" / "actors.yml", path)
    about = (
        "# Who is looked for: proposed from the texts. Read it, decide, run again."
        if own
        else (
            "# Who is looked for: no name was sure, so the bundled registry. Decide on"
            f" {path.stem}-actors.yml, then name it here."
        )
    )
    lines = [
        (
            f"# A study of your own: edit it, then `python -m standpoint check {path.stem}` and"
            f" `python -m standpoint run {path.stem}`."
        ),
        "# Paths are relative to this file.",
        f"title: {_quoted(title)}",
        'question: "Who speaks how about whom in these texts, and what changed when?"',
        "corpus:",
        f"  - path: {_quoted(_relative(source.path, path))}",
        (
            f"    published: {source.published}"
            if source.published
            else "    # published: 2023-01-12   # for texts that bring no date of their own"
        ),
        f"    language: {tongue or 'en'}   # of texts that name none",
        (
            f"    columns: {{{columns}}}"
            if columns
            else (
                "    # columns: {text: body, title: headline, published: date, url: link}   # our"
                " name: your column (tables only)"
            )
        ),
        (
            '    # publisher: "Name"   country: "GBR"   speaker: "Name"   licence: "CC BY 4.0"   #'
            " what holds for every text"
        ),
        about,
        f"actors: {_quoted(actors)}",
        *_events(home, path, found, proposed),
        (
            "# Texts published outside the window are left out and counted; without a window the"
            " whole corpus counts."
        ),
        f"# window: {span}",
        "# What your study does not show: stands first on its index page.",
        '# limits: ["These texts are the ones I could get, not a sample."]',
        *_parameters(found),
        (
            "# One line per notebook. One run per value: {run: NAME, with: {period: year}, for:"
            " {actor: [one, another]}}"
        ),
        "notebooks:",
        *(f"  - run: {stem}" + _for_actors(stem, proposed) for stem in stems),
        "",
    ]
    return "\n".join(lines)


def _parameters(found: pd.DataFrame) -> list[str]:
    """Texts that say no more than their year have a place in yearly series only."""
    yearly = (found["published_granularity"] == "year").sum()
    if 2 * yearly > found["published_start"].notna().sum():
        return [
            (
                "# Parameters given to every notebook that knows them. Most of these texts are"
                " dated by their year alone."
            ),
            "parameters: {period: year}",
        ]
    return [
        "# Parameters given to every notebook that knows them.",
        "# parameters: {period: year, seed: 0}",
    ]


def _for_actors(stem: str, proposed: pd.DataFrame) -> str:
    first = (
        proposed[proposed["sure"] & (proposed["n"] > 0)]
        .sort_values(["n_docs", "n", "id"], ascending=[False, False, True])["id"]
        .head(RUNS)
    )
    if not stem.startswith("31-") or not len(first):
        return ""
    return f"   # once for each actor; add your own\n    for: {{actor: [{', '.join(first)}]}}"


def _events(home: Path, path: Path, found: pd.DataFrame, proposed: pd.DataFrame) -> list[str]:
    """The bundled reference events where the texts may tell of them: by their time, and by the
    actors that they name.
    """
    file = home / "data" / "events.yml"
    if not file.is_file():
        return ["# Known events that the texts' own events are linked to.", "# events: events.yml"]
    reference = reference_events(file)
    ids = set(proposed.loc[proposed["known"] & proposed["sure"], "id"])
    told = reference[[bool(ids & set(actors.split(";"))) for actors in reference["actors"]]]
    last = found["published_end"].max()
    fits = len(told) and (pd.isna(last) or (told["begin"] <= last).any())
    line = f"events: {_quoted(_relative(file, path))}"
    if fits:
        return [
            (
                "# Known events that the texts' own events are linked to; delete the line if your"
                " texts are about something else."
            ),
            line,
        ]
    return [
        (
            "# Known events that the texts' own events are linked to; the bundled ones are not"
            " about these texts."
        ),
        f"# {line}",
    ]


# ---- the first look ----


def _first_look(
    name: str,
    home: Path,
    paths: tuple[Path, Path, Path],
    texts: Path,
    read: Ingested,
    sample: pd.DataFrame,
    proposed: pd.DataFrame,
    registry: Registry,
    own: bool,
) -> str:
    found = quality(read.documents, excluded=read.excluded, repeated=read.repeated)
    n = found[found["topic"] == "records"].set_index("what")["n"]
    parts = [
        f"# First look at '{name}'",
        "",
        (
            f"{plain(texts.name)}: {n['read']} records read, {n['kept']} kept as documents,"
            f" {n['left out']} left out."
        ),
    ]
    for topic, title in (
        ("left out", "Left out"),
        ("date", "Dates"),
        ("language", "Languages"),
        ("copies", "Copies"),
        ("boilerplate", "Repeated lines"),
        ("flags", "Other flags"),
    ):
        rows = found[found["topic"] == topic]
        parts += ["", f"## {title}", "", *_rows(topic, rows)] if len(rows) else []
    parts += ["", "## Actors", "", *_actors(proposed, registry, sample, read.documents)]
    notes = _notes(read, own)
    parts += ["", "## Look at this first", "", *(f"- {note}" for note in notes)] if notes else []
    actors = paths[1].relative_to(home).as_posix()
    parts += [
        "", "## Next", "",
        f"1. Read {actors}: keep, correct, decide." + ("" if own else f" Then name it in {paths[0].relative_to(home).as_posix()} under `actors`."),
        f"2. python -m standpoint run {name}",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _rows(topic: str, rows: pd.DataFrame) -> list[str]:
    if topic == "date":
        years = rows[rows["what"].str.isdecimal()]
        whole = ", ".join(f"{row.what}: {row.n}" for row in years.itertuples())
        return ([f"- by year: {whole}"] if whole else []) + [
            _line(row) for row in rows[~rows["what"].str.isdecimal()].itertuples()
        ]
    return [_line(row) for row in rows.head(2 * LISTED).itertuples()]


def _line(row: tuple) -> str:
    example = plain(row.example)
    example = example if len(example) <= 160 else example[:159] + "…"
    return f"- {row.n} ({row.share:.0%}) {row.what}" + (f", as {example}" if example else "")


def _actors(
    proposed: pd.DataFrame, registry: Registry, sample: pd.DataFrame, found: pd.DataFrame
) -> list[str]:
    n, sampled = len(found), len(sample) < int((found["duplicate_of"] == "").sum())

    def some(n: int, one: str, many: str) -> str:
        return f"{n} {one if n == 1 else many}"

    def told(part: pd.DataFrame) -> str:
        named = [
            f"{plain(row.name)} ({row.n} in {row.n_docs})" for row in part.head(LISTED).itertuples()
        ]
        return (": " + ", ".join(named) + " …" * (len(part) > LISTED) if named else "") + "."

    known, new = proposed[proposed["known"]], proposed[~proposed["known"]]
    sought = f"Names were sought in {len(sample)} of {n} documents" + (
        ", an evenly spaced sample" if sampled else ", copies left aside" if len(sample) < n else ""
    )
    lines = [f"{sought}; in brackets mentions and documents."]
    lines += [
        some(len(known), "actor", "actors")
        + f" of the registry's {len(registry)} found"
        + told(known)
    ]
    sure, unsure = new[new["sure"]], new[~new["sure"]]
    lines += (
        [
            some(
                len(sure),
                "new name tells what it is and will be",
                "new names tell what they are and will be",
            )
            + " looked for"
            + told(sure)
        ]
        if len(sure)
        else []
    )
    lines += (
        [
            some(
                len(unsure),
                "frequent name matches no actor and waits",
                "frequent names match no actor and wait",
            )
            + " for your decision"
            + told(unsure)
        ]
        if len(unsure)
        else []
    )
    return [
        f"- {line}"
        for line in (
            lines
            if len(proposed)
            else [
                *lines[:1],
                (
                    "No name was found that the registry knows or that is frequent enough to be"
                    " proposed."
                ),
            ]
        )
    ]


def _notes(read: Ingested, own: bool) -> list[str]:
    """What a person should know before trusting anything that is made from these texts."""
    found, notes = read.documents, []
    broken = read.excluded[read.excluded["reason"].isin(BROKEN)]
    if len(broken):
        notes.append(
            f"{len(broken)} could not be read although they should be:"
            f" {', '.join(plain(source) for source in broken['source'].head(LISTED))}. Mend or"
            " remove them."
        )
    undated = int(found["published_start"].isna().sum())
    if undated:
        notes.append(
            f"{undated} of {len(found)} documents have no date: they are read and counted, and stay"
            f" out of every series and every figure over time. Remedy: {UNDATED}."
        )
    unsure = int(found["flags"].str.contains("ambiguous-day-month").sum())
    if unsure:
        notes.append(
            f"{unsure} documents have a date such as 10.11.2020, which is read day first; if yours"
            " are month first, write `day_first: false` under corpus."
        )
    foreign = found[~found["language"].isin(_scored())]
    if len(foreign):
        counts = ", ".join(
            f"{n} {'unknown' if code == 'und' else code}"
            for code, n in foreign["language"].value_counts().items()
        )
        notes.append(
            f"{len(foreign)} of {len(found)} documents are in a language that the bundled scorer"
            f" does not read ({counts}): they are kept and searched for the names that the registry"
            " has in their language, and get no opinions. New names are proposed only from texts"
            " in Latin letters."
        )
    if len(found) - len(foreign) < FEW:
        notes.append(
            f"Fewer than {FEW} documents can be scored: no interval will be given, because nothing"
            " can be said of their spread."
        )
    if not own:
        notes.append(
            "No actor is sure: the study looks for those of data/actors.yml until you decide on"
            " others."
        )
    return notes


def _scored() -> tuple[str, ...]:
    """The languages that the default scorer reads. A model that is missing is said when it is
    needed, not here.
    """
    from standpoint.attitude.scorers import load_scorer

    try:
        return tuple(load_scorer().languages)
    except ScorerError:
        return ("en",)
