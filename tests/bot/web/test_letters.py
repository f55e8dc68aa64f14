"""The page of how it is names ways that fail and messages that did not arrive, until somebody has seen them."""

from datetime import timedelta

from bot.store.dead import DeadLetter
from bot.web.desk_port import StatusView, WayLine
from tests.bot.web.conftest import Browser
from tests.fakes.office import NOW


def test_ways_and_letters_are_named_and_a_press_ticks_one_off(sanne: Browser) -> None:
    sanne.office.view = StatusView(
        "P",
        "1",
        failed=2,
        ways=[WayLine("telegram", NOW - timedelta(minutes=20), "token")],
        dead=[
            DeadLetter(7, NOW - timedelta(hours=1), "karin", "telegram", 41, "refused", True),
            DeadLetter(8, NOW, "", "email", None, "something_new", False),
        ],
    )
    page = sanne.see("/status")
    assert "3 punten vragen aandacht" in page  # no source either
    assert "Telegram hierlangs komt niets aan sinds 13:45" in page
    assert "Karin Postma Telegram · 13:05 · Zaak 41 Telegram weigerde het bericht" in page
    assert "something_new" in page
    page = sanne.send("/status/seen/7")
    assert sanne.office.done == [("seen", 7, "sanne")]
    assert "Zaak 41" not in page and "Niet aangekomen" in page


def test_in_english_and_with_a_number_that_makes_no_sense(sanne: Browser) -> None:
    sanne.office.view = StatusView("P", "1", dead=[DeadLetter(7, NOW, "karin", "telegram", None, "", False)])
    assert "Did not arrive" in sanne.see("/status?lang=en")
    sanne.send("/status/seen/0", 404)
    assert sanne.office.done == []
