"""Mails as the programs of others write them, over real IMAP: parts in every order, charsets, forwards, and servers with
their own ways."""

from collections.abc import Iterator
from datetime import timedelta
from email import encoders
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from bot.platforms.mail.letter import read_letter
from rules.mention import Via
from tests.bot.platforms.contract import NOW
from tests.bot.platforms.test_mail import HOUR_AGO, OURS, Looking, mail
from tests.fakes.imap import ImapServer, imap_server

PUT = b"From: Els <els@x.example>\r\nSubject: hoi\r\nDate: Sat, 21 Nov 2026 11:00:00 +0100\r\nMessage-ID: <a@x>\r\n"


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with imap_server() as running:
        yield running


def only(server: ImapServer, body: bytes, **more: object):
    server.brings(body, HOUR_AGO)
    [one] = Looking(server, **more)().mentions
    return one


def text_of(raw: bytes) -> str:
    return read_letter(raw, OURS).text


def whole(part: MIMEBase) -> bytes:
    for name, value in (("From", "Els <els@x.example>"), ("Subject", "hoi"), ("Message-ID", "<a@x>")):
        part[name] = value
    return part.as_bytes()


def alternative(plain: str, html: str) -> MIMEMultipart:
    both = MIMEMultipart("alternative")
    both.attach(MIMEText(plain, "plain", "utf-8"))
    both.attach(MIMEText(html, "html", "utf-8"))
    return both


HTML = "<html><head><style>p {color: red}</style><title>x</title></head><body><p>Moeder ligt al <b>uren</b> in haar bed.</p></body></html>"
SAYS = "Moeder ligt al uren in haar bed."


@pytest.mark.parametrize(
    "plain", ["", " \n", "Uw mailprogramma kan geen HTML tonen.", "Klik hier om de e-mail online te lezen"]
)
def test_a_plain_part_that_says_nothing_does_not_hide_what_the_html_says(plain: str):
    long = HTML.replace("</p>", f"</p><p>{'Er is niemand die komt, ook niet na drie keer bellen. ' * 12}</p>")
    assert SAYS in text_of(whole(alternative(plain, long)))


def test_where_both_say_the_same_it_is_read_once_and_plain():
    assert text_of(whole(alternative("Moeder ligt al uren\nin haar bed.", HTML))) == "Moeder ligt al uren\nin haar bed."


def test_a_colleague_who_forwards_a_mail_of_html_alone_says_both():
    inner = MIMEText(HTML, "html", "utf-8")
    inner["From"], inner["Subject"] = "Zorgkaart <info@zorgkaartnederland.nl>", "Nieuwe waardering"
    outer = MIMEMultipart("mixed")
    outer.attach(MIMEText("Zie onder, graag vandaag oppakken", "plain", "utf-8"))
    outer.attach(MIMEMessage(inner))
    assert text_of(whole(outer)) == f"Zie onder, graag vandaag oppakken\n\n{SAYS}"


@pytest.mark.parametrize("how", ["inline", "attachment"])
def test_a_mail_that_is_attached_is_read_and_its_attachment_is_not(how: str):
    inner = MIMEMultipart("mixed")
    inner.attach(alternative(SAYS, HTML))
    sheet = MIMEBase("application", "pdf")
    sheet.set_payload(b"%PDF")
    encoders.encode_base64(sheet)
    sheet.add_header("Content-Disposition", "attachment", filename="dossier.pdf")
    inner.attach(sheet)
    held = MIMEMessage(inner)
    held.add_header("Content-Disposition", how, filename="Fwd.eml")
    outer = MIMEMultipart("mixed")
    outer.attach(held)
    assert text_of(whole(outer)) == SAYS


def test_pictures_beside_html_and_a_calendar_are_not_read():
    related = MIMEMultipart("related")
    related.attach(MIMEText(HTML, "html", "utf-8"))
    picture = MIMEBase("image", "png")
    picture.set_payload(b"\x89PNG")
    encoders.encode_base64(picture)
    picture.add_header("Content-ID", "<logo>")
    related.attach(picture)
    outer = MIMEMultipart("mixed")
    outer.attach(related)
    outer.attach(MIMEText("BEGIN:VCALENDAR\nEND:VCALENDAR", "calendar", "utf-8"))
    outer.attach(MIMEText("-- \nverzonden met mijn telefoon", "plain", "utf-8"))
    assert text_of(whole(outer)) == f"{SAYS}\n\n--\nverzonden met mijn telefoon"


WRITTEN = "Cliënt kreeg geen thée – €5, “heus”"
CODES: list[tuple[str, bytes, str]] = [
    ("charset=windows-1252", WRITTEN.encode("cp1252"), "8bit"),
    ('charset="iso-8859-1"', WRITTEN.encode("cp1252"), "8bit"),  # as half the world labels it
    ("charset=utf-8; format=flowed", WRITTEN.encode(), "8bit"),
    ("charset=us-ascii", WRITTEN.encode(), "8bit"),
    ("", WRITTEN.encode(), "8bit"),
    ("charset=UTF8", WRITTEN.encode(), "8bit"),
    ("charset=x-unknown", WRITTEN.encode("cp1252"), "8bit"),
    (
        "charset=utf-8",
        b"Cli=C3=ABnt kreeg geen=\r\n th=c3=a9e =E2=80=93 =E2=82=AC5, =E2=80=9Cheus=E2=80=9D",
        "Quoted-Printable",
    ),
    ("charset=utf-8", b"Q2xpw6tudCBrcmVlZyBnZWVuIHRow6llIOKAkyDigqw1LCDigJxoZXVz4oCd", "BASE64"),
    ("charset=utf-8", b"Q2xpw6tudCBrcmVlZyBnZWVuIHRow6llIOKAkyDi\r\ngqw1LCDigJxoZXVz4oCd\r\n\r\n", " base64 "),
]


@pytest.mark.parametrize(("kind", "body", "how"), CODES)
def test_letters_with_accents_come_through_however_they_are_packed(kind: str, body: bytes, how: str):
    head = PUT + f"Content-Type: text/plain; {kind}\r\nContent-Transfer-Encoding: {how}\r\n\r\n".encode()
    assert text_of(head + body) == WRITTEN


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        (b"=?utf-8?B?S2xhY2h0IHZhbiBjbGnDq250?=", "Klacht van cliënt"),
        (b"=?UTF-8?Q?Klacht_van?= =?UTF-8?Q?_cli=C3=ABnt?=", "Klacht van cliënt"),
        (b"=?windows-1252?Q?Klacht_van_cli=EBnt?=", "Klacht van cliënt"),
        ("Klacht van cliënt".encode(), "Klacht van cliënt"),
        (b"Klacht\r\n van =?utf-8?Q?cli=C3=ABnt?=", "Klacht van cliënt"),
        (b"=?utf-8?Q?Klacht van cli=C3=ABnt?=", "Klacht van cliënt"),
        (b"=?x-none?Q?abc?=", "abc"),
        (b"", ""),
    ],
)
def test_a_subject_is_read_however_it_is_packed(subject: bytes, read: str):
    raw = b"From: els@x.example\r\nSubject: " + subject + b"\r\n\r\nhoi"
    assert read_letter(raw).subject == read


def test_mails_without_a_number_are_told_apart_and_the_same_mail_in_two_copies_is_one(server: ImapServer):
    bare = b"From: els@x.example\r\nSubject: klacht\r\n%s\r\nKamer %s is koud"
    one, two = bare % (b"Date: Sat, 21 Nov 2026 11:00:00 +0100\r\n", b"3"), bare % (b"", b"4")
    for body in (one, two, one):
        server.brings(body, HOUR_AGO)
    look = Looking(server)
    assert len({mention.id for mention in look().mentions}) == 2
    server.brings(two, NOW)
    assert {mention.id for mention in look().mentions} <= {read_letter(two).key}


def test_a_mail_that_bounced_or_was_answered_by_a_machine_is_no_tip(server: ImapServer):
    report = (
        b"From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>\r\nSubject: Undelivered Mail\r\nMessage-ID: <b@x>\r\n"
        b"Auto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\n\r\nDe mail kon niet worden bezorgd\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; x@y.example\r\nAction: failed\r\n\r\n--b--\r\n"
    )
    server.brings(report, HOUR_AGO)
    batch = Looking(server)()
    assert (batch.mentions, len(batch.refused)) == ([], 1)


def test_a_forwarded_review_is_a_tip_of_the_colleague_and_not_of_the_platform(server: ImapServer):
    said = "Zie onder\n\n---------- Doorgestuurd bericht ----------\nVan: Zorgkaart <info@zorgkaartnederland.nl>\n\n"
    said += "Toelichting:\nMoeder ligt uren nat."
    tip = only(server, mail("Karin <karin@delinde.example>", "Fwd: Nieuwe waardering", said))
    assert (tip.via, tip.platform) == (Via.TIP, "mail") and "Moeder ligt uren nat." in tip.text


def test_a_server_that_does_not_say_which_number_comes_next_is_read_all_the_same(server: ImapServer):
    server.silent_about = {"UIDNEXT"}
    server.brings(mail("els@x.example", "oud", "van voor wij begonnen"), NOW - timedelta(days=30))
    look = Looking(server)
    assert list(look().mentions) == []
    server.brings(mail("els@x.example", "nieuw", "Kamer 3 is koud"), NOW)
    assert [one.text.splitlines()[-1] for one in look().mentions] == ["Kamer 3 is koud"]
    assert list(look().mentions) == []


@pytest.mark.parametrize("when", ['"00-Jan-1900 00:00:00 +0000"', "NIL", '"gisteren"'])
def test_one_mail_without_a_good_date_keeps_no_other_from_being_read(server: ImapServer, when: str):
    server.brings(mail("els@x.example", "een", "eerste"), HOUR_AGO)
    server.brings(mail("els@x.example", "twee", "tweede"), HOUR_AGO).when = when
    server.brings(mail("els@x.example", "drie", "derde"), HOUR_AGO)
    look = Looking(server)
    told = [one.text.splitlines()[-1] for _ in range(3) for one in look().mentions]
    assert sorted(told) == ["derde", "eerste", "tweede"]
