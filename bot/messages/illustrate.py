"""Messages with a picture: what is to be drawn lies in the outbox as values, and is drawn when the message goes out."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.messages import charts
from bot.ports import Image, Message
from bot.texts import as_message, as_payload
from rules.explain.charts import Picture

log = structlog.get_logger()


def with_picture(picture: Picture, plain: str = "", lang: str = "nl", **more: Any) -> str:
    """The payload of a silent text with a picture; without ``plain`` it is the picture alone, which is sent or is not."""
    said = charts.as_values(picture)
    return as_payload(plain or picture.caption, lang, silent=True, picture=said, alone=not plain, **more)


async def illustrated(payload: str, *, shown: bool) -> Message | None:
    """The message of a payload with its picture, where that can be shown and drawn; else its text alone.

    None: it is nothing but a picture, which cannot be had here.
    """
    said: Mapping[str, Any] = json.loads(payload)
    image = await asyncio.to_thread(_drawn, said) if shown else None
    if image is None:
        return None if said["alone"] else as_message(payload)
    return replace(as_message(payload), image=image)


def _drawn(said: Mapping[str, Any]) -> Image | None:
    """The picture; a text must not wait for it, so what goes wrong with it is only logged."""
    if not charts.installed():
        log.info("picture_not_drawn", why="extra charts is not installed")
        return None
    try:
        picture = charts.from_values(said["picture"])
        return Image(charts.draw(picture), picture.caption)
    except Exception:
        log.exception("picture_not_drawn")
        return None
