"""Moments, durations and numbers in words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rules.i18n import N_, Lang, translator

MONTHS = (
    N_("jan"),
    N_("feb"),
    N_("mrt"),
    N_("apr"),
    N_("mei"),
    N_("jun"),
    N_("jul"),
    N_("aug"),
    N_("sep"),
    N_("okt"),
    N_("nov"),
    N_("dec"),
)


def moment(at: datetime, now: datetime, zone: ZoneInfo, lang: Lang) -> str:
    """``02:03`` on the same local day as ``now``, else ``5 mrt 02:03``; both times aware."""
    local = at.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    month = translator(lang).gettext(MONTHS[local.month - 1])
    return f"{local.day} {month} {local:%H:%M}"


def day(at: datetime, zone: ZoneInfo, lang: Lang) -> str:
    """``5 mrt 2026`` on the organisation's calendar; ``at`` aware."""
    local = at.astimezone(zone)
    return f"{local.day} {translator(lang).gettext(MONTHS[local.month - 1])} {local.year}"


def lasted(amount: timedelta, lang: Lang) -> str:
    """``15 min``, ``2 uur``, ``3 dagen``: whole units, never nothing at all."""
    words = translator(lang)
    minutes = max(int(amount.total_seconds() // 60), 1)
    if minutes < 90:
        return words.gettext(N_("{n} min")).format(n=minutes)
    if minutes < 36 * 60:
        return words.gettext(N_("{n} uur")).format(n=round(minutes / 60))
    return words.gettext(N_("{n} dagen")).format(n=round(minutes / 60 / 24))


def number(value: int, lang: Lang) -> str:
    """``12.300`` in Dutch, ``12,300`` in English."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if lang is Lang.NL else grouped
