"""One step → its executed notebook: papermill on a kernel of this very interpreter, quiet,
repeatable, and always ended.

papermill calls a run with `sys.exit(0)` in a cell a success, keeps no trace of a cell that ran out
of time, and changes the folder of the whole process when asked to start in another; all three are
mended here."""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from standpoint.study.file import Study
from standpoint.study.plan import Step

if TYPE_CHECKING:
    from jupyter_client import AsyncKernelManager

CELL_LIMIT = (
    600  # seconds; the slowest cell on the bundled corpus takes a few, so this only ends what hangs
)
# A kernel's ports are chosen before it takes them, and another program may be quicker. No cell has
# run then, so it is started anew.
PORT_TAKEN, STARTS = "Address already in use", 3
START_LIMIT = 120  # seconds for a kernel to answer; a loaded two-core machine needs up to ten

_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


class RunFailed(Exception):
    """A notebook that did not reach its end: the cell as counted in the executed notebook, and what
    happened there.
    """

    def __init__(self, cell: int, name: str, said: str = "") -> None:
        self.cell, self.name, self.said = cell, name, said
        where = f", cell {cell}" if cell else ""
        super().__init__(f"{where}: {name}{': ' + said if said else ''}")


class Kernels:
    """The kernels of one run of the runner: started alike, counted while they live, ended together."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self._live: set[int] = set()
        self._lock = threading.Lock()
        self._ending = False

    def end(self) -> None:
        """Kill every living kernel with all it started; none can start afterwards."""
        with self._lock:
            self._ending = True
            for pid in self._live:
                _kill(pid)

    def manager(self, run_name: str) -> type[AsyncKernelManager]:
        """A manager class for one notebook; papermill makes the manager itself and takes only a
        class.
        """
        from jupyter_client import AsyncKernelManager
        from jupyter_client.kernelspec import KernelSpec
        from traitlets import default

        kernels, here = self, self.study.root / "notebooks"
        environment = _environment(self.study, run_name)
        log = _log(self.study, run_name)

        class Kernel(AsyncKernelManager):
            """The kernel of this interpreter, whatever kernel specifications the user has
            installed.
            """

            @default("transport_encryption")
            def _encrypted(self) -> str:
                import zmq

                return (
                    "auto" if zmq.has("curve") else "disabled"
                )  # without it ipykernel 7 warns in every notebook

            @property
            def kernel_spec(self) -> KernelSpec:
                from ipykernel.kernelspec import get_kernel_dict

                return KernelSpec(**get_kernel_dict())

            async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:
                with kernels._lock:
                    if kernels._ending:
                        raise RuntimeError("the run is being ended")
                with log.open(
                    "wb"
                ) as told:  # what the kernel itself says, out of the way of the progress bars
                    ours = {
                        "cwd": str(here),
                        "env": environment | _session(kw),
                        "stdout": told,
                        "stderr": told,
                    }
                    await super()._async_launch_kernel(kernel_cmd, **kw | ours)
                with kernels._lock:
                    kernels._live.add(self.provisioner.pid)
                    if kernels._ending:
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

    `on_cell(number)` hears of every code cell that ends. Raises RunFailed; the partly executed
    notebook then stands at `to`, with the failure shown in its cell."""
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    aside = kernels.study.results / ".runner" / f"{step.name}.ipynb"
    aside.parent.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    for start in range(1, STARTS + 1):
        failure = _once(step, kernels, aside, time_limit, on_cell)
        if not (failure and failure.cell == 0 and PORT_TAKEN in failure.said and start < STARTS):
            break
    seconds = time.monotonic() - begun
    _keep(aside, to, step, failure, kernels.study.root)
    if failure:
        raise failure
    return seconds


def _once(
    step: Step, kernels: Kernels, aside: Path, time_limit: int, on_cell: Callable[[int], None]
) -> RunFailed | None:
    """One start of a kernel and all cells of the notebook in it; what went wrong, if anything."""
    from papermill import execute_notebook

    aside.unlink(missing_ok=True)
    watch = _Watch(on_cell)
    failure: RunFailed | None = None
    try:
        execute_notebook(
            step.path,
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
        failure = _failure(error, watch, time_limit, _log(kernels.study, step.name))
    finally:
        _close_loop()
    return failure or _left_early(aside, watch)


def _close_loop() -> None:
    """Close the event loop that jupyter's synchronous calls opened in this thread and leave open."""
    from jupyter_core.utils import ensure_event_loop

    ensure_event_loop().close()


class _Watch:
    """Counts code cells as they run, and notes a cell that asked the kernel to end."""

    def __init__(self, on_cell: Callable[[int], None]) -> None:
        self.on_cell = on_cell
        self.cell = 0
        self.asked_to_end = 0

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
        return RunFailed(
            watch.asked_to_end, "exit", "the cell ended the kernel; the cells after it did not run"
        )
    if isinstance(error, PapermillExecutionError):
        return RunFailed(error.exec_count or watch.cell, error.ename, _line(error.evalue))
    if isinstance(error, CellTimeoutError):
        return RunFailed(
            watch.cell, "time limit", f"the cell ran longer than {time_limit} s and was stopped"
        )
    if isinstance(error, DeadKernelError):
        return RunFailed(
            watch.cell,
            "dead kernel",
            "the kernel died in this cell (out of memory, or ended from outside)",
        )
    last = (
        _line("\n".join(reversed(log.read_text("utf-8", "replace").splitlines())))
        if log.is_file() and not watch.cell
        else ""
    )
    return RunFailed(
        watch.cell, type(error).__name__, _line(str(error)) + (f" ({last})" if last else "")
    )


def _left_early(path: Path, watch: _Watch) -> RunFailed | None:
    """A run that papermill calls a success, though a cell ended it: `sys.exit(0)`, `exit()`,
    `quit()`.
    """
    number = 0
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code" or not "".join(cell["source"]).strip():
            continue
        number += 1
        if any(out.get("ename") == "SystemExit" for out in cell["outputs"]):
            return RunFailed(
                number, "SystemExit", "the cell ended the run; the cells after it did not run"
            )
        if watch.asked_to_end == number:
            return RunFailed(
                number, "exit", "the cell ended the kernel; the cells after it did not run"
            )
        if cell["execution_count"] is None:
            return RunFailed(number, "not executed", "the run ended before this cell")
    return None


def _keep(aside: Path, to: Path, step: Step, failure: RunFailed | None, root: Path) -> None:
    """Put the executed notebook in its place: marked as failed where it did, without the paths of
    this machine.
    """
    if not aside.is_file():  # the notebook could not even be opened
        return
    book = json.loads(aside.read_text(encoding="utf-8"))
    record = book["metadata"].setdefault("papermill", {})
    record["input_path"] = step.path.relative_to(root).as_posix()
    record["output_path"] = to.relative_to(root).as_posix()
    book["metadata"]["standpoint"] = book["metadata"].get("standpoint", {}) | {
        "run": step.run.label
    }
    if failure:
        book["metadata"]["standpoint"]["failure"] = str(failure).removeprefix(", ")
        _show(book, failure)
    aside.write_text(json.dumps(book, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    to.parent.mkdir(parents=True, exist_ok=True)
    aside.replace(to)


def _show(book: dict, failure: RunFailed) -> None:
    """The failure as an output of its cell, where the kernel could not write one itself."""
    cells = [c for c in book["cells"] if c["cell_type"] == "code" and "".join(c["source"]).strip()]
    if 0 < failure.cell <= len(cells):
        outputs = cells[failure.cell - 1]["outputs"]
        if not any(out.get("ename") == failure.name for out in outputs):
            told = f"{failure.name}: {failure.said}"
            outputs.append(
                {
                    "output_type": "error",
                    "ename": failure.name,
                    "evalue": failure.said,
                    "traceback": [told],
                }
            )


def _environment(study: Study, run_name: str) -> dict[str, str]:
    """The environment of every kernel: the same numbers each time, nothing of the user's own
    start-up files.
    """
    quiet = study.results / ".runner" / "ipython"
    quiet.mkdir(parents=True, exist_ok=True)
    kept = {
        key: value for key, value in os.environ.items() if key != "MPLBACKEND"
    }  # so that figures stay inline
    return kept | {
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": (
            "1"
        ),  # else the debugger prints a notice into the first cell
        "IPYTHONDIR": str(quiet),
        "STANDPOINT_ROOT": str(study.root),
        "STANDPOINT_RUN": run_name,
        **dict.fromkeys(_THREADS, "1"),
    }


def _log(study: Study, run_name: str) -> Path:
    return study.results / ".runner" / f"{run_name}.log"


def _session(kw: Mapping[str, Any]) -> dict[str, str]:
    """What the manager adds to the environment for itself."""
    return {key: value for key, value in (kw.get("env") or {}).items() if key not in os.environ}


def _kill(pid: int) -> None:
    try:
        if hasattr(os, "killpg"):
            os.killpg(
                pid, signal.SIGKILL
            )  # a kernel leads its own group, so its children end with it
        else:
            os.kill(pid, signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        pass


def _line(text: str) -> str:
    """The first line of a message, without colours and control characters, not too long."""
    first = next(
        (line for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines() if line.strip()), ""
    )
    clean = "".join(c if c.isprintable() else " " for c in first).strip()
    return clean if len(clean) <= 300 else clean[:299] + "…"
