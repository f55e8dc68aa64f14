"""Near-same texts: copy-paste waves, reposts with a word changed, the same complaint on three platforms.

Candidates share word shingles; rapidfuzz then compares what is left. The window of time is the caller's.
"""

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zlib import crc32

from rapidfuzz import fuzz

from rules.text.sentiment.tokens import fold, tokens_of

SAME = 85.0
"""rapidfuzz ratio (0…100, Indel distance) from which two texts are near-same."""
SHORT_SAME = 92.0
"""The same for texts of fewer than ``SHORT`` words, where one word is much."""
SHORT = 8
FEWEST = 3
"""Texts of fewer words are near-same only when they are equal: "Dank je wel!" is no wave."""
SHINGLE = 3
"""Words in a shingle."""
KEPT = 16
"""Shingles kept of a text: those with the smallest hashes, so that near-same texts keep mostly the same ones."""
LONGEST = 2_000
"""Characters that are compared; a copied text is recognised by its beginning."""
MOST_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class Near:
    """A text that was seen before, and how alike it is, 0…1."""

    id: str
    likeness: float


def near_same(text: str, candidates: Mapping[str, str]) -> tuple[Near, ...]:
    """Those of ``candidates`` (id → text) that are near-same, the most alike first, then by id."""
    plain = _plain(text)
    return _ranked(plain, ((key, _plain(other)) for key, other in candidates.items()))


class NearIndex:
    """The texts of the caller's window, with bounded memory: above ``most`` texts the oldest leaves.

    The caller adds what comes in and removes what is older than its window (72 hours, say).
    """

    def __init__(self, most: int = 20_000) -> None:
        self.most = most
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._by_shingle: defaultdict[int, set[str]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def add(self, key: str, text: str) -> None:
        """Remembers a text; an id that is known gets its new text (an edit)."""
        self.remove(key)
        plain = self._texts[key] = _plain(text)
        for shingle in _shingles(plain):
            self._by_shingle[shingle].add(key)
        if len(self._texts) > self.most:
            self.remove(next(iter(self._texts)))

    def remove(self, key: str) -> None:
        """Forgets a text; one that is not known is no mistake."""
        plain = self._texts.pop(key, None)
        if plain is None:
            return
        for shingle in _shingles(plain):
            self._by_shingle[shingle].discard(key)
            if not self._by_shingle[shingle]:
                del self._by_shingle[shingle]

    def near(self, text: str) -> tuple[Near, ...]:
        """The remembered texts that are near-same, the most alike first, then by id."""
        plain = _plain(text)
        shared = Counter(key for shingle in _shingles(plain) for key in self._by_shingle.get(shingle, ()))
        likely = sorted(shared, key=lambda key: (-shared[key], key))[:MOST_CANDIDATES]
        return _ranked(plain, ((key, self._texts[key]) for key in likely))


def _ranked(plain: str, others: Iterable[tuple[str, str]]) -> tuple[Near, ...]:
    found = [Near(key, likeness) for key, other in others if (likeness := _likeness(plain, other))]
    return tuple(sorted(found, key=lambda near: (-near.likeness, near.id)))


def _likeness(plain: str, other: str) -> float:
    """0…1, and 0 when the texts are not near-same."""
    words = min(plain.count(" "), other.count(" ")) + 1
    if words < FEWEST or not plain:
        return 1.0 if plain == other and plain else 0.0
    least = SAME if words >= SHORT else SHORT_SAME
    return round(fuzz.ratio(plain, other, score_cutoff=least) / 100, 4)


def _plain(text: str) -> str:
    """The folded words, without links, names with @, punctuation and emoji."""
    return " ".join(_words(text[:LONGEST]))


def _words(text: str) -> Iterator[str]:
    for token in tokens_of(text):
        if token[0].isalnum() and not token.startswith(("http://", "https://", "www.")):
            yield fold(token)


def _shingles(plain: str) -> list[int]:
    """The hashes of the kept runs of three words; of a shorter text, of its whole."""
    words = plain.split()
    if not words:
        return []
    runs = {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))}
    return sorted(crc32(run.encode("utf-8", "replace")) for run in runs)[:KEPT]
