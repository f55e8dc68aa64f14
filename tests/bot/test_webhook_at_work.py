"""Telegram brings to our door: phone stories with a webhook, and the line that puts it there and fetches when it must."""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog.testing

from bot.app import line as line_module
from bot.app import settings
from bot.app.line import INSTEAD, Hook, TelegramLine
from bot.app.office import StoreOffice
from bot.app.roles import ALONE
from bot.app.running import Announce, Running
from bot.auditor import Health
from bot.config import Secret
from bot.demo.telegram import PretendTelegram, scripts
from bot.inbox import webhook
from bot.inbox.hooking import PATH, TOGETHER, Hooked, hooked
from bot.inbox.telegram import ALLOWED
from bot.ports import DeliveryError, Fault
from bot.store import updates
from bot.web.app import create_app
from bot.web.hooks import Hooks
from bot.web.live import Changes
from bot.web.sessions import MemorySessions
from bot.web.settings import WebSettings
from rules.i18n import Lang
from tests.bot.office import PAGES, Office
from tests.bot.protocol import CARE
from tests.bot.test_way_of_a_mention import NEGLECT
from tests.fakes.telegram import Courier, served

SECRET = "een-geheim-van-ons-en-telegram"
HOOK = Hook(PAGES + PATH, Secret(SECRET, "env:HOOK"))


class Other:
    """The roles of a node whose turn it is not."""

    tasks: frozenset[str] = frozenset()

    def mine(self, task: str) -> bool:
        return False


def line_of(care: Office, hook: Hook | None = HOOK, roles: Any = ALONE) -> TelegramLine:
    health = Health(care.clock.now())
    told: dict[str, Any] = {"health": health, "ring": lambda: None, "refused": lambda fault: None}
    return TelegramLine(care.house, care.notifier, poll=0, roles=roles, hook=hook, **told)


def listens(care: Office, line: TelegramLine, done: Callable[[], bool]) -> None:
    """Let the line listen until ``done``, twenty seconds at most."""

    async def work() -> None:
        task = asyncio.create_task(line.listen())
        for _ in range(2000):
            if done() or task.done():
                break
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait([task])

    care.loop.run_until_complete(work())
    assert done()


def door(care: Office, line: TelegramLine) -> Courier:
    """The pages of this office with the line's door, as Telegram reaches them."""
    app = create_app(
        StoreOffice(care.house, None, lambda: None),
        settings=WebSettings(hosts=("seintje.test",), tls=True),
        sessions=MemorySessions(care.clock, lambda person: True),
        changes=Changes(),
        hooks=Hooks({}, lambda source, body: asyncio.sleep(0), line.doors()),
    )
    return Courier(care.telegram, transport=httpx.ASGITransport(app=app))


@pytest.fixture
def care(office) -> Office:
    """Somebody pressed nothing yet; from now on Telegram brings."""
    built: Office = office(CARE)
    line = line_of(built)
    listens(built, line, lambda: line.since is not None)
    built.courier = door(built, line)
    built.says(NEGLECT)
    return built


def stored(care: Office) -> int:
    return len(care.store.write(lambda tx: updates.waiting(tx, 50)))


# --- phone stories -----------------------------------------------------------------------------------------


def test_case_57_a_press_that_is_brought_twice_counts_once(care: Office) -> None:
    sanne = care.phone("sanne")
    assert sanne.rings()
    care.telegram.press(sanne.number, sanne.last.id, "Ik pak dit op")
    [press] = care.telegram.updates.pending
    care.forward(seconds=2)
    assert care.telegram.answers and sanne.shows("U hebt dit")
    assert care.courier is not None
    again = care.loop.run_until_complete(care.courier.knock(json.dumps(press).encode(), SECRET))
    assert again == 200 and stored(care) == 0
    care.forward(minutes=1)
    assert care.log().count("taken") == 1 and len(care.telegram.answers) == 1
    assert care.case().case.assignee == "sanne"


def test_case_57_somebody_else_gets_403_and_what_they_bring_is_neither_read_nor_logged(care: Office) -> None:
    sanne = care.phone("sanne")
    care.telegram.press(sanne.number, sanne.last.id, "Ik pak dit op")
    press = json.dumps(care.telegram.updates.pending.pop()).encode()
    assert care.courier is not None
    with structlog.testing.capture_logs() as logged:
        for secret in (None, "", SECRET + "x", SECRET[:-1], "mis-" + SECRET):
            for content in (press, b"geen json", b""):
                assert care.loop.run_until_complete(care.courier.knock(content, secret)) == 403
    care.forward(minutes=1)
    assert stored(care) == 0 and care.case().case.assignee is None
    assert SECRET not in str(logged) and "geen json" not in str(logged)


def test_case_57_while_the_database_is_stuck_telegram_is_told_to_come_back_and_nothing_is_lost(
    care: Office, of_a_file: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "PATIENCE", 0.05)
    sanne = care.phone("sanne")
    care.telegram.press(sanne.number, sanne.last.id, "Ik pak dit op")
    courier = care.courier
    assert courier is not None
    held = sqlite3.connect(str(care.store.url).removeprefix("sqlite:///"), isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    answered = [care.loop.run_until_complete(courier.bring()) for _ in range(3)]
    assert answered == [[503], [503], [503]]
    assert len(care.telegram.updates.pending) == 1, "Telegram keeps it"
    held.execute("ROLLBACK")
    held.close()
    care.forward(seconds=5)
    assert care.telegram.updates.pending == [] and care.case().case.assignee == "sanne"
    assert care.log().count("taken") == 1


def test_who_is_asked_to_come_back_hears_when(care: Office) -> None:
    async def refuses(raw: list[dict[str, Any]]) -> None:
        raise OSError("disk full")

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=webhook.Webhook(lambda: SECRET, refuses))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.post(PATH, content=b'{"update_id": 1}', headers={webhook.SECRET_HEADER: SECRET})

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, str(webhook.AGAIN))


# --- where it is put ---------------------------------------------------------------------------------------


def test_the_webhook_is_put_with_the_secret_and_no_more_than_we_read(care: Office) -> None:
    found = care.telegram.updates
    assert (found.webhook, found.secret, found.connections) == (HOOK.url, SECRET, TOGETHER)
    assert found.allowed == frozenset(ALLOWED)


def test_whoever_puts_it_elsewhere_is_put_right_at_the_next_look(office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_module, "LOOK", 0.02)
    care: Office = office(CARE)
    line, found = line_of(care), care.telegram.updates
    listens(care, line, lambda: found.webhook == HOOK.url)
    found.hook("https://ander.voorbeeld.nl/bot", "van-een-ander")
    listens(care, line, lambda: (found.webhook, found.secret) == (HOOK.url, SECRET))
    found.allowed = frozenset()
    listens(care, line, lambda: found.allowed == frozenset(ALLOWED))
    assert care.telegram.count("setWebhook") == 3, "and not at every look"


def test_of_several_nodes_one_puts_it_and_every_one_takes_what_comes(office) -> None:
    care: Office = office(CARE)
    first, second = line_of(care), line_of(care, roles=Other())
    listens(care, first, lambda: first.since is not None)
    listens(care, second, lambda: second.since is not None)
    assert care.telegram.count("setWebhook") == 1
    care.courier = door(care, second)
    care.says(NEGLECT)
    care.phone("sanne").presses("Ik pak dit op")
    assert care.case().case.assignee == "sanne"


def test_without_the_setting_it_is_taken_away_and_what_could_not_be_brought_is_fetched(care: Office) -> None:
    sanne, queue = care.phone("sanne"), care.telegram.updates
    care.telegram.press(sanne.number, sanne.last.id, "Waarom?")
    late = queue.pending.pop()
    care.telegram.press(sanne.number, sanne.last.id, "Waarom?")
    care.forward(seconds=2)
    assert not queue.pending
    queue.pending.append(late)  # the first was refused, the second taken: a fetch must not confirm the first
    care.courier = None
    line = line_of(care, hook=None)
    listens(care, line, lambda: stored(care) == 1)
    assert queue.webhook == ""
    care.forward(seconds=2)
    assert len(care.telegram.answers) == 2


def test_when_telegram_cannot_bring_we_fetch_for_a_while_and_then_it_may_try_again(office) -> None:
    care: Office = office(CARE)
    queue, line = care.telegram.updates, line_of(care)
    listens(care, line, lambda: queue.webhook == HOOK.url)
    nobody = Courier(care.telegram, transport=httpx.MockTransport(lambda request: httpx.Response(502)))
    care.courier = nobody
    care.says(NEGLECT)
    sanne = care.phone("sanne")
    care.telegram.press(sanne.number, sanne.last.id, "Ik pak dit op")
    assert care.loop.run_until_complete(nobody.bring()) == [502]
    with structlog.testing.capture_logs() as logged:
        listens(care, line, lambda: stored(care) == 1)
    assert [one["why"] for one in logged if one["event"] == "webhook_cannot_bring"] == [
        "Wrong response from the webhook: 502"
    ]
    assert queue.webhook == "" and line.fault is None, "we hear: the line is well"
    care.clock.forward(INSTEAD)
    listens(care, line, lambda: queue.webhook == HOOK.url)


def test_an_address_that_telegram_refuses_keeps_nobody_from_pressing(office) -> None:
    care: Office = office(CARE)
    care.telegram.script("setWebhook", scripts.refusal(400, "Bad Request: bad webhook: Failed to resolve host"))
    line = line_of(care)
    care.telegram.say(care.phone("sanne").number, "hoi")
    listens(care, line, lambda: stored(care) == 1)
    assert care.telegram.updates.webhook == ""


def test_a_line_that_does_not_answer_is_a_fault_and_tried_again(office, monkeypatch: pytest.MonkeyPatch) -> None:
    care: Office = office(CARE)
    line = line_of(care)
    care.telegram.script("getWebhookInfo", scripts.too_many(0), scripts.raw(200, b'{"ok":true,"result":[1]}'))
    faults: list[Fault | None] = []
    monkeypatch.setattr(line, "_is", faults.append)
    waits = asyncio.sleep
    monkeypatch.setattr(asyncio, "sleep", lambda seconds: waits(min(seconds, 0.01)))
    listens(care, line, lambda: faults[-1:] == [None])
    assert faults == [Fault.THROTTLED, Fault.UNREACHABLE, None]


def test_who_is_paired_by_what_was_brought_gets_a_menu_at_once(office) -> None:
    care: Office = office(CARE, paired=False)
    line, menus = line_of(care), care.telegram.commands

    async def until(done: Callable[[], bool]) -> None:
        while not done():
            await asyncio.sleep(0.01)

    async def comes() -> None:
        task = asyncio.create_task(line.listen())
        await asyncio.wait_for(until(lambda: len(menus) == len(Lang)), 10)
        care.pair(care.phone("sanne"))
        await line.receive([{"update_id": 9}])
        await asyncio.wait_for(until(lambda: len(menus) > len(Lang)), 10)  # the next look is half a minute away
        task.cancel()
        await asyncio.wait([task])

    care.loop.run_until_complete(comes())


@pytest.mark.parametrize(
    ("pending", "error", "fails"), [(0, 10, False), (1, 0, False), (1, 10, True), (1, 400, False), (1, -5, True)]
)
def test_it_fails_while_something_waits_and_it_went_wrong_a_moment_ago(pending: int, error: int, fails: bool) -> None:
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    at = int((now - timedelta(seconds=error)).timestamp()) if error else 0
    assert Hooked("https://x", pending, at, "stuk").fails(now) is fails


@pytest.mark.parametrize("answer", [b"[]", b'{"url": 3}', b'{"pending_update_count": "veel"}'])
def test_an_answer_about_the_webhook_that_cannot_be_read_is_a_fault(office, answer: bytes) -> None:
    care: Office = office(CARE)
    care.telegram.script("getWebhookInfo", scripts.raw(200, b'{"ok":true,"result":%s}' % answer))
    with pytest.raises(DeliveryError) as caught:
        care.loop.run_until_complete(hooked(care.notifier))
    assert caught.value.fault is Fault.UNREACHABLE


def test_after_a_week_of_nothing_telegram_numbers_anew_and_presses_are_heard(office) -> None:
    care: Office = office(CARE)
    care.says(NEGLECT)
    sanne = care.phone("sanne")
    told = sanne.last
    sanne.presses("Waarom?", told)
    care.telegram.updates.renumber(40)
    sanne.presses("Waarom?", told)
    sanne.presses("Ik pak dit op", told)
    assert care.case().case.assignee == "sanne" and len(care.telegram.answers) == 3
    line = line_of(care, hook=None)
    listens(care, line, lambda: line.since is not None and not care.telegram.updates.pending)


# --- the service, over real sockets ------------------------------------------------------------------------

CONFIG = """
telegram: {{token: env:TG, base_url: "{base}"{webhook}}}
web: {{port: 0, public_url: "https://seintje.test"}}
allow_private: true
"""


async def serves(home: Path, phone: PretendTelegram, base: str, *, brings: bool, heard: int) -> None:
    """Run the service while somebody writes to the bot, until it has read ``heard`` updates in all."""
    wanted = ", webhook: {secret: env:HOOK}" if brings else ""
    (home / "config.yaml").write_text(CONFIG.format(base=base, webhook=wanted))
    links: list[str] = []
    environ = {"TG": phone.token, "HOOK": SECRET}
    running = Running(settings.load(home / "config.yaml", environ), announce=Announce(link=links.append))
    task = asyncio.create_task(running.run())
    assert running.web is not None

    async def until(done: Callable[[], bool]) -> None:
        for _ in range(2000):
            if done():
                return
            await asyncio.sleep(0.02)
        raise AssertionError("it did not come to that")

    await until(lambda: phone.updates.webhook == (HOOK.url if brings else ""))
    phone.say(7, "hoi")
    if brings:
        courier = Courier(phone, base=running.web.url.replace("https:", "http:"))  # https is the proxy's
        assert await courier.knock(b'{"update_id": 1}', "mis") == 403
        assert await courier.bring() == [200]
    read = "SELECT count(*) FROM updates WHERE state <> 'new'"
    store = running.house.store
    await until(lambda: store.read(lambda tx: tx.exec_driver_sql(read).scalar()) == heard)
    running.stop.set()
    await task


def test_the_service_puts_its_webhook_hears_by_it_and_takes_it_away_when_the_setting_is_gone(tmp_path: Path) -> None:
    phone = PretendTelegram()
    phone.person(7, "Sanne")
    (tmp_path / "protocol.yaml").write_text(CARE)
    with served(phone) as base:
        asyncio.run(asyncio.wait_for(serves(tmp_path, phone, base, brings=True, heard=1), 60))
        assert phone.updates.webhook == HOOK.url, "who stops only to start again loses nothing"
        asyncio.run(asyncio.wait_for(serves(tmp_path, phone, base, brings=False, heard=2), 60))
    assert phone.updates.webhook == ""
