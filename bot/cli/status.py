"""``seintje status``: how it all is, for a person and for a watchdog."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.cli.frame import Exit
from bot.cli.house import look_with_protocol, settings_option, the_settings
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.words import language, paint, tr
from bot.clock import SystemClock
from bot.store import Tx, auditing, lines, people, reads
from bot.web.desk_port import TelegramState
from bot.web.words import TELEGRAM
from rules.audit.find import find
from rules.audit.model import Machine, Vault
from rules.duty.staffing import EVERYBODY, Staffing
from rules.explain.auditing import sentence
from rules.explain.ways import notifier_name
from rules.explain.when import lasted
from rules.i18n import N_, Lang
from rules.protocol.model import Protocol


@dataclass(frozen=True, slots=True)
class Look:
    """What the database says."""

    counts: Mapping[str, int]
    sources: list[reads.SourceLine]
    paired: frozenset[str]
    vault: Vault
    staffing: Staffing
    failing: Mapping[str, lines.Line]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: a fixed word for programs, a sentence for people."""

    code: str
    text: str


@verb(
    N_(
        "Hoe het gaat: bronnen, wachtende seintjes, mensen. Eindigt met 0 als alles goed is, 1 als er iets mis is en "
        "4 als de dienst niet draait."
    )
)
@settings_option
@json_option
def command(settings: Path, as_lines: bool) -> int:
    from bot.app.control import ask

    found = the_settings(settings)
    now = SystemClock().now()
    seen, protocol = look_with_protocol(found, lambda tx: _look(tx, now))
    service = asyncio.run(ask(found.data, {"do": "status", "lang": str(language())}))
    findings = list(_findings(seen, service, protocol, now, language()))
    if as_lines:
        as_json(_machine(seen, service, protocol, findings))
    else:
        _tell(seen, service, protocol, findings)
    if service is None:
        return Exit.UNREACHABLE
    return Exit.FINDINGS if findings else Exit.GOOD


def _look(tx: Tx, now: datetime) -> Look:
    paired = frozenset(c.person for c in people.contacts(tx) if c.unreachable_since is None)
    found = auditing.vault(tx, now, lambda last: ())
    return Look(reads.tally(tx), reads.source_lines(tx), paired, found, EVERYBODY, lines.failing(tx))


def _findings(
    seen: Look, service: dict[str, Any] | None, protocol: Protocol, now: datetime, lang: Lang
) -> Iterator[Finding]:
    """What the running service's auditor says; without one what the database shows."""
    if service is None:
        yield Finding("not_running", tr(N_("de dienst draait niet: niemand krijgt een seintje")))
        machine = Machine(now, {source.name: NEVER for source in seen.sources})
        for found in find(seen.vault, machine, protocol, now, seen.staffing):
            yield Finding(found.invariant.value, sentence(found, protocol, lang, now))
    else:
        if (line := service["telegram"]) not in ("connected", "off"):
            yield Finding("telegram", tr(N_("Telegram: {state}"), state=tr(TELEGRAM[TelegramState(line)])))
        yield from (Finding(one["code"], one["text"]) for one in service.get("findings", ()))
    for failing in seen.failing.values():
        time = lasted(now - failing.failing_since, lang)
        words = N_("via {way} komt al {time} niets aan")
        yield Finding("way_failing", tr(words, way=notifier_name(failing.notifier, lang), time=time))
    if not seen.paired & set(protocol.people):
        words = N_("niemand heeft een telefoon gekoppeld. Begin met: seintje user invite")
        yield Finding("nobody_paired", tr(words))


NEVER = timedelta(days=3650)
"""Nobody reads the sources of a service that does not run: that is one finding, not one for each."""


def _machine(seen: Look, service: dict[str, Any] | None, protocol: Protocol, findings: list[Finding]) -> dict[str, Any]:
    return {
        "running": service is not None,
        "pid": service["pid"] if service else None,
        "telegram": service["telegram"] if service else None,
        "protocol": {"title": protocol.title, "version": protocol.version},
        "counts": dict(seen.counts),
        "sources": [
            {
                "name": s.name,
                "failing_since": s.failing_since.isoformat() if s.failing_since else None,
                "blind": s.blind,
            }
            for s in seen.sources
        ],
        "paired": sorted(seen.paired),
        "findings": [{"code": one.code, "text": one.text} for one in findings],
    }


def _tell(seen: Look, service: dict[str, Any] | None, protocol: Protocol, findings: list[Finding]) -> None:
    if service is not None:
        say(tr(N_("De dienst draait (proces {pid})."), pid=service["pid"]))
    say(tr(N_("Protocol: {title}, versie {version}"), title=protocol.title, version=protocol.version))
    say(
        tr(
            N_(
                "{mentions} berichten, {cases} zaken waarvan {cases_open} open; {notices_sent} seintjes verstuurd, "
                "{outbox_waiting} wachten."
            ),
            **seen.counts,
        )
    )
    say(
        tr(
            N_("{n} van {all} mensen zijn bereikbaar."),
            n=len(seen.paired & set(protocol.people)),
            all=len(protocol.people),
        )
    )
    for one in findings:
        say(paint(tr(N_("Let op:")), "33") + " " + one.text)
    if not findings:
        say(tr(N_("Alles werkt.")))
