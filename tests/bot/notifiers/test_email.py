"""Mail over real sockets: under the contract of every notifier, and what only mail has."""

import asyncio
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.clock import ManualClock
from bot.notifiers.email import EmailNotifier, Security, Smtp, classify
from bot.ports import Address, DeliveryError, Fault, Message
from tests.bot.notifiers.contract import HELLO, WITH_LINK, NotifierContract, Side
from tests.fakes.mail import HANG_UP, PASSWORD, SILENCE, USER, MailServer, mail_server, trusting

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SANNE = Address("email", "MAIL_SANNE")
BOOK = {"MAIL_SANNE": "sanne@zorgproef.test", "MAIL_BROKEN": "geen adres", "MAIL_STRANGE": "é@ü.test"}

TROUBLE = {
    Fault.UNREACHABLE: ("GREETING", "421 later"),
    Fault.UNKNOWN: ("END", HANG_UP),
    Fault.THROTTLED: ("RCPT", "450 4.2.0 greylisted"),
    Fault.GONE: ("RCPT", "550 5.1.1 nobody here"),
    Fault.TOKEN: ("AUTH", "535 5.7.8 wrong password"),
    Fault.REFUSED: ("END", "554 5.7.1 looks like spam"),
}


def notifier(server: MailServer, security: Security = Security.STARTTLS, **more: object) -> EmailNotifier:
    settings = {
        "user": lambda: USER,
        "password": lambda: PASSWORD,
        "sender": "Seintje <seintje@zorgproef.test>",
        **more,
    }
    smtp = Smtp(host="localhost", port=server.port, security=security, **settings)  # type: ignore[arg-type]
    return EmailNotifier(smtp, BOOK.get, ManualClock(NOW), context=trusting(), timeout=5)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


class MailSide(Side):
    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.notifier = notifier(server)
        self.to = SANNE
        self.unknown = Address("email", "MAIL_NIEMAND")

    def seen(self) -> list[str]:
        return [f"{got.subject}\n{got.text}" for got in self.server.got]

    def trouble(self, fault: Fault) -> bool:
        if fault in TROUBLE:
            self.server.says(*TROUBLE[fault])
        return fault in TROUBLE


class TestEmail(NotifierContract):
    @pytest.fixture
    def side(self, server: MailServer) -> Side:
        return MailSide(server)


def send(mail: EmailNotifier, message: Message = HELLO, to: Address = SANNE) -> str:
    return asyncio.run(mail.send(to, message))


def fault(mail: EmailNotifier, to: Address = SANNE) -> Fault:
    with pytest.raises(DeliveryError) as caught:
        send(mail, to=to)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    return caught.value.fault


def test_a_mail_says_from_whom_to_whom_when_and_how_important(server: MailServer) -> None:
    number = send(notifier(server), WITH_LINK)
    [got] = server.got
    assert got.to == "sanne@zorgproef.test"
    assert got.private
    assert got.subject == "🟠 Ernstig · Beukenhof"
    headers = {
        name: str(got.mail[name]) for name in ("From", "To", "Date", "Importance", "Auto-Submitted", "Message-ID")
    }
    assert headers == {
        "From": "Seintje <seintje@zorgproef.test>",
        "To": "sanne@zorgproef.test",
        "Date": "Mon, 02 Mar 2026 09:00:00 +0000",
        "Importance": "high",
        "Auto-Submitted": "auto-generated",
        "Message-ID": number,
    }
    assert number.endswith("@zorgproef.test>")
    assert "Ik pak dit op: https://seintje.test/op/x1" in got.text
    assert '<a href="https://seintje.test/op/x1"' in got.html
    assert "Antwoorden op deze mail worden niet gelezen." in got.text


def test_a_silent_message_is_not_important_and_english_is_english(server: MailServer) -> None:
    send(notifier(server), Message("", "hello", silent=True, lang="en"))
    [got] = server.got
    assert got.mail["Importance"] is None
    assert "Replies to this mail are not read." in got.text
    assert got.html == ""


def test_what_follows_stands_in_the_same_conversation(server: MailServer) -> None:
    mail = notifier(server)
    first = send(mail)
    asyncio.run(mail.edit(SANNE, first, Message("", "Imran heeft dit")))
    assert server.got[1].mail["In-Reply-To"] == first
    assert server.got[1].mail["References"] == first


def test_markup_of_telegram_is_markup_of_a_mail_and_nothing_more(server: MailServer) -> None:
    text = "<b>a</b>\n<blockquote>b &lt;script&gt;</blockquote>\n<tg-spoiler>c</tg-spoiler>"
    send(notifier(server), Message(text, "a\nb\nc"))
    html = server.got[0].html
    assert "<b>a</b><br>" in html
    assert "<script>" not in html
    assert "tg-spoiler" not in html


def test_a_long_first_line_and_a_line_break_stay_one_subject(server: MailServer) -> None:
    send(notifier(server), Message("", "a" * 300 + "\nrest"))
    send(notifier(server), Message("", "zaak 1\u2028Bcc: x@y.test\nrest"))
    long, broken = (got.subject for got in server.got)
    assert long == "a" * 119 + "…"
    assert "\n" not in broken
    assert server.got[1].mail["Bcc"] is None


@pytest.mark.parametrize(
    ("security", "tls", "private"),
    [(Security.STARTTLS, False, True), (Security.TLS, True, True), (Security.NONE, False, False)],
)
def test_the_line_is_as_private_as_the_settings_say(security: Security, tls: bool, private: bool) -> None:
    with mail_server(tls=tls) as server:
        send(notifier(server, security))
        assert server.got[0].private is private


def test_without_a_user_nobody_logs_in(server: MailServer) -> None:
    server.says("AUTH", "535 5.7.8 nobody asked")
    send(notifier(server, user=lambda: ""))
    assert len(server.got) == 1


def test_a_certificate_nobody_vouches_for_stops_the_mail_before_the_password(server: MailServer) -> None:
    smtp = Smtp("localhost", "seintje@zorgproef.test", server.port, user=lambda: USER, password=lambda: PASSWORD)
    assert fault(EmailNotifier(smtp, BOOK.get, ManualClock(NOW), timeout=5)) is Fault.UNREACHABLE
    assert server.got == []


def test_a_new_password_counts_without_a_restart(server: MailServer) -> None:
    password = "oud"
    mail = notifier(server, password=lambda: password)
    assert fault(mail) is Fault.TOKEN
    password = PASSWORD
    send(mail)
    assert len(server.got) == 1


def test_a_taken_mail_whose_receipt_is_lost_may_come_twice(server: MailServer) -> None:
    server.says("END", SILENCE, taken=True)
    assert fault(notifier(server)) is Fault.UNKNOWN
    assert len(server.got) == 1


def test_nobody_at_home(server: MailServer) -> None:
    server.down = True
    assert fault(notifier(server)) is Fault.UNREACHABLE


def test_nobody_listens_at_all() -> None:
    smtp = Smtp("127.0.0.1", "seintje@zorgproef.test", 1, Security.NONE)
    assert fault(EmailNotifier(smtp, BOOK.get, ManualClock(NOW))) is Fault.UNREACHABLE


@pytest.mark.parametrize(
    ("verb", "answer", "named"),
    [
        ("AUTH", "454 4.7.0 later", Fault.UNREACHABLE),
        ("STARTTLS", "454 no certificate today", Fault.UNREACHABLE),
        ("EHLO", "502 what", Fault.UNREACHABLE),
        ("EHLO", "250 localhost", Fault.UNREACHABLE),
        ("MAIL", "530 5.7.0 log in first", Fault.TOKEN),
        ("MAIL", "550 5.7.1 not in your name", Fault.REFUSED),
        ("MAIL", "451 4.3.0 later", Fault.UNREACHABLE),
        ("RCPT", "452 4.2.2 mailbox full", Fault.THROTTLED),
        ("RCPT", "550 no such user", Fault.GONE),
        ("RCPT", "550 5.2.1 switched off", Fault.GONE),
        ("RCPT", "550 5.7.1 relaying denied", Fault.REFUSED),
        ("RCPT", "554 5.4.14 loop", Fault.REFUSED),
        ("DATA", "451 4.3.0 later", Fault.UNREACHABLE),
        ("DATA", "554 no", Fault.REFUSED),
        ("END", "452 4.3.1 disk full", Fault.UNREACHABLE),
    ],
)
def test_every_answer_of_a_mail_server_has_its_fault(server: MailServer, verb: str, answer: str, named: Fault) -> None:
    server.says(verb, answer, answer)
    assert fault(notifier(server)) is named
    assert server.got == []


@pytest.mark.parametrize("name", ["MAIL_BROKEN", "MAIL_STRANGE", "MAIL_NIEMAND"])
def test_a_broken_address_is_nobodys(server: MailServer, name: str) -> None:
    assert fault(notifier(server), Address("email", name)) is Fault.GONE
    assert server.calls == 0


def test_a_broken_sender_is_the_settings_fault(server: MailServer) -> None:
    assert fault(notifier(server, sender="geen adres")) is Fault.TOKEN


def test_a_mail_that_cannot_be_written_is_refused_and_not_tried_for_ever() -> None:
    assert classify(UnicodeEncodeError("ascii", "é", 0, 1, "no"), may_have_arrived=True).fault is Fault.REFUSED
    assert classify(smtplib.SMTPConnectError(500, b"no"), may_have_arrived=False).fault is Fault.UNREACHABLE


def test_the_answer_to_a_press_is_nobodys_business() -> None:
    with mail_server() as server:
        asyncio.run(notifier(server).answer("1", "hoi", alert=True))
        assert server.calls == 0
