"""What the auditor found, in words: what is wrong, since when, and what to do. Never a text of a mention or a name of a client."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from rules.audit.model import Finding, Invariant, Trouble
from rules.audit.tell import Alarm
from rules.explain.when import lasted, moment
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol

_WRONG: Mapping[Invariant, str] = {
    Invariant.TIMER_LATE: N_("de opschaling loopt {time} achter (stappen: {n})"),
    Invariant.OUTBOX_STUCK: N_("er wacht al {time} iets op verzending via {notifier} (seintjes: {n})"),
    Invariant.CASE_STILL: N_("zaak {subject} is open, maar er komt geen volgende stap"),
    Invariant.NOBODY_TOLD: N_("zaak {subject} is al {time} open en niemand kreeg een seintje"),
    Invariant.JUDGING_STUCK: N_("er wacht al {time} iets op een beoordeling (berichten: {n})"),
    Invariant.PRESSES_STUCK: N_("wat collega's antwoordden is al {time} niet verwerkt (antwoorden: {n})"),
    Invariant.SOURCE_FAILING: N_("bron {subject} lukt al {time} niet: {why}"),
    Invariant.SOURCE_STILL: N_("bron {subject} is al {time} niet gelezen"),
    Invariant.SOURCE_SILENT: N_("bron {subject} is al {time} stil; in andere weken kwam er dan altijd wat binnen"),
    Invariant.TASK_LEFT: N_("taak {subject} wordt al {time} door geen enkel knooppunt gedaan"),
    Invariant.WATCHER_DEAD: N_("het lezen van {subject} is {times} keer achter elkaar vastgelopen ({why})"),
    Invariant.ROSTER_HOLE: N_("rooster {schedule}: van {start} tot {end} heeft niemand dienst"),
    Invariant.UNREACHABLE: N_("{person} is niet te bereiken"),
    Invariant.ONE_WAY: N_("{person} is alleen te bereiken via {notifier}"),
    Invariant.DEAD_LETTER: N_("het laatste etmaal kon iets niet worden afgeleverd (seintjes: {n})"),
    Invariant.QUARANTINED: N_("het laatste etmaal kon iets niet worden beoordeeld (berichten: {n})"),
    Invariant.DATABASE: N_("de database kan al {time} niet worden beschreven: {trouble}"),
    Invariant.DISK_LOW: N_("de schijf van de database is bijna vol: nog {free} MB"),
    Invariant.CLOCK_DRIFT: N_("de klok van deze computer is {seconds} seconden verschoven"),
    Invariant.PROTOCOL_BROKEN: N_("het gewijzigde protocol op schijf kan al {time} niet gebruikt worden"),
    Invariant.PROTOCOL_WAITS: N_("een wijziging van het protocol wacht al {time} op akkoord"),
    Invariant.NOTIFIER_REFUSED: N_("{notifier} weigert ons sinds {since}: er gaat niets meer langs die weg"),
    Invariant.NOTIFIER_DOWN: N_("{notifier} is al {time} niet te bereiken"),
    Invariant.LOOP_BLOCKED: N_("de dienst staat al {time} stil"),
    Invariant.BACKUP_LATE: N_("er is al {time} geen goede reservekopie gemaakt"),
    Invariant.ALARM_FAILED: N_("een alarm kon niet langs {notifier} worden afgeleverd"),
    Invariant.LINKS_GUESSED: N_("iemand probeert in te loggen met links die niet kloppen (pogingen: {n})"),
    Invariant.LOG_CHANGED: N_("het logboek is achteraf veranderd (ergens vanaf regel {n})"),
}

_REMEDY: Mapping[Invariant, str] = {
    Invariant.TIMER_LATE: N_("Kijk zelf naar de open zaken en herstart de dienst."),
    Invariant.OUTBOX_STUCK: N_("Bel wie het moet weten. Ze worden bewaard en gaan zodra het kan."),
    Invariant.CASE_STILL: N_("Pak de zaak zelf op of geef haar door."),
    Invariant.NOBODY_TOLD: N_("Pak de zaak zelf op of geef haar door."),
    Invariant.JUDGING_STUCK: N_("Kijk zelf op de kanalen en herstart de dienst."),
    Invariant.PRESSES_STUCK: N_("Spreek af wie wat doet en herstart de dienst."),
    Invariant.SOURCE_FAILING: N_("Kijk zolang zelf op dat kanaal. Meestal is een nieuw token of adres nodig."),
    Invariant.SOURCE_STILL: N_("Kijk zolang zelf op dat kanaal en herstart de dienst."),
    Invariant.SOURCE_SILENT: N_("Kijk zelf of er echt niets is; anders klopt de toegang of de zoekvraag niet meer."),
    Invariant.TASK_LEFT: N_("Kijk zolang zelf op dat kanaal en herstart de dienst op elk knooppunt."),
    Invariant.WATCHER_DEAD: N_("Kijk zolang zelf op dat kanaal. In het log staat waar het misgaat."),
    Invariant.ROSTER_HOLE: N_("Zet er iemand in, of ruil."),
    Invariant.UNREACHABLE: N_("Laat de telefoon opnieuw koppelen: seintje user invite"),
    Invariant.ONE_WAY: N_("Regel een tweede manier, zoals e-mail. Valt de ene uit, dan hoort niemand iets."),
    Invariant.DEAD_LETTER: N_("Kijk met /status bij welke zaken, bel wie het moest weten en vink het af."),
    Invariant.QUARANTINED: N_("Lees ze zelf na."),
    Invariant.DATABASE: N_("Wat nu binnenkomt, wordt geweigerd tot het weer kan; er gaat niets verloren."),
    Invariant.DISK_LOW: N_("Maak ruimte. Is hij vol, dan kan er niets meer bewaard worden."),
    Invariant.CLOCK_DRIFT: N_("Zet de tijd gelijk (NTP). Opschalen gaat door op de klok van vóór de sprong."),
    Invariant.PROTOCOL_BROKEN: N_("De vorige versie blijft actief. Alle problemen: seintje check"),
    Invariant.PROTOCOL_WAITS: N_("Bekijk haar en zeg ja of nee: seintje protocol"),
    Invariant.NOTIFIER_REFUSED: N_("Zet een nieuw token, of stop het andere programma dat dit token gebruikt."),
    Invariant.NOTIFIER_DOWN: N_("Seintjes blijven bewaard. Wat dringend is, gaat langs de andere weg."),
    Invariant.LOOP_BLOCKED: N_("Herstart de dienst; er gaat niets verloren."),
    Invariant.BACKUP_LATE: N_("Kijk of de map bestaat en ruimte heeft, en draai: seintje backup"),
    Invariant.ALARM_FAILED: N_("Controleer die weg: alarmen komen daar niet aan."),
    Invariant.LINKS_GUESSED: N_("Niemand kwam binnen. Kijk wie bij de pagina's kan; wie hoort, kan blijven inloggen."),
    Invariant.LOG_CHANGED: N_("Iemand heeft in de database geschreven. Leg een reservekopie apart en zoek uit wie."),
}

_TROUBLE: Mapping[Trouble, str] = {
    Trouble.LOCKED: N_("een ander programma houdt haar bezet"),
    Trouble.FULL: N_("de schijf is vol"),
    Trouble.READ_ONLY: N_("er mag niet geschreven worden"),
    Trouble.GONE: N_("het bestand is weggehaald of vervangen"),
    Trouble.DAMAGED: N_("het bestand is beschadigd"),
    Trouble.OTHER: N_("in het log staat waarom"),
}

_NOTIFIERS: Mapping[str, str] = {"telegram": "Telegram", "mail": N_("e-mail"), "email": N_("e-mail")}

_NOBODY_EITHER = N_("iedereen is alleen te bereiken via {notifier}")
_BLIND = N_("bron {subject} is blind sinds {since}: {why}")
_NOT_PAIRED = N_("{person} heeft geen gekoppelde telefoon en kan dringende seintjes niet krijgen")
_UNEXPECTED = N_("onverwachte fout, zie het log")


def sentence(finding: Finding, protocol: Protocol, lang: Lang, now: datetime) -> str:
    """What is wrong, in one sentence without a capital or full stop."""
    say = translator(lang).gettext
    return say(_template(finding)).format(**_values(finding, protocol, lang, now))


def remedy(finding: Finding, lang: Lang) -> str:
    """What to do about it."""
    return translator(lang).gettext(_REMEDY[finding.invariant])


def alarm_text(alarm: Alarm, protocol: Protocol, lang: Lang, now: datetime) -> str:
    """The whole message of an alarm, without markup; the first line is what a lock screen shows."""
    say = translator(lang).gettext
    text = sentence(alarm.finding, protocol, lang, now)
    if alarm.mended:
        return say(N_("✅ seintje: weer in orde. Het ging om: {text}.")).format(text=text)
    head = say(N_("🔧 seintje: nog steeds: {text}.")) if alarm.again else say(N_("🔧 seintje: {text}."))
    return head.format(text=text) + "\n" + remedy(alarm.finding, lang)


def _template(finding: Finding) -> str:
    match finding.invariant:
        case Invariant.SOURCE_FAILING if finding.values.get("blind"):
            return _BLIND
        case Invariant.UNREACHABLE if finding.since is None:
            return _NOT_PAIRED
        case Invariant.ONE_WAY if not finding.subject:
            return _NOBODY_EITHER
        case _:
            return _WRONG[finding.invariant]


def _values(finding: Finding, protocol: Protocol, lang: Lang, now: datetime) -> dict[str, object]:
    say, zone = translator(lang).gettext, protocol.timezone
    person = finding.subject.partition(" ")[0]
    known = protocol.people.get(person)
    notifier = str(finding.values.get("notifier", finding.subject))
    values: dict[str, object] = {
        "subject": finding.subject,
        "person": known.name if known else person,
        "notifier": say(_NOTIFIERS.get(notifier, notifier)) if notifier else "",
        "time": lasted(now - finding.since if finding.since else timedelta(0), lang),
        "since": moment(finding.since, now, zone, lang) if finding.since else "?",
        **{name: value for name, value in finding.values.items() if name != "notifier"},
    }
    if finding.invariant is Invariant.DATABASE:
        values["trouble"] = say(_TROUBLE[Trouble(finding.values["trouble"])])
    if values.get("why") == "unexpected":
        values["why"] = say(_UNEXPECTED)
    if "free" in finding.values:
        values["free"] = finding.values["free"] // 1_000_000
    for edge in ("start", "end"):
        if edge in finding.values:
            values[edge] = moment(datetime.fromisoformat(finding.values[edge]), now, zone, lang)
    return values
