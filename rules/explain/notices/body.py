"""What follows the first two lines: the quote, the reasons, what to do first, the links."""

import re

from rules.case.model import NoticeKind, State
from rules.explain import names
from rules.explain.notices.head import fact, size
from rules.explain.notices.markup import anchor, bullets, line, safe
from rules.explain.notices.values import Notice
from rules.explain.quote import domain, quote, shorten, tidy
from rules.explain.when import number
from rules.explain.why import why_you
from rules.i18n import N_

QUOTE = 400
REASONS, REASON = 3, 140
SUGGESTIONS = 6
ITEMS, ITEM = 4, 160
ADDRESS = 300
"""A longer address of a mention is left out: it is a trick, and our own page has it."""


def news(n: Notice) -> str | None:
    """Why it rings when the status line does not say so: somebody already holds it, and how it grew."""
    handled = n.case.state in (State.ACKNOWLEDGED, State.SNOOZED)
    said = fact(n) if handled and n.kind in (NoticeKind.NEW_FACT, NoticeKind.REMINDER, NoticeKind.WOKEN) else ""
    raised = n.say(N_("ernstiger geworden")) if handled and n.kind is NoticeKind.LEVEL_UP else ""
    parts = [said or raised]
    if n.kind is NoticeKind.WOKEN and handled:
        more = n.case.mentions - n.case.snoozed_at
        parts += [size(n), n.say(N_("+{n} sinds u dit liet sluimeren"), n=number(more, n.lang))]
    elif n.facts.fresh > 0 and n.case.mentions > 1:
        grown = n.say(N_("+{n} sinds uw vorige seintje"), n=number(n.facts.fresh, n.lang))
        parts += [size(n), grown]
    if n.case.gone:
        parts.append(n.say(N_("op het platform verwijderd: {n}"), n=number(n.case.gone, n.lang)))
    if n.case.reach > 0:
        parts.append(n.say(N_("bereik {n}"), n=number(n.case.reach, n.lang)))
    return line(parts) or None


def quoted(n: Notice) -> list[str | None]:
    """The worst mention, made inert, and where it stands."""
    hide = n.protocol.privacy.hide_names_in_alerts
    said = quote(n.facts.text, n.lang, names=n.facts.names, hide=hide, length=QUOTE)
    if not said:
        return []
    source = [names.platform(n.facts.platform, n.lang)] if n.facts.platform else []
    when = [n.clock(n.facts.posted_at)] if n.facts.posted_at else []
    others = [names.platform(p, n.lang) for p in n.facts.platforms if p != n.facts.platform]
    also = [n.say(N_("ook op {platforms}"), platforms=", ".join(others))] if others else []
    deleted = [n.say(N_("daar intussen verwijderd"))] if n.facts.deleted else []
    return [f"<blockquote>{safe(said)}</blockquote>", line([*source, *when, *also, *deleted]) or None, ""]


def why(n: Notice) -> list[str | None]:
    """Why this colleague and why this level. Nothing once the case is closed."""
    lines: list[str | None] = []
    if n.case.state is State.RESOLVED:
        return lines
    if told := why_you(n.facts.role, n.facts.why, n.case.location, n.protocol, n.lang):
        lines.append(_label(n, N_("Waarom u"), told))
    if n.facts.reasons:
        level = names.level(n.case.level, n.protocol)
        lines.append(f"<b>{safe(n.say(N_('Waarom {level}'), level=level))}:</b>")
        lines += bullets(n.facts.reasons[:REASONS], REASON)
    return lines


def _label(n: Notice, label: str, text: str) -> str:
    return f"<b>{safe(n.say(label))}:</b> {safe(shorten(tidy(text), ITEM))}"


def first(n: Notice) -> list[str | None]:
    """What the protocol asks to do first. Nothing once the case is closed."""
    if n.case.state is State.RESOLVED:
        return []
    todo = [names.suggestion(s, n.lang) for s in n.facts.suggest[:SUGGESTIONS]]
    todo += [item for known in n.facts.checklist for item in _items(known, n)][:ITEMS]
    if n.facts.template == "none":
        todo.append(n.say(N_("Stuur geen antwoord zonder overleg.")))
    elif n.facts.template in n.protocol.templates:
        todo.append(n.say(N_("Er ligt een antwoord klaar: {name}."), name=n.facts.template.replace("_", " ")))
    if not todo:
        return []
    return ["", f"<b>{safe(n.say(N_('Doe eerst dit')))}:</b>", *bullets(todo, ITEM)]


def _items(known: str, n: Notice) -> tuple[str, ...]:
    found = n.protocol.checklists.get(known)
    return found.items if found else ()


def links(n: Notice) -> str | None:
    """Our page of the case and the mention where it stands, the latter with its real domain in sight."""
    found = [our_link(n)]
    if n.facts.url and len(n.facts.url) <= ADDRESS and re.match(r"https?://[^\s]+$", n.facts.url):
        where = domain(n.facts.url)
        found.append(anchor(n.facts.url, n.say(N_("bericht op {domain}"), domain=shorten(where, 60))))
    shown = " · ".join(link for link in found if link)
    return f"\n{shown}" if shown else None


def our_link(n: Notice) -> str | None:
    """Our page of the case; None when there are no pages."""
    text = n.say(N_("Zaak {number} bekijken"), number=n.case.id)
    return anchor(n.facts.link, text) if n.facts.link else None


def exercise(n: Notice) -> str | None:
    """The reassurance under a drill."""
    if not n.case.drill:
        return None
    return safe(n.say(N_("Dit is een oefening. Er is niets aan de hand.")))
