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
from bot.store import Tx, lines, people, reads
from bot.web.desk_port import TelegramState
from bot.web.words import TELEGRAM
from rules.explain.casebook import notifier_name
from rules.explain.when import lasted
from rules.i18n import N_, Lang
from rules.protocol.model import Protocol

LATE = timedelta(minutes=1)
"""A timer that is so late is overdue: the service looks every second."""

STUCK = timedelta(minutes=5)
"""A message that waits so long is stuck."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the database says."""

    counts: Mapping[str, int]
    sources: list[reads.SourceLine]
    waiting_since: datetime | None
    overdue: int
    without_timer: int
    paired: frozenset[str]
    failing: Mapping[str, lines.Line]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: a fixed word for programs, a text (message id and values) for people."""

    code: str
    text: str
    values: Mapping[str, object]

    def say(self) -> str:
        """The sentence in the reader's language."""
        return tr(self.text, **self.values)


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
    service = asyncio.run(ask(found.data, {"do": "status"}))
    findings = list(_findings(seen, service, protocol, now, language()))
    if as_lines:
        as_json(_machine(seen, service, protocol, findings))
    else:
        _tell(seen, service, protocol, findings)
    if service is None:
        return Exit.UNREACHABLE
    return Exit.FINDINGS if findings else Exit.GOOD


def _look(tx: Tx, now: datetime) -> Look:
    late, _, silent = reads.overdue(tx, now - LATE)
    paired = frozenset(c.person for c in people.contacts(tx) if c.unreachable_since is None)
    failing = lines.failing(tx)
    return Look(reads.tally(tx), reads.source_lines(tx), reads.waiting_since(tx), late, silent, paired, failing)


def _findings(
    seen: Look, service: dict[str, Any] | None, protocol: Protocol, now: datetime, lang: Lang
) -> Iterator[Finding]:
    if service is None:
        yield Finding("not_running", N_("de dienst draait niet: niemand krijgt een seintje"), {})
    elif (line := service["telegram"]) not in ("connected", "off"):
        yield Finding("telegram", N_("Telegram: {state}"), {"state": tr(TELEGRAM[TelegramState(line)])})
    yield from _sources(seen, now, lang)
    for line in seen.failing.values():
        values = {"way": notifier_name(line.notifier, lang), "time": lasted(now - line.failing_since, lang)}
        yield Finding("way_failing", N_("via {way} komt al {time} niets aan"), values)
    if seen.waiting_since is not None and now - seen.waiting_since > STUCK:
        waits = lasted(now - seen.waiting_since, lang)
        yield Finding("outbox_stuck", N_("een seintje wacht al {time} op verzending"), {"time": waits})
    if seen.overdue:
        yield Finding("timers_overdue", N_("{n} stappen van de opschaling zijn te laat"), {"n": seen.overdue})
    if seen.without_timer:
        yield Finding("no_timer", N_("{n} open zaken zonder volgende stap"), {"n": seen.without_timer})
    if not seen.paired & set(protocol.people):
        yield Finding("nobody_paired", N_("niemand heeft een telefoon gekoppeld. Begin met: seintje user invite"), {})


def _sources(seen: Look, now: datetime, lang: Lang) -> Iterator[Finding]:
    for source in seen.sources:
        if source.failing_since is not None:
            words = N_("bron {name} is blind sinds {time}: {why}") if source.blind else _FAILS
            values = {"name": source.name, "time": lasted(now - source.failing_since, lang), "why": source.error}
            yield Finding("source_failing", words, values)


_FAILS = N_("bron {name} lukt al {time} niet: {why}")


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
        "findings": [{"code": one.code, "text": one.say()} for one in findings],
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
        say(paint(tr(N_("Let op:")), "33") + " " + one.say())
    if not findings:
        say(tr(N_("Alles werkt.")))
