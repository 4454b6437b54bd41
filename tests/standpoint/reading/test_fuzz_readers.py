"""Every reader on samples that chance has changed: nothing is raised, nothing hangs, nothing
depends on chance of the run.

A small part with a fixed seed; tests/benchmarks/fuzz_readers.py runs the 5,000.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpusreaders import Record, Source, Unread
from mutations import mutated, samples
from standpoint.reading.formats import READERS, read_all, reader_for

COUNT = 340
GENERIC = {"pdf", "columns", "docx", "xlsx", "rtf", "html", "json", "delimited", "text"}


@pytest.fixture(scope="module")
def seeds() -> dict[str, bytes]:
    return samples()


def test_the_samples_reach_every_generic_reader_and_are_read_whole(seeds: dict[str, bytes]) -> None:
    reached = set()
    for name, data in seeds.items():
        found = list(read_all(Source(data, name)))
        assert found and all(isinstance(each.what, Record) for each in found), (name, found)
        assert all("yumri" in " ".join(each.what.fields.values()) for each in found[:1]), name
        reached |= {each.reader.NAME.split()[0] for each in found}
    assert reached == GENERIC <= {reader.NAME.split()[0] for reader in READERS}


def test_mutated_samples_are_read_or_named(seeds: dict[str, bytes]) -> None:
    outcomes = {Record: 0, Unread: 0}
    for number, (name, data) in enumerate(mutated(seeds, COUNT, seed=1)):
        source = Source(data, name)
        assert all(reader.claims(source) in (True, False) for reader in READERS)
        for each in read_all(source):
            outcomes[type(each.what)] += 1
            if isinstance(each.what, Record):
                assert all(
                    isinstance(key, str) and isinstance(value, str)
                    for key, value in each.what.fields.items()
                ), (number, name)
            else:
                assert each.what.reason and "\n" not in each.what.reason + each.what.detail, (
                    number,
                    name,
                    each.what,
                )
                assert len(each.what.detail) < 600, (number, name, each.what)
    assert outcomes[Record] > COUNT and outcomes[Unread] > COUNT / 5


def test_the_same_mutation_gives_the_same_rows(seeds: dict[str, bytes]) -> None:
    for name, data in mutated(seeds, 34, seed=2):
        first, second = ([each.what for each in read_all(Source(data, name))] for _ in range(2))
        assert first == second, name


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["a", "a.txt", "a.csv", "a.jsonl", "a.json", "a.md", "a.zip", "a.html"]),
    st.sampled_from([b"", b"date,text\n", b'{"text": "', b'[{"text": 1},', b"---\na: ", b"<html>"]),
    st.binary(max_size=200) | st.text(max_size=80).map(str.encode),
)
def test_any_bytes_give_records_or_named_reasons(name: str, opening: bytes, rest: bytes) -> None:
    rows = list(read_all(Source(opening + rest, name)))
    assert rows
    for row in rows:
        if isinstance(row.what, Record):
            assert all(isinstance(text, str) for pair in row.what.fields.items() for text in pair)
        else:
            assert row.what.reason and "\n" not in row.what.reason


@pytest.mark.parametrize("length", [0, 1, 2, 3, 5, 8, 40, 100])
def test_beginnings_of_every_sample(seeds: dict[str, bytes], length: int) -> None:
    for name, data in seeds.items():
        source = Source(data[:length], name)
        reader_for(source)
        assert list(read_all(source)), (name, length)
