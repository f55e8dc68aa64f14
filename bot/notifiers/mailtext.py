"""A message as a mail: a subject for the lock screen, the text with and without markup, buttons as links."""

import re
from email.message import EmailMessage
from html import escape

from bot.ports import Button, Message
from bot.printable import printable
from rules.i18n import N_, translator

SUBJECT = 120
"""Characters of a subject: mail programs show fewer."""

FOOTER = N_("Dit is een automatisch bericht van seintje. Antwoorden op deze mail worden niet gelezen.")

_BODY = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{subject}</title></head>
<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 40em">
<p>{text}</p>
{buttons}<p style="color: #595959; font-size: 13px">{footer}</p>
</body></html>
"""
_BUTTON = (
    '<p><a href="{url}" style="display: inline-block; padding: 12px 20px; border-radius: 6px; background: #1a4fa3; '
    'color: #ffffff; text-decoration: none; font-weight: bold">{label}</a></p>\n'
)
_SPOILER = re.compile(r"</?tg-spoiler>|<span class=\"tg-spoiler\">")


def subject(message: Message) -> str:
    """The first line: what a lock screen shows, which names no client."""
    first = next((line for line in message.plain.splitlines() if line.strip()), "seintje")
    one_line = " ".join(printable(first).split())
    return one_line if len(one_line) <= SUBJECT else one_line[: SUBJECT - 1].rstrip() + "…"


def fill(mail: EmailMessage, message: Message) -> None:
    """Give the mail its subject and text. Without ``html`` the message goes plain."""
    mail["Subject"] = subject(message)
    footer = translator(message.lang).gettext(FOOTER)
    links = [button for row in message.buttons for button in row if button.url]
    mail.set_content("\n".join([message.plain, "", *(f"{b.label}: {b.url}" for b in links), "", "-- ", footer, ""]))
    if message.html:
        mail.add_alternative(_html(message, links, footer), subtype="html")


def _html(message: Message, links: list[Button], footer: str) -> str:
    return _BODY.format(
        lang=escape(message.lang),
        subject=escape(subject(message)),
        text=_SPOILER.sub("", message.html).replace("\n", "<br>\n"),
        buttons="".join(_BUTTON.format(url=escape(b.url), label=escape(b.label)) for b in links),
        footer=escape(footer),
    )
