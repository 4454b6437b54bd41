"""Execute one step: parameters by papermill, cells by nbclient, on a kernel of this interpreter.

The kernel is quiet and repeatable, starts in notebooks/, and is always ended.
"""

import asyncio
import os
import re
import signal
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from standpoint.project import write_json
from standpoint.study.file import Study
from standpoint.study.plan import Step

CELL_LIMIT = 600  # seconds; the slowest cell on the bundled corpus takes a few
START_LIMIT = 120  # seconds for a kernel to answer; a loaded two-core machine needs up to ten
# A kernel's ports are chosen before it takes them, and another program may be quicker. No cell has
# run then, so it is started anew.
STARTS = 2

_THREADS = ("OMP_NUM", "OPENBLAS_NUM", "MKL_NUM", "NUMEXPR_NUM", "VECLIB_MAXIMUM")


class RunFailed(Exception):
    """A notebook that did not reach its end: in which of its code cells, and why."""

    def __init__(self, cell: int, name: str, message: str = "") -> None:
        self.cell, self.name, self.message = cell, name, message
        where = f", cell {cell}" if cell else ""
        super().__init__(f"{where}: {name}{': ' + message if message else ''}")


class Kernels:
    """The kernels of one run of the runner: counted while they live, ended together."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.ending = False
        self._live: set[int] = set()
        self._lock = threading.Lock()

    def end(self) -> None:
        """Kill every living kernel with all it started; none stays alive afterwards."""
        with self._lock:
            self.ending = True
            for pid in self._live:
                _kill(pid)
        until = time.monotonic() + 15
        while self._live and time.monotonic() < until:  # for threads to see their kernels gone
            time.sleep(0.05)

    async def run(self, client: Any, run_name: str, log: Path) -> None:
        """Start the client's kernel, execute the notebook in it, and end it."""
        folder, environment = self.study.root / "notebooks", _environment(self.study, run_name)
        with log.open("wb") as out:  # out of the way of what the runner tells
            await client.km.start_kernel(cwd=str(folder), env=environment, stdout=out, stderr=out)
        pid = client.km.provisioner.pid
        with self._lock:
            self._live.add(pid)
            if self.ending:
                _kill(pid)
        try:
            # First: else nbclient cleans up at exit after a kernel that never answered.
            await client.async_start_new_kernel_client()
            await client.async_execute(cleanup_kc=True)
        finally:
            with self._lock:
                self._live.discard(pid)


def execute(step: Step, *, kernels: Kernels, to: Path, time_limit: int = CELL_LIMIT) -> float:
    """Run one step, write the executed notebook to `to`, and return the seconds it took.

    Raises
    ------
    RunFailed
        If it did not reach its end. The partly executed notebook then stands at `to`.
    """
    begun = time.monotonic()
    for _ in range(STARTS):
        book, failure = _once(step, kernels, time_limit)
        if not failure or failure.cell or kernels.ending:
            break
    seconds = time.monotonic() - begun
    _keep(book, to, step, failure)
    if failure:
        raise failure
    return seconds


def _once(step: Step, kernels: Kernels, time_limit: int) -> tuple[Any, RunFailed | None]:
    """One start of a kernel and all cells of the notebook in it; what went wrong, if anything."""
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpecManager
    from nbclient import NotebookClient
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    cell, log = 0, kernels.study.results / ".runner" / f"{step.name}.log"

    def started(**_: Any) -> None:
        nonlocal cell
        cell += 1

    def ended(*, execute_reply: Mapping[str, Any], **_: Any) -> None:
        payload = execute_reply["content"].get("payload") or []
        if any(item.get("source") == "ask_exit" for item in payload):
            message = "the cell ended the kernel; the cells after it did not run"
            raise RunFailed(cell, "exit", message)

    book = load_notebook_node(str(step.notebook.path))
    parameters = dict(step.parameters)
    book = parameterize_notebook(book, parameters, kernel_name="python3", language="python")
    # Whatever kernels the user has installed; without encryption ipykernel 7 warns in notebooks.
    kernel = AsyncKernelManager(
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]), transport_encryption="auto"
    )
    client = NotebookClient(
        book,
        km=kernel,
        timeout=time_limit,
        startup_timeout=START_LIMIT,
        on_cell_execute=started,
        on_cell_executed=ended,
    )
    try:
        # The loop that ZeroMQ needs on Windows is the usual one elsewhere.
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(kernels.run(client, step.name, log))
    except Exception as error:  # nbclient and the kernel each raise their own kinds
        return book, _failure(error, cell, time_limit, log)
    return book, None


def _failure(error: Exception, cell: int, time_limit: int, log: Path) -> RunFailed:
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    if isinstance(error, RunFailed):
        return error
    name, message = type(error).__name__, _first_line(str(error))
    if isinstance(error, CellExecutionError):
        name, message = error.ename, _first_line(error.evalue)
        if name == "SystemExit":
            message = "the cell ended the run; the cells after it did not run"
    elif isinstance(error, CellTimeoutError):
        name = "time limit"
        message = f"the cell ran longer than {time_limit} s and was stopped; what it scored is"
        message += f" kept: run again to go on from there, or with --time-limit {6 * time_limit}"
    elif isinstance(error, DeadKernelError):
        name = "dead kernel"
        message = "the kernel died in this cell (out of memory, or ended from outside)"
    elif not cell:  # what the kernel said last is why it did not start
        lines = log.read_text("utf-8", "replace").splitlines()
        last = _first_line("\n".join(reversed(lines)))
        message += f" ({last})" if last else ""
    return RunFailed(cell, name, message)


def _keep(book: Any, to: Path, step: Step, failure: RunFailed | None) -> None:
    """Put the executed notebook in its place, with the name of its run and what went wrong."""
    about = book.metadata.setdefault("standpoint", {})
    about["run"] = step.run.label
    if failure:
        about["failure"] = str(failure).removeprefix(", ")
    write_json(to, book)


def _environment(study: Study, run_name: str) -> dict[str, str]:
    """The same numbers each time, and nothing of the user's own start-up files."""
    quiet = study.results / ".runner" / "ipython"
    quiet.mkdir(parents=True, exist_ok=True)
    (quiet / "matplotlibrc").touch()
    theirs = ("MPLBACKEND", "PYTHONSTARTUP", "PYTHONPATH")
    others = {name: value for name, value in os.environ.items() if name not in theirs}
    return others | {  # without that backend, so that figures stay inline
        "PYTHONHASHSEED": "0",
        # The debugger would print a notice into the first cell.
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "IPYTHONDIR": str(quiet),
        "PYTHONPATH": str(Path(__file__).parents[2]),  # no pandas.py of the user's
        "MATPLOTLIBRC": str(quiet / "matplotlibrc"),
        "STANDPOINT_ROOT": str(study.root),
        "STANDPOINT_RUN": run_name,
        **{f"{library}_THREADS": "1" for library in _THREADS},
    }


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)  # a kernel leads its group, so its children end with it
        else:
            os.kill(pid, signal.SIGTERM)


def _first_line(text: str) -> str:
    """The first line of a message, without colours and control characters, not too long."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines()
    first = next((line for line in lines if line.strip()), "")
    clean = "".join(letter if letter.isprintable() else " " for letter in first).strip()
    return clean if len(clean) <= 300 else clean[:299] + "…"
