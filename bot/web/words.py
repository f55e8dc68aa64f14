"""Fixed words of the house (states, actions, answers, log entries) as people read them. Dutch here, English in the catalogue."""

from collections.abc import Mapping

from bot.web.desk_port import TelegramState, Wanted
from rules.case.model import Action, NoticeKind, Reply, State, TimerKind
from rules.i18n import N_
from rules.judge.verdict import Effect

STATES: Mapping[str, str] = {
    State.OPEN: N_("Niemand heeft dit"),
    State.ACKNOWLEDGED: N_("Opgepakt"),
    State.SNOOZED: N_("Sluimert"),
    State.RESOLVED: N_("Afgerond"),
}

ACTIONS: Mapping[str, str] = {
    Action.TAKE: N_("Ik pak dit op"),
    Action.RESOLVE: N_("Afgerond"),
    Action.RETURN: N_("Geef terug"),
    Action.DECLINE: N_("Niet voor mij"),
}

ANSWERS: Mapping[str, str] = {
    Reply.TAKEN: N_("U heeft deze zaak. De opschaling is gestopt."),
    Reply.YOURS_ALREADY: N_("U had deze zaak al."),
    Reply.RETURNED: N_("U heeft de zaak teruggegeven. De opschaling loopt weer."),
    Reply.RESOLVED: N_("De zaak is afgerond."),
    Reply.DECLINED: N_("Genoteerd: niet voor u. De opschaling loopt door."),
    Reply.STALE: N_("Verouderd: {who} was u voor. Er is niets veranderd; kijk hoe de zaak er nu voor staat."),
    Reply.CLOSED: N_("Deze zaak is al afgerond."),
    Reply.NOTED: N_("Uw notitie staat in het logboek."),
    Reply.NOT_ALLOWED: N_("Dat mag u bij deze zaak niet doen."),
    Reply.UNKNOWN: N_("Deze zaak bestaat niet (meer)."),
}

GOOD = frozenset({Reply.TAKEN, Reply.YOURS_ALREADY, Reply.RETURNED, Reply.RESOLVED, Reply.DECLINED, Reply.NOTED})
"""Answers that say it worked; the others ask attention."""

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
}

LOG: Mapping[str, str] = {
    "opened": N_("Zaak geopend"),
    "mention_added": N_("Bericht toegevoegd"),
    "new_fact": N_("Nieuw feit"),
    "level_up": N_("Niveau omhoog"),
    "step": N_("Volgende stap van de opschaling"),
    "told": N_("Seintje afgeleverd"),
    "nobody": N_("Niemand te bereiken voor deze stap"),
    "last_resort": N_("Laatste vangnet"),
    "taken": N_("Opgepakt"),
    "returned": N_("Teruggegeven"),
    "resolved": N_("Afgerond"),
    "reopened": N_("Heropend"),
    "declined": N_("Niet voor mij"),
    "noted": N_("Notitie"),
    "stale": N_("Verouderde knop, niets veranderd"),
    "reminded": N_("Herinnering gestuurd"),
    "promise_lapsed": N_("Belofte verlopen, de opschaling loopt weer"),
    "undeliverable": N_("Seintje niet af te leveren"),
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

PLATFORMS: Mapping[str, str] = {
    "facebook": "Facebook",
    "facebook_page": N_("Facebook, eigen pagina"),
    "facebook_group": N_("Facebook, groep"),
    "instagram": "Instagram",
    "youtube": "YouTube",
    "linkedin": "LinkedIn",
    "x": "X",
    "threads": "Threads",
    "bluesky": "Bluesky",
    "mastodon": "Mastodon",
    "reddit": "Reddit",
    "google_review": N_("Google, beoordeling"),
    "zorgkaart": "ZorgkaartNederland",
    "forum": N_("Forum"),
    "news": N_("Nieuws"),
    "rss": N_("Nieuwsfeed"),
}

CATEGORIES: Mapping[str, str] = {
    "complaint": N_("klacht"),
    "question": N_("vraag"),
    "compliment": N_("compliment"),
    "praise_story": N_("mooi verhaal"),
    "incident": N_("ongeval of brand"),
    "abuse_neglect": N_("mishandeling of verwaarlozing"),
    "suicidal": N_("suïcidale uiting"),
    "threat": N_("dreiging"),
    "privacy_leak": N_("privacylek"),
    "media_request": N_("vraag van de pers"),
    "media_coverage": N_("bericht in de pers"),
    "politics_regulator": N_("politiek of toezicht"),
    "legal": N_("juridisch"),
    "disinformation": N_("onwaarheid of gerucht"),
    "hate": N_("haat"),
    "trolling": N_("getrol"),
    "spam": N_("reclame"),
    "staff_post": N_("bericht van een medewerker"),
    "work_interest": N_("belangstelling voor werk"),
    "irrelevant": N_("gaat niet over ons"),
}

EFFECTS: Mapping[str, str] = {
    Effect.FLOOR: N_("{rule}: minstens {level}"),
    Effect.POINTS: N_("{rule}: {points} punten"),
    Effect.BRAKE: N_("{rule}: hoogstens {level}"),
    Effect.NOTE: "{rule}",
}
"""What a rule did, when the judgement was stored without a sentence of its own."""

BUILT_IN: Mapping[str, str] = {
    "about_us": N_("Gaat over ons"),
    "not_us": N_("Gaat over een naamgenoot"),
    "points": N_("Alle punten samen"),
}

NOT_READY: Mapping[str, str] = {
    "database": N_("de database antwoordt niet"),
    "telegram": N_("Telegram is niet bereikbaar"),
    "protocol": N_("er is geen geldig protocol"),
    "sources": N_("er is geen bron die werkt"),
}


def plain(word: str) -> str:
    """A fixed word that has no translation yet, readable all the same."""
    return word.replace("_", " ")
