"""Parsers of strangers' files in a process of their own, with limits on time and memory: what hangs
or dies there is named.

A worker is started at the first file that needs it and serves all that follow. It speaks JSON
lines, so that nothing that it was made to say can run here. Its processor time is limited by a
timer; where a library in C does not hear that, by the system, which ends the process; and where the
system knows no such limit (Windows), by the clock. The clock is the last resort elsewhere too, far
behind: on a machine that does other things a second of work takes many, and the same file must give
the same rows. Memory is limited where the system can (not on Windows; macOS does not keep its
word)."""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

from standpoint.reading.formats.records import Record, Unread
from standpoint.reading.formats.source import Limits, MiB, Source, TooLarge

CLOCK = 12.0 if hasattr(signal, "setitimer") else 2.0  # times the limit of processor time
AFTER = 2  # seconds of processor time between the timer and the end of the process
START = 60.0  # seconds until the worker must have said that it is there
BATCH = 1 << 18  # characters of records that are sent in one line
TOO_SLOW = Unread(
    "takes too long",
    "the reader was stopped; is the file broken, or made to do this? Open it and save it again",
)
TOO_BIG = Unread(
    "takes too much memory",
    "the reader was stopped; is the file broken, or made to do this? Split it, or save it in"
    " another format",
)
_MINE = {
    "takes too long",
    "takes too much memory",
}  # what another machine may manage: not kept in the cache


def lasting(found: Record | Unread) -> bool:
    """Whether the same would be found again on any machine."""
    return isinstance(found, Record) or found.reason not in _MINE


def read_apart(reader: ModuleType, given: Source) -> Iterator[Record | Unread]:
    """What `reader` finds in `given`, found by a worker. Raises OSError where the source cannot be
    read.
    """
    worker = _hire()
    whole = False
    limits = given.limits
    seconds = min(limits.seconds + limits.seconds_per_mib * given.size / MiB, limits.most_seconds)
    try:
        worker.send(reader, given, seconds)
        while not whole:
            message = worker.receive(seconds * CLOCK)
            whole = message[0] in ("end", "oserror")
            if message[0] == "oserror":
                raise OSError(message[1], message[2])
            if not whole:
                yield from _found(message[1])
            if message[0] == "last":
                return
    except _Gone as gone:
        yield TOO_SLOW if gone.args[0] in ("slow", _XCPU) else _died(gone.args[0])
    finally:
        if whole:
            _idle.append(worker)
        else:  # it died, or nobody waits for the rest of what it says
            worker.stop()


_XCPU = -getattr(signal, "SIGXCPU", 24)


def _found(rows: list) -> Iterator[Record | Unread]:
    for kind, number, *rest in rows:
        yield (
            Record(number, rest[0], rest[1], tuple(rest[2]))
            if kind == "r"
            else Unread(rest[0], rest[1], number)
        )


def _died(code: object) -> Unread:
    return Unread(
        "cannot be parsed", f"the reader's process ended ({code}); open the file and save it again"
    )


# Allocators and threads that set aside a gigabyte of addresses before they use any would meet the
# limit on memory at once.
_FRUGAL = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


# The package's own beginning loads pandas, which takes most of a second and which no reader needs.
_BEGIN = """
import sys, types
package = types.ModuleType("standpoint")
package.__path__ = [sys.argv[1]]
sys.modules["standpoint"] = package
sys.path.insert(0, sys.argv[2])
from standpoint.reading.formats import sandbox
sandbox.serve()
"""


class _Gone(Exception):
    """The worker said nothing in time (`slow`), or has ended (its exit code)."""


class _Worker:
    """The other process, and a thread that listens to it."""

    def __init__(self) -> None:
        package = str(Path(__file__).parents[2])
        environment = os.environ | {"PYTHONWARNINGS": "ignore"} | _FRUGAL
        self.process = subprocess.Popen(
            [sys.executable, "-c", _BEGIN, package, str(Path(package).parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self.said: queue.Queue = queue.Queue(maxsize=16)
        self.stopped = False
        self.by = os.getpid()
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            self.receive(START)
        except _Gone as gone:
            self.stop()
            raise OSError(f"the readers' process could not be started ({gone.args[0]})") from gone

    def _listen(self) -> None:
        try:
            for line in self.process.stdout:
                self._tell(line)
        except (OSError, ValueError):  # the pipe was closed while it was read
            pass
        self._tell(b"")

    def _tell(self, line: bytes) -> None:
        while not self.stopped:
            try:
                self.said.put(line, timeout=1)
                return
            except queue.Full:
                continue

    def send(self, reader: ModuleType, given: Source, seconds: float) -> None:
        header = {
            "reader": reader.__name__,
            "name": given.name,
            "about": dict(given.about),
            "limits": given.limits.__dict__ | {"seconds": seconds},
            "path": None if given.path is None else os.fspath(given.path.absolute()),
            "bytes": 0 if given.raw is None else len(given.raw),
        }
        try:
            self.process.stdin.write(_line(header))
            self.process.stdin.write(given.raw or b"")
            self.process.stdin.flush()
        except OSError as error:
            raise _Gone(self.process.poll()) from error

    def receive(self, seconds: float) -> list:
        try:
            line = self.said.get(timeout=seconds)
        except queue.Empty:
            raise _Gone("slow") from None
        if not line:
            raise _Gone(self.process.wait())
        return json.loads(line.decode("utf-8", "surrogatepass"))

    def stop(self) -> None:
        self.stopped = True
        _all.discard(self)
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()


_idle: list[
    _Worker
] = []  # those that wait; a thread, or a source that is read within another, takes one for itself
_all: set[_Worker] = set()


def _hire() -> _Worker:
    while _idle:
        worker = _idle.pop()
        if (
            worker.by == os.getpid() and worker.process.poll() is None
        ):  # a fork must not speak through its parent's pipe
            return worker
    worker = _Worker()
    _all.add(worker)
    return worker


@atexit.register
def dismiss() -> None:
    """End the workers of this process; the next file that needs one starts another."""
    for worker in [worker for worker in _all if worker.by == os.getpid()]:
        worker.stop()
    _idle.clear()


def _line(value: object) -> bytes:
    return (
        json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "surrogatepass"
        )
        + b"\n"
    )


# ---- in the other process ----


class _TimeUp(BaseException):
    """Not an Exception: parsers catch those."""


def _serve(source: BinaryIO, sink: BinaryIO) -> None:
    _tell(sink, ["here"])
    while header := source.readline():
        asked = json.loads(header.decode("utf-8", "surrogatepass"))
        raw = source.read(asked["bytes"]) if asked["path"] is None else None
        limits = Limits(**asked["limits"])
        given = Source(
            asked["name"],
            None if asked["path"] is None else Path(asked["path"]),
            raw,
            asked["about"],
            limits,
        )
        held: list = []  # found and not yet sent
        reader = importlib.import_module(asked["reader"])
        _load(reader)
        try:
            with _Bounded(limits):
                for batch in _batches(reader, given, held):
                    _tell(sink, ["found", batch])
        except OSError as error:
            _tell(sink, ["found", held])
            _tell(sink, ["oserror", error.errno or 0, error.strerror or str(error)])
            continue
        except _TimeUp:
            _tell(sink, ["found", [*held, ["u", 0, TOO_SLOW.reason, TOO_SLOW.detail]]])
        except MemoryError:
            _tell(sink, ["last", [*held, ["u", 0, TOO_BIG.reason, TOO_BIG.detail]]])
            return  # what is left of the memory is no place to go on in
        _tell(sink, ["end"])


def _load(reader: ModuleType) -> None:
    """Import what is behind a reader before its time is taken: a first file must not be slower than
    the second.
    """
    for name in reader.LIBRARY.split():
        with contextlib.suppress(ImportError):
            importlib.import_module(_IMPORTED.get(name, name.replace("-", "_")))


_IMPORTED = {
    "python-docx": "docx",
    "pyarrow": "pyarrow.parquet",
    "striprtf": "striprtf.striprtf",
    "pyyaml": "yaml",
}


def _batches(reader: ModuleType, given: Source, held: list) -> Iterator[list]:
    size = 0
    for found in read_safely(reader, given):
        if isinstance(found, Record):
            held.append(["r", found.number, dict(found.fields), found.place, list(found.flags)])
            size += sum(map(len, found.fields.values())) + 100
        else:
            held.append(["u", found.number, found.reason, found.detail])
            size += 200
        if size > BATCH:
            yield held
            held.clear()
            size = 0
    yield held


def read_safely(reader: Any, given: Source) -> Iterator[Record | Unread]:
    """What a reader finds; what it raises, but for OSError and MemoryError, becomes a row for the
    whole file.
    """
    try:
        yield from reader.read(given)
    except TooLarge as error:
        yield Unread("too large", str(error))
    except (MemoryError, OSError):
        raise
    except (
        Exception
    ) as error:  # whatever a library does on a broken file, the other files are to be read
        said = str(error).splitlines()[0][:150] if str(error) else ""
        yield Unread(
            "cannot be parsed",
            f"{type(error).__name__}: {said}".rstrip(": ") + "; open the file and save it again",
        )


class _Bounded:
    """Limits on processor time and memory while a block runs, as far as the system has them."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    def __enter__(self) -> None:
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGPROF, _ring)
            signal.setitimer(
                signal.ITIMER_PROF, self.limits.seconds, 0.5
            )  # again and again: a parser may swallow the first
        try:
            import resource

            used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            self.before = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (used + self.limits.memory, self.before[1]))
        except (ImportError, OSError, ValueError):
            self.before = None
        _last_second(time.process_time() + self.limits.seconds + AFTER)

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0)
        if self.before is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_AS, self.before)
        _last_second(None)


def _last_second(seconds: float | None) -> None:
    """The processor time at which the system ends this process; None for never."""
    try:
        import resource

        most = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(
            resource.RLIMIT_CPU, (most if seconds is None else int(seconds) + 1, most)
        )
    except (ImportError, OSError, ValueError):
        pass


_speaking = False


def _ring(*_: object) -> None:
    if not _speaking:  # half a line would be no line; the timer rings again
        raise _TimeUp


def _tell(sink: BinaryIO, message: list) -> None:
    global _speaking
    _speaking = True
    try:
        sink.write(_line(message))
        sink.flush()
    finally:
        _speaking = False


def serve() -> None:
    """Be the worker: requests on standard input, answers on standard output, until the input ends."""
    # Only our lines may go out: what a library prints goes where errors go.
    mine = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # the parent is interrupted too, and ends this process
    _serve(sys.stdin.buffer, mine)
