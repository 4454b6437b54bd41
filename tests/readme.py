"""The notebook table, the model's errors and the figure of the README, made from the notebooks and
the last run of the bundled study.

`make run && make readme` writes them; test_readme.py fails when the table and the notebooks differ.
"""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[1]
README, FIGURE = ROOT / "README.md", ROOT / "data" / "figures" / "tone-of-actors.png"
RESULTS = ROOT / "results" / "armenia"
HEAD = "<!-- made by `make readme`: change the notebooks, not this table -->\n"
END = "<!-- end of the table -->"
ERRORS = ("<!-- made by `make readme` from notebook 60 -->\n", "<!-- end of the errors -->")


def rows(seconds: dict[str, float]) -> list[str]:
    """One line per notebook: question, reads, writes, seconds of one run."""
    out = ["| notebook | question | reads | writes | seconds |", "|---|---|---|---|---|"]
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        facts = json.loads(path.read_text(encoding="utf-8"))["metadata"]["standpoint"]
        reads, writes = (
            ", ".join(facts[key]).replace("inputs", "the corpus") or "nothing"
            for key in ("reads", "writes")
        )
        took = f"{seconds[path.stem]:.0f}" if path.stem in seconds else "not part of `make run`"
        out.append(
            f"| [{path.stem}](notebooks/{path.name}) | {facts['question']} | {reads} | {writes} |"
            f" {took} |"
        )
    return out


def table(text: str) -> list[str]:
    """The lines of the table that stand in a README."""
    inside = re.search(re.escape(HEAD) + "(.*?)" + re.escape(END), text, re.DOTALL)
    return inside.group(1).strip().splitlines() if inside else []


def seconds_of_last_run() -> dict[str, float]:
    """Seconds per notebook from the run record; the mean where a notebook ran more than once."""
    runs = json.loads((RESULTS / "run.json").read_text(encoding="utf-8"))["notebooks"]
    took: dict[str, list[float]] = {}
    for name, run in runs.items():
        took.setdefault(name.split("--")[0], []).append(run["seconds"])
    return {name: sum(all_) / len(all_) for name, all_ in took.items()}


def errors() -> str:
    """How right the model is, as notebook 60 found it in the last run."""
    left = json.loads((RESULTS / "findings" / "60-check-the-model.json").read_text("utf-8"))
    return "*" + "\n".join(textwrap.wrap(" ".join(left["answer"]), 135)) + "*\n"


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    begin, end = map(re.escape, ERRORS)
    told = errors().join(ERRORS)
    text = re.sub(f"{begin}.*?{end}", lambda _: told, text, flags=re.DOTALL)
    made = HEAD + "\n".join(rows(seconds_of_last_run())) + "\n" + END
    README.write_text(
        re.sub(re.escape(HEAD) + ".*?" + re.escape(END), lambda _: made, text, flags=re.DOTALL),
        encoding="utf-8",
    )
    FIGURE.parent.mkdir(exist_ok=True)
    shutil.copyfile(RESULTS / "figures" / "tone-of-actors.png", FIGURE)
    print(f"{README.name}: {len(made.splitlines()) - 4} notebooks; {FIGURE.name} copied")
