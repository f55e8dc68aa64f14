"""A loose text as it lies in the outbox, and the message it becomes."""

import json
from dataclasses import asdict
from typing import Any

from bot.ports import Button, Message


def as_payload(
    plain: str,
    lang: str = "nl",
    *,
    html: str = "",
    silent: bool = False,
    ask: bool = False,
    buttons: tuple[tuple[Button, ...], ...] = (),
    **more: Any,
) -> str:
    """The text, to be sent as it is; ``ask``: the phone opens an answer under it. ``more``: what its kind needs beside."""
    rows = [[asdict(button) for button in row] for row in buttons]
    said = {"html": html, "plain": plain, "silent": silent, "ask": ask, "lang": lang, "buttons": rows}
    return json.dumps(said | more)


def as_message(payload: str) -> Message:
    """The message of a payload."""
    said = json.loads(payload)
    buttons = tuple(tuple(Button(**button) for button in row) for row in said.get("buttons", ()))
    silent, ask, lang = said.get("silent", False), said.get("ask", False), said.get("lang", "nl")
    return Message(said["html"], said["plain"], buttons, silent=silent, ask=ask, lang=lang, rich=said.get("rich", ""))
