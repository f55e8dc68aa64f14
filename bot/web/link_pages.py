"""The page behind a link in a mail: what it is about, and one button. Opening it takes nothing, for scanners open links too."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.log import get as log_of
from bot.signed.links import PATH, Wrong
from bot.web import words
from bot.web.context import Web
from bot.web.links_port import Links
from rules.case.model import Reply
from rules.explain.answers import answer_text
from rules.i18n import N_

log = log_of("web")

LONGEST = 200
STATUS = {Wrong.FORGED: 404, Wrong.EXPIRED: 410, Wrong.USED: 410}
TEXTS = {
    Wrong.FORGED: (
        N_("Deze link klopt niet"),
        N_("Er is niets veranderd. Open de link uit de mail nog eens helemaal, of kijk in Telegram."),
    ),
    Wrong.EXPIRED: (
        N_("Deze link is verlopen"),
        N_("Een link in een mail werkt een dag lang. Er is niets veranderd. Kijk in Telegram of log in."),
    ),
    Wrong.USED: (
        N_("Deze link is al gebruikt"),
        N_("Een link in een mail werkt één keer. Er is niets veranderd. Kijk in Telegram of log in."),
    ),
}


def routes(web: Web, links: Links) -> APIRouter:
    """The addresses of these pages."""
    router = APIRouter()

    @router.get(PATH + "{token}")
    async def look(request: Request, token: str) -> Response:
        view = web.view(request)
        found = await links.look(token[:LONGEST], view.lang)
        if isinstance(found, Wrong):
            return wrong(web, request, found)
        return web.page(request, None, "link.html", {"offered": found, "token": token})

    @router.post(PATH + "{token}")
    async def take(request: Request, token: str) -> Response:
        await web.own_form(request)
        found = await links.take(token[:LONGEST])
        if isinstance(found, Wrong):
            return wrong(web, request, found)
        case, answer = found
        view = web.view(request)
        names = {person.id: person.name for person in view.protocol.people.values()}
        said = {"text": answer_text(answer, names, view.lang), "good": answer.reply in words.GOOD, "case": case}
        taken = answer.reply in (Reply.TAKEN, Reply.YOURS_ALREADY)
        return web.page(request, None, "link_taken.html", {**said, "taken": taken})

    return router


def wrong(web: Web, request: Request, why: Wrong) -> Response:
    """The page that says why a link does not work."""
    log.warning("link_refused", why=why.value)
    view = web.view(request)
    title, text = (view.say(words) for words in TEXTS[why])
    return web.page(request, None, "sorry.html", {"title": title, "text": text}, status=STATUS[why])
