"""A small organisation as model values: two webcare people, a duty roster of one each, a board."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.case.model import MentionJudged
from rules.protocol.model import (
    Calendar,
    Clock,
    Every,
    Grouping,
    LastResort,
    Level,
    OfficeHours,
    Organisation,
    Person,
    Protocol,
    Push,
    Role,
    Schedule,
    Shift,
    Span,
    Step,
)

MONDAY_TEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Monday 10:00 in Amsterdam."""
MONDAY_NIGHT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def wall(count: int) -> Span:
    return Span(minutes(count))


def office(count: int) -> Span:
    return Span(minutes(count), Clock.OFFICE)


LEVELS = {
    "noise": Level("noise", 0, "Ruis"),
    "routine": Level("routine", 1, "Dagelijks"),
    "attention": Level(
        "attention", 2, "Aandacht", push=Push.OFFICE_HOURS, seen=office(60), reply=office(240), points=5
    ),
    "serious": Level("serious", 3, "Ernstig", push=Push.ALWAYS, seen=wall(15), reply=wall(60), points=9),
    "crisis": Level("crisis", 4, "Crisis", push=Push.ALWAYS, seen=wall(5), reply=wall(30)),
}

PROTOCOL = Protocol(
    title="Proef",
    version="1",
    organisation=Organisation("Zorg Proef", ZoneInfo("Europe/Amsterdam")),
    levels=LEVELS,
    owner="sanne",
    people={p: Person(p, p.title()) for p in ("sanne", "imran", "karin", "joost", "marleen")},
    roles={
        "webcare": Role("webcare", "Webcare", people=("sanne", "imran"), stand_in="duty"),
        "duty": Role("duty", "Piket", schedule="piket"),
        "lead": Role("lead", "Teamleider", people=("karin",), stand_in="duty"),
        "press": Role("press", "Woordvoerder", people=("joost",), stand_in="duty"),
        "board": Role("board", "Bestuur", people=("marleen",), always_on=True),
    },
    calendar=Calendar((OfficeHours(frozenset(range(5)), time(8, 30), time(17, 30)),)),
    on_call={
        "piket": Schedule("piket", ("karin", "joost"), Shift(Every.WEEK, 0, time(9), date(2026, 3, 2)), backup="lead")
    },
    escalation={
        "attention": (Step(wall(0), ("owner",)), Step(office(60), ("lead",))),
        "serious": (Step(wall(0), ("owner", "duty")), Step(wall(15), ("press",)), Step(wall(30), ("board",))),
        "crisis": (Step(wall(0), ("owner", "duty", "press", "board")), Step(wall(5), ("backup",))),
    },
    last_resort=LastResort(("board",), minutes(15)),
    grouping=Grouping(
        notify_again=("level_up", "new_category", "media_joins", "politics_joins"), reach_times=5, new_authors=30
    ),
)


def mention(level: str = "serious", number: int = 1, at: datetime = MONDAY_TEN, **more: object) -> MentionJudged:
    defaults: dict[str, object] = {"category": "complaint", "owner": "webcare"}
    return MentionJudged(number, level, LEVELS[level].number, at, **{**defaults, **more})  # type: ignore[arg-type]
