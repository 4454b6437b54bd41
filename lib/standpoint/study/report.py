"""The report of a study: findings with figures, data, method, limits, tables, record, citation.

One file beside the pages of the notebooks. Everything in it is read from the run record and from
what the runs left; text of a corpus is data here too: all of it is escaped, and the page's policy
forbids any script, frame, form or outside file.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from pyarrow import ArrowException
from pyarrow.parquet import ParquetFile

from standpoint.project import write_whole
from standpoint.study.file import Study
from standpoint.study.method import code, counted, day, method, number
from standpoint.study.pages import POLICY, templates
from standpoint.study.record import read_json, run_sentences

SHOWN_INPUTS = 12  # a corpus may be a folder of thousands of files; the record lists them all
SHOWN_ROWS, SHOWN_CHARACTERS = 3, 60  # of each table: enough to see what a row is
LIMITS = "## What this cannot tell you"  # a heading that every notebook has

Run = dict[str, Any]


def report(study: Study, folder: str | Path) -> Path:
    """Write `folder/index.html`, the report of a study, and return its path.

    It is made from run.json, findings/, figures/, tables/ and notebooks/ in `folder`, and from
    CITATION.cff of the project.
    """
    folder = Path(folder)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    environment = templates(escape=True)
    environment.filters |= {"number": number, "day": day, "counted": counted}
    known = record["notebooks"]
    runs = [_run(folder, r.name, known[r.name]) for r in study.notebooks if r.name in known]
    figures = _figures(folder, runs)
    inputs = sorted(record["inputs"].items())
    text = environment.get_template("report.html.j2").render(
        policy=POLICY,
        record=record,
        limits=study.limits,
        runs=runs,
        groups=_groups(runs, figures),
        other_figures=[figure for figure in figures if not figure["run"]],
        corpus=record.get("corpus"),
        method=method(record, {run["name"]: run["method"] for run in runs}),
        cannot_tell=_cannot_tell(folder, runs),
        tables=[_table(folder, name, facts) for name, facts in sorted(record["tables"].items())],
        parameters=_parameters(runs),
        inputs=inputs[:SHOWN_INPUTS],
        more_inputs=max(0, len(inputs) - SHOWN_INPUTS),
        packages=sorted(record.get("packages", {}).items()),
        finished=f"{day(record['finished'])}, {record['finished'][11:16]} UTC",
        code=code(record["git"]),
        **_citations(study, record),
    )
    path = folder / "index.html"
    write_whole(path, lambda aside: aside.write_text(text, encoding="utf-8"))
    return path


def _run(folder: Path, name: str, known: Mapping[str, Any]) -> Run:
    return {
        **known,
        "name": name,
        "varied": known["label"].partition(" ")[2].strip("()"),
        "findings": run_sentences(folder, name, "findings"),
        "method": run_sentences(folder, name, "method"),
        "page": _link(folder, f"{name}.html"),
        "book": _link(folder, f"notebooks/{name}.ipynb"),
    }


def _link(folder: Path, file: str) -> str:
    return quote(file) if (folder / file).is_file() else ""


def _parameters(runs: list[Run]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The parameters of each notebook; one that differs between its runs has all its values."""
    notebooks: dict[str, dict[str, dict[str, None]]] = {}
    for run in runs:
        parameters = notebooks.setdefault(run["notebook"], {})
        for key, value in run.get("parameters", {}).items():
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
            text = "0" if value == 0 and value is not False else text
            if key != "study":
                parameters.setdefault(key, {})[text or "(empty)"] = None
    return [
        (notebook, [(key, "; ".join(values)) for key, values in parameters.items()])
        for notebook, parameters in notebooks.items()
        if parameters
    ]


def _groups(runs: list[Run], figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was found, by question: the runs of one notebook together, then their figures."""
    groups: dict[str, dict[str, Any]] = {}
    # Notebooks that only show the way come last.
    for run in sorted(runs, key=lambda run: not run.get("in_studies", True)):
        drawn = [figure for figure in figures if figure["run"] == run["name"]]
        if run["findings"] or drawn:
            new = {"id": f"found-{run['notebook']}", "question": run["question"]}
            group = groups.setdefault(run["notebook"], new | {"runs": [], "figures": []})
            group["runs"].append(run)
            group["figures"] += drawn
    return list(groups.values())


def _figures(folder: Path, runs: list[Run]) -> list[dict[str, Any]]:
    """Every figure with its words, and the run whose notebook shows it, where one does."""
    books = {run["name"]: folder / "notebooks" / f"{run['name']}.ipynb" for run in runs}
    shown = {name: path.read_text("utf-8") for name, path in books.items() if path.is_file()}
    figures = []
    for path in sorted((folder / "figures").glob("*.json")):
        content = read_json(path)
        words = {key: str(content.get(key, "")) for key in ("title", "caption", "alt")}
        links = [_link(folder, f"figures/{path.stem}.{kind}") for kind in ("svg", "png")]
        files = [link for link in links if link]
        title, caption = html.escape(words["title"]), html.escape(words["caption"])
        mark = json.dumps(f"<strong>{title}</strong> {caption}", ensure_ascii=False)[1:-1]
        run = next((name for name, text in shown.items() if mark in text), "")
        place = shown[run].find(mark) if run else 0
        figure = {"name": path.stem, "files": files, "run": run, "place": place}
        figures += [figure | words | {"file": files[0]}] if files else []
    return sorted(figures, key=lambda figure: (figure["place"], figure["name"]))


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


def _table(folder: Path, name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A table with its files, its columns and its first rows; no rows where it cannot be read."""
    links = [_link(folder, f"tables/{name}.{kind}") for kind in ("csv", "parquet")]
    columns: list[str] = []
    rows: list[dict[str, Any]] = []
    try:
        with ParquetFile(folder / "tables" / f"{name}.parquet") as file:
            batch = next(file.iter_batches(batch_size=SHOWN_ROWS), None)
            columns = list(file.schema_arrow.names)
            rows = batch.to_pylist() if batch else []
    except (OSError, ArrowException):
        pass
    return {
        "name": name,
        "rows": facts["rows"],
        "files": [link for link in links if link],
        "columns": columns,
        "first": [[_cell(row.get(column)) for column in columns] for row in rows],
    }


def _cell(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}"
    text = str(value).removesuffix(" 00:00:00")
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1].rstrip() + "…"


def _citations(study: Study, record: Mapping[str, Any]) -> dict[str, str]:
    """How to cite: CITATION.cff with study and commit, as a sentence and as BibTeX."""
    path = study.root / "CITATION.cff"
    cff = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    names, bibtex_names = [], []
    for author in cff.get("authors") or [{"name": "The Standpoint authors"}]:
        person = [author[key] for key in ("family-names", "given-names") if author.get(key)]
        names.append(", ".join(person) or author.get("name", ""))
        bibtex_names.append(names[-1] if author.get("family-names") else f"{{{names[-1]}}}")
    title = str(cff.get("title") or "Standpoint")
    year = str(cff.get("date-released", ""))[:4] or record["finished"][:4]
    where = cff.get("repository-code") or cff.get("url") or ""
    version = record["standpoint"]
    version += f", commit {record['git']['commit'][:12]}" if record["git"] else ""
    entries = {
        "author": " and ".join(bibtex_names),
        "title": f"{{{_tex(title)}}}",
        "year": year,
        "version": version,
        "note": f"Study: {_tex(record['title'])}",
        "url": where,
    }
    lines = ",\n".join(f"  {key} = {{{value}}}" for key, value in entries.items() if value)
    return {
        "citation": (
            f"{'; '.join(names)} ({year}). {title} (version {version}),"
            f" study “{record['title']}”. {where}".rstrip()
        ),
        "bibtex": f"@misc{{standpoint-{record['study']}-{year},\n{lines}\n}}",
    }


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)
