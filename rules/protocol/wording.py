"""Values of a protocol in words, for the sentences of a difference."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from rules.i18n import N_
from rules.protocol.model import (
    AllOf,
    AnyOf,
    AuthorHistory,
    Bound,
    Clock,
    Compare,
    Condition,
    DuringOffice,
    NothingElse,
    OfficeHours,
    OneOf,
    Override,
    Protocol,
    Secret,
    Shift,
    Span,
    Step,
    ThreadGrowth,
    Within,
)
from rules.protocol.problems import Phrase, phrase

_LEVELS = frozenset({"level", "at_most", "never_above", "never_limit"})
_ROLES = frozenset(
    {"owner", "notify", "outside_office", "stand_in", "backup", "reply", "ask", "to", "allowed_for", "review_after"}
)
_PEOPLE = frozenset({"people", "rotation", "manager", "by", "who", "approved_by"})
NOTHING = N_("niets")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a small table, such as the retention term of a level."""

    key: str
    value: Any


def worded(value: Any, attribute: str, protocol: Protocol) -> Phrase:
    """The value of an attribute in words; ids of levels, roles and people by the name they have in the protocol."""
    if value is None or value == () or value == "" or value == frozenset():
        return phrase(NOTHING)
    if isinstance(value, tuple | frozenset):
        parts = value if isinstance(value, tuple) else sorted(value, key=str)
        return phrase("{parts}", parts=tuple(worded(one, attribute, protocol) for one in parts))
    if isinstance(value, str) and not isinstance(value, StrEnum):
        return phrase("{text}", text=_called(value, attribute, protocol))
    return _simple(value) or _built(value, protocol) or phrase("{text}", text=str(value))


def _called(text: str, attribute: str, protocol: Protocol) -> str:
    tables: tuple[tuple[frozenset[str], Mapping[str, Any]], ...] = (
        (_LEVELS, protocol.levels),
        (_ROLES, protocol.roles),
        (_PEOPLE, protocol.people),
    )
    for attributes, table in tables:
        if attribute in attributes and text in table:
            return str(table[text].name)
    return text


def _simple(value: Any) -> Phrase | None:
    match value:
        case bool():
            return phrase(N_("aan")) if value else phrase(N_("uit"))
        case timedelta():
            return _duration(Span(value))
        case Span():
            return _duration(value)
        case Bound():
            return _bound(value)
        case datetime():
            return phrase("{text}", text=f"{value:%Y-%m-%d %H:%M}")
        case date():
            return phrase("{text}", text=value.isoformat())
        case time():
            return phrase("{text}", text=f"{value:%H:%M}")
        case Secret():
            return phrase("{text}", text=f"secret:{value.name}")
        case _:
            return None


_UNITS = (
    (timedelta(days=365), N_("{n} jaar")),
    (timedelta(days=1), N_("{n} dag(en)")),
    (timedelta(hours=1), N_("{n} uur")),
    (timedelta(minutes=1), N_("{n} minuten")),
)
_OFFICE = {
    N_("{n} uur"): N_("{n} kantooruur"),
    N_("{n} minuten"): N_("{n} kantoorminuten"),
}


def _duration(span: Span) -> Phrase:
    if span.clock is Clock.WORKDAYS:
        return phrase(N_("{n} werkdag(en)"), n=span.amount.days)
    units = _UNITS if span.clock is Clock.WALL else _UNITS[2:]
    length, text = next((one for one in units if span.amount and not span.amount % one[0]), units[-1])
    return phrase(_OFFICE[text] if span.clock is Clock.OFFICE else text, n=f"{span.amount / length:g}")


def _bound(bound: Bound) -> Phrase:
    texts = {
        Compare.AT_LEAST: N_("{n} of meer"),
        Compare.AT_MOST: N_("{n} of minder"),
        Compare.EXACTLY: N_("precies {n}"),
    }
    return phrase(texts[bound.compare], n=f"{bound.value:g}")


def _built(value: Any, protocol: Protocol) -> Phrase | None:
    match value:
        case Step():
            text = N_("na {after}: {roles} (bellen)") if value.call else N_("na {after}: {roles}")
            return phrase(text, after=_duration(value.after), roles=worded(value.notify, "notify", protocol))
        case Override():
            who = worded(value.who, "who", protocol)
            return phrase(
                N_("{who} van {start} tot {end}"), who=who, start=str(value.start)[:16], end=str(value.end)[:16]
            )
        case OfficeHours():
            days = " ".join(_DAYS[day] for day in sorted(value.weekdays))
            return phrase("{text}", text=f"{days} {value.start:%H:%M}-{value.end:%H:%M}")
        case Entry():
            return phrase("{key} {value}", key=value.key, value=worded(value.value, "", protocol))
        case Shift():
            text = f"{value.count} {value.every.value}, {value.first} {value.starts:%H:%M}"
            return phrase("{text}", text=text)
        case AllOf() | AnyOf() | OneOf() | Within() | NothingElse() | DuringOffice() | AuthorHistory() | ThreadGrowth():
            return condition(value)
        case _:
            return None


def condition(value: Condition) -> Phrase:
    """A condition in words, close to how it is written in the file."""
    match value:
        case AllOf(conditions):
            return (
                phrase("{parts}", parts=tuple(condition(one) for one in conditions)) if conditions else phrase(NOTHING)
            )
        case AnyOf(conditions):
            return phrase(N_("één van ({parts})"), parts=tuple(condition(one) for one in conditions))
        case OneOf(of, ids):
            return phrase("{of}: {ids}", of=of, ids=" | ".join(ids))
        case Within(of, bound):
            return phrase("{of}: {bound}", of=of, bound=_bound(bound))
        case NothingElse():
            return phrase(N_("niets anders past"))
        case DuringOffice(outside):
            return phrase(N_("buiten kantoortijd") if outside else N_("binnen kantoortijd"))
        case AuthorHistory(sentiment, bound, within):
            args = {"bound": _bound(bound), "within": _duration(Span(within))}
            return phrase(N_("afzender: {sentiment} {bound} binnen {within}"), sentiment=sentiment or "any", **args)
        case _:
            args = {"bound": _bound(value.bound), "within": _duration(Span(value.within))}
            return phrase(N_("draad: {bound} binnen {within}"), **args)
