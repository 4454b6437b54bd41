"""The labelling tool without a browser: nothing is lost, undo, resuming after a crash, two coders,
and no waiting in a run.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from chain_for_tests import Chain, chain, document
from standpoint import tables
from standpoint.errors import InputError
from standpoint.inference.agreement import between_coders
from standpoint.inference.annotations import match_labels, read_annotations
from standpoint.inference.labelling import COLUMNS, Labelling, labelling, marked

TEXTS = [
    "Russia accused France of lying.",
    "Armenia thanked Iran.",
    "Baku met Turkey.",
    "<script>alert(1)</script> Georgia spoke.",
]


@pytest.fixture(scope="module")
def corpus() -> Chain:
    return chain(*[document(text) for text in TEXTS])


def tool(corpus: Chain, folder: Path, **more) -> Labelling:
    return labelling(
        corpus.sentences, opinions=corpus.opinions, registry=corpus.registry, folder=folder, **more
    )


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_answer_is_on_disk_before_the_next_question(corpus, tmp_path) -> None:
    t = tool(corpus, tmp_path)
    total = len(t.asked)
    assert total == t.left == 7 and not t.path.exists()
    for done, label in enumerate(("negative", "", "positive"), start=1):
        asked = t.current
        t.label(label)
        row = lines(t.path)[-1]
        assert (row["label"], row["actor_id"], row["coder"], row["drawn"]) == (
            label,
            asked["actor_id"],
            "reader-1",
            "random",
        )
        assert len(lines(t.path)) == done and t.left == total - done
    assert tuple(lines(t.path)[0]) == COLUMNS


def test_undo_takes_the_last_back_and_asks_it_again(corpus, tmp_path) -> None:
    t = tool(corpus, tmp_path)
    t.undo()
    assert not t.path.exists(), "nothing to take back"
    first = t.current["actor_id"]
    t.label("negative")
    second = t.current["actor_id"]
    t.label("neutral")
    t.undo()
    assert t.current["actor_id"] == second
    t.undo()
    assert t.current["actor_id"] == first and t.left == len(t.asked) and t.labels().empty
    t.label("positive")
    assert t.labels()["label"].tolist() == ["positive"] and len(lines(t.path)) == 5, (
        "the file forgets nothing"
    )


def test_resumes_where_it_stopped_and_can_undo_an_earlier_day(corpus, tmp_path) -> None:
    first = tool(corpus, tmp_path)
    first.label("negative")
    first.label("neutral")
    again = tool(corpus, tmp_path)
    assert again.left == first.left and again.current["actor_id"] == first.current["actor_id"]
    again.undo()
    assert again.left == first.left + 1


@pytest.mark.parametrize("keep", [1, 30, -1])
def test_a_line_cut_short_by_a_crash_is_taken_off_and_asked_again(
    corpus, tmp_path, keep: int
) -> None:
    t = tool(corpus, tmp_path)
    t.label("negative")
    whole = t.path.read_bytes()
    t.label("positive")
    last = t.path.read_bytes()[len(whole) :]
    t.path.write_bytes(whole + last[:keep])
    again = tool(corpus, tmp_path)
    assert again.left == len(t.asked) - 1 and again.mended == len(last[:keep])
    assert again.path.read_bytes() == whole
    again.label("neutral")
    assert [row["label"] for row in lines(again.path)] == ["negative", "neutral"]


def test_a_header_cut_short_begins_anew(corpus, tmp_path) -> None:
    (tmp_path / "reader-1.csv").write_bytes(b"doc_id,sta")
    t = tool(corpus, tmp_path)
    t.label("neutral")
    assert len(lines(t.path)) == 1 and t.labels()["label"].tolist() == ["neutral"]


def test_a_file_of_another_kind_is_refused_and_not_touched(corpus, tmp_path) -> None:
    path = tmp_path / "reader-1.csv"
    path.write_bytes(b"name,phone\nAni,1\nno line end")
    with pytest.raises(
        InputError, match=r"reader-1\.csv: its columns are not.*another coder's name"
    ):
        tool(corpus, tmp_path)
    assert path.read_bytes() == b"name,phone\nAni,1\nno line end"


def test_a_disk_that_is_full_loses_nothing_and_says_so(corpus, tmp_path, monkeypatch) -> None:
    t = tool(corpus, tmp_path)
    box = t.widget()
    keys, note = box.children[3], box.children[4]
    now = t.current["actor_id"]

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        keys.value = "1"
    assert (
        "not saved: No space left" in note.value
        and t.current["actor_id"] == now
        and t.path.read_bytes() == b""
    )
    keys.value = "13"
    assert t.labels()["label"].tolist() == ["positive"] and "not saved" not in note.value


def typed(corpus, folder: Path, *states: str) -> list[str]:
    """What is on disk after the key field held these texts, one after the other."""
    t = tool(corpus, folder)
    for state in states:
        t.type(state)
    return [row["label"] for row in lines(t.path)] if t.path.exists() else []


@pytest.mark.parametrize(
    ("states", "kept"),
    [
        (("1", "12", "12x"), ["negative", "neutral", ""]),
        (("1", "123X"), ["negative", "neutral", "positive", ""]),  # several keys in one message
        (("1", "12", "1"), ["negative", "neutral", "undone"]),
        (
            ("12", "1u"),
            ["negative", "neutral", "undone", "undone"],
        ),  # rubbed out and u in one message
        (("12", "13"), ["negative", "neutral", "undone", "positive"]),  # corrected in one message
        (("1", "1 ", "1 ?"), ["negative"]),
        (("1?", "1"), ["negative"]),  # the character rubbed out was no answer
        (("1231", ""), ["negative", "neutral", "positive", "negative"]),  # the field was cleared
        (("12", "312"), ["negative", "neutral", "positive"]),  # typed at the wrong end
        (("u",), []),
    ],
)
def test_keys_are_answers_however_the_front_end_sends_them(corpus, tmp_path, states, kept) -> None:
    assert typed(corpus, tmp_path, *states) == kept


def test_buttons_and_keys_do_the_same(corpus, tmp_path) -> None:
    t = tool(corpus, tmp_path)
    head, sentence, buttons, keys, note = t.widget().children
    buttons.children[0].click()
    keys.value = "2"
    assert t.labels()["label"].tolist() == ["negative", "neutral"] and "<b>2 of 7</b>" in head.value
    buttons.children[4].click()
    assert "<b>1 of 7</b>" in head.value
    keys.value = "2q"
    assert "&#x27;q&#x27; means nothing" in note.value
    for _ in range(6):
        buttons.children[1].click()
    assert "Nothing left" in sentence.value and t.left == 0
    t.label("positive")
    assert len(t.labels()) == 7


def test_corpus_text_is_escaped_and_the_scores_are_not_shown(corpus, tmp_path) -> None:
    t = tool(corpus, tmp_path)
    sentence = t.widget().children[1]
    seen = []
    while t.current is not None:
        seen.append(t._sentence())
        t.label("neutral")
    assert not any("<script" in html for html in seen) and any(
        "&lt;script&gt;" in html for html in seen
    )
    assert all(html.count("<mark>") == 1 for html in seen) and "0." not in sentence.value
    assert marked('a "b" & c', [(2, 5), (3, 5)]) == "a <mark>&quot;b&quot;</mark> &amp; c"


def test_uncertain_asks_what_the_machine_is_least_sure_of_and_random_what_the_seed_says(
    corpus, tmp_path
) -> None:
    p = corpus.opinions[["p_negative", "p_neutral", "p_positive"]].max(axis=1)
    least = corpus.opinions.loc[p.idxmin(), "actor_id"]
    assert tool(corpus, tmp_path, sampling="uncertain").asked["actor_id"].iloc[0] == least
    orders = [
        tool(corpus, tmp_path, seed=seed, coder=coder).asked["actor_id"].tolist()
        for seed, coder in ((1, "a"), (1, "b"), (2, "a"))
    ]
    assert orders[0] == orders[1] != orders[2] and sorted(orders[0]) == sorted(orders[2])
    assert len(tool(corpus, tmp_path, how_many=2).asked) == 2
    assert set(tool(corpus, tmp_path, actors=["iran"]).asked["actor_id"]) == {"iran"}


def test_two_coders_end_in_a_table_that_the_rest_reads(corpus, tmp_path) -> None:
    for coder, answers in (("ani", "1213112"), ("lilit k", "1213123")):
        t = tool(corpus, tmp_path, coder=coder)
        t.type(answers)
        assert t.left == 0
    labels = read_annotations(*tmp_path.glob("*.csv"))
    assert between_coders(labels)["n"] == 7 and 0 < between_coders(labels)["kappa"] < 1
    judged = match_labels(
        corpus.opinions, labels=labels, documents=corpus.documents, sentences=corpus.sentences
    )
    assert (judged["reference_label"] != "").sum() == 5 and set(
        judged.loc[judged["reference_label"] != "", "drawn"]
    ) == {"random"}
    assert tables.check(labels, "annotations").equals(labels)


def test_requests_that_cannot_be_met_say_why(corpus, tmp_path) -> None:
    with pytest.raises(ValueError, match="sampling 'best'"):
        tool(corpus, tmp_path, sampling="best")
    for name in ("../me", "", "a/b", ".hidden"):
        with pytest.raises(InputError, match="used for a file"):
            tool(corpus, tmp_path, coder=name)
    with pytest.raises(ValueError, match="label 'good'"):
        tool(corpus, tmp_path).label("good")
    empty = labelling(
        tables.empty("sentences"),
        opinions=tables.empty("opinions"),
        registry=corpus.registry,
        folder=tmp_path,
    )
    assert empty.current is None and "nothing to label" in empty._sentence()


def test_a_run_that_nobody_watches_gets_a_note_and_waits_for_nothing(corpus, tmp_path) -> None:
    import nbformat
    from nbclient import NotebookClient

    for name in ("sentences", "opinions"):
        tables.write(getattr(corpus, name), name, tmp_path)
    source = f"""
from pathlib import Path
import standpoint as sp
from standpoint import tables
registry = sp.read_registry({str(Path(__file__).parents[3] / "data" / "actors.yml")!r})
sentences, opinions = (tables.read(name, Path()) for name in ("sentences", "opinions"))
sp.labelling(sentences, opinions=opinions, registry=registry, folder=Path("labels"))
"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(
        notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    (output,) = notebook.cells[0].outputs
    assert output["name"] == "stdout" and "0 of 7 sentences labelled" in output["text"]
    assert "widgets" not in notebook.metadata and not (tmp_path / "labels").exists()


def test_the_library_loads_no_widgets_before_they_are_shown() -> None:
    script = (
        "import sys, standpoint; assert not {'ipywidgets', 'IPython', 'scipy'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_labels_survive_a_reader_that_is_strict(corpus, tmp_path) -> None:
    t = tool(corpus, tmp_path)
    t.type("13x")
    read = pd.read_csv(t.path, dtype=str, keep_default_na=False)
    assert (
        tuple(read.columns) == COLUMNS
        and read["at"].str.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ").all()
    )
