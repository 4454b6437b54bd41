"""The bundled data: what the files promise, what the datasheet says of them, and that both agree.

The tables of data/README.md marked `<!-- computed: NAME -->` are computed here from the files and
compared line by line; where one differs the failure prints the lines that belong there."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from math import sqrt
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest
import yaml

import standpoint as sp
from standpoint.chronology.reference import ReferenceEvent, reference_events
from standpoint.inference.annotations import passage_key

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
COLUMNS = [
    "id",
    "date",
    "precision",
    "end_date",
    "title",
    "summary",
    "kind",
    "actors",
    "speaker",
    "source_urls",
    "confidence",
    "note",
]


def digest() -> pd.DataFrame:
    return pd.read_csv(DATA / "digest.csv", dtype=str, keep_default_na=False)


def actors() -> list[dict]:
    loaded = yaml.safe_load((DATA / "actors.yml").read_text(encoding="utf-8"))
    return loaded["actors"] if isinstance(loaded, dict) else loaded


def spellings() -> dict[str, dict]:
    """Every way in which digest.csv may call an actor (name, names in any form, labels of speakers)
    → the actor.
    """
    out: dict[str, dict] = {}
    for actor in actors():
        names = actor.get("names") or []
        flat = (
            [n for part in names.values() for n in part] if isinstance(names, dict) else list(names)
        )
        for spelling in [actor.get("name", actor["id"]), *flat, *(actor.get("speakers") or [])]:
            out.setdefault(spelling, actor)
    return out


def readme() -> str:
    return (DATA / "README.md").read_text(encoding="utf-8")


# --- digest.csv
# ------------------------------------------------------------


def test_digest_is_utf8_with_lf_and_has_all_entries():
    raw = (DATA / "digest.csv").read_bytes()
    assert raw.decode("utf-8").startswith("id,date,") and b"\r" not in raw and raw.endswith(b"\n")
    table = digest()
    assert list(table.columns) == COLUMNS
    assert len(table) == 418 and table["id"].is_unique
    assert table["id"].str.fullmatch(r"[AB]\d{3}").all()


def test_digest_dates_are_real_days_in_order():
    table = digest()
    for row in table.itertuples():
        begin = date.fromisoformat(row.date)
        assert date(2018, 1, 1) <= begin <= date(2023, 12, 31), row.id
        if row.end_date:
            assert date.fromisoformat(row.end_date) > begin, row.id
            assert row.precision == "day", row.id
    assert table["date"].is_monotonic_increasing
    assert set(table["precision"]) == {"day", "month"}


def test_digest_texts_are_filled_and_tidy():
    table = digest()
    for column in ("title", "summary", "kind", "actors", "source_urls", "confidence"):
        assert (table[column] != "").all(), column
    for column in table:
        untidy = table[column].str.contains(r"\s\s|^\s|\s$|[\r\n\t]", regex=True)
        assert not untidy.any(), (column, table.loc[untidy, "id"].tolist())
    assert table["title"].is_unique and table["summary"].is_unique
    assert set(table["confidence"]) == {"high", "medium"}


def test_digest_sources_are_web_addresses():
    for row in digest().itertuples():
        addresses = row.source_urls.split(" ")
        assert len(set(addresses)) == len(addresses), row.id
        for address in addresses:
            parts = urlsplit(address)
            assert parts.scheme in ("http", "https") and "." in (parts.hostname or ""), (
                row.id,
                address,
            )


def test_digest_actors_and_speakers_are_in_the_registry():
    names = {actor.get("name", actor["id"]) for actor in actors()}
    known = spellings()
    for row in digest().itertuples():
        listed = row.actors.split(";")
        assert len(set(listed)) == len(listed), row.id
        assert set(listed) <= names, (row.id, set(listed) - names)
        assert not row.speaker or row.speaker in known, (row.id, row.speaker)


# --- events.yml
# ------------------------------------------------------------


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    return reference_events(DATA / "events.yml")


def test_events_count_order_and_ids(events):
    assert 30 <= len(events) <= 60
    assert events["id"].is_unique and events["title"].is_unique
    raw = yaml.safe_load((DATA / "events.yml").read_text(encoding="utf-8"))["events"]
    assert [e["id"] for e in sorted(raw, key=lambda e: str(e["begin"]))] == [
        e["id"] for e in raw
    ]  # dates run down the file
    assert all(
        set(e) <= set(ReferenceEvent.model_fields) and e["kind"] and e["words"] and e["sources"]
        for e in raw
    )


def test_events_use_the_kinds_of_the_digest_and_the_header_names_them(events):
    header = (DATA / "events.yml").read_text(encoding="utf-8").split("\nevents:")[0]
    kinds = set(digest()["kind"])
    assert set(events["kind"]) <= kinds
    assert all(re.search(rf"\b{kind}\b", header) for kind in kinds)
    assert "CC BY 4.0" in header and "PLOVER" in header


def test_events_actors_are_in_the_registry(events):
    ids = {actor["id"] for actor in actors()}
    for row in events.itertuples():
        assert row.actors and set(row.actors.split(";")) <= ids, row.id


def test_events_sources_are_entries_and_addresses_of_the_digest(events):
    table = digest().set_index("id")
    for row in events.itertuples():
        sources = row.sources.split(";")
        entries = [s for s in sources if not s.startswith("http")]
        addresses = [s for s in sources if s.startswith("http")]
        assert entries and set(entries) <= set(table.index), row.id
        given = {address for entry in entries for address in table.at[entry, "source_urls"].split()}
        assert addresses and set(addresses) <= given, (row.id, set(addresses) - given)
        named = set(re.findall(r"\b[AB]\d{3}\b", row.note))
        assert named <= set(table.index), row.id


def test_events_dates_agree_with_their_first_entry(events):
    table = digest().set_index("id")
    for row in events.itertuples():
        entry = table.loc[row.sources.split(";")[0]]
        assert row.begin == pd.Timestamp(entry["date"]), row.id


def test_events_words_name_and_do_not_merely_date(events):
    for row in events.itertuples():
        for phrase in row.words.split(";"):
            assert phrase.strip() and len(phrase) > 5, row.id
            assert not re.fullmatch(r"(\d{1,2} )?(\w+ )?\d{4}", phrase), (row.id, phrase)


LANDMARKS = {
    "velvet-revolution-2018": ("2018-04-13", "2018-05-08", "Velvet Revolution"),
    "sargsyan-resignation-2018": ("2018-04-23", "2018-04-23", "Sargsyan's resignation"),
    "pashinyan-elected-2018": (
        "2018-05-08",
        "2018-05-08",
        "Pashinyan's election as prime minister",
    ),
    "karabakh-war-2020": ("2020-09-27", "2020-11-10", "44-day war"),
    "trilateral-statement-2020": ("2020-11-09", "2020-11-10", "trilateral statement"),
    "russian-peacekeepers-deploy-2020": (
        "2020-11-10",
        "2020-11-10",
        "deployment of Russian peacekeepers",
    ),
    "border-crisis-may-2021": ("2021-05-12", "2021-05-27", "May 2021 border crisis"),
    "election-2021": ("2021-06-20", "2021-06-20", "2021 snap election"),
    "border-fighting-november-2021": ("2021-11-16", "2021-11-16", "November 2021 clashes"),
    "border-fighting-september-2022": ("2022-09-13", "2022-09-14", "September 2022 attacks"),
    "lachin-corridor-2022": ("2022-12-12", "2023-09-19", "Lachin corridor blockade"),
    "pashinyan-statement-2022-12-22": ("2022-12-22", "2022-12-22", "statement of 22 December 2022"),
    "pashinyan-statement-2022-12-27": ("2022-12-27", "2022-12-27", "statement of 27 December 2022"),
    "pashinyan-statement-2022-12-29": ("2022-12-29", "2022-12-29", "statement of 29 December 2022"),
    "gyumri-rally-2023": ("2023-01-08", "2023-01-08", "rally in Gyumri"),
    "pashinyan-russian-presence-2023": (
        "2023-01-10",
        "2023-01-10",
        "statement on Russia's military presence",
    ),
    "euma-established-2023": ("2023-01-23", "2023-01-23", "establishment of EUMA"),
    "lachin-checkpoint-2023": ("2023-04-23", "2023-04-23", "Lachin checkpoint"),
    "karabakh-offensive-2023": ("2023-09-19", "2023-09-20", "September 2023 offensive"),
    "karabakh-exodus-2023": ("2023-09-24", "2023-09-30", "exodus from Karabakh"),
    "icc-ratification-2023": ("2023-10-03", "2023-10-03", "ratification of the Rome Statute"),
    "csto-summit-yerevan-2022": ("2022-11-23", "2022-11-23", "CSTO summit in Yerevan"),
    "csto-drills-2023": ("2023-01-10", "2023-01-10", "cancelled CSTO drills"),
}


@pytest.mark.parametrize("key", LANDMARKS)
def test_landmarks_have_their_dates_and_names(events, key):
    row = events.set_index("id").loc[key]
    begin, end, phrase = LANDMARKS[key]
    assert (row["begin"], row["end_date"]) == (pd.Timestamp(begin), pd.Timestamp(end))
    assert phrase in row["words"].split(";")


def test_the_three_statements_of_december_2022_are_kept_apart(events):
    three = events[events["id"].str.startswith("pashinyan-statement-2022-12-")]
    assert [f"{day:%d}" for day in three["begin"]] == ["22", "27", "29"]
    assert (three["granularity"] == "day").all() and (three["kind"] == "statement").all()
    assert [sources.split(";")[0] for sources in three["sources"]] == ["B097", "B102", "B103"]
    entries = Counter(
        s for sources in three["sources"] for s in sources.split(";") if not s.startswith("http")
    )
    phrases = Counter(p.casefold() for words in events["words"] for p in words.split(";"))
    assert max(entries.values()) == 1 and max(phrases.values()) == 1
    assert not {"december 2022 statement", "december 2022 statements"} & set(
        phrases
    )  # these words name none of the three
    assert three["note"].str.contains("often merge").all()


def pairs() -> list[str]:
    """The two names of disputed places, in the order that the datasheet fixes."""
    (line,) = re.findall(r"always in this order: (.*?)\.", readme())
    return re.findall(r"`([^`]+/[^`]+)`", line)


def test_disputed_places_stand_under_both_names():
    texts = digest()[["title", "summary", "note"]].to_numpy().ravel().tolist()
    texts.remove(digest().set_index("id").at["B033", "note"])  # says whose each of the names is
    loaded = yaml.safe_load((DATA / "events.yml").read_text(encoding="utf-8"))["events"]
    texts += [text for event in loaded for text in (event["title"], event.get("note", ""))]
    names = {name for pair in pairs() for name in pair.split("/")} - {"Lachin"}  # the corridor
    assert len(names) > 10
    for text in texts:
        rest = re.sub("|".join(pairs()), "", text)
        assert not [name for name in names if re.search(rf"\b{name}\b", rest)], text
    text = re.sub(r"\s+", " ", (DATA / "events.yml").read_text(encoding="utf-8"))
    for phrases in re.findall(r"words: \[(.*?)\]", text):
        assert ("Shusha" in phrases) == ("Shushi" in phrases), phrases
        assert ("Farrukh" in phrases) == ("Parukh" in phrases), phrases


# --- statements
# ------------------------------------------------------------

STATEMENTS = DATA / "statements"


def statements(name: str) -> pd.DataFrame:
    return pd.read_parquet(STATEMENTS / f"{name}.parquet")


@pytest.mark.parametrize("name", ["un-case", "un-permanent-members", "kremlin-case"])
def test_every_statement_has_its_day_address_and_licence(name):
    rows = statements(name)
    assert rows["id"].is_unique and (rows["text"].str.strip() != "").all()
    assert rows["url"].str.match(r"https?://").all() and set(rows["labels"]) <= {"open", "held out"}
    un = name.startswith("un")
    assert set(rows["licence"]) == {"CC0 1.0" if un else "CC BY 4.0"}
    first = rows["date"].map(date.fromisoformat)
    last = rows["end_date"].where(rows["end_date"] != "", rows["date"]).map(date.fromisoformat)
    assert (first <= last).all() and set(rows["granularity"]) == {"week" if un else "day"}
    if un:
        assert (rows[["speaker", "office", "delegation", "country"]] != "").all(axis=None)
        assert ((last - first).map(lambda days: days.days) < 14).all()


def test_statements_are_chosen_by_the_rule_that_the_datasheet_tells():
    un, kremlin = statements("un-case"), statements("kremlin-case")
    parties = {"ARM", "AZE", "RUS", "TUR", "FRA", "GEO", "IRN", "USA"}
    case = (
        r"Armenia|Azerbaijan|\bAzeri|Karabakh|\bArtsakh|Nakhchivan|\bCSTO\b|Collective Security Tr"
    )
    assert kremlin["text"].str.contains(case).all()
    assert (un["text"].str.contains(case) | un["country"].isin(parties)).all()
    assert un[un["country"].isin(parties)].groupby("country").size().tolist() == [6] * 8
    assert kremlin["date"].max() == "2020-08-27", "its end is told wherever it is used"
    members = statements("un-permanent-members")
    assert members.groupby("country").size().to_dict() == dict.fromkeys(
        ["CHN", "FRA", "GBR", "RUS", "USA"], 15
    )


def test_the_datasheet_of_the_statements_counts_them_and_they_are_small():
    sheet = (STATEMENTS / "README.md").read_text(encoding="utf-8")
    files = sorted(STATEMENTS.glob("*.parquet"))
    assert sum(path.stat().st_size for path in files) < 2_000_000
    for path in files:
        rows = statements(path.stem)
        line = next(line for line in sheet.splitlines() if line.startswith(f"| `{path.name}`"))
        held = (rows["labels"] == "held out").sum()
        assert f"| {len(rows)} |" in line and f"{held} of `{path.stem}`" in sheet
    debates = pd.read_csv(STATEMENTS / "debates.csv")
    assert debates["source"].str.startswith("http").all() and debates["session"].is_unique


def test_nothing_held_out_is_labelled():
    path = DATA / "annotations" / "statements.csv"
    names = ["un-case", "kremlin-case"]
    held = pd.concat([rows[rows["labels"] == "held out"] for rows in map(statements, names)])
    labels = pd.read_csv(path) if path.is_file() else pd.DataFrame(columns=["passage"])
    labelled = set(labels["passage"].astype(str))
    documents = sp.Corpus(held, text="text", date="date", actors=DATA / "actors.yml")
    passages = documents.sentences()["text"].map(passage_key)
    assert len(passages) > 1000 and not labelled & set(passages)


# --- article.md
# ------------------------------------------------------------


def article() -> tuple[dict, str]:
    _, front, body = (DATA / "article.md").read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), body


def test_article_has_its_front_matter_and_length():
    front, body = article()
    assert set(front) == {"title", "date", "publisher", "language", "licence"}
    assert str(front["date"]) == "2023-01-12" and front["publisher"] == "Standpoint"
    assert front["language"] == "en" and front["licence"] == "CC BY 4.0"
    assert 280 <= len(body.split()) <= 380


def test_article_shows_what_the_chain_must_handle():
    _, body = article()
    assert (
        "in paraphrase: “" in body
    )  # what stands in quotation marks is marked as no verbatim quotation
    assert (
        "met Jeyhun Bayramov in Moscow" in body and "Moscow criticised" in body
    )  # place and metonym
    assert "Simonyan" in body and not re.search(r"(Alen|Margarita) Simonyan", body)  # ambiguous
    assert "unconfirmed report" in body and "Baku believes" in body and "The Kremlin" in body
    assert (
        "2018 the Armenian prime minister resigned" in body
    )  # the role at another date than the article's
    for words in (
        "Russian peacekeepers",
        "102nd base in Gyumri",
        "Velvet Revolution",
        "10 November 2020",
    ):
        assert words in body
    assert [day in body for day in ("22 December", "27 December", "29 December")] == [True] * 3


# --- README.md: the datasheet
# -------------------------------------------------------------------------------------


def _share(n: int, of: int) -> str:
    return f"{100 * n / of:.1f} %"


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").rstrip(".").removeprefix("www.")


def _first_hosts() -> pd.Series:
    return digest()["source_urls"].str.split().str[0].map(_host)


def _counts(values: pd.Series) -> list[tuple[str, int]]:
    return sorted(values.value_counts().items(), key=lambda pair: (-pair[1], pair[0]))


def _glance() -> list[tuple]:
    table = digest()
    addresses = table["source_urls"].str.split()
    every = [a for row in addresses for a in row]
    n = len(table)
    statements, speakers = (
        int((table["kind"] == "statement").sum()),
        int((table["speaker"] != "").sum()),
    )
    single, medium = (
        int((addresses.str.len() == 1).sum()),
        int((table["confidence"] == "medium").sum()),
    )
    used = {a for row in table["actors"] for a in row.split(";")}
    words = table["summary"].str.split().str.len()
    return [
        ("entries", n),
        ("first and last date", f"{table['date'].min()} to {table['date'].max()}"),
        ("entries of the kind statement", f"{statements} ({_share(statements, n)})"),
        ("entries with a speaker", f"{speakers} ({_share(speakers, n)})"),
        ("entries that last longer than a day", int((table["end_date"] != "").sum())),
        ("entries dated to the month only", int((table["precision"] == "month").sum())),
        ("entries of medium confidence (the others: high)", f"{medium} ({_share(medium, n)})"),
        ("entries with a note", int((table["note"] != "").sum())),
        ("entries with a single source address", f"{single} ({_share(single, n)})"),
        ("source addresses, distinct", f"{len(every)}, {len(set(every))}"),
        (
            "hosts of first addresses, of all addresses",
            f"{_first_hosts().nunique()}, {len({_host(a) for a in every})}",
        ),
        ("words of a summary, of all summaries", f"{words.min()} to {words.max()}, {words.sum()}"),
        ("actors in the registry, named in an entry", f"{len(actors())}, {len(used)}"),
        ("reference events", len(reference_events(DATA / "events.yml"))),
    ]


def _years() -> list[tuple]:
    table = digest().assign(year=lambda t: t["date"].str[:4], host=_first_hosts())
    out = []
    for year, part in table.groupby("year"):
        host, top = _counts(part["host"])[0]
        out.append(
            (
                year,
                len(part),
                _share(len(part), len(table)),
                int((part["kind"] == "statement").sum()),
                f"`{host}`",
                top,
                _share(top, len(part)),
            )
        )
    return out


def _hosts() -> list[tuple]:
    hosts = _first_hosts()
    any_address = Counter(
        h for row in digest()["source_urls"] for h in {_host(a) for a in row.split()}
    )
    return [
        (f"`{host}`", n, _share(n, len(hosts)), any_address[host])
        for host, n in _counts(hosts)[:12]
    ]


def _groups() -> pd.Series:
    """Where the host of an entry's first address is at home, by the lists that the datasheet itself
    states.
    """
    rules = dict(re.findall(r"^- ([A-Z][a-z]+): (`.+`)\.?$", readme(), flags=re.MULTILINE))
    named = {
        token: group for group, rule in rules.items() for token in re.findall(r"`([^`]+)`", rule)
    }

    def group(host: str) -> str:
        return named.get(host) or named.get("." + host.rsplit(".", 1)[-1]) or "other"

    return _first_hosts().map(group)


def _sides() -> list[tuple]:
    groups = _groups()
    return [(name, n, _share(n, len(groups))) for name, n in _counts(groups)]


def _countries() -> list[tuple]:
    known = spellings()
    states = {a["country"]: a["name"] for a in actors() if a.get("kind") == "state"}
    codes = digest()["speaker"].loc[lambda s: s != ""].map(lambda s: known[s].get("country") or "")
    through = codes[_groups()[codes.index] == "Armenian"].value_counts()
    return [
        (
            f"{states[code]} ({code})" if code in states else code or "no state",
            n,
            _share(n, len(codes)),
            through.get(code, 0),
        )
        for code, n in _counts(codes)
    ]


def _speakers() -> list[tuple]:
    spoken = digest()["speaker"].loc[lambda s: s != ""]
    return [(name, n, _share(n, len(spoken))) for name, n in _counts(spoken)[:7]]


def _kinds() -> list[tuple]:
    return [(kind, n) for kind, n in _counts(digest()["kind"])]


def _second_reader() -> list[tuple]:
    """Wilson 1927 score interval, 95 %, of the share of entries with something wrong or
    unsupported.
    """
    checked, wrong, unsupported, small = 120, 6, 1, 49
    p, z = (wrong + unsupported) / checked, 1.96
    half = z * sqrt(p * (1 - p) / checked + z * z / (4 * checked * checked))
    low, high = (
        (p + z * z / (2 * checked) + sign * half) / (1 + z * z / checked) for sign in (-1, 1)
    )
    rest = len(digest()) - checked
    return [
        ("entries checked", checked),
        ("with something wrong (mostly a date one day late)", wrong),
        ("unsupported", unsupported),
        ("with small faults", small),
        (
            "wrong or unsupported",
            f"{100 * p:.1f} % (95 % interval {100 * low:.1f} to {100 * high:.1f} %)",
        ),
        ("entries not checked", rest),
        (
            "of these wrong or unsupported, at the same rate",
            f"about {rest * p:.0f} ({rest * low:.0f} to {rest * high:.0f})",
        ),
    ]


COMPUTED = {
    "glance": _glance,
    "years": _years,
    "hosts": _hosts,
    "sides": _sides,
    "countries": _countries,
    "speakers": _speakers,
    "kinds": _kinds,
    "second-reader": _second_reader,
}


@pytest.mark.parametrize("name", COMPUTED)
def test_datasheet_tables_are_computed_from_the_files(name):
    block = re.search(rf"<!-- computed: {name} -->\n\|.*\n\|[-| :]+\n((?:\|.*\n)+)", readme())
    assert block, f"data/README.md has no table marked `computed: {name}`"
    expected = "".join(
        "| " + " | ".join(str(cell) for cell in row) + " |\n" for row in COMPUTED[name]()
    )
    assert block[1] == expected, f"the table `{name}` of data/README.md must read\n{expected}"


def test_datasheet_has_no_table_of_unknown_origin():
    marked = re.findall(r"<!-- computed: (\S+) -->", readme())
    assert sorted(marked) == sorted(COMPUTED)


def test_datasheet_dictionaries_name_every_column_and_key():
    text = readme()
    for column in COLUMNS:
        assert f"| `{column}` |" in text, column
    for key in {key for actor in actors() for key in actor} | set(ReferenceEvent.model_fields):
        assert f"| `{key}` |" in text, key


def test_datasheet_examples_name_entries_that_exist():
    assert set(re.findall(r"\b[AB]\d{3}\b", readme())) <= set(digest()["id"])


@pytest.mark.parametrize(
    "words",
    [
        "paraphrases of public reporting",
        "not primary texts",
        "language models",
        "excerpts",
        "not random",
        "CC BY 4.0",
        "Datasheets for Datasets",
        "data/annotations/",
        "No human",
        "report an error",
        "profile people",
        "public opinion",
    ],
)
def test_datasheet_says_plainly(words):
    assert words in re.sub(r"\s+", " ", readme())


def test_monthly_scores_are_those_of_the_daily_ones_and_lacking_days_are_no_zeros() -> None:
    import gdelt_dyads

    stored = pd.read_csv(gdelt_dyads.TARGET)
    assert gdelt_dyads.TARGET.stat().st_size < 300_000
    assert not stored.duplicated(["month", "a", "b"]).any()
    assert (stored["days"] <= stored["of_days"]).all()
    lacking = (stored["of_days"] - stored["days"]).groupby(stored["month"]).first()
    assert lacking["2018-01":"2024-01"].sum() == 96
    if not gdelt_dyads.SOURCE.is_dir():
        pytest.skip("the daily scores are not beside the project")
    pd.testing.assert_frame_equal(stored, gdelt_dyads.read().reset_index(drop=True))


def test_a_day_that_is_lacking_leaves_the_mean_alone() -> None:
    import gdelt_dyads

    days = pd.date_range("2020-02-01", periods=3)
    daily = pd.DataFrame({"date": days, "a": "ARM", "b": "AZE", "score": [-4.0, 0.0, -2.0]})
    (row,) = gdelt_dyads.monthly(daily, days[1:2]).to_dict("records")
    assert (row["score"], row["days"], row["of_days"]) == (-3.0, 2, 29)
