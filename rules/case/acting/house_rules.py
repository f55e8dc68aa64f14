"""Actions on our own pages go by the house rules; a like and taking back go by role alone."""

from rules.case.acting.second import can_wait_alone, in_group, second_person
from rules.case.acting.values import (
    PATIENCE,
    UNDOING,
    Asked,
    Moment,
    Outcome,
    Permission,
    Why,
    refused,
)
from rules.case.actions import Verb
from rules.duty.hours import is_office
from rules.protocol.model import HouseRule


def _can(asked: Asked, at: Moment) -> Permission | None:
    return None if asked.verb in asked.verbs else refused(Why.CANNOT)


def ruled(asked: Asked, at: Moment) -> Permission:
    """Only on our own pages, only what the house rule of this sort of message allows."""
    policy = at.protocol.platforms.get(asked.platform)
    if policy is None or not policy.ours:
        return refused(Why.NOT_OURS)
    rule = at.protocol.house_rules.get(asked.category or "")
    if rule is None:
        return refused(Why.NO_RULE, detail=asked.category or "")
    if asked.verb.value not in rule.may:
        return refused(Why.NOT_IN_RULE, rule, rule.note)
    if (cannot := _can(asked, at)) is not None:
        return cannot
    if rule.warn_first and not asked.warned and asked.verb in (Verb.DELETE, Verb.BLOCK):
        return refused(Why.WARN_FIRST, rule)
    return _by_rule(asked, rule, at)


def _by_rule(asked: Asked, rule: HouseRule, at: Moment) -> Permission:
    if not rule.four_eyes:
        if in_group(asked.person, at.protocol.second_person.actions, asked, at):
            return Permission(Outcome.DO, Why.AGREED, rule=rule, review=rule.review_after)
        return second_person(Why.NOT_YOUR_ROLE, (at.protocol.second_person.actions,), asked, at, rule)
    if (alone := _alone(asked, rule, at)) is not None:
        return alone
    return second_person(Why.FOUR_EYES, (at.protocol.second_person.actions,), asked, at, rule)


def _alone(asked: Asked, rule: HouseRule, at: Moment) -> Permission | None:
    """What one person may do all the same; a second looks at it on the next workday."""
    if not in_group(asked.person, at.protocol.second_person.actions, asked, at):
        return None
    eyes = at.protocol.second_person.actions
    review = rule.review_after or (eyes[1:] or eyes)[0]
    if asked.verb.value in rule.alone_outside_office and not is_office(at.now, at.protocol):
        return Permission(Outcome.DO, Why.OUTSIDE_OFFICE, rule=rule, review=review)
    waited = asked.waited is not None and asked.waited >= PATIENCE
    if waited and can_wait_alone(asked, at):
        if not asked.reason.strip():
            return refused(Why.NO_REASON, rule)
        return Permission(Outcome.DO, Why.NOBODY_ANSWERED, rule=rule, review=review)
    return None


def simple(asked: Asked, at: Moment) -> Permission:
    """A like, and taking back what we did: whoever may act on our pages or answer."""
    if (cannot := _can(asked, at)) is not None:
        return cannot
    actions, texts = at.protocol.second_person.actions, at.protocol.second_person.texts
    eyes = actions if asked.verb in UNDOING else (*actions, *texts)
    if in_group(asked.person, eyes, asked, at):
        return Permission(Outcome.DO, Why.AGREED)
    return second_person(Why.NOT_YOUR_ROLE, (eyes,), asked, at)
