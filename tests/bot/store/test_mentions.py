"""T1: mentions are stored once, with the cursor, whatever comes twice, late or broken."""

import pytest

from bot.ports import PublicAct, Target
from bot.store import acting, coverage, mentions
from bot.store.codec import dump
from bot.store.mentions import Kept
from rules.case.actions import Verb
from rules.judge.verdict import Verdict
from rules.mention import Via
from rules.text.values import Sentiment, Tone
from tests.bot.store.made import MINUTE, NOW, batch, mention, rows


def keep(store, *given, cursor="c", now=NOW, **more):
    return store.write(lambda tx: mentions.keep(tx, "s", batch(*given, cursor=cursor, **more), now))


def judge(store, number, **values):
    store.write(lambda tx: mentions.judged(tx, number, values))


def test_a_mention_is_stored_once_and_the_cursor_with_it(store):
    assert keep(store, mention("m1"), mention("m2"), mention("m1")) == Kept(new=2, known=1)
    assert keep(store, mention("m1"), cursor="d") == Kept(known=1)
    assert store.read(lambda tx: coverage.cursor(tx, "s")) == "d"
    assert [s.mention.id for s in store.write(lambda tx: mentions.waiting(tx, 10))] == ["m1", "m2"]


def test_the_same_id_of_another_source_is_another_mention(store):
    keep(store, mention("m1"))
    store.write(lambda tx: mentions.keep(tx, "other", batch(mention("m1", author="somebody-else")), NOW))
    assert len(store.write(lambda tx: mentions.waiting(tx, 10))) == 2


def test_case_43_the_same_message_by_two_sources_is_one_mention(store):
    keep(store, mention("m1"))
    told = store.write(lambda tx: mentions.keep(tx, "other", batch(mention("m1")), NOW))
    assert told == Kept(known=1)
    told = store.write(lambda tx: mentions.keep(tx, "other", batch(mention("m1", "iets anders")), NOW))
    assert told == Kept(changed=1)
    [stored] = store.write(lambda tx: mentions.waiting(tx, 10))
    assert (stored.revision, stored.mention.text) == (1, "iets anders")


def test_what_a_search_found_and_then_came_to_us_by_itself_is_judged_again(store):
    keep(store, mention("m1"))
    store.write(lambda tx: mentions.judged(tx, 1, {"about_us": False}))
    again = lambda via: store.write(lambda tx: mentions.keep(tx, "b", batch(mention("m1", via=via)), NOW))  # noqa: E731
    assert again(Via.SEARCH) == Kept(known=1)
    assert again(Via.MENTION) == Kept(changed=1)
    [stored] = store.write(lambda tx: mentions.waiting(tx, 10))
    assert (stored.revision, stored.mention.via) == (0, Via.MENTION)
    assert again(Via.MENTION) == Kept(known=1)


def test_what_we_placed_comes_back_as_ours_whatever_the_platform_says(store):
    """Threads tells no number of who wrote it, Instagram another one than ours: our own answer must set nobody to work."""
    reply = PublicAct("k", Verb.REPLY, Target("s", "threads", "m1"), "Bel ons.")
    store.write(lambda tx: acting.add_act(tx, 1, reply, NOW))
    [errand] = store.write(lambda tx: acting.claim(tx, "a", NOW, 1))
    store.write(lambda tx: acting.settle(tx, errand, "a", NOW, "done", own="c9"))
    keep(store, mention("c9", author="?c9", parent_id="m1"), mention("c8", parent_id="m1"), mention("c7"))
    assert [one.mention.id for one in store.write(lambda tx: mentions.waiting(tx, 10))] == ["c8", "c7"]
    store.write(lambda tx: mentions.keep(tx, "other", batch(mention("c9", author="x", parent_id="m1")), NOW))
    assert len(store.write(lambda tx: mentions.waiting(tx, 10))) == 3, "elsewhere that number is somebody else's"


def test_mentions_and_cursor_are_kept_together_or_not_at_all(store):
    def work(tx):
        mentions.keep(tx, "s", batch(mention("m1"), cursor="9"), NOW)
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        store.write(work)
    assert store.read(lambda tx: coverage.cursor(tx, "s")) == ""
    assert store.read(lambda tx: mentions.mention(tx, 1)) is None


def test_an_edit_is_a_revision_that_is_judged_anew_in_its_case(store):
    keep(store, mention("m1", "eerst"))
    judge(store, 1, case_id=5)
    assert keep(store, mention("m1", "daarna")) == Kept(changed=1)
    (again,) = store.write(lambda tx: mentions.waiting(tx, 10))
    assert (again.mention.text, again.revision, again.case_id) == ("daarna", 1, 5)
    assert [body for (body,) in rows(store, "SELECT body FROM revisions") if "eerst" in body]


def test_an_older_version_delivered_late_changes_nothing(store):
    keep(store, mention("m1", "eerst"))
    keep(store, mention("m1", "daarna"))
    assert keep(store, mention("m1", "eerst")) == Kept(known=1)
    assert store.read(lambda tx: mentions.mention(tx, 1)).text == "daarna"


def test_another_rating_is_a_change_but_another_reach_is_not(store):
    keep(store, mention("m1", rating=4.0, reach=10))
    assert keep(store, mention("m1", rating=4.0, reach=90)) == Kept(known=1)
    assert keep(store, mention("m1", rating=1.0)) == Kept(changed=1)


def test_what_the_organisation_itself_wrote_is_kept_but_not_judged(store):
    keep(store, mention("m1", own=True))
    keep(store, mention("m1", "anders", own=True))
    assert store.write(lambda tx: mentions.waiting(tx, 10)) == []


def test_what_could_not_be_read_is_set_apart_once(store):
    keep(store, refused=[("x1", "regel 3"), ("", "regel 4")])
    keep(store, refused=[("x1", "regel 3"), ("", "regel 4")])
    assert sorted(rows(store, "SELECT external_id, reason FROM quarantine")) == [
        ("", "regel 4"),
        ("", "regel 4"),
        ("x1", "regel 3"),
    ]


def test_a_source_that_fails_says_since_when_until_it_works_again(store):
    def fails(now):
        return store.write(lambda tx: coverage.failed(tx, "s", "HTTP 401", now))

    assert fails(NOW) == 0 * MINUTE
    assert fails(NOW + 5 * MINUTE) == 5 * MINUTE
    keep(store, cursor="c", now=NOW + 6 * MINUTE, seen_until=NOW)
    assert fails(NOW + 7 * MINUTE) == 0 * MINUTE
    assert store.read(lambda tx: coverage.cursor(tx, "s")) == "c"


def test_a_mention_that_cannot_be_judged_is_tried_again_and_then_set_apart(store):
    keep(store, mention("m1"))
    store.write(lambda tx: mentions.failed(tx, 1, 1, quarantined=False))
    (again,) = store.write(lambda tx: mentions.waiting(tx, 10))
    assert again.attempts == 1
    store.write(lambda tx: mentions.failed(tx, 1, 3, quarantined=True))
    store.write(lambda tx: mentions.attach(tx, 1, 8))
    assert store.write(lambda tx: mentions.waiting(tx, 10)) == []
    assert rows(store, "SELECT state, case_id FROM mentions") == [("quarantined", 8)]


def test_a_judgement_is_kept_with_its_mention(store):
    keep(store, mention("m1"), mention("m2"))
    verdict = Verdict(True, "serious", 3, Sentiment(Tone.NEGATIVE))
    judge(store, 1, verdict=dump(verdict), level="serious")
    assert store.read(lambda tx: mentions.judged_mention(tx, 1)) == (mention("m1"), verdict)
    assert store.read(lambda tx: mentions.judged_mention(tx, 2)) == (mention("m2"), None)
    assert store.read(lambda tx: mentions.judged_mention(tx, 9)) is None


def test_when_an_author_wrote_before_is_known_by_sentiment(store):
    earlier = [mention(f"m{n}", posted_at=NOW - n * MINUTE, author="an" if n < 4 else "bo") for n in range(1, 5)]
    keep(store, mention("m0", author="an"), *earlier)
    for number, tone in ((2, "negative"), (3, "negative"), (4, "positive"), (5, "negative")):
        judge(store, number, sentiment=tone)
    times = store.read(lambda tx: mentions.author_times(tx, mention("m0", author="an"), NOW - 3 * MINUTE))
    assert {tone: set(at) for tone, at in times.items()} == {
        "negative": {NOW - MINUTE, NOW - 2 * MINUTE},
        "positive": {NOW - 3 * MINUTE},
    }


def test_when_others_wrote_in_a_thread(store):
    keep(store, mention("m1", thread_id="t", posted_at=NOW - MINUTE), mention("m2", thread_id="u"))
    assert store.read(lambda tx: mentions.thread_times(tx, mention("m3", thread_id="t"), NOW - 2 * MINUTE)) == (
        NOW - MINUTE,
    )
    assert store.read(lambda tx: mentions.thread_times(tx, mention("m3"), NOW)) == ()


def test_a_thread_knows_its_case_and_whether_it_is_about_us(store):
    keep(store, mention("m1", thread_id="t"), mention("m2", thread_id="t"), mention("m3", thread_id="u", own=True))
    assert store.read(lambda tx: mentions.thread_case(tx, "facebook_page", "t")) is None
    judge(store, 1, case_id=4, about_us=True)
    judge(store, 2, case_id=6)
    assert store.read(lambda tx: mentions.thread_case(tx, "facebook_page", "t")) == 6

    def about_us(given):
        return store.read(lambda tx: mentions.thread_is_about_us(tx, given))

    assert about_us(mention("m9", thread_id="t")) and about_us(mention("m9", thread_id="u"))
    assert not about_us(mention("m9", thread_id="v")) and not about_us(mention("m9"))


def test_neighbours_are_the_newest_texts_that_have_a_case(store):
    keep(store, mention("m1"), mention("m2"), mention("m3", posted_at=NOW - 9 * MINUTE))
    judge(store, 1, case_id=1, plain="een")
    judge(store, 2, plain="twee")
    judge(store, 3, case_id=3, plain="drie")
    assert store.read(lambda tx: mentions.neighbours(tx, NOW - 10 * MINUTE)) == [(3, "drie"), (1, "een")]
    assert store.read(lambda tx: mentions.neighbours(tx, NOW - MINUTE)) == [(1, "een")]


def test_a_case_knows_its_authors(store):
    keep(store, mention("m1", author="an"))
    store.write(lambda tx: mentions.attach(tx, 1, 2))
    assert store.read(lambda tx: mentions.is_known_author(tx, 2, mention("m9", author="an")))
    assert not store.read(lambda tx: mentions.is_known_author(tx, 2, mention("m9", author="bo")))


def test_what_is_watched_no_more_fails_no_more_and_keeps_its_cursor(store):
    keep(store, cursor="7")
    store.write(lambda tx: coverage.failed(tx, "s", "HTTP 401", NOW, blind=True))
    store.write(lambda tx: coverage.watch(tx, {"x": "news"}))
    assert sorted(rows(store, "SELECT name, platform, cursor, error FROM sources")) == [
        ("s", "", "7", ""),
        ("x", "news", "", ""),
    ]
    store.write(lambda tx: coverage.watch(tx, {"s": "blog"}))
    assert rows(store, "SELECT platform, cursor FROM sources WHERE name = 's'") == [("blog", "7")]


def test_the_judged_ones_about_us_come_with_their_verdict(store):
    keep(store, mention("m1"), mention("m2"), mention("m3"), mention("m4"))
    verdict = Verdict(True, "serious", 3, Sentiment(Tone.NEGATIVE))
    for number in (1, 2, 3):
        judge(store, number, verdict=dump(verdict), about_us=number != 3)
    found = store.read(lambda tx: mentions.judged_ones(tx, [1, 3, 4]))
    assert [(one.stored.mention.id, one.verdict) for one in found] == [("m1", verdict)]
    newest = store.read(lambda tx: mentions.newest_judged(tx, NOW - MINUTE, 5))
    assert [one.stored.number for one in newest] == [2, 1]
    assert store.read(lambda tx: mentions.newest_judged(tx, NOW, 5)) == []


def test_the_latest_mentions_come_oldest_first(store):
    keep(store, *(mention(f"m{n}", posted_at=NOW + n * MINUTE) for n in (3, 1, 2, 0)))
    assert [m.id for m in store.read(lambda tx: mentions.latest(tx, NOW, 2))] == ["m2", "m3"]


def test_what_came_to_us_by_itself_stays_about_us_when_a_search_shows_its_edit(store):
    keep(store, mention("m1", "eerst", via=Via.OWN_PAGE))
    assert keep(store, mention("m1", "hulp", via=Via.SEARCH)) == Kept(changed=1)
    [stored] = store.write(lambda tx: mentions.waiting(tx, 10))
    assert (stored.mention.text, stored.mention.via) == ("hulp", Via.OWN_PAGE)
