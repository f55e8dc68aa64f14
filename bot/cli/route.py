"""``seintje route``: who would be told, when, how loudly, step by step, if nobody answered."""

from datetime import UTC, datetime

import click

from bot.cli.frame import Stop
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.protocol import SETTINGS, protocol_option, the_protocol
from bot.cli.words import language, tr
from bot.clock import SystemClock
from rules.duty.staffing import EVERYBODY, Staffing
from rules.explain import names
from rules.explain.route import Loudness, RouteStep, route, route_lines
from rules.explain.ways import notifier_name
from rules.i18n import N_
from rules.protocol.model import Protocol

FIRST, LAST = 1971, 2199
"""Years between which duty and holidays can be reckoned without falling off the calendar."""


@verb(N_("Laat zien wie wanneer een seintje zou krijgen van een zaak die niemand oppakt."))
@click.option("--level", required=True, metavar=N_("NIVEAU"), help=N_("Het niveau van de zaak, zoals serious."))
@click.option("--owner", metavar=N_("ROL"), help=N_("De rol die eigenaar is; anders die van het protocol."))
@click.option("--location", metavar=N_("LOCATIE"), help=N_("De locatie waarover het gaat."))
@click.option(
    "--at", "written", metavar=N_("TIJD"), help=N_("Wanneer de zaak ontstaat, zoals 2026-05-05T22:00; anders nu.")
)
@protocol_option
@json_option
def command(
    level: str, owner: str | None, location: str | None, written: str | None, where: str | None, as_lines: bool
) -> None:
    protocol = the_protocol(where)
    _known(N_("niveau"), level, protocol.levels)
    _known(N_("rol"), owner, protocol.roles)
    _known(N_("locatie"), location, protocol.organisation.locations)
    at = _moment(written, protocol)
    steps = route(protocol, level, owner, at, location, _staffing(where, at))
    if as_lines:
        for step in steps:
            as_json(_plain(step) | {"ways": _ways(where, protocol, step.person)})
    else:
        say("\n".join(route_lines(steps, protocol, level, owner, at, language(), location)))
        for line in _second_ways(where, steps, protocol):
            say(line)


def _staffing(where: str | None, at: datetime) -> Staffing:
    """With the changes of duty that were made from phones, when it is this folder's own protocol and there is a database."""
    if where is not None or not SETTINGS.exists():
        return EVERYBODY
    from bot.app import settings as config
    from bot.cli.house import look
    from bot.store import StoreError, duty

    found = config.read(SETTINGS).config
    try:
        return EVERYBODY if found is None else Staffing(look(found, lambda tx: duty.swapped(tx, at)))
    except StoreError:  # no service ran here yet, so nobody changed anything
        return EVERYBODY


def _ways(where: str | None, protocol: Protocol, person: str) -> list[str]:
    """The ways beside Telegram by which this folder's settings reach somebody, in order; empty without settings."""
    if where is not None or not SETTINGS.exists():
        return []
    from bot.app import settings as config
    from bot.app.book import book

    found = config.read(SETTINGS).config
    return [] if found is None else [way.notifier for way in book(found).ways(protocol.people[person])]


def _second_ways(where: str | None, steps: tuple[RouteStep, ...], protocol: Protocol) -> list[str]:
    """Who is told another way when Telegram fails, and by which."""
    found = {step.person: _ways(where, protocol, step.person) for step in steps if step.loudness is not Loudness.SILENT}
    lines = [
        tr(
            N_("  {name}: {ways}"),
            name=names.full(person, protocol),
            ways=", ".join(notifier_name(way, language()) for way in ways),
        )
        for person, ways in found.items()
        if ways
    ]
    return [tr(N_("Lukt Telegram niet, dan ook:")), *lines] if lines else []


def _known(what: str, name: str | None, known: object) -> None:
    names = list(known)  # type: ignore[call-overload]
    if name is not None and name not in names:
        raise Stop(
            N_("“{name}” staat niet in het protocol ({what}). Kies uit: {names}."),
            name=name,
            what=tr(what),
            names=", ".join(names),
        )


def _moment(written: str | None, protocol: Protocol) -> datetime:
    """A time without an offset is local to the organisation."""
    if written is None:
        return SystemClock().now()
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise Stop(N_("“{text}” is geen tijd. Schrijf bijvoorbeeld 2026-05-05T22:00."), text=written) from None
    if not FIRST <= moment.year <= LAST:
        raise Stop(
            N_("“{text}” ligt te ver weg. Kies een tijd van {first} tot en met {last}."),
            text=written,
            first=FIRST,
            last=LAST,
        )
    return (moment if moment.tzinfo else moment.replace(tzinfo=protocol.timezone)).astimezone(UTC)


def _plain(step: RouteStep) -> dict[str, object]:
    return {
        "at": step.at.isoformat(),
        "person": step.person,
        "role": step.role,
        "reason": step.reason,
        "loudness": step.loudness.value,
        "step": step.step,
    }
