"""The fault catalogue through the whole house: late timers, an acknowledgement at a bad moment, the same mention many times."""

from datetime import timedelta
from random import Random

import msgspec
import pytest

from bot.demo.telegram.scripts import page
from bot.ports import Batch
from bot.store import cases, updates
from rules.mention import Author, Kind, Mention, Via
from tests.bot.protocol import CARE

NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"
BY_THREAD = CARE.replace("one_case: [thread, same_text, subject + location]", "one_case: [thread]")
TAKE = "Ik pak dit op"


def steps(care):
    return [what for what in care.log() if what in ("step", "last_resort")]


def test_case_40_after_two_hours_out_each_case_takes_one_step_and_the_next_delay_counts_from_now(office):
    care = office(CARE)
    care.says(NEGLECT)
    told = steps(care)
    for phone in care.phones.values():
        phone.fresh()
    care.clock.forward(
        timedelta(hours=2)
    )  # nobody looked: steps after 15 and 30 minutes and the last resort are overdue
    care.settle()
    assert len(steps(care)) == len(told) + 1
    assert care.phone("joost").rings() and not care.phone("marleen").fresh()
    care.forward(minutes=14)
    assert not care.phone("marleen").fresh()
    care.forward(minutes=1, seconds=2)
    assert care.phone("marleen").rings()


def _hear(care):
    pending = list(care.telegram.updates.pending)
    care.store.write(lambda tx: updates.keep(tx, "telegram", pending, care.clock.now()))


def _moves(care, rnd):
    """The doings of one look, in any order and any number of times, with a press somewhere among them."""
    house, store, sanne = care.house, care.store, care.phone("sanne")

    moves = [
        lambda: _hear(care),
        lambda: store.write(house.inbox.apply),
        lambda: store.write(house.desk.tick),
        lambda: store.write(house.ingest.evaluate),
        lambda: care.loop.run_until_complete(house.speak()),
        lambda: care.clock.forward(timedelta(seconds=rnd.choice((0, 0, 1, 30)))),
    ]
    wild = [rnd.choice(moves) for _ in range(rnd.randint(2, 9))]
    wild.insert(rnd.randrange(len(wild) + 1), lambda: care.telegram.press(sanne.number, sanne.last.id, TAKE))
    return wild


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_case_41_an_acknowledgement_and_a_timer_at_the_same_moment_in_any_order(office, part):
    care = office(BY_THREAD)
    for seed in range(part * 25, part * 25 + 25):
        rnd = Random(seed)
        number = seed - part * 25 + 1
        text = f"Al uren in haar eigen plas: {'abcdefghijklmnopqrstuvwxyz'[number % 26] * 60}"
        care.says(text, thread_id=f"t{seed}")
        care.forward(minutes=14, seconds=59)
        care.clock.forward(timedelta(seconds=rnd.choice((0, 1, 2))))
        for move in _moves(care, rnd):
            move()
        care.settle()
        care.forward(seconds=40)
        log = care.log(number)
        assert log.count("taken") == 1, (seed, log)
        assert "step" not in log[log.index("taken") :], (seed, log)
        assert care.case(number).case.assignee == "sanne"
        assert TAKE not in care.phone("sanne").last.labels
        care.phone("sanne").presses("Afgerond")
    assert care.store.read(cases.count_open) == 0


def test_case_42_a_message_of_a_later_step_that_waits_is_not_sent_after_the_acknowledgement(office):
    care = office(CARE)
    care.says(NEGLECT)
    care.telegram.script("sendMessage", *[page(502)] * 50, chat=care.phone("joost").number)
    care.forward(minutes=15, seconds=1)
    assert care.telegram.count("sendMessage", care.phone("joost").number) and not care.phone("joost").messages
    care.phone("sanne").presses(TAKE)
    care.telegram.scripts.clear()
    care.forward(hours=1)
    assert not care.phone("joost").messages
    assert [n.state for n in care.case().notices if n.person == "joost"] == ["cancelled"]


def test_case_42_nor_one_that_was_in_our_hands_at_that_moment(office):
    care = office(CARE)
    joost = care.phone("joost")
    care.says(NEGLECT)
    care.clock.forward(timedelta(minutes=15))
    care.store.write(care.house.desk.tick)
    errands = _claimed(care)
    assert "joost" in [errand.person for errand in errands]
    care.telegram.press(101, care.phone("sanne").last.id, TAKE)
    _hear(care)
    care.store.write(care.house.inbox.apply)
    for errand in errands:
        care.loop.run_until_complete(care.house.outbox._carry(errand))
    care.forward(minutes=20)
    assert not joost.messages


def _claimed(care):
    from bot.store import outbox

    return care.store.write(lambda tx: outbox.claim(tx, "node", care.clock.now(), 25))


def heard(care, text, source, *, at=None, **more):
    """A post as one of the ways of its platform brings it."""
    mention = Mention(
        id="post-1",
        platform="x",
        kind=Kind.POST,
        text=text,
        posted_at=at or care.clock.now(),
        author=Author("an"),
        via=Via.MENTION,
        lang="nl",
        thread_id="post-1",
        **more,
    )
    care.house.ingest.keep(source, Batch([mention], ""))
    care.settle()


def test_case_43_one_mention_however_often_it_comes_and_is_edited(office):
    care = office(CARE)
    at = care.clock.now()
    for _ in range(3):  # search, stream and webhook of one platform
        heard(care, "Klacht over Zorg Proef: niet teruggebeld.", "x", at=at)
    assert [n.person for n in care.case().notices] == ["sanne", "imran"]
    assert len(care.phone("sanne").messages) == 1
    for edit in range(4):
        heard(care, f"Klacht over Zorg Proef: niet teruggebeld. (bewerkt, {edit})", "x", at=at)
        care.forward(seconds=40)
    assert len(care.phone("sanne").messages) == 1, "an edit of the same weight is shown, it does not ring"
    heard(care, "Klacht over Zorg Proef: mijn moeder ligt in haar eigen plas.", "x", at=at)
    care.forward(seconds=40)
    page = care.case()
    assert (page.case.level, page.case.mentions, len(page.mentions)) == ("serious", 1, 1)
    assert "level_up" in care.log() and care.store.read(cases.count_open) == 1
    raised = len(care.phone("sanne").messages)
    assert raised == 2
    heard(care, "Klacht over Zorg Proef: niet teruggebeld.", "x", at=at)  # the first version, delivered late
    assert len(care.phone("sanne").messages) == raised
    assert care.store.read(lambda tx: tx.exec_driver_sql("SELECT count(*) FROM revisions").scalar()) == 5


def test_case_43_what_two_sources_bring_is_one_case(office):
    care = office(CARE)
    at = care.clock.now()
    for source in ("zoekopdracht", "alert", "stroom"):
        heard(care, "Klacht over Zorg Proef: mijn moeder ligt in haar eigen plas.", source, at=at)
    assert care.store.read(cases.count_open) == 1
    assert len(care.phone("sanne").messages) == 1


def test_a_timer_whose_case_cannot_be_carried_on_holds_up_nobody_and_is_tried_again(office, monkeypatch):
    care = office(CARE)
    care.says(NEGLECT)
    real = care.house.desk.handle

    def fails(tx, number, event):
        if type(event).__name__ == "TimerDue":
            raise RuntimeError("a mistake of ours")
        return real(tx, number, event)

    monkeypatch.setattr(care.house.desk, "handle", fails)
    care.forward(minutes=15)
    care.says("Al uren in haar eigen plas, ook in de Regenboog", thread_id="other", author="els")
    assert care.phone("sanne").presses(TAKE)
    assert "taken" in care.log(2) + care.log(1)
    monkeypatch.undo()
    care.forward(minutes=2)
    assert care.phone("joost").messages


def test_a_room_that_fails_takes_nothing_of_the_others_along(office, monkeypatch):
    care = office(CARE)
    care.says(NEGLECT)

    def fails(tx):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(care.house.ingest, "evaluate", fails)
    monkeypatch.setattr(care.house.desk, "tick", fails)
    care.phone("sanne").presses(TAKE)
    assert care.case().case.assignee == "sanne"


@pytest.mark.slow
def test_a_thread_stays_one_case_however_many_newer_ones_there_are(office):
    care = office(BY_THREAD)
    letters = "abcdefghijklmnopqrstuvwxyz"
    care.says("Al uren in haar eigen plas", thread_id="first")
    batch = [
        Mention(
            id=f"n{n}",
            platform="facebook_page",
            kind=Kind.COMMENT,
            text=f"in haar eigen plas {letters[n % 26]}{letters[n // 26]}",
            posted_at=care.clock.now() + timedelta(seconds=1),
            author=Author(f"a{n}"),
            via=Via.OWN_PAGE,
            lang="nl",
            thread_id=f"t{n}",
        )
        for n in range(101)
    ]
    later = msgspec.structs.replace(batch[0], id="later", thread_id="first")
    care.house.ingest.keep("test", Batch([*batch, later], ""))
    while care.house.think():
        pass
    assert care.store.read(cases.count_open) == 102
    assert care.case(1).case.mentions == 2
