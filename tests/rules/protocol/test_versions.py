"""Who may let a new version rule. A table, and the law that nobody does it by themselves where two people are asked for."""

from itertools import product

import pytest

from rules.protocol.model import Protocol
from rules.protocol.read import read
from rules.protocol.versions import (
    Answer,
    Broad,
    Choice,
    Proposal,
    Ruling,
    State,
    approvers,
    decide,
    first_state,
    managers,
)
from tests.bot.protocol import CARE

WIDE = (Broad("klacht", 30, 30),)


def protocol(owner: str = "karin", approved_by: str = "[marleen, joost]") -> Protocol:
    lines = "".join((f"owner: {owner}\n" if owner else "", f"approved_by: {approved_by}\n" if approved_by else ""))
    found = read({"protocol.yaml": CARE.replace("owner: karin\n", lines, 1)}).protocol
    assert found is not None
    return found


BOTH, ONE, NOBODY = protocol(), protocol(approved_by=""), protocol(owner="", approved_by="")


@pytest.mark.parametrize(
    ("in_force", "broad", "state"),
    [
        (None, (), State.ACTIVE),
        (None, WIDE, State.ACTIVE),
        (BOTH, (), State.PROPOSED),
        (ONE, (), State.ACTIVE),
        (ONE, WIDE, State.PROPOSED),
        (NOBODY, WIDE, State.ACTIVE),
    ],
)
def test_what_rules_at_once_and_what_waits(in_force, broad, state):
    assert first_state(in_force, broad) is state


def test_the_owner_and_those_who_approve_may_change_it():
    assert managers(BOTH) == ("karin", "marleen", "joost")
    assert managers(protocol(approved_by="[karin]")) == ("karin",)
    assert managers(NOBODY) == ()


@pytest.mark.parametrize(
    ("person", "more", "answer"),
    [
        ("marleen", {}, Answer.ACCEPTED),
        ("karin", {}, Answer.OWN),
        ("karin", {"alone": True}, Answer.OWN),
        ("sanne", {"alone": True}, Answer.NOT_ALLOWED),
    ],
)
def test_who_may_say_yes_to_a_change_of_karin(person, more, answer):
    assert decide(BOTH, Proposal(State.PROPOSED, "karin"), Choice.ACCEPT, person, **more).answer is answer


def test_the_last_one_left_may_do_it_alone_by_saying_so():
    left = protocol(approved_by="[karin]")
    waits = Proposal(State.PROPOSED, "karin")
    assert approvers(left, waits) == ()
    assert decide(left, waits, Choice.ACCEPT, "karin").answer is Answer.OWN
    assert decide(left, waits, Choice.ACCEPT, "karin", alone=True) == Ruling(Answer.ACCEPTED, State.ACTIVE)


def test_a_rule_that_matches_everything_must_be_meant():
    waits = Proposal(State.PROPOSED, "karin", WIDE)
    assert decide(ONE, waits, Choice.ACCEPT, "karin").answer is Answer.UNSURE
    assert decide(ONE, waits, Choice.ACCEPT, "karin", sure=True).state is State.ACTIVE
    assert decide(ONE, waits, Choice.REFUSE, "karin") == Ruling(Answer.REFUSED, State.REFUSED)


def test_law_nothing_rules_by_the_word_of_its_writer_where_another_is_left():
    people, flags = ("karin", "marleen", "joost", "sanne"), (True, False)
    for writer, person, state, sure, alone in product(people, people, State, flags, flags):
        ruling = decide(BOTH, Proposal(state, writer, WIDE), Choice.ACCEPT, person, sure=sure, alone=alone)
        if ruling.state is State.ACTIVE:
            assert state is State.PROPOSED and sure and person != writer and person in managers(BOTH)
        else:
            assert ruling.state is None
