"""``seintje protocol``: the versions of the protocol; who changed what, what waits, and a yes or no to it."""

from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import click

from bot.cli.frame import Exit, Stop
from bot.cli.house import look, order, settings_option, the_settings
from bot.cli.lazy import noun
from bot.cli.out import as_json, json_option, note, say
from bot.cli.usage import NUMBER
from bot.cli.words import language, tr
from bot.desk.versions import facts, load
from bot.store import Tx, protocols
from bot.store.protocols import Version
from rules.explain.changes import Facts, change_lines, proposal_text
from rules.i18n import N_
from rules.protocol.model import Protocol
from rules.protocol.read import read
from rules.protocol.versions import Answer, State


@noun(N_("De versies van het protocol: wie veranderde wat, wat wacht op akkoord, en ja of nee daarop."))
def command() -> None:
    """A group."""


_STATES = {
    State.PROPOSED: N_("wacht op akkoord"),
    State.ACTIVE: N_("geldt nu"),
    State.REFUSED: N_("niet akkoord"),
    State.SUPERSEDED: N_("vervallen"),
}
_GOOD = (Answer.ACCEPTED, Answer.REFUSED)


@command.command("ls", help=N_("Alle versies, de nieuwste eerst."))
@settings_option
@json_option
def ls(settings: Path, as_lines: bool) -> None:
    found, zone = look(the_settings(settings), lambda tx: (protocols.versions(tx), _zone(tx)))
    if as_lines:
        for version in found:
            as_json(_plain(version))
        return
    for version in found:
        reason = f"  “{version.reason}”" if version.reason else ""
        decided = f" ({version.decided_by})" if version.decided_by else ""
        say(
            f"{version.number:>4}  {version.stored_at.astimezone(zone):%Y-%m-%d %H:%M}  {version.author:<12}"
            f"  {tr(_STATES[version.state])}{decided}{reason}"
        )


def _zone(tx: Tx) -> tzinfo:
    """The organisation's time zone; UTC where no version in force tells."""
    active = protocols.active(tx)
    rules = load(active) if active is not None else None
    return UTC if rules is None else rules.protocol.timezone


def _plain(version: Version) -> dict[str, object]:
    return {
        "version": version.number,
        "state": version.state.value,
        "author": version.author,
        "reason": version.reason,
        "stored_at": version.stored_at.isoformat(),
        "base": version.base,
        "broad": [{"rule": one.rule, "count": one.count, "total": one.total} for one in version.broad],
        "decided_by": version.decided_by,
        "decided_at": version.decided_at.isoformat() if version.decided_at else None,
    }


@command.command("show", help=N_("Eén versie: van wie, waarom, wat er verandert, en hoe het ermee staat."))
@click.argument("number", type=NUMBER, required=False, metavar=N_("[NUMMER]"))
@click.option("--text", "whole", is_flag=True, help=N_("De bestanden zelf, zoals ze bewaard zijn."))
@settings_option
@json_option
def show(number: int | None, whole: bool, settings: Path, as_lines: bool) -> None:
    version, told, in_force = look(the_settings(settings), lambda tx: _one(tx, number))
    if as_lines:
        as_json({**_plain(version), "files": dict(version.files)} if whole else _plain(version))
    elif whole:
        for name, text in version.files.items():
            say(f"# {name}\n{text}")
    else:
        say(proposal_text(told, "", in_force, language(), _now()).plain)


@command.command("diff", help=N_("Wat een versie verandert ten opzichte van die ervoor, zin voor zin."))
@click.argument("number", type=NUMBER, required=False, metavar=N_("[NUMMER]"))
@settings_option
@json_option
def diff(number: int | None, settings: Path, as_lines: bool) -> None:
    _, told, _ = look(the_settings(settings), lambda tx: _one(tx, number))
    if as_lines:
        for change in told.changes or ():
            as_json(
                {"section": change.section, "id": change.id, "line": change.at.line, "text": change.say(language())}
            )
        return
    say("\n".join(change_lines(told.changes, language(), limit=len(told.changes or ()))))


def _one(tx: Tx, number: int | None) -> tuple[Version, Facts, Protocol]:
    """A version (without a number the newest) and the protocol in force, by which people have names."""
    version = protocols.newest(tx) if number is None else protocols.version(tx, number)
    in_force = protocols.active(tx)
    told = facts(tx, version.number) if version is not None else None
    protocol = read(in_force.files).protocol if in_force is not None else None
    if version is None or told is None or protocol is None:
        raise Stop(N_("versie {number} is er niet. Zie: seintje protocol ls"), number=number or 1)
    return version, told, protocol


def _now() -> datetime:
    from bot.clock import SystemClock

    return SystemClock().now()


# --- deciding ----------------------------------------------------------------------------------------------------


def _as(function: Any) -> Any:
    about = N_("Wie dit zegt: de naam waaronder iemand in het protocol staat.")
    return click.option("--as", "person", required=True, metavar=N_("PERSOON"), help=about)(function)


@command.command("accept", help=N_("Geef akkoord: de versie geldt van nu af."))
@click.argument("number", type=NUMBER, metavar=N_("NUMMER"))
@_as
@click.option("--sure", is_flag=True, help=N_("Ook als een regel bijna alle berichten raakt."))
@click.option("--alone", is_flag=True, help=N_("Zonder tweede, alleen als er niemand anders is; komt in het logboek."))
@settings_option
@json_option
def accept(number: int, person: str, sure: bool, alone: bool, settings: Path, as_lines: bool) -> int:
    return _decide(settings, number, "accept", person, as_lines=as_lines, sure=sure, alone=alone)


@command.command("refuse", help=N_("Zeg nee, of trek uw eigen wijziging terug: de vorige versie blijft gelden."))
@click.argument("number", type=NUMBER, metavar=N_("NUMMER"))
@_as
@settings_option
@json_option
def refuse(number: int, person: str, settings: Path, as_lines: bool) -> int:
    return _decide(settings, number, "refuse", person, as_lines=as_lines)


def _decide(settings: Path, number: int, choice: str, person: str, *, as_lines: bool, **more: bool) -> int:
    what = {"do": "decide", "version": number, "choice": choice, "by": person, "lang": language().value, **more}
    answer = order(the_settings(settings), what)
    return _told(answer, as_lines=as_lines)


@command.command("propose", help=N_("Bied het bestand nu aan, en zeg van wie de wijziging is en waarom."))
@_as
@click.option("--reason", default="", metavar=N_("TEKST"), help=N_("Waarom, in één zin."))
@settings_option
@json_option
def propose(person: str, reason: str, settings: Path, as_lines: bool) -> int:
    found = the_settings(settings)
    what = {"do": "propose", "path": str(found.protocol), "by": person, "reason": reason, "lang": language().value}
    return _told(order(found, what), as_lines=as_lines)


def _told(answer: dict[str, Any], *, as_lines: bool) -> int:
    good = answer.get("good") is True
    if as_lines:
        as_json(answer)
    else:
        (say if good else note)(str(answer.get("text") or answer.get("error", "")))
    return Exit.GOOD if good else Exit.FINDINGS
