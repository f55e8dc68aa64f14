"""``seintje replay``: what would have happened, on virtual time, without telling anybody."""

import asyncio
import re
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.frame import Exit, Stop
from bot.cli.house import look, settings_option, the_settings
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, note, say
from bot.cli.protocol import protocol_option, the_protocol
from bot.cli.usage import NUMBER
from bot.cli.words import language, tr
from bot.printable import readable
from rules.duty.staffing import Swap
from rules.explain.backtest import backtest_json, backtest_lines
from rules.i18n import N_
from rules.mention import Mention
from rules.protocol.model import Protocol

if TYPE_CHECKING:
    from rules.judge import Judge

_AMOUNT = re.compile(r"(\d{1,9})\s*(s|m|min|h|u)?")
_SPAN = re.compile(r"(\d{1,4})\s*([uhdw])")
_HOURS = {"u": 1, "h": 1, "d": 24, "w": 168}
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "u": 3600, "": 60}
_LONGEST = timedelta(days=365)


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
        seconds = int(found[1]) * _UNITS[found[2] or ""]
        if seconds > _LONGEST.total_seconds():
            self.fail(tr(N_("{value} is langer dan een jaar. Schrijf never voor: niemand pakt iets op."), value=value))
        return timedelta(seconds=seconds)


class Since(click.ParamType[timedelta | None]):
    """``30d``, ``2w``, ``12u``."""

    name = "duur"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """The duration."""
        found = _SPAN.fullmatch(str(value))
        if found is None:
            self.fail(tr(N_("{value} is geen periode. Schrijf bijvoorbeeld 30d, 2w of 12u."), value=value), param, ctx)
        return timedelta(hours=int(found[1]) * _HOURS[found[2]])


@verb(N_("Speel berichten na op versnelde tijd: welke zaken, wie krijgt wanneer een seintje, wie was gewekt."))
@click.argument("file", required=False, metavar=N_("[BESTAND]"))
@click.option("--since", type=Since(), metavar="30d", help=N_("Neem geen bestand, maar wat de dienst zelf hoorde."))
@protocol_option
@click.option(
    "--diff",
    "old",
    metavar=N_("OUD"),
    help=N_("Vergelijk met dit protocol: een bestand, een map, of het nummer van een bewaarde versie."),
)
@click.option(
    "--fail-on-night",
    "nights",
    type=click.IntRange(min=0),
    metavar=N_("AANTAL"),
    help=N_("Eindig met 1 als mensen samen vaker dan dit extra gewekt worden (met --diff)."),
)
@click.option(
    "--ack-after", type=Patience(), default="5m", help=N_("Na zoveel tijd pakt de eerste het op (of: never).")
)
@click.option("--lenient", is_flag=True, help=N_("Sla onbekende velden over."))
@settings_option
@json_option
def command(
    file: str | None,
    since: timedelta | None,
    where: str | None,
    old: str | None,
    nights: int | None,
    ack_after: timedelta | None,
    lenient: bool,
    settings: Path,
    as_lines: bool,
) -> int:
    from bot import log
    from rules.judge import Judge

    log.setup()
    log.only_warnings()
    if (file is None) == (since is None):
        raise Stop(N_("geef een bestand met berichten, of --since 30d voor wat de dienst zelf hoorde."))
    if nights is not None and old is None:
        raise Stop(N_("--fail-on-night vergelijkt: geef er --diff OUD bij."))
    new = Judge(the_protocol(where))
    before = Judge(_old(old, settings)) if old is not None else None
    mentions, read = _mentions(file, lenient=lenient) if file is not None else (_heard(since, settings), Exit.GOOD)
    swaps = _swaps(since, settings)
    if since is not None and not mentions:
        note(tr(N_("In deze tijd heeft de dienst niets gehoord.")))
    if before is not None:
        code = _compare(mentions, before, new, ack_after, nights, swaps, as_lines=as_lines)
    else:
        code = _replay(mentions, new, ack_after, swaps, as_lines=as_lines)
    return read if read is not Exit.GOOD else code


def _replay(
    mentions: list[Mention],
    judge: "Judge",
    ack_after: timedelta | None,
    swaps: tuple[Swap, ...],
    *,
    as_lines: bool,
) -> Exit:
    from bot.app.replay import Options, replay
    from bot.rulebook import Rules

    lines = asyncio.run(replay(mentions, Rules(judge.protocol, judge, 1), Options(ack_after, swaps=swaps)))
    _tell(lines, judge.protocol, ack_after, as_lines=as_lines)
    return Exit.GOOD


def _compare(
    mentions: list[Mention],
    old: "Judge",
    new: "Judge",
    ack_after: timedelta | None,
    nights: int | None,
    swaps: tuple[Swap, ...],
    *,
    as_lines: bool,
) -> Exit:
    from bot.app.backtest import backtest
    from bot.app.replay import Options
    from rules.judge.compare import extra_nights

    found = asyncio.run(backtest(mentions, old, new, Options(ack_after, swaps=swaps)))
    if as_lines:
        for line in backtest_json(found):
            as_json(line)
    else:
        say(_assumption(ack_after))
        say(readable("\n".join(backtest_lines(found, language()))))
    extra = extra_nights(found.shifts)
    if nights is None or (mentions and extra <= nights):
        return Exit.GOOD
    if not mentions:
        note(tr(N_("Er is niets nagespeeld, dus hierover is niets te zeggen.")))
        return Exit.FINDINGS
    note(
        tr(
            N_("Mensen zouden samen {extra} keer extra gewekt worden; afgesproken is hoogstens {nights}."),
            extra=extra,
            nights=nights,
        )
    )
    return Exit.FINDINGS


def _swaps(since: timedelta | None, settings: Path) -> tuple[Swap, ...]:
    """The changes of duty of that time, where the service's own mentions are replayed."""
    if since is None:
        return ()
    from bot.clock import SystemClock
    from bot.store import duty

    start = SystemClock().now() - since
    return look(the_settings(settings), lambda tx: duty.swapped(tx, start))


def _heard(since: timedelta | None, settings: Path) -> list[Mention]:
    """What the service stored in this time, read beside it."""
    from bot.clock import SystemClock
    from bot.store import mentions

    start = SystemClock().now() - (since or timedelta(0))
    return look(the_settings(settings), lambda tx: mentions.latest(tx, start, None))


def _old(old: str, settings: Path) -> Protocol:
    """The earlier protocol: on disk, or a stored version by its number."""
    from bot.store import protocols
    from rules.protocol.read import read

    if not old.isdecimal() or Path(old).exists():
        return the_protocol(old)
    number = min(int(old), NUMBER.max or 0)
    version = look(the_settings(settings), lambda tx: protocols.version(tx, number))
    protocol = read(version.files).protocol if version is not None else None
    if protocol is None:
        raise Stop(N_("versie {number} is er niet. Zie: seintje protocol ls"), number=old)
    return protocol


def _mentions(file: str, *, lenient: bool) -> tuple[list[Mention], Exit]:
    from bot.cli.refusals import Refusals
    from bot.platforms.jsonl import lines_of, read_lines

    if file == "-":
        lines = list(lines_of(sys.stdin.buffer))
    else:
        with Path(file).open("rb") as stream:
            lines = list(lines_of(stream))
    read = Refusals(file)
    found = [one for _, one in read_lines(lines, lenient=lenient) if read.fits(one)]
    return found, read.close()


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
    return tr(
        N_("Aanname: wie het eerste seintje krijgt, pakt de zaak na {minutes:g} minuten op en doet wat beloofd is."),
        minutes=minutes,
    )


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
