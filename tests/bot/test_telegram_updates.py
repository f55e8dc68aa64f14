"""What people send becomes one command each; nothing that Telegram or a stranger sends makes parsing fail."""

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo.telegram import PretendTelegram, scripts
from bot.inbox.commands import Added, Command, Foreign, Migrated, Pair, Press, Removed, ReplyNote, Say, Unknown
from bot.inbox.hooking import delete_webhook
from bot.inbox.telegram import ALLOWED, parse, poll_once
from bot.notifiers.telegram import TelegramNotifier
from bot.ports import Address, Button, DeliveryError, Fault, Message
from tests.fakes.telegram import Wire
from tests.laws import examples

SANNE, GROUP = 7, -1001234567890
PERSON = {"id": SANNE, "is_bot": False, "first_name": "Sanne"}
BOT = {"id": 1, "is_bot": True, "first_name": "Seintje"}
PRIVATE = {"id": SANNE, "type": "private", "first_name": "Sanne"}
TEAM = {"id": GROUP, "type": "supergroup", "title": "Webcare"}


def message(**parts: Any) -> dict[str, Any]:
    body = {"message_id": 5, "date": 1, "chat": PRIVATE, "from": PERSON} | parts
    return {"update_id": 1, "message": {name: value for name, value in body.items() if value is not None}}


def press(**parts: Any) -> dict[str, Any]:
    shown = {"message_id": 4, "date": 1, "chat": TEAM, "from": BOT, "text": "x"}
    body = {"id": "99", "from": PERSON, "message": shown, "data": "abc", "chat_instance": "1"} | parts
    return {"update_id": 1, "callback_query": {name: value for name, value in body.items() if value is not None}}


def membership(chat: dict[str, Any], status: str) -> dict[str, Any]:
    change = {"chat": chat, "from": PERSON, "date": 1, "old_chat_member": {}, "new_chat_member": {"status": status}}
    return {"update_id": 1, "my_chat_member": change}


SAID: list[tuple[str, dict[str, Any], Command]] = [
    ("a press", press(), Press("99", SANNE, GROUP, 4, "abc")),
    (
        "a press on a message that is too old to be shown",
        press(message={"chat": TEAM, "message_id": 4, "date": 0}),
        Press("99", SANNE, GROUP, 4, "abc"),
    ),
    ("a press in an inline message", press(message=None), Unknown("press without message", SANNE)),
    ("a press of a game", press(data=None), Unknown("press without message", SANNE, GROUP)),
    ("case 58: a press by a bot", press(**{"from": BOT}), Foreign(GROUP, "bot", "99")),
    ("case 58: a press by a bot nowhere", press(**{"from": BOT, "message": None}), Foreign(0, "bot", "99")),
    ("a text", message(text="hallo"), Say(SANNE, SANNE, "hallo")),
    ("a command", message(text="/dienst"), Say(SANNE, SANNE, "/dienst")),
    ("a caption", message(caption="kijk", photo=[]), Say(SANNE, SANNE, "kijk", attachment=True)),
    (
        "a note",
        message(chat=TEAM, text="gebeld", reply_to_message={"message_id": 3, "from": BOT, "chat": TEAM}),
        ReplyNote(SANNE, GROUP, 3, "gebeld"),
    ),
    (
        "a reply to a colleague",
        message(text="ja", reply_to_message={"message_id": 3, "from": PERSON}),
        Say(SANNE, SANNE, "ja"),
    ),
    (
        "a reply to a channel's message",
        message(text="ja", reply_to_message={"message_id": 3}),
        Say(SANNE, SANNE, "ja"),
    ),
    (
        "a command in reply",
        message(text="/help", reply_to_message={"message_id": 3, "from": BOT}),
        Say(SANNE, SANNE, "/help"),
    ),
    ("case 59: a scanned code", message(text="/start aB3_-x"), Pair(SANNE, SANNE, "aB3_-x", "Sanne")),
    ("case 59: in a group", message(chat=TEAM, text="/start@seintje_bot aB3"), Pair(SANNE, GROUP, "aB3", "Sanne")),
    ("case 59: typed", message(text="/koppel  aB3 \n"), Pair(SANNE, SANNE, "aB3", "Sanne")),
    ("case 59: without a code", message(text="/start"), Say(SANNE, SANNE, "/start")),
    ("case 59: not a code", message(text="/start a b"), Say(SANNE, SANNE, "/start a b")),
    ("case 59: too long", message(text="/start " + "a" * 65), Say(SANNE, SANNE, "/start " + "a" * 65)),
    (
        "case 58: an anonymous admin",
        message(chat=TEAM, sender_chat=TEAM, text="x"),
        Foreign(GROUP, "channel or anonymous admin"),
    ),
    ("case 58: nobody", message(**{"from": None, "text": "x"}), Foreign(SANNE, "channel or anonymous admin")),
    ("case 58: another bot", message(**{"from": BOT, "text": "x"}), Foreign(SANNE, "bot")),
    ("case 60: put in a group", membership(TEAM, "member"), Added(GROUP, SANNE)),
    ("case 60: made admin", membership(TEAM, "administrator"), Added(GROUP, SANNE)),
    ("case 60: thrown out", membership(TEAM, "kicked"), Removed(GROUP, SANNE)),
    ("case 60: left", membership(TEAM, "left"), Removed(GROUP, SANNE)),
    ("blocked by a person", membership(PRIVATE, "kicked"), Removed(SANNE, SANNE)),
    ("case 17: seen in the old group", message(chat={"id": -5}, migrate_to_chat_id=GROUP), Migrated(-5, GROUP)),
    ("case 17: seen in the new group", message(chat=TEAM, migrate_from_chat_id=-5), Migrated(-5, GROUP)),
    ("a voice message", message(voice={"file_id": "x"}), Unknown("voice", SANNE, SANNE)),
    ("nothing at all", message(), Unknown("empty", SANNE, SANNE)),
    ("half a character and a NUL", message(text="a\ud800b\0"), Say(SANNE, SANNE, "a\ufffdb\ufffd")),
    ("another kind", {"update_id": 1, "poll": {}}, Unknown("poll")),
    ("no kind", {"update_id": 1}, Unknown("empty")),
    ("no user", press(**{"from": None}), Unknown("malformed")),
    ("an id that is a text", message(**{"from": {"id": "7"}, "text": "x"}), Unknown("malformed")),
    ("an id that is a truth", message(**{"from": {"id": True}, "text": "x"}), Unknown("malformed")),
    ("an id too large for a database", message(**{"from": {"id": 2**53}, "text": "x"}), Unknown("malformed")),
    ("a text that is a list", message(text=["x"]), Unknown("malformed")),
]


@pytest.mark.parametrize(("what", "update", "command"), SAID, ids=[what for what, _, _ in SAID])
def test_cases_52_to_60_every_update_is_one_command(what: str, update: dict[str, Any], command: Command) -> None:
    assert parse(update) == command


def test_case_52_a_press_in_a_group_carries_who_pressed_not_whose_chat_it_is() -> None:
    stranger = {"id": 666, "is_bot": False, "first_name": "Vreemd"}
    parsed = parse(press(**{"from": stranger}))
    assert isinstance(parsed, Press)
    assert (parsed.user_id, parsed.chat_id) == (666, GROUP)


JSON = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.just([])
NAMES = ["message", "callback_query", "my_chat_member", "from", "chat", "id", "text", "data", "reply_to_message"]
LIKELY = st.recursive(JSON, lambda inner: st.dictionaries(st.sampled_from(NAMES), inner, max_size=4), max_leaves=6)


@settings(max_examples=examples(60))
@given(st.dictionaries(st.sampled_from(NAMES), LIKELY, max_size=3))
def test_no_json_at_all_makes_parsing_fail(update: dict[str, Any]) -> None:
    parse({"update_id": 1} | update)


def test_depth_is_no_attack() -> None:
    deep: Any = {}
    for _ in range(5000):
        deep = {"reply_to_message": deep, "message_id": 1, "chat": {"id": 1}}
    assert isinstance(parse({"update_id": 1, "message": deep}), Command)


# --- fetching -------------------------------------------------------------------------------------------------


@pytest.fixture
def phone() -> PretendTelegram:
    made = PretendTelegram()
    made.person(SANNE, "Sanne")
    return made


def notifier(phone: PretendTelegram) -> TelegramNotifier:
    return TelegramNotifier(lambda: phone.token, transport=Wire(phone))


def test_case_8_fetching_confirms_nothing_until_the_next_offset_says_so(phone: PretendTelegram) -> None:
    api = notifier(phone)

    async def work() -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
        number = await api.send(Address("telegram", str(SANNE)), Message("hoi", "hoi", ((Button("Op", "abc"),),)))
        phone.press(SANNE, int(number), "Op")
        first = await poll_once(api, 0, 0)
        again = await poll_once(api, 0, 0)
        return first, again, await poll_once(api, first[-1]["update_id"] + 1, 0)

    first, again, after = asyncio.run(work())
    assert first == again
    assert [type(parse(update)) for update in first] == [Press]
    assert after == []
    assert phone.updates.pending == []
    assert phone.updates.allowed == frozenset(ALLOWED)


def test_a_second_poller_is_noticed(phone: PretendTelegram) -> None:
    phone.script("getUpdates", scripts.conflict())
    with pytest.raises(DeliveryError) as caught:
        asyncio.run(poll_once(notifier(phone), 0, 0))
    assert caught.value.fault is Fault.CONFLICT


def test_a_webhook_is_taken_away_and_nothing_that_waits_is_lost(phone: PretendTelegram) -> None:
    phone.updates.webhook = "https://x.nl/hook"
    phone.say(SANNE, "hoi")
    api = notifier(phone)

    async def work() -> list[dict[str, Any]]:
        with pytest.raises(DeliveryError) as caught:
            await poll_once(api, 0, 0)
        assert caught.value.fault is Fault.CONFLICT
        await delete_webhook(api)
        return await poll_once(api, 0, 0)

    assert len(asyncio.run(work())) == 1


@pytest.mark.parametrize(
    "body", [b'{"ok":true,"result":{}}', b'{"ok":true,"result":[1]}', b'{"ok":true,"result":[{"update_id":true}]}']
)
def test_an_answer_of_another_shape_is_a_fault_and_no_update(phone: PretendTelegram, body: bytes) -> None:
    phone.script("getUpdates", scripts.raw(200, body))
    with pytest.raises(DeliveryError) as caught:
        asyncio.run(poll_once(notifier(phone), 0, 0))
    assert caught.value.fault is Fault.UNREACHABLE
