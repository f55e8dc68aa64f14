"""The database: is it there, is it ours, can it be read."""

from pathlib import Path

from bot.app.checkup.computer import said
from bot.config import Config
from bot.platforms.examine import bad, good
from bot.platforms.platform import Tools
from bot.ports import Finding
from bot.store.engine import StoreUnreadable, look
from bot.store.lock import StoreError
from bot.store.migrate import called, known
from rules.i18n import N_

DATABASE = N_("database")


def vault(config: Config, given: Tools) -> list[Finding]:
    """One finding. Blocks; raises nothing for what is wrong with it. Nothing is created."""
    url = config.database.reveal()
    embedded = url.startswith("sqlite:")
    try:
        if embedded and not Path(called(url)).exists():
            return [good(given, said(given, DATABASE), N_("is er nog niet; de dienst maakt haar bij de eerste start"))]
        look(url, lambda tx: known(tx, called(url)))
    except StoreError as error:
        return [Finding(False, said(given, DATABASE), error.text(given.lang), unreachable=not embedded)]
    except OSError as error:
        text, remedy = (
            N_("{file} mag niet gelezen worden ({why})"),
            N_("Geef deze opdracht als de gebruiker van de dienst, of kijk naar de rechten."),
        )
        return [bad(given, said(given, DATABASE), text, remedy, file=called(url), why=error.strerror)]
    except StoreUnreadable as error:
        text, remedy = (
            N_("kan niet gelezen worden ({why})"),
            N_("Kijk of ze draait, en of een ander programma haar bezet houdt."),
        )
        return [bad(given, said(given, DATABASE), text, remedy, unreachable=not embedded, why=type(error).__name__)]
    return [good(given, said(given, DATABASE), N_("is leesbaar"))]
