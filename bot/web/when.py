"""Moments in words, with as much of the date as a page needs, in the organisation's time zone."""

from datetime import datetime, tzinfo

from rules.explain.when import MONTHS
from rules.i18n import N_, Translator

_WEEKDAYS = (N_("ma"), N_("di"), N_("wo"), N_("do"), N_("vr"), N_("za"), N_("zo"))


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
    month = words.gettext(MONTHS[local.month - 1])
    if local.year != today.year:
        return f"{local.day} {month} {local.year} {hour}"
    return f"{words.gettext(_WEEKDAYS[local.weekday()])} {local.day} {month} {hour}"


def day_and_time(at: datetime, zone: tzinfo, words: Translator) -> str:
    """A moment with its whole date, whatever day it is: "vr 6 mrt 2026, 14:03"."""
    local = at.astimezone(zone)
    day, month = words.gettext(_WEEKDAYS[local.weekday()]), words.gettext(MONTHS[local.month - 1])
    return f"{day} {local.day} {month} {local.year}, {local:%H:%M}"
