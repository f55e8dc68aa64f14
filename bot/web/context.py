"""What every page needs: who reads, what a form may do, and the frame around the contents."""

import hmac
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.desk.learning import GOOD, Came, Outcome
from bot.log import get as log_of
from bot.messages.learning_words import in_words
from bot.web import words
from bot.web.desk_port import Office
from bot.web.guard import own_origin
from bot.web.live import Changes
from bot.web.phones_port import Phones
from bot.web.public_port import PublicDesk
from bot.web.render import Vendor, View, html, reader_lang
from bot.web.sessions import Session, Sessions
from bot.web.settings import WebSettings
from rules.case.model import Answer, Reply
from rules.explain.answers import answer_text

log = log_of("web")


GONE = "gone"
"""``?said=`` for a press on a phone whose button was not there any more."""


class NeedsLogin(Exception):
    """Nobody is logged in; the remedy is a new link from the command line."""


class Refused(Exception):
    """A form did not come from a page of ours."""


@dataclass(frozen=True, slots=True)
class Flash:
    """What the reader's last press gave. ``good``: it worked."""

    text: str
    good: bool


@dataclass(frozen=True, slots=True)
class Web:
    """The pages' surroundings, made once."""

    office: Office
    settings: WebSettings
    sessions: Sessions
    changes: Changes
    phones: Phones | None
    vendor: Vendor
    public: PublicDesk | None = None
    """Where colleagues answer and hide; None: not from here."""
    learns: bool = False
    """Whether colleagues may say here what deserved a warning."""

    # --- who reads --------------------------------------------------------------------------------------

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; the ``__Host-`` prefix makes browsers guard it where https allows it."""
        return "__Host-seintje" if self.settings.tls else "seintje"

    async def reader(self, request: Request) -> Session:
        """Whoever is logged in. In the demo everybody is. Raises ``NeedsLogin``."""
        request.state.version = self.changes.version  # before anything is read: what comes later is news
        by_itself = request.method == "GET" and "hx-request" in request.headers
        token = request.cookies.get(self.cookie, "")
        found = await self.sessions.find(token, active=not by_itself) if token else None
        if found is None and self.settings.demo:
            found = await self._demo_reader(request)
        if found is None:
            raise NeedsLogin
        return found

    async def _demo_reader(self, request: Request) -> Session:
        phones = await self.phones.phones() if self.phones else ()
        person = phones[0].person if phones else next(iter(self.office.protocol().people))
        session = await self.sessions.redeem(await self.sessions.invite(person))
        if session is None:
            raise NeedsLogin
        request.state.new_session = session
        return session

    def keep(self, response: Response, session: Session) -> None:
        """Gives the session to the browser."""
        response.set_cookie(
            self.cookie, session.token, httponly=True, samesite="strict", secure=self.settings.tls, path="/"
        )

    def looked(self, request: Request, what: str, number: int, session: Session) -> None:
        """Somebody opened a case; a page that refreshes itself is no person."""
        if "hx-request" not in request.headers:
            self.office.looked(what, number, session.person)

    # --- what a form may do --------------------------------------------------------------------------------

    async def posted(self, request: Request) -> tuple[Session, FormData]:
        """The form and who sent it. Raises ``NeedsLogin``, or ``Refused`` when it does not come from a page of ours."""
        session = await self.reader(request)
        form = await self.own_form(request)
        if not hmac.compare_digest(field(form, "form_token").encode(), session.form_token.encode()):
            log.warning("form_refused", why="token", person=session.person)
            raise Refused
        return session, form

    async def own_form(self, request: Request) -> FormData:
        """The form of a page of ours, nobody being logged in yet. Raises ``Refused``, or ``HTTPException`` for files."""
        if not own_origin(request.headers):
            log.warning("form_refused", why="origin")
            raise Refused
        if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
            raise HTTPException(415)
        return await request.form()

    def acting(self, session: Session, form: FormData) -> str:
        """Who acts: the reader. In the demo the reader may act for any of the invented people."""
        person = field(form, "person")
        return person if self.settings.demo and person in self.office.protocol().people else session.person

    # --- the frame around a page -----------------------------------------------------------------------------

    def view(self, request: Request) -> View:
        """Language, names and present for this reader."""
        return View(reader_lang(request), self.office.protocol(), self.office.now())

    def page(
        self, request: Request, session: Session | None, template: str, values: dict[str, Any], *, status: int = 200
    ) -> HTMLResponse:
        """A whole page. ``values`` may bring ``flash`` and ``refreshes`` (False: this page must not refresh itself)."""
        frame: dict[str, Any] = {
            "view": self.view(request),
            "session": session,
            "demo": self.settings.demo,
            "has_phones": self.phones is not None,
            "learns": self.learns,
            "acts": self.public is not None,
            "here": here(request),
            "other_lang": here(request, lang="en" if reader_lang(request) == "nl" else "nl"),
            "scripts": self.vendor.scripts if self.settings.live else (),
            "flash": None,
            "refreshes": session is not None,
            "person": session.person if session else "",
            "on": "",
            "version": getattr(request.state, "version", self.changes.version),
            "link": safe_link,
            "answer": lambda person, message: here(request, reply=f"{person}:{message}") + f"#say-{person}",
        }
        response = html(request, reader_lang(request), template, {**frame, **values}, status)
        if fresh := getattr(request.state, "new_session", None):
            self.keep(response, fresh)
        return response

    def said(self, request: Request) -> Flash | None:
        """The answer that ``?said=`` and ``?who=``, or ``?learned=``, name, in words. Only known answers and people are shown."""
        said, view = request.query_params.get("said", ""), self.view(request)
        learned = request.query_params.get("learned", "")
        if learned in tuple(Outcome):
            came = Came(Outcome(learned))
            return Flash(in_words(came, view.say(words.YOU), view.lang), came.outcome in GOOD)
        if said == GONE:
            return Flash(view.say(words.BUTTON_GONE), good=False)
        if said not in tuple(Reply):
            return None
        people = {person.id: person.name for person in view.protocol.people.values()}
        who = request.query_params.get("who", "")
        known = who in people or (who.isascii() and who.isdigit() and len(who) < 16)  # a colleague, or another case
        answer = Answer(Reply(said), who if known else "")
        return Flash(answer_text(answer, people, view.lang), answer.reply in words.GOOD)


def field(form: FormData, name: str) -> str:
    """A text field of a form; empty when it is missing or a file."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def here(request: Request, **changed: str) -> str:
    """The address of this page without what belonged to one visit only."""
    once = ("came", "said", "who", "learned", "lang", "decided", "version")
    query = {key: value for key, value in request.query_params.items() if key not in once}
    query.update(changed)
    return request.url.path + (f"?{urlencode(query)}" if query else "")


def safe_link(url: str) -> str:
    """The address when it may be a link on our pages: http(s) or a path of ours; else nowhere."""
    ours = url.startswith("/") and not url.startswith(("//", "/\\"))
    return url if ours or url.startswith(("https://", "http://")) else "#"


def back(address: str, **query: str) -> RedirectResponse:
    """After a form: look again (303), so that a reload repeats nothing."""
    known = {key: value for key, value in query.items() if value}
    joined = address + (("&" if "?" in address else "?") + urlencode(known) if known else "")
    return RedirectResponse(joined, status_code=303)
