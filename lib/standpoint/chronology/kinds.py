"""Kinds of events, and the types of PLOVER that come nearest to each.

The kinds are this project's own, those of data/digest.csv and data/events.yml. Each is mapped to
event types of PLOVER (Halterman, Bagozzi, Beger, Schrodt & Scarborough 2023, "PLOVER and POLECAT: A
New Political Event Ontology and Dataset"). The type is that of the trigger, not of the kind:
"accused" and "thanked" are both statements, and ACCUSE and SUPPORT. Doubtful cases follow the
authors' own conversion table from CAMEO (github.com/openeventdata/PLOVER): charges and rulings
against somebody are ACCUSE, arrests COERCE, apologies SUPPORT, truces RETREAT. One case does not: a
signature is AGREE here, where that table has SUPPORT.
"""

from __future__ import annotations

# Kind → the types of PLOVER that its triggers have; empty where PLOVER has none. The header of
# data/events.yml holds the same table for readers, and a test holds the two together.
KINDS: dict[str, tuple[str, ...]] = {
    "accident": (),
    "agreement": ("AGREE", "COOPERATE", "RETREAT"),
    "appeal": ("REQUEST",),
    "appointment": (),
    "clash": ("ASSAULT",),
    "court": ("ACCUSE", "COERCE"),
    "deployment": ("MOBILIZE", "AID"),
    "election": (),
    "incident": ("AID", "COERCE", "CONCEDE", "COOPERATE", "REJECT", "RETREAT", "SANCTION"),
    "meeting": ("CONSULT",),
    "protest": ("PROTEST",),
    "sanction": ("SANCTION",),
    "statement": ("ACCUSE", "AGREE", "CONCEDE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"),
    "trade": ("COOPERATE",),
    "war": ("ASSAULT",),
}

# Kinds that one happening is called by in different reports: what merges and what links may differ
# within a family.
FAMILIES: dict[str, str] = {
    "accident": "force",
    "clash": "force",
    "deployment": "force",
    "incident": "force",
    "war": "force",
    "agreement": "dealings",
    "meeting": "dealings",
    "trade": "dealings",
    "appeal": "speech",
    "statement": "speech",
    "appointment": "office",
    "election": "office",
}


def alike(a: str, b: str) -> bool:
    """Whether two kinds can be names of one happening; an unknown kind is like every other.

    >>> alike("clash", "war"), alike("clash", "statement"), alike("", "court")
    (True, False, True)
    """
    return not a or not b or FAMILIES.get(a, a) == FAMILIES.get(b, b)
