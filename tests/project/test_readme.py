"""The README is true: its table, its links, its commands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import readme

ROOT = readme.ROOT
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "data" / "README.md"]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def test_table_is_that_of_the_notebooks() -> None:
    stand = readme.table(TEXT)
    made = readme.rows({})
    assert [line.rsplit(" | ", 1)[0] for line in stand] == [
        line.rsplit(" | ", 1)[0] for line in made
    ], "run `make readme`"
    assert len(stand) - 2 == len(list((ROOT / "notebooks").glob("*.ipynb")))
    for line in stand[2:]:
        assert re.search(r"\| (\d+|not part of `make run`) \|$", line), line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [
        link
        for link in re.findall(r"\]\(([^)\s]+)\)", text)
        if not re.match(r"https?://|#|mailto:", link)
    ]
    assert links or page != ROOT / "README.md"
    for link in links:
        assert (page.parent / link.split("#")[0]).exists(), link


def test_make_targets_named_in_the_prose_exist() -> None:
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = {
        t
        for page in PAGES
        for t in re.findall(r"`?\bmake ([a-z]+)\b`", page.read_text(encoding="utf-8"))
    }
    named |= set(re.findall(r"^make ([a-z]+)", TEXT, re.MULTILINE))
    assert {"run", "test", "lab"} <= named <= targets


def test_commands_named_in_the_readme_exist() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "standpoint", "--help"], capture_output=True, text=True, check=True
    )
    named = set(re.findall(r"(?:python -m |\.venv/bin/)standpoint ([a-z]+)", TEXT))
    assert {"run", "new"} <= named
    for command in named:
        assert re.search(rf"\b{command}\b", done.stdout), command
    options = set(
        re.findall(
            r"(--[a-z]+)",
            "\n".join(re.findall(r"\.venv/bin/standpoint new .*|`--published[^`]*`", TEXT)),
        )
    )
    shown = subprocess.run(
        [sys.executable, "-m", "standpoint", "new", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    for option in options:
        assert option in shown.stdout, option


def test_first_screen_has_sentence_figure_limits_and_three_doors() -> None:
    screen = "\n".join(TEXT.splitlines()[:42])
    for needed in (
        "who speaks how about whom",
        "](data/figures/",
        "does not show",
        "Reproduce",
        "Modify",
        "Cite",
        "make run",
        "make lab",
    ):
        assert needed in screen, needed


def test_the_number_of_documents_is_that_of_the_corpus() -> None:
    import csv

    with (ROOT / "data" / "digest.csv").open(encoding="utf-8", newline="") as table:
        n = sum(1 for _ in csv.DictReader(table))
    assert re.search(rf"\b{n} paraphrases\b", TEXT)


def test_ci_runs_the_tests() -> None:
    assert re.search(
        r"^make test$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE
    )


def test_citation_agrees_with_the_project() -> None:
    import yaml

    from standpoint import __version__

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0" and citation["version"] == __version__
    assert citation["title"] and citation["authors"] and citation["license"] == "MIT"
