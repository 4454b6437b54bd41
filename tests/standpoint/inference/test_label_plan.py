"""Widths that are foretold are those that labels then have, and what is assumed is said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from standpoint import tables
from standpoint.inference.label_plan import ASSUMED, plan_labels
from standpoint.inference.ppi import ppi_means

DAYS = pd.date_range("2020-01-01", periods=200, freq="D")
EVENT = pd.DataFrame({"id": ["e"], "begin": [DAYS[100]], "end_date": [DAYS[100]]})


def passages(n_labelled: int, *, seed: int = 0) -> pd.DataFrame:
    """One passage a document, of which so many are labelled; scores say nothing."""
    g = np.random.default_rng(seed)
    labels = np.where(np.arange(200) < n_labelled, g.choice(tables.LABELS, 200), "")
    rows = {"doc_id": [f"d{n:03}" for n in range(200)], "actor_id": "iran", "predicted": "neutral"}
    frame = pd.DataFrame(rows | {"score": g.normal(0, 0.1, 200), "reference_label": labels})
    frame = frame.assign(n_coders=(labels != "").astype(int), probability=np.nan)
    return tables.make(frame.to_dict("records"), "labelled")


@pytest.fixture
def documents() -> pd.DataFrame:
    days = pd.DataFrame({"doc_id": passages(0)["doc_id"], "published_start": DAYS})
    days["published_end"] = days["published_start"]
    return tables.make(days.to_dict("records"), "documents")


def planned(drawn: pd.DataFrame, labelled: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    options = {"landmarks": EVENT, "actors": ["iran"], "width": 0.2}
    return plan_labels(drawn, labelled=labelled, documents=documents, **options)


def test_a_width_that_is_foretold_from_forty_labels_is_that_of_two_hundred(documents) -> None:
    found = planned(passages(0), passages(40), documents).set_index("event_id")
    real = ppi_means(passages(200), documents=documents).set_index("method").loc["labels"]
    assert found.loc["", "width"] == pytest.approx(real["high"] - real["low"], rel=0.15)
    assert found.loc["", "basis"] == "40 labelled documents"
    wide = found.loc["e", "width"] / found.loc["", "width"]
    assert wide == pytest.approx(2, rel=0.02), "two halves: twice the width of one mean of all"
    assert found.loc["e", ["n_before", "n_after"]].tolist() == [100, 100]


def test_without_labels_the_three_are_taken_to_be_equally_frequent(documents) -> None:
    found = planned(passages(0), passages(0), documents).set_index("event_id")
    half = found.loc["", "width"] / 2
    assert half == pytest.approx(1.972 * np.sqrt(ASSUMED / 200), abs=1e-3)
    assert set(found["basis"]) == {"assumed"}
    assert found.loc["", "needed"] == np.ceil(ASSUMED * (1.96 / 0.1) ** 2)
    assert found.loc["e", "needed"] == np.ceil(2 * ASSUMED * (1.96 / 0.1) ** 2)


def test_too_few_on_a_side_have_no_width_and_undated_texts_are_on_none(documents) -> None:
    found = planned(passages(0).iloc[:105], passages(0), documents).set_index("event_id")
    assert np.isnan(found.loc["e", "width"]) and found.loc["e", "n_after"] == 5
    documents.loc[:49, ["published_start", "published_end"]] = pd.NaT
    found = planned(passages(0), passages(0), documents).set_index("event_id")
    assert found.loc["", "n_after"] == 150 and found.loc["e", "n_before"] == 50


def test_an_actor_of_whom_nothing_was_drawn_has_a_row(documents) -> None:
    found = planned(passages(0).head(0), tables.empty("labelled"), documents)
    assert found["width"].isna().all() and found["n_after"].tolist() == [0, 0]
