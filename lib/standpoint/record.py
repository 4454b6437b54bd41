"""The run record: with what, from what, and how long; enough to say later what a result was made of."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from standpoint import __version__
from standpoint.journal import Journal
from standpoint.plan import Step
from standpoint.study import Study

_OF_THE_RUN = ("started", "finished", "standpoint", "python", "platform", "packages", "git")


def record(study: Study, steps: list[Step], journal: Journal, *, began: datetime, before: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a study after a run, as plain data for run.json.

    Where no notebook ran, what is said of the machine and the time stays as the last run left it in `before`.
    """
    out: dict[str, Any] = {
        "study": study.name,
        "title": study.title,
        "question": study.question,
        "started": began.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "standpoint": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": _packages(),
        "git": _git(study.root),
        "inputs": {_place(study, path): sha256(path) for path in (study.path, *study.inputs)},
        "notebooks": {step.name: _of(step, journal, before.get("notebooks", {}).get(step.name, {})) for step in steps},
        "tables": _tables(study.tables),
        "scorers": _scorers(study.tables),
    }
    if not journal.ran and not journal.failed and before:
        out |= {key: before[key] for key in _OF_THE_RUN if key in before}
    return out


def sentences_found(results: Path, run_name: str) -> list[str]:
    """The findings that a run left, in its order."""
    import json

    try:
        read = json.loads((results / "findings" / f"{run_name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [sentence for sentence in read if isinstance(sentence, str)] if isinstance(read, list) else []


def _of(step: Step, journal: Journal, before: Mapping[str, Any]) -> dict[str, Any]:
    """One run: what is known of it now, or, where it was not looked at this time, what was known of it before."""
    same = {"notebook": step.run.notebook, "label": step.run.label, "question": step.question}
    if step.name in journal.ran | journal.kept | journal.failed:
        left = journal.values.get(step.name, {})
        status = "failed" if step.name in journal.failed else "done"
        given = dict(step.defaults) | dict(step.parameters)
        now = {"parameters": given, "seconds": left.get("seconds"), "finished": left.get("finished")}
        return same | now | {"status": status, "why": journal.why.get(step.name, "").lstrip(",: ")}
    nothing = {"parameters": {}, "seconds": None, "finished": None, "status": "not run", "why": ""}
    then = {key: before.get(key, value) for key, value in nothing.items()}
    if step.name in journal.skipped:
        then |= {"status": "skipped", "why": f"{journal.skipped[step.name]} failed"}
    return same | then


def _place(study: Study, path: Path) -> str:
    return (path.relative_to(study.root) if path.is_relative_to(study.root) else Path(path.name)).as_posix()


def sha256(path: Path) -> str:
    """The SHA-256 sum of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _packages() -> dict[str, str]:
    return {name.lower(): dist.version for dist in distributions() if (name := dist.metadata["Name"])}


def _git(root: Path) -> dict[str, Any] | None:
    """Commit and whether the folder differs from it; None outside git, or where git is not installed."""

    def ask(*words: str) -> str | None:
        try:
            done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, timeout=20)
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    commit = ask("rev-parse", "--verify", "HEAD")
    return {"commit": commit, "changed_since": bool(ask("status", "--porcelain"))} if commit else None


def _tables(folder: Path) -> dict[str, dict[str, Any]]:
    from pyarrow.parquet import read_metadata

    return {path.stem: {"sha256": sha256(path), "rows": read_metadata(path).num_rows} for path in sorted(folder.glob("[!.]*.parquet"))}


def _scorers(folder: Path) -> list[str]:
    """The scorers named in any table that names one."""
    from pyarrow.parquet import ParquetFile

    names: set[str] = set()
    for path in sorted(folder.glob("[!.]*.parquet")):
        with ParquetFile(path) as file:
            if "scorer" in file.schema_arrow.names:
                names |= set(file.read(["scorer"])["scorer"].unique().to_pylist())
    return sorted(name for name in names if name)
