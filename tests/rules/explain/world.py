"""A small organisation, a case and its facts, for texts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rules.case.model import Case, State
from rules.explain.notices import NoticeFacts
from rules.protocol.model import (
    Checklist,
    Level,
    Location,
    Organisation,
    Person,
    Privacy,
    Protocol,
    Role,
    Template,
)

NOW = datetime(2026, 3, 6, 1, 3, tzinfo=UTC)
"""02:03 in the Netherlands."""


def minutes(amount: float) -> timedelta:
    return timedelta(minutes=amount)


PROTOCOL = Protocol(
    title="Protocol",
    version="1",
    organisation=Organisation(
        "Zorggroep De Lindeboog",
        ZoneInfo("Europe/Amsterdam"),
        locations={"beukenhof": Location("beukenhof", "Beukenhof")},
    ),
    levels={
        "attention": Level("attention", 2, "Aandacht", "🟡"),
        "serious": Level("serious", 3, "Ernstig", "🟠"),
        "crisis": Level("crisis", 4, "Crisis", "🔴"),
    },
    people={
        "fatima": Person("fatima", "Fatima el Amrani"),
        "karin": Person("karin", "Karin Postma"),
        "karin2": Person("karin2", "Karin de Boer"),
    },
    roles={"piket": Role("piket", "Communicatiepiket"), "location_manager": Role("location_manager", "Locatiemanager")},
    templates={"zorgelijk": Template("zorgelijk", "Dag {naam}")},
    checklists={"igj": Checklist("igj", ("Calamiteit vastgesteld? Binnen 3 werkdagen melden bij de IGJ.",))},
)
DISCREET = replace(PROTOCOL, privacy=Privacy(discreet=True))

OPEN = Case(
    id=12,
    opened_at=NOW - minutes(15),
    level="serious",
    level_number=3,
    category="abuse_neglect",
    owner="piket",
    location="beukenhof",
    turn=1,
    mentions=14,
    reach=12300,
    last_mention_at=NOW - minutes(1),
)
TAKEN = replace(OPEN, state=State.ACKNOWLEDGED, assignee="fatima", taken_at=NOW)
RESOLVED = replace(TAKEN, state=State.RESOLVED, resolved_at=NOW)
LAPSED = replace(OPEN, assignee="fatima", taken_at=NOW - minutes(60))
RAISED = replace(LAPSED, level="crisis", level_number=4, level_since=NOW)
DRILL = replace(OPEN, drill=True)

FACTS = NoticeFacts(
    person="fatima",
    role="piket",
    why="on_duty",
    text="Mijn moeder, mevrouw Jansen, ligt al uren in haar eigen plas in Beukenhof!! "
    "Zie https://nieuws.nl@kwaad.example/x?y=1 of bel 06-12345678 @omroep",
    names=("Noud Tabak", "noud.tabak_nl"),
    platform="facebook_page",
    url="https://www.facebook.com/12/posts/34",
    posted_at=NOW - minutes(16),
    link="https://seintje.lindeboog.example/zaak/12",
    platforms=("facebook_page", "x"),
    first_at=NOW - minutes(21),
    suggest=("keep_evidence", "reply_private"),
    template="zorgelijk",
    checklist=("igj",),
    reasons=("Regel ‘Vermoeden van verwaarlozing’: “in haar eigen plas”.", "Locatie Beukenhof genoemd: +1 punt."),
)


def facts(**changes: Any) -> NoticeFacts:
    return replace(FACTS, **changes)
