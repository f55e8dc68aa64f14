"""One answer of the pretend server, before it becomes HTTP."""

import json
from dataclasses import dataclass
from typing import Any

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Reply:
    """``body`` goes out as it is. ``silent``: the answer never comes; ``delay``: seconds to wait first."""

    status: int
    body: bytes
    content_type: str = JSON
    delay: float = 0.0
    silent: bool = False


class RefusalError(Exception):
    """The server refuses a call, in Telegram's words."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def reply(self) -> Reply:
        """The refusal as an answer."""
        return refuse(self.status, self.description, **self.parameters)


def accept(result: Any) -> Reply:
    """``{"ok": true, "result": …}``."""
    return Reply(200, json.dumps({"ok": True, "result": result}).encode())


def refuse(status: int, description: str, **parameters: int) -> Reply:
    """``{"ok": false, …}`` with ``parameters`` such as ``retry_after``."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return Reply(status, json.dumps(body).encode())


def bad_request(description: str, **parameters: int) -> RefusalError:
    """A 400 in Telegram's form."""
    return RefusalError(400, f"Bad Request: {description}", **parameters)
