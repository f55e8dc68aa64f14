"""The evaluation report of a case: figures, what people saw, and the whole log; as parts for a page, and as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.case.model import Case
from rules.explain import names
from rules.explain.casebook import log_line
from rules.explain.quote import quote
from rules.explain.sheets import StormFacts
from rules.explain.when import day, lasted, moment, number
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol

QUOTE = 300
Entry = tuple[datetime, str, str, str]
"""When (aware), the fixed word of the log, who, and its detail."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The report in the reader's language. ``seen``: what most people saw, names hidden as the protocol wants;

    ``log``: (local time, what happened).
    """

    title: str
    figures: tuple[str, ...]
    seen_title: str
    seen: tuple[str, ...]
    log_title: str
    log: tuple[tuple[str, str], ...]

    @property
    def markdown(self) -> str:
        """The whole report as Markdown that prints well."""
        parts = [f"# {self.title}", "", *(f"- {line}" for line in self.figures)]
        if self.seen:
            parts += ["", f"## {self.seen_title}", "", *(f"> {text}" for text in self.seen)]
        return "\n".join([*parts, "", f"## {self.log_title}", "", *(f"- {at} {line}" for at, line in self.log), ""])


def evaluate(
    case: Case,
    facts: StormFacts,
    log: Sequence[Entry],
    told: datetime | None,
    protocol: Protocol,
    lang: Lang,
    now: datetime,
) -> Evaluation:
    """The report at ``now`` (aware). ``told``: when somebody first heard of the case, None for never."""
    say = translator(lang).gettext
    return Evaluation(
        say(N_("Verslag van zaak {number}")).format(number=case.id),
        tuple(_figures(case, facts, told, protocol, lang, now)),
        say(N_("Meest gezien")),
        tuple(_quoted(one.text, one.author.handle, protocol, lang) for one in facts.top),
        say(N_("Logboek")),
        tuple((_at(at, protocol, lang), log_line(what, who, detail, protocol, lang)) for at, what, who, detail in log),
    )


def _figures(
    case: Case, facts: StormFacts, told: datetime | None, protocol: Protocol, lang: Lang, now: datetime
) -> list[str]:
    say = translator(lang).gettext
    level = names.level(case.level, protocol)
    found = [
        say(N_("Niveau: {level}. Geopend {time}.")).format(
            level=level, time=moment(case.opened_at, now, protocol.timezone, lang)
        ),
        _counted(case, facts, lang),
    ]
    if told is not None:
        found.append(say(N_("Eerste seintje na {time}.")).format(time=lasted(told - case.opened_at, lang)))
    if case.taken_at is not None:
        found.append(say(N_("Opgepakt na {time}.")).format(time=lasted(case.taken_at - case.opened_at, lang)))
    if case.resolved_at is not None:
        found.append(say(N_("Afgerond na {time}.")).format(time=lasted(case.resolved_at - case.opened_at, lang)))
    return found


def _quoted(text: str, author: str, protocol: Protocol, lang: Lang) -> str:
    return quote(text, lang, names=(author,), hide=protocol.privacy.hide_names_in_alerts, length=QUOTE)


def _at(at: datetime, protocol: Protocol, lang: Lang) -> str:
    """With its year: this is what is kept and read long afterwards."""
    zone = protocol.timezone
    return f"{day(at, zone, lang)} {at.astimezone(zone):%H:%M}"


def _counted(case: Case, facts: StormFacts, lang: Lang) -> str:
    """How much was said by how many, and for how many eyes where that is known."""
    to = translator(lang)
    said = to.ngettext("{n} bericht", "{n} berichten", facts.mentions).format(n=number(facts.mentions, lang))
    who = to.ngettext("{n} afzender", "{n} afzenders", facts.authors).format(n=number(facts.authors, lang))
    if not case.reach:
        return to.gettext(N_("{said} van {who}.")).format(said=said, who=who)
    reach = number(case.reach, lang)
    return to.gettext(N_("{said} van {who}; bereik {reach}.")).format(said=said, who=who, reach=reach)
