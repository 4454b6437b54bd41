"""What happens to each run: told on standard error while it happens, and kept for the record."""

import os
import sys
from collections.abc import Mapping
from typing import Any

from doit.exceptions import UnmetDependency
from doit.reporter import ZeroReporter

from standpoint.project import plain
from standpoint.study.plan import Step

PAGE = "page "  # a page is a task of its own, so that a change of its looks runs no notebook
RAN, UNCHANGED, FAILED, SKIPPED = "run", "unchanged", "failed", "skipped"


class Progress(ZeroReporter):
    """doit's reporter: one line where a run begins, and one where it ends."""

    def __init__(self, steps: Mapping[str, Step], *, show: bool) -> None:
        super().__init__(sys.stderr, {})
        self.steps, self.show = steps, show
        self.status: dict[str, str] = {}  # run → how it ended
        self.why: dict[str, str] = {}  # run → what went wrong

    def execute_task(self, task: Any) -> None:
        if task.name in self.steps:
            self._line(f"… {task.name}")

    def add_success(self, task: Any) -> None:
        if task.name in self.steps:
            self._end(task.name, RAN, f"✓ {task.name}  {task.values['seconds']:.1f} s")

    def skip_uptodate(self, task: Any) -> None:
        if task.name in self.steps:
            # An input was perhaps touched or copied. Tables older than it would be made anew where
            # a notebook is opened by hand.
            for path in self.steps[task.name].makes:
                os.utime(path)
            self._end(task.name, UNCHANGED, f"= {task.name}  unchanged")

    def add_failure(self, task: Any, fail: Any) -> None:
        name = task.name.removeprefix(PAGE)
        label = self.steps[name].run.label
        if not isinstance(fail, UnmetDependency):
            lines = [line for line in fail.get_msg().splitlines() if line.strip()]
            why = self.why.setdefault(name, f": {lines[-1] if lines else 'unknown error'}")
            self._end(name, FAILED, f"✗ {label}{why}", always=True)
        elif task.name == name:
            first = fail.message.split()[0]
            cause = self.why.get(first, first) if self.status[first] == SKIPPED else first
            self.why[name] = cause
            self._end(name, SKIPPED, f"- {label}: skipped because {cause} failed", always=True)

    def _end(self, name: str, status: str, text: str, *, always: bool = False) -> None:
        self.status[name] = status
        self._line(text, always=always)

    def _line(self, text: str, *, always: bool = False) -> None:
        if self.show or always:
            print(plain(text, sys.stderr), file=sys.stderr)
