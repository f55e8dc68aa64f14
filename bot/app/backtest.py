"""Two versions of a protocol on the same mentions: judged, and replayed on virtual time."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from bot.app.replay import Options, replay
from bot.rulebook import Rules
from rules.explain.backtest import Backtest
from rules.judge import Judge
from rules.judge.compare import Differently, burdens, coverage, differently, shifts
from rules.judge.history import History
from rules.mention import Mention


async def backtest(mentions: Sequence[Mention], old: Judge, new: Judge, options: Options) -> Backtest:
    """What ``new`` would have done otherwise than ``old``. Nobody is told anything."""
    ordered = sorted(mentions, key=lambda mention: mention.posted_at)
    zone = new.protocol.timezone
    before, after = [burdens(_loud(await replay(ordered, Rules(j.protocol, j, 1), options)), zone) for j in (old, new)]
    return Backtest(
        old=old.protocol,
        new=new.protocol,
        mentions=len(ordered),
        changed=tuple(_changed(ordered, old, new)),
        shifts=shifts(before, after),
        coverage=coverage(ordered, new.protocol.platforms, zone),
    )


def _loud(lines: Iterable[dict[str, Any]]) -> Iterable[tuple[str, datetime]]:
    """Who was rung and when."""
    for line in lines:
        if line["event"] == "notified" and line["loud"]:
            yield line["person"], datetime.fromisoformat(line["at"])


def _changed(mentions: Sequence[Mention], old: Judge, new: Judge) -> Iterable[Differently]:
    """Judged one after the other by both, each with its own memory of what came before."""
    memories = (History(old), History(new))
    for mention in mentions:
        before, after = (memory.judge(mention) for memory in memories)
        if (found := differently(mention, before, after)) is not None:
            yield found
