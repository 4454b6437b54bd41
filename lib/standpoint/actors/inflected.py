"""Every form of a name in Russian, Armenian, Turkish, Azerbaijani and French, with its case.

The endings stand in data/endings.yml. Forms are made from the names of a registry, not names
guessed from the words of a text: whatever is found is a name that somebody wrote down.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

import yaml

from standpoint.actors.registry import Alias, Registry
from standpoint.project import data_path

CASES = ("gen", "dat", "acc", "loc", "abl", "ins")
_VOICELESS = "fstkçşhp"  # after these, Turkish D is t: Irak'ta


@cache
def grammar(language: str) -> Mapping[str, Any]:
    """Read the rules of a language from data/endings.yml: empty where it has none."""
    content = yaml.safe_load(data_path("endings.yml").read_text(encoding="utf-8"))
    rules = content.get(language, {})
    for rule in rules.get("rules", ()):
        rule["ends"] = re.compile(rule["ends"])
    return rules


def upper(text: str, language: str) -> str:
    """Write a text in capitals as the language does.

    Examples
    --------
    >>> upper("İlham Aliyev Paris'te", "tr"), upper("Ալիև", "hy")
    ("İLHAM ALİYEV PARİS'TE", 'ԱԼԻԵՎ')
    """
    if language in ("tr", "az"):
        text = text.replace("i", "İ")
    return text.replace("և", "ԵՎ").upper() if language == "hy" else text.upper()


def inflected_aliases(registry: Registry, language: str) -> tuple[Alias, ...]:
    """List every spelling to look for in a language, inflected, with the cases it may stand in.

    A spelling that the registry itself gives stays its own: no form of another name replaces it.

    Examples
    --------
    >>> from standpoint.actors.registry import read_registry
    >>> registry = read_registry(data_path("actors.yml"))
    >>> forms = {alias.text: alias.case for alias in inflected_aliases(registry, "tr")}
    >>> forms["Rusya'dan"], forms["Avrupa Birliği'nin"]
    ('abl', 'gen')
    """
    exact = registry.aliases(language)
    if not grammar(language):
        return exact
    spellings = {alias.text for alias in exact}
    cases: dict[Alias, set[str]] = {}
    for alias in exact:
        ids = (alias.actor_id, *alias.candidates)
        is_person = any(i and registry.actors[i].kind == "person" for i in ids)
        only = {"adjective"} if alias.via == "adjective" else set()
        made = list(_forms(alias.text, language, only | ({"person"} if is_person else set())))
        for text, case in [(alias.text, ""), *made]:
            for form in dict.fromkeys(_written(text, language)):
                if form == alias.text or form not in spellings:
                    cases.setdefault(alias._replace(text=form), set()).add(case)
        if not made and alias.text[-1] != "-" and "before" in grammar(language):
            cases[alias] |= set(CASES) - {"abl"}  # США, Баку: the same in every case
    out: dict[tuple[str, str], Alias] = {}
    for alias, found in cases.items():
        ordered = " ".join(case for case in CASES if case in found)
        out.setdefault((alias.text, alias.via), alias._replace(case=ordered))
    return tuple(out.values())


def case_of(alias: Alias, before: str, language: str) -> str:
    """Tell the case of a form: from its ending, or from the preposition where the ending is open.

    Examples
    --------
    >>> form = Alias("Армении", "name", "armenia", case="gen dat loc")
    >>> [case_of(form, text, "ru") for text in ("жители ", "живут в ", "помогли ")]
    ['', 'loc', '']
    """
    cases = alias.case.split()
    if len(cases) < 2:
        return alias.case
    for case, words in grammar(language).get("before", {}).items():
        if case in cases and re.search(rf"(?:^|[\s(«\"])(?:{'|'.join(words)}) $", before.lower()):
            return case
    return ""


def is_people(alias: Alias, language: str) -> bool:
    """Tell whether an adjective's form means inhabitants: 'россиян', 'Ermeniler', 'les Russes'."""
    return re.search(grammar(language)["people"], alias.text) is not None


def _forms(name: str, language: str, kinds: set[str]) -> Iterator[tuple[str, str]]:
    """The forms of a name other than the name itself, with the case of each."""
    if name.endswith("-"):
        return
    words, rules = name.split(" "), grammar(language)
    bends: list[dict[str, list[str]]] = []
    start = 0 if rules["head"] == "first" else len(words) - 1
    for word in words[start:]:
        open_to = (r for r in rules["rules"] if r.get("only", "") in {"", *kinds})
        rule = next((r for r in open_to if r["ends"].search(word)), {})
        bends.append(_bend(word, rule, language, kinds))
        if not rule.get("next") and "person" not in kinds:
            break
    if not any(bends):
        return
    bending = list(zip(bends, words[start:], strict=False))
    before, after = words[:start], words[start + len(bends) :]
    for case in (*CASES, "other"):
        if any(case in bend for bend in bends):
            options = [bend.get(case, [word]) for bend, word in bending]
            for bent in product(*options):
                form = " ".join([*before, *bent, *after])
                if form != name:
                    yield form, case.replace("other", "")


def _bend(
    word: str, rule: Mapping[str, Any], language: str, kinds: set[str]
) -> dict[str, list[str]]:
    """The forms of one word by case."""
    if not rule:
        return {}
    match = rule["ends"].search(word)
    stem = word[: match.start(1)] if match.re.groups else word
    bent = {}
    for case in (*CASES, "other"):
        is_living = case == "acc" and "person" in kinds
        if endings := rule.get(case) or (is_living and rule.get("person")):
            pieces = [piece.replace("0", "") for piece in endings.split()]
            texts = (text for piece in pieces for text in _harmony(piece, word, language))
            bent[case] = [stem + text for text in texts]
            # Given names and women's surnames often stay as they are: "с Анной Акопян".
            bent[case] += [word] * ("person" in kinds and grammar(language)["head"] == "first")
    return bent


def _harmony(ending: str, word: str, language: str) -> list[str]:
    """The ending in its vowels and consonants: those that fit the word, or all after ' and -."""
    groups = grammar(language).get("vowels")
    if not groups:
        return [ending]
    low = word.replace("I", "ı").replace("İ", "i").lower()
    last = next((char for char in reversed(low) if char in "".join(groups)), "a")
    fitting = [pair for vowels, pair in groups.items() if last in vowels]
    pairs = list(groups.values()) if ending[0] in "'-" else fitting
    hard = "dt" if ending[0] in "'-" else ("t" if low[-1] in _VOICELESS else "d")
    letters = ({"A": pair[0], "I": pair[1], "D": d} for pair, d in product(pairs, hard))
    return list(dict.fromkeys(ending.translate(str.maketrans(each)) for each in letters))


def _written(form: str, language: str) -> Iterator[str]:
    """A form as it is written: also at the start of a sentence, and with 'е' for 'ё'."""
    for text in (form, form.replace("ё", "е")):
        yield text
        yield upper(text[:1], language) + text[1:]
