"""One small story with the real process: a mention, a point at which it dies, a restart, and what is there then."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from bot.demo.telegram import Shown
from tests.fakes.telegram import served
from tests.kill import town
from tests.kill.count import reading, unfinished
from tests.kill.harness import Plan, Run
from tests.kill.phones import TAKE
from tests.kill.programs import Launcher, Program

BAS, EVA = 100, 200
"""The owner's phone and the backup's."""
PATIENCE = 30.0
"""Seconds; generous, because the machine may be busy. What is promised in seconds is measured by the bench."""


class Scene:
    """A world of one team in which nothing happens by itself."""

    def __init__(self, folder: Path, launcher: Launcher) -> None:
        self.world = Run(Plan(0, folder, seed=1, teams=1, trouble=0.0))
        self.launcher = launcher
        self.telegram = self.world.telegram
        self._source = town.mentions(1, Random(3))
        self._program: Program | None = None

    # --- the program ----------------------------------------------------------------------------------------

    def start(self, point: str = "") -> Program:
        return self.start_at(f"{point}@1" if point else "")

    def start_at(self, failpoints: str) -> Program:
        """Start it with these failpoints; it is ended with the scene, whatever fails."""
        self._program = self.launcher.start(self.world.arguments, self.world.log, failpoints)
        return self._program

    def dies_at(self, point: str) -> None:
        """Start it; it is killed at that point."""
        program = self.start(point)
        assert program.wait(PATIENCE) == -signal.SIGKILL, program.said()[-2000:]
        assert f"killed at {point}" in program.said()

    def runs_until_rest(self) -> Program:
        """Start it and let it do everything there is to do (the next step of an escalation is not)."""
        program = self.start()
        self.until(lambda: not self.left())
        return program

    def until(self, true: Callable[[], Any]) -> None:
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, (self.left(), self._program and self._program.said()[-2000:])
            time.sleep(0.05)

    def left(self) -> dict[str, int]:
        left = unfinished(self.world.database, self.world.lines, self.telegram)
        return {name: count for name, count in left.items() if name != "steps"}

    def stop(self) -> None:
        if self._program is not None and self._program.wait(0) is None:
            assert self._program.end(signal.SIGTERM) == 0, self._program.said()[-2000:]

    # --- the world ------------------------------------------------------------------------------------------

    def says(self) -> None:
        """The public writes something serious."""
        with self.world.lines.open("a") as file:
            file.write(next(s for s in self._source if s.opens).line)

    def phone(self, number: int) -> list[Shown]:
        """What the bot wrote to a phone."""
        return [m for m in self.telegram.chats[number].messages if m.sender.is_bot]

    def press(self, number: int, label: str = TAKE) -> None:
        """Press a button under the newest message."""
        self.telegram.press(number, self.phone(number)[-1].id, label)

    def toasts(self) -> list[str]:
        """What phones answered to presses."""
        return [answered.text for answered in self.telegram.answers]

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        with reading(self.world.database) as db:
            return db.execute(query).fetchall()

    def one(self, query: str) -> Any:
        return self.sql(query)[0][0]


@contextmanager
def scene(folder: Path, launcher: Launcher) -> Iterator[Scene]:
    """A scene with its phones; whatever still runs is ended."""
    with ExitStack() as stack:
        told = Scene(folder, launcher)
        told.world.prepare(stack.enter_context(served(told.telegram)))
        try:
            yield told
        finally:
            if told._program is not None and told._program.wait(0) is None:
                told._program.end(signal.SIGKILL)
