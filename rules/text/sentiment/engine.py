"""The tone of a stretch of text in one language: VADER's idea (Hutto & Gilbert 2014) with rules for Dutch, in linear time.

A hit is a word with a valence. What stands round it changes the valence: a negation turns it, a booster
strengthens it, "te" before it makes it a complaint. Only tokens that mean something are visited.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from rules.text.sentiment.pack import ANY, END, Anchored, LanguagePack, Phrase, Reason, Word

WINDOW = 2
"""How many words before a hit a negation reaches; boosters between do not count."""
FARTHEST = 5
TURNED = -0.74
"""What is left of a valence behind a negation (VADER's figure)."""
SHOUTED = 0.733
FADING, FAINT = 0.5, 0.05
"""The same emoji again weighs this part of the time before, until it is too faint to count."""
BEFORE_CONTRAST, AFTER_CONTRAST = 0.8, 1.2


@dataclass(slots=True)
class Found:
    """A hit while it is being weighed: tokens ``[at, until)``."""

    at: int
    until: int
    value: float
    reasons: list[Reason]


NOTHING: frozenset[int] = frozenset()
NO_PHRASES: tuple[Anchored, ...] = ()
_place = attrgetter("at")


class Weighed(NamedTuple):
    """What the engine found: the hits in order, the number of tokens, whether praise may be sarcastic."""

    hits: list[Found]
    tokens: int
    irony: bool = False


def weigh(pack: LanguagePack, tokens: Sequence[str]) -> Weighed:
    """The hits among ``tokens`` (as ``TOKEN`` finds them) in the pack's language."""
    meanings = list(map(pack.memo.__getitem__, tokens))
    active = [(at, word) for at, word in enumerate(meanings) if word is not None and word.active]
    if not active:
        return Weighed([], len(tokens))
    return _Reading(pack, tokens, meanings).weigh(active)


class _Reading:
    """One pass over the tokens that say something."""

    __slots__ = (
        "_mixed_case", "contrast", "hedges", "hits", "irony", "late", "meanings", "negations", "pack", "seen", "tokens", "used",
    )  # fmt: skip

    def __init__(self, pack: LanguagePack, tokens: Sequence[str], meanings: Sequence[Word | None]) -> None:
        self.pack, self.tokens, self.meanings = pack, tokens, meanings
        self.hits: list[Found] = []
        self.negations: list[int] = []
        self.used: set[int] = set()
        self.hedges: dict[str, int] = {}
        self.seen: dict[str, float] = {}
        self.irony = False
        self.contrast: int | None = None
        self.late = False
        """Whether any word stands there that may negate what is before it."""
        self._mixed_case: bool | None = None

    def weigh(self, active: Sequence[tuple[int, Word]]) -> Weighed:
        self.late = any([word.negates_after for _, word in active])
        covered = self._phrases(active)
        for at, word in active:
            if word.says and at not in covered:
                self._visit(at, word)
        self._loose_negations()
        if self.hits and self.hedges:
            self._hedge()
        self.hits.sort(key=_place)
        if self.contrast is not None:
            self._weigh_contrast(self.contrast)
        return Weighed(self.hits, len(self.tokens), self.irony)

    def _visit(self, at: int, word: Word) -> None:
        if word.emoji:
            self._take_emoji(at, word)
        elif word.value or word.too:
            self._take_word(at, word)
        if word.negates:
            self.negations.append(at)
        if word.hedge:
            self.hedges.setdefault(word.low, at)
        if word.contrast and self.contrast is None and at > 1:
            self.contrast = at

    # --- phrases and emoji ---

    def _phrases(self, active: Sequence[tuple[int, Word]]) -> Set[int]:
        """Takes the phrases, the first and longest where they overlap; returns the tokens they cover."""
        found: list[tuple[int, int, Phrase]] = []
        tokens, last = self.tokens, len(self.tokens) - 1
        for at, word in active:
            anchors = word.anchors
            if anchors is None:
                continue
            likely = anchors.open
            if at < last and anchors.behind:
                likely += anchors.behind.get(tokens[at + 1].lower(), NO_PHRASES)
            if at and anchors.before:
                likely += anchors.before.get(tokens[at - 1].lower(), NO_PHRASES)
            for anchored in likely:
                self._match(at - anchored.offset, anchored.phrase, found)
        if not found:
            return NOTHING
        covered: set[int] = set()
        for start, end, phrase in sorted(found, key=lambda match: (match[0], -match[1])):
            if covered.isdisjoint(range(start, end)):
                covered.update(range(start, end))
                self.irony = self.irony or phrase.kind == "irony"
                if phrase.value:
                    self.hits.append(Found(start, end, phrase.value, [(phrase.kind, phrase.text)]))
        return covered

    def _match(self, start: int, phrase: Phrase, found: list[tuple[int, int, Phrase]]) -> None:
        """Adds the phrase to ``found`` as ``(start, end, phrase)`` if it stands there in full."""
        words = phrase.words
        if start >= 0 and self._matches(start, words):
            found.append((start, start + len(words) - (words[-1] == END), phrase))

    def _matches(self, start: int, words: Sequence[str]) -> bool:
        if words[-1] == END:
            return self._ends(start + len(words) - 1) and self._matches(start, words[:-1])
        tokens = self.tokens
        if start + len(words) > len(tokens):
            return False
        for at, want in enumerate(words, start):  # noqa: SIM110 - a plain loop: it nearly always ends at its first word
            if want != ANY and want != tokens[at].lower():
                return False
        return True

    def _ends(self, at: int) -> bool:
        """Whether a sentence or the text ends at this token."""
        word = self.meanings[at] if at < len(self.tokens) else None
        return at >= len(self.tokens) or (word is not None and word.stop == ".")

    def _take_emoji(self, at: int, word: Word) -> None:
        weight = self.seen.get(word.low, 1.0)
        self.seen[word.low] = weight * FADING
        if weight > FAINT:
            self.hits.append(Found(at, at + 1, word.value * weight, [("emoji", word.low)]))

    # --- words ---

    def _take_word(self, at: int, word: Word) -> None:
        value, reasons = word.value, [word.reason] if word.reason else []
        before = self.meanings[at - 1] if at else None
        if before is not None and before.too_word and (word.too or value > 0):
            value, reasons = self.pack.too.get(word.low, -1.2), [("too", before.low)]
        if not value:
            return
        if word.shouted and self._shouting():
            value += SHOUTED if value > 0 else -SHOUTED
            reasons.append(("caps", ""))
        negated = False
        if before is not None or (at > 1 and self.meanings[at - 2] is not None):
            value, negated = self._before(at, value, reasons)
        if negated or (self.late and value > 0 and self._negated_after(at, reasons)):
            value *= TURNED
        self.hits.append(Found(at, at + 1, value, reasons))

    def _before(self, at: int, value: float, reasons: list[Reason]) -> tuple[float, bool]:
        """The valence with the boosters before it, and whether a negation stands there."""
        boost, negated, distance = 0.0, False, 0
        for j in range(at - 1, max(-1, at - 1 - FARTHEST), -1):
            word = self.meanings[j]
            if word is None:
                distance += 1
            elif word.stop == ".":
                break
            elif word.negates:
                negated = True
                self.used.add(j)
                reasons.append(("negation", word.low))
            elif word.boost > 0 or (word.boost and not distance):
                boost += word.boost * (1 - 0.05 * (at - 1 - j))
                reasons.append(("booster" if word.boost > 0 else "damper", word.low))
            elif not word.stop:
                distance += 1
            if distance >= WINDOW:
                break
        return value + (boost if value > 0 else -boost), negated

    def _negated_after(self, at: int, reasons: list[Reason]) -> bool:
        after = self._negation_after(at)
        if after is None:
            return False
        self.used.add(after)
        reasons.append(("negation", self.tokens[after].lower()))
        return True

    def _negation_after(self, at: int) -> int | None:
        """Where a negation follows its word: "bevalt mij niet", at the end of a clause."""
        for j in (at + 1, at + 2):
            word = self.meanings[j] if j < len(self.tokens) else None
            if j >= len(self.tokens) or (word is not None and (word.stop or word.contrast)):
                return None
            if word is not None and word.negates_after and self._clause_ends(j + 1):
                return j
        return None

    def _clause_ends(self, at: int) -> bool:
        if at >= len(self.tokens):
            return True
        word = self.meanings[at]
        return word is not None and bool(word.stop or word.contrast or word.emoji)

    def _shouting(self) -> bool:
        """Whether some words, but not all, are in capitals."""
        if self._mixed_case is None:
            words = [token for token in self.tokens if token[0].isalpha()]
            upper = sum(map(str.isupper, words))
            self._mixed_case = 0 < upper < len(words)
        return self._mixed_case

    # --- what concerns the whole ---

    def _loose_negations(self) -> None:
        for at in self.negations:
            if at not in self.used:
                self.hits.append(Found(at, at + 1, self.pack.loose, [("loose_negation", self.tokens[at].lower())]))

    def _hedge(self) -> None:
        """Words of reserve, once each, beside what was hit."""
        for low, at in self.hedges.items():
            self.hits.append(Found(at, at + 1, self.pack.hedges[low], [("hedge", low)]))

    def _weigh_contrast(self, contrast: int) -> None:
        for hit in self.hits:
            hit.value *= BEFORE_CONTRAST if hit.at < contrast else AFTER_CONTRAST
