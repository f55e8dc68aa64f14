"""``seintje register``: what was done under the house rules, by whom, by which rule, with the evidence's hash."""

import csv
import io
from pathlib import Path
from typing import Any

import click

from bot.cli.frame import Exit
from bot.cli.house import look_with_protocol, looked, settings_option, the_settings
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.words import language, tr
from bot.config import Config
from bot.printable import printable
from bot.store import acting, chain
from bot.store.acting import Measure
from rules.explain import names
from rules.explain.acting import measure_name
from rules.i18n import N_
from rules.protocol.model import Protocol

COLUMNS = (
    "done_at",
    "verb",
    "breach",
    "by",
    "agreed",
    "why",
    "reason",
    "case_id",
    "platform",
    "url",
    "posted_at",
    "hash",
    "kept_at",
    "keep_until",
    "appeal_until",
    "review",
    "undone_at",
    "undone_by",
)
"""What an export holds: not what was said and by whom; the hash proves that against what is kept."""
MOST = 1000
"""So many looks are shown."""
LOOKS = {
    "viewed": N_("zaak {about} bekeken"),
    "report_viewed": N_("verslag van zaak {about} bekeken"),
    "register_read": N_("register gelezen"),
    "evidence_read": N_("register met bewijs gelezen"),
    chain.NEW_KEY: N_("nieuwe sleutel: wat ouder is, is niet meer te controleren"),
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@verb(N_("Het register van huisregel-acties: wie deed wat, volgens welke regel, met welk bewijs."))
@click.option("--csv", "table", is_flag=True, help=N_("Als tabel, voor een rekenblad."))
@click.option("--evidence", is_flag=True, help=N_("Ook de bewaarde tekst en afzender. Alleen voor wie dat mag zien."))
@click.option(
    "--looks", is_flag=True, help=N_("In plaats daarvan: wie welke zaak of welk register bekeek, het nieuwste eerst.")
)
@settings_option
@json_option
def command(table: bool, evidence: bool, looks: bool, settings: Path, as_lines: bool) -> int:
    """The register, newest first."""
    known = the_settings(settings)
    if looks:
        return _looks(known, as_lines=as_lines)
    found, protocol = look_with_protocol(known, acting.register)
    looked(known, "evidence_read" if evidence else "register_read", "csv" if table else "")
    columns = (*COLUMNS, "author", "words") if evidence else COLUMNS
    if table:
        say(_table(found, columns))
        return Exit.GOOD
    for measure in found:
        if as_lines:
            as_json({name: _plain(getattr(measure, name)) for name in columns})
        else:
            say(_line(measure, protocol, evidence=evidence))
    if not found and not as_lines:
        say(tr(N_("Er is nog niets gedaan onder de huisregels.")))
    return Exit.GOOD


def _looks(known: Config, *, as_lines: bool) -> int:
    found, protocol = look_with_protocol(known, lambda tx: chain.looks(tx, MOST))
    say_what = dict(LOOKS)
    for kept in found:
        entry = kept.entry
        if as_lines:
            as_json(
                {
                    "at": kept.at.isoformat(),
                    "what": entry.what,
                    "who": entry.who,
                    "about": entry.about,
                    "via": entry.via,
                }
            )
            continue
        who = names.short(entry.who, protocol) if entry.who in protocol.people else printable(entry.who)
        about = tr(say_what[entry.what]).format(about=printable(entry.about))
        at = f"{kept.at.astimezone(protocol.timezone):%d-%m-%Y %H:%M}"
        say(" · ".join(part for part in (at, who, about, entry.via) if part))
    if not found and not as_lines:
        say(tr(N_("Er is nog niets bekeken.")))
    return Exit.GOOD


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _line(measure: Measure, protocol: Protocol, *, evidence: bool) -> str:
    when = measure.done_at.astimezone(protocol.timezone) if measure.done_at else None
    people = ", ".join(names.short(person, protocol) for person in (measure.by, *measure.agreed.split()))
    parts = [
        f"{when:%d-%m-%Y %H:%M}" if when else "",
        measure_name(measure.verb, language()),
        names.category(measure.breach, language()),
        people,
        tr(N_("zaak {number}")).format(number=measure.case_id),
        tr(N_("bewijs {hash}")).format(hash=measure.hash[:12]),
    ]
    if measure.appeal_until:
        until = measure.appeal_until.astimezone(protocol.timezone)
        parts.append(tr(N_("bezwaar tot {date}")).format(date=f"{until:%d-%m-%Y}"))
    if measure.undone_at:
        parts.append(tr(N_("teruggedraaid door {name}")).format(name=names.short(measure.undone_by, protocol)))
    line = " · ".join(part for part in parts if part)
    return f"{line}\n  {printable(measure.author)}: {printable(measure.words)}" if evidence else line


def _table(found: list[Measure], columns: tuple[str, ...]) -> str:
    """The register as comma separated values; what a spreadsheet would calculate is made text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for measure in found:
        writer.writerow([_cell(_plain(getattr(measure, name))) for name in columns])
    return out.getvalue().rstrip("\n")


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
