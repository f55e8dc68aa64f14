"""The silent copy for a team: once a case, in the group or topic of each role that is told or owns it."""

from dataclasses import replace

from rules.case.model import Case, Decision, Notify, Post, State
from rules.protocol.model import Protocol


def with_posts(decision: Decision, protocol: Protocol) -> Decision:
    """The decision with a copy for every team that has a group and not yet the copy."""
    case = decision.case
    teams = [r for r in _roles(decision) if r not in case.posted and r in protocol.roles and protocol.roles[r].group]
    if not teams or case.state is State.RESOLVED:
        return decision
    case = replace(case, posted=(*case.posted, *teams))
    return replace(decision, case=case, effects=(*decision.effects, *(Post(role) for role in teams)))


def _roles(decision: Decision) -> list[str]:
    """The owner's role first, then those of the people who are told now."""
    told = [effect.role for effect in decision.effects if isinstance(effect, Notify) and effect.role]
    return list(dict.fromkeys((*_owner(decision.case), *told)))


def _owner(case: Case) -> tuple[str, ...]:
    return (case.owner,) if case.owner else ()
