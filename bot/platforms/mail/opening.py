"""The mailbox at work, and how it is with it."""

from collections.abc import Sequence

from bot.platforms.examine import bad, failed, good
from bot.platforms.mail import MailSource
from bot.platforms.mail.box import Entry, can_move, connected
from bot.platforms.mail.door import Door
from bot.platforms.mail.idle import MailListener
from bot.platforms.mail.watcher import MailWatcher
from bot.platforms.outcome import CallError
from bot.platforms.platform import Opened, Tools
from bot.ports import Finding, SourceError
from rules.i18n import N_, translator

GOOGLE_PAGE = "https://console.cloud.google.com/apis/credentials"
MICROSOFT_PAGE = "https://entra.microsoft.com/"


def opened(source: MailSource, tools: Tools) -> Opened:
    """What looks into the mailbox, and what hears it."""
    door = Door(source, tools)
    watcher = MailWatcher(door, tools.clock, tools.lang, key=tools.key)
    return Opened(watchers=[watcher], listeners=[MailListener(door, watcher)])


async def examined(source: MailSource, tools: Tools) -> Sequence[Finding]:
    """Whether the mailbox can be read and tells by itself, mails can be moved, and senders are checked."""
    door = Door(source, tools)
    try:
        batch = await MailWatcher(door, tools.clock, tools.lang).fetch("")
        moves = source.after != "move" or await door.through(can_move)
        tells = await door.through(has_idle)
    except CallError as error:
        page = MICROSOFT_PAGE if source.login == "microsoft" else GOOGLE_PAGE
        return [failed(tools, source.name, error, _MEND_TOKEN, page)]
    except SourceError as error:
        return [failed(tools, source.name, error, _MEND if source.login == "password" else _MEND_LOGIN)]
    says = N_("gelezen: {count} berichten; nieuwe mail wordt {how} gezien")
    how = N_("meteen") if tells else N_("bij de volgende keer kijken")
    found = [good(tools, source.name, says, count=len(batch.mentions), how=translator(tools.lang).gettext(how))]
    if not moves:
        found.append(bad(tools, source.name, N_("mails kunnen niet naar {folder}"), _NO_MOVE, folder=source.move_to))
    if not source.checked_by:
        found.append(bad(tools, source.name, N_("van geen enkele mail is de afzender zeker"), _NO_CHECK))
    return found


def has_idle(entry: Entry) -> bool:
    """Whether the server tells by itself that mail came. Raises ``MailError``."""
    with connected(entry) as box:
        return bool(box.has_capability("IDLE"))


_MEND = N_("Kijk in config.yaml naar host, user, password en folder, en of IMAP voor deze postbus aan staat.")
_MEND_TOKEN = N_(
    "Laat de postbus de app opnieuw toestemming geven voor IMAP en bewaar het nieuwe vernieuwingstoken als password; kijk"
    " ook naar client_id, client_secret en (bij Microsoft) tenant."
)
_MEND_LOGIN = N_(
    "Het token is er, maar de postbus neemt het niet aan: kijk of user het adres van die postbus is, of IMAP aan staat en"
    " of de app het recht op IMAP heeft (Google: https://mail.google.com/, Microsoft: IMAP.AccessAsUser.All)."
)
_NO_MOVE = N_("Maak de map, of zet after op flag: deze mailserver kan misschien niet verplaatsen.")
_NO_CHECK = N_(
    "Vraag de systeembeheerder welke naam uw mailserver vooraan in Authentication-Results zet en vul die in bij"
    " checked_by. Tot dan staat bij elk bericht uit de postbus dat de afzender niet is gecontroleerd."
)
