"""What is sent to whoever asks why, or what was said; and a case as one line of a list."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.telegram import markup
from rules.case.model import Case, State
from rules.explain.cards import Rung, Shown, said_text, why_text
from rules.explain.lists import case_line
from rules.i18n import Lang
from rules.judge.verdict import Effect, Reason, Verdict
from rules.mention import Author, Kind, Mention, Via
from rules.protocol.model import LastResort, Level, Span, Step
from rules.text.values import Evidence, Sentiment, Tone
from tests.rules.explain.world import DISCREET, NOW, OPEN, PROTOCOL, RESOLVED, TAKEN

TEXT = "Mijn moeder ligt al uren in haar eigen plas"
SAID = Mention(
    id="m1",
    platform="facebook_page",
    kind=Kind.COMMENT,
    text=TEXT,
    posted_at=NOW - timedelta(minutes=15),
    author=Author("jan"),
    via=Via.OWN_PAGE,
)
JUDGED = Verdict(
    True,
    "serious",
    3,
    Sentiment(Tone.NEGATIVE),
    reasons=(
        Reason(
            "r", Effect.FLOOR, "serious", (Evidence(TEXT.index("eigen"), len(TEXT), "eigen plas"),), "Verwaarlozing"
        ),
    ),
)
CHAIN = (Step(Span(timedelta(0)), ("piket",)), Step(Span(timedelta(minutes=15)), ("board",)))


def test_why_gives_the_rule_its_words_and_the_route_but_not_the_text() -> None:
    case = replace(OPEN, chain=CHAIN, step=1)
    rung = [Rung(NOW - timedelta(minutes=15), "fatima", loud=True), Rung(NOW, "karin", loud=False)]
    levels = {"routine": Level("routine", 1, "Dagelijks"), **PROTOCOL.levels}
    whole = replace(PROTOCOL, levels=levels)
    text = why_text(case, (SAID, JUDGED), rung, NOW + timedelta(minutes=5), whole, Lang.NL, NOW)
    assert "Verwaarlozing" in text.plain and "eigen plas" in text.plain and "Mijn moeder" not in text.plain
    assert "Fatima el Amrani (hard)" in text.plain and "Karin Postma (stil)" in text.plain
    assert "Pakt niemand dit op, dan volgt om" in text.plain
    assert markup.parse(text.html)[0] == text.plain


def test_why_of_what_could_not_be_judged_and_of_the_last_resort() -> None:
    last = replace(OPEN, chain=CHAIN, step=2, last_resort=LastResort(("board",), timedelta(minutes=15)))
    for case in (last, replace(last, last_resort=None)):
        text = why_text(case, None, [], NOW, PROTOCOL, Lang.NL, NOW).plain
        assert "kon niet beoordeeld worden" in text and "dan volgt om" in text
    assert "dan volgt" not in why_text(TAKEN, None, [], NOW, PROTOCOL, Lang.EN, NOW).plain


@pytest.mark.parametrize("hide", [True, False])
def test_what_was_said_with_and_without_names(hide: bool) -> None:
    shown = [
        Shown("bel mevrouw Jansen op 06-12345678", ("Jan Jansen",), "x", NOW),
        Shown("ook erg", ("Piet",), "facebook_page", NOW, deleted=True),
    ]
    case = replace(OPEN, mentions=5)
    text = said_text(case, shown, hide=hide, protocol=PROTOCOL, lang=Lang.NL, now=NOW).plain
    assert ("06-12345678" in text) is not hide and ("Jan Jansen" in text) is not hide
    assert "daar intussen verwijderd" in text and "… en nog 3." in text
    all_of_it = said_text(replace(case, mentions=2), shown, hide=hide, protocol=PROTOCOL, lang=Lang.NL, now=NOW).plain
    assert "en nog" not in all_of_it


LINES: list[tuple[Case, str]] = [
    (OPEN, "nog niemand, 15 min"),
    (TAKEN, "bij Fatima"),
    (RESOLVED, "afgerond"),
    (replace(TAKEN, state=State.SNOOZED, snoozed_until=NOW + timedelta(hours=2)), "sluimert bij Fatima tot 04:03"),
    (replace(TAKEN, assignee=None), "bij een collega"),
]


@pytest.mark.parametrize(("case", "ending"), LINES)
def test_a_case_as_one_line(case: Case, ending: str) -> None:
    line = case_line(case, PROTOCOL, Lang.NL, NOW)
    assert line.startswith("12 · 🟠 Ernstig · Mishandeling of verwaarlozing · Beukenhof · ") and line.endswith(ending)
    assert "Mishandeling" not in case_line(case, DISCREET, Lang.NL, NOW)
