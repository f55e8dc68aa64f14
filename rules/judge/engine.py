"""The judge: what a mention means by the organisation's own protocol, with the reasons."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import replace
from functools import partial
from typing import TypedDict

from rules.duty.hours import is_office
from rules.judge.authors import AuthorKinds
from rules.judge.compiled import Compiled, Filed
from rules.judge.facts import SIGNAL, DangerOf, Facts, OpinionOf, Senses, SignalsOf, ToneOf
from rules.judge.level import Weighed, speaker, template, weigh
from rules.judge.predicates import asked, compile_condition, topics_of
from rules.judge.reasons import reasons, table_reason, taught_reason
from rules.judge.relevance import UNNAMED, Relevance, Relevant
from rules.judge.second import SecondReading
from rules.judge.sharing import Sharing
from rules.judge.unsaid import Unsaid, kind_reason
from rules.judge.verdict import NOTHING_KNOWN, Context, Effect, Reason, Verdict
from rules.mention import Mention
from rules.protocol.model import Condition, Protocol, Rule
from rules.text.danger import danger as read_danger
from rules.text.danger import second_opinion
from rules.text.kinds import Kind
from rules.text.learning import Learned
from rules.text.scorer import Ask
from rules.text.sentiment import sentiment as read_tone
from rules.text.signals import signals as read_signals
from rules.text.terms import Subjects
from rules.text.values import Sentiment, Tone
from rules.text.wording import Wording

UNSCORED = Sentiment(Tone.NEUTRAL, scored=False, silent=True, lang="")
"""The tone of what is not about us: nobody asked."""
_LANGUAGES = 200
GRAVE = 3
"""The level number from which something is serious."""


class Handling(TypedDict):
    """The part of a verdict that says who does what."""

    owner: str | None
    outside_office: str | None
    notify: tuple[str, ...]
    suggest: tuple[str, ...]
    checklist: tuple[str, ...]
    tags: tuple[str, ...]


class Judge:
    """Judges mentions by one protocol. Compiled once; safe to share between threads.

    ``tone``, ``danger`` and ``signals`` read the text; the product's own are the default (English by the protocol's
    ``engine``). ``score_unrelated``: also
    give the tone of mentions that are not about us. Raises ``TermError`` or ``PatternError`` for a protocol that was
    not checked.
    """

    def __init__(
        self,
        protocol: Protocol,
        *,
        tone: ToneOf | None = None,
        danger: DangerOf | None = read_danger,
        signals: SignalsOf | None = read_signals,
        opinion: OpinionOf | None = second_opinion,
        score_unrelated: bool = False,
    ) -> None:
        self.protocol = protocol
        organisation = protocol.organisation
        tone = tone or partial(read_tone, engine=organisation.engine)
        self._senses = Senses(
            tone, danger, signals, partial(is_office, protocol=protocol), organisation.lang, organisation.words, opinion
        )
        self._score_unrelated = score_unrelated
        self._relevant = Relevant(organisation)
        self._subjects = Subjects(protocol.topics.values())
        self._authors = AuthorKinds(protocol.author_kinds.values())
        self._filed = Filed(protocol)
        self._sharing = Sharing(protocol.share)
        self.second = SecondReading(self._filed.all, protocol)
        self._unsaid = Unsaid(self._filed.all, protocol)
        self._answers = {platform.id: platform.reply for platform in protocol.platforms.values() if platform.reply}
        self._noise = protocol.level_of(0)
        self._levels = {level.number: level.id for level in protocol.levels.values()}
        conditions = list(_conditions(protocol))
        self._asked = frozenset(name for one in conditions for name in asked(one))
        self._uses_signals = any(topic.startswith(SIGNAL) for topic in _topics(protocol, conditions))
        self._grave = _grave_topics(protocol)
        self._unnamed: dict[str | None, Verdict] = {}

    @property
    def needs_author_history(self) -> bool:
        """Whether a rule looks at the author's earlier mentions, so that they must be loaded."""
        return "author_history" in self._asked

    @property
    def needs_thread(self) -> bool:
        """Whether a rule looks at the growth of a thread."""
        return "thread" in self._asked

    @property
    def costly(self) -> tuple[Rule, ...]:
        """The rules that are looked at for every mention about us."""
        return tuple(self._filed.costly)

    def judge(self, mention: Mention, context: Context = NOTHING_KNOWN) -> Verdict:
        """What the mention means."""
        if mention.own:
            return self._unrelated(mention, context, Reason("own_post", Effect.NOTE, ""))
        if self._relevant.passes_over(mention, context):
            return self._stranger(mention, context, UNNAMED)
        said = Wording(mention.text)
        place = self._relevant.of(mention, said, context)
        if not place.about_us:
            return self._stranger(mention, context, place)
        facts = self._facts(mention, context, said, place)
        return self._lifted(self._verdict(facts, place), facts, place)

    def judge_all(self, mentions: Iterable[Mention], context: Context = NOTHING_KNOWN) -> list[Verdict]:
        """The verdicts of many mentions with the same context; the same as one by one."""
        return [self.judge(mention, context) for mention in mentions]

    def asks(self, mention: Mention, verdict: Verdict) -> Ask | None:
        """Why this judged mention deserves a second reading; None where that could change nothing."""
        if not verdict.about_us:
            return None
        facts = self._facts(mention, NOTHING_KNOWN, Wording(""), None)
        facts.recall(verdict.sentiment, verdict.danger)
        return self.second.asks(facts, verdict.level_number)

    def taught(self, learned: Learned | None) -> "Judge":
        """This judge, with what the organisation's own verdicts teach; None: without.

        It may raise a level, never lower one.
        """
        other = copy(self)
        other._senses = replace(self._senses, learned=learned)
        return other

    def looks_grave(self, text: str) -> bool:
        """Whether a first glance finds a subject of a serious rule: what waits to be judged in a flood goes by this first."""
        found = self._subjects.find(Wording(text)) if self._grave else ()
        return any(topic in self._grave for topic in found)

    def kinds_of(self, mention: Mention) -> tuple[str, ...]:
        """The kinds of author the mention's author is, by the public profile."""
        return self._authors.of(mention.author)

    def tone(self, mention: Mention) -> Sentiment:
        """The tone of a mention, as this judge reads it; also of one that is not about us."""
        return Facts(mention, NOTHING_KNOWN, Wording(""), self._senses).tone

    def holds(self, condition: Condition, mention: Mention, verdict: Verdict, context: Context = NOTHING_KNOWN) -> bool:
        """Whether a condition of a silence, a pattern or a report holds for a judged mention."""
        facts = self.facts(mention, context)
        facts.location = verdict.location
        facts.recall(verdict.sentiment, verdict.danger)
        facts.category, facts.level = verdict.category, verdict.level
        return compile_condition(condition)(facts)

    def terms_behind(self, mention: Mention, topic: str) -> tuple[str, ...]:
        """The terms of a topic, as the protocol spells them, that were found in the mention."""
        found = self._subjects.find(Wording(mention.text)).get(topic)
        return tuple(dict.fromkeys(self._subjects.written(hit) for hit in found.hits)) if found else ()

    def facts(self, mention: Mention, context: Context = NOTHING_KNOWN) -> Facts:
        """What conditions may ask of a mention that is taken to be about us."""
        return self._facts(mention, context, Wording(mention.text), None)

    def fired(self, facts: Facts) -> tuple[Rule, ...]:
        """The rules that hold, in the order of the file."""
        return tuple(one.rule for one in self._filed.fired(facts))

    def _facts(self, mention: Mention, context: Context, said: Wording, place: Relevance | None) -> Facts:
        facts = Facts(mention, context, said, self._senses)
        facts.with_signals = self._uses_signals
        facts.found = self._subjects.find(said, facts.signals if self._uses_signals else ())
        facts.author_kinds = self._authors.of(mention.author)
        facts.location = place.location if place else None
        return facts

    def _stranger(self, mention: Mention, context: Context, place: Relevance) -> Verdict:
        """Nearly every search hit ends here, so the verdict on one that does not name us is made once."""
        if place is not UNNAMED or self._score_unrelated:
            return self._unrelated(mention, context, Reason(place.ground, Effect.NOTE, "", place.evidence))
        known = self._unnamed.get(mention.lang)
        if known is None:
            known = self._unrelated(mention, context, Reason(place.ground, Effect.NOTE, ""))
            if len(self._unnamed) < _LANGUAGES:
                self._unnamed[mention.lang] = known
        return known

    def _unrelated(self, mention: Mention, context: Context, why: Reason) -> Verdict:
        tone = UNSCORED
        if self._score_unrelated:
            tone = Facts(mention, context, Wording(""), self._senses).tone
        lang = mention.lang or tone.lang or None
        return Verdict(False, self._noise.id, self._noise.number, tone, lang, reasons=(why,))

    def _lifted(self, verdict: Verdict, facts: Facts, place: Relevance) -> Verdict:
        """A rule may also brake on danger, or want little of it; so who learned has a say only where the level rises."""
        more = facts.lifted()
        if more is None:
            return verdict
        other = self._verdict(more, place)
        if other.level_number <= verdict.level_number:
            return replace(verdict, danger=more.danger.probability)
        return replace(other, reasons=(*other.reasons, taught_reason(more)))

    def _verdict(self, facts: Facts, place: Relevance) -> Verdict:
        fired = self._filed.fired(facts)
        floor = self._unsaid.danger(facts, fired)
        held = [*fired, floor] if floor else fired
        lift = self.second.raised(facts, held)
        held = [*held, lift.net] if lift else held
        weighed = weigh(held, self.protocol)
        told = speaker(held, weighed.brake, lambda one: one.rule.category)
        kind = self._unsaid.kind(facts, speaker(fired, weighed.brake, lambda one: one.rule.category))
        facts.category = kind.name if kind else told.rule.category if told else None
        facts.level = self._levels[weighed.level]
        extra = [lift.reason] if lift else []
        extra += [self._unsaid.danger_reason(facts, floor)] if floor else []
        extra += [kind_reason(kind)] if kind else []
        return Verdict(
            about_us=True,
            level=facts.level,
            level_number=weighed.level,
            sentiment=facts.sentiment,
            lang=facts.lang,
            location=facts.location,
            danger=facts.danger.probability,
            topics=facts.topics,
            category=facts.category,
            template=template(held, weighed.brake),
            points=weighed.points,
            author_kind=facts.author_kinds[0] if facts.author_kinds else None,
            rules=tuple(one.rule.id for one in fired),
            reasons=tuple(self._reasons(facts, place, fired, weighed, extra)),
            share=self._sharing.worth(facts, weighed.level),
            **self._handling(facts, held, weighed, kind),
        )

    def _handling(self, facts: Facts, fired: list[Compiled], weighed: Weighed, kind: Kind | None) -> Handling:
        """Who and what the rules name: the owner by the highest level, the rest added up.

        Where no rule names an owner it is whoever answers on that platform: something about us is always somebody's.
        """
        owner = speaker(fired, weighed.brake, lambda one: one.rule.owner)
        outside = speaker(fired, weighed.brake, lambda one: one.rule.outside_office)
        named = self._unsaid.owner(kind.name) if kind else None
        return {
            "owner": named or (owner.rule.owner if owner else None) or self._answers.get(facts.mention.platform),
            "outside_office": outside.rule.outside_office if outside else None,
            "notify": _added(one.rule.notify for one in fired),
            "suggest": _added(one.rule.suggest for one in fired),
            "checklist": _added(one.rule.checklist for one in fired),
            "tags": _added(one.rule.tags for one in fired),
        }

    def _reasons(
        self, facts: Facts, place: Relevance, fired: list[Compiled], weighed: Weighed, extra: list[Reason]
    ) -> Iterator[Reason]:
        """First why it is about us, then what was learned, the rules from the highest floor down, the points table last."""
        yield Reason("about_us", Effect.NOTE, place.ground, place.evidence)
        yield from extra
        for one in sorted(fired, key=lambda one: (-one.floor, one.order)):
            yield from reasons(one, facts)
        if weighed.table > 0:
            yield table_reason(self._levels[weighed.table], weighed.points, self.protocol)


def _added(named: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for names in named for each in names))


def _conditions(protocol: Protocol) -> Iterator[Condition]:
    for rule in protocol.rules:
        yield rule.when
        if rule.unless is not None:
            yield rule.unless
    if protocol.share is not None:
        yield protocol.share.when
    yield from (silence.where for silence in protocol.silences)
    yield from (pattern.count for pattern in protocol.patterns)


def _grave_topics(protocol: Protocol) -> frozenset[str]:
    """The subjects of rules that by themselves make something serious."""
    grave = {level.id for level in protocol.levels.values() if level.number >= GRAVE}
    return frozenset(topic for rule in protocol.rules if rule.level in grave for topic in topics_of(rule.when))


def _topics(protocol: Protocol, conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        yield from topics_of(condition)
    for topic in protocol.topics.values():
        yield from topic.needs
