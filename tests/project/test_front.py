"""What reviewers and readers meet first: paper, licences, citation, places to open, the site."""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import tomllib
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAPER = (ROOT / "paper" / "paper.md").read_text(encoding="utf-8")
BIB = (ROOT / "paper" / "paper.bib").read_text(encoding="utf-8")
# JOSS asks for the first six, JOSE for the next three; both for acknowledgements and references.
SECTIONS = [
    "Summary",
    "Statement of need",
    "State of the field",
    "Software design",
    "Research impact statement",
    "Learning objectives and instructional design",
    "Experience of use",
    "Story of the project",
    "AI usage disclosure",
    "Acknowledgements",
    "References",
]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def entries() -> dict[str, dict[str, str]]:
    """The entries of paper.bib by key, each with its fields."""
    parts = re.split(r"^@(?=\w+\{)", BIB, flags=re.MULTILINE)[1:]
    field = re.compile(r"^\s+(\w+)\s*= \{(.+)\},?$", re.MULTILINE)
    return {re.match(r"\w+\{(\w+),", p)[1]: dict(field.findall(p)) for p in parts}


def test_the_paper_has_every_section_that_both_journals_ask_for() -> None:
    assert re.findall(r"^# (.+)$", PAPER, re.MULTILINE) == SECTIONS
    bodies = re.split(r"^# .+$", PAPER.split("\n---\n", 1)[1], flags=re.MULTILINE)[1:]
    assert all(body.strip() for body in bodies[:-1])
    words = sum(len(body.split()) for body in bodies)
    assert 750 <= words <= 1750, f"JOSS asks for 750 to 1,750 words, these are {words}"


def test_the_papers_head_is_complete_and_names_nobody_that_is_not_there() -> None:
    head = yaml.safe_load(PAPER.split("---")[1])
    assert {"title", "tags", "authors", "affiliations", "date", "bibliography"} <= set(head)
    assert (ROOT / "paper" / head["bibliography"]).is_file()
    indices = {str(place["index"]) for place in head["affiliations"]}
    assert {str(author["affiliation"]) for author in head["authors"]} <= indices


def test_every_citation_has_its_entry_and_every_entry_is_cited() -> None:
    cited = set(re.findall(r"(?<![\w.])@(\w+)", PAPER.split("\n---\n", 1)[1]))
    assert cited == set(entries())
    for key, fields in entries().items():
        assert {"author", "title", "year"} <= set(fields), key
        assert re.fullmatch(r"10\.\d{4,9}/\S+", fields.get("doi", "10.0000/none")), key
        assert key.endswith(fields["year"]), key
    without = [key for key, fields in entries().items() if "doi" not in fields]
    assert without == ["leetaru2013"], "a convention paper that has none"


def test_figures_of_the_paper_stand_in_the_readme() -> None:
    figures = re.findall(r"\d+\.\d \[[\d., ]+\]", PAPER)
    readme = " ".join(read("README.md").split())
    assert len(figures) == 2 and all(figure in readme for figure in figures)
    assert "10,952" in readme and "83 s" in readme


def test_the_licence_is_plain_and_every_folder_of_data_has_one() -> None:
    licence = read("LICENSE")
    assert licence.startswith("MIT License\n\nCopyright (c) 2026 The Standpoint authors\n")
    assert licence.rstrip().endswith("SOFTWARE.") and "Creative Commons" not in licence
    table = read("LICENSES/README.md")
    for path in sorted((ROOT / "data").iterdir()):
        name = f"data/{path.name}{'/' * path.is_dir()}"
        assert f"`{name}`" in table or path.name in ("README.md", "__pycache__"), name
    named = re.findall(r"`((?:data|lib|paper)/[^`]*)`", table)
    assert named and all((ROOT / name).exists() for name in named)
    project = tomllib.loads(read("pyproject.toml"))["project"]
    listed = set(project["license"].split(" AND "))
    assert listed == {"MIT"} | {path.stem for path in (ROOT / "LICENSES").glob("*.txt")}


def test_the_citation_agrees_with_the_project() -> None:
    citation = yaml.safe_load(read("CITATION.cff"))
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert isinstance(citation["date-released"], date)
    dois = {fields.get("doi") for fields in entries().values()}
    assert {work["doi"] for work in citation["references"]} <= dois
    assert citation.get("repository-code", "") == project.get("urls", {}).get("Repository", "")


def test_the_changelog_keeps_its_form() -> None:
    text = read("CHANGELOG.md")
    versions = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert versions[0] == "[Unreleased]" and len(versions) > 1
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    parts = re.split(r"^### .+$", text, flags=re.MULTILINE)[1:]
    assert all(re.search(r"^- \S", part, re.MULTILINE) for part in parts)


def test_conduct_and_reports_are_found_from_the_readme() -> None:
    for name in ("CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSES/README.md"):
        assert f"]({name})" in read("README.md")
    assert "CONTACT" in read("CODE_OF_CONDUCT.md"), "people name themselves here"
    assert "## Reporting a problem" in read("CONTRIBUTING.md")


def test_the_dev_container_holds_what_its_schema_knows() -> None:
    about = json.loads(read(".devcontainer/devcontainer.json"))
    known = {"name", "image", "hostRequirements", "postCreateCommand", "customizations"}
    assert set(about) == known
    assert re.fullmatch(r"[\w./-]+:[\w.-]+", about["image"])
    minor = int(re.search(r":3\.(\d+)", about["image"])[1])
    low, high = map(int, re.findall(r"3\.(\d+)", requires_python()))
    assert low <= minor < high
    needs = about["hostRequirements"]
    assert needs["cpus"] >= 1 and re.fullmatch(r"\d+(tb|gb|mb|kb)", needs["memory"])
    assert about["postCreateCommand"].removeprefix("make ") in read("Makefile")
    opened = about["customizations"]["codespaces"]["openFiles"]
    assert all((ROOT / name).is_file() for name in opened)


def test_binder_installs_the_lock() -> None:
    """Binder looks into binder/ and then at no file of the root, so that folder must do it all."""
    about = yaml.safe_load(read("binder/environment.yml"))
    python = next(item for item in about["dependencies"] if str(item).startswith("python="))
    low, high = map(int, re.findall(r"3\.(\d+)", requires_python()))
    assert low <= int(python.rpartition(".")[2]) < high and "pip" in about["dependencies"]
    script = ROOT / "binder" / "postBuild"
    assert os.access(script, os.X_OK), "Binder runs it only where it may be executed"
    subprocess.run(["bash", "-n", script], check=True)
    text = script.read_text(encoding="utf-8")
    assert "--require-hashes -r requirements.lock" in text and "--no-deps" in text
    assert not (ROOT / ".binder").exists(), "Binder refuses both"


def test_the_cell_for_colab_installs_what_the_readme_says_elsewhere() -> None:
    cell = re.search(r"```\n(!git clone .+?)```", read("README.md"), re.DOTALL)[1]
    assert "pip install -q -e '.[readers]'" in cell
    name = re.search(r"--only (\S+)", cell)[1]
    assert (ROOT / "notebooks" / f"{name}.ipynb").is_file() and f"{name}.html" in cell


def requires_python() -> str:
    return tomllib.loads(read("pyproject.toml"))["project"]["requires-python"]


# ---- the site: its sources, which need no Sphinx ----


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict:
    """docs/conf.py, read with results of one executed notebook that links to others."""
    book = json.loads(read("notebooks/10-ingest-corpus.ipynb"))
    html = {"text/html": '<a href="tables/a.csv">a</a>'}
    output = {"output_type": "display_data", "data": html, "metadata": {}}
    next(cell for cell in book["cells"] if cell["cell_type"] == "code")["outputs"] = [output]
    executed = tmp_path / "notebooks" / "10-ingest-corpus--x.ipynb"
    executed.parent.mkdir()
    executed.write_text(json.dumps(book), encoding="utf-8")
    question = book["metadata"]["standpoint"]["question"]
    run = {"notebook": "10-ingest-corpus", "label": "10-ingest-corpus (actor=x)"}
    record = {"title": "T", "question": "Q?", "notebooks": {executed.stem: run}}
    record["notebooks"][executed.stem]["question"] = question
    (tmp_path / "run.json").write_text(json.dumps(record), encoding="utf-8")
    monkeypatch.setenv("RESULTS", str(tmp_path))
    (tmp_path / "sources").mkdir()
    return runpy.run_path(str(ROOT / "docs" / "conf.py")) | {"to": tmp_path / "sources"}


def test_the_site_has_every_notebook_once_and_links_that_lead_somewhere(site: dict) -> None:
    site["write_sources"](SimpleNamespace(srcdir=site["to"]), None)
    written = {path.stem for path in site["to"].glob("*.ipynb")}
    committed = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert written == committed - {"10-ingest-corpus"} | {"10-ingest-corpus--x"}
    index = (site["to"] / "index.md").read_text(encoding="utf-8")
    for path in site["to"].glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        targets = re.findall(r"\]\(([\w.-]+)\.ipynb", text)
        assert set(targets) <= written, path.name
        assert f"]({path.name})" in index and f"<{path.stem}>" in index
    own = (site["to"] / "10-ingest-corpus--x.ipynb").read_text(encoding="utf-8")
    assert "report/tables/a.csv" in own and "? (actor=x)" in own


def test_without_an_address_nothing_is_linked_and_with_one_each_place_is(site: dict) -> None:
    context: dict = {"body": "B"}
    name = "10-ingest-corpus--x"
    opens = site["opens"]
    state = opens.__globals__
    state["ADDRESS"] = ""
    site["finish_page"](None, name, "", context, None)
    assert context["body"] == "B" and "Content-Security-Policy" in context["metatags"]
    state["ADDRESS"] = "https://github.com/OWNER/NAME"
    links = opens("10-ingest-corpus")
    assert set(links) == {"Binder", "Colab", "Codespaces"}
    assert all("/OWNER/NAME" in link for link in links.values())
    assert links["Binder"].endswith("labpath=notebooks%2F10-ingest-corpus.ipynb")
    site["finish_page"](None, name, "", context, None)
    assert all(link in context["body"] for link in links.values())
