"""Acting in public from a page: choosing a text, agreeing, hiding, taking back; and the register of house-rule actions."""

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.acting.evidence import MARK
from bot.web.context import Flash, Web, back, field
from bot.web.pages import Number, cleaned
from bot.web.public_port import PublicDesk, PublicSheet, Wish
from bot.web.render import View
from bot.web.telegram_html import draw
from rules.case.acting import TEXTS
from rules.case.actions import Keeping, Verb
from rules.case.drafts import GOOD, Stage, Word
from rules.explain import names
from rules.explain.acting import CardAction, CardButton, kept_text, measure_name, said_text, verb_name
from rules.explain.notices.values import Listed
from rules.explain.quote import quote
from rules.i18n import N_

TEXT_LIMIT = 4000
SHORT, WHOLE, REASON = 60, 600, 500
CHANGING = (Stage.WRITING, Stage.PROPOSED)
MAIN = (CardAction.SUBMIT, CardAction.AGREE)
"""What whoever looks most likely came for."""
BEGUN = "begun"
BEGUN_TEXT = N_("Begonnen: het staat hieronder. Er is nog niets naar buiten gegaan.")


def routes(web: Web, desk: PublicDesk) -> APIRouter:
    """The addresses of these pages."""
    router = APIRouter()

    @router.get("/cases/{number}/public")
    async def sheet(request: Request, number: Number) -> Response:
        session = await web.reader(request)
        view = web.view(request)
        found = await desk.sheet(number, session.person, view.lang, _number(request.query_params.get("about", "")))
        if found is None:
            raise HTTPException(404)
        values = {
            "sheet": found,
            "listed": [(one.number, _listed(one, view)) for one in found.listed],
            "meant": next((_quoted(one, view, WHOLE) for one in found.listed if one.number == found.mention), ""),
            "starts": [(verb.value, verb_name(verb, view.lang)) for verb in found.verbs],
            "drafts": [_shown(found, place, session.person) for place in range(len(found.drafts))],
            "flash": _came(web, request),
            "first": _first(request, bool(found.drafts)),
        }
        return web.page(request, session, "public.html", {**values, "on": "cases"})

    @router.post("/cases/{number}/public/start")
    async def start(request: Request, number: Number) -> Response:
        session, form = await web.posted(request)
        verb = field(form, "verb")
        if verb not in tuple(Verb):
            raise HTTPException(422)
        mention = _number(field(form, "about"))
        begun = await desk.start(number, Verb(verb), web.acting(session, form), mention)
        return back(f"/cases/{number}/public", came=BEGUN if begun else Word.NOT_NOW, about=str(mention or ""))

    @router.post("/cases/{number}/evidence")
    async def evidence(request: Request, number: Number) -> Response:
        session, form = await web.posted(request)
        mention = _number(field(form, "about"))
        came = await desk.keep_evidence(number, web.acting(session, form), mention)
        if came is None:
            raise HTTPException(404)
        return back(f"/cases/{number}/public", kept=came.kept, mark=came.mark, about=str(mention or ""))

    @router.post("/cases/{number}/public")
    async def wish(request: Request, number: Number) -> Response:
        session, form = await web.posted(request)
        came = await desk.wish(number, _wish(form), web.acting(session, form))
        return back(f"/cases/{number}/public", came=came or Word.OVER)

    @router.get("/register")
    async def register(request: Request) -> Response:
        session = await web.reader(request)
        view = web.view(request)
        rows = [
            {
                "at": view.moment(one.done_at) if one.done_at else "",
                "what": measure_name(one.verb, view.lang),
                "breach": names.category(one.breach, view.lang),
                "who": ", ".join(names.short(p, view.protocol) for p in (one.by, *one.agreed.split())),
                "case": one.case_id,
                "hash": one.hash[:12],
                "appeal": view.moment(one.appeal_until) if one.appeal_until else "",
                "review": names.role(one.review, view.protocol) if one.review else "",
                "undone": names.short(one.undone_by, view.protocol) if one.undone_at else "",
            }
            for one in await desk.register()
        ]
        return web.page(request, session, "register.html", {"rows": rows, "on": "status"})

    return router


def _wish(form: FormData) -> Wish:
    """What a form asks. Raises ``HTTPException`` (422)."""
    action, text = field(form, "action"), cleaned(field(form, "text"))
    word, _, place = action.partition(":")
    numbers = [field(form, "draft"), field(form, "turn"), place or "0"]
    if word not in tuple(CardAction) or len(text) > TEXT_LIMIT or not all(map(_is_number, numbers)):
        raise HTTPException(422)
    place_, reason = field(form, "field")[:40], cleaned(field(form, "reason"))[:REASON]
    return Wish(int(numbers[0]), CardAction(word), int(numbers[1]), int(numbers[2]), text, place_, reason)


def _number(text: str) -> int:
    """The number somebody sent; 0 for none."""
    return int(text) if _is_number(text) else 0


def _listed(one: Listed, view: View) -> str:
    """A message as one line of a list, masked as on a phone."""
    said = _quoted(one, view, SHORT)
    return f"{one.place}. {names.platform(one.platform, view.lang)} · {view.moment(one.posted_at)} · {said}"


def _quoted(one: Listed, view: View, length: int) -> str:
    hide = view.protocol.privacy.hide_names_in_alerts
    return quote(one.text, view.lang, names=one.names, hide=hide, length=length)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _shown(sheet: PublicSheet, place: int, person: str) -> dict[str, object]:
    """A draft as the page draws it: the card, its buttons, and where words may be typed."""
    line = sheet.drafts[place]
    draft, facts = line.facts.draft, line.facts
    given = [b for row in line.card.buttons for b in row]
    declines = [b.label for b in given if b.action is CardAction.DECLINE] if draft.by != person else []
    elsewhere = (None, CardAction.OWN, CardAction.TEMPLATE, *([CardAction.DECLINE] if declines else []))
    reason = draft.verb not in TEXTS and draft.stage in CHANGING and draft.by == person
    return {
        "id": draft.id,
        "turn": draft.turn,
        "card": draw(line.card.html),
        "buttons": [_pressable(b) for b in given if b.action not in elsewhere],
        "texts": [_pressable(b) for b in given if b.action is CardAction.TEMPLATE],
        "writes": any(b.action is CardAction.OWN for b in given),
        "reason": reason,
        "refuses": "".join(declines[:1]),
        "refused": draft.stage is Stage.REFUSED and draft.refused_by == person and not draft.reason,
        "open": facts.open[:1] if draft.by == person and draft.stage is Stage.WRITING else (),
        "text": facts.text,
    }


def _first(request: Request, begun: bool) -> str:
    """What stands on top: what was begun, unless the reader comes for one message to begin something new."""
    asked = "about" in request.query_params and "came" not in request.query_params
    return "begun" if begun and not asked else "begin"


def _pressable(button: CardButton) -> tuple[str, str, bool]:
    """What stands on the button, what it sends, and whether it is the likeliest."""
    return button.label, f"{button.action}:{button.arg}", button.action in MAIN


def _came(web: Web, request: Request) -> Flash | None:
    """What the last form gave, in words."""
    came, view = request.query_params.get("came", ""), web.view(request)
    kept, mark = request.query_params.get("kept", ""), request.query_params.get("mark", "")
    if kept in tuple(Keeping) and mark.isalnum() == bool(mark) and len(mark) <= MARK:
        return Flash(kept_text(Keeping(kept), mark, view.lang), kept != Keeping.NOTHING)
    if came == BEGUN:
        return Flash(view.say(BEGUN_TEXT), good=True)
    if came not in tuple(Word):
        return None
    return Flash(said_text(Word(came), view.lang), Word(came) in GOOD)
