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


VIEWS = (Ask.MORE, Ask.SNOOZE_UNTIL, Ask.RAISE_TO, Ask.HAND_TO, Ask.MERGE_WITH)
"""Those that only change which buttons stand under the message; ``BACK`` ends them."""
