"""May this person do this now, in public? The protocol's answers, one by one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.case.acting import (
    Asked,
    Called,
    Later,
    Moment,
    Outcome,
    Why,
    asked_later,
    call,
    in_group,
    may,
    seconds,
)
from rules.case.actions import Failure, Verb
from rules.case.publishing import LONGEST, LOOK_AFTER, GiveIn, HandOver, LookUp, TryAgain, after_act, after_look
from rules.case.secrecy import look
from rules.duty.staffing import Staffing, Swap
from rules.explain.acting import failure_text, permission_text, verb_done, verb_name
from rules.i18n import Lang
from rules.protocol.model import Protocol, Role
from tests.bot.office import protocol_from
from tests.bot.public import PUBLIC

PROTOCOL = protocol_from(PUBLIC)
ACTION_EYES, TEXT_EYES = PROTOCOL.second_person.actions, PROTOCOL.second_person.texts
DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
AT = Moment(PROTOCOL, DAY)
EVERY = frozenset(Verb)
REPLY = Asked("sanne", Verb.REPLY, "facebook_page", EVERY, "attention", "complaint", text="Bel ons.")
HIDE = Asked("sanne", Verb.HIDE, "facebook_page", EVERY, "attention", "hate")


def why(asked: Asked, at: Moment = AT) -> tuple[Outcome, Why]:
    found = may(asked, at)
    for lang in Lang:
        assert permission_text(found, at.protocol, lang)
    return found.outcome, found.why


OTHERS = protocol_from(PUBLIC + "second_person: {texts: spokesperson, actions: [spokesperson, board]}\n")


def test_the_protocol_says_which_roles_are_the_second_pair_of_eyes() -> None:
    at = replace(AT, protocol=OTHERS)
    assert OTHERS.second_person.texts == ("spokesperson",)
    hide = may(HIDE, at)
    assert (hide.outcome, hide.why, hide.wants) == (Outcome.SECOND, Why.FOUR_EYES, (("spokesperson", "board"),))
    doubtful = may(replace(REPLY, findings=look("uw moeder")), at)
    assert (doubtful.why, doubtful.wants) == (Why.DOUBTFUL, (("spokesperson",),))
    serious = may(replace(REPLY, level="serious"), at)
    assert (serious.why, serious.wants) == (Why.SIGN_OFF, (("spokesperson",),))
    undo = may(replace(HIDE, verb=Verb.UNHIDE), at)
    assert (undo.outcome, undo.wants) == (Outcome.SECOND, (("spokesperson", "board"),))


def test_whoever_acts_alone_is_looked_at_by_the_second_of_those_roles() -> None:
    board = OTHERS.roles["board"].people[0]
    alone = may(replace(HIDE, person=board), replace(AT, protocol=OTHERS, now=NIGHT))
    assert (alone.outcome, alone.why, alone.review) == (Outcome.DO, Why.OUTSIDE_OFFICE, "board")
    one = protocol_from(PUBLIC + "second_person: {actions: board}\n")
    alone = may(replace(HIDE, person=board), replace(AT, protocol=one, now=NIGHT))
    assert alone.review == "board", "the only one there is"


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, (Outcome.DO, Why.AGREED)),
        ({"drill": True}, (Outcome.REFUSED, Why.DRILL)),
        ({"gone": True}, (Outcome.REFUSED, Why.GONE)),
        ({"platform": "x"}, (Outcome.REFUSED, Why.NEVER_HERE)),
        ({"platform": "elsewhere"}, (Outcome.DO, Why.AGREED)),
        ({"template": "none"}, (Outcome.REFUSED, Why.NO_ANSWER)),
        ({"answered_by": "imran"}, (Outcome.REFUSED, Why.ANSWERED)),
        ({"text": "  "}, (Outcome.REFUSED, Why.EMPTY)),
        ({"text": "Dag {naam}"}, (Outcome.REFUSED, Why.OPEN_FIELD)),
        ({"text": "x" * 11, "limit": 10}, (Outcome.REFUSED, Why.TOO_LONG)),
        ({"findings": look("Uw moeder woont bij ons.")}, (Outcome.REFUSED, Why.SECRET)),
        ({"findings": look("Wat naar voor uw moeder.")}, (Outcome.SECOND, Why.DOUBTFUL)),
        ({"level": "serious"}, (Outcome.SECOND, Why.SIGN_OFF)),
        ({"level": "gone since"}, (Outcome.DO, Why.AGREED)),
        ({"person": "marleen"}, (Outcome.SECOND, Why.NOT_YOUR_ROLE)),
        ({"person": "joost"}, (Outcome.DO, Why.AGREED)),
        ({"verbs": frozenset()}, (Outcome.DO, Why.AGREED)),
    ],
)
def test_texts(changes, wanted):
    assert why(replace(REPLY, **changes)) == wanted


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, (Outcome.SECOND, Why.FOUR_EYES)),
        ({"platform": "x"}, (Outcome.REFUSED, Why.NOT_OURS)),
        ({"platform": "elsewhere"}, (Outcome.REFUSED, Why.NOT_OURS)),
        ({"category": "question"}, (Outcome.REFUSED, Why.NO_RULE)),
        ({"category": None}, (Outcome.REFUSED, Why.NO_RULE)),
        ({"category": "complaint"}, (Outcome.REFUSED, Why.NOT_IN_RULE)),
        ({"verbs": frozenset()}, (Outcome.REFUSED, Why.CANNOT)),
        ({"verb": Verb.DELETE}, (Outcome.REFUSED, Why.WARN_FIRST)),
        ({"verb": Verb.DELETE, "warned": True}, (Outcome.SECOND, Why.FOUR_EYES)),
        ({"verb": Verb.REPORT}, (Outcome.REFUSED, Why.NOT_IN_RULE)),
        ({"category": "threat", "waited": timedelta(minutes=14)}, (Outcome.SECOND, Why.FOUR_EYES)),
        ({"category": "threat", "waited": timedelta(minutes=15)}, (Outcome.REFUSED, Why.NO_REASON)),
        ({"category": "threat", "waited": timedelta(minutes=15), "reason": "adres"}, (Outcome.DO, Why.NOBODY_ANSWERED)),
        ({"waited": timedelta(hours=3), "reason": "haast"}, (Outcome.SECOND, Why.FOUR_EYES)),
        ({"category": "spam"}, (Outcome.DO, Why.AGREED)),
        ({"category": "spam", "person": "marleen"}, (Outcome.SECOND, Why.NOT_YOUR_ROLE)),
    ],
)
def test_actions_on_our_own_page(changes, wanted):
    spam = protocol_from(
        PUBLIC.replace("  - {breach: threat", "  - {breach: spam, may: [hide], four_eyes: false}\n  - {breach: threat")
    )
    assert why(replace(HIDE, **changes), replace(AT, protocol=spam)) == wanted


def test_outside_office_hours_one_person_may_do_what_the_rule_names_and_a_second_looks_later():
    found = may(HIDE, replace(AT, now=NIGHT))
    assert (found.outcome, found.why, found.review) == (Outcome.DO, Why.OUTSIDE_OFFICE, "team_lead")
    assert why(replace(HIDE, verb=Verb.DELETE, warned=True), replace(AT, now=NIGHT)) == (Outcome.SECOND, Why.FOUR_EYES)
    assert why(replace(HIDE, person="marleen"), replace(AT, now=NIGHT)) == (Outcome.SECOND, Why.FOUR_EYES)


def test_a_like_and_taking_back_need_no_house_rule():
    for verb in (Verb.LIKE, Verb.UNHIDE, Verb.DELETE_OWN):
        assert why(replace(HIDE, verb=verb, category=None)) == (Outcome.DO, Why.AGREED)
        assert why(replace(HIDE, verb=verb, person="marleen")) == (Outcome.SECOND, Why.NOT_YOUR_ROLE)
    assert why(replace(HIDE, verb=Verb.LIKE, verbs=frozenset())) == (Outcome.REFUSED, Why.CANNOT)
    assert why(replace(HIDE, verb=Verb.DELETE_OWN, gone=True)) == (Outcome.DO, Why.AGREED)


def signing(*roles: str) -> Moment:
    level = replace(PROTOCOL.levels["crisis"], sign_off=roles)
    return replace(AT, protocol=replace(PROTOCOL, levels={**PROTOCOL.levels, "crisis": level}))


def test_a_level_may_ask_for_several_roles_and_the_writers_own_is_given_by_writing():
    at, crisis = signing("spokesperson", "board"), replace(REPLY, level="crisis")
    assert may(crisis, at).wants == (("spokesperson",), ("board",))
    assert may(replace(crisis, person="joost"), at).wants == (("board",),)
    assert may(replace(crisis, person="marleen"), signing("board")).wants == (TEXT_EYES,)
    assert may(replace(crisis, owner="webcare", person="joost"), signing("owner")).wants == (("webcare",),)
    assert may(replace(crisis, person="joost"), signing("owner")).why is Why.NOBODY_ELSE


def test_two_people_are_asked_and_there_is_only_one():
    alone = replace(PROTOCOL, roles={"webcare": Role("webcare", "Webcare", people=("sanne",))})
    assert why(HIDE, replace(AT, protocol=alone)) == (Outcome.REFUSED, Why.NOBODY_ELSE)


def reaching(*people: str, now: datetime = NIGHT, protocol: Protocol = PROTOCOL) -> Moment:
    return Moment(protocol, now, Staffing(unreachable=frozenset(PROTOCOL.people) - set(people)))


def test_those_on_duty_are_asked_and_never_the_writer():
    assert seconds((ACTION_EYES,), HIDE, AT) == ("imran", "karin")
    assert seconds((ACTION_EYES,), HIDE, replace(AT, now=NIGHT)) == ("karin",)


NIGHTLY = replace(HIDE, person="karin", location="beukenhof")
"""The only stand-in of the night asks herself."""


@pytest.mark.parametrize(
    ("reached", "asked"),
    [
        (("joost", "sanne", "petra", "marleen"), Called(("joost",), instead=True)),  # the next one of the rota
        (("sanne", "imran", "petra", "marleen"), Called(("sanne", "imran"))),  # the role's own, out of hours
        (("petra", "marleen"), Called(("petra",), instead=True)),  # the manager of the location
        (("marleen",), Called(("marleen",), instead=True)),  # the last resort
        ((), Called(())),
    ],
)
def test_at_night_the_next_who_may_is_asked_when_the_only_stand_in_asks(reached, asked):
    assert call(ACTION_EYES, NIGHTLY, reaching("karin", *reached)) == asked


def test_who_only_reads_mail_is_asked_when_nobody_else_can_be():
    def by_mail(*people: str, reached: tuple[str, ...] = ()) -> Moment:
        at = reaching("karin", *reached)
        return replace(at, staffing=replace(at.staffing, by_letter=frozenset(people)))

    assert call(ACTION_EYES, NIGHTLY, by_mail("sanne", "imran")) == Called(("sanne", "imran"))
    assert call(ACTION_EYES, NIGHTLY, by_mail("sanne", reached=("marleen",))).people == ("marleen",)
    assert call(ACTION_EYES, NIGHTLY, by_mail("karin")).people == ()


def test_the_owner_of_the_protocol_comes_before_the_last_resort():
    owned = replace(PROTOCOL, owner="petra")
    nowhere = replace(NIGHTLY, location=None)
    assert call(ACTION_EYES, nowhere, reaching("petra", "marleen", protocol=owned)).people == ("petra",)
    ownerless = replace(PROTOCOL, owner=None)
    assert call(ACTION_EYES, nowhere, reaching("petra", "marleen", protocol=ownerless)).people == ("marleen",)


def test_where_nobody_can_be_reached_it_is_known_from_when_somebody_can():
    start = NIGHT + timedelta(hours=3)
    takes_over = Swap("piket", "petra", start, start + timedelta(days=2))
    at = reaching("sanne", "petra")
    swapped = replace(at, staffing=replace(at.staffing, swaps=(takes_over,)))
    assert call(ACTION_EYES, HIDE, swapped).people == ()
    assert asked_later((ACTION_EYES,), HIDE, swapped) == Later(start, ("petra",))
    assert asked_later((ACTION_EYES,), HIDE, at) is None, "nobody comes on duty who can be reached"


@given(st.sets(st.sampled_from(sorted(PROTOCOL.people))), st.sampled_from(sorted(PROTOCOL.people)), st.integers(0, 336))
def test_whoever_is_asked_can_be_reached_is_another_and_somebody_is_while_anybody_of_them_can(reached, person, hour):
    at = reaching(*reached, now=DAY + timedelta(minutes=30 * hour))
    asked = replace(HIDE, person=person)
    for group in (ACTION_EYES, TEXT_EYES):
        people = set(call(group, asked, at).people)
        assert people <= reached - {person}
        could = {p for role in group for p in PROTOCOL.roles[role].people} | {"marleen"}
        assert people or not (could & reached - {person})


def test_a_role_is_ones_own_by_name_or_by_duty():
    assert in_group("sanne", ("webcare",), HIDE, AT)
    assert in_group("karin", ("comms_on_call",), HIDE, AT), "on duty this week"
    assert not in_group("joost", ("comms_on_call",), HIDE, AT), "not this week"
    assert not in_group("sanne", ("gone since",), HIDE, AT)


# --- after a try -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("failure", list(Failure))
def test_after_a_failure(failure: Failure):
    then = after_act(failure, 1, DAY, DAY)
    if failure is Failure.UNKNOWN:
        assert then == LookUp(DAY + LOOK_AFTER)
    elif failure in (Failure.THROTTLED, Failure.UNREACHABLE):
        assert then == TryAgain(DAY + timedelta(seconds=5))
    else:
        assert then == GiveIn(failure)


def test_a_platform_that_asks_to_wait_is_obeyed_but_not_for_ever():
    asked = timedelta(minutes=2)
    assert after_act(Failure.THROTTLED, 1, DAY, DAY, asked) == TryAgain(DAY + asked)
    assert after_act(Failure.THROTTLED, 1, DAY, DAY, timedelta(hours=1)) == GiveIn(Failure.THROTTLED)
    assert after_act(Failure.UNREACHABLE, 99, DAY, DAY) == TryAgain(DAY + LONGEST)


def test_looking_goes_on_while_the_platform_cannot_be_asked_and_ends_with_a_person():
    assert after_look(True, 1, DAY, DAY) == LookUp(DAY + timedelta(seconds=5))
    assert after_look(True, 9, DAY, DAY + timedelta(minutes=10)) == HandOver()
    assert after_look(False, 1, DAY, DAY) == HandOver(), "it was asked, and cannot tell"


@pytest.mark.parametrize("lang", list(Lang))
def test_every_verb_and_failure_has_words(lang: Lang):
    assert all(verb_name(verb, lang) and verb_done(verb, lang) for verb in Verb)
    assert all(failure_text(failure, lang) for failure in Failure)
