"""The one loader of YAML files: lines, repeated keys, and errors with place and remedy."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from standpoint.errors import StudyError
from standpoint.yamlfile import Entry, IsoDate, Slug, Texts, checked, read_yaml


class Thing(Entry):
    form: ClassVar[str] = "a thing has an id"
    id: Slug
    begin: IsoDate = ""
    names: Texts = ()
    real: bool = True


class Things(Entry):
    things: tuple[Thing, ...]


def written(folder: Path, text: str) -> Path:
    path = folder / "things.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_values_are_typed_or_text_and_dates_are_never_changed(tmp_path):
    path = written(tmp_path, "a: [1, no, null, 2018-02-30, x]\nno: 1.5\n")
    assert read_yaml(path).data == {"a": [1, False, None, "2018-02-30", "x"], "no": 1.5}
    assert read_yaml(path, as_text=True).data["a"] == ["1", "no", "null", "2018-02-30", "x"]
    assert read_yaml(path).lines["a", 4] == 1 and read_yaml(path).lines["no",] == 2


def test_a_model_is_made_with_defaults(tmp_path):
    path = written(tmp_path, "things:\n- {id: a, begin: 2020, names: one, real: null}\n")
    assert checked(read_yaml(path), Things).things == (
        Thing.model_construct(id="a", begin="2020", names=("one",), real=True),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("things: *a", "line 1: not valid YAML"),
        ("things: &a [*a]", "not valid YAML: this is an alias"),
        (
            "things: !!python/object:os.system {}",
            "things.yml, line 1, key 'things': expected a list",
        ),
        ("things: !odd x", "line 1: cannot be read: 'x'. Remedy: put text in quotes"),
        ("- {id: a}\n- {id: a, id: b}", "things.yml, line 2, key 'id': stands twice"),
        ("thing: []", "line 1, key 'thing': unknown key. Remedy: the nearest known is 'things'"),
        (
            "things:\n- {begin: 2020}",
            "line 2, key 'things[0]': key 'id' is missing. Remedy: a thing",
        ),
        (
            "things:\n- {id: a}\n- {id: b,\n   begin: 2020-02-30}",
            "line 4, key 'things[b].begin': not a date: '2020-02-30'",
        ),
        (
            "things:\n- {id: a, names: [x, 3]}",
            r"key 'things[a].names[1]': expected text, got a number. Remedy: put it in quotes",
        ),
        (
            "things:\n- {id: a, real: 7}",
            "key 'things[a].real': expected true or false, got a number",
        ),
        (
            "things:\n- {id: a,\n   names: ['']}\n- {id: B}",
            "line 3, key 'things[a].names[0]': empty",
        ),
        ("things:\n- {id: B}\n- {id: a, names: ['']}", "line 2, key 'things[B].id': no slug: 'B'"),
    ],
)
def test_the_first_problem_is_named_with_line_key_and_remedy(tmp_path, text, message):
    with pytest.raises(StudyError) as caught:
        checked(read_yaml(written(tmp_path, text + "\n")), Things)
    assert message in str(caught.value) and caught.value.remedy


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a: &a [1]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(30)), "an alias"),
        ("a: " + "[" * 900 + "]" * 900, "nested too deep"),
        ("a: " + "{b: " * 900, "nested too deep"),
        ("".join(" " * n + f"k{n}:\n" for n in range(200)), "nested too deep"),
    ],
    ids=["aliases", "brackets", "braces", "indents"],
)
def test_a_tangle_is_refused_with_its_line(tmp_path, text, why):
    with pytest.raises(StudyError, match=f"line .*{why}"):
        read_yaml(written(tmp_path, text))
