"""The notifier on real sockets: what the network itself can do to a message."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.demo.telegram import PretendTelegram, scripts
from bot.inbox.telegram import poll_once
from bot.notifiers.telegram import TelegramNotifier
from bot.ports import Address, DeliveryError, Fault, Message
from tests.fakes.telegram import served

TO = Address("telegram", "7")
HELLO = Message("<b>hoi</b>", "hoi")


def fault(base_url: str, *, read_timeout: float = 5.0) -> Fault:
    """How one message through this address fails."""

    async def send() -> None:
        notifier = TelegramNotifier(lambda: PretendTelegram().token, base_url=base_url, read_timeout=read_timeout)
        try:
            await notifier.send(TO, HELLO)
        finally:
            await notifier.close()

    with pytest.raises(DeliveryError) as caught:
        asyncio.run(send())
    return caught.value.fault


@contextmanager
def listener(*, hang_up: bool) -> Iterator[int]:
    """A port that takes a connection and then hangs up, or says nothing at all."""
    server = socket.create_server(("127.0.0.1", 0))
    taken: list[socket.socket] = []

    def serve() -> None:
        try:
            while True:
                connection, _ = server.accept()
                if hang_up:
                    connection.recv(65536)
                    connection.close()
                else:
                    taken.append(connection)
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)
        for connection in taken:
            connection.close()


def test_nobody_listens_so_it_did_not_arrive() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert fault(f"http://127.0.0.1:{port}") is Fault.UNREACHABLE


def test_a_broken_handshake_means_it_did_not_arrive() -> None:
    with listener(hang_up=True) as port:
        assert fault(f"https://127.0.0.1:{port}") is Fault.UNREACHABLE


def test_a_connection_that_is_hung_up_may_have_carried_it() -> None:
    with listener(hang_up=True) as port:
        assert fault(f"http://127.0.0.1:{port}") is Fault.UNKNOWN


def test_silence_may_mean_that_it_arrived() -> None:
    with listener(hang_up=False) as port:
        assert fault(f"http://127.0.0.1:{port}", read_timeout=0.1) is Fault.UNKNOWN


def test_a_time_out_after_the_server_took_it_really_is_a_message_on_the_phone() -> None:
    phone = PretendTelegram()
    phone.person(7, "Sanne")
    phone.script("sendMessage", scripts.no_answer(carried_out=True))
    with served(phone) as address:
        assert fault(address, read_timeout=0.2) is Fault.UNKNOWN
    assert [m.text for m in phone.chats[7].messages] == ["hoi"]


def test_a_long_poll_over_http_brings_what_is_said_meanwhile() -> None:
    phone = PretendTelegram()
    phone.person(7, "Sanne")

    async def poll(address: str) -> list[str]:
        notifier = TelegramNotifier(lambda: phone.token, base_url=address)
        waiting = asyncio.create_task(poll_once(notifier, 0, 20))
        while not phone.count("getUpdates"):
            await asyncio.sleep(0.01)
        await asyncio.to_thread(phone.say, 7, "hallo")
        updates = await asyncio.wait_for(waiting, 5)
        await notifier.close()
        return [update["message"]["text"] for update in updates]

    with served(phone) as address:
        assert asyncio.run(poll(address)) == ["hallo"]
