"""What a colleague asks for under a notification: why this level and this route, or what was said. One message each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.case.model import Case, State
from rules.explain import names
from rules.explain.card import why_card
from rules.explain.notices.markup import bullets, plain, safe
from rules.explain.quote import quote
from rules.explain.when import moment
from rules.i18n import N_, Lang, translator
from rules.judge.verdict import Verdict
from rules.mention import Mention
from rules.protocol.model import Protocol

LINE = 300
ROUTE = 12
WORST, OTHER = 2000, 400
"""Characters of the most serious mention, and of the others."""


@dataclass(frozen=True, slots=True)
class Rung:
    """Somebody who was told: when (aware), who, and whether their phone rang."""

    at: datetime
    person: str
    loud: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A mention to show: its text, what its author is called, where and when; ``deleted``: it is gone there."""

    text: str
    names: tuple[str, ...]
    platform: str
    posted_at: datetime
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class CardText:
    """``html`` in Telegram's subset, ``plain`` the same without markup."""

    html: str
    plain: str


def _made(lines: Iterable[str]) -> CardText:
    html = "\n".join(lines).strip()
    return CardText(html, plain(html))


def why_text(
    case: Case,
    judged: tuple[Mention, Verdict] | None,
    rung: Sequence[Rung],
    next_at: datetime | None,
    protocol: Protocol,
    lang: Lang,
    now: datetime,
) -> CardText:
    """The words that counted, the sum, the rules, and the route so far and from here. The text itself is not in it."""
    say = translator(lang).gettext
    lines = [f"<b>{safe(say(N_('Zaak {number}: waarom?')).format(number=case.id))}</b>"]
    if judged is not None:
        heading, _, *reasons = why_card(*judged, protocol, lang)
        lines += [safe(heading), *bullets(reasons, LINE)]
    else:
        lines.append(safe(say(N_("Dit bericht kon niet beoordeeld worden; daarom kijkt een mens."))))
    if rung:
        lines += ["", f"<b>{safe(say(N_('Wie kreeg een seintje')))}</b>"]
        lines += bullets((_rung(one, protocol, lang, now) for one in rung[-ROUTE:]), LINE)
    if case.state is State.OPEN and next_at is not None:
        lines += ["", safe(_next(case, next_at, protocol, lang, now))]
    return _made(lines)


def _rung(one: Rung, protocol: Protocol, lang: Lang, now: datetime) -> str:
    say = translator(lang).gettext
    loudness = say(N_("hard")) if one.loud else say(N_("stil"))
    return f"{moment(one.at, now, protocol.timezone, lang)} {names.full(one.person, protocol)} ({loudness})"


def _next(case: Case, at: datetime, protocol: Protocol, lang: Lang, now: datetime) -> str:
    say = translator(lang).gettext
    roles = case.chain[case.step].notify if case.step < len(case.chain) else _resort(case)
    told = ", ".join(names.role(role, protocol) for role in roles)
    text = say(N_("Pakt niemand dit op, dan volgt om {time}: {roles}."))
    return text.format(time=moment(at, now, protocol.timezone, lang), roles=told)


def _resort(case: Case) -> tuple[str, ...]:
    return case.last_resort.notify if case.last_resort is not None else ()


def said_text(
    case: Case, shown: Sequence[Shown], *, hide: bool, protocol: Protocol, lang: Lang, now: datetime
) -> CardText:
    """What was said, the most serious first. ``hide``: without names, handles, numbers and addresses."""
    say = translator(lang).gettext
    lines = [f"<b>{safe(say(N_('Zaak {number}: wat er staat')).format(number=case.id))}</b>"]
    if hide:
        lines.append(safe(say(N_("Namen en nummers zijn afgeschermd. Wie de zaak heeft, ziet ze wel."))))
    for place, one in enumerate(shown):
        text = quote(one.text, lang, names=one.names, hide=hide, length=OTHER if place else WORST)
        where = [names.platform(one.platform, lang), moment(one.posted_at, now, protocol.timezone, lang)]
        where += [say(N_("daar intussen verwijderd"))] if one.deleted else []
        author = [] if hide else list(one.names[:1])
        lines += ["", f"<blockquote>{safe(text)}</blockquote>", safe(" · ".join([*author, *where]))]
    if len(shown) < case.mentions:
        rest = case.mentions - len(shown)
        lines += ["", safe(say(N_("… en nog {n}.")).format(n=rest))]
    return _made(lines)
