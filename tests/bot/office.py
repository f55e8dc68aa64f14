"""A whole organisation in a test: messages come in, time passes, phones ring and are pressed.

Everything but the clock and the network is real: the reader, the judge, the desk, SQLite on disk, python-telegram-bot
and the strict pretend Bot API behind it.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from bot.app.house import House, Parts
from bot.app.links import StoreLinks
from bot.app.office import StoreOffice
from bot.app.shares import StoreShares
from bot.app.virtual import forward
from bot.clock import ManualClock
from bot.demo.telegram import PretendTelegram, Shown
from bot.demo.telegram.server import Application
from bot.inbox.telegram import poll_once
from bot.notifiers.email import EMAIL, EmailNotifier, Security, Smtp
from bot.notifiers.telegram import TelegramNotifier
from bot.ports import TELEGRAM, Actor, Address, Batch, Notifier
from bot.rulebook import Rulebook, Rules
from bot.store import Tx, people, reads, updates
from bot.store.views import CasePage
from bot.ways import Book
from bot.web.app import create_app
from bot.web.live import Changes
from bot.web.sessions import MemorySessions
from bot.web.settings import WebSettings
from rules.judge import Judge
from rules.mention import Author, Kind, Mention, Via
from rules.protocol.model import Protocol
from rules.protocol.read import read
from tests.fakes.mail import Got, mail_server
from tests.fakes.postgres import laid_database
from tests.fakes.telegram import Courier
from tests.fakes.vault import vault

MONDAY_TEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Monday 10:00 in Amsterdam."""


PAGES = "https://seintje.test"

PACE = 2
"""Seconds after which every edit of one press has arrived: one message a second to each chat."""


def protocol_from(text: str) -> Protocol:
    """The protocol of a YAML text; the test fails with all its problems otherwise."""
    reading = read({"protocol.yaml": text})
    assert reading.protocol is not None, reading.problems
    return reading.protocol


def mail_of(name: str) -> str:
    """The mailbox behind the name of a secret."""
    return f"{name.removeprefix('MAIL_').lower()}@zorgproef.test"


class Phone:
    """One person's phone. ``rings`` and ``shows`` look at what came since the last look."""

    def __init__(self, office: "Office", person: str, number: int) -> None:
        self.office = office
        self.person = person
        self.number = number
        self._seen = 0

    @property
    def messages(self) -> list[Shown]:
        """What the bot wrote to this phone."""
        return [m for m in self.office.telegram.chats[self.number].messages if m.sender.is_bot]

    @property
    def last(self) -> Shown:
        """The newest message of the bot."""
        assert self.messages, f"nothing on the phone of {self.person}"
        return self.messages[-1]

    def fresh(self) -> list[Shown]:
        """Messages since the last look."""
        found = self.messages[self._seen :]
        self._seen = len(self.messages)
        return found

    def rings(self) -> bool:
        """Whether something loud came since the last look."""
        return any(not m.silent for m in self.fresh())

    def shows(self, words: str) -> bool:
        """Whether the newest message has these words."""
        assert words in self.last.text, f"{self.person} sees:\n{self.last.text}"
        return True

    @property
    def buttons(self) -> tuple[str, ...]:
        """The buttons under the newest message."""
        return self.last.labels

    def presses(self, label: str, message: Shown | None = None) -> str:
        """Press a button; returns what the phone then says (the toast)."""
        which = message or self.last
        self.office.telegram.press(self.number, which.id, label)
        self.office.forward(seconds=PACE)
        return self.office.telegram.answers[-1].text if self.office.telegram.answers else ""

    def writes(self, text: str, *, reply: bool = False) -> Shown:
        """Type something; returns the bot's answer."""
        self.office.telegram.say(self.number, text, reply_to=self.last.id if reply else None)
        self.office.forward(seconds=PACE)
        return self.last


class Office:
    """The organisation of a protocol, with everybody paired."""

    def __init__(
        self,
        protocol: Protocol,
        folder: Path,
        at: datetime,
        *,
        paired: bool = True,
        learning: bool = False,
        mail: bool = False,
        voice: Notifier | None = None,
        actors: dict[str, Actor] | None = None,
        database: str = "",
        groups: Callable[[str], Address | None] = lambda role: None,
    ) -> None:
        self.clock = ManualClock(at)
        self.loop = asyncio.new_event_loop()
        self.telegram = PretendTelegram(clock=self.clock)
        self.store = vault(database or f"sqlite:///{folder / 'seintje.db'}")
        self.notifier = TelegramNotifier(
            lambda: self.telegram.token,
            base_url="http://telegram.test",
            transport=httpx.ASGITransport(app=Application(self.telegram)),
        )
        self.rulebook = Rulebook(Rules(protocol, Judge(protocol), 1))
        self.voice = voice
        self.sessions = MemorySessions(self.clock, lambda person: True)
        self._mail = mail_server() if mail else None
        self.mail = self._mail.__enter__() if self._mail else None
        self.house = House(
            Parts(
                self.store,
                self.rulebook,
                self.clock,
                self._notifiers(),
                b"k" * 32,
                learning=learning,
                public_url=PAGES if mail else "",
                login=lambda person: f"{PAGES}/start?code={self.sessions.code(person)}",
                reach=Book(mail_of, email=mail, voice=voice is not None) if mail or voice else None,
                groups=groups,
                actors=actors or {},
            )
        )
        self.phones = {p: Phone(self, p, n) for n, p in enumerate(protocol.people, start=101)}
        for phone in self.phones.values():
            self.telegram.person(phone.number, protocol.people[phone.person].name)
        if paired:
            self.pair(*self.phones.values())
        self.courier: Courier | None = None
        """Brings what is pressed to our webhook; None: it is fetched."""
        self._count = 0
        self._asked = False

    def _notifiers(self) -> dict[str, Notifier]:
        found: dict[str, Notifier] = {TELEGRAM: self.notifier}
        if self.mail is not None:
            smtp = Smtp("127.0.0.1", "seintje@zorgproef.test", self.mail.port, Security.NONE)
            found[EMAIL] = EmailNotifier(smtp, mail_of, self.clock, timeout=5)
        if self.voice is not None:
            found[self.voice.name] = self.voice
        return found

    def mailbox(self, person: str) -> list[Got]:
        """What came by mail."""
        assert self.mail is not None, "this office has no mail"
        return self.mail.for_(mail_of(f"MAIL_{person.upper()}"))

    def pages(self) -> TestClient:
        """A browser on the pages, nobody logged in. The house works in this office's loop, so let time pass after it."""
        office = StoreOffice(self.house, None, lambda: None)
        settings = WebSettings(hosts=("seintje.test",), tls=True)
        app = create_app(
            office,
            settings=settings,
            sessions=self.sessions,
            changes=Changes(),
            links=StoreLinks(self.house, lambda: None),
            shares=StoreShares(self.house),
        )
        return TestClient(app, base_url=PAGES)

    def pair(self, *phones: Phone) -> None:
        """Couple phones without the code's ceremony."""
        now = self.clock.now()

        def all_of_them(tx: Tx) -> None:
            for phone in phones:
                people.pair(tx, phone.person, TELEGRAM, str(phone.number), str(phone.number), now)

        self.store.write(all_of_them)

    def close(self) -> None:
        """Put everything away."""
        self.loop.run_until_complete(self.notifier.close())
        self.loop.close()
        self.store.close()
        if self._mail is not None:
            self._mail.__exit__(None, None, None)

    def phone(self, person: str) -> Phone:
        """Somebody's phone."""
        return self.phones[person]

    def says(self, text: str, **more: Any) -> Mention:
        """The public says something; it is stored, judged and told."""
        self._count += 1
        author = more.pop("author", f"afzender{self._count}")
        mention = Mention(
            **{
                "id": f"m{self._count}",
                "platform": "facebook_page",
                "kind": Kind.COMMENT,
                "text": text,
                "posted_at": self.clock.now(),
                "author": Author(author, bio=more.pop("bio", "")),
                "via": Via.OWN_PAGE,
                "lang": "nl",
                **more,
            }
        )
        self.hears(mention)
        return mention

    def hears(self, *mentions: Mention, source: str = "test") -> None:
        """Mentions arrive from a source."""
        self.house.ingest.keep(source, Batch(mentions, ""))
        self.settle()

    def settle(self) -> None:
        """Everything that can happen now happens."""
        self.loop.run_until_complete(self._settle())

    async def _settle(self) -> None:
        if self.courier is not None:
            await self.courier.bring()
        elif not self._asked or self.telegram.updates.pending:
            self._asked = True
            offset = self.store.read(lambda tx: updates.offset(tx, TELEGRAM))
            raw = await poll_once(self.notifier, offset, 0)
            self.store.write(lambda tx: updates.keep(tx, TELEGRAM, raw, self.clock.now(), asked=offset))
        await self.house.settle()

    def forward(self, **amount: float) -> None:
        """Time passes, event by event."""

        async def go() -> None:
            await self._settle()
            async for _ in forward(self.house, self.clock, self.clock.now() + timedelta(**amount), lambda: None):
                await self._settle()
            await self._settle()

        self.loop.run_until_complete(go())

    def case(self, number: int = 1) -> CasePage:
        """A case as its page shows it."""
        page = self.store.read(lambda tx: reads.case_page(tx, number))
        assert page is not None, f"there is no case {number}"
        return page

    def log(self, number: int | None = 1) -> list[str]:
        """The fixed words of a log."""
        return [line.what for line in self.store.read(lambda tx: reads.log_lines(tx, number))]

    def quiet(self) -> bool:
        """Whether no phone got anything since the last look."""
        return not [m for phone in self.phones.values() for m in phone.fresh()]


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Callable[[], str]:
    """The address of each office's database; empty: a file of its own.

    ``SEINTJE_STORIES=postgresql`` plays every story on PostgreSQL.
    """
    if os.environ.get("SEINTJE_STORIES") != "postgresql":
        return str
    cluster = request.getfixturevalue("postgres")
    return lambda: laid_database(cluster)


@pytest.fixture
def office(tmp_path: Path, database: Callable[[], str]) -> Iterator[Callable[..., Office]]:
    """Builds offices; puts them away."""
    built: list[Office] = []

    def build(protocol: str | Protocol, at: datetime = MONDAY_TEN, **more: Any) -> Office:
        folder = tmp_path / str(len(built))
        folder.mkdir()
        known = protocol_from(protocol) if isinstance(protocol, str) else protocol
        built.append(Office(known, folder, at, **{"database": database(), **more}))
        return built[-1]

    yield build
    for one in built:
        one.close()
