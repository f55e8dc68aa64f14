"""What others read of the store. Only reads."""

from bot.store.reads.around import Around, around_notice
from bot.store.reads.counts import Waiting, tally, to_think, waiting_since
from bot.store.reads.happenings import Happening, Place, logged_since, sent_since
from bot.store.reads.pages import SourceLine, case_lines, case_page, changes, log_lines, source_lines, timers_of

__all__ = [
    "Around",
    "Happening",
    "Place",
    "SourceLine",
    "Waiting",
    "around_notice",
    "case_lines",
    "case_page",
    "changes",
    "log_lines",
    "logged_since",
    "sent_since",
    "source_lines",
    "tally",
    "timers_of",
    "to_think",
    "waiting_since",
]
