"""The demo: pretend phones, and the one page with the cases beside a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.web.context import GONE, Web, back, field, here
from bot.web.pages import case_list, case_sheet, cleaned
from bot.web.phones_port import PhoneButton, PhoneMessage, Phones, PhoneView
from bot.web.render import View
from bot.web.telegram_html import draw

SAY_LIMIT = 1000
_EXCERPT = 80


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message as it is drawn. ``rows``: buttons with their number over all rows."""

    id: str
    text: Markup
    at: str
    at_iso: str
    mine: bool
    silent: bool
    edited: bool
    answers: str
    picture: bool
    rows: tuple[tuple[tuple[int, PhoneButton], ...], ...]


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone as it is drawn. ``asking``: messages that still have a button."""

    person: str
    name: str
    role: str
    bubbles: tuple[Bubble, ...]
    toast: str
    dialog: bool
    asking: int
    answering: str
    """Id of the message that what is typed answers; empty when there is none."""
    answered: str
    """The beginning of that message."""


def phone(shown: PhoneView, view: View, reply: str = "") -> Phone:
    """The phone as it is drawn. ``reply``: "person:message" that what is typed answers, else the newest message."""
    texts = {message.id: str(draw(message.html).striptags()) for message in shown.messages}
    bubbles = tuple(_bubble(message, texts, view) for message in shown.messages)
    theirs = [bubble.id for bubble in bubbles if not bubble.mine]
    asked = reply.removeprefix(f"{shown.person}:")
    answering = asked if asked in theirs else theirs[-1] if theirs else ""
    return Phone(
        person=shown.person,
        name=shown.name,
        role=shown.role,
        bubbles=bubbles,
        toast=shown.toast,
        dialog=shown.dialog,
        asking=sum(bool(bubble.rows) for bubble in bubbles),
        answering=answering,
        answered=texts.get(answering, "")[:_EXCERPT],
    )


def _bubble(message: PhoneMessage, texts: dict[str, str], view: View) -> Bubble:
    rows, number = [], 0
    for row in message.buttons:
        rows.append(tuple(enumerate(row, start=number)))
        number += len(row)
    return Bubble(
        id=message.id,
        text=draw(message.html),
        at=view.moment(message.at),
        at_iso=message.at.isoformat(),
        mine=message.mine,
        silent=message.silent,
        edited=message.edited,
        answers=texts.get(message.reply_to or "", "")[:_EXCERPT],
        picture=message.picture,
        rows=tuple(rows),
    )


def routes(web: Web, phones: Phones) -> APIRouter:
    """The addresses of the demo."""
    router = APIRouter()
    _pictures(router, web, phones)

    @router.get("/demo")
    async def demo(request: Request) -> Response:
        session = await web.reader(request)
        every = await _drawn(web, request, phones)
        chosen = _chosen(every, request.query_params.get("phone", ""), session.person)
        values: dict[str, object] = {
            "phones": [shown for shown in every if shown.bubbles or shown is chosen],
            "chosen": chosen,
            "person": chosen.person,
            "sheet": None,
        }
        if chosen.bubbles:  # from now on this phone stays in sight, whoever else gets a message
            values["here"] = here(request, phone=chosen.person)
        number = _number(request.query_params.get("case", ""))
        if number is None:
            values |= await case_list(web, request, chosen.person) | {"flash": web.said(request)}
        else:
            values |= await case_sheet(web, request, number, chosen.person)
        return web.page(request, session, "demo.html", {**values, "on": "demo"})

    @router.get("/phone")
    async def all_of_them(request: Request) -> Response:
        session = await web.reader(request)
        every = await _drawn(web, request, phones)
        shown = {"phones": [p for p in every if p.bubbles], "quiet": [p for p in every if not p.bubbles]}
        return web.page(request, session, "phones.html", {**shown, "on": "phones", "flash": web.said(request)})

    @router.get("/phone/{person}")
    async def one(request: Request, person: str) -> Response:
        session = await web.reader(request)
        shown = [found for found in await _drawn(web, request, phones) if found.person == person]
        if not shown:
            raise HTTPException(404)
        return web.page(request, session, "phone.html", {"phone": shown[0], "on": "phones", "flash": web.said(request)})

    @router.post("/phone/{person}/press")
    async def press(request: Request, person: str) -> Response:
        _, form = await web.posted(request)
        button = _number(field(form, "button"))
        done = button is not None and await phones.press(person, field(form, "message"), button)
        return _look_again(form, person, "" if done else GONE)

    @router.post("/phone/{person}/say")
    async def say(request: Request, person: str) -> Response:
        _, form = await web.posted(request)
        text = cleaned(field(form, "text"))
        if len(text) > SAY_LIMIT:
            raise HTTPException(422)
        done = not text or await phones.say(person, text, field(form, "reply_to") or None)
        return _look_again(form, person, "" if done else GONE)

    return router


def _pictures(router: APIRouter, web: Web, phones: Phones) -> None:
    @router.get("/phone/{person}/picture/{message}")
    async def picture(request: Request, person: str, message: str) -> Response:
        await web.reader(request)
        png = await phones.picture(person, message)
        if png is None:
            raise HTTPException(404)
        return Response(png, media_type="image/png")


async def _drawn(web: Web, request: Request, phones: Phones) -> list[Phone]:
    view = web.view(request)
    return [phone(shown, view, request.query_params.get("reply", "")) for shown in await phones.phones()]


def _chosen(phones: Sequence[Phone], asked: str, otherwise: str) -> Phone:
    """The phone that was asked for; else one that has something to show, the reader's own before others."""
    ranked = sorted(phones, key=lambda p: (p.person != asked, not p.bubbles, p.person != otherwise))
    if not ranked:
        raise HTTPException(404)
    return ranked[0]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _look_again(form: FormData, person: str, said: str) -> Response:
    match field(form, "from"):
        case "demo":
            case = field(form, "case")
            return back("/demo", phone=person, case=case if _number(case) is not None else "", said=said)
        case "phones":
            return back("/phone", said=said)
        case _:
            return back(f"/phone/{quote(person, safe='')}", said=said)
