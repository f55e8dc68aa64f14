"""Who can be reached now, and how."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.ports import TELEGRAM
from bot.rulebook import Rules
from bot.store import Tx, duty, lines, people
from bot.ways import OnlyTelegram, Reach, Way, for_reading
from rules.duty.staffing import Staffing


@dataclass(frozen=True, slots=True)
class Team:
    """Who can be reached, and where, at this moment. ``ways``: of each person in the order in which they are tried."""

    staffing: Staffing
    addresses: dict[tuple[str, str], str]
    ways: Mapping[str, tuple[Way, ...]] = field(default_factory=dict)

    def address(self, person: str) -> str | None:
        """The person's own Telegram chat; None when they are not paired."""
        return self.addresses.get((person, TELEGRAM))

    def first(self, person: str, *, loud: bool = True) -> Way | None:
        """The way to try first; a phone that takes nothing any more only when there is no other. None: there is no way.

        What is not loud goes by what lies and waits rather than by a text message or a call.
        """
        known = self.ways.get(person, ())
        if not loud:
            known = tuple(sorted(known, key=lambda way: (way.notifier != TELEGRAM and way.prompt, way.calls)))
        address = self.address(person)
        return known[0] if known else Way(TELEGRAM, address) if address is not None else None

    def reads(self, person: str) -> Way | None:
        """The way for what is to be read and can wait: the phone, also one that took nothing lately, else mail."""
        address = self.address(person)
        found = for_reading(self.ways.get(person, ()))
        return found or (Way(TELEGRAM, address) if address is not None else None)

    def call(self, person: str) -> Way | None:
        """The voice that rings this person."""
        return next((way for way in self.ways.get(person, ()) if way.calls), None)


def team(tx: Tx, rules: Rules, reach: Reach | None = None, now: datetime | None = None) -> Team:
    """The team as the store knows it now: who is paired, which addresses still take something, who swapped with whom.

    Whoever is only reached by what lies and waits (mail) counts as unreachable while others are reached at once: the
    stand-in steps in, and nobody sleeps through a mail.
    """
    reach = reach or OnlyTelegram()
    found = people.contacts(tx)
    paired = {c.person: c for c in found if c.notifier == TELEGRAM and c.unreachable_since is None}
    dead = lines.dead_addresses(tx)
    ways: dict[str, tuple[Way, ...]] = {}
    for person in rules.protocol.people.values():
        phone = [Way(TELEGRAM, paired[person.id].address)] if reach.telegram and person.id in paired else []
        other = [way for way in reach.ways(person) if (person.id, way.notifier, way.fingerprint) not in dead]
        ways[person.id] = (*phone, *other)
    prompt = {person for person, known in ways.items() if any(way.prompt for way in known)}
    reachable = prompt or {person for person, known in ways.items() if known}
    unreachable = frozenset(p for p in rules.protocol.people if p not in reachable)
    letters = frozenset(p for p in unreachable if for_reading(ways[p]) is not None)
    staffing = Staffing(duty.swapped(tx, now), unreachable, letters)
    return Team(staffing, {(c.person, c.notifier): c.address for c in found}, ways)
