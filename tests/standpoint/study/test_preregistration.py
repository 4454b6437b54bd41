"""A plan is written before the labels, is read again, and stands beside what was done."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml
from test_workspace import STUDY, project  # noqa: F401 - the fixture

from standpoint.__main__ import main
from standpoint.errors import StudyError
from standpoint.inference.annotations import passage_key
from standpoint.study.file import read_study
from standpoint.study.preregistration import planned_and_done, preregister, read_plan
from standpoint.study.workspace import workspace

EVENT = "russian-peacekeepers-deploy-2020"
PAIRS = f"""    with: {{holders: [armenia], targets: [russia, turkey]}}
parameters: {{landmarks: [{EVENT}], seed: 4}}
"""


@pytest.fixture
def study(project: Path) -> Path:  # noqa: F811
    path = project / "data" / "studies" / "small.yml"
    path.write_text(STUDY + PAIRS, encoding="utf-8")
    return path


def test_a_plan_names_hypotheses_draw_and_widths_and_is_read_again(study, tmp_path) -> None:
    text = preregister(workspace("small"), labels=50, width=0.3)
    path = tmp_path / "plan.md"
    path.write_text(text, encoding="utf-8")
    plan = read_plan(path)
    assert (plan.labels, plan.seed, plan.width, plan.study) == (50, 4, 0.3, "small")
    asked = [(each.event, each.holder, each.target) for each in plan.hypotheses]
    assert asked == [(EVENT, "armenia", "russia"), (EVENT, "armenia", "turkey")]
    assert "1. The tone of Armenian voices toward Russia after “Deployment of Russian" in text
    assert "drawn with seed 4 among target, year and predicted" in text
    assert "| Russia | (mean) | 0 | 1 | – | 114 | assumed |" in text, "one sentence, no label yet"


def test_done_is_what_people_labelled_of_the_draw_and_what_was_tested(study, tmp_path) -> None:
    path, labels = tmp_path / "plan.md", tmp_path / "ani.csv"
    path.write_text(preregister(workspace("small"), labels=2), encoding="utf-8")
    row = {"doc_id": "d", "start": 0, "end": 4, "actor_id": "russia", "passage": passage_key("x")}
    rows = [
        row | {"coder": coder, "label": "neutral", "probability": chance}
        for coder, chance in (("ani", 0.5), ("model-1", 0.5), ("lilit", ""), ("agreed-ani", 0.5))
    ]
    pd.DataFrame(rows).to_csv(labels, index=False)
    tests = pd.DataFrame(
        [
            (EVENT, "armenia", "russia", "refused"),
            ("other", "armenia", "russia", "no change found"),
        ],
        columns=["event_id", "holder_id", "actor_id", "finding"],
    )
    tests.to_parquet(tmp_path / "event_study.parquet")
    said = planned_and_done(read_plan(path), folder=tmp_path, files=[labels])
    assert said[1] == "Done: 1 drawn passages labelled by 1 people."
    assert said[2] == "Of the hypotheses 1 were asked and 0 had documents enough."
    assert said[3] == (
        "Differences: 1 passages not labelled yet; 1 planned and not asked"
        f" ({EVENT} / armenia / turkey); 1 not planned (other / armenia / russia)."
    )


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("no head", "key 'study' is missing"),
        ("---\nstudy: [\n---\n", "its head is not YAML"),
        ("---\nstudy: s\ndate: 2026-01-02\nlabels: many\nseed: 0\n---\n", "key 'width' is missing"),
    ],
)
def test_a_head_that_cannot_be_read_is_named(tmp_path, head: str, message: str) -> None:
    path = tmp_path / "plan.md"
    path.write_text(head, encoding="utf-8")
    with pytest.raises(StudyError, match=message):
        read_plan(path)


def test_a_plan_that_people_have_edited_is_still_read(tmp_path) -> None:
    head = {"study": "s", "date": "2026-01-02", "labels": 9, "seed": 0, "width": 0.2}
    text = f"---\n{yaml.safe_dump(head | {'hypotheses': []})}---\nOur own words.\n---\nMore.\n"
    (tmp_path / "plan.md").write_text(text.replace("'", ""), encoding="utf-8")
    assert read_plan(tmp_path / "plan.md").date == "2026-01-02"


def test_the_command_writes_it_once_and_the_study_file_may_name_it(study, capsys) -> None:
    out = study.with_name("plan.md")
    assert main(["plan-labels", "small", "--labels", "5", "--out", str(out)]) == 0
    before = out.read_bytes()
    assert main(["plan-labels", "small", "--out", str(out)]) == 2
    assert "is there already" in capsys.readouterr().err and out.read_bytes() == before
    assert main(["plan-labels", "small", "--width", "3"]) == 2
    assert read_study("small").preregistration is None
    study.write_text(f"{STUDY}preregistration: plan.md\n", encoding="utf-8")
    assert read_study("small").preregistration == out
    study.write_text(f"{STUDY}preregistration: plam.md\n", encoding="utf-8")
    with pytest.raises(StudyError, match="'plam.md' is not there.*nearest known is 'plan.md'"):
        read_study("small")
