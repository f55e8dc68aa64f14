"""``seintje replay``: what would have happened, on virtual time, without telling anybody."""

import asyncio
import re
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from bot.cli.frame import Exit
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, note, say
from bot.cli.protocol import protocol_option, the_protocol
from bot.cli.words import language, tr
from rules.i18n import N_
from rules.mention import Mention
from rules.protocol.model import Protocol

_AMOUNT = re.compile(r"(\d+)\s*(s|m|min|h|u)?")
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "u": 3600, "": 60}


class Patience(click.ParamType[timedelta | None]):
    """``5m``, ``90s``, ``1h``, a number of minutes, or ``never``."""

    name = "duur"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta | None:
        """The duration; None for never."""
        if value is None or isinstance(value, timedelta) or value in ("never", "nooit"):
            return value if isinstance(value, timedelta) else None
        found = _AMOUNT.fullmatch(str(value))
        if found is None:
            self.fail(tr(N_("{value} is geen duur. Schrijf bijvoorbeeld 5m, 1u of never."), value=value), param, ctx)
        return timedelta(seconds=int(found[1]) * _UNITS[found[2] or ""])


@verb(N_("Speel berichten na op versnelde tijd: welke zaken, wie krijgt wanneer een seintje, wie was gewekt."))
@click.argument("file", metavar=N_("BESTAND"))
@protocol_option
@click.option(
    "--ack-after", type=Patience(), default="5m", help=N_("Na zoveel tijd pakt de eerste het op (of: never).")
)
@click.option("--lenient", is_flag=True, help=N_("Sla onbekende velden over."))
@json_option
def command(file: str, where: str | None, ack_after: timedelta | None, lenient: bool, as_lines: bool) -> int:
    from bot import log
    from bot.app.replay import Options, replay
    from bot.rulebook import Rules
    from rules.judge import Judge

    log.setup()
    log.only_warnings()
    protocol = the_protocol(where)
    mentions, refused = _mentions(file, lenient=lenient)
    rules = Rules(protocol, Judge(protocol), 1)
    lines = asyncio.run(replay(mentions, rules, Options(ack_after)))
    _tell(lines, protocol, ack_after, as_lines=as_lines)
    return Exit.FINDINGS if refused else Exit.GOOD


def _mentions(file: str, *, lenient: bool) -> tuple[list[Mention], int]:
    from bot.platforms.jsonl import Refusal, lines_of, read_lines

    found: list[Mention] = []
    refused = 0
    if file == "-":
        lines = list(lines_of(sys.stdin.buffer))
    else:
        with Path(file).open("rb") as stream:
            lines = list(lines_of(stream))
    for _, one in read_lines(lines, lenient=lenient):
        if isinstance(one, Refusal):
            refused += 1
            note(one.say(language()))
        else:
            found.append(one)
    return found, refused


def _tell(lines: Iterable[dict[str, Any]], protocol: Protocol, ack_after: timedelta | None, *, as_lines: bool) -> None:
    told = _assumption(ack_after)
    if as_lines:
        as_json({"event": "assumption", "reason": told})
        for line in lines:
            as_json(line)
        return
    say(told)
    for line in lines:
        words = _summary(line) if line["event"] == "summary" else _sentence(line, protocol)
        if words:
            say(words)


def _assumption(ack_after: timedelta | None) -> str:
    if ack_after is None:
        return tr(N_("Aanname: niemand pakt iets op."))
    minutes = ack_after.total_seconds() / 60
    return tr(N_("Aanname: wie het eerste seintje krijgt, pakt de zaak na {minutes:g} minuten op."), minutes=minutes)


_SENTENCES = {
    "case_opened": N_("{at}  zaak {case} geopend, {level}"),
    "notified": N_("{at}  zaak {case}: seintje naar {person} ({how})"),
    "escalated": N_("{at}  zaak {case}: volgende stap van de opschaling"),
    "acknowledged": N_("{at}  zaak {case} opgepakt door {person}"),
    "resolved": N_("{at}  zaak {case} afgerond"),
}


def _sentence(line: dict[str, Any], protocol: Protocol) -> str:
    words = _SENTENCES.get(line["event"])
    if words is None:
        return ""
    person = protocol.people.get(line.get("person", ""))
    level = protocol.levels.get(line.get("level", ""))
    at = datetime.fromisoformat(line["at"]).astimezone(protocol.timezone)
    return tr(
        words,
        at=f"{at:%d-%m %H:%M}",
        case=line["case"],
        level=level.name if level else line.get("level", ""),
        person=person.name if person else line.get("person", ""),
        how=tr(N_("telefoon gaat")) if line.get("loud") else tr(N_("stil")),
    )


def _summary(line: dict[str, Any]) -> str:
    words = tr(
        N_(
            "{mentions} berichten, {cases} zaken, {notified} seintjes waarvan {loud} met geluid, {edited} keer bijgewerkt."
        ),
        **line,
    )
    rows = [
        tr(
            N_("  {person}: {count} seintjes, {loud} met geluid, {night} daarvan buiten kantoortijd"),
            person=person,
            count=count,
            loud=line["loud_per_person"].get(person, 0),
            night=line["loud_outside_office_per_person"].get(person, 0),
        )
        for person, count in line["per_person"].items()
    ]
    return "\n".join(["", words, *rows])
