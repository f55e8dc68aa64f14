"""The protocol on disk: is it there, may it be read, could the service take it up."""

from bot.app.checkup.computer import said
from bot.app.protocol_files import texts_by_name
from bot.config import Config
from bot.platforms.examine import bad, good
from bot.platforms.platform import Tools
from bot.ports import Finding
from rules.i18n import N_
from rules.protocol.problems import Severity
from rules.protocol.read import read

ABOUT = N_("protocol")
CHECK = N_("Wat eraan schort en hoe het wel moet: seintje check")


def rules_file(config: Config, given: Tools) -> Finding:
    """One finding. Raises nothing for what is wrong with it."""
    about, file = said(given, ABOUT), config.protocol
    try:
        texts = texts_by_name(file)
    except FileNotFoundError:
        text, remedy = (
            N_("{file} bestaat niet"),
            N_("Kijk naar 'protocol' in config.yaml, of begin met: seintje init"),
        )
        return bad(given, about, text, remedy, file=file)
    except OSError as error:
        text, remedy = N_("{file} mag niet gelezen worden ({why})"), N_("Kijk naar de rechten van het bestand.")
        return bad(given, about, text, remedy, file=file, why=error.strerror)
    reading = read(dict(texts))
    if reading.protocol is None:
        wrong = sum(problem.severity is Severity.ERROR for problem in reading.problems)
        return bad(
            given, about, N_("{file} kan zo niet gebruikt worden; fouten: {count}"), CHECK, file=file, count=wrong
        )
    return good(given, about, N_("{title} kan gelezen worden"), title=reading.protocol.title)
