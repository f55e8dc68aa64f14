"""Language packs: what the words of one language weigh and do. Immutable; two languages live side by side."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from rules.text.language import small_words
from rules.text.sentiment.tokens import fold

Reason = tuple[str, str]
Rows = list[list[str]]
ANY = "_"
"""In a phrase: any one word."""
END = "$"
"""In a phrase: the end of a sentence or of the text."""
ELONGATED = re.compile(r"(.)\1{2,}")
VALENCE = re.compile(r"^([^\t#][^\t]*)\t([^\t]+)\t", re.M)
LONGER = 1.15
"""A word that is drawn out ("slechtttt") weighs this much more."""
REMEMBERED = 50_000
"""Tokens a pack remembers before it forgets them all: bounded memory for untrusted text."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that weigh as a whole. ``kind``: phrase, irony or mute; ``words`` are folded, with ``_`` and ``$``."""

    text: str
    words: tuple[str, ...]
    value: float
    kind: str


@dataclass(frozen=True, slots=True)
class Anchored:
    """A phrase found by its most telling word, which is its ``offset``-th."""

    phrase: Phrase
    offset: int


Filed = Mapping[str, tuple[Anchored, ...]]


@dataclass(frozen=True, slots=True)
class Anchors:
    """The phrases with the same anchor, filed by the word behind it, or before it where it is their last.

    ``open``: those where no fixed word stands there.
    """

    behind: Filed
    before: Filed
    open: tuple[Anchored, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """What a token means in a language. Tokens that mean nothing have no ``Word`` at all."""

    low: str
    value: float = 0.0
    reason: Reason | None = None
    negates: bool = False
    negates_after: bool = False
    boost: float = 0.0
    contrast: bool = False
    hedge: float = 0.0
    stop: str = ""
    """``.``: a sentence ends here; ``,``: a pause."""
    too: bool = False
    too_word: bool = False
    emoji: bool = False
    shouted: bool = False
    anchors: Anchors | None = None
    says: bool = True
    """Whether it says something itself; boosters, pauses and the like only change others."""
    active: bool = True
    """Whether it is worth a look: it says something, or may be the anchor of a phrase."""


@dataclass(frozen=True)
class LanguagePack:
    """All that is known of one language. ``meaning`` remembers what it looked up, which changes no answer."""

    lang: str
    words: Mapping[str, float]
    emoji: Mapping[str, float]
    negations: frozenset[str]
    after: frozenset[str]
    boosters: Mapping[str, float]
    contrast: frozenset[str]
    hedges: Mapping[str, float]
    """Words of reserve ("maar", "eigenlijk"): they tip a text that says something, and say nothing alone."""
    too_words: frozenset[str]
    too: Mapping[str, float]
    loose: float
    """What a negation weighs that turns no word round."""
    anchors: Mapping[str, Anchors]
    compounds: tuple[tuple[re.Pattern[str], float], ...]
    intensifiers: re.Pattern[str] | None
    not_compound: re.Pattern[str] | None
    overruled: frozenset[str] = frozenset()
    memo: "_Memo" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "memo", _Memo(self))

    def with_words(self, words: Mapping[str, float]) -> "LanguagePack":
        """The pack with the organisation's words on top; 0 takes a word out, spaces make a phrase."""
        return _with_words(self.lang, frozenset(words.items()))


class _Memo(dict[str, Word | None]):
    """Token as it stands → what it means."""

    def __init__(self, pack: LanguagePack) -> None:
        super().__init__()
        self.pack = pack

    def __missing__(self, token: str) -> Word | None:
        if len(self) >= REMEMBERED:
            self.clear()
        meaning = self[token] = _meaning(self.pack, token)
        return meaning


# --- what a token means -----------------------------------------------------------------------------


def _meaning(pack: LanguagePack, token: str) -> Word | None:
    if token[0] in ".!?;…\n,":
        return Word(token, stop="," if token[0] == "," else ".", says=False, active=False)
    if token[0] == "@" or token.startswith(("http://", "https://", "www.")):
        return None
    low = fold(token)
    if token[0] >= "\u2190":
        return _picture(pack, low)
    word = _word(pack, token, low)
    return None if word == Word(low, shouted=word.shouted, says=False, active=False) else word


def _word(pack: LanguagePack, token: str, low: str) -> Word:
    value, reason = _value(pack, low)
    negates = low in pack.negations or (pack.lang == "en" and low.endswith("n't"))
    contrast, hedge, anchors = low in pack.contrast, pack.hedges.get(low, 0.0), pack.anchors.get(low)
    too = low in pack.too
    says = bool(value or negates or contrast or hedge or too)
    return Word(
        low, value, reason, negates, low in pack.after, pack.boosters.get(low, 0.0), contrast, hedge,
        too=too, too_word=low in pack.too_words, shouted=len(token) > 2 and token.isupper(), anchors=anchors,
        says=says, active=says or anchors is not None,
    )  # fmt: skip


def _picture(pack: LanguagePack, picture: str) -> Word | None:
    value = pack.emoji.get(picture, pack.emoji.get(picture[:1], 0.0))
    return Word(picture, value, ("emoji", picture), emoji=True) if value else None


def _value(pack: LanguagePack, low: str) -> tuple[float, Reason | None]:
    value = pack.words.get(low)
    if value is not None:
        return value, ("own_word", low) if low in pack.overruled else None
    if len(low) < 5:
        return 0.0, None
    if ELONGATED.search(low):
        for shorter in (ELONGATED.sub(r"\1\1", low), ELONGATED.sub(r"\1", low)):
            if shorter in pack.words:
                return pack.words[shorter] * LONGER, ("elongated", shorter)
    return _compound(pack, low)


def _compound(pack: LanguagePack, low: str) -> tuple[float, Reason | None]:
    if len(low) > 6 and pack.not_compound is not None and not pack.not_compound.match(low):
        for part, value in _parts(pack, low):
            return value, ("compound", part)
    for part in low.split("-") if "-" in low else ():
        if pack.words.get(part):
            return pack.words[part], ("part", part)
    return 0.0, None


def _parts(pack: LanguagePack, low: str) -> Iterator[tuple[str, float]]:
    stronger = pack.intensifiers.match(low) if pack.intensifiers else None
    if stronger and pack.words.get(low[stronger.end() :].lstrip("-")):
        yield stronger.group(), pack.words[low[stronger.end() :].lstrip("-")] * 1.3
    for pattern, value in pack.compounds:
        found = pattern.match(low)
        if found:
            yield found.group() + "-", value


# --- reading the files -----------------------------------------------------------------------------


def rows(name: str) -> Rows:
    """The rows of a packaged table: tab-separated, ``#`` starts a remark."""
    return [line.split("\t") for line in _text(name).splitlines() if line and not line.startswith("#")]


def _text(name: str) -> str:
    return (resources.files("rules.text") / "lexicon" / name).read_text(encoding="utf-8")


def _valences(name: str) -> dict[str, float]:
    """The first two columns of a table of words; by one regex, for there are many."""
    return {word: float(value) for word, value in VALENCE.findall(_text(name))}


@cache
def pack_for(lang: str) -> LanguagePack:
    """The pack of ``nl`` or ``en``. Raises ``KeyError`` for a language without one."""
    words = {"nl": _dutch_words, "en": _english_words}[lang]()
    roles: dict[str, dict[str, float]] = defaultdict(dict)
    for role, word, value in rows(f"{lang}_rules.tsv"):
        roles[role][word] = float(value or 0)
    for word in [*roles["negation"], *roles["too_word"]]:
        words.pop(word, None)
    return LanguagePack(
        lang=lang, words=MappingProxyType(words), emoji=_emoji(),
        negations=frozenset(roles["negation"]), after=frozenset(roles["after"]),
        boosters=MappingProxyType(roles["booster"]), contrast=frozenset(roles["contrast"]),
        hedges=MappingProxyType(roles["hedge"]),
        too_words=frozenset(roles["too_word"]), too=MappingProxyType(roles["too"]), loose=roles["loose"]["*"],
        anchors=_anchors(lang, ((text, float(value), kind) for text, value, kind in rows(f"{lang}_phrases.tsv"))),
        **_compounds(roles),
    )  # fmt: skip


def _compounds(roles: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    if not roles["compound"]:
        return {"compounds": (), "intensifiers": None, "not_compound": None}
    bad = [prefix for prefix, value in roles["compound"].items() if value < 0]
    good = [prefix for prefix, value in roles["compound"].items() if value > 0]
    value = {prefix: value for prefix, value in roles["compound"].items()}
    return {
        "compounds": tuple((_prefixes(part, r"(?=[a-zë-]{4,}$)"), value[part[0]]) for part in (bad, good)),
        "intensifiers": _prefixes(list(roles["intensifier"]), ""),
        "not_compound": _prefixes(list(roles["compound_not"]), ""),
    }


def _prefixes(prefixes: list[str], tail: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(prefixes, key=len, reverse=True)))}){tail}")


def _anchors(lang: str, found: Iterable[tuple[str, float, str]]) -> Mapping[str, Anchors]:
    behind: dict[str, dict[str, list[Anchored]]] = {}
    before: dict[str, dict[str, list[Anchored]]] = {}
    free: dict[str, list[Anchored]] = {}
    for text, value, kind in found:
        words = tuple(text.split())
        at = max(range(len(words)), key=lambda i: _telling(lang, words[i]))
        anchored, last = Anchored(Phrase(text, words, value, kind), at), at + 1 == len(words)
        beside = words[at - 1] if last else words[at + 1]
        if beside in (ANY, END):
            free.setdefault(words[at], []).append(anchored)
        else:
            filed = before if last else behind
            filed.setdefault(words[at], {}).setdefault(beside, []).append(anchored)
    return MappingProxyType({
        word: Anchors(_filed(behind.get(word)), _filed(before.get(word)), tuple(free.get(word, ())))
        for word in {**behind, **before, **free}
    })  # fmt: skip


def _filed(found: Mapping[str, list[Anchored]] | None) -> Filed:
    return {word: tuple(phrases) for word, phrases in found.items()} if found else {}


def _merged(own: Anchors, other: Anchors) -> Anchors:
    return Anchors(_joined(own.behind, other.behind), _joined(own.before, other.before), own.open + other.open)


def _joined(own: Filed, other: Filed) -> Filed:
    return {word: own.get(word, ()) + other.get(word, ()) for word in {**own, **other}}


def _telling(lang: str, word: str) -> tuple[bool, int]:
    """How rare a word of a phrase is likely to be: small words last, then by length."""
    return word not in (ANY, END) and word not in small_words(lang), len(word)


def _dutch_words() -> dict[str, float]:
    rest = _text("nl.tsv")
    while rest.startswith("#"):
        rest = rest.partition("\n")[2]
    cells = rest.split()  # at once, for there are many: no cell of this table is blank or holds a space
    return _emoticons() | dict(zip(cells[::3], map(float, cells[1::3]), strict=True))


@cache
def _vader() -> dict[str, float]:
    """The word list of the vaderSentiment package, read from its file: importing the package takes longer."""
    text = (resources.files("vaderSentiment") / "vader_lexicon.txt").read_text(encoding="utf-8")
    return {word.strip(): float(value) for word, value in VALENCE.findall(text)}


def _english_words() -> dict[str, float]:
    return _vader() | _valences("en.tsv")


def _emoticons() -> dict[str, float]:
    return {word: value for word, value in _vader().items() if not word[0].isalnum()}


@cache
def _emoji() -> Mapping[str, float]:
    return MappingProxyType(_valences("emoji.tsv"))


@lru_cache(maxsize=64)
def _with_words(lang: str, words: frozenset[tuple[str, float]]) -> LanguagePack:
    pack = pack_for(lang)
    single = {fold(word): value for word, value in words if " " not in word.strip()}
    several = [(" ".join(map(fold, word.split())), value, "phrase") for word, value in words if " " in word.strip()]
    anchors = dict(pack.anchors)
    for word, own in _anchors(lang, several).items():
        anchors[word] = _merged(own, anchors.get(word, Anchors({}, {})))
    return replace(
        pack,
        words=MappingProxyType({**pack.words, **single}),
        anchors=MappingProxyType(anchors),
        overruled=frozenset(single),
    )
