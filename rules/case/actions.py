"""What we may do in public, and what can come of it: the words that protocol, desk and platforms share."""

from enum import StrEnum


class Verb(StrEnum):
    """One thing that can be done on a platform about somebody's message. The value is the word of ``house_rules.may``."""

    REPLY = "reply"
    PRIVATE_REPLY = "private_reply"
    LIKE = "like"
    HIDE = "hide"
    UNHIDE = "unhide"
    DELETE = "delete"
    DELETE_OWN = "delete_own"
    BLOCK = "ban"
    UNBLOCK = "unban"
    MUTE = "mute"
    REPORT = "report"


UNDONE_BY: dict[Verb, Verb] = {
    Verb.HIDE: Verb.UNHIDE,
    Verb.UNHIDE: Verb.HIDE,
    Verb.BLOCK: Verb.UNBLOCK,
    Verb.REPLY: Verb.DELETE_OWN,
}
"""What takes an action back. What is not here cannot be undone, which the person hears before it is done."""


EVIDENCE = "evidence"
"""What the register calls evidence that was kept without doing anything in public."""


class Keeping(StrEnum):
    """What came of keeping evidence."""

    KEPT = "kept"
    ALREADY = "already"  # the message is as it was when it was kept
    NOTHING = "nothing"  # its words are not here any more


class Failure(StrEnum):
    """Why a public action did not happen, or what we do not know about it."""

    TOKEN = "token"  # noqa: S105 - our credentials were refused: nothing works until a person mends it
    PERMISSION = "permission"  # the token may not do this
    GONE = "gone"  # the message is not there any more
    THROTTLED = "throttled"  # certainly not done; may be tried after ``retry_after``
    BUDGET = "budget"  # our own meter says no: quota or money of today is spent
    REFUSED = "refused"  # the platform says no, for good
    UNREACHABLE = "unreachable"  # certainly not done: it never left, or was turned away before it counted
    UNKNOWN = "unknown"  # it may have been done: look it up or hand it to a person, never repeat
