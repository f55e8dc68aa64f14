"""Problems as text, as JSON and as SARIF."""

from pathlib import Path

from rules.i18n import translator
from rules.protocol import kinds
from rules.protocol.model import NOWHERE, Place
from rules.protocol.problems import Kind, Severity, has_errors, phrase, worst_first
from rules.protocol.problems.machine import as_json, as_sarif
from rules.protocol.problems.text import as_text, sentence, where
from rules.protocol.read import read

BASE = (Path(__file__).parents[2] / "protocols" / "base.yaml").read_text(encoding="utf-8")
NL = translator("nl")
KIND = Kind("x", Severity.ERROR, "Er staat {a}.", "Dat doet {b}.", ("Bedoelde u {guess}?", "Kies {c}."))


def test_a_sentence_without_its_argument_is_not_said() -> None:
    assert KIND.at(a=1, c=("p", "q")).message(NL) == "Er staat 1. Kies p, q."
    assert KIND.at(a=phrase("niets"), guess="z").message(translator("en")) == "Er staat nothing. Did you mean z?"


def test_the_worst_comes_first() -> None:
    hint = kinds.EMPTY_KEY.at(Place("a", 1), key="k")
    late, early = kinds.TAB.at(Place("a", 9)), kinds.TAB.at(Place("a", 2))
    warning = kinds.TAB.at(Place("a", 1), severity=Severity.WARNING)
    assert worst_first([hint, late, warning, early]) == (early, late, warning, hint)
    assert has_errors([late])
    assert not has_errors([warning, hint])


def test_places_in_words() -> None:
    here = Place("a.yaml", 4, 2)
    twice = kinds.DUPLICATE_KEY.at(here, also=(Place("a.yaml", 2), Place("b.yaml", 7), NOWHERE), key="k")
    assert where(twice, NL) == "b.yaml regel 7 en a.yaml regel 2 en 4"
    assert where(kinds.NO_FILES.at(), NL) == ""
    assert sentence(kinds.NO_FILES.at(), NL) == "Er is geen protocol om te lezen. Begin met: seintje init."
    assert where(kinds.EMPTY_FILE.at(Place("a.yaml")), NL) == "a.yaml"


def test_nothing_wrong_is_nothing_said() -> None:
    assert as_text([], {}, "nl") == ""
    assert as_json([], "nl") == {"valid": True, "closing": "", "problems": []}


def test_warnings_alone_do_not_stop_a_version() -> None:
    text = as_text([kinds.CURLY_QUOTES.at(Place("a", 1, 1))], {"a": "x"}, "en")
    assert text.endswith("1 warning. This protocol can be used.\n")


def test_a_long_line_is_shown_around_the_place() -> None:
    line = "a" * 300 + "HIER" + "b" * 700
    shown = as_text([kinds.TAB.at(Place("p", 1, 301), width=4)], {"p": line}, "nl").splitlines()
    assert "…" in shown[1]
    assert len(shown[1]) < 130
    assert shown[1][shown[2].index("^") :].startswith("HIER")
    short = as_text([kinds.TAB.at(Place("p", 1, 1))], {"p": "a" * 105 + "b" * 400}, "nl").splitlines()[1]
    assert short.endswith("…")
    far = as_text([kinds.TAB.at(Place("p", 1, 2001))], {"p": "a" * 2010}, "nl").splitlines()
    assert far[1].split("| ")[1].startswith("…")


def test_the_caret_stands_under_wide_and_narrow_signs() -> None:
    shown = as_text([kinds.TAB.at(Place("p", 1, 4))], {"p": "⚪e\u0301x"}, "nl").splitlines()
    assert shown[2].index("^") - shown[1].index("⚪") == 3


def test_a_line_that_is_not_there_is_not_shown() -> None:
    assert "|" not in as_text([kinds.TAB.at(Place("p", 9, 1)), kinds.TAB.at(Place("q", 1, 1))], {"p": "x"}, "nl")


def test_no_escape_reaches_the_terminal_and_no_secret_the_screen() -> None:
    text = as_text([kinds.TAB.at(Place("p", 1, 0))], {"p": "\x1b[31m tel 0612345678"}, "nl")
    assert "\x1b" not in text
    assert "12345678" not in text


def test_json_and_sarif() -> None:
    reading = read({"p.yaml": BASE, "q.yaml": "topics: {abuse: {words: [x]}}\n"})
    [one] = [entry for entry in as_json(reading.problems, "en")["problems"] if entry["code"] == "duplicate-key"]
    assert (one["severity"], one["file"], one["also"][0]["file"]) == ("error", "q.yaml", "p.yaml")
    assert one["message"] == f"{one['what']} {one['effect']} {one['remedy']}"
    assert as_json(reading.problems, "nl")["closing"] == "De vorige versie blijft actief."
    run = as_sarif(reading.problems, "nl", "1.0")["runs"][0]
    assert run["tool"]["driver"]["version"] == "1.0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == sorted({p.code for p in reading.problems})
    first = run["results"][0]
    assert first["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
    assert first["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "p.yaml"


def test_sarif_of_a_file_and_of_nothing_at_all() -> None:
    results = as_sarif([kinds.EMPTY_FILE.at(Place("a.yaml")), kinds.NO_FILES.at()], "nl")["runs"][0]["results"]
    assert [len(result["locations"]) for result in results] == [0, 1] or [len(r["locations"]) for r in results] == [
        1,
        0,
    ]
    assert all("region" not in one["physicalLocation"] for result in results for one in result["locations"])
