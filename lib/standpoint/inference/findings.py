"""Findings in words: the tables of this room in, sentences that a notebook prints out.

Every function returns a list of sentences, empty where there is nothing to say. Tables are those of
tables.csv; `names` and `events` map ids to what a reader calls them.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from standpoint.actors.registry import Registry
from standpoint.inference.annotations import MODEL
from standpoint.inference.dyads import source_label
from standpoint.inference.ppi import MINIMUM
from standpoint.inference.resampling import MIN_DOCUMENTS, mean_interval
from standpoint.inference.robustness import (
    FAILED,
    FLOOR,
    UNMEASURED,
    Choices,
    Claim,
    choice_effects,
    voting,
)
from standpoint.inference.series import (
    differs_from_zero,
    format_interval,
    shrunken,
    with_intervals,
)


def describe_actor(means: pd.DataFrame, *, opinions: pd.DataFrame, name: str) -> list[str]:
    """Say how one actor is spoken of, from the ppi_means of it alone and the opinions about it."""
    if means.empty:
        return [f"{name} is not spoken of in the dated documents of this corpus."]
    shares = ", ".join(
        f"{opinions['label'].eq(label).mean():.0%} {label}" for label in ("negative", "positive")
    )
    size, hedged = _count(len(opinions), "mention"), f"{opinions['hedged'].mean():.0%} hedged"
    mean = describe_ppi(means, names=dict.fromkeys(means["actor_id"], name))
    return [*mean, f"{name}, by the model alone: {size}, {shares}, {hedged}."]


def describe_pairs(means: pd.DataFrame, *, names: Mapping[str, str]) -> list[str]:
    """Say how many pairs of holder and target can be corrected, and which are lowest and highest.

    `means` is the ppi_means table by holder and target, of one period.
    """
    rows = _corrected(means)
    clear = rows[differs_from_zero(rows)].assign(shrunken=shrunken(rows))
    clear = clear.replace({"holder_id": dict(names), "actor_id": dict(names)})
    pair = (
        "{holder_id} about {actor_id}: {interval}, corrected by {n_held_out} labels, in {n_docs}"
        " documents. Because the {word} of many is so partly by chance, it is {shrunken:+.2f} when"
        " shrunken toward the others. The model alone: {alone:+.2f}."
    )
    low, high = (
        part.assign(word=word)
        for word, part in (
            ("lowest", clear[clear["mean"] < 0].nsmallest(1, "shrunken")),
            ("highest", clear[clear["mean"] > 0].nlargest(1, "shrunken")),
        )
    )
    n_pairs = len(means[["holder_id", "actor_id"]].drop_duplicates())
    return [
        *_told("pair of holder and target", n_pairs, len(rows), len(clear)),
        *_fill(f"Lowest: {pair}", low),
        *_fill(f"Highest: {pair}", high),
    ]


def describe_differences(differences: pd.DataFrame, *, names: Mapping[str, str]) -> list[str]:
    """Say how many differences of two actors were asked for, and tell those that are not zero."""
    rows = _beside_the_model(differences).replace(
        {"actor_id": dict(names), "other_id": dict(names)}
    )
    n = (rows["refused"] == "").sum()
    sentence = (
        "{actor_id} is spoken of {how} than {other_id}: {interval}, corrected for the model's"
        " errors, {n_docs} documents labelled. The model alone: {alone}."
    )
    how = rows["mean"].lt(0).map({True: "more critically", False: "more kindly"})
    none = "None is shown to differ. Surest: {actor_id} beside {other_id}, {interval}, corrected."
    return [
        *_told("comparison of two actors", len(rows), n, rows["differs"].sum()),
        *_differing(rows.assign(how=how), sentence, none=none),
    ]


def label_dyads(table: pd.DataFrame, *, registry: Registry) -> list[str]:
    """Name the holder and target of each row, as in "Armenian voices on Russia"."""
    return [
        f"{source_label(row.holder_id, registry=registry)} on {registry.name_of(row.actor_id)}"
        for row in table.itertuples()
    ]


def describe_tests(
    tests: pd.DataFrame, *, registry: Registry, events: Mapping[str, str]
) -> list[str]:
    """Say how many changes were tested for, how many were found, and what could be found at all."""
    if tests.empty:
        return ["No event is named, so nothing was tested."]
    rows = tests.assign(
        voice=label_dyads(tests, registry=registry),
        event=tests["event_id"].replace(dict(events)),
        dates=tests["placebo_dates"] + 1,
    )
    tested = rows[rows["finding"] != "refused"]
    changed = tested[tested["finding"].str.startswith("change")]
    things = {"event_id": "event", "voice": "pair", "measure": "measure"}
    size = " × ".join(_count(rows[column].nunique(), thing) for column, thing in things.items())
    n_refused = len(rows) - len(tested)
    first = (
        f"We ran {_count(len(rows), 'test')} ({size}), of the model alone, not corrected for its"
        f" errors. {n_refused} had too few documents."
    )
    if tested.empty:
        return [first]
    first += (
        f" Of the other {len(tested)}, {len(changed) or 'none'} found a change after correction for"
        " many tests."
    )
    tone = tested[tested["measure"] == "sentiment"]
    slope = tone["attenuation"].min()
    scale = (
        f" on the scale of the labels, of which the model's score shows {slope:.0%}"
        if slope < 1
        else " of the model's score, more of the labels"
    )
    best = (
        "Best powered: {voice} at {event}, where a change of {detectable:.2f}" + scale + ", would"
        f" be found in four cases of five; elsewhere it takes up to {tone['detectable'].max():.2f}."
        " Smaller changes stay open."
    )
    range_of = _fill(best, tone.nsmallest(1, "detectable"), value="")
    change = (
        "{event}, {measure} of {voice}: {interval} ({n_before} documents before, {n_after} after),"
        " rank {placebo_rank} of {dates} dates: {finding}."
    )
    nearest = (
        "Nearest to a change in sentiment: {voice} at {event}, {interval}, corrected p"
        " {p_adjusted:.2f}."
    )
    found = _fill(change, changed, value="change")
    found = found or _fill(nearest, tone.nsmallest(1, "p"), value="change")
    return [first, *range_of, *found]


def describe_change_points(
    points: pd.DataFrame, *, registry: Registry, tests: Sequence[str] = ()
) -> list[str]:
    """Say which change points survive a stricter penalty, and how many do not.

    What the `tests` at given dates found stands between the two: a firm change point is told first.
    """
    possible = points[points["finding"] == "change point"]
    firm = possible[possible["kept_up_to"] > 1]
    sentence = (
        "Without a date given: {voice}, from {mean_before:+.2f} to {mean_after:+.2f} around"
        " {date:%Y-%m-%d} (between {low_date:%Y-%m-%d} and {high_date:%Y-%m-%d}; in {support:.0%}"
        " of the resamples)."
    )
    sentences = _fill(sentence, firm.assign(voice=label_dyads(firm, registry=registry)), value="")
    sentences += tests
    weak = len(possible) - len(firm)
    if possible.empty:
        sentences.append("Without a date given, no change point was found.")
    elif weak:
        points = _count(weak, "possible change point")
        sentences.append(f"Without a date given: {points} that a stricter setting does not find.")
    return sentences


def describe_labels(labelled: pd.DataFrame, *, labels: pd.DataFrame) -> list[str]:
    """Say how many passages are labelled, and by whom; `labels` are those of the corpus."""
    n = int((labelled["reference_label"] != "").sum())
    if not n:
        return [
            "No passage of this corpus is labelled yet, so we do not know how right its scores are."
        ]
    n_open = int((labelled["n_coders"] > 0).sum()) - n
    coders = ", ".join(sorted(set(labels["coder"])))
    human = "; no human has coded any" if labels["coder"].str.startswith(MODEL).all() else ""
    split = f"on {n_open:,} the coders differ or could not decide"
    return [f"{n:,} passages have one agreed label; {split}.", f"Coders: {coders}{human}."]


def describe_agreement(agreement: pd.DataFrame) -> list[str]:
    """Say the macro-F1 on passages kept apart from training and on those used in it."""
    rows = agreement[(agreement["by"] == "training") & (agreement["measure"] == "macro-f1")]
    which = {"held_out": "kept apart from the model's training", "seen": "used in its training"}
    rows = rows.assign(which=rows["group"].map(which)).dropna(subset=["which", "low"])
    sentence = "Macro-F1 on {n:,} labels {which}: {value:.2f} [{low:.2f}, {high:.2f}]."
    return _fill(sentence, rows, value="")


def describe_errors(labelled: pd.DataFrame) -> list[str]:
    """Say how many critical passages the model misses, and what always saying the same would do.

    Of a labelled table, the passages that the model did not learn from count.
    """
    rows = labelled[(labelled["reference_label"] != "") & ~labelled["used_in_training"]]
    if rows["doc_id"].nunique() < MIN_DOCUMENTS:
        return []
    critical, called = (rows[name] == "negative" for name in ("reference_label", "predicted"))
    right, common = rows["reference_label"] == rows["predicted"], rows["reference_label"].mode()[0]
    always = rows["reference_label"] == common

    def share(values: pd.Series) -> str:
        made = mean_interval(values.astype(float), rows.loc[values.index, "doc_id"])
        ends = "" if np.isnan(made["low"]) else f" [{made['low']:.0%}, {made['high']:.0%}]"
        return f"{made['mean']:.0%}{ends}"

    parts = [f"On {_count(len(rows), 'label')} that it did not learn from, the model is right in"]
    parts.append(f"{share(right)}; calling everything {common} would be right in {share(always)}.")
    if critical.any() and called.any():
        parts.append(f"It misses {share(~called[critical])} of {critical.sum()} critical passages;")
        parts.append(f"of those that it calls critical {share(critical[called])} are.")
    return [" ".join(parts)]


def describe_bias(
    agreement: pd.DataFrame, *, held_out: pd.DataFrame, names: Mapping[str, str]
) -> list[str]:
    """Say for how many actors the model is clearly too kind or too harsh.

    `agreement` has the actors' rows of all labels, `held_out` those of labels that the model did
    not learn from; a bias is clear where both differ from zero, all actors tested together.
    """
    rows, fresh = (
        table[table["measure"] == "bias"].assign(mean=lambda part: part["value"])
        for table in (agreement, held_out)
    )
    if rows.empty:
        return []
    clear = rows[
        differs_from_zero(rows) & rows["group"].isin(fresh.loc[differs_from_zero(fresh), "group"])
    ].replace({"group": dict(names)})
    sentences = [
        f"For {len(clear)} of {len(rows)} actors the model is clearly too kind or too harsh, all of"
        " them tested together."
    ]
    for word, part in (("kind", clear[clear["value"] > 0]), ("harsh", clear[clear["value"] < 0])):
        if len(part):
            listed = "; ".join(_fill("{group} {interval}", part, value="value"))
            sentences.append(f"Too {word} (bias with 95 % interval): {listed}.")
    return sentences


def describe_ppi(means: pd.DataFrame, *, names: Mapping[str, str]) -> list[str]:
    """Say each mean corrected for the model's errors, or why it is not; then the model's own.

    `means` is the ppi_means table of one period.
    """
    alone = means[means["method"] == "machine"].set_index("actor_id")["mean"].map("{:+.2f}".format)
    rows = means[means["method"] == "ppi"].assign(alone=lambda part: part["actor_id"].map(alone))
    rows = rows[rows["alone"] != "+nan"].replace({"actor_id": dict(names)})
    corrected = (
        "{actor_id}: mean {interval}, corrected for the model's errors by {n_held_out} labels that"
        " it did not learn from, in {n_docs} documents. The model alone: {alone}."
    )
    bare = "{actor_id}: {alone} by the model alone, not corrected for its errors ({refused})."
    rest, known = rows[rows["refused"] != ""], rows[rows["refused"] == ""]
    sentences = _fill(corrected, known) + _fill(bare, rest, value="")
    if len(known) > 1:
        differs = differs_from_zero(known.assign(n_docs=known["n_labelled_docs"]))
        names_of = ", ".join(known.loc[differs, "actor_id"]) or "none"
        sentences.append(
            f"Of these {len(known)} corrected means those that differ from zero when all are tested"
            f" together: {names_of}."
        )
    return sentences


def describe_changes(
    changes: pd.DataFrame, *, registry: Registry, events: Mapping[str, str]
) -> list[str]:
    """Say how many corrected changes were asked for, and tell those that differ from zero."""
    rows = _beside_the_model(changes)
    rows = rows.assign(
        event=rows["event_id"].map(dict(events)), voice=label_dyads(rows, registry=registry)
    )
    n = (rows["refused"] == "").sum()
    sentence = (
        "{voice} after {event}: {interval}, corrected for the model's errors, {n_docs} documents"
        " labelled. The model alone: {alone}."
    )
    none = "No change is shown. Surest: {voice} after {event}, {interval}, corrected."
    return [
        *_told(
            "change after an event, over the whole record,", len(rows), n, rows["differs"].sum()
        ),
        *_differing(rows, sentence, none=none),
    ]


def _corrected(means: pd.DataFrame) -> pd.DataFrame:
    """The corrected rows of a ppi_means table that were not refused, with the model's own mean.

    Their interval rests on the labelled documents; `n_docs` has those.
    """
    keys = ["holder_id", "actor_id", "period"]
    alone = means[means["method"] == "machine"].rename(columns={"mean": "alone"})
    rows = means[(means["method"] == "ppi") & (means["refused"] == "")]
    rows = rows.merge(alone[[*keys, "alone"]], on=keys)
    return rows.assign(n_docs=rows["n_labelled_docs"])


def _beside_the_model(differences: pd.DataFrame) -> pd.DataFrame:
    """The corrected rows of a table of differences, with what the model alone says in words."""
    alone = differences[differences["method"] == "machine"].reset_index(drop=True)
    rows = differences[differences["method"] == "ppi"].reset_index(drop=True)
    return rows.assign(alone=with_intervals(alone))


def _told(thing: str, n: int, n_labelled: int, n_differing: int) -> list[str]:
    """Say how many of what was asked for can be corrected, or what it takes where none can."""
    first, *rest = thing.split(" ", 1)
    many = " ".join([_count(n, first), *rest])
    if not n:
        return []
    if not n_labelled:
        return [
            f"None of {many} has labels enough to be corrected for the model's errors: label"
            f" passages in {MINIMUM} documents of each, and run again. Until then all of them are"
            " the model alone."
        ]
    return [
        f"Of {many} {n_labelled} have labels enough to be corrected for the model's errors;"
        f" {n_differing} of these differ from zero when all are tested together. The others are the"
        " model alone, not corrected."
    ]


def _differing(rows: pd.DataFrame, sentence: str, *, none: str) -> list[str]:
    """Tell the rows that differ, the largest first, or else the one whose interval is narrowest."""
    told = rows[rows["differs"].astype(bool)]
    if len(told):
        size = told["mean"].abs().sort_values(ascending=False, kind="stable")
        return _fill(sentence, told.loc[size.index])
    width = (rows["high"] - rows["low"]).astype(float).dropna().nsmallest(1)
    return _fill(none, rows.loc[width.index])


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


def describe_claim(
    specifications: pd.DataFrame,
    *,
    claim: Claim,
    choices: Choices,
    corrected: pd.DataFrame,
    scorers: pd.DataFrame,
    attenuation: float,
    left_out: pd.DataFrame,
    permutations: pd.DataFrame,
    registry: Registry,
) -> list[str]:
    """Say whether a claim holds, with its corrected and main estimates, its curve, and what it
    hangs on.

    A claim is robust where the interval of the main specification leaves out zero, does so without
    any one source or speaker, where most specifications leave out zero, where shuffled dates seldom
    give as large a change, and where no scorer was found too bad to vote. The verdict names every
    reason against it. `corrected` is the `changes` table of the opinions that the main
    specification counts, `scorers` the table of `scorer_votes`, `attenuation` the slope of the
    score on the labels.
    """
    who = f"{source_label(claim.holder, registry=registry)} about {registry.name_of(claim.target)}"
    after = f"{who} after {claim.until or claim.day}, minus before"
    sentences = [
        f"{after}: not corrected for the model's errors ({row.refused})."
        if row.refused
        else f"{after}: {format_interval(row.mean, row.low, row.high)}, corrected for the model's"
        f" errors by {row.n_docs} labelled documents."
        for row in corrected[corrected["method"] == "ppi"].itertuples()
    ]
    held = f"The claim that the tone of {who} changed on {claim.day} is"
    main = main_specification(specifications, choices=choices)
    if main["refused"]:
        return [*sentences, f"{held} too thin to be tested.", f"Too thin: {main['refused']}."]
    drawn = voting(specifications)
    left_out = left_out.assign(name=left_out["left"].map(registry.name_of))
    reasons = _reasons(main, drawn, left_out, permutation_p(permutations), attenuation)
    if (scorers.loc[scorers["votes"], "state"] == FAILED).any():
        reasons.insert(0, f"no scorer passes the floor of {FLOOR}, so that nothing here decides")
    verdict = f"not robust: {'; '.join(reasons)}"
    interval = format_interval(main["estimate"], main["low"], main["high"])
    estimate = drawn["estimate"]
    n_asked, n_alike = specifications.loc[specifications["votes"], "n_alike"].agg(["size", "sum"])
    sentences += [
        f"{held} {verdict if reasons else 'not overturned by anything tried here'}.",
        f"{after}: {interval} in the main specification, by the model alone"
        f" ({main['n_before']} documents before, {main['n_after']} after).",
        f"{n_alike} combinations of choices are {n_asked} distinct specifications, of which"
        f" {len(drawn)} could be estimated: from"
        f" {estimate.min():+.2f} to {estimate.max():+.2f}, median {estimate.median():+.2f};"
        f" {(estimate < 0).mean():.0%} lie below zero, {(drawn['high'] < 0).sum()} with their whole"
        f" interval, {(drawn['low'] > 0).sum()} with it above.",
    ]
    votes = scorers.assign(
        word=np.where(scorers["votes"], "votes", "is drawn apart, without a vote")
    )
    known = votes["state"] != UNMEASURED
    read = (
        "{scorer} {word}: macro-F1 {macro_f1:.2f} [{low:.2f}, {high:.2f}] on {n:,} labels that it"
        f" did not learn from ({{state}} of {FLOOR})."
    )
    sentences += _fill(read, votes[known], value="")
    unknown = (
        "{scorer} {word}, and nobody has measured how well it reads: {n_docs} documents labelled."
    )
    sentences += _fill(unknown, votes[~known], value="")
    effect = (
        "Changing {choice} ({option}) moves the estimate by {shift:+.2f} on average and turns its"
        " sign in {turned:.0%} of {n} pairs; the choice explains {share:.0%} of the variance."
    )
    effects = choice_effects(specifications, choices=choices)
    largest = effects.assign(size=effects["shift"].abs()).nlargest(1, ["share", "size"])
    sentences += _fill(effect, largest, value="")
    without = (
        "Without {name} ({n_docs} documents) the main estimate is {estimate}: the {by} that shifts"
        " it most."
    )
    most = left_out.groupby("by", sort=False).head(1)
    most = most.assign(estimate=with_intervals(most, value="estimate"))
    return sentences + _fill(without, most, value="") + describe_permutations(permutations)


def _reasons(
    main: pd.Series, drawn: pd.DataFrame, left_out: pd.DataFrame, p: float, attenuation: float
) -> list[str]:
    """What speaks against a claim, and beside an interval with zero what could have been found."""

    def power(detectable: float) -> str:
        labels = f", {detectable / attenuation:.2f} of the labels" if attenuation > 0 else ""
        return f"a change of {detectable:.2f} of the score{labels}, in four cases of five"

    fallen = left_out[(left_out["refused"] == "") & ~_clear(left_out)].head(2)
    n_docs = main["n_before"] + main["n_after"]
    words = (
        "without {name} ({by}, {n_docs} of {all} documents) the interval includes zero, where the"
        " rest could have found {power}"
    )
    fallen = fallen.assign(all=n_docs, power=fallen["detectable"].map(power))
    reasons = _fill(words, fallen, value="")
    if main["low"] <= 0 <= main["high"]:
        interval = format_interval(main["estimate"], main["low"], main["high"])
        could = f"its documents could have found {power(main['detectable'])}"
        reasons = [f"its interval includes zero ({interval}; {could})"]
    if 2 * (n_clear := int(_clear(drawn).sum())) <= len(drawn):
        reasons.append(
            f"only {n_clear} of {len(drawn)} specifications have an interval without zero"
        )
    if p > 0.05:
        reasons.append(f"shuffled dates give as large a change in {p:.1%} of the runs")
    return reasons


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
