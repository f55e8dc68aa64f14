"""A mailbox as a source: over real IMAP with imapclient, against a server of ours. All mails are written by ourselves."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.config import Secret
from bot.notifiers.email import EmailNotifier, Security, Smtp
from bot.own_mail import mark
from bot.platforms.mail import MailSource
from bot.platforms.mail.box import AT_ONCE, BIGGEST
from bot.platforms.mail.door import Door
from bot.platforms.mail.letter import read_letter
from bot.platforms.mail.watcher import MailWatcher
from bot.platforms.registry import open_source
from bot.ports import Address, Batch, Message, SourceError
from rules.mention import Kind, Mention, Via
from tests.bot.platforms.contract import NOW
from tests.bot.platforms.tools import examined, tools
from tests.fakes.imap import ImapServer, imap_server
from tests.fakes.mail import HANG_UP, PASSWORD, PEM, SILENCE, USER, mail_server, trusting

HOUR_AGO = NOW - timedelta(hours=1)
OURS = "mx.delinde.example"

ZORGKAART = """Beste lezer,

Er is een nieuwe waardering geplaatst voor Zorggroep De Linde, locatie Beukenhof.

Naam: dochter van een bewoonster
Gemiddeld cijfer: 3,4

Toelichting:
Moeder ligt uren in haar natte bed en niemand komt.
Wij maken ons grote zorgen.

Bekijk de waardering op https://www.zorgkaartnederland.nl/zorginstelling/beukenhof-123/waardering
"""
ALERTS = """=== Nieuws - 2 nieuwe resultaten voor [Beukenhof] ===

Familie luidt de noodklok over Beukenhof
De Stadsbode
Familieleden van bewoners zeggen dat er 's nachts niemand is.
<https://www.google.com/url?rct=j&url=https://stadsbode.example/noodklok&ct=ga>

Beukenhof viert jubileum
Wijkkrant Noord
Vijftig jaar zorg in de wijk.
<https://wijkkrant.example/jubileum>

U ontvangt deze mail omdat u een alert heeft.
"""
LINKEDIN = """Joris Bakker reageerde op uw bijdrage

Werken hier is prima, maar 's nachts sta je er alleen voor.

Bekijk reactie
https://www.linkedin.com/feed/update/urn:li:activity:1/
"""
PINTEREST = """Tuinclub Zuid commented on your Pin

Wat een prachtige binnentuin!

See comment
https://nl.pinterest.com/pin/42/
"""
TRUSTPILOT = """A new review was left

From: Els
Rating: 1
Title: Nooit meer

Review:
Drie keer gebeld, nooit teruggebeld.

Reply to this review
https://nl.trustpilot.com/reviews/abc
"""


def mail(sender: str, subject: str, text: str, *, html: str = "", sure: bool = True, **headers: str) -> bytes:
    made = EmailMessage()
    if sure:
        domain = sender.rpartition("@")[2].strip(">")
        made["Authentication-Results"] = f"{OURS}; spf=pass; dmarc=pass (p=reject) header.from={domain}"
    made["From"], made["Subject"], made["Date"] = sender, subject, "Sat, 21 Nov 2026 11:00:00 +0000"
    made["Message-ID"] = headers.pop("id", f"<{abs(hash((sender, subject, text)))}@x.example>")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    if text:
        made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html") if text else made.set_content(html, subtype="html")
    return made.as_bytes()


TIP = mail("Karin <karin@delinde.example>", "Fw: gezien op het plein", "Beukenhof laat mensen liggen, zeggen ze.")


KEY = b"a key of our own"


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with imap_server() as running:
        yield running


class Looking:
    """A watcher with the cursor that the store would keep."""

    def __init__(self, server: ImapServer, **more: object) -> None:
        self.source = MailSource(
            "postbus",
            "localhost",
            USER,
            Secret(PASSWORD, "env:POST"),
            port=server.port,
            ca=PEM,
            checked_by=OURS,
            **more,  # type: ignore[arg-type]
        )
        self.clock = ManualClock(NOW)
        self.cursor = ""

    def __call__(self) -> Batch:
        batch = asyncio.run(MailWatcher(Door(self.source, tools(), 1.0), self.clock, key=KEY).fetch(self.cursor))
        self.cursor = batch.cursor
        return batch

    def told(self) -> list[str]:
        return [mention.text for mention in self().mentions]

    def fails(self) -> SourceError:
        before = self.cursor
        with pytest.raises(SourceError) as raised:
            self()
        assert self.cursor == before
        assert PASSWORD not in str(raised.value)
        return raised.value


@pytest.fixture
def look(server: ImapServer) -> Looking:
    return Looking(server)


def only(server: ImapServer, look: Looking, body: bytes) -> Mention:
    server.brings(body, HOUR_AGO)
    [mention] = look().mentions
    return mention


# --- what mails become ----------------------------------------------------------------------------------------


def test_a_mail_of_zorgkaart_becomes_a_review(server: ImapServer, look: Looking):
    mention = only(server, look, mail("Zorgkaart <info@zorgkaartnederland.nl>", "Nieuwe waardering", ZORGKAART))
    assert mention.text == "Moeder ligt uren in haar natte bed en niemand komt.\nWij maken ons grote zorgen."
    assert (mention.platform, mention.kind, mention.via) == ("zorgkaart", Kind.REVIEW, Via.REVIEW_PAGE)
    assert (mention.author.name, mention.rating) == ("dochter van een bewoonster", 1.7)
    assert mention.url == "https://www.zorgkaartnederland.nl/zorginstelling/beukenhof-123/waardering"
    assert (mention.posted_at, mention.source, mention.own) == (HOUR_AGO, "postbus", False)


def test_a_google_alert_with_two_articles_becomes_two_mentions(server: ImapServer, look: Looking):
    body = mail("Google Alerts <googlealerts-noreply@google.com>", "Google Alert - Beukenhof", ALERTS)
    server.brings(body, HOUR_AGO)
    first, second = look().mentions
    assert first.text.splitlines()[0] == "Familie luidt de noodklok over Beukenhof"
    assert "'s nachts niemand" in first.text
    assert (first.url, first.author.name) == ("https://stadsbode.example/noodklok", "De Stadsbode")
    assert (second.url, second.kind, second.via) == ("https://wijkkrant.example/jubileum", Kind.ARTICLE, Via.SEARCH)
    assert first.id != second.id


@pytest.mark.parametrize(
    ("sender", "subject", "text", "platform", "said", "author"),
    [
        ("x@e.linkedin.com", "Joris reageerde op uw bijdrage", LINKEDIN, "linkedin", "Werken hier is", "Joris Bakker"),
        ("x@ideas.pinterest.com", "New comment", PINTEREST, "pinterest", "Wat een prachtige", "Tuinclub Zuid"),
        ("x@trustpilotmail.com", "New review", TRUSTPILOT, "trustpilot", "Nooit meer\n\nDrie keer", "Els"),
    ],
)
def test_a_mail_of_a_platform_becomes_what_was_said_there(server, look, sender, subject, text, platform, said, author):
    mention = only(server, look, mail(sender, subject, text))
    assert (mention.platform, mention.author.name) == (platform, author)
    assert mention.text.startswith(said)
    assert mention.text.count("\n") <= 2, "nothing of the mail's own words is in it"
    assert mention.url
    assert platform in mention.url


def test_an_unknown_mail_becomes_a_tip(server: ImapServer, look: Looking):
    mention = only(server, look, TIP)
    assert mention.text == "Fw: gezien op het plein\n\nBeukenhof laat mensen liggen, zeggen ze."
    assert (mention.via, mention.kind, mention.platform) == (Via.TIP, Kind.MESSAGE, "mail")
    assert (mention.author.handle, mention.author.name) == ("karin@delinde.example", "Karin")


def test_a_platform_that_changed_its_mails_loses_nothing(server: ImapServer, look: Looking):
    body = mail(
        "info@zorgkaartnederland.nl", "Nieuwe waardering", "Alles is anders, maar moeder ligt in haar natte bed."
    )
    mention = only(server, look, body)
    assert "natte bed" in mention.text
    assert mention.via is Via.TIP


def test_only_html_is_read_with_its_links(server: ImapServer, look: Looking):
    html = "<style>x{}</style><p>Joris Bakker reageerde op uw bijdrage</p><p>Het is <b>zwaar</b>.</p><p>&nbsp;</p><p>"
    html += "<a href='https://www.linkedin.com/feed/update/9'>Bekijk</a></p><script>steal()</script>"
    mention = only(server, look, mail("x@linkedin.com", "Joris reageerde", "", html=html))
    assert (mention.text, mention.url) == ("Het is zwaar.", "https://www.linkedin.com/feed/update/9")


# --- who sent it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "findings",
    [
        [],
        [f"{OURS}; dmarc=fail header.from=zorgkaartnederland.nl"],
        ["mx.attacker.example; dmarc=pass header.from=zorgkaartnederland.nl"],
        [f"{OURS}; spf=pass; dkim=pass header.d=attacker.example"],
        [f"{OURS}; dkim=pass header.d=nl"],
        [f"{OURS}; none (dmarc=pass header.from=zorgkaartnederland.nl)"],
        [f"{OURS}; dmarc=fail header.from=x", f"{OURS}; dmarc=pass header.from=zorgkaartnederland.nl"],
    ],
)
def test_a_forged_sender_is_marked_and_its_link_is_not_shown(server: ImapServer, look: Looking, findings: list[str]):
    head = "".join(f"Authentication-Results: {one}\r\n" for one in findings).encode()
    body = head + mail("info@zorgkaartnederland.nl", "Nieuwe waardering", ZORGKAART, sure=False)
    mention = only(server, look, body)
    assert mention.text.startswith("[afzender niet gecontroleerd]\nMoeder ligt uren")
    assert mention.url is None


def test_a_signature_of_the_domain_above_is_good(server: ImapServer, look: Looking):
    head = f"Authentication-Results: {OURS}; dkim=pass header.d=linkedin.com\r\n".encode()
    mention = only(server, look, head + mail("x@e.linkedin.com", "Joris reageerde op", LINKEDIN, sure=False))
    assert mention.url


@pytest.mark.parametrize(
    "sender",
    ["info@zorgkaartnederland.nl.attacker.example", "info@evilzorgkaartnederland.nl", "info@zorgkaartnederland.nI"],
)
def test_a_domain_that_looks_like_it_is_not_it(server: ImapServer, look: Looking, sender: str):
    assert only(server, look, mail(sender, "Nieuwe waardering", ZORGKAART)).via is Via.TIP


def test_two_senders_are_none(server: ImapServer, look: Looking):
    body = b"From: info@zorgkaartnederland.nl\r\n" + mail("x@attacker.example", "Nieuwe waardering", ZORGKAART)
    mention = only(server, look, body)
    assert (mention.via, mention.text.startswith("[afzender")) == (Via.TIP, True)


def test_a_forged_copy_does_not_take_the_place_of_the_real_mail(server: ImapServer, look: Looking):
    real = only(server, look, mail("info@zorgkaartnederland.nl", "Nieuwe waardering", ZORGKAART, id="<1@z>"))
    forged = ZORGKAART.replace("natte bed", "fijne bed")
    fake = only(server, look, mail("info@zorgkaartnederland.nl", "Nieuwe waardering", forged, sure=False, id="<1@z>"))
    assert fake.id != real.id


def test_our_own_notices_never_loop(server: ImapServer, look: Looking):
    signed = mark(KEY, "<7@delinde.example>", "Sat, 21 Nov 2026 11:00:00 +0000")
    for word, own in ((signed, True), ("1", False)):
        raw = mail("seintje@delinde.example", "Ernstig", f"Zaak 12 {own}", id="<7@delinde.example>", X_Seintje=word)
        assert only(server, look, raw).own is own


def test_an_automatic_answer_is_set_apart_with_the_reason(server: ImapServer, look: Looking):
    server.brings(mail("karin@delinde.example", "Afwezig", "Ik ben er niet", Auto_Submitted="auto-replied"), HOUR_AGO)
    batch = look()
    assert (list(batch.mentions), len(batch.refused)) == ([], 1)


# --- where we were --------------------------------------------------------------------------------------------


def numbered(number: int) -> bytes:
    return mail("karin@delinde.example", f"nummer {number}", "tekst")


def test_everything_new_is_brought_once_and_nothing_is_marked(server: ImapServer, look: Looking):
    server.brings(numbered(1), HOUR_AGO)
    assert len(look.told()) == 1
    assert look.told() == []
    server.brings(numbered(2), NOW)
    assert look.told() == ["nummer 2\n\ntekst"]
    assert look().seen_until == NOW
    assert set(server.commands()) <= {"CAPABILITY", "LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH", "LOGOUT"}


def test_the_first_look_goes_back_a_week_and_no_later_one_goes_further(server: ImapServer, look: Looking):
    server.brings(numbered(1), NOW - timedelta(days=30))
    assert look.told() == []
    assert look.told() == []
    server.brings(numbered(2), NOW - timedelta(days=3))
    assert look.told() == ["nummer 2\n\ntekst"]
    assert Looking(server).told() == ["nummer 2\n\ntekst"]
    again = Looking(server)
    assert [again.told(), again.told()] == [["nummer 2\n\ntekst"], []]


def test_a_mail_that_got_its_number_late_is_seen(server: ImapServer, look: Looking):
    server.brings(numbered(1), HOUR_AGO, uid=10)
    server.brings(numbered(3), HOUR_AGO, uid=12)
    assert len(look.told()) == 2
    server.brings(numbered(2), HOUR_AGO, uid=11)
    assert look.told() == ["nummer 2\n\ntekst"]


def test_case_69_a_full_mailbox_is_read_in_pieces(server: ImapServer, look: Looking):
    for number in range(AT_ONCE + 3):
        server.brings(numbered(number), HOUR_AGO)
    batch = look()
    assert len(batch.mentions) == AT_ONCE
    assert batch.seen_until == HOUR_AGO, "not more than was read"
    assert len(look().mentions) == 3
    assert look().mentions == []


def test_a_mailbox_that_was_made_anew_brings_the_same_ids(server: ImapServer, look: Looking):
    for number in range(3):
        server.brings(numbered(number), HOUR_AGO)
    before = {one.id for one in look().mentions}
    server.made_anew()
    server.brings(numbered(9), NOW)
    after = {one.id for one in look().mentions}
    assert before < after
    assert len(after) == 4
    assert look.told() == []


def test_a_lost_cursor_brings_the_same_ids(server: ImapServer, look: Looking):
    server.brings(TIP, HOUR_AGO)
    [first] = look().mentions
    for cursor in ("", "no cursor of ours"):
        look.cursor = cursor
        assert [one.id for one in look().mentions] == [first.id]


def test_mails_are_flagged_only_after_they_are_stored(server: ImapServer):
    look = Looking(server, after="flag")
    lying = server.brings(TIP, HOUR_AGO)
    before = look.cursor
    look()
    assert lying.flags == set()
    look.cursor = before  # the store failed: the same comes again, and still nothing is marked
    assert len(look().mentions) == 1
    assert lying.flags == set()
    look()
    assert lying.flags == {"\\Seen"}


def test_mails_are_moved_when_asked(server: ImapServer):
    look = Looking(server, after="move", move_to="Gelezen")
    lying = server.brings(TIP, HOUR_AGO)
    look()
    look()
    assert server.moved == {"Gelezen": [lying.uid]}


def test_a_server_that_cannot_move_keeps_the_mail(server: ImapServer):
    server.abilities = "IMAP4rev1"
    look = Looking(server, after="move", move_to="Gelezen")
    lying = server.brings(TIP, HOUR_AGO)
    look()
    look()
    assert (server.mails, lying.flags) == ([lying], {"\\Seen"})


# --- trouble --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "answer", "blind"),
    [
        ("LOGIN", "NO [AUTHENTICATIONFAILED] wrong", True),
        ("LOGIN", HANG_UP, False),
        ("EXAMINE", "NO [NONEXISTENT] gone", True),
        ("EXAMINE", HANG_UP, False),
        ("GREETING", HANG_UP, False),
        ("GREETING", "HTTP/1.1 200 OK", False),
        ("GREETING", SILENCE, False),
        ("UID SEARCH", "NO sorry", False),
        ("UID SEARCH", "BAD what", False),
        ("UID FETCH", HANG_UP, False),
        ("UID FETCH", SILENCE, False),
        ("UID FETCH", "NO sorry", False),
    ],
)
def test_case_68_trouble_loses_nothing_and_passes(server, look, command, answer, blind):
    server.brings(TIP, HOUR_AGO)
    server.says(command, answer)
    assert look.fails().blind is blind
    assert len(look.told()) == 1


@pytest.mark.parametrize("command", ["LOGIN", "EXAMINE", "UID SEARCH"])
def test_a_server_that_is_busy_is_left_alone(server: ImapServer, look: Looking, command: str):
    server.says(command, "NO [UNAVAILABLE] too many connections")
    error = look.fails()
    assert (error.blind, error.retry_after) == (False, timedelta(minutes=5))


def test_a_wrong_password_is_never_repeated_in_the_error(server: ImapServer, look: Looking):
    look.source = replace(look.source, password=Secret("een fout geheim", "env:POST"))
    error = look.fails()
    assert error.blind
    assert "fout geheim" not in str(error)


def test_a_certificate_of_nobody_gets_no_password(server: ImapServer, look: Looking):
    look.source = replace(look.source, ca=None)
    assert look.fails().blind
    assert server.asked == []


def test_starttls_comes_before_the_password():
    with imap_server(tls=False) as server:
        server.brings(TIP, HOUR_AGO)
        look = Looking(server, security="starttls")
        assert len(look.told()) == 1
        assert server.commands().index("STARTTLS") < server.commands().index("LOGIN")


def test_a_server_without_starttls_gets_no_password():
    with imap_server(tls=False) as server:
        server.says("STARTTLS", "BAD no")
        assert not Looking(server, security="starttls").fails().blind
        assert "LOGIN" not in server.commands()


# --- hostile mails --------------------------------------------------------------------------------------------


def test_case_66_a_giant_mail_is_read_by_its_beginning(server: ImapServer, look: Looking):
    made = EmailMessage()
    made["From"], made["Subject"] = "karin@delinde.example", "groot"
    made.set_content("Kijk eens wat hier gezegd wordt")
    made.add_attachment(b"\0" * 3_000_000, maintype="application", subtype="zip", filename="bom.zip")
    mention = only(server, look, made.as_bytes())
    assert mention.text.endswith("Kijk eens wat hier gezegd wordt")
    assert f"<0.{BIGGEST}>" in server.asked[-2]


def test_case_66_a_mail_with_only_attachments_is_set_apart(server: ImapServer, look: Looking):
    made = EmailMessage()
    made["From"] = "karin@delinde.example"
    made.add_attachment(b"PK" * 400_000, maintype="application", subtype="zip", filename="42.zip")
    server.brings(made.as_bytes(), HOUR_AGO)
    batch = look()
    assert list(batch.mentions) == []
    [(name, why)] = batch.refused
    assert name
    assert "grote mail" in why
    assert look().refused == [], "said once"


NESTED = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"Subject: kaal\r\n\r\nhulp", "kaal\n\nhulp"),
        (b"Subject: =?utf-8?q?caf=C3=A9?= =?nonsense?q?=E9?=\r\n\r\nhulp", "caféé\n\nhulp"),
        (b"Subject: rauw caf\xc3\xa9\r\n\r\nhulp", "rauw café\n\nhulp"),
        (b"Subject: x\r\nContent-Type: text/plain; charset=klingon\r\n\r\ncli\xebnt", "x\n\ncliënt"),
        (b"Subject: x\r\nContent-Type: text/plain; charset=zlib\r\n\r\nhulp", "x\n\nhulp"),
        (b"Subject: x\r\nContent-Type: text/plain; charset=utf-16\r\n\r\nhul", "x\n\nhul"),
        (b"Subject: x\r\nContent-Transfer-Encoding: base64\r\n\r\naHVscA", "x\n\nhulp"),
        (b"Subject: x\r\nContent-Type: multipart/mixed\r\n\r\nhulp", "x"),
        (b"Subject: diep\r\nFrom: a@b.example\r\n" + NESTED, "diep"),
        (b"hulp zonder kop", None),
        (b"\0\xff\xfe", None),
        (b"", None),
        (b"Subject: {{7*7}} $name =1+1\r\n\r\n\x1b[31mrood", "{{7*7}} $name =1+1\n\n\x1b[31mrood"),
    ],
)
def test_case_66_broken_mails_are_read_as_far_as_they_go_or_set_apart(server, look, body: bytes, said: str | None):
    server.brings(body, HOUR_AGO)
    batch = look()
    texts = [one.text.removeprefix("[afzender niet gecontroleerd]\n") for one in batch.mentions]
    assert len(texts) + len(batch.refused) == 1
    assert said is None or texts == [said]
    assert look().mentions == []


@given(st.binary(max_size=400))
def test_no_bytes_of_a_stranger_ever_raise(noise: bytes):
    for start in (noise, b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" + noise, b"From: " + noise):
        letter = read_letter(start, OURS)
        assert letter.key


def test_cases_70_and_71_what_a_stranger_wrote_is_text_and_nothing_else(server: ImapServer, look: Looking):
    hostile = "{{ 7*7 }} %s $name \u202egnirts a" + "\u0301" * 50 + " =1+1 😤"
    mention = only(server, look, mail("karin@delinde.example", "x", hostile))
    assert mention.text == f"x\n\n{hostile}"
    html = '<a href="javascript:alert(1)">klik</a> <img src=x onerror=alert(2)>'
    mention = only(server, look, mail("karin@delinde.example", "y", "", html=html))
    assert (mention.text, mention.url) == ("y\n\nklik", None)


# --- settings and doctor --------------------------------------------------------------------------------------


def test_the_doctor_reads_the_mailbox_and_names_what_is_missing(server: ImapServer, look: Looking):
    server.brings(TIP, HOUR_AGO)
    assert [one.good for one in examined(look.source)] == [True]
    careless = replace(look.source, checked_by="", after="move", move_to="Nergens")
    assert [one.good for one in examined(careless)] == [True, False, False]
    server.says("LOGIN", "NO [AUTHENTICATIONFAILED] x")
    [found] = examined(look.source)
    assert not found.good
    assert "user, password" in found.remedy


def test_the_source_opens_and_asks_nothing(server: ImapServer, look: Looking):
    [watcher] = open_source(look.source, tools()).watchers
    assert (watcher.name, watcher.platform, watcher.every) == ("postbus", "mail", timedelta(minutes=1))
    assert server.asked == []


# --- our own mail ---------------------------------------------------------------------------------------------


def _own(headers: dict[str, str]) -> list[bool]:
    raw = mail(
        "Seintje <seintje@zorgproef.test>", "🟠 Ernstig · Beukenhof", "Er is iets", id="<1@zorgproef.test>", **headers
    )
    return [read_letter(raw, OURS, key).ours for key in (KEY, b"another", b"")]


def test_a_stranger_cannot_pass_a_mail_off_as_ours():
    date = "Sat, 21 Nov 2026 11:00:00 +0000"
    genuine = mark(KEY, "<1@zorgproef.test>", date)
    assert _own({"X_Seintje": genuine}) == [True, False, False]
    assert _own({"X_Seintje": "1"}) == [False, False, False]
    assert _own({}) == [False, False, False]
    assert _own({"X_Seintje": mark(KEY, "<2@zorgproef.test>", date)}) == [False, False, False]
    assert _own({"X_Seintje": mark(b"", "<1@zorgproef.test>", date)}) == [False, False, False]


def test_what_we_send_ourselves_is_known_as_ours_in_a_mailbox_that_we_watch():
    with mail_server() as sending:
        smtp = Smtp(
            host="localhost",
            port=sending.port,
            security=Security.STARTTLS,
            sender="seintje@zorgproef.test",
            user=lambda: USER,
            password=lambda: PASSWORD,
        )
        way = EmailNotifier(smtp, lambda name: "tips@zorgproef.test", ManualClock(NOW), context=trusting(), key=KEY)
        asyncio.run(way.send(Address("email", "TIPS"), Message("<b>🟠 Ernstig</b>", "🟠 Ernstig · Café Beukenhof")))
        [got] = sending.got
        raw = got.mail.as_bytes()
    assert read_letter(raw, OURS, KEY).ours
    assert not read_letter(raw, OURS, b"another").ours
