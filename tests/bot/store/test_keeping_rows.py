"""Keeping and erasing on either database."""

from datetime import timedelta

from bot.store import cases, erasing, keeping, mentions
from rules.case.model import State
from tests.bot.store.made import NOW, batch, case, mention

DAY = timedelta(days=1)
KEEP = {"noise": 7 * DAY, "serious": 100 * DAY}


def world(store):
    """m1 noise, m2 serious in an open case, m3 serious in a resolved one, m4 not judged yet."""

    def work(tx):
        mentions.keep(tx, "s", batch(*(mention(f"m{number}", f"tekst {number}") for number in (1, 2, 3, 4))), NOW)
        for number, level, of in ((1, "noise", None), (2, "serious", 1), (3, "serious", 2)):
            mentions.judged(tx, number, {"case_id": of, "level": level, "verdict": ""})
        cases.create(tx, case(1), 1, NOW)
        cases.create(tx, case(2, state=State.RESOLVED), 1, NOW)

    store.write(work)


def test_case_90_each_level_has_its_time_and_an_open_case_holds(store):
    world(store)

    def old(after: int) -> list[int]:
        return store.read(lambda tx: keeping.old_mentions(tx, KEEP, NOW + after * DAY))

    assert [old(6), old(7), old(99), old(100), old(5000)] == [[], [1], [1], [1, 3], [1, 3]]
    assert store.read(lambda tx: keeping.held(tx, KEEP, NOW + 100 * DAY)) == 1
    assert store.read(lambda tx: keeping.old_mentions(tx, {}, NOW + 5000 * DAY)) == []
    assert store.write(lambda tx: keeping.forget_mentions(tx, [1, 3], NOW + 100 * DAY)) == 2
    assert old(5000) == []
    assert [store.read(lambda tx, n=n: mentions.mention(tx, n)).text for n in (1, 2, 3, 4)] == [
        "",
        "tekst 2",
        "",
        "tekst 4",
    ]
    assert store.write(lambda tx: keeping.forget_evidence(tx, KEEP, NOW) + keeping.forget_updates(tx, NOW)) == 0


def test_case_89_erased_once_and_not_brought_again_by_anybody(store):
    world(store)
    done = store.write(lambda tx: erasing.erase(tx, "JAN", "", "gewist-1", NOW))
    assert (done.mentions, done.of_cases) == (4, ((2, 1), (3, 2)))
    again = store.write(lambda tx: mentions.keep(tx, "t", batch(mention("m1"), mention("m9", author="bo")), NOW))
    assert again.new == 1
    assert store.read(lambda tx: erasing.find(tx, "jan")) == []
