"""Known facts of the UN speeches, read by eye and set beside what the library reads.

The facts are chosen by a rule, so that nobody could pick those that hold: every mention of another
state in a sentence with "aggress…", in the speeches of delegations that the registry knows. Read
one by one (by a language model), they call the mentioned state an aggressor or not (`said`). What
the model reads wrong is in the file too, with `holds` no, and is counted in the datasheet.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import standpoint as sp
from chain_for_tests import DATA

FACTS = pd.read_csv(Path(__file__).parent / "statement_facts.csv").fillna("")
KEY = ["speech", "start", "end", "actor_id"]


@pytest.fixture(scope="module")
def read() -> pd.DataFrame:
    """Opinions about the states of the facts, in all speeches that have one."""
    frame = pd.read_parquet(DATA / "statements" / "un-case.parquet")
    corpus = sp.Corpus(
        frame[frame["text"].str.contains("aggress", case=False)],
        text="text",
        speaker="delegation",
        date="date",
        actors=DATA / "actors.yml",
    )
    documents = corpus.documents[["doc_id", "speaker", "source"]]
    documents = documents.assign(speech=documents["source"].str.split("#").str[1])
    told = corpus.sentences()[corpus.sentences()["text"].str.contains("aggress", case=False)]
    mentions = corpus.mentions()
    states = sorted(set(FACTS["actor_id"]))
    opinions = corpus.call(sp.opinions, mentions, scorer=corpus.scorer, actors=states)
    rows = opinions.merge(told[["doc_id", "sent_id"]]).merge(documents, on="doc_id")
    speaks = rows["speaker"].map(corpus.registry.find).fillna("")
    return rows[(speaks != "") & (speaks != rows["actor_id"])]


def test_the_facts_are_all_that_the_rule_finds(read: pd.DataFrame) -> None:
    assert len(FACTS) >= 20
    found, listed = (set(map(tuple, table[KEY].to_numpy())) for table in (read, FACTS))
    assert found == listed


@pytest.mark.parametrize(
    "n", range(len(FACTS)), ids=lambda n: "-".join(map(str, FACTS.loc[n, KEY]))
)
def test_who_is_called_an_aggressor_comes_out_negative(n: int, read: pd.DataFrame) -> None:
    fact = FACTS.loc[n]
    row = read.merge(FACTS.loc[[n], KEY]).iloc[0]
    holds = (row["label"] == "negative") == (fact["said"] == "aggressor")
    if fact["holds"] == "no":
        assert not holds and row["label"] != "positive", "it holds now: say so in the file"
        return
    assert holds
    if fact["said"] == "aggressor":
        assert row["holder_id"] == fact["holder"]


def test_the_datasheet_counts_what_does_not_hold() -> None:
    sheet = (DATA / "statements" / "README.md").read_text(encoding="utf-8")
    wrong = FACTS[FACTS["holds"] == "no"]
    n = (FACTS["said"] == "aggressor").sum()
    assert f"{len(wrong)} of {len(FACTS)}" in sheet and f"{n} call" in sheet
    assert all(f"`{row.speech}` {row.start}" in sheet for row in wrong.itertuples())


def test_the_speeches_of_each_side_about_the_other_are_negative_on_the_whole(
    read: pd.DataFrame,
) -> None:
    means = read.groupby(["holder_id", "actor_id"])["score"].mean()
    assert means["armenia", "azerbaijan"] < -0.3 and means["azerbaijan", "armenia"] < -0.3
