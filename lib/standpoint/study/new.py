"""A study of one's own from a folder of texts: its file, its actors, a first look at the texts."""

import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import yaml

from standpoint.actors.draft import draft_registry, plain
from standpoint.actors.mentions import mentions
from standpoint.actors.registry import Registry, read_registry
from standpoint.actors.suggestions import suggest_actors
from standpoint.attitude.scorers import load_scorer
from standpoint.errors import InputError, StandpointError, StudyError
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
from timexpr import read_iso_date

# Of the texts in which names are sought: half a minute on two cores; a larger corpus is sampled.
CHARACTERS = 3_000_000
# Of one document in which names are sought: a book's names stand in its first chapters.
LONGEST = 200_000
ENDS = (".yml", "-actors.yml", "-events.yml", "-first-look.md")  # of the files' names
RUNS = 3  # actors with a run of their own of the notebooks that are run per actor
EXAMPLE = 60  # characters of an example
LISTED = 8  # names or files that one line of the first look holds


class NewStudy(NamedTuple):
    """The files written, the first look as text, and what could not be read although it should."""

    study: Path
    actors: Path
    events: Path
    report: Path
    text: str
    broken: pd.DataFrame


def new_study(
    name: str,
    folder: str | Path,
    *,
    published: str | None = None,
    title: str | None = None,
    language: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> NewStudy:
    """Read texts and write NAME.yml, NAME-actors.yml, NAME-events.yml and NAME-first-look.md.

    They lie in data/studies. The events file has no event but one example, which is a comment.
    The actors are those of data/actors.yml that the texts name and the new names that are sure;
    where there are none, the study keeps to data/actors.yml. Nothing is overwritten.

    Parameters
    ----------
    name : str
        A slug: the name of the study.
    folder : str or Path
        The texts, or one file of them.
    published : str, optional
        Day, month or year, in ISO form, of texts that bring no date of their own.
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
    dated = _dated(published)
    entry = CorpusEntry(_texts(folder, home), dict(columns or {}), dated, language or "")
    read = documents([entry], language=language or "en")
    registry = read_registry(home / "data" / "actors.yml")
    sample = _sample(read.documents)
    cut = sentences(sample)
    found = mentions(cut, documents=sample, registry=registry)
    proposed = suggest_actors(cut, mentions=found, documents=read.documents, registry=registry)
    draft = _Draft(home, name, entry, read, sample, registry, proposed)
    actors = draft_registry(
        proposed, registry=registry, documents=sample, title=f"Actors of the study '{name}'"
    )
    look = draft.first_look()
    study = draft.study_file(plain(title or name.replace("-", " ").capitalize()))
    events = draft.events_file()
    for path, text in zip(paths, (study, actors, events, look), strict=True):
        with path.open("x", encoding="utf-8", newline="\n") as out:
            out.write(text)
    return NewStudy(*paths, look, read.excluded[read.excluded["reason"].isin(BROKEN)])


# ---- what is given ----


def _paths(home: Path, name: str) -> list[Path]:
    if not SLUG.fullmatch(name):
        better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "my-study"
        remedy = f"use a-z, 0-9 and single hyphens, such as '{better}'"
        raise StudyError(f"study name '{plain(name)}'", "not a slug", remedy)
    studies = home / "data" / "studies"
    studies.mkdir(parents=True, exist_ok=True)
    paths = [studies / f"{name}{end}" for end in ENDS]
    for path in paths:
        if path.exists() or path.is_symlink():
            remedy = "choose another name, or move that file away; nothing was written"
            raise StudyError(f"data/studies/{path.name}", "this file exists already", remedy)
    return paths


def _texts(folder: str | Path, home: Path) -> Path:
    texts = Path(os.path.abspath(Path(folder).expanduser()))
    if (home / "data" / "studies").is_relative_to(texts.resolve()):
        what = "holds the project's own files, studies among them"
        where = plain(str(folder))
        raise InputError(where, what, "put your texts into a folder of their own and name that")
    return texts


def _dated(published: str | None) -> str:
    if not published:
        return ""
    try:
        read_iso_date(published)
    except ValueError as error:
        remedy = "write YYYY-MM-DD, YYYY-MM or YYYY"
        raise InputError(f"published '{plain(published)}'", "not a date", remedy) from error
    return published


def _sample(found: pd.DataFrame) -> pd.DataFrame:
    """The documents in which names are sought: all, or evenly spaced ones of a large corpus."""
    once = found[found["duplicate_of"] == ""]
    short = once.assign(text=once["text"].str.slice(0, LONGEST))
    step = -(-int(short["text"].str.len().sum()) // CHARACTERS)
    return short.iloc[:: max(step, 1)].reset_index(drop=True)


# ---- what is written ----


@dataclass(frozen=True)
class _Draft:
    """What was read and proposed, as a study file and as a first look."""

    home: Path
    name: str
    entry: CorpusEntry
    read: Ingested
    sample: pd.DataFrame
    registry: Registry
    proposed: pd.DataFrame

    def study_file(self, title: str) -> str:
        found, proposed = self.read.documents, self.proposed
        known = found.loc[found["language"] != "und", "language"]
        dated = found[found["published_start"].notna()]
        yearly = (found["published_granularity"] == "year").sum()
        sure = proposed[proposed["sure"] & (proposed["n"] > 0)]
        most_named = sure.sort_values(["n_docs", "n", "id"], ascending=[False, False, True])
        own = bool(proposed["sure"].any())
        environment = templates()
        environment.filters["quoted"] = _quoted
        notebooks = list(_notebooks(self.home))
        return environment.get_template("new_study.yml.j2").render(
            name=self.name,
            title=title,
            path=self._from_study(self.entry.path),
            published=self.entry.published,
            language=self.entry.language or ("" if known.empty else known.mode()[0]),
            columns=self.entry.columns,
            own=own,
            actors=f"{self.name}-actors.yml" if own else "../actors.yml",
            begin=self.begin,
            end=f"{dated['published_end'].max():%Y-%m-%d}" if len(dated) else "2023-12-31",
            yearly=2 * yearly > len(dated),
            notebooks=[(name, per_actor) for name, per_actor, _ in notebooks],
            marked=any(marked for _, _, marked in notebooks),
            first_actors=list(most_named["id"].head(RUNS)),
        )

    def events_file(self) -> str:
        actors = f"{self.name}-actors.yml" if self.proposed["sure"].any() else "data/actors.yml"
        template = templates().get_template("new_events.yml.j2")
        return template.render(name=self.name, begin=self.begin, actors=actors)

    @property
    def begin(self) -> str:
        """The first day of the texts, or of the example where they have no dates."""
        first = self.read.documents["published_start"].min()
        return "2018-01-01" if pd.isna(first) else f"{first:%Y-%m-%d}"

    def _from_study(self, target: Path) -> str:
        try:
            return Path(os.path.relpath(target, self.home / "data" / "studies")).as_posix()
        except ValueError:  # another drive on Windows: no relative path exists
            return target.as_posix()

    def first_look(self) -> str:
        read, proposed = self.read, self.proposed
        documents = read.documents
        found = quality(documents, excluded=read.excluded, repeated=read.repeated)
        once = (documents["duplicate_of"] == "").sum()
        copies = ", copies left aside" if once < len(documents) else ""
        broken = read.excluded.loc[read.excluded["reason"].isin(BROKEN), "source"]
        foreign = documents.loc[~documents["language"].isin(load_scorer().languages), "language"]
        few = len(documents) - len(foreign) < MIN_DOCUMENTS
        environment = templates()
        environment.filters["named"] = _named
        return environment.get_template("first_look.md.j2").render(
            name=self.name,
            texts=plain(self.entry.path.name),
            n=found[found["topic"] == "records"].set_index("what")["n"],
            quality=_table(found[found["topic"] != "records"]),
            sought=len(self.sample),
            n_documents=len(documents),
            how=", an evenly spaced sample" if len(self.sample) < once else copies,
            registry=self.registry,
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
        )


def _quoted(text: str) -> str:
    """Text in double quotes, as YAML reads it on one line, whatever is in it."""
    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=math.inf).strip()


def _notebooks(home: Path) -> Iterator[tuple[str, bool, bool]]:
    """The notebooks that belong in a study, whether run once per actor, whether with landmarks."""
    for path in sorted((home / "notebooks").glob("*.ipynb")):
        try:
            notebook = read_notebook(path)
        except StandpointError:  # somebody's own attempt; `run` says what is wrong with it
            continue
        if notebook.about.in_studies:
            yield path.stem, notebook.about.per == "actor", "landmarks" in notebook.defaults


def _table(found: pd.DataFrame) -> str:
    shown = found.assign(
        what=found["what"].map(plain),
        share=found["share"].map("{:.0%}".format),
        example=found["example"].map(plain).str.slice(0, EXAMPLE),
    )
    return shown.to_string(index=False, justify="left")


def _named(rows: list[tuple]) -> str:
    names = [f"{plain(row.name)} ({row.n} in {row.n_docs})" for row in rows[:LISTED]]
    more = " …" if len(rows) > LISTED else ""
    return (f": {', '.join(names)}{more}" if names else "") + "."
