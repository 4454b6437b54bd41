"""A study of one's own from a folder of texts: its file, its actors, a first look at the texts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from standpoint.actors.draft import draft_registry, plain
from standpoint.actors.mentions import mentions
from standpoint.actors.registry import Registry, read_registry
from standpoint.actors.suggestions import suggest_actors
from standpoint.attitude.scorers import load_scorer
from standpoint.chronology.reference import reference_events
from standpoint.errors import InputError, ScorerError, StandpointError, StudyError
from standpoint.inference.resampling import MIN_DOCUMENTS
from standpoint.language.sentences import sentences
from standpoint.project import root
from standpoint.reading.corpus_entry import CorpusEntry
from standpoint.reading.documents import Ingested, documents
from standpoint.reading.formats import BROKEN
from standpoint.reading.quality import quality
from standpoint.study.pages import templates
from standpoint.study.plan import read_notebook
from standpoint.yamlfile import SLUG
from timexpr.calendars import read_date

# Of the texts in which names are sought: half a minute on two cores; a larger corpus is sampled.
CHARACTERS = 3_000_000
# Of one document in which names are sought: a book's names stand in its first chapters.
LONGEST = 200_000
RUNS = 3  # actors with a run of their own of the notebooks that are run per actor
LISTED = 8  # names or files that one line of the first look holds
_TOPICS = {
    "left out": "Left out",
    "date": "Dates",
    "language": "Languages",
    "copies": "Copies",
    "boilerplate": "Repeated lines",
    "flags": "Other flags",
}


class NewStudy(NamedTuple):
    """The files written, the first look as text, and what could not be read although it should."""

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
    """Read texts and write NAME.yml, NAME-actors.yml and NAME-first-look.md into data/studies.

    The actors are those of data/actors.yml that the texts name and the new names that are sure;
    where there are none, the study keeps to data/actors.yml. Nothing is overwritten.

    Parameters
    ----------
    name : str
        A slug: the name of the study.
    folder : str or Path
        The texts, or one file of them.
    published : str or date, optional
        Day, month or year of texts that bring no date of their own.
    language : str, optional
        ISO 639-1 code of texts that name none.
    columns : mapping, optional
        Which column holds which field: ours → theirs.

    Raises
    ------
    StudyError
        If the name is no slug, or one of the files is there.
    InputError
        If nothing in the folder can be used.
    """
    home = root()
    paths = _paths(home, name)
    entry = CorpusEntry(_texts(folder, home), dict(columns or {}), _iso(published), language or "")
    read = documents([entry], language=language or "en")
    registry = read_registry(home / "data" / "actors.yml")
    sample = _sample(read.documents)
    cut = sentences(sample)
    found = mentions(cut, documents=sample, registry=registry)
    proposed = suggest_actors(cut, mentions=found, documents=read.documents, registry=registry)
    shown_title = plain(title or name.replace("-", " ").capitalize())
    draft = _study_file(home, paths[0], entry, shown_title, read.documents, proposed)
    actors = draft_registry(
        proposed, registry=registry, documents=sample, title=f"Actors of the study '{name}'"
    )
    look = _first_look(name, home, paths, entry.path, read, sample, proposed, registry)
    _write({paths[1]: actors, paths[2]: look, paths[0]: draft})
    return NewStudy(*paths, look, read.excluded[read.excluded["reason"].isin(BROKEN)])


# ---- what is given ----


def _paths(home: Path, name: str) -> tuple[Path, Path, Path]:
    if not SLUG.fullmatch(name):
        better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "my-study"
        remedy = f"use a-z, 0-9 and single hyphens, such as '{better}'"
        raise StudyError(f"study name '{plain(name)}'", "not a slug", remedy)
    studies = home / "data" / "studies"
    endings = (".yml", "-actors.yml", "-first-look.md")
    study, actors, look = (studies / f"{name}{ending}" for ending in endings)
    for path in (study, actors, look):
        if path.exists() or path.is_symlink():
            raise _there(path)
    return study, actors, look


def _there(path: Path) -> StudyError:
    remedy = "choose another name, or move that file away; nothing was written"
    return StudyError(f"data/studies/{path.name}", "this file exists already", remedy)


def _texts(folder: str | Path, home: Path) -> Path:
    texts = Path(os.path.abspath(Path(folder).expanduser()))
    where = plain(str(folder))
    if not texts.exists():
        raise InputError(where, "no such folder or file", "name the folder that holds your texts")
    try:
        str(texts).encode()
    except UnicodeEncodeError:
        what = "its name is not UTF-8, and a study file cannot hold it"
        raise InputError(ascii(str(folder)), what, "rename the folder") from None
    if (home / "data" / "studies").is_relative_to(texts.resolve()):
        what = "holds the project's own files, studies among them"
        raise InputError(where, what, "put your texts into a folder of their own and name that")
    return texts


def _iso(published: str | date | None) -> str:
    """A day, month or year as a study file writes it."""
    if not published:
        return ""
    text = str(published)
    where, remedy = f"published '{plain(text)}'", "write YYYY-MM-DD, YYYY-MM or YYYY"
    try:
        dated = read_date(text)
    except ValueError as error:
        raise InputError(where, "not a date", remedy) from error
    length = {"day": 10, "month": 7, "year": 4}.get(dated.granularity)
    if length is None:
        raise InputError(where, "neither a day nor a month nor a year", remedy)
    return dated.start.isoformat()[:length]


def _sample(found: pd.DataFrame) -> pd.DataFrame:
    """The documents in which names are sought: all, or evenly spaced ones of a large corpus."""
    once = found[found["duplicate_of"] == ""]
    short = once.assign(text=once["text"].str.slice(0, LONGEST))
    step = -(-int(short["text"].str.len().sum()) // CHARACTERS)
    return short.iloc[:: max(step, 1)].reset_index(drop=True)


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


def _study_file(
    home: Path,
    path: Path,
    entry: CorpusEntry,
    title: str,
    found: pd.DataFrame,
    proposed: pd.DataFrame,
) -> str:
    known = found.loc[found["language"] != "und", "language"]
    dated = found[found["published_start"].notna()]
    yearly = (found["published_granularity"] == "year").sum()
    sure = proposed[proposed["sure"] & (proposed["n"] > 0)]
    most_named = sure.sort_values(["n_docs", "n", "id"], ascending=[False, False, True])
    own, data = bool(proposed["sure"].any()), home / "data"
    environment = templates()
    environment.filters["quoted"] = _quoted
    return environment.get_template("new_study.yml.j2").render(
        name=path.stem,
        title=title,
        path=_relative(entry.path, path),
        published=entry.published,
        language=entry.language or ("" if known.empty else known.mode()[0]),
        columns=entry.columns,
        own=own,
        actors=f"{path.stem}-actors.yml" if own else _relative(data / "actors.yml", path),
        events=_relative(data / "events.yml", path),
        events_fit=_events_fit(data / "events.yml", found, proposed),
        begin=f"{dated['published_start'].min():%Y-%m-%d}" if len(dated) else "2018-01-01",
        end=f"{dated['published_end'].max():%Y-%m-%d}" if len(dated) else "2023-12-31",
        yearly=2 * yearly > len(dated),
        notebooks=list(_notebooks(home)),
        first_actors=list(most_named["id"].head(RUNS)),
    )


def _quoted(text: str) -> str:
    """Text in double quotes, as YAML reads it on one line, whatever is in it.

    >>> print(_quoted('a "b"\\n'))
    "a \\"b\\"\\U0000000A"
    """
    inner = text.replace("\\", "\\\\").replace('"', '\\"')
    letters = (letter if letter.isprintable() else f"\\U{ord(letter):08X}" for letter in inner)
    return f'"{"".join(letters)}"'


def _relative(target: Path, path: Path) -> str:
    try:
        return Path(os.path.relpath(target, path.parent)).as_posix()
    except ValueError:  # another drive on Windows: no relative path exists
        return target.as_posix()


def _notebooks(home: Path) -> Iterable[tuple[str, bool]]:
    """The notebooks that belong in a study, and whether each is run once per actor."""
    for path in sorted((home / "notebooks").glob("*.ipynb")):
        try:
            about = read_notebook(path).about
        except StandpointError:  # somebody's own attempt; `run` says what is wrong with it
            continue
        if about.in_studies:
            yield path.stem, about.per == "actor"


def _events_fit(file: Path, found: pd.DataFrame, proposed: pd.DataFrame) -> bool:
    """Whether the texts may tell of the bundled events: by their time, and by whom they name."""
    reference = reference_events(file if file.is_file() else None)
    ids = set(proposed.loc[proposed["known"] & proposed["sure"], "id"])
    theirs = reference["actors"].map(lambda actors: bool(ids & set(actors.split(";"))))
    begins, last = reference.loc[theirs.astype(bool), "begin"], found["published_end"].max()
    return len(begins) > 0 and (pd.isna(last) or bool((begins <= last).any()))


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
) -> str:
    documents = read.documents
    found = quality(documents, excluded=read.excluded, repeated=read.repeated)
    once = (documents["duplicate_of"] == "").sum()
    copies = ", copies left aside" if once < len(documents) else ""
    broken = read.excluded.loc[read.excluded["reason"].isin(BROKEN), "source"]
    foreign = documents.loc[~documents["language"].isin(_scored()), "language"]
    few = len(documents) - len(foreign) < MIN_DOCUMENTS
    environment = templates()
    environment.filters["named"] = _named
    return environment.get_template("first_look.md.j2").render(
        name=name,
        texts=plain(texts.name),
        n=found[found["topic"] == "records"].set_index("what")["n"],
        topics=[(title, _lines(topic, found)) for topic, title in _TOPICS.items()],
        sought=len(sample),
        n_documents=len(documents),
        how=", an evenly spaced sample" if len(sample) < once else copies,
        registry=registry,
        known=list(proposed[proposed["known"]].itertuples()),
        new=list(proposed[~proposed["known"] & proposed["sure"]].itertuples()),
        unsure=list(proposed[~proposed["known"] & ~proposed["sure"]].itertuples()),
        broken=[plain(source) for source in broken],
        listed=LISTED,
        undated=int(documents["published_start"].isna().sum()),
        ambiguous=int(documents["flags"].str.contains("ambiguous-day-month").sum()),
        foreign=foreign.replace("und", "unknown").value_counts().to_dict(),
        few=MIN_DOCUMENTS if few else 0,
        own=bool(proposed["sure"].any()),
        study=paths[0].relative_to(home).as_posix(),
        actors=paths[1].relative_to(home).as_posix(),
    )


def _lines(topic: str, found: pd.DataFrame) -> list[str]:
    rows = found[found["topic"] == topic]
    lines = []
    if topic == "date":
        is_year = rows["what"].str.isdecimal().astype(bool)
        years = ", ".join(f"{row.what}: {row.n}" for row in rows[is_year].itertuples())
        lines += [f"by year: {years}"] if years else []
        rows = rows[~is_year]
    for row in rows.head(2 * LISTED).itertuples():
        example = plain(row.example)
        example = example if len(example) <= 160 else example[:159] + "…"
        lines.append(f"{row.n} ({row.share:.0%}) {row.what}" + (example and f", as {example}"))
    return lines


def _named(rows: list[tuple]) -> str:
    names = [f"{plain(row.name)} ({row.n} in {row.n_docs})" for row in rows[:LISTED]]
    more = " …" if len(rows) > LISTED else ""
    return (f": {', '.join(names)}{more}" if names else "") + "."


def _scored() -> tuple[str, ...]:
    """The languages that the default scorer reads; a missing model is said when it is needed."""
    try:
        return tuple(load_scorer().languages)
    except ScorerError:
        return ("en",)
