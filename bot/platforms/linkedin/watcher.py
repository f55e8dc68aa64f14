"""Looking at a LinkedIn page: its notifications, its own posts, and the comments below those something happened to.

Calls are few there, so that only what stirs is read whole, and one post more at every look: for what was changed or taken
away without a word.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.platforms.graph.values import Json, block, ident, moment, text
from bot.platforms.linkedin import WORD, LinkedInSource
from bot.platforms.linkedin.line import Line
from bot.platforms.linkedin.mentions import changed_at, comment, comment_name, post
from bot.platforms.linkedin.notices import ASKED, Notices, Pointed
from bot.platforms.linkedin.urns import at, comment_parts, encoded, is_post, urn
from bot.platforms.meter import BudgetError
from bot.platforms.outcome import CallError
from bot.platforms.platform import Tools
from bot.platforms.sieve import FIRST_LOOK, Made, Sieve, oldest
from bot.ports import Batch, Failure

MOST_PAGES = 10
PAGE, COMMENTS = 50, 100
OVERLAP = timedelta(hours=2)
OWN_EVERY = timedelta(hours=1)
MOST_STIRRED, MOST_ANSWERED, MOST_ASKED, MOST_NAMED = 5, 10, 5, 10
"""In one look: posts read whole, comments whose answers are read, and what is asked for one by one: what is missing, and what
was only named. The next look goes on."""
MOST_HANDLED = 400
_SILENT = (Failure.GONE, Failure.PERMISSION, Failure.REFUSED)
"""What a thing that is named says when it is not for us to see."""


class PageWatcher:
    """``bot.ports.Watcher`` of a page."""

    platform = WORD

    def __init__(self, source: LinkedInSource, line: Line, tools: Tools) -> None:
        self.name, self.every = source.name, source.every
        self._source, self._line = source, line
        self._clock: Clock = tools.clock

    async def fetch(self, cursor: str) -> Batch:
        """What is new. Raises ``CallError``, ``BudgetError``."""
        look = Look(self._source, self._line, Sieve(cursor, self._clock.now()))
        await look.notifications()
        try:
            if await self._line.spare(self.every):  # in a storm the calls are for what is new: it comes with its words
                await look.own()
                await look.below()
        except (CallError, BudgetError) as error:
            return look.cut_short(error)
        return look.batch()

    async def close(self) -> None:
        """The connections are shared."""


class Look:
    """One look. The cursor's notes: ``n:`` notifications that were dealt with, ``own`` our newest posts, ``turn`` whose it is."""

    def __init__(self, source: LinkedInSource, line: Line, sieve: Sieve) -> None:
        self._source, self._line, self._sieve = source, line, sieve
        self._notices = Notices(source, sieve.now)
        sieve.notes = dict(sieve.known.notes)
        self._gone: dict[str, datetime] = {}
        self._met: set[tuple[str, str]] = set()
        self._read: set[str] = set()

    # --- notifications ----------------------------------------------------------------------------------------

    async def notifications(self) -> None:
        """Page by page; in what order they come LinkedIn does not say. A page that brings the same again is the last."""
        start = 0
        for _ in range(MOST_PAGES):
            page = await self._line.page(self._asking(), start, PAGE)
            fresh = [self._notice(one) for one in page.items]
            if not page.more or not any(fresh):
                break
            start = page.more
        else:
            self._sieve.cut_off(oldest((at(one.get("lastModifiedAt")) for one in page.items), self._sieve.now))
        for made, as_of in self._notices.taken:
            self._sieve.take(made, as_of=as_of)
        self._gone |= self._notices.gone
        for one in self._notices.pointed[:MOST_NAMED]:
            await self._ask_for(one)

    def _asking(self) -> str:
        known = self._sieve.known.until
        start = self._sieve.now - FIRST_LOOK if known is None else min(known, self._sieve.now) - OVERLAP
        end = self._sieve.now + timedelta(days=1)  # their clock may be ahead of ours
        return (
            f"organizationalEntityNotifications?q=criteria&actions=List({','.join(ASKED)})"
            f"&organizationalEntity={encoded(self._source.urn)}&timeRange=(start:{_millis(start)},end:{_millis(end)})"
        )

    def _notice(self, one: Json) -> bool:
        """Take one that was not dealt with yet; whether this look meets it for the first time."""
        name, mark = f"n:{ident(one.get('notificationId'))}", _mark(one)
        first = (name, mark) not in self._met
        self._met.add((name, mark))
        if self._sieve.notes.get(name) != mark:
            self._sieve.notes.pop(name, None)
            self._notices.take(one)
            if len(self._notices.pointed) <= MOST_NAMED:  # what is not asked for now the next look does
                self._sieve.notes[name] = mark
        return first

    async def _ask_for(self, one: Pointed) -> None:
        """What a notification only names; what we may not see, or is gone again, is no news."""
        if (found := await named(self._line, one, self._source, self._sieve.now)) is not None:
            self._sieve.take(found[0], as_of=found[1])

    # --- our own posts ----------------------------------------------------------------------------------------

    async def own(self) -> None:
        """Our newest posts, now and then: they are no news, but what stands below them is."""
        if not self._source.posts:
            return
        asked = moment(self._sieve.notes.get("asked", ""))
        if asked is not None and self._sieve.now - asked < OWN_EVERY:
            return
        path = f"posts?q=author&author={encoded(self._source.urn)}&sortBy=LAST_MODIFIED"
        page = await self._line.page(path, 0, 20)
        for one in page.items:
            self._sieve.take(post(one, self._source, self._sieve.now), as_of=changed_at(one))
        names = [name for one in page.items if is_post(name := urn(one.get("id")))]
        self._sieve.notes["own"] = " ".join(names[: self._source.posts])
        self._sieve.notes["asked"] = self._sieve.now.isoformat()

    # --- comments ---------------------------------------------------------------------------------------------

    async def below(self) -> None:
        """Everything below the posts that stirred, and below one of our own in turn."""
        waiting = self._sieve.notes.get("stirred", "").split()
        stirred = list(dict.fromkeys([*waiting, *self._notices.stirred]))
        some = list(dict.fromkeys([*stirred[:MOST_STIRRED], *self._in_turn()]))
        shut: list[CallError] = []
        for name in some:
            try:
                await self._comments(name)
            except CallError as error:
                if error.failure not in _SILENT:
                    raise
                shut.append(error)  # of this post only: comments are off, or it is not for us to see
            self._read.add(name)
        if shut and len(shut) == len(some):
            self._read -= set(some)
            raise shut[0]

    def _in_turn(self) -> list[str]:
        own = self._sieve.notes.get("own", "").split()
        if not own:
            return []
        known = self._sieve.notes.get("turn", "")
        turn = int(known) if known.isdigit() else 0
        self._sieve.notes["turn"] = str((turn + 1) % len(own))
        return [own[turn % len(own)]]

    async def _comments(self, name: str) -> None:
        try:
            comments, whole = await self._list(name)
        except CallError as error:
            if error.failure is not Failure.GONE:
                raise
            return  # the post is gone; what stood below it is asked for when its turn comes
        answered = [one for one in comments if _answers(one)]
        for one in answered[:MOST_ANSWERED]:
            answers, all_of_them = await self._list(comment_name(one))
            comments, whole = comments + answers, whole and all_of_them
        whole = whole and len(answered) <= MOST_ANSWERED
        for one in comments:
            self._sieve.take(comment(one, name, self._source, self._sieve.now), as_of=changed_at(one))
        threads = {thread for one in comments if (thread := comment_parts(comment_name(one))[0])} | {name}
        if whole:
            await self._missing(threads | set(self._sieve.notes.get(f"t:{name}", "").split()))
        self._sieve.notes[f"t:{name}"] = " ".join(sorted(threads))

    async def _list(self, name: str) -> tuple[list[Json], bool]:
        """All comments below a post or a comment, and whether that is really all."""
        found: list[Json] = []
        start = 0
        for _ in range(MOST_PAGES):
            page = await self._line.page(f"socialActions/{encoded(name)}/comments", start, COMMENTS)
            found += page.items
            if not page.more:
                return found, True
            start = page.more
        times = (at(one.get("created")) for one in found)
        self._sieve.cut_off(oldest(times, self._sieve.now))
        return found, False

    async def _missing(self, threads: set[str]) -> None:
        """What stood in these threads and is not there now is asked for, to be sure that it is gone."""
        missing = self._sieve.missing(self._sieve.now - FIRST_LOOK)
        here = [name for name in missing if comment_parts(name)[0] in threads and name not in self._gone]
        for name in here[:MOST_ASKED]:
            if await gone(self._line, name):
                self._gone[name] = self._sieve.now

    # --- the end ----------------------------------------------------------------------------------------------

    def batch(self) -> Batch:
        """What it all gave."""
        notes = self._sieve.notes
        stirred = [*notes.get("stirred", "").split(), *self._notices.stirred]
        notes["stirred"] = " ".join(one for one in dict.fromkeys(stirred) if one not in self._read)
        handled = [name for name in notes if name.startswith("n:")]
        threads = [name for name in notes if name.startswith("t:")]
        for name in (*handled[:-MOST_HANDLED], *threads[:-50]):
            del notes[name]
        return self._sieve.batch(list(self._gone))

    def cut_short(self, error: CallError | BudgetError) -> Batch:
        """What the notifications gave, when what stands below the posts could not be read. Raises the error without that."""
        batch = self.batch()
        if (isinstance(error, CallError) and error.failure is Failure.TOKEN) or not (batch.mentions or batch.gone):
            raise error
        return replace(batch, seen_until=None)


async def named(line: Line, one: Pointed, source: LinkedInSource, now: datetime) -> tuple[Made, datetime | None] | None:
    """What somebody named, asked for; None for what is gone or not for us. Raises ``CallError``."""
    thread, number = comment_parts(one.name)
    try:
        if thread:
            found = await line.read(f"socialActions/{encoded(thread)}/comments/{number}")
            return comment(found, one.post, source, now, one.via), changed_at(found)
        found = await line.read(f"posts/{encoded(one.name)}")
        return post(found, source, now, one.via), changed_at(found)
    except CallError as error:
        if error.failure in _SILENT:
            return None
        raise


async def gone(line: Line, name: str) -> bool:
    """Whether a comment is certainly not there any more. Raises ``CallError`` when that cannot be asked."""
    thread, number = comment_parts(name)
    try:
        await line.read(f"socialActions/{encoded(thread)}/comments/{number}")
    except CallError as error:
        if error.failure is Failure.GONE:
            return True
        raise
    return False


def _answers(one: Json) -> bool:
    summary = block(one.get("commentsSummary"))
    counts = (summary.get("totalFirstLevelComments"), summary.get("aggregatedTotalComments"))
    return any(isinstance(count, int) and count > 0 for count in counts) and bool(comment_name(one))


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _mark(one: Json) -> str:
    decorated = block(one.get("decoratedGeneratedActivity"))
    said: Mapping[str, object] = {name: decorated.get(name) for name in ("comment", "share")}
    words = f"{text(one.get('action'))}\0{one.get('lastModifiedAt')}\0{said}"
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:8]
