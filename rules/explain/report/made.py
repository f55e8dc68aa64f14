"""What every section of a report needs: the numbers, the protocol, the language."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from rules.explain import names
from rules.explain.report.values import CaseTimes, Numbers
from rules.explain.when import moment, number
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol


class Made:
    """What every section needs."""

    def __init__(self, numbers: Numbers, protocol: Protocol, lang: Lang) -> None:
        self.numbers = numbers
        self.protocol = protocol
        self.lang = lang
        self.say = translator(lang).gettext

    def n(self, value: int) -> str:
        """A number."""
        return number(value, self.lang)

    def at(self, moment_: datetime) -> str:
        """A moment, seen from the end of the period."""
        return moment(moment_, self.numbers.end, self.protocol.timezone, self.lang)


MOST = 8
"""So many rows of a table; the rest is counted together."""


def case_table(cases: Sequence[CaseTimes], made: Made) -> tuple[tuple[str, ...], ...]:
    """These cases, as far as a table holds them, with its head."""
    say = made.say
    head = (say(N_("Zaak")), say(N_("Niveau")), say(N_("Waarover")), say(N_("Bij")), say(N_("Sinds")))
    return (head, *(_case_row(case, made) for case in cases[:MOST]))


def _case_row(case: CaseTimes, made: Made) -> tuple[str, ...]:
    who = names.short(case.assignee, made.protocol) if case.assignee else made.say(N_("niemand"))
    about = " · ".join(
        part
        for part in (names.category(case.category, made.lang), names.location(case.location, made.protocol))
        if part
    )
    level = f"{names.icon(case.level, made.protocol)} {names.level(case.level, made.protocol)}".strip()
    return (made.say(N_("zaak {n}")).format(n=case.number), level, about, who, made.at(case.opened_at))


def most(found: Mapping[str, int], name: Callable[[str], str], made: Made) -> tuple[tuple[str, str], ...]:
    """A table of counts, the largest first; what does not fit is counted together."""
    order = sorted(found, key=lambda known: (-found[known], known))
    rows = [(name(known), made.n(found[known])) for known in order[:MOST]]
    if len(order) > MOST:
        rows.append((made.say(N_("andere")), made.n(sum(found[known] for known in order[MOST:]))))
    return tuple(rows)
