"""Bluesky: all posts of the network pass by (Jetstream), and those that name us are kept. No account is needed."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.config.sources import source_record
from bot.platforms.platform import FirstKeys, Platform, Tested
from bot.ports import Capabilities
from rules.i18n import N_
from rules.protocol.model import NOWHERE, Place
from rules.protocol.nodes import Scalar
from rules.protocol.notes import Notes
from rules.protocol.shapes.base import ScalarShape, Schema
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Choice, Text

WORD = "bluesky"
SERVER = "wss://jetstream1.us-east.bsky.network"
POSTS = "app.bsky.feed.post"


class Speech(StrEnum):
    """Which of Jetstream's two ways of speaking a server knows."""

    OLD = "subscribe"
    NEW = "subscribeEvents"


@dataclass(frozen=True)
class Did(ScalarShape[str]):
    """The lasting name of an account."""

    says: str = N_("de vaste naam van een account, zoals did:plc:abc123")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The name as written."""
        if re.fullmatch(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,200}", text):
            return text
        self.expected(node, notes)
        return None

    def schema(self) -> Schema:
        """Two words and a name."""
        return {"type": "string", "pattern": r"^did:[a-z]+:[A-Za-z0-9._:%-]+$"}


@dataclass(frozen=True)
class StreamAddress(ScalarShape[str]):
    """Where a stream is to be had."""

    says: str = N_("een adres dat met wss:// begint")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The address without a slash at its end."""
        if re.fullmatch(r"wss?://[A-Za-z0-9.-]+(:\d{1,5})?/?", text):
            return text.rstrip("/")
        self.expected(node, notes)
        return None

    def schema(self) -> Schema:
        """An address."""
        return {"type": "string", "pattern": r"^wss?://"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueskySource:
    """What is listened for beside the names of the organisation: ``did`` and ``handle`` of its own account."""

    name: str
    did: str = ""
    handle: str = ""
    server: str = SERVER
    speech: Speech = Speech.OLD
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    kind = "bluesky"
    platform = WORD


def _made(speech: str = Speech.OLD, **rest: Any) -> BlueskySource:
    return BlueskySource(speech=Speech(speech), **rest)


CAPABILITIES = Capabilities(follows_edits=True, follows_deletes=True)

PLATFORM: Platform[BlueskySource] = Platform(
    title=N_("Bluesky"),
    settings=source_record(
        _made,
        Field("did", Did(), N_("de vaste naam van het eigen account: dan horen reacties en vermeldingen erbij")),
        Field("handle", Text(max_length=253), N_("de leesbare naam van het eigen account")),
        Field("server", StreamAddress(), N_("waar de stroom van alle berichten vandaan komt")),
        Field(
            "speech",
            Choice({Speech.OLD: N_("zoals servers tot 2026 spreken"), Speech.NEW: N_("zoals servers van nu spreken")}),
            N_("welke taal die server spreekt"),
            also=("taal",),
        ),
    ),
    module="bot.platforms.bluesky.listener",
    watches=N_(
        "elk openbaar bericht waarin een naam van de organisatie staat, reacties op eigen berichten, en vermeldingen"
    ),
    keys=FirstKeys(
        needs=N_("niets; wie een eigen account heeft geeft de vaste naam (did) daarvan op"),
        costs=N_("niets; wel ongeveer 10 gigabyte verkeer per dag"),
        page="https://bsky.app/settings",
        steps=(N_("Vraag de vaste naam van uw account op en zet die bij did."),),
    ),
    capabilities=CAPABILITIES,
    tested=frozenset({Tested.RECORDED, Tested.FAKE}),
    untried=N_("niet tegen Bluesky zelf; handelen kan nog niet"),
    extra="bluesky",
    package="websockets",
)
