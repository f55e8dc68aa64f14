"""The lines of a file of mentions that are none: told one by one, but not by the thousand, and counted at the end."""

from typing import TypeGuard

from bot.cli.frame import Exit
from bot.cli.out import note
from bot.cli.words import language, tr
from bot.platforms.jsonl import Refusal
from bot.printable import printable
from rules.i18n import N_
from rules.mention import Mention

SHOWN = 20
"""So many are told one by one; who gives a photograph instead of a file of mentions sees no thousand lines."""


class Refusals:
    """What came of the lines of ``file`` (``-`` is stdin)."""

    def __init__(self, file: str) -> None:
        self._file = tr(N_("stdin")) if file == "-" else printable(file)
        self.refused = self.good = 0

    def fits(self, outcome: Mention | Refusal) -> TypeGuard[Mention]:
        """Whether it is a mention; tells on stderr why a line is none."""
        if isinstance(outcome, Mention):
            self.good += 1
            return True
        self.refused += 1
        if self.refused <= SHOWN:
            note(f"{self._file} {outcome.say(language())}")
        return False

    def close(self) -> Exit:
        """The exit code, after a last line where there is something to tell: what was passed over, or that there was nothing."""
        if self.refused > SHOWN:
            note(tr(N_("… en nog {n} regels."), n=self.refused - SHOWN))
        if (every := self.refused + self.good) > 1 and self.refused:
            words = N_("{file}: {refused} van de {all} regels zijn geen bericht en overgeslagen.")
            note(tr(words, file=self._file, refused=self.refused, all=every))
        if self.refused:
            return Exit.INVALID
        if not self.good:
            note(tr(N_("In {file} staat geen enkel bericht. Kijk of het de goede is."), file=self._file))
        return Exit.GOOD
