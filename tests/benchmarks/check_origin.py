"""Whether the bundled texts are still what they were taken from; the sources lie in ../shared.

Run it from the root of the project: `python tests/benchmarks/check_origin.py`. It is no test: who
clones the project does not have the sources.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
sys.path.insert(0, str(ROOT / "tests"))

import statements  # noqa: E402


def table(path: Path) -> pd.DataFrame:
    """Read a table as text, nothing taken for missing."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def runs_of_words(text: str, n: int = 6) -> set[tuple[str, ...]]:
    """Every run of n words, in small letters."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


def statements_are_made_again() -> bool:
    """Whether the rule gives the bundled statements again, byte by byte."""
    bundled = sorted(statements.HOME.glob("*.parquet"))
    with tempfile.TemporaryDirectory() as folder:
        statements.main(SHARED / "data", Path(folder))
        made = [Path(folder, path.name).read_bytes() for path in bundled]
    return bool(bundled) and made == [path.read_bytes() for path in bundled]


def checks() -> dict[str, bool]:
    """Each check with its answer."""
    digest = table(ROOT / "data" / "digest.csv")
    origin = table(SHARED / "data" / "digest" / "digest.csv")
    article = runs_of_words((ROOT / "data" / "article.md").read_text(encoding="utf-8"))
    seeds = sorted((SHARED / "corpus").glob("*.txt"))
    shared = [article & runs_of_words(path.read_text(encoding="utf-8")) for path in seeds]
    worded = ["title", "summary", "note"]
    changed = set(digest.loc[(digest[worded] != origin[worded]).any(axis=1), "id"])
    sheet = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    section = sheet.split("### Wording\n")[1].split("\n#")[0]
    told = set(re.findall(r"\b[AB]\d{3}\b", section))
    same = digest.drop(columns=worded).equals(origin.drop(columns=worded))
    return {
        "digest.csv equals the file it was taken from but in title, summary and note": same,
        "the entries that differ there are those that the datasheet lists": changed == told,
        "article.md shares no run of six words with the article it resembles": bool(seeds)
        and not any(shared),
        "data/statements is what its rule makes of the sources": statements_are_made_again(),
    }


def main() -> int:
    if not SHARED.is_dir():
        print(f"{SHARED.name} does not lie beside the project: nothing to compare with")
        return 2
    answers = checks()
    for what, holds in answers.items():
        print(f"{'yes' if holds else 'NO '}  {what}")
    return 0 if all(answers.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
