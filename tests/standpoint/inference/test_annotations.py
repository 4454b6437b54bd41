"""Hand labels: what the files promise, and how a label finds its passage."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from chain_for_tests import chain, document
from standpoint import tables
from standpoint.actors.registry import read_registry
from standpoint.errors import InputError, TableError
from standpoint.inference.annotations import (
    annotation_files,
    belonging,
    consensus,
    differing,
    match_labels,
    passage_key,
    read_annotations,
    unmatched,
)

ROOT = Path(__file__).parents[3]
DATA = ROOT / "data"
LABELS = sorted((DATA / "annotations").glob("*.csv"))
TEXT = "Russia accused France of lying. France thanked Armenia."


def rows(*given: tuple[str, str, str], text: str = TEXT, **more: object) -> pd.DataFrame:
    return tables.make(
        [
            {
                "doc_id": "x",
                "end": len(text),
                "actor_id": actor,
                "coder": coder,
                "label": label,
                "passage": passage_key(text),
            }
            | more
            for actor, coder, label in given
        ],
        "annotations",
    )


@pytest.fixture(scope="module")
def corpus():
    return chain(
        document(TEXT),
        document("Iran praised Armenia.", duplicate_of="d9"),
        document("Turkey met Iran."),
    )


# --- the bundled labels


def bundled() -> pd.DataFrame:
    return pd.concat(
        [
            pd.read_csv(path, dtype=str, keep_default_na=False).assign(file=path.name)
            for path in LABELS
        ],
        ignore_index=True,
    )


def readme() -> str:
    return " ".join((DATA / "annotations" / "README.md").read_text(encoding="utf-8").split())


def test_each_label_is_of_the_text_it_stands_for_and_of_a_known_actor() -> None:
    text = pd.read_csv(DATA / "digest.csv", dtype=str).set_index("id")["summary"]
    registry = read_registry(DATA / "actors.yml")
    for row in bundled().itertuples():
        assert row.passage == passage_key(text[row.doc_id]) and (row.start, row.end) == (
            "0",
            str(len(text[row.doc_id])),
        )
        assert row.actor_id in registry


def test_the_readme_counts_what_is_there() -> None:
    table, agreed = bundled(), consensus(read_annotations(*LABELS))
    for file, part in table.groupby("file"):
        assert (
            f"| `{file}` | {part['doc_id'].nunique()} |"
            f" {len(part[['doc_id', 'actor_id']].drop_duplicates())} |" in readme()
        )
    pairs = table[table["coder"].isin(["model-1", "model-2"])].pivot(
        index=["doc_id", "actor_id"], columns="coder", values="label"
    )
    assert f"{len(pairs)} items read by two independent coders" in readme() and pairs.notna().all(
        axis=None
    )
    assert (
        f"who differ in {(pairs['model-1'] != pairs['model-2']).sum()};"
        f" {(table['coder'] == 'model-3').sum()} items" in readme()
    )
    assert f"{(agreed['reference_label'] != '').sum()} of the {len(agreed)}" in readme()
    used = table.drop_duplicates("doc_id")["used_in_training"].value_counts()
    assert f"{used['True']} entries; {used['False']} are kept apart" in readme()
    assert "No human has coded anything yet" in readme()


def test_training_is_told_by_the_rule_that_split_it() -> None:
    text = pd.read_csv(DATA / "digest.csv", dtype=str).set_index("id")["summary"]
    earlier = pd.read_csv(DATA / "training" / "reworded.csv", dtype=str).set_index("entry")["md5"]
    for row in bundled().itertuples():
        digest = hashlib.md5(text[row.doc_id].encode(), usedforsecurity=False).hexdigest()
        kept = int(earlier.get(row.doc_id, digest), 16) % 4 == 0
        assert row.used_in_training == str(not kept and row.coder != "model-4"), row.doc_id


def test_the_single_reading_is_the_one_that_the_model_is_measured_on() -> None:
    words = {"-1": "negative", "0": "neutral", "1": "positive", "x": ""}
    read = pd.read_csv(DATA / "training" / "digest_labels.csv", dtype=str)
    single = bundled().query("coder == 'model-4'")
    assert set(zip(read["entry"], read["target"], read["label"].map(words), strict=True)) == set(
        zip(single["doc_id"], single["actor_id"], single["label"], strict=True)
    )


# --- reading and matching


def test_a_label_finds_its_text_and_no_other(corpus) -> None:
    labels = rows(
        ("france", "a", "negative"), ("armenia", "a", "positive"), ("iran", "a", "neutral")
    )
    judged = match_labels(
        corpus.opinions, labels=labels, documents=corpus.documents, sentences=corpus.sentences
    )
    found = judged.set_index(["doc_id", "actor_id"])["reference_label"]
    assert (
        found[("d0", "france")] == "negative"
        and found[("d0", "armenia")] == "positive"
        and found[("d0", "russia")] == ""
    )
    assert "d1" not in set(judged["doc_id"]), "a copy does not count twice"
    assert unmatched(labels, labelled=judged, documents=corpus.documents)["actor_id"].tolist() == [
        "iran"
    ]
    altered = labels.assign(passage=passage_key(TEXT + " "))
    assert (
        match_labels(
            corpus.opinions, labels=altered, documents=corpus.documents, sentences=corpus.sentences
        )["reference_label"]
        == ""
    ).all()


def test_mentions_of_one_passage_are_averaged(corpus) -> None:
    france = corpus.opinions[
        (corpus.opinions["doc_id"] == "d0") & (corpus.opinions["actor_id"] == "france")
    ]
    assert len(france) == 2
    row = (
        match_labels(
            corpus.opinions, labels=rows(), documents=corpus.documents, sentences=corpus.sentences
        )
        .set_index(["doc_id", "actor_id"])
        .loc[("d0", "france")]
    )
    assert row["score"] == pytest.approx(france["score"].mean()) and row["n_mentions"] == 2


def test_sentences_are_judged_where_more_labels_fit_them(corpus) -> None:
    sentence = "France thanked Armenia."
    labels = rows(("armenia", "a", "positive"), text=sentence)
    judged = match_labels(
        corpus.opinions, labels=labels, documents=corpus.documents, sentences=corpus.sentences
    )
    labelled = judged[judged["reference_label"] != ""]
    assert labelled[["doc_id", "sent_id", "start"]].values.tolist() == [
        ["d0", 1, TEXT.index(sentence)]
    ]
    with pytest.raises(ValueError, match="unit 'page'"):
        match_labels(
            corpus.opinions,
            labels=labels,
            documents=corpus.documents,
            sentences=corpus.sentences,
            unit="page",
        )


def test_more_than_half_of_the_coders_decide() -> None:
    votes = rows(
        ("france", "a", "negative"),
        ("france", "b", "neutral"),
        ("russia", "a", "negative"),
        ("russia", "b", "negative"),
        ("russia", "c", ""),
        ("iran", "a", ""),
    )
    assert consensus(votes).set_index("actor_id")["reference_label"].to_dict() == {
        "france": "",
        "russia": "negative",
        "iran": "",
    }


def test_where_a_person_has_read_models_have_no_vote() -> None:
    votes = rows(
        ("france", "model-1", "negative"),
        ("france", "model-2", "negative"),
        ("france", "ani", "neutral"),
        ("russia", "model-1", "positive"),
    )
    assert consensus(votes).set_index("actor_id")[
        ["reference_label", "n_coders"]
    ].to_numpy().tolist() == [
        ["neutral", 1],
        ["positive", 1],
    ]
    assert consensus(votes.head(0)).empty


def test_what_coders_agreed_on_in_the_end_holds_against_their_votes() -> None:
    votes = rows(
        ("france", "ani", "negative"),
        ("france", "lilit", "negative"),
        ("france", "agreed-eva", "neutral"),
        ("russia", "ani", "positive"),
        ("iran", "model-1", "negative"),
        ("iran", "agreed-eva", ""),
    )
    found = consensus(votes).set_index("actor_id")
    assert found["reference_label"].to_dict() == {
        "france": "neutral",
        "russia": "positive",
        "iran": "",
    }
    assert found["n_coders"].to_dict() == {"france": 1, "russia": 1, "iran": 1}


def test_a_holder_who_was_not_asked_for_is_no_difference() -> None:
    answers = [("a", "negative", ""), ("b", "negative", "armenia")]
    labels = pd.concat([rows(("france", c, label), holder=h) for c, label, h in answers])
    assert differing(labels).empty
    assert len(differing(labels.assign(holder=["author", "armenia"]))) == 2
    assert len(differing(labels.assign(label=["", "negative"]))) == 2, "one could not decide"


def test_old_files_without_probability_and_note_are_read(tmp_path: Path) -> None:
    path = tmp_path / "me.csv"
    path.write_text(GOOD, encoding="utf-8")
    row = read_annotations(path).iloc[0]
    assert pd.isna(row["probability"]) and row["note"] == ""
    more = GOOD.replace("passage\n", "passage,probability,note\n").replace("abc", "abc,0.25,hm")
    path.write_text(more, encoding="utf-8")
    row = read_annotations(path).iloc[0]
    assert (row["probability"], row["note"]) == (0.25, "hm")


def test_labels_of_another_corpus_are_left_aside(corpus) -> None:
    labels = pd.concat(
        [rows(("france", "a", "negative")), rows(("france", "a", "negative"), text="elsewhere")],
        ignore_index=True,
    )
    assert len(belonging(labels, documents=corpus.documents, sentences=corpus.sentences)) == 1


def test_a_word_list_learnt_from_nothing(corpus) -> None:
    labels = rows(("france", "a", "negative"), used_in_training=True)
    assert not match_labels(
        corpus.opinions, labels=labels, documents=corpus.documents, sentences=corpus.sentences
    )["used_in_training"].any()
    taught = corpus.opinions.assign(scorer="encoder 1")
    assert (
        match_labels(taught, labels=labels, documents=corpus.documents, sentences=corpus.sentences)[
            "used_in_training"
        ].sum()
        == 3
    ), "the text was learnt from, whichever actor was asked about"


def test_opinions_of_two_scorers_are_refused(corpus) -> None:
    both = pd.concat([corpus.opinions, corpus.opinions.assign(scorer="other")])
    with pytest.raises(TableError, match="several scorers"):
        match_labels(both, labels=rows(), documents=corpus.documents, sentences=corpus.sentences)


def test_nothing_to_judge_gives_an_empty_table(corpus) -> None:
    empty = match_labels(
        tables.empty("opinions"),
        labels=rows(("france", "a", "negative")),
        documents=corpus.documents,
        sentences=corpus.sentences,
    )
    assert empty.empty and list(empty.columns) == list(tables.SCHEMAS["labelled"].columns)
    assert (
        match_labels(
            corpus.opinions,
            labels=tables.empty("annotations"),
            documents=corpus.documents,
            sentences=corpus.sentences,
        )["reference_label"]
        .eq("")
        .all()
    )


GOOD = "doc_id,start,end,actor_id,coder,label,passage\nd,0,9,france,me,neutral,abc\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("neutral", "nuetral"), "line 2: unknown label 'nuetral'"),
        (GOOD.replace("passage\n", "passge\n"), "no column passage"),
        (GOOD.replace(",abc", ","), "line 2: passage, actor_id or coder is empty"),
        (GOOD.replace("0,9", "0,nine"), "line 2: end is not a number"),
        (
            GOOD.replace("passage\n", "passage,used_in_training\n").replace("abc", "abc,maybe"),
            "used_in_training is 'maybe'",
        ),
        (
            GOOD.replace("passage\n", "passage,drawn\n").replace("abc", "abc,lots"),
            "drawn is 'lots'",
        ),
        (
            GOOD.replace("passage\n", "passage,probability\n").replace("abc", "abc,0"),
            "probability is '0'",
        ),
        ("", "cannot be read as CSV"),
    ],
)
def test_broken_files_are_named_with_line_and_remedy(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=rf"mine\.csv.*{said}"):
        read_annotations(tmp_path / "mine.csv")


def test_the_later_row_holds(tmp_path: Path) -> None:
    path = tmp_path / "me.csv"
    path.write_text(GOOD + "d,0,9,france,me,positive,abc\n", encoding="utf-8")
    assert read_annotations(path)[["actor_id", "label"]].values.tolist() == [["france", "positive"]]


def test_the_labels_of_a_study_come_after_those_of_all(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "mine/ani.csv", "other/ani.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    found = [path.relative_to(tmp_path).as_posix() for path in annotation_files(tmp_path, "mine")]
    assert found == ["a.csv", "b.csv", "mine/ani.csv"]
    assert len(annotation_files(tmp_path)) == 2
