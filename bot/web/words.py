"""Fixed words of the pages (states, buttons, deliveries, what comes next). Dutch here, English in the catalogue."""

from collections.abc import Mapping

from bot.web.desk_port import TelegramState, Wanted
from rules.case.model import Action, NoticeKind, Reply, State, TimerKind
from rules.i18n import N_

STATES: Mapping[str, str] = {
    State.OPEN: N_("Niemand heeft dit"),
    State.ACKNOWLEDGED: N_("Opgepakt"),
    State.SNOOZED: N_("Sluimert"),
    State.RESOLVED: N_("Afgerond"),
}

TEAM = N_("het team (stille kopie)")
NEXT_STEP = N_("de volgende stap, nu")
SNOOZE, UNTIL = N_("Laat sluimeren"), N_("Tot wanneer")
RAISE, HOW_HIGH = N_("Schaal op"), N_("Waarheen")
HAND, WHOM = N_("Vraag een collega"), N_("Wie")
MERGE, CASE_NUMBER = N_("Hoort bij een andere zaak"), N_("Nummer van die zaak")
SPLIT, WHICH_LEAVE = N_("Maak er een eigen zaak van"), N_("Welke berichten horen niet in deze zaak?")
MENTION = N_("bericht {number}")

ACTIONS: Mapping[str, str] = {
    Action.TAKE: N_("Ik pak dit op"),
    Action.RESOLVE: N_("Afgerond"),
    Action.RETURN: N_("Geef terug"),
    Action.DECLINE: N_("Niet voor mij"),
    Action.REOPEN: N_("Heropen"),
    Action.SNOOZE: SNOOZE,
    Action.RAISE: RAISE,
    Action.HAND: HAND,
    Action.MERGE: MERGE,
    Action.SPLIT: SPLIT,
}

GOOD = frozenset(
    {
        Reply.TAKEN,
        Reply.YOURS_ALREADY,
        Reply.RETURNED,
        Reply.RESOLVED,
        Reply.DECLINED,
        Reply.NOTED,
        Reply.SNOOZED,
        Reply.RAISED,
        Reply.REOPENED,
        Reply.HANDED,
        Reply.MERGED,
        Reply.SPLIT,
        Reply.SPLIT_SEVERAL,
    }
)
"""Answers that say it worked; the others ask attention."""

YOU = N_("U")
BUTTON_GONE = N_("Die knop is er niet meer: het bericht is intussen veranderd. Kijk hoe het er nu voor staat.")

FILTERS: Mapping[Wanted, str] = {
    Wanted.LIVE: N_("Lopend"),
    Wanted.OPEN: N_("Niemand"),
    Wanted.MINE: N_("Van mij"),
    Wanted.ALL: N_("Alles"),
}

NOTICES: Mapping[str, str] = {
    NoticeKind.NEW: N_("nieuwe zaak"),
    NoticeKind.ESCALATED: N_("opgeschaald"),
    NoticeKind.LEVEL_UP: N_("niveau omhoog"),
    NoticeKind.NEW_FACT: N_("nieuw feit"),
    NoticeKind.AGAIN: N_("nog steeds open"),
    NoticeKind.REMINDER: N_("herinnering"),
    NoticeKind.INFORMED: N_("ter informatie"),
    NoticeKind.MOVED_ON: N_("de vorige was niet bereikbaar"),
    NoticeKind.RAISED: N_("opgeschaald door een collega"),
    NoticeKind.HANDED: N_("gevraagd door een collega"),
    NoticeKind.WOKEN: N_("sluimertijd om"),
    NoticeKind.ENDED: N_("niemand pakte het op"),
}

DELIVERIES: Mapping[str, str] = {
    "pending": N_("wacht op verzending"),
    "sending": N_("wordt verzonden"),
    "sent": N_("afgeleverd"),
    "failed": N_("niet afgeleverd"),
    "cancelled": N_("ingetrokken, niet meer nodig"),
    "replaced": N_("vervangen door een nieuwere versie"),
}

NEXT: Mapping[str, str] = {
    TimerKind.STEP: N_("Pakt niemand dit op, dan gaat het seintje om {time} naar de volgende stap."),
    TimerKind.LAST_RESORT: N_("Pakt niemand dit op, dan gaat om {time} het laatste vangnet (opnieuw) af."),
    TimerKind.REPLY: N_("Om {time} is het beloofde antwoord nodig; dan komt er een herinnering."),
    TimerKind.RESUME: N_("Gebeurt er niets, dan loopt de opschaling om {time} weer door."),
    TimerKind.SNOOZE: N_("Om {time} is de sluimertijd om; bij iets nieuws of veel meer berichten eerder."),
    TimerKind.END: N_("Om {time} hoort wie het protocol beheert, dat niemand dit oppakte."),
}

TELEGRAM: Mapping[TelegramState, str] = {
    TelegramState.CONNECTED: N_("Verbonden"),
    TelegramState.UNREACHABLE: N_("Onbereikbaar; we blijven het proberen"),
    TelegramState.REFUSED: N_("Het token wordt geweigerd; vraag de beheerder"),
    TelegramState.CONFLICT: N_("Een ander programma gebruikt hetzelfde token"),
    TelegramState.OFF: N_("Niet ingesteld"),
}

TONES: Mapping[str, str] = {
    "negative": N_("negatief"),
    "neutral": N_("neutraal"),
    "positive": N_("positief"),
}

NOT_READY: Mapping[str, str] = {
    "database": N_("de database antwoordt niet"),
    "loop_blocked": N_("de dienst staat stil"),
    "telegram": N_("Telegram is niet bereikbaar"),
    "protocol": N_("er is geen geldig protocol"),
    "sources": N_("er is geen bron die werkt"),
}


def plain(word: str) -> str:
    """A fixed word that has no translation yet, readable all the same."""
    return word.replace("_", " ")
