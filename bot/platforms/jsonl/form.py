"""The interchange form as it stands on the wire. ``gold`` and ``origin`` may stand there and are not read.

``via`` is a word of ``rules.mention.Via``, or ``own_account``: what the organisation posted itself.
"""

from typing import Annotated

import msgspec

from rules.mention import Kind

_Name = Annotated[str, msgspec.Meta(min_length=1)]
_Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class AuthorForm(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    handle: str
    name: str | None = None
    bio: str | None = None
    followers: _Count | None = None


class Form(msgspec.Struct, kw_only=True, omit_defaults=True):
    id: _Name
    platform: _Name
    kind: Kind
    text: str
    posted_at: str
    author: AuthorForm
    lang: str | None = None
    url: str | None = None
    thread_id: str | None = None
    parent_id: str | None = None
    parent_text: str | None = None
    via: str | None = None
    reach: _Count | None = None
    rating: float | None = None
    source: str | None = None
    own: bool | None = None


class Line(Form, forbid_unknown_fields=True):
    gold: msgspec.Raw = msgspec.Raw()
    origin: msgspec.Raw = msgspec.Raw()
