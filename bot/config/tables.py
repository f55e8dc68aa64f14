"""What may stand in ``config.yaml``: one table per part, the source of the reader, the schema and the example's check."""

from collections.abc import Callable, Mapping
from datetime import time
from pathlib import Path
from typing import Any

from bot.addresses import sqlite_at
from bot.config import kinds
from bot.config.model import (
    BackupSettings,
    Config,
    HeartbeatSettings,
    LogSettings,
    ScorerSettings,
    WebSettings,
)
from bot.config.private import Private
from bot.config.reach_tables import APPRISE, EMAIL
from bot.config.secret import Secret
from bot.config.shapes import Database, FilePath, PlainAddress, SecretRef, WebAddress
from bot.config.sources import OneSource, SourceKinds, Sources
from bot.config.telegram_tables import TELEGRAM, reachable
from rules.i18n import N_, Lang
from rules.protocol.model import Place
from rules.protocol.nodes import Node, Scalar
from rules.protocol.notes import Notes
from rules.protocol.shapes.base import Schema, Shape
from rules.protocol.shapes.collections import Many, Named
from rules.protocol.shapes.record import Field, Record
from rules.protocol.shapes.scalars import Choice, Flag, Text, Whole
from rules.protocol.shapes.times import TimeOfDay, WallTime

_LANGUAGE = Choice({Lang.NL: N_("Nederlands"), Lang.EN: N_("Engels")})

WEB: Record[WebSettings] = Record(
    WebSettings,
    (
        Field("host", Text(max_length=255), N_("op welk adres van deze computer de pagina's luisteren")),
        Field("port", Whole(0, 65_535), N_("op welke poort; 0 kiest een vrije"), also=("poort",)),
        Field("public_url", PlainAddress(), N_("waarmee links in berichten beginnen")),
    ),
    check=lambda web, nodes, notes: _loopback(web, nodes, notes),
)


def _loopback(web: WebSettings, nodes: Mapping[str, Node], notes: Notes) -> None:
    if web.host not in ("127.0.0.1", "::1", "localhost") and web.public_url is None:
        notes.report(kinds.OPEN_TO_ALL, nodes["host"], host=web.host)


def _backup(folder: Path, at: Place, time: time = time(3, 30), keep: int = 14) -> BackupSettings:
    return BackupSettings(folder, time, keep, at)


BACKUP: Record[BackupSettings] = Record(
    _backup,
    (
        Field("folder", FilePath(), N_("waar de reservekopieën komen; liefst op een andere schijf"), required=True),
        Field("time", TimeOfDay(), N_("hoe laat"), also=("tijd",)),
        Field("keep", Whole(1, 1000), N_("hoeveel er bewaard blijven"), also=("bewaar",)),
    ),
)

HEARTBEAT: Record[HeartbeatSettings] = Record(
    HeartbeatSettings,
    (
        Field("url", WebAddress(), N_("een adres buitenshuis dat alarm slaat als het niets meer hoort"), required=True),
        Field("every", WallTime(), N_("hoe vaak het iets hoort")),
    ),
)


def _log(at: Place, level: str = "info", form: str = "auto") -> LogSettings:
    return LogSettings(level == "debug", {"json": True, "text": False}.get(form), at)


LOG: Record[LogSettings] = Record(
    _log,
    (
        Field("level", Choice({"info": N_("wat er gebeurt"), "debug": N_("ook alle bijzonderheden")}), N_("hoeveel")),
        Field(
            "form",
            Choice(
                {
                    "auto": N_("JSON, behalve op een scherm"),
                    "json": N_("één JSON-object per regel"),
                    "text": N_("voor mensen"),
                }
            ),
            N_("in welke vorm"),
        ),
    ),
)

E5, TRANSFORMERS = "e5", "transformers"
SCORER: Record[ScorerSettings] = Record(
    ScorerSettings,
    (
        Field(
            "kind",
            Choice(
                {
                    E5: N_("het meegeleverde model (extra e5)"),
                    TRANSFORMERS: N_("een model in een map op deze computer (extra transformers)"),
                }
            ),
            N_("welke tweede lezer"),
            required=True,
        ),
        Field("model", FilePath(), N_("de map met het model, bij transformers"), also=("map", "path")),
        Field(
            "labels",
            Many(Text(max_length=100)),
            N_("de antwoorden van dat model waarbij iemand moet kijken"),
            also=("label",),
        ),
    ),
    check=lambda scorer, nodes, notes: _what_it_needs(scorer, nodes, notes),
)


def _what_it_needs(scorer: ScorerSettings, nodes: Mapping[str, Node], notes: Notes) -> None:
    """A model and its answers go together with transformers, and only with that."""
    own = ("model", "labels")
    lacking = [key for key in own if key not in nodes]
    if scorer.kind == TRANSFORMERS and lacking:
        notes.report(kinds.SCORER_NEEDS, nodes["kind"], keys=", ".join(lacking))
    if scorer.kind == E5 and len(lacking) < len(own):
        keys = ", ".join(key for key in own if key in nodes)
        notes.report(kinds.SCORER_NEEDS_NOT, nodes["kind"], keys=keys)


class Off(Shape[Any]):
    """``off`` instead of the block: this part is not used."""

    def __init__(self, of: Shape[Any]) -> None:
        self.of = of
        self.says = of.says

    def read(self, node: Node, notes: Notes) -> Any:
        """The block, or ``OFF``."""
        if isinstance(node, Scalar) and node.plain and node.text in ("off", "uit"):
            return OFF
        return self.of.read(node, notes)

    def schema(self) -> Schema:
        """The block or the word."""
        return {"anyOf": [{"const": "off"}, self.of.schema()]}


OFF = object()


def config(folder: Path, sources: SourceKinds) -> Record[Config]:
    """The whole file, for a file in ``folder``, with these kinds of sources."""
    return Record(_maker(folder), fields(sources), says=N_("instellingen"), check=reachable)


def fields(sources: SourceKinds) -> tuple[Field, ...]:
    """The keys of the file."""
    of = Field(
        "sources",
        Sources(OneSource(sources), single=False, label=N_("bron '{name}'")),
        N_("wat er gelezen wordt"),
        also=("bronnen",),
    )
    return (*_BEFORE, of, *_AFTER)


_BEFORE = (
    Field("protocol", FilePath(), N_("het protocol: een bestand, of een map met bestanden")),
    Field("data", FilePath(), N_("de map waarin seintje alles bewaart"), also=("map",)),
    Field("database", Database(), N_("het databasebestand, of een verwijzing naar een PostgreSQL-adres")),
    Field("language", _LANGUAGE, N_("de taal van berichten en schermen"), also=("taal", "lang")),
    Field("telegram", Private(TELEGRAM), N_("de bot die de seintjes stuurt; zonder dit gaat er niets naar telefoons")),
    Field("email", Private(EMAIL), N_("de mailserver: de tweede weg voor dringende seintjes"), also=("mail", "e-mail")),
    Field("apprise", Private(APPRISE), N_("sms, bellen en andere diensten als tweede weg (extra apprise)")),
)

_AFTER = (
    Field(
        "secrets",
        Private(Named(SecretRef(), N_("geheim '{name}'"))),
        N_("de geheimen die het protocol met secret:NAAM noemt; wat seintje geheim bewaart is vanzelf bekend"),
        also=("geheimen",),
    ),
    Field("web", Off(WEB), N_("de pagina's; off om ze niet te tonen")),
    Field("backup", BACKUP, N_("elke dag een gecontroleerde reservekopie")),
    Field("heartbeat", Private(HEARTBEAT), N_("een teken van leven naar buiten"), also=("hartslag",)),
    Field(
        "scorer",
        SCORER,
        N_("een tweede lezer voor berichten waarover de eerste twijfelt; zonder dit blok is er geen"),
        also=("tweede_lezer",),
    ),
    Field("log", LOG, N_("wat er in het logboek komt")),
    Field("learning", Flag(), N_("of seintje leert van wat collega's over zaken zeggen"), also=("leren",)),
    Field("allow_private", Flag(), N_("of bronnen ook binnen het eigen netwerk mogen staan")),
)


def _maker(folder: Path) -> Callable[..., Config]:
    def make(
        at: Place,
        protocol: Path | None = None,
        data: Path | None = None,
        database: Secret | None = None,
        language: str = Lang.NL,
        web: WebSettings | object | None = None,
        **rest: Any,
    ) -> Config:
        kept = data or folder / "data"
        return Config(
            folder,
            protocol or folder / "protocol.yaml",
            kept,
            database or Secret(sqlite_at(kept / "seintje.db"), "seintje.db"),
            Lang(language),
            web=_pages(web),
            at=at,
            **rest,
        )

    return make


def _pages(web: WebSettings | object | None) -> WebSettings | None:
    if web is None:
        return WebSettings()
    return web if isinstance(web, WebSettings) else None
