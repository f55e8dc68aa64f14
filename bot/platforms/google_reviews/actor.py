"""Answering a review. There is one answer to a review: answering again replaces what stood there."""

import re
from collections.abc import Mapping
from typing import Any

from bot.platforms.google.errors import GoogleError, action_error
from bot.platforms.google_reviews import CAPABILITIES, WORD, ReviewsSource
from bot.platforms.google_reviews.line import Line
from bot.platforms.google_reviews.mentions import ANSWER, REJECTED, standing
from bot.platforms.graph.values import block, text
from bot.platforms.outcome import ActedError
from bot.ports import Capabilities, Done, Failure, Looked, PublicAct, Seen, Verb
from rules.i18n import N_

NOT_SHOWN = N_("Google toont dit antwoord niet: het past niet bij de regels van Google voor antwoorden")


class ReviewsActor:
    """``bot.ports.Actor`` of a location."""

    platform = WORD
    capabilities: Capabilities = CAPABILITIES

    def __init__(self, source: ReviewsSource, line: Line) -> None:
        self.source = source.name
        self._path, self._line = source.path, line

    async def act(self, act: PublicAct) -> Done:
        """Do it. Raises ``ActionError``."""
        name = self._check(act)
        try:
            if act.verb is Verb.REPLY:
                placed = await self._line.do("PUT", f"{self._path}/{name}/reply", {"comment": act.text})
                if placed.get("reviewReplyState") == REJECTED:
                    raise ActedError(NOT_SHOWN, Failure.REFUSED)
                return Done(name + ANSWER)
            await self._line.do("DELETE", f"{self._path}/{name}/reply")
        except GoogleError as error:
            raise action_error(error, error.failure, error.retry_after) from None
        return Done()

    def _check(self, act: PublicAct) -> str:
        """The review's name; what cannot work never leaves. Google counts bytes."""
        if act.verb not in self.capabilities.verbs:
            raise ActedError(N_("dit kan hier niet"), Failure.REFUSED)
        limit = self.capabilities.reply_limit
        if limit is not None and len(act.text.encode("utf-8", "replace")) > limit:
            raise ActedError(N_("het antwoord is langer dan {limit} tekens"), Failure.REFUSED, limit=limit)
        name = (act.own if act.verb is Verb.DELETE_OWN else act.target.id).removesuffix(ANSWER)
        if re.fullmatch(r"[\w.=~-]+", name) is None:
            raise ActedError(N_("dit kan hier niet"), Failure.REFUSED)
        return name

    async def look_up(self, act: PublicAct) -> Seen:
        """Whether it happened: the review itself says what our answer is. Raises ``ActionError``."""
        try:
            stands = await self._answer(self._check(act))
        except GoogleError as error:
            if error.failure is Failure.GONE:
                return Seen(Looked.CANNOT_TELL)
            raise action_error(error, error.failure, error.retry_after) from None
        done = stands == text(act.text) if act.verb is Verb.REPLY else not stands
        own = act.target.id + ANSWER if act.verb is Verb.REPLY else ""
        return Seen(Looked.DONE, Done(own)) if done else Seen(Looked.NOT_DONE)

    async def _answer(self, name: str) -> str:
        found: Mapping[str, Any] = await self._line.read(f"{self._path}/{name}")
        return standing(block(found.get("reviewReply")))

    async def close(self) -> None:
        """The connections are shared."""
