"""The run record: with what, from what, and how long; enough to say what a result was made of."""

import hashlib
import platform
import subprocess
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow import ArrowException
from pyarrow.parquet import ParquetFile

from standpoint import __version__
from standpoint.project import read_json
from standpoint.study.file import Study
from standpoint.study.plan import Step
from standpoint.study.progress import FAILED, SKIPPED, Progress
from standpoint.tables import empty

_NOT_RUN = {"parameters": {}, "seconds": None, "finished": None, "status": "not run", "why": ""}


def record(
    study: Study,
    steps: list[Step],
    *,
    progress: Progress,
    left: Mapping[str, Mapping[str, Any]],
    began: datetime,
    before: Mapping[str, Any],
) -> dict[str, Any]:
    """Make the record of a study after a run: plain data for run.json.

    `left` has seconds and end of each run, also of those that were up to date; `before` is the
    record of the last time, which knows of the runs that were not looked at.
    """
    tables: dict[str, dict[str, Any]] = {}
    scorers: set[str] = set()
    for path in sorted(study.tables.glob("[!.]*.parquet")):
        with suppress(ArrowException), ParquetFile(path) as file:  # one cut short is no table
            tables[path.stem] = {"sha256": sha256(path), "rows": file.metadata.num_rows}
            if "scorer" in file.schema_arrow.names:
                scorers |= set(file.read(["scorer"])["scorer"].unique().to_pylist())
    labels = study.annotation_files if any(step.reads("annotations") for step in steps) else ()
    scores = [path for step in steps for path in study.score_files(step.parameters)]
    plans = filter(None, [study.preregistration])
    known = before.get("notebooks")
    known = known if isinstance(known, dict) else {}
    return {
        "study": study.name,
        "title": study.title,
        "question": study.question,
        "started": began.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "standpoint": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": {str(dist.name).lower(): dist.version for dist in distributions() if dist.name},
        "git": _git(study.root),
        "inputs": _sums(study, (study.path, *study.inputs, *labels, *scores, *plans)),
        "notebooks": {
            step.name: _run(step, progress, left.get(step.name, {}), known.get(step.name, {}))
            for step in steps
        },
        "tables": tables,
        "scorers": sorted(filter(None, scorers)),
        "models": _sums(study, sorted((study.root / "data" / "models").glob("*/*.onnx"))),
        "corpus": _corpus(study.tables),
    }


def commit_of(root: Path) -> str:
    """The commit of the project, with a plus where its folder differs; empty without git."""
    git = _git(root)
    return f"{git['commit']}{'+' * git['changed_since']}" if git else ""


def run_sentences(results: Path, run_name: str, kind: str) -> list[str]:
    """Read the sentences that a run left: its `findings`, or those of its `method`."""
    sentences = read_json(results / "findings" / f"{run_name}.json").get(kind, [])
    return [str(sentence) for sentence in sentences]


def sha256(path: Path) -> str:
    """The SHA-256 sum of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run(
    step: Step, progress: Progress, left: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    """One run: what is known of it now, or, where it was not looked at, what was known before."""
    about = step.notebook.about
    run = {"notebook": step.run.notebook, "label": step.run.label, "question": about.question}
    run |= {"in_studies": about.in_studies, "part": about.part, "per": about.per}
    run |= {key: before.get(key, value) for key, value in _NOT_RUN.items()}
    ended, why = progress.status.get(step.name), progress.why.get(step.name, "")
    if ended is None:
        return run
    if ended == SKIPPED:
        return run | {"status": ended, "why": f"{why} failed"}
    return run | {
        "parameters": dict(step.notebook.defaults) | dict(step.parameters),
        "seconds": left.get("seconds"),
        "finished": left.get("finished"),
        "status": ended if ended == FAILED else "done",
        "why": why.lstrip(",: "),
    }


def _sums(study: Study, paths: Iterable[Path]) -> dict[str, str]:
    """Check sums by place in the project; of a file elsewhere only the name is told."""
    inside = study.root.as_posix()
    return {
        study.place(path) if path.is_relative_to(inside) else path.name: sha256(path)
        for path in paths
    }


def _git(root: Path) -> dict[str, Any] | None:
    """Commit and whether the folder differs from it; None without git."""

    def ask(*words: str) -> str:
        command = ["git", "-C", str(root), *words]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=20, check=True
        ).stdout.strip()

    try:
        commit = ask("rev-parse", "--verify", "HEAD")
        return {"commit": commit, "changed_since": bool(ask("status", "--porcelain"))}
    except (OSError, subprocess.SubprocessError):
        return None


def _corpus(folder: Path) -> dict[str, Any]:
    """What the texts are: how many, from when to when, in which languages, and whose."""
    about = ["published_start", "published_end", "duplicate_of", "language", "licence", "publisher"]
    documents = _columns(folder, "documents", about)
    dated = documents.dropna(subset="published_start")
    first, last = dated["published_start"].min(), dated["published_end"].max()
    return {
        "documents": len(documents),
        "sentences": len(_columns(folder, "sentences", ["sent_id"])),
        "first": f"{first:%Y-%m-%d}" if len(dated) else "",
        "last": f"{last:%Y-%m-%d}" if len(dated) else "",
        "undated": len(documents) - len(dated),
        "copies": int((documents["duplicate_of"] != "").sum()),
        "languages": _counted(documents["language"]),
        "licences": _counted(documents["licence"]),
        "publishers": _counted(documents["publisher"]),
        "left_out": _counted(_columns(folder, "excluded", ["reason"])["reason"]),
    }


def _columns(folder: Path, name: str, columns: list[str]) -> pd.DataFrame:
    """Columns of a table; empty where it is missing or cannot be read."""
    try:
        return pd.read_parquet(folder / f"{name}.parquet", columns=columns)
    except (OSError, ValueError):
        return empty(name)[columns]


def _counted(values: pd.Series) -> dict[str, int]:
    counts = values.value_counts().sort_index()
    return counts.sort_values(ascending=False, kind="stable").to_dict()
