"""Parsers of strangers' files in a process of their own, with limits on time and memory.

One worker serves all files. It writes what it finds to a file of JSON lines, so that what stood
before a hanging, memory-eating or dying parser is kept, and it ends itself where a limit is met.
"""

import contextlib
import faulthandler
import importlib
import json
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from corpusreaders.source import Record, Source, TooLarge, Unread

try:
    import resource
except ImportError:  # Windows
    resource = None

# Processor time for a file, and for each MiB of it: DOCX took 4.8 s per MiB as packed, XLSX 3.4,
# PDF 0.7, HTML 0.6, RTF 0.5; a machine may be slower.
SECONDS, PER_MIB, MOST = 5.0, 10.0, 600.0
MEMORY = 1 << 30  # bytes, above what the worker has taken before
# The clock is the last resort, as on a busy machine a second of work takes many; on Windows it is
# the only one.
CLOCK = 12.0 if resource else 2.0
TOO_SLOW = Unread(
    "takes too long", "stopped; is the file broken, or made to do this? Open it and save it again"
)
TOO_BIG = Unread("takes too much memory", "stopped; split the file, or save it in another format")
_LOCK = threading.Lock()  # one file at a time


def read_safely(reader: Any, source: Source) -> Iterator[Record | Unread]:
    """What a reader finds; what it raises becomes a row, but for errors of this machine."""
    count = 0
    try:
        for found in reader.read(source):
            yield found
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
        what = f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0][:150]}"
        detail = f"after {count} records: {what}; open the file and save it again"
        yield Unread(getattr(reader, "BROKEN", "cannot be parsed"), detail)


def read_sandboxed(reader: ModuleType, source: Source, path: Path) -> Unread | None:
    """Have the worker write to `path` what a reader finds; `rows` reads it back.

    What comes back says why the reader was stopped. OSError is raised where the source cannot be
    read.
    """
    seconds = min(SECONDS + PER_MIB * source.size / (1 << 20), MOST)
    with _LOCK:
        worker = _worker(os.getpid())
        begin = time.monotonic()
        try:
            job = worker.submit(_write, reader.__name__, source, path, seconds, MEMORY)
            return job.result()
        except BrokenProcessPool:
            dismiss()
        except MemoryError:
            dismiss()  # what the parser held may still be held
            return TOO_BIG
        except KeyboardInterrupt:
            dismiss()  # the worker is interrupted too
            raise
    if time.monotonic() - begin >= seconds:
        return TOO_SLOW
    return Unread("cannot be parsed", "the reader's process ended; open the file and save it again")


def rows(path: Path) -> Iterator[Record | Unread]:
    """The rows that a worker has written, without one that it had not written whole."""
    with path.open(encoding="utf-8", errors="surrogatepass", newline="\n") as file:
        for line in file:
            row = json.loads(line) if line.endswith("\n") else "end"
            if len(row) == 4:
                yield Record(*row[:3], tuple(row[3]))
            elif row != "end":
                yield Unread(*row)


def dismiss() -> None:
    """End the worker; the next file that needs one starts another."""
    _worker(os.getpid()).shutdown(wait=False)
    _worker.cache_clear()


@lru_cache(maxsize=1)
def _worker(owner: int) -> ProcessPoolExecutor:
    """The worker of the process `owner`: a fork must not speak through its parent's pipe."""
    worker = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _begin)
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")  # a user's script must not run again there
    try:
        worker.submit(os.getpid).result()
    finally:
        sys.modules["__main__"] = main
    return worker


# ---- in the worker ----


def _begin() -> None:
    # Allocators that set aside a gigabyte of addresses at first would meet the limit at once.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    multiprocessing.parent_process().join()
    os._exit(1)


def _write(name: str, source: Source, path: Path, seconds: float, memory: int) -> None:
    reader = importlib.import_module(name)
    with path.open("w", 1, "utf-8", "surrogatepass", "\n") as file, _bounded(seconds, memory):
        for found in read_safely(reader, source):
            file.write(json.dumps(found, ensure_ascii=False) + "\n")
        file.write('"end"\n')


@contextlib.contextmanager
def _bounded(seconds: float, memory: int) -> Iterator[None]:
    """Limits on time, at which the process ends, and on memory, as far as the system has them."""
    # A watch in C, which also a library that holds the interpreter hears.
    faulthandler.dump_traceback_later(seconds * CLOCK, exit=True, file=2)
    limits = {}
    if resource:
        limits[resource.RLIMIT_CPU] = int(time.process_time() + seconds) + 1
        with contextlib.suppress(OSError):  # macOS has no /proc
            pages = int(Path("/proc/self/statm").read_text().split()[0])
            limits[resource.RLIMIT_AS] = pages * resource.getpagesize() + memory
    hard = {kind: resource.getrlimit(kind)[1] for kind in limits}
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, hard[kind]))
    try:
        yield
    finally:
        for kind, most in hard.items():
            resource.setrlimit(kind, (most, most))
        faulthandler.cancel_dump_traceback_later()
