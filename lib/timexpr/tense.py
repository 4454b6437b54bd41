"""The tense around a match, read from cue words, without parts of speech."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from timexpr.engine import Grammar, Match, Tokens

# How many words away a verb still counts as the match's own; measured on the development documents.
WINDOW = 24


class TenseReader:
    """Reads the tense around matches of one grammar: the nearest cue counts, those before first."""

    def __init__(self, grammar: Grammar) -> None:
        cues = {"present": ("BE",), "past": ("WAS", "ED"), "future": ("WILL", "PLANS")}
        self._cues = {
            char: tense for tense, names in cues.items() for char in grammar.symbols(*names)
        }
        for char in grammar.symbols("NOED"):
            self._cues.pop(char, None)
        self._clock = set(grammar.symbols("AMPM", "DIG", "CLOCK", "ZONE"))
        self._timetable = set(grammar.symbols("TIMETABLE"))
        self._plans = set(grammar.symbols("PLANS")) - set(grammar.symbols("WILL"))
        self._un_verbs = grammar.tables.nearby["UN_VERBS"]
        self._stops = set(grammar.symbols("COMMA", "DOT", "=and", "QUOTE", "DASH", "PARA"))

    def tense(self, match: Match, sentence_starts: Sequence[int]) -> tuple[str, float]:
        """Past, present, future or nothing, and how many words away the cue stands."""
        tokens, nearby = match.tokens, match.tables.nearby
        before = match.first - 1
        while before >= 0 and tokens.classes[before] in self._clock:  # until 9 a.m. Tuesday
            before -= 1
        place = bisect_right(sentence_starts, match.start)
        low = sentence_starts[place - 1] if place else 0
        high = sentence_starts[place] if place < len(sentence_starts) else len(tokens.text)
        # A deadline lies ahead and a beginning behind, whatever the verb.
        if match.word(before) == "since":
            return "past", WINDOW
        if match.word(before) in nearby["DEADLINE"]:
            around = range(max(0, before - 12), min(match.last + 6, len(tokens.words)))
            inside = (i for i in around if low <= tokens.starts[i] < high)
            if not any(tokens.words[i] == "had" for i in inside):
                return "future", WINDOW
        if match.word(before) == "to" and match.word(before - 1) in nearby["MOVED"]:
            return "future", 1  # the offer was extended to 16 November
        for index in range(max(1, match.first - 3), match.first):
            if tokens.classes[index] in self._timetable and tokens.words[index - 1] != "to":
                return "future", WINDOW  # the parliament meets again on Tuesday
        return self._nearest(match, low, high)

    def _nearest(self, match: Match, low: int, high: int) -> tuple[str, float]:
        tokens, cues = match.tokens, []
        for index in range(match.first - 1, max(-1, match.first - WINDOW), -1):
            if tokens.starts[index] < low:
                break
            if tense := self._cue(tokens, index):
                cues.append((match.first - index, tense, self._is_plan(tokens, index)))
                break
        for index in range(match.last, min(len(tokens.words), match.last + WINDOW)):
            if tokens.starts[index] >= high or (cues and tokens.classes[index] in self._stops):
                break
            if tense := self._cue(tokens, index):
                distance = 1.5 * (index - match.last + 1)
                cues.append((distance, tense, self._is_plan(tokens, index)))
                break
        distance, tense, planned = min(cues, default=(0, "", False))
        return tense, WINDOW if planned else distance

    def _cue(self, tokens: Tokens, index: int) -> str:
        tense, word = self._cues.get(tokens.classes[index], ""), tokens.words[index]
        if tense == "future" and tokens.words[max(0, index - 2) : index] == ["had", "been"]:
            return "past"  # it had been due to end on Friday
        if word == "may" and tokens.text[tokens.starts[index]] == "M":
            return ""  # the month
        if tense != "past":
            return tense
        if word[:2] == "un" and word not in self._un_verbs:
            return ""  # "a still unspecified date": an adjective
        # Forms like "hit" are past only on their own: not after "to" or "will", and "set to" is a
        # plan.
        after_future = index > 0 and (
            tokens.words[index - 1] == "to" or self._cues.get(tokens.classes[index - 1]) == "future"
        )
        set_to = (
            index > 0
            and word == "set"
            and tokens.words[index + 1 : index + 2]
            in (
                ["to"],
                ["for"],
            )
        )
        return "future" if after_future or set_to else "past"

    def _is_plan(self, tokens: Tokens, index: int) -> bool:
        """Whether a cue may lie behind: "scheduled for 24 October"; but not "is scheduled"."""
        before = tokens.words[index - 1] if index else ""
        return tokens.classes[index] in self._plans and before not in ("is", "are", "s", "be")
