"""Opinions in, specifications out: one claim estimated under every combination of choices, and
without each source or speaker.

A claim is a change: how much lower or higher some holders speak of a target from a day on than
before it. An analyst chooses a scorer, a way to average, a window and more; this module takes all
of these choices at once.

References
----------
Simonsohn, Simmons & Nelson 2020, "Specification curve analysis"; for the intervals Tukey 1958
(jackknife), Kish 1965, "Survey sampling" (effective number of documents) and Welch 1947.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import StandpointError, nearest
from standpoint.inference.resampling import MIN_DOCUMENTS
from standpoint.inference.series import FREQUENCIES, MONTHS

# What counts once, so that longer texts, or those who speak often, count more or not.
AGGREGATIONS = ("mention", "document", "holder")
DEFINITIONS = ("names", "metonyms", "organs")  # each includes the one before
NAMED = ("name", "adjective")  # values of `via` that `names` counts
BY = ("source", "holder", "document")
CONFIDENCE = 0.95
_KEY = ["doc_id", "start", "end", "actor_id"]
_SELECTING = ("scorer", "window", "definition", "duplicates", "certainty", "hedged")
_WORDS: dict[str, dict[Any, str]] = {
    "aggregation": {name: f"each {name}" for name in AGGREGATIONS},
    "period": {"all": "no periods", "half": "half-years"}
    | {name: f"{name}s" for name in ("month", "quarter", "year")},
    "definition": {"names": "names only", "metonyms": "with metonyms", "organs": "with organs"},
}


@dataclass(frozen=True)
class Claim:
    """How `holder` speaks of `target` from `day` on, compared with before it.

    A holder stands for everybody who belongs to it: the people and organs of a state, the organs of
    an organisation; `all` takes every holder and the texts' own voice. `day` is ISO text and the
    first day of "after".
    """

    holder: str
    target: str
    day: str


@dataclass(frozen=True)
class Choices:
    """What an analyst could have chosen; of each list the first is the main one."""

    scorers: tuple[str, ...] = ()  # as in the opinions; empty takes all of them, in their order
    aggregations: tuple[str, ...] = AGGREGATIONS
    windows: tuple[int, ...] = (0, 24, 12)  # months on each side of the day, 0 for everything
    periods: tuple[str, ...] = ("all", "year", "quarter")  # averaged with equal weight
    # The actor itself under every name comes first: that is what the other notebooks count.
    definitions: tuple[str, ...] = ("metonyms", "names", "organs")
    duplicates: tuple[bool, ...] = (False, True)  # whether copies of a text count
    certainties: tuple[float, ...] = (0.0, 0.5, 0.9)  # least certainty of a mention
    hedged: tuple[bool, ...] = (True, False)  # whether claims marked as uncertain count

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, tuple(getattr(self, field.name)))
        names = tuple(FREQUENCIES.get(period, period) for period in self.periods)
        object.__setattr__(self, "periods", names)


EVERY_CHOICE = Choices()
# Column of the specifications table: field of Choices.
CHOICES = {
    "scorer": "scorers",
    "aggregation": "aggregations",
    "window": "windows",
    "period": "periods",
    "definition": "definitions",
    "duplicates": "duplicates",
    "certainty": "certainties",
    "hedged": "hedged",
}


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
    """Estimate a claim under every combination of choices.

    Documents without a date, or dated across the day, count nowhere; a period is counted from the
    day, so that none holds both sides. Opinions may be of several scorers. With fewer than
    `minimum_documents` on a side, a specification is refused.

    Returns
    -------
    DataFrame
        The specifications table, lowest estimate first, refused ones last. The estimate is the mean
        score after minus before, -2..2; its interval takes documents as units: the jackknife with
        the weights of the others kept, and Student's t with the degrees of freedom of Kish's
        effective number of documents, both sides joined as Welch does. The specifications share
        their texts, so they are no independent tests.
    """
    rows = _rows(opinions, mentions, documents, registry, claim)
    choices = _checked(choices, opinions)
    out = []
    for options in itertools.product(*(getattr(choices, CHOICES[name]) for name in _SELECTING)):
        chosen = dict(zip(_SELECTING, options, strict=True))
        selected = _select(rows, chosen)
        for period, aggregation in itertools.product(choices.periods, choices.aggregations):
            chosen |= {"period": period, "aggregation": aggregation}
            out.append(chosen | _estimate(rows, selected, chosen, minimum_documents))
    made = tables.make(out, "specifications")
    return made.sort_values("estimate", kind="stable", ignore_index=True)


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
    """Estimate a claim's main specification without each source, holder or document in turn.

    The source of a document is its publisher, else the host of its first address, else its file.

    Returns
    -------
    DataFrame
        The leave_one_out table, largest shift first.
    """
    if by not in BY:
        what = f"one of {', '.join(BY)}"
        raise StandpointError(f"leave_one_out, by='{by}'", "no such unit", what)
    rows = _rows(opinions, mentions, documents, registry, claim)
    choices = _checked(choices, opinions)
    if not choices.scorers:
        return tables.empty("leave_one_out")
    main = main_choices(choices)
    selected = _select(rows, main)
    units = rows[by][selected]
    whole = _estimate(rows, selected, main, minimum_documents)["estimate"]
    out = []
    for unit in sorted(set(units)):
        row = _estimate(rows, selected[units != unit], main, minimum_documents)
        n_docs = len(np.unique(rows["document"][selected[units == unit]]))
        row |= {"by": by, "left": unit, "n_docs": n_docs, "shift": row["estimate"] - whole}
        out.append({column: row[column] for column in tables.SCHEMAS["leave_one_out"].columns})
    made = tables.make(out, "leave_one_out")
    size = made["shift"].abs().sort_values(ascending=False, kind="stable")
    return made.loc[size.index].reset_index(drop=True)


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
    """Estimate a sample of specifications again with the documents' dates shuffled.

    The joint test of Simonsohn, Simmons & Nelson 2020, with documents as units.

    Returns
    -------
    DataFrame
        draw, median (of the estimates), below and above (shares of the specifications whose whole
        interval lies on that side of zero), n (those not refused); the first row has the real
        dates. `findings.permutation_p` gives the p-value of the whole curve.
    """
    rows = _rows(opinions, mentions, documents, registry, claim)
    choices = _checked(choices, opinions)
    stream = np.random.default_rng(seed)
    every = list(itertools.product(*(getattr(choices, name) for name in CHOICES.values())))
    places = sorted(stream.permutation(len(every))[:sample])
    chosen = [dict(zip(CHOICES, every[place], strict=True)) for place in places]
    codes = rows["cluster"]
    n = codes.max() + 1 if len(codes) else 0
    real = np.zeros((n, 2), int)
    real[codes] = np.column_stack([rows["first"], rows["last"]])
    out = []
    for draw in range(draws + 1 if n else 1):
        dates = (real[stream.permutation(n)] if draw else real)[codes]
        now = rows | {"first": dates[:, 0], "last": dates[:, 1]}
        found = [_estimate(now, _select(now, each), each, minimum_documents) for each in chosen]
        made = pd.DataFrame(found, columns=["estimate", "low", "high"]).dropna()
        below, above = (made["high"] < 0).mean(), (made["low"] > 0).mean()
        out.append((draw, made["estimate"].median(), below, above, len(made)))
    return pd.DataFrame(out, columns=["draw", "median", "below", "above", "n"])


def claimed(opinions: pd.DataFrame, *, registry: Registry, claim: Claim) -> pd.DataFrame:
    """Select the opinions of a claim's holders about its target or an organ of it, of any date.

    Leaders are no organs: an attitude to a person is not one to the state.
    """
    ids = [claim.target] if claim.holder == "all" else [claim.target, claim.holder]
    registry.check_ids(ids, where="the claim")
    about = {key for key in registry.actors if claim.target in _chain(registry, key)}
    chosen = opinions[opinions["actor_id"].isin(about)]
    if claim.holder == "all":
        return chosen
    holders = {
        key
        for key in registry.actors
        if claim.holder == registry.state_of(key) or claim.holder in _chain(registry, key)
    }
    return chosen[chosen["holder_id"].isin(holders)]


def likely_claim(
    opinions: pd.DataFrame, *, documents: pd.DataFrame, registry: Registry, day: str = ""
) -> Claim:
    """Find the claim that a corpus can say most about: the state and the target with most documents
    on the thinner side of the day.

    `day` empty takes the day that halves the dated documents. Opinions of a state about itself or
    its own people are no claim. Where no pair has an opinion, the claim is everybody's about the
    first actor, and all of its specifications will be refused.
    """
    dates = documents.loc[documents["published_start"].notna(), ["doc_id", "published_start"]]
    middle = pd.Timestamp("2000-01-01")
    if len(dates):
        middle = dates["published_start"].quantile(0.5, interpolation="nearest")
    day = day or f"{middle:%Y-%m-%d}"
    states = {key: registry.state_of(key) or key for key in registry.actors}
    pairs = opinions.assign(holder=opinions["holder_id"].map(states)).merge(dates, on="doc_id")
    pairs = pairs[pairs["holder"].notna() & (pairs["holder"] != pairs["actor_id"].map(states))]
    if pairs.empty:
        return Claim("all", next(iter(registry.actors)), day)
    side = np.where(pairs["published_start"] >= _day(day), "after", "before")
    grouped = pairs.assign(side=side).groupby(["holder", "actor_id", "side"])["doc_id"]
    sides = ["before", "after"]
    counts = grouped.nunique().unstack(fill_value=0).reindex(columns=sides, fill_value=0)
    counts = counts.assign(thinner=counts.min(axis=1), both=counts.sum(axis=1))
    best = counts.sort_values(["thinner", "both"], ascending=False, kind="stable")
    return Claim(*best.index[0], day)


def choice_effects(
    specifications: pd.DataFrame, *, choices: Choices = EVERY_CHOICE
) -> pd.DataFrame:
    """Measure what each choice does to the estimate.

    Returns
    -------
    DataFrame
        One row per option other than the choice's main one: choice, option, shift (mean change of
        the estimate when this alone is changed from the main option), largest (such change), turned
        (share of those pairs whose sign turns), n (pairs), and share, the part of the estimates'
        variance that the choice alone explains: the R² of all choices minus that without it. Shares
        do not add up to one where choices act together.
    """
    drawn = specifications[specifications["refused"] == ""]
    columns = [name for name in CHOICES if drawn[name].nunique() > 1]
    shares = _explained(drawn, columns)
    out = []
    for name in columns:
        present = set(drawn[name])
        options = [o for o in getattr(choices, CHOICES[name]) or sorted(present) if o in present]
        main, *rest = [option_in_words(name, option) for option in options]
        words = [option_in_words(name, option) for option in drawn[name]]
        others = [key for key in CHOICES if key != name]
        wide = drawn.assign(words=words).pivot(index=others, columns="words", values="estimate")
        for option in rest:
            a, b = wide[[main, option]].dropna().to_numpy(float).T
            effect = [np.nan] * 3
            if len(a):
                turned = np.sign(a) != np.sign(b)
                effect = [(b - a).mean(), np.abs(b - a).max(), turned.mean()]
            out.append((name, f"{main} → {option}", *effect, len(a), shares[name]))
    kinds = {"choice": "str", "option": "str", "shift": float, "largest": float, "turned": float}
    kinds |= {"n": int, "share": float}
    return pd.DataFrame(out, columns=list(kinds)).astype(kinds)


def main_choices(choices: Choices) -> dict[str, Any]:
    """Take the first of every choice, by the column of the specifications table.

    Examples
    --------
    >>> main_choices(Choices(scorers=("vader-clause 2",)))["definition"]
    'metonyms'
    """
    options = {column: getattr(choices, name) for column, name in CHOICES.items()}
    return {column: known[0] for column, known in options.items() if known}


def option_in_words(choice: str, option: Any) -> str:
    """Name an option as figures and tables do.

    Examples
    --------
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


def _explained(drawn: pd.DataFrame, columns: list[str]) -> dict[str, float]:
    """The share of the variance that each choice explains beyond the others."""
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


def _rows(
    opinions: pd.DataFrame,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    claim: Claim,
) -> dict[str, np.ndarray]:
    """The claim's opinions as arrays by name, one entry each.

    `first` and `last` are months since the day, negative before it; `definition` is the place in
    DEFINITIONS of the narrowest one that counts the opinion. A copy of a text has the `document` of
    the original, so that copies are one cluster, and a `text` of its own.
    """
    day = _day(claim.day)
    dates = documents.loc[documents["published_start"].notna()]
    first, last = (_months(dates[c], day) for c in ("published_start", "published_end"))
    dates = dates.assign(first=first, last=last, site=_sources(dates))[(first < 0) == (last < 0)]
    frame = claimed(opinions, registry=registry, claim=claim)
    frame = frame.merge(mentions[[*_KEY, "via", "certainty"]], on=_KEY)
    frame = frame.merge(dates[["doc_id", "first", "last", "duplicate_of", "site"]], on="doc_id")
    own, named = frame["actor_id"] == claim.target, frame["via"].isin(NAMED)
    is_copy = frame["duplicate_of"] != ""
    names = {
        "scorer": frame["scorer"],
        "source": frame["site"],
        "holder": frame["holder_id"],
        "document": frame["duplicate_of"].where(is_copy, frame["doc_id"]),
    }
    return {name: column.to_numpy(str) for name, column in names.items()} | {
        "score": frame["score"].to_numpy(float),
        "cluster": pd.factorize(names["document"])[0],
        "text": pd.factorize(frame["doc_id"])[0],
        "speaker": pd.factorize(frame["holder_id"])[0],
        "first": frame["first"].to_numpy(int),
        "last": frame["last"].to_numpy(int),
        "definition": np.where(own & named, 0, np.where(own, 1, 2)),
        "certainty": frame["certainty"].to_numpy(float),
        "hedged": frame["hedged"].to_numpy(bool),
        "copy": is_copy.to_numpy(bool),
    }


def _chain(registry: Registry, actor_id: str) -> list[str]:
    """The actor and all it is part of."""
    chain = [actor_id]
    while parent := registry.actors[chain[-1]].parent:
        chain.append(parent)
    return chain


def _sources(documents: pd.DataFrame) -> pd.Series:
    """Publisher, else the host of the first address, else the file."""
    host = documents["url"].str.extract(r"^\s*[\w+.-]*://(?:www\.)?([^/?#\s]*)", expand=False)
    host = host.fillna("").astype(tables.TEXT)
    file = documents["source"].str.split("#").str[0]
    return documents["publisher"].where(documents["publisher"] != "", host.where(host != "", file))


def _months(dates: pd.Series, day: pd.Timestamp) -> pd.Series:
    """Whole months since the day: 0 in the month that begins with it, -1 in the one before."""
    return (dates.dt.year - day.year) * 12 + dates.dt.month - day.month - (dates.dt.day < day.day)


def _day(written: str) -> pd.Timestamp:
    try:
        return pd.Timestamp(written).normalize()
    except ValueError as error:
        where = f"the claim's day '{written}'"
        raise StandpointError(where, "not a date", "write YYYY-MM-DD") from error


def _checked(choices: Choices, opinions: pd.DataFrame) -> Choices:
    """The choices with the scorers filled in; a StandpointError names an option that is none."""
    scorers = tuple(dict.fromkeys(opinions["scorer"]))
    known = {"aggregations": AGGREGATIONS, "definitions": DEFINITIONS, "periods": tuple(MONTHS)}
    known |= {"scorers": scorers} if scorers else {}
    choices = replace(choices, scorers=choices.scorers or scorers)
    for name, values in vars(choices).items():
        where = f"choice '{name}'"
        if not values and name != "scorers":
            raise StandpointError(where, "no option", "give at least one")
        if len(set(values)) < len(values):
            listed = ", ".join(map(str, values))
            raise StandpointError(where, f"an option stands twice: {listed}", "give each once")
        for option in values:
            if option not in known.get(name, values):
                hint = nearest(option, known[name])
                raise StandpointError(where, f"no such option '{option}'", hint)
    if min(choices.windows) < 0:
        what = f"months below zero: {choices.windows}"
        raise StandpointError("choice 'windows'", what, "0 takes everything")
    return choices


def _select(rows: Mapping[str, np.ndarray], chosen: Mapping[str, Any]) -> np.ndarray:
    """Places of the opinions that a specification counts."""
    counted = (
        (rows["scorer"] == chosen["scorer"])
        & (rows["definition"] <= DEFINITIONS.index(chosen["definition"]))
        & (rows["certainty"] >= chosen["certainty"])
    )
    if chosen["window"]:
        counted &= (rows["first"] >= -chosen["window"]) & (rows["last"] < chosen["window"])
    if not chosen["duplicates"]:
        counted &= ~rows["copy"]
    if not chosen["hedged"]:
        counted &= ~rows["hedged"]
    return np.flatnonzero(counted)


def _estimate(
    rows: Mapping[str, np.ndarray], selected: np.ndarray, chosen: Mapping[str, Any], minimum: int
) -> dict[str, Any]:
    """Estimate, interval and counts of one specification."""
    first, length = rows["first"], MONTHS[chosen["period"]]
    if length:  # dated more vaguely than the period: not in one of them
        selected = selected[first[selected] // length == rows["last"][selected] // length]
    after = first[selected] >= 0
    sides = [selected[~after], selected[after]]
    n_before, n_after = (len(np.unique(rows["cluster"][side])) for side in sides)
    out = {"estimate": np.nan, "low": np.nan, "high": np.nan, "refused": ""}
    out |= {"n_mentions": len(selected), "n_before": n_before, "n_after": n_after}
    needed = max(minimum, 2)
    if min(n_before, n_after) < needed:
        counts = f"{n_before} documents before, {n_after} after"
        return out | {"refused": f"{counts}; {needed} are needed on each side"}
    parts = []
    for side in sides:
        weights = _weights(rows, side, length, chosen["aggregation"])
        parts.append(_weighted(rows["score"][side], weights, rows["cluster"][side]))
    means, variances, freedoms = np.array(parts).T
    variance, freedom = variances.sum(), freedoms.sum()
    if variance > 0:
        freedom = variance**2 / (variances**2 / freedoms).sum()
    half = _quantile(round(float(freedom), 1)) * np.sqrt(variance)
    estimate = means[1] - means[0]
    return out | {"estimate": estimate, "low": estimate - half, "high": estimate + half}


def _weights(
    rows: Mapping[str, np.ndarray], side: np.ndarray, length: int, aggregation: str
) -> np.ndarray:
    """What each opinion counts, 1 in sum: periods alike, within a period its units alike, within a
    unit its opinions alike.
    """
    months = rows["first"][side]
    start = months // length if length else np.zeros(len(side), int)
    periods = np.unique(start, return_inverse=True)[1]
    n_periods = periods.max() + 1
    if aggregation == "mention":
        return 1 / (np.bincount(periods)[periods] * n_periods)
    unit = rows["text" if aggregation == "document" else "speaker"][side]
    n_units = unit.max() + 1
    pairs, cell = np.unique(periods * n_units + unit, return_inverse=True)
    units_in = np.bincount(pairs // n_units)
    return 1 / (np.bincount(cell)[cell] * units_in[periods] * n_periods)


def _weighted(
    score: np.ndarray, weight: np.ndarray, document: np.ndarray
) -> tuple[float, float, float]:
    """Weighted mean, its jackknife variance over documents, and degrees of freedom."""
    mean = float(weight @ score)
    there = np.bincount(document) > 0
    mass = np.bincount(document, weight)[there]
    # The mean minus that without the document.
    moved = np.bincount(document, weight * (score - mean))[there] / (1 - mass)
    n = len(mass)
    return mean, float((n - 1) / n * (moved**2).sum()), max(1 / float((mass**2).sum()) - 1, 1.0)


@cache
def _quantile(freedom: float) -> float:
    """Student's quantile; thousands of specifications ask for few of them."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + CONFIDENCE / 2))
