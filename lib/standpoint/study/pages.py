"""Pages of executed notebooks: one HTML file each, which loads nothing and runs nothing.

Text of a corpus is data here too: a page carries a policy that forbids any script, frame, form or
outside file, whatever an output of a notebook may hold.
"""

import logging
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standpoint.project import write_whole

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).resolve().parent / "templates"
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: file:; base-uri 'none';"
    " form-action 'none'"
)


def templates(*, escape: bool = False) -> "Environment":
    """Load the templates of this room, for HTML with `escape`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=escape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=not escape,
    )


def page(
    notebook_path: str | Path,
    html_path: str | Path,
    *,
    study: str = "Index",
    links: Mapping[str, str] | None = None,
) -> Path:
    """Write the page of one executed notebook: prose and outputs in full, the code folded.

    `study` is what the link back to index.html says. `links` has the page of each notebook by its
    stem; a link to a notebook without one leads to the index.
    """
    import nbformat
    from nbconvert import HTMLExporter

    book = nbformat.read(notebook_path, as_version=4)
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = _to_pages(cell.source, links or {})
    about = book.metadata.get("standpoint", {})
    label = str(about.get("run") or Path(notebook_path).stem)
    varied = f" ({label.partition(' (')[2]}" if " (" in label else ""
    facts = {
        "title": _title(book.cells) + varied,
        "study": study,
        "label": label,
        "failure": about.get("failure", ""),
        "policy": POLICY,
        "name_of": _numbered(book.cells),
    }
    quiet = logging.getLogger("standpoint.nbconvert")
    quiet.setLevel(logging.CRITICAL)  # it warns at every image without alt text
    exporter = HTMLExporter(
        template_name="basic",
        template_file=str(TEMPLATES / "notebook.html.j2"),
        extra_template_paths=[str(TEMPLATES)],
        exclude_anchor_links=True,
        log=quiet,
    )
    html, _ = exporter.from_notebook_node(book, resources={"standpoint": facts})
    write_whole(Path(html_path), _scoped(html))
    return Path(html_path)


def _scoped(page: str) -> str:
    """Say of each header cell what it heads, for screen readers; an empty one is no header."""
    for part, scope in (("thead", "col"), ("tbody", "row")):

        def mended(match: re.Match, scope: str = scope) -> str:
            filled = re.sub(r"<th([^>]*)>\s*(?:&nbsp;)?\s*</th>", r"<td\1></td>", match[0])
            return re.sub(r"<th(?=[\s>])(?![^>]*\bscope=)", f'<th scope="{scope}"', filled)

        page = re.sub(rf"<{part}>.*?</{part}>", mended, page, flags=re.DOTALL)
    return page


def _to_pages(source: str, links: Mapping[str, str]) -> str:
    """Links between notebooks lead to their pages, where the notebooks themselves do not lie."""
    link = re.compile(r"\]\(([\w.-]+)\.ipynb(#[^)]*)?\)")
    return link.sub(lambda match: f"]({links.get(match[1], 'index.html')})", source)


def _title(cells: list) -> str:
    """The notebook's first heading, as plain text."""
    prose = "\n".join(str(cell.source) for cell in cells if cell.cell_type == "markdown")
    heading = re.search(r"^# (.*)$", prose, re.MULTILINE)
    return re.sub(r"[`*]", "", heading[1].strip()) if heading else "Notebook"


def _numbered(cells: list) -> Callable[[Any], str]:
    """Name the folded code of a cell, with the number that a message of the runner names."""
    code = [cell for cell in cells if cell.cell_type == "code" and cell.source.strip()]
    numbers = {cell.get("id", number): number for number, cell in enumerate(code, start=1)}

    def name_of(cell: Any) -> str:
        tags, what = cell.metadata.get("tags", []), "Code"
        if "injected-parameters" in tags:
            what = "Parameters of this run"
        elif "parameters" in tags:
            what = "Parameters and their defaults"
        return f"{what}, cell {numbers.get(cell.get('id'), '?')}"

    return name_of
