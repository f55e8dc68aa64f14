"""What the protocol says of a wish."""

from collections.abc import Callable

from rules.case.acting.house_rules import ruled, simple
from rules.case.acting.texts import text
from rules.case.acting.values import RULED, TEXTS, Asked, Moment, Permission, Why, refused
from rules.case.actions import Verb


def may(asked: Asked, at: Moment) -> Permission:
    """What the protocol says of this wish. Never raises."""
    for check in _ALWAYS:
        if (answer := check(asked, at)) is not None:
            return answer
    if asked.verb in TEXTS:
        return text(asked, at)
    if asked.verb in RULED:
        return ruled(asked, at)
    return simple(asked, at)


def _drill(asked: Asked, at: Moment) -> Permission | None:
    return refused(Why.DRILL) if asked.drill else None


def _gone(asked: Asked, at: Moment) -> Permission | None:
    return refused(Why.GONE) if asked.gone and asked.verb is not Verb.DELETE_OWN else None


_ALWAYS: tuple[Callable[[Asked, Moment], Permission | None], ...] = (_drill, _gone)
