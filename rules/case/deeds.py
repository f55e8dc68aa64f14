"""What a button under a notification can ask beside the verbs of a case: another view, an explanation, a word about it."""

from enum import StrEnum


class Ask(StrEnum):
    """A wish that does not change the case. The value is what the log says."""

    MORE = "more"  # the rest of the buttons
    BACK = "back"  # the first buttons again
    SNOOZE_UNTIL = "snooze_until"  # which moment
    RAISE_TO = "raise_to"  # the next step, or which level
    HAND_TO = "hand_to"  # which colleague
    MERGE_WITH = "merge_with"  # which case
    WHY = "why"  # the words, the sum, the rules, the route
    TEXT = "text"  # what was said, masked as the protocol asks
    NOTE = "note"  # room to write a note
    SHOW = "show"  # the notification of a case in a list
    FALSE_ALARM = "false_alarm"
    MISSED = "missed"
    PICK = "pick"  # which of its messages; with a page
    ABOUT = "about"  # one of its messages
    GATHER = "gather"  # which messages belong to another case; with one to choose or let go
    GATHER_PAGE = "gather_page"
    EVIDENCE = "evidence"  # keep what was said, by whom, when and where, whatever becomes of it there
    NOT_YET = "not_yet"  # a storm is not over: ask again after so many hours
    PART = "part"  # the chosen messages become a case of their own


PICKING = (Ask.PICK, Ask.ABOUT, Ask.GATHER, Ask.GATHER_PAGE)
"""Those that choose among the case's mentions; their buttons carry a page or a mention."""

VIEWS = (Ask.MORE, Ask.SNOOZE_UNTIL, Ask.RAISE_TO, Ask.HAND_TO, Ask.MERGE_WITH, *PICKING)
"""Those that only change which buttons stand under the message; ``BACK`` ends them."""
