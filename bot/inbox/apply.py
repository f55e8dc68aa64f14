"""What people sent, taken to the desk (T6): the press, the note, the pairing; answered, logged, settled in one commit."""

from typing import Any

import structlog

from bot.desk.tips import Tipped
from bot.failpoints import hit
from bot.inbox import callback, groups
from bot.inbox.accounts import Accounts
from bot.inbox.aside import Aside
from bot.inbox.commands import (
    Added,
    Command,
    Foreign,
    Migrated,
    Pair,
    Press,
    Removed,
    ReplyNote,
    Say,
    Unknown,
)
from bot.inbox.pairing import LIFE, TRIES, hash_code
from bot.inbox.pressed import CaseButtons
from bot.inbox.pressed import Pressing as CasePressing
from bot.inbox.public import PublicInbox, Who
from bot.inbox.replies import Replies
from bot.inbox.spoken import BUTTONS, command_in, obey
from bot.inbox.spoken.values import Pressing, Room, Spoken
from bot.inbox.telegram import parse
from bot.ports import TELEGRAM
from bot.store import Store, Tx, collided, outbox, people, updates
from rules.case.model import Answer, Noted, Reply
from rules.explain.changes import choice_answer
from rules.explain.notices import Saying, answer_text, saying
from rules.i18n import Lang
from rules.protocol.versions import Answer as Choices

log = structlog.get_logger()

SENT = ("voice", "audio", "video_note", "video", "photo", "document", "location", "contact")
"""What a colleague may send instead of words; without a caption there is nothing in it that we read."""

PATIENCE = 5
"""So many messages of a stranger are answered within ``LIFE``; then silence."""


class Inbox:
    """Applies stored updates."""

    def __init__(self, store: Store, room: Room, key: bytes) -> None:
        self.store = store
        self.room = room
        self.desk = room.desk
        self.versions = room.versions
        self.clock = room.clock
        self.key = key
        self.asides: list[Aside] = []
        """Who may answer before the desk."""
        self.replies = Replies(room.desk.rulebook, room.clock)
        self.who = Accounts(room.desk, self.replies)
        self.buttons = CaseButtons(room, self.replies)
        self.public: PublicInbox | None = None
        """What belongs to public actions and tips."""

    def apply(self, tx: Tx, limit: int = 50) -> int:
        """T6: every waiting update, each in a savepoint of its own; returns how many were looked at."""
        waiting = updates.waiting(tx, limit)
        for notifier, update_id, raw, attempts in waiting:
            self._one(tx, notifier, update_id, raw, attempts)
        if waiting:
            hit("press.decided")
        return len(waiting)

    def _one(self, tx: Tx, notifier: str, update_id: int, raw: dict[str, Any], attempts: int) -> None:
        try:
            with tx.begin_nested():
                key, command = f"{notifier}:{update_id}", parse(raw)
                if not self._is_aside(tx, key, command):
                    self._command(tx, key, command)
                updates.done(tx, notifier, update_id)
        except Exception as error:
            if collided(error):  # another node was in the way: the next look does it
                return
            log.exception("update_failed", update=update_id, attempts=attempts + 1)
            updates.failed(tx, notifier, update_id, attempts + 1)

    def take(self, tx: Tx, key: str, command: Command) -> None:
        """One command that came another way; ``key`` is its own and the same each time it comes."""
        self._command(tx, key, command)

    def _command(self, tx: Tx, key: str, command: Command) -> None:
        match command:
            case Press():
                self._press(tx, key, command)
            case ReplyNote():
                self._note(tx, key, command)
            case Pair():
                self._pair(tx, key, command)
            case Say():
                self._say(tx, key, command)
            case Added() | Removed():
                self._membership(tx, key, command)
            case Migrated(old=old, new=new):
                outbox.move_chat(tx, TELEGRAM, str(old), str(new))
                people.move(tx, TELEGRAM, str(old), str(new))
            case Foreign():
                self.replies.house(tx, "refused", command.why)
                self.replies.toast(tx, key, command.query_id, Answer(Reply.NOT_ALLOWED, alert=True), Lang.NL)
            case Unknown():
                self.replies.house(tx, "ignored", type(command).__name__)
                self._unread(tx, key, command)

    def _unread(self, tx: Tx, key: str, sent: Unknown) -> None:
        """A colleague who speaks a note or sends a picture must not think that it was kept."""
        chat = sent.chat_id or 0
        person = self.who.person(tx, sent.user_id) if sent.user_id is not None and chat > 0 else None
        if person is not None and sent.what in SENT:
            self.replies.text(tx, key, chat, saying(Saying.UNREAD, self.who.lang(person)))

    def _membership(self, tx: Tx, key: str, command: Added | Removed) -> None:
        """Somebody blocked or unblocked the bot, or it was put in a group or out of one."""
        private = command.chat_id > 0
        match command:
            case Added() if private:
                people.reachable(tx, TELEGRAM, str(command.chat_id))
            case Removed() if private:
                self.who.left(tx, str(command.chat_id))
            case Added():
                groups.added(tx, key, self.desk, command)
            case Removed():
                groups.removed(tx, key, self.desk, command)

    def _is_aside(self, tx: Tx, key: str, command: Command) -> bool:
        """Whether it was no matter of the desk, and is answered."""
        if not isinstance(command, Press | Say | ReplyNote):
            return False
        person = self.who.person(tx, command.user_id)
        back = next((back for aside in self.asides if (back := aside(tx, command, person)) is not None), None)
        if back is None:
            return False
        if back.text and isinstance(command, Press):
            self.replies.say_back(tx, key, command.query_id, back.text, alert=back.alert)
        elif back.text:
            self.replies.text(tx, key, command.chat_id, back.text)
        return True

    # --- commands -------------------------------------------------------------------------------------------

    def _press(self, tx: Tx, key: str, press: Press) -> None:
        person = self.who.person(tx, press.user_id)
        button = callback.read(self.key, str(press.chat_id), press.data)
        if person is not None and button is None and self._public_press(tx, key, press, person):
            return
        if person is None or button is None:
            self._refuse(tx, key, press, "press", Lang.NL)
            return
        people.reachable(tx, TELEGRAM, str(press.user_id))
        match button:
            case callback.Chosen():
                self._choose(tx, key, press, person, button)
            case callback.Other():
                self._other(tx, key, press, person, button)
            case callback.Parsed():
                self._about_case(tx, key, press, person, button)

    def _about_case(self, tx: Tx, key: str, press: Press, person: str, button: callback.Parsed) -> None:
        found = outbox.notice_of_message(tx, TELEGRAM, str(press.chat_id), str(press.message_id))
        if found is not None and found.case_id != button.case:
            self._refuse(tx, key, press, "press on another message", self.who.lang(person))
            return
        if found is None:
            outbox.adopt(tx, button.case, TELEGRAM, str(press.chat_id), str(press.message_id), self.clock.now())
        chat = self.who.chat(tx, person)
        self.buttons.press(tx, key, CasePressing(press, button, person, self.who.lang(person), chat))

    def _refuse(self, tx: Tx, key: str, press: Press, why: str, lang: Lang) -> None:
        self.replies.house(tx, "refused", why)
        self.replies.toast(tx, key, press.query_id, Answer(Reply.NOT_ALLOWED, alert=True), lang)

    def _public_press(self, tx: Tx, key: str, press: Press, person: str) -> bool:
        """A button of something public, if it is one."""
        button = self.public.read(str(press.chat_id), press.data) if self.public else None
        if self.public is None or button is None:
            return False
        people.reachable(tx, TELEGRAM, str(press.user_id))
        said = self.public.press(tx, button, Who(person, str(press.chat_id), self.who.lang(person), key))
        self.replies.say_back(tx, key, press.query_id, said.text, alert=said.alert)
        return True

    def _choose(self, tx: Tx, key: str, press: Press, person: str, button: callback.Chosen) -> None:
        """A word about a version of the protocol. Its message says what is so wide: a yes under it is meant."""
        decided = self.versions.decide(tx, button.version, button.choice, person, sure=True)
        lang = self.who.lang(person)
        text = choice_answer(decided.answer, button.version, decided.proposal, decided.by, person, lang)
        alert = decided.answer not in (Choices.ACCEPTED, Choices.REFUSED)
        self.replies.say_back(tx, key, press.query_id, text, alert=alert)

    def _other(self, tx: Tx, key: str, press: Press, person: str, button: callback.Other) -> None:
        """A button about anything else, by the table of ``bot.inbox.spoken``."""
        handler = BUTTONS.get(button.what)
        if handler is None:
            self._refuse(tx, key, press, "button of another version", self.who.lang(person))
            return
        pressing = Pressing(person, self.who.lang(person), press.chat_id, press.message_id, self.clock.now())
        toast = handler(tx, self.room, pressing, button)
        self.replies.say_back(tx, key, press.query_id, toast.text, alert=toast.alert)

    def _note(self, tx: Tx, key: str, note: ReplyNote) -> None:
        person = self.who.person(tx, note.user_id)
        if person is not None and self._about_draft(tx, key, note, person):
            return
        row = outbox.notice_of_message(tx, TELEGRAM, str(note.chat_id), str(note.reply_to_message_id))
        if person is None or row is None:
            self._say(tx, key, Say(note.user_id, note.chat_id, note.text))
            return
        answer = self.desk.handle(tx, row.case_id, Noted(person, note.text))
        text = answer_text(answer or Answer(Reply.UNKNOWN), self.replies.names(), self.who.lang(person))
        self.replies.text(tx, key, note.chat_id, text)

    def _pair(self, tx: Tx, key: str, command: Pair) -> None:
        now = self.clock.now()
        tries, answers = people.count_stranger(tx, str(command.user_id), now, tried_code=True, per=LIFE)
        person = people.redeem(tx, hash_code(command.code), now) if tries <= TRIES else None
        if person is None or person not in self.desk.rules.protocol.people or command.chat_id < 0:
            self.replies.house(tx, "pairing_refused", "code")
            if answers <= PATIENCE and command.chat_id > 0:
                self.replies.text(tx, key, command.chat_id, saying(Saying.CODE_REFUSED, Lang.NL))
            return
        people.pair(tx, person, TELEGRAM, str(command.user_id), str(command.chat_id), now)
        self.replies.house(tx, "paired", person)
        name = self.desk.rules.protocol.people[person].name
        self.replies.text(tx, key, command.chat_id, saying(Saying.PAIRED, self.who.lang(person), name=name))

    def _say(self, tx: Tx, key: str, say: Say) -> None:
        """A command, or free text: colleagues hear what works, a stranger a neutral word; after a few of those nothing."""
        person = self.who.person(tx, say.user_id)
        if person is not None:
            people.reachable(tx, TELEGRAM, str(say.user_id))
            if self._obey(tx, key, say, person) or self._tip(tx, key, say, person):
                return
        if say.chat_id < 0:
            return
        _, answers = people.count_stranger(tx, str(say.user_id), self.clock.now(), tried_code=False, per=LIFE)
        if answers <= PATIENCE:
            text = saying(Saying.STRANGER, Lang.NL) if person is None else saying(Saying.HELP, self.who.lang(person))
            self.replies.text(tx, key, say.chat_id, text)

    def _obey(self, tx: Tx, key: str, say: Say, person: str) -> bool:
        """Carry out a command, answered in their own chat wherever it was typed; False when it is none."""
        command = command_in(say.text)
        if command is None:
            return False
        word, args = command
        chat = int(self.who.chat(tx, person))
        said = obey(tx, self.room, word, Spoken(person, self.who.lang(person), args, chat, self.clock.now()))
        if said is None:
            return False
        self.replies.text(tx, key, chat, said)
        return True

    def _about_draft(self, tx: Tx, key: str, note: ReplyNote, person: str) -> bool:
        """Whether a text answers something about a draft; then it is taken there."""
        if self.public is None:
            return False
        who = Who(person, str(note.chat_id), self.who.lang(person), key)
        said = self.public.written(tx, str(note.reply_to_message_id), note.text, who)
        if said is not None:
            self.replies.text(tx, key, note.chat_id, said)
        return said is not None

    def _tip(self, tx: Tx, key: str, say: Say, person: str) -> bool:
        """Whether it is, or may be, something from outside that a colleague passes on in their own chat."""
        if self.public is None or say.chat_id < 0:
            return False
        number = int(key.rpartition(":")[2])
        at = say.posted_at or self.clock.now()
        tip = Tipped(number, say.text, at, say.forwarded, say.author, say.attachment)
        said = self.public.tips.sent(tx, tip, person, str(say.chat_id), self.who.lang(person))
        if said:
            self.replies.text(tx, key, say.chat_id, said)
        return said is not None
