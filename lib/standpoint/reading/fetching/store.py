"""The folder that pages are fetched into: one web archive a page, and a journal of what became of
every address.

    FOLDER/example.org/rally-0123456789abcdef.warc.gz     a page: one response record, ingested like
    any file FOLDER/.fetched/journal.jsonl                         one line for each address whose
    end is known, and one for each run FOLDER/.fetched/lists, robots, earlier
    sitemaps and feeds, rules of sites, pages as they were before they changed

A page is written aside and put on the disk, then its line in the journal, then the page is renamed.
Killed between any two of these, the next run finds a whole page and its line, or neither: nothing
is half written, nothing fetched twice."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from standpoint.errors import InputError
from standpoint.reading.fetching.client import Answer

OWN = ".fetched"  # hidden: `documents` leaves it out
GOES_ON = (
    7 * 24 * 3600
)  # seconds since an interrupted run's last line in which the same command goes on with it
# Headers that a reader or a later run needs; those of the connection, and cookies, are not the
# page's.
_KEPT = (
    "Content-Type",
    "Content-Language",
    "Content-Location",
    "Date",
    "ETag",
    "Last-Modified",
    "Link",
    "X-Robots-Tag",
)


class Store:
    """The folder, held by one run at a time. Raises InputError where another holds it or it cannot
    be written to.
    """

    def __init__(self, folder: str | Path, *, now: float) -> None:
        self.folder = Path(folder)
        self.own = self.folder / OWN
        self.own.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(self.own / "lock", self.folder)
        try:
            self._recovered(now)
        except BaseException:
            self._lock.close()
            raise

    def _recovered(self, now: float) -> None:
        """Read the journal, finish what the last run had written and not renamed, and begin or go
        on with a run.
        """
        path = self.own / "journal.jsonl"
        self.before: dict[str, dict[str, Any]] = {}  # address → its row, of all runs
        self.done: dict[str, dict[str, Any]] = {}  # of the run that goes on
        begun, last = False, 0.0
        for row in _lines(path):
            last = max(last, float(row.get("at", 0)))
            if "run" in row:
                begun, self.done = row["run"] == "begins", {}
            else:
                self.before[row["address"]] = self.done[row["address"]] = row
        for row in self.before.values():
            aside = _aside(self.folder / row["file"]) if row.get("file") else None
            if aside is not None and aside.is_file() and _digest(aside) == row.get("packed"):
                self._put(aside, row)
        for aside in self.folder.rglob(".*.warc.gz.part"):
            aside.unlink(missing_ok=True)
        self.goes_on = begun and now - last < GOES_ON
        if not self.goes_on:
            self.done = {}
        kept = [*self.before.values(), {"run": "begins", "at": now}, *self.done.values()]
        whole = path.with_name(".journal.part")
        with whole.open("w", encoding="utf-8") as out:
            out.writelines(_json(row) for row in kept)
            _synced(out)
        os.replace(whole, path)
        self._journal = path.open("a", encoding="utf-8")

    def has(self, row: Mapping[str, Any]) -> bool:
        """Whether the page of a row is in the folder."""
        return bool(row.get("file")) and (self.folder / row["file"]).is_file()

    def note(self, row: dict[str, Any]) -> None:
        """A line in the journal: this address is done with."""
        self._journal.write(_json(row))
        _synced(self._journal)

    def keep(self, row: dict[str, Any], answer: Answer) -> None:
        """Keep a page or a list with its row, which gets `file` and `packed`; what changed is kept
        as it was, too.
        """
        row["file"] = _name(row["address"], OWN + "/lists" if answer.list else "")
        data = _archived(row, answer)
        row["packed"] = hashlib.sha256(data).hexdigest()
        path = self.folder / row["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        with _aside(path).open("wb") as out:
            out.write(data)
            _synced(out)
        self.note(row)
        self._put(_aside(path), row)

    def _put(self, aside: Path, row: Mapping[str, Any]) -> None:
        path = self.folder / row["file"]
        if path.exists() and not row["file"].startswith(OWN):
            earlier = (
                self.own
                / "earlier"
                / f"{path.name.removesuffix('.warc.gz')}-until-{_stamp(row['at'])}.warc.gz"
            )
            earlier.parent.mkdir(exist_ok=True)
            shutil.copy2(path, earlier)
        os.replace(aside, path)

    def body(self, row: Mapping[str, Any]) -> bytes:
        """The body of what is kept of a row."""
        from warcio.archiveiterator import ArchiveIterator

        with (self.folder / row["file"]).open("rb") as handle:
            return next(iter(ArchiveIterator(handle))).content_stream().read()

    def close(self, *, whole: bool, now: float) -> None:
        """Leave the folder; `whole` says that the run came to its end."""
        if whole:
            self.note({"run": "ends", "at": now})
        self._journal.close()
        self._lock.close()


def when(seconds: float) -> str:
    """A time as web archives write it.

    >>> when(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _stamp(seconds: float) -> str:
    return when(seconds).translate(str.maketrans("", "", "-:"))


def _name(url: str, below: str) -> str:
    """The file of an address: its host, the last word of its path, and what tells it from all
    others.
    """
    parts = urlsplit(url)
    host = re.sub(r"[^a-z0-9.-]+", "_", parts.netloc.lower()).strip(".") or "_"
    word = re.sub(
        r"[^a-z0-9]+", "-", parts.path.rstrip("/").rsplit("/", 1)[-1].lower().removesuffix(".html")
    )[:40].strip("-")
    return (
        f"{below or host}/{word or 'page'}-{hashlib.sha256(url.encode()).hexdigest()[:16]}.warc.gz"
    )


def _archived(row: Mapping[str, Any], answer: Answer) -> bytes:
    """A web archive of one response record. Its body is unpacked: how it travelled is in a header
    of its own.
    """
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    headers = [(name, _plain(answer.headers[name])) for name in _KEPT if answer.headers.get(name)]
    if coding := answer.headers.get("Content-Encoding", ""):
        headers.append(("X-Archive-Orig-Content-Encoding", _plain(coding)))
    headers.append(("Content-Length", str(len(answer.body))))
    told_apart = uuid.uuid5(
        uuid.NAMESPACE_URL, f"{row['address']} {row['at']} {row['sha256']}"
    )  # not drawn: the same run writes the same bytes
    about = {"WARC-Date": when(row["at"]), "WARC-Record-ID": f"<urn:uuid:{told_apart}>"}
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    http = StatusAndHeaders(f"{answer.status} OK", headers, protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(
            row["final"],
            "response",
            payload=io.BytesIO(answer.body),
            length=len(answer.body),
            http_headers=http,
            warc_headers_dict=about,
        )
    )
    return out.getvalue()


def _plain(header: str) -> str:
    return "".join(c for c in header if c.isprintable())[:2000]


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _json(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=True) + "\n"


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    """The journal's lines; the last one only where it is whole."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as handle:
        for line in handle:
            try:
                row = json.loads(line)
            except ValueError:  # cut off when the machine stopped
                continue
            if isinstance(row, dict) and ("run" in row or "address" in row):
                yield row


def _synced(out: Any) -> None:
    out.flush()
    os.fsync(out.fileno())


def _locked(path: Path, folder: Path) -> Any:
    handle = path.open("w")
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    # Windows: a file that is open cannot be locked this way; two runs at once are the user's to
    # avoid
    except ImportError:
        pass
    except OSError as error:
        handle.close()
        raise InputError(
            str(folder),
            "another run is fetching into it",
            "wait until it is done, or give --out another folder",
        ) from error
    return handle
