"""Puts the pages together: one function that makes the web application."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from bot.web import (
    evaluation_pages,
    health,
    learn_pages,
    link_pages,
    login,
    pages,
    phone_pages,
    public_pages,
    report_pages,
    share_pages,
    version_pages,
)
from bot.web.context import NeedsLogin, Refused, Web
from bot.web.desk_port import Office
from bot.web.guard import Guard
from bot.web.learn_pages import Teacher
from bot.web.links_port import Links
from bot.web.live import Changes
from bot.web.phones_port import Phones
from bot.web.public_port import PublicDesk
from bot.web.render import STATIC, vendor
from bot.web.sessions import Sessions
from bot.web.settings import WebSettings
from bot.web.share_pages import Shares
from bot.web.tries import Told, Tries, nobody
from rules.i18n import N_

TROUBLE = {
    403: (
        N_("Dat mocht niet"),
        N_("Het formulier hoorde niet bij uw sessie. Er is niets veranderd. Ga terug, ververs de pagina en probeer het opnieuw."),
    ),
    404: (N_("Niet gevonden"), N_("Deze pagina of zaak bestaat niet (meer).")),
    405: (N_("Dat kan hier niet"), N_("Dit adres is er voor iets anders.")),
    422: (N_("Dat klopt niet"), N_("Er ontbreekt iets aan het formulier, of er staat te veel in. Er is niets veranderd.")),
    500: (N_("Er ging iets mis"), N_("Het is opgeschreven voor de beheerder. Seintjes gaan gewoon door. Probeer het zo nog eens.")),
}  # fmt: skip


def create_app(
    office: Office,
    *,
    settings: WebSettings,
    sessions: Sessions,
    changes: Changes,
    phones: Phones | None = None,
    links: Links | None = None,
    hooks: ASGIApp | None = None,
    teacher: Teacher | None = None,
    public: PublicDesk | None = None,
    shares: Shares | None = None,
    guessed: Told = nobody,
) -> FastAPI:
    """The web application. ``changes`` is bumped by whoever changes what pages show; ``phones`` only in the demo.

    ``links`` and ``shares``: what stands behind links in mails; None where no mail is sent. ``hooks`` answers what comes to our door
    by itself. ``guessed`` hears of wrong links to log in with. ``teacher`` only where the organisation learns from what colleagues say.
    """
    web = Web(office, settings, sessions, changes, phones, vendor(), learns=teacher is not None, public=public)
    app = FastAPI(title="seintje", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(health.routes(web))
    app.include_router(pages.routes(web))
    app.include_router(report_pages.routes(web))
    app.include_router(evaluation_pages.routes(web))
    app.include_router(version_pages.routes(web))
    app.include_router(login.routes(web, Tries(guessed)))
    if links is not None:
        app.include_router(link_pages.routes(web, links))
    if shares is not None:
        app.include_router(share_pages.routes(web, shares))
    if teacher is not None:
        app.include_router(learn_pages.routes(web, teacher))
    if public is not None:
        app.include_router(public_pages.routes(web, public))
    if phones is not None:
        app.include_router(phone_pages.routes(web, phones))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _troubles(app, web)
    app.add_middleware(Guard, settings=settings, sorry=lambda request: _sorry(web, request, 500), hooks=hooks)
    return app


def _troubles(app: FastAPI, web: Web) -> None:
    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        return _sorry(web, request, error.status_code)

    @app.exception_handler(RequestValidationError)
    async def not_an_address(request: Request, error: RequestValidationError) -> Response:
        return _sorry(web, request, 404)

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        return _sorry(web, request, 403)

    @app.exception_handler(NeedsLogin)
    async def needs_login(request: Request, error: NeedsLogin) -> Response:
        response = web.page(request, None, "login.html", {}, status=401)
        if "hx-request" in request.headers:
            response.headers["HX-Refresh"] = "true"
        return response


def _sorry(web: Web, request: Request, status: int) -> Response:
    title, text = TROUBLE.get(status, TROUBLE[500] if status >= 500 else TROUBLE[422])
    view = web.view(request)
    return web.page(request, None, "sorry.html", {"title": view.say(title), "text": view.say(text)}, status=status)
