"""pyproject.toml is the one list of dependencies: the lock and environment.yml are what is made
from it.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import lock

PROJECT = tomllib.loads((lock.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LISTED = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["readers"],
]
NEEDED = [Requirement(line) for line in LISTED + PROJECT["dependency-groups"]["test"]]
TEXT = lock.LOCK.read_text(encoding="utf-8")
PINNED = {
    canonicalize_name(n): v
    for n, v in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", TEXT, re.MULTILINE)
}


def test_lock_was_made_from_this_list() -> None:
    assert TEXT.splitlines()[0] == lock.stamp(), "pyproject.toml changed: run `make lock`"


@pytest.mark.parametrize("needed", NEEDED, ids=lambda r: r.name)
def test_every_dependency_is_pinned_as_allowed(needed: Requirement) -> None:
    assert needed.specifier.contains(PINNED[canonicalize_name(needed.name)])


@pytest.mark.parametrize(
    "path", [lock.LOCK, lock.ROOT / "requirements-uv.lock"], ids=lambda p: p.name
)
def test_every_pin_has_a_hash_and_names_no_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    entries = re.split(
        r"\n(?=[A-Za-z])", "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    )
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_environment_yml_was_made_from_this_list() -> None:
    assert lock.CONDA.read_text(encoding="utf-8") == lock.conda(), "run `make lock`"
    listed = lock.CONDA.read_text(encoding="utf-8").split("dependencies:")[1]
    names = set(re.findall(r"^ +- ([a-z0-9_-]+)", listed, re.MULTILINE)) - {"-e"}
    names = {name.replace("-", "_") for name in names}
    core = {Requirement(line).name.replace("-", "_") for line in LISTED}
    assert names == core | {"python", "pip"}
    python = re.search(r"- python(\S+)", listed)[1]
    assert set(python.split(",")) == set(PROJECT["project"]["requires-python"].split(","))


def test_the_makefile_takes_the_same_pythons() -> None:
    text = (lock.ROOT / "Makefile").read_text(encoding="utf-8")
    low, high = re.search(r"\((3, \d+)\) <= sys\.version_info\[:2\] < \((3, \d+)\)", text).groups()
    asked = ">={},<{}".format(*(part.replace(", ", ".") for part in (low, high)))
    assert asked == PROJECT["project"]["requires-python"]
    minors = range(int(low[3:]), int(high[3:]))
    listed = {f"Programming Language :: Python :: 3.{minor}" for minor in minors}
    assert listed == {c for c in PROJECT["project"]["classifiers"] if "Python :: 3." in c}


def test_scikit_learn_is_not_in_the_default_environment() -> None:
    assert "scikit-learn" not in PINNED and "torch" not in PINNED, (
        "each notebook that imports nltk would pay 3 s"
    )


def test_installed_is_what_is_locked() -> None:
    from importlib.metadata import version

    wrong = {
        r.name: version(r.name)
        for r in NEEDED
        if version(r.name)
        not in re.findall(
            rf"^{re.escape(canonicalize_name(r.name))}==(\S+)", TEXT, re.MULTILINE | re.IGNORECASE
        )
    }
    assert not wrong


def test_every_folder_of_the_library_is_installed() -> None:
    listed = PROJECT["tool"]["setuptools"]["packages"]
    library = lock.ROOT / "lib"
    found = {
        path.parent.relative_to(library).as_posix().replace("/", ".")
        for path in library.rglob("__init__.py")
    }
    assert set(listed) == found | {"standpoint.data"} and listed == sorted(listed)
