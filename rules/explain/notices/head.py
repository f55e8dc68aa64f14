"""The first two lines: all a lock screen shows, so nothing in them names a client or an author."""

from typing import assert_never

from rules.case.model import NoticeKind, State
from rules.explain import names
from rules.explain.lists import state_words
from rules.explain.notices.markup import line
from rules.explain.notices.values import Notice
from rules.explain.quote import shorten
from rules.explain.when import lasted, number
from rules.explain.why import why_again
from rules.i18n import N_


def head(n: Notice) -> list[str | None]:
    """Whoever holds it comes first once somebody does, so that everyone sees at a glance that it is in hand."""
    if n.kind is NoticeKind.ENDED:
        return [
            _title(n),
            line(
                [
                    n.say(N_("Niemand pakte dit op in de hele opschaling")),
                    state_words(n.case, n.protocol, n.lang, n.now),
                ]
            ),
        ]
    lines = [_title(n), _status(n)]
    return [*lines] if n.case.state is State.OPEN else [*reversed(lines)]


def _title(n: Notice) -> str:
    level = f"{names.icon(n.case.level, n.protocol)} {names.level(n.case.level, n.protocol)}".strip()
    if n.protocol.privacy.discreet:
        about: list[str] = [n.say(N_("zaak {number}"), number=n.case.id)]
    else:
        about = [names.category(n.case.category, n.lang), names.location(n.case.location, n.protocol)]
    banner = n.protocol.exercises.banner if n.case.drill else ""
    return line([banner, level, *about], bold=2 if banner else 1)


def _status(n: Notice) -> str:
    """Who has it."""
    if n.case.parent is not None:
        return line([n.say(N_("hoort nu bij storm {number}"), number=n.case.parent)])
    match n.case.state:
        case State.OPEN:
            return line([asked, size(n)] if (asked := _asked(n)) else _open_status(n))
        case State.SNOOZED if n.case.snoozed_until is not None:
            until = n.say(N_("sluimert tot {time}"), time=n.clock(n.case.snoozed_until))
            return line([_holder(n), until])
        case State.ACKNOWLEDGED | State.SNOOZED:
            return line([_holder(n), n.clock(n.case.taken_at) if n.case.taken_at else ""])
        case State.RESOLVED if n.case.merged_into is not None:
            return line([n.say(N_("↪ Hoort bij zaak {number}, kijk daar"), number=n.case.merged_into)])
        case State.RESOLVED:
            done = n.say(N_("☑️ Afgerond door {name}"), name=_who(n, n.case.assignee)) if _named(n) else ""
            at = n.clock(n.case.resolved_at) if n.case.resolved_at else ""
            return line([done or n.say(N_("☑️ Afgerond")), at])
        case _:
            assert_never(n.case.state)


def _named(n: Notice) -> bool:
    return n.case.assignee is not None and not n.protocol.privacy.discreet


def _holder(n: Notice) -> str:
    if n.mine:
        return n.say(N_("✅ U hebt dit"))
    if not _named(n):
        return n.say(N_("✅ Een collega heeft dit"))
    return n.say(N_("✅ {name} heeft dit"), name=_who(n, n.case.assignee))


def _who(n: Notice, person: str | None) -> str:
    return shorten(names.short(person or "", n.protocol), 40)


def _open_status(n: Notice) -> list[str]:
    waiting = lasted(n.now - n.case.opened_at, n.lang)
    if n.case.assignee is not None:
        return [_held_before(n), size(n)]
    match n.kind:
        case NoticeKind.NEW:
            return [n.say(N_("nog niemand pakt dit op")), size(n)]
        case NoticeKind.INFORMED:
            return [n.say(N_("ter informatie")), size(n)]
        case NoticeKind.AGAIN:
            times = n.say(N_("{n}e keer"), n=n.facts.nth) if n.facts.nth > 1 else ""
            return [n.say(N_("nog steeds open")), times, waiting]
        case NoticeKind.ESCALATED:
            return [n.say(N_("na {time} nog niet opgepakt"), time=waiting), size(n)]
        case NoticeKind.MOVED_ON:
            return [n.say(N_("een collega is niet bereikbaar, daarom nu bij u")), size(n)]
        case NoticeKind.LEVEL_UP:
            return [n.say(N_("ernstiger geworden")), size(n)]
        case (
            NoticeKind.NEW_FACT
            | NoticeKind.REMINDER
            | NoticeKind.WOKEN
            | NoticeKind.RAISED
            | NoticeKind.HANDED
            | NoticeKind.ENDED
        ):
            return [fact(n) or n.say(N_("nog open")), size(n)]
        case _:
            assert_never(n.kind)


def _asked(n: Notice) -> str:
    """A colleague asked for somebody: for one person, or for more help."""
    if n.case.handed_to is not None:
        if n.case.handed_to == n.facts.person:
            return n.say(N_("👉 Een collega vraagt u dit op te pakken"))
        name = n.say(N_("een collega")) if n.protocol.privacy.discreet else _who(n, n.case.handed_to)
        return n.say(N_("👉 Gevraagd aan {name}"), name=name)
    if n.case.raised_by is not None and n.case.raised_by == n.facts.person:
        return n.say(N_("⏫ U schaalde op, nog niemand pakt dit op"))
    if n.case.raised_by is not None:
        name = n.say(N_("een collega")) if n.protocol.privacy.discreet else _who(n, n.case.raised_by)
        return n.say(N_("⏫ Opgeschaald door {name}, nog niemand pakt dit op"), name=name)
    return ""


def _held_before(n: Notice) -> str:
    """Somebody took it, and yet it is open: it became more serious since, or the promised reply did not come."""
    name = _who(n, n.case.assignee) if _named(n) else n.say(N_("een collega"))
    taken, raised = n.case.taken_at, n.case.level_since
    if taken is not None and raised is not None and raised > taken:
        if n.mine:
            return n.say(N_("⏫ Ernstiger geworden: pakt u dit weer op?"))
        return n.say(N_("⏫ Ernstiger geworden sinds {name} dit had"), name=name)
    if n.mine:
        return n.say(N_("⏳ U hebt dit, maar de beloofde reactie is er nog niet"))
    return n.say(N_("⏳ {name} had dit, maar de beloofde reactie is er nog niet"), name=name)


def fact(n: Notice) -> str:
    """What is new, or why it is said again; empty when the reason is neither."""
    known = why_again(n.facts.why, n.protocol, n.lang)
    return n.say(N_("nieuw: {fact}"), fact=known) if known and n.kind is NoticeKind.NEW_FACT else known


def size(n: Notice) -> str:
    """``14 berichten in 20 min``."""
    count = max(n.case.mentions, 1)
    if count == 1:
        return n.say(N_("1 bericht"))
    many = n.say(N_("{n} berichten"), n=number(count, n.lang))
    since, last = n.facts.first_at, n.case.last_mention_at
    if since is None or last is None or last <= since:
        return many
    return n.say(N_("{messages} in {time}"), messages=many, time=lasted(last - since, n.lang))
