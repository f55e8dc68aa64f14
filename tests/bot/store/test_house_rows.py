"""Reports, the auditor, sources and their doorstep, mentions that change hands: the same answers from both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.ports import Batch, Gap
from bot.store import (
    auditing,
    cards,
    cases,
    coverage,
    deliveries,
    found,
    gone,
    lessons,
    mentions,
    outbox,
    people,
    regroup,
    reporting,
    spending,
)
from bot.store.backup import back_up, file_of, newest_good, restore, wrong_with
from bot.store.codec import dump
from bot.store.engine import Store
from bot.store.mentions import Place
from bot.store.migrate import prepare
from rules.audit.model import Finding, Invariant
from rules.audit.tell import Known
from rules.case.model import Record, StartTimer, State, TimerKind
from rules.explain.cards import Rung
from rules.explain.report.values import Ring
from rules.judge.grouping import plain
from rules.judge.verdict import Verdict
from rules.text.learning import Feedback
from rules.text.values import Sentiment, Tone
from tests.bot.store.made import MINUTE, NOW, batch, case, claimed, delivered, mention, notice, rows

DAY = timedelta(days=1)
ANGRY = Verdict(True, "serious", 3, Sentiment(Tone.NEGATIVE), location="beukenhof", topics=("zorg",), rules=("klacht",))
GLAD = replace(ANGRY, level="routine", level_number=1, sentiment=Sentiment(Tone.POSITIVE), share=True)


def hears(store, *said, verdict=ANGRY, case_number=None, source="s"):
    """Mentions that were judged so; their numbers."""
    store.write(lambda tx: mentions.keep(tx, source, batch(*said), NOW))
    ids = [one.id for one in said]
    numbers = [number for (number, known) in rows(store, "SELECT number, external_id FROM mentions") if known in ids]
    values = {"verdict": dump(verdict), "about_us": True, "level_number": verdict.level_number, "case_id": case_number}
    for number in numbers:
        store.write(lambda tx, n=number: mentions.judged(tx, n, values))
    return numbers


def opened(store, *numbers, **more):
    for number in numbers:
        store.write(lambda tx, n=number: cases.create(tx, case(n, **more), 1, NOW))


# --- reports ------------------------------------------------------------------------------------------------------


def test_what_a_report_counts(store):
    opened(store, 1)
    store.write(lambda tx: coverage.watch(tx, {"s": "facebook_page"}))
    (number,) = hears(store, mention(), case_number=1)
    for what, at in (("told", NOW), ("taken", NOW + MINUTE), ("last_resort", NOW), ("replied", NOW + 2 * MINUTE)):
        store.write(lambda tx, what=what, at=at: cases.record(tx, 1, Record(what), at))
    delivered(store)
    store.write(lambda tx: lessons.say(tx, number, "sanne", Feedback.FALSE_ALARM, NOW))
    store.write(lambda tx: coverage.note_gaps(tx, "s", [Gap(NOW, NOW + 20 * MINUTE, "limit")], NOW))
    store.write(lambda tx: coverage.note_gaps(tx, "s", [Gap(NOW, NOW + MINUTE, "limit")], NOW))
    counted = store.read(lambda tx: reporting.numbers(tx, NOW, NOW + DAY))
    assert (counted.heard, counted.about_us, counted.levels) == (1, 1, {"serious": 1})
    assert (counted.topics, counted.locations, counted.negative) == ({"zorg": 1}, {"beukenhof": 1}, {"beukenhof": 1})
    (times,) = counted.cases
    assert (times.told_at, times.taken_at, times.answered_at, times.ended) == (NOW, NOW + MINUTE, NOW + 2 * MINUTE, 1)
    assert counted.rings == (Ring("sanne", NOW, True),) and counted.open == counted.cases
    assert [(v.rules, v.false_alarm) for v in counted.verdicts] == [(("klacht",), True)]
    (watched,) = counted.sources
    assert (watched.mentions, watched.gaps) == (1, ((NOW, NOW + 20 * MINUTE),))
    before = store.read(lambda tx: reporting.numbers(tx, NOW - DAY, NOW))
    assert (before.heard, before.cases, before.rings, before.verdicts) == (0, (), (), ())


def test_a_report_goes_out_once_for_each_moment(store):
    assert store.read(lambda tx: reporting.last_sent(tx, "Dag")) is None
    assert [store.write(lambda tx: reporting.take_turn(tx, "Dag", NOW, NOW)) for _ in range(2)] == [True, False]
    assert store.write(lambda tx: reporting.take_turn(tx, "Dag", NOW + DAY, NOW + DAY))
    assert store.read(lambda tx: reporting.last_sent(tx, "Dag")) == NOW + DAY


def test_praise_is_offered_once_and_the_first_answer_counts(store):
    (number,) = hears(store, mention("p", "wat een fijne zorg"), verdict=GLAD)
    hears(store, mention("q", "slecht"))
    assert [one.mention for one in store.read(lambda tx: reporting.praise(tx, NOW))] == [number]
    assert store.read(lambda tx: reporting.praise(tx, NOW + MINUTE)) == []
    assert [store.write(lambda tx: reporting.offer(tx, number, NOW)) for _ in range(2)] == [True, False]
    assert store.read(lambda tx: reporting.praise(tx, NOW)) == []
    assert store.read(lambda tx: reporting.offered_since(tx, NOW)) == 1
    assert store.read(lambda tx: reporting.offered_since(tx, NOW + MINUTE)) == 0
    answer = lambda state, by: store.write(lambda tx: reporting.answer_tip(tx, number, state, by, NOW))  # noqa: E731
    assert [answer("shared", "sanne"), answer("dropped", "imran")] == [("shared", "sanne")] * 2
    assert store.write(lambda tx: reporting.answer_tip(tx, 99, "shared", "sanne", NOW)) is None
    (tip,) = store.read(lambda tx: reporting.numbers(tx, NOW, NOW + DAY)).tips
    assert (tip.text, tip.state) == ("wat een fijne zorg", "shared")


def test_what_is_read_together_is_of_one_moment(store):
    """A report counts in many queries; what comes in between them belongs to the next one."""
    opened(store, 1)

    def twice(tx):
        first = cases.count_open(tx)
        opened(store, 2)
        return first, cases.count_open(tx)

    assert store.read(twice) == (1, 1)
    assert store.read(cases.count_open) == 2


# --- the auditor --------------------------------------------------------------------------------------------------


def seen(store, now=NOW + DAY, stretches=lambda last: [(last - MINUTE, last)]):
    return store.read(lambda tx: auditing.vault(tx, now, stretches))


def test_an_empty_house_lacks_nothing(store):
    assert seen(store) == auditing.Vault()


def test_what_the_auditor_sees(store):
    opened(store, 1, 2)
    store.write(lambda tx: coverage.watch(tx, {"s": "facebook_page", "t": "x"}))
    store.write(lambda tx: coverage.failed(tx, "t", "401", NOW, blind=True))
    store.write(lambda tx: mentions.keep(tx, "s", batch(mention(), refused=[("z", "kapot")]), NOW))
    store.write(lambda tx: cases.start_timer(tx, 1, StartTimer(TimerKind.STEP, 1, NOW)))
    store.write(lambda tx: notice(tx, "n1"))
    store.write(lambda tx: people.pair(tx, "sanne", "telegram", "101", "101", NOW))
    vault = seen(store)
    assert vault.timers == auditing.Pile(1, NOW) == vault.unjudged and vault.unanswered is None
    assert vault.outbox == {"telegram": auditing.Pile(1, NOW)} and vault.dead is None
    assert [one.number for one in vault.without_timer] == [2] == [one.number for one in vault.untold]
    assert [(one.name, one.blind, one.usual) for one in vault.sources] == [("s", False, (1,)), ("t", True, ())]
    assert vault.ways == {"sanne": frozenset({"telegram"})} and vault.lost == ()
    assert seen(store, NOW + MINUTE).quarantined == auditing.Pile(1, NOW)


def test_what_died_is_seen_for_a_while(store):
    store.write(lambda tx: notice(tx))
    (errand,) = claimed(store)
    store.write(lambda tx: outbox.settle(tx, errand, "a", NOW, "failed", error="403"))
    assert seen(store, NOW + MINUTE).dead == auditing.Pile(1, NOW)


def test_the_auditor_remembers_exactly_what_it_was_told(store):
    first = Known(Finding(Invariant.DISK_LOW, "", NOW, {"free": 3}), NOW, NOW)
    second = Known(Finding(Invariant.UNREACHABLE, "sanne", broken=frozenset({"telegram"})), NOW + MINUTE)
    for known in ([first, second], [replace(first, mended_at=NOW, mended_said=True), second]):
        store.write(lambda tx, known=known: auditing.remember(tx, known))
        assert list(store.read(auditing.ledger)) == known
    store.write(lambda tx: auditing.remember(tx, []))
    assert store.read(auditing.ledger) == ()


def test_the_pulse_is_written_again_and_again(store):
    for at in (NOW, NOW + MINUTE):
        store.write(lambda tx, at=at: auditing.pulse(tx, at))
    assert rows(store, "SELECT count(*) FROM cursors WHERE name = 'auditor_pulse'") == [(1,)]


# --- sources ------------------------------------------------------------------------------------------------------


def test_a_source_tells_where_we_are_and_what_was_missed(store):
    store.write(lambda tx: coverage.watch(tx, {"s": "facebook_page"}))
    more = {"seen_until": NOW + MINUTE, "gaps": [Gap(NOW, NOW + MINUTE, "limit")]}
    for _ in range(2):
        store.write(lambda tx: mentions.keep(tx, "s", batch(mention(), cursor="c1", **more), NOW))
    assert store.write(lambda tx: spending.take(tx, "s", "2026-03-02", 3, 5))
    assert not store.write(lambda tx: spending.take(tx, "s", "2026-03-02", 3, 5))
    assert store.read(lambda tx: spending.spent(tx, "s", "2026-03-02")) == 3
    (known,) = store.read(lambda tx: coverage.read(tx, NOW))
    assert (known.platform, known.heard_at, known.gaps, known.spent) == ("facebook_page", NOW, tuple(more["gaps"]), 3)
    assert known.whole(NOW - DAY, NOW) and not known.whole(NOW, NOW + MINUTE)
    assert (
        store.read(lambda tx: coverage.cursor(tx, "s")) == "c1"
        and store.read(lambda tx: coverage.stream(tx, "s")) == ""
    )
    assert store.read(lambda tx: coverage.heard(tx, "s", NOW - MINUTE)) == [NOW]
    store.write(lambda tx: coverage.forget_gaps(tx, NOW + coverage.GAPS_KEPT + DAY))
    assert store.read(lambda tx: coverage.read(tx, NOW - DAY))[0].gaps == ()


def test_a_source_that_ends_again_and_again_is_dead_until_it_works(store):
    store.write(lambda tx: coverage.watch(tx, {"s": "facebook_page"}))
    assert [store.write(lambda tx: coverage.died(tx, "s", NOW)) for _ in range(3)] == [1, 2, 3]
    assert store.read(lambda tx: coverage.read(tx, NOW))[0].dead
    assert store.write(lambda tx: coverage.failed(tx, "s", "weg", NOW + MINUTE)) == MINUTE
    store.write(lambda tx: mentions.keep(tx, "s", batch(), NOW))
    (well,) = store.read(lambda tx: coverage.read(tx, NOW))
    assert (well.dead, well.failing_since) == (False, None)


def test_what_could_not_be_read_is_kept_once_where_it_has_a_name(store):
    for _ in range(2):
        store.write(lambda tx: coverage.note_refused(tx, "s", [("m1", "kapot"), ("", "leeg")], NOW))
    assert store.read(lambda tx: coverage.refused(tx, "s")) == [("m1", "kapot"), ("", "leeg"), ("", "leeg")]


def test_a_delivery_waits_longer_each_time_and_is_set_apart_in_the_end(store):
    for body in (b"\x00\xff", b"{}"):
        store.write(lambda tx, body=body: deliveries.keep(tx, "s", body, NOW))
    first, second = store.read(lambda tx: deliveries.waiting(tx, NOW, 5))
    assert (first.body, second.body) == (b"\x00\xff", b"{}")
    store.write(lambda tx: deliveries.done(tx, [second.id]))
    now, last = NOW, False
    for _ in range(deliveries.TRIES):
        (one,) = store.read(lambda tx, now=now: deliveries.waiting(tx, now, 5))
        assert not last
        last = store.write(lambda tx, one=one, now=now: deliveries.failed(tx, one, now))
        assert store.read(lambda tx, now=now: deliveries.waiting(tx, now, 5)) == []
        now += DAY
    assert last and store.read(deliveries.tally) == (0, 1)
    assert store.read(lambda tx: deliveries.waiting(tx, now + 9 * DAY, 5)) == []


def test_what_was_deleted_comes_back_no_more_and_its_text_goes(store):
    opened(store, 1)
    store.write(lambda tx: coverage.watch(tx, {"s": "facebook_page", "t": "facebook_page"}))
    hears(store, mention("m1", "eerst"))
    hears(store, mention("m2", "in een zaak"), case_number=1)
    away = Batch((mention("m1"), mention("m3")), "", gone=["m1", "m2"])
    assert store.write(lambda tx: gone.bury(tx, "t", away, NOW)) == {"m1"}
    texts = "SELECT external_id FROM mentions WHERE body_hash = '' ORDER BY external_id"
    assert store.write(lambda tx: gone.purge(tx, NOW)) == 1 and rows(store, texts) == [("m1",)]
    opened_before = store.write(lambda tx: gone.purge(tx, NOW + gone.LONGEST))
    assert opened_before == 1 and rows(store, texts) == [("m1",), ("m2",)]
    assert store.read(lambda tx: mentions.mention(tx, 1)).text == ""


# --- mentions and cases -------------------------------------------------------------------------------------------


def test_mentions_change_hands(store):
    opened(store, 1, 2)
    hears(store, mention("m1", reach=3), mention("m2", author="piet", reach=4), case_number=1)
    hears(store, mention("m3"), verdict=GLAD, case_number=2)
    assert store.write(lambda tx: regroup.move(tx, 2, 1)) == 1 and store.write(lambda tx: regroup.move(tx, 2, 1)) == 0
    assert store.read(lambda tx: regroup.belongs(tx, 3, 1)) and not store.read(lambda tx: regroup.belongs(tx, 3, 2))
    assert store.read(lambda tx: regroup.left_in(tx, 1)) == regroup.Left(1, 1, 2, 7)
    with pytest.raises(LookupError):
        store.read(lambda tx: regroup.left_in(tx, 2))


def test_what_vanished_is_told_with_its_case(store):
    hears(store, mention("m1"), mention("m2"), case_number=1)
    store.write(lambda tx: mentions.keep(tx, "s", Batch((), "", gone=["m2"]), NOW + MINUTE))
    assert store.read(lambda tx: regroup.vanished(tx, ["m1", "m2"], NOW + MINUTE)) == [(2, 1)]
    assert store.read(lambda tx: regroup.vanished(tx, [], NOW)) == []
    assert store.read(lambda tx: (regroup.is_gone(tx, 1), regroup.is_gone(tx, 2))) == (False, True)


def test_our_own_answer_belongs_to_what_it_answers_or_to_its_thread(store):
    hears(store, mention("m1", thread_id="t1"), case_number=1)
    hears(store, mention("m2", thread_id="t1"), case_number=2)
    own = [mention("o1", parent_id="m1"), mention("o2", thread_id="t1"), mention("o3")]
    store.write(lambda tx: mentions.keep(tx, "s", batch(*own), NOW + MINUTE))
    told = store.read(lambda tx: regroup.own_answers(tx, "s", own, NOW + MINUTE))
    assert told == [(3, 1), (4, 2)]


def test_what_a_card_is_drawn_from(store):
    opened(store, 1, worst_mention=2)
    hears(store, *(mention(f"m{n}", f"tekst {n}") for n in range(1, 8)), case_number=1)
    shown = store.read(lambda tx: cards.shown(tx, case(worst_mention=2)))
    assert [one.text for one in shown] == [f"tekst {n}" for n in (2, 7, 6, 5, 4)]
    assert store.read(lambda tx: cards.next_at(tx, 1)) is None
    for kind, due in ((TimerKind.STEP, NOW + DAY), (TimerKind.LAST_RESORT, NOW + MINUTE)):
        store.write(lambda tx, k=kind, d=due: cases.start_timer(tx, 1, StartTimer(k, 1, d)))
    assert store.read(lambda tx: cards.next_at(tx, 1)) == NOW + MINUTE
    delivered(store)
    assert store.read(lambda tx: cards.rung(tx, 1)) == [Rung(NOW, "sanne", True)]


def test_cases_are_found(store):
    opened(store, 1, level_number=2)
    opened(store, 2, state=State.ACKNOWLEDGED, level_number=4)
    opened(store, 3, state=State.RESOLVED)
    opened(store, 4, level_number=3)
    hears(store, mention("m1"), case_number=3)
    store.write(lambda tx: mentions.judged(tx, 1, {"plain": plain("100% de slechtste zorg")}))
    assert [one.id for one in store.read(found.live)] == [4, 1, 2]
    assert store.read(lambda tx: found.one(tx, 3)).id == 3 and store.read(lambda tx: found.one(tx, 9)) is None
    matching = lambda words: [one.id for one in store.read(lambda tx: found.matching(tx, words))]  # noqa: E731
    assert matching(plain("Slechtste zorg")) == [3] and matching("%") == []


# --- copies -------------------------------------------------------------------------------------------------------


def test_a_copy_of_a_file_can_be_put_back_and_postgresql_is_no_file(store, tmp_path):
    if not store.is_sqlite:
        assert file_of(str(store.url)) is None
        return
    opened(store, 1)
    copy = back_up(file_of(str(store.url)), tmp_path / "copies", NOW)
    assert wrong_with(copy) is None and newest_good(store.path, [copy.parent]) == copy
    opened(store, 2)
    store.close()
    assert restore(copy, store.path, NOW).exists()
    again = Store(str(store.url))
    prepare(again)
    assert again.read(cases.count_open) == 1
    again.close()


# --- two ways to one source -----------------------------------------------------------------------------------------


def arrives(store, place: Place, *given, **more) -> coverage.Coverage:
    store.write(lambda tx: mentions.keep(tx, "s", batch(*given, **more), NOW, place))
    return store.read(lambda tx: coverage.read(tx, NOW))[0]


def test_what_works_mends_only_what_it_can(store):
    for by, mends in (
        (Place.LOOK, {Place.LOOK}),
        (Place.STREAM, {Place.STREAM}),
        (Place.NONE, {Place.LOOK, Place.STREAM, Place.NONE}),
    ):
        for place in Place:
            store.write(lambda tx, by=by: coverage.failed(tx, "s", "token", NOW, blind=True, by=by))
            assert arrives(store, place).blind is (place not in mends), (by, place)
            store.write(lambda tx: coverage.watch(tx, {}))


def test_a_look_that_misses_a_part_keeps_the_rest_and_says_so_until_it_does_not(store):
    first = arrives(store, Place.LOOK, mention(), cursor="c1", trouble="r/geheim is dicht")
    assert (first.blind, first.failing_since, first.error) == (True, NOW, "r/geheim is dicht")
    assert store.write(lambda tx: (coverage.cursor(tx, "s"), len(mentions.waiting(tx, 9)))) == ("c1", 1)
    store.write(lambda tx: mentions.keep(tx, "s", batch(trouble="r/geheim is dicht"), NOW + MINUTE))
    assert arrives(store, Place.STREAM).failing_since == NOW
    assert not arrives(store, Place.LOOK).blind


def test_of_two_ways_that_fail_the_one_a_person_must_mend_is_told(store):
    store.write(lambda tx: coverage.failed(tx, "s", "token", NOW, blind=True, by=Place.LOOK))
    store.write(lambda tx: coverage.failed(tx, "s", "brak af", NOW + MINUTE, by=Place.STREAM))
    assert arrives(store, Place.STREAM).error == "token"
    store.write(lambda tx: coverage.failed(tx, "s", "storing", NOW + MINUTE, by=Place.LOOK))
    (known,) = store.read(lambda tx: coverage.read(tx, NOW))
    assert (known.error, known.blind, known.failing_since) == ("storing", False, NOW)


def test_what_is_kept_of_a_source_is_told_newest_first_without_what_is_gone(store):
    for number, name in enumerate(("a", "b", "c", "d")):
        at = NOW + number * MINUTE
        store.write(lambda tx, name=name, at=at: mentions.keep(tx, "s", batch(mention(name)), at))
    store.write(lambda tx: mentions.keep(tx, "ander", batch(mention("e", author="x")), NOW))
    store.write(lambda tx: mentions.keep(tx, "s", batch(gone=["c"]), NOW))
    assert store.read(lambda tx: mentions.kept(tx, "s", 9)) == ["d", "b", "a"]
    assert store.read(lambda tx: mentions.kept(tx, "s", 1)) == ["d"]
