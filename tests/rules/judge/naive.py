"""The meaning of a protocol, written down as plainly as possible: every rule, every term, every place in the text.

Slow, and kept apart from the product: nothing here is indexed, filed or remembered. Only the normal form of a text (its
words and where they stand) is shared, which has laws of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import re2

from rules.judge import Context
from rules.mention import Mention, Via
from rules.protocol.model import (
    AllOf,
    AnyOf,
    AuthorHistory,
    Condition,
    DuringOffice,
    NothingElse,
    OneOf,
    Protocol,
    Rule,
    ThreadGrowth,
    Topic,
    Within,
)
from rules.text.normal import readings, spans, words
from rules.text.terms.typo import slip

Span = tuple[int, int]
DENIALS = {"niet", "geen", "nooit", "niks", "niets", "niemand", "nergens", "zonder", "not", "no", "never"}
STRENGTH = {"zo", "heel", "erg", "echt", "so", "very", "really"}
PAUSE = re.compile(r"[.,;:!?…\n()\[\]–—]|\s-\s")


@dataclass
class Outcome:
    """What the product's verdict is compared with."""

    about_us: bool
    location: str | None = None
    topics: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    level: int = 0
    points: int = 0
    category: str | None = None
    owner: str | None = None
    template: str | None = None
    notify: tuple[str, ...] = ()


def word_is(pattern: str, word: str) -> bool:
    expression = ".*".join(re.escape(part) for part in pattern.split("*"))
    return any(re.fullmatch(expression, reading, re.DOTALL) for reading in readings(word))


def occurrences(term: str, text: list[str]) -> list[Span]:
    """Every stretch of words that is the term; terms here are plain words, ``*`` and spaces."""

    def ends(parts: list[str], at: int) -> Iterator[int]:
        if not parts:
            yield at
        elif parts[0] == "*":
            for skipped in range(1, 5):
                if at + skipped <= len(text):
                    yield from ends(parts[1:], at + skipped)
        elif at < len(text) and word_is(parts[0], text[at]):
            yield from ends(parts[1:], at + 1)

    parts = term.lower().split()
    return sorted({(start, end) for start in range(len(text)) for end in ends(parts, start)})


def joined(text: str, first: int, second: int) -> bool:
    places = spans(text)
    return not PAUSE.search(text[places[first][1] : places[second][0]])


def denied(text: str, first: int) -> bool:
    said = words(text)
    before = [at for at in range(first - 1, -1, -1) if said[at] not in STRENGTH][:2]
    deniers = [at for at in before if said[at] in DENIALS]
    if not deniers:
        return False
    nearest = deniers[0]
    return said[nearest + 1] not in {"alleen", "enkel", "slechts", "only", "just"} and joined(text, nearest, first)


def overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def beside(text: str, left: Span, right: Span) -> bool:
    """At most four words on, without a pause."""
    return 0 <= right[0] - left[1] < 4 and joined(text, left[1] - 1, right[0])


def excepted(text: str, hit: Span, exceptions: list[Span], hits: list[Span]) -> bool:
    for one in exceptions:
        covers = any(overlap(one, other) for other in hits)
        if overlap(one, hit) or (not covers and (beside(text, one, hit) or beside(text, hit, one))):
            return True
    return False


def topic_holds(topic: Topic, text: str) -> bool:
    said = words(text)
    found = [hit for term in topic.words for hit in occurrences(term, said)]
    groups = [[hit for term in group for hit in occurrences(term, said)] for group in topic.together]
    everything = found + [hit for group in groups for hit in group]
    exceptions = [hit for term in topic.exceptions for hit in occurrences(term, said)]

    def free(hit: Span) -> bool:
        return not excepted(text, hit, exceptions, everything)

    if any(free(hit) and (topic.ignore_negation or not denied(text, hit[0])) for hit in found):
        return True
    for chosen in product(*(filter(free, group) for group in groups)) if groups else ():
        if max(hit[1] for hit in chosen) - min(hit[0] for hit in chosen) <= 12:
            return True
    places = spans(text)
    taken = {at for one in exceptions for at in range(places[one[0]][0], places[one[1] - 1][1])}
    matches = [match.span() for pattern in topic.regex for match in re2.finditer("(?i)" + pattern, text)]
    return any(taken.isdisjoint(range(*match)) for match in matches)


def topics(protocol: Protocol, text: str) -> tuple[str, ...]:
    raw = [topic for topic in protocol.topics.values() if topic_holds(topic, text)]
    while True:
        names = {topic.id for topic in raw}
        kept = [topic for topic in raw if not topic.needs or names.intersection(topic.needs)]
        if kept == raw:
            return tuple(topic.id for topic in kept)
        raw = kept


def relevance(protocol: Protocol, mention: Mention, context: Context) -> tuple[bool, str | None]:
    inherits = mention.via is not Via.SEARCH
    here = _names(protocol, mention.text)
    parent = _names(protocol, mention.parent_text or "")
    searched = any(occurrences(term, words(mention.text)) for term in context.search_terms)
    firm = bool(here["firm"]) or searched
    thread = (
        context.thread_about_us
        or bool(parent["firm"])
        or any(_near(one, parent["context"]) for one, _ in parent["doubtful"])
    )
    near = [
        one
        for one in here["doubtful"]
        if inherits or firm or thread or parent["context"] or _near(one[0], here["context"])
    ]
    if not (inherits or firm or thread or near):
        return False, None
    for named, doubtful in ((here, near), (parent, parent["doubtful"])):
        places = [*named["firm"], *doubtful, *(named["at_home"] if inherits else [])]
        places = [(span, place) for span, place in places if place]
        if places:
            return True, min(places, key=lambda one: (one[0][0], -one[0][1]))[1]
    return True, None


def _names(protocol: Protocol, text: str) -> dict[str, list]:
    said, us = words(text), protocol.organisation
    taken = [hit for term in us.not_us for hit in occurrences(term, said)]

    def ours(term: str) -> list[Span]:
        forms = {term, term.replace(" ", "")}
        return [
            hit for form in forms for hit in occurrences(form, said) if not any(overlap(hit, other) for other in taken)
        ]

    def misspelt(term: str) -> list[Span]:
        forms = [form for form in {term, term.replace(" ", "")} if " " not in form and len(form) >= 8]
        close = [(at, at + 1) for at, word in enumerate(said) for form in forms if slip(form, word)]
        return [hit for hit in close if not any(overlap(hit, other) for other in taken)]

    out: dict[str, list] = {"firm": [], "doubtful": [], "at_home": [], "context": []}
    for alias in (us.name.lower(), *us.aliases):
        out["firm"] += [(hit, None) for hit in ours(alias)]
        out["doubtful"] += [(hit, None) for hit in misspelt(alias)]
    for place in us.locations.values():
        for alias in place.aliases or (place.name.lower(),):
            out["doubtful" if place.ask_context else "firm"] += [(hit, place.id) for hit in ours(alias)]
            out["doubtful"] += [] if place.ask_context else [(hit, place.id) for hit in misspelt(alias)]
        out["at_home"] += [
            (hit, place.id)
            for hit in occurrences(place.name.lower(), said)
            if not any(overlap(hit, other) for other in taken)
        ]
    out["context"] = [hit for term in us.context for hit in occurrences(term, said)]
    return out


def _near(name: Span, context: list[Span]) -> bool:
    for one in context:
        for at in range(*one):
            if not name[0] <= at < name[1] and name[0] - 12 <= at < name[1] + 12:
                return True
    return False


class Naive:
    """Judges one mention by reading the protocol from top to bottom."""

    def __init__(self, protocol: Protocol, mention: Mention, context: Context) -> None:
        self.protocol, self.mention, self.context = protocol, mention, context
        self.about_us, self.location = relevance(protocol, mention, context)
        self.topics = topics(protocol, mention.text)
        self.kinds = tuple(
            kind.id
            for kind in protocol.author_kinds.values()
            if any(occurrences(term, words(mention.author.bio)) for term in kind.bio)
            or mention.author.handle.lower() in {handle.lower().lstrip("@") for handle in kind.handles}
        )
        assert context.sentiment is not None and context.danger is not None
        self.tone, self.danger = context.sentiment, context.danger

    def outcome(self) -> Outcome:
        if self.mention.own or not self.about_us:
            return Outcome(False)
        plain = [rule for rule in self.protocol.rules if not _has_nothing_else(rule.when) and self.fires(rule, False)]
        answered = any(rule.category and not rule.weak for rule in plain)
        net = [
            rule
            for rule in self.protocol.rules
            if _has_nothing_else(rule.when) and not answered and self.fires(rule, True)
        ]
        return self.weigh([rule for rule in self.protocol.rules if rule in plain or rule in net])

    def fires(self, rule: Rule, worried: bool) -> bool:
        unless = rule.unless is not None and rule.unless.conditions and self.holds(rule.unless, worried)
        return self.holds(rule.when, worried) and not unless

    def holds(self, condition: Condition, worried: bool) -> bool:
        match condition:
            case AllOf(parts):
                return all(self.holds(part, worried) for part in parts)
            case AnyOf(parts):
                return any(self.holds(part, worried) for part in parts)
            case OneOf(of, ids):
                there = self.values(of, worried)
                return bool(there) if "any" in ids else bool(set(there) & set(ids))
            case Within(of, bound):
                number = self.number(of)
                return number is not None and bound.holds(number)
            case NothingElse():
                return True
            case DuringOffice(outside):
                return self.office() != outside
            case AuthorHistory(sentiment, bound, within):
                times = self.context.author_times
                seen = times.get(sentiment, ()) if sentiment else [at for each in times.values() for at in each]
                return bound.holds(self.recent(seen, within) + (sentiment in (None, self.tone.label)))
            case ThreadGrowth(bound, within):
                return bound.holds(self.recent(self.context.thread_times, within) + 1)

    def answers(self) -> str | None:
        """Whoever answers on this platform."""
        platform = self.protocol.platforms.get(self.mention.platform)
        return platform.reply if platform else None

    def values(self, of: str, worried: bool) -> tuple[str, ...]:
        if of == "sentiment":
            return ("negative",) if worried and self.tone.unsure else (self.tone.label,)
        if of == "topic":
            return self.topics
        if of == "author":
            return self.kinds
        value = {
            "location": self.location,
            "platform": self.mention.platform,
            "kind": self.mention.kind,
            "via": self.mention.via,
            "lang": self.mention.lang or self.tone.lang,
        }[of]
        return () if value is None else (value,)

    def number(self, of: str) -> float | None:
        author = self.mention.author
        return {
            "reach": author.followers if self.mention.reach is None else self.mention.reach,
            "rating": self.mention.rating,
            "followers": author.followers,
            "danger": self.danger,
            "words": len(words(self.mention.text)),
            "score": self.tone.score,
        }[of]

    def office(self) -> bool:
        local = self.mention.posted_at.astimezone(self.protocol.timezone)
        off = local.date() in self.protocol.calendar.extra_days_off
        hours = self.protocol.calendar.office_hours
        return not off and any(local.weekday() in one.weekdays and one.start <= local.time() < one.end for one in hours)

    def recent(self, times, within) -> int:
        now = self.mention.posted_at
        return len([at for at in times if now - within < at <= now])

    def unsaid_danger(self) -> bool:
        """No rule speaks of danger, and there is much of it."""
        if "Within(of='danger'" in repr(self.protocol.rules) or self.mention.kind == "article":
            return False
        least = {"negative": 0.6, "neutral": 0.8, "positive": 9.9}[self.tone.label]
        return self.danger >= least

    def weigh(self, fired: list[Rule]) -> Outcome:
        number = {level.id: level.number for level in self.protocol.levels.values()}
        points = sum(rule.points for rule in fired)
        brake = min([number[rule.at_most] for rule in fired if rule.at_most] or [99])

        def floor(rule: Rule) -> int:
            if not rule.level:
                return 0
            return min(number[rule.level], number[rule.at_most]) if rule.at_most else number[rule.level]

        from_points = [
            lv.number for lv in self.protocol.levels.values() if lv.points is not None and points >= lv.points
        ]
        loose = max([1, *from_points, *(floor(rule) for rule in fired)])
        level = max([min(loose, brake), *(floor(rule) for rule in fired if floor(rule) >= 2)])

        if level < 3 and self.unsaid_danger() and brake >= 3:
            level = 3

        def rank(rule: Rule) -> int:
            return floor(rule) if floor(rule) >= 2 else min(floor(rule), brake)

        def best(of: str) -> str | None:
            naming = [rule for rule in fired if getattr(rule, of) is not None]
            top = [rule for rule in naming if rank(rule) == max(map(rank, naming))]
            return getattr(([rule for rule in top if not rule.weak] or top)[0], of) if top else None

        template = best("template")
        top = max([rank(rule) for rule in fired if rule.template is not None] or [0])
        if any(rule.template == "none" and rank(rule) == top for rule in fired):
            template = "none"
        notify = tuple(dict.fromkeys(role for rule in fired for role in rule.notify))
        names = tuple(rule.id for rule in fired)
        return Outcome(
            True,
            self.location,
            self.topics,
            names,
            level,
            points,
            best("category"),
            best("owner") or self.answers(),
            template,
            notify,
        )


def _has_nothing_else(condition: Condition) -> bool:
    match condition:
        case NothingElse():
            return True
        case AllOf(parts) | AnyOf(parts):
            return any(_has_nothing_else(part) for part in parts)
    return False
