"""A small fictitious organisation, its mentions and rules, for the tests of the judge."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from rules.judge import Context, Judge, Verdict
from rules.judge.facts import fixed_tone
from rules.mention import Author, Kind, Mention, Via
from rules.protocol.model import (
    AllOf,
    AuthorKind,
    Calendar,
    Condition,
    Level,
    Location,
    OfficeHours,
    OneOf,
    Organisation,
    Place,
    Protocol,
    Rule,
    Topic,
)

NOON = datetime(2026, 3, 6, 11, 0, tzinfo=UTC)
ORGANISATION = Organisation(
    name="Zorggroep De Esdoorn",
    timezone=ZoneInfo("Europe/Amsterdam"),
    aliases=("esdoorn", "zorggroep esdoorn"),
    not_us=("camping de esdoorn", "esdoornhout"),
    context=("zorg*", "bewoner*", "woont bij"),
    locations={
        "molenhof": Location("molenhof", "Molenhof", aliases=("molenhof",)),
        "de_ster": Location("de_ster", "De Ster", aliases=("de ster",), ask_context=True),
        "thuis": Location("thuis", "Thuiszorg", aliases=("thuiszorg esdoorn",)),
        "hoeve": Location("hoeve", "Lentehoeve"),
    },
)
LEVELS = {
    level.id: level
    for level in (
        Level("noise", 0, "Ruis"),
        Level("routine", 1, "Dagelijks"),
        Level("attention", 2, "Aandacht", points=5),
        Level("serious", 3, "Ernstig", points=9),
        Level("crisis", 4, "Crisis"),
    )
}
OFFICE = Calendar(
    office_hours=(OfficeHours(frozenset(range(5)), time(8, 30), time(17, 30)),),
    extra_days_off=frozenset({date(2026, 3, 9)}),
)


def protocol(
    rules: Iterable[Rule] = (), topics: Iterable[Topic] = (), kinds: Iterable[AuthorKind] = (), **more: Any
) -> Protocol:
    """A protocol of the fictitious organisation."""
    fields: dict[str, Any] = {"organisation": ORGANISATION, "levels": LEVELS, "calendar": OFFICE} | more
    return Protocol(
        "Proef",
        "1",
        rules=tuple(rules),
        topics={topic.id: topic for topic in topics},
        author_kinds={kind.id: kind for kind in kinds},
        **fields,
    )


def mention(text: str, **more: Any) -> Mention:
    """A post on X that mentions us, unless said otherwise."""
    bio = more.pop("bio", "")
    fields: dict[str, Any] = {
        "id": "1",
        "platform": "x",
        "kind": Kind.POST,
        "posted_at": NOON,
        "author": Author(more.pop("handle", "anneke"), bio=bio, followers=more.pop("followers", None)),
        "via": Via.MENTION,
        "lang": "nl",
    } | more
    return Mention(text=text, **fields)


def when(*conditions: Condition, **ids: str | tuple[str, ...]) -> AllOf:
    """``when(topic="abuse", sentiment="negative")``."""
    named = (OneOf(of, (value,) if isinstance(value, str) else value) for of, value in ids.items())
    return AllOf((*conditions, *named))


def rule(name: str, condition: AllOf, **more: Any) -> Rule:
    """A rule with the same id and name; line 7 of ``proef.yaml``."""
    return Rule(name, name.capitalize(), condition, **{"at": Place("proef.yaml", 7)} | more)


def known(sentiment: str | None = None, **more: Any) -> Context:
    """A context with a fixed sentiment and no danger."""
    return Context(sentiment=fixed_tone(sentiment) if sentiment else None, danger=more.pop("danger", 0.0), **more)


def judged(document: Protocol, text: str, sentiment: str = "neutral", **more: Any) -> Verdict:
    """The verdict on a message with this fixed sentiment."""
    return Judge(document).judge(mention(text, **more), known(sentiment))
