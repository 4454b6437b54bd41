"""The report of a study: findings with figures, data, method, limits, tables, record, citation.

One file beside the pages of the notebooks: the answer, a page for each question, and what stands
behind them. Everything in it is read from the run record and from what the runs left; text of a
corpus is data here too: all of it is escaped, and the page's policy forbids any frame, form or
outside file, and any script but the one that draws the figures.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from standpoint.actors.registry import Registry, read_registry
from standpoint.errors import StandpointError
from standpoint.project import read_json, write_whole
from standpoint.study.file import Study
from standpoint.study.opened import opened
from standpoint.study.pages import POLICY, templates
from standpoint.study.preregistration import planned_and_done, read_plan
from standpoint.study.record import run_sentences

QUESTIONS = {
    "who": "Who speaks how of whom?",
    "change": "What changed when?",
    "events": "What happened when?",
    "trust": "How sure is this?",
    "": "The corpus, and the way to the numbers",  # of notebooks that belong to no question
}
SHOWN_INPUTS = 12  # a corpus may be a folder of thousands of files; the record lists them all
LIMITS = "## What this cannot tell you"  # a heading that every notebook has

Run = dict[str, Any]


def report(study: Study, folder: str | Path) -> Path:
    """Write `folder/index.html`, the report of a study, and return its path.

    It is made from run.json, findings/, figures/ and notebooks/ in `folder`, and from CITATION.cff
    of the project.
    """
    folder = Path(folder)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    environment = templates(escape=True)
    environment.filters |= {"number": _number, "day": _day, "counted": _counted}
    known = record["notebooks"]
    runs = [_run(folder, r.name, known[r.name]) for r in study.notebooks if r.name in known]
    answers = [run for run in runs if run["answer"] and run["status"] == "done"]
    figures = [figure for run in runs if not run.get("per") for figure in run["figures"]]
    registry = _registry(study)
    drawn = opened(figures, answers, folder=folder / "tables", registry=registry)
    for run in runs:  # of one actor
        who = run["varied"].partition("=")[2]
        run["named"] = registry.name_of(who) if registry and who in registry else run["label"]
    text = environment.get_template("report.html.j2").render(
        policy=drawn["policy"] if drawn else POLICY,
        drawn=drawn,
        record=record,
        limits=study.limits,
        planned=_planned(study, folder),
        runs=runs,
        parts=_parts(runs),
        answers=answers,
        method=_method(runs),
        cannot_tell=_cannot_tell(folder, runs),
        tables=[
            (
                name,
                facts["rows"],
                [_link(folder, f"tables/{name}.{kind}") for kind in ("csv", "parquet")],
            )
            for name, facts in sorted(record["tables"].items())
        ],
        inputs=sorted(record["inputs"].items()),
        shown=SHOWN_INPUTS,
        finished=f"{_day(record['finished'])}, {record['finished'][11:16]} UTC",
        citation=_citation(study, record),
    )
    path = folder / "index.html"
    write_whole(path, text)
    return path


def _planned(study: Study, folder: Path) -> list[str]:
    """What the study's plan says beside what was done; why not, where it cannot be read."""
    if study.preregistration is None:
        return []
    try:
        plan = read_plan(study.preregistration)
        return planned_and_done(plan, folder=folder / "tables", files=study.annotation_files)
    except StandpointError as error:
        return [str(error)]


def _registry(study: Study) -> Registry | None:
    try:
        return read_registry(study.actors)
    except StandpointError:  # a run that got this far has told it
        return None


def _number(n: int) -> str:
    """A whole number with thin gaps between thousands."""
    return f"{n:,}".replace(",", "\u202f")


def _day(iso: str) -> str:
    """A day in words, such as 10 November 2020."""
    moment = date.fromisoformat(iso[:10])
    return f"{moment.day} {moment:%B %Y}"


def _counted(counts: Mapping[str, int], unknown: str = "unknown") -> str:
    """Names with their numbers, such as en (12), ru (3)."""
    return ", ".join(f"{name or unknown} ({_number(n)})" for name, n in counts.items())


def _run(folder: Path, name: str, known: Mapping[str, Any]) -> Run:
    figures = [_figure(folder, figure) for figure in run_sentences(folder, name, "figures")]
    return {
        **known,
        "name": name,
        "varied": known["label"].partition(" ")[2].strip("()"),
        "findings": run_sentences(folder, name, "findings"),
        "method": run_sentences(folder, name, "method"),
        "answer": run_sentences(folder, name, "answer"),
        "opens": run_sentences(folder, name, "opens"),
        "figures": [figure for figure in figures if figure["files"]],
        "page": _link(folder, f"{name}.html"),
        "book": _link(folder, f"notebooks/{name}.ipynb"),
    }


def _figure(folder: Path, name: str) -> dict[str, Any]:
    """A figure with its words, and the files of it that are there."""
    content = read_json(folder / "figures" / f"{name}.json")
    words = {key: str(content.get(key, "")) for key in ("title", "caption", "alt")}
    links = [_link(folder, f"figures/{name}.{kind}") for kind in ("svg", "png")]
    files = [link for link in links if link]
    return {"name": name, "files": files, "marks": content.get("marks"), **words}


def _link(folder: Path, file: str) -> str:
    return quote(file) if (folder / file).is_file() else ""


def _parts(runs: list[Run]) -> list[dict[str, Any]]:
    """The pages of the report: to each question the runs that answer it, and their figures."""
    parts = []
    for name, question in QUESTIONS.items():
        here = [run for run in runs if run.get("part", "") == name]
        # Runs of one notebook for many actors have pages of their own; notebooks that only show the
        # way come last.
        one = sorted(
            (r for r in here if not r.get("per")), key=lambda r: not r.get("in_studies", 1)
        )
        told = [run for run in one if run["findings"] or run["figures"]]
        many = [run for run in here if run.get("per") and run["page"]]
        if told or many:
            parts.append({"id": name or "corpus", "question": question, "runs": told, "many": many})
    return parts


def _method(runs: list[Run]) -> list[str]:
    """What the notebooks that finished say of their method, a paragraph each."""
    notebooks: dict[str, dict[str, None]] = {}
    for run in runs:
        if run["status"] == "done":
            notebooks.setdefault(run["notebook"], {}).update(dict.fromkeys(run["method"]))
    return [" ".join(sentences) for sentences in notebooks.values() if sentences]


def _cannot_tell(folder: Path, runs: list[Run]) -> list[dict[str, Any]]:
    """What each notebook says that it cannot tell, once for all runs of it."""
    link = re.compile(r"\[([^\]]+)\]\([^)]*\)")
    notebooks: dict[str, dict[str, Any]] = {}
    for run in runs:
        if run["notebook"] in notebooks:
            continue
        book = read_json(folder / "notebooks" / f"{run['name']}.ipynb")
        texts = ["".join(cell.get("source", "")) for cell in book.get("cells", [])]
        prose = next((text for text in texts if text.startswith(LIMITS)), "")
        points = re.findall(r"^- (\*\*.+?\*\*)\s*(.+)$", prose, re.MULTILINE)
        plain = [(lead, link.sub(r"\1", rest)) for lead, rest in points]
        told = [(lead.strip("*: "), re.sub(r"[*`]", "", rest)) for lead, rest in plain]
        if told:
            same = {key: run[key] for key in ("question", "page")}
            notebooks[run["notebook"]] = same | {"told": told}
    return list(notebooks.values())


def _citation(study: Study, record: Mapping[str, Any]) -> str:
    """How to cite: CITATION.cff, with study and commit."""
    path = study.root / "CITATION.cff"
    cff = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    names = []
    for author in cff.get("authors") or [{"name": "The Standpoint authors"}]:
        person = [author[key] for key in ("family-names", "given-names") if author.get(key)]
        names.append(", ".join(person) or author.get("name", ""))
    title, year = cff.get("title", "Standpoint"), str(cff.get("date-released", ""))[:4]
    version = record["standpoint"]
    version += f", commit {record['git']['commit'][:12]}" if record["git"] else ""
    return (
        f"{'; '.join(names)} ({year or record['finished'][:4]}). {title} (version {version}),"
        f" study “{record['title']}”. {cff.get('repository-code') or cff.get('url') or ''}".rstrip()
    )
