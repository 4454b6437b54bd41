"""Findings in words: the tables of this room in, sentences that a notebook prints out.

Every function returns a list of sentences, empty where there is nothing to say. Tables are those of
tables.csv; `names` and `events` map ids to what a reader calls them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.inference.annotations import MODEL
from standpoint.inference.dyads import source_label
from standpoint.inference.readable import with_intervals
from standpoint.inference.robustness import Choices, Claim, choice_effects
from standpoint.inference.series import format_interval


def describe_series(
    series: pd.DataFrame, *, names: Mapping[str, str], actors: Sequence[str] = ()
) -> list[str]:
    """Say the mean of each actor with its interval and counts.

    `series` has one row per actor (`period="all"`); `actors` selects and orders them.

    Examples
    --------
    >>> row = {"actor_id": "csto", "mean": -0.11, "low": -0.21, "high": -0.02}
    >>> table = pd.DataFrame([row | {"n_mentions": 59, "n_docs": 53}])
    >>> describe_series(table, names={"csto": "CSTO"})
    ['CSTO: mean -0.11 [-0.21, -0.02], 59 mentions in 53 documents.']
    """
    rows = series.assign(name=series["actor_id"].replace(dict(names))).set_index("actor_id")
    if actors:
        rows = rows.loc[[actor for actor in actors if actor in rows.index]]
    counted = rows.assign(
        mentions=[_count(n, "mention") for n in rows["n_mentions"]],
        documents=[_count(n, "document") for n in rows["n_docs"]],
    )
    return _fill("{name}: mean {interval}, {mentions} in {documents}.", counted)


def describe_actor(series: pd.DataFrame, *, opinions: pd.DataFrame, name: str) -> list[str]:
    """Say how one actor is spoken of, from its series of one row and the opinions about it."""
    if series.empty:
        return [f"{name} is not spoken of in the dated documents of this corpus."]
    shares = ", ".join(
        f"{opinions['label'].eq(label).mean():.0%} {label}" for label in ("negative", "positive")
    )
    (mean,) = describe_series(series, names={series["actor_id"].iloc[0]: name})
    return [f"{mean} Of the mentions {shares}, {opinions['hedged'].mean():.0%} hedged."]


def describe_pairs(
    series: pd.DataFrame, *, names: Mapping[str, str], minimum_documents: int
) -> list[str]:
    """Say how many pairs of holder and target are firm, and which are lowest and highest.

    `series` has one row per holder and target (`period="all"`).
    """
    firm = series[series["n_docs"] >= minimum_documents]
    clear = firm[_clear(firm)].replace({"holder_id": dict(names), "actor_id": dict(names)})
    pair = "{holder_id} about {actor_id}, mean {interval} in {n_docs} documents."
    return [
        f"{len(firm)} of {len(series)} pairs of holder and target stand in at least"
        f" {minimum_documents} documents; the means of {len(clear)} of them differ from zero.",
        *_fill(f"Lowest: {pair}", clear.nsmallest(1, "mean")),
        *_fill(f"Highest: {pair}", clear.nlargest(1, "mean")),
    ]


def label_dyads(table: pd.DataFrame, *, registry: Registry) -> list[str]:
    """Name the holder and target of each row, as in "Armenian voices on Russia"."""
    return [
        f"{source_label(row.holder_id, registry=registry)} on {registry.name_of(row.actor_id)}"
        for row in table.itertuples()
    ]


def describe_tests(
    tests: pd.DataFrame, *, registry: Registry, events: Mapping[str, str] | None = None
) -> list[str]:
    """Say how many changes were tested for, how many were found, and what could be found at all."""
    if tests.empty:
        return ["No event is named, so nothing was tested."]
    rows = tests.assign(voice=label_dyads(tests, registry=registry))
    rows["event"] = rows["event_id"].replace(dict(events or {}))
    refused = rows["finding"] == "refused"
    changed = rows[rows["finding"].str.startswith("change")]
    size = " × ".join(
        _count(rows[column].nunique(), thing)
        for column, thing in (("event_id", "event"), ("voice", "pair"), ("measure", "measure"))
    )
    first = f"We ran {_count(len(rows), 'test')} ({size}). {refused.sum()} had too few documents."
    if not refused.all():
        found = f"{len(changed) or 'none'} found a change"
        first += f" Of the other {(~refused).sum()}, {found} after correction for many tests."
    sentences = [first]
    tone = rows[~refused & (rows["measure"] == "sentiment")]
    if len(tone):
        low, high = tone["detectable"].min(), tone["detectable"].max()
        sentences.append(
            f"The tests of sentiment would find changes of {low:.2f} to {high:.2f} in four cases"
            " of five; smaller changes stay open."
        )
    change = (
        "{event}, {measure} of {voice}: {interval} ({n_before} documents before, {n_after} after),"
        " rank {placebo_rank} of {dates} dates: {finding}."
    )
    nearest = (
        "Nearest to a change in sentiment: {voice} at {event}, {interval}, corrected p"
        " {p_adjusted:.2f}."
    )
    if changed.empty:
        return sentences + _fill(nearest, tone.nsmallest(1, "p"), value="change")
    changed = changed.assign(dates=changed["placebo_dates"] + 1)
    return sentences + _fill(change, changed, value="change")


def describe_change_points(points: pd.DataFrame, *, registry: Registry) -> list[str]:
    """Say which change points survive a stricter penalty, and how many do not."""
    possible = points[points["finding"] == "change point"]
    firm = possible[possible["kept_up_to"] > 1]
    sentence = (
        "Without a date given: {voice}, from {mean_before:+.2f} to {mean_after:+.2f} around"
        " {date:%Y-%m-%d} (between {low_date:%Y-%m-%d} and {high_date:%Y-%m-%d}; in {support:.0%}"
        " of the resamples)."
    )
    sentences = _fill(sentence, firm.assign(voice=label_dyads(firm, registry=registry)), value="")
    weak = len(possible) - len(firm)
    if possible.empty:
        sentences.append("Without a date given, no change point was found.")
    elif weak:
        fate = {1: "it does not survive", 2: "neither survives"}.get(weak, "none survives")
        sentences.append(
            f"Without a date given: {_count(weak, 'possible change point')}; {fate} a stricter"
            f" setting, so we do not count {'it' if weak == 1 else 'them'}."
        )
    return sentences


def describe_labels(labelled: pd.DataFrame, *, labels: pd.DataFrame) -> list[str]:
    """Say how many passages are labelled, and by whom; `labels` are those of the corpus."""
    n = int((labelled["reference_label"] != "").sum())
    if not n:
        return [
            "No passage of this corpus is labelled yet, so we do not know how right its scores are."
        ]
    n_open = int((labelled["n_coders"] > 0).sum()) - n
    coders = sorted(set(labels["coder"]))
    human = "; no human has coded any" if labels["coder"].str.startswith(MODEL).all() else ""
    return [
        f"{n:,} passages have one agreed label; on {n_open:,} the coders differ or could not"
        " decide.",
        f"Coders: {', '.join(coders)}{human}.",
    ]


def describe_agreement(agreement: pd.DataFrame) -> list[str]:
    """Say the macro-F1 on passages kept apart from training and on those used in it."""
    rows = agreement[(agreement["by"] == "training") & (agreement["measure"] == "macro-f1")]
    rows = rows[rows["low"].notna()]
    ends = "{value:.2f} [{low:.2f}, {high:.2f}]."
    apart = "Macro-F1 on {n:,} labels kept apart from the model's training: " + ends
    used = "Macro-F1 on {n:,} labels used in its training: " + ends
    return [
        *_fill(apart, rows[rows["group"] == "held_out"], value=""),
        *_fill(used, rows[rows["group"] == "seen"], value=""),
    ]


def bias_table(
    agreement: pd.DataFrame, *, held_out: pd.DataFrame, minimum_documents: int
) -> pd.DataFrame:
    """Select the bias of each actor with enough labelled documents, and say whether it is clear.

    `agreement` is the table of all labels, `held_out` that of labels the model did not learn from;
    a bias is `clear` where the intervals of both leave out zero.

    Returns
    -------
    DataFrame
        actor_id, bias, low, high, n (labels), n_held_out, clear.
    """
    rows, fresh = (
        table[(table["by"] == "actor") & (table["measure"] == "bias")]
        for table in (agreement, held_out)
    )
    rows = rows[rows["n_docs"] >= minimum_documents]
    rows = rows.rename(columns={"group": "actor_id", "value": "bias"})
    confirmed = rows["actor_id"].isin(fresh.loc[_clear(fresh), "group"])
    rows = rows.assign(n_held_out=rows["n"] - rows["n_trained"], clear=_clear(rows) & confirmed)
    columns = ["actor_id", "bias", "low", "high", "n", "n_held_out", "clear"]
    return rows[columns].reset_index(drop=True)


def describe_bias(bias: pd.DataFrame, *, names: Mapping[str, str]) -> list[str]:
    """Say for how many actors of a `bias_table` the model is clearly too kind or too harsh."""
    if bias.empty:
        return []
    clear = bias[bias["clear"]].replace({"actor_id": dict(names)})
    sentences = [
        f"For {len(clear)} of {len(bias)} actors the model is clearly too kind or too harsh."
    ]
    for word, rows in (("kind", clear[clear["bias"] > 0]), ("harsh", clear[clear["bias"] < 0])):
        if len(rows):
            listed = "; ".join(_fill("{actor_id} {interval}", rows, value="bias"))
            sentences.append(f"Too {word} (bias with 95 % interval): {listed}.")
    return sentences


def describe_counterfactuals(summary: pd.DataFrame) -> list[str]:
    """Say what other names in the sentence do to a score; `summary` is a counterfactual_summary."""
    sentence = (
        "When other names in the sentence change places, the score moves by {interval} on average,"
        " and {changed:.0%} of {n} labels change."
    )
    rows = summary.head(1).rename(columns={"shift_low": "low", "shift_high": "high"})
    return _fill(sentence, rows, value="shift")


def describe_ppi(means: pd.DataFrame, *, names: Mapping[str, str]) -> list[str]:
    """Say the means that are corrected for the model's errors; `means` is the ppi_means table."""
    sentence = (
        "{actor_id}, corrected for the model's errors: mean {interval} ({n_labelled} labels,"
        " {n_docs} documents)."
    )
    rows = means[(means["method"] == "ppi") & (means["refused"] == "")]
    return _fill(sentence, rows.replace({"actor_id": dict(names)}))


def main_specification(specifications: pd.DataFrame, *, choices: Choices) -> pd.Series:
    """Find the row of the main choices."""
    main = pd.Series(choices.main())
    return specifications[(specifications[list(main.index)] == main).all(axis=1)].iloc[0]


def permutation_p(permutations: pd.DataFrame) -> float:
    """Give the share of shuffled runs whose median is as far from zero as the real one.

    It is missing where no run has a median.
    """
    shuffled = permutations["median"].iloc[1:].dropna().abs()
    far = (shuffled >= abs(permutations["median"].iloc[0])).sum()
    return float((far + 1) / (len(shuffled) + 1)) if len(shuffled) else np.nan


def describe_permutations(permutations: pd.DataFrame) -> list[str]:
    """Say how often shuffled dates give a change this large."""
    p = permutation_p(permutations)
    if np.isnan(p):
        return ["No run with shuffled dates gave an estimate, so there is nothing to compare with."]
    n = int(permutations["median"].iloc[1:].notna().sum())
    return [f"When the dates are shuffled, {p:.1%} of {n} runs give a median change this large."]


def describe_verdict(
    specifications: pd.DataFrame,
    *,
    choices: Choices,
    left_out: pd.DataFrame,
    permutations: pd.DataFrame,
    registry: Registry,
) -> str:
    """Judge a claim: "not robust" with every reason against it, or what it withstood.

    A claim is robust where the interval of the main specification leaves out zero, does so without
    any one source or speaker, where most specifications leave out zero, and where shuffled dates
    seldom give as large a change.
    """
    main = main_specification(specifications, choices=choices)
    if main["refused"]:
        return "too thin to be tested"
    fallen = left_out[(left_out["refused"] == "") & ~_clear(left_out)]
    reasons = [
        f"without {registry.name_of(row.left)} ({row.by}, {row.n_docs} of"
        f" {main['n_before'] + main['n_after']} documents) the interval includes zero"
        for row in fallen.head(2).itertuples()
    ]
    if main["low"] <= 0 <= main["high"]:
        interval = format_interval(main["estimate"], main["low"], main["high"])
        reasons = [f"its interval includes zero ({interval})"]
    drawn = specifications[specifications["refused"] == ""]
    if 2 * (n_clear := int(_clear(drawn).sum())) <= len(drawn):
        reasons.append(
            f"only {n_clear} of {len(drawn)} specifications have an interval without zero"
        )
    if (p := permutation_p(permutations)) > 0.05:
        reasons.append(f"shuffled dates give as large a change in {p:.1%} of the runs")
    if reasons:
        return f"not robust: {'; '.join(reasons)}"
    return "not overturned by anything tried here"


def describe_claim(
    specifications: pd.DataFrame,
    *,
    claim: Claim,
    choices: Choices,
    left_out: pd.DataFrame,
    permutations: pd.DataFrame,
    registry: Registry,
) -> list[str]:
    """Say whether a claim holds, with its main estimate, its curve, and what it hangs on."""
    who = f"{source_label(claim.holder, registry=registry)} about {registry.name_of(claim.target)}"
    main = main_specification(specifications, choices=choices)
    verdict = describe_verdict(
        specifications,
        choices=choices,
        left_out=left_out,
        permutations=permutations,
        registry=registry,
    )
    sentences = [f"The claim that the tone of {who} changed on {claim.day} is {verdict}."]
    if main["refused"]:
        return [*sentences, f"Too thin: {main['refused']}."]
    interval = format_interval(main["estimate"], main["low"], main["high"])
    sentences.append(
        f"{who} after {claim.day}, minus before: {interval} in the main specification"
        f" ({main['n_before']} documents before, {main['n_after']} after)."
    )
    drawn = specifications[specifications["refused"] == ""]
    estimate = drawn["estimate"]
    sentences.append(
        f"{len(drawn)} of {len(specifications)} specifications could be estimated: from"
        f" {estimate.min():+.2f} to {estimate.max():+.2f}, median {estimate.median():+.2f};"
        f" {(estimate < 0).mean():.0%} lie below zero, {(drawn['high'] < 0).sum()} with their whole"
        f" interval, {(drawn['low'] > 0).sum()} with it above."
    )
    sentences += describe_shortest(specifications, choices=choices)
    effect = (
        "Changing {choice} ({option}) moves the estimate by {shift:+.2f} on average and turns its"
        " sign in {turned:.0%} of {n} pairs; the choice explains {share:.0%} of the variance."
    )
    effects = choice_effects(specifications, choices=choices)
    sentences += _fill(effect, effects.nlargest(1, "share"), value="")
    without = (
        "Without {name} ({n_docs} documents) the main estimate is {estimate}: the {by} that shifts"
        " it most."
    )
    most = left_out.groupby("by", sort=False).head(1)
    most = most.assign(name=most["left"].map(registry.name_of))
    most["estimate"] = with_intervals(most, value="estimate")
    return sentences + _fill(without, most, value="") + describe_permutations(permutations)


def describe_shortest(specifications: pd.DataFrame, *, choices: Choices) -> list[str]:
    """Say the estimate nearest to an event study: shortest window, each document once."""
    windows = sorted(window for window in choices.window if window)
    if not windows or "document" not in choices.aggregation:
        return []
    wanted = choices.main() | {"window": windows[0], "aggregation": "document"}
    same = (specifications[list(wanted)] == pd.Series(wanted)).all(axis=1)
    sentence = (
        "With {window} months a side and each document counted once, nearest to what the event"
        " study tests: {interval} ({n_before} documents before, {n_after} after)."
    )
    rows = specifications[same & (specifications["refused"] == "")]
    return _fill(sentence, rows, value="estimate")


def _clear(table: pd.DataFrame) -> pd.Series:
    """Rows whose interval leaves out zero."""
    return (table["low"] > 0) | (table["high"] < 0)


def _fill(sentence: str, rows: pd.DataFrame, *, value: str = "mean") -> list[str]:
    """Write the sentence once for each row; {interval} is the value with its interval."""
    if value:
        ends = rows[[value, "low", "high"]].itertuples(index=False, name=None)
        rows = rows.assign(interval=[format_interval(*row) for row in ends])
    return [sentence.format(**row) for row in rows.to_dict("records")]


def _count(n: int, thing: str) -> str:
    return f"{n:,} {thing}{'s' * (n != 1)}"
