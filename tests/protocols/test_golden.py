"""Every bad file with the message its writer gets, in both languages. The messages are there to be read."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from rules.i18n import Lang, translator
from rules.protocol import kinds
from rules.protocol.problems import Kind, has_errors
from rules.protocol.problems.text import as_text
from rules.protocol.read import Reading, read

HERE = Path(__file__).parent
BASE = (HERE / "base.yaml").read_bytes()
BAD = sorted((HERE / "bad").glob("*.yaml"))


@cache
def reading(path: Path) -> Reading:
    """A bad file beside a good one, as in a folder; one whose name begins with ``whole`` by itself."""
    beside = {} if path.stem.startswith("whole") else {"base.yaml": BASE}
    return read({**beside, path.name: path.read_bytes()})


def test_the_file_beside_which_the_bad_ones_lie_is_good() -> None:
    assert read({"base.yaml": BASE}).problems == ()


def test_there_are_at_least_sixty_bad_files() -> None:
    assert len(BAD) >= 60


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_message(path: Path, golden: Callable[[Path, str], None]) -> None:
    found = reading(path)
    assert found.problems, "this file is not bad at all"
    assert (found.protocol is None) == has_errors(found.problems), "a protocol is never half read"
    for lang in Lang:
        golden(HERE / "golden" / f"{path.stem}.{lang}.txt", as_text(found.problems, found.texts, lang))


def test_every_kind_of_problem_has_a_bad_file() -> None:
    told = {problem.code for path in BAD for problem in reading(path).problems}
    known = {kind.code for kind in vars(kinds).values() if isinstance(kind, Kind)}
    elsewhere = {
        "no-files",
        "too-large",
        "too-many-values",
        "line-too-long",
        "too-many-files",
        "too-many-patterns",
        "not-utf8",
        "control-character",
        "too-long",
    }
    assert known - told - elsewhere == set()
    assert not elsewhere & told


def test_the_codes_are_all_different() -> None:
    codes = [kind.code for kind in vars(kinds).values() if isinstance(kind, Kind)]
    assert len(codes) == len(set(codes))


def test_every_sentence_is_in_english_too() -> None:
    english = translator("en")
    for kind in vars(kinds).values():
        if isinstance(kind, Kind):
            for text in filter(None, (kind.what, kind.effect, *kind.remedies)):
                assert english.gettext(text) != text, text
