"""Drafts, public actions, the register and tips from colleagues: the same answers from both databases."""

from dataclasses import replace

import pytest

from bot.ports import Batch, PublicAct, Target
from bot.store import acting, cases, mentions, outbox, tipline
from bot.store.acting import LEASE, Measure
from rules.case.actions import Verb
from rules.case.drafts import Draft, Stage
from tests.bot.store.made import MINUTE, NOW, batch, case, claimed, mention

DRAFT = Draft(0, 1, 1, Verb.HIDE, "s", "sanne")
MEASURE = Measure(
    1, 1, 1, "hide", "hate", "facebook_page", "sanne", "karin", "four_eyes", "", "jan", "tuig", "", NOW, "a" * 64, NOW
)


def drafted(store, **more):
    return store.write(lambda tx: acting.open_draft(tx, replace(DRAFT, **more), NOW))


def act(key="k1"):
    return PublicAct(key, Verb.REPLY, Target("s", "facebook_page", "m1"), "Bel ons.")


def waits(store, *keys):
    return [store.write(lambda tx, key=key: acting.add_act(tx, 1, act(key), NOW)) for key in keys]


def take(store, owner="a", now=NOW):
    return store.write(lambda tx: acting.claim(tx, owner, now, 5))


def test_a_draft_is_changed_by_whoever_saw_its_newest_version(store):
    draft = drafted(store)
    changed = replace(draft, stage=Stage.PROPOSED)
    save = lambda tx: acting.save(tx, changed, 1, NOW + MINUTE, words="Bel ons.", filled='{"link":"x"}')  # noqa: E731
    assert [store.write(save) for _ in range(2)] == [True, False]
    kept = store.read(lambda tx: acting.peek(tx, draft.id))
    assert kept == store.write(lambda tx: acting.load(tx, draft.id))
    assert (kept.draft, kept.words, kept.filled, kept.version) == (changed, "Bel ons.", {"link": "x"}, 2)
    assert store.read(lambda tx: acting.peek(tx, 9)) is None and store.write(lambda tx: acting.load(tx, 9)) is None


def test_drafts_are_found_by_case_and_by_mention(store):
    first, second = drafted(store), drafted(store, stage=Stage.PROPOSED)
    drafted(store, stage=Stage.WITHDRAWN)
    assert [one.draft.id for one in store.read(lambda tx: acting.of_case(tx, 1))] == [3, 2, 1]
    assert store.read(lambda tx: acting.under_way(tx, 1)) == [first, second]


def test_what_was_last_filled_in_is_that_of_the_newest_text_that_went_out(store):
    for stage, link in ((Stage.DONE, "oud"), (Stage.DONE, "nieuw"), (Stage.WRITING, "later")):
        draft = drafted(store, stage=stage)
        text = f'{{"link":"{link}"}}'
        assert store.write(lambda tx, d=draft, t=text: acting.save(tx, d, 1, NOW, filled=t))
    assert store.read(lambda tx: acting.last_given(tx, "link")) == "nieuw"
    assert store.read(lambda tx: acting.last_given(tx, "contact")) == ""


def test_a_mention_tells_its_source_its_case_and_whether_it_is_gone(store):
    store.write(lambda tx: mentions.keep(tx, "s", batch(mention()), NOW))
    store.write(lambda tx: cases.create(tx, case(), 1, NOW))
    store.write(lambda tx: mentions.attach(tx, 1, 1))
    assert store.read(lambda tx: acting.standing(tx, 1)) == acting.Standing(case=1, source="s", revision=0, gone=False)
    assert store.read(lambda tx: acting.standing(tx, 9)) is None
    store.write(lambda tx: mentions.keep(tx, "s", Batch((), "", gone=["m1"]), NOW))
    assert store.read(lambda tx: acting.standing(tx, 1)) == acting.Standing(case=1, source="s", revision=0, gone=True)


def test_the_cards_of_a_draft_stand_on_phones_and_an_answer_to_one_is_about_it(store):
    draft = drafted(store)
    add = lambda tx: outbox.add_draft(tx, "d", draft.id, "sanne", "telegram", "101", loud=True, now=NOW)  # noqa: E731
    assert store.read(lambda tx: acting.cards(tx, draft.id, outbox.Kind.DRAFT)) == []
    store.write(add)
    (errand,) = claimed(store, now=NOW + MINUTE)
    assert store.write(lambda tx: outbox.settle(tx, errand, "a", NOW, "sent", message_id="7", drawn=1))
    assert [row.message_id for row in store.read(lambda tx: acting.cards(tx, draft.id, outbox.Kind.DRAFT))] == ["7"]

    def about(message):
        return store.read(lambda tx: acting.draft_of_message(tx, "telegram", "101", message, (outbox.Kind.DRAFT,)))

    assert about("7") == (outbox.Kind.DRAFT, str(draft.id)) and about("8") is None


def test_an_action_is_written_once_claimed_once_and_goes_out_once(store):
    assert waits(store, "k1", "k1") == [True, False]
    assert store.read(acting.next_at) == NOW
    (errand,) = take(store)
    assert errand.act == act() and not errand.asking and take(store, "b") == []
    assert store.read(acting.next_at) == NOW + LEASE
    assert not store.write(lambda tx: acting.goes_out(tx, errand, "b", NOW))
    assert [store.write(lambda tx: acting.goes_out(tx, errand, "a", NOW)) for _ in range(2)] == [True, False]
    done = lambda tx: acting.settle(tx, errand, "a", NOW, "done", own="c9", url="u")  # noqa: E731
    assert [store.write(done) for _ in range(2)] == [True, False]
    assert store.read(acting.next_at) is None


def test_what_was_out_when_its_lease_ended_is_asked_after_and_never_sent_again(store):
    waits(store, "k1")
    (errand,) = take(store)
    assert store.write(lambda tx: acting.goes_out(tx, errand, "a", NOW))
    (late,) = take(store, "b", NOW + LEASE + MINUTE)
    assert late.asking and (late.attempts, late.looks) == (1, 1)
    assert not store.write(lambda tx: acting.goes_out(tx, late, "b", NOW))
    assert not store.write(lambda tx: acting.settle(tx, errand, "a", NOW, "done")), "somebody else holds it"


def test_after_a_restart_what_was_only_held_goes_on_and_what_was_out_is_looked_up(store):
    waits(store, "k1", "k2")
    first, _ = take(store)
    store.write(lambda tx: acting.goes_out(tx, first, "a", NOW))
    assert store.write(lambda tx: acting.release_own(tx, "a", NOW + MINUTE)) == 1
    assert [(one.act.key, one.asking) for one in take(store)] == [("k2", False)]
    assert [(one.act.key, one.asking) for one in take(store, now=NOW + MINUTE)] == [("k1", True)]


def test_evidence_is_kept_before_and_the_register_has_what_happened(store):
    for words in ("tuig", "tuigje"):
        store.write(lambda tx, words=words: acting.keep_evidence(tx, replace(MEASURE, words=words)))
    until = lambda: store.read(lambda tx: acting.appeal_until(tx, 1))  # noqa: E731
    assert store.read(acting.register) == [] and until() is None
    store.write(lambda tx: acting.measure_done(tx, 1, NOW, NOW + MINUTE))
    assert until() == NOW + MINUTE
    done = replace(MEASURE, words="tuigje", done_at=NOW, appeal_until=NOW + MINUTE)
    assert store.read(acting.register) == [done] == store.read(lambda tx: acting.register(tx, NOW))
    assert store.read(lambda tx: acting.register(tx, NOW + MINUTE)) == []

    def warned(author="jan"):
        return store.read(lambda tx: acting.was_warned(tx, "facebook_page", author))

    assert warned() and not warned("piet") and not warned("")
    store.write(lambda tx: acting.measure_undone(tx, 1, "karin", NOW))
    assert not warned()
    assert store.read(acting.register) == [replace(done, undone_at=NOW, undone_by="karin")]


@pytest.mark.parametrize("attachment", [False, True])
def test_a_tip_is_kept_once_and_its_words_go_when_it_is_settled(store, attachment):
    add = lambda tx: tipline.add(tx, "k", "sanne", "101", "lekkage", "jan", NOW, attachment=attachment)  # noqa: E731
    store.write(add), store.write(add)
    tip = store.read(lambda tx: tipline.find(tx, "k"))
    assert (tip.words, tip.author, tip.state, bool(tip.kind)) == ("lekkage", "jan", "asked", attachment)
    store.write(lambda tx: tipline.settle(tx, "k", "dropped"))
    tip = store.read(lambda tx: tipline.find(tx, "k"))
    assert (tip.words, tip.author, tip.state) == ("", "", "dropped")
    assert store.read(lambda tx: tipline.find(tx, "x")) is None


def test_a_judged_tip_tells_its_case_and_level(store):
    for key in ("k1", "k2", "k3"):
        store.write(lambda tx, key=key: tipline.add(tx, key, "sanne", "101", "lekkage", "", NOW, attachment=False))
        store.write(lambda tx, key=key: tipline.settle(tx, key, "kept"))
        store.write(lambda tx, key=key: mentions.keep(tx, "tips", batch(mention(f"tip-{key}")), NOW))
    store.write(lambda tx: mentions.judged(tx, 1, {"about_us": True, "level": "serious", "case_id": 4}))
    store.write(lambda tx: mentions.judged(tx, 2, {"about_us": False, "level": "noise"}))
    found = store.read(lambda tx: tipline.judged(tx, "tips"))
    assert sorted((tip.key, number, level) for tip, number, level in found) == [("k1", 4, "serious"), ("k2", None, "")]
    assert store.read(lambda tx: tipline.judged(tx, "s")) == []
