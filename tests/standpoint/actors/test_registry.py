"""The registry: offices at dates, generated phrases, look-up of speakers, and what a broken file is
told.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from standpoint.actors.registry import KINDS, read_registry, span_of
from standpoint.errors import StandpointError, StudyError

ROOT = Path(__file__).parents[3]
ACTORS = ROOT / "data" / "actors.yml"
REGISTRY = read_registry(ACTORS)


def registry(tmp_path: Path, text: str):
    path = tmp_path / "actors.yml"
    path.write_text(text, encoding="utf-8")
    return read_registry(path)


# ------------------------------------------------------------------------------------------------
# offices and dates


@pytest.mark.parametrize(
    ("office", "of", "date", "holder"),
    [
        ("prime minister", "armenia", "2018-03-01", "karen-karapetyan"),
        ("prime minister", "armenia", "2018-04-12", None),  # nobody between 9 and 17 April
        ("prime minister", "armenia", "2018-04-17", "serzh-sargsyan"),
        (
            "prime minister",
            "armenia",
            "2018-04-23",
            "karen-karapetyan",
        ),  # handover: the one who starts prevails
        ("prime minister", "armenia", "2018-05-08", "nikol-pashinyan"),
        ("premier", "armenia", "2020", "nikol-pashinyan"),  # another way of saying it; a whole year
        ("prime minister", "armenia", "2018-05", None),  # two in that month
        ("Foreign Minister", "azerbaijan", dt.date(2020, 7, 16), "jeyhun-bayramov"),
        ("defense minister", "russia", "2022-01-01", "sergei-shoigu"),
        ("president", "united-states", "2021-01-20", "joe-biden"),
        ("president", "united-states", "2025-02", "donald-trump"),
        ("secretary general", "csto", "2019-06-01", "valery-semerikov"),
        ("king", "armenia", "2020", None),
    ],
)
def test_an_office_is_its_holder_at_the_date(
    office: str, of: str, date: object, holder: str | None
) -> None:
    assert REGISTRY.find(f"{office} of {REGISTRY.name_of(of)}", date) == holder


@pytest.mark.parametrize(
    ("text", "date", "actor"),
    [
        ("Armenia", None, "armenia"),
        ("russia", None, "russia"),
        ("Moscow", None, "russia"),
        ("the Kremlin", None, "russia"),
        ("  Nikol\u00a0Pashinyan ", None, "nikol-pashinyan"),
        ("James O’Brien", None, "james-obrien"),
        ("Никол Пашинян", None, "nikol-pashinyan"),
        ("Erdog\u0306an", None, "recep-tayyip-erdogan"),
        ("Russian diplomatic source", None, "russia"),
        ("Russian Defense Ministry", None, "russian-ministry-of-defence"),
        ("the Armenian army", None, "armenian-armed-forces"),
        ("Armenian Prime Minister Nikol Pashinyan", None, "nikol-pashinyan"),
        ("President Ilham Aliyev", None, "ilham-aliyev"),
        ("Mr. Putin", None, "vladimir-putin"),
        ("the Armenian prime minister", "2018-03", "karen-karapetyan"),
        ("Armenian PM", "2022-01-01", "nikol-pashinyan"),
        ("prime minister of Armenia", None, None),  # several have been
        ("Russian foreign minister", None, "sergey-lavrov"),  # one alone in the registry
        ("Sargsyan", None, None),  # ambiguous
        ("President Nobody", None, None),
        ("", None, None),
    ],
)
def test_find(text: str, date: str | None, actor: str | None) -> None:
    assert REGISTRY.find(text, date) == actor


def test_month_precision_asks_for_one_holder_of_the_whole_month() -> None:
    phrase, may, june = "armenian prime minister", span_of("2018-05"), span_of("2018-06")
    assert REGISTRY.terms(phrase, may) == ["karen-karapetyan", "nikol-pashinyan"]
    assert REGISTRY.terms(phrase, june) == ["nikol-pashinyan"]
    assert [REGISTRY.holder(phrase, span) for span in (may, june)] == ["", "nikol-pashinyan"]
    # the minister left on 20 July 2021: in July he is the only candidate, but not settled
    july = span_of("2021-07")
    assert REGISTRY.terms("armenian defence minister", july) == ["vagharshak-harutyunyan"]
    assert REGISTRY.holder("armenian defence minister", july) == ""


def test_adjoining_terms_of_one_person_settle_a_year() -> None:
    assert REGISTRY.holder("armenian prime minister", span_of("2021")) == "nikol-pashinyan"


@given(day=st.dates(dt.date(2018, 1, 1), dt.date(2023, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_one_holder_a_day_at_most_for_dated_offices(day: dt.date) -> None:
    for phrase in (
        "president of armenia",
        "armenian prime minister",
        "us president",
        "csto secretary general",
        "turkish foreign minister",
    ):
        assert len(REGISTRY.terms(phrase, (day, day))) <= 1


@pytest.mark.parametrize(
    "phrase",
    [
        "armenian prime minister",
        "armenia's premier",
        "pm of armenia",
        "acting armenian prime minister",
        "caretaker prime minister of armenia",
        "russian defense minister",
        "minister of defence of the russian federation",
        "csto secretary-general",
        "secretary general of the csto",
        "russian foreign ministry spokeswoman",
        "spokesman for the russian foreign ministry",
        "us president",
        "president of the united states",
        "speaker of the armenian parliament",
        "speaker of armenia's national assembly",
        "ambassador of russia to armenia",
        "us national security advisor",
        "secretary of armenia's security council",
        "kremlin spokesperson",
        "belarus' president",
        "speaker of the u.s. house of representatives",
    ],
)
def test_phrases_are_made(phrase: str) -> None:
    assert phrase in REGISTRY.role_phrases


@pytest.mark.parametrize(
    "phrase",
    [
        "armenian",
        "prime minister",
        "us president's",
        "the armenian prime minister",
        "armenians prime minister",
    ],
)
def test_phrases_are_not_made(phrase: str) -> None:
    assert phrase not in REGISTRY.role_phrases


# --------------------------------------------------------------------------------------------------
# the bundled file


def test_bundled_actors() -> None:
    assert len(REGISTRY.actors) == 145
    assert {a.kind for a in REGISTRY.actors.values()} == set(KINDS)
    assert "CC BY 4.0" in ACTORS.read_text(encoding="utf-8")[:600]
    assert REGISTRY.roll_up("russian-peacekeeping-contingent") == "russia"
    assert REGISTRY.roll_up("gazprom-armenia") == "gazprom"
    assert REGISTRY.roll_up("nikol-pashinyan") == "nikol-pashinyan"
    assert (REGISTRY.actors["ilham-aliyev"].country, REGISTRY.actors["csto"].country) == ("AZE", "")
    assert (
        REGISTRY.state_of("ilham-aliyev"),
        REGISTRY.state_of("csto"),
        REGISTRY.state_of("french-senate"),
    ) == ("azerbaijan", "", "france")
    assert {"Russian diplomatic source"}.isdisjoint(a.text for a in REGISTRY.aliases("en"))


# ------------------------------------------------------------------------------------------------
# files of a user's own


def test_smallest_file(tmp_path: Path) -> None:
    found = registry(tmp_path, "- id: acme\n  name: Acme Corp\n")
    actor = found.actors["acme"]
    assert (actor.kind, actor.names["en"], actor.country, actor.roles) == (
        "organisation",
        ("Acme Corp",),
        "",
        (),
    )
    assert (
        found.find("Acme Corp") == "acme"
        and found.roll_up("acme") == "acme"
        and found.state_of("acme") == ""
    )


def test_plain_lists_are_english_and_mappings_by_language(tmp_path: Path) -> None:
    found = registry(
        tmp_path,
        "actors:\n- {id: a, name: A, names: [Aa, Ab]}\n- {id: b, name: B, names: {fr: [Bé],"
        " en: Bb}}\n",
    )
    assert found.actors["a"].names == {"en": ("Aa", "Ab")} and found.actors["b"].names == {
        "fr": ("Bé",),
        "en": ("Bb",),
    }
    assert found.languages == ("en", "fr") and [a.text for a in found.aliases("fr")] == ["Bé"]


def test_organ_of_a_users_own_state(tmp_path: Path) -> None:
    text = (
        "- {id: x, name: Xland, kind: state, adjectives: [Xish]}\n- {id: army, name: Army, parent:"
        " x, organ: defence ministry}\n"
    )
    found = registry(tmp_path, text)
    assert {
        found.find(t)
        for t in (
            "Xish Ministry of Defense",
            "Xland's defence ministry",
            "Ministry of Defence of Xland",
            "Xish MoD",
        )
    } == {"army"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("actors:\n- id: a\n  name: [A\n", r"line \d.*not valid YAML.*Remedy"),
        ("- id: a\n  name: A\n  name: B\n", r"line 3, key 'name': stands twice.*Remedy"),
        (
            "- {id: a, name: A}\n- {id: a, name: B}\n",
            r"line 2.*actor 'a' stands twice, first in line 1.*Remedy",
        ),
        ("- {id: a}\n", r"line 1, key 'actors\[a\]': key 'name' is missing.*Remedy"),
        ("- {id: a, name: 3}\n", r"actors\[a\].name': expected text, got a number.*in quotes"),
        ("- {id: 'A b', name: A}\n", r"\.id': 'A b' is not an id.*Remedy"),
        ("- {id: author, name: A}\n", r"reserved"),
        ("- {id: a, name: A, kind: planet}\n", r"\.kind': unknown value 'planet'.*known: state"),
        (
            "- {id: a, name: A, nmaes: [B]}\n",
            r"line 1, key 'actors\[a\].nmaes': unknown key.*the nearest known is 'names'",
        ),
        (
            "- {id: a, name: A, names: [1]}\n",
            r"actors\[a\].names.*': expected text, got a number.*in quotes",
        ),
        (
            "- {id: a, name: A, parent: aa}\n- {id: ab, name: B}\n",
            r"line 1, key 'actors\[a\].parent': unknown actor 'aa'.*nearest known",
        ),
        ("- {id: a, name: A, organ: army}\n", r"`organ` without `parent`"),
        ("- {id: a, name: A, parent: b}\n- {id: b, name: B, parent: a}\n", r"its own ancestor"),
        (
            "- {id: armenia, name: A}\n- {id: p, name: P, roles: [{office: king, of: armania}]}\n",
            r"line 2, key 'actors\[p\].roles\[0\].of': unknown actor 'armania'.*'armenia'",
        ),
        ("- {id: a, name: A, roles: [{office: chief}]}\n", r"'chief' without `of`"),
        ("- {id: a, name: A, roles: [{of: a}]}\n", r"without `office` or `title`"),
        (
            "- {id: a, name: A, roles: [{office: chief, of: a, from: 2018-13}]}\n",
            r"\.from': not a date: '2018-13'.*Remedy",
        ),
        (
            "- {id: a, name: A, roles: [{office: chief, of: a, from: 2018-02-31}]}\n",
            r"not a date: '2018-02-31'.*Remedy",
        ),
        (
            "- {id: a, name: A, roles: [{office: chief, of: a, from: soon}]}\n",
            r"not a date: 'soon'.*YYYY",
        ),
        (
            "- {id: a, name: A, roles: [{office: chief, of: a, from: 2019, to: 2018}]}\n",
            r"ends on 2018-12-31 before it starts on 2019-01-01",
        ),
        (
            "- {id: a, name: A, roles: [{ofice: chief, of: a}]}\n",
            r"roles\[0\].ofice': unknown key.*'office'",
        ),
        (
            "- {id: a, name: A, names: [X]}\n- {id: b, name: B, names: [X]}\n",
            r"line 2, key 'actors\[b\]': 'X' \(en\) is a name of both 'a' and 'b'.*ambiguous_names",
        ),
        (
            "actors: [{id: a, name: A}]\nambiguous_names: [{names: [A], candidates: [a]}]\n",
            r"'A' \(en\) is ambiguous and also a name of 'a'",
        ),
        (
            "actors: [{id: a, name: A}]\nambiguous_names: [{names: [B], candidates: [c]}]\n",
            r"ambiguous_names\[0\].candidates': unknown actor 'c'",
        ),
        (
            "actors: [{id: a, name: A}]\nambiguous_names: [{names: [B]}]\n",
            r"needs `names` and `candidates`",
        ),
        ("actors: []\n", r"no list of actors"),
        ("", r"expected 'key: value' pairs, got nothing.*begin with `actors:`"),
        ("just text", r"got text.*begin with `actors:`"),
        (
            "- just text\n",
            r"line 1, key 'actors\[0\]': expected 'key: value' pairs, got text.*- id:",
        ),
        ("actors: [{id: a, name: A}]\nactor: []\n", r"key 'actor': unknown key.*'actors'"),
    ],
)
def test_broken_files_are_told_where_what_and_how(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(StudyError, match=f"(?s)actors.yml.*{said}"):
        registry(tmp_path, text)


def test_missing_file_and_wrong_encoding(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="nowhere.yml: cannot be read .*Remedy"):
        read_registry(tmp_path / "nowhere.yml")
    (tmp_path / "latin.yml").write_bytes("- {id: a, name: É}".encode("latin-1"))
    with pytest.raises(StudyError, match="not UTF-8.*Remedy"):
        read_registry(tmp_path / "latin.yml")


def test_check_ids_names_the_nearest() -> None:
    REGISTRY.check_ids(["armenia", "russia"])
    with pytest.raises(
        StandpointError,
        match="unknown actor 'nikol-pashinian'.*the nearest known is 'nikol-pashinyan'",
    ):
        REGISTRY.check_ids(["armenia", "nikol-pashinian"])
    with pytest.raises(StandpointError, match="unknown actor 'zzzz'.*known: armenia"):
        REGISTRY.roll_up("zzzz")


def test_registry_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        REGISTRY.source = "other"
    with pytest.raises(AttributeError):
        REGISTRY.ambiguous = ()
    with pytest.raises(ValidationError):
        REGISTRY.actors["armenia"].name = "other"


@given(text=st.text(max_size=60), date=st.sampled_from([None, "2020", "2020-05-01"]))
@settings(max_examples=150, deadline=None)
def test_find_takes_any_text(text: str, date: str | None) -> None:
    assert REGISTRY.find(text, date) is None or REGISTRY.find(text, date) in REGISTRY


@pytest.mark.parametrize("date", ["", "2018-1", "2018-13", "2018-02-30", "18 May 2018"])
def test_dates_are_iso(date: str) -> None:
    with pytest.raises(ValueError):
        span_of(date)


def test_an_id_is_no_longer_than_a_file_may_be_called(tmp_path) -> None:
    path = tmp_path / "actors.yml"
    path.write_text(f"actors:\n- id: {'a' * 250}\n  name: Ann\n", encoding="utf-8")
    with pytest.raises(StudyError, match="is not an id.*100 at most"):
        read_registry(path)
