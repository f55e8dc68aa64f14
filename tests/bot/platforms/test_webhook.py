"""Another program at our door, and a platform that is no more."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.config import Secret
from bot.platforms.google_plus import GooglePlusSource
from bot.platforms.registry import KINDS, open_source, platform
from bot.platforms.webhook import WebhookSource
from bot.platforms.webhook.door import DoorReceiver
from bot.ports import SourceError
from tests.bot.platforms.contract import NOW
from tests.bot.platforms.tools import examined, tools
from tests.fakes.graph import signature

SAID = {
    "id": "1",
    "platform": "forum",
    "kind": "post",
    "text": "Zorg Proef neemt niet op",
    "posted_at": "2026-11-21T10:00:00+01:00",
    "author": {"handle": "anna"},
}
SOURCE = WebhookSource("ander", Secret("new"), Secret("old"))


def receiver(**more: Any) -> DoorReceiver:
    return DoorReceiver(WebhookSource("ander", Secret("new"), **more), ManualClock(NOW))


def read(value: Any, **more: Any):
    return receiver(**more).read(json.dumps(value).encode())


@pytest.mark.parametrize("body", [SAID, [SAID], {"mentions": [SAID]}])
def test_one_a_list_or_a_block(body: Any):
    [one] = read(body).mentions
    assert (one.id, one.platform, one.source) == ("1", "forum", "ander")


def test_what_is_gone_and_a_clock_that_is_ahead():
    later = SAID | {"posted_at": (NOW + timedelta(hours=3)).isoformat()}
    batch = read({"mentions": [later], "gone": ["7", 8, ""]})
    assert (batch.gone, batch.mentions[0].posted_at) == (["7", "8"], NOW)
    assert [reason for _, reason in batch.refused] == ["bij gone staat iets dat geen kenmerk van een bericht is"]


def test_case_64_one_that_cannot_be_read_spoils_no_other():
    wrong = [SAID | {"id": "2", "posted_at": "gisteren"}, SAID | {"id": "3", "cluster": 1}, "x", None, SAID | {"id": 4}]
    batch = read([*wrong, SAID])
    assert [one.id for one in batch.mentions] == ["1"]
    assert [name for name, _ in batch.refused] == ["2", "3", "", "", ""]
    assert len(read([SAID | {"id": "3", "cluster": 1}], lenient=True).mentions) == 1


@pytest.mark.parametrize("body", [b"", b"7", b"[", b"\xff", b'{"mentions": 7}', b'{"gone": {}}', b"[" * 100_000])
def test_what_holds_no_messages_is_told_of(body: bytes):
    batch = receiver().read(body)
    assert (list(batch.mentions), len(batch.refused)) == ([], 1)


def test_too_many_at_once(monkeypatch):
    monkeypatch.setattr("bot.platforms.webhook.door.MOST", 2)
    batch = read([SAID | {"id": str(number)} for number in range(3)])
    assert (len(batch.mentions), len(batch.refused)) == (2, 1)


def test_case_62_who_may_bring_something():
    [door] = open_source(SOURCE, tools()).receivers
    body = b"[]"
    for secret, good in (("new", True), ("old", True), ("", False), ("other", False)):
        assert door.genuine({"x-seintje-signature": signature(body, secret)}, body) is good
    assert not door.genuine({}, body)
    assert door.handshake({"hub.mode": "subscribe"}) is None


@pytest.mark.parametrize(("url", "good"), [("https://wij.nl", True), ("", False), ("http://wij.nl", False)])
def test_the_doctor_knows_the_door(url: str, good: bool):
    [finding] = examined(SOURCE, public_url=url)
    assert finding.good is good
    assert ("https://wij.nl/hooks/ander" in finding.text) is good


def test_google_plus_is_closed_and_the_doctor_points_to_reviews():
    source = GooglePlusSource("plus")
    with pytest.raises(SourceError) as raised:
        open_source(source, tools())
    assert raised.value.blind
    [finding] = examined(source)
    assert not finding.good
    assert "2019" in finding.text and "reviews" in finding.remedy and finding.page.startswith("https://")


def test_every_platform_says_what_it_is_and_has_a_page():
    """A platform touches four places, and one of them is its page."""
    pages = "".join(
        page.read_text("utf-8") for page in (Path(__file__).resolve().parents[3] / "docs/how-to").glob("*.md")
    )
    for kind in KINDS.words():
        found = platform(kind)
        assert found.title and found.watches and found.keys.needs and found.keys.costs
        assert {"name", "kind"} <= set(found.settings.by_key)
        assert kind in ("google_plus",) or f"kind: {kind}" in pages, f"{kind} has no page"
