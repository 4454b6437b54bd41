"""Scores made elsewhere: every mention has its row, or the file is refused with what is missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from chain_for_tests import Chain, chain, document
from standpoint.__main__ import main
from standpoint.attitude.opinions import opinions, score
from standpoint.attitude.scorers import Item, load_scorer
from standpoint.attitude.scorers.from_file import PLACE, SHARES
from standpoint.errors import InputError, ScorerError
from standpoint.inference.annotations import TAUGHT

TEXTS = ["Russia accused France of lying.", "Armenia thanked Iran.", "Baku met Turkey."]


@pytest.fixture(scope="module")
def corpus() -> Chain:
    return chain(*[document(text) for text in TEXTS])


def read(corpus: Chain, path: Path) -> pd.DataFrame:
    """The opinions of the corpus by the scores in a file."""
    return opinions(
        corpus.mentions,
        sentences=corpus.sentences,
        documents=corpus.documents,
        registry=corpus.registry,
        scorer=load_scorer(f"csv:{path}"),
    )


def test_an_opinions_table_is_such_a_file_and_comes_back_the_same(corpus, tmp_path) -> None:
    path = tmp_path / "made.csv"
    corpus.opinions.to_csv(path, index=False)
    found = read(corpus, path)
    pd.testing.assert_frame_equal(found[SHARES], corpus.opinions[SHARES])
    assert found["scorer"].str.fullmatch(r"csv:made\.csv [0-9a-f]{8}").all()


def test_score_or_label_will_do_and_sentences_with_targets_too(corpus, tmp_path) -> None:
    path, rows = tmp_path / "made.csv", corpus.opinions
    rows[[*PLACE, "score"]].to_csv(path, index=False)
    np.testing.assert_allclose(read(corpus, path)["score"], rows["score"])
    rows[[*PLACE, "label"]].to_csv(path, index=False)
    assert read(corpus, path)["label"].tolist() == rows["label"].tolist()
    words = corpus.mentions.merge(corpus.sentences, on=["doc_id", "sent_id"])
    words = words.rename(columns={"text": "sentence", "surface": "target"})
    words.assign(label="positive")[["sentence", "target", "label"]].to_csv(path, index=False)
    assert set(read(corpus, path)["score"]) == {1.0}


def test_missing_rows_are_counted_and_the_first_is_named(corpus, tmp_path) -> None:
    path, rows = tmp_path / "made.csv", corpus.opinions
    rows.iloc[2:].to_csv(path, index=False)
    first = rf"{len(rows) - len(rows.iloc[2:])} of {len(rows)} mentions have no row; the first:"
    with pytest.raises(ScorerError, match=rf"{first} doc_id 'd0', start '0', .*'russia'.*add"):
        read(corpus, path)


def test_a_sentence_typed_by_hand_has_no_score_and_no_label(corpus, tmp_path) -> None:
    path = tmp_path / "made.csv"
    corpus.opinions.to_csv(path, index=False)
    row = score("Iran praised Turkey.", "Turkey", scorer=f"csv:{path}").iloc[0]
    assert np.isnan(row["score"]) and row["label"] == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "do not say what was scored"),
        ("sentence,target\nx,y\n", "do not say how"),
        ("sentence,target,label\nx,y,good\n", "line 2: its label is none of negative"),
        ("sentence,target,score\nx,y,0\nx,z,1.5\n", "line 3: its score is not a number"),
        ("sentence,target,score\nx,y,\n", "line 2: its score is not a number"),
        ("sentence,target,p_negative,p_neutral,p_positive\nx,y,.5,.5,.5\n", "line 2: its shares"),
        ("sentence,target,score\nx,y,0\nx,y,1\n", "line 3: scores x, y otherwise"),
        ("", "cannot be read as CSV"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_line(tmp_path, text, message) -> None:
    path = tmp_path / "made.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"made\.csv.*{message}"):
        load_scorer(f"csv:{path}")


def test_shares_rounded_to_two_places_are_taken_and_sum_to_one(tmp_path) -> None:
    path = tmp_path / "made.csv"
    path.write_text("sentence,target,p_negative,p_neutral,p_positive\nBaku spoke.,Baku,.33,.33,.33")
    p = load_scorer(f"csv:{path}").score([Item("Baku spoke.", 0, 4)])
    assert p.sum() == pytest.approx(1)


def test_the_name_says_whether_it_learnt_from_the_labels(tmp_path) -> None:
    names = []
    for stem in ("taught-by-us", "llm"):
        path = tmp_path / f"{stem}.csv"
        path.write_text("sentence,target,score\nx,y,0\n", encoding="utf-8")
        names.append(load_scorer(f"csv:{path}").name.startswith(TAUGHT))
    assert names == [True, False]


def test_the_commands_take_a_file_and_refuse_what_it_lacks(tmp_path, capsys) -> None:
    path, items = tmp_path / "made.csv", tmp_path / "in.jsonl"
    path.write_text("sentence,target,score\nBaku spoke.,Baku,-0.6\n", encoding="utf-8")
    line = '{"id": 1, "sentence": "Baku %s.", "start": 0, "end": 4}\n'
    out = tmp_path / "out.jsonl"
    items.write_text(line % "spoke", encoding="utf-8")
    assert main(["score", str(items), "--out", str(out), "--scorer", f"csv:{path}"]) == 0
    assert '"label": "negative"' in out.read_text(encoding="utf-8")
    items.write_text(line % "slept", encoding="utf-8")
    assert main(["score", str(items), "--out", str(out), "--scorer", f"csv:{path}"]) == 2
    assert "1 of 1 mentions have no row" in capsys.readouterr().err
