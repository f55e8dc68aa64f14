"""Whether a word is denied: *geen klachten* is no complaint.

A denial reaches two words ahead, strengthening words not counted (*niet zo heel erg vies*), and never past a pause:
in *niemand luistert. Mishandeld!* nothing is denied.
"""

from rules.text.wording import Wording

REACH = 2


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_DENIALS = _set(
    "niet geen nooit niks niets niemand nergens noch zonder not no never nothing nobody none without nor cannot",
    "dont didnt doesnt isnt arent wasnt werent wont cant couldnt wouldnt shouldnt hasnt havent hadnt aint",
)
_CONTRACTED = _set("don didn doesn isn aren wasn weren won can couldn wouldn shouldn hasn haven hadn ain")
_STRENGTH = _set("zo heel erg echt so very really")
_NOT_ONLY = _set("alleen enkel slechts only just")


def denied(wording: Wording, first: int) -> bool:
    """Whether the word numbered ``first`` is denied by a word before it."""
    words, at, left = wording.words, first - 1, REACH
    while at >= 0 and left:
        if _denial(words, at):
            return words[at + 1] not in _NOT_ONLY and wording.joined(at, first)
        left -= words[at] not in _STRENGTH
        at -= 1
    return False


def _denial(words: list[str], at: int) -> bool:
    """``don't`` is two words in normal form, as ``'t`` is one in Dutch."""
    return words[at] in _DENIALS or (words[at] == "t" and at > 0 and words[at - 1] in _CONTRACTED)
