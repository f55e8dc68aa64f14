"""What Facebook says as mentions, the same for what we ask and for what is brought."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.platforms.facebook import WORD
from bot.platforms.found import NO_ID, NO_TEXT, NO_TIME, Made
from bot.platforms.graph.values import block, ident, moment, text, web_link
from rules.mention import Author, Kind, Mention, Via

LIKED, DISLIKED = 5.0, 1.0
"""A recommendation has no stars; these are what a reader would give."""
_COLOURS = {"positive": LIKED, "negative": DISLIKED}


@dataclass(frozen=True, slots=True)
class Page:
    """Whose words are our own, and under which source mentions are kept."""

    id: str
    source: str


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said, however it came."""

    id: str
    kind: Kind
    via: Via
    text: str
    at: datetime | None
    by: Mapping[str, Any]
    thread: str = ""
    parent: str = ""
    parent_text: str = ""
    url: str | None = None
    rating: float | None = None


def mention(said: Said, page: Page, now: datetime) -> Made:
    """The mention; a clock of the platform that is ahead of ours makes no message of tomorrow."""
    if not said.id:
        return "", NO_ID
    if said.at is None:
        return said.id, NO_TIME
    if not said.text:
        return said.id, NO_TEXT
    handle = ident(said.by.get("id"))
    return Mention(
        id=said.id,
        platform=WORD,
        kind=said.kind,
        text=said.text,
        posted_at=min(said.at, now),
        author=Author(handle=handle or f"?{said.id}", name=text(said.by.get("name"))[:200]),
        url=said.url,
        thread_id=said.thread or None,
        parent_id=said.parent or None,
        parent_text=said.parent_text or None,
        via=said.via,
        rating=said.rating,
        source=page.source,
        own=handle == page.id,
    )


def post(value: Mapping[str, Any], page: Page, now: datetime, via: Via = Via.OWN_PAGE, kind: Kind = Kind.POST) -> Made:
    """A post, as the Graph API gives it."""
    name = ident(value.get("id"))
    return mention(
        Said(
            name,
            kind,
            via,
            text(value.get("message")),
            moment(value.get("created_time")),
            block(value.get("from")),
            thread=name,
            url=web_link(value.get("permalink_url")),
        ),
        page,
        now,
    )


def comment(value: Mapping[str, Any], on: Mapping[str, Any], page: Page, now: datetime) -> Made:
    """A comment on the post ``on``; a reply to a comment hangs below that comment."""
    above = block(value.get("parent"))
    thread = ident(on.get("id"))
    return mention(
        Said(
            ident(value.get("id")),
            Kind.REPLY if above else Kind.COMMENT,
            Via.OWN_PAGE,
            text(value.get("message")),
            moment(value.get("created_time")),
            block(value.get("from")),
            thread=thread,
            parent=ident(above.get("id")) or thread,
            parent_text=text(above.get("message")) or text(on.get("message")),
            url=web_link(value.get("permalink_url")),
        ),
        page,
        now,
    )


def message(value: Mapping[str, Any], conversation: str, page: Page, now: datetime) -> Made:
    """A private message to the Page."""
    said = Said(
        ident(value.get("id")),
        Kind.MESSAGE,
        Via.OWN_PAGE,
        text(value.get("message")),
        moment(value.get("created_time")),
        block(value.get("from")),
        thread=conversation,
    )
    return mention(said, page, now)


def rating(value: Mapping[str, Any], page: Page, now: datetime) -> Made:
    """A recommendation, as the Graph API gives it."""
    story = ident(block(value.get("open_graph_story")).get("id"))
    by = block(value.get("reviewer"))
    return review(story, value, by, page, now)


def review(story: str, value: Mapping[str, Any], by: Mapping[str, Any], page: Page, now: datetime) -> Made:
    """A recommendation. One without words is shown as the stars a reader would give: whose answer is no needs no words."""
    stars = _COLOURS.get(text(value.get("recommendation_type"))) or _stars(value.get("rating"))
    full = int(stars or 0)
    said = Said(
        story,
        Kind.REVIEW,
        Via.REVIEW_PAGE,
        text(value.get("review_text")) or ("★" * full + "☆" * (5 - full) if stars else ""),
        moment(value.get("created_time")),
        by,
        thread=story,
        rating=stars,
    )
    return mention(said, page, now)


def _stars(value: Any) -> float | None:
    """Of a review from before 2018, that had them."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= 5
    return float(value) if good else None
