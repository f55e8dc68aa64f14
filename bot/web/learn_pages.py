"""Where colleagues say which messages deserved a warning and which did not, for the learning of their organisation."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.desk.learning import Came, Unheard
from bot.printable import shortened
from bot.web.context import Web, back, field
from bot.web.pages import Number
from rules.text.learning import Feedback

SHOWN = 300
"""Characters of a message in the list."""


class Teacher(Protocol):
    """Who keeps what colleagues say; ``bot.desk.learning.Learning`` is one."""

    def of_mention(self, number: int, person: str, feedback: Feedback) -> Came:
        """What ``person`` says of a mention."""

    def unheard(self, person: str) -> Unheard:
        """The newest mentions about us that alerted nobody."""


@dataclass(frozen=True, slots=True)
class Line:
    """A message that alerted nobody."""

    number: int
    text: str
    platform: str
    at: str
    missed: bool
    """Whether the reader said that it should have."""


def routes(web: Web, teacher: Teacher) -> APIRouter:
    """The addresses of these pages."""
    router = APIRouter()

    @router.get("/unheard")
    async def unheard(request: Request) -> Response:
        session = await web.reader(request)
        view = web.view(request)
        found = await asyncio.to_thread(teacher.unheard, session.person)
        lines = [
            Line(
                one.number,
                shortened(one.text, SHOWN),
                view.platform(one.platform),
                view.moment(one.at),
                one.said is Feedback.MISSED,
            )
            for one in found
        ]
        values = {"lines": lines, "on": "unheard", "flash": web.said(request)}
        return web.page(request, session, "unheard.html", values)

    @router.post("/mentions/{number}/verdict")
    async def verdict(request: Request, number: Number) -> Response:
        session, form = await web.posted(request)
        feedback, case = field(form, "feedback"), field(form, "case")
        if feedback not in tuple(Feedback):
            raise HTTPException(422)
        person = web.acting(session, form)
        came = await asyncio.to_thread(teacher.of_mention, number, person, Feedback(feedback))
        origin = f"/cases/{case}" if case.isascii() and case.isdigit() and len(case) < 19 else "/unheard"
        return back(origin, learned=came.outcome.value)

    return router
