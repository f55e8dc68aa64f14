"""``seintje oncall``: who has duty, who is next, and changing it from a shell."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from bot.cli.frame import Exit, Stop
from bot.cli.house import look_with_protocol, order, settings_option, the_settings
from bot.cli.lazy import noun
from bot.cli.out import as_json, json_option, note, say
from bot.cli.words import language, tr
from bot.clock import SystemClock
from rules.duty.roster import who
from rules.duty.staffing import EVERYBODY, Staffing
from rules.duty.swaps import turn_at
from rules.duty.turns import next_handover, turns
from rules.explain import names
from rules.explain.duty import Duty, duty_lines, turn_line
from rules.i18n import N_
from rules.protocol.model import Protocol, Schedule

WEEKS = 4


@noun(N_("Wie dienst heeft, wie daarna, en overnemen of ruilen."))
def command() -> None:
    """The group."""


def _seen(settings: Path) -> tuple[Staffing, Protocol, datetime]:
    """The changes made from phones, the protocol in force, and the present."""
    from bot.store import duty

    now = SystemClock().now()
    swaps, protocol = look_with_protocol(the_settings(settings), lambda tx: duty.swapped(tx, now))
    if not protocol.on_call:
        raise Stop(N_("het protocol heeft geen rooster (on_call)."))
    return Staffing(swaps), protocol, now


@command.command("now", help=N_("Wie er nu dienst heeft, tot wanneer, en wie daarna."))
@settings_option
@json_option
def now(settings: Path, as_lines: bool) -> int:
    """One line a schedule; 1 when somewhere nobody has duty."""
    staffing, protocol, moment = _seen(settings)
    duties = [_duty(schedule, moment, protocol, staffing) for schedule in protocol.on_call.values()]
    if as_lines:
        for duty in duties:
            as_json(_plain(duty))
    else:
        say("\n".join(duty_lines(duties, protocol, language())))
    return Exit.GOOD if all(duty.turn.who for duty in duties) else Exit.FINDINGS


def _duty(schedule: Schedule, moment: datetime, protocol: Protocol, staffing: Staffing) -> Duty:
    role = next((role for role in protocol.roles.values() if role.schedule == schedule.id), None)
    told = who(role.id, moment, protocol, EVERYBODY).people if role else ()
    turn = turn_at(schedule, moment, protocol, staffing)
    coming = next_handover(schedule, moment, protocol, staffing)
    return Duty(schedule.id, role.name if role else schedule.id, turn, coming, told)


def _plain(duty: Duty) -> Mapping[str, object]:
    coming = duty.coming
    return {
        "schedule": duty.schedule,
        "person": duty.turn.who,
        "until": duty.turn.end.isoformat(),
        "why": duty.turn.why,
        "next": coming.comes if coming else None,
        "next_at": coming.at.isoformat() if coming else None,
    }


@command.command("next", help=N_("De diensten van de komende weken."))
@click.option("--weeks", type=click.IntRange(1, 52), default=WEEKS, show_default=True, help=N_("Hoeveel weken."))
@settings_option
@json_option
def coming(weeks: int, settings: Path, as_lines: bool) -> int:
    """Turn by turn; 1 when there is a hole."""
    staffing, protocol, moment = _seen(settings)
    holes = False
    for schedule in protocol.on_call.values():
        for turn in turns(schedule, moment, moment + timedelta(weeks=weeks), protocol, staffing):
            holes = holes or turn.who is None
            if as_lines:
                plain = {"start": turn.start.isoformat(), "end": turn.end.isoformat(), "why": turn.why}
                as_json({"schedule": schedule.id, "person": turn.who, **plain})
            else:
                say(turn_line(turn, names.role(_role_of(schedule, protocol), protocol), protocol, language()))
    return Exit.FINDINGS if holes else Exit.GOOD


def _role_of(schedule: Schedule, protocol: Protocol) -> str:
    return next((role.id for role in protocol.roles.values() if role.schedule == schedule.id), schedule.id)


@command.command("take", help=N_("Neem de dienst die nu loopt over."))
@click.argument("schedule", metavar=N_("ROOSTER"))
@click.option("--as", "by", required=True, metavar=N_("PERSOON"), help=N_("Wie dit doet: de naam uit het protocol."))
@settings_option
@json_option
def take(schedule: str, by: str, settings: Path, as_lines: bool) -> int:
    """From now until the turn ends; whoever had it hears so."""
    return _do(settings, {"do": "take_over", "schedule": schedule, "by": by}, as_lines)


@command.command(
    "swap", help=N_("Vraag een collega om uw eerstvolgende dienst te ruilen; er verandert pas iets na een ja.")
)
@click.argument("schedule", metavar=N_("ROOSTER"))
@click.argument("colleague", metavar=N_("COLLEGA"))
@click.option("--as", "by", required=True, metavar=N_("PERSOON"), help=N_("Wie dit doet: de naam uit het protocol."))
@settings_option
@json_option
def swap(schedule: str, colleague: str, by: str, settings: Path, as_lines: bool) -> int:
    """A question to a colleague."""
    return _do(settings, {"do": "swap", "schedule": schedule, "by": by, "with": colleague}, as_lines)


def _do(settings: Path, wish: dict[str, Any], as_lines: bool) -> int:
    answer = order(the_settings(settings), {**wish, "lang": str(language())})
    if answer["code"] == "unknown":
        raise Stop(
            N_("“{name}” staat niet in het protocol. Kies uit: {names}."), name=answer["name"], names=answer["names"]
        )
    if as_lines:
        as_json({"code": answer["code"], "text": answer["text"]})
    else:
        (say if answer["good"] else note)(answer["text"])
    if answer.get("alone"):
        note(tr(N_("De dienst draait niet: wie dit moet horen, hoort het zodra hij weer draait.")))
    return Exit.GOOD if answer["good"] else Exit.FINDINGS
