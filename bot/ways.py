"""By which ways a colleague can be reached beside their paired phone: what protocol and settings say together.

The protocol names secrets (``mail: secret:MAIL_SANNE``), the settings hold their values and the servers. A way carries
the name and never the address, so that neither the database nor a log knows anybody's mailbox or number.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Protocol

from rules.protocol.model import Person

TELEGRAM = "telegram"
"""The name of the first way to a person, as notifiers and addresses are known by."""
OWN = "own:"
"""Before a person's id: the service of their own in the settings."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach somebody. ``fingerprint`` changes with the address behind it; ``prompt``: it rings at once."""

    notifier: str
    address: str
    fingerprint: str = ""
    prompt: bool = True
    calls: bool = False
    """A voice that rings: only for steps that ask for a call."""


READ = ("telegram", "email", "apprise")
"""The ways for what is long and can wait, the first that somebody has: nobody reads a report in a text message."""


def for_reading(ways: Sequence[Way]) -> Way | None:
    """By which way somebody gets what is to be read; None when they have only ways that ring."""
    fitting = [way for way in ways if way.notifier in READ and not way.calls]
    return min(fitting, key=lambda way: READ.index(way.notifier), default=None)


class Reach(Protocol):
    """Who can be reached how."""

    @property
    def telegram(self) -> bool:
        """Whether the bot is there at all."""

    def ways(self, person: Person) -> Sequence[Way]:
        """The ways beside Telegram, in the order in which they are tried."""


class OnlyTelegram:
    """Nobody is reached any other way."""

    telegram = True

    def ways(self, person: Person) -> Sequence[Way]:
        """None."""
        return ()


Reveal = Callable[[str], str | None]
"""The value behind the name of a secret of the protocol; None when nobody gave it."""


@dataclass(frozen=True, slots=True)
class Book:
    """The ways by protocol and settings. ``own``: whom the settings give a service of their own.

    In the order of the protocol's keys: mail, then phone; what reaches somebody at once goes before what lies and waits.
    """

    reveal: Reveal
    telegram: bool = True
    email: bool = False
    sms: bool = False
    voice: bool = False
    own: Reveal = lambda person: None

    def ways(self, person: Person) -> Sequence[Way]:
        """The ways of ``person`` whose address is known."""
        found = [
            self._way("apprise", OWN + person.id, self.own(person.id)),
            self._named("sms", person.phone.name if person.phone else "", wanted=self.sms),
            self._named("email", person.mail.name if person.mail else "", wanted=self.email, prompt=False),
            self._named("voice", person.phone.name if person.phone else "", wanted=self.voice, calls=True),
        ]
        return [way for way in found if way is not None]

    def _named(self, notifier: str, name: str, *, wanted: bool, prompt: bool = True, calls: bool = False) -> Way | None:
        return self._way(notifier, name, self.reveal(name), prompt=prompt, calls=calls) if name and wanted else None

    def _way(
        self, notifier: str, name: str, value: str | None, *, prompt: bool = True, calls: bool = False
    ) -> Way | None:
        if not value:
            return None
        return Way(notifier, name, hashlib.sha256(value.encode()).hexdigest()[:16], prompt=prompt, calls=calls)


def services_installed() -> bool:
    """Whether the extra for SMS, voice and services of one's own is there. Imports nothing."""
    return find_spec("apprise") is not None
