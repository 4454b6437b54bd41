"""Opinions in, specifications out: one claim estimated under every combination of choices, and
without each source or speaker.

References
----------
Simonsohn, Simmons & Nelson 2020, "Specification curve analysis"; for the intervals Tukey 1958
(jackknife), Kish 1965, "Survey sampling" (effective number of documents) and Welch 1947.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import StandpointError, nearest
from standpoint.inference.resampling import MIN_DOCUMENTS, jackknife
from standpoint.inference.series import FREQUENCIES, MONTHS

# What counts once, so that longer texts, or those who speak often, count more or not.
AGGREGATIONS = ("mention", "document", "holder")
DEFINITIONS = ("names", "metonyms", "organs")  # each includes the one before
NAMED = ("name", "adjective")  # values of `via` that `names` counts
BY = {"source": "source", "holder": "holder_id", "document": "document"}  # columns of `claimed`
_KEY = ["doc_id", "start", "end", "actor_id"]


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

    scorer: tuple[str, ...] = ()  # as in the opinions; empty takes all of them, in their order
    aggregation: tuple[str, ...] = AGGREGATIONS
    window: tuple[int, ...] = (0, 24, 12)  # months on each side of the day, 0 for everything
    period: tuple[str, ...] = ("all", "year", "quarter")  # averaged with equal weight
    # The actor itself under every name comes first: that is what the other notebooks count.
    definition: tuple[str, ...] = ("metonyms", "names", "organs")
    duplicates: tuple[bool, ...] = (False, True)  # whether copies of a text count
    certainty: tuple[float, ...] = (0.5, 0.0, 0.9)  # least certainty of a mention
    hedged: tuple[bool, ...] = (True, False)  # whether claims marked as uncertain count

    def __post_init__(self) -> None:
        names = [FREQUENCIES.get(period, period) for period in self.period]
        object.__setattr__(self, "period", names)
        for name in CHOICES:
            object.__setattr__(self, name, tuple(dict.fromkeys(getattr(self, name))))

    def main(self) -> dict[str, Any]:
        """Take the first of every choice."""
        return {name: options[0] for name, options in vars(self).items() if options}


CHOICES = tuple(field.name for field in fields(Choices))
EVERY_CHOICE = Choices()


def claimed(
    opinions: pd.DataFrame,
    *,
    mentions: pd.DataFrame,
    documents: pd.DataFrame,
    registry: Registry,
    claim: Claim,
) -> pd.DataFrame:
    """Select the opinions that can count for a claim: of its holders, about its target or an organ.

    Leaders are no organs: an attitude to a person is not one to the state. Documents without a
    date, or dated across the day, count nowhere. Opinions may be of several scorers.

    Beside the opinion stand document (a copy has that of its original), copy, source (the
    publisher, else the host of the first address, else the file), first and last (months since the
    day, negative before it), certainty, and definition (the place in DEFINITIONS of the narrowest
    one that counts the opinion).
    """
    ids = [claim.target] if claim.holder == "all" else [claim.target, claim.holder]
    registry.check_ids(ids, where="the claim")
    day = _day(claim.day)
    chains = {key: _chain(registry, key) for key in registry.actors}
    wanted = opinions["actor_id"].isin([key for key in chains if claim.target in chains[key]])
    if claim.holder != "all":
        states = {key: registry.state_of(key) for key in chains}
        own = [key for key in chains if claim.holder in (states[key], *chains[key])]
        wanted &= opinions["holder_id"].isin(own)
    dated = documents[documents["published_start"].notna()]
    dated = dated.assign(
        first=_months(dated["published_start"], day),
        last=_months(dated["published_end"], day),
        source=_sources(dated),
        copy=dated["duplicate_of"] != "",
        document=dated["duplicate_of"].where(dated["duplicate_of"] != "", dated["doc_id"]),
    )
    dated = dated.loc[
        (dated["first"] < 0) == (dated["last"] < 0),
        ["doc_id", "document", "copy", "source", "first", "last"],
    ]
    rows = opinions[wanted].merge(mentions[[*_KEY, "via", "certainty"]], on=_KEY)
    rows = rows.merge(dated, on="doc_id")
    itself = rows["actor_id"] == claim.target
    places = [itself & rows["via"].isin(NAMED), itself]
    return rows.assign(definition=np.select(places, [0, 1], 2))


def specifications(
    rows: pd.DataFrame, *, choices: Choices = EVERY_CHOICE, minimum_documents: int = MIN_DOCUMENTS
) -> pd.DataFrame:
    """Estimate a claim, from its `claimed` opinions, under every combination of choices.

    A period is counted from the day, so that none holds both sides. With fewer than
    `minimum_documents` on a side, a specification is refused. The table begins with the lowest
    estimate: the mean score after minus before, -2..2. Its interval takes documents as units: the
    jackknife with the weights of the others kept, and Student's t with the degrees of freedom of
    Kish's effective number of documents, both sides joined as Welch does. The specifications share
    their texts, so they are no independent tests.
    """
    columns = _arrays(rows)
    out = [
        chosen | _estimate(columns, chosen, minimum_documents)
        for chosen in _combinations(_checked(choices, rows))
    ]
    made = tables.make(out, "specifications")
    return made.sort_values("estimate", kind="stable", ignore_index=True)


def leave_one_out(
    rows: pd.DataFrame,
    *,
    choices: Choices = EVERY_CHOICE,
    by: str = "source",
    minimum_documents: int = MIN_DOCUMENTS,
) -> pd.DataFrame:
    """Estimate a claim's main specification without each source, holder or document in turn.

    The leave_one_out table begins with the largest shift.
    """
    if by not in BY:
        what = f"one of {', '.join(BY)}"
        raise StandpointError(f"leave_one_out, by='{by}'", "no such unit", what)
    main = _checked(choices, rows).main()
    if "scorer" not in main:
        return tables.empty("leave_one_out")
    counted = rows[_counted(_arrays(rows), main)]
    whole = _estimate(_arrays(counted), main, minimum_documents)["estimate"]
    out = []
    for unit, part in counted.groupby(BY[by]):
        row = _estimate(_arrays(counted.drop(part.index)), main, minimum_documents)
        del row["n_mentions"]
        row |= {"by": by, "left": unit, "n_docs": part["document"].nunique()}
        out.append(row | {"shift": row["estimate"] - whole})
    made = tables.make(out, "leave_one_out")
    size = made["shift"].abs().sort_values(ascending=False, kind="stable")
    return made.loc[size.index].reset_index(drop=True)


def permutation_test(
    rows: pd.DataFrame,
    *,
    choices: Choices = EVERY_CHOICE,
    sample: int = 60,
    draws: int = 199,
    seed: int = 0,
    minimum_documents: int = MIN_DOCUMENTS,
) -> pd.DataFrame:
    """Estimate a sample of specifications again with the documents' dates shuffled.

    The joint test of Simonsohn, Simmons & Nelson 2020, with documents as units: draw, and median of
    the estimates; the first row has the real dates.
    """
    stream = np.random.default_rng(seed)
    every = list(_combinations(_checked(choices, rows)))
    chosen = [every[place] for place in sorted(stream.permutation(len(every))[:sample])]
    columns = _arrays(rows)
    codes = columns["document"]
    n = codes.max(initial=-1) + 1
    real = np.zeros((n, 2), int)
    real[codes] = np.column_stack([columns["first"], columns["last"]])
    medians = []
    for draw in range(draws + 1 if n else 1):
        first, last = (real[stream.permutation(n)] if draw else real)[codes].T
        now = columns | {"first": first, "last": last}
        found = [_estimate(now, each, minimum_documents)["estimate"] for each in chosen]
        medians.append(pd.Series(found, dtype=float).median())
    return pd.DataFrame({"draw": range(len(medians)), "median": medians})


def middle_day(documents: pd.DataFrame) -> str:
    """Give the day that halves the dated documents, as ISO text, for a study that names none."""
    middle = documents["published_start"].quantile(0.5, interpolation="nearest")
    return "2000-01-01" if pd.isna(middle) else f"{middle:%Y-%m-%d}"


def choice_effects(
    specifications: pd.DataFrame, *, choices: Choices = EVERY_CHOICE
) -> pd.DataFrame:
    """Measure what each choice does to the estimate.

    One row per option other than the choice's main one: choice, option, shift (mean change of the
    estimate when this alone is changed from the main option), largest (such change), turned (share
    of those pairs whose sign turns), n (pairs), and share, the part of the estimates' variance that
    lies between the means of the choice's options. Shares do not add up to one where choices act
    together.
    """
    drawn = specifications[specifications["refused"] == ""]
    estimate, spread = drawn["estimate"], drawn["estimate"].var(ddof=0)
    out = []
    for name, options in options_drawn(drawn, choices).items():
        means = estimate.groupby(drawn[name]).transform("mean")
        share = means.var(ddof=0) / spread if spread > 0 else 0.0
        others = [key for key in CHOICES if key != name]
        wide = drawn.pivot(index=others, columns=name, values="estimate")
        main, *rest = options
        for option in rest:
            effect = (wide[option] - wide[main]).dropna()
            turned = (np.sign(wide[option]) != np.sign(wide[main]))[effect.index].mean()
            effects = (effect.mean(), effect.abs().max(), turned, len(effect))
            words = " → ".join(option_in_words(name, each) for each in (main, option))
            out.append((name, words, *effects, share))
    kinds = {"choice": "str", "option": "str", "shift": float, "largest": float, "turned": float}
    kinds |= {"n": int, "share": float}
    return pd.DataFrame(out, columns=list(kinds)).astype(kinds)


def options_drawn(drawn: pd.DataFrame, choices: Choices) -> dict[str, list]:
    """Options that occur, in the order of the choices; a choice with one of them is left out."""
    present = {name: set(drawn[name]) for name in CHOICES}
    return {
        name: [o for o in getattr(choices, name) or sorted(present[name]) if o in present[name]]
        for name in CHOICES
        if len(present[name]) > 1
    }


def option_in_words(choice: str, option: Any) -> str:
    """Name an option as figures and tables do.

    Examples
    --------
    >>> option_in_words("window", 24), option_in_words("hedged", False)
    ('24 months', 'out')
    """
    if choice == "window":
        return f"{option} months" if option else "everything"
    if choice in ("hedged", "duplicates"):
        return "in" if option else "out"
    return str(option)


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


def _checked(choices: Choices, rows: pd.DataFrame) -> Choices:
    """The choices with the scorers filled in; a StandpointError names an option that is none."""
    scorers = tuple(dict.fromkeys(rows["scorer"]))
    known = {"aggregation": AGGREGATIONS, "definition": DEFINITIONS, "period": tuple(MONTHS)}
    known |= {"scorer": scorers} if scorers else {}
    choices = replace(choices, scorer=choices.scorer or scorers)
    for name, options in vars(choices).items():
        where = f"choice '{name}'"
        if not options and name != "scorer":
            raise StandpointError(where, "no option", "give at least one")
        for option in options:
            if option not in known.get(name, options):
                hint = nearest(option, known[name])
                raise StandpointError(where, f"no such option '{option}'", hint)
    if min(choices.window) < 0:
        what = f"months below zero: {choices.window}"
        raise StandpointError("choice 'window'", what, "0 takes everything")
    return choices


def _combinations(choices: Choices) -> Iterator[dict[str, Any]]:
    for options in itertools.product(*vars(choices).values()):
        yield dict(zip(CHOICES, options, strict=True))


def _arrays(rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """The columns of `claimed` as arrays, for speed; documents, texts and holders as numbers."""
    plain = ("scorer", "score", "definition", "certainty", "hedged", "copy", "first", "last")
    codes = {"document": "document", "text": "doc_id", "holder": "holder_id"}
    numbers = {name: pd.factorize(rows[column])[0] for name, column in codes.items()}
    return numbers | {name: rows[name].to_numpy() for name in plain}


def _counted(rows: Mapping[str, np.ndarray], chosen: Mapping[str, Any]) -> np.ndarray:
    """Which opinions a specification counts."""
    first, last, length = rows["first"], rows["last"], MONTHS[chosen["period"]]
    counted = (
        (rows["scorer"] == chosen["scorer"])
        & (rows["definition"] <= DEFINITIONS.index(chosen["definition"]))
        & (rows["certainty"] >= chosen["certainty"])
    )
    if chosen["window"]:
        counted &= (first >= -chosen["window"]) & (last < chosen["window"])
    if not chosen["duplicates"]:
        counted &= ~rows["copy"]
    if not chosen["hedged"]:
        counted &= ~rows["hedged"]
    if length:  # dated more vaguely than the period: not in one of them
        counted &= first // length == last // length
    return counted


def _estimate(
    rows: Mapping[str, np.ndarray], chosen: Mapping[str, Any], minimum: int
) -> dict[str, Any]:
    """Estimate, interval and counts of one specification."""
    from scipy.special import stdtrit

    counted = _counted(rows, chosen)
    sides = [
        np.flatnonzero(counted & (rows["first"] < 0)),
        np.flatnonzero(counted & (rows["first"] >= 0)),
    ]
    n_before, n_after = (len(np.unique(rows["document"][side])) for side in sides)
    out = {"estimate": np.nan, "low": np.nan, "high": np.nan, "refused": ""}
    out |= {"n_mentions": int(counted.sum()), "n_before": n_before, "n_after": n_after}
    needed = max(minimum, 2)
    if min(n_before, n_after) < needed:
        counts = f"{n_before} documents before, {n_after} after"
        return out | {"refused": f"{counts}; {needed} are needed on each side"}
    parts = []
    for side in sides:
        weights, documents = _weights(rows, side, chosen), rows["document"][side]
        there = np.bincount(documents) > 0
        values = (weights * rows["score"][side], weights)
        parts.append(jackknife(*(np.bincount(documents, each)[there] for each in values)))
    means, variances, freedoms = np.array(parts).T
    variance, freedom = variances.sum(), freedoms.sum()
    if variance > 0:
        freedom = variance**2 / (variances**2 / freedoms).sum()
    half = stdtrit(freedom, 0.975) * np.sqrt(variance)
    estimate = means[1] - means[0]
    return out | {"estimate": estimate, "low": estimate - half, "high": estimate + half}


def _weights(
    rows: Mapping[str, np.ndarray], side: np.ndarray, chosen: Mapping[str, Any]
) -> np.ndarray:
    """What each opinion counts, 1 in sum: periods alike, within a period its units alike, within a
    unit its opinions alike.
    """
    months = rows["first"][side]
    length = MONTHS[chosen["period"]]
    start = months // length if length else np.zeros(len(side), int)
    periods = np.unique(start, return_inverse=True)[1]
    n_periods = periods.max() + 1
    if chosen["aggregation"] == "mention":
        return 1 / (np.bincount(periods)[periods] * n_periods)
    unit = rows["text" if chosen["aggregation"] == "document" else "holder"][side]
    n_units = unit.max() + 1
    pairs, cell = np.unique(periods * n_units + unit, return_inverse=True)
    units_in = np.bincount(pairs // n_units)
    return 1 / (np.bincount(cell)[cell] * units_in[periods] * n_periods)
