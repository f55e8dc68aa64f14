"""Whether somebody tells what they themselves saw or did just now: in a storm of opinions that is where the facts are.

Two things must be said: a moment close by, and the writer's own eyes or hands (or that it happened again).
"""

import re

LONGEST = 2_000
_WHEN = re.compile(
    r"\b(?:vannacht|vanochtend|vanmorgen|vanmiddag|vanavond|vandaag|zojuist|daarnet|zonet|net nog|gisteravond|gisternacht|"
    r"afgelopen nacht|op dit moment|last night|this morning|tonight|today|just now|right now)\b",
    re.IGNORECASE,
)
_SELF = re.compile(
    r"\b(?:ik|wij|we) (?:zag|zagen|zie|zien|vond|vonden|hoorde|hoorden|hoor|stond|stonden|was erbij|heb (?:\w+ ){0,2}zelf|"
    r"hebben (?:\w+ ){0,2}zelf|heb (?:hem|haar|ze|er)\b|bracht|belde|moest)"
    r"|\b(?:zag|vond|hoorde|zie|hoor) (?:ik|wij|we)\b|\bmet eigen ogen\b|\bheb ik zelf\b"
    r"|\b(?:i|we) (?:saw|found|heard|see|was there|were there|had to)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\b(?:weer|alweer|opnieuw|wéér|nog een|again|another)\b", re.IGNORECASE)


def is_witness(text: str) -> bool:
    """Whether the text tells of a moment close by what the writer saw or did, or that it happened again."""
    read = text[:LONGEST]
    return _WHEN.search(read) is not None and (_SELF.search(read) is not None or _AGAIN.search(read) is not None)
