"""A message as a mail: a subject for the lock screen, the text with and without markup, buttons as links."""

import re
from email.message import EmailMessage
from html import escape
from typing import Any

from bot.ports import Button, Image, Message
from bot.printable import printable
from rules.i18n import N_, translator

SUBJECT = 120
"""Characters of a subject: mail programs show fewer."""

FOOTER = N_("Dit is een automatisch bericht van seintje. Antwoorden op deze mail worden niet gelezen.")

_BODY = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{subject}</title></head>
<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 40em">
{text}
{buttons}<p style="color: #595959; font-size: 13px">{footer}</p>
</body></html>
"""
_BUTTON = (
    '<p><a href="{url}" style="display: inline-block; padding: 12px 20px; border-radius: 6px; background: #1a4fa3; '
    'color: #ffffff; text-decoration: none; font-weight: bold">{label}</a></p>\n'
)
PICTURE = "verslag.png"
"""What the picture is called, where it is kept and in the text that shows it."""
_SHOWN = '<p><img src="cid:{name}" alt="{alt}" width="540" style="max-width: 100%; height: auto"></p>\n'
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
    if message.html or message.rich:
        mail.add_alternative(_html(message, links, footer), subtype="html")
    if message.image is not None:
        _attach(mail, message.image, within=bool(message.rich))


def _attach(mail: EmailMessage, image: Image, *, within: bool) -> None:
    """The picture: shown in the text that asks for it, else beside it."""
    kind: dict[str, Any] = {"maintype": "image", "subtype": "png", "filename": PICTURE}
    parts = mail.get_payload()
    if within and isinstance(parts, list) and isinstance(page := parts[1], EmailMessage):
        page.add_related(image.png, cid=f"<{PICTURE}>", disposition="inline", **kind)
    else:
        mail.add_attachment(image.png, **kind)


def _html(message: Message, links: list[Button], footer: str) -> str:
    return _BODY.format(
        lang=escape(message.lang),
        subject=escape(subject(message)),
        text=_rich(message) or f"<p>{_SPOILER.sub('', message.html)}</p>".replace("\n", "<br>\n"),
        buttons="".join(_BUTTON.format(url=escape(b.url), label=escape(b.label)) for b in links),
        footer=escape(footer),
    )


def _rich(message: Message) -> str:
    """The page of a message, with its picture above it; empty when there is none."""
    if not message.rich or message.image is None:
        return message.rich
    return _SHOWN.format(name=PICTURE, alt=escape(message.image.alt)) + message.rich
