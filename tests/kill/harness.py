"""One run: mentions keep coming, people keep pressing, the program is killed again and again; then everything is counted."""

import secrets
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bot.clock import SystemClock
from bot.demo.telegram.phone import PRETEND_TOKEN
from bot.failpoints import POINTS
from bot.ports import TELEGRAM
from bot.store import Store, people
from bot.store.migrate import prepare
from tests.fakes.telegram import served
from tests.kill import town
from tests.kill.count import Tally, count, in_flight, unfinished
from tests.kill.phones import ShakyTelegram, Staff
from tests.kill.programs import Launcher, Program, environment

SPEED = 10.0
"""How much faster than the wall the house's clock runs: half a minute of escalation takes three seconds."""
BEHIND = 8
"""The public waits when so many cases reached no phone yet: on a slow machine the run would never end otherwise."""
ELSEWHERE = "anywhere"
"""Not a named point: killed from outside at a random moment, because the point was not reached in time."""


def hurried_environment() -> dict[str, str]:
    """What the program is started with here: its clock hurries from now on."""
    hurry = f"{SPEED}@{time.monotonic()}@{time.time()}"
    return environment(KILL_TOKEN=PRETEND_TOKEN, SEINTJE_HURRY=hurry)


@dataclass
class Plan:
    """What a run does. ``seed`` decides everything that is random."""

    kills: int
    folder: Path
    seed: int = field(default_factory=lambda: secrets.randbelow(1_000_000))
    teams: int = 6
    every: float = 0.4
    patience: float = 4.0
    trouble: float = 0.1
    points: tuple[str, ...] = POINTS


class Run:
    """The world around the program."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rnd = Random(plan.seed)
        self.telegram = ShakyTelegram(Random(plan.seed + 1), plan.trouble)
        self.staff = Staff(self.telegram)
        self.lines = plan.folder / "mentions.jsonl"
        self.log = plan.folder / "program.log"
        self.said: list[town.Said] = []
        self.kills: Counter[str] = Counter()
        self.casualties: Counter[str] = Counter()
        self._orphans: set[tuple[int, int]] = set()
        self._quiet = threading.Event()
        self._done = threading.Event()

    @property
    def database(self) -> Path:
        return self.plan.folder / "data" / "seintje.db"

    def prepare(self, base_url: str) -> None:
        """Files, database, everybody paired."""
        folder = self.plan.folder
        (folder / "protocol.yaml").write_text(town.protocol(self.plan.teams))
        (folder / "config.yaml").write_text(
            f"telegram: {{token: env:KILL_TOKEN, base_url: {base_url}}}\nweb: off\nlog: {{form: json}}\n"
        )
        self.lines.touch()
        (folder / "data").mkdir()
        store = Store(f"sqlite:///{self.database}")
        prepare(store)
        now = SystemClock().now()
        for person, number in town.people(self.plan.teams):
            self.telegram.person(number, person)
            store.write(lambda tx, p=person, n=str(number): people.pair(tx, p, TELEGRAM, n, n, now))  # type: ignore[misc]
        store.close()

    # --- the world goes on ----------------------------------------------------------------------------------

    def live(self) -> None:
        """In a thread: the public writes, people look at their phones."""
        source, due = town.mentions(self.plan.teams, Random(self.plan.seed + 2)), time.monotonic()
        again = Random(self.plan.seed + 3)
        while not self._done.wait(0.03):
            self.staff.look()
            if not self._quiet.is_set() and time.monotonic() >= due and self._behind() < BEHIND:
                due = time.monotonic() + self.plan.every
                said = next(source)
                self.said.append(said)
                with self.lines.open("a") as file:
                    file.write(said.line)
                    if again.random() < 1 / 5:
                        file.write(again.choice(self.said[-8:]).line)

    def _behind(self) -> int:
        """Cases that should be there and of which no phone knows yet."""
        return sum(said.opens for said in self.said) - len({d.case for d in self.staff.delivered})

    # --- killing --------------------------------------------------------------------------------------------

    def kill_once(self, launcher: Launcher) -> None:
        """Start the program, have it killed at a point chosen at random, and look at what it had in its hands."""
        point = self._choose()
        program = launcher.start(self.arguments, self.log, f"{point}@{self.rnd.choice((1, 1, 1, 2, 3))}")
        code = program.wait(self.plan.patience * self.rnd.uniform(0.5, 1.5))
        if code is None:
            point, code = ELSEWHERE, program.end()
        if code != -signal.SIGKILL:
            raise AssertionError(
                f"the program ended by itself with {code} (seed {self.plan.seed}):\n{program.said()[-3000:]}"
            )
        self.kills[point] += 1
        self._count_casualties(point)

    def _choose(self) -> str:
        """Rather a point that was seldom hit so far."""
        least = min(self.kills[p] for p in self.plan.points)
        return self.rnd.choice([p for p in self.plan.points if self.kills[p] <= least + 2])

    def _count_casualties(self, point: str) -> None:
        self.staff.look()
        orphans = in_flight(self.database, self.staff.delivered)
        self.casualties[point] += len(orphans - self._orphans)
        self._orphans |= orphans

    @property
    def arguments(self) -> list[str]:
        return ["run", "--config", str(self.plan.folder / "config.yaml"), "--in", str(self.lines)]

    def drain(self, program: Program, timeout: float = 120) -> None:
        """Let it finish everything; no new mentions. Raises ``AssertionError`` when something stays."""
        self._quiet.set()
        until = time.monotonic() + timeout
        time.sleep(0.2)
        while left := unfinished(self.database, self.lines, self.telegram):
            if program.wait(0) is not None or time.monotonic() > until:
                raise AssertionError(f"not finished (seed {self.plan.seed}): {left}\n{program.said()[-3000:]}")
            time.sleep(0.2)

    def stop(self) -> None:
        self._done.set()


@dataclass(frozen=True)
class Outcome:
    """What became of a run."""

    plan: Plan
    kills: Counter[str]
    casualties: Counter[str]
    tally: Tally
    seconds: float
    refused: int


def run(plan: Plan) -> Outcome:
    """Do it all, and count."""
    began = time.monotonic()
    print(f"kill harness: seed {plan.seed}")
    world = Run(plan)
    env = hurried_environment()
    with ExitStack() as stack:
        world.prepare(stack.enter_context(served(world.telegram)))
        launcher = stack.enter_context(Launcher(env))
        stack.enter_context(_living(world))
        while sum(world.kills.values()) < plan.kills:
            world.kill_once(launcher)
        last = launcher.start(world.arguments, world.log)
        world.drain(last)
        code = last.end(signal.SIGTERM)
        assert code == 0, f"SIGTERM gave {code}:\n{last.said()[-2000:]}"
        world.stop()
        world.staff.look()
    tally = count(world.database, world.said, world.staff, world.telegram)
    return Outcome(plan, world.kills, world.casualties, tally, time.monotonic() - began, world.telegram.refused)


@contextmanager
def _living(world: Run) -> Iterator[None]:
    thread = threading.Thread(target=world.live)
    thread.start()
    try:
        yield
    finally:
        world.stop()
        thread.join()
