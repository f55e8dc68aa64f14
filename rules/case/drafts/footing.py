"""Whether a press still counts, and whose word counts for whom."""

from rules.case.acting import Asked, Moment, Permission, in_group
from rules.case.drafts.effects import Moved
from rules.case.drafts.model import OVER, Draft, Stage, Word


def stays(draft: Draft, word: Word, permission: Permission | None = None) -> Moved:
    """Nothing changes; whoever acted hears why."""
    return Moved(draft, (), word, permission)


def outdated(draft: Draft, turn: int, *stages: Stage) -> Word | None:
    """Why a press no longer counts: it is over, it is elsewhere, it changed. None: it counts."""
    if draft.stage in OVER:
        return Word.OVER
    if draft.stage not in stages:
        return Word.NOT_NOW
    return Word.STALE if turn != draft.turn else None


def others(draft: Draft, but: str) -> tuple[str, ...]:
    """Whoever had a hand in it, without this one."""
    return tuple(p for p in dict.fromkeys((draft.by, *draft.hands, *draft.agreed)) if p != but)


def covers(draft: Draft, person: str, group: tuple[str, ...], asked: Asked, at: Moment) -> bool:
    """Whether a person's yes counts for a group.

    Theirs by role, asked in its place, or an earlier writer's where the present writer has it.
    """
    if in_group(person, group, asked, at):
        return True
    if any(person in people for wanted, people in zip(draft.wants, draft.instead, strict=False) if wanted == group):
        return True
    return person in draft.hands and in_group(draft.by, group, asked, at)


def may_agree(draft: Draft, person: str, asked: Asked, at: Moment) -> bool:
    """Whether their yes counts for any of the groups."""
    return any(covers(draft, person, group, asked, at) for group in draft.wants)
