"""What people press and write about public actions, and the tip line: each taken to its room, and answered."""

import json
from dataclasses import dataclass

from bot.acting import Acting
from bot.clock import Clock
from bot.desk.tips import Tips
from bot.ports import TELEGRAM
from bot.signed import public_buttons
from bot.signed.public_buttons import OnCard, Start, TipAnswer
from bot.store import Tx, acting, outbox
from bot.store.outbox import Kind
from rules.case.acting import TEXTS
from rules.case.drafts import GOOD, Word
from rules.case.texts import fill
from rules.explain.acting import CardAction, word_text
from rules.explain.quote import quote
from rules.i18n import N_, Lang, translator

LONGEST = 4_000
WHY = "?"
"""In the place of a field: the reason of a refusal. No field of a template is called so."""
SHOWN = 120
"""Characters of a changed message in a dialog, which holds 200 (Bot API, ``answerCallbackQuery``)."""


@dataclass(frozen=True, slots=True)
class Said:
    """The answer to a press; ``alert``: as a dialog."""

    text: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """Who did it, and in which chat."""

    person: str
    chat: str
    lang: Lang
    key: str


class PublicInbox:
    """Presses and texts about public actions."""

    def __init__(self, rooms: Acting, tips: Tips, clock: Clock, key: bytes) -> None:
        self.rooms = rooms
        self.tips = tips
        self.clock = clock
        self.key = key

    def read(self, chat: str, data: str) -> public_buttons.Button | None:
        """The button, when it is one of ours."""
        return public_buttons.read(self.key, chat, data)

    def press(self, tx: Tx, button: public_buttons.Button, who: Who) -> Said:
        """Carry a press out; what the person hears."""
        match button:
            case Start(case, verb, mention):
                started = self.rooms.start(tx, case, mention, verb, who.person)
                return _GONE(who) if started is None else Said(_say(who, N_("Zie het bericht hieronder.")))
            case TipAnswer(number, yes):
                return Said(self.tips.answer(tx, number, who.person, yes=yes, lang=who.lang))
            case OnCard():
                return self._on_card(tx, button, who)

    def _on_card(self, tx: Tx, button: OnCard, who: Who) -> Said:
        if button.action is CardAction.OWN:
            return self._ask_own(tx, button, who)
        if button.action is CardAction.EXPLAIN:
            made = self.rooms.explain(tx, button.draft, who.person)
            if made is not None:
                self._ask_open(tx, made, who)
            return _GONE(who) if made is None else Said(_say(who, N_("Zie het bericht hieronder.")))
        moved = self.rooms.pressed(tx, button.draft, button.action, who.person, button.turn, button.place)
        if moved is None:
            return _GONE(who)
        if button.action is CardAction.TEMPLATE and moved.word is Word.KEPT:
            self._ask_open(tx, button.draft, who)
        if moved.word is Word.DECLINED:
            self._ask(
                tx, button.draft, WHY, _say(who, N_("Schrijf hier waarom u weigert; de schrijver leest het.")), who
            )
        if moved.word is Word.EDITED:
            return Said(self._edited(tx, button.draft, who), alert=True)
        return Said(word_text(moved, self.rooms.protocol, who.lang), alert=moved.word not in GOOD)

    def _edited(self, tx: Tx, number: int, who: Who) -> str:
        """How the message is now, as far as a dialog holds it; the whole of it is on the card."""
        facts, hidden = self.rooms.facts(tx, number), self.rooms.protocol.privacy
        said = "" if facts is None or hidden.discreet else facts.said
        known = facts.names if facts else ()
        now = quote(said, who.lang, names=known, hide=hidden.hide_names_in_alerts, length=SHOWN)
        return _say(who, N_("Het bericht is intussen gewijzigd. Nu staat er: {words}"), words=now)

    # --- asking for words ------------------------------------------------------------------------------

    def _ask_own(self, tx: Tx, button: OnCard, who: Who) -> Said:
        kept = acting.peek(tx, button.draft)
        if kept is None:
            return _GONE(who)
        if kept.draft.verb in TEXTS:
            self._ask(tx, button.draft, "", _say(who, N_("Schrijf hier de tekst zoals hij er moet staan.")), who)
        else:
            self._ask(tx, button.draft, "", _say(who, N_("Schrijf hier waarom u dit alleen doet.")), who)
        return Said(_say(who, N_("Schrijf uw tekst in het bericht hieronder.")))

    def _ask_open(self, tx: Tx, number: int, who: Who) -> None:
        """Ask for the first field that nothing fills."""
        kept = acting.peek(tx, number)
        left = fill(kept.words, {}).open if kept else ()
        if left:
            question = _say(who, N_("Wat komt er op de plek van {field}?"), field="{" + left[0] + "}")
            self._ask(tx, number, left[0], question, who)

    def _ask(self, tx: Tx, number: int, field: str, question: str, who: Who) -> None:
        payload = json.dumps({"html": "", "plain": question, "ask": True, "draft": number, "field": field})
        outbox.add_text(
            tx,
            key=f"ask:{who.key}",
            kind=Kind.ASK,
            notifier=TELEGRAM,
            address=who.chat,
            payload=payload,
            now=self.clock.now(),
        )

    def written(self, tx: Tx, reply_to: str, text: str, who: Who) -> str | None:
        """A text in reply to a question or a card of ours; what the person hears. None: it was about something else."""
        found = acting.draft_of_message(tx, TELEGRAM, who.chat, reply_to, (Kind.ASK, Kind.DRAFT))
        if found is None:
            return None
        kind, payload = found
        number, field = _asked(kind, payload)
        if field == WHY:
            moved = self.rooms.refused_because(tx, number, who.person, text)
        elif field:
            moved = self.rooms.fill_in(tx, number, who.person, field, text)
        else:
            moved = self.rooms.own_words(tx, number, who.person, text[:LONGEST])
        if moved is None:
            return _GONE(who).text
        if moved.word is Word.KEPT:
            self._ask_open(tx, number, who)
        return word_text(moved, self.rooms.protocol, who.lang)


def _asked(kind: str, payload: str) -> tuple[int, str]:
    """The draft and the field a text answers; the field is empty for a whole text."""
    if kind == Kind.DRAFT:
        return int(payload), ""
    asked = json.loads(payload)
    return int(asked["draft"]), str(asked["field"])


def _say(who: Who, text: str, **values: str) -> str:
    return translator(who.lang).gettext(text).format(**values)


def _GONE(who: Who) -> Said:  # noqa: N802 - one answer, in the reader's language
    return Said(_say(who, N_("Dat is er niet meer.")), alert=True)
