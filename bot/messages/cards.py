"""Draw what belongs to public actions: the card of a draft, the row under a notification. Signs the buttons."""

from bot.acting import Acting
from bot.ports import TELEGRAM, Button, Message
from bot.signed import public_buttons
from bot.store import Tx, acting, mentions, outbox
from bot.store.outbox import Errand, Kind
from rules.case.acting import TEXTS
from rules.case.actions import Verb
from rules.case.model import Case, State
from rules.explain.acting import Card, CardButton, CardFacts, card, verb_name
from rules.i18n import N_, Lang, translator

_START = {
    Verb.REPLY: N_("Antwoord kiezen"),
    Verb.HIDE: N_("Verberg"),
    Verb.DELETE: N_("Verwijder"),
    Verb.BLOCK: N_("Weer de afzender"),
    Verb.REPORT: N_("Meld bij het platform"),
    Verb.LIKE: N_("Vind leuk"),
}
_PROPOSE = N_("Reactie voorstellen")
_MOVED = N_("↓ Zaak {number}: lees verder in het nieuwere bericht hieronder.")


class Cards:
    """Makes cards and rows in the reader's language."""

    def __init__(self, rooms: Acting, key: bytes, public_url: str = "") -> None:
        self.rooms = rooms
        self.key = key
        self.public_url = public_url.rstrip("/")

    def message(self, tx: Tx, errand: Errand) -> tuple[Message, int] | None:
        """The card of the draft in ``errand.payload`` as it stands now, and its version; None when there is none."""
        number = int(errand.payload)
        kept, facts = acting.peek(tx, number), self.rooms.facts(tx, number)
        if kept is None or facts is None:
            return None
        lang = self._lang(errand.person)
        if errand.kind == Kind.DRAFT_EDIT and outbox.has_newer_draft(tx, errand):
            text = translator(lang).gettext(_MOVED).format(number=kept.draft.case)
            return Message(text, text, lang=lang), kept.version
        drawn = card(facts, errand.person, self.rooms.protocol, lang)
        if errand.notifier == TELEGRAM:
            rows = tuple(tuple(self._button(b, facts, errand.address) for b in row) for row in drawn.buttons)
        else:  # nothing can be pressed there: the page has the same buttons
            rows = self._page(facts, lang)
        return Message(drawn.html, drawn.plain, rows, silent=not errand.loud, lang=lang), kept.version

    def _page(self, facts: CardFacts, lang: Lang) -> tuple[tuple[Button, ...], ...]:
        if not self.public_url:
            return ()
        label = translator(lang).gettext(N_("Bekijk en beslis (na inloggen)"))
        return ((Button(label, url=f"{self.public_url}/cases/{facts.draft.case}/public"),),)

    def shown(self, tx: Tx, number: int, person: str, lang: Lang) -> tuple[CardFacts, Card] | None:
        """The same for a page."""
        facts = self.rooms.facts(tx, number)
        return None if facts is None else (facts, card(facts, person, self.rooms.protocol, lang))

    def _button(self, button: CardButton, facts: CardFacts, chat: str) -> Button:
        if button.action is None:
            return Button(button.label, copy=button.copy)
        pressed = public_buttons.OnCard(facts.draft.id, button.action, facts.draft.turn, button.arg)
        return Button(button.label, public_buttons.sign(self.key, chat, pressed))

    def row(self, tx: Tx, case: Case, errand: Errand) -> tuple[tuple[Button, ...], ...]:
        """The row under a notification: what may be done about the message it shows, once somebody holds the case."""
        if case.state not in (State.ACKNOWLEDGED, State.SNOOZED):
            return ()
        mention = errand.mention or case.worst_mention
        if mentions.judged_mention(tx, mention) is None:
            return ()
        mine = case.assignee == errand.person
        verbs = self.rooms.offered(tx, case, mention, errand.person)
        wanted = [verb for verb in verbs if mine or verb in TEXTS]
        say = translator(self._lang(errand.person)).gettext
        return self._in_rows(
            [
                Button(
                    say(_START.get(verb, verb_name(verb, Lang.NL)) if mine else _PROPOSE),
                    public_buttons.sign(self.key, errand.address, public_buttons.Start(case.id, verb, mention)),
                )
                for verb in wanted
            ]
        )

    @staticmethod
    def _in_rows(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
        return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))

    def _lang(self, person: str) -> Lang:
        known = self.rooms.protocol.people.get(person)
        return Lang(known.lang) if known else Lang.NL
