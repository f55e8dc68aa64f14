"""A case as one line of a list on a phone: enough to choose by, and no client or author in it."""

from datetime import datetime

from rules.case.model import Case, State
from rules.explain import names
from rules.explain.quote import shorten
from rules.explain.when import lasted, moment
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol

NAME = 30


def case_line(case: Case, protocol: Protocol, lang: Lang, now: datetime) -> str:
    """``12 · 🟠 Ernstig · Klacht · Beukenhof · nog niemand, 12 min``; with discreet mode only number, level and state."""
    level = f"{names.icon(case.level, protocol)} {names.level(case.level, protocol)}".strip()
    about = (
        []
        if protocol.privacy.discreet
        else [names.category(case.category, lang), names.location(case.location, protocol)]
    )
    parts = [str(case.id), level, *about, state_words(case, protocol, lang, now)]
    return " · ".join(part for part in parts if part)


def state_words(case: Case, protocol: Protocol, lang: Lang, now: datetime) -> str:
    """Who has the case, or since when nobody has."""
    say = translator(lang).gettext
    name = shorten(names.short(case.assignee or "", protocol), NAME) or say(N_("een collega"))
    if case.state is State.OPEN:
        return say(N_("nog niemand, {time}")).format(time=lasted(now - case.opened_at, lang))
    if case.state is State.RESOLVED:
        return say(N_("afgerond"))
    if case.state is State.SNOOZED and case.snoozed_until is not None:
        until = moment(case.snoozed_until, now, protocol.timezone, lang)
        return say(N_("sluimert bij {name} tot {time}")).format(name=name, time=until)
    return say(N_("bij {name}")).format(name=name)
