"""What colleagues do in public: wishes taken to drafts, drafts to other people, and agreed ones to the way out.

The only writer of drafts. Decisions are ``rules.case.drafts``; this room loads, asks, and writes what follows beside it,
in the caller's transaction.
"""

from bot.acting.ledger import SECOND
from bot.acting.wishes import Acting

__all__ = ["SECOND", "Acting"]
