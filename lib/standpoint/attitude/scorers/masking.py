"""A sentence as the encoder sees it: every actor's name is replaced by a token for its kind and one
for who it is in this sentence, so that no name can tip a score."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from standpoint.attitude.scorers import Named

KINDS = ("person", "state", "organisation", "armed-force", "")
CANDIDATES = ("author", "speaker", "other")  # who may hold an attitude beside the actors
CASES = ("gen", "dat", "acc", "loc", "abl", "ins")  # of a name, in languages that inflect names
IDENTITIES = 12  # actors that one reading tells apart
LONGEST = 190  # word pieces of one reading


class Marks(NamedTuple):
    """Numbers of the tokens that stand for kinds, identities, cases and candidate holders."""

    kinds: dict[str, int]
    identities: list[int]
    cases: dict[str, int]
    candidates: dict[str, int]

    def all(self) -> list[int]:
        """Every one of them."""
        named = (self.kinds, self.cases, self.candidates)
        return [*self.identities, *(token for part in named for token in part.values())]

    @property
    def first(self) -> int:
        """The least of them; they follow each other."""
        return min(self.all())


def marks_from(first: int) -> Marks:
    """Number the tokens from `first` on."""
    numbers = iter(range(first, first + 100))
    kinds = {kind: next(numbers) for kind in KINDS}
    identities = [next(numbers) for _ in range(IDENTITIES)]
    cases = {case: next(numbers) for case in CASES}
    return Marks(kinds, identities, cases, {name: next(numbers) for name in CANDIDATES})


class Masked(NamedTuple):
    """Word pieces, who stands in them, and where.

    `places` has a row for each candidate holder and then for each of `actors`: weights of the
    pieces that stand for it, which sum to one."""

    ids: np.ndarray  # [n]
    actors: list[Hashable]
    places: np.ndarray  # [candidates + actors, n]


def mask(
    sentence: str,
    named: Iterable[Named],
    tokenizer: Any,
    marks: Marks,
    *,
    first: Sequence[Hashable] = (),
    generator: np.random.Generator | None = None,
) -> Masked:
    """Mask the actors of a sentence.

    Parameters
    ----------
    named : iterable of Named
        Of overlapping names one counts: of an actor in `first`, else the first to begin.
    first : sequence
        Actors to keep where there are more than one reading tells apart; then as they come.
    generator : Generator, optional
        Shuffles identities, to train with. Without it actors are numbered as they come.

    Returns
    -------
    Masked
        A long sentence is cut to a window around its first wanted actor; an actor outside the
        window is not among `actors`.
    """
    names = sorted(named, key=lambda name: name[:2])
    seen = list(dict.fromkeys(name.actor for name in names))
    wanted = set(sorted(seen, key=lambda actor: actor not in first)[:IDENTITIES])
    kept: list[Named] = []
    for name in sorted(names, key=lambda name: name.actor not in first):
        apart = all(name.end <= other.start or other.end <= name.start for other in kept)
        if apart and name.actor in wanted:
            kept.append(name)
    kept.sort(key=lambda name: name.start)
    actors = list(dict.fromkeys(name.actor for name in kept))
    numbers = np.arange(IDENTITIES) if generator is None else generator.permutation(IDENTITIES)
    token = {actor: marks.identities[numbers[k]] for k, actor in enumerate(actors)}
    ends = [0, *(name.end for name in kept)]
    texts = [sentence[end : name.start] for end, name in zip(ends, kept, strict=False)]
    done = ends[-1]
    read = tokenizer.encode_batch([*texts, sentence[done:]], add_special_tokens=False)
    pieces: list[int] = []
    at: dict[Hashable, list[int]] = {actor: [] for actor in actors}
    for name, part in zip(kept, read, strict=False):
        pieces += part.ids
        at[name.actor] += [len(pieces), len(pieces) + 1]
        pieces += [marks.kinds.get(name.kind, marks.kinds[""]), token[name.actor]]
        if name.case:
            pieces.append(marks.cases[name.case])
    pieces += read[-1].ids
    room = LONGEST - 2 - len(CANDIDATES)
    if len(pieces) > room:
        target = min((p for actor in (first or actors) for p in at.get(actor, [])), default=0)
        left = max(0, min(target - room // 2, len(pieces) - room))
        pieces = pieces[left : left + room]
        at = {
            actor: [p - left for p in places if left <= p < left + room]
            for actor, places in at.items()
        }
    inside = [actor for actor in actors if at[actor]]
    opening = len(CANDIDATES) + 1
    begin, end = tokenizer.token_to_id("<s>"), tokenizer.token_to_id("</s>")
    ids = np.array([begin, *marks.candidates.values(), *pieces, end], np.int64)
    places = np.zeros((len(CANDIDATES) + len(inside), len(ids)), np.float32)
    places[np.arange(len(CANDIDATES)), 1 + np.arange(len(CANDIDATES))] = 1
    for row, actor in enumerate(inside, len(CANDIDATES)):
        places[row, [opening + p for p in at[actor]]] = 1 / len(at[actor])
    return Masked(ids, inside, places)
