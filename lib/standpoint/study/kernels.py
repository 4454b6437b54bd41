"""Execute one step: papermill on a kernel of this interpreter, quiet, repeatable, always ended.

papermill calls a run with `sys.exit(0)` in a cell a success, keeps no trace of a cell that ran out
of time, and changes the folder of the whole process when asked to start in another; all three are
mended here.
"""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standpoint.study.file import Study
from standpoint.study.plan import Step

if TYPE_CHECKING:
    from jupyter_client import AsyncKernelManager

CELL_LIMIT = 600  # seconds; the slowest cell on the bundled corpus takes a few
START_LIMIT = 120  # seconds for a kernel to answer; a loaded two-core machine needs up to ten
# A kernel's ports are chosen before it takes them, and another program may be quicker. No cell has
# run then, so it is started anew.
PORT_TAKEN, STARTS = "Address already in use", 3

_THREADS = ("OMP_NUM", "OPENBLAS_NUM", "MKL_NUM", "NUMEXPR_NUM", "VECLIB_MAXIMUM")
_ENDED_RUN = "the cell ended the run; the cells after it did not run"
_ENDED_KERNEL = "the cell ended the kernel; the cells after it did not run"


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
        """Kill every living kernel with all it started; none can start afterwards."""
        with self._lock:
            self.ending = True
            for pid in self._live:
                _kill(pid)

    def manager(self, run_name: str) -> type[AsyncKernelManager]:
        """Make the manager class of one notebook: papermill takes no instance."""
        from ipykernel.kernelspec import get_kernel_dict
        from jupyter_client import AsyncKernelManager
        from jupyter_client.kernelspec import KernelSpec
        from traitlets import default

        kernels, folder = self, self.study.root / "notebooks"
        environment, log = _environment(self.study, run_name), _log(self.study, run_name)

        class Kernel(AsyncKernelManager):
            """The kernel of this interpreter, whatever kernels the user has installed."""

            @default("transport_encryption")
            def _encrypted(self) -> str:
                import zmq

                # Without it ipykernel 7 warns in every notebook.
                return "auto" if zmq.has("curve") else "disabled"

            @property
            def kernel_spec(self) -> KernelSpec:
                return KernelSpec(**get_kernel_dict())

            async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
                with kernels._lock:
                    if kernels.ending:
                        raise RuntimeError("the run is being ended")
                own = {key: kw["env"][key] for key in kw.get("env") or {} if key not in os.environ}
                with log.open("wb") as output:  # out of the way of the progress bar
                    kw |= {"cwd": str(folder), "env": environment | own}
                    kw |= {"stdout": output, "stderr": output}
                    await super()._async_launch_kernel(kernel_cmd, **kw)
                with kernels._lock:
                    kernels._live.add(self.provisioner.pid)
                    if kernels.ending:
                        _kill(self.provisioner.pid)

            async def _async_cleanup_resources(self, restart: bool = False) -> None:
                pid = getattr(self.provisioner, "pid", None)
                await super()._async_cleanup_resources(restart=restart)
                with kernels._lock:
                    kernels._live.discard(pid)

            _launch_kernel = _async_launch_kernel
            cleanup_resources = _async_cleanup_resources

        return Kernel


def execute(
    step: Step,
    *,
    kernels: Kernels,
    to: Path,
    time_limit: int = CELL_LIMIT,
    on_cell: Callable[[int], None] = lambda number: None,
) -> float:
    """Run one step, write the executed notebook to `to`, and return the seconds it took.

    `on_cell(number)` is called after every code cell.

    Raises
    ------
    RunFailed
        If it did not reach its end. The partly executed notebook then stands at `to`, with the
        failure shown in its cell.
    """
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    aside = kernels.study.results / ".runner" / f"{step.name}.ipynb"
    aside.parent.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    for start in range(1, STARTS + 1):
        failure = _once(step, kernels, aside, time_limit, on_cell)
        taken = failure and failure.cell == 0 and PORT_TAKEN in failure.message
        if not taken or start == STARTS:
            break
    seconds = time.monotonic() - begun
    if aside.is_file():  # else the notebook could not even be opened
        _keep(aside, to, step, failure, kernels.study)
    if failure:
        raise failure
    return seconds


def _once(
    step: Step, kernels: Kernels, aside: Path, time_limit: int, on_cell: Callable[[int], None]
) -> RunFailed | None:
    """One start of a kernel and all cells of the notebook in it; what went wrong, if anything."""
    from jupyter_core.utils import ensure_event_loop
    from papermill import execute_notebook

    aside.unlink(missing_ok=True)
    watch = _Watch(on_cell)
    try:
        execute_notebook(
            step.notebook.path,
            aside,
            parameters=dict(step.parameters),
            kernel_name="python3",
            progress_bar=False,
            start_timeout=START_LIMIT,
            execution_timeout=time_limit,
            kernel_manager_class=kernels.manager(step.name),
            on_cell_execute=watch.started,
            on_cell_executed=watch.ended,
        )
    except Exception as error:  # papermill, nbclient and the kernel each raise their own kinds
        return _failure(error, watch, time_limit, _log(kernels.study, step.name))
    finally:
        ensure_event_loop().close()  # jupyter opens one in this thread and leaves it open
    return _left_early(aside, watch)


class _Watch:
    """Counts code cells as they run, and notes a cell that asked the kernel to end."""

    def __init__(self, on_cell: Callable[[int], None]) -> None:
        self.on_cell = on_cell
        self.cell = self.asked_to_end = 0

    def started(self, *, cell: Any, cell_index: int) -> None:
        self.cell += 1

    def ended(self, *, cell: Any, cell_index: int, execute_reply: Mapping | None) -> None:
        payload = (execute_reply or {}).get("content", {}).get("payload") or []
        if any(item.get("source") == "ask_exit" for item in payload):
            self.asked_to_end = self.asked_to_end or self.cell
        self.on_cell(self.cell)


def _failure(error: Exception, watch: _Watch, time_limit: int, log: Path) -> RunFailed:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill import PapermillExecutionError

    if watch.asked_to_end:
        return RunFailed(watch.asked_to_end, "exit", _ENDED_KERNEL)
    if isinstance(error, PapermillExecutionError):
        return RunFailed(error.exec_count or watch.cell, error.ename, _first_line(error.evalue))
    if isinstance(error, CellTimeoutError):
        message = f"the cell ran longer than {time_limit} s and was stopped"
        return RunFailed(watch.cell, "time limit", message)
    if isinstance(error, DeadKernelError):
        message = "the kernel died in this cell (out of memory, or ended from outside)"
        return RunFailed(watch.cell, "dead kernel", message)
    message = _first_line(str(error))
    if log.is_file() and not watch.cell:
        lines = log.read_text("utf-8", "replace").splitlines()
        last = _first_line("\n".join(reversed(lines)))
        message += f" ({last})" if last else ""
    return RunFailed(watch.cell, type(error).__name__, message)


def _left_early(path: Path, watch: _Watch) -> RunFailed | None:
    """A run that papermill calls a success, though a cell ended it: `sys.exit(0)`, `quit()`."""
    for number, cell in enumerate(_code_cells(json.loads(path.read_text(encoding="utf-8"))), 1):
        if any(output.get("ename") == "SystemExit" for output in cell["outputs"]):
            return RunFailed(number, "SystemExit", _ENDED_RUN)
        if watch.asked_to_end == number:
            return RunFailed(number, "exit", _ENDED_KERNEL)
        if cell["execution_count"] is None:
            return RunFailed(number, "not executed", "the run ended before this cell")
    return None


def _code_cells(book: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The cells that run, in order: a failure names its cell by its place among them."""
    code = (cell for cell in book["cells"] if cell["cell_type"] == "code")
    return [cell for cell in code if "".join(cell["source"]).strip()]


def _keep(aside: Path, to: Path, step: Step, failure: RunFailed | None, study: Study) -> None:
    """Put the executed notebook in its place, without the paths of this machine."""
    book = json.loads(aside.read_text(encoding="utf-8"))
    paths = {"input_path": study.place(step.notebook.path), "output_path": study.place(to)}
    book["metadata"].setdefault("papermill", {}).update(paths)
    about = book["metadata"].setdefault("standpoint", {})
    about["run"] = step.run.label
    if failure:
        about["failure"] = str(failure).removeprefix(", ")
        # Where the kernel could not write the failure into its cell, it is added here.
        for cell in _code_cells(book)[failure.cell - 1 : failure.cell]:
            if all(output.get("ename") != failure.name for output in cell["outputs"]):
                error = {"output_type": "error", "ename": failure.name, "evalue": failure.message}
                error["traceback"] = [f"{failure.name}: {failure.message}"]
                cell["outputs"].append(error)
    aside.write_text(json.dumps(book, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    to.parent.mkdir(parents=True, exist_ok=True)
    aside.replace(to)


def _environment(study: Study, run_name: str) -> dict[str, str]:
    """The same numbers each time, and nothing of the user's own start-up files."""
    quiet = study.results / ".runner" / "ipython"
    quiet.mkdir(parents=True, exist_ok=True)
    environment = dict(os.environ)
    environment.pop("MPLBACKEND", None)  # so that figures stay inline
    return environment | {
        "PYTHONHASHSEED": "0",
        # The debugger would print a notice into the first cell.
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "IPYTHONDIR": str(quiet),
        "STANDPOINT_ROOT": str(study.root),
        "STANDPOINT_RUN": run_name,
        **{f"{library}_THREADS": "1" for library in _THREADS},
    }


def _log(study: Study, run_name: str) -> Path:
    return study.results / ".runner" / f"{run_name}.log"


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
