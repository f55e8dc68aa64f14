"""What Google says of a review, as mentions: the review, and our answer to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.platforms.found import NO_ID, NO_TEXT, NO_TIME, Made
from bot.platforms.google_reviews import WORD, ReviewsSource
from bot.platforms.graph.values import block, ident, moment, text
from rules.mention import Author, Kind, Mention, Via

Json = Mapping[str, Any]
STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
ANSWER = "/reply"
"""Our answer has no number of its own: there is one to a review."""
_LABELS = (("(Translated by Google)", "(Original)"), ("(Vertaald door Google)", "(Origineel)"))
REJECTED = "REJECTED"
"""What Google says of an answer that nobody will see: it breaks a rule of Google's."""


def review(value: Json, source: ReviewsSource, now: datetime) -> Made:
    """A review. One without words is shown as its stars: a single star needs no words."""
    name, at = name_of(value), moment(value.get("createTime")) or changed_at(value)
    stars = STARS.get(text(value.get("starRating")))
    said = original(text(value.get("comment"))) or ("★" * stars + "☆" * (5 - stars) if stars else "")
    if not name or at is None or not said:
        return name, NO_ID if not name else NO_TIME if at is None else NO_TEXT
    by = text(block(value.get("reviewer")).get("displayName"))[:200]
    return Mention(
        id=name,
        platform=WORD,
        kind=Kind.REVIEW,
        text=said,
        posted_at=min(at, now),
        author=Author(handle=by or f"?{name}", name=by),
        thread_id=name,
        via=Via.OWN_PAGE,
        rating=float(stars) if stars else None,
        source=source.name,
    )


def answer(value: Json, source: ReviewsSource, now: datetime) -> Made:
    """Our answer to a review."""
    name, reply = name_of(value), block(value.get("reviewReply"))
    at, said = moment(reply.get("updateTime")), standing(reply)
    if not name or at is None or not said:
        return name, NO_TEXT
    return Mention(
        id=name + ANSWER,
        platform=WORD,
        kind=Kind.REPLY,
        text=said,
        posted_at=min(at, now),
        author=Author(handle=source.location),
        thread_id=name,
        parent_id=name,
        via=Via.OWN_PAGE,
        source=source.name,
        own=True,
    )


def changed_at(value: Json) -> datetime | None:
    """When it was last changed, as Google says."""
    return moment(value.get("updateTime"))


def name_of(value: Json) -> str:
    """The review's number, which is also the last part of its whole name."""
    return ident(value.get("reviewId")) or ident(text(value.get("name")).rpartition("/")[2])


def standing(reply: Json) -> str:
    """Our answer as people see it, or will when Google has looked at it; empty where Google rejected it."""
    return "" if reply.get("reviewReplyState") == REJECTED else text(reply.get("comment"))


def original(said: str) -> str:
    """What the author wrote, without the translation that Google puts before or behind it."""
    for translated, own in _LABELS:
        if said.startswith(translated) and own in said:
            return said.partition(own)[2].strip()
        if translated in said:
            return said.partition(translated)[0].strip() or said
    return said
