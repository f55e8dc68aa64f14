"""Telegram under the contract of every notifier."""

import pytest

from bot.demo.telegram import PretendTelegram, scripts
from bot.notifiers.telegram import TelegramNotifier
from bot.ports import Address, Fault
from tests.bot.notifiers.contract import CANARY, NotifierContract, Side
from tests.fakes.telegram import Wire

TROUBLE = {
    Fault.UNREACHABLE: scripts.page(502),
    Fault.UNKNOWN: scripts.no_answer(carried_out=True),
    Fault.THROTTLED: scripts.too_many(3),
    Fault.MARKUP: scripts.refusal(400, "Bad Request: can't parse entities"),
    Fault.MOVED: scripts.migrated(-5),
    Fault.GONE: scripts.blocked(),
    Fault.TOKEN: scripts.token_refused(),
    Fault.CONFLICT: scripts.conflict(),
    Fault.REFUSED: scripts.refusal(400, "Bad Request: iets nieuws"),
}


class TelegramSide(Side):
    def __init__(self) -> None:
        self.telegram = PretendTelegram("100200:" + CANARY + "x" * 30)
        self.chat = self.telegram.person(7, "Sanne")
        self.notifier = TelegramNotifier(lambda: self.telegram.token, transport=Wire(self.telegram))
        self.to = Address("telegram", "7")
        self.unknown = Address("telegram", "8")

    def seen(self) -> list[str]:
        return [message.text for message in self.chat.messages]

    def trouble(self, fault: Fault) -> bool:
        if fault in TROUBLE:
            self.telegram.script("sendMessage", TROUBLE[fault])
        return fault in TROUBLE


class TestTelegram(NotifierContract):
    @pytest.fixture
    def side(self) -> Side:
        return TelegramSide()
