"""Mentions → holders: whose attitude a sentence carries toward the actor it mentions.

A sentence such as "Pashinyan said that Russia's presence creates a threat" carries Pashinyan's attitude, not the
text's. The holder is looked for in this order: the nearest reporting or judging verb before the target whose subject
is an actor of the registry; "according to X"; "X's distrust toward"; a subject that is no actor (`unknown`); the
speaker of the document; the sentence before, when a quotation goes on; else the text's own voice, `author`.
"""

from __future__ import annotations

import re

import pandas as pd

from standpoint.registry import Registry

AUTHOR, UNKNOWN = "author", "unknown"

# Verbs that hand what follows to their subject. Stems; endings are matched in _VERB. Grouped as in Levin 1993
# (say, tell, judgment, appoint classes), narrowed to what news and speeches use of states and leaders.
_SAYING = """say|said|tell|told|state|add|argue|announce|declare|claim|insist|note|explain|stress|warn|believe|think|
    thought|hope|expect|describe|call|suggest|admit|acknowledge|affirm|assert|maintain|remark|recall|write|wrote|
    speak|spoke|voice|express|ask|urge|demand|appeal|reply|replied|answer|respond|object|complain|predict|assure|
    promise|pledge|vow|conclude|consider|regard|see|saw|view|report|confirm|reiterate|repeat|wish|want"""
_JUDGING = """accuse|blame|criticise|criticize|condemn|denounce|reject|dismiss|deny|denied|rebuke|reproach|fault|deplore|
    lament|regret|threaten|mock|scorn|distrust|doubt|question|protest|praise|thank|welcome|applaud|commend|
    congratulate|support|back|defend|hail|credit|salute|trust|value|appreciate|oppose|resent|fear|suspect|charge|
    attack|slam|chide|caution|deem|find|found|rule|refuse|declined?|disagree|agree"""
_ENDING = r"(?:d|ed|s|es|ing|ged|ged|bed|ped|ting|ning)?"
_STEMS = re.sub(r"\s+", "", _SAYING + "|" + _JUDGING)
_VERB = re.compile(rf"\b(?:{_STEMS}){_ENDING}\b", re.IGNORECASE)
_ACCORDING = re.compile(r"\b(?:according to|in the (?:words|view|opinion) of|for)\s+$", re.IGNORECASE)
_ATTITUDE_NOUN = re.compile(
    r"^(?:['’]s?)?\s+(?:\w+\s+){0,2}?(?:distrust|trust|attitude|criticism|anger|support|hostility|praise|gratitude|"
    r"accusations?|claims?|view|disappointment|dissatisfaction|discontent|sympathy|condemnation|demands?|complaints?)\b",
    re.IGNORECASE,
)
_OTHER_VOICES = re.compile(
    r"\b(?:protesters?|demonstrators?|participants|organi[sz]ers?|analysts?|experts?|observers|critics|residents|"
    r"opponents|journalists|activists|sources?|villagers|parties|deputies|lawmakers|crowds?|opposition|relatives|"
    r"officials?|spokes\w+|media|newspapers?)\b",
    re.IGNORECASE,
)


def holders(
    mentions: pd.DataFrame, *, sentences: pd.DataFrame, documents: pd.DataFrame, registry: Registry
) -> pd.Series:
    """Mentions → their holders: an actor id, `author` or `unknown`, on the index of `mentions`."""
    speaker = {
        row.doc_id: (registry.find(row.speaker) or UNKNOWN) if row.speaker else ""
        for row in documents[["doc_id", "speaker"]].itertuples()
    }
    place = sentences.set_index(["doc_id", "sent_id"])[["start", "text"]]
    found: dict[object, str] = {}
    for (doc_id, sent_id), group in mentions.groupby(["doc_id", "sent_id"], sort=False):
        offset, text = place.loc[(doc_id, sent_id)]
        spans = [(r.start - offset, r.end - offset, r.actor_id) for r in group.itertuples()]
        for index, (start, end, actor) in zip(group.index, spans, strict=True):
            found[index] = _holder(text, start, end, actor, spans, speaker.get(doc_id, ""))
    return pd.Series(found, dtype="str").reindex(mentions.index)


def _holder(
    text: str, start: int, end: int, actor: str, spans: list[tuple[int, int, str]], speaker: str
) -> str:
    others = [span for span in spans if span[2] and span[2] != actor and span[:2] != (start, end)]
    for first, last, other in others:
        if _ACCORDING.search(text[:first]) or (last < start and _ATTITUDE_NOUN.match(text[last:])):
            return other
    verbs = [verb for verb in _VERB.finditer(text) if verb.end() <= start]
    verbs += [verb for verb in _VERB.finditer(text) if verb.start() >= end][:1] if not verbs else []
    for verb in reversed(verbs):
        subject = _subject(text, verb.start(), others)
        if subject:
            return subject
    if speaker and speaker != actor:
        return speaker
    return AUTHOR


def _subject(text: str, verb: int, others: list[tuple[int, int, str]]) -> str:
    """The actor, or the other voice, that stands nearest before the verb in its clause."""
    before = text[:verb]
    edge = max((m.end() for m in re.finditer(r"[.;:!?“”\"]", before)), default=0)
    named = [(last, other) for first, last, other in others if edge <= first and last <= verb]
    voices = [(m.end(), UNKNOWN) for m in _OTHER_VOICES.finditer(before) if m.start() >= edge]
    near = [(last, who) for last, who in named + voices if len(text[last:verb].split()) <= 6]
    if not near:
        return ""
    # A passive names its agent after the verb: "was accused by" has the target as its grammatical subject.
    if re.search(r"\b(?:was|were|been|being|is|are)\s+(?:\w+ly\s+)?$", before):
        return ""
    return max(near)[1]
