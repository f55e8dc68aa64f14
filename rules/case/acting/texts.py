"""Texts go by the level's ``sign_off`` and by what the secrecy guard found."""

from rules.case.acting.second import in_group, second_person
from rules.case.acting.values import NOTHING, Asked, Moment, Outcome, Permission, Why, refused
from rules.case.eyes import TWO_PEOPLE
from rules.case.secrecy import blocks
from rules.case.texts import open_fields
from rules.duty.roster import OWNER


def text(asked: Asked, at: Moment) -> Permission:
    """What keeps it from going out, else whose word it wants."""
    return _text_refused(asked, at) or _text_wants(asked, at)


def _text_refused(asked: Asked, at: Moment) -> Permission | None:
    """What keeps a text from going out whoever agrees. Whether the platform can place it comes last: it may be copied."""
    policy = at.protocol.platforms.get(asked.platform)
    if policy is not None and policy.reply is None:
        return refused(Why.NEVER_HERE)
    if asked.template == NOTHING:
        return refused(Why.NO_ANSWER)
    if asked.answered_by:
        return refused(Why.ANSWERED, detail=asked.answered_by)
    if not asked.text.strip():
        return refused(Why.EMPTY)
    if left := open_fields(asked.text):
        return refused(Why.OPEN_FIELD, detail=left[0])
    if asked.limit is not None and len(asked.text) > asked.limit:
        return refused(Why.TOO_LONG, detail=str(asked.limit))
    return refused(Why.SECRET) if blocks(asked.findings) else None


def _text_wants(asked: Asked, at: Moment) -> Permission:
    level = at.protocol.levels.get(asked.level)
    signs = level.sign_off if level else ()
    if signs:
        return second_person(Why.SIGN_OFF, _signing(signs, asked, at), asked, at)
    eyes = at.protocol.second_person.texts
    if asked.findings:
        return second_person(Why.DOUBTFUL, (eyes,), asked, at)
    policy = at.protocol.platforms.get(asked.platform)
    if policy is not None and policy.reply and not in_group(asked.person, (policy.reply, *eyes), asked, at):
        return second_person(Why.NOT_YOUR_ROLE, ((policy.reply, *eyes),), asked, at)
    return Permission(Outcome.DO, Why.AGREED)


def _signing(signs: tuple[str, ...], asked: Asked, at: Moment) -> tuple[tuple[str, ...], ...]:
    """The groups of which somebody must agree: roles the writer has are signed by writing, but two people it is."""
    eyes = at.protocol.second_person.texts
    groups = [eyes if role == TWO_PEOPLE else (asked.owner or role,) if role == OWNER else (role,) for role in signs]
    left = [g for g in groups if g == eyes or not in_group(asked.person, g, asked, at)]
    return tuple(left) or (eyes,)
