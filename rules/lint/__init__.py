"""Checks of a whole protocol, one function a check: what nobody sees in a single line of the file."""

from datetime import datetime

from rules.duty.staffing import EVERYBODY, Staffing
from rules.lint import escalation, pairs, people, reach, roster, rules, silences, templates, topics
from rules.lint.facts import Check, Facts, Usage
from rules.protocol.model import Protocol
from rules.protocol.problems import Problem, worst_first

CHECKS: tuple[Check, ...] = (
    rules.never_fires,
    rules.brakes,
    pairs.contradictions,
    pairs.ties,
    rules.without_owner,
    rules.safety_net,
    rules.out_of_reach,
    rules.hits_most,
    rules.costly,
    topics.unused,
    topics.broad_words,
    topics.slow_terms,
    topics.vague_examples,
    templates.unknown_fields,
    templates.confirms_client,
    people.nobody_fills,
    people.managers,
    people.two_ways,
    people.call_steps,
    people.four_eyes,
    people.sign_off,
    people.approver,
    roster.holes,
    roster.fairness,
    roster.overlaps,
    roster.holidays,
    roster.contradicting_days,
    escalation.chains,
    escalation.last_resort,
    escalation.ends_in_nothing,
    escalation.order,
    escalation.late_first,
    silences.silences,
    reach.reach,
)
"""Every check, in the order in which the reference page tells of them."""


def lint(
    protocol: Protocol, now: datetime, *, staffing: Staffing = EVERYBODY, usage: Usage | None = None
) -> tuple[Problem, ...]:
    """Everything that is wrong with, or worth knowing of, a protocol as it would work from ``now`` (aware) on.

    Worst first. ``staffing`` is the state of the team (swaps, who cannot be reached); ``usage`` what a replay of
    earlier mentions counted, with which some messages say how often.
    """
    facts = Facts(protocol, now, staffing, usage or Usage())
    return worst_first(problem for check in CHECKS for problem in check(facts))
