"""After a press every copy on every phone shows who has it, within a second of the clock: also when chats were just written to.

What our own work costs is measured on a real clock by ``python -m tests.bench copies``.
"""

from datetime import datetime, timedelta

import pytest

from bot.demo.telegram import Shown
from bot.store import people
from tests.bot.office import Office, Phone
from tests.bot.protocol import CARE
from tests.bot.test_way_of_a_mention import NEGLECT

THREAT = "Ik weet je te vinden, directeur van Zorg Proef!"
TAKE = "Ik pak dit op"
SECOND = timedelta(seconds=1)


def told(care: Office) -> list[Phone]:
    return [phone for phone in care.phones.values() if phone.messages]


def changed_at(message: Shown) -> datetime:
    assert message.edited_at is not None, message.text
    return message.edited_at


@pytest.mark.parametrize("text", [NEGLECT, THREAT])
@pytest.mark.parametrize("read_for", [0.0, 0.4, 30.0])
def test_every_copy_shows_within_a_second_who_has_it(office, text: str, read_for: float) -> None:
    care: Office = office(CARE)
    care.says(text)
    care.forward(seconds=read_for)
    phones = told(care)
    assert len(phones) >= 3
    at, first = care.clock.now(), phones[0]
    care.telegram.press(first.number, first.last.id, TAKE)
    care.forward(seconds=5)
    late = {phone.person: changed_at(phone.last) - at for phone in phones if changed_at(phone.last) - at > SECOND}
    assert not late
    for phone in phones[1:]:
        assert phone.last.text.splitlines()[0].startswith("✅"), phone.last.text


def test_a_copy_by_mail_hears_it_too(office) -> None:
    care: Office = office(CARE, mail=True)
    care.store.write(lambda tx: [people.unpair(tx, person) for person in care.phones if person != "sanne"])
    care.says(NEGLECT)
    care.forward(minutes=40)  # the chain comes by people who only read mail
    before = len(care.mail.got)
    care.phone("sanne").presses(TAKE)
    care.forward(seconds=2)
    fresh = care.mail.got[before:]
    assert {mail.to for mail in fresh} == {mail.to for mail in care.mail.got[:before]}
    assert all("Sanne" in mail.text for mail in fresh)
