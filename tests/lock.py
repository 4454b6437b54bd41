"""environment.yml from pyproject.toml, and the stamp in requirements.lock that says which list it
was made from.

`make lock` runs this as a script; test_environment.py imports it and fails when the files in the
tree differ."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK, CONDA = ROOT / "requirements.lock", ROOT / "environment.yml"
STAMP = "# made by `make lock` from the dependencies in pyproject.toml, sha256 "


def stamp() -> str:
    """The first line of requirements.lock: the hash of every list that was locked."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = [
        project["project"]["requires-python"],
        project["project"]["dependencies"],
        project["project"]["optional-dependencies"]["readers"],
        project["dependency-groups"]["test"],
    ]
    return STAMP + hashlib.sha256(json.dumps(lists).encode()).hexdigest()


def conda() -> str:
    """environment.yml as it should be; nothing is asked of the network."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    requires = project["requires-python"]
    made = subprocess.run(
        [
            sys.executable,
            "-m",
            "pyproject2conda",
            "yaml",
            "--name",
            "standpoint",
            "--channel",
            "conda-forge",
            "--python-include",
            f"python{requires}",
            "--extra",
            "readers",
            "--pip-dep",
            "-e .",
            "--pyproject",
            str(ROOT / "pyproject.toml"),
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    head = "# made by `make lock` from pyproject.toml: change that file, not this one\n"
    return (
        head
        + "\n".join(line for line in made.stdout.splitlines() if not line.startswith("#")).strip()
        + "\n"
    )


if __name__ == "__main__":
    body = [
        line for line in LOCK.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    LOCK.write_text("\n".join([stamp(), *body]) + "\n", encoding="utf-8")
    CONDA.write_text(conda(), encoding="utf-8")
    print(f"{LOCK.name}: {sum('==' in line for line in body)} packages; {CONDA.name} written")
