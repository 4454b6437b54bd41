"""What a study will test, written down before it is labelled, and later held beside what was done.

The file is Markdown with a YAML head, which `planned_and_done` reads; the prose is for people. It
is the author's to edit and to deposit where its date can be proved.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pandas as pd
import yaml

from standpoint.errors import StudyError
from standpoint.inference.annotations import AGREED, ITEM, MODEL, match_labels, read_annotations
from standpoint.inference.dyads import source_label
from standpoint.inference.label_plan import plan_labels
from standpoint.inference.sampling import draw_passages
from standpoint.study.pages import templates
from standpoint.study.record import commit_of
from standpoint.study.workspace import Workspace
from standpoint.yamlfile import Entry, IsoDate, YamlFile, checked, refuse_tangles


class Hypothesis(Entry):
    """The tone of a holder toward a target differs after an event from before it."""

    event: str
    holder: str
    target: str


class Plan(Entry):
    """The head of the file."""

    form: ClassVar[str] = "let `python -m standpoint plan-labels` write the head"

    study: str
    date: IsoDate
    commit: str = ""
    labels: int
    seed: int
    width: float
    hypotheses: list[Hypothesis]


def preregister(
    here: Workspace, *, labels: int = 200, width: float = 0.2, period: str = "year"
) -> str:
    """Write the plan of a study as Markdown with a YAML head.

    Hypotheses are its pairs of holder and target (of every run that has `holders` and `targets`) at
    its landmarks, and targets are theirs, or else the actors in most documents.
    """
    runs = [run.parameters for run in here.study.notebooks if "targets" in run.parameters]
    pairs = [pair for run in runs for pair in here.pairs(run["holders"], run["targets"])]
    actors = list(dict.fromkeys(target for _, target in pairs)) or here.chosen_actors([], most=6)
    landmarks, opinions = here.landmarks(), here.opinions()
    events = dict(zip(landmarks["id"], landmarks["label"], strict=True))
    asked = [(event, *pair) for event in events for pair in pairs]
    plan = Plan(
        study=here.study.name,
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        commit=commit_of(here.study.root),
        labels=labels,
        seed=here.study.parameters.get("seed", 0),
        width=width,
        hypotheses=[dict(zip(("event", "holder", "target"), each, strict=True)) for each in asked],
    )
    drawn = here.call(draw_passages, opinions, how_many=labels, period=period, seed=plan.seed)
    labelled = here.call(match_labels, opinions, labels=read_annotations(*here.annotation_files))
    options = {"landmarks": landmarks, "actors": actors, "width": width}
    rows = here.call(plan_labels, drawn, labelled=labelled, **options)
    words = [
        (source_label(holder, registry=here.registry), here.names[target], events[event])
        for event, holder, target in asked
    ]
    return (
        templates()
        .get_template("plan.md.j2")
        .render(
            head=yaml.safe_dump(plan.model_dump(), sort_keys=False, allow_unicode=True),
            study=here.study,
            plan=plan,
            hypotheses=words,
            n=len(drawn),
            period=period,
            rows=rows.replace({"actor_id": here.names, "event_id": events}).itertuples(),
        )
    )


def read_plan(path: Path) -> Plan:
    """Read the YAML head of a plan; a StudyError names what is wrong in it."""
    before, _, rest = path.read_text(encoding="utf-8").partition("---\n")
    head = "" if before.strip() else rest.partition("\n---\n")[0]
    try:
        refuse_tangles(head)
        data = yaml.load(head, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise StudyError(path.name, f"its head is not YAML: {error}", Plan.form) from error
    return checked(YamlFile(path.name, data or {}, {}), Plan)


def planned_and_done(plan: Plan, *, folder: Path, files: Sequence[Path]) -> list[str]:
    """Say what was planned, what was done, and how they differ, from a study's results.

    `folder` has its tables; `files` are those of its labels. Only what people labelled of a draw
    counts as done.
    """
    labels = read_annotations(*files)
    own = ~labels["coder"].str.startswith((MODEL, AGREED))
    people = labels[own & labels["probability"].notna()]
    given = len(people.drop_duplicates(ITEM))
    sentences = [
        f"Planned on {plan.date}: {plan.labels} passages to be labelled, drawn with seed"
        f" {plan.seed}, and {len(plan.hypotheses)} hypotheses.",
        f"Done: {given} drawn passages labelled by {people['coder'].nunique()} people.",
    ]
    keys = ["event_id", "holder_id", "actor_id"]
    tests = pd.DataFrame(columns=[*keys, "finding"])
    if (path := folder / "event_study.parquet").is_file():
        tests = pd.read_parquet(path, columns=[*keys, "finding"])
    wanted = {(each.event, each.holder, each.target) for each in plan.hypotheses}
    ran = set(tests[keys].itertuples(index=False, name=None))
    tested = tests[tests["finding"] != "refused"]
    able = wanted & set(tested[keys].itertuples(index=False, name=None))
    sentences.append(
        f"Of the hypotheses {len(wanted & ran)} were asked and {len(able)} had documents enough."
    )
    differences = [
        f"{len(found)} {what} ({', '.join(sorted(' / '.join(key) for key in found)[:3])}"
        f"{' …' if len(found) > 3 else ''})"
        for what, found in (("planned and not asked", wanted - ran), ("not planned", ran - wanted))
        if found
    ]
    if given < plan.labels:
        differences.insert(0, f"{plan.labels - given} passages not labelled yet")
    return [*sentences, f"Differences: {'; '.join(differences) or 'none'}."]
