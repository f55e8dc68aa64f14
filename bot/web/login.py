"""Logging in by a single-use link, and out."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.log import get as log_of
from bot.web.context import Web, back, field
from bot.web.tries import Tries

_LONGEST_CODE = 200


def start_path(code: str) -> str:
    """The path of the link that logs in with this code."""
    return f"/start?code={code}"


log = log_of("web")


def routes(web: Web, tries: Tries) -> APIRouter:
    """The addresses of logging in and out."""
    router = APIRouter()

    @router.get("/start")
    async def start(request: Request) -> Response:
        # a link is opened by previews and scanners too: only the button behind it uses it up
        code = request.query_params.get("code", "")[:_LONGEST_CODE]
        return web.page(request, None, "start.html", {"code": code, "failed": False})

    def refused(request: Request) -> Response:
        """The same for a link that is unknown, used, too old, or of somebody who left: nothing can be learned from it."""
        wait = tries.wrong(request.client.host if request.client else "", web.office.now())
        log.warning("log_in_refused", waits=wait is not None)
        page = web.page(request, None, "start.html", {"code": "", "failed": True}, status=403 if wait is None else 429)
        if wait is not None:
            page.headers["Retry-After"] = str(max(1, round(wait.total_seconds())))
        return page

    @router.post("/start")
    async def log_in(request: Request) -> Response:
        form = await web.own_form(request)
        session = await web.sessions.redeem(field(form, "code")[:_LONGEST_CODE])
        if session is None and await web.sessions.find(request.cookies.get(web.cookie, "")) is not None:
            return back("/")  # pressed twice: the first press let them in
        if session is None:
            return refused(request)
        await web.sessions.end(request.cookies.get(web.cookie, ""))
        response = back("/")
        web.keep(response, session)
        return response

    @router.post("/stop")
    async def log_out(request: Request) -> Response:
        session, _ = await web.posted(request)
        await web.sessions.end(session.token)
        response = web.page(request, None, "stopped.html", {})
        response.delete_cookie(web.cookie, path="/", secure=web.settings.tls, httponly=True, samesite="strict")
        return response

    return router
