"""Services by Apprise, over real HTTP (its ``json://``): under the contract, and what only they have."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator

import pytest

from bot.notifiers.apprise import APPRISE, SMS, AppriseNotifier, with_number
from bot.ports import Address, DeliveryError, Fault, Message
from bot.ways import services_installed
from tests.bot.notifiers.contract import CANARY, HELLO, WITH_LINK, NotifierContract, Side
from tests.fakes.http import Reply, Server, serving

pytest.importorskip("apprise")

PATH = "/seintje"
SANNE = Address(APPRISE, "NTFY_SANNE")
TROUBLE = {
    Fault.UNREACHABLE: Reply(503),
    Fault.UNKNOWN: Reply(silent=True),
    Fault.THROTTLED: Reply(429),
    Fault.GONE: Reply(404),
    Fault.TOKEN: Reply(401),
    Fault.REFUSED: Reply(400),
}


class ServiceSide(Side):
    def __init__(self, server: Server, name: str) -> None:
        self.server = server
        server.says(PATH, Reply())
        url = f"json://seintje:{CANARY}@127.0.0.1:{server.port}{PATH}"
        self.notifier = AppriseNotifier(name, {"NTFY_SANNE": url, "NONSENSE": "wat://dit"}.get, shared=True)
        self.to = Address(name, "NTFY_SANNE")
        self.unknown = Address(name, "NIEMAND")

    def seen(self) -> list[str]:
        found = [json.loads(request.body) for request in self.server.asked(PATH)[self.skipped :]]
        return [f"{body['title']}\n{body['message']}" for body in found]

    skipped = 0

    def trouble(self, fault: Fault) -> bool:
        if fault in TROUBLE:
            self.server.says(PATH, TROUBLE[fault], Reply())
            self.skipped = 1
        return fault in TROUBLE


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


class TestService(NotifierContract):
    @pytest.fixture
    def side(self, server: Server) -> Side:
        return ServiceSide(server, APPRISE)


class TestSms(NotifierContract):
    @pytest.fixture
    def side(self, server: Server) -> Side:
        return ServiceSide(server, SMS)


def send(side: ServiceSide, message: Message = HELLO) -> str:
    return asyncio.run(side.notifier.send(side.to, message))


def test_a_service_gets_the_whole_text_and_an_sms_only_what_a_lock_screen_shows(server: Server) -> None:
    whole, short = ServiceSide(server, APPRISE), ServiceSide(server, SMS)
    send(whole, WITH_LINK)
    send(short, WITH_LINK)
    service, sms = whole.seen()
    assert "een tekst die geheim blijft" in service
    assert sms.strip().splitlines() == [
        "🟠 Ernstig · Beukenhof",
        "nog niemand pakt dit op",
        "Ik pak dit op: https://seintje.test/op/x1",
    ]


def test_credentials_of_one_person_are_that_persons_trouble(server: Server) -> None:
    side = ServiceSide(server, APPRISE)
    side.notifier = AppriseNotifier(APPRISE, lambda name: f"json://127.0.0.1:{server.port}{PATH}", shared=False)
    server.says(PATH, Reply(403))
    with pytest.raises(DeliveryError) as caught:
        send(side)
    assert caught.value.fault is Fault.GONE


def test_an_address_that_apprise_does_not_know_is_gone(server: Server) -> None:
    side = ServiceSide(server, APPRISE)
    side.to = Address(APPRISE, "NONSENSE")
    with pytest.raises(DeliveryError) as caught:
        send(side)
    assert caught.value.fault is Fault.GONE


class Listening(logging.Handler):
    """Hears what our own log would get."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.name} {record.getMessage()}")


def test_the_library_writes_no_address_into_our_log(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    root, listening = logging.getLogger(), Listening()
    monkeypatch.setattr(root, "handlers", [*root.handlers, listening])
    monkeypatch.setattr(root, "level", logging.DEBUG)
    side = ServiceSide(server, APPRISE)
    side.trouble(Fault.UNREACHABLE)
    with pytest.raises(DeliveryError):
        send(side)
    assert not [line for line in listening.heard if CANARY in line or line.startswith("apprise ")]


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(DeliveryError, match=r"pip install 'seintje\[apprise\]'") as caught:
        send(ServiceSide(server, APPRISE))
    assert caught.value.fault is Fault.TOKEN


def test_a_surprise_in_a_service_is_a_named_fault(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    def broken(*args: object, **more: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr("apprise.Apprise.notify", broken)
    with pytest.raises(DeliveryError) as caught:
        send(ServiceSide(server, APPRISE))
    assert caught.value.fault is Fault.UNKNOWN
    assert CANARY not in str(caught.value)


def test_a_number_is_only_a_number() -> None:
    assert with_number("twilio://a:b@+31201234567/{to}", "06-12 34 56 78") == "twilio://a:b@+31201234567/0612345678"
    assert with_number("sms://x/{to}", "+31612345678/../?to=x") == "sms://x/+31612345678"


def test_the_extra_is_looked_for_without_being_imported() -> None:
    assert services_installed()


def test_no_answer_comes_back() -> None:
    asyncio.run(AppriseNotifier(APPRISE, {}.get, shared=False).answer("1", "hoi", alert=True))
