"""Merging: what several documents tell of one happening becomes one row of the events.

Linked candidates merge by their reference event, others where date, kind, actors and words are
alike, or much alike a few days apart. The order of the documents changes nothing.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

import pandas as pd

from standpoint.chronology.kinds import FAMILIES, KINDS
from standpoint.chronology.linking import DAY, NAMES, Candidate, stems
from standpoint.tables import DATED_BY, MODALITIES

# Jaccard similarities from which two candidates may be one event. With the last two, no entries of
# the digest that tell of different things are joined.
SAME = 0.5  # of the actors
SAME_WORDS = 0.15  # of the words: paraphrases of one happening share few beside the names
SAME_SPEECH = 0.25  # of the words of statements, of which one person makes many in a day
NEXT_DAY = 0.35  # of the words of reports one day apart
OTHER_DAY = 0.5  # … two or three days apart, and of those that give only a year or more
APART = 3  # days that documents may differ by over one happening
VAGUE = pd.Timedelta(days=60)  # a span longer than this says little about when


def merged(candidates: Iterable[Candidate], *, kinds: Mapping[str, str]) -> list[dict]:
    """Merge candidates into rows of the events table, in order of date.

    `kinds` are the kinds of the reference events by their id.
    """
    linked: dict[str, list[Candidate]] = defaultdict(list)
    remarks: dict[str, set[str]] = defaultdict(set)
    free: dict[tuple, list[Candidate]] = defaultdict(list)
    for candidate in sorted(candidates, key=_order):
        if candidate.reference:
            linked[candidate.reference].append(candidate)
        else:
            family = FAMILIES.get(candidate.kind, candidate.kind)
            free[candidate.begin, candidate.end, family].append(candidate)
        for reference in candidate.comments:
            remarks[reference].add(candidate.key)
    rows = []
    for reference, group in linked.items():
        # Those that tell of it; where none does, those that name it.
        telling = [c for c in group if c.rank < NAMES] or group
        rows.append(_row(telling, reference, kinds.get(reference, ""), remarks[reference]))
    groups = [group for there in free.values() for group in _alike(there)]
    rows += [_row(group) for group in _across_days(groups)]
    return sorted(rows, key=lambda row: (row["begin"], row["end_date"], row["event_id"]))


def _order(candidate: Candidate) -> tuple:
    days = candidate.begin, candidate.end
    rough = candidate.granularity != "time"  # the hour before the day that it is of
    told = candidate.kind, candidate.title, rough, candidate.granularity
    return *days, *_natural(candidate.key), *told


def _alike(candidates: list[Candidate]) -> Iterator[list[Candidate]]:
    """Group candidates of one date and family: each joins the first group that begins alike."""
    least = OTHER_DAY if candidates[0].end - candidates[0].begin > VAGUE else SAME_WORDS
    frequency = Counter(word for c in candidates for word in c.words)
    groups: list[list[Candidate]] = []
    by_word: dict[str, list[int]] = defaultdict(list)
    for candidate in candidates:
        # Two sets with a Jaccard similarity of t share one of the rarest (1 - t) n + 1 words of
        # each (Chaudhuri et al. 2006).
        words = sorted(candidate.words, key=lambda w: (frequency[w], w))
        prefix = words[: int(len(words) * (1 - least)) + 1]
        near = sorted({n for word in prefix for n in by_word.get(word, ())})
        place = next((n for n in near if _same(candidate, groups[n][0], least)), None)
        if place is None:
            place = len(groups)
            groups.append([])
            for word in prefix:
                by_word[word].append(place)
        groups[place].append(candidate)
    yield from groups


def _same(a: Candidate, b: Candidate, least: float) -> bool:
    if len(a.actors & b.actors) < SAME * len(a.actors | b.actors):
        return False
    if FAMILIES.get(a.kind) == "speech":
        speakers = stems(a.before), stems(b.before)
        if all(speakers) and not speakers[0] & speakers[1]:
            return False  # two people spoke
        least = max(least, SAME_SPEECH)
    return len(a.words & b.words) >= least * len(a.words | b.words)


def _across_days(groups: list[list[Candidate]]) -> list[list[Candidate]]:
    """Join each group once with one of a near day in which other documents tell the same."""
    days: dict[tuple[pd.Timestamp, str], list[int]] = defaultdict(list)
    for n, group in enumerate(groups):
        if group[0].begin == group[0].end and group[0].kind:
            days[group[0].begin, group[0].kind].append(n)
    joined: dict[int, int] = {}
    for (day, kind), here in sorted(days.items()):
        for n in here:
            if n in joined:
                continue
            for apart in range(1, APART + 1):
                least = NEXT_DAY if apart == 1 else OTHER_DAY
                for other in days.get((day + apart * DAY, kind), ()):
                    if other not in joined and _retells(groups[n], groups[other], least):
                        joined[other] = n
    for other, n in joined.items():
        groups[n] = groups[n] + groups[other]
    return [group for n, group in enumerate(groups) if n not in joined]


def _retells(a: list[Candidate], b: list[Candidate], least: float) -> bool:
    """Whether other documents tell the same."""
    return _same(a[0], b[0], least) and {c.document for c in a}.isdisjoint(c.document for c in b)


def _row(
    group: list[Candidate], reference: str = "", kind: str = "", remarks: Collection[str] = ()
) -> dict:
    """One row of a group, with all its actors and sentences."""
    strongest = min((c.modality for c in group), key=MODALITIES.index)
    lead = _lead([c for c in group if c.modality == strongest], reference)
    dated = [c for c in group if c.end - c.begin <= lead.end - lead.begin]
    same = [c for c in group if (c.begin, c.end) == (lead.begin, lead.end)]
    actors = Counter(actor for c in group for actor in c.actors)
    keys = sorted({c.key for c in group}, key=_natural)
    # An event of one day keeps the id that it had when the end did not count.
    span = [] if lead.begin == lead.end else [f"{lead.end:%Y-%m-%d}", lead.granularity]
    content = "|".join([f"{lead.begin:%Y-%m-%d}", *span, lead.kind, lead.title, *keys])
    digest = hashlib.sha256(content.encode()).hexdigest()
    return {
        "event_id": f"e{digest[:10]}",
        "begin": lead.begin,
        "end_date": lead.end,
        "granularity": lead.granularity,
        # Of those that give this date, the surest way to know it.
        "dated_by": min((c.dated_by for c in same), key=DATED_BY.index),
        "title": lead.title,
        "sentences": ";".join([*keys, *sorted(set(remarks) - set(keys), key=_natural)]),
        "actors": ";".join(sorted(actors, key=lambda a: (-actors[a], a))),
        "kind": kind or lead.kind,
        "plover": _type(kind or lead.kind, lead.plover),
        "modality": strongest,
        "n_docs": len({c.document for c in group}),
        "earliest": min(c.begin for c in dated),
        "latest": max(c.begin for c in dated),
        "disputed": _disputed(dated),
        "reference_id": reference,
        "fits": ";".join(sorted({fit for c in group for fit in c.fits})),
    }


def _lead(group: list[Candidate], reference: str) -> Candidate:
    """The candidate that gives date and title: the best told, or the first of the likeliest day,
    which the text gives rather than the document's own day.
    """
    if reference:  # a vaguer date says less of it than a day
        return max(group, key=lambda c: (c.begin == c.end, c.fit, -c.begin.value))
    finest = min(c.end - c.begin for c in group)
    fine = [c for c in group if c.end - c.begin == finest]
    surest = min(DATED_BY.index(c.dated_by) for c in fine)
    fine = [c for c in fine if DATED_BY.index(c.dated_by) == surest]
    counts = Counter(days for days, _ in {((c.begin, c.end), c.document) for c in fine})
    days, _ = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return next(c for c in fine if (c.begin, c.end) == days)


def _type(kind: str, plover: str) -> str:
    """The type of PLOVER, where the event's kind, which may be its reference's, can have it."""
    can = KINDS.get(kind, {plover})
    return plover if plover in can else "".join(can) if len(can) == 1 else ""


def _natural(key: str) -> tuple[str, int]:
    document, sentence = key.rsplit(":", 1)
    return document, int(sentence)


def _disputed(group: list[Candidate]) -> bool:
    """Whether days contradict each other; a report dated by its own day may be a day late."""
    days = {
        (c.begin, c.dated_by != "metadata") for c in group if c.begin == c.end and c.rank < NAMES
    }
    apart = ((b - a, stated) for a, _ in days for b, stated in days)
    return any(gap > DAY or (gap == DAY and stated) for gap, stated in apart)
