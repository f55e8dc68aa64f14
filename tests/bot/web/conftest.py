"""A browser's view of the pages: a client that behaves like one (cookies, Sec-Fetch-Site), an office behind it."""

import asyncio
import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from structlog.testing import capture_logs

from bot.clock import ManualClock
from bot.web.app import create_app
from bot.web.sessions import MemorySessions
from bot.web.settings import WebSettings
from tests.fakes.office import NOW, FakeOffice, FakePhones, busy_office

SAME = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Browser:
    """Looks at pages and fills in the forms on them."""

    client: TestClient
    office: FakeOffice
    clock: ManualClock
    sessions: MemorySessions
    people: set[str]
    phones: FakePhones | None = None
    page: str = field(default="")

    def see(self, path: str, status: int = 200, **headers: str) -> str:
        """Open a page; returns its text as a person reads it."""
        return self._took(self.client.get(path, headers={"Sec-Fetch-Site": "none", **headers}), status)

    def send(self, path: str, status: int = 200, **fields: str) -> str:
        """Send a form of ours with the token of the page in sight; follows to the page it leads to."""
        data = {"form_token": self.token, **fields}
        return self._took(self.client.post(path, data=data, headers=SAME), status)

    def invited(self, person: str) -> str:
        """The code of a new link for this person."""
        return asyncio.run(self.sessions.invite(person))

    def log_in(self, person: str) -> str:
        """Use a new link up; returns what stands on the page after it."""
        return self._took(self.client.post("/start", data={"code": self.invited(person)}, headers=SAME), 200)

    @property
    def cookie(self) -> str:
        """The session's token as the browser keeps it."""
        return self.client.cookies.get("seintje") or self.client.cookies.get("__Host-seintje") or ""

    @property
    def token(self) -> str:
        found = re.search(r'name="form_token" value="([0-9a-f]+)"', self.page)
        return found[1] if found else ""

    def _took(self, response: Response, status: int) -> str:
        assert response.status_code == status, response.text[:2000]
        self.page = response.text
        return text_of(response.text)


def text_of(html: str) -> str:
    """What a person reads, on one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html.partition("</head>")[2] or html)))


def browser(*, demo: bool, tls: bool = False, office: FakeOffice | None = None) -> Browser:
    """Pages on an office, nobody logged in."""
    office = office or busy_office()
    clock, people = ManualClock(NOW), {"sanne", "karin", "imran"}
    sessions = MemorySessions(clock, people.__contains__)
    phones = FakePhones(office) if demo else None
    settings = WebSettings(demo=demo, tls=tls, hosts=("testserver",))
    app = create_app(office, settings=settings, sessions=sessions, changes=office.changes, phones=phones)
    base = "https://testserver" if tls else "http://testserver"
    return Browser(TestClient(app, base_url=base), office, clock, sessions, people, phones)


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged."""
    with capture_logs() as events:
        yield events


@pytest.fixture
def stranger() -> Browser:
    """Somebody who is not logged in at the real service."""
    return browser(demo=False)


@pytest.fixture
def sanne(stranger: Browser) -> Browser:
    """Sanne, logged in by her link."""
    stranger.log_in("sanne")
    return stranger


@pytest.fixture
def visitor() -> Browser:
    """Somebody who looks at the demo."""
    return browser(demo=True)
