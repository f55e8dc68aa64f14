"""Notifications: agreed texts for every kind and state, a lock screen that names nobody, buttons that work."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo.telegram import markup
from rules.case.deeds import Ask
from rules.case.model import Action, Case, NoticeKind, State
from rules.explain.notices import NoticeFacts, NoticeText, moved, notice
from rules.i18n import Lang
from rules.protocol.model import Exercises, Organisation, Privacy, Protocol, Push
from tests.golden import golden
from tests.laws import examples
from tests.rules.explain.world import (
    DISCREET,
    DRILL,
    FACTS,
    LAPSED,
    NOW,
    OPEN,
    PROTOCOL,
    RAISED,
    RESOLVED,
    TAKEN,
    facts,
)

AGAIN = facts(nth=2, fresh=7)
PRESS = facts(role="", why="media_joins", fresh=1)
DUE = facts(role="", why="reply_due")
KINDS: dict[NoticeKind, NoticeFacts] = {
    NoticeKind.NEW: FACTS,
    NoticeKind.ESCALATED: facts(why="backup", role="backup"),
    NoticeKind.LEVEL_UP: facts(why="holder", role="", fresh=3),
    NoticeKind.NEW_FACT: PRESS,
    NoticeKind.AGAIN: AGAIN,
    NoticeKind.REMINDER: DUE,
    NoticeKind.INFORMED: facts(why="location_manager", role="location_manager"),
    NoticeKind.MOVED_ON: facts(why="stand_in"),
    NoticeKind.RAISED: FACTS,
    NoticeKind.HANDED: facts(why="handed", role=""),
    NoticeKind.WOKEN: facts(why="snooze_over", role="", fresh=5),
    NoticeKind.ENDED: facts(why="chain_ended", role=""),
}
SNOOZED = replace(TAKEN, state=State.SNOOZED, snoozed_until=NOW + timedelta(hours=5))
STATES: dict[str, Case] = {
    "open": OPEN,
    "taken": TAKEN,
    "lapsed": LAPSED,
    "raised": RAISED,
    "resolved": RESOLVED,
    "drill": DRILL,
    "snoozed": SNOOZED,
    "asked": replace(OPEN, handed_to="fatima"),
    "helped": replace(OPEN, raised_by="karin"),
    "merged": replace(RESOLVED, merged_into=12),
}
SLEEP, WHY, NOTE, MORE = Ask.SNOOZE_UNTIL, Ask.WHY, Ask.NOTE, Ask.MORE


def shown(text: NoticeText) -> str:
    labels = " ".join(f"[{button.label}]" for row in text.buttons for button in row)
    return f"{text.html}\n\n{labels or '(geen knoppen)'}"


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize("state", STATES)
def test_the_agreed_text_for_every_kind_and_state(kind: NoticeKind, state: str, lang: Lang) -> None:
    mine = notice(STATES[state], KINDS[kind], kind, PROTOCOL, lang, NOW)
    theirs = notice(STATES[state], replace(KINDS[kind], person="karin"), kind, PROTOCOL, lang, NOW)
    text = f"--- fatima leest ---\n{shown(mine)}\n\n--- karin leest ---\n{shown(theirs)}"
    golden(f"notices/{lang}/{kind}-{state}.txt", text)
    assert markup.parse(mine.html)[0]


@pytest.mark.parametrize("lang", Lang)
def test_discreet_gives_number_level_and_link_only(lang: Lang) -> None:
    """Catalogue case 93, the part of the text."""
    texts = [notice(case, FACTS, NoticeKind.NEW, DISCREET, lang, NOW) for case in STATES.values()]
    golden(f"notices/{lang}/discreet.txt", "\n\n---\n".join(shown(text) for text in texts))
    for text in texts:
        for word in ("Beukenhof", "Mishandeling", "Abuse", "moeder", "Karin"):
            assert word not in text.plain
    by_karin = notice(TAKEN, replace(FACTS, person="karin"), NoticeKind.NEW, DISCREET, lang, NOW)
    lapsed = notice(LAPSED, replace(FACTS, person="karin"), NoticeKind.NEW, DISCREET, lang, NOW)
    raised = notice(RAISED, replace(FACTS, person="karin"), NoticeKind.NEW, DISCREET, lang, NOW)
    assert "Fatima" not in by_karin.plain + lapsed.plain + raised.plain


def test_the_lock_screen_names_no_client_no_author_and_fits() -> None:
    for case in STATES.values():
        for kind, known in KINDS.items():
            first, second = notice(case, known, kind, PROTOCOL, Lang.NL, NOW).plain.split("\n")[:2]
            for word in ("Jansen", "Noud", "moeder", "plas"):
                assert word not in first + second
            assert max(len(first), len(second)) <= 100


BUTTONS = [
    (OPEN, "fatima", NoticeKind.NEW, [Action.TAKE, Action.DECLINE, SLEEP, WHY, MORE]),
    (OPEN, "fatima", NoticeKind.INFORMED, [Action.TAKE, SLEEP, WHY, MORE]),
    (OPEN, "", NoticeKind.INFORMED, [Action.TAKE, SLEEP, WHY, MORE]),
    (replace(OPEN, declined=("fatima",)), "fatima", NoticeKind.NEW, [Action.TAKE, SLEEP, WHY, MORE]),
    (TAKEN, "fatima", NoticeKind.NEW, [Action.RESOLVE, Action.RETURN, SLEEP, NOTE, MORE]),
    (TAKEN, "karin", NoticeKind.NEW, [WHY, NOTE, MORE]),
    (LAPSED, "fatima", NoticeKind.NEW, [Action.TAKE, Action.RESOLVE, Action.RETURN, SLEEP, WHY, MORE]),
    (LAPSED, "karin", NoticeKind.NEW, [Action.TAKE, Action.DECLINE, SLEEP, WHY, MORE]),
    (RESOLVED, "fatima", NoticeKind.NEW, [Action.REOPEN, Ask.FALSE_ALARM, WHY]),
    (replace(RESOLVED, merged_into=12), "fatima", NoticeKind.NEW, []),
    (SNOOZED, "fatima", NoticeKind.NEW, [Action.TAKE, Action.RESOLVE, SLEEP, NOTE, MORE]),
    (SNOOZED, "karin", NoticeKind.NEW, [WHY, NOTE, MORE]),
]
VIEWS: list[tuple[Case, Ask, list[str]]] = [
    (
        OPEN,
        Ask.MORE,
        [
            "Opschalen…",
            "Vraag een collega…",
            "Hoort bij zaak…",
            "Kies een bericht…",
            "Splits de zaak…",
            "Waarom?",
            "Tekst tonen",
            "Notitie",
            "Bewijs bewaren",
            "Loos alarm",
            "‹ Terug",
        ],
    ),
    (OPEN, Ask.SNOOZE_UNTIL, ["15 minuten", "1 uur", "tot 07:30", "tot 08:00", "‹ Terug"]),
    (OPEN, Ask.RAISE_TO, ["🔴 Crisis", "‹ Terug"]),
    (OPEN, Ask.HAND_TO, ["Karin Postma", "‹ Terug"]),
    (OPEN, Ask.MERGE_WITH, ["Zaak 3 · Klacht", "Zaak 2", "‹ Terug"]),
    (RESOLVED, Ask.MORE, ["Heropen", "Loos alarm", "Waarom?"]),
]


@pytest.mark.parametrize(("case", "view", "wanted"), VIEWS)
def test_the_other_views_offer_only_what_can_be_chosen(case: Case, view: Ask, wanted: list[str]) -> None:
    known = facts(view=view, colleagues=("fatima", "karin"), others=((3, "Klacht"), (2, "")))
    text = notice(case, known, NoticeKind.NEW, PROTOCOL, Lang.NL, NOW)
    assert [b.label for row in text.buttons for b in row] == wanted


def test_the_next_step_is_offered_where_the_level_sends_messages() -> None:
    loud = replace(PROTOCOL, levels={k: replace(v, push=Push.ALWAYS) for k, v in PROTOCOL.levels.items()})
    text = notice(OPEN, facts(view=Ask.RAISE_TO), NoticeKind.NEW, loud, Lang.NL, NOW)
    assert [b.label for row in text.buttons for b in row] == ["Volgende stap nu", "🔴 Crisis", "‹ Terug"]


def test_what_cannot_work_now_is_not_offered() -> None:
    crisis = replace(OPEN, level="attention", level_number=2, mentions=1)
    quiet = replace(
        PROTOCOL, levels={k: replace(v, push=Push.NEVER) for k, v in PROTOCOL.levels.items() if v.number < 3}
    )
    text = notice(crisis, facts(view=Ask.MORE), NoticeKind.NEW, quiet, Lang.NL, NOW)
    labels = [b.label for row in text.buttons for b in row]
    asks = ["Waarom?", "Tekst tonen", "Notitie", "Bewijs bewaren"]
    assert labels == [*asks, "Loos alarm", "Had moeten alarmeren", "‹ Terug"]
    drill = notice(replace(crisis, drill=True), facts(view=Ask.MORE), NoticeKind.NEW, quiet, Lang.NL, NOW)
    assert "Bewijs bewaren" not in [b.label for row in drill.buttons for b in row], "a drill proves nothing"


@pytest.mark.parametrize(("case", "reader", "kind", "wanted"), BUTTONS)
def test_only_buttons_that_work(case: Case, reader: str, kind: NoticeKind, wanted: list[Action | Ask]) -> None:
    text = notice(case, facts(person=reader), kind, PROTOCOL, Lang.NL, NOW)
    assert [b.action for row in text.buttons for b in row] == wanted


def test_what_was_deleted_on_the_platform_is_said() -> None:
    text = notice(replace(OPEN, gone=2), facts(deleted=True), NoticeKind.NEW, PROTOCOL, Lang.NL, NOW).plain
    assert "Op het platform verwijderd: 2" in text and "daar intussen verwijderd" in text


def test_whoever_has_it_comes_first() -> None:
    text = notice(TAKEN, facts(person="karin"), NoticeKind.NEW, PROTOCOL, Lang.NL, NOW)
    assert text.plain.startswith("✅ Fatima heeft dit · 02:03\n🟠 Ernstig")


def test_a_case_that_became_more_serious_is_not_called_a_broken_promise() -> None:
    mine = notice(RAISED, FACTS, NoticeKind.LEVEL_UP, PROTOCOL, Lang.NL, NOW).plain
    theirs = notice(RAISED, facts(person="karin"), NoticeKind.NEW, PROTOCOL, Lang.NL, NOW).plain
    assert "⏫ Ernstiger geworden: pakt u dit weer op?" in mine
    assert "⏫ Ernstiger geworden sinds Fatima dit had" in theirs
    assert "beloofde" not in mine + theirs


def test_two_colleagues_with_one_first_name_are_told_apart() -> None:
    held = replace(TAKEN, assignee="karin")
    assert "✅ Karin Postma heeft dit" in notice(held, FACTS, NoticeKind.NEW, PROTOCOL, Lang.NL, NOW).plain


def test_an_earlier_day_is_named() -> None:
    text = notice(replace(TAKEN, taken_at=NOW - timedelta(days=1)), FACTS, NoticeKind.NEW, PROTOCOL, Lang.NL, NOW)
    assert text.plain.startswith("✅ U hebt dit · 5 mrt 02:03")


def test_what_the_protocol_no_longer_knows_is_shown_by_its_id() -> None:
    empty = Protocol("P", "1", Organisation("O", PROTOCOL.timezone), {})
    text = notice(TAKEN, facts(person="karin"), NoticeKind.NEW, empty, Lang.NL, NOW).plain
    for word in ("fatima", "serious", "beukenhof", "piket"):
        assert word in text
    other = notice(replace(OPEN, category="eigen_rubriek"), FACTS, NoticeKind.NEW, empty, Lang.NL, NOW).plain
    assert "eigen rubriek" in other


def test_a_bare_case_still_makes_a_message() -> None:
    bare = Case(1, NOW, "x", 2)
    empty = Protocol("P", "1", Organisation("O", PROTOCOL.timezone), {})
    for kind in NoticeKind:
        for state in State:
            made = notice(replace(bare, state=state), NoticeFacts("a"), kind, empty, Lang.NL, NOW)
            assert made.plain.strip()
    assert (
        notice(bare, NoticeFacts("a"), NoticeKind.NEW, empty, Lang.NL, NOW).plain
        == "X\nNog niemand pakt dit op · 1 bericht"
    )


def test_several_messages_without_a_span_of_time() -> None:
    for changed in (facts(first_at=None), facts(first_at=NOW)):
        text = notice(OPEN, changed, NoticeKind.NEW, PROTOCOL, Lang.NL, NOW).plain
        assert "pakt dit op · 14 berichten\n" in text


def test_the_first_that_arrives_is_not_called_the_second() -> None:
    text = notice(OPEN, facts(nth=1), NoticeKind.AGAIN, PROTOCOL, Lang.NL, NOW).plain
    assert "\nNog steeds open · 15 min\n" in text


def test_a_template_of_none_forbids_an_answer() -> None:
    text = notice(OPEN, facts(template="none", checklist=("weg",)), NoticeKind.NEW, PROTOCOL, Lang.NL, NOW)
    assert "Stuur geen antwoord zonder overleg." in text.plain
    nothing = notice(OPEN, facts(template="", checklist=(), suggest=()), NoticeKind.NEW, PROTOCOL, Lang.NL, NOW)
    assert "Doe eerst dit" not in nothing.plain


LINKS = ["javascript:alert(1)", "https://x.nl/ y", "https://x.nl/" + "a" * 300, ""]


@pytest.mark.parametrize("url", LINKS)
def test_case_70_a_strange_address_of_a_mention_is_left_out(url: str) -> None:
    assert "bericht op" not in notice(OPEN, facts(url=url), NoticeKind.NEW, PROTOCOL, Lang.NL, NOW).plain
    without = notice(OPEN, facts(url=url, link=""), NoticeKind.NEW, PROTOCOL, Lang.NL, NOW)
    assert "<a " not in without.html


def test_names_may_be_shown_when_the_protocol_says_so() -> None:
    frank = replace(PROTOCOL, privacy=Privacy(hide_names_in_alerts=False))
    text = notice(OPEN, FACTS, NoticeKind.NEW, frank, Lang.NL, NOW).plain
    assert "mevrouw Jansen" in text
    assert "(link naar kwaad.example)" in text


HOSTILE = st.text(alphabet=st.sampled_from("<>&\"'/b a\u202e\u200b\u0301😀\n\0;#x@.:h"), max_size=900) | st.text(
    max_size=300
)


@settings(max_examples=examples(80), deadline=None)
@given(HOSTILE, HOSTILE, st.sampled_from(NoticeKind), st.sampled_from(sorted(STATES)))
def test_case_70_whatever_was_written_the_message_is_whole_short_and_inert(
    said: str, other: str, kind: NoticeKind, state: str
) -> None:
    """Law: valid markup, under Telegram's limit, the plain text is what the markup shows, no invisible characters."""
    hostile = facts(
        text=said * 3,
        reasons=(other, said, other, said),
        platform=other[:20],
        platforms=(said[:200], "x"),
        suggest=tuple(said.split()[:9]),
        checklist=("igj",),
        template=other,
        role=other,
        url="https://x.nl/" + said,
        nth=3,
        fresh=4,
    )
    strange = replace(
        PROTOCOL,
        exercises=Exercises(banner=other),
        people={},
        checklists={"igj": replace(PROTOCOL.checklists["igj"], items=(said, other) * 5)},
    )
    case = replace(STATES[state], drill=True, category=said, location=other, assignee=said[:50])
    made = notice(case, hostile, kind, strange, Lang.EN, NOW)
    text, entities = markup.parse(made.html)
    assert 0 < markup.units(text) <= 4096
    assert markup.units(made.plain) <= 4096
    assert {e.type for e in entities} <= {"bold", "blockquote", "text_link"}
    assert not re.search("[\u202e\u200b\0]", text)
    assert all(e.url.startswith("https://") for e in entities if e.type == "text_link")


def test_an_older_notice_points_to_the_newer_one_and_has_nothing_to_press():
    dutch, english = moved(OPEN, Lang.NL), moved(OPEN, Lang.EN)
    assert "nieuwere seintje hieronder" in dutch.plain and dutch.html == dutch.plain
    assert "newer message below" in english.plain
    assert dutch.buttons == english.buttons == ()
