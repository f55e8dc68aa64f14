"""The pages of the service: the list of cases, one case, and how the service is."""

import unicodedata
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.log import get as log_of
from bot.web import words
from bot.web.context import Web, back, field
from bot.web.desk_port import StatusView, TelegramState, Wanted
from bot.web.sessions import Session
from bot.web.show import card, fault, in_order, letter, sheet
from bot.web.version_pages import decided
from rules.case.model import Action, State
from rules.explain.casebook import FAULTS
from rules.explain.ways import notifier_name
from rules.i18n import N_

log = log_of("web")

NOTE_LIMIT = 4000
CHOICE_LIMIT, WHY_LIMIT = 1000, 1000
SHOWN = 5
"""So many reasons why a changed protocol does not rule are shown."""
_LARGEST = 2**63 - 1
Number = Annotated[int, Path(ge=1, le=_LARGEST)]

NOTE_EMPTY = N_("Een lege notitie wordt niet bewaard. Schrijf op wat er is gedaan of afgesproken.")
NOTE_LONG = N_("De notitie is {length} tekens; er passen er {limit}. Maak haar korter of knip haar in tweeën.")


def routes(web: Web) -> APIRouter:
    """The addresses of these pages."""
    router = APIRouter()

    @router.get("/")
    async def cases(request: Request) -> Response:
        session = await web.reader(request)
        values = await case_list(web, request, session.person)
        return web.page(request, session, "cases.html", {**values, "on": "cases", "flash": web.said(request)})

    @router.get("/cases/{number}")
    async def one(request: Request, number: Number) -> Response:
        session = await web.reader(request)
        shown = await _case(web, request, session, number)
        web.looked(request, "viewed", number, session)
        return shown

    @router.post("/cases/{number}/press")
    async def press(request: Request, number: Number) -> Response:
        session, form = await web.posted(request)
        action, turn = field(form, "action"), field(form, "turn")
        if action not in tuple(Action) or not _is_number(turn):
            raise HTTPException(422)
        chosen = " ".join(one for one in form.getlist("choice") if isinstance(one, str))
        choice, why = cleaned(chosen)[:CHOICE_LIMIT], cleaned(field(form, "why"))[:WHY_LIMIT]
        person = web.acting(session, form)
        answer = await web.office.press(number, Action(action), person, int(turn), choice, why)
        return back(_origin(web, number, field(form, "from"), field(form, "person")), said=answer.reply, who=answer.who)

    @router.post("/cases/{number}/note")
    async def note(request: Request, number: Number) -> Response:
        session, form = await web.posted(request)
        text = cleaned(field(form, "text"))
        if not 1 <= len(text) <= NOTE_LIMIT:
            return await _case(web, request, session, number, typed=text, status=422)
        answer = await web.office.note(number, web.acting(session, form), text)
        return back(_origin(web, number, field(form, "from"), field(form, "person")), said=answer.reply, who=answer.who)

    @router.get("/status")
    async def status(request: Request) -> Response:
        session = await web.reader(request)
        found, view = await web.office.status(), web.view(request)
        values = {
            "status": found,
            "troubles": troubles(found),
            "audit": found.audit(web.view(request).lang),
            "telegram": words.TELEGRAM,
            "ways": [(notifier_name(w.notifier, view.lang), fault(w.fault, view), w.since) for w in found.ways],
            "letters": [letter(one, view) for one in found.dead],
            "faults": FAULTS,
        }
        trouble = found.protocol_trouble.lines(web.view(request).lang)[:SHOWN] if found.protocol_trouble else ()
        values |= {"not_ready": words.NOT_READY, "trouble": trouble}
        proposed = await web.office.proposed(session.person, web.view(request).lang) if found.protocol_waiting else None
        values |= {"proposed": proposed, "flash": decided(web, request, session.person, proposed)}
        return web.page(request, session, "status.html", {**values, "on": "status"})

    @router.post("/status/seen/{number}")
    async def seen(request: Request, number: Number) -> Response:
        session, form = await web.posted(request)
        await web.office.seen(number, web.acting(session, form))
        return back("/status")

    return router


async def case_list(web: Web, request: Request, person: str) -> dict[str, object]:
    """What a list of cases shows."""
    asked = request.query_params.get("show", "")
    wanted = Wanted(asked) if asked in tuple(Wanted) else Wanted.LIVE
    view = web.view(request)
    lines = in_order(await web.office.cases(wanted, person))
    return {
        "shown": [card(line, view) for line in lines],
        "waiting": sum(line.state == State.OPEN for line in lines),
        "wanted": wanted,
        "filters_shown": words.FILTERS,
    }


async def case_sheet(web: Web, request: Request, number: int, person: str) -> dict[str, object]:
    """What a case page shows. Raises ``HTTPException`` (404)."""
    page = await web.office.case(number)
    if page is None:
        log.warning("case_not_found", person=person, case=number)
        raise HTTPException(404)
    shown = sheet(page, person, web.view(request))
    return {"sheet": shown, "flash": web.said(request), "typed": "", "wrong": ""}


async def _case(
    web: Web, request: Request, session: Session, number: int, *, typed: str | None = None, status: int = 200
) -> Response:
    values, view = await case_sheet(web, request, number, session.person), web.view(request)
    values["waits"] = await web.public.waiting(number, session.person, view.lang) if web.public else ()
    if typed is not None:
        wrong = view.say(NOTE_LONG if typed else NOTE_EMPTY)
        values |= {"typed": typed, "wrong": wrong.format(length=len(typed), limit=NOTE_LIMIT), "refreshes": False}
    return web.page(request, session, "case.html", {**values, "on": "cases"}, status=status)


def troubles(status: StatusView) -> int:
    """How many things on the status page ask attention."""
    lines = [bool(source.problem) or source.blind or bool(source.gaps) for source in status.sources]
    lines += [not person.paired or bool(person.problem) for person in status.people]
    well = (TelegramState.CONNECTED, TelegramState.OFF)
    lines += [
        status.protocol_trouble is not None,
        status.protocol_waiting is not None,
        not status.sources and not status.not_ready,
    ]
    return (
        sum(lines) + len(status.ways) + bool(status.failed) + bool(status.quarantined) + (status.telegram not in well)
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _origin(web: Web, number: int, page: str, person: str) -> str:
    """The page a form stood on. Built here, so that no form can send the reader elsewhere."""
    if page == "demo" and web.settings.demo:
        known = person if person in web.office.protocol().people else ""
        return f"/demo?case={number}" + (f"&phone={known}" if known else "")
    return f"/cases/{number}"


def cleaned(text: str) -> str:
    """What a person typed, without control characters (and those that turn the reading direction), ends trimmed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or not _hidden(c)).strip()


def _hidden(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") or unicodedata.bidirectional(char) in (
        "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
    )  # fmt: skip
