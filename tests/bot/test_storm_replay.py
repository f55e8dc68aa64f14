"""The composed storm of thirty-six hours, replayed with the example protocol: what must be pushed is, and hardly more."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.app.replay import replay
from bot.platforms.jsonl import Refusal, read_lines
from bot.rulebook import Rules
from rules.judge import Judge
from rules.protocol.read import read
from tests.shared import shared

pytestmark = pytest.mark.timeout(600)  # a whole storm, under coverage on a busy machine; what it costs is the bench's

AT_MOST = 25
NEWS = ("level_up", "new_fact", "new")


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    path, protocol = shared("data/storm.jsonl"), shared("protocol/example.yaml")
    reading = read({"example.yaml": protocol.read_text(encoding="utf-8")})
    assert reading.protocol is not None
    found = read_lines(path.read_bytes().splitlines(keepends=True), lenient=True)
    mentions = [one for _, one in found if not isinstance(one, Refusal)]
    return list(asyncio.run(replay(mentions, Rules(reading.protocol, Judge(reading.protocol), 1))))


@pytest.fixture(scope="module")
def meta() -> dict[str, Any]:
    known: dict[str, Any] = json.loads(shared("data/storm.meta.json").read_text(encoding="utf-8"))
    return known


def loud(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if line["event"] == "notified" and line["loud"]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_first_signal_is_pushed_within_five_minutes(lines: list[dict[str, Any]], meta: dict[str, Any]) -> None:
    begin = at(meta["first_signal"]["at"])
    opened = next(line for line in lines if line.get("mention") == meta["first_signal"]["id"])
    rings = [line for line in loud(lines) if line["case"] == opened["case"]]
    assert timedelta(0) <= at(rings[0]["at"]) - begin <= timedelta(minutes=5)


def test_every_new_fact_is_pushed_within_five_minutes(lines: list[dict[str, Any]], meta: dict[str, Any]) -> None:
    missed = []
    for fact in meta["new_facts"]:
        begin = at(fact["at"])
        here = [line for line in loud(lines) if begin <= at(line["at"]) <= begin + timedelta(minutes=5)]
        if not any(_tells(line, fact["id"], lines) for line in here):
            missed.append(fact["id"])
    assert missed == []


def _tells(line: dict[str, Any], mention: str, lines: list[dict[str, Any]]) -> bool:
    """The ring is for this mention: it says so, or the mention opened or raised that case at that moment."""
    if line.get("mention") == mention:
        return True
    moved = [one for one in lines if one.get("mention") == mention and one["event"] in ("case_opened", "mention_added")]
    return any(one["case"] == line["case"] and at(one["at"]) <= at(line["at"]) for one in moved)


def test_nobody_is_pushed_more_than_twenty_five_times(lines: list[dict[str, Any]]) -> None:
    pushes = lines[-1]["loud_per_person"]
    assert max(pushes.values()) <= AT_MOST, pushes


def test_a_taken_case_rings_only_for_new_facts(lines: list[dict[str, Any]]) -> None:
    taken: dict[int, bool] = {}
    for line in lines:
        if line["event"] == "acknowledged":
            taken[line["case"]] = True
        if line["event"] == "notified" and line["loud"] and taken.get(line["case"]):
            assert (
                line["reason"] in _FACTS
                or line["reason"].startswith(("new_category:", "new_location:"))
                or _raised(line, lines)
            )


_FACTS = {
    "danger", "named_employee", "witness", "storm", "spike", "media_joins", "politics_joins", "regulator_joins", "reach", "new_authors",
}  # fmt: skip


def _raised(line: dict[str, Any], lines: list[dict[str, Any]]) -> bool:
    """The case became more serious at that moment."""
    same = [one for one in lines if one.get("case") == line["case"] and one["event"] in ("storm", "mention_added")]
    return any("→" in one["reason"] or one["event"] == "storm" for one in same if at(one["at"]) <= at(line["at"]))
