"""Every answer Telegram can give, through the real library, gets its own name (catalogue cases 14-18, the mapping)."""

import asyncio
import json
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.demo.telegram import PretendTelegram, scripts
from bot.demo.telegram.scripts import Scripted, no_answer, page, raw, refusal
from bot.notifiers.telegram import TelegramNotifier
from bot.ports import Address, Button, DeliveryError, Fault, Message
from tests.fakes.telegram import Wire

SANNE = 7
TO = Address("telegram", str(SANNE))
HELLO = Message("<b>hoi</b>", "hoi", ((Button("Op", "abc"),),))


def bad(words: str, **parameters: int) -> Scripted:
    return refusal(400, f"Bad Request: {words}", **parameters)


def forbidden(words: str) -> Scripted:
    return refusal(403, f"Forbidden: {words}")


SEND: list[tuple[str, Scripted, Fault]] = [
    # case 15: nobody there any more
    ("case 15", forbidden("bot was blocked by the user"), Fault.GONE),
    ("case 15", forbidden("user is deactivated"), Fault.GONE),
    ("case 15", forbidden("bot was kicked from the group chat"), Fault.GONE),
    ("case 15", forbidden("bot was kicked from the supergroup chat"), Fault.GONE),
    ("case 15", forbidden("bot was kicked from the channel chat"), Fault.GONE),
    ("case 15", forbidden("bot is not a member of the supergroup chat"), Fault.GONE),
    ("case 15", forbidden("the group chat was deleted"), Fault.GONE),
    ("case 15", forbidden("bot can't initiate conversation with a user"), Fault.GONE),
    ("case 15", forbidden("bot can't send messages to bots"), Fault.GONE),
    ("case 15", forbidden("iets wat we niet kennen"), Fault.UNREACHABLE),
    ("case 15", refusal(403, "Forbidden"), Fault.UNREACHABLE),
    ("case 15", bad("chat not found"), Fault.GONE),
    ("case 15", bad("user not found"), Fault.GONE),
    ("case 15", bad("PEER_ID_INVALID"), Fault.GONE),
    ("case 15", bad("chat_id is empty"), Fault.GONE),
    ("case 15", bad("not enough rights to send text messages to the chat"), Fault.GONE),
    ("case 15", bad("have no rights to send a message"), Fault.GONE),
    ("case 15", bad("need to be invited by an administrator"), Fault.GONE),
    ("case 15", bad("CHAT_WRITE_FORBIDDEN"), Fault.GONE),
    ("case 15", bad("CHAT_RESTRICTED"), Fault.GONE),
    ("case 15", bad("USER_IS_BLOCKED"), Fault.GONE),
    ("case 15", bad("INPUT_USER_DEACTIVATED"), Fault.GONE),
    ("case 15", bad("message thread not found"), Fault.GONE),
    ("case 15", bad("TOPIC_CLOSED"), Fault.GONE),
    ("case 15", bad("group chat was upgraded to a supergroup chat"), Fault.GONE),
    # case 16: this form of the text is not taken
    ("case 16", bad('can\'t parse entities: Unsupported start tag "x" at byte offset 0'), Fault.MARKUP),
    ("case 16", bad("can't parse message text"), Fault.MARKUP),
    ("case 16", bad("ENTITY_BOUNDS_INVALID"), Fault.MARKUP),
    ("case 16", bad("message is too long"), Fault.MARKUP),
    ("case 16", bad("MESSAGE_TOO_LONG"), Fault.MARKUP),
    ("case 16", bad("BUTTON_DATA_INVALID"), Fault.MARKUP),
    ("case 16", bad("BUTTON_URL_INVALID"), Fault.MARKUP),
    ("case 16", bad("inline keyboard button URL 'x' is invalid: Wrong HTTP URL"), Fault.MARKUP),
    ("case 16", bad("object expected as reply markup"), Fault.MARKUP),
    ("other 400", bad("message text is empty"), Fault.REFUSED),
    ("other 400", bad("iets nieuws"), Fault.REFUSED),
    ("other 400", refusal(413, "Request Entity Too Large"), Fault.REFUSED),
    # case 17
    ("case 17", scripts.migrated(-1001), Fault.MOVED),
    # case 14
    ("case 14", scripts.too_many(35), Fault.THROTTLED),
    ("case 14", refusal(429, "Too Many Requests"), Fault.THROTTLED),
    # case 18
    ("case 18", scripts.token_refused(), Fault.TOKEN),
    ("case 18", refusal(404, "Not Found"), Fault.TOKEN),
    ("conflict", scripts.conflict(), Fault.CONFLICT),
    # case 13: it is down
    ("case 13", refusal(500, "Internal Server Error"), Fault.UNREACHABLE),
    ("case 13", refusal(502, "Bad Gateway"), Fault.UNREACHABLE),
    ("case 13", page(502), Fault.UNREACHABLE),
    ("case 13", page(503, "<html>onderhoud</html>"), Fault.UNREACHABLE),
    ("case 13", page(504), Fault.UNREACHABLE),
    ("case 13", page(520), Fault.UNREACHABLE),
    ("case 13", page(302), Fault.UNREACHABLE),
    ("case 13", raw(502, b""), Fault.UNREACHABLE),
    ("case 13", page(403), Fault.UNREACHABLE),
    # the answer was lost: it may have arrived
    ("lost", raw(200, b'{"ok":true,"resu'), Fault.UNKNOWN),
    ("lost", raw(200, b""), Fault.UNKNOWN),
    ("lost", raw(200, b"<html>welkom op dit netwerk</html>", "text/html"), Fault.UNKNOWN),
    ("lost", raw(200, b"[]"), Fault.UNKNOWN),
    ("lost", raw(200, b'{"ok":true}'), Fault.UNKNOWN),
    ("lost", raw(200, b'{"ok":true,"result":true}'), Fault.UNKNOWN),
    ("lost", raw(200, b'{"ok":true,"result":{"message_id":"x"}}'), Fault.UNKNOWN),
    ("lost", raw(500, b"[]"), Fault.UNKNOWN),
    ("lost", no_answer(carried_out=True), Fault.UNKNOWN),
    ("lost", no_answer(carried_out=False), Fault.UNKNOWN),
]

NETWORK: list[tuple[Exception, Fault]] = [
    (httpx.ConnectError("refused"), Fault.UNREACHABLE),
    (httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"), Fault.UNREACHABLE),
    (httpx.ConnectTimeout("slow"), Fault.UNREACHABLE),
    (httpx.PoolTimeout("full"), Fault.UNREACHABLE),
    (httpx.ProxyError("no"), Fault.UNREACHABLE),
    (httpx.UnsupportedProtocol("gopher"), Fault.UNREACHABLE),
    (httpx.InvalidURL("x"), Fault.UNREACHABLE),
    (httpx.ReadTimeout("slow"), Fault.UNKNOWN),
    (httpx.WriteTimeout("slow"), Fault.UNKNOWN),
    (httpx.ReadError("reset"), Fault.UNKNOWN),
    (httpx.RemoteProtocolError("Server disconnected without sending a response."), Fault.UNKNOWN),
    (RuntimeError("verrassing"), Fault.UNKNOWN),
]

EDIT: list[tuple[Scripted, Fault]] = [
    (bad("message to edit not found"), Fault.STALE),
    (bad("message can't be edited"), Fault.STALE),
    (bad("MESSAGE_ID_INVALID"), Fault.STALE),
    (bad("there is no text in the message to edit"), Fault.STALE),
    (bad("message identifier is not specified"), Fault.STALE),
    (forbidden("bot was blocked by the user"), Fault.GONE),
    (scripts.too_many(3), Fault.THROTTLED),
]

ANSWER: list[tuple[Scripted, Fault]] = [
    (bad("query is too old and response timeout expired or query ID is invalid"), Fault.STALE),
    (bad("QUERY_ID_INVALID"), Fault.STALE),
    (page(502), Fault.UNREACHABLE),
]


class Desk:
    """A notifier on the pretend Telegram."""

    def __init__(self) -> None:
        self.phone = PretendTelegram()
        self.chat = self.phone.person(SANNE, "Sanne")
        self.wire = Wire(self.phone)
        self.token = self.phone.token
        self.notifier = TelegramNotifier(lambda: self.token, transport=self.wire)

    def fault(self, work: Coroutine[Any, Any, Any]) -> DeliveryError:
        with pytest.raises(DeliveryError) as caught:
            asyncio.run(work)
        assert self.token not in repr(caught.value)
        return caught.value

    def send(self, message: Message = HELLO, to: Address = TO) -> str:
        return asyncio.run(self.notifier.send(to, message))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_table_is_long_enough() -> None:
    assert len(SEND) + len(NETWORK) + len(EDIT) + len(ANSWER) >= 80


@pytest.mark.parametrize(("case", "answer", "fault"), SEND)
def test_cases_13_to_18_every_answer_to_a_message_has_its_fault(
    desk: Desk, case: str, answer: Scripted, fault: Fault
) -> None:
    desk.phone.script("sendMessage", answer)
    error = desk.fault(desk.notifier.send(TO, HELLO))
    assert error.fault is fault, (case, str(error))
    assert str(error).startswith("sendMessage: ")
    assert desk.phone.count("sendMessage") == 1
    assert desk.send() == str(desk.chat.last_id)


@pytest.mark.parametrize(("failure", "fault"), NETWORK)
def test_every_failure_of_the_network_says_whether_it_may_have_arrived(
    desk: Desk, failure: Exception, fault: Fault
) -> None:
    desk.wire.raises.append(failure)
    assert desk.fault(desk.notifier.send(TO, HELLO)).fault is fault


@pytest.mark.parametrize(("answer", "fault"), EDIT)
def test_every_answer_to_an_edit_has_its_fault(desk: Desk, answer: Scripted, fault: Fault) -> None:
    desk.phone.script("editMessageText", answer)
    assert desk.fault(desk.notifier.edit(TO, "1", HELLO)).fault is fault


@pytest.mark.parametrize(("answer", "fault"), ANSWER)
def test_every_answer_to_an_answer_has_its_fault(desk: Desk, answer: Scripted, fault: Fault) -> None:
    desk.phone.script("answerCallbackQuery", answer)
    assert desk.fault(desk.notifier.answer("1", "hoi", alert=False)).fault is fault


def test_case_14_the_wait_is_exactly_what_was_asked(desk: Desk) -> None:
    desk.phone.script("sendMessage", scripts.too_many(35))
    error = desk.fault(desk.notifier.send(TO, HELLO))
    assert error.retry_after == timedelta(seconds=35)


def test_case_17_the_new_chat_is_named(desk: Desk) -> None:
    desk.phone.group(-55, "Nacht", [SANNE])
    desk.phone.migrate(-55, -1000000000055)
    error = desk.fault(desk.notifier.send(Address("telegram", "-55"), HELLO))
    assert (error.fault, error.moved_to) == (Fault.MOVED, "-1000000000055")


def test_case_18_after_a_new_token_everything_goes_out(desk: Desk) -> None:
    desk.phone.token = "100200:" + "n" * 35
    assert desk.fault(desk.notifier.send(TO, HELLO)).fault is Fault.TOKEN
    desk.token = desk.phone.token
    assert desk.send() == "1"


@pytest.mark.parametrize("token", ["", "geen token"])
def test_a_token_that_is_none_is_a_token_fault(desk: Desk, token: str) -> None:
    desk.token = token
    with pytest.raises(DeliveryError) as caught:
        desk.send()
    assert caught.value.fault is Fault.TOKEN


def test_a_message_arrives_as_it_was_meant(desk: Desk) -> None:
    desk.chat.topics.add(3)
    first = desk.send()
    second = desk.send(
        Message(
            "a &amp; b", "", ((Button("Op", "abc"), Button("Zie", url="https://x.nl/")),), silent=True, reply_to=first
        ),
        Address("telegram", str(SANNE), topic=3),
    )
    shown = desk.chat.find(int(second))
    assert shown is not None
    assert (shown.text, shown.silent, shown.reply_to, shown.topic) == ("a & b", True, int(first), 3)
    assert [b.url or b.data for row in shown.buttons for b in row] == ["abc", "https://x.nl/"]
    assert json.loads(str(desk.phone.calls[-1].params["link_preview_options"])) == {"is_disabled": True}


def test_a_reply_to_a_message_that_is_gone_still_arrives(desk: Desk) -> None:
    assert desk.send(Message("hoi", "hoi", reply_to="99")) == "1"


def test_an_edit_shows_and_the_same_again_is_no_error(desk: Desk) -> None:
    number = desk.send()
    after = Message("<b>dag</b>", "dag")
    for _ in range(2):
        asyncio.run(desk.notifier.edit(TO, number, after))
    [shown] = desk.chat.messages
    assert (shown.html, shown.buttons, shown.edited) == ("<b>dag</b>", (), 1)


def test_an_answer_is_shown_and_cut_to_what_telegram_takes(desk: Desk) -> None:
    number = int(desk.send())
    query = desk.phone.press(SANNE, number, "Op")
    asyncio.run(desk.notifier.answer(query, "😀" * 150, alert=True))
    [seen] = desk.phone.answers
    assert seen.alert
    assert seen.text == "😀" * 99 + "…"


def test_case_16_the_plain_form_leaves_out_buttons_that_open_a_page(desk: Desk) -> None:
    rows = ((Button("Op", "abc"), Button("Zie", url="http://localhost/")), (Button("Zie", url="http://localhost/"),))
    assert desk.fault(desk.notifier.send(TO, Message("hoi", "hoi", rows))).fault is Fault.MARKUP
    desk.send(Message("", "a < b & c", rows))
    [shown] = desk.chat.messages
    assert (shown.text, shown.labels) == ("a < b & c", ("Op",))


@pytest.mark.parametrize(
    "text", ["a" * 5000, "😀" * 5000, "e\u0301" * 5000, "&lt;" * 5000, "<b>" + "x " * 5000 + "</b>"]
)
def test_case_16_a_text_that_is_too_long_is_cut_whole(desk: Desk, text: str) -> None:
    desk.send(Message(text, text))
    desk.send(Message("", text))
    assert all(message.text.endswith("…") for message in desk.chat.messages)


def test_raw_calls_give_what_the_server_gave(desk: Desk) -> None:
    assert asyncio.run(desk.notifier.call("getMe", {}))["username"] == desk.phone.username
    desk.phone.script("getUpdates", scripts.conflict())
    assert desk.fault(desk.notifier.call("getUpdates", {"offset": 0}, wait=1)).fault is Fault.CONFLICT


def test_closing_twice_is_no_error(desk: Desk) -> None:
    async def twice() -> None:
        await desk.notifier.close()
        await desk.notifier.close()

    asyncio.run(twice())
