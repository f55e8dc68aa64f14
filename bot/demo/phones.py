"""The pretend phones as the demo's page shows them: a window on the pretend Telegram, nothing of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.demo.telegram import PretendTelegram, Shown
from bot.web.phones_port import PhoneButton, PhoneMessage, PhoneView
from rules.protocol.model import Protocol

FIRST_NUMBER = 101
SHOWN = 30
"""The newest messages of a phone; older ones scroll away."""


@dataclass(slots=True)
class DemoPhones:
    """``bot.web.phones_port.Phones`` on a pretend Telegram. Everybody of the protocol has a phone."""

    telegram: PretendTelegram
    protocol: Protocol
    numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, person in enumerate(self.protocol.people.values(), start=FIRST_NUMBER):
            self.telegram.person(number, person.name)
            self.numbers[person.id] = number

    async def phones(self) -> Sequence[PhoneView]:
        """Every phone; those with messages first."""
        views = [self._view(person) for person in self.numbers]
        return sorted(views, key=lambda view: not view.messages)

    async def press(self, person: str, message_id: str, button: int) -> bool:
        """Press a button: the update waits at the pretend Telegram as a real one would."""
        number = self.numbers.get(person)
        message = self._find(number, message_id)
        if number is None or message is None:
            return False
        labels = message.labels
        if not 0 <= button < len(labels):
            return False
        self.telegram.press(number, message.id, labels[button])
        return True

    async def say(self, person: str, text: str, reply_to: str | None) -> bool:
        """Type something."""
        number = self.numbers.get(person)
        message = self._find(number, reply_to) if reply_to else None
        if number is None or (reply_to and message is None):
            return False
        self.telegram.say(number, text, reply_to=message.id if message else None)
        return True

    async def picture(self, person: str, message_id: str) -> bytes | None:
        """The picture of a message on this phone; None when there is none."""
        message = self._find(self.numbers.get(person), message_id)
        return message.photo or None if message is not None else None

    def _find(self, number: int | None, message_id: str | None) -> Shown | None:
        if number is None or message_id is None or not message_id.isdigit():
            return None
        return self.telegram.chats[number].find(int(message_id))

    def _view(self, person: str) -> PhoneView:
        number = self.numbers[person]
        messages = self.telegram.chats[number].messages[-SHOWN:]
        said = [a for a in self.telegram.answers if a.user == number][-1:]
        return PhoneView(
            person=person,
            name=self.protocol.people[person].name,
            role=self._role(person),
            messages=tuple(_bubble(m, number) for m in messages),
            toast=said[0].text if said else "",
            dialog=bool(said and said[0].alert),
        )

    def _role(self, person: str) -> str:
        for role in self.protocol.roles.values():
            if person in role.people:
                return role.name
        for schedule in self.protocol.on_call.values():
            if person in schedule.rotation:
                return next((r.name for r in self.protocol.roles.values() if r.schedule == schedule.id), "")
        return ""


def _bubble(message: Shown, number: int) -> PhoneMessage:
    return PhoneMessage(
        id=str(message.id),
        at=message.at,
        html=message.html,
        mine=message.sender.id == number,
        silent=message.silent,
        edited=bool(message.edited),
        buttons=tuple(tuple(PhoneButton(b.label, b.url) for b in row) for row in message.buttons),
        reply_to=str(message.reply_to) if message.reply_to else None,
        picture=bool(message.photo),
    )
