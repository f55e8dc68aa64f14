"""Days and moments in words, on the organisation's clock: "do 25-12 02:00" in Dutch, "Thu 25 Dec 02:00" in English."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.i18n import N_
from rules.protocol.model import Clock, Span
from rules.protocol.problems import Phrase, phrase

WEEKDAYS = (N_("ma"), N_("di"), N_("wo"), N_("do"), N_("vr"), N_("za"), N_("zo"))
MONTHS = (
    N_("januari"),
    N_("februari"),
    N_("maart"),
    N_("april"),
    N_("mei"),
    N_("juni"),
    N_("juli"),
    N_("augustus"),
    N_("september"),
    N_("oktober"),
    N_("november"),
    N_("december"),
)
_DAY = N_("{weekday} {day}-{month}")
_FULL_DAY = N_("{weekday} {day} {name} {year}")
_MOMENT = N_("{date} {time}")
_WITHIN_DAY = N_("{date} {start}–{end}")
_STRETCH = N_("{start} tot {end}")


def day_phrase(day: date) -> Phrase:
    """``do 25-12``."""
    return phrase(_DAY, **_parts(day))


def full_day_phrase(day: date) -> Phrase:
    """``do 25 december 2026``."""
    return phrase(_FULL_DAY, **_parts(day))


def _parts(day: date) -> dict[str, str | Phrase]:
    return {
        "weekday": phrase(WEEKDAYS[day.weekday()]),
        "day": str(day.day),
        "month": str(day.month),
        "name": phrase(MONTHS[day.month - 1]),
        "year": str(day.year),
    }


def moment_phrase(at: datetime, zone: ZoneInfo) -> Phrase:
    """``do 25-12 02:00``, local."""
    local = at.astimezone(zone)
    return phrase(_MOMENT, date=day_phrase(local.date()), time=f"{local:%H:%M}")


def stretch_phrase(start: datetime, end: datetime, zone: ZoneInfo) -> Phrase:
    """``do 25-12 02:00–07:00``, or ``vr 24-4 17:00 tot ma 27-4 09:00`` over midnight; local."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    if first.date() != last.date():
        return phrase(_STRETCH, start=moment_phrase(start, zone), end=moment_phrase(end, zone))
    return phrase(_WITHIN_DAY, date=day_phrase(first.date()), start=f"{first:%H:%M}", end=f"{last:%H:%M}")


# --- spans -------------------------------------------------------------------------------------------------

_MINUTE, _HOUR, _DAY_LONG = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_UNITS: dict[Clock, tuple[tuple[timedelta, str, str], ...]] = {
    Clock.WALL: (
        (_DAY_LONG, N_("1 dag"), N_("{count} dagen")),
        (_HOUR, N_("1 uur"), N_("{count} uur")),
        (_MINUTE, N_("1 minuut"), N_("{count} minuten")),
    ),
    Clock.OFFICE: (
        (_HOUR, N_("1 kantooruur"), N_("{count} kantooruren")),
        (_MINUTE, N_("1 minuut kantoortijd"), N_("{count} minuten kantoortijd")),
    ),
    Clock.WORKDAYS: ((_DAY_LONG, N_("1 werkdag"), N_("{count} werkdagen")),),
}


def span_phrase(span: Span) -> Phrase:
    """A duration with its clock in the largest unit that fits: ``4 kantooruren``, ``90 minuten``, ``5 werkdagen``."""
    units = _UNITS[span.clock]
    size, one, many = next((unit for unit in units if span.amount and not span.amount % unit[0]), units[-1])
    count = span.amount // size
    return phrase(one) if count == 1 else phrase(many, count=str(count))


def wait_phrase(wait: timedelta) -> Phrase:
    """How long somebody waits: in whole minutes, from two hours on in whole hours, rounded up."""
    unit = _MINUTE if wait < 2 * _HOUR else _HOUR
    return span_phrase(Span(-(-wait // unit) * unit))
