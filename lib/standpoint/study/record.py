"""The run record: with what, from what, and how long; enough to say what a result was made of."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from pyarrow.parquet import ParquetFile, read_metadata

from standpoint import __version__
from standpoint.inference.annotations import annotation_files
from standpoint.project import write_whole
from standpoint.study.file import Study
from standpoint.study.plan import Step

_OF_THE_RUN = ("started", "finished", "standpoint", "python", "platform", "packages", "git")
_NOT_RUN = {"parameters": {}, "seconds": None, "finished": None, "status": "not run", "why": ""}


def record(
    study: Study,
    steps: list[Step],
    *,
    status: Mapping[str, str],
    why: Mapping[str, str],
    left: Mapping[str, Mapping[str, Any]],
    began: datetime,
    before: Mapping[str, Any],
) -> dict[str, Any]:
    """Make the record of a study after a run: plain data for run.json.

    Parameters
    ----------
    status, why : mapping
        How each run ended that was looked at, and what went wrong.
    left : mapping
        Seconds and end of each run, also of those that were up to date.
    began : datetime
        When the runner was started.
    before : mapping
        The record of the last time. Where no notebook ran, what is said of machine and time stays.
    """
    scorers = set(_column(study.tables, "*", "scorer"))
    labels = annotation_files(study.root / "data" / "annotations", study.name)
    annotations = labels if (study.tables / "agreement.parquet").exists() else []
    out: dict[str, Any] = {
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
        "inputs": _sums(study, (study.path, *study.inputs)),
        "notebooks": {
            step.name: _run(step, status, why, left, before.get("notebooks", {}).get(step.name, {}))
            for step in steps
        },
        "tables": {
            path.stem: {"sha256": sha256(path), "rows": read_metadata(path).num_rows}
            for path in sorted(study.tables.glob("[!.]*.parquet"))
        },
        "scorers": sorted(filter(None, scorers)),
        "models": _models(study, scorers),
        "annotations": _sums(study, annotations),
        "corpus": _corpus(study.tables),
    }
    if before and not {"run", "failed"} & set(status.values()):
        out |= {key: before[key] for key in _OF_THE_RUN if key in before}
    return out


def run_sentences(results: Path, run_name: str, kind: str) -> list[str]:
    """Read the sentences that a run left: its `findings`, or those of its `method`."""
    sentences = read_json(results / "findings" / f"{run_name}.json").get(kind, [])
    return [str(sentence) for sentence in sentences]


def read_json(path: Path) -> dict[str, Any]:
    """Read the pairs in a JSON file that can be made again; none where it is missing or broken."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_json(path: Path, data: Any) -> None:
    """Write JSON with its keys in order."""
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_whole(path, lambda aside: aside.write_text(text, encoding="utf-8"))


def sha256(path: Path) -> str:
    """The SHA-256 sum of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run(
    step: Step,
    status: Mapping[str, str],
    why: Mapping[str, str],
    left: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, Any],
) -> dict[str, Any]:
    """One run: what is known of it now, or, where it was not looked at, what was known before."""
    about = step.notebook.about
    run = {"notebook": step.run.notebook, "label": step.run.label, "question": about.question}
    run |= {"in_studies": about.in_studies}
    run |= {key: before.get(key, value) for key, value in _NOT_RUN.items()}
    ended, reason = status.get(step.name), why.get(step.name, "")
    if ended == "skipped":
        return run | {"status": ended, "why": f"{reason} failed"}
    if ended is None:
        return run
    return run | {
        "parameters": dict(step.notebook.defaults) | dict(step.parameters),
        "seconds": left.get(step.name, {}).get("seconds"),
        "finished": left.get(step.name, {}).get("finished"),
        "status": "failed" if ended == "failed" else "done",
        "why": reason.lstrip(",: "),
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

    def ask(*words: str) -> str | None:
        command = ["git", "-C", str(root), *words]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=20)
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    commit = ask("rev-parse", "--verify", "HEAD")
    changed = bool(commit and ask("status", "--porcelain"))
    return {"commit": commit, "changed_since": changed} if commit else None


def _column(folder: Path, tables: str, name: str) -> list[Any]:
    """The values of a column in all tables of that name that have it."""
    values: list[Any] = []
    for path in sorted(folder.glob(f"{tables}.parquet")):
        with ParquetFile(path) as file:
            if not path.name.startswith(".") and name in file.schema_arrow.names:
                values += file.read([name])[name].to_pylist()
    return values


def _corpus(folder: Path) -> dict[str, Any]:
    """What the texts are: how many, from when to when, in which languages, and whose."""

    def column(name: str) -> list[Any]:
        return _column(folder, "documents", name)

    firsts = [day for day in column("published_start") if day is not None]
    lasts = [day for day in column("published_end") if day is not None]
    n = len(column("doc_id"))
    return {
        "documents": n,
        "sentences": len(_column(folder, "sentences", "sent_id")),
        "first": min(firsts).date().isoformat() if firsts else "",
        "last": max(lasts).date().isoformat() if lasts else "",
        "undated": n - len(firsts),
        "copies": sum(bool(copy) for copy in column("duplicate_of")),
        "languages": _counted(column("language")),
        "licences": _counted(column("licence")),
        "publishers": _counted(column("publisher")),
        "left_out": _counted(_column(folder, "excluded", "reason")),
    }


def _counted(values: list[str]) -> dict[str, int]:
    counts = Counter(value or "" for value in values)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _models(study: Study, scorers: set[str]) -> dict[str, str]:
    """The bundled models that tables name as scorer, with the check sum of their weights."""
    models = {}
    for path in sorted((study.root / "data" / "models").glob("*/config.json")):
        config = read_json(path)
        name = f"{path.parent.name} {config.get('version')}"
        if name in scorers:
            models[name] = config.get("sha256", {}).get("model.onnx", "")
    return models
