"""Which of a case's mentions is meant: what stands under a notification while somebody chooses, as one line of text.

``pick:0`` is the first page of the list, ``about:17`` one mention, ``gather:0:3,5`` the first page with two of them chosen
to leave the case. The line is kept with the edit that showed it, so that a press knows what was chosen before.
"""

from dataclasses import dataclass

from bot.store import Tx, picking
from rules.case.deeds import Ask
from rules.case.model import Case
from rules.explain.notices.picking import PAGE
from rules.explain.notices.values import Picking

MOST = 50
"""So many mentions can leave a case at once."""


@dataclass(frozen=True, slots=True)
class View:
    """The line, taken apart."""

    name: str = ""
    number: int = 0
    chosen: tuple[int, ...] = ()

    def __str__(self) -> str:
        chosen = f":{','.join(map(str, self.chosen))}" if self.chosen else ""
        return f"{self.name}:{self.number}{chosen}"


def view_of(text: str) -> View:
    """The view of a line; one that is none of these has only its name."""
    name, _, rest = text.partition(":")
    number, _, chosen = rest.partition(":")
    return View(name, int(number or 0), tuple(int(one) for one in chosen.split(",") if one))


def picked(tx: Tx, case: Case, text: str) -> Picking | None:
    """What the view shows; None for any other view, and where what it is about is not of the case any more."""
    view = view_of(text)
    if view.name == Ask.ABOUT:
        found = picking.one(tx, case.id, case.worst_mention, view.number)
        return None if found is None else Picking(Ask.ABOUT, (found,), picking.total(tx, case.id))
    if view.name not in (Ask.PICK, Ask.GATHER):
        return None
    total = picking.total(tx, case.id)
    page = min(view.number, max(total - 1, 0) // PAGE)
    listed = picking.listed(tx, case.id, case.worst_mention, page * PAGE, PAGE)
    return Picking(Ask(view.name), listed, total, page, view.chosen)


def next_view(now: str, deed: Ask, argument: int) -> str:
    """The view after a press. ``argument``: a page counted from one, or the number of a mention; 0 for neither."""
    view = view_of(now)
    chosen = view.chosen if view.name == Ask.GATHER else ()
    match deed:
        case Ask.PICK:
            return str(View(Ask.PICK, max(argument - 1, 0)))
        case Ask.ABOUT:
            return str(View(Ask.ABOUT, argument))
        case Ask.GATHER:
            page = view.number if view.name == Ask.GATHER else 0
            return str(View(Ask.GATHER, page, _toggled(chosen, argument)))
        case Ask.GATHER_PAGE:
            return str(View(Ask.GATHER, max(argument - 1, 0), chosen))
        case _:
            return deed.value


def _toggled(chosen: tuple[int, ...], one: int) -> tuple[int, ...]:
    if one in chosen:
        return tuple(known for known in chosen if known != one)
    return (*chosen, one) if one and len(chosen) < MOST else chosen
