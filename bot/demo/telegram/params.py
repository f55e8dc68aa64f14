"""Parameters of a call, from a form, a query string or JSON, read as strictly as Telegram reads them."""

import json
from collections.abc import Mapping
from typing import Any

from bot.demo.telegram.chats import Press
from bot.demo.telegram.markup import linkable
from bot.demo.telegram.reply import bad_request

DATA_LIMIT = 64
COPY_LIMIT = 256


class Params:
    """Named values of one call; every reader raises ``RefusalError`` for what Telegram would refuse."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def text(self, name: str) -> str:
        """A text, empty when it was not given."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else json.dumps(value)

    def file(self, name: str) -> bytes:
        """A file that came with the call, directly or by ``attach://``; empty when there is none."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.values.get(value.removeprefix("attach://"))
        return value if isinstance(value, bytes) else b""

    def integer(self, name: str, otherwise: int | None = None) -> int | None:
        """A whole number."""
        value = self.values.get(name)
        if value is None or value == "":
            return otherwise
        try:
            return int(value)
        except (TypeError, ValueError):
            return otherwise

    def flag(self, name: str) -> bool:
        """True for true, True, 1, yes."""
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes")

    def structure(self, name: str) -> Any:
        """A JSON value, given as such or as its text; None when absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def asks(self) -> bool:
        """Whether the phone is to open an answer at once."""
        markup = self.structure("reply_markup")
        return isinstance(markup, dict) and markup.get("force_reply") is True

    def buttons(self) -> tuple[tuple[Press, ...], ...]:
        """The inline keyboard. Refuses data over 64 bytes, addresses that are none, and empty labels."""
        markup = self.structure("reply_markup")
        if not markup or self.asks():
            return ()
        if not isinstance(markup, dict) or not isinstance(markup.get("inline_keyboard"), list):
            raise bad_request("object expected as reply markup")
        rows = (tuple(_button(b) for b in row) for row in markup["inline_keyboard"])
        return tuple(row for row in rows if row)


def _button(raw: Any) -> Press:
    if not isinstance(raw, dict) or not raw.get("text"):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    label, data, url = str(raw["text"]), str(raw.get("callback_data", "")), str(raw.get("url", ""))
    if url:
        if not linkable(url):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return Press(label, url=url)
    copy = raw.get("copy_text")
    if isinstance(copy, dict):
        if not 0 < len(str(copy.get("text", ""))) <= COPY_LIMIT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        return Press(label, copy=str(copy["text"]))
    if not data or len(data.encode()) > DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
    return Press(label, data)
