"""Answering: a toast for a press, a text in a chat, a word in the log of the house. Every answer goes by the outbox."""

import json
from datetime import datetime

from bot.clock import Clock
from bot.inbox.spoken.values import Said
from bot.ports import TELEGRAM
from bot.rulebook import Rulebook
from bot.store import Tx, cases, outbox
from bot.store.outbox import Kind
from bot.texts import as_payload
from rules.case.model import Answer, Record
from rules.explain.notices import answer_text
from rules.i18n import Lang


class Replies:
    """What goes back to whoever wrote or pressed."""

    def __init__(self, rulebook: Rulebook, clock: Clock) -> None:
        self.rulebook = rulebook
        self.clock = clock

    def names(self) -> dict[str, str]:
        """Colleagues' names by id."""
        return {person.id: person.name for person in self.rulebook.current.protocol.people.values()}

    def toast(self, tx: Tx, key: str, query: str, answer: Answer, lang: Lang) -> None:
        """The answer of the desk to a press."""
        if query:
            self.say_back(tx, key, query, answer_text(answer, self.names(), lang), alert=answer.alert)

    def say_back(self, tx: Tx, key: str, query: str, text: str, *, alert: bool) -> None:
        """Any words in answer to a press; without words the spinner only stops."""
        payload = json.dumps({"query": query, "text": text, "alert": alert})
        self._add(tx, f"answer:{key}", Kind.ANSWER, "0", payload)

    def text(self, tx: Tx, key: str, chat: int, said: Said | str, *, case: int | None = None) -> None:
        """A text in a chat; ``case``: what is written in reply to it belongs there."""
        what = Said(said) if isinstance(said, str) else said
        payload = as_payload(what.plain, html=what.html, ask=what.ask, buttons=what.buttons)
        self._add(tx, f"text:{key}", Kind.TEXT, str(chat), payload, case)

    def card(self, tx: Tx, key: str, chat: str, person: str, case: int, wanted: str) -> None:
        """An explanation of a case, drawn when it is sent."""
        now: datetime = self.clock.now()
        outbox.add_text(
            tx,
            key=f"card:{key}",
            kind=Kind.CARD,
            notifier=TELEGRAM,
            address=chat,
            payload=wanted,
            now=now,
            case_id=case,
            person=person,
        )

    def _add(self, tx: Tx, key: str, kind: str, address: str, payload: str, case: int | None = None) -> None:
        now: datetime = self.clock.now()
        outbox.add_text(
            tx, key=key, kind=kind, notifier=TELEGRAM, address=address, payload=payload, now=now, case_id=case
        )

    def house(self, tx: Tx, what: str, detail: str) -> None:
        """A word in the log of the house."""
        cases.record(tx, None, Record(what, detail=detail), self.clock.now())
