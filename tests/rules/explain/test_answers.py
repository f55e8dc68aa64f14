"""Answers and log lines: every fixed word has a sentence in both languages."""

import ast
from pathlib import Path

import pytest

from rules.case.model import Answer, Reply
from rules.explain.answers import LIMIT, Saying, answer_text, saying
from rules.explain.casebook import WORDS, log_line
from rules.explain.why import why_again, why_you
from rules.i18n import Lang
from tests.golden import golden
from tests.rules.explain.world import PROTOCOL

NAMES = {"joris": "Joris van Dam", "lang": "x" * 300}
DETAILS = {
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
}


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
    lines = [log_line(what, "fatima", DETAILS.get(what, ""), PROTOCOL, lang) for what in WORDS if "_twice" not in what]
    lines.append(log_line("told", "fatima", "telegram maybe_twice", PROTOCOL, lang))
    lines.append(log_line("told", "", "", PROTOCOL, lang))
    lines.append(log_line("undeliverable", "fatima", "iets anders", PROTOCOL, lang))
    lines.append(log_line("nieuw_woord", "weg", "x", PROTOCOL, lang))
    golden(f"log/{lang}.txt", "\n".join(lines))


def test_no_word_is_written_to_the_log_without_a_sentence() -> None:
    root = Path(__file__).resolve().parents[3]
    written = set()
    for file in [*root.glob("rules/**/*.py"), *root.glob("bot/**/*.py")]:
        source = file.read_text("utf-8")
        if "Record(" not in source and ".house(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Record" and node.args:
                word = node.args[0]
                if isinstance(word, ast.Constant):
                    written.add(word.value)
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "house":
                words = [a.value for a in node.args if isinstance(a, ast.Constant)]
                written.update(words[:1])
    assert written
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
