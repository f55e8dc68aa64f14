"""Patterns, silences, search terms and bundles: the same answers from both databases."""

import pytest

from bot.store import bundles, cases, mentions, quiet, rhythm
from bot.store.outbox import HELD
from bot.store.rhythm import HOUR, Alarm, Count
from rules.case.model import NoticeKind, Record, State
from rules.case.quiet import Hush
from rules.judge.patterns import Hour
from rules.protocol.model import AllOf, DuringOffice, OneOf
from tests.bot.store.made import MINUTE, NOW, batch, case, claimed, delivered, mention, rows

AFTER = NOW + HOUR


def counts(*numbers, pattern="piek", place="beukenhof"):
    return [Count(pattern, place, n, f"jan{n % 2}", NOW + n * MINUTE) for n in numbers]


def test_a_mention_counts_once_for_its_pattern_and_place(store):
    for found in (counts(1, 2), counts(2, 3), []):
        store.write(lambda tx, found=found: rhythm.count(tx, found))
    assert store.read(lambda tx: rhythm.window(tx, "piek", "beukenhof", NOW, AFTER)) == (3, 2)
    assert store.read(lambda tx: rhythm.window(tx, "piek", "beukenhof", NOW + MINUTE, AFTER)) == (2, 2)
    assert store.read(lambda tx: rhythm.window(tx, "piek", "elders", NOW, AFTER)) == (0, 0)
    assert store.read(lambda tx: rhythm.newest(tx, "piek", "beukenhof", NOW, AFTER)) == 3
    assert store.read(lambda tx: rhythm.newest(tx, "piek", "elders", NOW, AFTER)) == 0
    assert store.read(lambda tx: rhythm.hours(tx, "piek", "beukenhof", NOW)) == {NOW: Hour(3, False)}
    assert store.read(lambda tx: rhythm.places(tx, "piek", NOW)) == ["beukenhof"]
    assert store.read(lambda tx: rhythm.first_hour(tx, "piek")) == NOW
    assert store.read(lambda tx: rhythm.first_hour(tx, "dal")) is None


def test_the_hours_of_a_storm_say_nothing_and_stay_so(store):
    store.write(lambda tx: rhythm.count(tx, counts(1), storm=True))
    store.write(lambda tx: rhythm.count(tx, [*counts(2), *counts(70)]))
    hours = lambda: store.read(lambda tx: rhythm.hours(tx, "piek", "beukenhof", NOW))  # noqa: E731
    assert hours() == {NOW: Hour(2, True), AFTER: Hour(1, False)}
    store.write(lambda tx: rhythm.in_storm(tx, AFTER + MINUTE, AFTER + HOUR))
    assert hours() == {NOW: Hour(2, True), AFTER: Hour(1, True)}


def test_what_is_forgotten_counts_no_more(store):
    store.write(lambda tx: rhythm.count(tx, counts(1, 70)))
    store.write(lambda tx: rhythm.forget(tx, AFTER, NOW))
    assert store.read(lambda tx: rhythm.window(tx, "piek", "beukenhof", NOW, AFTER + HOUR)) == (1, 1)
    assert len(store.read(lambda tx: rhythm.hours(tx, "piek", "beukenhof", NOW))) == 2
    store.write(lambda tx: rhythm.forget(tx, AFTER, AFTER))
    assert list(store.read(lambda tx: rhythm.hours(tx, "piek", "beukenhof", NOW))) == [AFTER]


def test_counted_messages_know_their_cases(store):
    store.write(lambda tx: mentions.keep(tx, "s", batch(*(mention(f"m{n}", f"tekst {n}") for n in (1, 2, 3))), NOW))
    for number in (1, 2):
        store.write(lambda tx, n=number: mentions.attach(tx, n, 7))
    store.write(lambda tx: rhythm.count(tx, counts(1, 2, 3)))
    assert store.read(lambda tx: rhythm.members(tx, "piek", "beukenhof", NOW, AFTER)) == {7: 2}


def test_a_pattern_was_told_while_its_case_runs_or_not_long_ago(store):
    store.write(lambda tx: cases.create(tx, case(), 1, NOW))
    alarm = Alarm("piek", "beukenhof", 1, NOW, 9, 6, 1.5)
    store.write(lambda tx: rhythm.add_alarm(tx, alarm))
    assert store.read(lambda tx: rhythm.alarms_of(tx, 1)) == [alarm]
    told = lambda since: store.read(lambda tx: rhythm.is_told(tx, "piek", "beukenhof", since))  # noqa: E731
    assert told(AFTER) and not store.read(lambda tx: rhythm.is_told(tx, "piek", "", NOW))
    store.write(lambda tx: cases.save(tx, case(state=State.RESOLVED), 1, NOW))
    assert told(NOW - MINUTE) and not told(NOW)


def test_a_chore_keeps_its_time_and_is_taken_once(store):
    for name, due in (("b", NOW), ("a", NOW), ("a", AFTER), ("c", AFTER)):
        store.write(lambda tx, n=name, d=due: rhythm.start_chore(tx, n, d))
    assert store.read(rhythm.next_chore) == NOW
    assert [store.write(lambda tx: rhythm.due_chores(tx, NOW)) for _ in range(2)] == [["a", "b"], []]
    store.write(lambda tx: rhythm.stop_chore(tx, "c"))
    assert store.read(rhythm.next_chore) is None


# --- silences and terms -----------------------------------------------------------------------------------------


def hush(*conditions, **more):
    return Hush("jubileum", AllOf(conditions), NOW, AFTER, "sanne", "feest", **{"never_above": "attention", **more})


def test_a_silence_stands_until_its_end_or_until_somebody_ends_it(store):
    made = hush(OneOf("topic", ("party",)), OneOf("location", ("beukenhof", "elders")))
    number = store.write(lambda tx: quiet.add_silence(tx, made, NOW))
    assert store.read(lambda tx: quiet.standing_silences(tx, NOW)) == [quiet.Kept(number, made)]
    assert store.read(lambda tx: quiet.standing_silences(tx, AFTER)) == []
    end = lambda tx: quiet.end_silence(tx, number, "karin", NOW + MINUTE)  # noqa: E731
    assert [store.write(end) for _ in range(2)] == [True, False]
    assert store.read(lambda tx: quiet.standing_silences(tx, NOW)) == []


def test_a_silence_from_a_phone_knows_only_properties(store):
    with pytest.raises(ValueError, match="only properties"):
        store.write(lambda tx: quiet.add_silence(tx, hush(DuringOffice(True)), NOW))


def test_a_term_is_searched_for_once_and_until_the_later_end(store):
    add = lambda term, end: store.write(lambda tx: quiet.add_term(tx, term, end, "sanne", 3, NOW))  # noqa: E731
    number = add("#Beukenhof", AFTER)
    assert add("#beukenhof", AFTER + HOUR) == number == add("#beukenhof", AFTER)
    terms = store.read(lambda tx: quiet.standing_terms(tx, AFTER))
    assert terms == [quiet.Term(number, "#Beukenhof", AFTER + HOUR, "sanne", 3)]
    end = lambda tx: quiet.end_term(tx, number, "karin", NOW)  # noqa: E731
    assert [store.write(end) for _ in range(2)] == [True, False]
    assert store.read(lambda tx: quiet.standing_terms(tx, NOW)) == []


# --- bundles ------------------------------------------------------------------------------------------------------


def held(store, number, person="sanne"):
    store.write(
        lambda tx: bundles.add_held(
            tx, case_id=number, key=f"h{number}", person=person, notifier="telegram", address="101",
            kind=NoticeKind.NEW, why="owner", now=NOW,
        )
    )  # fmt: skip


def test_what_is_held_goes_with_one_bundle(store):
    for number in (2, 1, 2):
        held(store, number)
    assert store.read(lambda tx: bundles.held_cases(tx, "sanne")) == [2, 1]
    for at in (AFTER, AFTER + HOUR):
        store.write(lambda tx, at=at: bundles.add_bundle(tx, "sanne", "telegram", "101", at, NOW))
    assert claimed(store, now=NOW + MINUTE) == []
    (bundle,) = claimed(store, now=AFTER)
    assert (bundle.kind, bundle.loud) == ("sheet", True)
    store.write(lambda tx: bundles.let_go(tx, "sanne", bundle.id, AFTER))
    assert store.read(lambda tx: bundles.held_cases(tx, "sanne")) == []
    assert rows(store, f"SELECT count(*) FROM outbox WHERE state = '{HELD}'") == [(0,)]


def test_a_sheet_is_written_once_and_drawn_anew_once_for_each_version(store):
    add = lambda tx: bundles.add_sheet(tx, "k", "summary", "sanne", "telegram", "101", NOW, case_id=1)  # noqa: E731
    assert [store.write(add) for _ in range(2)] == [True, False]
    store.write(lambda tx: bundles.redraw_sheet(tx, "k", "1", NOW))
    assert [one.kind for one in claimed(store, now=NOW + MINUTE)] == ["sheet"], "not sent yet: nothing to edit"
    store.write(lambda tx: tx.exec_driver_sql("UPDATE outbox SET state = 'sent', message_id = '7'"))
    for version in ("1", "1", "2"):
        store.write(lambda tx, v=version: bundles.redraw_sheet(tx, "k", v, NOW))
    edits = rows(store, "SELECT key, message_id FROM outbox WHERE kind = 'sheet_edit' ORDER BY key")
    assert edits == [("k:1", "7"), ("k:2", "7")]


def test_the_newest_rings_of_a_person_are_counted(store):
    for n in range(3):
        delivered(store, f"n{n}", str(n), now=NOW + n * HOUR, case_id=n + 1)
    delivered(store, "stil", "9", now=NOW + 3 * HOUR, case_id=9, loud=False)
    rung = lambda since, most: store.read(lambda tx: bundles.rung(tx, "sanne", since, most))  # noqa: E731
    assert rung(NOW - MINUTE, 2) == [NOW + HOUR, NOW + 2 * HOUR]
    assert rung(NOW, 9) == [NOW + HOUR, NOW + 2 * HOUR]
    assert store.read(lambda tx: bundles.quiet_ones(tx, NOW)) == {"sanne": [9]}


def test_a_storm_in_numbers(store):
    said = [
        mention(f"m{n}", f"tekst {n}", author=author, platform=platform, posted_at=NOW + n * MINUTE)
        for n, (author, platform) in enumerate([("jan", "x"), ("jan", "facebook_page"), ("piet", "x")])
    ]
    store.write(lambda tx: mentions.keep(tx, "s", batch(*said), NOW))
    for number, category in ((1, "a"), (2, "b"), (3, "a")):
        values = {"sentiment": "negative", "category": category, "case_id": 1, "level_number": number}
        store.write(lambda tx, n=number, v=values: mentions.judged(tx, n, v))
    assert store.read(lambda tx: bundles.grown(tx, 1, NOW)) == bundles.Grown(
        3, 2, 3, (("x", 2), ("facebook_page", 1)), (("negative", 3),)
    )
    assert store.read(lambda tx: bundles.grown(tx, 2, NOW)) == bundles.Grown(0, 0, 0, (), ())
    assert [r[0] for r in store.read(lambda tx: bundles.of_case(tx, 1))] == [3, 2, 1]
    assert [(r[0], r[2], r[3]) for r in store.read(lambda tx: bundles.of_case(tx, 1, category="a", limit=1))] == [
        (3, 3, "a")
    ]


def test_when_somebody_first_heard_of_a_case(store):
    assert store.read(lambda tx: bundles.first_told(tx, 1)) is None
    for at in (AFTER, NOW):
        store.write(lambda tx, at=at: cases.record(tx, 1, Record("told", "", "sanne"), at))
    assert store.read(lambda tx: bundles.first_told(tx, 1)) == NOW
