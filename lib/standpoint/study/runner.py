"""A study → its results: every notebook that something has changed for, run on two workers,
recorded, and shown.

doit decides by content what is up to date: a run's parameters, its notebook, the library, the lock,
the study's inputs and the tables it reads. Threads, not processes, carry the work: the work itself
is in the kernels, and one process can end them all when it is interrupted."""

from __future__ import annotations

import hashlib
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from standpoint.errors import StandpointError, StudyError, nearest
from standpoint.inference.annotations import annotation_files
from standpoint.study.file import Study, read_study
from standpoint.study.kernels import CELL_LIMIT, Kernels, RunFailed, execute
from standpoint.study.plan import Step, input_problems, plan, read_json, write_json
from standpoint.study.progress import PAGE, Reporter, plain
from standpoint.study.record import record, sentences_found, sha256

DONE, FAILED, NOTHING_RUN, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143
LOOKS = ("pages.py", "report.py", "method.py")  # modules that no notebook depends on
SHOWN = 12  # findings printed at the end; all of them stand in the report

_PACKAGE = Path(__file__).resolve().parents[1]
_BESIDE = ("timexpr", "corpusreaders")  # packages beside this one that results depend on


def run(
    study: Study | str | Path,
    *,
    only: Iterable[str] | None = None,
    workers: int = 2,
    force: bool = False,
    changes: Mapping[str, Any] | None = None,
    time_limit: int = CELL_LIMIT,
    progress: bool = True,
) -> int:
    """Run a study's notebooks, write its record and pages, print its findings; returns the exit
    code.

    `only` names notebooks or runs (with what they need); `force` runs those chosen even if nothing
    changed; `changes` overrides parameters (`{"period": "year"}` or `{"31-one-actor.period":
    "year"}`); `time_limit` is in seconds for a cell. 0: done. 1: something failed and the rest was
    finished. 2: nothing could be run. 130: Ctrl-C."""
    try:
        study = study if isinstance(study, Study) else read_study(study)
        steps, problems = plan(study, changes=changes)
        problems += [] if problems else _inputs_checked(study, steps)
        chosen = _chosen(study, steps, only)
        _say(_unique(problems))
        if problems:
            return NOTHING_RUN
        with _alone(study), _signals():
            return _Run(study, steps, chosen, workers, force, time_limit, progress).go()
    except StandpointError as error:
        _say([str(error)])
        return NOTHING_RUN
    except OSError as error:  # a file that may not be read, a disk that is full
        _say([f"{error.filename or 'a file'}: {error.strerror or error}"])
        return NOTHING_RUN
    except (KeyboardInterrupt, _Terminated) as interruption:
        _say(["interrupted"])
        return INTERRUPTED if isinstance(interruption, KeyboardInterrupt) else TERMINATED


def check(study: Study | str | Path) -> list[str]:
    """Everything about a study that can be checked without running it: one line per problem, none
    where it is fine.
    """
    try:
        study = study if isinstance(study, Study) else read_study(study)
        steps, problems = plan(study)
        return _unique([*problems, *input_problems(study, steps)])
    except StandpointError as error:
        return [str(error)]


class _Run:
    """One call of `run`: the doit tasks, their reporter, and the way out in every case."""

    def __init__(
        self,
        study: Study,
        steps: list[Step],
        chosen: set[str],
        workers: int,
        force: bool,
        time_limit: int,
        progress: bool,
    ) -> None:
        self.study, self.steps, self.chosen = study, steps, chosen
        self.workers, self.force, self.time_limit = max(1, workers), force, time_limit
        self.kernels = Kernels(study)
        self.journal = Reporter({step.name: step for step in steps}, chosen, progress)
        self.own = study.results / ".runner"
        self.busy = 0
        self._lock = threading.Lock()

    def go(self) -> int:
        began = datetime.now(UTC)
        clock = time.monotonic()
        stopped = 0
        manager = self._manager()
        self.journal.left = manager.get_values
        try:
            self._doit(manager)
        except (KeyboardInterrupt, _Terminated) as interruption:
            stopped = INTERRUPTED if isinstance(interruption, KeyboardInterrupt) else TERMINATED
            self.journal.close()
            self.kernels.end()
            self._wait()
        finally:
            self.journal.close()
            self.kernels.end()
            manager.close()
        self._finished_cleanly()
        if stopped:
            _say(
                [
                    "interrupted: every kernel is shut down, what was finished is kept; run again"
                    " to go on"
                ]
            )
            return stopped
        self._publish(began)
        self._tell(time.monotonic() - clock)
        return FAILED if self.journal.failed or self.journal.skipped else DONE

    def _manager(self):
        from doit.dependency import DatabaseException, Dependency, JsonDB

        class Db(JsonDB):
            """doit's own JSON file, but written aside and renamed: a kill cannot leave half of it."""

            def dump(self) -> None:
                write_json(Path(self.name), self._db)

        self.own.mkdir(parents=True, exist_ok=True)
        path = self.own / "doit.json"
        try:
            return Dependency(Db, str(path))
        except DatabaseException:
            path.unlink()
            return Dependency(Db, str(path))

    def _doit(self, manager) -> None:
        from doit.control import TaskControl
        from doit.runner import MThreadRunner

        tasks = [task for step in self.steps for task in self._tasks(step)]
        control = TaskControl(tasks)
        control.process(
            [
                name
                for step in self.steps
                if step.name in self.chosen
                for name in (step.name, PAGE + step.name)
            ]
        )
        runner = MThreadRunner(manager, self.journal, continue_=True, num_process=self.workers)
        runner.run_tasks(control.task_dispatcher())

    def _tasks(self, step: Step) -> list:
        from doit.task import Task
        from doit.tools import config_changed

        book, html = executed(self.study, step.name), page_of(self.study, step.name)
        settings = {"parameters": dict(step.parameters), "study": _said(self.study, step)}
        current = [
            config_changed(settings),
            self._as_left(step),
            *([False] if self.force and step.name in self.chosen else []),
        ]
        work = Task(
            step.name,
            [(self._execute, [step])],
            file_dep=[str(path) for path in (step.path, *self._needs(step))],
            targets=[str(path) for path in (book, *step.makes)],
            uptodate=current,
            io={"capture": False},
        )
        looks = [
            _PACKAGE / "study" / "pages.py",
            *sorted((_PACKAGE / "study" / "templates").glob("*.j2")),
            book,
        ]
        page = Task(
            PAGE + step.name,
            [(self._page, [step])],
            file_dep=[str(path) for path in looks],
            targets=[str(html)],
            uptodate=[config_changed({"title": self.study.title, "links": self._links()})],
            io={"capture": False},
        )
        return [work, page]

    def _needs(self, step: Step) -> list[Path]:
        """Every file a step depends on, its notebook apart: library, lock, actors, events, upstream
        tables, corpus.
        """
        folders = [_PACKAGE, *(_PACKAGE.parent / name for name in _BESIDE)]
        library = [
            path
            for folder in folders
            for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.txt")))
            if path.name not in LOOKS
        ]
        lock = [p for p in [self.study.root / "requirements.lock"] if p.is_file()]
        named = [self.study.actors, *([self.study.events] if self.study.events else [])]
        data = self.study.root / "data"
        scorers = [
            path
            for path in (data / "frames.yml", *sorted(data.glob("models/*/config.json")))
            if path.is_file()
        ]
        labels = annotation_files(self.study) if step.gold else ()
        return [
            *library,
            *lock,
            *scorers,
            *named,
            *step.needs,
            *(self.study.corpus_files if step.corpus else ()),
            *labels,
        ]

    def _as_left(self, step: Step):
        """Up to date only where the last run ended, and its files are still as that run left them.

        A table written by hand from JupyterLab, or by a run that was killed, is not what the record
        says."""

        def unchanged(task, values) -> bool:
            left = values.get("files")
            return (
                not self._mark(step).exists()
                and left is not None
                and left == _digests(self._outputs(step))
            )

        return unchanged

    def _outputs(self, step: Step) -> list[Path]:
        found = self.study.results / "findings" / f"{step.name}.json"
        return [*step.makes, *([found] if found.is_file() else [])]

    def _mark(self, step: Step) -> Path:
        return self.own / f"{step.name}.started"

    def _execute(self, step: Step) -> dict[str, Any] | None:
        """The action of one task, in a worker's thread. A failure is told to the journal and raised
        to doit.
        """
        with self._working():
            mark = self._mark(step)
            mark.touch()
            (self.study.results / "findings" / f"{step.name}.json").unlink(missing_ok=True)
            to = executed(self.study, step.name)
            try:
                seconds = execute(
                    step,
                    kernels=self.kernels,
                    to=to,
                    time_limit=self.time_limit,
                    on_cell=self.journal.cell_of(step),
                )
                self._written(step, since=mark.stat().st_mtime)
            except RunFailed as failure:
                self.journal.why[step.name] = str(failure)
                if to.is_file() and not self.kernels._ending:
                    self._page(step)
                raise
            self.journal.seconds[step.name] = seconds
            now = datetime.now(UTC).isoformat(timespec="seconds")
            return {
                "seconds": round(seconds, 2),
                "finished": now,
                "files": _digests(self._outputs(step)),
            }

    def _written(self, step: Step, *, since: float) -> None:
        for path in step.makes:
            if not path.is_file() or path.stat().st_mtime < since:
                raise RunFailed(
                    0,
                    "missing table",
                    f"its metadata promises to write '{path.stem}', but it did not",
                )

    def _page(self, step: Step) -> None:
        from standpoint.study.pages import page

        with self._working():
            page(
                executed(self.study, step.name),
                page_of(self.study, step.name),
                study=self.study.title,
                links=self._links(),
            )

    def _links(self) -> dict[str, str]:
        """The page of each notebook; of several runs of one, the first."""
        first: dict[str, str] = {}
        for step in self.steps:
            first.setdefault(step.run.notebook, page_of(self.study, step.name).name)
        return first

    @contextmanager
    def _working(self) -> Iterator[None]:
        with self._lock:
            self.busy += 1
        try:
            yield
        finally:
            with self._lock:
                self.busy -= 1

    def _wait(self) -> None:
        """Until the workers have noticed that their kernels are gone; they look once a second."""
        until = time.monotonic() + 15
        while self.busy and time.monotonic() < until:
            time.sleep(0.05)

    def _finished_cleanly(self) -> None:
        """Once doit's file is written, the marks of the finished runs go; half-written files of
        ended kernels too.
        """
        for name in self.journal.ran:
            (self.own / f"{name}.started").unlink(missing_ok=True)
        if self.study.tables.is_dir():
            for aside in self.study.tables.glob(".*.parquet.*"):
                aside.unlink()
            for aside in self.study.tables.glob(".*.csv.*"):
                aside.unlink()

    def _publish(self, began: datetime) -> None:
        from standpoint.study.report import report

        path = self.study.results / "run.json"
        before = read_json(path)
        after = record(self.study, self.steps, self.journal, began=began, before=before)
        if after != before:
            write_json(path, after)
        report(self.study, self.study.results)

    def _tell(self, seconds: float) -> None:
        journal, results = self.journal, self.study.results
        if journal.progress:
            found = [
                (step.run.notebook, s)
                for step in self.steps
                if step.name in journal.kept | journal.ran
                for s in sentences_found(results, step.name)
            ]
            first = dict(
                reversed(found)
            )  # the first sentence of each notebook, so that none fills the screen
            shown = [
                first[notebook] for notebook in dict.fromkeys(notebook for notebook, _ in found)
            ][:SHOWN]
            print()
            print(plain(self.study.title))
            for sentence in shown:
                print(f"  - {plain(sentence)}")
            if len(found) > len(shown):
                print(f"  and {len(found) - len(shown)} more in the report")
        counts = [
            (len(journal.ran), "run"),
            (len(journal.kept), "unchanged"),
            (len(journal.failed), "failed"),
            (len(journal.skipped), "skipped"),
        ]
        print(f"Notebooks: {', '.join(f'{n} {word}' for n, word in counts if n)}; {seconds:.1f} s")
        print(
            f"Results: {_relative(results / 'index.html')} (the report), with notebooks/, tables/,"
            " figures/ and run.json beside it"
        )


def executed(study: Study, name: str) -> Path:
    """Where the executed notebook of a run lies."""
    return study.results / "notebooks" / f"{name}.ipynb"


def page_of(study: Study, name: str) -> Path:
    """Where the page of a run lies."""
    return study.results / f"{name}.html"


def _said(study: Study, step: Step) -> dict[str, Any]:
    """What a step sees of the study's own file: a new title or one more notebook runs nothing
    again.
    """
    window = [day.isoformat() for day in study.window] if study.window else None
    told: dict[str, Any] = {"name": study.name, "window": window}
    if step.corpus:
        told["corpus"] = [
            [str(source.path), *(repr(value) for value in vars(source).values())]
            for source in study.corpus
        ]
    return told


def _inputs_checked(study: Study, steps: list[Step]) -> list[StandpointError]:
    """Problems of the inputs; a set of inputs found good is remembered, because reading a registry
    takes time.
    """
    kept = study.results / ".runner" / "inputs-good.json"
    files = [study.actors, *([study.events] if study.events else []), *study.corpus_files]
    ids = [[step.name, dict(step.defaults), dict(step.parameters)] for step in steps]
    code = [
        _PACKAGE / name
        for name in ("study/plan.py", "actors/registry.py", "chronology/reference.py")
    ]
    seen = {
        "files": _digests([*files, *(p for p in code if p.is_file())]),
        "ids": hashlib.sha256(repr(ids).encode()).hexdigest(),
    }
    if read_json(kept) == seen:
        return []
    problems = input_problems(study, steps)
    if not problems:
        with suppress(OSError):
            write_json(kept, seen)
    return problems


def _chosen(study: Study, steps: list[Step], only: Iterable[str] | None) -> set[str]:
    if only is None:
        return {step.name for step in steps}
    known = {step.name for step in steps} | {step.run.notebook for step in steps}
    wanted = {name.removesuffix(".ipynb") for name in only}
    for name in sorted(wanted - known):
        raise StudyError(
            f"study '{study.name}'", f"no notebook '{name}' in it", nearest(name, known)
        )
    return {step.name for step in steps if wanted & {step.name, step.run.notebook}}


def _digests(paths: Iterable[Path]) -> dict[str, str]:
    return {path.as_posix(): sha256(path) for path in paths if path.is_file()}


def _relative(path: Path) -> str:
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _unique(problems: Iterable[object]) -> list[str]:
    return list(dict.fromkeys(map(str, problems)))


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(plain(line, sys.stderr), file=sys.stderr)


class _Terminated(BaseException):
    """SIGTERM or SIGHUP, told like Ctrl-C."""


@contextmanager
def _signals() -> Iterator[None]:
    """A polite end on SIGTERM and SIGHUP too; only the main thread may say so."""

    def stop(number: int, frame: object) -> None:
        raise _Terminated

    before = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                before[getattr(signal, name)] = signal.signal(getattr(signal, name), stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _alone(study: Study) -> Iterator[None]:
    """One runner per study at a time: two would write the same tables. The lock goes with its
    process.
    """
    own = study.results / ".runner"
    try:
        own.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudyError(
            _relative(own),
            f"cannot be made: {error.strerror}",
            "results/ must be a folder you may write to",
        ) from error
    with (own / "lock").open("w") as lock:
        try:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows has no such lock; two runs at once are then the user's affair
            pass
        except OSError:
            raise StudyError(
                f"study '{study.name}'", "is being run already", "wait for that run, or end it"
            ) from None
        yield
