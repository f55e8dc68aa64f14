"""Texts as models can take them."""

LONGEST = 2_000
"""Characters of a text that are read: some 500 pieces of words, as much as these models see at once."""


def readable(text: str) -> str:
    """The beginning of ``text``, without what UTF-8 or C cannot hold (lone surrogates, NUL)."""
    return text[:LONGEST].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
