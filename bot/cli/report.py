"""``seintje report``: the report of a day or a week, from a shell."""

from datetime import datetime, timedelta
from pathlib import Path

import click

from bot.cli.frame import Exit, Stop
from bot.cli.house import look_with_protocol, settings_option, the_settings
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.words import language, tr
from bot.clock import SystemClock
from rules.i18n import N_

DAYS = {"day": 1, "week": 7}
NAMES = {"day": N_("Dagbericht"), "week": N_("Weekbericht")}


@verb(N_("Het verslag van een dag (day) of een week (week): aantallen, snelheid, loos alarm, dekking."))
@click.argument("period", type=click.Choice(["day", "week"]), metavar="day|week")
@click.option(
    "--at", metavar=N_("TIJD"), help=N_("Tot wanneer, bijvoorbeeld 2026-03-02T09:00; anders tot nu. Plaatselijke tijd.")
)
@settings_option
@json_option
def command(period: str, at: str | None, settings: Path, as_lines: bool) -> int:
    from bot.store import Tx, reporting
    from rules.duty.hours import instant
    from rules.explain.report import Numbers, report

    found = the_settings(settings)
    _, protocol = look_with_protocol(found, lambda tx: None)
    end = SystemClock().now() if at is None else instant(_local(at), protocol.timezone)
    local = end.astimezone(protocol.timezone).replace(tzinfo=None) - timedelta(days=DAYS[period])
    start = instant(local, protocol.timezone)

    def work(tx: Tx) -> Numbers:
        return reporting.numbers(tx, start, end)

    numbers, protocol = look_with_protocol(found, work)
    made = report(tr(NAMES[period]), (), numbers, protocol, language())
    if as_lines:
        as_json(
            {
                "from": start.isoformat(),
                "to": end.isoformat(),
                "title": made.title,
                "sections": [{"id": s.id, "sentence": s.sentence, "rows": s.rows[1:]} for s in made.sections],
                "coverage": made.coverage,
            }
        )
    else:
        say(made.plain)
    return Exit.GOOD


def _local(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise Stop(N_("'{text}' is geen tijd. Schrijf bijvoorbeeld: 2026-03-02T09:00"), text=text) from None
