"""Every check says what its golden files say, in Dutch and English, and says nothing about the good one."""

import pytest

from rules.i18n import Lang
from rules.lint import CHECKS
from tests.rules.lint.golden import FOLDER, check_of, found, names, shown

READ_BACK = {"reachability", "days-off"}
"""What a good file is told as well: not problems, but what the protocol comes down to."""


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("lang", Lang)
def test_a_bad_file_is_told_so(name: str, lang: Lang):
    assert shown(found(name, "bad"), lang) == (FOLDER / name / f"bad.{lang}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", names())
def test_a_good_file_is_left_alone(name: str):
    assert {problem.code for problem in found(name, "good")} <= READ_BACK
    assert {problem.code for problem in found(name, "bad")}


def test_every_check_has_golden_files():
    assert {check_of(name).__name__ for name in names()} == {check.__name__ for check in CHECKS}
