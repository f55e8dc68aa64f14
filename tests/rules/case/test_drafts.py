"""The life of a draft: stories of the turns it can take, and laws over any history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.case.acting import PATIENCE, Asked, Later, Moment, may
from rules.case.actions import Failure, Verb
from rules.case.advance import advance
from rules.case.drafts import (
    OVER,
    Acted,
    Again,
    Agreed,
    AskAgain,
    AskSecond,
    Declined,
    Draft,
    DraftEvent,
    Explained,
    Happened,
    Looked,
    Moved,
    NotDone,
    Noticed,
    Publish,
    Stage,
    Submitted,
    Tell,
    Unclear,
    Waited,
    Word,
    Written,
    move,
)
from rules.case.model import ActedUpon, Case, State, StopTimers, TimerKind
from rules.case.secrecy import look
from rules.duty.staffing import Staffing
from rules.explain.acting import CardFacts, card, word_text
from rules.i18n import Lang
from tests.bot.office import protocol_from
from tests.bot.public import PUBLIC
from tests.laws import examples

PROTOCOL = protocol_from(PUBLIC)
DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AT = Moment(PROTOCOL, DAY)
EVERY = frozenset(Verb)
NEW = Draft(7, 3, 5, Verb.REPLY, "pagina", "sanne")
PEOPLE = ("sanne", "imran", "karin", "joost", "petra", "marleen")


def wish(draft: Draft, level: str = "serious", text: str = "Bel ons.", verbs: frozenset[Verb] = EVERY) -> Asked:
    return Asked(draft.by, draft.verb, "facebook_page", verbs, level, "hate", text=text, findings=look(text))


def then(draft: Draft, *events: DraftEvent, at: Moment = AT) -> Moved:
    """The last of these moves."""
    moved = Moved(draft)
    for event in events:
        moved = move(moved.draft, event, at)
    return moved


def test_seen_is_said_once_by_each_of_the_others_and_only_of_what_stands_there_now():
    first = move(proposed(), Noticed("karin", 0, wish(NEW)), AT)
    assert first.word is Word.SEEN and first.draft.seen == (("karin", DAY),)
    assert move(first.draft, Noticed("karin", 0, wish(NEW)), replace(AT, now=DAY + timedelta(hours=1))).effects == ()
    assert move(first.draft, Noticed("sanne", 0, wish(NEW)), AT).word is Word.NOT_YOURS
    assert move(first.draft, Noticed("marleen", 0, wish(NEW)), AT).word is Word.NOT_YOURS
    assert move(first.draft, Noticed("joost", 9, wish(NEW)), AT).word is Word.STALE
    assert move(NEW, Noticed("karin", 0, wish(NEW)), AT).word is Word.NOT_NOW
    assert move(replace(NEW, stage=Stage.REFUSED), Noticed("karin", 0, wish(NEW)), AT).word is Word.OVER
    rewritten = move(first.draft, Written("joost", None, wish(NEW, text="Anders.")), AT)
    assert rewritten.draft.seen == ()


def test_what_one_person_did_is_seen_afterwards_and_they_get_to_know():
    done = replace(NEW, verb=Verb.HIDE, breach="hate", stage=Stage.DONE, review="team_lead")
    labels = [
        b.label for row in card(CardFacts(done, may(wish(done), AT)), "karin", PROTOCOL, Lang.NL).buttons for b in row
    ]
    assert "Gezien" in labels
    seen = move(done, Noticed("karin", 0, wish(done)), AT).draft
    shown = card(CardFacts(seen, may(wish(done), AT)), "sanne", PROTOCOL, Lang.NL)
    assert "👀 Gezien: Karin 10:00" in shown.plain
    mine = [b.label for row in shown.buttons for b in row]
    assert "Gezien" not in mine


def proposed(draft: Draft = NEW) -> Draft:
    found = then(draft, Submitted(draft.by, draft.turn, wish(draft)))
    assert found.draft.stage is Stage.PROPOSED and found.word is Word.ASKED
    return found.draft


def sending(draft: Draft = NEW) -> Draft:
    found = then(proposed(draft), Agreed("karin", 0, wish(draft)))
    assert found.draft.stage is Stage.SENDING
    return found.draft


def published(moved: Moved) -> list[Publish]:
    return [e for e in moved.effects if isinstance(e, Publish)]


def test_what_the_writer_may_do_alone_goes_out_at_once():
    moved = then(NEW, Submitted("sanne", 0, wish(NEW, "attention")))
    assert published(moved) == [Publish(7, Verb.REPLY, 0, "draft:7:1")]
    assert moved.word is Word.SENDING


def test_a_proposal_asks_those_on_duty_and_waits():
    moved = then(NEW, Submitted("sanne", 0, wish(NEW)))
    [asked] = [e for e in moved.effects if isinstance(e, AskSecond)]
    assert asked.people == ("karin", "joost")
    assert not published(moved)
    assert then(moved.draft, Submitted("sanne", 0, wish(NEW))).word is Word.ASKED, "asking twice changes nothing"


def test_another_person_agrees_and_it_goes_out():
    moved = then(proposed(), Agreed("karin", 0, wish(NEW)))
    assert published(moved) and moved.draft.agreed == ("karin",)


@pytest.mark.parametrize(
    ("event", "word"),
    [
        (Agreed("sanne", 0, wish(NEW)), Word.OWN),
        (Agreed("petra", 0, wish(NEW)), Word.NOT_YOURS),
        (Agreed("karin", 9, wish(NEW)), Word.STALE),
        (Agreed("karin", 0, wish(NEW, text="")), Word.REFUSED),
        (Submitted("karin", 0, wish(NEW)), Word.NOT_YOURS),
        (Declined("petra", 0, wish(NEW)), Word.NOT_YOURS),
        (Looked("karin", True), Word.NOT_NOW),
        (Again("sanne", wish(NEW)), Word.NOT_NOW),
        (Written("petra", None, wish(NEW)), Word.NOT_YOURS),
        (Happened(), Word.OVER),
    ],
)
def test_what_does_not_count_on_a_proposal(event: DraftEvent, word: Word):
    moved = then(proposed(), event)
    assert moved.word is word and moved.draft == proposed() and not moved.effects
    for lang in Lang:
        assert word_text(moved, PROTOCOL, lang)


def test_two_roles_must_both_agree():
    wants = (("spokesperson",), ("board",))
    draft = replace(proposed(), wants=wants)
    first = then(draft, Agreed("joost", 0, wish(NEW)))
    assert first.word is Word.AGREED_MORE and not published(first)
    assert published(then(first.draft, Agreed("marleen", 0, wish(NEW))))


def test_who_changes_a_proposal_writes_it_and_the_first_writer_may_agree():
    changed = then(proposed(), Written("karin", None, wish(NEW)))
    assert (changed.draft.by, changed.draft.stage, changed.draft.turn) == ("karin", Stage.WRITING, 1)
    assert [e for e in changed.effects if isinstance(e, Tell)] == [Tell(("sanne",))]
    again = then(changed.draft, Submitted("karin", 1, wish(changed.draft)))
    assert published(then(again.draft, Agreed("sanne", 1, wish(again.draft))))


def test_the_writer_goes_on_writing_without_telling_anybody():
    moved = then(NEW, Written("sanne", "klacht", wish(NEW)))
    assert moved.effects == () and moved.draft.template == "klacht" and not moved.draft.own_words


ALONE = replace(AT, staffing=Staffing(unreachable=frozenset(PEOPLE) - {"sanne"}))


def test_where_nobody_can_be_asked_the_asker_hears_so_and_it_is_tried_again():
    moved = then(NEW, Submitted("sanne", 0, wish(NEW)), at=ALONE)
    assert (moved.word, moved.draft.stage, moved.draft.asked) == (Word.NOBODY_NOW, Stage.PROPOSED, ())
    assert AskAgain(DAY + PATIENCE) in moved.effects
    still = then(moved.draft, Waited(wish(NEW)), at=replace(ALONE, now=DAY + PATIENCE))
    assert still.effects == (AskAgain(DAY + 2 * PATIENCE),) and still.draft == moved.draft
    found = then(moved.draft, Waited(wish(NEW)))
    assert found.effects == (AskSecond(("karin", "joost")),) and found.draft.asked == ("karin", "joost")
    assert then(found.draft, Waited(wish(NEW))).word is Word.NOT_NOW, "they were asked"
    assert then(NEW, Waited(wish(NEW))).word is Word.NOT_NOW
    shown = CardFacts(moved.draft, may(wish(NEW), AT), later=Later(DAY, ("karin",)), alone=True)
    words = card(shown, "sanne", PROTOCOL, Lang.NL).plain
    assert "Wacht op Karin: die krijgt de vraag om 10:00." in words and "Na 15 minuten mag u het alleen doen." in words
    assert "Spreek zelf een collega aan." in card(replace(shown, later=None), "sanne", PROTOCOL, Lang.NL).plain


def test_a_second_person_may_agree_however_long_it_waited():
    hide = replace(NEW, verb=Verb.HIDE)
    threat = Asked("sanne", Verb.HIDE, "facebook_page", EVERY, "crisis", "threat")
    waiting = then(hide, Submitted("sanne", 0, threat)).draft
    assert published(then(waiting, Agreed("karin", 0, replace(threat, waited=timedelta(hours=1)))))


def test_who_is_asked_in_the_place_of_others_may_agree():
    only = replace(AT, staffing=Staffing(unreachable=frozenset(PEOPLE) - {"sanne", "marleen"}))
    moved = then(NEW, Submitted("sanne", 0, wish(NEW)), at=only)
    assert moved.draft.asked == ("marleen",)
    assert published(then(moved.draft, Agreed("marleen", 0, wish(NEW)))), "also when the others are back"
    assert then(moved.draft, Agreed("petra", 0, wish(NEW))).word is Word.NOT_YOURS


def test_what_its_author_changed_is_read_before_it_is_agreed():
    changed = replace(wish(NEW), revision=1)
    moved = then(proposed(), Agreed("karin", 0, changed))
    assert moved.word is Word.EDITED and not published(moved)
    assert then(moved.draft, Agreed("karin", 0, changed)).word is Word.STALE, "the card before the change"
    assert published(then(moved.draft, Agreed("karin", 1, changed)))


def test_refused_and_withdrawn_are_over():
    refused = then(proposed(), Declined("karin", 0, wish(NEW), "te scherp"))
    assert (refused.draft.stage, refused.draft.refused_by, refused.word) == (Stage.REFUSED, "karin", Word.DECLINED)
    withdrawn = then(proposed(), Declined("sanne", 0, wish(NEW)))
    assert withdrawn.draft.stage is Stage.WITHDRAWN and withdrawn.word is Word.WITHDRAWN
    for over in (refused.draft, withdrawn.draft):
        assert then(over, Agreed("karin", 0, wish(NEW))).word is Word.OVER
        assert then(over, Looked("karin", True)).word is Word.OVER
        assert then(over, Written("sanne", None, wish(NEW))).word is Word.OVER
        assert then(over, Again("karin", wish(NEW))).word is Word.OVER
    quiet = then(NEW, Declined("sanne", 0, wish(NEW)))
    assert not [e for e in quiet.effects if isinstance(e, Tell)], "nobody knew of it"
    assert then(NEW, Declined("karin", 0, wish(NEW))).word is Word.NOT_YOURS


def test_whoever_refused_says_why_once():
    refused = then(proposed(), Declined("karin", 0, wish(NEW))).draft
    told = then(refused, Explained("karin", "te scherp")).draft
    assert told.reason == "te scherp"
    for draft, event in (
        (told, Explained("karin", "anders")),
        (refused, Explained("sanne", "x")),
        (refused, Explained("karin", "")),
        (proposed(), Explained("karin", "x")),
    ):
        moved = then(draft, event)
        assert moved.draft == draft and moved.word in (Word.OVER, Word.NOT_NOW)


def test_what_the_protocol_refuses_stays_where_it_is():
    moved = then(NEW, Submitted("sanne", 0, wish(NEW, text="Uw moeder woont bij ons.")))
    assert moved.word is Word.REFUSED and moved.draft == NEW
    assert "gaat zo niet de deur uit" in word_text(moved, PROTOCOL, Lang.NL)


def test_it_happened():
    moved = then(sending(), Happened("r1"))
    assert (moved.draft.stage, moved.draft.own) == (Stage.DONE, "r1")
    assert Acted("sanne", Verb.REPLY) in moved.effects


def test_it_did_not_happen_and_is_tried_again_under_another_key():
    failed = then(sending(), NotDone(Failure.TOKEN))
    assert failed.draft.stage is Stage.FAILED and failed.draft.failure is Failure.TOKEN
    assert then(failed.draft, Again("petra", wish(NEW))).word is Word.NOT_YOURS
    assert then(failed.draft, Again("sanne", wish(NEW, text=""))).word is Word.REFUSED
    assert published(then(failed.draft, Again("karin", wish(NEW)))) == [Publish(7, Verb.REPLY, 0, "draft:7:2")]


def test_nobody_knows_and_a_person_looks():
    unsure = then(sending(), Unclear()).draft
    assert unsure.stage is Stage.UNSURE
    assert then(unsure, Looked("sanne", True)).draft.stage is Stage.DONE
    assert then(unsure, Looked("sanne", False)).draft.stage is Stage.FAILED
    assert then(unsure, Happened("r1")).draft.own == "r1", "certain knowledge that comes late counts"


def test_where_the_platform_cannot_a_person_places_it():
    moved = then(NEW, Submitted("sanne", 0, wish(NEW, "attention", verbs=frozenset())))
    assert moved.draft.stage is Stage.BY_HAND and not published(moved)
    assert then(moved.draft, Looked("sanne", True)).draft.stage is Stage.DONE
    assert then(moved.draft, Looked("sanne", False)).draft.stage is Stage.WITHDRAWN


# --- laws --------------------------------------------------------------------------------------------------

who = st.sampled_from(PEOPLE)
turns = st.integers(0, 3)
texts = st.sampled_from(["Bel ons.", "Wat naar voor uw moeder.", "Uw moeder woont bij ons.", ""])
levels = st.sampled_from(["attention", "serious"])


@st.composite
def events(draw) -> DraftEvent:
    by, turn = draw(who), draw(turns)
    asked = Asked(
        "", draw(st.sampled_from([Verb.REPLY])), "facebook_page", EVERY, draw(levels), "hate", text=draw(texts)
    )
    return draw(
        st.sampled_from(
            [
                Written(by, None, asked),
                Submitted(by, turn, asked),
                Agreed(by, turn, asked),
                Declined(by, turn, asked),
                Waited(asked),
                Happened("r"),
                NotDone(Failure.REFUSED),
                Unclear(),
                Looked(by, draw(st.booleans())),
                Again(by, asked),
            ]
        )
    )


def as_now(event: DraftEvent, draft: Draft) -> DraftEvent:
    """The wish is always that of the present writer, with the text looked at."""
    asked = getattr(event, "asked", None)
    if asked is None:
        return event
    return replace(event, asked=replace(asked, person=draft.by, findings=look(asked.text)))  # type: ignore[type-var]


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(events(), max_size=25))
def test_whatever_happens_each_key_goes_out_once_and_what_is_over_stays_over(history: list[DraftEvent]):
    draft, keys = NEW, []
    for number, event in enumerate(history):
        before = draft
        moved = move(draft, as_now(event, draft), replace(AT, now=DAY + timedelta(minutes=number)))
        draft = moved.draft
        for publish in published(moved):
            keys.append(publish.key)
            assert publish.turn == draft.turn, "what was agreed is what goes out"
            assert before.stage is not Stage.SENDING and before.stage is not Stage.UNSURE
            if isinstance(event, Agreed):
                assert event.by != before.by, "nobody agrees with their own text"
        if before.stage in OVER:
            assert draft == before and not moved.effects
    assert len(keys) == len(set(keys)) == draft.tries


SAID = ("", "Bel ons, wat naar voor uw moeder <b>.", "Bel ons.", "x" * 400)
DISCREET = replace(PROTOCOL, privacy=replace(PROTOCOL.privacy, discreet=True), templates={})


def cards(stage: Stage, lang: Lang, person: str, verb: Verb):
    """The cards of a stage with many different things on them."""
    draft = replace(NEW, stage=stage, verb=verb, agreed=("imran",), breach="hate", reason="haast", refused_by="karin")
    for number, text in enumerate(SAID):
        full = number % 2 == 0
        wanted = wish(draft, "serious" if full else "attention", text)
        if number == 3:
            wanted = replace(wanted, answered_by="imran")
            draft = replace(draft, agreed=(), breach=None, reason="")
        yield (
            draft,
            card(
                CardFacts(
                    draft,
                    may(wanted, AT),
                    text=text,
                    findings=look(text),
                    said="Tuig!",
                    platform="facebook_page" if full else "",
                    url="https://krant.example/1" if full else "javascript:alert(1)",
                    templates=("klacht",),
                    checklist=("Kijk eerst.",) if full else (),
                    asked=("karin", "imran"),
                    can=EVERY if full else frozenset(),
                    appeal_until=DAY if full else None,
                ),
                person,
                PROTOCOL if full else DISCREET,
                lang,
            ),
        )


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_a_card_whose_buttons_work(stage: Stage):
    verbs = (Verb.REPLY, Verb.HIDE, Verb.UNHIDE, Verb.BLOCK)
    for person, verb in [("sanne", v) for v in verbs] + [("karin", Verb.REPLY), ("imran", Verb.HIDE)]:
        for draft, drawn in cards(stage, Lang.EN if person == "karin" else Lang.NL, person, verb):
            assert "<b>" not in drawn.plain.replace("<b>.", "") and "javascript" not in drawn.html
            labels = [b.label for row in drawn.buttons for b in row]
            assert len(labels) == len(set(labels))
            if stage in (Stage.SENDING, Stage.REFUSED, Stage.WITHDRAWN):
                assert not labels
            assert not ("Akkoord" in labels and person == draft.by)


def test_a_text_goes_back_to_writing_and_only_its_writer_offers_it():
    changed = then(proposed(), Written("karin", None, wish(NEW))).draft
    assert then(changed, Submitted("sanne", 1, wish(changed))).word is Word.NOT_YOURS
    assert then(sending(), Submitted("sanne", 0, wish(NEW))).word is Word.NOT_NOW


def test_what_one_person_may_do_has_one_button():
    like = replace(NEW, verb=Verb.LIKE)
    drawn = card(CardFacts(like, may(wish(like), AT), can=EVERY), "sanne", PROTOCOL, Lang.NL)
    assert [b.label for row in drawn.buttons for b in row] == ["Doe het", "Laat maar"]
    easy = CardFacts(NEW, may(wish(NEW, "attention"), AT), text="Bel ons.", can=EVERY)
    labels = [b.label for row in card(easy, "sanne", PROTOCOL, Lang.NL).buttons for b in row]
    assert labels == ["Plaats het", "Eigen tekst", "Andere tekst", "Laat maar"]
    by_hand = card(replace(easy, can=frozenset()), "sanne", PROTOCOL, Lang.NL)
    assert by_hand.buttons[0][0].label == "Ik plaats het zelf", "nothing is promised that the platform cannot do"


@pytest.mark.parametrize("state", list(State))
def test_an_action_in_public_counts_as_the_reply_that_was_promised(state: State):
    case = Case(1, DAY, "serious", 3, state=state, assignee="sanne")
    decision = advance(case, ActedUpon("sanne", "reply"), PROTOCOL, DAY)
    assert decision.case.replied
    stops = StopTimers((TimerKind.REPLY, TimerKind.RESUME)) in decision.effects
    assert stops == (state is State.ACKNOWLEDGED)
    again = advance(decision.case, ActedUpon("sanne", "hide"), PROTOCOL, DAY)
    assert StopTimers((TimerKind.REPLY, TimerKind.RESUME)) not in again.effects


@pytest.mark.parametrize("draft", [NEW, proposed()])
def test_a_text_that_costs_much_says_so_before_it_is_placed(draft: Draft):
    facts = CardFacts(draft, may(wish(draft), AT), text="Lees zorg.nl", dear=0.2)
    assert "⚠️ Door de link kost dit antwoord $0.20" in card(facts, "sanne", PROTOCOL, Lang.NL).plain
    assert "⚠️" not in card(replace(facts, dear=None), "sanne", PROTOCOL, Lang.NL).plain
