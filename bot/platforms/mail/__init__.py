"""A mailbox: notification mails of platforms that tell us nothing else, and whatever people forward to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.config.secret import Secret
from bot.config.shapes import FilePath, PlainAddress, SecretRef
from bot.config.sources import EVERY, source_record
from bot.platforms.platform import FirstKeys, Platform, Tested
from rules.i18n import N_
from rules.protocol import kinds as protocol_kinds
from rules.protocol.model import NOWHERE, Place
from rules.protocol.nodes import Node
from rules.protocol.notes import Notes
from rules.protocol.problems import phrase
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Choice, Name, Text, Whole

AFTER = {
    "leave": N_("de mail blijft zoals hij is; de standaard"),
    "flag": N_("de mail krijgt het teken gelezen"),
    "move": N_("de mail gaat naar de map move_to"),
}
LOGIN = {
    "password": N_("met een wachtwoord; de standaard"),
    "google": N_("met een token van Google (Gmail, Workspace)"),
    "microsoft": N_("met een token van Microsoft 365"),
}
SECURITY = {
    "tls": N_("meteen afgeschermd; poort 993"),
    "starttls": N_("begint open en wordt afgeschermd voor het wachtwoord; poort 143"),
}


@dataclass(frozen=True, slots=True)
class MailSource:
    """A watched folder of a mailbox.

    ``login``: how we log in; by token ``password`` is the refresh token. ``tenant``: of Microsoft, whose mailboxes these are.
    ``checked_by``: the name our own mail server signs its ``Authentication-Results`` with; empty: no sender is certain.
    ``ca``: certificates to trust instead of the public ones, for a mail server of one's own.
    """

    name: str
    host: str
    user: str
    password: Secret
    port: int | None = None
    security: str = "tls"
    login: str = "password"
    client_id: str = ""
    client_secret: Secret | None = None
    tenant: str = "organizations"
    token_url: str = ""
    folder: str = "INBOX"
    platform: str = "mail"
    checked_by: str = ""
    after: str = "leave"
    move_to: str = ""
    ca: Path | None = None
    every: timedelta = timedelta(minutes=1)
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    kind = "mail"


def _made(**rest: Any) -> MailSource:
    return MailSource(**rest)


def _whole(source: MailSource, nodes: Mapping[str, Node], notes: Notes) -> None:
    """Mails can only be moved to somewhere, and a token is only given to an app."""
    if source.login != "password" and not source.client_id:
        expected = phrase(N_("het nummer van de app (client)"))
        notes.report(protocol_kinds.MISSING_KEY, nodes["login"], key="client_id", expected=expected)
    if source.after == "move" and not source.move_to:
        expected = phrase(N_("de naam van een map"))
        notes.report(protocol_kinds.MISSING_KEY, nodes["after"], key="move_to", expected=expected)


PLATFORM: Platform[MailSource] = Platform(
    title=N_("een postbus (IMAP): mails van Zorgkaart Nederland, Google Alerts, LinkedIn, Pinterest en Trustpilot"),
    settings=source_record(
        _made,
        Field("host", Text(max_length=255), N_("de naam van de mailserver"), required=True, also=("server",)),
        Field("user", Text(max_length=320), N_("de gebruiker van de postbus"), required=True, also=("gebruiker",)),
        Field(
            "password",
            SecretRef(),
            N_("zijn wachtwoord, als verwijzing; bij login google of microsoft het vernieuwingstoken"),
            required=True,
            also=("wachtwoord",),
        ),
        Field("login", Choice(LOGIN), N_("waarmee wordt ingelogd"), also=("inloggen",)),
        Field("client_id", Text(max_length=200), N_("bij een token: het nummer van de app (client)")),
        Field("client_secret", SecretRef(), N_("bij een token: het geheim van die app, als zij er een heeft")),
        Field("tenant", Text(max_length=200), N_("bij Microsoft: het nummer of domein van uw organisatie (tenant)")),
        Field(
            "token_url", PlainAddress(), N_("waar een token vernieuwd wordt, als dat niet bij Google of Microsoft is")
        ),
        Field("port", Whole(1, 65_535), N_("de poort; standaard die van de beveiliging"), also=("poort",)),
        Field("security", Choice(SECURITY), N_("hoe de verbinding is afgeschermd"), also=("beveiliging",)),
        Field("folder", Text(max_length=255), N_("de map die gelezen wordt; standaard INBOX"), also=("map",)),
        Field("platform", Name(), N_("onder welk platform mails vallen die geen sjabloon hebben")),
        Field(
            "checked_by",
            Text(max_length=255),
            N_("de naam waarmee uw mailserver zijn controle van de afzender ondertekent (Authentication-Results)"),
        ),
        Field("after", Choice(AFTER), N_("wat er met een gelezen mail gebeurt; weggooien doet seintje nooit")),
        Field("move_to", Text(max_length=255), N_("de map waarheen gelezen mails gaan")),
        Field("ca", FilePath(), N_("de certificaten van een eigen mailserver, als bestand")),
        EVERY,
        check=_whole,
    ),
    module="bot.platforms.mail.opening",
    watches=N_("nieuwe mails; een mail die geen sjabloon heeft komt binnen als tip"),
    keys=FirstKeys(
        needs=N_("een postbus die met IMAP te lezen is, liefst een die alleen hiervoor is"),
        costs=N_("niets, behalve de postbus zelf"),
        page="https://www.zorgkaartnederland.nl/",
        steps=(
            N_("Vraag de systeembeheerder om een postbus, bijvoorbeeld seintje@, met IMAP en een eigen wachtwoord."),
            N_(
                "Laat Zorgkaart Nederland, LinkedIn, Pinterest, Trustpilot en Google Alerts hun berichten daarheen sturen."
            ),
            N_(
                "Bij Google en Microsoft 365: zet login op google of microsoft, maak een app met toegang tot IMAP, laat de "
                "postbus toestemming geven en bewaar het vernieuwingstoken als password."
            ),
            N_("Vraag welke naam de mailserver in Authentication-Results zet, en vul die in bij checked_by."),
        ),
    ),
    tested=frozenset({Tested.FAKE}),
    untried=N_("een echte postbus, en echte mails van de platforms: de voorbeelden zijn door ons zelf geschreven"),
    extra="mail",
    package="imapclient",
)
