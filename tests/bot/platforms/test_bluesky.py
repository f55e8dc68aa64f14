"""Bluesky's stream of all posts: what is kept of it, from where it goes on, and what it costs; against a replay of ours."""

import asyncio
import json
import subprocess
import sys
import time
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("websockets", reason="seintje[bluesky] is not installed")

from bot.app.settings import read
from bot.clock import ManualClock
from bot.platforms.bluesky import BlueskySource, Speech
from bot.platforms.bluesky.events import Ours, decoded, mention, notice
from bot.platforms.bluesky.listener import Cursor, NetworkListener, address, onward, read_cursor, start
from bot.platforms.bluesky.opening import opened
from bot.platforms.bluesky.settings import Did, StreamAddress
from bot.platforms.bluesky.sieve import Sieve, fragment
from bot.ports import Batch, SourceError
from rules.mention import Kind, Mention, Via
from tests.bot.platforms.tools import examined, tools
from tests.fakes.jetstream import START, US, Replay, account, crowd, event, in_new_way, replaying
from tests.laws import examples
from tests.shared import shared

NOW = datetime(2026, 11, 22, tzinfo=UTC)
NAMES = ["Zorg Proef", "Beukenhof"]


def listener(replay: Replay, **more: Any) -> NetworkListener:
    source = BlueskySource(**{"name": "blauw", "did": US, "server": replay.url} | more)
    return NetworkListener(source, ManualClock(NOW), lambda: NAMES, allow_private=True)


def heard(listening: NetworkListener, cursor: str = "", *, until: int = 0, batches: int = 0) -> tuple[list[Batch], str]:
    """Batches until so many events (by the last cursor's time) or batches came, or the stream breaks; and the last cursor."""

    async def listen() -> tuple[list[Batch], str]:
        got: list[Batch] = []
        stream = listening.listen(cursor)
        try:
            async for batch in stream:
                got.append(batch)
                if len(got) == batches or (until and read_cursor(batch.cursor).at >= START + until * 1000):
                    break
        except SourceError:
            pass
        finally:
            await stream.aclose()  # type: ignore[attr-defined]
        return got, got[-1].cursor if got else cursor

    return asyncio.run(asyncio.wait_for(listen(), 30))


def said(batches: list[Batch]) -> list[Mention]:
    return [one for batch in batches for one in batch.mentions]


SPEECHES = pytest.mark.parametrize("speech", list(Speech))


@SPEECHES
def test_what_names_us_is_kept_and_how_it_came(speech: Speech):
    home = {"uri": f"at://{US}/app.bsky.feed.post/1", "cid": "c"}
    facet = {"features": [{"$type": "app.bsky.richtext.facet#mention", "did": US}]}
    events = [
        event(1, "#ZorgProef is dicht"),
        event(2, "een mooie dag"),
        event(3, "bel eens terug", reply={"root": home, "parent": home}),
        event(4, "hallo", facets=[facet]),
        event(5, "wij zijn open", did=US),
        event(6, "kijk nou", embed={"$type": "app.bsky.embed.record", "record": home}),
        event(7, "de zorg is een proef"),
        event(8, "einde"),
    ]
    with replaying(Replay(events)) as replay:
        batches, _ = heard(listener(replay, speech=speech), until=8)
    kept = {one.id.rpartition("/")[2]: one for one in said(batches)}
    ways = {"k1": Via.SEARCH, "k3": Via.OWN_PAGE, "k4": Via.MENTION, "k5": Via.OWN_PAGE, "k6": Via.MENTION}
    assert {name: one.via for name, one in kept.items()} == ways
    assert (kept["k3"].kind, kept["k3"].parent_id, kept["k5"].own) == (Kind.REPLY, home["uri"], True)
    assert kept["k1"].posted_at == datetime.fromtimestamp((START + 1000) / 1e6, UTC)
    assert batches[-1].seen_until == datetime.fromtimestamp((START + 8000) / 1e6, UTC)


def test_an_edit_comes_again_under_its_id_and_a_deletion_of_what_we_had_is_told():
    events = [
        event(1, "Beukenhof valt tegen", rkey="a"),
        event(2, "Beukenhof viel mee", rkey="a", operation="update"),
        event(3, "", rkey="zz", operation="delete"),
        event(4, "", rkey="a", operation="delete"),
    ]
    with replaying(Replay(events)) as replay:
        batches, _ = heard(listener(replay), until=4)
    first, second = said(batches)
    assert first.id == second.id and second.text == "Beukenhof viel mee"
    assert [name for batch in batches for name in batch.gone] == [first.id]


@SPEECHES
def test_after_a_kill_nothing_is_missing(speech: Speech):
    """Only what was committed is left: mentions and cursor of whole batches."""
    events = crowd(4000)
    wanted = {f"k{n}" for n in range(4000) if n % 100 < 3}
    kept: set[str] = set()
    cursor, replay = "", Replay(events)
    replay.breaks_after, replay.holds = 1500, False
    with replaying(replay):
        for _ in range(6):
            batches, cursor = heard(listener(replay, speech=speech), cursor)
            kept |= {one.id.rpartition("/")[2] for one in said(batches)}
    assert kept == wanted
    assert len(replay.asked) == 6
    assert "cursor" not in replay.asked[0] and "cursor" in replay.asked[1]


@SPEECHES
def test_a_cursor_that_is_too_old_is_a_gap_and_then_from_now_on(speech: Speech):
    replay = Replay([event(1, "Beukenhof")])
    replay.oldest = 4 * 10**15
    with replaying(replay):
        old = json.dumps({"server": replay.url, "seq": 7, "at": START})
        [batch], cursor = heard(listener(replay, speech=speech), old)
        [again], _ = heard(listener(replay, speech=speech), cursor, batches=1)
    assert [(gap.start, gap.why) for gap in batch.gaps] == [(datetime.fromtimestamp(START / 1e6, UTC), "too_old")]
    assert [one.text for one in again.mentions] == ["Beukenhof"]


@pytest.mark.parametrize("notice", ["OutdatedCursor", "FutureCursor"])
def test_a_stream_that_begins_later_than_we_asked_says_so_and_that_is_a_gap(notice: str):
    replay = Replay([event(1, "Beukenhof"), event(2, "Beukenhof weer")])
    replay.notice = notice
    with replaying(replay):
        known = json.dumps({"server": replay.url, "seq": 7, "at": START - 3_600_000_000})
        batches, cursor = heard(listener(replay, speech=Speech.NEW), known, until=2)
    [gap] = [one for batch in batches for one in batch.gaps]
    assert (gap.start, gap.end, gap.why) == (
        datetime.fromtimestamp(START / 1e6 - 3600, UTC),
        datetime.fromtimestamp((START + 1000) / 1e6, UTC),
        "too_old",
    )
    assert len(said(batches)) == 2 and read_cursor(cursor).seq == 2


@SPEECHES
def test_an_account_that_is_taken_away_takes_its_posts_along(speech: Speech):
    events = [
        event(1, "Beukenhof"),
        event(2, "Beukenhof ook", did="did:plc:bram"),
        account(3, "did:plc:anna", "deleted"),
    ]
    events += [account(4, "did:plc:bram", "deactivated"), event(5, "klaar")]
    with replaying(Replay(events)) as replay:
        batches, _ = heard(listener(replay, speech=speech), until=5)
    assert [name for batch in batches for name in batch.gone] == ["at://did:plc:anna/app.bsky.feed.post/k1"]


def test_who_we_are_may_become_known_while_we_listen():
    home = {"uri": f"at://{US}/app.bsky.feed.post/1", "cid": "c"}
    known: list[str] = []

    async def listen(replay: Replay) -> list[Mention]:
        source = BlueskySource(name="blauw", server=replay.url)
        whose = lambda: known[0] if known else ""  # noqa: E731
        hearing = NetworkListener(source, ManualClock(NOW), lambda: NAMES, whose=whose, allow_private=True)
        stream = hearing.listen("")
        got = [*(await anext(stream)).mentions]
        known.append(US)
        replay.goes_on.set()
        got += (await anext(stream)).mentions
        await stream.aclose()  # type: ignore[attr-defined]
        return got

    replay = Replay([event(n, "bel eens terug", reply={"root": home, "parent": home}) for n in (1, 2)])
    replay.pauses_after = 1
    with replaying(replay):
        assert [one.id.rpartition("/")[2] for one in asyncio.run(asyncio.wait_for(listen(replay), 20))] == ["k2"]


def test_a_stream_inside_our_own_network_is_not_listened_to():
    with replaying(Replay([event(1, "Beukenhof")])) as replay:
        inside = NetworkListener(BlueskySource(name="b", server=replay.url), ManualClock(NOW), lambda: NAMES)

        async def listen() -> None:
            async for _ in inside.listen(""):
                raise AssertionError("heard something")

        with pytest.raises(SourceError) as raised:
            asyncio.run(listen())
    assert raised.value.blind and "eigen netwerk" in str(raised.value)
    assert not replay.asked


def test_a_stream_that_points_elsewhere_is_not_followed():
    replay = Replay()
    replay.refuses = 302
    with replaying(replay), pytest.raises(SourceError) as raised:
        heard_once(listener(replay))
    assert not raised.value.blind


def heard_once(of: NetworkListener) -> None:
    async def listen() -> None:
        async for _ in of.listen(""):
            pass

    asyncio.run(listen())


def test_our_replay_speaks_as_the_networks_own_description_says():
    """The library's models are made from it; ours must not be a language of our own."""
    models = pytest.importorskip("atproto_client.models", reason="seintje[bluesky] is not installed")
    from atproto_client.models.utils import get_or_create

    for old, model in (
        (event(1, "Beukenhof"), models.NetworkBskyJetstreamSubscribeEvents.Commit),
        (event(2, "", operation="delete"), models.NetworkBskyJetstreamSubscribeEvents.Commit),
    ):
        payload = json.loads(in_new_way(7, old))["payload"]
        read = get_or_create(payload, model)
        assert (read.seq, read.did, read.operation) == (7, old["did"], old["commit"]["operation"])
    assert notice(b"{") == notice(b"[1]") == notice(b'{"$type":"message","payload":{"$type":"x#info","name":7}}') == ""
    assert notice(b'{"$type":"error","error":"ConsumerTooSlow"}') == "ConsumerTooSlow"


@pytest.mark.parametrize(
    ("written", "problems"),
    [
        ("did: did:plc:abc, server: 'wss://a.example/', speech: subscribeEvents", 0),
        ("did: zorgproef", 1),
        ("server: 'https://a.example'", 1),
        ("password: 'env:BSKY'", 1),
        ("password: 'env:BSKY', handle: '@zorgproef.example'", 0),
    ],
)
def test_what_may_be_written_about_it(written: str, problems: int, tmp_path: Path):
    file = tmp_path / "config.yaml"
    file.write_text(f"sources:\n  - {{name: b, kind: bluesky, {written}}}\n")
    found = read(file, {"BSKY": "abcd-efgh-2345-wxyz"}).problems
    assert len(found) == problems
    assert Did().schema()["type"] == StreamAddress().schema()["type"] == "string"
    assert BlueskySource(name="b", handle="@zorgproef.example").who == "zorgproef.example"


def test_where_it_goes_on():
    here = BlueskySource(name="b", server="ws://a")
    new = BlueskySource(name="b", server="ws://a", speech=Speech.NEW)
    assert start(Cursor(), here) == 0
    assert start(Cursor("ws://a", 9, START), here) == START - 5_000_000
    assert start(Cursor("ws://a", 9, START), new) == 9
    assert start(Cursor("ws://elders", 9, START), new) == START - 60_000_000, "numbers do not hold on another server"
    assert read_cursor("nonsense") == Cursor()
    assert address(new, 9).endswith(
        "subscribeEvents?collections=app.bsky.feed.post&maxMessageSizeBytes=1000000&cursor=9"
    )


def test_what_is_heard_once_more_after_a_restart_takes_the_cursor_nowhere():
    at = Cursor("ws://a", 9, START)
    assert onward(at, Cursor("ws://a", 5, START - 4_000_000)) == at, "the overlap: it is known"
    assert onward(at, later := Cursor("ws://a", 10, START + 1)) == later
    assert onward(at, back := Cursor("ws://a", 1, START - 60_000_000)) == back, "a server whose time was set back"
    assert onward(at, other := Cursor("ws://b", 1, START - 1)) == other


@pytest.mark.parametrize(("status", "blind"), [(401, True), (404, True), (429, False), (503, False)])
def test_a_server_that_refuses_says_whether_a_person_is_needed(status: int, blind: bool):
    replay = Replay()
    replay.refuses = status

    async def listen(of: NetworkListener) -> None:
        async for _ in of.listen(""):
            pass

    with replaying(replay), pytest.raises(SourceError) as raised:
        asyncio.run(listen(listener(replay)))
    assert raised.value.blind is blind


@pytest.mark.slow
def test_a_slow_listener_holds_the_server_and_not_the_memory():
    replay = Replay(crowd(60_000))

    async def listen() -> int:
        stream = listener(replay).listen("")
        await anext(stream)
        await asyncio.sleep(0.5)
        tracemalloc.start()
        before = replay.sent
        await asyncio.sleep(1.0)
        grown, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert replay.sent - before < 5_000 and replay.sent < 50_000, "the server waits for us"
        await stream.aclose()  # type: ignore[attr-defined]
        return grown

    with replaying(replay):
        assert asyncio.run(asyncio.wait_for(listen(), 60)) < 5_000_000


# --- the sieve ----------------------------------------------------------------------------------------------


@settings(max_examples=examples(40), deadline=None)
@given(st.sampled_from(["Zorg Proef", "zorg-proef", "#ZORGPROEF", "Zorg  Proef", "@zorgproef."]), st.text(), st.text())
def test_no_name_falls_through(name: str, before: str, after: str):
    sieve = Sieve(NAMES)
    text = f"{before} {name} {after}"
    for raw in (json.dumps({"text": text}), json.dumps({"text": text}, ensure_ascii=False)):
        assert sieve.passes(raw.encode("utf-8", "surrogatepass"))
    assert sieve.names_us(text)


def test_a_name_that_is_too_short_is_said_to_be():
    assert Sieve(["ZP", "Beukenhof"]).deaf == ("ZP",)
    assert fragment("Café De Eik") == b"caf"
    assert not Sieve([]).passes(b"anything")
    assert Sieve(["Zorg Proef"]).passes("wat is er bij Zórg Próef aan de hand".encode())
    assert not Sieve(["Zorg Proef"]).passes("o café está fechado".encode())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[1]",
        b"\xff",
        b'{"did":7,"time_us":1}',
        b"[" * 100_000,
        b'{"did":"d","time_us":99999999999999999999}',
    ],
)
def test_what_is_no_event_is_none(raw: bytes):
    assert decoded(raw) is None


@settings(max_examples=examples(40), deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(
                    ["text", "reply", "root", "parent", "uri", "facets", "features", "embed", "images", "langs"]
                ),
                x,
            )
        ),
    )
)
def test_whatever_stands_in_a_record_nothing_breaks(record: Any):
    given = decoded(
        json.dumps(
            event(1, "Beukenhof")
            | {"commit": {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "a", "record": record}}
        ).encode()
    )
    assert given is not None
    mention(given, Ours("blauw", US), Sieve(NAMES))


def test_recorded_events_are_read():
    lines = shared("fixtures/bluesky/jetstream_v1_window_a.jsonl").read_bytes().splitlines()
    events = [one for line in lines if (one := decoded(line)) is not None]
    assert len(events) == len(lines)
    posts = [one for one in events if one.rkey and one.record.get("text")]
    made = [mention(one, Ours("b", ""), Sieve([str(one.record["text"])[:40]])) for one in posts]
    assert posts and all(one is None or one.posted_at <= NOW for one in made)


# --- the doctor, and the figure ------------------------------------------------------------------------------


def test_the_doctor_hears_it_and_names_what_cannot_be_listened_for():
    with replaying(Replay([event(1, "x")])) as replay:
        found = examined(BlueskySource(name="b", server=replay.url), terms=lambda: ["ZP", "Beukenhof"])
    assert [one.good for one in found] == [True, False]
    [refused] = examined(BlueskySource(name="b", server="ws://127.0.0.1:9"))
    assert not refused.good
    assert len(opened(BlueskySource(name="b"), tools()).listeners) == 1


@pytest.mark.slow
def test_five_thousand_events_a_second_take_a_quarter_of_a_core_at_most():
    """The server is another process; the figure is our own CPU time for a second's worth of events."""
    count = 50_000
    command = [sys.executable, "-m", "tests.fakes.jetstream", str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        replay = Replay()
        replay.port = port
        try:
            began, wall = time.process_time(), time.monotonic()
            batches, _ = heard(listener(replay), until=count - 1)
            share = (time.process_time() - began) / (count / 5000)
        finally:
            server.terminate()
    assert len({one.id for one in said(batches)}) == count * 3 // 100, "nothing is dropped"
    print(f"share of a core at 5,000 events/s: {share:.3f}; {count / (time.monotonic() - wall):,.0f} events/s at most")
    assert share <= 0.25
