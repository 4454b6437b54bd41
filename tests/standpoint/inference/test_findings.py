"""Findings in words: what a notebook prints is what the tables hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from standpoint import tables
from standpoint.actors.registry import read_registry
from standpoint.inference import findings
from standpoint.inference.robustness import Choices, Claim

REGISTRY = read_registry(Path(__file__).parents[3] / "data" / "actors.yml")
NAMES = {"russia": "Russia", "armenia": "Armenia"}


def event_study(*changes: dict) -> pd.DataFrame:
    row = tables.blank_row("event_study") | {
        "event_id": "e",
        "holder_id": "armenia",
        "actor_id": "russia",
        "measure": "sentiment",
        "finding": "refused",
    }
    return tables.make([row | change for change in changes], "event_study")


def test_tests_are_counted_by_what_they_are_made_of() -> None:
    tested = {"finding": "no change found", "p": 0.4, "p_adjusted": 0.8, "detectable": 0.5}
    tested |= {"change": -0.2, "low": -0.5, "high": 0.1, "attenuation": 0.4}
    table = event_study(tested, {"measure": "attention"}, {"actor_id": "csto"}, {"event_id": "f"})
    first, size, nearest = findings.describe_tests(table, registry=REGISTRY, events={"e": "War"})
    assert first.startswith("We ran 4 tests (2 events × 2 pairs × 2 measures), of the model alone")
    assert "3 had too few" in first
    assert "Of the other 1, none found a change" in first
    assert size.startswith(
        "Best powered: Armenian voices on Russia at War, where a change of 0.50 on the scale of the"
        " labels, of which the model's score shows 40%, would be found in four cases of five"
    )
    assert nearest.startswith("Nearest to a change in sentiment: Armenian voices on Russia at War,")
    (refused,) = findings.describe_tests(event_study({}), registry=REGISTRY, events={})
    assert refused == (
        "We ran 1 test (1 event × 1 pair × 1 measure), of the model alone, not corrected for its"
        " errors. 1 had too few documents."
    )
    assert (
        "nothing was tested"
        in findings.describe_tests(event_study(), registry=REGISTRY, events={})[0]
    )


def test_a_change_that_was_found_is_said_with_its_place_among_the_dates() -> None:
    found = {"finding": "change at this date", "change": -0.4, "low": -0.6, "high": -0.2}
    found |= {
        "attenuation": 1.0,
        "p": 0.0,
        "detectable": 0.3,
        "placebo_rank": 1,
        "placebo_dates": 99,
        "n_before": 20,
    }
    sentences = findings.describe_tests(event_study(found), registry=REGISTRY, events={})
    assert "1 found a change after correction" in sentences[0]
    assert "a change of 0.30 of the model's score, more of the labels, would" in sentences[1]
    assert "-0.40 [-0.60, -0.20] (20 documents before" in sentences[2]
    assert sentences[2].endswith("rank 1 of 100 dates: change at this date.")


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ([], "no change point was found"),
        ([1.0], "1 possible change point that a stricter setting does not find"),
        ([1.0, 0.5], "2 possible change points that a stricter setting does not find"),
        ([1.5], "Armenian voices on Russia, from +0.20 to -0.10 around 2022-05-05"),
    ],
)
def test_change_points_count_only_where_they_survive(kept: list[float], words: str) -> None:
    day = pd.Timestamp("2022-05-05")
    row = tables.blank_row("change_points") | {"holder_id": "armenia", "actor_id": "russia"}
    row |= {"mean_before": 0.2, "mean_after": -0.1, "low_date": day, "high_date": day}
    row["finding"] = "change point" if kept else "none found"
    days = [day + pd.Timedelta(days=place) for place in range(max(len(kept), 1))]
    rows = [row | {"date": d, "kept_up_to": k} for d, k in zip(days, kept or [np.nan], strict=True)]
    points = tables.make(rows, "change_points")
    (sentence,) = findings.describe_change_points(points, registry=REGISTRY)
    assert words in sentence
    told = findings.describe_change_points(points, registry=REGISTRY, tests=["No change found."])
    firm = max(kept, default=0) > 1
    assert told == ([sentence, "No change found."] if firm else ["No change found.", sentence])


def test_an_actor_of_whom_nobody_speaks_is_said_too() -> None:
    nobody = findings.describe_actor(
        tables.empty("ppi_means"), opinions=tables.empty("opinions"), name="Iran"
    )
    assert nobody == ["Iran is not spoken of in the dated documents of this corpus."]


def test_bias_is_clear_where_both_intervals_leave_out_zero() -> None:
    row = {"by": "actor", "measure": "bias", "value": 0.2, "n": 20, "n_docs": 12, "n_trained": 8}
    made = {
        name: tables.make(
            [
                row | {"group": "russia", "low": 0.1, "high": 0.3},
                row | {"group": "armenia", "low": 0.2 - half, "high": 0.2 + half},
            ],
            "agreement",
        )
        for name, half in (("all", 0.1), ("held_out", 0.3))
    }
    first, kind = findings.describe_bias(made["all"], held_out=made["held_out"], names=NAMES)
    assert first.startswith("For 1 of 2 actors the model is clearly too kind or too harsh, all")
    assert kind == "Too kind (bias with 95 % interval): Russia +0.20 [+0.10, +0.30]."
    none = tables.empty("agreement")
    assert findings.describe_bias(none, held_out=none, names=NAMES) == []


CHOICES = Choices(scorer=("s",), window=(0, 365), period=("all",), certainty=(0.0,))
CLAIM = Claim("armenia", "russia", "2022-12-29")


def curve(low: float, high: float) -> pd.DataFrame:
    keys = {"scorer": "s", "period": "all", "certainty": 0.0, "hedged": True, "duplicates": False}
    ends = {"estimate": (low + high) / 2, "low": low, "high": high, "n_before": 9, "n_after": 8}
    ends |= {"detectable": 0.2, "votes": True, "n_alike": 2}
    rows = [
        keys | ends | {"window": window, "aggregation": way, "definition": "metonyms"}
        for window in CHOICES.window
        for way in CHOICES.aggregation
    ]
    return tables.make(rows, "specifications")


def left_out(low: float, high: float) -> pd.DataFrame:
    row = {"by": "holder", "left": "russia", "n_docs": 4, "low": low, "high": high}
    row["detectable"] = 0.3
    return tables.make([row | {"estimate": (low + high) / 2, "shift": 0.1}], "leave_one_out")


def shuffled(real: float, *medians: float) -> pd.DataFrame:
    return pd.DataFrame({"median": [real, *medians]})


def judged(table: pd.DataFrame, **more) -> list[str]:
    measured = {"macro_f1": 0.67, "low": 0.6, "high": 0.7, "n": 800, "n_docs": 240}
    scorers = pd.DataFrame([{"scorer": "s", "state": "above the floor", "votes": True} | measured])
    corrected = {"method": ["machine", "ppi"], "mean": [0.3, 0.4], "low": 0.1, "high": 0.7}
    corrected = pd.DataFrame(corrected | {"n_docs": 25, "refused": ""})
    parts = {"choices": CHOICES, "claim": CLAIM, "registry": REGISTRY, "attenuation": 0.4}
    parts |= {"left_out": left_out(0.1, 0.5), "permutations": shuffled(0.3, *[0.0] * 99)}
    return findings.describe_claim(
        table, **parts | {"scorers": scorers, "corrected": corrected} | more
    )


@pytest.mark.parametrize(
    ("ends", "without", "runs", "verdict"),
    [
        ((0.1, 0.5), (0.1, 0.5), [0.0] * 99, "not overturned by anything tried here"),
        ((-0.1, 0.5), (0.1, 0.5), [0.0] * 99, "not robust: its interval includes zero (+0.20"),
        ((0.1, 0.5), (-0.1, 0.5), [0.0] * 99, "without Russia (holder, 4 of 17 documents) the"),
        ((0.1, 0.5), (0.1, 0.5), [0.4] * 9, "shuffled dates give as large a change in 100.0%"),
    ],
)
def test_one_reason_is_enough_to_call_a_claim_not_robust(ends, without, runs, verdict) -> None:
    more = {"left_out": left_out(*without), "permutations": shuffled(0.3, *runs)}
    corrected, first, estimate, curved, *_, last = judged(curve(*ends), **more)
    assert corrected == (
        "Armenian voices about Russia after 2022-12-29, minus before: +0.40 [+0.10, +0.70],"
        " corrected for the model's errors by 25 labelled documents."
    )
    assert verdict in first and "Armenian voices about Russia" in estimate
    assert curved.startswith("12 combinations of choices are 6 distinct specifications, of which 6")
    assert last.endswith(f"of {len(runs)} runs give a median change this large.")


def test_an_interval_with_zero_stands_beside_what_could_have_been_found() -> None:
    verdict = judged(curve(0.1, 0.5), left_out=left_out(-0.1, 0.5))[1]
    power = "a change of 0.30 of the score, 0.75 of the labels, in four cases of five"
    assert f"the interval includes zero, where the rest could have found {power}" in verdict
    verdict = judged(curve(-0.1, 0.5), attenuation=np.nan)[1]
    assert "could have found a change of 0.20 of the score, in four cases of five" in verdict


def test_scorers_without_a_vote_change_no_number_and_are_named() -> None:
    scorers = {"scorer": ["s", "t"], "state": ["above the floor", "below the floor"], "n": 90}
    scorers |= {"macro_f1": [0.7, 0.3], "low": 0.2, "high": 0.8, "votes": [True, False]}
    scorers = pd.DataFrame(scorers | {"n_docs": 40})
    apart = curve(-0.9, -0.8).assign(scorer="t", votes=False)
    table = pd.concat([curve(0.1, 0.5), apart], ignore_index=True)
    told, before = judged(table, scorers=scorers), judged(curve(0.1, 0.5))
    assert [s for s in told if "macro-F1" not in s] == [s for s in before if "macro-F1" not in s]
    assert "t is drawn apart, without a vote: macro-F1 0.30 [0.20, 0.80] on 90 labels" in str(told)
    nobody = scorers.head(1).assign(state="below the floor")
    assert "not robust: no scorer passes the floor" in judged(curve(0.1, 0.5), scorers=nobody)[1]
    unknown = scorers.head(1).assign(state="unmeasured", n_docs=0)
    told = judged(curve(0.1, 0.5), scorers=unknown)
    assert "s votes, and nobody has measured how well it reads: 0 documents labelled." in told


def test_a_claim_that_is_too_thin_is_not_judged() -> None:
    thin = curve(0.1, 0.5).assign(refused="1 documents before", estimate=np.nan)
    corrected = {"method": ["ppi"], "mean": np.nan, "low": np.nan, "high": np.nan, "n_docs": 0}
    corrected = pd.DataFrame(corrected | {"refused": "1 of 10 labelled documents needed"})
    first, *rest = judged(thin, corrected=corrected, permutations=shuffled(np.nan))
    assert first.endswith(
        "not corrected for the model's errors (1 of 10 labelled documents needed)."
    )
    assert rest[0].endswith("is too thin to be tested.") and len(rest) == 2


def test_without_labels_it_is_said_that_nothing_is_known() -> None:
    empty = tables.empty("labelled")
    (sentence,) = findings.describe_labels(empty, labels=tables.empty("annotations"))
    assert "No passage of this corpus is labelled yet" in sentence
    assert findings.describe_agreement(tables.empty("agreement")) == []
    assert findings.describe_ppi(tables.empty("ppi_means"), names=NAMES) == []


def test_the_corrected_mean_leads_and_the_model_alone_stands_behind_it() -> None:
    blank = tables.blank_row("ppi_means") | {"n_held_out": 30, "n_docs": 50}
    russia, iran = blank | {"actor_id": "russia"}, blank | {"actor_id": "iran"}
    rows = [
        russia | {"method": "machine", "mean": -0.1},
        russia | {"method": "ppi", "mean": -0.3, "low": -0.5, "high": -0.1},
        iran | {"method": "machine", "mean": 0.2},
        iran | {"method": "ppi", "refused": "2 of 10 labelled documents needed"},
    ]
    first, second = findings.describe_ppi(pd.DataFrame(rows), names=NAMES)
    assert first.startswith(
        "Russia: mean -0.30 [-0.50, -0.10], corrected for the model's errors by"
    )
    assert "by 30 labels that it did not learn from, in 50 documents." in first
    assert first.endswith("The model alone: -0.10.")
    assert "+0.20 by the model alone, not corrected for its errors (2 of 10" in second


def test_changes_that_differ_are_told_and_the_others_counted() -> None:
    row = {"holder_id": "armenia", "actor_id": "russia", "event_id": "war", "refused": ""}
    row |= {"low": np.nan, "high": np.nan}
    rows = [
        row | {"method": "machine", "mean": -0.1, "n_docs": 90, "differs": False},
        row
        | {"method": "ppi", "mean": -0.4, "low": -0.6, "high": -0.2, "n_docs": 40}
        | {"differs": True},
        row | {"method": "machine", "mean": 0.1, "n_docs": 20, "differs": False},
        row
        | {"method": "ppi", "mean": np.nan, "n_docs": 0, "differs": False}
        | {"refused": "3 of 10 labelled documents needed"},
    ]
    changes = pd.DataFrame(rows)
    asked = {"registry": REGISTRY, "events": {"war": "the war"}}
    counted, told = findings.describe_changes(changes, **asked)
    assert counted.startswith("Of 2 changes after an event, over the whole record, 1 have labels")
    assert "; 1 of these differ from zero when all are tested together" in counted
    assert told.startswith("Armenian voices on Russia after the war: -0.40 [-0.60, -0.20], correc")
    assert "40 documents labelled. The model alone: -0.10" in told
    assert findings.describe_changes(changes.head(0), **asked) == [], "nothing was asked"
    nothing = changes.assign(differs=False)
    _, surest = findings.describe_changes(nothing, **asked)
    assert surest.startswith(
        "No change is shown. Surest: Armenian voices on Russia after the war, -0.4"
    )


def pair(holder: str, mean: float, half: float, **more: str) -> list[dict]:
    """A pair's rows of model and correction, the model a tenth higher."""
    row = tables.blank_row("ppi_means") | {"holder_id": holder, "actor_id": "russia"}
    row |= {"n_docs": 40, "n_labelled_docs": 20, "n_held_out": 15, "measure": "score"}
    own = {"method": "ppi", "mean": mean, "low": mean - half, "high": mean + half}
    own = own | more | ({"mean": np.nan, "low": np.nan, "high": np.nan} if more else {})
    return [row | {"method": "machine", "mean": mean + 0.1}, row | own]


def test_the_lowest_pair_is_that_of_the_shrunken_means_and_says_so() -> None:
    """The lowest mean is the least sure: shrunken, it is not the lowest."""
    few = {"refused": "3 of 10 labelled documents needed"}
    rows = pair("armenia", -0.65, 0.6) + pair("iran", -0.6, 0.1) + pair("france", 0.3, 0.1)
    rows += pair("turkey", 0.0, 0.1) + pair("georgia", -0.9, 0.1, **few)
    counted, lowest, highest = findings.describe_pairs(pd.DataFrame(rows), names=NAMES)
    assert counted.startswith("Of 5 pairs of holder and target 4 have labels enough")
    assert "3 of these differ from zero when all are tested together" in counted
    assert lowest.startswith("Lowest: iran about Russia: -0.60 [-0.70, -0.50], corrected by 15")
    assert "it is -0.60 when shrunken" in lowest and lowest.endswith("The model alone: -0.50.")
    assert highest.startswith("Highest: france about Russia: +0.30")
    (_, only) = findings.describe_pairs(pd.DataFrame(pair("iran", -0.6, 0.1)), names=NAMES)
    assert only.startswith("Lowest: iran"), "what is below zero is not called the highest"


def test_two_actors_are_compared_in_words() -> None:
    row = {"actor_id": "russia", "other_id": "iran", "refused": "", "differs": True, "n_docs": 30}
    rows = [
        row | {"method": "machine", "mean": -0.1, "low": -0.2, "high": 0.0},
        row | {"method": "ppi", "mean": -0.4, "low": -0.6, "high": -0.2},
    ]
    counted, told = findings.describe_differences(pd.DataFrame(rows), names=NAMES)
    assert counted.startswith("Of 1 comparison of two actors 1 have labels enough")
    assert told.startswith("Russia is spoken of more critically than iran: -0.40 [-0.60, -0.20]")
    assert told.endswith("The model alone: -0.10 [-0.20, +0.00].")


def test_errors_are_told_beside_what_always_saying_the_same_would_do() -> None:
    given = ["negative"] * 4 + ["neutral"] * 14 + ["positive"] * 2
    read = ["negative", "neutral", "neutral", "neutral", "negative"] + ["neutral"] * 15
    rows = pd.DataFrame({"reference_label": given, "predicted": read, "used_in_training": False})
    rows = rows.assign(doc_id=[f"d{k}" for k in range(20)])
    learnt = rows.assign(doc_id="x", predicted="positive", used_in_training=True)
    open_ = rows.assign(doc_id="y", reference_label="")
    (said,) = findings.describe_errors(pd.concat([rows, learnt, open_], ignore_index=True))
    assert said.startswith("On 20 labels that it did not learn from, the model is right in 70% [")
    assert "calling everything neutral would be right in 70% [" in said
    assert "It misses 75% of 4 critical passages; of those that it calls critical 50% are." in said
    assert findings.describe_errors(rows.head(5)) == []


def test_one_document_is_no_documents() -> None:
    blank = tables.blank_row("ppi_means") | {"actor_id": "russia", "n_docs": 1}
    refused = blank | {"method": "ppi", "refused": "0 of 10 labelled documents needed"}
    table = pd.DataFrame([blank | {"method": "machine", "mean": 0.5}, refused])
    opinions = pd.DataFrame({"label": ["positive"], "hedged": [False]})
    mean, said = findings.describe_actor(table, opinions=opinions, name="Russia")
    assert mean.startswith(
        "Russia: +0.50 by the model alone, not corrected for its errors (0 of 10"
    )
    assert said == "Russia, by the model alone: 1 mention, 0% negative, 100% positive, 0% hedged."


def test_where_nothing_is_labelled_the_sentence_says_what_it_takes_and_nothing_asked_is_silence():
    row = {"holder_id": "armenia", "actor_id": "russia", "event_id": "war", "differs": False}
    row |= {"mean": np.nan, "low": np.nan, "high": np.nan, "n_docs": 0}
    rows = [row | {"method": method, "refused": "0 of 10 needed"} for method in ("machine", "ppi")]
    asked = {"registry": REGISTRY, "events": {"war": "the war"}}
    (said,) = findings.describe_changes(pd.DataFrame(rows), **asked)
    assert said.startswith("None of 1 change after an event") and "label passages in 10" in said
    assert findings.describe_changes(pd.DataFrame(rows).head(0), **asked) == []
