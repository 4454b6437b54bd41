"""Opinions in, specifications out: one claim estimated under every combination of choices, and
without each source or speaker. Two combinations that weigh the same opinions alike are one
specification, and a scorer that reads the labels badly has no vote.

References
----------
Simonsohn, Simmons & Nelson 2020, "Specification curve analysis"; for the intervals Tukey 1958
(jackknife), Kish 1965, "Survey sampling" (effective number of documents) and Welch 1947.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from standpoint import tables
from standpoint.actors.registry import Registry
from standpoint.errors import StandpointError, nearest
from standpoint.inference.agreement import agreement
from standpoint.inference.dyads import make_dyads, select_dyad
from standpoint.inference.event_study import DAY, MINIMUM, Event, read_events
from standpoint.inference.resampling import MIN_DOCUMENTS, jackknife
from standpoint.inference.series import FREQUENCIES, MONTHS

# What counts once, so that longer texts, or those who speak often, count more or not.
AGGREGATIONS = ("document", "mention", "holder")
DEFINITIONS = ("names", "metonyms", "organs")  # each includes the one before
NAMED = ("name", "adjective")  # values of `via` that `names` counts
BY = {"source": "source", "holder": "holder_id", "document": "document"}  # columns of `claimed`
# Macro-F1 on held-out labels below which a scorer has no vote. A convention: a third of the way
# from guessing in the labels' proportions (0.33) to never erring (1).
FLOOR = 0.55
# The states of a scorer.
PASSED, FAILED, UNMEASURED = "above the floor", "below the floor", "unmeasured"
_DATED = ("first", "last", "reach")  # what a document has of its date
_KEY = ["doc_id", "start", "end", "actor_id"]


@dataclass(frozen=True)
class Claim:
    """How `holder` speaks of `target` from `day` on, compared with before it.

    A holder stands for those that `dyads` gives it: a state for its people and organs, `all` for
    everybody. `day` is ISO text, and the first day of "after"; of an event that lasts longer,
    `until` is the last day, and "after" begins behind it.
    """

    holder: str
    target: str
    day: str
    until: str = ""

    @property
    def event(self) -> Event:
        """The days of the claim, as an event study reads them."""
        days = {"id": [self.day], "begin": [self.day], "end_date": [self.until or self.day]}
        return read_events(pd.DataFrame(days))[0]


@dataclass(frozen=True)
class Choices:
    """What an analyst could have chosen; of each list the first is the main one.

    The main ones are those of the other notebooks, so that both give one number for one question.
    """

    scorer: tuple[str, ...] = ()  # as in the opinions; empty takes all of them, in their order
    aggregation: tuple[str, ...] = AGGREGATIONS
    window: tuple[int, ...] = (365, 730, 0)  # days on each side, 0 for everything
    period: tuple[str, ...] = ("all", "year", "quarter")  # averaged with equal weight
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
    date, or dated across the event, count nowhere. Opinions may be of several scorers.

    Beside the opinion stand document (a copy has that of its original), copy, source (the
    publisher, else the host of the first address, else the file), first and last (months since the
    event, negative before it), reach (the shortest window that holds the document, in days),
    certainty, and definition (the place in DEFINITIONS of the narrowest one that counts it).
    """
    make_dyads([claim.holder], targets=[claim.target], registry=registry)  # refuses unknown ids
    about = [key for key in registry.actors if claim.target in _chain(registry, key)]
    wanted = [
        select_dyad(opinions, holder=claim.holder, target=key, registry=registry) for key in about
    ]
    event, dated = claim.event, documents[documents["published_start"].notna()]
    ends = ("published_start", "published_end")
    start, end = (dated[column].to_numpy("datetime64[D]") for column in ends)
    before = end < event.begin
    edge = np.where(before, event.begin, event.after)
    dated = dated.assign(
        first=_months(start, edge),
        last=_months(end, edge),
        reach=np.where(before, edge - start, end - edge + DAY) // DAY,
        source=_sources(dated),
        copy=dated["duplicate_of"] != "",
        document=dated["duplicate_of"].where(dated["duplicate_of"] != "", dated["doc_id"]),
    )
    columns = ["doc_id", "document", "copy", "source", "first", "last", "reach"]
    dated = dated.loc[before | (start >= event.after), columns]
    rows = pd.concat(wanted).sort_index(kind="stable")
    rows = rows.merge(mentions[[*_KEY, "via", "certainty"]], on=_KEY).merge(dated, on="doc_id")
    itself = rows["actor_id"] == claim.target
    places = [itself & rows["via"].isin(NAMED), itself]
    return rows.assign(definition=np.select(places, [0, 1], 2))


def scorer_votes(labelled: Mapping[str, pd.DataFrame], *, seed: int = 0) -> pd.DataFrame:
    """Say which scorers read well enough to vote on a claim.

    `labelled` holds the passages of `match_labels` by scorer, the main one first. A scorer passes
    where its macro-F1 on labels that it did not learn from is at least `FLOOR`, and its accuracy
    better than that of giving everybody the commonest label. With fewer than 10 labelled documents
    it is unmeasured. Where nobody passes, the first votes, so that there are numbers to show: they
    decide nothing if it was measured and failed.

    Returns
    -------
    DataFrame
        scorer, n, n_docs (held-out labels, and their documents), macro_f1, low, high, accuracy,
        commonest (share of the commonest label), state (above the floor, below the floor, or
        unmeasured), votes.
    """
    out = []
    for scorer, passages in labelled.items():
        held_out = passages[~passages["used_in_training"] & (passages["reference_label"] != "")]
        row = {"scorer": scorer, "n": len(held_out), "n_docs": held_out["doc_id"].nunique()}
        if row["n_docs"] >= MINIMUM:
            measured = agreement(held_out.assign(actor_id="all"), seed=seed)
            measured = measured[measured["by"] == "training"].drop_duplicates("measure")
            f1, accuracy = (measured.set_index("measure").loc[m] for m in ("macro-f1", "accuracy"))
            row |= {"macro_f1": f1["value"], "low": f1["low"], "high": f1["high"]}
            row |= {"accuracy": accuracy["value"]}
            row["commonest"] = held_out["reference_label"].value_counts(normalize=True).max()
        out.append(row)
    numbers = ["macro_f1", "low", "high", "accuracy", "commonest"]
    table = pd.DataFrame(out, columns=["scorer", "n", "n_docs", *numbers])
    table = table.astype(dict.fromkeys(numbers, float))
    good = (table["macro_f1"] >= FLOOR) & (table["accuracy"] > table["commonest"])
    state = np.select([table["macro_f1"].isna(), good], [UNMEASURED, PASSED], FAILED)
    return table.assign(state=state, votes=good if good.any() else table.index == 0)


def specifications(
    rows: pd.DataFrame,
    *,
    choices: Choices = EVERY_CHOICE,
    apart: Sequence[str] = (),
    minimum_documents: int = MIN_DOCUMENTS,
) -> pd.DataFrame:
    """Estimate a claim, from its `claimed` opinions, under every distinct combination of choices.

    Combinations that count the same opinions with the same weights are one specification: it
    stands under the first of them, with their number and what they differ in. Scorers `apart` are
    estimated too, and have no vote.

    A period is counted from the event, so that none holds both sides. With fewer than
    `minimum_documents` on a side, a specification is refused. The table begins with the lowest
    estimate: the mean score after minus before, -2..2. Its interval takes documents as units: the
    jackknife with the weights of the others kept, and Student's t with the degrees of freedom of
    Kish's effective number of documents, both sides joined as Welch does. The specifications share
    their texts, so they are no independent tests.
    """
    columns = _arrays(rows)
    out = []
    for votes in (True, False)[: 1 + (len(apart) > 0)]:
        asked = choices if votes else replace(choices, scorer=tuple(apart))
        for alike in _distinct(columns, _checked(asked, rows)):
            row = alike[0] | _estimate(columns, alike[0], minimum_documents)
            out.append(row | {"votes": votes, "n_alike": len(alike), "alike": _differ_in(alike)})
    made = tables.make(out, "specifications")
    return made.sort_values("estimate", kind="stable", ignore_index=True)


def main_opinions(rows: pd.DataFrame, *, choices: Choices = EVERY_CHOICE) -> pd.DataFrame:
    """Select the `claimed` opinions that the main specification counts."""
    main = _checked(choices, rows).main()
    return rows[_counted(_arrays(rows), main)] if "scorer" in main else rows.iloc[:0]


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
    main, counted = _checked(choices, rows).main(), main_opinions(rows, choices=choices)
    if "scorer" not in main:
        return tables.empty("leave_one_out")
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
    columns = _arrays(rows)
    every = [alike[0] for alike in _distinct(columns, _checked(choices, rows))]
    chosen = [every[place] for place in sorted(stream.permutation(len(every))[:sample])]
    codes = columns["document"]
    n = codes.max(initial=-1) + 1
    real = np.zeros((n, len(_DATED)), int)
    real[codes] = np.column_stack([columns[name] for name in _DATED])
    medians = []
    for draw in range(draws + 1 if n else 1):
        dates = (real[stream.permutation(n)] if draw else real)[codes].T
        now = columns | dict(zip(_DATED, dates, strict=True))
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
    """Measure what each choice does to the estimates that vote.

    One row per option other than the choice's main one: choice, option, shift (mean change of the
    estimate when this alone is changed from the main option), largest (such change), turned (share
    of those pairs whose sign turns), n (pairs), and share, the part of the estimates' variance that
    lies between the means of the choice's options. Shares do not add up to one where choices act
    together.
    """
    drawn = voting(specifications)
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


def voting(specifications: pd.DataFrame) -> pd.DataFrame:
    """Select the specifications that were estimated, by scorers that vote."""
    return specifications[(specifications["refused"] == "") & specifications["votes"]]


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
    >>> option_in_words("window", 365), option_in_words("hedged", False)
    ('365 days', 'out')
    """
    if choice == "window":
        return f"{option} days" if option else "everything"
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


def _months(dates: np.ndarray, edge: np.ndarray) -> np.ndarray:
    """Whole months since the edge: 0 in the month that begins with it, -1 in the one before."""
    day, start = pd.DatetimeIndex(dates), pd.DatetimeIndex(edge)
    months = (day.year - start.year) * 12 + day.month - start.month
    return (months - (day.day < start.day)).to_numpy()


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
        what = f"days below zero: {choices.window}"
        raise StandpointError("choice 'window'", what, "0 takes everything")
    return choices


def _distinct(rows: Mapping[str, np.ndarray], choices: Choices) -> list[list[dict[str, Any]]]:
    """The combinations, those that weigh the same opinions alike together; main options first."""
    found: dict[tuple, list[dict[str, Any]]] = {}
    for options in itertools.product(*vars(choices).values()):
        chosen = dict(zip(CHOICES, options, strict=True))
        parts = (
            (side.tobytes(), weights.round(12).tobytes()) for side, weights in _sides(rows, chosen)
        )
        found.setdefault((chosen["scorer"], *parts), []).append(chosen)
    return list(found.values())


def _differ_in(alike: list[dict[str, Any]]) -> str:
    """Name the options in which combinations that are one specification differ."""
    parts = []
    for name in CHOICES:
        options = dict.fromkeys(option_in_words(name, each[name]) for each in alike)
        parts += [f"{name} {' or '.join(options)}"] if len(options) > 1 else []
    return "; ".join(parts)


def _arrays(rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """The columns of `claimed` as arrays, for speed; documents, texts and holders as numbers."""
    plain = ("scorer", "score", "definition", "certainty", "hedged", "copy", *_DATED)
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
        counted &= rows["reach"] <= chosen["window"]
    if not chosen["duplicates"]:
        counted &= ~rows["copy"]
    if not chosen["hedged"]:
        counted &= ~rows["hedged"]
    if length:  # dated more vaguely than the period: not in one of them
        counted &= first // length == last // length
    return counted


def _sides(
    rows: Mapping[str, np.ndarray], chosen: Mapping[str, Any]
) -> list[tuple[np.ndarray, np.ndarray]]:
    """The places of the opinions that count before and after, and what each of them counts."""
    counted, after = _counted(rows, chosen), rows["first"] >= 0
    places = [np.flatnonzero(counted & ~after), np.flatnonzero(counted & after)]
    return [(side, _weights(rows, side, chosen)) for side in places]


def _estimate(
    rows: Mapping[str, np.ndarray], chosen: Mapping[str, Any], minimum: int
) -> dict[str, Any]:
    """Estimate, interval, power and counts of one specification."""
    from scipy.special import stdtrit

    sides = _sides(rows, chosen)
    n_before, n_after = (len(np.unique(rows["document"][side])) for side, _ in sides)
    out = {"estimate": np.nan, "low": np.nan, "high": np.nan, "detectable": np.nan, "refused": ""}
    out |= {"n_mentions": sum(len(side) for side, _ in sides)}
    out |= {"n_before": n_before, "n_after": n_after}
    needed = max(minimum, 2)
    if min(n_before, n_after) < needed:
        counts = f"{n_before} documents before, {n_after} after"
        return out | {"refused": f"{counts}; {needed} are needed on each side"}
    parts = []
    for side, weights in sides:
        documents = rows["document"][side]
        there = np.bincount(documents) > 0
        values = (weights * rows["score"][side], weights)
        parts.append(jackknife(*(np.bincount(documents, each)[there] for each in values)))
    means, variances, freedoms = np.array(parts).T
    variance, freedom = variances.sum(), freedoms.sum()
    if variance > 0:
        freedom = variance**2 / (variances**2 / freedoms).sum()
    error, (sure, likely) = np.sqrt(variance), stdtrit(freedom, [0.975, 0.8])
    estimate = means[1] - means[0]
    ends = {"low": estimate - sure * error, "high": estimate + sure * error}
    return out | ends | {"estimate": estimate, "detectable": (sure + likely) * error}


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
    n_periods = periods.max(initial=-1) + 1
    if chosen["aggregation"] == "mention":
        return 1 / (np.bincount(periods)[periods] * n_periods)
    unit = rows["text" if chosen["aggregation"] == "document" else "holder"][side]
    n_units = unit.max(initial=0) + 1
    pairs, cell = np.unique(periods * n_units + unit, return_inverse=True)
    units_in = np.bincount(pairs // n_units)
    return 1 / (np.bincount(cell)[cell] * units_in[periods] * n_periods)
