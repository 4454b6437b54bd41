"""Who is mentioned, in sentences for a report."""

from collections.abc import Mapping

import pandas as pd


def list_counts(counts: pd.Series, most: int = 4) -> str:
    """The first entries of a count, as a sentence lists them."""
    return ", ".join(f"{name} ({count:,})" for name, count in counts.head(most).items())


def describe_mentions(mentions: pd.DataFrame, *, names: Mapping[str, str]) -> list[str]:
    """How many mentions of how many actors, and by which kinds of name."""
    known = mentions[mentions["actor_id"] != ""]
    out = [
        f"{len(mentions):,} mentions of {known['actor_id'].nunique()} of the {len(names)} actors in"
        f" the registry; ambiguous, and counted for nobody: {len(mentions) - len(known)}."
    ]
    if len(known):
        most = list_counts(known["actor_id"].map(names).value_counts())
        out.append(f"Mentioned most: {most}.")
        out.append(
            f"{(mentions['via'] != 'name').mean():.0%} of the mentions are not plain names but"
            " roles, capitals, adjectives, organs or words that stand for a name."
        )
    return out


def describe_unlinked(unlinked: pd.DataFrame) -> list[str]:
    """Frequent names that match no actor.

    >>> describe_unlinked(pd.DataFrame({"name": ["Lachin"], "n": [23]}))
    ['1 frequent names match no actor; the most frequent: Lachin (23).']
    """
    first = list_counts(unlinked.set_index("name")["n"], 3)
    return [
        f"{len(unlinked)} frequent names match no actor"
        + (f"; the most frequent: {first}." if first else ".")
    ]


def describe_co_mentions(pairs: pd.DataFrame, *, names: Mapping[str, str]) -> list[str]:
    """The two actors that share most sentences.

    >>> pairs = pd.DataFrame({"actor_a": ["a"], "actor_b": ["b"], "n_sentences": [7]})
    >>> describe_co_mentions(pairs, names={"a": "Armenia", "b": "Belarus"})
    ['Armenia and Belarus share most sentences (7).']
    """
    if pairs.empty:
        return ["No sentence names two actors."]
    first = pairs.iloc[0]
    return [
        f"{names[first['actor_a']]} and {names[first['actor_b']]} share most sentences"
        f" ({first['n_sentences']})."
    ]


def describe_suggestions(suggestions: pd.DataFrame) -> list[str]:
    """How many entries for a registry are suggested, and how many wait for a decision."""
    new = ~suggestions["known"]
    return [
        f"Suggested: {(~new).sum()} actors of the registry and {(new & suggestions['sure']).sum()}"
        f" new names; {(new & ~suggestions['sure']).sum()} more names wait for a decision."
    ]
