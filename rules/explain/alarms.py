"""What the manager is told when something is wrong with the service itself. No names of clients, no words of a mention."""

from enum import StrEnum

from rules.explain.quote import shorten, tidy
from rules.explain.ways import notifier_name
from rules.i18n import N_, Lang, translator


class Alarm(StrEnum):
    """What is wrong."""

    TOKEN = "token"  # noqa: S105 - a way to reach people refuses our credentials
    UNREACHABLE = "unreachable"  # a colleague's way takes nothing any more
    STRANGE_GROUP = "strange_group"  # the bot was put in a group that is not the team's
    LEFT_OUT = "left_out"  # the bot was removed from a team's group


_WORDS = {
    Alarm.TOKEN: N_(
        "🔴 {notifier} weigert de toegang van seintje\n"
        "Dringende seintjes gaan nu langs de tweede weg. Er gaat niets verloren; alles wacht tot het weer kan.\n\n"
        "Zet een nieuw token of wachtwoord in config.yaml en start de dienst opnieuw. Kijk met: seintje status"
    ),
    Alarm.UNREACHABLE: N_(
        "🟡 {name} is niet meer te bereiken via {notifier}\n"
        "Seintjes gaan nu naar wie inspringt.\n\n"
        "Is de bot geblokkeerd, of klopt het adres niet meer? Telegram opnieuw koppelen: seintje user invite {person}"
    ),
    Alarm.STRANGE_GROUP: N_(
        "🟡 Iemand zette de bot in een vreemde groep\n"
        "Hij is er meteen weer uit gegaan en heeft er niets gezegd.\n\n"
        "Nummer van de groep: {chat}. Is het een groep van uw team? Zet haar dan in het protocol bij de rol (group)."
    ),
    Alarm.LEFT_OUT: N_(
        "🔴 De bot is uit de groep van {role} gehaald\n"
        "Wat in die groep hoort te staan komt daar niet meer aan. Persoonlijke seintjes gaan gewoon door.\n\n"
        "Zet de bot terug in de groep, of haal de groep uit het protocol."
    ),
}


def alarm_text(what: Alarm, lang: Lang, **values: str) -> str:
    """The whole text; its first two lines fit a lock screen. ``notifier`` is given as its id."""
    known = {name: shorten(tidy(value), 80) for name, value in values.items()}
    if "notifier" in known:
        way = notifier_name(known["notifier"], lang)
        known["notifier"] = way[:1].upper() + way[1:] if what is Alarm.TOKEN else way
    return translator(lang).gettext(_WORDS[what]).format(**known)
