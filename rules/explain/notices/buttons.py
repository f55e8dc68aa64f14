"""The buttons under a notification: only those that work, for whoever reads, as the case stands.

The first view is calm: what one does most. The rest stands behind *Meer…*; a choice (until when, which level, whom,
which case) is a view of its own. Every view but the first ends with *Terug*, and the first edit of the message ends it.
"""

from collections.abc import Iterable
from typing import assert_never

from rules.case.deeds import Ask
from rules.case.model import Action, NoticeKind, State
from rules.case.snooze import CHOICES, wake_at
from rules.explain import names
from rules.explain.notices import picking
from rules.explain.notices.values import Notice, NoticeButton
from rules.explain.quote import shorten
from rules.i18n import N_

Rows = tuple[tuple[NoticeButton, ...], ...]

LABEL = 32
"""Characters of a button that a narrow phone shows."""
COLLEAGUES, CASES = 8, 6


def buttons(n: Notice) -> Rows:
    """The rows of the view that was asked for."""
    picked = n.facts.picking
    if picked is not None and n.case.state is not State.RESOLVED:
        way_back = NoticeButton(n.say(LABELS[Ask.BACK]), picking.back(picked))
        return (*picking.rows(n, picked), (way_back,))
    match "" if n.case.state is State.RESOLVED else n.facts.view:
        case Ask.MORE:
            rows = _more(n)
        case Ask.SNOOZE_UNTIL:
            rows = _in_rows([NoticeButton(_until(n, choice), Action.SNOOZE, choice) for choice in CHOICES])
        case Ask.RAISE_TO:
            rows = _in_rows(_levels(n), 1)
        case Ask.HAND_TO:
            rows = _in_rows(_colleagues(n))
        case Ask.MERGE_WITH:
            rows = _in_rows(_cases(n), 1)
        case _:
            return _first(n)
    return (*rows, _row(n, Ask.BACK))


def _closed(n: Notice) -> Rows:
    """A case that went into another one has no buttons: they stand there."""
    return () if n.case.merged_into is not None else (_row(n, Action.REOPEN, Ask.FALSE_ALARM), _row(n, Ask.WHY))


def _first(n: Notice) -> Rows:
    match n.case.state:
        case State.OPEN:
            return _row(n, *_open_actions(n)), _row(n, Ask.SNOOZE_UNTIL, Ask.WHY, Ask.MORE)
        case State.ACKNOWLEDGED if n.mine:
            return _row(n, Action.RESOLVE, Action.RETURN), _row(n, Ask.SNOOZE_UNTIL, Ask.NOTE, Ask.MORE)
        case State.SNOOZED if n.mine:
            return _row(n, Action.TAKE, Action.RESOLVE), _row(n, Ask.SNOOZE_UNTIL, Ask.NOTE, Ask.MORE)
        case State.ACKNOWLEDGED | State.SNOOZED:
            return (_row(n, Ask.WHY, Ask.NOTE, Ask.MORE),)
        case State.RESOLVED:
            return _closed(n)
        case _:
            assert_never(n.case.state)


def _open_actions(n: Notice) -> tuple[Action, ...]:
    if n.mine:
        return Action.TAKE, Action.RESOLVE, Action.RETURN
    if n.facts.person in ("", *n.case.declined) or n.kind in (NoticeKind.INFORMED, NoticeKind.ENDED):
        return (Action.TAKE,)
    return Action.TAKE, Action.DECLINE


def _more(n: Notice) -> Rows:
    """Everything else. What cannot work now is left out: no higher level, nobody to ask, no other case."""
    move: list[Ask] = [Ask.RAISE_TO] if _levels(n) else []
    move += [Ask.HAND_TO] if _colleagues(n) else []
    move += [Ask.MERGE_WITH] if _cases(n) else []
    verdict = (Ask.FALSE_ALARM, Ask.MISSED) if n.case.level_number < 3 else (Ask.FALSE_ALARM,)
    several = (Ask.PICK, Ask.GATHER) if n.case.mentions > 1 and not n.protocol.privacy.discreet else ()
    asks = _row(n, Ask.WHY, Ask.TEXT, Ask.NOTE)
    proof = () if n.case.drill else (Ask.EVIDENCE,)
    rows = [_row(n, *move[:2]), _row(n, *move[2:]), _row(n, *several), asks, _row(n, *proof), _row(n, *verdict)]
    return tuple(row for row in rows if row)


def _until(n: Notice, choice: str) -> str:
    if choice.endswith("m"):
        return n.say(N_("{n} minuten"), n=choice[:-1])
    if choice.endswith("h"):
        return n.say(N_("1 uur") if choice == "1h" else N_("{n} uur"), n=choice[:-1])
    return n.say(N_("tot morgen {time}") if _tomorrow(n, choice) else N_("tot {time}"), time=choice)


def _tomorrow(n: Notice, choice: str) -> bool:
    """Whether a hand of the clock means the next day: at 10:00 nobody means to sleep on it by pressing 07:30 unawares."""
    zone = n.protocol.timezone
    at = wake_at(choice, n.now, zone)
    return at is not None and at.astimezone(zone).date() > n.now.astimezone(zone).date()


def _levels(n: Notice) -> list[NoticeButton]:
    """The next step now, and every level above."""
    above = [level for level in n.protocol.levels.values() if level.number > n.case.level_number]
    step = [NoticeButton(n.say(N_("Volgende stap nu")), Action.RAISE)] if n.rings else []
    named = [NoticeButton(_short(f"{level.icon} {level.name}"), Action.RAISE, level.id) for level in above]
    return [*step, *named]


def _colleagues(n: Notice) -> list[NoticeButton]:
    others = [p for p in n.facts.colleagues if p not in (n.facts.person, n.case.assignee)]
    return [NoticeButton(_short(names.short(p, n.protocol)), Action.HAND, p) for p in others[:COLLEAGUES]]


def _cases(n: Notice) -> list[NoticeButton]:
    return [
        NoticeButton(
            _short(n.say(N_("Zaak {number}"), number=number) + (f" · {about}" if about else "")),
            Action.MERGE,
            str(number),
        )
        for number, about in n.facts.others[:CASES]
    ]


def _short(label: str) -> str:
    return shorten(label.strip(), LABEL)


def _row(n: Notice, *wanted: Action | Ask) -> tuple[NoticeButton, ...]:
    return tuple(NoticeButton(_label(n, deed), deed) for deed in wanted)


def _label(n: Notice, deed: Action | Ask) -> str:
    again = deed is Action.TAKE and n.case.state is State.SNOOZED
    return n.say(N_("Ik ga weer verder")) if again else n.say(LABELS[deed])


def _in_rows(found: Iterable[NoticeButton], wide: int = 2) -> Rows:
    all_of_them = tuple(found)
    return tuple(all_of_them[at : at + wide] for at in range(0, len(all_of_them), wide))


LABELS: dict[Action | Ask, str] = {
    Action.TAKE: N_("Ik pak dit op"),
    Action.RESOLVE: N_("Afgerond"),
    Action.RETURN: N_("Geef terug"),
    Action.DECLINE: N_("Niet voor mij"),
    Action.REOPEN: N_("Heropen"),
    Ask.SNOOZE_UNTIL: N_("Sluimer…"),
    Ask.RAISE_TO: N_("Opschalen…"),
    Ask.HAND_TO: N_("Vraag een collega…"),
    Ask.MERGE_WITH: N_("Hoort bij zaak…"),
    Ask.WHY: N_("Waarom?"),
    Ask.TEXT: N_("Tekst tonen"),
    Ask.NOTE: N_("Notitie"),
    Ask.MORE: N_("Meer…"),
    Ask.BACK: N_("‹ Terug"),
    Ask.EVIDENCE: N_("Bewijs bewaren"),
    Ask.FALSE_ALARM: N_("Loos alarm"),
    Ask.MISSED: N_("Had moeten alarmeren"),
    Ask.PICK: N_("Kies een bericht…"),
    Ask.GATHER: N_("Splits de zaak…"),
}
