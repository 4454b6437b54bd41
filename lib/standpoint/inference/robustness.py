"""Opinions → specifications: one claim estimated under every combination of choices, and without
each source or speaker.

A claim is a change: how much lower or higher some holders speak of a target from a day on than
before it. An analyst chooses a scorer, a way to average, a window and more; this module takes all
of these choices at once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import StandpointError, nearest
from standpoint.inference.resampling import MIN_DOCUMENTS
from standpoint.inference.series import MONTHS

AGGREGATIONS = (
    "mention",
    "document",
    "holder",
)  # what counts once: longer texts, or those who speak often, count more or not
DEFINITIONS = ("names", "metonyms", "organs")  # each includes the one before
NAMED = ("name", "adjective")  # values of `via` that `names` counts
BY = ("source", "holder", "document")
CONFIDENCE = 0.95
_KEY = ["doc_id", "start", "end", "actor_id"]


@dataclass(frozen=True)
class Claim:
    """How `holder` speaks of `target` from `day` on, compared with before it.

    `holder` is an id and stands for everybody who belongs to it: the people and organs of a state,
    the organs of an organisation; `all` takes every holder and the texts' own voice. `day` is ISO
    text and the first day of "after"."""

    holder: str
    target: str
    day: str


@dataclass(frozen=True)
class Choices:
    """What an analyst could have chosen; of each list the first is the main one.

    `windows` are months on each side of the day, 0 for everything; `periods` are averaged with
    equal weight, counted from the day; `certainties` are the least certainty of a mention."""

    scorers: tuple[
        str, ...
    ] = ()  # names as in the opinions; empty takes all of them, in their order
    aggregations: tuple[str, ...] = AGGREGATIONS
    windows: tuple[int, ...] = (0, 24, 12)
    periods: tuple[str, ...] = ("all", "year", "quarter")
    definitions: tuple[str, ...] = (
        "metonyms",
        "names",
        "organs",
    )  # the actor itself under every name is what the other notebooks count
    duplicates: tuple[bool, ...] = (False, True)  # whether copies of a text count
    certainties: tuple[float, ...] = (0.0, 0.5, 0.9)
    hedged: tuple[bool, ...] = (
        True,
        False,
    )  # whether claims that the text marks as uncertain count


EVERY_CHOICE = Choices()
_WORDS: dict[str, dict[Any, str]] = {
    "aggregation": {
        "mention": "each mention",
        "document": "each document",
        "holder": "each holder",
    },
    "period": (
        {"all": "no periods"}
        | {name: f"{name}s" if name != "half" else "half-years" for name in MONTHS if name != "all"}
    ),
    "definition": {"names": "names only", "metonyms": "with metonyms", "organs": "with organs"},
}
CHOICES = {
    "scorer": "scorers", "aggregation": "aggregations", "window": "windows", "period": "periods",
    "definition": "definitions", "duplicates": "duplicates", "certainty": "certainties", "hedged": "hedged",
}  # fmt: skip  # column of the table → field of Choices


def specifications(
    opinions: pd.DataFrame,
    *,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    claim: Claim,
    choices: Choices = EVERY_CHOICE,
    minimum_documents: int = MIN_DOCUMENTS,
) -> pd.DataFrame:
    """The claim's estimate under every combination of choices, lowest first; refused ones last.

    In: opinions (of one or several scorers), mentions (for `via` and `certainty`), documents. Out:
    the specifications table: one row each with the estimate (mean score after minus mean score
    before, -2..2), its 95 % interval, and the mentions and documents on each side. A specification
    with fewer than `minimum_documents` documents on a side has a reason in `refused` and no
    estimate. Documents without a date, or dated across the day, count nowhere; a period is counted
    from the day, so that none holds both sides. Raises StandpointError for an unknown choice or
    actor.

    The interval is that of a weighted mean with documents as units: the jackknife over documents
    with the weights of the others kept, Student's t with the degrees of freedom of Kish's effective
    number of documents, both sides joined as Welch does. Sources: Simonsohn, Simmons & Nelson 2020,
    "Specification curve analysis"; Tukey 1958; Kish 1965, "Survey Sampling"; Welch 1947. The
    specifications share their texts: they are no independent tests.

    >>> from pathlib import Path
    >>> from standpoint.actors.registry import read_registry
    >>> registry = read_registry(Path(__file__).parents[3] / "data" / "actors.yml")
    >>> specifications(tables.empty("opinions"), mentions=tables.empty("mentions"), documents=tables.empty("documents"),
    ...     registry=registry, claim=Claim("armenia", "russia", "2022-12-29")).empty
    True
    """
    rows = _rows(opinions, mentions, documents, registry, claim)
    choices = _checked(choices, rows.scorers)
    out = []
    for selected, chosen in _selections(rows, choices):
        for period, aggregation in itertools.product(choices.periods, choices.aggregations):
            estimate = _estimate(rows, selected, period, aggregation, minimum_documents)
            out.append(chosen | {"period": period, "aggregation": aggregation} | estimate)
    if not out:
        return tables.empty("specifications")
    made = tables.make(out, "specifications")
    return tables.check(made.sort_values("estimate", kind="stable"), "specifications")


def leave_one_out(
    opinions: pd.DataFrame,
    *,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    claim: Claim,
    choices: Choices = EVERY_CHOICE,
    by: str = "source",
    minimum_documents: int = MIN_DOCUMENTS,
) -> pd.DataFrame:
    """The claim's main estimate without each source, holder or document in turn, the largest shift
    first.

    In: as `specifications`, of which it takes the main one: the first of each of `choices`. Out:
    the left_out table; `shift` is the estimate without the one named minus that with all. The
    source of a document is its publisher, else the host of its first address, else the file it came
    from. Raises StandpointError for an unknown `by`."""
    if by not in BY:
        raise StandpointError(f"left_out, by='{by}'", "no such unit", f"one of {', '.join(BY)}")
    rows = _rows(opinions, mentions, documents, registry, claim)
    main = main_choices(_checked(choices, rows.scorers)) if rows.scorers else {}
    if not main:
        return tables.empty("leave_one_out")
    selected = _select(rows, main)
    units = rows.units[by][selected]
    whole = _estimate(rows, selected, main["period"], main["aggregation"], minimum_documents)
    out = []
    for unit in sorted(set(units)):
        kept = selected[units != unit]
        estimate = _estimate(rows, kept, main["period"], main["aggregation"], minimum_documents)
        n_docs = len(np.unique(rows.document[selected[units == unit]]))
        out.append(
            {"by": by, "left": unit, "n_docs": n_docs}
            | estimate
            | {"shift": estimate["estimate"] - whole["estimate"]}
        )
    made = tables.make(
        ({key: row[key] for key in tables.SCHEMAS["leave_one_out"].columns} for row in out),
        "leave_one_out",
    )
    order = made.assign(size=made["shift"].abs()).sort_values(
        ["size", "left"], ascending=[False, True]
    )
    return tables.check(order[list(made.columns)], "leave_one_out")


def permutation_test(
    opinions: pd.DataFrame,
    *,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    claim: Claim,
    choices: Choices = EVERY_CHOICE,
    sample: int = 60,
    draws: int = 199,
    seed: int = 0,
    minimum_documents: int = MIN_DOCUMENTS,
) -> pd.DataFrame:
    """What a curve looks like where dates mean nothing: a sample of specifications under dates
    dealt anew to the documents.

    In: as `specifications`. Out: one row per deal, the first with the real dates: `draw`, `median`
    (of the estimates), `below` and `above` (shares of the specifications whose whole interval lies
    on that side of zero), `n` (those not refused). The share of rows whose median is as far from
    zero as the first is the p-value of the whole curve, which no single specification has. Source:
    the joint test of Simonsohn, Simmons & Nelson 2020, with documents as units."""
    rows = _rows(opinions, mentions, documents, registry, claim)
    choices = _checked(choices, rows.scorers)
    generator = np.random.default_rng(seed)
    every = list(itertools.product(*(getattr(choices, name) for name in CHOICES.values())))
    taken = sorted(generator.permutation(len(every))[:sample])
    chosen = [dict(zip(CHOICES, every[place], strict=True)) for place in taken]
    n = rows.document.max() + 1 if len(rows.document) else 0
    dated = np.zeros((n, 2), int)
    dated[rows.document] = np.column_stack([rows.first, rows.last])
    out = []
    for draw in range(draws + 1 if n else 1):
        dealt = dated[generator.permutation(n)] if draw else dated
        now = (
            replace(rows, first=dealt[rows.document, 0], last=dealt[rows.document, 1])
            if n
            else rows
        )
        made = [
            _estimate(now, _select(now, c), c["period"], c["aggregation"], minimum_documents)
            for c in chosen
        ]
        firm = [e for e in made if not e["refused"]]
        below, above = (
            float(np.mean([test(e) for e in firm])) if firm else np.nan
            for test in (lambda e: e["high"] < 0, lambda e: e["low"] > 0)
        )
        out.append(
            (
                draw,
                float(np.median([e["estimate"] for e in firm])) if firm else np.nan,
                below,
                above,
                len(firm),
            )
        )
    return pd.DataFrame(out, columns=["draw", "median", "below", "above", "n"])


def claimed(opinions: pd.DataFrame, *, registry: Registry, claim: Claim) -> pd.DataFrame:
    """The opinions that a claim may count: of its holders, about its target or an organ of it,
    whatever their date.

    Leaders are no organs: an attitude to a person is not one to the state. Raises StudyError for an
    unknown actor.

    >>> from pathlib import Path
    >>> from standpoint.actors.registry import read_registry
    >>> registry = read_registry(Path(__file__).parents[3] / "data" / "actors.yml")
    >>> claimed(tables.empty("opinions"), registry=registry, claim=Claim("all", "russia", "2022-12-29")).empty
    True
    """
    registry.check_ids(
        [claim.target, *([] if claim.holder == "all" else [claim.holder])], where="the claim"
    )
    about = {i for i in registry.actors if claim.target in _chain(registry, i)}
    chosen = opinions[opinions["actor_id"].isin(about)]
    if claim.holder == "all":
        return chosen
    by = {
        i
        for i in registry.actors
        if claim.holder == registry.state_of(i) or claim.holder in _chain(registry, i)
    }
    return chosen[chosen["holder_id"].isin(by)]


def likely_claim(
    opinions: pd.DataFrame, *, documents: pd.DataFrame, registry: Registry, day: str = ""
) -> Claim:
    """The claim that a corpus can say most about: the pair of a state and a target in most
    documents on its thinner side.

    `day` empty takes the day that halves the dated documents. Opinions of a state about itself or
    its own people are no claim. Where no pair has an opinion, everybody about the first actor: all
    of its specifications will be refused, with numbers."""
    dates = documents.loc[documents["published_start"].notna(), ["doc_id", "published_start"]]
    middle = (
        dates["published_start"].quantile(0.5, interpolation="nearest")
        if len(dates)
        else pd.Timestamp("2000-01-01")
    )
    day = day or f"{middle:%Y-%m-%d}"
    states = {i: registry.state_of(i) or i for i in registry.actors}
    pairs = opinions.assign(holder=opinions["holder_id"].map(states)).merge(dates, on="doc_id")
    pairs = pairs[pairs["holder"].notna() & (pairs["holder"] != pairs["actor_id"].map(states))]
    if pairs.empty:
        return Claim("all", next(iter(registry.actors)), day)
    side = np.where(pairs["published_start"] >= _day(day), "after", "before")
    counts = (
        pairs.assign(side=side)
        .groupby(["holder", "actor_id", "side"])["doc_id"]
        .nunique()
        .unstack(fill_value=0)
    )
    counts = counts.reindex(columns=["before", "after"], fill_value=0)
    best = counts.assign(thin=counts.min(axis=1), all=counts.sum(axis=1)).sort_values(
        ["thin", "all"], ascending=False, kind="stable"
    )
    return Claim(*best.index[0], day)


def choice_effects(
    specifications: pd.DataFrame, *, choices: Choices = EVERY_CHOICE
) -> pd.DataFrame:
    """What each choice does to the estimate: one row per option other than the choice's main one,
    in order of the choices.

    Out: choice, option, `shift` (mean change of the estimate when this alone is changed from the
    main option), `largest` (the largest such change), `turned` (share of those pairs whose sign
    turns), `n` (pairs), and `share`, the share of the estimates' variance that the choice alone
    explains: the R² of all choices minus that without it. Shares do not add up to one where choices
    act together."""
    drawn = specifications[specifications["refused"] == ""]
    columns = [name for name in CHOICES if drawn[name].nunique() > 1]
    share = _shares(drawn, columns)
    out = []
    for name in columns:
        present = set(drawn[name])
        options = [o for o in getattr(choices, CHOICES[name]) or sorted(present) if o in present]
        wide = drawn.pivot(
            index=[key for key in CHOICES if key != name], columns=name, values="estimate"
        )
        place = {
            option: number for number, option in enumerate(wide.columns)
        }  # True and False are no labels to select by
        for option in options[1:]:
            pair = wide.iloc[:, [place[options[0]], place[option]]].dropna().to_numpy(float)
            moved = pair[:, 1] - pair[:, 0]
            turned = (
                float((np.sign(pair[:, 0]) != np.sign(pair[:, 1])).mean()) if len(pair) else np.nan
            )
            size = float(np.abs(moved).max()) if len(pair) else np.nan
            mean = float(moved.mean()) if len(pair) else np.nan
            out.append(
                (
                    name,
                    f"{option_in_words(name, options[0])} → {option_in_words(name, option)}",
                    mean,
                    size,
                    turned,
                    len(pair),
                    share[name],
                )
            )
    kinds = {
        "choice": "str",
        "option": "str",
        "shift": "float64",
        "largest": "float64",
        "turned": "float64",
        "n": "int64",
        "share": "float64",
    }
    return pd.DataFrame(out, columns=list(kinds)).astype(kinds)


def main_choices(choices: Choices) -> dict[str, Any]:
    """The first of every choice, by the column of the specifications table.

    >>> main_choices(Choices(scorers=("vader-clause 2",)))["definition"]
    'metonyms'
    """
    return {
        column: getattr(choices, name)[0]
        for column, name in CHOICES.items()
        if getattr(choices, name)
    }


def option_in_words(choice: str, option: Any) -> str:
    """An option as figures and tables say it.

    >>> option_in_words("window", 24), option_in_words("hedged", False)
    ('24 months', 'out')
    """
    words = _WORDS.get(choice, {})
    if option in words:
        return words[option]
    if choice == "window":
        return f"{option} months" if option else "everything"
    if isinstance(option, bool | np.bool_):
        return "in" if option else "out"
    return f"{option:g}" if choice == "certainty" else str(option)


def _shares(drawn: pd.DataFrame, columns: list[str]) -> dict[str, float]:
    y = drawn["estimate"].to_numpy(float)
    spread = float(((y - y.mean()) ** 2).sum()) if len(y) else 0.0
    if spread == 0:
        return dict.fromkeys(columns, 0.0)
    dummies = {
        name: pd.get_dummies(drawn[name].astype(str), drop_first=True).to_numpy(float)
        for name in columns
    }

    def explained(names: list[str]) -> float:
        x = np.hstack([np.ones((len(y), 1)), *(dummies[name] for name in names)])
        rest = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        return 1 - float(rest @ rest) / spread

    full = explained(columns)
    return {name: max(full - explained([c for c in columns if c != name]), 0.0) for name in columns}


@dataclass(frozen=True)
class _Rows:
    """The claim's opinions as arrays, one entry each; `first` and `last` are months since the day,
    negative before it.
    """

    scorers: tuple[str, ...]
    scorer: np.ndarray
    score: np.ndarray
    document: (
        np.ndarray
    )  # codes; a copy of a text has the code of its first, so that copies are one cluster
    text: np.ndarray  # codes of the documents themselves
    holder: np.ndarray
    first: np.ndarray
    last: np.ndarray
    definition: np.ndarray  # place in DEFINITIONS of the narrowest definition that counts it
    certainty: np.ndarray
    hedged: np.ndarray
    copy: np.ndarray
    units: Mapping[str, np.ndarray] = field(default_factory=dict)


def _rows(
    opinions: pd.DataFrame,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    claim: Claim,
) -> _Rows:
    """Opinions of the claim's holders about its target and its organs, in documents dated on one
    side of the day.
    """
    day = _day(claim.day)
    chosen = claimed(opinions, registry=registry, claim=claim)
    dates = documents.loc[documents["published_start"].notna()]
    first, last = (_months(dates[c], day) for c in ("published_start", "published_end"))
    dates = dates.assign(first=first, last=last, place=_sources(dates))[(first < 0) == (last < 0)]
    kept = chosen.merge(mentions[[*_KEY, "via", "certainty"]], on=_KEY, how="inner")
    kept = kept.merge(
        dates[["doc_id", "first", "last", "duplicate_of", "place"]], on="doc_id", how="inner"
    )
    own, named = kept["actor_id"] == claim.target, kept["via"].isin(NAMED)
    root = kept["duplicate_of"].where(kept["duplicate_of"] != "", kept["doc_id"])
    return _Rows(
        scorers=tuple(dict.fromkeys(opinions["scorer"])),
        scorer=kept["scorer"].to_numpy(str),
        score=kept["score"].to_numpy(float),
        document=pd.factorize(root)[0],
        text=pd.factorize(kept["doc_id"])[0],
        holder=pd.factorize(kept["holder_id"])[0],
        first=kept["first"].to_numpy(int),
        last=kept["last"].to_numpy(int),
        definition=np.where(own & named, 0, np.where(own, 1, 2)),
        certainty=kept["certainty"].to_numpy(float),
        hedged=kept["hedged"].to_numpy(bool),
        copy=(kept["duplicate_of"] != "").to_numpy(bool),
        units={
            "source": kept["place"].to_numpy(str),
            "holder": kept["holder_id"].to_numpy(str),
            "document": root.to_numpy(str),
        },
    )


def _chain(registry: Registry, actor_id: str) -> list[str]:
    """The actor and all it is part of."""
    chain = [actor_id]
    while parent := registry.actors[chain[-1]].parent:
        chain.append(parent)
    return chain


def _sources(documents: pd.DataFrame) -> pd.Series:
    """Publisher, else the host of the first address, else the file."""
    host = documents["url"].map(
        lambda cell: urlsplit(cell.split()[0]).netloc.removeprefix("www.") if cell.strip() else ""
    )
    file = documents["source"].str.split("#").str[0]
    return documents["publisher"].where(documents["publisher"] != "", host.where(host != "", file))


def _months(dates: pd.Series, day: pd.Timestamp) -> pd.Series:
    """Whole months since the day: 0 in the month that begins with it, -1 in the one that ends
    before it.
    """
    return (dates.dt.year - day.year) * 12 + dates.dt.month - day.month - (dates.dt.day < day.day)


def _day(said: str) -> pd.Timestamp:
    try:
        return pd.Timestamp(said).normalize()
    except ValueError as error:
        raise StandpointError(
            f"the claim's day '{said}'", "not a date", "write YYYY-MM-DD"
        ) from error


def _checked(choices: Choices, scorers: tuple[str, ...]) -> Choices:
    """The choices with the scorers filled in; a StandpointError names an option that is none."""
    known = {
        "aggregations": AGGREGATIONS,
        "definitions": DEFINITIONS,
        "periods": tuple(MONTHS),
        "scorers": scorers,
    }
    filled = Choices(
        **{f.name: tuple(getattr(choices, f.name)) for f in fields(Choices)}
        | {"scorers": tuple(choices.scorers) or scorers}
    )
    for f in fields(Choices):
        options = getattr(filled, f.name)
        if not options and f.name != "scorers":
            raise StandpointError(f"choice '{f.name}'", "no option", "give at least one")
        if len(set(options)) < len(options):
            raise StandpointError(
                f"choice '{f.name}'",
                f"an option stands twice: {', '.join(map(str, options))}",
                "give each once",
            )
        for option in options if f.name in known and known[f.name] else ():
            if option not in known[f.name]:
                raise StandpointError(
                    f"choice '{f.name}'",
                    f"no such option '{option}'",
                    nearest(option, known[f.name]),
                )
    if any(months < 0 for months in filled.windows):
        raise StandpointError(
            "choice 'windows'", f"months below zero: {filled.windows}", "0 takes everything"
        )
    return filled


def _selections(rows: _Rows, choices: Choices) -> Iterator[tuple[np.ndarray, dict[str, Any]]]:
    """Every combination of what decides which opinions count."""
    names = ("scorer", "window", "definition", "duplicates", "certainty", "hedged")
    for options in itertools.product(*(getattr(choices, CHOICES[name]) for name in names)):
        chosen = dict(zip(names, options, strict=True))
        yield _select(rows, chosen), chosen


def _select(rows: _Rows, chosen: Mapping[str, Any]) -> np.ndarray:
    keep = (
        (rows.scorer == chosen["scorer"])
        & (rows.definition <= DEFINITIONS.index(chosen["definition"]))
        & (rows.certainty >= chosen["certainty"])
    )
    if chosen["window"]:
        keep &= (rows.first >= -chosen["window"]) & (rows.last < chosen["window"])
    if not chosen["duplicates"]:
        keep &= ~rows.copy
    if not chosen["hedged"]:
        keep &= ~rows.hedged
    return np.flatnonzero(keep)


def _estimate(
    rows: _Rows, selected: np.ndarray, period: str, aggregation: str, minimum: int
) -> dict[str, Any]:
    """Estimate, interval and counts of one specification."""
    length = MONTHS[period]
    if length:  # dated more vaguely than the period: not in one of them
        selected = selected[rows.first[selected] // length == rows.last[selected] // length]
    after = rows.first[selected] >= 0
    sides = [selected[~after], selected[after]]
    n_before, n_after = (int((np.bincount(rows.document[side]) > 0).sum()) for side in sides)
    out: dict[str, Any] = {
        "estimate": np.nan,
        "low": np.nan,
        "high": np.nan,
        "n_mentions": len(selected),
        "n_before": n_before,
        "n_after": n_after,
        "refused": "",
    }
    if min(n_before, n_after) < max(minimum, 2):
        return out | {
            "refused": (
                f"{n_before} documents before, {n_after} after; {max(minimum, 2)} are needed on"
                " each side"
            )
        }
    (mean_0, variance_0, free_0), (mean_1, variance_1, free_1) = (
        _weighted(rows.score[side], _weights(rows, side, length, aggregation), rows.document[side])
        for side in sides
    )
    variance = variance_0 + variance_1
    free = (
        variance**2 / (variance_0**2 / free_0 + variance_1**2 / free_1)
        if variance > 0
        else free_0 + free_1
    )
    half = _t(free) * np.sqrt(variance)
    estimate = mean_1 - mean_0
    return out | {"estimate": estimate, "low": estimate - half, "high": estimate + half}


def _weights(rows: _Rows, side: np.ndarray, length: int, aggregation: str) -> np.ndarray:
    """What each opinion counts, 1 in sum: periods alike, within a period its units alike, within a
    unit its opinions alike.
    """
    periods = np.unique(
        rows.first[side] // length if length else np.zeros(len(side), int), return_inverse=True
    )[1]
    if aggregation == "mention":
        return 1 / (np.bincount(periods)[periods] * (periods.max() + 1))
    unit = rows.text[side] if aggregation == "document" else rows.holder[side]
    pairs, cell = np.unique(periods * (unit.max() + 1) + unit, return_inverse=True)
    units_in = np.bincount(pairs // (unit.max() + 1))
    return 1 / (np.bincount(cell)[cell] * units_in[periods] * (periods.max() + 1))


def _weighted(
    score: np.ndarray, weight: np.ndarray, document: np.ndarray
) -> tuple[float, float, float]:
    """Weighted mean, its jackknife variance over documents, and degrees of freedom."""
    mean = float(weight @ score)
    there = np.bincount(document) > 0
    mass = np.bincount(document, weight)[there]
    moved = np.bincount(document, weight * (score - mean))[there] / (
        1 - mass
    )  # the mean minus that without the document
    n = len(mass)
    return mean, float((n - 1) / n * (moved**2).sum()), max(1 / float((mass**2).sum()) - 1, 1.0)


_T: dict[float, float] = {}


def _t(free: float) -> float:
    """Student's quantile; rounded to tenths of a degree, thousands of specifications ask for few of
    them.
    """
    from scipy.special import stdtrit

    key = round(free, 1)
    if key not in _T:
        _T[key] = float(stdtrit(key, 0.5 + CONFIDENCE / 2))
    return _T[key]
