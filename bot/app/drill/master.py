"""Starts, pauses, ends and reports drills; hears /oefening and the command line."""

import asyncio
import shutil
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path

import structlog

from bot.app.drill.plan import FILE, Plan
from bot.app.drill.reach import writing
from bot.app.drill.scene import SCRIPT, Scene, script_of
from bot.app.house import House
from bot.desk.team import Team, team
from bot.inbox.aside import Back
from bot.inbox.commands import Command, Say
from bot.store import Tx, cases, outbox, reads
from bot.store.outbox import Kind
from bot.texts import as_payload
from rules.case.model import Record
from rules.explain.drill import End, Refusal, begins, may_start, participants, paused, refused, report, running
from rules.i18n import Lang

log = structlog.get_logger()

LOOK = 1.0
"""Seconds between looks."""
CRISIS = 4
"""From this level number on what is real comes first."""
LONGEST = 4000
"""Characters of a message."""
WORDS = ("/oefening", "/drill")


class DrillMaster:
    """The drills of one house. ``scripts``: where the protocol's ``replay`` file is looked for."""

    def __init__(self, real: House, folder: Path, scripts: Path) -> None:
        self.real = real
        self.folder = folder / "oefening"
        self.scripts = scripts
        self.scene: Scene | None = None
        self._done: list[Scene] = []
        real.inbox.asides.append(self.aside)

    # --- life -------------------------------------------------------------------------------------------------

    async def forever(self) -> None:
        """Take up what was running, and then play."""
        await asyncio.to_thread(self.take_up)
        try:
            while True:
                await self.look()
                await asyncio.sleep(LOOK)
        finally:
            if self.scene is not None:
                self.scene.close()

    def take_up(self) -> bool:
        """Go on with the drill that was running when we stopped; whether there was one."""
        plan = Plan.load(self.folder)
        if plan is not None and self.scene is None:
            self.scene = Scene(self.real, plan, self.folder)
            log.info("drill_taken_up", by=plan.by)
        return self.scene is not None

    async def look(self) -> None:
        """One round."""
        while self._done:
            await asyncio.to_thread(self._done.pop().close)
        scene = self.scene
        if scene is None or await asyncio.to_thread(self._waits, scene):
            return
        await asyncio.to_thread(scene.feed)
        while await asyncio.to_thread(scene.house.think) + await scene.house.speak():
            pass
        await scene.house.outbox.settle()
        if await asyncio.to_thread(scene.over):
            await self.real.store.awrite(lambda tx: self._end(tx, scene, End.DONE))

    def _waits(self, scene: Scene) -> bool:
        """Whether a real crisis comes first. Everybody hears so, and hears when it is over."""
        real, now = self._crisis(), self.real.clock.now()
        if real == (scene.plan.paused_at is not None):
            return real
        self._plan(scene, scene.plan.pause(now) if real else scene.plan.resume(now))
        protocol = self.real.rulebook.current.protocol
        what = f"{'paused' if real else 'resumed'} {now.isoformat()}"
        self.real.store.write(
            lambda tx: self._say(tx, scene.plan, what, lambda lang: paused(protocol, lang, again=not real))
        )
        return real

    def _plan(self, scene: Scene, plan: Plan) -> None:
        scene.plan = scene.clock.plan = plan
        plan.save(self.folder)

    def _crisis(self) -> bool:
        lines = self.real.store.read(lambda tx: reads.case_lines(tx, only_open=True))
        return any(line.level_number >= CRISIS for line in lines)

    # --- beginning and ending ---------------------------------------------------------------------------------

    def start(
        self, raw: bytes, asked: Sequence[str], by: str, speed: float = 1.0, *, calls: bool = False
    ) -> Refusal | None:
        """Begin; None when it began. ``calls``: a voice rings phones too."""
        return self.real.store.write(lambda tx: self._start(tx, raw, asked, by, speed, calls=calls))

    def stop(self, by: str) -> Refusal | None:
        """End it now, with its report. Whoever takes part may."""
        return self.real.store.write(lambda tx: self._stop(tx, by))

    def _start(
        self, tx: Tx, raw: bytes, asked: Sequence[str], by: str, speed: float = 1.0, *, calls: bool = False
    ) -> Refusal | None:
        protocol, staff = self.real.rulebook.current.protocol, self._staff(tx)
        taking_part = tuple(p for p in participants(asked, by, protocol) if writing(staff, p) is not None)
        if not may_start(by, protocol):
            return Refusal.NOT_ALLOWED
        if self.scene is not None:
            return Refusal.RUNS
        if self._crisis():
            return Refusal.REAL
        if not taking_part:
            return Refusal.NOBODY
        if not script_of(raw):
            return Refusal.NO_SCRIPT
        self._begin(tx, raw, Plan(by, taking_part, self.real.clock.now(), speed, calls=calls))
        return None

    def _begin(self, tx: Tx, raw: bytes, plan: Plan) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, mode=0o700)
        (self.folder / SCRIPT).write_bytes(raw)
        plan.save(self.folder)
        self.scene = Scene(self.real, plan, self.folder)
        protocol = self.real.rulebook.current.protocol
        self._say(tx, plan, "begin", lambda lang: begins(plan.people, plan.by, protocol, lang))
        cases.record(tx, None, Record("drill_started", plan.by), self.real.clock.now())

    def _stop(self, tx: Tx, by: str) -> Refusal | None:
        if self.scene is None:
            return Refusal.NONE_RUNS
        if by not in self.scene.plan.people and not may_start(by, self.real.rulebook.current.protocol):
            return Refusal.NOT_ALLOWED
        self._end(tx, self.scene, End.STOPPED)
        return None

    def _end(self, tx: Tx, scene: Scene, end: End) -> None:
        plan, found = scene.plan, scene.practised()
        protocol = self.real.rulebook.current.protocol
        self._say(tx, plan, "end", lambda lang: report(found, end, protocol, lang))
        cases.record(tx, None, Record(f"drill_{end.value}", plan.by), self.real.clock.now())
        (self.folder / FILE).unlink(missing_ok=True)
        self.scene = None
        self._done.append(scene)

    def _say(self, tx: Tx, plan: Plan, what: str, words: Callable[[Lang], str]) -> None:
        """Something about the drill to everybody in it, by the real house: once each."""
        protocol, now, staff = self.real.rulebook.current.protocol, self.real.clock.now(), self._staff(tx)
        for person in dict.fromkeys((*plan.people, plan.by)):
            way = writing(staff, person)
            if way is not None and person in protocol.people:
                lang = Lang(protocol.people[person].lang)
                outbox.add_text(
                    tx,
                    key=f"drill:{plan.start.isoformat()}:{what}:{person}",
                    kind=Kind.TEXT,
                    notifier=way.notifier,
                    address=way.address,
                    payload=as_payload(words(lang)[:LONGEST], lang, silent=True),
                    now=now,
                )

    def _staff(self, tx: Tx) -> Team:
        return team(tx, self.real.rulebook.current, self.real.desk.reach)

    # --- who asks ---------------------------------------------------------------------------------------------

    def aside(self, tx: Tx, command: Command, person: str | None) -> Back | None:
        """/oefening, and what belongs to a running drill."""
        if isinstance(command, Say) and command.text.split(" ")[0].split("@")[0].lower() in WORDS:
            return self._asked(tx, command, person)
        return self.scene.aside(tx, command, person) if self.scene is not None else None

    def _asked(self, tx: Tx, command: Say, person: str | None) -> Back | None:
        if person is None or command.chat_id < 0:
            return None
        protocol = self.real.rulebook.current.protocol
        lang = Lang(protocol.people[person].lang)
        match command.text.lower().split()[1:]:
            case ["start", *asked]:
                why = self._start(tx, self.shipped(), asked, person)
            case ["stop"]:
                why = self._stop(tx, person)
            case _:
                return Back(self.state(lang))
        return Back(
            "" if why is None else refused(why, protocol, lang)
        )  # all who take part hear that it began or ended

    def state(self, lang: Lang) -> str:
        """How it is."""
        protocol, scene = self.real.rulebook.current.protocol, self.scene
        if scene is None:
            return refused(Refusal.NONE_RUNS, protocol, lang)
        return running(scene.plan.people, scene.played, len(scene.script), protocol, lang)

    def shipped(self) -> bytes:
        """The protocol's own script, else the storm that comes with the product."""
        wanted = self.real.rulebook.current.protocol.exercises.replay
        own = self.scripts / Path(wanted).name if wanted else None
        if own is not None and own.is_file():
            return own.read_bytes()
        return resources.files("bot.demo").joinpath("storm.jsonl").read_bytes()
