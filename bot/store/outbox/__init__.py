"""What must be said to people: rows that are claimed, carried out and settled (T3a, T3b). A row holds no text:

the message is drawn from the case when it is sent, so that it is never out of date and no text is kept twice.
"""

from bot.store.outbox.chats import chat_state, hold, move_chat
from bot.store.outbox.claiming import (
    LEASE,
    broke,
    claim,
    give_up_waiting,
    holds,
    next_at,
    release_own,
    settle,
    waiting,
    waits,
)
from bot.store.outbox.edits import add_edit, close_older, has_newer, redraw, turn_over
from bot.store.outbox.notices import add_copy, add_notice, adopt, is_withdrawn, notice_of_message, notice_row, withdraw
from bot.store.outbox.rows import BROKEN, HELD, PRIORITY, Errand, Kind
from bot.store.outbox.texts import (
    add_draft,
    add_proposal,
    add_text,
    close_older_drafts,
    has_newer_draft,
    redraw_drafts,
    redraw_proposal,
)

__all__ = [
    "BROKEN",
    "HELD",
    "LEASE",
    "PRIORITY",
    "Errand",
    "Kind",
    "add_copy",
    "add_draft",
    "add_edit",
    "add_notice",
    "add_proposal",
    "add_text",
    "adopt",
    "broke",
    "chat_state",
    "claim",
    "close_older",
    "close_older_drafts",
    "give_up_waiting",
    "has_newer",
    "has_newer_draft",
    "hold",
    "holds",
    "is_withdrawn",
    "move_chat",
    "next_at",
    "notice_of_message",
    "notice_row",
    "redraw",
    "redraw_drafts",
    "redraw_proposal",
    "release_own",
    "settle",
    "turn_over",
    "waiting",
    "waits",
    "withdraw",
]
