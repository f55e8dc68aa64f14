"""Bluesky's stream over a restart: what was deleted meanwhile goes here as well, whoever listened when it came."""

import pytest

pytest.importorskip("websockets", reason="seintje[bluesky] is not installed")

from bot.app.sources import Sources
from bot.platforms.bluesky import BlueskySource
from bot.platforms.http import Http, HttpSettings
from bot.platforms.registry import open_source
from bot.store import mentions
from tests.bot.platforms.tools import tools
from tests.bot.protocol import CARE
from tests.fakes.jetstream import Replay, event, replaying

SAID = "Zorg Proef: mijn moeder ligt al uren in haar eigen plas"


def listens(care, replay: Replay) -> None:
    """A life of the service: it listens until the stream breaks."""
    http = Http(HttpSettings(allow_private=True), care.clock)
    kept = lambda source, most: care.store.read(lambda tx: mentions.kept(tx, source, most))  # noqa: E731
    given = tools(http, clock=care.clock, terms=lambda: ["Zorg Proef"], kept=kept)
    [listener] = open_source(BlueskySource(name="blauw", server=replay.url), given).listeners
    sources = Sources(care.house, listeners=[listener], ring=lambda: None)
    care.loop.run_until_complete(sources._listen(listener))
    care.loop.run_until_complete(http.close())


def test_what_was_deleted_and_edited_while_we_were_away_is_followed(office):
    care = office(CARE)
    first = [event(1, SAID, rkey="a"), event(2, f"{SAID}!", rkey="b"), event(3, "een mooie dag")]
    later = [
        event(4, "", rkey="a", operation="delete"),
        event(5, "het viel mee", rkey="b", operation="update"),
        event(6, "einde"),
    ]
    for events in (first, [*first, *later]):
        replay = Replay(events)
        replay.holds = False
        with replaying(replay):
            listens(care, replay)
            care.settle()
    gone = care.store.read(lambda tx: mentions.kept(tx, "blauw", 9))
    assert [name.rpartition("/")[2] for name in gone] == ["b"]
    edited = care.store.read(lambda tx: mentions.mention(tx, 2))
    assert edited is not None and edited.text == "het viel mee"
