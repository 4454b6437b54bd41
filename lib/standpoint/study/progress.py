"""What happens to each run while a study runs, told as it happens: bars on a terminal, plain lines
elsewhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from standpoint.study.plan import Step, read_json

PAGE = "page "  # a page is a task of its own, so that a change of its looks runs no notebook


@dataclass
class Reporter:
    """What happened to each run, told as it happens: bars on a terminal, plain lines elsewhere.
    doit's reporter.
    """

    steps: Mapping[str, Step]
    chosen: set[str]
    progress: bool = True
    left: Callable[[str], Mapping[str, Any]] = (
        lambda name: {}
    )  # what doit kept of a run that is up to date
    out: TextIO = field(default_factory=lambda: sys.stderr)

    def __post_init__(self) -> None:
        self.ran: set[str] = set()
        self.kept: set[str] = set()
        self.failed: set[str] = set()
        self.skipped: dict[str, str] = {}  # run → the run that failed
        self.why: dict[str, str] = {}  # what follows the run's name in a message
        self.seconds: dict[str, float] = {}
        self.values: dict[str, dict] = {}
        self.bars: dict[str, Any] = {}
        self.closed = False
        self._overall: Any = None

    def _bars_wanted(self) -> bool:
        return self.progress and not self.closed and self.out.isatty()

    def _bar(self, **how: Any) -> Any:
        from tqdm import tqdm

        tqdm.monitor_interval = 0  # no watching thread
        return tqdm(file=self.out, dynamic_ncols=True, **how)

    def _line(self, text: str, *, always: bool = False) -> None:
        if self.closed or not (self.progress or always):
            return
        text = plain(text, self.out)
        if self._overall is not None:
            self._overall.write(text, file=self.out)
        else:
            print(text, file=self.out, flush=True)

    def _step_on(self) -> None:
        if self._overall is not None:
            self._overall.update()

    def cell_of(self, step: Step):
        """What `execute` calls after each cell of this step."""

        def on_cell(number: int) -> None:
            if step.name in self.bars and not self.closed:
                self.bars[step.name].update()

        return on_cell

    # ------------------------------------------------------------------ called by doit
    def initialize(self, tasks: Mapping[str, Any], selected: list[str]) -> None:
        """Nothing to prepare."""

    def get_status(self, task: Any) -> None:
        if self._overall is None and self._bars_wanted():
            self._overall = self._bar(
                total=len(self.chosen),
                desc="notebooks",
                position=0,
                bar_format="{l_bar}{bar}| {n_fmt}/{total_fmt} [{elapsed}]",
            )

    def execute_task(self, task: Any) -> None:
        if task.name not in self.steps or self.closed:
            return
        if self._bars_wanted():
            total = (
                _code_cells(self.steps[task.name].path) + 1
            )  # papermill adds the cell of parameters
            self.bars[task.name] = self._bar(
                total=total,
                desc=f"  {task.name}",
                leave=False,
                bar_format="{l_bar}{bar}| {n_fmt}/{total_fmt} cells [{elapsed}]",
            )
        else:
            self._line(f"… {task.name}")

    def add_success(self, task: Any) -> None:
        if task.name in self.steps:
            self._drop_bar(task.name)
            self.ran.add(task.name)
            self.values[task.name] = dict(task.values)
            self._line(f"✓ {task.name}  {self.seconds.get(task.name, 0):.1f} s")
            self._step_on()

    def skip_uptodate(self, task: Any) -> None:
        if task.name in self.steps:
            self.kept.add(task.name)
            self.values[task.name] = dict(
                self.left(task.name)
            )  # doit fills task.values only after this call
            _touch(task.targets, self.steps[task.name])
            self._line(f"= {task.name}  unchanged")
            self._step_on()

    def add_failure(self, task: Any, fail: Any) -> None:
        if self.closed:
            return
        name = task.name.removeprefix(PAGE)
        self._drop_bar(name)
        if type(fail).__name__ == "UnmetDependency":
            if task.name == name:
                self._skip(
                    name, str(fail.message).split(" ")[0] if hasattr(fail, "message") else ""
                )
            return
        self.failed.add(name)
        said = self.why.setdefault(name, f": {_last_line(fail.get_msg())}")
        self._line(f"✗ {self.steps[name].run.label}{said}", always=True)
        self._step_on()

    def _skip(self, name: str, first: str) -> None:
        cause = self.skipped.get(first, first)
        self.skipped[name] = cause
        self._line(f"- {self.steps[name].run.label}: skipped because {cause} failed", always=True)
        self._step_on()

    def _drop_bar(self, name: str) -> None:
        bar = self.bars.pop(name, None)
        if bar is not None:
            bar.close()

    def skip_ignore(self, task: Any) -> None:
        """Nothing is ever ignored here."""

    def cleanup_error(self, exception: Any) -> None:
        self._line(str(exception), always=True)

    def runtime_error(self, msg: str) -> None:
        self._line(msg, always=True)

    def teardown_task(self, task: Any) -> None:
        """No task has anything to take down."""

    def complete_run(self) -> None:
        """The runner tells the end itself."""

    def close(self) -> None:
        """Take the bars away and fall silent."""
        for name in list(self.bars):
            self._drop_bar(name)
        if self._overall is not None:
            self._overall.close()
            self._overall = None
        self.closed = True


def _touch(targets: Iterable[str], step: Step) -> None:
    """Mark tables that are up to date by content as newer than an input that was only touched or
    copied.

    A notebook opened by hand remakes a table older than its inputs.
    """
    for path in map(Path, targets):
        if path in step.makes and path.is_file():
            os.utime(path)


def _code_cells(path: Path) -> int:
    return sum(cell.get("cell_type") == "code" for cell in read_json(path).get("cells", []))


def _last_line(text: str) -> str:
    return next((line for line in reversed(text.splitlines()) if line.strip()), "unknown error")


def plain(text: str, stream: TextIO | None = None) -> str:
    """Text for a terminal: a title of the corpus cannot move its cursor; what it has no sign for
    becomes `?`.
    """
    encoding = getattr(stream or sys.stdout, "encoding", None) or "utf-8"
    return (
        "".join(c if c.isprintable() else " " for c in text)
        .encode(encoding, "replace")
        .decode(encoding)
    )
