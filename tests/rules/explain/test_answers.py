"""Answers and log lines: every fixed word has a sentence in both languages."""

import ast
from pathlib import Path

import pytest

from rules.case.acting import Why
from rules.case.actions import Failure, Verb
from rules.case.model import Answer, Reply
from rules.explain.answers import LIMIT, Saying, answer_text, saying
from rules.explain.casebook import WORDS, log_line
from rules.explain.drill import End
from rules.explain.why import why_again, why_you
from rules.i18n import Lang
from rules.protocol import versions
from rules.protocol.versions import State
from rules.text.learning import Feedback
from tests.golden import golden
from tests.rules.explain.world import PROTOCOL

NAMES = {"joris": "Joris van Dam", "lang": "x" * 300}
DETAILS = {
    "evidence_kept": "0f3a9c2b71de",
    "opened": "serious",
    "mention_added": "attention",
    "level_up": "attention → serious",
    "new_fact": "media_joins, reach, iets_nieuws",
    "step": "2",
    "last_resort": "3",
    "nobody": "piket, board",
    "told": "telegram",
    "undeliverable": "gone",
    "noted": "teamleider gebeld",
    "stale": "take",
    "refused": "press",
    "ignored": "Added",
    "paired": "fatima",
    "unreachable": "karin",
    "mention_edited": "serious",
    "end_reported": "karin",
    "snoozed": "2026-03-06T06:30:00+00:00",
    "woken": "grown",
    "raised_level": "serious → crisis",
    "handed": "karin",
    "merged": "12",
    "joined": "11",
    "split": "13",
    "split_from": "12",
    "posted": "piket",
    "not_posted": "piket",
    "draft_agreed": "7 agreed",
    "act_failed": "7 gone",
    **dict.fromkeys(
        ("protocol_proposed", "protocol_active", "protocol_signed", "protocol_accepted", "protocol_accepted_alone"), "4"
    ),
    "protocol_refused": "4",
}
ALONE = (Why.AGREED, Why.OUTSIDE_OFFICE, Why.NOBODY_ANSWERED)
NOT_WORDS = {"told_maybe_twice", "draft_agreed_outside_office", "draft_agreed_nobody_answered"}
"""Sentences for a word together with the end of its detail."""
PUT_TOGETHER = {
    "act_": set(Verb),
    "drill_": {end.value for end in End},
    "verdict_": {feedback.name.lower() for feedback in Feedback},
    "protocol_": {State.PROPOSED, State.ACTIVE, versions.Answer.ACCEPTED, versions.Answer.REFUSED, "accepted_alone"},
}
"""What stands behind the beginning of a word that is put together in the code."""


def test_the_reason_stands_behind_the_sentence_in_the_persons_own_words() -> None:
    said = log_line("raised", "fatima", "", PROTOCOL, Lang.NL, "de krant belt")
    assert said == "Fatima el Amrani schaalt op naar de volgende stap. “de krant belt”"
    assert log_line("snoozed", "fatima", "straks", PROTOCOL, Lang.NL).endswith("sluimeren tot straks.")


@pytest.mark.parametrize("lang", Lang)
def test_every_answer_fits_under_a_button_press(lang: Lang) -> None:
    answers = [Answer(reply, who) for reply in Reply for who in ("", "joris", "weg", "lang")]
    texts = [answer_text(answer, NAMES, lang) for answer in answers]
    assert all(0 < len(text) <= LIMIT for text in texts)
    sayings = [saying(what, lang, name="Fatima") for what in Saying]
    golden(f"answers/{lang}.txt", "\n".join([*dict.fromkeys(t for t in texts if "xx" not in t), *sayings]))


def test_case_10_the_second_one_hears_who_was_first() -> None:
    assert answer_text(Answer(Reply.STALE, "joris"), NAMES, Lang.NL) == "Joris van Dam was u voor."
    assert answer_text(Answer(Reply.STALE, "joris"), NAMES, Lang.EN) == "Joris van Dam was first."


def test_case_59_a_stranger_hears_nothing_about_the_organisation() -> None:
    assert saying(Saying.STRANGER, Lang.NL) == "Hallo. Ik praat alleen met wie aan mij gekoppeld is."


@pytest.mark.parametrize("lang", Lang)
def test_every_log_word_has_its_sentence(lang: Lang) -> None:
    words = [what for what in WORDS if what not in NOT_WORDS]
    lines = [log_line(what, "fatima", DETAILS.get(what, ""), PROTOCOL, lang) for what in words]
    lines.append(log_line("told", "fatima", "telegram maybe_twice", PROTOCOL, lang))
    lines += [log_line("draft_agreed", "fatima", f"7 {why}", PROTOCOL, lang) for why in ALONE]
    lines += [log_line("act_failed", "", f"7 {failure}", PROTOCOL, lang) for failure in Failure]
    lines.append(log_line("told", "", "", PROTOCOL, lang))
    lines.append(log_line("undeliverable", "fatima", "iets anders", PROTOCOL, lang))
    lines.append(log_line("nieuw_woord", "weg", "x", PROTOCOL, lang))
    golden(f"log/{lang}.txt", "\n".join(lines))


def words_of(word: ast.expr) -> set[str]:
    """The words that this expression can become; of a variable nothing is known."""
    match word:
        case ast.Constant(str(known)):
            return {known}
        case ast.IfExp(_, one, other):
            return words_of(one) | words_of(other)
        case ast.JoinedStr([ast.Constant(str(begin)), _]):
            return {begin + end for end in PUT_TOGETHER[begin]}
    return set()


def test_no_word_is_written_to_the_log_without_a_sentence() -> None:
    root = Path(__file__).resolve().parents[3]
    written = set()
    for file in [*root.glob("rules/**/*.py"), *root.glob("bot/**/*.py")]:
        source = file.read_text("utf-8")
        if "Record(" not in source and ".house(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Record" and node.args:
                written |= words_of(node.args[0])
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("house", "_record", "_note"):
                words = [found for found in map(words_of, node.args) if found]
                written |= words[0] if words else set()
    assert {"opened", "act_hide", "protocol_active", "swap_asked", "drill_done"} <= written
    assert written <= WORDS.keys()


WHY = [
    ("piket", "on_duty", None, "Communicatiepiket, u hebt nu dienst."),
    ("", "on_duty", None, ""),
    ("location_manager", "location_manager", "beukenhof", "u bent manager van Beukenhof."),
    ("location_manager", "location_manager", None, "Locatiemanager."),
    ("piket", "nieuwe_reden", None, "Communicatiepiket."),
    ("", "nieuwe_reden", None, ""),
    ("", "told_anyway", None, "niemand heeft nu dienst, daarom hoort u het toch."),
]


@pytest.mark.parametrize(("role", "why", "location", "wanted"), WHY)
def test_why_you(role: str, why: str, location: str | None, wanted: str) -> None:
    assert why_you(role, why, location, PROTOCOL, Lang.NL) == wanted


def test_a_reason_that_is_no_news_has_no_words() -> None:
    assert why_again("on_duty", PROTOCOL, Lang.NL) == ""
