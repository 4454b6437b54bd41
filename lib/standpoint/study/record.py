"""The run record: with what, from what, and how long; enough to say later what a result was made
of.
"""

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
from standpoint.study.file import Study
from standpoint.study.plan import Step
from standpoint.study.progress import Reporter

_OF_THE_RUN = ("started", "finished", "standpoint", "python", "platform", "packages", "git")


def record(
    study: Study,
    steps: list[Step],
    journal: Reporter,
    *,
    began: datetime,
    before: Mapping[str, Any],
) -> dict[str, Any]:
    """The record of a study after a run, as plain data for run.json.

    Where no notebook ran, what is said of the machine and the time stays as the last run left it in
    `before`."""
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
        "notebooks": {
            step.name: _of(step, journal, before.get("notebooks", {}).get(step.name, {}))
            for step in steps
        },
        "tables": _tables(study.tables),
        "scorers": _scorers(study.tables),
        "scorers_of_opinions": sorted(set(_column(study.tables, "opinions", "scorer")["scorer"])),
        "models": _models(study),
        "annotations": {_place(study, path): sha256(path) for path in _gold(study)},
        "coders": _coders(_gold(study)),
        "corpus": _corpus(study.tables),
        "counts": _counts(study.tables),
    }
    if not journal.ran and not journal.failed and before:
        out |= {key: before[key] for key in _OF_THE_RUN if key in before}
    return out


def sentences_found(results: Path, run_name: str) -> list[str]:
    """The findings that a run left, in its order."""
    import json

    path = results / "findings" / f"{run_name}.json"
    try:
        return list(json.loads(path.read_text(encoding="utf-8"))["findings"])
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _of(step: Step, journal: Reporter, before: Mapping[str, Any]) -> dict[str, Any]:
    """One run: what is known of it now, or, where it was not looked at this time, what was known of
    it before.
    """
    same = {"notebook": step.run.notebook, "label": step.run.label, "question": step.question}
    if step.name in journal.ran | journal.kept | journal.failed:
        left = journal.values.get(step.name, {})
        status = "failed" if step.name in journal.failed else "done"
        given = dict(step.defaults) | dict(step.parameters)
        now = {
            "parameters": given,
            "seconds": left.get("seconds"),
            "finished": left.get("finished"),
        }
        return same | now | {"status": status, "why": journal.why.get(step.name, "").lstrip(",: ")}
    nothing = {"parameters": {}, "seconds": None, "finished": None, "status": "not run", "why": ""}
    then = {key: before.get(key, value) for key, value in nothing.items()}
    if step.name in journal.skipped:
        then |= {"status": "skipped", "why": f"{journal.skipped[step.name]} failed"}
    return same | then


def _place(study: Study, path: Path) -> str:
    return (
        path.relative_to(study.root) if path.is_relative_to(study.root) else Path(path.name)
    ).as_posix()


def sha256(path: Path) -> str:
    """The SHA-256 sum of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _packages() -> dict[str, str]:
    return {
        name.lower(): dist.version for dist in distributions() if (name := dist.metadata["Name"])
    }


def _git(root: Path) -> dict[str, Any] | None:
    """Commit and whether the folder differs from it; None outside git, or where git is not
    installed.
    """

    def ask(*words: str) -> str | None:
        try:
            done = subprocess.run(
                ["git", "-C", str(root), *words], capture_output=True, text=True, timeout=20
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    commit = ask("rev-parse", "--verify", "HEAD")
    return (
        {"commit": commit, "changed_since": bool(ask("status", "--porcelain"))} if commit else None
    )


def _tables(folder: Path) -> dict[str, dict[str, Any]]:
    from pyarrow.parquet import read_metadata

    return {
        path.stem: {"sha256": sha256(path), "rows": read_metadata(path).num_rows}
        for path in sorted(folder.glob("[!.]*.parquet"))
    }


def _column(folder: Path, table: str, *names: str) -> dict[str, list]:
    """Columns of a table as plain lists; an empty list for a column or a table that is not there."""
    from pyarrow.parquet import ParquetFile

    path = folder / f"{table}.parquet"
    if not path.is_file():
        return {name: [] for name in names}
    with ParquetFile(path) as file:
        there = [name for name in names if name in file.schema_arrow.names]
        read = file.read(there).to_pydict()
    return {name: read.get(name, []) for name in names}


def _corpus(folder: Path) -> dict[str, Any]:
    """What the texts are: how many were kept and left out, from when to when, in which languages,
    under which licences.
    """
    names = (
        "doc_id",
        "published_start",
        "published_end",
        "language",
        "licence",
        "publisher",
        "duplicate_of",
    )
    kept = _column(folder, "documents", *names)
    dates = (
        [day for day in kept["published_start"] if day is not None],
        [day for day in kept["published_end"] if day is not None],
    )
    return {
        "documents": len(kept["doc_id"]),
        "sentences": len(_column(folder, "sentences", "sent_id")["sent_id"]),
        "first": min(dates[0]).date().isoformat() if dates[0] else "",
        "last": max(dates[1]).date().isoformat() if dates[1] else "",
        "undated": len(kept["doc_id"]) - len(dates[0]),
        "copies": sum(bool(copy) for copy in kept["duplicate_of"]),
        "languages": _counted(kept["language"]),
        "licences": _counted(kept["licence"]),
        "publishers": _counted(kept["publisher"]),
        "left_out": _counted(_column(folder, "excluded", "reason")["reason"]),
    }


def _counts(folder: Path) -> dict[str, int]:
    """How much was found, for the sentences of the method; a table that is not there is not
    counted.
    """
    mentions = _column(folder, "mentions", "actor_id")["actor_id"]
    opinions = _column(folder, "opinions", "holder_id", "hedged")
    events = _column(folder, "events", "reference_id")["reference_id"]
    times = _column(folder, "times", "begin")["begin"]
    specifications = _column(folder, "specifications", "refused")["refused"]
    tests = _column(folder, "event_study", "finding")["finding"]
    points = _column(folder, "change_points", "date")["date"]
    agreed = _column(folder, "agreement", "n")["n"]
    return {
        "mentions": len(mentions),
        "ambiguous": sum(not actor for actor in mentions),
        "actors": len({actor for actor in mentions if actor}),
        "opinions": len(opinions["holder_id"]),
        "holders": len(set(opinions["holder_id"]) - {"author", "unknown"}),
        "hedged": sum(opinions["hedged"]),
        "times": len(times),
        "placed": sum(day is not None for day in times),
        "events": len(events),
        "linked": sum(bool(event) for event in events),
        "specifications": len(specifications),
        "refused": sum(bool(why) for why in specifications),
        "tests": len(tests),
        "tests_refused": sum(finding == "refused" for finding in tests),
        "change_points": sum(day is not None for day in points),
        "labelled": max(agreed, default=0),
    }


def _gold(study: Study) -> list[Path]:
    """Files of labels that scores were compared with; none where nothing was compared."""
    return (
        sorted((study.root / "data" / "annotations").glob("*.csv"))
        if (study.tables / "agreement.parquet").is_file()
        else []
    )


def _coders(files: list[Path]) -> list[str]:
    import csv

    names: set[str] = set()
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            names |= {row.get("coder") or "" for row in csv.DictReader(file)}
    return sorted(filter(None, names))


def _counted(values: list[str]) -> dict[str, int]:
    from collections import Counter

    return dict(
        sorted(
            Counter(value or "" for value in values).items(), key=lambda pair: (-pair[1], pair[0])
        )
    )


def _models(study: Study) -> dict[str, str]:
    """The bundled models that tables name as scorer, with the check sum of their weights."""
    import json

    used, out = _scorers(study.tables), {}
    for path in sorted((study.root / "data" / "models").glob("*/config.json")):
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            name, sums = f"{path.parent.name} {said['version']}", said["sha256"]
        except (OSError, ValueError, KeyError):
            continue
        if name in used:
            out[name] = sums.get("model.onnx", "")
    return out


def _scorers(folder: Path) -> list[str]:
    """The scorers named in any table that names one."""
    from pyarrow.parquet import ParquetFile

    names: set[str] = set()
    for path in sorted(folder.glob("[!.]*.parquet")):
        with ParquetFile(path) as file:
            if "scorer" in file.schema_arrow.names:
                names |= set(file.read(["scorer"])["scorer"].unique().to_pylist())
    return sorted(name for name in names if name)
