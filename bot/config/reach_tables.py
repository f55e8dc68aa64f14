"""What may stand in ``config.yaml`` about the ways to reach a person beside Telegram."""

from collections.abc import Mapping

from bot.config import kinds
from bot.config.reaching import AppriseSettings, EmailSettings
from bot.config.shapes import SecretRef
from rules.i18n import N_
from rules.protocol.nodes import Node
from rules.protocol.notes import Notes
from rules.protocol.shapes.collections import Named
from rules.protocol.shapes.record import Field, Record
from rules.protocol.shapes.scalars import Choice, Text, Whole

_SECURITY = {
    "starttls": N_("begint open en wordt dan afgeschermd; poort 587"),
    "tls": N_("meteen afgeschermd; poort 465"),
    "none": N_("niet afgeschermd; alleen voor een mailserver op deze computer"),
}


def _mail(email: EmailSettings, nodes: Mapping[str, Node], notes: Notes) -> None:
    """A user and a password go together; a sender is an address."""
    if bool(email.user) != (email.password is not None):
        notes.report(kinds.MAIL_LOGIN_HALF, nodes.get("user") or nodes["password"])
    if "@" not in email.sender:
        notes.report(kinds.MAIL_SENDER, nodes["sender"])
    if email.security == "none" and email.user:
        notes.report(kinds.MAIL_OPEN_LOGIN, nodes["security"])


EMAIL: Record[EmailSettings] = Record(
    EmailSettings,
    (
        Field("host", Text(max_length=255), N_("de naam van de mailserver"), required=True, also=("server",)),
        Field("sender", Text(max_length=320), N_("van wie de mail komt"), required=True, also=("from", "van")),
        Field("port", Whole(1, 65_535), N_("de poort; standaard die van de beveiliging"), also=("poort",)),
        Field("security", Choice(_SECURITY), N_("hoe de verbinding is afgeschermd"), also=("beveiliging",)),
        Field("user", Text(max_length=320), N_("de gebruiker op de mailserver"), also=("gebruiker",)),
        Field("password", SecretRef(), N_("zijn wachtwoord, als verwijzing"), also=("wachtwoord",)),
    ),
    check=_mail,
)


def _services(found: AppriseSettings, nodes: Mapping[str, Node], notes: Notes) -> None:
    for key, secret in (("sms", found.sms), ("voice", found.voice)):
        if secret is not None and "{to}" not in secret.reveal():
            notes.report(kinds.NUMBER_NOWHERE, nodes[key])


APPRISE: Record[AppriseSettings] = Record(
    AppriseSettings,
    (
        Field("sms", SecretRef(), N_("het Apprise-adres van de sms-dienst, met {to} waar het nummer hoort")),
        Field("voice", SecretRef(), N_("het Apprise-adres van de belrobot, met {to} waar het nummer hoort")),
        Field(
            "people",
            Named(SecretRef(), N_("geheim '{name}'")),
            N_("een eigen Apprise-adres per collega (ntfy, Teams, Slack …)"),
            also=("mensen",),
        ),
    ),
    check=_services,
)
