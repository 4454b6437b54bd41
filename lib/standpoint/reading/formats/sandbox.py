"""Parsers of strangers' files in a process of their own, with limits on time and memory.

A worker is started at the first file that needs it and serves all that follow. It writes what it
finds to a file of JSON lines, so that what stood before a hanging, memory-eating or dying parser
was stopped is kept. Processor time is limited by a timer, and by the system where a library in C
does not hear that. The clock is the last resort, far behind, as on a busy machine a second of work
takes many; on Windows, which knows neither limit, it is the only one.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from standpoint.reading.formats.records import Record, Unread, first_line
from standpoint.reading.formats.source import MiB, Source, TooLarge

try:
    import resource
except ImportError:  # Windows
    resource = None

CLOCK = 12.0 if resource else 2.0  # times the limit of processor time
AFTER = 2  # seconds of processor time between the timer and the end of the process
START = 60.0  # seconds until the worker must be there
TOO_SLOW = Unread(
    "takes too long", "stopped; is the file broken, or made to do this? Open it and save it again"
)
TOO_BIG = Unread("takes too much memory", "stopped; split the file, or save it in another format")
# Allocators that set aside a gigabyte of addresses at first would meet the limit at once.
_FRUGAL = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2"}
# Distributions that are imported under another name.
_IMPORTED = {
    "python-docx": "docx",
    "pyarrow": "pyarrow.parquet",
    "striprtf": "striprtf.striprtf",
    "pyyaml": "yaml",
}


def read_safely(reader: Any, source: Source) -> Iterator[Record | Unread]:
    """What a reader finds; what it raises becomes a row, but for errors of this machine."""
    count = 0
    try:
        for found in reader.read(source):
            kind = Unread if hasattr(found, "reason") else Record
            yield found if isinstance(found, kind) else kind(*found)  # those of corpusreaders
            count += 1
    except TooLarge as error:
        yield Unread("too large", str(error))
    except ModuleNotFoundError as error:
        remedy = "pip install 'standpoint[readers]'"
        yield Unread("reader not installed", f"{reader.NAME} needs {error.name}: {remedy}")
    except MemoryError:
        raise
    # Whatever a library does on a broken file, the other files are to be read.
    except Exception as error:
        if isinstance(error, OSError) and error.errno:
            raise
        detail = f"after {count} records: {type(error).__name__}: {first_line(error)}"
        reason = getattr(reader, "BROKEN", "cannot be parsed")
        yield Unread(reason, f"{detail}; open the file and save it again")


def read_sandboxed(reader: ModuleType, source: Source, path: Path) -> Unread | None:
    """Have the worker write to `path` what a reader finds; `rows` reads it back.

    What comes back says why the reader was stopped. OSError is raised where the source cannot be
    read.
    """
    limits = source.limits
    seconds = min(limits.seconds + limits.seconds_per_mib * source.size / MiB, limits.most_seconds)
    outcome: Unread | OSError | None = TOO_SLOW
    with _LOCK:
        worker = _Worker.at_hand()
        try:
            outcome = worker.ask((reader.__name__, source, seconds, path), seconds * CLOCK)
        finally:  # also where the user interrupts: its answer must not be taken for the next one
            if isinstance(outcome, Unread):
                worker.stop()
    if isinstance(outcome, OSError):
        raise outcome
    return outcome


def rows(path: Path) -> Iterator[Record | Unread]:
    """The rows that a worker has written, without one that it had not written whole."""
    with path.open(encoding="utf-8", errors="surrogatepass", newline="\n") as file:
        for line in file:
            row = json.loads(line) if line.endswith("\n") else "end"
            if len(row) == 4:
                yield Record(*row[:3], tuple(row[3]))
            elif row != "end":
                yield Unread(*row)


def is_whole(path: Path) -> bool:
    """Whether a file of rows is there and was written to its end."""
    try:
        with path.open("rb") as file:
            file.seek(-6, os.SEEK_END)
            return file.read() == b'"end"\n'
    except OSError:
        return False


def dismiss() -> None:
    """End the worker of this process; the next file that needs one starts another."""
    with _LOCK:
        if _Worker.here is not None:
            _Worker.here.stop()


_LOCK = threading.Lock()  # one file at a time


class _Worker:
    """The other process, and the pipe to it."""

    here: _Worker | None = None

    @classmethod
    def at_hand(cls) -> _Worker:
        worker = cls.here
        # A fork must not speak through its parent's pipe.
        if worker is None or worker.by != os.getpid() or not worker.process.is_alive():
            cls.here = cls()
        return cls.here

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.by = os.getpid()
        self.pipe, other = context.Pipe()
        self.process = context.Process(target=_serve, args=(other,), daemon=True)
        with _prepared():
            self.process.start()
        other.close()
        if self._answer(START) != "here":
            self.stop()
            raise OSError("the process of the readers could not be started")

    def ask(self, job: tuple, seconds: float) -> Unread | OSError | None:
        with contextlib.suppress(OSError):  # it has ended since the last file
            self.pipe.send(job)
        return self._answer(seconds)

    def _answer(self, seconds: float) -> Any:
        try:
            return self.pipe.recv() if self.pipe.poll(seconds) else TOO_SLOW
        except (EOFError, OSError):
            self.process.join()
        if resource and self.process.exitcode == -signal.SIGXCPU:
            return TOO_SLOW
        detail = f"the reader's process ended ({self.process.exitcode})"
        return Unread("cannot be parsed", f"{detail}; open the file and save it again")

    def stop(self) -> None:
        _Worker.here = None
        self.process.kill()
        self.process.join()
        self.pipe.close()


@contextlib.contextmanager
def _prepared() -> Iterator[None]:
    """What a new process takes over: frugal allocators, and not the user's script as `__main__`."""
    main = sys.modules["__main__"]
    added = {name: value for name, value in _FRUGAL.items() if name not in os.environ}
    sys.modules["__main__"] = ModuleType("__main__")
    os.environ.update(added)
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        for name in added:
            del os.environ[name]


# ---- in the other process ----


class _TimeUp(BaseException):
    """Not an Exception: parsers catch those."""


def _serve(pipe: Any) -> None:
    """Answer requests until the pipe ends, by what `_write` gives back."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends this
    pipe.send("here")
    with contextlib.suppress(EOFError):
        while True:
            pipe.send(_write(*pipe.recv()))


def _write(name: str, source: Source, seconds: float, path: Path) -> Unread | OSError | None:
    reader = importlib.import_module(name)
    # Before time is taken: a first file must not be slower than the second.
    for library in reader.LIBRARY.split():
        with contextlib.suppress(ImportError):
            importlib.import_module(_IMPORTED.get(library, library.replace("-", "_")))
    try:
        with (
            path.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as file,
            _bounded(seconds, source.limits.memory),
        ):
            for found in read_safely(reader, source):
                file.write(json.dumps(found, ensure_ascii=False) + "\n")
            file.write('"end"\n')
    except OSError as error:
        return OSError(error.errno, error.strerror or str(error))
    except _TimeUp:
        return TOO_SLOW
    except MemoryError:
        return TOO_BIG
    return None


@contextlib.contextmanager
def _bounded(seconds: float, memory: int) -> Iterator[None]:
    """Limits on processor time and memory, as far as the system has them."""
    if resource is None:
        yield
        return
    limits = {resource.RLIMIT_CPU: int(time.process_time() + seconds) + AFTER}
    with contextlib.suppress(OSError):  # macOS has no /proc
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limits[resource.RLIMIT_AS] = pages * resource.getpagesize() + memory
    hard = {kind: resource.getrlimit(kind)[1] for kind in limits}
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, hard[kind]))
    signal.signal(signal.SIGPROF, _ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.5)  # again: a parser may swallow the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        for kind, most in hard.items():
            resource.setrlimit(kind, (most, most))


def _ring(*_: object) -> None:
    raise _TimeUp
