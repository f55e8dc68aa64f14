"""Choosing one of a case's mentions on a phone, or those that belong to another case: a numbered list, a page at a time.

The list stands in the message, the numbers on the buttons: a narrow phone shows no more than a few words of a button.
"""

from collections.abc import Iterator

from rules.case.deeds import Ask
from rules.case.model import Action
from rules.explain import names
from rules.explain.notices.markup import line, safe
from rules.explain.notices.values import Listed, Notice, NoticeButton, Picking
from rules.explain.quote import quote
from rules.i18n import N_

PAGE = 6
WIDE = 3
SHORT, WHOLE = 80, 400
"""Characters of a mention in the list, and of the one that was chosen."""

Rows = tuple[tuple[NoticeButton, ...], ...]


def body(n: Notice, picking: Picking) -> list[str | None]:
    """What stands between the first lines and the buttons."""
    if picking.view == Ask.ABOUT:
        return ["", _which(n, picking, picking.listed[0]), *_quoted(n, picking.listed[0])]
    asked = N_("Welke berichten horen niet in deze zaak?") if _gathers(picking) else N_("Over welk bericht gaat het?")
    which = n.say(N_("blad {page} van {pages}"), page=picking.page + 1, pages=_pages(picking))
    heading = line([n.say(asked), *([which] if _pages(picking) > 1 else [])], bold=1)
    return ["", heading, *(_item(n, picking, one) for one in picking.listed)]


def rows(n: Notice, picking: Picking) -> Rows:
    """The buttons that belong to it, without the way back."""
    if picking.view == Ask.ABOUT:
        return _about(n, picking.listed[0])
    chosen = [_numbered(picking, one) for one in picking.listed]
    wide = tuple(tuple(chosen[at : at + WIDE]) for at in range(0, len(chosen), WIDE))
    part = N_("Maak er een zaak van ({n})")
    go = ((NoticeButton(n.say(part, n=len(picking.chosen)), Ask.PART),),) if picking.chosen else ()
    turning = tuple(_turning(n, picking))
    return (*wide, *((turning,) if turning else ()), *go)


def back(picking: Picking) -> Ask:
    """Where the way back leads: from one mention to the list, from a list to the other buttons."""
    return Ask.PICK if picking.view == Ask.ABOUT else Ask.MORE


def _gathers(picking: Picking) -> bool:
    return picking.view == Ask.GATHER


def _pages(picking: Picking) -> int:
    return max(-(-picking.total // PAGE), 1)


def _where(n: Notice, one: Listed) -> str:
    gone = [n.say(N_("daar intussen verwijderd"))] if one.deleted else []
    return " · ".join([names.platform(one.platform, n.lang), n.clock(one.posted_at), *gone])


def _item(n: Notice, picking: Picking, one: Listed) -> str:
    mark = ("☑ " if one.number in picking.chosen else "☐ ") if _gathers(picking) else ""
    said = _words(n, one, SHORT)
    return f"{mark}{one.place}. {safe(_where(n, one))}\n“{safe(said)}”"


def _words(n: Notice, one: Listed, length: int) -> str:
    return quote(one.text, n.lang, names=one.names, hide=n.protocol.privacy.hide_names_in_alerts, length=length)


def _which(n: Notice, picking: Picking, one: Listed) -> str:
    return line([n.say(N_("Bericht {place} van {total}"), place=one.place, total=picking.total), _where(n, one)])


def _quoted(n: Notice, one: Listed) -> list[str]:
    return [f"<blockquote>{safe(_words(n, one, WHOLE))}</blockquote>"]


def _numbered(picking: Picking, one: Listed) -> NoticeButton:
    if _gathers(picking):
        mark = "☑" if one.number in picking.chosen else "☐"
        return NoticeButton(f"{mark} {one.place}", Ask.GATHER, str(one.number))
    return NoticeButton(str(one.place), Ask.ABOUT, str(one.number))


def _turning(n: Notice, picking: Picking) -> Iterator[NoticeButton]:
    deed = Ask.GATHER_PAGE if _gathers(picking) else Ask.PICK
    if picking.page > 0:
        yield NoticeButton(n.say(N_("‹ Vorige")), deed, str(picking.page))
    if picking.page + 1 < _pages(picking):
        yield NoticeButton(n.say(N_("Volgende ›")), deed, str(picking.page + 2))


def _about(n: Notice, one: Listed) -> Rows:
    which = str(one.number)
    asks = (
        NoticeButton(n.say(N_("Waarom?")), Ask.WHY, which),
        NoticeButton(n.say(N_("Tekst tonen")), Ask.TEXT, which),
    )
    verdict = [NoticeButton(n.say(N_("Loos alarm")), Ask.FALSE_ALARM, which)]
    if n.case.level_number < 3:
        verdict.append(NoticeButton(n.say(N_("Had moeten alarmeren")), Ask.MISSED, which))
    proof = NoticeButton(n.say(N_("Bewijs bewaren")), Ask.EVIDENCE, which)
    alone = NoticeButton(n.say(N_("Maak er een eigen zaak van")), Action.SPLIT, which)
    return (asks, tuple(verdict), *(() if n.case.drill else ((proof,),)), (alone,))
