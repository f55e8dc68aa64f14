"""Whose account it is that wrote or pressed, in which language they read, and what is done when they leave."""

from bot.desk.alarms import alarm
from bot.desk.casework import Desk
from bot.inbox.replies import Replies
from bot.ports import TELEGRAM
from bot.store import Tx, people
from rules.explain.alarms import Alarm
from rules.i18n import Lang


class Accounts:
    """The people of the protocol in force, by their accounts."""

    def __init__(self, desk: Desk, replies: Replies) -> None:
        self.desk = desk
        self.replies = replies

    def person(self, tx: Tx, user_id: int) -> str | None:
        """Whose account this is, if the protocol in force still knows them."""
        known = {c.user_id: c.person for c in people.contacts(tx) if c.notifier == TELEGRAM}
        person = known.get(str(user_id))
        return person if person in self.desk.rules.protocol.people else None

    def lang(self, person: str) -> Lang:
        """The language they read."""
        return Lang(self.desk.rules.protocol.people[person].lang)

    def chat(self, tx: Tx, person: str) -> str:
        """Their own chat with the bot."""
        return next(c.address for c in people.contacts(tx) if c.person == person and c.notifier == TELEGRAM)

    def left(self, tx: Tx, address: str) -> None:
        """Somebody blocked the bot: whoever manages the protocol hears so."""
        now = self.desk.clock.now()
        for contact in people.contacts(tx):
            mine = contact.notifier == TELEGRAM and contact.address == address
            if mine and people.unreachable(tx, contact.person, TELEGRAM, "blocked", now):
                self.replies.house(tx, "unreachable", contact.person)
                name = self.replies.names().get(contact.person, contact.person)
                key = f"{contact.person}:{TELEGRAM}:{now.isoformat()}"
                values = {"name": name, "person": contact.person, "notifier": TELEGRAM}
                alarm(tx, self.desk, Alarm.UNREACHABLE, key, now, **values)
