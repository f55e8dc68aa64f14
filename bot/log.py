"""Logging as data: one event a line on stderr, UTC, no mention text, no secret, nothing that moves a cursor.

``log.get("outbox").info("effect_settled", case=12, attempts=2)``. Values that may be somebody's words or a
credential do not belong in a log; registered secrets are cut out all the same, wherever they stand.
"""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from structlog.typing import FilteringBoundLogger, Processor

from bot.printable import printable
from bot.redaction import redacted, register_secret

__all__ = ["clean", "get", "only_warnings", "redacted", "register_secret", "setup"]

_QUIET = (
    "httpx",
    "httpcore",
    "httpx2",
    "httpcore2",
    "telegram",
    "apscheduler",
    "googleapiclient",
    "alembic",
    "urllib3",
    "tweepy",
    "oauthlib",
    "requests_oauthlib",
    "asyncio",
    "uvicorn.access",
)


def get(room: str) -> FilteringBoundLogger:
    """The log of a room of the house."""
    logger: FilteringBoundLogger = structlog.get_logger(room=room)
    return logger


def setup(*, debug: bool = False, json_lines: bool | None = None) -> None:
    """Send all logging to stderr: JSON lines unless stderr is a terminal (or as ``json_lines`` says)."""
    as_json = not sys.stderr.isatty() if json_lines is None else json_lines
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
        clean,
    ]
    last = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _line
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if debug else logging.INFO),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = _Stderr()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if debug else logging.INFO)
    for name in _QUIET:  # at INFO and DEBUG these write addresses with tokens in them
        logging.getLogger(name).setLevel(logging.WARNING)


class _Stderr(logging.Handler):
    """Writes to whatever ``sys.stderr`` is at that moment; a log that cannot be written stops nothing."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
        except Exception:
            self.handleError(record)


def clean(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Every value as something that can be written on one line, secrets cut out."""
    return {printable(str(key)): _clean(value) for key, value in event.items()}


def _clean(value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return printable(redacted(value))
        case Mapping():
            return {_clean(str(key)): _clean(part) for key, part in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_clean(part) for part in value]
        case _:
            return printable(redacted(str(value)))


def _line(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    """For a person at a terminal: time, level, event, the rest as key=value."""
    at, level, said = (str(event.pop(key, "")) for key in ("at", "level", "event"))
    rest = " ".join(f"{key}={value}" for key, value in event.items())
    return f"{at[11:19]} {level:<8}{said} {rest}".rstrip()


def only_warnings() -> None:
    """A terminal that shows something else: only what needs attention is logged."""
    logging.getLogger().setLevel(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
