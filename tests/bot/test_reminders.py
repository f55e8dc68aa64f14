"""Whoever comes on duty hears so beforehand, as the protocol's hand-over asks, and once."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.bot.office import Office
from tests.bot.protocol import CARE

Build = Callable[..., Office]
FRIDAY = datetime(2026, 3, 6, 7, 0, tzinfo=UTC)
"""Friday 08:00 in Amsterdam; duty passes from Karin to Joost on Monday at 09:00."""
SUNDAY = datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def reminding(span: str, more: str = "") -> str:
    return CARE.replace("    backup: lead\n", f"    backup: lead\n    handover: {{remind: {span}}}\n{more}")


def reminded(care: Office, person: str) -> list[str]:
    return [m.text for m in care.phone(person).messages if "Uw dienst begint" in m.text]


def test_a_day_before_the_next_person_is_reminded_silently_on_a_sunday_and_only_once(office: Build) -> None:
    care = office(reminding("1 day"), at=SUNDAY)
    assert not reminded(care, "joost")
    care.forward(hours=2)
    assert reminded(care, "joost") == [
        "🗓 Uw dienst begint ma 9-3 09:00 (Piket). Kunt u dan niet? Vraag met /ruil een collega.\n"
        "U neemt over van Karin Postma; de lopende zaken krijgt u dan hier."
    ]
    assert care.phone("joost").last.silent
    assert not reminded(care, "karin")
    care.forward(hours=30)
    assert len(reminded(care, "joost")) == 1


def test_in_office_hours_the_reminder_rings(office: Build) -> None:
    care = office(reminding("1 workday"), at=FRIDAY)
    care.forward(hours=1)
    assert len(reminded(care, "joost")) == 1
    assert not care.phone("joost").last.silent


def test_without_a_wish_nobody_is_reminded(office: Build) -> None:
    care = office(CARE, at=SUNDAY)
    care.forward(hours=20)
    assert not reminded(care, "joost")


def test_after_a_swap_the_one_who_really_comes_is_reminded(office: Build) -> None:
    three = reminding("1 day").replace("rotation: [karin, joost]", "rotation: [joost, sanne, karin]")
    care = office(three, at=FRIDAY)
    care.phone("joost").writes("/ruil Sanne")
    care.phone("sanne").presses("Akkoord")
    care.forward(days=2, hours=2)
    assert reminded(care, "sanne")
    assert not reminded(care, "joost")


def test_in_english(office: Build) -> None:
    care = office(reminding("1 day").replace("{name: Joost Verhaar,", "{name: Joost Verhaar, lang: en,"), at=SUNDAY)
    care.forward(hours=2)
    assert "Your duty begins" in care.phone("joost").last.text
