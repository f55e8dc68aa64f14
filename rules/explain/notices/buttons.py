"""The buttons under a notification: only those that work, for whoever reads, as the case stands."""

from typing import assert_never

from rules.case.model import Action, NoticeKind, State
from rules.explain.notices.values import Notice, NoticeButton
from rules.i18n import N_


def buttons(n: Notice) -> tuple[tuple[NoticeButton, ...], ...]:
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


def _open_actions(n: Notice) -> tuple[Action, ...]:
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
