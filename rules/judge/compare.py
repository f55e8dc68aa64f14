"""Two versions of a protocol on the same mentions: what is judged differently, and which rules took hold of nearly all."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.judge.engine import Judge
from rules.judge.unsaid import KIND
from rules.judge.verdict import Effect, Verdict
from rules.mention import Mention
from rules.protocol.versions import Broad

NEARLY_ALL = 0.9
"""A rule that matches this share of the mentions about us says nothing about a mention any more."""
ENOUGH = 20
"""Below so many mentions a share says nothing."""
ATTENTION = 2
"""From this level number up a mention becomes a case."""


@dataclass(frozen=True, slots=True)
class Differently:
    """A mention the two versions judge differently. ``what``: of ``level``, ``category``, ``owner`` those that differ.

    ``rules``: the rules that made the difference, as the version that has them names them.
    """

    mention: Mention
    before: Verdict
    after: Verdict
    what: tuple[str, ...]
    rules: tuple[str, ...]


def differently(mention: Mention, before: Verdict, after: Verdict) -> Differently | None:
    """The difference that counts for people; None when level, category and owner are the same."""
    what = tuple(of for of in ("level", "category", "owner") if getattr(before, of) != getattr(after, of))
    return Differently(mention, before, after, what, _by(before, after)) if what else None


def _by(before: Verdict, after: Verdict) -> tuple[str, ...]:
    """The rules that fired for only one of them, or that did something else; most telling first."""
    then, now = _did(before), _did(after)
    changed = [
        reason
        for reason in (*after.reasons, *before.reasons)
        if then.get(reason.rule) != now.get(reason.rule) and reason.rule not in ("points", "about_us", KIND)
    ]
    setting = [r for r in changed if r.effect is Effect.FLOOR and r.amount == _higher(before, after).level]
    return tuple(dict.fromkeys(reason.rule for reason in (*setting, *changed)))


def _did(verdict: Verdict) -> dict[str, frozenset[tuple[Effect, str]]]:
    """What each rule did: effects and amounts."""
    return {
        rule: frozenset((reason.effect, reason.amount) for reason in verdict.reasons if reason.rule == rule)
        for rule in {reason.rule for reason in verdict.reasons}
    }


def _higher(before: Verdict, after: Verdict) -> Verdict:
    return after if after.level_number >= before.level_number else before


def broad(mentions: Sequence[Mention], new: Judge, old: Judge) -> tuple[Broad, ...]:
    """Rules of the new version that make a case of nearly every mention about us, where the old one's did not."""
    now, total = _making_cases(mentions, new)
    if total < ENOUGH:
        return ()
    found = [Broad(rule, count, total) for rule, count in now.items() if count >= NEARLY_ALL * total]
    before, then = _making_cases(mentions, old) if found else (Counter[str](), 0)
    return tuple(one for one in found if not then or before[one.rule] < NEARLY_ALL * then)


def _making_cases(mentions: Sequence[Mention], judge: Judge) -> tuple[Counter[str], int]:
    """How often each rule by itself made a mention somebody's matter, and how many mentions were about us."""
    floors = {level.id for level in judge.protocol.levels.values() if level.number >= ATTENTION}
    rules = {rule.id for rule in judge.protocol.rules if rule.level in floors}
    ours = [verdict for verdict in judge.judge_all(mentions) if verdict.about_us]
    return Counter(rule for verdict in ours for rule in verdict.rules if rule in rules), len(ours)


# --- what it would have meant for people --------------------------------------------------------------------------

NIGHT_FROM, NIGHT_TO = 23, 7
"""The hours of the night, local time: a loud message in them wakes somebody."""


@dataclass(frozen=True, slots=True)
class Burden:
    """Loud messages to one person in a replay; ``night`` of them at night."""

    loud: int = 0
    night: int = 0


@dataclass(frozen=True, slots=True)
class Shift:
    """What the new version would have meant for a person, beside the old one."""

    person: str
    before: Burden
    after: Burden

    @property
    def extra(self) -> int:
        """Loud messages more (or fewer)."""
        return self.after.loud - self.before.loud

    @property
    def extra_night(self) -> int:
        """Of those at night."""
        return self.after.night - self.before.night


def burdens(loud: Iterable[tuple[str, datetime]], zone: ZoneInfo) -> dict[str, Burden]:
    """Per person how often their phone rang; ``loud`` are (person, aware moment)."""
    found: dict[str, Burden] = {}
    for person, at in loud:
        known = found.get(person, Burden())
        found[person] = Burden(known.loud + 1, known.night + is_night(at, zone))
    return found


def is_night(at: datetime, zone: ZoneInfo) -> bool:
    """Whether it is night there at that (aware) moment."""
    hour = at.astimezone(zone).hour
    return hour >= NIGHT_FROM or hour < NIGHT_TO


def shifts(before: Mapping[str, Burden], after: Mapping[str, Burden]) -> tuple[Shift, ...]:
    """Everybody whose phone rang by one of the two versions; who is woken more often first."""
    people = dict.fromkeys((*after, *before))
    found = [Shift(person, before.get(person, Burden()), after.get(person, Burden())) for person in people]
    return tuple(sorted(found, key=lambda one: (-one.extra_night, -one.extra, one.person)))


def extra_nights(found: Iterable[Shift]) -> int:
    """How many loud messages at night people get more. That another gets fewer makes nobody sleep better."""
    return sum(max(0, one.extra_night) for one in found)


# --- was there anything to judge? ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was heard of a platform between the first and the last day: how many mentions, and the days without any."""

    platform: str
    mentions: int
    missing: tuple[date, ...] = ()


def coverage(mentions: Sequence[Mention], platforms: Iterable[str], zone: ZoneInfo) -> tuple[Coverage, ...]:
    """Per platform (those of the protocol, and any other that was heard) what there was; a zero is not peace."""
    heard: dict[str, set[date]] = {platform: set() for platform in platforms}
    for mention in mentions:
        heard.setdefault(mention.platform, set()).add(mention.posted_at.astimezone(zone).date())
    days = _days([day for seen in heard.values() for day in seen])
    counts = Counter(mention.platform for mention in mentions)
    return tuple(
        Coverage(platform, counts[platform], tuple(day for day in days if day not in seen))
        for platform, seen in heard.items()
    )


def _days(seen: Sequence[date]) -> list[date]:
    """Every day from the first to the last."""
    if not seen:
        return []
    first, last = min(seen), max(seen)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
