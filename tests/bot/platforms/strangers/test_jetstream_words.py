"""What streams of others say in their own ways, over a real socket: escapes, spaces, kinds we do not know, times that jump,
posts with everything in and round them; and what is told of a post that we had before a restart."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

pytest.importorskip("websockets", reason="seintje[bluesky] is not installed")

from bot.clock import ManualClock
from bot.platforms.bluesky import BlueskySource, Speech
from bot.platforms.bluesky.listener import LULL, NetworkListener
from bot.platforms.bluesky.sieve import Sieve
from bot.ports import Batch
from rules.mention import Via
from tests.bot.platforms.test_bluesky import NAMES, NOW, SPEECHES, heard, said
from tests.fakes.jetstream import START, US, Replay, account, event, replaying

HOME = {"uri": f"at://{US}/app.bsky.feed.post/1", "cid": "c"}


def uri(rkey: str, did: str = "did:plc:anna") -> str:
    return f"at://{did}/app.bsky.feed.post/{rkey}"


def listener(replay: Replay, kept: Sequence[str] = (), **more: Any) -> NetworkListener:
    source = BlueskySource(**{"name": "blauw", "did": US, "server": replay.url} | more)
    asked: list[tuple[str, int]] = []

    def of_before(name: str, most: int) -> Sequence[str]:
        asked.append((name, most))
        return kept if name == "blauw" else ()

    return NetworkListener(source, ManualClock(NOW), lambda: NAMES, allow_private=True, kept=of_before)


class Spaced(Replay):
    """A server written in another language: spaces, plain letters only, the keys in another order."""

    def __init__(self, events: list[dict[str, Any]]) -> None:
        super().__init__(events)
        self.raw = [json.dumps(dict(reversed(one.items())), indent=1) for one in events]


@SPEECHES
def test_what_we_had_before_a_restart_is_followed(speech: Speech):
    events = [
        event(1, "", rkey="weg", operation="delete"),
        event(2, "", rkey="van een ander", operation="delete"),
        event(3, "ik bedacht mij", rkey="anders", operation="update"),
        account(4, "did:plc:bram", "deleted"),
        event(5, "einde"),
    ]
    kept = [uri("weg"), uri("anders"), uri("b1", "did:plc:bram"), uri("c1", "did:plc:cor")]
    with replaying(Replay(events)) as replay:
        batches, _ = heard(listener(replay, kept, speech=speech), until=5)
    assert [name for batch in batches for name in batch.gone] == [uri("weg"), uri("b1", "did:plc:bram")]
    [edited] = said(batches)
    assert (edited.id, edited.text) == (uri("anders"), "ik bedacht mij")


def test_an_edit_that_names_us_no_more_comes_all_the_same():
    events = [event(1, "Beukenhof is een ramp", rkey="a"), event(2, "laat maar", rkey="a", operation="update")]
    with replaying(Replay([*events, event(3, "laat maar", operation="update")])) as replay:
        batches, _ = heard(listener(replay), until=3)
    assert [one.text for one in said(batches)] == ["Beukenhof is een ramp", "laat maar"]


def test_a_server_that_writes_its_json_in_another_way_is_heard():
    events = [
        event(1, "Zórg-Proef belt niet terug", rkey="a"),
        event(2, "Zorg Proef 😡 “alweer”", rkey="b"),
        event(3, "", rkey="a", operation="delete"),
        event(4, "einde"),
    ]
    with replaying(Spaced(events)) as replay:
        batches, _ = heard(listener(replay), until=4)
    assert [one.text for one in said(batches)] == ["Zórg-Proef belt niet terug", "Zorg Proef 😡 “alweer”"]
    assert [name for batch in batches for name in batch.gone] == [uri("a")]


@pytest.mark.parametrize("written", ["Zórgproef", "Zo\u0301rgproef", "ZÖRGPROEF", "Zõrg Prōef"])
@pytest.mark.parametrize("plain", [True, False])
def test_a_name_is_seen_in_the_bytes_however_its_letters_are_written(written: str, *, plain: bool):
    assert Sieve(["Zorg Proef"]).passes(json.dumps({"text": written}, ensure_ascii=plain).encode())
    assert not Sieve(["Zorg Proef"]).passes(json.dumps({"text": f"{written[:4]} <b>"}, ensure_ascii=plain).encode())


CARD = {
    "uri": "https://nieuws.example/1",
    "title": "Zorg Proef sluit afdeling",
    "description": "Bewoners weten van niets",
}
PICTURE = {"alt": "de hal van Beukenhof", "image": {"$type": "blob", "ref": {"$link": "bafk"}}}
EMBEDS: list[tuple[dict[str, Any] | None, str]] = [
    (
        {"$type": "app.bsky.embed.external", "external": CARD},
        "kijk\nZorg Proef sluit afdeling\nBewoners weten van niets",
    ),
    ({"$type": "app.bsky.embed.images", "images": [PICTURE, {"alt": ""}, None]}, "kijk\nde hal van Beukenhof"),
    ({"$type": "app.bsky.embed.video", "alt": "film in Beukenhof", "video": {}}, "kijk\nfilm in Beukenhof"),
    (
        {
            "$type": "app.bsky.embed.recordWithMedia",
            "record": {"$type": "app.bsky.embed.record", "record": {"uri": uri("x"), "cid": "c"}},
            "media": {"$type": "app.bsky.embed.images", "images": [PICTURE]},
        },
        "kijk\nde hal van Beukenhof",
    ),
]


@pytest.mark.parametrize(("embed", "text"), EMBEDS)
def test_what_a_reader_sees_beside_the_text_counts(embed: dict[str, Any], text: str):
    with replaying(Replay([event(1, "kijk", embed=embed), event(2, "einde")])) as replay:
        [one] = said(heard(listener(replay), until=2)[0])
    assert (one.text, one.via) == (text, Via.SEARCH)


def test_a_quote_of_ours_beside_a_picture_is_a_mention_of_us():
    record = {"$type": "app.bsky.embed.record", "record": HOME}
    embed = {"$type": "app.bsky.embed.recordWithMedia", "record": record, "media": {"images": [{"alt": "x"}]}}
    with replaying(Replay([event(1, "tja", embed=embed), event(2, "einde")])) as replay:
        [one] = said(heard(listener(replay), until=2)[0])
    assert one.via is Via.MENTION


def test_nothing_where_something_could_be_spoils_nothing():
    whole = event(1, "Beukenhof")
    odd: list[dict[str, Any]] = [
        {"langs": None, "facets": None, "embed": None, "reply": None, "labels": None, "tags": None},
        {"langs": [], "facets": [{"features": None}, None], "embed": {"$type": "x.y.z"}, "reply": {"root": None}},
        {"langs": [7], "facets": "x", "embed": [], "reply": [], "createdAt": None},
    ]
    events = []
    for number, more in enumerate(odd, 1):
        commit = whole["commit"] | {"rkey": f"k{number}", "record": whole["commit"]["record"] | more, "cid": None}
        events.append(whole | {"time_us": START + number * 1000, "commit": commit})
    with replaying(Replay([*events, event(9, "einde")])) as replay:
        told = said(heard(listener(replay), until=9)[0])
    assert [one.text for one in told] == ["Beukenhof"] * 3
    assert [one.lang for one in told] == [None, None, None]


@pytest.mark.parametrize(
    "created", ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z", "2099-01-01T00:00:00Z", "gisteren"]
)
def test_a_program_that_does_not_know_the_time_makes_no_post_of_the_past_or_to_come(created: str):
    with replaying(Replay([event(1, "Beukenhof", createdAt=created), event(2, "einde")])) as replay:
        [one] = said(heard(listener(replay), until=2)[0])
    assert one.posted_at == datetime.fromtimestamp((START + 1000) / 1e6, UTC)


def test_identities_accounts_and_kinds_of_tomorrow_pass_by_and_move_the_cursor():
    at = START + 2000
    others: list[dict[str, Any]] = [
        {
            "did": "did:plc:a",
            "time_us": at,
            "kind": "identity",
            "identity": {"did": "did:plc:a", "handle": "beukenhof.nl"},
        },
        {"did": "did:plc:a", "time_us": at + 1, "kind": "account", "account": {"active": False, "status": "takendown"}},
        {"did": "did:plc:a", "time_us": at + 2, "kind": "beukenhof", "beukenhof": {"x": [1]}},
        event(3, "Beukenhof", rkey=None),
        event(4, "einde"),
    ]
    with replaying(Replay(others)) as replay:
        batches, cursor = heard(listener(replay, [uri("k", "did:plc:a")]), until=4)
    assert said(batches) == [] and [name for batch in batches for name in batch.gone] == []
    assert json.loads(cursor)["at"] == START + 4000


def test_times_that_jump_to_and_fro_lose_nothing_and_take_the_cursor_nowhere_else():
    events = [event(n, f"Beukenhof {n}") for n in (1, 3, 2, 900, 4, 5)]
    with replaying(Replay(events)) as replay:
        batches, cursor = heard(listener(replay), batches=1)
    assert len(said(batches)) == 6
    assert json.loads(cursor)["at"] == START + 5000


@pytest.mark.parametrize(("away", "gaps"), [(LULL * 6, 1), (LULL / 2, 0)])
def test_the_old_way_begins_silently_at_its_oldest_and_that_is_a_gap_all_the_same(away: timedelta, gaps: int):
    known = START - away // timedelta(microseconds=1)
    with replaying(Replay([event(1, "Beukenhof"), event(2, "einde")])) as replay:
        cursor = json.dumps({"server": replay.url, "seq": 0, "at": known})
        batches, _ = heard(listener(replay), cursor, until=2)
    found = [(gap.start, gap.why) for batch in batches for gap in batch.gaps]
    assert found == [(datetime.fromtimestamp(known / 1e6, UTC), "too_old")] * gaps


def test_what_is_kept_is_asked_beside_the_loop():
    """A vault that is slow to answer keeps nobody else waiting."""

    async def work() -> int:
        ticks = 0

        def slow(name: str, most: int) -> Sequence[str]:
            import time

            time.sleep(0.2)
            return ()

        with replaying(Replay([event(1, "Beukenhof")])) as replay:
            source = BlueskySource(name="blauw", did=US, server=replay.url)
            stream = NetworkListener(source, ManualClock(NOW), lambda: NAMES, allow_private=True, kept=slow).listen("")
            first: asyncio.Task[Batch] = asyncio.ensure_future(anext(stream))  # type: ignore[arg-type]
            while not first.done():
                ticks += 1
                await asyncio.sleep(0.01)
            await stream.aclose()  # type: ignore[attr-defined]
        return ticks

    assert asyncio.run(work()) > 10


@SPEECHES
def test_one_enormous_event_ends_no_stream_and_we_ask_for_none(speech: Speech):
    events = [event(1, "Beukenhof"), event(2, "\x01" * 600_000), event(3, "Beukenhof alweer"), event(4, "einde")]
    with replaying(Replay(events)) as replay:
        batches, _ = heard(listener(replay, speech=speech), until=4)
    assert [one.text for one in said(batches)] == ["Beukenhof", "Beukenhof alweer"]
    assert int(replay.asked[0]["maxMessageSizeBytes"][0]) <= 2_000_000
