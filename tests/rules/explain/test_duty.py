"""The roster in words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rules.case.model import Case, State
from rules.duty.swaps import Exchange, Turned
from rules.duty.turns import Handover, Turn
from rules.explain.duty import (
    Duty,
    accepted,
    board_text,
    handover_note,
    leaving_note,
    question,
    reminder_text,
    turn_line,
    why_not,
)
from rules.i18n import Lang
from tests.rules.explain.world import DISCREET, NOW, OPEN, PROTOCOL, TAKEN

START, END = datetime(2026, 3, 2, 8, 0, tzinfo=UTC), datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
TURN = Turn("karin", START, END, "rotation")
NEXT = Handover(END, "karin", "fatima")


def test_whoever_comes_on_duty_is_reminded_of_when_and_from_whom() -> None:
    assert reminder_text(NEXT, "Piket", PROTOCOL, Lang.NL).splitlines() == [
        "🗓 Uw dienst begint ma 9-3 09:00 (Piket). Kunt u dan niet? Vraag met /ruil een collega.",
        "U neemt over van Karin Postma; de lopende zaken krijgt u dan hier.",
    ]
    first = reminder_text(Handover(END, None, "fatima"), "Piket", PROTOCOL, Lang.EN)
    assert first.startswith("🗓 Your duty begins") and "\n" not in first


def test_a_board_says_who_has_duty_and_who_is_next() -> None:
    duties = [
        Duty("piket", "Piket", TURN, NEXT),
        Duty("nacht", "Nacht", TURN, Handover(END, "karin", None)),
        Duty("vast", "Vast", TURN, None),
        Duty("gat", "Gat", replace(TURN, who=None, why="hole"), NEXT, ("fatima",)),
        Duty("leeg", "Leeg", replace(TURN, who=None, why="hole"), NEXT),
    ]
    assert board_text(duties, PROTOCOL, Lang.NL).splitlines() == [
        "📌 Wie heeft dienst",
        "Piket: Karin Postma tot ma 9-3 09:00, daarna Fatima el Amrani",
        "Nacht: Karin Postma tot ma 9-3 09:00, daarna niemand",
        "Vast: Karin Postma",
        "Gat: niemand heeft dienst; seintjes gaan naar Fatima el Amrani",
        "Leeg: niemand heeft dienst",
    ]


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("turned", Turned)
def test_every_no_is_explained_in_one_breath(turned: Turned, lang: Lang) -> None:
    text = why_not(turned, PROTOCOL, lang, name="karin", role="Piket " * 60)
    assert 0 < len(text) <= 200
    assert "{" not in text


def test_a_question_names_what_is_given_and_what_is_asked_for_it() -> None:
    back = Turn("fatima", END, datetime(2026, 3, 16, 8, 0, tzinfo=UTC), "rotation")
    swap = Exchange("piket", "karin", "fatima", TURN, back)
    assert question(swap, "Piket", PROTOCOL, Lang.NL).splitlines() == [
        "🔁 Karin Postma vraagt u om te ruilen (Piket).",
        "U krijgt: ma 2-3 09:00 tot ma 9-3 09:00.",
        "Karin Postma krijgt van u: ma 9-3 09:00 tot ma 16-3 09:00.",
    ]
    assert accepted(swap, "Piket", PROTOCOL, Lang.NL).endswith("U krijgt: ma 9-3 09:00 tot ma 16-3 09:00.")
    favour = replace(swap, returned=None)
    assert question(favour, "Piket", PROTOCOL, Lang.NL).endswith("U hoeft er niets voor terug te geven.")
    assert accepted(favour, "Piket", PROTOCOL, Lang.EN).startswith("✅ Fatima el Amrani takes your shift")


def test_whoever_comes_on_gets_what_runs_and_from_whom() -> None:
    closed = replace(OPEN, id=15, state=State.RESOLVED)
    note = handover_note([OPEN, replace(TAKEN, id=13), closed], "Piket", "karin", PROTOCOL, Lang.NL, NOW)
    assert note.splitlines() == [
        "🤝 U hebt nu dienst (Piket), na Karin Postma.",
        "Lopende zaken: 2",
        "#12 🟠 Ernstig · Mishandeling of verwaarlozing · Beukenhof · nog van niemand, al 15 min",
        "#13 🟠 Ernstig · Mishandeling of verwaarlozing · Beukenhof · bij Fatima el Amrani",
    ]
    assert "Mijn moeder" not in note


def test_a_quiet_shift_and_a_busy_one() -> None:
    quiet = handover_note([], "Piket", None, PROTOCOL, Lang.NL, NOW)
    assert quiet.splitlines() == ["🤝 U hebt nu dienst (Piket), na niemand.", "Er lopen geen zaken."]
    many: list[Case] = [replace(OPEN, id=number) for number in range(1, 26)]
    busy = handover_note(many, "Piket", "karin", DISCREET, Lang.NL, NOW).splitlines()
    assert busy[-1] == "… en nog 5."
    assert "Beukenhof" not in busy[3]


def test_whoever_leaves_hears_what_is_still_theirs() -> None:
    note = leaving_note([TAKEN], "Piket", "karin", PROTOCOL, Lang.NL, NOW)
    assert note.splitlines()[0] == "🤝 Uw dienst zit erop (Piket); Karin Postma heeft nu dienst. U hebt nog:"
    assert "niemand heeft nu dienst" in leaving_note([TAKEN], "Piket", None, PROTOCOL, Lang.NL, NOW)


def test_a_turn_on_one_line() -> None:
    assert turn_line(TURN, "Piket", PROTOCOL, Lang.NL) == "Piket · ma 2-3 09:00 tot ma 9-3 09:00 · Karin Postma"
    swapped = replace(TURN, why="swap")
    assert turn_line(swapped, "Piket", PROTOCOL, Lang.NL).endswith("Karin Postma (geruild of overgenomen)")
    assert turn_line(replace(TURN, who=None, why="hole"), "Piket", PROTOCOL, Lang.NL).endswith("· niemand")
