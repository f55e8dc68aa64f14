"""The report of a day or a week as a page: the same sentences as on the phone, with their tables."""

from datetime import timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.web.context import Web
from rules.i18n import N_, Lang

PERIODS = {"day": (timedelta(days=1), N_("Dagbericht")), "week": (timedelta(days=7), N_("Weekbericht"))}


def routes(web: Web) -> APIRouter:
    """The address of the report; ``?period=week`` for a week."""
    router = APIRouter()

    @router.get("/report")
    async def report(request: Request) -> Response:
        session = await web.reader(request)
        asked = request.query_params.get("period", "")
        period = asked if asked in PERIODS else "day"
        length, name = PERIODS[period]
        found = await web.office.report(name, length, Lang(web.view(request).lang))
        return web.page(request, session, "report.html", {"report": found, "period": period, "on": "report"})

    return router
