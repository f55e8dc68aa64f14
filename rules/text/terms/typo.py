"""Slips of the finger: a letter missing, extra, swapped with its neighbour, or the key beside it."""

from itertools import pairwise

from rapidfuzz.distance import OSA

_KEYS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> frozenset[frozenset[str]]:
    """Keys that touch on a keyboard: next to each other in a row, or above and below (rows are shifted half a key)."""
    beside = [frozenset(pair) for row in _KEYS for pair in pairwise(row)]
    for upper, lower in pairwise(_KEYS):
        beside += [frozenset((upper[at], key)) for at, key in enumerate(lower)]
        beside += [frozenset((upper[at + 1], key)) for at, key in enumerate(lower) if at + 1 < len(upper)]
    return frozenset(beside)


_BESIDE = _neighbours()


def slip(meant: str, typed: str) -> bool:
    """Whether ``typed`` is ``meant`` with one slip. Another letter counts only when its key is beside the right one:
    *lindeboom* is a tree, not a misspelt *lindeboog*."""
    if OSA.distance(meant, typed, score_cutoff=1) != 1:
        return False
    wrong = [frozenset(pair) for pair in zip(meant, typed, strict=False) if pair[0] != pair[1]]
    return len(meant) != len(typed) or len(wrong) == 2 or wrong[0] in _BESIDE
