"""Suggestions for a misspelt name. Knows no list of names."""

from collections.abc import Iterable


def near_matches(word: str, words: Iterable[str], most: int = 3) -> list[str]:
    """The names most like a word, best first; empty when none is alike."""
    # Imported here: it takes a tenth of a start, and only a refusal needs it.
    from difflib import get_close_matches  # noqa: PLC0415  # See above.

    return get_close_matches(word, list(words), n=most, cutoff=0.5)
