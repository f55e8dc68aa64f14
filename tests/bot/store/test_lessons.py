"""What colleagues said of judgements, and the versions of what was learned from it."""

from bot.store import lessons, mentions
from bot.store.lessons import KEPT, LessonState
from rules.text.learning import Feedback, Learned
from tests.bot.store.made import MINUTE, NOW, batch, mention


def judged(store, *texts):
    def work(tx):
        mentions.keep(tx, "s", batch(*(mention(f"post-{n}", text) for n, text in enumerate(texts, start=1))), NOW)
        for number in range(1, len(texts) + 1):
            mentions.judged(tx, number, {"about_us": True, "level_number": number})

    store.write(work)


def say(store, number, person="sanne", feedback=Feedback.RIGHT, now=NOW):
    return store.write(lambda tx: lessons.say(tx, number, person, feedback, now))


def test_what_somebody_says_again_takes_the_place_of_what_they_said(store):
    judged(store, "een", "twee")
    assert say(store, 1) and say(store, 2, now=NOW + MINUTE) and not say(store, 9)
    assert say(store, 1, feedback=Feedback.MISSED) and say(store, 1, "imran", Feedback.FALSE_ALARM)
    assert store.read(lessons.tally) == {"had moeten alarmeren": 1, "klopt": 1, "loos": 1}
    assert [(e.mention.text, e.feedback, e.alerted) for e in store.read(lessons.examples)] == [
        ("twee", Feedback.RIGHT, True),
        ("een", Feedback.FALSE_ALARM, False),
        ("een", Feedback.MISSED, False),
    ]


def test_a_verdict_stays_with_the_text_it_was_given_on(store):
    judged(store, "eerst")
    say(store, 1)
    store.write(lambda tx: mentions.keep(tx, "s", batch(mention("post-1", "daarna")), NOW))
    assert [e.mention.text for e in store.read(lessons.examples)] == ["eerst"]


def test_a_mention_is_found_by_id_number_or_words(store):
    judged(store, 'Hij zei "kom maar" tegen ons', "Étage drie is koud", "niets 100% zeker")

    def found(words):
        return [one.number for one in store.read(lambda tx: lessons.find(tx, words))]

    assert found("post-2") == [2] == found("2")
    assert found('zei "KOM maar"') == [1] and found("étage drie") == [2] and found("100% zeker") == [3]
    assert found("50% zeker") == [] and found("%") == [] and found("...") == [] and found("9" * 30) == []


def add(store, version):
    store.write(lambda tx: lessons.add(tx, Learned(version, 40, 20, {"word bel": 0.5}), "sanne", NOW))


def test_the_newest_fit_is_in_force_until_it_is_undone(store):
    assert store.read(lessons.active) is None and store.write(lambda tx: lessons.undo(tx, "karin", NOW)) is None
    add(store, 1)
    add(store, 2)
    active = store.read(lessons.active)
    assert (active.number, active.asked_by, dict(active.learned.weights)) == (2, "sanne", {"word bel": 0.5})
    assert store.write(lambda tx: lessons.undo(tx, "karin", NOW)) == (2, 1)
    assert store.read(lessons.active_number) == 1 and store.read(lessons.newest).undone_by == "karin"
    assert store.write(lambda tx: lessons.undo(tx, "karin", NOW)) == (1, None)
    assert store.read(lambda tx: lessons.version(tx, 1)).state is LessonState.UNDONE


def test_old_fits_go(store):
    for version in range(1, KEPT + 3):
        add(store, version)
    assert store.read(lambda tx: lessons.version(tx, 2)) is None
    assert store.read(lambda tx: lessons.version(tx, 3)) is not None
