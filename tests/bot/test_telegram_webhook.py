"""Catalogue case 57: only Telegram gets in, and it hears 200 only when its update is safe."""

import asyncio
from typing import Any

import httpx
import pytest

from bot.inbox.webhook import LARGEST, SECRET_HEADER, Webhook, same_secret

SECRET = "een-geheim-van-ons-en-telegram"
RIGHT = {SECRET_HEADER: SECRET}
UPDATE = b'{"update_id": 5, "message": {}}'


class Door:
    """A webhook with a store that can fail."""

    def __init__(self, secret: str = SECRET) -> None:
        self.kept: list[dict[str, Any]] = []
        self.broken = False
        self.read = False
        self.app = Webhook(lambda: secret, self.keep)

    async def keep(self, updates: list[dict[str, Any]]) -> None:
        if self.broken:
            raise OSError("disk full")
        self.kept += updates

    async def _stream(self, body: bytes) -> Any:
        self.read = True
        yield body

    def knock(self, body: bytes = UPDATE, headers: dict[str, str] | None = None, method: str = "POST") -> int:
        async def ask() -> int:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
                answer = await client.request(method, "/hook", content=self._stream(body), headers=headers or {})
                return answer.status_code

        return asyncio.run(ask())


@pytest.mark.parametrize(
    "headers", [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: SECRET + "x"}, {SECRET_HEADER: "verkeerd"}]
)
def test_case_57_without_the_secret_nothing_is_even_read(headers: dict[str, str]) -> None:
    door = Door()
    assert door.knock(headers=headers) == 403
    assert door.kept == []
    assert not door.read


def test_case_57_an_empty_secret_lets_nobody_in() -> None:
    assert Door(secret="").knock(headers={SECRET_HEADER: ""}) == 403
    assert not same_secret("", "")
    assert not same_secret(SECRET, "é")


def test_case_57_the_answer_follows_the_store() -> None:
    door = Door()
    assert door.knock(headers=RIGHT) == 200
    assert [update["update_id"] for update in door.kept] == [5]
    door.broken = True
    assert door.knock(headers=RIGHT) == 503


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"update_id": "5"}', b'{"update_id": true}', b"\xff\xfe", b"[" * 200_000]
)
def test_what_is_no_update_is_refused(body: bytes) -> None:
    door = Door()
    assert door.knock(body, RIGHT) == 400
    assert door.kept == []


def test_too_much_is_refused_and_so_is_another_method() -> None:
    assert Door().knock(b"x" * (LARGEST + 1), RIGHT) == 413
    assert Door().knock(headers=RIGHT, method="GET") == 405


def test_a_body_that_breaks_off_is_not_kept() -> None:
    door, sent = Door(), []

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(SECRET_HEADER.encode(), SECRET.encode())]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers, "query_string": b""}
    asyncio.run(door.app(scope, receive, send))
    assert sent[0]["status"] == 413
    assert door.kept == []
