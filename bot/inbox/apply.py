"""What people sent, taken to the desk (T6): the press, the note, the pairing; answered, logged, settled in one commit."""

import json
from datetime import datetime
from typing import Any

import structlog

from bot.clock import Clock
from bot.desk import TELEGRAM, Desk
from bot.failpoints import hit
from bot.inbox import callback
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
from bot.inbox.telegram import parse
from bot.store import Store, Tx, cases, collided, outbox, people, updates
from bot.store.outbox import Kind
from bot.versions import Versions
from rules.case.model import Answer, Noted, Pressed, Record, Reply
from rules.explain.changes import choice_answer
from rules.explain.notices import Saying, answer_text, saying
from rules.i18n import Lang
from rules.protocol.versions import Answer as Choices

log = structlog.get_logger()

PATIENCE = 5
"""So many messages of a stranger are answered within ``LIFE``; then silence."""


class Inbox:
    """Applies stored updates."""

    def __init__(self, store: Store, desk: Desk, versions: Versions, clock: Clock, key: bytes) -> None:
        self.store = store
        self.desk = desk
        self.versions = versions
        self.clock = clock
        self.key = key
        self.asides: list[Aside] = []
        """Who may answer before the desk."""

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
            case Removed(chat_id=chat) if chat > 0:
                self._left(tx, str(chat))
            case Added(chat_id=chat) if chat > 0:
                people.reachable(tx, TELEGRAM, str(chat))
            case Migrated(old=old, new=new):
                outbox.move_chat(tx, TELEGRAM, str(old), str(new))
                people.move(tx, TELEGRAM, str(old), str(new))
            case Foreign():
                self._house(tx, "refused", command.why)
                self._toast(tx, key, command.query_id, Answer(Reply.NOT_ALLOWED, alert=True), Lang.NL)
            case Added() | Removed() | Unknown():
                self._house(tx, "ignored", type(command).__name__)

    def _is_aside(self, tx: Tx, key: str, command: Command) -> bool:
        """Whether it was no matter of the desk, and is answered."""
        if not isinstance(command, Press | Say | ReplyNote):
            return False
        person = self._person(tx, command.user_id)
        back = next((back for aside in self.asides if (back := aside(tx, command, person)) is not None), None)
        if back is None:
            return False
        if back.text and isinstance(command, Press):
            self._say_back(tx, key, command.query_id, back.text, alert=back.alert)
        elif back.text:
            self._text(tx, key, command.chat_id, back.text)
        return True

    # --- who is it ------------------------------------------------------------------------------------------

    def _person(self, tx: Tx, user_id: int) -> str | None:
        """Whose account this is, if the protocol in force still knows them."""
        known = {c.user_id: c.person for c in people.contacts(tx) if c.notifier == TELEGRAM}
        person = known.get(str(user_id))
        return person if person in self.desk.rules.protocol.people else None

    def _lang(self, person: str) -> Lang:
        return Lang(self.desk.rules.protocol.people[person].lang)

    # --- commands -------------------------------------------------------------------------------------------

    def _press(self, tx: Tx, key: str, press: Press) -> None:
        person = self._person(tx, press.user_id)
        button = callback.read(self.key, str(press.chat_id), press.data)
        if person is None or button is None:
            self._house(tx, "refused", "press")
            self._toast(tx, key, press.query_id, Answer(Reply.NOT_ALLOWED, alert=True), Lang.NL)
            return
        people.reachable(tx, TELEGRAM, str(press.user_id))
        if isinstance(button, callback.Chosen):
            self._choose(tx, key, press, person, button)
            return
        found = outbox.notice_of_message(tx, TELEGRAM, str(press.chat_id), str(press.message_id))
        if found is not None and found.case_id != button.case:
            self._house(tx, "refused", "press on another message")
            self._toast(tx, key, press.query_id, Answer(Reply.NOT_ALLOWED, alert=True), self._lang(person))
            return
        answer = self.desk.handle(tx, button.case, Pressed(button.action, person, button.turn))
        self._toast(tx, key, press.query_id, answer or Answer(Reply.UNKNOWN), self._lang(person))

    def _choose(self, tx: Tx, key: str, press: Press, person: str, button: callback.Chosen) -> None:
        """A word about a version of the protocol. Its message says what is so wide: a yes under it is meant."""
        decided = self.versions.decide(tx, button.version, button.choice, person, sure=True)
        lang = self._lang(person)
        text = choice_answer(decided.answer, button.version, decided.proposal, decided.by, person, lang)
        self._say_back(tx, key, press.query_id, text, alert=decided.answer not in (Choices.ACCEPTED, Choices.REFUSED))

    def _note(self, tx: Tx, key: str, note: ReplyNote) -> None:
        person = self._person(tx, note.user_id)
        row = outbox.notice_of_message(tx, TELEGRAM, str(note.chat_id), str(note.reply_to_message_id))
        if person is None or row is None:
            self._say(tx, key, Say(note.user_id, note.chat_id, note.text))
            return
        answer = self.desk.handle(tx, row.case_id, Noted(person, note.text))
        lang = self._lang(person)
        text = answer_text(answer or Answer(Reply.UNKNOWN), self._names(), lang)
        self._text(tx, key, note.chat_id, text)

    def _pair(self, tx: Tx, key: str, command: Pair) -> None:
        now = self.clock.now()
        tries, answers = people.count_stranger(tx, str(command.user_id), now, tried_code=True, per=LIFE)
        person = people.redeem(tx, hash_code(command.code), now) if tries <= TRIES else None
        if person is None or person not in self.desk.rules.protocol.people or command.chat_id < 0:
            self._house(tx, "pairing_refused", "code")
            if answers <= PATIENCE:
                self._text(tx, key, command.chat_id, saying(Saying.CODE_REFUSED, Lang.NL))
            return
        people.pair(tx, person, TELEGRAM, str(command.user_id), str(command.chat_id), now)
        self._house(tx, "paired", person)
        name = self.desk.rules.protocol.people[person].name
        self._text(tx, key, command.chat_id, saying(Saying.PAIRED, self._lang(person), name=name))

    def _say(self, tx: Tx, key: str, say: Say) -> None:
        """Free text: colleagues hear what works, a stranger a neutral word, and after a few of those nothing."""
        person = self._person(tx, say.user_id)
        if say.chat_id < 0:
            return
        if person is not None:
            people.reachable(tx, TELEGRAM, str(say.user_id))
            self._text(tx, key, say.chat_id, saying(Saying.HELP, self._lang(person)))
            return
        _, answers = people.count_stranger(tx, str(say.user_id), self.clock.now(), tried_code=False, per=LIFE)
        if answers <= PATIENCE:
            self._text(tx, key, say.chat_id, saying(Saying.STRANGER, Lang.NL))

    def _left(self, tx: Tx, address: str) -> None:
        for contact in people.contacts(tx):
            if contact.notifier == TELEGRAM and contact.address == address:
                people.unreachable(tx, contact.person, TELEGRAM, "blocked", self.clock.now())
                self._house(tx, "unreachable", contact.person)

    # --- answering ------------------------------------------------------------------------------------------

    def _names(self) -> dict[str, str]:
        return {person.id: person.name for person in self.desk.rules.protocol.people.values()}

    def _toast(self, tx: Tx, key: str, query: str, answer: Answer, lang: Lang) -> None:
        if not query:
            return
        self._say_back(tx, key, query, answer_text(answer, self._names(), lang), alert=answer.alert)

    def _say_back(self, tx: Tx, key: str, query: str, text: str, *, alert: bool) -> None:
        payload = json.dumps({"query": query, "text": text, "alert": alert})
        self._add(tx, f"answer:{key}", Kind.ANSWER, "0", payload)

    def _text(self, tx: Tx, key: str, chat: int, text: str) -> None:
        self._add(tx, f"text:{key}", Kind.TEXT, str(chat), json.dumps({"html": "", "plain": text}))

    def _add(self, tx: Tx, key: str, kind: str, address: str, payload: str) -> None:
        now: datetime = self.clock.now()
        outbox.add_text(tx, key=key, kind=kind, notifier=TELEGRAM, address=address, payload=payload, now=now)

    def _house(self, tx: Tx, what: str, detail: str) -> None:
        cases.record(tx, None, Record(what, detail=detail), self.clock.now())
