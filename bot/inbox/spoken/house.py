"""``/koppel``, ``/inloggen``, ``/status``, ``/oefening`` and ``/regels``: this phone, the pages, how the service is, and the protocol."""

from bot.inbox.spoken.undelivered import told
from bot.inbox.spoken.values import Room, Said, Spoken, Word, for_managers
from bot.ports import Button
from bot.store import Tx, cases, people, protocols, reads
from rules.case.model import Record
from rules.explain import names
from rules.explain.notices.markup import safe
from rules.explain.when import moment
from rules.i18n import N_

RULES = 25
"""So many rules are named; the rest is in the file."""
SOURCES = 8


def _pair(tx: Tx, room: Room, spoken: Spoken) -> Said:
    return Said(spoken.say(N_("Deze telefoon is gekoppeld aan {name}."), name=names.full(spoken.person, room.protocol)))


def _login(tx: Tx, room: Room, spoken: Spoken) -> Said:
    """A link into the pages. Whoever holds this phone may press every button already, so it gives nothing new away."""
    if room.login is None:
        return Said(
            spoken.say(N_("De pagina’s zijn vanaf een telefoon niet te bereiken. Vraag de beheerder om een inloglink."))
        )
    cases.record(tx, None, Record("login_link", spoken.person, spoken.person), spoken.now)
    text = spoken.say(N_("Hiermee logt u in op de pagina’s: één keer, binnen een kwartier. Geef het aan niemand door."))
    link = room.login(spoken.person)
    button = Button(spoken.say(N_("Log in")), url=link)
    # where Telegram takes no button, the address stands in the text
    return Said(f"{text}\n\n{link}", safe(text), ((button,),))


def _status(tx: Tx, room: Room, spoken: Spoken) -> Said:
    counts = reads.tally(tx)
    lines = [
        spoken.say(N_("Zaken zonder iemand: {n}"), n=counts["cases_open"]),
        spoken.say(N_("Berichten die nog beoordeeld worden: {n}"), n=counts["mentions_waiting"]),
        spoken.say(N_("Seintjes die nog verzonden worden: {n}"), n=counts["outbox_waiting"]),
    ]
    if counts["mentions_quarantined"]:
        lines.append(
            spoken.say(N_("⚠️ Berichten die niet beoordeeld konden worden: {n}"), n=counts["mentions_quarantined"])
        )
    around = [*lines, *_sources(tx, room, spoken), *_people(tx, room, spoken)]
    letters = told(tx, room, spoken)
    return Said("\n".join([*around, letters.plain]), buttons=letters.buttons) if letters else Said("\n".join(around))


def _sources(tx: Tx, room: Room, spoken: Spoken) -> list[str]:
    lines = []
    for source in reads.source_lines(tx)[:SOURCES]:
        if source.failing_since is None:
            lines.append(f"🟢 {source.name}")
            continue
        since = moment(source.failing_since, spoken.now, room.protocol.timezone, spoken.lang)
        lines.append(spoken.say(N_("🔴 {name}: geen gegevens sinds {time}"), name=source.name, time=since))
    return lines


def _people(tx: Tx, room: Room, spoken: Spoken) -> list[str]:
    reached = {c.person for c in people.contacts(tx) if c.unreachable_since is None}
    missing = [p.name for p in room.protocol.people.values() if p.id not in reached]
    return [spoken.say(N_("⚠️ Niet bereikbaar: {names}"), names=", ".join(missing))] if missing else []


def _rules(tx: Tx, room: Room, spoken: Spoken) -> Said:
    protocol, version = room.protocol, protocols.active(tx)
    head = spoken.say(N_("{title}, versie {version}"), title=protocol.title, version=protocol.version)
    if version is not None:
        since = moment(version.stored_at, spoken.now, protocol.timezone, spoken.lang)
        head = spoken.say(N_("{title}, geldt sinds {time}"), title=head, time=since)
    lines = []
    for rule in protocol.rules[:RULES]:
        level = f"{names.icon(rule.level, protocol)} {names.level(rule.level, protocol)}" if rule.level else ""
        lines.append(f"• {rule.name or rule.id}" + (f" → {level.strip()}" if level else ""))
    if len(protocol.rules) > RULES:
        lines.append(spoken.say(N_("… en nog {n}."), n=len(protocol.rules) - RULES))
    return Said("\n".join([head, *lines]))


def _drill(tx: Tx, room: Room, spoken: Spoken) -> Said:
    return Said(
        spoken.say(
            N_(
                "Een oefening speelt een storm na op de telefoons van wie meedoen, met het echte rooster. Elk seintje begint "
                "met OEFENING; er wordt niets geplaatst en er komt geen zaak bij.\n"
                "De beheerder begint haar op de computer waar seintje draait: seintje drill storm.jsonl"
            )
        )
    )


WORDS = (
    Word("koppel", "pair", N_("is deze telefoon gekoppeld?"), _pair),
    Word("inloggen", "login", N_("log in op de pagina’s"), _login),
    Word("status", "status", N_("hoe de dienst ervoor staat"), _status, for_managers),
    Word("oefening", "drill", N_("hoe u met collega’s oefent"), _drill, for_managers),
    Word("regels", "rules", N_("het protocol dat nu geldt"), _rules, for_managers),
)
