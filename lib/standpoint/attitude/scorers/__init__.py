"""Scorers say how a sentence speaks of a target in it; one protocol, any of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np

from standpoint.errors import ScorerError

SCORERS = ("encoder", "vader", "csv:FILE", "the folder of a model")
FILE = "csv:"  # how the name of a file of scores begins
LABELS = np.array(["negative", "neutral", "positive"])


class Named(NamedTuple):
    """A place in a sentence that names an actor."""

    start: int
    end: int
    actor: str
    kind: str = ""  # person, state, organisation or armed-force, where the registry knows it
    case: str = ""  # gen, dat, acc, loc, abl or ins, in languages that inflect names


@dataclass(frozen=True)
class Item:
    """One question to a scorer: how does `sentence` speak of `sentence[start:end]`?"""

    sentence: str
    start: int
    end: int
    kind: str = ""  # of the target, as in Named
    named: tuple[Named, ...] = ()  # every actor that the sentence names, where they are known
    language: str = "en"
    place: tuple = ()  # of a corpus: doc_id, start and end in the document, actor_id

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.sentence):
            raise ScorerError(
                f"target {self.start}:{self.end}",
                f"not inside the sentence of {len(self.sentence)} characters",
                "give character offsets within the sentence, end after start",
            )

    @property
    def target(self) -> str:
        """The words that name the target."""
        return self.sentence[self.start : self.end]

    def everybody(self) -> tuple[tuple[Named, ...], str]:
        """Everybody named in the sentence, and who of them the target is.

        A target that is no known name counts as one, before any name that it overlaps."""
        for name in self.named:
            if (name.start, name.end) == (self.start, self.end):
                return self.named, name.actor
        apart = (n for n in self.named if n.end <= self.start or self.end <= n.start)
        return (*apart, Named(self.start, self.end, "target", self.kind)), "target"


class Scorer(Protocol):
    """What every scorer can do; `name` carries the version, and stands in every row it scored."""

    name: str
    languages: frozenset[str]

    def score(self, items: Sequence[Item]) -> np.ndarray:
        """Return p_negative, p_neutral and p_positive of each item, in an array [n, 3].

        Rows sum to 1 and do not depend on each other."""
        ...

    def label(self, p: np.ndarray) -> np.ndarray:
        """The label of each row of probabilities."""
        ...


def most_likely(p: np.ndarray) -> np.ndarray:
    """The label with the highest probability; neutral wins a tie.

    >>> most_likely(np.array([[0.6, 0.3, 0.1], [0.4, 0.4, 0.2]]))
    array(['negative', 'neutral'], dtype='<U8')
    """
    order = np.array([1, 0, 2])  # argmax takes the first of equals: neutral before the others
    return LABELS[order[np.argmax(p[:, order], axis=1)]]


DEFAULT = "encoder"


def load_scorer(name: str | Path = DEFAULT) -> Scorer:
    """The scorer called `name`; what is heavy in it loads on first use.

    "encoder" is the bundled model, "vader" the baseline, "csv:FILE" scores that were made elsewhere
    (see `scorers/from_file.py`), and a folder a model that notebook 90 made. Raises ScorerError
    otherwise.

    >>> load_scorer("vader").name, load_scorer().name
    ('vader-clause 2', 'encoder 2')
    """
    if name == "vader":
        from standpoint.attitude.scorers.vader import Vader

        return Vader()
    if str(name).startswith(FILE):
        from standpoint.attitude.scorers.from_file import FromFile

        return FromFile(str(name).removeprefix(FILE))
    if name == "encoder" or Path(name).is_dir():
        from standpoint.attitude.scorers.encoder import Encoder

        return Encoder() if name == "encoder" else Encoder(name)
    raise ScorerError(f"scorer '{name}'", "no such scorer", f"one of: {', '.join(SCORERS)}")
