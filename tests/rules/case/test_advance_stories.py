"""One case, event by event: who is told, what is answered, when it goes on."""

from dataclasses import replace
from datetime import timedelta

from rules.case.advance import advance, open_case
from rules.case.advance.steps import CHASING
from rules.case.model import (
    Action,
    Case,
    Decision,
    Noted,
    NoticeKind,
    Notify,
    Pressed,
    Record,
    Redraw,
    Reply,
    StartTimer,
    State,
    StopTimers,
    TimerDue,
    TimerKind,
    Undeliverable,
    Withdraw,
)
from rules.duty.staffing import Staffing
from tests.rules.case.office import LEVELS, MONDAY_NIGHT, MONDAY_TEN, PROTOCOL, mention, minutes, wall


def told(decision: Decision) -> list[str]:
    return [e.person for e in decision.effects if isinstance(e, Notify)]


def kinds(decision: Decision) -> set[NoticeKind]:
    return {e.kind for e in decision.effects if isinstance(e, Notify)}


def timer(decision: Decision) -> StartTimer:
    return [e for e in decision.effects if isinstance(e, StartTimer)][-1]


def words(decision: Decision) -> list[str]:
    return [e.what for e in decision.effects if isinstance(e, Record)]


def opened(level: str = "serious", **more: object) -> Case:
    return open_case(1, mention(level, **more), PROTOCOL, MONDAY_TEN).case


def taken(by: str = "sanne", level: str = "serious") -> Case:
    return advance(opened(level), Pressed(Action.TAKE, by, 0), PROTOCOL, MONDAY_TEN).case


def test_a_serious_case_tells_owner_and_duty_loudly_and_starts_the_clock():
    decision = open_case(1, mention(), PROTOCOL, MONDAY_TEN)
    assert told(decision) == ["sanne", "imran", "karin"]
    assert all(e.loud for e in decision.effects if isinstance(e, Notify))
    assert timer(decision) == StartTimer(TimerKind.STEP, 1, MONDAY_TEN + minutes(15))
    assert words(decision)[0] == "opened"


def test_attention_at_night_goes_silently_to_the_stand_in():
    decision = open_case(1, mention("attention", at=MONDAY_NIGHT), PROTOCOL, MONDAY_NIGHT)
    assert told(decision) == ["joost"] or told(decision) == ["karin"]
    assert not any(e.loud for e in decision.effects if isinstance(e, Notify))


def test_outside_office_names_whom_to_wake_loudly():
    decision = open_case(1, mention("attention", at=MONDAY_NIGHT, outside_office="board"), PROTOCOL, MONDAY_NIGHT)
    assert [e.person for e in decision.effects if isinstance(e, Notify) and e.loud] == ["marleen"]


def test_outside_office_is_nothing_special_by_day():
    assert "marleen" not in told(open_case(1, mention("attention", outside_office="board"), PROTOCOL, MONDAY_TEN))


def test_rules_may_inform_others_once():
    decision = open_case(1, mention(notify=("board", "duty")), PROTOCOL, MONDAY_TEN)
    assert told(decision) == ["sanne", "imran", "karin", "marleen"]
    assert NoticeKind.INFORMED in kinds(decision)


def test_a_level_without_push_tells_nobody_but_keeps_its_clock():
    quiet = replace(PROTOCOL, escalation={})
    decision = open_case(1, mention("routine"), quiet, MONDAY_TEN)
    assert told(decision) == []
    assert timer(decision).kind is TimerKind.LAST_RESORT


def test_nobody_answers_so_the_case_climbs_and_the_last_resort_repeats():
    case = opened()
    first = advance(case, TimerDue(TimerKind.STEP, 1), PROTOCOL, MONDAY_TEN + minutes(15))
    assert told(first) == ["joost"] and timer(first).due_at == MONDAY_TEN + minutes(30)
    second = advance(first.case, TimerDue(TimerKind.STEP, 2), PROTOCOL, MONDAY_TEN + minutes(30))
    assert told(second) == ["marleen"] and timer(second).kind is TimerKind.LAST_RESORT
    third = advance(second.case, TimerDue(TimerKind.LAST_RESORT), PROTOCOL, MONDAY_TEN + minutes(45))
    assert told(third) == ["marleen"] and kinds(third) == {NoticeKind.AGAIN}
    fourth = advance(third.case, TimerDue(TimerKind.LAST_RESORT), PROTOCOL, MONDAY_TEN + minutes(60))
    assert told(fourth) == ["marleen"] and fourth.case.repeats == 2


def test_case_40_after_an_outage_one_step_is_taken_and_the_next_counts_from_now():
    late = MONDAY_TEN + timedelta(hours=2)
    decision = advance(opened(), TimerDue(TimerKind.STEP, 1), PROTOCOL, late)
    assert told(decision) == ["joost"]
    assert timer(decision).due_at == late + minutes(15)


def test_steps_that_fall_together_are_taken_together():
    from rules.protocol.model import Step

    both = replace(PROTOCOL, escalation={"serious": (Step(wall(0), ("owner",)), Step(wall(0), ("board",)))})
    decision = open_case(1, mention(), both, MONDAY_TEN)
    assert told(decision) == ["sanne", "imran", "marleen"]
    assert [e.kind for e in decision.effects if isinstance(e, StartTimer)] == [TimerKind.LAST_RESORT]


def test_a_step_whose_people_all_know_rings_them_again():
    from rules.protocol.model import Step

    again = replace(PROTOCOL, escalation={"serious": (Step(wall(0), ("board",)), Step(wall(5), ("board",)))})
    case = open_case(1, mention(), again, MONDAY_TEN).case
    decision = advance(case, TimerDue(TimerKind.STEP, 1), again, MONDAY_TEN + minutes(5))
    assert kinds(decision) == {NoticeKind.AGAIN}


def test_office_and_wall_steps_can_stand_in_one_chain():
    from rules.protocol.model import Step
    from tests.rules.case.office import office

    mixed = replace(
        PROTOCOL,
        escalation={"serious": (Step(wall(0), ("owner",)), Step(wall(10), ("lead",)), Step(office(60), ("board",)))},
    )
    case = open_case(1, mention(), mixed, MONDAY_TEN).case
    decision = advance(case, TimerDue(TimerKind.STEP, 1), mixed, MONDAY_TEN + minutes(10))
    assert timer(decision).due_at == MONDAY_TEN + minutes(60)


def test_taking_stops_the_chain_and_withdraws_what_waits():
    decision = advance(opened(), Pressed(Action.TAKE, "sanne", 0), PROTOCOL, MONDAY_TEN + minutes(3))
    assert decision.case.assignee == "sanne" and decision.case.state is State.ACKNOWLEDGED
    assert StopTimers(CHASING) in decision.effects and Withdraw() in decision.effects and Redraw() in decision.effects
    assert decision.answer is not None and decision.answer.reply is Reply.TAKEN
    assert timer(decision) == StartTimer(TimerKind.REPLY, 1, MONDAY_TEN + minutes(60))


def test_case_56_the_same_press_again_changes_nothing():
    case = taken()
    decision = advance(case, Pressed(Action.TAKE, "sanne", 0), PROTOCOL, MONDAY_TEN)
    assert decision.case == case and decision.effects == ()
    assert decision.answer is not None and decision.answer.reply is Reply.YOURS_ALREADY


def test_an_old_button_is_outdated_and_says_who_was_first():
    decision = advance(taken(), Pressed(Action.TAKE, "imran", 0), PROTOCOL, MONDAY_TEN)
    assert decision.answer is not None
    assert (decision.answer.reply, decision.answer.who) == (Reply.STALE, "sanne")
    assert decision.case == taken()


def test_without_a_turn_a_taken_case_is_not_taken_over():
    decision = advance(taken(), Pressed(Action.TAKE, "imran"), PROTOCOL, MONDAY_TEN)
    assert decision.answer is not None and decision.answer.reply is Reply.STALE


def test_case_54_a_button_from_before_closing_and_reopening_is_outdated():
    closed = advance(taken(), Pressed(Action.RESOLVE, "sanne", 1), PROTOCOL, MONDAY_TEN).case
    again = advance(closed, mention("attention", 2, MONDAY_TEN + minutes(5)), PROTOCOL, MONDAY_TEN + minutes(5)).case
    assert again.state is State.ACKNOWLEDGED and again.assignee == "sanne"
    decision = advance(again, Pressed(Action.RESOLVE, "sanne", 1), PROTOCOL, MONDAY_TEN + minutes(6))
    assert decision.case == again and decision.answer is not None and decision.answer.reply is Reply.STALE


def test_a_closed_case_says_so():
    closed = advance(taken(), Pressed(Action.RESOLVE, "sanne", 1), PROTOCOL, MONDAY_TEN).case
    for turn in (None, 0):
        decision = advance(closed, Pressed(Action.TAKE, "imran", turn), PROTOCOL, MONDAY_TEN)
        assert decision.case == closed and decision.answer is not None and decision.answer.reply is Reply.CLOSED


def test_somebody_may_finish_what_nobody_had_taken():
    decision = advance(opened(), Pressed(Action.RESOLVE, "imran", 0), PROTOCOL, MONDAY_TEN)
    assert decision.case.state is State.RESOLVED and decision.case.assignee == "imran"


def test_giving_back_rings_the_others_and_the_chain_goes_on():
    decision = advance(taken(), Pressed(Action.RETURN, "sanne", 1), PROTOCOL, MONDAY_TEN + minutes(20))
    assert told(decision) == ["imran", "karin"] and kinds(decision) == {NoticeKind.AGAIN}
    assert decision.case.state is State.OPEN and decision.case.assignee is None
    assert timer(decision) == StartTimer(TimerKind.STEP, 1, MONDAY_TEN + minutes(35))


def test_only_the_holder_can_give_back():
    decision = advance(taken(), Pressed(Action.RETURN, "imran", 1), PROTOCOL, MONDAY_TEN)
    assert decision.answer is not None and decision.answer.reply is Reply.STALE and decision.case == taken()


def test_giving_back_when_nobody_else_was_told_takes_the_next_step_at_once():
    alone = replace(
        PROTOCOL, roles={**PROTOCOL.roles, "webcare": replace(PROTOCOL.roles["webcare"], people=("sanne",))}
    )
    case = open_case(1, mention("attention"), alone, MONDAY_TEN).case
    case = advance(case, Pressed(Action.TAKE, "sanne", 0), alone, MONDAY_TEN).case
    decision = advance(case, Pressed(Action.DECLINE, "sanne", 1), alone, MONDAY_TEN)
    assert told(decision) == ["karin"]


def test_when_everybody_says_not_for_me_the_next_step_is_taken_at_once():
    case = opened("attention")
    one = advance(case, Pressed(Action.DECLINE, "sanne", 0), PROTOCOL, MONDAY_TEN)
    assert told(one) == [] and one.answer is not None and one.answer.reply is Reply.DECLINED
    same = advance(one.case, Pressed(Action.DECLINE, "sanne", 0), PROTOCOL, MONDAY_TEN)
    assert same.case == one.case and same.effects == ()
    two = advance(one.case, Pressed(Action.DECLINE, "imran", 0), PROTOCOL, MONDAY_TEN)
    assert told(two) == ["karin"] and kinds(two) == {NoticeKind.MOVED_ON}


def test_a_note_keeps_the_promise():
    decision = advance(taken(), Noted("sanne", "familie gebeld"), PROTOCOL, MONDAY_TEN)
    assert decision.case.replied and StopTimers((TimerKind.REPLY, TimerKind.RESUME)) in decision.effects
    assert advance(opened(), Noted("imran", "?"), PROTOCOL, MONDAY_TEN).case == opened()
    reminded = advance(decision.case, TimerDue(TimerKind.REPLY), PROTOCOL, MONDAY_TEN + minutes(60))
    assert reminded.effects == ()


def test_accept_is_a_promise_the_holder_is_reminded_and_then_the_chain_goes_on():
    case = taken()
    reminded = advance(case, TimerDue(TimerKind.REPLY, 1), PROTOCOL, MONDAY_TEN + minutes(60))
    assert told(reminded) == ["sanne"] and kinds(reminded) == {NoticeKind.REMINDER}
    assert timer(reminded) == StartTimer(TimerKind.RESUME, 1, MONDAY_TEN + minutes(90))
    resumed = advance(reminded.case, TimerDue(TimerKind.RESUME, 1), PROTOCOL, MONDAY_TEN + minutes(90))
    assert told(resumed) == ["joost"]
    assert resumed.case.state is State.OPEN and resumed.case.assignee == "sanne"
    assert timer(resumed).kind is TimerKind.STEP


def test_the_promise_counts_since_the_case_is_this_serious():
    risen = advance(taken("imran"), mention("crisis", 2), PROTOCOL, MONDAY_TEN + minutes(50)).case
    again = advance(risen, Pressed(Action.TAKE, "imran", risen.turn), PROTOCOL, MONDAY_TEN + minutes(52))
    reply = PROTOCOL.levels["crisis"].reply
    assert reply is not None
    assert timer(again) == StartTimer(TimerKind.REPLY, again.case.turn, MONDAY_TEN + minutes(50) + reply.amount)


def test_a_broken_promise_that_is_made_again_gets_its_whole_time():
    case = advance(taken(), TimerDue(TimerKind.RESUME, 1), PROTOCOL, MONDAY_TEN + minutes(90)).case
    for who in ("sanne", "imran"):
        again = advance(case, Pressed(Action.TAKE, who, case.turn), PROTOCOL, MONDAY_TEN + minutes(95))
        assert timer(again) == StartTimer(TimerKind.REPLY, again.case.turn, MONDAY_TEN + minutes(155))


def test_a_reminder_at_night_is_silent():
    case = advance(opened(), Pressed(Action.TAKE, "sanne", 0), PROTOCOL, MONDAY_TEN).case
    night = MONDAY_TEN + timedelta(hours=12)
    decision = advance(case, TimerDue(TimerKind.REPLY, 1), PROTOCOL, night)
    assert [e.loud for e in decision.effects if isinstance(e, Notify)] == [False]


def test_timers_of_another_time_do_nothing():
    for case in (opened(), taken()):
        for kind in set(TimerKind) - {TimerKind.END}:  # which is only started when a chain has ended
            decision = advance(case, TimerDue(kind, 7), PROTOCOL, MONDAY_TEN)
            if not (kind in (TimerKind.REPLY, TimerKind.RESUME) and case.state is State.ACKNOWLEDGED):
                assert decision.effects == () and decision.case == case


def test_a_higher_level_asks_anew_and_tells_the_holder():
    decision = advance(taken("imran"), mention("crisis", 2), PROTOCOL, MONDAY_TEN + minutes(10))
    assert decision.case.state is State.OPEN and decision.case.level == "crisis"
    assert set(told(decision)) == {"sanne", "imran", "karin", "joost", "marleen"}
    assert NoticeKind.LEVEL_UP in kinds(decision)
    assert decision.case.worst_mention == 2 and decision.case.turn == 2


def test_a_higher_level_tells_a_holder_outside_the_chain_too():
    case = replace(taken(), assignee="marleen")
    calm = replace(PROTOCOL, escalation={**PROTOCOL.escalation, "crisis": PROTOCOL.escalation["attention"]})
    decision = advance(case, mention("crisis", 2), calm, MONDAY_TEN)
    assert told(decision)[-1] == "marleen"


def test_a_mention_that_brings_nothing_new_only_edits():
    decision = advance(taken(), mention("attention", 2), PROTOCOL, MONDAY_TEN)
    assert told(decision) == [] and Redraw() in decision.effects
    assert decision.case.mentions == 2


def test_a_new_category_tells_the_holder_and_its_own_owner():
    decision = advance(taken(), mention("attention", 2, category="media_request", owner="press"), PROTOCOL, MONDAY_TEN)
    assert told(decision) == ["sanne", "joost"] and kinds(decision) == {NoticeKind.NEW_FACT}


def test_media_politics_and_growth_are_new_facts():
    case = opened()
    for more in ({"author_kind": "media"}, {"author_kind": "politics"}, {"author_kind": "regulator"}, {"authors": 40}):
        assert kinds(advance(case, mention("attention", 2, **more), PROTOCOL, MONDAY_TEN)) == {NoticeKind.NEW_FACT}
    grown = replace(case, reach_notified=10)
    assert "new_fact" in words(advance(grown, mention("noise", 2, reach=50), PROTOCOL, MONDAY_TEN))
    assert told(advance(case, mention("routine", 2, category="question"), PROTOCOL, MONDAY_TEN)) == []


def test_new_facts_of_a_level_without_push_stay_silent():
    quiet = replace(PROTOCOL, escalation={})
    case = open_case(1, mention("routine"), quiet, MONDAY_TEN).case
    silent = replace(PROTOCOL, levels={**LEVELS, "serious": replace(LEVELS["serious"], push=LEVELS["routine"].push)})
    case = replace(opened(), told=())
    decision = advance(case, mention("attention", 2, category="x"), silent, MONDAY_TEN)
    assert told(decision) == []
    returned = advance(
        replace(case, assignee="sanne", state=State.ACKNOWLEDGED), Pressed(Action.RETURN, "sanne"), silent, MONDAY_TEN
    )
    assert told(returned) == []
    gone = advance(replace(case, told=("sanne",)), Undeliverable("sanne", "gone"), silent, MONDAY_TEN)
    assert told(gone) == []
    last = advance(replace(case, step=3), TimerDue(TimerKind.LAST_RESORT), silent, MONDAY_TEN)
    assert told(last) == [] and timer(last).kind is TimerKind.LAST_RESORT


def test_a_case_without_holder_reopens_with_its_chain():
    case = replace(opened(), state=State.RESOLVED, assignee=None)
    decision = advance(case, mention("attention", 2), PROTOCOL, MONDAY_TEN)
    assert decision.case.state is State.OPEN and timer(decision).kind is TimerKind.STEP
    low = advance(case, mention("routine", 2), PROTOCOL, MONDAY_TEN)
    assert low.case.state is State.RESOLVED


def test_case_15_who_cannot_be_reached_is_replaced_at_once():
    case = opened()
    decision = advance(case, Undeliverable("karin", "gone"), PROTOCOL, MONDAY_TEN)
    assert "karin" not in decision.case.told and told(decision) == ["joost"]
    assert kinds(decision) == {NoticeKind.MOVED_ON}


def test_case_15_when_one_of_two_cannot_be_reached_the_other_is_enough():
    case = opened("attention")
    decision = advance(case, Undeliverable("sanne", "gone"), PROTOCOL, MONDAY_TEN)
    assert decision.case.told == ("imran",) and told(decision) == []


def test_case_15_when_nobody_of_the_step_can_be_reached_the_next_step_is_taken_at_once():
    case = opened("attention")
    away = Staffing(unreachable=frozenset({"sanne"}))
    one = advance(case, Undeliverable("sanne", "gone"), PROTOCOL, MONDAY_TEN, away).case
    two = advance(one, Undeliverable("imran", "gone"), PROTOCOL, MONDAY_TEN, away)
    assert told(two)


def test_case_19_when_nobody_at_all_can_be_reached_the_last_resort_is_tried_and_repeats():
    away = Staffing(unreachable=frozenset(PROTOCOL.people))
    case = replace(opened("attention"), told=("sanne",))
    decision = advance(case, Undeliverable("sanne", "gone"), PROTOCOL, MONDAY_TEN, away)
    assert told(decision) and "sanne" not in told(decision)  # told all the same: never nobody


def test_an_unreachable_person_of_a_handled_case_is_only_noted():
    decision = advance(taken(), Undeliverable("imran", "gone"), PROTOCOL, MONDAY_TEN)
    assert words(decision) == ["undeliverable"] and told(decision) == []
    assert words(advance(opened(), Undeliverable("joost", "gone"), PROTOCOL, MONDAY_TEN)) == ["undeliverable"]


def test_without_a_last_resort_the_end_of_the_highest_chain_is_told():
    bare = replace(PROTOCOL, last_resort=None)
    assert open_case(1, mention(), bare, MONDAY_TEN).case.last_resort.notify == ("backup",)
    none = replace(bare, escalation={})
    assert open_case(1, mention(), none, MONDAY_TEN).case.last_resort.notify == ("owner",)


def test_an_edited_mention_does_not_count_twice():
    case = opened()
    decision = advance(case, replace(mention("serious", 1), revised=True), PROTOCOL, MONDAY_TEN)
    assert decision.case.mentions == 1


def test_what_can_wait_repeats_at_its_own_pace():
    case = replace(opened("attention"), step=2)
    decision = advance(case, TimerDue(TimerKind.LAST_RESORT), PROTOCOL, MONDAY_TEN)
    assert told(decision) == ["marleen"]
    assert timer(decision).due_at == MONDAY_TEN + minutes(60)
    evening = MONDAY_TEN + timedelta(hours=9)
    quiet = advance(case, TimerDue(TimerKind.LAST_RESORT), PROTOCOL, evening)
    assert not any(e.loud for e in quiet.effects if isinstance(e, Notify))
    assert timer(quiet).due_at > evening + timedelta(hours=12)


def test_a_new_fact_without_an_owner_of_its_own_tells_the_holder():
    decision = advance(taken(), mention("attention", 2, category="hate", owner=None), PROTOCOL, MONDAY_TEN)
    assert told(decision) == ["sanne"]


def test_a_level_that_promises_no_reply_reminds_nobody():
    patient = replace(PROTOCOL, levels={**LEVELS, "serious": replace(LEVELS["serious"], reply=None)})
    case = open_case(1, mention(), patient, MONDAY_TEN).case
    decision = advance(case, Pressed(Action.TAKE, "sanne", 0), patient, MONDAY_TEN)
    assert not [e for e in decision.effects if isinstance(e, StartTimer)]


def test_case_15_when_the_only_one_of_a_step_cannot_be_reached_the_next_step_is_taken_at_once():
    alone = replace(
        PROTOCOL,
        roles={**PROTOCOL.roles, "webcare": replace(PROTOCOL.roles["webcare"], people=("sanne",), stand_in=None)},
    )
    case = open_case(1, mention("attention"), alone, MONDAY_TEN).case
    decision = advance(case, Undeliverable("sanne", "gone"), alone, MONDAY_TEN)
    assert told(decision) == ["karin"] and kinds(decision) == {NoticeKind.MOVED_ON}
    assert timer(decision).kind is TimerKind.LAST_RESORT
