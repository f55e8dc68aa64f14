"""The colleagues of an unwatched demo, who do what people do: take a case, write what they did, ask for a second pair of
eyes, let a case rest, and finish it when it has been quiet for a while.

They see what is on their own phone and press what is there; nothing is known to them that a person would not know.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.demo.telegram import PretendTelegram, Shown

TAKE, FINISH = "Ik pak dit op", "Afgerond"
NOTE, SNOOZE, HOUR = "Notitie", "Sluimer…", "1 uur"
HIDE, PROPOSE, DO, AGREE = "Verberg", "Leg voor", "Doe het", "Akkoord"
SAID = "Met de locatie gebeld. De woordvoerder maakt een verklaring."
ATTENTION = "🟡"
LOOKED_AT = 30
"""The newest messages of a phone; nobody scrolls further back."""

AFTER: Mapping[str, timedelta] = {
    TAKE: timedelta(minutes=4),
    NOTE: timedelta(minutes=6),
    HIDE: timedelta(minutes=8),
    PROPOSE: timedelta(minutes=1),
    DO: timedelta(minutes=1),
    AGREE: timedelta(minutes=3),
    SNOOZE: timedelta(minutes=12),
    HOUR: timedelta(seconds=20),
    FINISH: timedelta(hours=2),
}
"""How long after the message last changed somebody does this."""
BOARD = timedelta(minutes=15)
"""Whoever is only informed waits this long for the others."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody is going to do: press this label under this message, or write a note in reply to it."""

    at: datetime
    person: str
    number: int
    message: Shown
    label: str


@dataclass(slots=True)
class Colleagues:
    """Everybody with a phone, as ``numbers`` has them by person."""

    telegram: PretendTelegram
    numbers: Mapping[str, int]
    rested: bool = False
    """One case is put aside for an hour, to show it."""
    _did: dict[tuple[int, int, str], int] = field(default_factory=dict)
    """How often somebody did something under a message, by chat, message and label."""
    _since: dict[tuple[int, int], tuple[tuple[str, ...], datetime]] = field(default_factory=dict)
    """Since when these buttons stand under a message: a text that grows is no reason to begin again."""

    def next_at(self) -> datetime | None:
        """When somebody does something."""
        return min((wish.at for wish in self._wishes()), default=None)

    def act(self, now: datetime) -> bool:
        """Do the first thing that is due; whether there was one."""
        wish = min((w for w in self._wishes() if w.at <= now), key=lambda w: (w.at, w.number), default=None)
        if wish is None:
            return False
        key = (wish.number, wish.message.id, wish.label)
        self._did[key] = self._did.get(key, 0) + 1
        self.rested = self.rested or wish.label == HOUR
        if wish.label == NOTE:
            self.telegram.say(wish.number, SAID, reply_to=wish.message.id)
        else:
            self.telegram.press(wish.number, wish.message.id, wish.label)
        return True

    def _wishes(self) -> Iterator[Wish]:
        for person, number in self.numbers.items():
            for message in self.telegram.chats[number].messages[-LOOKED_AT:]:
                if message.labels and message.sender.is_bot and (label := self._wanted(number, message)):
                    yield Wish(
                        self._from(number, message, label) + self._wait(message, label), person, number, message, label
                    )

    def _wanted(self, number: int, message: Shown) -> str:
        """The next thing to do under a message; empty when there is nothing."""
        labels = message.labels
        for label in (TAKE, PROPOSE, DO, AGREE, HOUR):
            if label in labels:
                return label if self._times(number, message, label) < self._may(label) else ""
        if FINISH not in labels:
            return ""
        taken = self._times(number, message, TAKE)
        if self._times(number, message, NOTE) < max(taken, 1):
            return NOTE
        if HIDE in labels and not self._times(number, message, HIDE):
            return HIDE
        if (
            not self.rested
            and SNOOZE in labels
            and ATTENTION in message.text
            and not self._times(number, message, SNOOZE)
        ):
            return SNOOZE
        return FINISH

    @staticmethod
    def _may(label: str) -> int:
        return 20 if label == TAKE else 1

    def _times(self, number: int, message: Shown, label: str) -> int:
        return self._did.get((number, message.id, label), 0)

    def _from(self, number: int, message: Shown, label: str) -> datetime:
        """From when is counted: a case is finished after a quiet while, everything else once its button stands there."""
        drawn = message.edited_at or message.at
        if label == FINISH:
            return drawn
        known = self._since.get((number, message.id))
        if known is None or known[0] != message.labels:
            known = self._since[number, message.id] = message.labels, drawn
        return known[1]

    @staticmethod
    def _wait(message: Shown, label: str) -> timedelta:
        return BOARD if label == TAKE and "Niet voor mij" not in message.labels else AFTER[label]
