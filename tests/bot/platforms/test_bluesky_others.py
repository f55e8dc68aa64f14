"""The whole way on Bluesky's own server software: an account server and a window on its network, that others wrote.

SEINTJE_BLUESKY_PDS says where it is (@atproto/dev-env starts one: ``TestNetwork.create``); without it this is skipped.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

pytest.importorskip("atproto_client", reason="seintje[bluesky] is not installed")

from atproto_client import AsyncClient, models

from bot.clock import SystemClock
from bot.config import Secret
from bot.platforms.bluesky import BlueskySource
from bot.platforms.bluesky.account import Account, RevokedError
from bot.platforms.bluesky.opening import examined, opened
from bot.platforms.http import Http, HttpSettings
from bot.platforms.keepsakes import NoKeepsakes
from bot.platforms.meter import CountingMeter
from bot.platforms.platform import Tools
from bot.ports import ActionError, Batch, Failure, Looked, PublicAct, Target, Verb
from rules.mention import Via

PDS = os.environ.get("SEINTJE_BLUESKY_PDS", "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PDS, reason="SEINTJE_BLUESKY_PDS does not say where a Bluesky server is"),
]
TEXT = "Wat vervelend, Anna 👩‍👩‍👧. Kijk op https://zorgproef.example/klacht of bel ons."


async def account(name: str) -> Any:
    """A new account; the window on the network needs a moment to know it."""
    made = AsyncClient(PDS)
    handle = f"{name}{int(time.time()) % 10**7}.test"
    given = models.ComAtprotoServerCreateAccount.Data(
        handle=handle, email=f"{handle}@t.example", password="een wachtwoord"
    )
    await made.com.atproto.server.create_account(given)
    await made.login(handle, "een wachtwoord", fetch_bsky_profile=False)
    did = (await made.com.atproto.server.get_session()).did
    await until(lambda: made.app.bsky.actor.get_profile({"actor": did}), lambda found: found.did == did)
    return made, handle, did


async def until(ask: Callable[[], Awaitable[Any]], good: Callable[[Any], bool], seconds: float = 30) -> Any:
    """The answer, once it is as it should be: the network takes a moment to hear of things."""
    ends, found = time.monotonic() + seconds, None
    while time.monotonic() < ends:
        try:
            found = await ask()
            if good(found):
                return found
        except Exception as error:  # not known there yet
            found = error
        await asyncio.sleep(0.3)
    raise AssertionError(f"it never came: {found!r}")


def ref(made: Any) -> dict[str, str]:
    return {"uri": made.uri, "cid": made.cid}


async def write(who: Any, did: str, text: str, reply: Any = None) -> Any:
    record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": who.get_current_time_iso()}
    record |= {"reply": reply} if reply else {}
    given = {"repo": did, "collection": "app.bsky.feed.post", "record": record}
    return await who.com.atproto.repo.create_record(given)


async def whole() -> None:
    we, handle, me = await account("zorg")
    anna, _, her = await account("anna")
    made = await we.com.atproto.server.create_app_password({"name": "seintje"})
    source = BlueskySource(name="blauw", handle=handle, password=Secret(made.password), pds=PDS, stream=False)
    http = Http(HttpSettings(allow_private=True, first_wait=timedelta(0)), SystemClock())
    kept = NoKeepsakes()
    tools = Tools(http, SystemClock(), CountingMeter(), kept)
    assert all(one.good for one in await examined(source, tools))
    found = opened(source, tools)
    [eye], [hand] = found.watchers, found.actors

    post = await write(we, me, "Zaterdag open huis")
    first = await write(anna, her, "wat een tent", {"root": ref(post), "parent": ref(post)})
    deeper = await write(anna, her, "echt waar", {"root": ref(post), "parent": ref(first)})
    loose = await write(anna, her, f"@{handle} alweer een uur in de wacht")

    def ids(batch: Batch) -> set[str]:
        return {one.id for one in batch.mentions}

    batch = await until(lambda: eye.fetch(""), lambda one: {post.uri, first.uri, deeper.uri} <= ids(one))
    ways = {one.id: (one.via, one.own) for one in batch.mentions}
    assert ways[first.uri] == ways[deeper.uri] == (Via.OWN_PAGE, False) and ways[post.uri] == (Via.OWN_PAGE, True)
    assert hand.capabilities.hides_below == f"at://{me}/"

    target = Target("blauw", "bluesky", first.uri, thread_id=post.uri, parent_id=post.uri, author=her)
    other = Target("blauw", "bluesky", deeper.uri, thread_id=post.uri, author=her)
    await _answered(hand, target, we, me)
    await _acted(hand, target, other, we, me)
    await anna.com.atproto.repo.delete_record(
        {"repo": her, "collection": "app.bsky.feed.post", "rkey": deeper.uri.rpartition("/")[2]}
    )
    cursor = batch.cursor
    await until(lambda: eye.fetch(cursor), lambda one: deeper.uri in one.gone)
    with pytest.raises(ActionError) as gone:
        await hand.act(PublicAct("late", Verb.REPLY, other, TEXT))
    assert gone.value.failure is Failure.GONE
    await _kept_away(hand, target, Target("blauw", "bluesky", loose.uri, author=her))

    await we.com.atproto.server.revoke_app_password({"name": "seintje"})
    kept.put("blauw", "")
    with pytest.raises(RevokedError):
        await Account(source, tools).me()
    assert not (await examined(source, tools))[0].good
    await http.close()


async def _answered(hand: Any, target: Target, we: Any, me: str) -> None:
    """A reply stands there once, whatever is tried, and can be taken away."""
    reply = PublicAct("k1", Verb.REPLY, target, TEXT)
    assert (await hand.look_up(reply)).looked is Looked.NOT_DONE
    done = await hand.act(reply)
    seen = await hand.look_up(reply)
    assert (seen.looked, seen.done and seen.done.id) == (Looked.DONE, done.id)
    with pytest.raises(ActionError) as twice:
        await hand.act(reply)
    assert twice.value.failure in (Failure.UNKNOWN, Failure.REFUSED)
    ours = await we.com.atproto.repo.list_records({"repo": me, "collection": "app.bsky.feed.post"})
    assert [one.value.text for one in ours.records].count(TEXT) == 1

    taken = PublicAct("d", Verb.DELETE_OWN, target, own=done.id)
    await hand.act(taken)
    assert (await hand.look_up(taken)).looked is Looked.DONE


async def _acted(hand: Any, target: Target, other: Target, we: Any, me: str) -> None:
    """Hiding, showing, liking, muting and reporting: not so before, and so after."""
    todo = [(Verb.HIDE, target), (Verb.HIDE, other), (Verb.UNHIDE, target), (Verb.LIKE, target), (Verb.MUTE, target)]
    for number, (verb, of) in enumerate(todo):
        act = PublicAct(f"h{number}", verb, of)
        assert (await hand.look_up(act)).looked is Looked.NOT_DONE, verb
        await hand.act(act)
        await until(lambda act=act: hand.look_up(act), lambda one: one.looked is Looked.DONE)  # type: ignore[misc]
    rkey = str(target.thread_id).rpartition("/")[2]
    gate = await we.com.atproto.repo.get_record({"repo": me, "collection": "app.bsky.feed.threadgate", "rkey": rkey})
    assert gate.value.hidden_replies == [other.id] and gate.value.allow is None
    await hand.act(PublicAct("r", Verb.REPORT, target))


async def _kept_away(hand: Any, target: Target, loose: Target) -> None:
    """Blocking and letting in again, by two different messages of the same person."""
    block = PublicAct("b", Verb.BLOCK, target)
    await hand.act(block)
    await until(lambda: hand.look_up(block), lambda one: one.looked is Looked.DONE)
    await hand.act(PublicAct("u", Verb.UNBLOCK, loose))
    await until(lambda: hand.look_up(block), lambda one: one.looked is Looked.NOT_DONE)


def test_the_whole_way_on_bluesky_s_own_server():
    asyncio.run(asyncio.wait_for(whole(), 110))
