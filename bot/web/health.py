"""What watchdogs and containers ask, at the root and without logging in: nothing of the contents."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from bot.web.context import Web
from bot.web.live import stream


def routes(web: Web) -> APIRouter:
    """The addresses of health, readiness, and the live stream."""
    router = APIRouter()

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> Response:
        """The process answers."""
        return PlainTextResponse("ok\n")

    @router.api_route("/readyz", methods=["GET", "HEAD"])
    async def readyz() -> Response:
        """The service can do its work; if not, 503 and fixed words for what is missing. What else is wrong is named too."""
        status = await web.office.status()
        missing = list(status.not_ready)
        said = {"ready": not missing, "missing": missing, "findings": list(status.findings)}
        return JSONResponse(said, status_code=503 if missing else 200)

    @router.get("/events")
    async def events(request: Request) -> Response:
        session = await web.reader(request)

        async def welcome() -> bool:
            return await web.sessions.find(session.token, active=False) is not None

        seen = request.headers.get("last-event-id") or request.query_params.get("seen", "")
        known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else -1
        return StreamingResponse(stream(web.changes, known, welcome), media_type="text/event-stream")

    return router
