"""Executed notebooks → pages to read: one HTML file each, and an index; nothing loaded from elsewhere, nothing that runs.

Text of a corpus is data here too: the index escapes everything, and both kinds of page carry a policy that forbids
any script, frame, form or outside file, whatever an output of a notebook may hold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from standpoint.record import sentences_found
from standpoint.study import Study

TEMPLATES = Path(__file__).resolve().parent / "templates"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: file:; base-uri 'none'; form-action 'none'"
SHOWN_INPUTS = 12  # a corpus may be a folder of thousands of files; the record lists them all


def page(notebook_path: str | Path, html_path: str | Path, *, study: str = "Index", links: Mapping[str, str] | None = None) -> Path:
    """Write the page of one executed notebook: prose and outputs in full, the code of each cell folded.

    `study` is what the link back to index.html says; `links` gives the page of each notebook by its stem, and a link
    to a notebook without one leads to the index. Returns `html_path`. Method: nbconvert's HTML exporter.
    """
    import logging

    import nbformat
    from nbconvert import HTMLExporter

    book = nbformat.read(notebook_path, as_version=4)
    book.cells = [cell for cell in book.cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", [])]  # our notice says it
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = _to_pages(cell.source, links or {})
    said = book.metadata.get("standpoint", {})
    label = str(said.get("run") or Path(notebook_path).stem)
    facts = {
        "title": _title(book.cells) + (f" ({label.partition(' (')[2]}" if " (" in label else ""),
        "study": study,
        "label": label,
        "failure": said.get("failure", ""),
        "policy": POLICY,
        "name_of": _numbered(book.cells),
    }
    quiet = logging.getLogger("standpoint.nbconvert")
    quiet.setLevel(logging.CRITICAL)  # it warns at every image without alt text; the house rules test does that better
    exporter = HTMLExporter(
        template_name="basic",
        template_file=str(TEMPLATES / "notebook.html.j2"),
        extra_template_paths=[str(TEMPLATES)],
        exclude_anchor_links=True,
        log=quiet,
    )
    html, _ = exporter.from_notebook_node(book, resources={"standpoint": facts})
    return _written(Path(html_path), html)


def index(study: Study, folder: str | Path) -> Path:
    """Write `folder/index.html`: findings, figures, notebooks, tables, how it was made, how to cite it.

    Reads run.json, findings/, figures/ and tables/ in `folder`. Returns the path written.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(folder)
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    inputs = sorted(record["inputs"].items())
    runs = [_run(folder, run.name, record["notebooks"][run.name]) for run in study.notebooks if run.name in record["notebooks"]]
    html = environment.get_template("index.html.j2").render(
        policy=POLICY,
        record=record,
        limits=study.limits,
        runs=runs,
        found=_found(runs),
        code=_code(record["git"]),
        figures=_figures(folder),
        tables=_tables(folder, record["tables"]),
        inputs=inputs[:SHOWN_INPUTS],
        more_inputs=max(0, len(inputs) - SHOWN_INPUTS),
        finished=_day(record["finished"]),
        citation=_citation(study, record),
    )
    return _written(folder / "index.html", html)


def _to_pages(source: str, links: Mapping[str, str]) -> str:
    """Links between notebooks lead to their pages, where the notebooks themselves do not lie."""
    return re.sub(r"\]\(([\w.-]+)\.ipynb(#[^)]*)?\)", lambda found: f"]({links.get(found[1], 'index.html')})", source)


def _title(cells: list) -> str:
    """The notebook's first heading, as plain text."""
    for cell in cells:
        for line in str(cell.source).splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("# "):
                return line[2:].strip().replace("`", "").replace("*", "")
    return "Notebook"


def _numbered(cells: list) -> Callable[[Any], str]:
    """What the folded code of a cell is called; the number is the one that a message of the runner names."""
    code = [cell for cell in cells if cell.cell_type == "code" and cell.source.strip()]
    numbers = {cell.get("id", number): number for number, cell in enumerate(code, start=1)}

    def name_of(cell: Any) -> str:
        tags = cell.metadata.get("tags", [])
        what = "Parameters of this run" if "injected-parameters" in tags else "Parameters and their defaults" if "parameters" in tags else "Code"
        return f"{what}, cell {numbers.get(cell.get('id'), '?')}"

    return name_of


def _run(folder: Path, name: str, known: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **known,
        "varied": known["label"].partition(" ")[2].strip("()"),
        "findings": sentences_found(folder, name),
        "page": _link(folder, f"{name}.html"),
        "book": _link(folder, f"notebooks/{name}.ipynb"),
    }


def _found(runs: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The runs with findings, those of one notebook together under its question."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for run in runs:
        if run["findings"]:
            groups.setdefault(run["notebook"], []).append(run)
    return [(group[0]["question"], group) for group in groups.values()]


def _code(git: Mapping[str, Any] | None) -> str:
    if not git:
        return "The code was not under git."
    changed = ", with changes that are not committed" if git["changed_since"] else ""
    return f"Code: commit {git['commit'][:12]}{changed}."


def _link(folder: Path, file: str) -> str:
    return quote(file) if (folder / file).is_file() else ""


def _figures(folder: Path) -> list[dict[str, Any]]:
    found = []
    for path in sorted((folder / "figures").glob("*.json")):
        words = json.loads(path.read_text(encoding="utf-8"))
        files = [link for kind in ("svg", "png") if (link := _link(folder, f"figures/{path.stem}.{kind}"))]
        if files:
            found.append({"name": path.stem, "file": files[0], "files": files, **{key: str(words.get(key, "")) for key in ("title", "caption", "alt")}})
    return found


def _tables(folder: Path, known: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    out = []
    for name, facts in sorted(known.items()):
        files = [link for kind in ("parquet", "csv") if (link := _link(folder, f"tables/{name}.{kind}"))]
        out.append({"name": name, "rows": facts["rows"], "files": files})
    return out


def _day(stamp: str) -> str:
    moment = datetime.fromisoformat(stamp)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _citation(study: Study, record: Mapping[str, Any]) -> str:
    """From CITATION.cff where there is one: authors, year, title, version, and the study with its commit."""
    import yaml

    path = study.root / "CITATION.cff"
    said = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    names = [", ".join(filter(None, (a.get("family-names"), a.get("given-names")))) or a.get("name", "") for a in said.get("authors", [])]
    year = str(said.get("date-released", ""))[:4] or record["finished"][:4]
    commit = f", commit {record['git']['commit'][:12]}" if record["git"] else ""
    authors = "; ".join(filter(None, names)) or "The Standpoint authors"
    where = said.get("repository-code") or said.get("url") or ""
    title = str(said.get("title") or "Standpoint")
    return f"{authors} ({year}). {title} (version {record['standpoint']}{commit}), study “{record['title']}”.{' ' + where if where else ''}"


def _written(path: Path, html: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(html, encoding="utf-8")
    aside.replace(path)
    return path
