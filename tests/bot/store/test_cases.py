"""Cases are changed by compare and set; a timer is settled once; a log entry stays."""

from dataclasses import replace

from bot.store import cases, reads
from rules.case.model import Record, StartTimer, State, TimerKind
from tests.bot.store.made import MINUTE, NOW, case, rows


def opened(store, *numbers, **more):
    for number in numbers:
        store.write(lambda tx, n=number: cases.create(tx, case(n, **more), 1, NOW))


def timer(store, number, kind=TimerKind.STEP, step=1, due=NOW + MINUTE):
    store.write(lambda tx: cases.start_timer(tx, number, StartTimer(kind, step, due)))


def due(store, at=NOW + MINUTE, **more):
    return store.write(lambda tx: cases.due_timers(tx, at, **more))


def test_numbers_go_up_from_one(store):
    assert store.write(cases.next_number) == 1
    opened(store, 1, 2)
    assert store.write(cases.next_number) == 3


def test_a_case_comes_back_as_it_was_stored(store):
    opened(store, 1, told=("sanne",), location="beukenhof")
    stored = case(1, told=("sanne",), location="beukenhof")
    assert store.write(lambda tx: cases.load(tx, 1)) == (stored, 1)
    assert store.read(lambda tx: cases.peek(tx, 1)) == (stored, 1)
    assert store.write(lambda tx: cases.load(tx, 2)) is None and store.read(lambda tx: cases.peek(tx, 2)) is None


def test_whoever_saw_an_older_version_changes_nothing(store):
    opened(store, 1)
    taken = replace(case(1), state=State.ACKNOWLEDGED, assignee="sanne")
    assert store.write(lambda tx: cases.save(tx, taken, 1, NOW))
    assert not store.write(lambda tx: cases.save(tx, replace(taken, assignee="imran"), 1, NOW))
    assert store.read(lambda tx: cases.peek(tx, 1)) == (taken, 2)


def test_open_cases_are_counted(store):
    opened(store, 1, 2)
    store.write(lambda tx: cases.save(tx, replace(case(1), state=State.RESOLVED), 1, NOW))
    assert store.read(cases.count_open) == 1


def test_candidates_are_the_newest_and_those_that_are_named(store):
    for number in (1, 2, 3, 4):
        opened(store, number, last_mention_at=NOW + number * MINUTE, opened_at=NOW + number * MINUTE)
    found = store.read(lambda tx: cases.candidates(tx, NOW + 2 * MINUTE, NOW, {1, 2}, limit=1))
    assert [c.id for c in found] == [4, 2]  # 1 was last mentioned too long ago
    assert [c.id for c in store.read(lambda tx: cases.candidates(tx, NOW, NOW + 4 * MINUTE))] == [4]


def test_a_timer_is_due_once_and_settled_once(store):
    timer(store, 1)
    assert due(store, NOW) == []
    ((number, *rest),) = due(store)
    assert rest == [1, TimerKind.STEP, 1]
    assert store.write(lambda tx: cases.timer_done(tx, number))
    assert not store.write(lambda tx: cases.timer_done(tx, number))
    assert due(store) == []


def test_a_new_timer_takes_the_place_of_one_of_its_kind(store):
    timer(store, 1, step=1)
    timer(store, 1, step=2)
    timer(store, 1, TimerKind.REPLY, 0)
    assert [(kind, step) for kind, step, _ in store.read(lambda tx: reads.timers_of(tx, 1))] == [
        ("step", 2),
        ("reply", 0),
    ]


def test_one_look_takes_one_timer_of_each_case_the_oldest_first(store):
    timer(store, 2, due=NOW + MINUTE)
    timer(store, 1, due=NOW)
    timer(store, 1, TimerKind.REPLY, due=NOW - MINUTE)
    assert [(number, kind) for _, number, kind, _ in due(store)] == [(1, TimerKind.REPLY), (2, TimerKind.STEP)]
    assert len(due(store, limit=1)) == 1


def test_timers_are_stopped_by_kind_or_all(store):
    timer(store, 1)
    timer(store, 1, TimerKind.REPLY)
    store.write(lambda tx: cases.stop_timers(tx, 1, (TimerKind.STEP,)))
    assert [kind for _, _, kind, _ in due(store)] == [TimerKind.REPLY]
    store.write(lambda tx: cases.stop_timers(tx, 1))
    assert due(store) == [] and store.read(cases.next_due) is None


def test_a_case_is_held_while_it_is_carried_on(store):
    opened(store, 1)
    assert store.write(lambda tx: cases.hold(tx, 1))
    assert store.write(lambda tx: cases.hold(tx, 2)), "one that is not there is nobody else's"


def test_a_timer_that_could_not_be_carried_out_comes_back_later(store):
    timer(store, 1)
    ((number, *_),) = due(store)
    store.write(lambda tx: cases.postpone_timer(tx, number, NOW + 3 * MINUTE))
    assert due(store) == [] and store.read(cases.next_due) == NOW + 3 * MINUTE
    assert len(due(store, NOW + 3 * MINUTE)) == 1


def test_the_log_keeps_everything_in_order_and_nothing_too_long(store):
    store.write(lambda tx: cases.record(tx, 1, Record("taken", "sanne"), NOW))
    store.write(lambda tx: cases.record(tx, 1, Record("noted", "sanne", "x" * 9000), NOW))
    store.write(lambda tx: cases.record(tx, None, Record("paired", detail="sanne"), NOW))
    assert [(line.what, len(line.detail)) for line in store.read(lambda tx: reads.log_lines(tx, 1))] == [
        ("taken", 0),
        ("noted", 4000),
    ]
    assert [line.what for line in store.read(lambda tx: reads.log_lines(tx, None))] == ["paired"]
    assert rows(store, "SELECT count(*) FROM case_log") == [(3,)]
