"""A word about a version of the protocol, from the page of how it all is: by the same rules as under the message in Telegram."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.web.context import Flash, Web, back, field
from bot.web.desk_port import Proposed
from rules.explain.changes import choice_answer
from rules.protocol.versions import Answer, Choice, Proposal, State

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
GOOD = (Answer.ACCEPTED, Answer.REFUSED)


def routes(web: Web) -> APIRouter:
    """The addresses."""
    router = APIRouter()

    @router.post("/status/versions/{number}")
    async def decide(request: Request, number: Number) -> Response:
        session, form = await web.posted(request)
        choice = field(form, "choice")
        if choice not in tuple(Choice):
            raise HTTPException(422)
        answer = await web.office.decide(number, Choice(choice), web.acting(session, form))
        return back("/status", decided=answer.value, version=str(number))

    return router


def decided(web: Web, request: Request, person: str, proposed: Proposed | None) -> Flash | None:
    """The answer that ``?decided=`` and ``?version=`` name, in words; None for anything unknown."""
    said, number = request.query_params.get("decided", ""), request.query_params.get("version", "")
    if said not in tuple(Answer) or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    answer, view = Answer(said), web.view(request)
    same = proposed is not None and proposed.number == int(number)
    proposal = proposed.proposal if proposed is not None and same else Proposal(State.SUPERSEDED)
    text = choice_answer(answer, int(number), proposal, view.protocol, person, view.lang, length=1000)
    return Flash(text, answer in GOOD)
