"""Kinds of events, and the types of PLOVER that come nearest to each.

The kinds are this project's own, those of data/digest.csv and data/events.yml; their words stand in
data/english/. Each word has a type of PLOVER (Halterman, Bagozzi, Beger, Schrodt & Scarborough
2023, "PLOVER and POLECAT: A New Political Event Ontology and Dataset"): "accused" and "thanked" are
both statements, and ACCUSE and SUPPORT. Doubtful cases follow the authors' conversion table from
CAMEO (github.com/openeventdata/PLOVER), except that a signature is AGREE here and SUPPORT there.
"""

from itertools import chain

from standpoint.chronology.triggers import EVENT_WORDS, PHRASES, en

# Kind → the types of PLOVER that its words have. The header of data/events.yml holds the same
# table for readers, and a test holds the two together.
_words = {(word.kind, word.plover) for word in (*chain(*EVENT_WORDS.values()), *PHRASES)}
KINDS = {
    kind: {plover for one, plover in _words if one == kind and plover}
    for kind in sorted({kind for kind, _ in _words})
}

# What one happening is called in different reports: what merges and what links may differ within a
# family.
FAMILIES = {kind: family for family, kinds in en.families.items() for kind in kinds.split()}


def alike(a: str, b: str) -> bool:
    """Whether two kinds can be names of one happening; an unknown kind is like every other.

    >>> alike("clash", "war"), alike("clash", "statement"), alike("", "court")
    (True, False, True)
    """
    return not a or not b or FAMILIES.get(a, a) == FAMILIES.get(b, b)
