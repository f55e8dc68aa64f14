"""Moments and durations in words, in the organisation's time zone."""

from datetime import datetime, timedelta, tzinfo

from rules.i18n import N_, Translator

_WEEKDAYS = (N_("ma"), N_("di"), N_("wo"), N_("do"), N_("vr"), N_("za"), N_("zo"))
_MONTHS = (
    N_("jan"), N_("feb"), N_("mrt"), N_("apr"), N_("mei"), N_("jun"),
    N_("jul"), N_("aug"), N_("sep"), N_("okt"), N_("nov"), N_("dec"),
)  # fmt: skip


def moment(at: datetime, now: datetime, zone: tzinfo, words: Translator) -> str:
    """``at`` as local time, with as much of the date as ``now`` asks for: "14:03", "gisteren 14:03", "vr 6 mrt 14:03"."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = (today - local.date()).days
    hour = f"{local:%H:%M}"
    if days == 0:
        return hour
    if days == 1:
        return words.gettext("gisteren {time}").format(time=hour)
    if days == -1:
        return words.gettext("morgen {time}").format(time=hour)
    return f"{_date(local, today.year, words)} {hour}"


def _date(local: datetime, year: int, words: Translator) -> str:
    month = words.gettext(_MONTHS[local.month - 1])
    if local.year != year:
        return f"{local.day} {month} {local.year}"
    return f"{words.gettext(_WEEKDAYS[local.weekday()])} {local.day} {month}"


def day_and_time(at: datetime, zone: tzinfo, words: Translator) -> str:
    """A moment with its whole date, whatever day it is: "vr 6 mrt 2026, 14:03"."""
    local = at.astimezone(zone)
    day, month = words.gettext(_WEEKDAYS[local.weekday()]), words.gettext(_MONTHS[local.month - 1])
    return f"{day} {local.day} {month} {local.year}, {local:%H:%M}"


def length(span: timedelta, words: Translator) -> str:
    """A duration in round words: "minder dan een minuut", "12 min", "3 u 5 min", "2 dagen". Negative counts as none."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return words.gettext("minder dan een minuut")
    if minutes < 60:
        return words.gettext("{minutes} min").format(minutes=minutes)
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        known = words.gettext("{hours} u {minutes} min") if rest else words.gettext("{hours} u")
        return known.format(hours=hours, minutes=rest)
    days = hours // 24
    return words.ngettext("{days} dag", "{days} dagen", days).format(days=days)
