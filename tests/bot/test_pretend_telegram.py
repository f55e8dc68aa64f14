"""The pretend phone's server refuses what Telegram refuses, in Telegram's words."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.clock import ManualClock
from bot.demo.telegram import PretendTelegram, markup, scripts
from bot.demo.telegram.server import Application
from tests.fakes.telegram import Courier, served

SANNE, GROUP = 7, -1001234567890
START = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)


@pytest.fixture
def phone() -> PretendTelegram:
    made = PretendTelegram(clock=ManualClock(START))
    made.person(SANNE, "Sanne")
    made.group(GROUP, "Webcare", [SANNE], topics=[5])
    return made


def call(phone: PretendTelegram, method: str, /, token: str = "", **params: Any) -> tuple[int, dict[str, Any]]:
    reply = asyncio.run(phone.handle(token or phone.token, method, params))
    return reply.status, json.loads(reply.body)


def refusal(phone: PretendTelegram, method: str, **params: Any) -> str:
    status, body = call(phone, method, **params)
    assert body["ok"] is False
    assert body["error_code"] == status
    return body["description"]


def button(label: str = "Ik pak dit op", data: str = "x", url: str = "") -> str:
    key = {"text": label, "url": url} if url else {"text": label, "callback_data": data}
    return json.dumps({"inline_keyboard": [[key]]})


SENDS = [
    ({"chat_id": 999, "text": "hoi"}, "Bad Request: chat not found"),
    ({"chat_id": "@kanaal", "text": "hoi"}, "Bad Request: chat not found"),
    ({"chat_id": "", "text": "hoi"}, "Bad Request: chat_id is empty"),
    ({"text": ""}, "Bad Request: message text is empty"),
    ({"text": " \n"}, "Bad Request: message text is empty"),
    ({"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
    ({"text": "a" * 4097}, "Bad Request: message is too long"),
    ({"text": "😀" * 2049}, "Bad Request: message is too long"),
    ({"text": "hoi", "parse_mode": "MarkdownV2"}, "Bad Request: unsupported parse_mode"),
    ({"text": "hoi", "message_thread_id": 6}, "Bad Request: message thread not found"),
    ({"text": "hoi", "reply_parameters": '{"message_id": 44}'}, "Bad Request: message to be replied not found"),
    ({"text": "hoi", "reply_markup": button(data="x" * 65)}, "Bad Request: BUTTON_DATA_INVALID"),
    ({"text": "hoi", "reply_markup": button(data="")}, "Bad Request: BUTTON_DATA_INVALID"),
    (
        {"text": "hoi", "reply_markup": button(url="http://localhost:8470/")},
        "Bad Request: inline keyboard button URL 'http://localhost:8470/' is invalid: Wrong HTTP URL",
    ),
    ({"text": "hoi", "reply_markup": "{"}, "Bad Request: can't parse reply_markup JSON object"),
    ({"text": "hoi", "reply_markup": "[1]"}, "Bad Request: object expected as reply markup"),
]


@pytest.mark.parametrize(("params", "words"), SENDS)
def test_it_refuses_a_message_as_telegram_does(phone: PretendTelegram, params: dict[str, Any], words: str) -> None:
    assert refusal(phone, "sendMessage", **({"chat_id": SANNE} | params)) == words


BROKEN = [
    ("<b>hoi", 'Can\'t find end tag corresponding to start tag "b"'),
    ("hoi</b>", "Unexpected end tag at byte offset 3"),
    ("é<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
    ("<b>hoi</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
    ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ("a <b", "Unclosed start tag at byte offset 2"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ("<a href=x_>y</a>", "Unexpected end of name token at byte offset 8"),
    ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<a href", "Unclosed start tag at byte offset 0"),
]


@pytest.mark.parametrize(("text", "words"), BROKEN)
def test_it_points_at_broken_markup_by_byte(phone: PretendTelegram, text: str, words: str) -> None:
    said = refusal(phone, "sendMessage", chat_id=SANNE, text=text, parse_mode="HTML")
    assert said == f"Bad Request: can't parse entities: {words}"


def test_markup_becomes_entities_counted_in_utf16() -> None:
    text, entities = markup.parse(
        '😀 <b>Ernstig &amp; <i>nu</i></b> <a href="https://x.nl/?a=1&amp;b">zaak</a> &#233; &x; <code>y</code>'
    )
    assert text == "😀 Ernstig & nu zaak é &x; y"
    assert [(e.type, e.offset, e.length, e.url) for e in entities] == [
        ("bold", 3, 12, ""),
        ("italic", 13, 2, ""),
        ("text_link", 16, 4, "https://x.nl/?a=1&b"),
        ("code", 27, 1, ""),
    ]
    shown = markup.render(text, entities)
    assert shown.startswith("😀 <b>Ernstig &amp; <i>nu</i></b> <a href=")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("&#x1F600;", "😀"),
        ("&#0;&#xD800;&#x110000;", "&#0;&#xD800;&#x110000;"),
        ("&#zz; &", "&#zz; &"),
        ("<i >x</i >", "x"),
    ],
)
def test_references_that_are_none_stay_as_they_are(html: str, text: str) -> None:
    assert markup.parse(html)[0] == text


def test_a_button_needs_words(phone: PretendTelegram) -> None:
    empty = '{"inline_keyboard": [[{"callback_data": "x"}]]}'
    said = refusal(phone, "sendMessage", chat_id=SANNE, text="hoi", reply_markup=empty)
    assert said.startswith("Bad Request: can't parse inline keyboard button")


def test_an_order_for_trouble_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ValueError, match="no script of kind"):
        scripts.from_json({"kind": "aardbeving"})
    assert scripts.from_json({"kind": "kicked"}) == scripts.kicked()


def test_a_link_without_a_real_host_is_shown_as_text() -> None:
    text, entities = markup.parse(
        '<a href="javascript:alert(1)">klik</a> <a href="http://localhost/">hier</a> <span class="tg-spoiler">x</span>'
    )
    assert (text, [e.type for e in entities]) == ("klik hier x", ["spoiler"])
    assert markup.render(text, entities) == "klik hier <span>x</span>"


@pytest.mark.parametrize(
    ("url", "good"),
    [("t.me/x", True), ("tg://user?id=1", True), ("https://u:p@x.nl:8/y", True), ("x", False), ("ftp://x.nl", False)],
)
def test_what_telegram_takes_for_an_address(url: str, good: bool) -> None:
    assert markup.linkable(url) is good


def test_a_message_is_shown_edited_and_taken_away(phone: PretendTelegram) -> None:
    _, sent = call(
        phone,
        "sendMessage",
        chat_id=SANNE,
        text="<b>hoi</b>",
        parse_mode="HTML",
        reply_markup=button(),
        disable_notification="true",
    )
    number = sent["result"]["message_id"]
    shown = phone.chats[SANNE].messages[-1]
    assert (shown.text, shown.html, shown.silent, shown.labels) == ("hoi", "<b>hoi</b>", True, ("Ik pak dit op",))
    unchanged = refusal(
        phone,
        "editMessageText",
        chat_id=SANNE,
        message_id=number,
        text="<b>hoi</b>",
        parse_mode="HTML",
        reply_markup=button(),
    )
    assert unchanged.startswith("Bad Request: message is not modified")
    assert call(phone, "editMessageText", chat_id=SANNE, message_id=number, text="dag")[0] == 200
    after = phone.chats[SANNE].messages[-1]
    assert (after.text, after.labels, after.edited) == ("dag", (), 1)
    assert call(phone, "editMessageReplyMarkup", chat_id=SANNE, message_id=number, reply_markup=button("Af"))[0] == 200
    assert call(phone, "pinChatMessage", chat_id=SANNE, message_id=number)[1]["result"] is True
    assert phone.chats[SANNE].messages[-1].pinned
    assert call(phone, "deleteMessage", chat_id=SANNE, message_id=number)[0] == 200
    assert phone.chats[SANNE].messages == []
    for method, words in [("editMessageText", "edit"), ("deleteMessage", "delete"), ("pinChatMessage", "pin")]:
        assert (
            refusal(phone, method, chat_id=SANNE, message_id=number, text="x")
            == f"Bad Request: message to {words} not found"
        )


def test_a_bot_edits_only_its_own_messages(phone: PretendTelegram) -> None:
    said = phone.say(SANNE, "hallo")
    assert (
        refusal(phone, "editMessageText", chat_id=SANNE, message_id=said.id, text="x")
        == "Bad Request: message can't be edited"
    )


def test_a_press_reaches_the_bot_and_is_answered_once_and_in_time(phone: PretendTelegram) -> None:
    _, sent = call(phone, "sendMessage", chat_id=SANNE, text="hoi", reply_markup=button(data="abc"))
    number = sent["result"]["message_id"]
    query = phone.press(SANNE, number, "Ik pak")
    [update] = call(phone, "getUpdates")[1]["result"]
    assert update["callback_query"]["data"] == "abc"
    assert update["callback_query"]["from"]["id"] == SANNE
    assert call(phone, "answerCallbackQuery", callback_query_id=query, text="U heeft het", show_alert=True)[0] == 200
    assert (phone.answers[-1].text, phone.answers[-1].alert) == ("U heeft het", True)
    late = phone.press(SANNE, number, "Ik pak dit op")
    assert isinstance(phone.clock, ManualClock)
    phone.clock.forward(timedelta(minutes=11))
    for old in (query, late, "onzin"):
        words = refusal(phone, "answerCallbackQuery", callback_query_id=old)
        assert words == "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert (
        refusal(phone, "answerCallbackQuery", callback_query_id=late, text="x" * 201) == "Bad Request: MESSAGE_TOO_LONG"
    )


def test_only_buttons_that_are_there_can_be_pressed(phone: PretendTelegram) -> None:
    call(phone, "sendMessage", chat_id=SANNE, text="hoi", reply_markup=button(url="https://x.nl/"))
    for label, number in [("Af", 1), ("Ik pak dit op", 1), ("Ik pak dit op", 99)]:
        with pytest.raises(LookupError):
            phone.press(SANNE, number, label)
    phone.press_data(SANNE, 99, "oud")
    assert call(phone, "getUpdates")[1]["result"][0]["callback_query"]["message"]["date"] == 0


def test_an_offset_confirms_everything_below_it(phone: PretendTelegram) -> None:
    for text in "abc":
        phone.say(SANNE, text)
    first = call(phone, "getUpdates", limit=2)[1]["result"]
    assert [u["message"]["text"] for u in first] == ["a", "b"]
    assert call(phone, "getUpdates", limit=2)[1]["result"] == first
    rest = call(phone, "getUpdates", offset=first[-1]["update_id"] + 1)[1]["result"]
    assert [u["message"]["text"] for u in rest] == ["c"]
    assert len(phone.updates.pending) == 1
    phone.say(SANNE, "d")
    assert [u["message"]["text"] for u in call(phone, "getUpdates", offset=-1)[1]["result"]] == ["d"]


def test_kinds_the_bot_did_not_ask_for_are_not_kept(phone: PretendTelegram) -> None:
    call(phone, "getUpdates", allowed_updates='["callback_query"]')
    phone.say(SANNE, "hallo")
    assert phone.updates.pending == []


def test_a_long_poll_ends_when_somebody_speaks(phone: PretendTelegram) -> None:
    async def both() -> list[Any]:
        waiting = asyncio.create_task(phone.handle(phone.token, "getUpdates", {"timeout": "20"}))
        await asyncio.sleep(0)
        await asyncio.to_thread(phone.say, SANNE, "hoi")
        return json.loads((await asyncio.wait_for(waiting, 5)).body)["result"]

    assert len(asyncio.run(both())) == 1


def test_a_second_poller_ends_the_first_with_409(phone: PretendTelegram) -> None:
    async def both() -> tuple[int, int]:
        first = asyncio.create_task(phone.handle(phone.token, "getUpdates", {"timeout": "20"}))
        await asyncio.sleep(0)
        second = await phone.handle(phone.token, "getUpdates", {"timeout": "0"})
        return (await first).status, second.status

    assert asyncio.run(both()) == (409, 200)


def test_polling_and_a_webhook_exclude_each_other(phone: PretendTelegram) -> None:
    assert refusal(phone, "setWebhook", url="http://x.nl").startswith("Bad Request: bad webhook")
    call(phone, "setWebhook", url="https://x.nl/hook")
    assert refusal(phone, "getUpdates").startswith("Conflict: can't use getUpdates method while webhook is active")
    phone.say(SANNE, "hoi")
    assert call(phone, "getWebhookInfo")[1]["result"]["pending_update_count"] == 1
    call(phone, "deleteWebhook", drop_pending_updates=True)
    assert call(phone, "getUpdates")[1]["result"] == []


def test_a_webhook_is_put_as_strictly_as_telegram_does_and_told_back(phone: PretendTelegram) -> None:
    assert "only on ports" in refusal(phone, "setWebhook", url="https://x.nl:8470/hook")
    assert "secret token" in refusal(phone, "setWebhook", url="https://x.nl/hook", secret_token="met spatie")
    wanted = {"url": "https://x.nl:8443/hook", "secret_token": "abc_-9", "max_connections": 8}
    assert call(phone, "setWebhook", **wanted, allowed_updates=json.dumps(["message"]))[0] == 200
    phone.person(7, "Sanne")
    phone.say(7, "hoi")
    assert call(phone, "getWebhookInfo")[1]["result"] == {
        "url": "https://x.nl:8443/hook",
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "max_connections": 8,
        "allowed_updates": ["message"],
    }
    asyncio.run(Courier(phone, base="http://127.0.0.1:9").bring())
    told = call(phone, "getWebhookInfo")[1]["result"]
    assert told["last_error_message"] == "Connection refused" and told["last_error_date"] > 0
    assert call(phone, "setWebhook", **wanted, drop_pending_updates=True)[0] == 200
    assert call(phone, "getWebhookInfo")[1]["result"]["pending_update_count"] == 0


def test_a_webhook_ends_who_is_polling(phone: PretendTelegram) -> None:
    async def work() -> tuple[int, dict[str, Any]]:
        polling = asyncio.create_task(phone.handle(phone.token, "getUpdates", {"timeout": 5}))
        await asyncio.sleep(0.02)
        await phone.handle(phone.token, "setWebhook", {"url": "https://x.nl/hook"})
        reply = await asyncio.wait_for(polling, 2)
        return reply.status, json.loads(reply.body)

    assert asyncio.run(work())[0] == 409


def test_an_offset_of_another_numbering_confirms_nothing(phone: PretendTelegram) -> None:
    phone.updates.renumber(40)
    phone.person(7, "Sanne")
    phone.say(7, "hoi")
    for _ in range(2):
        assert [u["update_id"] for u in call(phone, "getUpdates", offset=70_000)[1]["result"]] == [40]
    assert call(phone, "getUpdates", offset=41)[1]["result"] == []


def test_who_may_be_written_to(phone: PretendTelegram) -> None:
    phone.person(8, "Imran", started=False)
    said = {8: "Forbidden: bot can't initiate conversation with a user"}
    phone.block(SANNE)
    said[SANNE] = "Forbidden: bot was blocked by the user"
    phone.kick(GROUP, by=SANNE)
    said[GROUP] = "Forbidden: bot was kicked from the supergroup chat"
    phone.person(9, "Noor").deactivated = True
    said[9] = "Forbidden: user is deactivated"
    assert {chat: refusal(phone, "sendMessage", chat_id=chat, text="hoi") for chat in said} == said
    phone.block(SANNE, blocked=False)
    phone.say(8, "/start")
    assert call(phone, "sendMessage", chat_id=8, text="hoi")[0] == 200
    kinds = [u["my_chat_member"]["new_chat_member"]["status"] for u in phone.updates.pending if "my_chat_member" in u]
    assert kinds == ["kicked", "kicked", "member"]


def test_a_group_that_moved_names_its_new_id(phone: PretendTelegram) -> None:
    phone.group(-55, "Nachtdienst", [SANNE])
    phone.migrate(-55, -1000000000055)
    status, body = call(phone, "sendMessage", chat_id=-55, text="hoi")
    assert (status, body["parameters"]) == (400, {"migrate_to_chat_id": -1000000000055})
    assert call(phone, "sendMessage", chat_id=-1000000000055, text="hoi")[0] == 200


def test_in_a_group_the_bot_hears_only_what_is_for_it(phone: PretendTelegram) -> None:
    _, sent = call(phone, "sendMessage", chat_id=GROUP, text="hoi", message_thread_id=5)
    phone.say(GROUP, "lekker weer", user=SANNE)
    phone.say(GROUP, "/dienst", user=SANNE)
    phone.say(GROUP, "@seintje_demo_bot help", user=SANNE)
    phone.say(GROUP, "gebeld", user=SANNE, reply_to=sent["result"]["message_id"])
    assert [u["message"]["text"] for u in phone.updates.pending] == ["/dienst", "@seintje_demo_bot help", "gebeld"]


def test_the_bot_leaves_a_group_but_no_person(phone: PretendTelegram) -> None:
    phone.add_bot(-77, "Vreemd", by=SANNE)
    assert call(phone, "leaveChat", chat_id=-77)[0] == 200
    assert refusal(phone, "sendMessage", chat_id=-77, text="x").startswith("Forbidden: bot was kicked")
    assert refusal(phone, "leaveChat", chat_id=SANNE).startswith("Bad Request: chat member status")


def test_tokens_methods_and_commands(phone: PretendTelegram) -> None:
    assert call(phone, "getMe")[1]["result"]["username"] == "seintje_demo_bot"
    assert call(phone, "getMe", token="1:wrong")[1]["description"] == "Unauthorized"
    assert call(phone, "getMe", token="wrong")[0] == 404
    assert call(phone, "sendGift")[0] == 404
    assert refusal(phone, "setMyCommands", commands="{}").startswith("Bad Request")
    call(phone, "setMyCommands", commands='[{"command": "open", "description": "x"}]', language_code="nl")
    assert phone.commands["nl"][0]["command"] == "open"


def test_scripts_come_first_by_chat_then_by_method_then_for_all(phone: PretendTelegram) -> None:
    phone.script("*", scripts.page(502))
    phone.script("sendMessage", scripts.too_many(35), scripts.no_answer(carried_out=True))
    phone.script("sendMessage", scripts.blocked(), chat=SANNE)

    async def replies() -> list[Any]:
        return [await phone.handle(phone.token, "sendMessage", {"chat_id": SANNE, "text": "hoi"}) for _ in range(5)]

    blocked, many, silent, gateway, normal = asyncio.run(replies())
    assert [blocked.status, many.status, gateway.status, normal.status] == [403, 429, 502, 200]
    assert json.loads(many.body)["parameters"] == {"retry_after": 35}
    assert silent.silent
    assert len(phone.chats[SANNE].messages) == 2
    assert phone.count("sendMessage", SANNE) == 5
    phone.script("*", scripts.slow(0))
    phone.scripts.clear()
    assert phone.scripts.next("getMe", None) is None


def test_strict_flood_refuses_the_twenty_first_in_a_minute() -> None:
    clock = ManualClock(START)
    phone = PretendTelegram(clock=clock, strict_flood=True)
    phone.group(GROUP, "Webcare")
    statuses = []
    for _ in range(21):
        statuses.append(call(phone, "sendMessage", chat_id=GROUP, text="hoi")[0])
        clock.forward(timedelta(seconds=1))
    assert statuses == [200] * 20 + [429]
    clock.forward(timedelta(seconds=40))
    assert call(phone, "sendMessage", chat_id=GROUP, text="hoi")[0] == 200


FORMS: list[dict[str, Any]] = [
    {"data": {"chat_id": "7", "text": "hoi"}},
    {"json": {"chat_id": 7, "text": "hoi", "disable_notification": True}},
    {"params": {"chat_id": "7", "text": "hoi"}},
    {"data": {"chat_id": "7", "text": "hoi"}, "files": {"x": b"y"}},
]


@pytest.mark.parametrize("form", FORMS)
def test_it_reads_forms_json_and_query_strings(phone: PretendTelegram, form: dict[str, Any]) -> None:
    async def post() -> list[int]:
        transport = httpx.ASGITransport(app=Application(phone))
        async with httpx.AsyncClient(transport=transport, base_url="http://phone") as client:
            good = await client.post(f"/bot{phone.token}/sendMessage", **form)
            nowhere = await client.get("/iets")
            broken = await client.post(
                f"/bot{phone.token}/sendMessage", content=b"{", headers={"content-type": "application/json"}
            )
            return [good.status_code, nowhere.status_code, broken.status_code]

    assert asyncio.run(post()) == [200, 404, 400]


def test_over_real_http_with_control_pages(phone: PretendTelegram) -> None:
    with served(phone) as address, httpx.Client(base_url=address) as client:
        client.post("/control/person", json={"id": 11, "name": "Fatima"})
        client.post(
            "/control/script",
            json={
                "method": "sendMessage",
                "answers": [{"kind": "too_many", "seconds": 3}, {"kind": "no_answer", "carried_out": True}],
            },
        )
        send = {
            "chat_id": 11,
            "text": "hoi",
            "reply_markup": {"inline_keyboard": [[{"text": "Op", "callback_data": "x"}]]},
        }
        assert client.post(f"/bot{phone.token}/sendMessage", json=send).status_code == 429
        with pytest.raises(httpx.ReadTimeout):
            client.post(f"/bot{phone.token}/sendMessage", json=send, timeout=0.2)
        client.post("/control/press", json={"chat": 11, "message_id": 1, "label": "Op"})
        client.post("/control/say", json={"chat": 11, "text": "gebeld", "reply_to": 1})
        state = client.get("/control/state").json()
        assert client.post("/control/vliegen").status_code == 404
    assert [m["text"] for m in state["chats"][-1]["messages"]] == ["hoi", "gebeld"]
    assert [list(u)[1] for u in state["pending"]] == ["callback_query", "message"]
