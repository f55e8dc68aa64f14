"""A report in words: sentences and tables in Dutch or English, and under every report what was and was not watched."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from rules.explain.report.counted import levels, locations, response_times, topics
from rules.explain.report.judged import burden, for_nothing, silenced
from rules.explain.report.made import Made
from rules.explain.report.now import nobody_took, open_cases, overnight, share_tips
from rules.explain.report.values import CaseTimes, Numbers, ReportText, Ring, Section, Tip, Verdict, Watched
from rules.explain.report.watched import coverage
from rules.explain.when import moment
from rules.i18n import N_, Lang
from rules.protocol.model import Protocol

__all__ = [
    "CaseTimes",
    "Numbers",
    "ReportText",
    "Ring",
    "Section",
    "Tip",
    "Verdict",
    "Watched",
    "report",
    "sections_of",
]

DAY = ("open_cases", "overnight", "share_tips")
WEEK = ("levels", "response_times", "topics", "locations", "false_alarms")


def sections_of(show: tuple[str, ...], start: datetime, end: datetime) -> tuple[str, ...]:
    """What a report shows: what the protocol asks for, else what fits a period that long; the rest follows by itself."""
    asked = show or (WEEK if end - start > timedelta(days=2) else DAY)
    extra = ("burden", "ended", "silenced") if end - start > timedelta(days=2) else ("ended", "silenced")
    return (*asked, *extra)


def report(
    name: str, show: tuple[str, ...], numbers: Numbers, protocol: Protocol, lang: Lang, texts: bool = True
) -> ReportText:
    """The report ``name``. ``texts`` False: no words of mentions, for a protocol that is discreet."""
    made = Made(numbers, protocol, lang)
    title = made.say(N_("{name}: {start} – {end}")).format(
        name=name, start=_day(numbers.start, made), end=_day(numbers.end, made)
    )
    parts = []
    for wanted in sections_of(show, numbers.start, numbers.end):
        if wanted == "share_tips" and not texts:
            continue
        section = _SECTIONS[wanted](made)
        if section is not None:
            parts.append(section)
    return ReportText(title, tuple(parts), coverage(made))


def _day(at: datetime, made: Made) -> str:
    return moment(at, at + timedelta(days=2), made.protocol.timezone, made.lang)


_SECTIONS: Mapping[str, Callable[[Made], Section | None]] = {
    "open_cases": open_cases,
    "overnight": overnight,
    "share_tips": share_tips,
    "levels": levels,
    "response_times": response_times,
    "topics": topics,
    "locations": locations,
    "false_alarms": for_nothing,
    "burden": burden,
    "ended": nobody_took,
    "silenced": silenced,
}
