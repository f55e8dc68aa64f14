"""``seintje source ls``: until when every source was really seen, and what certainly was not."""

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.cli.frame import Exit
from bot.cli.house import look, settings_option, the_settings
from bot.cli.out import as_json, json_option, say
from bot.cli.words import language, paint, tr
from bot.clock import SystemClock
from bot.config import Config, Source
from bot.platforms.costs import USUAL as ORDINARY
from bot.platforms.costs import said
from bot.platforms.registry import month, platform
from bot.printable import printable
from rules.explain.when import lasted, moment
from rules.i18n import N_

if TYPE_CHECKING:
    from bot.store.coverage import Coverage

BACK = timedelta(days=7)
"""Gaps that ended longer ago are in the reports of then."""
LATE = 3
"""After so many looks that did not come a source is not being watched."""
LEAST = timedelta(minutes=30)
"""… but not sooner than this."""


@settings_option
@json_option
def listed(settings: Path, as_lines: bool) -> int:
    """The command. Ends with 1 when of some source it cannot be claimed that it is watched."""
    found = the_settings(settings)
    now = SystemClock().now()
    known = _known(found, now)
    troubles = {source.name: list(_troubles(source, known.get(source.name), now)) for source in found.sources}
    if as_lines:
        as_json([_row(source, known.get(source.name), troubles[source.name]) for source in found.sources])
    else:
        _tell(found, known, troubles, now)
    return Exit.FINDINGS if any(troubles.values()) else Exit.GOOD


def _known(found: Config, now: datetime) -> "Mapping[str, Coverage]":
    """What the database says of every source; nothing before the first start."""
    from bot.desk.versions import load
    from bot.store import coverage, protocols
    from bot.store.migrate import called

    url = found.database.reveal()
    if url.startswith("sqlite:") and not Path(called(url)).exists():
        return {}
    seen, version = look(found, lambda tx: (coverage.read(tx, now - BACK), protocols.active(tx)))
    rules = None if version is None else load(version)
    if rules is not None:
        _zone.set(rules.protocol.timezone)
    return {one.name: one for one in seen}


def _troubles(source: Source, known: "Coverage | None", now: datetime) -> Iterator[str]:
    """Why peace may not be claimed of this source: fixed words."""
    if not platform(source.kind).tested:
        yield "closed"
    elif known is None:
        yield "never_watched"
    else:
        if known.blind:
            yield "blind"
        elif known.dead:
            yield "dead"
        elif known.failing_since is not None:
            yield "failing"
        if _late(source, known, now):
            yield "late"
        if known.gaps:
            yield "gaps"


def _late(source: Source, known: "Coverage", now: datetime) -> bool:
    """A source that is looked at every so often was not. What comes to our door or streams has no such time."""
    every = getattr(source, "every", None)
    if not isinstance(every, timedelta) or known.failing_since is not None:
        return False
    return known.seen_until is None or now - known.seen_until > max(LATE * every, LEAST)


def _row(source: Source, known: "Coverage | None", troubles: list[str]) -> dict[str, object]:
    if known is None:
        return {"name": source.name, "kind": source.kind, "troubles": troubles}
    return {
        "name": source.name,
        "kind": source.kind,
        "seen_until": known.seen_until and known.seen_until.isoformat(),
        "looked_at": known.looked_at and known.looked_at.isoformat(),
        "heard_at": known.heard_at and known.heard_at.isoformat(),
        "failing_since": known.failing_since and known.failing_since.isoformat(),
        "blind": known.blind,
        "error": known.error,
        "gaps": [{"start": gap.start.isoformat(), "end": gap.end.isoformat(), "why": gap.why} for gap in known.gaps],
        "spent": known.spent,
        "spent_on": known.spent_on,
        "troubles": troubles,
    }


def _tell(found: Config, known: "Mapping[str, Coverage]", troubles: Mapping[str, list[str]], now: datetime) -> None:
    for source in found.sources:
        mark = paint("✗", "31") if troubles[source.name] else paint("✓", "32")
        say(f"{mark} {source.name} ({tr(platform(source.kind).title)})")
        for line in _lines(source, known.get(source.name), troubles[source.name], now):
            say(f"    {printable(line)}")
    if not found.sources:
        say(tr(N_("Er zijn geen bronnen ingesteld. Welke er zijn: seintje source kinds")))
    elif any(troubles.values()):
        say(tr(N_("Van een bron met ✗ mag niemand zeggen dat het er rustig is. Wat te doen: seintje doctor")))


def _lines(source: Source, known: "Coverage | None", troubles: list[str], now: datetime) -> Iterator[str]:
    if known is None or "closed" in troubles:
        closed = platform(source.kind)
        yield tr(closed.watches) if "closed" in troubles else tr(N_("nog nooit gelezen; begin met: seintje run"))
        return
    yield from _seen(known, now, late="late" in troubles)
    if known.failing_since is not None:
        since = _at(known.failing_since, now)
        words = N_("blind sinds {since}: {why}") if known.blind else N_("niet te lezen sinds {since}: {why}")
        yield tr(words, since=since, why=known.error)
    for gap in known.gaps:
        yield tr(N_("niet gezien van {start} tot {end}"), start=_at(gap.start, now), end=_at(gap.end, now))
    yield from _month(source)
    if known.spent_on:
        yield tr(N_("verbruikt op {day}: {spent}"), day=known.spent_on, spent=known.spent)


def _month(source: Source) -> Iterator[str]:
    """What an ordinary month asks and costs, of the fullest quota how much; nothing where there is neither."""
    reckoned = month(source, ORDINARY)
    if reckoned is None:
        return
    yield said(reckoned, language())


def _seen(known: "Coverage", now: datetime, *, late: bool) -> Iterator[str]:
    if known.seen_until is None:
        yield tr(N_("nog niets gezien"))
    else:
        words = N_("gezien tot {time}; daarna wordt er niet gelezen") if late else N_("gezien tot {time}")
        yield tr(words, time=_at(known.seen_until, now))
    if known.heard_at is not None:
        yield tr(N_("het laatste nieuwe {time} geleden"), time=lasted(now - known.heard_at, language()))


def _at(at: datetime, now: datetime) -> str:
    """On the organisation's clock."""
    return moment(at, now, _zone.get(), language())


USUAL = ZoneInfo("Europe/Amsterdam")
_zone: ContextVar[ZoneInfo] = ContextVar("zone", default=USUAL)
"""The protocol's time zone; before there is one, the one that a protocol has when it says nothing."""
