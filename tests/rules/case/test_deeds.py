"""What people do with a case beyond taking it, and what happens on the platform: one event each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.case.advance import advance, open_case, open_split
from rules.case.model import (
    Action,
    Answered,
    Case,
    Decision,
    JoinCase,
    Joined,
    MentionGone,
    NoticeKind,
    Notify,
    Parted,
    Post,
    Pressed,
    Record,
    Reply,
    SplitOff,
    StartTimer,
    State,
    TimerDue,
    TimerKind,
    Undeliverable,
)
from rules.case.snooze import wake_at
from rules.duty.hours import next_morning
from rules.duty.staffing import Staffing
from rules.protocol.model import LastResort, Protocol, Push, Secret
from tests.rules.case.office import LEVELS, MONDAY_NIGHT, MONDAY_TEN, PROTOCOL, mention, minutes

ZONE = ZoneInfo("Europe/Amsterdam")


def do(
    case: Case, action: Action, by: str = "sanne", choice: str = "", protocol: Protocol = PROTOCOL, **more: object
) -> Decision:
    return advance(case, Pressed(action, by, None, choice), protocol, MONDAY_TEN + minutes(5), **more)  # type: ignore[arg-type]


def opened(level: str = "serious", number: int = 1, **more: object) -> Case:
    return open_case(number, mention(level, number, **more), PROTOCOL, MONDAY_TEN).case


def taken(by: str = "sanne", level: str = "serious") -> Case:
    return do(opened(level), Action.TAKE, by).case


def told(decision: Decision) -> list[str]:
    return [e.person for e in decision.effects if isinstance(e, Notify)]


def reply(decision: Decision) -> Reply | None:
    return decision.answer.reply if decision.answer else None


UNTIL = [
    ("15m", MONDAY_TEN + minutes(15)),
    ("1h", MONDAY_TEN + minutes(60)),
    ("2 uur", MONDAY_TEN + minutes(120)),
    ("07:30", datetime(2026, 3, 3, 6, 30, tzinfo=UTC)),
    ("17.00", datetime(2026, 3, 2, 16, 0, tzinfo=UTC)),
    ("0m", None),
    ("25h", None),
    ("24:00", None),
    ("12:60", None),
    ("straks", None),
]


@pytest.mark.parametrize(("choice", "until"), UNTIL)
def test_until_when_a_choice_means(choice: str, until: datetime | None) -> None:
    assert wake_at(choice, MONDAY_TEN, ZONE) == until


def test_case_39_until_half_past_two_in_the_nights_the_clock_changes() -> None:
    autumn, spring = datetime(2026, 10, 24, 22, 0, tzinfo=UTC), datetime(2027, 3, 27, 23, 0, tzinfo=UTC)
    assert wake_at("02:30", autumn, ZONE) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the first of the two
    assert wake_at("02:30", spring, ZONE) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)  # 03:00, when the clock jumps
    assert wake_at("2h", datetime(2026, 10, 24, 23, 30, tzinfo=UTC), ZONE) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_next_morning_is_the_next_opening() -> None:
    assert next_morning(MONDAY_NIGHT, PROTOCOL) == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    assert next_morning(MONDAY_TEN, PROTOCOL) == datetime(2026, 3, 3, 7, 30, tzinfo=UTC)


def test_only_who_has_a_case_can_put_it_aside_and_only_until_a_moment() -> None:
    assert reply(do(taken("imran"), Action.SNOOZE, choice="1h")) is Reply.STALE
    assert reply(do(opened(), Action.SNOOZE, choice="ooit")) is Reply.NO_CHOICE
    again = do(do(taken(), Action.SNOOZE, choice="1h").case, Action.SNOOZE, choice="15m")
    assert reply(again) is Reply.SNOOZED and again.case.taken_at == MONDAY_TEN + minutes(5)
    assert do(again.case, Action.TAKE).case.state is State.ACKNOWLEDGED


def test_a_silenced_message_does_not_end_a_snooze_by_itself() -> None:
    case = replace(do(taken(), Action.SNOOZE, choice="1h").case, mentions=40)
    loud = advance(case, mention("attention", 2), PROTOCOL, MONDAY_TEN + minutes(9))
    still = advance(case, mention("attention", 2, silenced=True), PROTOCOL, MONDAY_TEN + minutes(9))
    assert loud.case.state is State.ACKNOWLEDGED and still.case.state is State.SNOOZED


def test_a_new_fact_ends_a_snooze_and_rings_once() -> None:
    case = do(taken(), Action.SNOOZE, choice="1h").case
    decision = advance(case, mention("serious", 2, category="threat", owner=None), PROTOCOL, MONDAY_TEN + minutes(9))
    assert decision.case.state is State.ACKNOWLEDGED
    assert [(e.person, e.kind) for e in decision.effects if isinstance(e, Notify)] == [("sanne", NoticeKind.NEW_FACT)]


def test_raising_at_a_level_that_sends_nothing_needs_a_higher_level() -> None:
    mute = replace(PROTOCOL, levels={**LEVELS, "attention": replace(LEVELS["attention"], push=Push.NEVER)})
    assert reply(do(opened("attention"), Action.RAISE, protocol=mute)) is Reply.NO_CHOICE
    assert reply(do(opened("attention"), Action.RAISE, choice="attention")) is Reply.NO_CHOICE
    higher = do(opened("attention"), Action.RAISE, choice="crisis", protocol=mute)
    assert reply(higher) is Reply.RAISED and "marleen" in told(higher)


def test_who_raises_alone_is_rung_all_the_same() -> None:
    alone = replace(PROTOCOL, escalation={"serious": (replace(PROTOCOL.escalation["serious"][1], notify=("press",)),)})
    case = replace(opened(), chain=alone.escalation["serious"], step=0)
    assert told(do(case, Action.RAISE, by="joost", protocol=alone)) == ["joost"]


def test_nobody_is_asked_who_is_not_there_or_has_it_or_cannot_be_reached() -> None:
    assert reply(do(opened(), Action.HAND, choice="weg")) is Reply.NO_CHOICE
    assert reply(do(taken(), Action.HAND, choice="sanne")) is Reply.NO_CHOICE
    away = do(opened(), Action.HAND, choice="joost", staffing=Staffing(unreachable=frozenset({"joost"})))
    assert reply(away) is Reply.UNREACHED


def test_who_was_asked_and_cannot_be_told_leaves_the_case_to_the_others() -> None:
    case = do(opened(), Action.HAND, choice="joost").case
    decision = advance(case, Undeliverable("joost", "gone"), PROTOCOL, MONDAY_TEN + minutes(6))
    assert decision.case.handed_to is None and set(told(decision)) == {"sanne", "imran", "karin"}
    held = advance(taken(), Undeliverable("sanne", "gone"), PROTOCOL, MONDAY_TEN + minutes(6))
    assert held.case.state is State.OPEN and held.case.assignee is None and told(held) == ["imran", "karin"]


def test_who_was_asked_and_says_no_leaves_the_case_to_the_others_at_once() -> None:
    case = do(opened(), Action.HAND, choice="joost").case
    decision = do(case, Action.DECLINE, by="joost")
    assert decision.case.handed_to is None and told(decision) == ["sanne", "imran", "karin"]


def test_another_newspaper_ends_a_snooze() -> None:
    case = replace(do(taken(), Action.SNOOZE, choice="1h").case, author_kinds=("media",))
    decision = advance(case, mention("attention", 2, author_kind="media"), PROTOCOL, MONDAY_TEN + minutes(9))
    assert [(e.kind, e.why) for e in decision.effects if isinstance(e, Notify)] == [(NoticeKind.WOKEN, "media_again")]


def test_opening_again() -> None:
    closed = do(taken(), Action.RESOLVE).case
    assert reply(do(taken(), Action.REOPEN)) is Reply.STILL_OPEN
    again = do(closed, Action.REOPEN, by="karin")
    assert reply(again) is Reply.REOPENED and again.case.assignee == "karin" and not again.case.replied
    assert [e.kind for e in again.effects if isinstance(e, StartTimer)] == [TimerKind.REPLY]
    assert reply(do(replace(closed, merged_into=7), Action.REOPEN)) is Reply.MERGED


def test_a_closed_case_that_nobody_held_goes_on_up_when_a_message_reopens_it() -> None:
    closed = replace(do(taken(), Action.RESOLVE).case, assignee=None)
    decision = advance(closed, mention("attention", 2), PROTOCOL, MONDAY_TEN + minutes(9))
    assert decision.case.state is State.OPEN
    assert [e.kind for e in decision.effects if isinstance(e, StartTimer)] == [TimerKind.STEP]


def join(into: Case, other: Case, *, waiting: bool) -> Decision:
    closed = do(other, Action.MERGE, choice=str(into.id)).case
    return advance(into, Joined(closed, "sanne", 2, waiting), PROTOCOL, MONDAY_TEN + minutes(6))


def test_a_case_does_not_go_into_itself_or_nowhere() -> None:
    for choice in ("1", "", "x", "²", "9" * 20):
        assert reply(do(opened(), Action.MERGE, choice=choice)) is Reply.NO_CHOICE
    merged = do(opened(), Action.MERGE, choice="2")
    assert JoinCase(2, "sanne", waiting=True) in merged.effects and merged.case.merged_into == 2
    assert reply(do(merged.case, Action.TAKE)) is Reply.CLOSED


def test_in_whose_hands_two_cases_are_that_become_one() -> None:
    second = opened("serious", 2)
    assert join(opened(), second, waiting=True).case.state is State.OPEN
    theirs = do(second, Action.TAKE, "imran").case
    assert join(opened(), theirs, waiting=False).case.assignee == "imran"
    assert join(taken(), second, waiting=True).case.assignee == "sanne"
    closed = do(taken(), Action.RESOLVE).case
    assert join(closed, second, waiting=True).case.assignee == "sanne"
    asleep = do(taken(), Action.SNOOZE, choice="1h").case
    still = join(asleep, second, waiting=True)
    assert still.case.state is State.SNOOZED
    assert [e.kind for e in still.effects if isinstance(e, StartTimer)] == [TimerKind.SNOOZE]


def test_a_more_serious_case_that_nobody_had_asks_anew_and_tells_who_had_the_other() -> None:
    worse = opened("crisis", 2)
    decision = join(taken("imran"), worse, waiting=True)
    assert (decision.case.level, decision.case.state) == ("crisis", State.OPEN)
    assert ("imran", NoticeKind.LEVEL_UP) in [(e.person, e.kind) for e in decision.effects if isinstance(e, Notify)]
    assert decision.case.mentions == 2 and decision.case.worst_mention == 2 and decision.case.first_mention == 1
    assert decision.case.step == worse.step


def test_a_message_leaves_a_case_that_has_more_of_them() -> None:
    assert reply(do(opened(), Action.SPLIT, choice="1")) is Reply.NO_CHOICE
    two = advance(opened(), mention("attention", 2), PROTOCOL, MONDAY_TEN).case
    assert reply(do(two, Action.SPLIT, choice="een")) is Reply.NO_CHOICE
    assert reply(do(two, Action.SPLIT, choice="")) is Reply.NO_CHOICE
    assert reply(do(two, Action.SPLIT, choice="1 2")) is Reply.NO_CHOICE
    three = advance(two, mention("attention", 3), PROTOCOL, MONDAY_TEN).case
    several = do(three, Action.SPLIT, choice="2 3 2")
    assert SplitOff((2, 3), "sanne") in several.effects and reply(several) is Reply.SPLIT_SEVERAL
    asked = do(two, Action.SPLIT, choice="2")
    assert SplitOff((2,), "sanne") in asked.effects and asked.case == two
    left = advance(two, Parted(2, 9, "sanne", 1, 1, 1, 0), PROTOCOL, MONDAY_TEN).case
    assert (left.mentions, left.level) == (1, "serious")
    fresh = open_split(9, mention("attention", 2), "sanne", 1, PROTOCOL, MONDAY_TEN)
    assert fresh.case.assignee == "sanne" and told(fresh) == ["sanne"]
    assert not any(e.loud for e in fresh.effects if isinstance(e, Notify))
    both = open_split(9, mention("attention", 2), "sanne", 1, PROTOCOL, MONDAY_TEN, (mention("noise", 3),))
    assert both.case.mentions == 2 and both.case.worst_mention == 2
    assert [e.what for e in fresh.effects if isinstance(e, Record)] == ["opened", "split_from"]


def test_what_happens_on_the_platform() -> None:
    gone = advance(taken(), MentionGone(1), PROTOCOL, MONDAY_TEN)
    assert gone.case.gone == 1 and gone.case.state is State.ACKNOWLEDGED
    answered = advance(taken(), Answered(5), PROTOCOL, MONDAY_TEN)
    assert answered.case.replied and answered.case.state is State.ACKNOWLEDGED
    assert advance(answered.case, Answered(6), PROTOCOL, MONDAY_TEN).effects == ()
    assert advance(opened(), Answered(5), PROTOCOL, MONDAY_TEN).case.state is not State.RESOLVED


def test_case_20_a_chain_that_ended_is_said_the_next_morning_once_to_who_owns_the_protocol() -> None:
    case, ends = opened("crisis"), []
    for _ in range(4):
        kind = TimerKind.STEP if case.step < len(case.chain) else TimerKind.LAST_RESORT
        decision = advance(case, TimerDue(kind, case.step), PROTOCOL, MONDAY_TEN)
        ends += [e for e in decision.effects if isinstance(e, StartTimer) and e.kind is TimerKind.END]
        case = decision.case
    assert [end.due_at for end in ends] == [datetime(2026, 3, 3, 7, 30, tzinfo=UTC)]
    for later in (case, do(case, Action.TAKE).case, do(case, Action.RESOLVE).case):
        said = advance(later, TimerDue(TimerKind.END), PROTOCOL, ends[0].due_at)
        assert [(e.person, e.kind) for e in said.effects if isinstance(e, Notify)] == [("sanne", NoticeKind.ENDED)]
    ownerless = replace(PROTOCOL, owner=None, last_resort=LastResort(("board",), minutes(15)))
    assert told(advance(case, TimerDue(TimerKind.END), ownerless, ends[0].due_at)) == ["marleen"]


@pytest.mark.parametrize("level", ["attention", "serious", "crisis"])
def test_accept_is_a_promise_at_every_level(level: str) -> None:
    """Catalogue: an accepted case whose target passes goes on up the escalation."""
    case = taken(level=level)
    reminded = advance(case, TimerDue(TimerKind.REPLY, case.turn), PROTOCOL, MONDAY_TEN + timedelta(hours=6))
    assert told(reminded) == ["sanne"]
    resumed = advance(reminded.case, TimerDue(TimerKind.RESUME), PROTOCOL, MONDAY_TEN + timedelta(hours=7))
    assert resumed.case.state is State.OPEN and told(resumed)


def test_a_team_gets_one_silent_copy() -> None:
    roles = {**PROTOCOL.roles, "webcare": replace(PROTOCOL.roles["webcare"], group=Secret("GROUP"))}
    grouped = replace(PROTOCOL, roles=roles)
    first = open_case(1, mention(), grouped, MONDAY_TEN)
    assert [e.role for e in first.effects if isinstance(e, Post)] == ["webcare"]
    second = advance(first.case, TimerDue(TimerKind.STEP, 1), grouped, MONDAY_TEN + minutes(15))
    assert not [e for e in second.effects if isinstance(e, Post)]
    nobody = open_case(1, mention(owner=None), grouped, MONDAY_TEN)
    assert not [e for e in nobody.effects if isinstance(e, Post)]


def test_a_quiet_message_that_is_taken_out_is_a_case_of_attention_all_the_same() -> None:
    fresh = open_split(9, mention("noise", 2), "sanne", 1, PROTOCOL, MONDAY_TEN)
    assert (fresh.case.level, fresh.case.level_number) == ("attention", 2)
    assert [e.kind for e in fresh.effects if isinstance(e, StartTimer)] == [TimerKind.REPLY]
    asleep = do(taken(), Action.SNOOZE, choice="1h").case
    woken = advance(asleep, TimerDue(TimerKind.SNOOZE), PROTOCOL, MONDAY_TEN + timedelta(hours=1))
    assert [(e.kind, e.loud) for e in woken.effects if isinstance(e, Notify)] == [(NoticeKind.WOKEN, True)]
