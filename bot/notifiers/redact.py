"""Keeps bot tokens and message texts out of the logs of the libraries that carry them."""

import logging
import re
from collections.abc import Iterable

from bot.redaction import register_secret

TOKEN = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{20,}|(?<=/bot)[^/\s\"']+(?=/)")
HIDDEN = "***"
TALKATIVE = ("telegram", "httpcore", "httpx")
_UNUSABLE = "Can not load invalid JSON data"


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """``text`` without anything that looks like a bot token and without ``secrets``."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, HIDDEN)
    return TOKEN.sub(HIDDEN, text)


class Redactor(logging.Filter):
    """Rewrites every record that passes, so that no token is left in it. Attach it to a logger or a handler.

    Below WARNING the libraries print whole messages with their parameters: those records are dropped, except
    httpx's one line per request.
    """

    def __init__(self) -> None:
        super().__init__()
        self.secrets: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may go on, now without secrets."""
        if record.levelno < logging.WARNING and record.name.startswith(("telegram", "httpcore")):
            return False
        message = record.getMessage()
        if message.startswith(_UNUSABLE):
            message = "Telegram's answer was not JSON"
        record.msg, record.args = redact(message, self.secrets), ()
        record.exc_info = record.exc_text = None  # a traceback printed with locals would show the token again
        return True


REDACTOR = Redactor()


def guard(secret: str = "") -> Redactor:
    """Put the one redactor on all loggers of the Telegram library and its HTTP client; remembers ``secret``
    here and for our own log.

    Filters of a logger do not work for its children, so every one that exists by now gets it. Safe to call again.
    """
    if secret:
        REDACTOR.secrets.add(secret)
        register_secret(secret)
    known = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in TALKATIVE]
    for name in {*known, *TALKATIVE}:
        logging.getLogger(name).addFilter(REDACTOR)
    return REDACTOR
