"""The page behind a link in a mail with a tip to share: what came of it, with two buttons. Opening it says nothing."""

from typing import Protocol

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.signed.links import Wrong
from bot.signed.share_links import PATH
from bot.web.context import Web, field
from bot.web.link_pages import LONGEST, wrong
from rules.explain.sharing import CHOICES
from rules.i18n import Lang


class Shares(Protocol):
    """The tips behind the pages."""

    async def known(self, token: str) -> Wrong | None:
        """Why the link does not work; None: it does. Changes nothing."""

    async def answer(self, token: str, choice: str, lang: Lang) -> str | Wrong:
        """Keep what came of the tip (one of ``CHOICES``; the first answer counts); what the person hears."""


def routes(web: Web, shares: Shares) -> APIRouter:
    """The addresses of these pages."""
    router = APIRouter()

    @router.get(PATH + "{token}")
    async def look(request: Request, token: str) -> Response:
        found = await shares.known(token[:LONGEST])
        if found is not None:
            return wrong(web, request, found)
        say = web.view(request).say
        choices = [(key, say(label)) for key, label in CHOICES.items()]
        return web.page(request, None, "share.html", {"said": "", "choices": choices})

    @router.post(PATH + "{token}")
    async def answer(request: Request, token: str) -> Response:
        form = await web.own_form(request)
        choice = field(form, "choice")
        if choice not in CHOICES:
            raise HTTPException(422)
        said = await shares.answer(token[:LONGEST], choice, web.view(request).lang)
        if isinstance(said, Wrong):
            return wrong(web, request, said)
        return web.page(request, None, "share.html", {"said": said, "choices": ()})

    return router
