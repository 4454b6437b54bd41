"""Tables on disk: made when missing or stale, kept when fresh; findings and files are where they
should be.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from pathlib import Path

import pandas as pd
import pytest

from standpoint import tables
from standpoint.errors import InputError, StudyError
from standpoint.study.workspace import RUN, workspace

ROOT = Path(__file__).parents[3]
STUDY = """title: Small
question: Does it work?
corpus:
  - path: ../texts
actors: ../actors.yml
events: ../events.yml
notebooks:
  - run: 10-ingest-corpus
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("data/studies", "data/texts", "notebooks"):
        (tmp_path / name).mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copy(ROOT / "notebooks" / "10-ingest-corpus.ipynb", tmp_path / "notebooks")
    (tmp_path / "data" / "models").symlink_to(ROOT / "data" / "models")
    for name in ("actors.yml", "events.yml", "endings.yml"):
        shutil.copy(ROOT / "data" / name, tmp_path / "data")
    (tmp_path / "data" / "texts" / "2020-11-12_a.txt").write_text(
        "Russia deployed peacekeepers on 10 November 2020.", encoding="utf-8"
    )
    (tmp_path / "data" / "studies" / "small.yml").write_text(STUDY, encoding="utf-8")
    monkeypatch.setenv("STANDPOINT_ROOT", str(tmp_path))
    monkeypatch.delenv(RUN, raising=False)
    return tmp_path


def test_missing_tables_are_made_all_the_way_and_said(
    project: Path, capsys: pytest.CaptureFixture
) -> None:
    here = workspace("small")
    assert len(here.table("events")) == 1 and len(here.table("series")) == 1
    assert "made now with the defaults" in capsys.readouterr().out
    made = {path.name for path in (project / "results" / "small" / "tables").glob("*.parquet")}
    assert made == {
        f"{n}.parquet"
        for n in [
            "documents",
            "excluded",
            "sentences",
            "mentions",
            "opinions",
            "series",
            "times",
            "events",
        ]
    }
    here.table("events")
    assert capsys.readouterr().out == "", "what is fresh is not made again"


def test_a_corpus_beside_the_study_is_opened_by_name_and_never_mixed(project: Path) -> None:
    (project / "data" / "speeches.csv").write_text(
        "date,country,text\n2021-03-01,ARM,Iran spoke.\n2019-01-01,ARM,Too early.\n"
    )
    study = project / "data" / "studies" / "small.yml"
    beside = "beside:\n  speeches:\n    - path: ../speeches.csv\nactors: ../actors.yml"
    window = "window: {begin: 2020-01-01, end: 2022-12-31}\n"
    study.write_text(STUDY.replace("actors: ../actors.yml", beside) + window, encoding="utf-8")
    here = workspace("small")
    speeches = here.corpus("speeches")
    assert speeches.documents["text"].tolist() == ["Iran spoke."]
    assert speeches.opinions()["actor_id"].tolist() == ["iran"]
    assert "iran" not in set(here.opinions()["actor_id"]), "the study's own corpus is another"
    assert here.corpus("").documents["text"].tolist() == here.documents["text"].tolist()
    assert here.study.inputs[1].name == "speeches.csv", "a change of it makes tables anew"
    with pytest.raises(InputError, match="not in this study. Remedy: the .* 'speeches'"):
        here.corpus("speech")


def test_a_table_older_than_the_corpus_is_made_again(project: Path) -> None:
    here = workspace("small")
    assert len(here.documents) == 1
    text = project / "data" / "texts" / "2021-01-02_b.txt"
    text.write_text("Iran spoke.", encoding="utf-8")
    os.utime(text, (time.time() + 5, time.time() + 5))
    assert len(workspace("small").documents) == 2


def test_findings_are_printed_and_kept_for_the_run_that_made_them(
    project: Path, monkeypatch, capsys
) -> None:
    here = workspace("small")
    here.report("by hand")
    assert not (here.folder / "findings").exists()
    monkeypatch.setenv(RUN, "30-score-sentiment")
    here.report("One.", "Two – three.")
    here.method("Read by rules.")
    assert capsys.readouterr().out == "by hand\nOne.\nTwo – three.\n"
    assert json.loads(
        (here.folder / "findings" / "30-score-sentiment.json").read_text(encoding="utf-8")
    ) == {"findings": ["One.", "Two – three."], "method": ["Read by rules."]}


def test_landmarks_come_in_order_of_date_with_a_short_label(project: Path) -> None:
    marks = workspace("small").landmarks(
        "russian-peacekeepers-deploy-2020", "velvet-revolution-2018"
    )
    assert marks["label"].tolist() == ["Velvet Revolution", "Deployment of Russian peacekeepers"]
    assert marks["begin"].is_monotonic_increasing and isinstance(marks, pd.DataFrame)
    with pytest.raises(InputError, match="nearest known is 'velvet-revolution-2018'"):
        workspace("small").landmarks("velvet-revolution")


def test_a_file_is_found_in_data_and_a_missing_one_is_refused(project: Path) -> None:
    here = workspace("small")
    assert here.input("actors.yml") == project / "data" / "actors.yml"
    with pytest.raises(InputError, match="nowhere.txt: no such file. Remedy"):
        here.input("nowhere.txt")


def test_an_unknown_study_is_refused_with_the_nearest(project: Path) -> None:
    with pytest.raises(StudyError, match="small"):
        workspace("smal")


def test_chosen_actors_are_checked_and_else_those_in_most_documents(project: Path) -> None:
    ws = workspace("small")
    assert ws.chosen_actors(["armenia"], most=2) == ["armenia"]
    assert ws.chosen_actors([], most=1) == ["russia"], "the only one that is mentioned"
    with pytest.raises(StudyError, match="armenai.*armenia"):
        ws.chosen_actors(["armenai"], most=2)


def test_a_figure_ends_with_the_study_and_n_and_an_empty_table_gives_none(
    project: Path, capsys: pytest.CaptureFixture
) -> None:
    import standpoint as sp

    ws = workspace("small")
    about = {"name": "bars", "title": "Bars.", "caption": "Counts.", "alt": "One bar."}
    counts = pd.Series({"Armenia": 3})
    drawn = ws.figure(ws.draw(sp.plot_bars, counts, label="n"), n="3 mentions", **about)
    assert drawn.caption == "Counts. Corpus: Small (texts, 0 speakers); n = 3 mentions."
    assert ws.figure(ws.draw(sp.plot_bars, counts.head(0), label="n"), **about) is None
    assert "no data to draw" in capsys.readouterr().out


def test_a_draft_of_an_actors_file_lies_with_the_results(project: Path) -> None:
    ws = workspace("small")
    path = ws.draft("actors: []\n", name="my")
    assert path == ws.folder / "drafts" / "my-actors.yml"
    assert path.read_text(encoding="utf-8") == "actors: []\n"


def test_scores_from_a_file_are_found_beside_the_study_and_are_an_input(project: Path) -> None:
    here = workspace("small")
    made = here.make("opinions")
    path = project / "data" / "studies" / "made.csv"
    made.assign(score=0.5)[["doc_id", "start", "end", "actor_id", "score"]].to_csv(path)
    again = here.make("opinions", scorer="csv:made.csv")
    assert set(again["score"]) == {0.5} and again["scorer"].str.startswith("csv:made.csv ").all()
    assert here.study.score_files({"scorers": ["vader", "csv:made.csv"], "n": 1}) == (path,)
    assert here.study.score_files({"scorer": "csv:made.csv"}) == (path,)
    with pytest.raises(InputError, match="other.csv: no such file"):
        here.cached("csv:other.csv")


class Shell:
    """What a notebook's kernel holds, as far as the workspace looks at it."""

    def __init__(self, **names: object) -> None:
        self.user_ns = names


def test_by_hand_the_study_s_parameters_are_the_defaults_and_what_is_changed_counts(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    path = project / "data" / "studies" / "small.yml"
    ours = STUDY.replace("notebooks:", "parameters: {seed: 7}\nnotebooks:")
    path.write_text(ours + "    with: {period: year}\n", encoding="utf-8")
    shell = Shell(period="quarter", seed=3, landmarks=[])  # the default of the seed is 0
    monkeypatch.setattr("standpoint.study.workspace.get_ipython", lambda: shell)
    workspace("small", "10-ingest-corpus")
    assert shell.user_ns == {"period": "year", "seed": 3, "landmarks": []}
    said = capsys.readouterr().out
    assert "The study sets period = 'year'; what you change above counts." in said
    monkeypatch.setenv(RUN, "10-ingest-corpus")
    shell.user_ns["period"] = "quarter"
    workspace("small", "10-ingest-corpus")
    assert shell.user_ns["period"] == "quarter", "a run has its parameters from the runner"


def test_by_hand_nothing_of_a_finished_report_is_written_over(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    run, results = workspace("small"), project / "results" / "small"
    run.make("mentions")
    before = {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}
    hand = workspace("small", "10-ingest-corpus")
    assert len(hand.table("mentions")) == len(run.table("mentions")), "what the run made is read"
    assert "by hand" not in capsys.readouterr().out.replace("(By hand.", "")
    os.utime(results / "tables" / "mentions.parquet", (time.time() + 1, time.time() + 1))
    hand.write(run.table("mentions").head(0), "mentions")
    os.utime(results / "by-hand" / "tables" / "mentions.parquet", (time.time() + 9,) * 2)
    again = workspace("small", "10-ingest-corpus")
    assert again.table("mentions").empty and "as you made it by hand" in capsys.readouterr().out
    hand.report("Found.")
    kept = {path: path.read_bytes() for path in before if path.is_file()}
    assert kept == before
    assert workspace("small").table("mentions").equals(run.table("mentions"))


def test_without_landmarks_the_advice_says_what_to_do_and_where(project: Path) -> None:
    ws = workspace("small")
    nothing = ws.reference.head(0)
    (said,) = ws.landmark_advice(nothing)
    assert "What to do" in said and "data/studies/small.yml" in said
    assert "results/small/drafts/small-events.yml" in said
    dated = ws.documents["published_start"].dropna()
    mark = ws.reference.head(1).assign(begin=dated.min() - pd.Timedelta(days=900))
    mark["end_date"] = mark["begin"]
    (said,) = ws.landmark_advice(mark)
    assert mark["id"].iloc[0] in said and f"{dated.min():%Y-%m-%d}" in said
    later = dated.max() + pd.Timedelta(days=9)
    ws._made["documents"] = ws.documents.assign(published_end=later)
    assert ws.landmark_advice(mark.assign(begin=later, end_date=later)) == []
    after = mark.assign(begin=later + pd.Timedelta(days=400))
    assert len(ws.landmark_advice(after.assign(end_date=after["begin"]))) == 1


def test_landmarks_are_proposed_as_a_draft_that_changes_nothing_until_confirmed(
    project: Path,
) -> None:
    from standpoint.chronology.reference import reference_events

    ws = workspace("small")
    event = {"event_id": "a", "begin": "2021-05-05", "end_date": "2021-05-05", "n_docs": 2}
    event |= {"title": "Peace: a “new” one", "modality": "asserted", "actors": "armenia;russia"}
    ws._made["events"] = tables.make([event], "events")
    days = tables.make([{"day": "2021-05-05", "n_docs": 2, "score": 3}], "salience")
    (said,) = ws.propose_landmarks(days)
    draft = ws.folder / "drafts" / "small-events.yml"
    assert "results/small/drafts/small-events.yml" in said and "2021-05-05" in said
    assert reference_events(draft).empty, "nothing counts while it begins with #"
    text = draft.read_text(encoding="utf-8")
    draft.write_text(re.sub("(?m)^# (?=- id|  )", "", text), encoding="utf-8")
    (one,) = reference_events(draft, registry=ws.registry).to_dict("records")
    assert one["actors"] == "armenia;russia" and one["title"] == event["title"]
    assert "No day stands out" in ws.propose_landmarks(days.assign(n_docs=1))[0]
    bare = days.assign(day=pd.Timestamp("2020-11-10"))
    assert "Russia deployed peacekeepers" in ws.propose_landmarks(bare)[0], "its sentence instead"
    study = project / "data" / "studies" / "small.yml"
    study.write_text(STUDY + "parameters: {landmarks: [velvet-revolution-2018]}\n")
    assert workspace("small").propose_landmarks(days) == [], "the study has its own"
