"""What is known of one mention while it is judged. The costly parts are worked out once, when a rule asks."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from rules.judge.bearing import bearing
from rules.judge.verdict import Context
from rules.mention import Kind, Mention
from rules.text.kinds import Kind as Sort
from rules.text.kinds import Likeness, shipped
from rules.text.learning import Learned, lifted
from rules.text.terms import Found
from rules.text.values import Danger, Evidence, Opinion, Sentiment, Signal, Tone
from rules.text.wording import Wording

SIGNAL = "signal_"
"""A built-in recogniser is a topic with this before its id."""

ToneOf = Callable[[str, str, Mapping[str, float]], Sentiment]
"""Text, the language where it does not show, and the organisation's own words → the tone."""
DangerOf = Callable[[str, str | None, Sentiment], Danger]
"""Text, its language and its tone → the learned signal."""
OpinionOf = Callable[[str, Sentiment], Opinion]
"""Text and its tone → the learned second opinion."""
SignalsOf = Callable[[str], tuple[Signal, ...]]
OfficeAt = Callable[[datetime], bool]
"""Whether an aware moment lies in office hours."""

_FIXED_SCORE = {Tone.NEGATIVE: -0.6, Tone.NEUTRAL: 0.0, Tone.POSITIVE: 0.6}
NO_DANGER = Danger(0.0)

WORRY_UNSURE, WORRY_SURE, EASE = 0.2, 0.8, 0.3
"""From which probability the second opinion counts: of worry when the tone is unsure, of worry against a tone that seems
fine, and of ease. Chosen on the written examples (``tools/train_danger.py``) and seen on the care mentions (quality.md)."""


def fixed_tone(label: str, lang: str = "nl") -> Sentiment:
    """A tone that is given rather than read: certain, with a middling score."""
    tone = Tone(label)
    score = _FIXED_SCORE[tone]
    return Sentiment(tone, score, 1.0, max(score, 0.0), min(score, 0.0), lang=lang)


@dataclass(frozen=True, slots=True)
class Senses:
    """The readers of text that the judge is given, and what the organisation says about its language."""

    tone: ToneOf
    danger: DangerOf | None
    signals: SignalsOf | None
    office: OfficeAt
    lang: str = "nl"
    words: Mapping[str, float] = field(default_factory=dict)
    opinion: OpinionOf | None = None
    learned: Learned | None = None


class Facts:
    """One mention with all that conditions may ask about it."""

    __slots__ = (
        "_danger",
        "_evidence",
        "_label",
        "_likeness",
        "_opinion",
        "_senses",
        "_signals",
        "_tone",
        "_topics",
        "author_kinds",
        "category",
        "context",
        "found",
        "level",
        "location",
        "mention",
        "said",
        "shown",
        "with_signals",
    )

    def __init__(self, mention: Mention, context: Context, said: Wording, senses: Senses) -> None:
        self.mention = mention
        self.context = context
        self.said = said
        self.found: Mapping[str, Found] = {}
        self.with_signals = False
        """Whether built-in signals count among the topics."""
        self.author_kinds: tuple[str, ...] = ()
        self.location: str | None = None
        self.category: str | None = None
        self.level: str | None = None
        self._senses = senses
        self.shown: dict[tuple[tuple[str, str], ...], tuple[Evidence, ...]] = {}
        """The words behind what held, for rules that held for the same reasons."""
        self._topics: tuple[str, ...] | None = None
        self._evidence: dict[str, tuple[Evidence, ...]] = {}
        self._signals: Mapping[str, tuple[Evidence, ...]] | None = None
        self._tone = context.sentiment
        self._label: Tone | None = None
        self._opinion: Opinion | None = None
        self._likeness: Likeness | None = None
        self._danger = None if context.danger is None else Danger(context.danger)

    def lifted(self) -> "Facts | None":
        """The same facts with the danger that the organisation's own verdicts see; None where that is no more.

        A danger that was fixed stays as it is.
        """
        learned = self._senses.learned
        if learned is None or self.context.danger is not None:
            return None
        more = lifted(self.danger, learned, self.mention.text, self.tone.score)
        if more is self.danger:
            return None
        other = copy(self)
        other._danger = more
        other.category = other.level = None
        return other

    def recall(self, tone: Sentiment, danger: float) -> None:
        """Takes these from an earlier verdict instead of reading the text again."""
        self._tone, self._label, self._danger = tone, tone.label, Danger(danger)
        self._likeness = None

    @property
    def tone(self) -> Sentiment:
        """The sentiment of the text, or the one that was fixed."""
        if self._tone is None:
            default = self.mention.lang or self.context.source_lang or self._senses.lang
            self._tone = self._senses.tone(self.mention.text, default, self._senses.words)
        return self._tone

    @property
    def danger(self) -> Danger:
        """The learned signal, or the one that was fixed; 0 where there is none."""
        if self._danger is None:
            read = self._senses.danger
            self._danger = read(self.mention.text, self.lang, self.tone) if read else NO_DANGER
        return self._danger

    @property
    def lang(self) -> str | None:
        """As the platform says, else as the text shows."""
        return self.mention.lang or self.tone.lang or None

    @property
    def label(self) -> str:
        """How the text is meant: what the words of tone say, or where they are unsure what messages like it were."""
        if self._label is None:
            self._label = self._bearing()
        return self._label.value

    def _bearing(self) -> Tone:
        tone, opinion = self.tone, self.opinion
        if opinion is None:
            return tone.label
        kind = self.kind() if tone.unsure else None
        article = self.mention.kind is Kind.ARTICLE
        return bearing(tone, self.mention.rating, article, lambda: self.danger.probability, opinion, kind)

    @property
    def sentiment(self) -> Sentiment:
        """The tone as read, with the label that counts."""
        label = Tone(self.label)
        return self.tone if label is self.tone.label else replace(self.tone, label=label)

    @property
    def worried_label(self) -> str:
        """The label for the safety net: who is unsure must look, unless messages like this one could wait.

        A text we cannot read is always one to look at, and so is praise that may be mockery. Where words of tone say
        too little, the learned second opinion
        decides; it also finds what is said with a smile. Praise and plain questions it recognises are left in peace.
        """
        label, tone = self.label, self.tone
        if label == Tone.NEGATIVE.value or not tone.scored or tone.irony:
            return Tone.NEGATIVE.value
        opinion = self.opinion
        if opinion is None:
            return Tone.NEGATIVE.value if tone.unsure else label
        worry = opinion.worry >= (WORRY_UNSURE if tone.unsure else WORRY_SURE)
        return Tone.NEGATIVE.value if worry and opinion.ease < EASE else label

    @property
    def opinion(self) -> Opinion | None:
        """The learned second opinion; None where the sentiment was fixed from outside."""
        if self._opinion is None and self._senses.opinion and self.context.sentiment is None:
            self._opinion = self._senses.opinion(self.mention.text, self.tone)
        return self._opinion

    def kind(self, among: frozenset[str] | None = None) -> Sort | None:
        """The likeliest sort of message, without the words; None where the sentiment was fixed from outside, as in tests."""
        if self._senses.opinion is None or self.context.sentiment is not None:
            return None
        return self._like.likeliest(shipped().names if among is None else among)

    def explained(self, kind: Sort) -> Sort:
        """The sort of message with the words that said so."""
        return self._like.explained(kind)

    @property
    def _like(self) -> Likeness:
        if self._likeness is None:
            self._likeness = Likeness(self.mention.text, self.tone)
        return self._likeness

    @property
    def signals(self) -> Mapping[str, tuple[Evidence, ...]]:
        """The built-in signals of the text, as topics."""
        if self._signals is None:
            read = self._senses.signals
            self._signals = {SIGNAL + one.id: one.evidence for one in read(self.mention.text)} if read else {}
        return self._signals

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics of the protocol, and the signals when its rules look at them."""
        if self._topics is None:
            self._topics = (*self.found, *self.signals) if self.with_signals else tuple(self.found)
        return self._topics

    @property
    def office(self) -> bool:
        """Whether it was posted in office hours."""
        return self._senses.office(self.mention.posted_at)

    def evidence(self, topic: str) -> tuple[Evidence, ...]:
        """The words by which a topic was recognised."""
        known = self._evidence.get(topic)
        if known is None:
            found = self.found.get(topic)
            known = self.signals.get(topic, ()) if found is None else found.evidence(self.said)
            self._evidence[topic] = known
        return known

    def number(self, of: str) -> float | None:
        """A number by its name in a condition; None when unknown."""
        return _NUMBERS[of](self)

    def by_author(self, sentiment: str | None, within: timedelta) -> int:
        """The author's mentions with this sentiment (None: all) until now, this one included."""
        times = self.context.author_times
        known = times.get(sentiment, ()) if sentiment else tuple(t for each in times.values() for t in each)
        return self._since(known, within) + (sentiment is None or sentiment == self.label)

    def in_thread(self, within: timedelta) -> int:
        """The replies in the thread until now, this one included."""
        return self._since(self.context.thread_times, within) + 1

    def _since(self, times: tuple[datetime, ...], within: timedelta) -> int:
        now = self.mention.posted_at
        return sum(now - within < at <= now for at in times)


def _reach(facts: Facts) -> float | None:
    """Where a platform does not tell, the followers of the author are the best guess."""
    return facts.mention.author.followers if facts.mention.reach is None else facts.mention.reach


_NUMBERS: Mapping[str, Callable[[Facts], float | None]] = {
    "reach": _reach,
    "rating": lambda facts: facts.mention.rating,
    "followers": lambda facts: facts.mention.author.followers,
    "danger": lambda facts: facts.danger.probability,
    "words": lambda facts: len(facts.said.words),
    "score": lambda facts: facts.tone.score,
}
