"""The text of a notification: what is the matter, who has it, why you, what was said, what to do first.

The first two lines are all a lock screen shows: at most 90 characters each, and they never name a client or an
author. Everything a stranger wrote is made inert first (``rules.explain.quote``).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from typing import assert_never

from rules.case.model import Action, Case, NoticeKind, State
from rules.explain import names
from rules.explain.answers import Saying, answer_text, saying
from rules.explain.quote import domain, quote, shorten, tidy
from rules.explain.when import lasted, moment, number
from rules.explain.why import why_again, why_you
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol

__all__ = ["NoticeButton", "NoticeFacts", "NoticeText", "Saying", "answer_text", "notice", "saying"]

LOCK_SCREEN = 90
"""Characters of a line that a lock screen shows."""
QUOTE = 400
REASONS, REASON = 3, 140
SUGGESTIONS = 6
ITEMS, ITEM = 4, 160
ADDRESS = 300
"""A longer address of a mention is left out: it is a trick, and our own page has it."""


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a notification needs beside the case. Times are aware; everything may be absent.

    ``person`` reads it, told as ``role`` for the named reason ``why`` (of ``Notify``), for the ``nth`` time about this
    case. ``text`` … ``posted_at`` are of the worst mention, ``names`` what its author is called (masked in the quote).
    ``link`` is our page of the case. ``fresh``: mentions since this person's last message. ``reasons``: why this level,
    as sentences, most telling first.
    """

    person: str
    role: str = ""
    why: str = ""
    nth: int = 1
    text: str = ""
    names: tuple[str, ...] = ()
    platform: str = ""
    url: str = ""
    posted_at: datetime | None = None
    link: str = ""
    platforms: tuple[str, ...] = ()
    first_at: datetime | None = None
    fresh: int = 0
    suggest: tuple[str, ...] = ()
    template: str = ""
    checklist: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeButton:
    """A button that works as long as the case stays as it is."""

    label: str
    action: Action


@dataclass(frozen=True, slots=True)
class NoticeText:
    """``html`` in Telegram's subset, ``plain`` the same without markup, and the buttons row by row."""

    html: str
    plain: str
    buttons: tuple[tuple[NoticeButton, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Notice:
    case: Case
    facts: NoticeFacts
    kind: NoticeKind
    protocol: Protocol
    lang: Lang
    now: datetime

    def say(self, text: str, **values: object) -> str:
        return translator(self.lang).gettext(text).format(**values)

    def clock(self, at: datetime) -> str:
        return moment(at, self.now, self.protocol.timezone, self.lang)

    @property
    def mine(self) -> bool:
        return self.case.assignee == self.facts.person


def notice(
    case: Case, facts: NoticeFacts, kind: NoticeKind, protocol: Protocol, lang: Lang, now: datetime
) -> NoticeText:
    """The notification for ``facts.person`` as the case stands at ``now`` (aware). Never raises, whatever was written."""
    n = _Notice(case, facts, kind, protocol, lang, now)
    blocks = _discreet(n) if protocol.privacy.discreet else _open(n)
    html = "\n".join(line for line in blocks if line is not None).strip()
    return NoticeText(html, _plain(html), _buttons(n))


# --- the first two lines ------------------------------------------------------------------------------------


def _title(n: _Notice) -> str:
    level = f"{names.icon(n.case.level, n.protocol)} {names.level(n.case.level, n.protocol)}".strip()
    if n.protocol.privacy.discreet:
        about: list[str] = [n.say(N_("zaak {number}"), number=n.case.id)]
    else:
        about = [names.category(n.case.category, n.lang), names.location(n.case.location, n.protocol)]
    banner = n.protocol.exercises.banner if n.case.drill else ""
    return _line([banner, level, *about], bold=2 if banner else 1)


def _line(parts: list[str], *, bold: int = 0) -> str:
    """Parts with dots between, cut to what a lock screen shows; the first ``bold`` of them bold."""
    kept: list[str] = []
    room = LOCK_SCREEN
    for place, part in enumerate(parts):
        words = shorten(tidy(part), room)
        if words:
            words = words if kept else words[:1].upper() + words[1:]
            kept.append(f"<b>{_safe(words)}</b>" if place < bold else _safe(words))
            room = max(room - len(words) - 3, 0)
    return " · ".join(kept)


def _status(n: _Notice) -> str:
    """Who has it."""
    match n.case.state:
        case State.OPEN:
            return _line(_open_status(n))
        case State.ACKNOWLEDGED | State.SNOOZED:
            return _line([_holder(n), n.clock(n.case.taken_at) if n.case.taken_at else ""])
        case State.RESOLVED:
            done = n.say(N_("☑️ Afgerond door {name}"), name=_who(n, n.case.assignee)) if _named(n) else ""
            at = n.clock(n.case.resolved_at) if n.case.resolved_at else ""
            return _line([done or n.say(N_("☑️ Afgerond")), at])
        case _:
            assert_never(n.case.state)


def _named(n: _Notice) -> bool:
    return n.case.assignee is not None and not n.protocol.privacy.discreet


def _holder(n: _Notice) -> str:
    if n.mine:
        return n.say(N_("✅ U hebt dit"))
    if not _named(n):
        return n.say(N_("✅ Een collega heeft dit"))
    return n.say(N_("✅ {name} heeft dit"), name=_who(n, n.case.assignee))


def _who(n: _Notice, person: str | None) -> str:
    return shorten(names.short(person or "", n.protocol), 40)


def _open_status(n: _Notice) -> list[str]:
    waiting = lasted(n.now - n.case.opened_at, n.lang)
    if n.case.assignee is not None:
        if n.mine:
            return [n.say(N_("⏳ U hebt dit, maar de beloofde reactie is er nog niet"))]
        name = _who(n, n.case.assignee) if _named(n) else n.say(N_("een collega"))
        return [n.say(N_("⏳ {name} had dit, maar de beloofde reactie is er nog niet"), name=name)]
    match n.kind:
        case NoticeKind.NEW:
            return [n.say(N_("nog niemand pakt dit op")), _size(n)]
        case NoticeKind.INFORMED:
            return [n.say(N_("ter informatie")), _size(n)]
        case NoticeKind.AGAIN:
            return [n.say(N_("nog steeds open")), n.say(N_("{n}e keer"), n=max(n.facts.nth, 2)), waiting]
        case NoticeKind.ESCALATED:
            return [n.say(N_("na {time} nog niet opgepakt"), time=waiting), _size(n)]
        case NoticeKind.MOVED_ON:
            return [n.say(N_("een collega is niet bereikbaar, daarom nu bij u")), _size(n)]
        case NoticeKind.LEVEL_UP:
            return [n.say(N_("ernstiger geworden")), _size(n)]
        case NoticeKind.NEW_FACT | NoticeKind.REMINDER:
            return [_fact(n) or n.say(N_("nog open")), _size(n)]
        case _:
            assert_never(n.kind)


def _fact(n: _Notice) -> str:
    fact = why_again(n.facts.why, n.lang)
    return n.say(N_("nieuw: {fact}"), fact=fact) if fact and n.kind is NoticeKind.NEW_FACT else fact


def _size(n: _Notice) -> str:
    """``14 berichten in 20 min``."""
    count = max(n.case.mentions, 1)
    if count == 1:
        return n.say(N_("1 bericht"))
    many = n.say(N_("{n} berichten"), n=number(count, n.lang))
    since, last = n.facts.first_at, n.case.last_mention_at
    if since is None or last is None or last <= since:
        return many
    return n.say(N_("{messages} in {time}"), messages=many, time=lasted(last - since, n.lang))


# --- the rest -------------------------------------------------------------------------------------------------


def _discreet(n: _Notice) -> list[str | None]:
    return [*_head(n), _our_link(n)]


def _head(n: _Notice) -> list[str | None]:
    """Whoever holds it comes first once somebody does, so that everyone sees at a glance that it is in hand."""
    lines = [_title(n), _status(n)]
    return [*(lines if n.case.state is State.OPEN else reversed(lines))]


def _open(n: _Notice) -> list[str | None]:
    return [
        *_head(n),
        _news(n),
        "",
        *_quoted(n),
        *_why(n),
        *_first(n),
        _links(n),
        _exercise(n),
    ]


def _news(n: _Notice) -> str | None:
    """Why it rings when the status line does not say so: somebody already holds it, and how it grew."""
    handled = n.case.state in (State.ACKNOWLEDGED, State.SNOOZED)
    said = _fact(n) if handled and n.kind in (NoticeKind.NEW_FACT, NoticeKind.REMINDER) else ""
    raised = n.say(N_("ernstiger geworden")) if handled and n.kind is NoticeKind.LEVEL_UP else ""
    parts = [said or raised]
    if n.facts.fresh > 0 and n.case.mentions > 1:
        grown = n.say(N_("+{n} sinds uw vorige seintje"), n=number(n.facts.fresh, n.lang))
        parts += [_size(n), grown]
    if n.case.reach > 0:
        parts.append(n.say(N_("bereik {n}"), n=number(n.case.reach, n.lang)))
    return _line(parts) or None


def _quoted(n: _Notice) -> list[str | None]:
    hide = n.protocol.privacy.hide_names_in_alerts
    said = quote(n.facts.text, n.lang, names=n.facts.names, hide=hide, length=QUOTE)
    if not said:
        return []
    source = [names.platform(n.facts.platform, n.lang)] if n.facts.platform else []
    when = [n.clock(n.facts.posted_at)] if n.facts.posted_at else []
    others = [names.platform(p, n.lang) for p in n.facts.platforms if p != n.facts.platform]
    also = [n.say(N_("ook op {platforms}"), platforms=", ".join(others))] if others else []
    return [f"<blockquote>{_safe(said)}</blockquote>", _line([*source, *when, *also]) or None, ""]


def _why(n: _Notice) -> list[str | None]:
    lines: list[str | None] = []
    if n.case.state is State.RESOLVED:
        return lines
    if told := why_you(n.facts.role, n.facts.why, n.case.location, n.protocol, n.lang):
        lines.append(_label(n, N_("Waarom u"), told))
    if n.facts.reasons:
        level = names.level(n.case.level, n.protocol)
        lines.append(f"<b>{_safe(n.say(N_('Waarom {level}'), level=level))}:</b>")
        lines += _bullets(n.facts.reasons[:REASONS], REASON)
    return lines


def _bullets(texts: Iterable[str], length: int) -> list[str]:
    return [f"• {_safe(shorten(tidy(text), length))}" for text in texts if tidy(text)]


def _label(n: _Notice, label: str, text: str) -> str:
    return f"<b>{_safe(n.say(label))}:</b> {_safe(shorten(tidy(text), ITEM))}"


def _first(n: _Notice) -> list[str | None]:
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
    return ["", f"<b>{_safe(n.say(N_('Doe eerst dit')))}:</b>", *_bullets(todo, ITEM)]


def _items(known: str, n: _Notice) -> tuple[str, ...]:
    found = n.protocol.checklists.get(known)
    return found.items if found else ()


def _links(n: _Notice) -> str | None:
    links = [_our_link(n)]
    if n.facts.url and len(n.facts.url) <= ADDRESS and re.match(r"https?://[^\s]+$", n.facts.url):
        where = domain(n.facts.url)
        links.append(_anchor(n.facts.url, n.say(N_("bericht op {domain}"), domain=shorten(where, 60))))
    shown = " · ".join(link for link in links if link)
    return f"\n{shown}" if shown else None


def _our_link(n: _Notice) -> str | None:
    text = n.say(N_("Zaak {number} bekijken"), number=n.case.id)
    return _anchor(n.facts.link, text) if n.facts.link else None


def _exercise(n: _Notice) -> str | None:
    if not n.case.drill:
        return None
    return _safe(n.say(N_("Dit is een oefening. Er is niets aan de hand.")))


# --- buttons -------------------------------------------------------------------------------------------------------


def _buttons(n: _Notice) -> tuple[tuple[NoticeButton, ...], ...]:
    """Only buttons that work: they follow the state and who reads."""
    match n.case.state:
        case State.OPEN:
            wanted = _open_actions(n)
        case State.ACKNOWLEDGED | State.SNOOZED:
            wanted = (Action.RESOLVE, Action.RETURN) if n.mine else ()
        case State.RESOLVED:
            wanted = ()
        case _:
            assert_never(n.case.state)
    return (tuple(NoticeButton(n.say(_LABELS[action]), action) for action in wanted),) if wanted else ()


def _open_actions(n: _Notice) -> tuple[Action, ...]:
    if n.mine:
        return Action.TAKE, Action.RESOLVE, Action.RETURN
    if n.facts.person in n.case.declined or n.kind is NoticeKind.INFORMED:
        return (Action.TAKE,)
    return Action.TAKE, Action.DECLINE


_LABELS = {
    Action.TAKE: N_("Ik pak dit op"),
    Action.RESOLVE: N_("Afgerond"),
    Action.RETURN: N_("Geef terug"),
    Action.DECLINE: N_("Niet voor mij"),
}


# --- markup -----------------------------------------------------------------------------------------------------------


def _safe(text: str) -> str:
    """Any text on one line, without invisible characters, as text and never as markup."""
    return escape(tidy(text), quote=False)


def _anchor(url: str, text: str) -> str:
    return f'<a href="{escape(url)}">{_safe(text)}</a>'


def _plain(html: str) -> str:
    """The same text without markup: links written out, the quote between quotation marks."""
    text = re.sub(r'<a href="([^"]*)">(.*?)</a>', r"\2: \1", html)
    text = text.replace("<blockquote>", "“").replace("</blockquote>", "”")
    return unescape(re.sub(r"</?b>", "", text))
