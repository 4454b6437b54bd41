"""Executed notebooks → pages to read: one HTML file each; nothing loaded from elsewhere, nothing of
it runs.

Text of a corpus is data here too: a page carries a policy that forbids any script, frame, form or
outside file, whatever an output of a notebook may hold. The one exception is our own script that
sorts tables, on pages that have such a table: the policy names its hash, and runs nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).resolve().parent / "templates"
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: file:; base-uri 'none';"
    " form-action 'none'"
)
SORTABLE = '<table class="sortable'  # as `listing` writes it


def page(
    notebook_path: str | Path,
    html_path: str | Path,
    *,
    study: str = "Index",
    links: Mapping[str, str] | None = None,
) -> Path:
    """Write the page of one executed notebook: prose and outputs in full, the code of each cell
    folded.

    `study` is what the link back to index.html says; `links` gives the page of each notebook by its
    stem, and a link to a notebook without one leads to the index. Returns `html_path`. Method:
    nbconvert's HTML exporter."""
    import logging

    import nbformat
    from nbconvert import HTMLExporter

    book = nbformat.read(notebook_path, as_version=4)
    book.cells = [
        cell
        for cell in book.cells
        if "papermill-error-cell-tag" not in cell.metadata.get("tags", [])
    ]  # our notice says it
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = _to_pages(cell.source, links or {})
    said = book.metadata.get("standpoint", {})
    label = str(said.get("run") or Path(notebook_path).stem)
    script = (
        (TEMPLATES / "sort.js.j2").read_text(encoding="utf-8")
        if any(_sorts(cell) for cell in book.cells)
        else ""
    )
    facts = {
        "title": _title(book.cells) + (f" ({label.partition(' (')[2]}" if " (" in label else ""),
        "study": study,
        "label": label,
        "failure": said.get("failure", ""),
        "policy": _policy(script),
        "script": script,
        "name_of": _numbered(book.cells),
    }
    quiet = logging.getLogger("standpoint.nbconvert")
    quiet.setLevel(
        logging.CRITICAL
    )  # it warns at every image without alt text; the house rules test does that better
    exporter = HTMLExporter(
        template_name="basic",
        template_file=str(TEMPLATES / "notebook.html.j2"),
        extra_template_paths=[str(TEMPLATES)],
        exclude_anchor_links=True,
        log=quiet,
    )
    html, _ = exporter.from_notebook_node(book, resources={"standpoint": facts})
    return written(Path(html_path), _scoped(html))


def _scoped(page: str) -> str:
    """Header cells as a screen reader needs them: each says whether it heads a column or a row, and
    an empty one is no header.
    """

    def of(scope: str) -> Callable[[re.Match], str]:
        def mended(part: re.Match) -> str:
            filled = re.sub(r"<th([^>]*)>\s*(?:&nbsp;)?\s*</th>", r"<td\1></td>", part[0])
            return re.sub(r"<th(?=[\s>])(?![^>]*\bscope=)", f'<th scope="{scope}"', filled)

        return mended

    for part, scope in (("thead", "col"), ("tbody", "row")):
        page = re.sub(rf"<{part}>.*?</{part}>", of(scope), page, flags=re.DOTALL)
    return page


def _sorts(cell: Any) -> bool:
    return any(
        SORTABLE in "".join(output.get("data", {}).get("text/html", ""))
        for output in cell.get("outputs", [])
    )


def _policy(script: str) -> str:
    """The policy of a page: no script but this one, known by its SHA-256 (Content Security Policy,
    level 2).
    """
    if not script:
        return POLICY
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"{POLICY}; script-src 'sha256-{digest}'"


def _to_pages(source: str, links: Mapping[str, str]) -> str:
    """Links between notebooks lead to their pages, where the notebooks themselves do not lie."""
    return re.sub(
        r"\]\(([\w.-]+)\.ipynb(#[^)]*)?\)",
        lambda found: f"]({links.get(found[1], 'index.html')})",
        source,
    )


def _title(cells: list) -> str:
    """The notebook's first heading, as plain text."""
    for cell in cells:
        for line in str(cell.source).splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("# "):
                return line[2:].strip().replace("`", "").replace("*", "")
    return "Notebook"


def _numbered(cells: list) -> Callable[[Any], str]:
    """What the folded code of a cell is called; the number is the one that a message of the runner
    names.
    """
    code = [cell for cell in cells if cell.cell_type == "code" and cell.source.strip()]
    numbers = {cell.get("id", number): number for number, cell in enumerate(code, start=1)}

    def name_of(cell: Any) -> str:
        tags = cell.metadata.get("tags", [])
        what = (
            "Parameters of this run"
            if "injected-parameters" in tags
            else "Parameters and their defaults"
            if "parameters" in tags
            else "Code"
        )
        return f"{what}, cell {numbers.get(cell.get('id'), '?')}"

    return name_of


def written(path: Path, html: str) -> Path:
    """Write a page aside and rename it, so that nobody reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    aside.write_text(html, encoding="utf-8")
    aside.replace(path)
    return path
