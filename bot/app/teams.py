"""Where a team's group is: the secret behind a role's ``group`` names a chat, and perhaps one topic of it."""

import re

from bot.ports import TELEGRAM, Address

_GROUP = re.compile(r"(-\d{5,16})(?:[:/](\d{1,10}))?")


def group_address(value: str) -> Address | None:
    """``-1001234567890`` or, with a topic, ``-1001234567890:7``; None for anything else."""
    found = _GROUP.fullmatch(value.strip())
    if found is None:
        return None
    return Address(TELEGRAM, found[1], int(found[2]) if found[2] else None)
