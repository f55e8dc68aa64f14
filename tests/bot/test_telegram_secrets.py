"""The token and what people wrote never leave through a log, an error or a traceback (catalogue case 87, this room)."""

import asyncio
import io
import logging
import traceback
from collections.abc import Iterator

import httpx
import pytest

from bot.demo.telegram import PretendTelegram, scripts
from bot.notifiers import redact
from bot.notifiers.telegram import TelegramNotifier
from bot.ports import Address, DeliveryError, Message
from tests.fakes.telegram import Wire

CANARY = "987654321:CANARY-canary_CANARY-canary_CANARY-"
SHORT_CANARY = "1:kanarie"
TEXT = "Mijn moeder ligt in haar plas"
TO = Address("telegram", "7")


@pytest.fixture
def heard() -> Iterator[io.StringIO]:
    """Everything any library logs, at DEBUG."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    libraries = {name: logging.getLogger(name).level for name in ("httpx", "httpcore", "telegram")}
    for name in libraries:  # the command line makes them quiet, and another test may have run it
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)
    for name, level in libraries.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize("token", [CANARY, SHORT_CANARY])
def test_no_log_line_holds_the_token_or_the_text(heard: io.StringIO, token: str) -> None:
    phone = PretendTelegram(token)
    phone.person(7, "Sanne")
    phone.script("sendMessage", scripts.raw(200, b'{"ok": tru'), scripts.page(502), scripts.token_refused())
    wire = Wire(phone)
    notifier = TelegramNotifier(lambda: token, base_url="https://telegram.example", transport=wire)

    async def work() -> None:
        for _ in range(3):
            with pytest.raises(DeliveryError):
                await notifier.send(TO, Message(TEXT, TEXT))
        await notifier.send(TO, Message(TEXT, TEXT))
        await notifier.call("getMe", {})
        await notifier.close()

    asyncio.run(work())
    log = heard.getvalue()
    assert "HTTP Request: POST https://telegram.example/bot***/sendMessage" in log
    assert "Telegram's answer was not JSON" in log
    assert token not in log
    assert TEXT not in log


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError(f"cannot reach https://x/bot{CANARY}/sendMessage"),
        httpx.ReadTimeout(CANARY),
        RuntimeError(f"GET https://x/bot{CANARY}/sendMessage"),
        None,
    ],
)
def test_no_traceback_holds_the_token_not_even_with_locals(failure: Exception | None) -> None:
    phone = PretendTelegram(CANARY)
    phone.person(7, "Sanne")
    wire = Wire(phone)
    wire.raises += [failure] if failure else []
    phone.script("sendMessage", scripts.token_refused())
    notifier = TelegramNotifier(lambda: CANARY, transport=wire)
    assert CANARY not in printed_failure(notifier)
    assert CANARY not in repr(notifier)


def printed_failure(notifier: TelegramNotifier) -> str:
    """The whole traceback of a failed delivery, with the values of every local name."""
    try:
        asyncio.run(notifier.send(TO, Message(TEXT, TEXT)))
    except DeliveryError as error:
        assert error.__context__ is None
        return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    raise AssertionError("it was delivered")


def test_a_base_url_with_the_token_in_it_is_not_shown() -> None:
    notifier = TelegramNotifier(
        lambda: CANARY, base_url=f"https://proxy/bot{CANARY}/x", transport=Wire(PretendTelegram())
    )
    assert CANARY not in repr(notifier)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"x {CANARY} y", "x *** y"),
        ("https://api.telegram.org/bot12:ab/getMe", "https://api.telegram.org/bot***/getMe"),
        ("het is 12:30 in kamer 4", "het is 12:30 in kamer 4"),
    ],
)
def test_what_looks_like_a_token_is_hidden(text: str, wanted: str) -> None:
    assert redact.redact(text) == wanted
    assert redact.redact("geheim!", ["geheim", ""]) == "***!"


def test_the_filter_can_guard_any_handler(heard: io.StringIO) -> None:
    other = logging.getLogger("asyncio")
    other.addFilter(redact.guard())
    try:
        raise ValueError(CANARY)
    except ValueError:
        other.exception("task failed for %s", CANARY)
    finally:
        other.removeFilter(redact.REDACTOR)
    assert "task failed for ***" in heard.getvalue()
    assert CANARY not in heard.getvalue()


def test_the_loggers_of_the_real_network_are_guarded_too() -> None:
    notifier = TelegramNotifier(lambda: CANARY)
    asyncio.run(notifier.close())
    names = [
        name for name in logging.root.manager.loggerDict if name.split(".")[0] in ("httpx", "httpcore", "telegram")
    ]
    assert "httpcore.connection" in names
    assert "telegram.Bot" in names
    for name in names:
        assert redact.REDACTOR in logging.getLogger(name).filters, name
