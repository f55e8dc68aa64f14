"""What the command line may ask about learning, and what came of it in words."""

from typing import Any

from bot.app.house import House
from bot.desk.learning import GOOD, Came
from bot.messages.learning_words import in_words
from rules.i18n import Lang
from rules.text.learning import Feedback


def wish(house: House, order: dict[str, Any]) -> dict[str, Any]:
    """Do one order; ``good`` says whether it worked, ``code`` is an ``Outcome``, ``text`` the same in words."""
    came = _carried(house, order)
    lang = Lang(order.get("lang", "nl"))
    return {
        "good": came.outcome in GOOD,
        "code": came.outcome.value,
        "text": in_words(came, str(order.get("by", "")), lang),
        "version": came.version,
    }


def _carried(house: House, order: dict[str, Any]) -> Came:
    by = str(order.get("by", ""))
    match order["do"]:
        case "verdict":
            return house.learning.say(int(order["case"]), by, Feedback(order["feedback"]))
        case "missed":
            return house.learning.missed(str(order["words"]), by)
        case "unlearn":
            return house.learning.undo(by)
        case _:
            return house.learning.now(by)
