"""Named research data sets: what each is, under which licence, how it is cited, where it lies and
which file goes where.

Nothing is fetched unless it is asked for by `obtain`. What is fetched is checked: against the
checksum that is known here, else against the one that was written beside the file when it was
fetched first. Where there is no network, the error names the file, its address, and the folder to
put it in; from there on everything works alike."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from standpoint.errors import InputError, nearest
from standpoint.readers import archives, gdelt, ucdp
from standpoint.readers.given import Given, TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable

TIMEOUT = 60  # seconds without an answer
STEP = 1 << 20


class Dataset(NamedTuple):
    """A data set: what `python -m standpoint` prints of it, and where its file comes from and goes
    to.
    """

    name: str
    what: str
    licence: str
    citation: str
    address: str  # the page that a person opens
    file: str  # the file to take there; empty where there is none to take, as behind an interface
    download: str  # its own address where it can be fetched without a form; else empty
    reader: str  # the reader that takes it
    holds: str  # `texts` become documents; `table`: standpoint.datasets.table reads it
    sha256: str = ""  # where the publisher states it or the version is fixed


SETS: tuple[Dataset, ...] = (
    Dataset(
        "ungdc",
        "UN General Debate Corpus: statements of all delegations in the General Debate since 1946,"
        " one text file each",
        "CC0 1.0",
        "Baturo, Dasandi & Mikhaylov 2017, Understanding state preferences with text as data:"
        " Introducing the UN General Debate Corpus, Research & Politics 4(2); Jankin, Baturo &"
        " Dasandi, United Nations General Debate Corpus, Harvard Dataverse, doi 10.7910/DVN/0TJX8Y",
        "https://doi.org/10.7910/DVN/0TJX8Y",
        "UNGDC_1946-2024.tgz (unpack it: TXT/Session NN - YYYY/XXX_NN_YYYY.txt)",
        "",
        "ungdc",
        "texts",
    ),
    Dataset(
        "kremlin",
        "Pages of the President of Russia in English: news, transcripts, announcements, as saved"
        " HTML or in a web archive",
        "CC BY 4.0",
        "President of Russia, en.kremlin.ru, with the address and the day of each page",
        "http://en.kremlin.ru/events/president/transcripts",
        "NNNNN.html",
        "",
        "kremlin",
        "texts",
    ),
    Dataset(
        "gdelt-events",
        "GDELT events: who did what to whom, coded from news, every 15 minutes since February 2015"
        " (version 2), daily before (version 1)",
        gdelt.LICENCE,
        "Leetaru & Schrodt 2013, GDELT: Global Data on Events, Location and Tone 1979–2012, ISA"
        " Annual Convention",
        "http://data.gdeltproject.org/gdeltv2/masterfilelist.txt",
        "YYYYMMDDHHMMSS.export.CSV.zip",
        "",
        "gdelt",
        "table",
    ),
    Dataset(
        "gdelt-mentions",
        "GDELT mentions: every news article that mentions an event of version 2",
        gdelt.LICENCE,
        "Leetaru & Schrodt 2013, GDELT: Global Data on Events, Location and Tone 1979–2012, ISA"
        " Annual Convention",
        "http://data.gdeltproject.org/gdeltv2/masterfilelist.txt",
        "YYYYMMDDHHMMSS.mentions.CSV.zip",
        "",
        "gdelt",
        "table",
    ),
    Dataset(
        "gdelt-gkg",
        "GDELT Global Knowledge Graph: themes, people, places, tone, headlines and quotations of"
        " news articles (versions 1 and 2)",
        gdelt.LICENCE,
        "Leetaru 2015, The GDELT Global Knowledge Graph (GKG) Data Format Codebook V2.1",
        "http://data.gdeltproject.org/gdeltv2/masterfilelist.txt",
        "YYYYMMDDHHMMSS.gkg.csv.zip",
        "",
        "gdelt",
        "texts and table",
    ),
    Dataset(
        "gdelt-doc",
        "GDELT DOC API: headlines and addresses of news articles that match a query (`doc_address`"
        " makes the query's address)",
        gdelt.LICENCE,
        "The GDELT Project, DOC 2.0 API",
        "https://api.gdeltproject.org/api/v2/doc/doc",
        "",
        "",
        "gdelt",
        "texts",
    ),
    Dataset(
        "ucdp-ged",
        "UCDP Georeferenced Event Dataset: every event of deadly organised violence since 1989,"
        " with its sources' headlines",
        ucdp.LICENCE,
        "Sundberg & Melander 2013, Introducing the UCDP Georeferenced Event Dataset, Journal of"
        " Peace Research 50(4); Davies, Engström, Pettersson & Öberg 2024, Organized violence"
        " 1989–2023, Journal of Peace Research 61(4)",
        "https://ucdp.uu.se/downloads/",
        "ged241-csv.zip",
        "https://ucdp.uu.se/downloads/ged/ged241-csv.zip",
        "ucdp",
        "texts and table",
    ),
    Dataset(
        "ucdp-prio",
        "UCDP/PRIO Armed Conflict Dataset: armed conflicts by year since 1946",
        ucdp.LICENCE,
        "Gleditsch, Wallensteen, Eriksson, Sollenberg & Strand 2002, Armed conflict 1946–2001: A"
        " new dataset, Journal of Peace Research 39(5)",
        "https://ucdp.uu.se/downloads/",
        "ucdp-prio-acd-241-csv.zip",
        "https://ucdp.uu.se/downloads/ucdpprio/ucdp-prio-acd-241-csv.zip",
        "ucdp",
        "table",
    ),
    Dataset(
        "wikipedia",
        "Wikipedia articles, each in a stated revision, as the API's JSON or a page export",
        "CC BY-SA 4.0",
        "Wikipedia contributors, the article's title, Wikipedia, with the address of the revision",
        "https://en.wikipedia.org/w/api.php",
        "",
        "",
        "wikipedia",
        "texts",
    ),
)


def datasets() -> pd.DataFrame:
    """All named data sets, one a row: the columns are the fields of `Dataset`.

    >>> table = datasets()
    >>> table.loc[table.name == "ungdc", ["licence", "reader"]].iloc[0].tolist(), table.name.is_unique
    (['CC0 1.0', 'ungdc'], True)
    """
    return pd.DataFrame([each._asdict() for each in SETS]).astype("str")


def described(name: str) -> str:
    """What is to be known of a data set before it is used, as lines to print. Raises InputError for
    an unknown name.

    >>> print(described("wikipedia").splitlines()[1])
    licence:  CC BY-SA 4.0
    """
    each = _named(name)
    lines = [
        f"{each.name}: {each.what}",
        f"licence:  {each.licence}",
        f"cite as:  {each.citation}",
        f"lies at:  {each.address}",
        f"file:     {each.file or 'the answer of the interface, saved as it came'}",
        f"holds:    {each.holds} (reader {each.reader})",
    ]
    return "\n".join(lines)


def obtain(
    name: str, folder: str | Path, *, opener: Callable[[str], Iterable[bytes]] | None = None
) -> Path:
    """The data set's file in `folder`: the one that is there, its checksum verified, else fetched,
    checked and put there.

    `opener`: an address → its bytes in pieces; the default asks the network. Raises InputError
    where the file is there and is not the one that was fetched, where it cannot be fetched (saying
    which file to put where), and where what came has another checksum than the one that is known.
    """
    each = _named(name)
    place = Path(folder)
    file = each.file.split(" ", 1)[0]
    here = (
        f"put {each.file or 'the saved answer'} from {each.address} into '{place}', and ingest that"
        " folder"
    )
    target = place / file
    if file and target.is_file():
        _verify(target, each)
        return target
    if not each.download:
        raise InputError(
            f"data set '{name}'",
            "its file is not fetched by this command (a form or a choice stands before it)",
            here,
        )
    place.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=place, prefix=f".{file}.")
    digest = hashlib.sha256()
    try:
        with os.fdopen(handle, "wb") as out:
            for piece in (opener or _network)(each.download):
                digest.update(piece)
                out.write(piece)
        if each.sha256 and digest.hexdigest() != each.sha256:
            raise InputError(
                f"data set '{name}'",
                f"what came has the checksum {digest.hexdigest()}, not {each.sha256}",
                "fetch it again, or take another version",
            )
        os.replace(aside, target)
    except OSError as error:  # also what the network raises
        raise InputError(
            f"data set '{name}'",
            f"cannot be fetched from {each.download} ({type(error).__name__})",
            here,
        ) from error
    finally:
        Path(aside).unlink(missing_ok=True)
    _beside(target).write_text(f"{digest.hexdigest()}  {file}\n", encoding="utf-8")
    return target


def table(path: str | Path) -> pd.DataFrame:
    """A file of GDELT or UCDP, packed or not → its rows under the publisher's own column names,
    dates and numbers typed.

    Raises InputError for what is no such file, and for the first row that cannot be read.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(str(path), "no such file", "check the path")
    given = Given.of_path(path)
    try:
        members = archives.members(given) if archives.claims(given) else [given]
        frames = [
            reader.table(each)
            for each in members
            if isinstance(each, Given)
            for reader in (gdelt, ucdp)
            if reader.claims(each)
        ]
    except (ValueError, TooLarge) as error:
        raise InputError(str(path), str(error), "take the file from its publisher again") from error
    if not frames:
        raise InputError(
            str(path), "neither a GDELT nor a UCDP file", "read other tables with pandas.read_csv"
        )
    return pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]


def doc_address(query: str, *, begin: str = "", end: str = "", most: int = 250) -> str:
    """The address that asks GDELT's DOC API for articles on a query, as JSON that the reader takes;
    days as YYYY-MM-DD.

    Raises InputError for an empty query, for what is no day, and for more articles than the
    interface gives (250).

    >>> doc_address("Armenia CSTO", begin="2023-01-01", end="2023-01-31", most=50)
    'https://api.gdeltproject.org/api/v2/doc/doc?query=Armenia+CSTO&mode=artlist&format=json&maxrecords=50&startdatetime=20230101000000&enddatetime=20230131235959'
    """
    from urllib.parse import urlencode

    if not query.strip() or not 1 <= most <= 250:
        raise InputError(
            "GDELT query",
            "an empty query, or a number of articles outside 1 to 250",
            "give words to look for, and 250 articles at most",
        )
    asked = {"query": query, "mode": "artlist", "format": "json", "maxrecords": str(most)}
    for name, day, clock in (("startdatetime", begin, "000000"), ("enddatetime", end, "235959")):
        if day:
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
                raise InputError("GDELT query", f"'{day}' is no day", "write YYYY-MM-DD")
            asked[name] = day.replace("-", "") + clock
    return f"{_named('gdelt-doc').address}?{urlencode(asked)}"


def article_address(title: str, *, language: str = "en") -> str:
    """The address that asks Wikipedia for an article with its newest revision, as JSON that the
    reader takes.

    >>> article_address("Gyumri")[:58]
    'https://en.wikipedia.org/w/api.php?action=query&titles=Gyu'
    """
    from urllib.parse import urlencode

    if not title.strip() or not re.fullmatch(r"[a-z]{2,12}", language):
        raise InputError(
            "Wikipedia article",
            "no title, or no language code",
            "give the article's title and a code as in the address, e.g. hy",
        )
    asked = {
        "action": "query",
        "titles": title,
        "redirects": "1",
        "prop": "extracts|revisions|info",
        "explaintext": "1",
        "rvprop": "ids|timestamp",
        "inprop": "url",
        "format": "json",
        "formatversion": "2",
    }
    return f"https://{language}.wikipedia.org/w/api.php?{urlencode(asked)}"


def _named(name: str) -> Dataset:
    found = next((each for each in SETS if each.name == name), None)
    if found is None:
        raise InputError(
            f"data set '{name}'", "not known", nearest(name, [each.name for each in SETS])
        )
    return found


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def _verify(path: Path, each: Dataset) -> None:
    """Raise InputError where the file is not the one whose checksum is known, here or beside it."""
    known = each.sha256
    if not known and _beside(path).is_file():
        known = _beside(path).read_text(encoding="utf-8").split(" ", 1)[0].strip()
    if not known:
        return
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while piece := handle.read(STEP):
            digest.update(piece)
    if digest.hexdigest() != known:
        raise InputError(
            str(path),
            f"its checksum is {digest.hexdigest()}, not {known}: it is cut off or another version",
            "delete it with its .sha256 file and fetch it again",
        )


def _network(address: str) -> Iterable[bytes]:
    import requests

    try:
        with requests.get(
            address,
            stream=True,
            timeout=TIMEOUT,
            headers={"User-Agent": "standpoint (research; one file)"},
        ) as answer:
            answer.raise_for_status()
            yield from answer.iter_content(STEP)
    except requests.RequestException as error:
        raise OSError(str(error)) from error
