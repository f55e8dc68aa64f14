"""Whatever can be pressed is explained, under the label it has."""

import re
from pathlib import Path

from rules.case.deeds import Ask
from rules.case.model import Action
from rules.explain import catalogue
from rules.explain.catalogue import chapters
from rules.explain.notices.buttons import LABELS
from rules.i18n import Lang, translator

ROOT = Path(catalogue.__file__).parent
LABELLED = re.compile(r'(?:_button|CardButton|NoticeButton)\(\s*(?:n\.say\(|self\.say\()?N_\(\s*"([^"]+)"')
DRAWN = ("acting/buttons.py", "notices/buttons.py", "notices/picking.py")


def explained() -> set[str]:
    return {entry.label for chapter in chapters() for entry in chapter.entries}


def test_every_button_with_a_label_of_its_own_is_explained() -> None:
    assert set(LABELS.values()) <= explained()


def test_every_label_that_is_drawn_is_explained() -> None:
    drawn = {label for name in DRAWN for label in LABELLED.findall((ROOT / name).read_text(encoding="utf-8"))}
    assert len(drawn) >= 20
    assert drawn - {"Zaak {number}", "Waarom?", "Tekst tonen"} <= explained()


def test_every_deed_without_a_label_is_a_step_of_another() -> None:
    parts = {Action.SNOOZE, Action.RAISE, Action.HAND, Action.MERGE, Action.SPLIT}
    steps = {Ask.ABOUT, Ask.GATHER_PAGE, Ask.PART, Ask.NOT_YET, Ask.SHOW}
    assert {*Action, *Ask} - set(LABELS) == parts | steps


def test_it_reads_in_both_languages_and_no_button_is_explained_twice() -> None:
    said = translator(Lang.EN).gettext
    for chapter in chapters():
        assert said(chapter.title) != chapter.title
        labels = [entry.label for entry in chapter.entries]
        assert len(labels) == len(set(labels))
        assert all(said(entry.about) != entry.about for entry in chapter.entries)
