"""What may be written about a Bluesky source in the settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from bot.config.secret import Secret
from bot.config.shapes import PlainAddress, SecretRef
from bot.config.sources import EVERY, source_record
from rules.i18n import N_
from rules.protocol import kinds as protocol_kinds
from rules.protocol.model import NOWHERE, Place
from rules.protocol.nodes import Node, Scalar
from rules.protocol.notes import Notes
from rules.protocol.problems import phrase
from rules.protocol.shapes.base import ScalarShape, Schema
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Choice, Flag, Text, Whole

WORD = "bluesky"
SERVER = "wss://jetstream1.us-east.bsky.network"
HOME = "https://bsky.social"


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
    """What is listened for beside the names of the organisation: ``did`` and ``handle`` of its own account.

    With ``password`` (an app password) we read and act as that account, at its home server ``pds``. Below ``posts`` of its
    newest posts is looked every time, and of ``recheck`` known posts whether they still stand there.
    """

    name: str
    did: str = ""
    handle: str = ""
    password: Secret | None = None
    pds: str = HOME
    stream: bool = True
    search: bool = False
    posts: int = 5
    recheck: int = 50
    server: str = SERVER
    speech: Speech = Speech.OLD
    every: timedelta = timedelta(minutes=2)
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    kind = "bluesky"
    platform = WORD

    @property
    def who(self) -> str:
        """With what it logs in: the lasting name, else the readable one."""
        return self.did or self.handle.removeprefix("@")


def _made(speech: str = Speech.OLD, **rest: Any) -> BlueskySource:
    return BlueskySource(speech=Speech(speech), **rest)


def _whole(source: BlueskySource, nodes: Mapping[str, Node], notes: Notes) -> None:
    """A password is of some account."""
    if source.password is not None and not source.who:
        expected = phrase(N_("de leesbare naam van het account, zoals zorgproef.bsky.social"))
        notes.report(protocol_kinds.MISSING_KEY, nodes["password"], key="handle", expected=expected)


SETTINGS = source_record(
    _made,
    Field("did", Did(), N_("de vaste naam van het eigen account: dan horen reacties en vermeldingen erbij")),
    Field("handle", Text(max_length=253), N_("de leesbare naam van het eigen account")),
    Field("password", SecretRef(), N_("een app-wachtwoord van dat account: dan kan er ook gehandeld worden")),
    Field("pds", PlainAddress(), N_("het adres van de server waar het account woont")),
    Field("stream", Flag(), N_("of naar de stroom van alle berichten geluisterd wordt"), also=("stroom",)),
    Field("search", Flag(), N_("of ook naar de namen van de organisatie gezocht wordt"), also=("zoeken",)),
    Field("posts", Whole(0, 20), N_("onder hoeveel nieuwste eigen berichten steeds gekeken wordt")),
    Field("recheck", Whole(0, 200), N_("van hoeveel berichten steeds nagekeken wordt of ze er nog staan")),
    Field("server", StreamAddress(), N_("waar de stroom van alle berichten vandaan komt")),
    Field(
        "speech",
        Choice({Speech.OLD: N_("zoals servers tot 2026 spreken"), Speech.NEW: N_("zoals servers van nu spreken")}),
        N_("welke taal die server spreekt"),
        also=("taal",),
    ),
    EVERY,
    check=_whole,
)
