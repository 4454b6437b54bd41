"""The labelling tool without a browser: nothing is lost, undo, resuming, two coders, and no waiting
in a run.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from chain_for_tests import Chain, chain, document
from standpoint import tables
from standpoint.errors import InputError
from standpoint.inference.agreement import between_coders
from standpoint.inference.annotations import (
    ITEM,
    consensus,
    match_labels,
    read_annotations,
    side_by_side,
)
from standpoint.inference.labelling import HOLDERS, Labelling, labelling, marked

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
        corpus.sentences,
        opinions=corpus.opinions,
        documents=corpus.documents,
        registry=corpus.registry,
        folder=folder,
        **more,
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
            "coder-1",
            "random",
        )
        assert len(lines(t.path)) == done and t.left == total - done
    assert list(lines(t.path)[0]) == list(tables.SCHEMAS["annotations"].columns)


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
    assert t.current["actor_id"] == first and t.left == len(t.asked) and t.labels.empty
    t.label("positive")
    assert t.labels["label"].tolist() == ["positive"] and len(lines(t.path)) == 1


def test_resumes_where_it_stopped_and_can_undo_an_earlier_day(corpus, tmp_path) -> None:
    first = tool(corpus, tmp_path)
    first.label("negative")
    first.label("neutral")
    again = tool(corpus, tmp_path)
    assert again.left == first.left and again.current["actor_id"] == first.current["actor_id"]
    again.label("positive")
    assert [row["label"] for row in lines(again.path)] == ["negative", "neutral", "positive"]
    again.undo()
    again.undo()
    assert again.left == first.left + 1


def test_a_file_of_another_kind_is_refused_and_not_touched(corpus, tmp_path) -> None:
    path = tmp_path / "coder-1.csv"
    path.write_bytes(b"name,phone\nAni,1\nno line end")
    with pytest.raises(InputError, match=r"coder-1\.csv: no column .*see data/annotations/README"):
        tool(corpus, tmp_path)
    assert path.read_bytes() == b"name,phone\nAni,1\nno line end"


def click(box, button: int, *, holder: str | None = "author", words: str = "") -> str:
    """Choose a holder, press a button of the tool, and give what its page says then."""
    page, holders, note, row = box.children
    if holders.options:
        holders.value = holder
    note.value = words
    row.children[button].click()
    return page.value


def test_a_disk_that_is_full_loses_nothing_and_says_so(corpus, tmp_path, monkeypatch) -> None:
    t = tool(corpus, tmp_path)
    box = t.widget()
    click(box, 1)
    before = t.path.read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(pd.DataFrame, "to_csv", full)
        assert "Not saved: No space left" in click(box, 0)
    assert t.left == len(t.asked) - 1 and t.path.read_bytes() == before
    assert "Not saved" not in click(box, 2)
    assert t.labels["label"].tolist() == ["neutral", "positive"]


def test_buttons_answer_and_take_back(corpus, tmp_path) -> None:
    t = tool(corpus, tmp_path)
    box = t.widget()
    assert "<b>0 of 7</b>" in box.children[0].value
    assert [b.description for b in box.children[-1].children] == [
        *tables.LABELS,
        "the text does not say",
        "undo",
    ]
    click(box, 0)
    assert "<b>2 of 7</b>" in click(box, 3)
    assert t.labels["label"].tolist() == ["negative", ""]
    assert "<b>1 of 7</b>" in click(box, 4)
    for _ in range(6):
        page = click(box, 1)
    assert "Nothing left" in page and t.left == 0
    t.label("positive")
    assert len(t.labels) == 7


def test_corpus_text_is_escaped_and_the_scores_are_not_shown(corpus, tmp_path) -> None:
    t = tool(corpus, tmp_path)
    page = t.widget().children[0]
    seen = []
    while t.current is not None:
        seen.append(t._question())
        t.label("neutral")
    assert not any("<script" in html for html in seen) and any(
        "&lt;script&gt;" in html for html in seen
    )
    assert all(html.count("<mark>") == 1 for html in seen) and "0." not in page.value
    assert marked('a "b" & c', [(2, 5), (3, 5)]) == "a <mark>&quot;b&quot;</mark> &amp; c"


def test_the_seed_and_nothing_else_says_what_is_asked(corpus, tmp_path) -> None:
    orders = [
        tool(corpus, tmp_path, seed=seed, coder=coder).asked["actor_id"].tolist()
        for seed, coder in ((1, "a"), (1, "b"), (2, "a"))
    ]
    assert orders[0] == orders[1] != orders[2] and sorted(orders[0]) == sorted(orders[2])
    assert len(tool(corpus, tmp_path, how_many=2).asked) == 2


def test_two_coders_end_in_a_table_that_the_rest_reads(corpus, tmp_path) -> None:
    for coder, answers in (("ani", (0, 1, 0, 2, 0, 0, 1)), ("lilit k", (0, 1, 0, 2, 0, 1, 2))):
        t = tool(corpus, tmp_path, coder=coder)
        for answer in answers:
            t.label(tables.LABELS[answer])
        assert t.left == 0
    labels = read_annotations(*tmp_path.glob("*.csv"))
    assert between_coders(labels)["n"] == 7 and 0 < between_coders(labels)["alpha"] < 1
    judged = match_labels(
        corpus.opinions, labels=labels, documents=corpus.documents, sentences=corpus.sentences
    )
    assert (judged["reference_label"] != "").sum() == 5 and set(
        judged.loc[judged["reference_label"] != "", "drawn"]
    ) == {"random"}
    assert tables.check(labels, "annotations").equals(labels)


def test_requests_that_cannot_be_met_say_why(corpus, tmp_path) -> None:
    for name in ("../me", "", "a/b", ".hidden", "model-5", "agreed-ani"):
        with pytest.raises(InputError, match="used for a file"):
            tool(corpus, tmp_path, coder=name)
    with pytest.raises(ValueError, match="label 'good'"):
        tool(corpus, tmp_path).label("good")
    with pytest.raises(ValueError, match="holder 'mars'"):
        tool(corpus, tmp_path).label("negative", holder="mars")
    empty = labelling(
        tables.empty("sentences"),
        opinions=tables.empty("opinions"),
        documents=tables.empty("documents"),
        registry=corpus.registry,
        folder=tmp_path,
    )
    assert empty.current is None and "Nothing to label" in empty._question()


def test_a_run_that_nobody_watches_gets_a_note_and_waits_for_nothing(corpus, tmp_path) -> None:
    import nbformat
    from nbclient import NotebookClient

    for name in ("sentences", "opinions", "documents"):
        tables.write(getattr(corpus, name), name, tmp_path)
    source = f"""
from pathlib import Path
import standpoint as sp
from standpoint import tables
registry = sp.read_registry({str(Path(__file__).parents[3] / "data" / "actors.yml")!r})
made = {{name: tables.read(name, Path()) for name in ("sentences", "opinions", "documents")}}
sp.labelling(made.pop("sentences"), **made, registry=registry, folder=Path("labels"))
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


def test_a_view_needs_a_holder_and_the_actors_of_the_sentence_are_offered(corpus, tmp_path) -> None:
    t = tool(corpus, tmp_path)
    while "France" not in t.current["text"]:
        t.label("neutral")
    box, done = t.widget(), t.left
    offered = [name for name, _ in box.children[1].options]
    assert offered == ["Russia", "France", *HOLDERS], "in the order of the sentence, none marked"
    assert box.children[1].value is None and "First say whose view" in click(box, 0, holder=None)
    assert t.left == done, "nothing was kept"
    click(box, 0, holder="russia", words=" irony? ")
    kept = t.labels.iloc[-1]
    assert (kept["label"], kept["holder"], kept["note"]) == ("negative", "russia", "irony?")
    assert box.children[1].value is None and box.children[2].value == "", "asked anew each time"
    click(box, 1, holder="other")
    assert t.labels.iloc[-1]["holder"] == "", "no view, no holder"
    assert read_annotations(t.path).equals(t.labels), "also the probability"


def judged_by_two(corpus: Chain, folder: Path) -> None:
    for coder, label, holder in (("ani", "negative", "author"), ("lilit", "positive", "author")):
        t = tool(corpus, folder, coder=coder)
        for n in range(4):
            t.label(label if n == 0 else "negative", holder="other" if n == 1 else holder)
    t = tool(corpus, folder, coder="lilit")
    t.undo()
    t.label("negative", holder="undecided")


def test_only_what_two_coders_see_differently_is_settled_and_their_files_stay(
    corpus, tmp_path
) -> None:
    judged_by_two(corpus, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}
    t = tool(corpus, tmp_path, coder="eva", adjudicate=("ani", "lilit"))
    assert t.path.name == "agreed-eva.csv" and len(t.asked) == 2, "a label, and a holder"
    page = t._question()
    assert "<b>ani</b>: negative, holder author" in page and "<b>lilit</b>" in page
    while t.current is not None:
        t.label("neutral", note="talked over")
    t.undo()
    t.label("neutral", note="talked over")
    assert before == {name: (tmp_path / name).read_bytes() for name in before}
    labels = read_annotations(*tmp_path.glob("*.csv"))
    agreed = consensus(labels).merge(t.asked[ITEM], on=ITEM)
    assert agreed["reference_label"].tolist() == ["neutral"] * 2, "against both votes"
    assert labels["probability"].eq(1).all(), "the whole corpus was asked"
    assert between_coders(labels)["coders"] == 2, "what was agreed on later is no third coder"
    answers = side_by_side(labels)
    assert list(answers) == ["agreed-eva", "ani", "lilit"], "one's own beside the agreed one"


def test_coders_who_differ_in_nothing_have_nothing_to_settle(corpus, tmp_path) -> None:
    for coder in ("ani", "lilit"):
        tool(corpus, tmp_path, coder=coder).label("neutral")
    t = tool(corpus, tmp_path, adjudicate=("ani", "lilit"))
    assert t.current is None and "nobody differs" in t._question()
    with pytest.raises(InputError, match="nobody.csv: cannot be read"):
        tool(corpus, tmp_path, adjudicate=("ani", "nobody"))
