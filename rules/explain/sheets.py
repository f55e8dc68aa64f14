"""Messages about several cases, or about a storm as a whole: bundle, morning message, summary, the question to scale down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.case.model import Action, Case, State
from rules.duty.dates import moment_phrase
from rules.explain import names
from rules.explain.notices.markup import anchor, bullets, plain, safe
from rules.explain.quote import quote
from rules.explain.when import lasted, moment, number
from rules.i18n import N_, Lang, translator
from rules.mention import Mention
from rules.protocol.model import Protocol

SHOWN = 8
"""So many cases are named in one message."""
TOP = 3
QUOTE = 160


@dataclass(frozen=True, slots=True)
class Sheet:
    """``html`` in Telegram's subset, ``plain`` the same without markup; a row of buttons for each case: (label, action, case)."""

    html: str
    plain: str
    buttons: tuple[tuple[str, Action, Case], ...] = ()
    waits: tuple[tuple[str, int], ...] = ()
    """Buttons that ask again later: (label, hours)."""


@dataclass(frozen=True, slots=True)
class StormFacts:
    """A storm as it stands. ``lately``: since the last summary; ``top`` the posts that most people see; ``questions``:
    what was asked; ``terms``: words that are followed beside our names. Counts by platform and tone, most first."""

    mentions: int
    lately: int
    authors: int
    platforms: tuple[tuple[str, int], ...] = ()
    tones: tuple[tuple[str, int], ...] = ()
    top: tuple[Mention, ...] = ()
    questions: tuple[Mention, ...] = ()
    terms: tuple[str, ...] = ()


def bundle(cases: Sequence[Case], person: str, protocol: Protocol, lang: Lang, link: str) -> Sheet:
    """``Nog 3 zaken``: what could not ring on its own, each with a button to take it. ``link``: address of our pages or empty."""
    say = translator(lang).gettext
    title = (
        say(N_("Nog 1 zaak voor u"))
        if len(cases) == 1
        else say(N_("Nog {n} zaken voor u")).format(n=number(len(cases), lang))
    )
    return _listed(title, cases, person, protocol, lang, link)


def morning(cases: Sequence[Case], person: str, protocol: Protocol, lang: Lang, link: str) -> Sheet:
    """What came while it was quiet and still waits for somebody."""
    say = translator(lang).gettext
    title = say(N_("Goedemorgen. Dit wacht nog sinds de vorige werkdag:"))
    return _listed(title, cases, person, protocol, lang, link)


def _listed(title: str, cases: Sequence[Case], person: str, protocol: Protocol, lang: Lang, link: str) -> Sheet:
    say = translator(lang).gettext
    shown = sorted(cases, key=lambda case: (-case.level_number, case.id))[:SHOWN]
    lines = [f"<b>{safe(title)}</b>", *(_line(case, protocol, lang, link) for case in shown)]
    if more := len(cases) - len(shown):
        lines.append(safe(say(N_("en nog {n}; zie de lijst met zaken")).format(n=number(more, lang))))
    html = "\n".join(lines)
    take = [case for case in shown if case.state is State.OPEN and person not in case.declined]
    label = say(N_("Zaak {number}: ik pak dit op"))
    return Sheet(html, plain(html), tuple((label.format(number=case.id), Action.TAKE, case) for case in take))


def _line(case: Case, protocol: Protocol, lang: Lang, link: str) -> str:
    say = translator(lang).gettext
    count = (
        say(N_("1 bericht")) if case.mentions <= 1 else say(N_("{n} berichten")).format(n=number(case.mentions, lang))
    )
    about = (
        []
        if protocol.privacy.discreet
        else [names.category(case.category, lang), names.location(case.location, protocol)]
    )
    head = f"{names.icon(case.level, protocol)} {say(N_('zaak {number}')).format(number=case.id)}".strip()
    text = " · ".join(part for part in (head, *about, count) if part)
    return anchor(f"{link}/cases/{case.id}", text) if link else safe(text)


def seen(
    pattern: str, place: str, count: int, authors: int, usual: float | None, protocol: Protocol, lang: Lang
) -> str:
    """What a pattern counted, as one sentence; ``usual`` None: not known yet."""
    say = translator(lang).gettext
    known = next((one for one in protocol.patterns if one.id == pattern), None)
    time = lasted(known.within, lang) if known else ""
    where = names.location(place, protocol) if place in protocol.organisation.locations else names.platform(place, lang)
    at = "" if not place or place.startswith("case:") else say(N_(" op {place}")).format(place=where)
    told = say(N_("{n} berichten van {authors} afzenders in {time}{place}")).format(
        n=number(count, lang), authors=number(authors, lang), time=time, place=at
    )
    if usual is None:
        return told + say(N_("; wat hier gewoon is, weet ik nog niet"))
    return told + say(N_("; gewoonlijk {n}")).format(n=number(round(usual), lang))


# --- storms ----------------------------------------------------------------------------------------------------


def summary(case: Case, facts: StormFacts, protocol: Protocol, lang: Lang, now: datetime, link: str) -> Sheet:
    """How the storm stands this hour: counts, what most people see, what is asked."""
    say = translator(lang).gettext
    at = moment(now, now, protocol.timezone, lang)
    head = say(N_("Stand van storm {number} om {time}")).format(number=case.id, time=at)
    lines = [f"<b>{safe(head)}</b>", safe(_counts(case, facts, lang, now))]
    if protocol.privacy.discreet:
        return _sheet([*lines, _link(case, lang, link)])
    lines.append(safe(_where(facts, lang)))
    lines += _posts(say(N_("Meest gezien:")), facts.top, protocol, lang)
    lines += _posts(say(N_("Open vragen:")), facts.questions, protocol, lang)
    if facts.terms:
        lines.append(safe(say(N_("Ik volg ook: {terms}")).format(terms=", ".join(facts.terms))))
    return _sheet([*lines, _link(case, lang, link)])


def _sheet(lines: Sequence[str]) -> Sheet:
    html = "\n".join(line for line in lines if line)
    return Sheet(html, plain(html))


def _counts(case: Case, facts: StormFacts, lang: Lang, now: datetime) -> str:
    text = translator(lang).gettext(
        N_("{total} berichten van {authors} afzenders in {time}, waarvan {lately} het laatste uur; bereik {reach}")
    )
    since = case.storm_since or case.opened_at
    return text.format(
        total=number(facts.mentions, lang),
        authors=number(facts.authors, lang),
        time=lasted(now - min(since, case.opened_at), lang),
        lately=number(facts.lately, lang),
        reach=number(case.reach, lang),
    )


def _where(facts: StormFacts, lang: Lang) -> str:
    return " · ".join(
        f"{names.platform(platform, lang)} {number(count, lang)}" for platform, count in facts.platforms[:5]
    )


def _posts(title: str, posts: Sequence[Mention], protocol: Protocol, lang: Lang) -> list[str]:
    if not posts:
        return []
    hide = protocol.privacy.hide_names_in_alerts
    said = [
        quote(one.text, lang, names=_names(one), hide=hide, length=QUOTE)
        + f" ({names.platform(one.platform, lang)}, {number(one.reach or 0, lang)})"
        for one in posts[:TOP]
    ]
    return [f"<b>{safe(title)}</b>", *bullets(said, QUOTE + 60)]


def _names(mention: Mention) -> tuple[str, ...]:
    return tuple(name for name in (mention.author.name, mention.author.handle) if name)


def _link(case: Case, lang: Lang, link: str) -> str:
    text = translator(lang).gettext(N_("Zaak {number} bekijken")).format(number=case.id)
    if not link:
        return ""
    report = translator(lang).gettext(N_("verslag tot nu toe"))
    return f"{anchor(f'{link}/cases/{case.id}', text)} · {anchor(f'{link}/cases/{case.id}/report', report)}"


WAITS = (2, 12)
"""Hours after which the question whether a storm is over comes again."""


def scale_down(
    case: Case, facts: StormFacts, protocol: Protocol, lang: Lang, link: str, again: datetime | None = None
) -> Sheet:
    """The question whether a storm is over; a person answers it, nothing happens by itself.

    ``again``: somebody said "not yet", and this is when it is asked again (aware).
    """
    say = translator(lang).gettext
    if case.state is State.RESOLVED:
        return _sheet([safe(say(N_("Storm {number} is afgesloten.")).format(number=case.id)), _link(case, lang, link)])
    if again is not None:
        at = moment_phrase(again, protocol.timezone).say(translator(lang))
        text = say(N_("Storm {number}: nog niet afschalen. Als het rustig blijft, vraag ik het opnieuw {at}."))
        return _sheet([safe(text.format(number=case.id, at=at)), _link(case, lang, link)])
    text = say(N_("Storm {number} lijkt voorbij: nog {n} berichten in de laatste uren. Afschalen?"))
    asked = safe(text.format(number=case.id, n=number(facts.lately, lang)))
    wait = safe(say(N_("Doet u niets, dan blijft de storm open en vraag ik het later opnieuw.")))
    html = "\n".join(part for part in (f"<b>{asked}</b>", wait, _link(case, lang, link)) if part)
    label = N_("Nog niet: vraag over {n} uur")
    waits = tuple((say(label).format(n=hours), hours) for hours in WAITS)
    return Sheet(html, plain(html), ((say(N_("Ja, afsluiten")), Action.RESOLVE, case),), waits)


def evaluation_due(case: int, days: int, lang: Lang, link: str = "") -> str:
    """The reminder to evaluate a storm; ``link`` is the address of the pages, where there are any."""
    text = translator(lang).gettext(
        N_(
            "Storm {number} is afgesloten. De evaluatie hoort binnen {days} werkdagen klaar te zijn. "
            "Het verslag: {report}"
        )
    )
    report = f"{link}/cases/{case}/report" if link else f"seintje case report {case}"
    return text.format(number=case, days=days, report=report)
