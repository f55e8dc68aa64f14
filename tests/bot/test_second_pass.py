"""The second pass in the house: a slower reader finds what the first one missed, and can do no harm."""

import pytest

from rules.text.scorer import Scored
from tests.bot.protocol import PROTOCOL

MISSED = "Bij jullie vanavond dan maar."
"""Not a word of this says anything."""


class Reader:
    """A scorer that has its answers ready and remembers what it was asked."""

    def __init__(self, chance: float = 0.95, fault: Exception | None = None, many: int = 1) -> None:
        self.chance, self.fault, self.many = chance, fault, many
        self.asked: list[str] = []

    def score(self, texts):
        self.asked += texts
        if self.fault is not None:
            raise self.fault
        return [Scored(self.chance)] * (len(texts) * self.many)


@pytest.fixture
def care(office):
    """A house whose safety net takes only what is surely negative, so that silence passes the first reading."""

    def build(reader: Reader | None):
        made = office(NETTED)
        made.house.second.scorer = reader
        return made

    return build


NETTED = PROTOCOL
