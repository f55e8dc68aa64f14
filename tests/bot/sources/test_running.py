"""The service as it is started: a page in ``config.yaml`` is watched, knocks at our door, and can be acted on."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import httpx2

from bot.app import settings
from bot.app.control import ask_and_wait
from bot.app.running import Announce, Running
from bot.store import coverage, mentions
from tests.bot.platforms.test_facebook import COMMENT, change
from tests.bot.protocol import CARE
from tests.fakes.graph import PAGE, SECRET, TOKEN, FakeGraph, signature
from tests.fakes.http import Reply, serving

CONFIG = """
telegram: {{token: env:TG, base_url: "{base}"}}
web: {{port: 0}}
allow_private: true
sources:
  - name: pagina
    kind: facebook
    id: {page}
    token: env:FB
    app_secret: env:APP
    verify_token: env:VERIFY
    base_url: {base}
    every: 1 minute
  - {{name: plus, kind: google_plus}}
"""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
ENVIRON = {"TG": "123456789:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "FB": TOKEN, "APP": SECRET, "VERIFY": "wij"}


def test_a_page_in_the_settings_is_heard_and_can_be_acted_on(tmp_path: Path):
    graph = FakeGraph()
    with serving() as server:
        server.otherwise(lambda request: Reply(502) if "/bot" in request.path else graph.answer(request))
        base = server.url("").rstrip("/")
        (tmp_path / "protocol.yaml").write_text(CARE)
        (tmp_path / "config.yaml").write_text(CONFIG.format(base=base, page=PAGE))
        asyncio.run(asyncio.wait_for(run(tmp_path), 20))


async def run(home: Path) -> None:
    links: list[str] = []
    running = Running(settings.load(home / "config.yaml", ENVIRON), announce=Announce(link=links.append))
    task = asyncio.create_task(running.run())
    while not links:
        await asyncio.sleep(0.02)
    assert set(running.house.parts.actors) == {"pagina"}
    body = change(**COMMENT)
    async with httpx2.AsyncClient(base_url=links[0].split("/start")[0]) as client:
        asked = {"hub.mode": "subscribe", "hub.verify_token": "wij", "hub.challenge": "17"}
        assert (await client.get("/hooks/pagina", params=asked)).text == "17"
        signed = {"x-hub-signature-256": signature(body)}
        assert (await client.post("/hooks/pagina", content=body, headers=signed)).status_code == 200
        assert (await client.post("/hooks/pagina", content=body)).status_code == 403
        made = await asyncio.to_thread(ask_and_wait, home / "data", {"do": "login", "person": "imran"})
        assert made is not None and made["link"].startswith(links[0].partition("=")[0] + "=")
        code = {"code": made["link"].partition("=")[2]}
        let_in = await client.post("/start", data=code, headers={"Sec-Fetch-Site": "same-origin"})
        assert let_in.status_code == 303 and "Imran Bouali" in (await client.get("/")).text
    store = running.house.store
    for _ in range(300):
        told = store.read(lambda tx: mentions.latest(tx, LONG_AGO, None))
        seen = {one.name: one for one in store.read(lambda tx: coverage.read(tx, LONG_AGO))}
        if told and seen["pagina"].seen_until and seen["plus"].blind:
            break
        await asyncio.sleep(0.02)
    assert [one.text for one in told] == [json.loads(body)["entry"][0]["changes"][0]["value"]["message"]]
    assert seen["pagina"].seen_until is not None
    assert seen["plus"].blind and "2019" in seen["plus"].error
    running.stop.set()
    await task
    assert (home / "data" / "deurmat.db").exists()
