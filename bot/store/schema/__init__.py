"""The tables, by what they are about. Foreign keys and indexes stand with their table; ``metadata`` knows them all."""

from bot.store.schema.base import EPOCH, MICROSECOND, Moment, metadata
from bot.store.schema.casework import audit, case_log, cases, chores, findings, timers
from bot.store.schema.learning import lessons, protocols, verdicts
from bot.store.schema.listening import (
    cursors,
    deliveries,
    gaps,
    keys,
    leases,
    mentions,
    quarantine,
    revisions,
    sources,
    spending,
    tombstones,
)
from bot.store.schema.public import acts, drafts, measures, tipoffs, tips
from bot.store.schema.roster import boards, invites, people, shifts, strangers, swap_requests, swaps
from bot.store.schema.sending import chats, dead_ways, failures_seen, lines, outbox, reports, updates, used_links
from bot.store.schema.storms import alarms, counted, rhythm, search_terms, silences

__all__ = [
    "EPOCH",
    "MICROSECOND",
    "Moment",
    "acts",
    "alarms",
    "audit",
    "boards",
    "case_log",
    "cases",
    "chats",
    "chores",
    "counted",
    "cursors",
    "dead_ways",
    "deliveries",
    "drafts",
    "failures_seen",
    "findings",
    "gaps",
    "invites",
    "keys",
    "leases",
    "lessons",
    "lines",
    "measures",
    "mentions",
    "metadata",
    "outbox",
    "people",
    "protocols",
    "quarantine",
    "reports",
    "revisions",
    "rhythm",
    "search_terms",
    "shifts",
    "silences",
    "sources",
    "spending",
    "strangers",
    "swap_requests",
    "swaps",
    "timers",
    "tipoffs",
    "tips",
    "tombstones",
    "updates",
    "used_links",
    "verdicts",
]
