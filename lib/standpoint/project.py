"""Where the project and its bundled data lie, and how a file is written whole or not at all."""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from standpoint.errors import InputError

_SIGNS = "pyproject.toml, notebooks/ and data/"
_BUNDLED = Path(__file__).resolve().parent / "data"  # the copy that an installed package brings


def root() -> Path:
    """Find the project folder: the one that holds pyproject.toml, notebooks/ and data/.

    The environment variable STANDPOINT_ROOT names it; without that it is looked for from the
    current folder upwards, and then from the place of this package.

    Raises
    ------
    InputError
        If no folder on the way is the project.

    Examples
    --------
    >>> (root() / "notebooks").is_dir()
    True
    """
    if named := os.environ.get("STANDPOINT_ROOT"):
        if not _is_root(Path(named)):
            remedy = f"unset it, or name a folder with {_SIGNS}"
            raise InputError(f"STANDPOINT_ROOT={named}", "no project folder", remedy)
        return Path(named).resolve()
    for start in (Path.cwd(), Path(__file__).resolve()):
        for folder in (start, *start.parents):
            if _is_root(folder):
                return folder
    what = f"neither this folder nor one above it is the project (it holds {_SIGNS})"
    raise InputError(str(Path.cwd()), what, "change to the project's folder")


def data_path(name: str) -> Path:
    """Find a file or folder of the bundled data, by its place below data/.

    The project's own data/ is looked at first, then the copy beside this package's source, then
    the copy that the installed package brings, so that scripts outside the project find it too.

    Raises
    ------
    InputError
        If no such file is bundled.

    Examples
    --------
    >>> data_path("actors.yml").name
    'actors.yml'
    """
    try:
        candidates = [root() / "data" / name]
    except InputError:
        candidates = []
    candidates += [Path(__file__).resolve().parents[2] / "data" / name, _BUNDLED / name]
    for path in candidates:
        if path.exists():
            return path
    raise InputError(f"data/{name}", "not bundled with this installation", "install it anew")


def write_whole(path: Path, content: str | Callable[[Path], object]) -> None:
    """Write a file under another name and rename it, so that no reader ever sees half of it.

    `content` is a text, or a function that gets the temporary path and writes there. The folder is
    made where it is missing; if writing fails, the old file stays.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "new" / "a.txt"
    >>> write_whole(path, "whole")
    >>> path.read_text()
    'whole'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    aside = Path(name)
    try:
        aside.write_text(content, "utf-8") if isinstance(content, str) else content(aside)
        aside.chmod(0o644)
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def write_json(path: Path, data: Any, *, in_order: bool = False) -> None:
    """Write JSON for people and programs to read, with its keys `in_order` of letters if wanted."""
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=in_order)
    write_whole(path, f"{text}\n")


def read_json(path: Path) -> dict[str, Any]:
    """Read the pairs in a JSON file that can be made again; none where it is missing or broken."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def plain(text: str, stream: TextIO | None = None) -> str:
    """Make a text fit for a terminal: it moves no cursor, and an unknown sign becomes `?`."""
    encoding = getattr(stream or sys.stdout, "encoding", None) or "utf-8"
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return printable.encode(encoding, "replace").decode(encoding)


def _is_root(folder: Path) -> bool:
    folders = all((folder / name).is_dir() for name in ("notebooks", "data"))
    return folders and (folder / "pyproject.toml").is_file()
