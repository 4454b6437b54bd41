"""One entry of a corpus, and the files that it stands for."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from standpoint.errors import InputError, nearest


@dataclass(frozen=True)
class CorpusEntry:
    """A file or folder of texts, its columns, and what holds for texts that say nothing else."""

    path: Path
    columns: Mapping[str, str] = field(default_factory=dict)  # our field → their column
    published: str = ""  # ISO date, month or year
    language: str = ""  # ISO 639-1
    publisher: str = ""
    country: str = ""  # ISO 3166 alpha-3
    speaker: str = ""
    licence: str = ""
    day_first: bool = True  # how 10.11.2020 is read


class Left(NamedTuple):
    """A file, or a record of it (number from 1), that was left out."""

    name: str
    number: int
    reason: str
    detail: str = ""
    title: str = ""

    def row(self) -> dict[str, str]:
        """The row of the table `excluded`."""
        place = f"{self.name}#{self.number}" if self.number else self.name
        return {"source": place, "title": self.title, "reason": self.reason, "detail": self.detail}


class File(NamedTuple):
    """A file to read, with the name that `source` gives it."""

    name: str
    path: Path
    entry: CorpusEntry


def corpus_files(entries: Iterable[CorpusEntry]) -> tuple[list[File], list[Left]]:
    """List every file below the entries once, in the order of names, and what is left out.

    Folders are read with what lies below them. Hidden files are left out, and links to folders are
    not followed. A file that two entries reach gets the longer of its names.
    """
    files: dict[tuple[Path, str], File] = {}
    left: dict[Path, Left] = {}
    for entry in entries:
        about = repr(replace(entry, path=Path()))
        for path, name, reason in _walk(entry.path):
            if reason:
                left[path.absolute()] = Left(name, 0, reason)
                continue
            key = path.resolve(), about
            if key not in files or len(name) > len(files[key].name):
                files[key] = File(name, path, entry)
    named = _with_own_names(list(files.values()))
    return sorted(named, key=lambda file: (file.name, repr(file.entry))), list(left.values())


def _walk(root: Path) -> Iterator[tuple[Path, str, str]]:
    """Path, name below the root and reason to leave it out (or empty text) of every file."""
    if not root.is_dir():
        yield root, root.name, "" if root.is_file() else "not a regular file"
        return
    unreadable: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=unreadable.append):
        hidden = {name for name in folders if name.startswith(".") or name == "__MACOSX"}
        folders[:] = sorted(set(folders) - hidden)
        for name in sorted([*names, *hidden]):
            path = Path(folder, name)
            below = path.relative_to(root).as_posix() + "/" * (name in hidden)
            if name in hidden or name.startswith("."):
                yield path, below, "hidden"
            else:
                yield path, below, "" if path.is_file() else "not a regular file"
    for error in unreadable:
        path = Path(error.filename)
        yield path, path.relative_to(root).as_posix() + "/", "cannot be read"


def _with_own_names(files: list[File]) -> Iterator[File]:
    """Files that share a name get the folders above them before it, as many as it takes."""
    owners: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for file in files:
        owners[file.name].add(file.path.resolve().parts)
    for file in files:
        parts = file.path.resolve().parts
        rivals = owners[file.name] - {parts}
        depth = file.name.count("/") + 1
        while any(rival[-depth:] == parts[-depth:] for rival in rivals):
            depth += 1
        yield file._replace(name="/".join(parts[-depth:])) if rivals else file


def missing(path: Path) -> InputError:
    """Make the error for a path that is not there, with the nearest name beside it."""
    parent = next(parent for parent in path.absolute().parents if parent.is_dir())
    if parent == path.absolute().parent:
        remedy = nearest(path.name, os.listdir(parent), otherwise="check the path")
        return InputError(str(path), "no such file or folder", remedy)
    what = f"no such file or folder; '{parent}' is the last part of the path that exists"
    return InputError(str(path), what, "check the path")
