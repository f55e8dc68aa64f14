"""The evaluation report of a case as a page: what a storm's reminder and its summary link to."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.web.context import Web
from rules.i18n import Lang

Number = Annotated[int, Path(ge=1, lt=2**63)]


def routes(web: Web) -> APIRouter:
    """The address of the report of one case."""
    router = APIRouter()

    @router.get("/cases/{number}/report")
    async def evaluation(request: Request, number: Number) -> Response:
        session = await web.reader(request)
        found = await web.office.evaluation(number, Lang(web.view(request).lang))
        if found is None:
            raise HTTPException(404)
        web.looked(request, "report_viewed", number, session)
        return web.page(request, session, "evaluation.html", {"report": found, "case": number, "on": "cases"})

    return router
