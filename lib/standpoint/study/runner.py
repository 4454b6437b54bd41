"""Run a study: every notebook that something has changed for, two at a time, recorded and shown.

doit decides by content what is up to date: a run's parameters, its notebook, the library, the lock,
the study's inputs and the tables it reads. Threads, not processes, carry the work: the work itself
is in the kernels, and one process can end them all when it is interrupted.
"""

import json
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from doit.control import TaskControl
from doit.dependency import Dependency, SqliteDB
from doit.runner import MThreadRunner
from doit.task import Task
from doit.tools import config_changed

from standpoint.errors import StandpointError, StudyError, nearest
from standpoint.project import plain, read_json, write_json
from standpoint.study.crate import crate
from standpoint.study.file import Study, read_study, shown
from standpoint.study.kernels import CELL_LIMIT, Kernels, RunFailed, execute
from standpoint.study.pages import page
from standpoint.study.plan import Step, input_problems, plan
from standpoint.study.progress import FAILED, PAGE, RAN, SKIPPED, UNCHANGED, Progress
from standpoint.study.record import record, sha256
from standpoint.study.report import report

DONE, SOME_FAILED, NOTHING_RUN, INTERRUPTED = 0, 1, 2, 130
LOOKS = (
    "pages.py",
    "report.py",
    "new.py",
    "preregistration.py",
    "crate.py",
)  # modules that no notebook depends on
READ = {".py", ".csv", ".gz", ".txt", ".yml"}  # code, and what it reads from its own folder
# Bundled data that the library reads by itself: word lists, and models with their weights.
DATA = ("english/*", "endings.yml", "gdelt/*.csv", "models/*/config.json", "models/*/*.onnx")

_PACKAGE = Path(__file__).resolve().parents[1]
_BESIDE = ("timexpr", "corpusreaders")  # packages beside this one that results depend on


def run(
    study: str | Path,
    *,
    only: Iterable[str] | None = None,
    workers: int = 2,
    force: bool = False,
    changes: Mapping[str, Any] | None = None,
    time_limit: int = CELL_LIMIT,
    progress: bool = True,
) -> int:
    """Run a study's notebooks, write its record, pages and report, and print where they are.

    Of `only` these notebooks or runs, and what they need. `changes` are other parameters, such as
    ``{"period": "year"}`` or ``{"31-one-actor.period": "year"}``. The exit code comes back: 0 done,
    1 something failed and the rest was finished, 2 nothing could be run, 130 interrupted.
    """
    try:
        study = read_study(study)
        steps, problems = plan(study, changes=changes)
        problems = problems or input_problems(study)
        chosen = _chosen(study, steps, only)
        if problems:
            _say(dict.fromkeys(map(str, problems)))
            return NOTHING_RUN
        with _alone(study):
            task = _Run(study, steps, chosen, force, time_limit, progress)
            return task.go(max(1, workers))
    except StandpointError as error:
        _say([str(error)])
        return NOTHING_RUN
    except KeyboardInterrupt:
        _say(["interrupted: every kernel is shut down, what is finished stays; run to go on"])
        return INTERRUPTED


def check(study: str | Path) -> list[str]:
    """Find everything wrong with a study that shows without running it, one line a problem."""
    study = read_study(study)
    steps, problems = plan(study)
    return list(dict.fromkeys(map(str, [*problems, *input_problems(study)])))


@dataclass
class _Run:
    """One call of `run`: the doit tasks, their reporter, and the way out in every case."""

    study: Study
    steps: list[Step]
    chosen: list[Step]
    force: bool
    time_limit: int
    show: bool

    def __post_init__(self) -> None:
        steps = {step.name: step for step in self.steps}
        self.kernels = Kernels(self.study)
        self.progress = Progress(steps, show=self.show)
        self.findings = self.study.results / "findings"
        # The page of each notebook; of several runs of one, the first.
        self.links = {step.run.notebook: f"{step.name}.html" for step in reversed(self.steps)}

    def go(self, workers: int) -> int:
        began, clock = datetime.now(UTC), time.monotonic()
        database = Dependency(SqliteDB, str(self.study.results / ".runner" / "doit.db"))
        try:
            control = TaskControl([task for step in self.steps for task in self._tasks(step)])
            control.process([name for s in self.chosen for name in (s.name, PAGE + s.name)])
            doit = MThreadRunner(database, self.progress, continue_=True, num_process=workers)
            doit.run_tasks(control.task_dispatcher())
        finally:
            self.kernels.end()
            left = {step.name: database.get_values(step.name) for step in self.steps}
            database.close()
            for aside in filter(Path.is_file, self.study.tables.glob(".*")):
                aside.unlink()  # half-written by a kernel that was ended
        self._publish(began, left)
        ended = list(self.progress.status.values())
        counts = [f"{ended.count(how)} {how}" for how in (RAN, UNCHANGED, FAILED, SKIPPED)]
        some = ", ".join(count for count in counts if not count.startswith("0 "))
        print(f"Notebooks: {some}; {time.monotonic() - clock:.1f} s")
        index = shown(self.study.results / "index.html", Path.cwd())
        beside = "notebooks/, tables/, figures/ and run.json"
        print(f"Results: {index} (the report), with {beside} beside it")
        return SOME_FAILED if {FAILED, SKIPPED} & set(ended) else DONE

    def _tasks(self, step: Step) -> list[Task]:
        book = self.study.results / "notebooks" / f"{step.name}.ipynb"
        # What it sees of the study's own file: a new title runs nothing again.
        seen: dict[str, Any] = {"name": self.study.name, "window": repr(self.study.window)}
        if step.reads("inputs"):
            seen["corpus"] = [repr(entry) for entry in self.study.texts]
        settings = {"parameters": dict(step.parameters), "study": seen}
        forced = self.force and step in self.chosen
        work = Task(
            step.name,
            [(self._execute, [step, book])],
            file_dep=[str(path) for path in (step.notebook.path, *self._needs(step))],
            targets=[str(path) for path in (book, *step.makes)],
            # A table written by hand, or by a run that was killed, is not what the record says.
            uptodate=[
                config_changed(settings),
                lambda task, values: values.get("files") == self._digests(step),
                not forced,
            ],
            io={"capture": False},
        )
        looks = [_PACKAGE / "study" / "pages.py", *(_PACKAGE / "study" / "templates").glob("*.j2")]
        page = Task(
            PAGE + step.name,
            [(self._page, [step, book])],
            file_dep=[str(path) for path in (*looks, book)],
            targets=[str(self._html(step))],
            uptodate=[
                config_changed({"title": self.study.title, "links": self.links}),
                lambda task, values: values.get("page") == _sum(self._html(step)),
            ],
            io={"capture": False},
        )
        return [work, page]

    def _needs(self, step: Step) -> Iterator[Path]:
        """Every file that a step depends on, its notebook apart."""
        for package in (_PACKAGE, *(_PACKAGE.parent / name for name in _BESIDE)):
            looks = [package / "study" / name for name in LOOKS]
            files = (path for path in package.rglob("*") if path.suffix in READ)
            yield from (path for path in files if path not in looks)
        data = self.study.root / "data"
        bundled = [path for pattern in DATA for path in data.glob(pattern)]
        yield from filter(Path.is_file, (self.study.root / "requirements.lock", *bundled))
        yield from filter(None, (self.study.actors, self.study.events))
        yield from step.needs
        yield from self.study.score_files(step.parameters)
        if step.reads("inputs"):
            yield from self.study.corpus_files
        if step.reads("annotations"):
            yield from self.study.annotation_files

    def _digests(self, step: Step) -> dict[str, str]:
        """All files that a run leaves, as it left them; one that is lost or edited is made anew."""
        left, folder = self.findings / f"{step.name}.json", self.study.results
        book = folder / "notebooks" / f"{step.name}.ipynb"
        outputs = [left, book, *(folder / file for file in read_json(left).get("files", ()))]
        outputs += [path.with_suffix(kind) for path in step.makes for kind in (".parquet", ".csv")]
        return {path.as_posix(): sha256(path) for path in outputs if path.is_file()}

    # ---- in a worker's thread ----

    def _execute(self, step: Step, book: Path) -> dict[str, Any]:
        (self.findings / f"{step.name}.json").unlink(missing_ok=True)
        before = [_modified(path) for path in step.makes]
        try:
            seconds = execute(step, kernels=self.kernels, to=book, time_limit=self.time_limit)
            for path, then in zip(step.makes, before, strict=True):
                if _modified(path) == then:
                    message = f"its metadata promises to write '{path.stem}', but it did not"
                    raise RunFailed(0, "missing table", message)
        except RunFailed as failure:
            self.progress.why[step.name] = str(failure)
            if book.is_file() and not self.kernels.ending:
                self._page(step, book)
            raise
        finished = datetime.now(UTC).isoformat(timespec="seconds")
        return {"seconds": round(seconds, 2), "finished": finished, "files": self._digests(step)}

    def _page(self, step: Step, book: Path) -> dict[str, str]:
        page(book, self._html(step), study=self.study.title, links=self.links)
        return {"page": _sum(self._html(step))}

    def _html(self, step: Step) -> Path:
        return self.study.results / f"{step.name}.html"

    # ---- at the end ----

    def _publish(self, began: datetime, left: Mapping[str, Mapping[str, Any]]) -> None:
        path = self.study.results / "run.json"
        before = read_json(path)
        # Where no notebook ran, the record of the last time stays as it is.
        if not before or {RAN, FAILED, SKIPPED} & set(self.progress.status.values()):
            about = {"progress": self.progress, "left": left, "began": began, "before": before}
            write_json(path, record(self.study, self.steps, **about), in_order=True)
        report(self.study, self.study.results)
        crate(self.study, self.study.results)


def _sum(path: Path) -> str:
    return sha256(path) if path.is_file() else ""


def _sound(own: Path) -> None:
    """Set aside what the runner cannot use of what it left, and say so; it is made anew."""
    database = own / "doit.db"
    try:
        with closing(sqlite3.connect(database)) as opened:
            rows = opened.execute("select task_data from doit").fetchall() if _sum(database) else ()
        broken = not all(isinstance(json.loads(data), dict) for (data,) in rows)
    except (sqlite3.Error, ValueError, UnicodeError) as error:
        broken = "no such table" not in str(error)
    wrong = [database] * (broken or database.is_dir())
    wrong += [own / "lock"] * (own / "lock").is_dir()
    for path in wrong:
        aside = path.with_name(f"{path.name}.set-aside")
        shutil.rmtree(aside, ignore_errors=True)
        os.replace(path, aside)
        _say([f"{path.name}: cannot be used; set aside as {aside.name} and made anew"])


def _modified(path: Path) -> int:
    return path.stat().st_mtime_ns if path.is_file() else 0


def _chosen(study: Study, steps: list[Step], only: Iterable[str] | None) -> list[Step]:
    if only is None:
        return steps
    known = {name for step in steps for name in (step.name, step.run.notebook)}
    wanted = {name.removesuffix(".ipynb") for name in only}
    for name in sorted(wanted - known):
        what = f"no notebook '{name}' in it"
        raise StudyError(f"study '{study.name}'", what, nearest(name, known))
    return [step for step in steps if wanted & {step.name, step.run.notebook}]


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(plain(line, sys.stderr), file=sys.stderr)


@contextmanager
def _alone(study: Study) -> Iterator[None]:
    """One runner per study at a time: two would write the same tables."""
    own = study.results / ".runner"
    own.mkdir(parents=True, exist_ok=True)
    _sound(own)
    with (own / "lock").open("w") as lock:  # it goes with its process
        try:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows has no such lock; two runs at once are then the user's affair
            pass
        except OSError:
            what, remedy = "is being run already", "wait for that run, or end it"
            raise StudyError(f"study '{study.name}'", what, remedy) from None
        yield
