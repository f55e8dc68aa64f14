"""``seintje demo``: the service on a shipped storm, with pretend phones; nothing leaves this machine."""

import asyncio
import shutil
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.frame import Exit
from bot.cli.lazy import verb
from bot.cli.leaving import at_once
from bot.cli.out import as_json, json_option, note, say
from bot.cli.words import tr
from bot.clock import SystemClock
from rules.i18n import N_

if TYPE_CHECKING:
    from bot.demo.play import Demo
    from bot.web.server import WebServer

LONGEST = 600.0
"""Seconds after which a demo that should have ended by itself gives up."""


@verb(N_("Een verzonnen organisatie in een storm, met nep-telefoons: kijken en zelf drukken."))
@click.option("--port", type=click.IntRange(1, 65535), default=8470, help=N_("Poort van de pagina."))
@click.option("--speed", type=click.FloatRange(1, 10000), default=None, help=N_("Zoveel keer sneller dan de klok."))
@click.option("--until-end", is_flag=True, help=N_("Speel tot het einde en stop dan vanzelf, met een samenvatting."))
@json_option
def command(port: int, speed: float | None, until_end: bool, as_lines: bool) -> int:
    with tempfile.TemporaryDirectory(prefix="seintje-demo-") as folder:
        return asyncio.run(_run(Path(folder), port, speed, until_end, as_lines))


async def _run(folder: Path, port: int, speed: float | None, until_end: bool, as_lines: bool) -> int:
    with at_once(lambda: shutil.rmtree(folder, ignore_errors=True)):
        demo, server = _opened(folder, port, speed, until_end)
    stop = asyncio.Event()
    interrupted = _on_signals(stop)
    try:
        link = await server.start(tries=20) + "/demo"
        if not as_lines:
            say(tr(N_("Seintje draait met verzonnen gegevens. Open deze pagina:\n\n    {link}\n"), link=link))
            note(tr(N_("Stoppen met Ctrl-C. Er gaat niets naar buiten en er is geen account nodig.")))
        summary, in_time = await _play(demo, stop, until_end, as_lines)
    finally:
        await server.stop()
        demo.house.store.close()
    return _finish(summary, until_end, in_time, interrupted(), as_lines)


def _opened(folder: Path, port: int, speed: float | None, until_end: bool) -> "tuple[Demo, WebServer]":
    """The demo and its pages; nothing runs yet. All of it is heavy."""
    from bot import log
    from bot.demo.play import SPEED, Demo
    from bot.web.app import create_app
    from bot.web.server import WebServer
    from bot.web.sessions import MemorySessions
    from bot.web.settings import WebSettings

    log.setup()
    log.only_warnings()
    demo = Demo(folder, speed or SPEED, unwatched=until_end)
    settings = WebSettings(port=port, demo=True)
    sessions = MemorySessions(SystemClock(), lambda person: person in demo.phones.numbers)
    app = create_app(demo.office, settings=settings, sessions=sessions, changes=demo.changes, phones=demo.phones)
    return demo, WebServer(app, settings, demo.changes)


async def _play(demo: Any, stop: asyncio.Event, until_end: bool, quiet: bool) -> tuple[dict[str, Any], bool]:
    """Play to the end or until somebody stops it: what came of it, and whether it ended in time."""
    running = asyncio.create_task(demo.run(stop))
    telling = asyncio.create_task(_tell(demo, stop, quiet=quiet))
    running.add_done_callback(lambda _: stop.set())
    in_time = await _in_time(stop, until_end)
    await telling
    await running
    return await _summary(demo), in_time


async def _in_time(stop: asyncio.Event, until_end: bool) -> bool:
    try:
        await asyncio.wait_for(stop.wait(), LONGEST if until_end else None)
    except TimeoutError:
        stop.set()
        return False
    return True


def _on_signals(stop: asyncio.Event) -> Callable[[], bool]:
    seen: list[int] = []

    def interrupt(number: int) -> None:
        seen.append(number)
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, interrupt, number)
    return lambda: bool(seen)


async def _tell(demo: Any, stop: asyncio.Event, *, quiet: bool) -> None:
    """What happens, a line each, as it happens."""
    from bot.cli.happenings import line
    from bot.store import reads

    logged = 0
    while not quiet:
        found, logged = await demo.house.store.aread(lambda tx, last=logged: reads.logged_since(tx, last))
        for happening in found:
            said = line(happening, demo.house.rulebook.current.protocol)
            if said:
                say(said)
        if stop.is_set():
            return
        await asyncio.sleep(0.3)


async def _summary(demo: Any) -> dict[str, Any]:
    """The counts; ``cases`` and ``notified`` are what a demo must show."""
    from bot.store import reads

    counts: dict[str, Any] = await demo.house.store.aread(reads.tally)
    return counts | {"notified": counts["notices_sent"], "presses": demo.presses}


def _finish(summary: dict[str, Any], until_end: bool, in_time: bool, interrupted: bool, as_lines: bool) -> int:
    if as_lines:
        as_json(summary | {"finished": in_time and not interrupted})
    else:
        say(
            tr(
                N_(
                    "Gestopt: {mentions} berichten, {cases} zaken, {notices_sent} seintjes, {edits_sent} keer bijgewerkt."
                ),
                **summary,
            )
        )
    if not in_time:
        return Exit.FINDINGS
    return Exit.INTERRUPTED if interrupted and until_end else Exit.GOOD
