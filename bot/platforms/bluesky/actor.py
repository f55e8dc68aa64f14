"""What we may do on Bluesky: answer, like, hide below our own posts, keep somebody away from us, report.

Every record we write has a name that follows from the action, at our own server: whether it was written can be looked up
exactly. Hiding is a change of the thread's gate, which is written only if it is still as we read it.
"""

from dataclasses import replace
from typing import Any

from bot.clock import Clock
from bot.platforms.bluesky import CAPABILITIES, POSTS
from bot.platforms.bluesky.account import Account
from bot.platforms.bluesky.client import detect_facets, models
from bot.platforms.bluesky.events import Json, block
from bot.platforms.bluesky.gate import GATE, MOST_HIDDEN, Gate
from bot.platforms.bluesky.posts import blocks, name_of, uri_of
from bot.platforms.bluesky.settings import WORD
from bot.platforms.bluesky.writing import fits, record_key, signs
from bot.platforms.meter import BudgetError
from bot.platforms.outcome import UNCLEAR, ActedError, CallError, check
from bot.ports import Capabilities, Done, Failure, Looked, PublicAct, Seen, Verb
from rules.i18n import N_
from rules.text.language import language

LIKE, BLOCK = "app.bsky.feed.like", "app.bsky.graph.block"
REASON = "com.atproto.moderation.defs#reasonOther"
"""A moderator decides what it is; our people said only that it should be looked at."""
ELSEWHERE = N_("verbergen kan alleen onder eigen berichten")
NO_REPLIES = N_("onder dit bericht laat Bluesky ons niet antwoorden")
CROSSED = N_("iemand anders veranderde dit net op Bluesky; het wordt opnieuw geprobeerd")
FULL = N_("onder dit bericht zijn al {limit} reacties verborgen; meer laat Bluesky niet toe")
_MOVED = "InvalidSwap"


class AccountActor:
    """``bot.ports.Actor`` of an account."""

    platform = WORD

    def __init__(self, source: str, account: Account, clock: Clock) -> None:
        self.source = source
        self._account, self._clock = account, clock

    @property
    def capabilities(self) -> Capabilities:
        """Hiding only below our own posts, and so only once it is known who we are."""
        did = self._account.did
        if not did:
            return replace(CAPABILITIES, verbs=CAPABILITIES.verbs - {Verb.HIDE, Verb.UNHIDE})
        return replace(CAPABILITIES, hides_below=f"at://{did}/")

    async def act(self, act: PublicAct) -> Done:
        """Do it. What is needed is read first, which changes nothing: only the call after it can be of unknown outcome."""
        check(act, self.capabilities, signs(act.text))
        if not fits(act.text, CAPABILITIES.reply_limit or 0):
            raise ActedError(N_("het antwoord is langer dan {limit} tekens"), Failure.REFUSED, limit=300)
        match act.verb:
            case Verb.REPLY:
                return await self._reply(act)
            case Verb.LIKE:
                return await self._like(act)
            case Verb.HIDE | Verb.UNHIDE:
                return await self._gate(act)
            case Verb.MUTE:
                given = models.AppBskyGraphMuteActor.Data(actor=_author(act))
                await self._write("app.bsky.graph.muteActor", given)
            case Verb.BLOCK | Verb.UNBLOCK:
                await self._block(act)
            case Verb.REPORT:
                await self._report(act)
            case _:
                await self._delete_own(act)
        return Done()

    # --- each in its own way ------------------------------------------------------------------------------------

    async def _reply(self, act: PublicAct) -> Done:
        view = await self._post(act)
        if block(view.get("viewer")).get("replyDisabled"):
            raise ActedError(NO_REPLIES, Failure.REFUSED)
        here = _ref(view)
        root = block(block(block(view.get("record")).get("reply")).get("root"))
        above = _ref(root) if name_of(root.get("uri"))[1] == POSTS and root.get("cid") else here
        record = models.AppBskyFeedPost.Record(
            created_at=self._now(),
            text=act.text,
            langs=[language(act.text)],
            facets=detect_facets(act.text) or None,
            reply=models.AppBskyFeedPost.ReplyRef(parent=here, root=above),
        )
        made = await self._create(POSTS, record, _key(act))
        return Done(made, _link(made))

    async def _like(self, act: PublicAct) -> Done:
        view = await self._post(act)
        if already := block(view.get("viewer")).get("like"):
            return Done(str(already))
        record = models.AppBskyFeedLike.Record(created_at=self._now(), subject=_ref(view))
        return Done(await self._create(LIKE, record, _key(act)))

    async def _gate(self, act: PublicAct) -> Done:
        gate = await self._gate_of(act)
        if gate.has(act.target.id) is (act.verb is Verb.HIDE):
            return Done()
        changed = gate.with_(act.target.id) if act.verb is Verb.HIDE else gate.without(act.target.id)
        if len(changed.hidden) > MOST_HIDDEN and act.verb is Verb.HIDE:
            raise ActedError(FULL, Failure.REFUSED, limit=MOST_HIDDEN)
        record, did = changed.record(self._now()), await self._me()
        if not gate.cid:
            await self._create(GATE, record, gate.rkey)
            return Done()
        given = models.ComAtprotoRepoPutRecord.Data(
            repo=did, collection=GATE, rkey=gate.rkey, record=record, swap_record=gate.cid
        )
        await self._write("com.atproto.repo.putRecord", given, says="uri")
        return Done()

    async def _gate_of(self, act: PublicAct) -> Gate:
        """The gate of the thread in which the message stands. Raises ``ActedError`` where the thread is not ours."""
        root = act.target.thread_id or _root(await self._post(act))
        did, collection, rkey = name_of(root)
        me = await self._me()
        if did != me or collection != POSTS or root == act.target.id:
            raise ActedError(ELSEWHERE, Failure.REFUSED)
        found = await self._record(GATE, rkey)
        return Gate.read(str(root), rkey, found)

    async def _block(self, act: PublicAct) -> None:
        standing = name_of((await self._relation(act)).get("blocking"))
        if act.verb is Verb.UNBLOCK:
            if standing[2]:
                await self._delete(standing[1], standing[2])
        elif not standing[2]:
            record = models.AppBskyGraphBlock.Record(created_at=self._now(), subject=_author(act))
            await self._create(BLOCK, record, _key(act))

    async def _report(self, act: PublicAct) -> None:
        subject = _ref(await self._post(act))
        given = models.ComAtprotoModerationCreateReport.Data(
            reason_type=REASON, subject=subject, reason=act.text[:2000] or None
        )
        await self._write("com.atproto.moderation.createReport", given, says="id")

    async def _delete_own(self, act: PublicAct) -> None:
        did, collection, rkey = name_of(act.own)
        if did != await self._me() or collection not in (POSTS, LIKE):
            raise ActedError(N_("dit kan hier niet"), Failure.REFUSED)
        await self._delete(collection, rkey)

    # --- did it happen? -------------------------------------------------------------------------------------

    async def look_up(self, act: PublicAct) -> Seen:
        """Whether it happened. Raises ``ActedError`` when the platform cannot be asked now."""
        match act.verb:
            case Verb.REPLY | Verb.LIKE:
                collection = POSTS if act.verb is Verb.REPLY else LIKE
                found = await self._record(collection, _key(act))
                name = f"at://{await self._me()}/{collection}/{_key(act)}"
                return Seen(Looked.DONE, Done(name, _link(name))) if found else Seen(Looked.NOT_DONE)
            case Verb.DELETE_OWN:
                _, collection, rkey = name_of(act.own)
                return _seen(not await self._record(collection, rkey))
            case Verb.HIDE | Verb.UNHIDE:
                gate = await self._gate_of(act)
                return _seen(gate.has(act.target.id) is (act.verb is Verb.HIDE))
            case Verb.MUTE:
                return _seen((await self._relation(act)).get("muted") is True)
            case Verb.BLOCK | Verb.UNBLOCK:
                blocking = bool((await self._relation(act)).get("blocking"))
                return _seen(blocking is (act.verb is Verb.BLOCK))
            case _:
                return Seen(Looked.CANNOT_TELL)

    # --- the calls --------------------------------------------------------------------------------------------

    async def _post(self, act: PublicAct) -> Json:
        """The message as it stands there now. Raises ``ActedError``: nothing happened."""
        given = models.AppBskyFeedGetPosts.Params(uris=[act.target.id])
        for one in blocks((await self._read("app.bsky.feed.getPosts", given)).get("posts")):
            if uri_of(one) == act.target.id and isinstance(one.get("cid"), str):
                return one
        raise ActedError(
            N_("{host} kent dit niet (meer), of laat het ons niet zien ({code})."),
            Failure.GONE,
            host=self._account.host,
            code="-",
        )

    async def _relation(self, act: PublicAct) -> Json:
        """What is between us and the author."""
        given = models.AppBskyActorGetProfile.Params(actor=_author(act))
        return block((await self._read("app.bsky.actor.getProfile", given)).get("viewer"))

    async def _record(self, collection: str, rkey: str) -> Json:
        """A record of our own, as our server has it; empty when there is none."""
        given = models.ComAtprotoRepoGetRecord.Params(repo=await self._me(), collection=collection, rkey=rkey)
        try:
            return await self._account.read("com.atproto.repo.getRecord", given)
        except CallError as error:
            if error.failure is Failure.GONE or error.args_.get("code") == "InvalidRequest":  # older servers say it so
                return {}
            raise error.acted(certain=True) from None
        except BudgetError as error:
            raise _spent(error) from None

    async def _me(self) -> str:
        try:
            return await self._account.me()
        except CallError as error:
            raise error.acted(certain=True) from None
        except BudgetError as error:
            raise _spent(error) from None

    async def _read(self, name: str, given: Any) -> Json:
        try:
            return await self._account.read(name, given)
        except CallError as error:
            raise error.acted(certain=True) from None
        except BudgetError as error:
            raise _spent(error) from None

    async def _create(self, collection: str, record: Any, rkey: str) -> str:
        """The name of what was written. A second one of the same name is refused by the server."""
        given = models.ComAtprotoRepoCreateRecord.Data(
            repo=await self._me(), collection=collection, rkey=rkey, record=record
        )
        return str((await self._write("com.atproto.repo.createRecord", given, says="uri"))["uri"])

    async def _delete(self, collection: str, rkey: str) -> None:
        given = models.ComAtprotoRepoDeleteRecord.Data(repo=await self._me(), collection=collection, rkey=rkey)
        await self._write("com.atproto.repo.deleteRecord", given)

    async def _write(self, name: str, given: Any, says: str = "") -> Json:
        """The one call that changes something. ``says``: what its answer must hold to be believed."""
        try:
            answer = await self._account.do(name, given)
        except CallError as error:
            if error.args_.get("code") == _MOVED:
                raise ActedError(CROSSED, Failure.UNREACHABLE) from None
            raise error.acted() from None
        except BudgetError as error:
            raise _spent(error) from None
        if says and not answer.get(says):
            raise ActedError(UNCLEAR, Failure.UNKNOWN)
        return answer

    def _now(self) -> str:
        return f"{self._clock.now():%Y-%m-%dT%H:%M:%S}.000Z"

    async def close(self) -> None:
        """The connections are those of whoever opened it."""


def _key(act: PublicAct) -> str:
    return record_key(act.key, act.verb, act.target.id, act.text)


def _author(act: PublicAct) -> str:
    did = name_of(act.target.id)[0]
    if not did:
        raise ActedError(N_("dit kan hier niet"), Failure.REFUSED)
    return did


def _ref(view: Json) -> Any:
    return models.ComAtprotoRepoStrongRef.Main(uri=view["uri"], cid=view["cid"])


def _root(view: Json) -> Any:
    return block(block(block(view.get("record")).get("reply")).get("root")).get("uri")


def _link(name: str) -> str | None:
    did, collection, rkey = name_of(name)
    return f"https://bsky.app/profile/{did}/post/{rkey}" if collection == POSTS else None


def _seen(done: bool) -> Seen:
    return Seen(Looked.DONE, Done()) if done else Seen(Looked.NOT_DONE)


def _spent(error: BudgetError) -> ActedError:
    return ActedError(error.message, Failure.BUDGET, retry_after=error.retry_after, **error.args_)
