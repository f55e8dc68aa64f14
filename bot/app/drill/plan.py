"""What a drill is, kept on disk so that it survives a restart, and the clock it runs on."""

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock

FILE = "plan.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """A drill that runs. Times are aware UTC; ``rested`` is how long it has been paused before, ``paused_at`` since when it is."""

    by: str
    people: tuple[str, ...]
    start: datetime
    speed: float = 1.0
    paused_at: datetime | None = None
    rested: timedelta = timedelta(0)
    calls: bool = False
    """Whether a voice rings phones too, as it would for real."""

    def at(self, now: datetime) -> datetime:
        """The drill's own present: it stands still while it is paused."""
        passed = (self.paused_at or now) - self.start - self.rested
        return self.start + passed * self.speed

    def pause(self, now: datetime) -> "Plan":
        """From now on it stands still."""
        return replace(self, paused_at=now)

    def resume(self, now: datetime) -> "Plan":
        """It goes on where it was."""
        rest = timedelta(0) if self.paused_at is None else now - self.paused_at
        return replace(self, paused_at=None, rested=self.rested + rest)

    def save(self, folder: Path) -> None:
        """Keep it; the file is whole or the old one."""
        said = asdict(self) | {
            "start": self.start.isoformat(),
            "paused_at": self.paused_at.isoformat() if self.paused_at else None,
            "rested": self.rested.total_seconds(),
        }
        part = folder / f"{FILE}.part"
        with part.open("w", encoding="utf-8") as file:
            json.dump(said, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, folder / FILE)

    @classmethod
    def load(cls, folder: Path) -> "Plan | None":
        """The drill that was running; None when there is none."""
        try:
            said = json.loads((folder / FILE).read_text("utf-8"))
        except FileNotFoundError:
            return None
        paused = said["paused_at"]
        return cls(
            said["by"],
            tuple(said["people"]),
            datetime.fromisoformat(said["start"]),
            said["speed"],
            datetime.fromisoformat(paused) if paused else None,
            timedelta(seconds=said["rested"]),
            said.get("calls", False),
        )


class DrillClock:
    """The clock of a drill: the house's own, as fast as the plan wants."""

    def __init__(self, clock: Clock, plan: Plan) -> None:
        self.clock = clock
        self.plan = plan

    def now(self) -> datetime:
        """The drill's present."""
        return self.plan.at(self.clock.now())
