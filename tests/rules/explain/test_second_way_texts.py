"""What is said when ways to reach people fail: alarms to the manager, and the digest after an outage."""

from dataclasses import replace

import pytest

from rules.case.model import State
from rules.explain.alarms import Alarm, alarm_text
from rules.explain.digest import digest
from rules.explain.ways import notifier_name
from rules.i18n import Lang
from tests.rules.explain.world import DISCREET, NOW, OPEN, PROTOCOL

VALUES = {"notifier": "email", "name": "Sanne de Wit", "person": "sanne", "chat": "-100", "role": "Webcare"}


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("what", Alarm)
def test_an_alarm_says_what_is_wrong_and_what_to_do_and_fits_a_lock_screen(what: Alarm, lang: Lang) -> None:
    text = alarm_text(what, lang, **VALUES)
    assert "{" not in text
    assert len(text.splitlines()[0]) <= 90
    assert len(text.split("\n\n")) == 2


def test_an_alarm_names_the_way_as_people_call_it() -> None:
    assert alarm_text(Alarm.TOKEN, Lang.NL, notifier="email").startswith("🔴 E-mail weigert")
    assert "via Telegram" in alarm_text(Alarm.UNREACHABLE, Lang.NL, **{**VALUES, "notifier": "telegram"})
    assert alarm_text(Alarm.LEFT_OUT, Lang.EN, role="Webcare").startswith("🔴 The bot was removed from the group")
    assert notifier_name("postduif", Lang.NL) == "postduif"


def test_a_digest_shows_what_runs_most_serious_first_and_a_button_for_what_is_nobodys() -> None:
    cases = [
        OPEN,
        replace(OPEN, id=13, level="crisis", level_number=4, turn=2),
        replace(OPEN, id=14, state=State.ACKNOWLEDGED, assignee="fatima"),
        replace(OPEN, id=15, state=State.RESOLVED),
        replace(OPEN, id=16, state=State.SNOOZED, assignee=None),
    ]
    text, buttons = digest(cases, PROTOCOL, Lang.NL, NOW, link="https://seintje.test/")
    assert text.plain.splitlines() == [
        "📬 Dit bleef liggen: seintjes konden u een tijd niet bereiken",
        "Lopende zaken: 4. Nog van niemand: 2.",
        "",
        "#13 🔴 Crisis · Mishandeling of verwaarlozing · Beukenhof · al 15 min open",
        "#12 🟠 Ernstig · Mishandeling of verwaarlozing · Beukenhof · al 15 min open",
        "#14 🟠 Ernstig · Mishandeling of verwaarlozing · Beukenhof · ✅ Fatima heeft dit",
        "#16 🟠 Ernstig · Mishandeling of verwaarlozing · Beukenhof · ✅ Een collega heeft dit",
        "",
        "Alle zaken bekijken: https://seintje.test/",
    ]
    assert buttons == ((("Pak #13 op", 13, 2), ("Pak #12 op", 12, OPEN.turn)),)


def test_a_discreet_digest_names_neither_subject_nor_colleague() -> None:
    cases = [OPEN, replace(OPEN, id=14, state=State.ACKNOWLEDGED, assignee="fatima")]
    text, _ = digest(cases, DISCREET, Lang.NL, NOW)
    assert text.plain.splitlines()[3:] == [
        "#12 🟠 Ernstig · al 15 min open",
        "#14 🟠 Ernstig · ✅ Een collega heeft dit",
    ]


def test_a_long_digest_says_how_many_more_there_are() -> None:
    cases = [replace(OPEN, id=number) for number in range(1, 41)]
    text, buttons = digest(cases, PROTOCOL, Lang.EN, NOW)
    assert text.plain.splitlines()[-1] == "… and 10 more."
    assert sum(len(row) for row in buttons) == 20
