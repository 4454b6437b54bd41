"""The site: the executed notebooks of a study, its report, and a search that needs no server.

`make site` builds it from results/<study>; nothing is run and nothing is fetched. The links that
open a notebook elsewhere need one thing that this repository cannot know, its public address:
`Repository` under `[project.urls]` in pyproject.toml. Without it there are no such links.
"""

import json
import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(os.environ["RESULTS"])
RECORD = json.loads((RESULTS / "run.json").read_text(encoding="utf-8"))
ABOUT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ADDRESS = ABOUT.get("urls", {}).get("Repository", "").removesuffix(".git").rstrip("/")

project, author, release = "Standpoint", ABOUT["authors"][0]["name"], ABOUT["version"]
copyright = author
extensions = ["myst_nb"]
nb_execution_mode = "off"
smartquotes = False  # the names of files have two hyphens
nb_ipywidgets_js = {}  # else pages with widgets would ask two networks for scripts
html_theme = "furo"
html_title = f"{project}: {RECORD['title']}"
html_copy_source = html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["site.css"]


def opens(notebook: str) -> dict[str, str]:
    """Where a notebook can be opened and changed without installing anything."""
    if not ADDRESS:
        return {}
    place = ADDRESS.split("://")[-1].partition("/")[2]
    path = f"notebooks/{notebook}.ipynb"
    return {
        "Binder": f"https://mybinder.org/v2/gh/{place}/HEAD?labpath={quote(path, safe='')}",
        "Colab": f"https://colab.research.google.com/github/{place}/blob/HEAD/{path}",
        "Codespaces": f"https://codespaces.new/{place}?quickstart=1",
    }


def pages() -> dict[str, dict[str, str]]:
    """Every page by its name: the runs in order, then the notebooks that no run executes."""
    runs = {
        name: {
            "notebook": run["notebook"],
            "question": run["question"],
            "varied": run["label"].partition(" ")[2].strip("()"),
            "file": str(RESULTS / "notebooks" / f"{name}.ipynb"),
        }
        for name, run in RECORD["notebooks"].items()
        if (RESULTS / "notebooks" / f"{name}.ipynb").is_file()
    }
    done = {run["notebook"] for run in runs.values()}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        if path.stem not in done:
            facts = json.loads(path.read_text(encoding="utf-8"))["metadata"]["standpoint"]
            about = {"question": facts["question"], "varied": "not run here"}
            runs[path.stem] = {"notebook": path.stem, "file": str(path), **about}
    return dict(sorted(runs.items()))


def write_sources(app: "Sphinx", _config: object) -> None:
    """Copy the notebooks; links between them lead to the run of a notebook that is here."""
    first = {page["notebook"]: name for name, page in reversed(PAGES.items())}
    link = re.compile(r"\]\(([\w.-]+)\.ipynb(#[^)]*)?\)")
    for name, page in PAGES.items():
        book = json.loads(Path(page["file"]).read_text(encoding="utf-8"))
        for number, cell in enumerate(book["cells"]):
            text = "".join(cell["source"])
            if number == 0 and page["varied"]:
                text = text.replace("?", f"? ({page['varied']})", 1)
            if cell["cell_type"] == "markdown":
                text = link.sub(lambda found: f"]({first.get(found[1], 'index')}.ipynb)", text)
            cell["source"] = text
        # Outputs link to files that lie beside the report.
        text = re.sub(r'(?<=href=\\")(?=(?:tables|figures|exports)/)', "report/", json.dumps(book))
        (app.srcdir / f"{name}.ipynb").write_text(text, encoding="utf-8")
    template = Environment(trim_blocks=True).from_string(
        (ROOT / "docs/index.md.j2").read_text(encoding="utf-8")
    )
    text = template.render(pages=PAGES, record=RECORD, opens=opens)
    (app.srcdir / "index.md").write_text(text, encoding="utf-8")


def finish_page(_app: "Sphinx", name: str, _template: str, context: dict, _tree: object) -> None:
    """Let no page ask anything of another place, and say above notebooks where they open."""
    tags = context.get("metatags", "")
    context["metatags"] = f'{tags}<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    if name in PAGES and (places := opens(PAGES[name]["notebook"])):
        links = " · ".join(f'<a href="{url}">{place}</a>' for place, url in places.items())
        context["body"] = f'<p class="opens">Open in {links}</p>{context["body"]}'


PAGES = pages()
POLICY = "default-src 'self' 'unsafe-inline' data: file:; base-uri 'none'"


def setup(app: "Sphinx") -> None:
    """Register the two steps with Sphinx."""
    app.connect("config-inited", write_sources)
    app.connect("html-page-context", finish_page)
