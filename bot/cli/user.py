"""``seintje user``: pair a colleague's phone, let a colleague in to the pages, see who is paired, forget a phone."""

from pathlib import Path
from typing import Any

import click

from bot.cli.frame import Exit, Stop
from bot.cli.house import look_with_protocol, order, settings_option, the_settings
from bot.cli.lazy import noun
from bot.cli.out import as_json, json_option, note, say
from bot.cli.words import tr
from rules.i18n import N_


@noun(N_("Collega's koppelen aan hun telefoon, en toelaten tot de pagina's."))
def command() -> None:
    """The group."""


@command.command("invite", help=N_("Maak een code waarmee een collega één keer een telefoon koppelt."))
@click.argument("person", metavar=N_("PERSOON"))
@settings_option
@json_option
def invite(person: str, settings: Path, as_lines: bool) -> int:
    """A code, and what to do with it."""
    from bot.inbox.pairing import deep_link

    answer = order(the_settings(settings), {"do": "invite", "person": person})
    _known(answer, person)
    code, bot = answer["secret"], answer.get("bot", "")
    link = deep_link(bot, code) if bot else None
    if as_lines:
        as_json({"person": person, "secret": code, "minutes": answer["minutes"], "bot": bot or None, "link": link})
        return Exit.GOOD
    say(tr(N_("Code voor {person}: {secret}"), person=person, secret=code))
    if link:
        say(
            tr(
                N_("Open deze link op de telefoon van {person} en druk op Start:\n\n    {link}\n"),
                person=person,
                link=link,
            )
        )
    say(tr(N_("Of stuur de bot in Telegram dit bericht: /koppel {secret}"), secret=code))
    say(tr(N_("De code werkt één keer, {minutes} minuten lang."), minutes=answer["minutes"]))
    return Exit.GOOD


def _known(answer: dict[str, Any], person: str) -> None:
    """Nothing when the protocol knows this person. Raises ``Stop``, with the names it does know."""
    if answer["code"] == "unknown_person":
        raise Stop(
            N_("{person} staat niet in het protocol. Daarin staan: {people}."),
            person=person,
            people=", ".join(answer["people"]),
        )


@command.command("login", help=N_("Maak een link waarmee een collega één keer inlogt op de pagina's."))
@click.argument("person", metavar=N_("PERSOON"))
@settings_option
@json_option
def login(person: str, settings: Path, as_lines: bool) -> int:
    """A link to pass on to that colleague."""
    answer = order(the_settings(settings), {"do": "login", "person": person})
    _known(answer, person)
    if answer["code"] == "no_pages":
        raise Stop(
            N_("er zijn nu geen pagina's om op in te loggen. Zet 'web' in {file} en start de dienst (seintje run)."),
            file=settings,
        )
    if as_lines:
        as_json({"person": person, "link": answer["link"]})
        return Exit.GOOD
    text = N_("Geef deze link aan {person}. Hij werkt één keer, een kwartier lang:\n\n    {link}\n")
    say(tr(text, person=person, link=answer["link"]))
    return Exit.GOOD


@command.command("ls", help=N_("Wie er in het protocol staat, en wie een telefoon gekoppeld heeft."))
@settings_option
@json_option
def ls(settings: Path, as_lines: bool) -> int:
    """Everybody of the protocol."""
    from bot.store import people

    contacts, protocol = look_with_protocol(the_settings(settings), people.contacts)
    paired = {contact.person: contact for contact in contacts}
    for person in protocol.people.values():
        contact = paired.get(person.id)
        if as_lines:
            since = contact.since.isoformat() if contact else None
            gone = contact.reason or None if contact and contact.unreachable_since else None
            as_json({"person": person.id, "name": person.name, "paired_since": since, "unreachable": gone})
        elif contact is None:
            say(tr(N_("{person} ({name}): nog geen telefoon gekoppeld"), person=person.id, name=person.name))
        elif contact.unreachable_since is not None:
            say(tr(N_("{person} ({name}): gekoppeld, maar niet bereikbaar"), person=person.id, name=person.name))
        else:
            say(tr(N_("{person} ({name}): telefoon gekoppeld"), person=person.id, name=person.name))
    return Exit.GOOD


@command.command("rm", help=N_("Vergeet de telefoon van een collega: knoppen daarop werken meteen niet meer."))
@click.argument("person", metavar=N_("PERSOON"))
@settings_option
@json_option
def rm(person: str, settings: Path, as_lines: bool) -> int:
    """Forget a phone. Somebody who left the protocol can be forgotten as well."""

    answer = order(the_settings(settings), {"do": "remove", "person": person})
    if as_lines:
        as_json({"person": person, "removed": answer["count"]})
    elif answer["count"]:
        say(tr(N_("De telefoon van {person} is vergeten."), person=person))
    else:
        note(tr(N_("Van {person} was geen telefoon gekoppeld."), person=person))
    return Exit.GOOD if answer["count"] else Exit.FINDINGS
