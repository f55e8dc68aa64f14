"""Draw messages about several cases or about a storm: gather the facts, let ``rules.explain`` find the words, sign the buttons."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.scaling import ASK_AGAIN
from bot.ports import TELEGRAM, Button, Message
from bot.store import Tx, bundles, cases, quiet, reads, rhythm
from bot.store.codec import load_mention
from bot.store.outbox import Errand
from rules.case.deeds import Ask
from rules.case.model import Action, Case, State
from rules.explain import sheets
from rules.explain.sheets import Sheet, StormFacts
from rules.i18n import Lang
from rules.protocol.model import Protocol

Sign = Callable[[str, int, Action | Ask, int, int], str]

TOP = 3
NO_CHOICE = 0
LATELY = timedelta(hours=1)
CALM = timedelta(hours=6)


def draw(
    tx: Tx, errand: Errand, protocol: Protocol, lang: Lang, now: datetime, link: str, sign: Sign
) -> Message | None:
    """The message of a sheet as things stand now; None when there is nothing left to say."""
    sheet = _sheet(tx, errand, protocol, lang, now, link)
    if sheet is None:
        return None
    if errand.notifier != TELEGRAM:  # nothing can be pressed there: what it says has the way to our pages
        return Message(html=sheet.html, plain=sheet.plain, silent=not errand.loud, lang=lang)
    rows = tuple(
        (Button(label, sign(errand.address, case.id, action, case.turn, NO_CHOICE)),)
        for label, action, case in sheet.buttons
    )
    number = errand.case_id or 0
    waits = tuple((Button(label, sign(errand.address, number, Ask.NOT_YET, 0, hours)),) for label, hours in sheet.waits)
    return Message(html=sheet.html, plain=sheet.plain, buttons=(*rows, *waits), silent=not errand.loud, lang=lang)


def _sheet(tx: Tx, errand: Errand, protocol: Protocol, lang: Lang, now: datetime, link: str) -> Sheet | None:
    what, _, rest = errand.payload.partition("\n")
    if what == "bundle":
        waiting = _open(tx, bundles.held_cases(tx, errand.person))
        return sheets.bundle(waiting, errand.person, protocol, lang, link) if waiting else None
    if what == "morning":
        waiting = _open(tx, json.loads(rest))
        return sheets.morning(waiting, errand.person, protocol, lang, link) if waiting else None
    found = cases.peek(tx, errand.case_id or 0)
    if found is None:
        return None
    if what == "scale_down":
        again = rhythm.chore_at(tx, f"{ASK_AGAIN}:{found[0].id}")
        return sheets.scale_down(found[0], facts(tx, found[0], now, CALM), protocol, lang, link, again)
    return sheets.summary(found[0], facts(tx, found[0], now, LATELY), protocol, lang, now, link)


def _open(tx: Tx, numbers: list[int]) -> list[Case]:
    found = [known[0] for number in numbers if (known := cases.peek(tx, number)) is not None]
    return [case for case in found if case.state is State.OPEN]


def facts(tx: Tx, case: Case, now: datetime, lately: timedelta) -> StormFacts:
    """What a summary tells of a storm."""
    grown = bundles.grown(tx, case.id, now - lately)
    posts = [load_mention(row.body) for row in bundles.of_case(tx, case.id)]
    asked = [load_mention(row.body) for row in bundles.of_case(tx, case.id, category="question", limit=TOP)]
    top = sorted(posts, key=lambda one: -(one.reach or 0))
    seen: dict[str, int] = {}
    distinct = [one for place, one in enumerate(top) if seen.setdefault(one.text, place) == place]
    terms = tuple(one.term for one in quiet.standing_terms(tx, now))
    return StormFacts(
        grown.mentions,
        grown.lately,
        grown.authors,
        grown.platforms,
        grown.tones,
        tuple(distinct[:TOP]),
        tuple(asked),
        terms,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What an evaluation is made from; ``first``: when somebody first heard of it."""

    case: Case
    facts: StormFacts
    log: tuple[tuple[datetime, str, str, str], ...]
    first: datetime | None


def told_of(tx: Tx, number: int, now: datetime) -> Told | None:
    """Everything of a case for its evaluation; None when there is no such case."""
    found = cases.peek(tx, number)
    if found is None:
        return None
    lines = tuple((line.at, line.what, line.who, line.detail) for line in reads.log_lines(tx, number))
    return Told(found[0], facts(tx, found[0], now, LATELY), lines, bundles.first_told(tx, number))
