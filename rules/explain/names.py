"""Ids of the protocol in words a colleague reads. An id we have no words for is shown as itself, without underscores."""

from collections.abc import Mapping

from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol

CATEGORIES: Mapping[str, str] = {
    "suicidal": N_("Uiting over zelfdoding"),
    "threat": N_("Bedreiging"),
    "abuse_neglect": N_("Mishandeling of verwaarlozing"),
    "incident": N_("Ernstig voorval"),
    "privacy_leak": N_("Persoonsgegevens op straat"),
    "media_request": N_("Vraag van de pers"),
    "media_coverage": N_("In het nieuws"),
    "politics_regulator": N_("Politiek of toezichthouder"),
    "legal": N_("Juridische stap"),
    "disinformation": N_("Gerucht of onwaarheid"),
    "hate": N_("Haat of discriminatie"),
    "staff_post": N_("Bericht van een medewerker"),
    "spam": N_("Reclame of oplichting"),
    "work_interest": N_("Interesse in werk"),
    "question": N_("Vraag"),
    "complaint": N_("Klacht"),
    "compliment": N_("Compliment"),
    "praise_story": N_("Mooi verhaal"),
    "silent_source": N_("Bron stil"),
    "peak": N_("Veel berichten tegelijk"),
    "storm": N_("Storm"),
}

SUGGESTIONS: Mapping[str, str] = {
    "reply_private": N_("Antwoord in een privébericht, niet openbaar."),
    "show_helpline": N_("Wijs op de hulplijn: 113 of 0800-0113."),
    "report_to_platform": N_("Meld het bericht bij het platform."),
    "call_112": N_("Bel 112."),
    "keep_evidence": N_("Leg eerst bewijs vast: schermafdruk, link en tijd."),
    "hide": N_("Verberg het bericht op onze eigen pagina."),
    "report_to_police": N_("Meld dit bij de politie."),
    "check_facts": N_("Zoek eerst uit of het klopt."),
    "correct_once": N_("Zet het één keer recht, ga niet in discussie."),
    "talk_first": N_("Praat eerst met de medewerker zelf."),
    "never_reply_publicly": N_("Reageer niet openbaar."),
}

PLATFORMS: Mapping[str, str] = {
    "facebook_page": "Facebook",
    "facebook_group": N_("Facebook-groep"),
    "instagram": "Instagram",
    "youtube": "YouTube",
    "linkedin": "LinkedIn",
    "x": "X",
    "google_review": N_("Google-recensie"),
    "zorgkaart": "ZorgkaartNederland",
    "forum": N_("forum"),
    "news": N_("nieuws"),
    "rss": N_("nieuws"),
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "threads": "Threads",
    "reddit": "Reddit",
    "tiktok": "TikTok",
}


def _named(table: Mapping[str, str], known: str, lang: Lang) -> str:
    text = table.get(known)
    return translator(lang).gettext(text) if text else known.replace("_", " ")


def category(known: str | None, lang: Lang) -> str:
    """What a category is about; empty for none."""
    return _named(CATEGORIES, known, lang) if known else ""


def suggestion(known: str, lang: Lang) -> str:
    """What a suggestion of a rule asks somebody to do."""
    return _named(SUGGESTIONS, known, lang)


def platform(known: str, lang: Lang) -> str:
    """How people call a platform."""
    return _named(PLATFORMS, known, lang)


def level(known: str, protocol: Protocol) -> str:
    """A level's name in the protocol; its id when a newer protocol no longer has it."""
    found = protocol.levels.get(known)
    return found.name if found else known


def icon(known: str, protocol: Protocol) -> str:
    """A level's icon; empty when it has none."""
    found = protocol.levels.get(known)
    return found.icon if found else ""


def location(known: str | None, protocol: Protocol) -> str:
    """A location's name; empty for none."""
    if not known:
        return ""
    found = protocol.organisation.locations.get(known)
    return found.name if found else known


def role(known: str, protocol: Protocol) -> str:
    """A role's name; empty for none."""
    found = protocol.roles.get(known)
    return found.name if found else known.replace("_", " ")


def full(known: str, protocol: Protocol) -> str:
    """A colleague's whole name; the id when the protocol no longer has them."""
    found = protocol.people.get(known)
    return found.name if found else known


def short(known: str, protocol: Protocol) -> str:
    """A colleague's first name, or the whole name when two share the first."""
    name = full(known, protocol)
    first = name.split(" ")[0]
    sharing = [p for p in protocol.people.values() if p.name.split(" ")[0] == first]
    return first if len(sharing) <= 1 else name
