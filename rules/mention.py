"""What somebody said about the organisation, as frozen values in the interchange form."""

from datetime import datetime
from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What sort of message it is."""

    POST = "post"
    COMMENT = "comment"
    REPLY = "reply"
    SHARE = "share"
    REVIEW = "review"
    ARTICLE = "article"
    MESSAGE = "message"


class Via(StrEnum):
    """How the mention reached us. All but ``SEARCH`` inherit "about us"."""

    MENTION = "mention"
    OWN_PAGE = "own_page"
    SEARCH = "search"
    REVIEW_PAGE = "review_page"
    TAG = "tag"
    TIP = "tip"


class Author(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Who wrote it, as public on the platform; never a profile of our own."""

    handle: str
    name: str = ""
    bio: str = ""
    followers: int | None = None


class Mention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One message of the public. ``posted_at`` is always aware (checked where it is decoded).

    ``source`` names the watched page, search or feed it came from; ``id`` is unique within it.
    ``own`` marks what the organisation itself posted: it is kept for context, never judged as news.
    """

    id: str
    platform: str
    kind: Kind
    text: str
    posted_at: datetime
    author: Author
    lang: str | None = None
    url: str | None = None
    thread_id: str | None = None
    parent_id: str | None = None
    parent_text: str | None = None
    via: Via = Via.SEARCH
    reach: int | None = None
    rating: float | None = None
    source: str = ""
    own: bool = False
