"""The tip line: what colleagues pass on from outside becomes a mention like any other, and they hear what came of it."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.ports import TELEGRAM, Batch, Button
from bot.rulebook import Rulebook
from bot.signed import public_buttons
from bot.store import Tx, mentions, outbox, tipline
from bot.store.outbox import Kind
from bot.texts import as_payload
from rules.explain import names
from rules.i18n import N_, Lang, translator
from rules.mention import Author, Mention, Via
from rules.mention import Kind as Sort

log = structlog.get_logger()

SOURCE = "collega"
PLATFORM = "tip"
UNKNOWN = "onbekend"
LONG = 25
"""Characters from which a loose text may be something that was passed on; shorter ones are small talk."""


@dataclass(frozen=True, slots=True)
class Tipped:
    """What somebody sent. ``forwarded``: by Telegram's own button; ``author``: only where it is public; ``attachment``:
    there was a picture or a film with it, which we do not read."""

    number: int
    text: str
    posted_at: datetime
    forwarded: bool = False
    author: str = ""
    attachment: bool = False


class Tips:
    """Asks once, keeps, thanks."""

    def __init__(self, rulebook: Rulebook, clock: Clock, key: bytes) -> None:
        self.rulebook = rulebook
        self.clock = clock
        self.key = key

    def sent(self, tx: Tx, tip: Tipped, person: str, chat: str, lang: Lang) -> str | None:
        """A text of a colleague that may come from outside: kept at once when it was forwarded, else asked about.

        What they hear; None when it is small talk.
        """
        if not tip.forwarded and (len(tip.text) < LONG or tip.text.startswith("/")):
            return None
        tipline.add(tx, str(tip.number), person, chat, tip.text, tip.author, tip.posted_at, attachment=tip.attachment)
        if tip.forwarded:
            self._keep(tx, str(tip.number), lang)
            return self._kept_text(lang, attachment=tip.attachment)
        self._ask(tx, tip, chat, lang)
        return ""

    def _ask(self, tx: Tx, tip: Tipped, chat: str, lang: Lang) -> None:
        say = translator(lang).gettext
        yes, no = (public_buttons.sign(self.key, chat, public_buttons.TipAnswer(tip.number, x)) for x in (True, False))
        buttons = ((Button(say(N_("Ja, van buiten")), yes),), (Button(say(N_("Nee")), no),))
        question = say(N_("Is dit een bericht van buiten? Dan beoordeelt seintje het zoals elk ander bericht."))
        payload = as_payload(question, lang.value, buttons=buttons)
        key = f"tip:{tip.number}"
        outbox.add_text(
            tx, key=key, kind=Kind.TEXT, notifier=TELEGRAM, address=chat, payload=payload, now=self.clock.now()
        )

    def answer(self, tx: Tx, number: int, person: str, *, yes: bool, lang: Lang) -> str:
        """Yes or no to the question; what the person hears."""
        say = translator(lang).gettext
        tip = tipline.find(tx, str(number))
        if tip is None or tip.person != person or tip.state != "asked":
            return say(N_("Dit is al afgehandeld."))
        if not yes:
            tipline.settle(tx, str(number), "dropped")
            return say(N_("Goed, dan doet seintje er niets mee."))
        self._keep(tx, str(number), lang)
        return self._kept_text(lang, attachment=tip.kind == "attachment")

    @staticmethod
    def _kept_text(lang: Lang, *, attachment: bool) -> str:
        say = translator(lang).gettext
        text = say(N_("Dank. seintje bekijkt het; u hoort wat ervan kwam."))
        return f"{text} {say(N_('De bijlage leest seintje niet, alleen de tekst.'))}" if attachment else text

    def _keep(self, tx: Tx, key: str, lang: Lang) -> None:
        tip = tipline.find(tx, key)
        if tip is None:
            return
        mention = Mention(
            id=f"tip-{key}",
            platform=PLATFORM,
            kind=Sort.POST,
            text=tip.words,
            posted_at=tip.posted_at,
            author=Author(tip.author or UNKNOWN),
            via=Via.TIP,
            source=SOURCE,
        )
        mentions.store_mentions(tx, SOURCE, Batch([mention], "").mentions, self.clock.now())
        tipline.settle(tx, key, "kept")

    def thank(self, tx: Tx) -> int:
        """Tell colleagues what came of what they passed on; returns how many were told."""
        told = 0
        for tip, case, level in tipline.judged(tx, SOURCE):
            self._tell(tx, tip, case, level)
            tipline.settle(tx, tip.key, "thanked")
            told += 1
        return told

    def _tell(self, tx: Tx, tip: "tipline.Tip", case: int | None, level: str) -> None:
        protocol = self.rulebook.current.protocol
        person = protocol.people.get(tip.person)
        lang = Lang(person.lang) if person else Lang.NL
        say = translator(lang).gettext
        if case is not None:
            text = say(N_("Uw tip hoort bij zaak {number} ({level}). Dank u wel.")).format(
                number=case, level=names.level(level, protocol)
            )
        elif level:
            text = say(N_("Uw tip is bekeken en bewaard ({level}); er is geen zaak van gemaakt. Dank u wel.")).format(
                level=names.level(level, protocol)
            )
        else:
            text = say(N_("Uw tip is bekeken: volgens het protocol gaat hij niet over ons. Dank u wel."))
        outbox.add_text(
            tx,
            key=f"thanks:{tip.key}",
            kind=Kind.TEXT,
            notifier=TELEGRAM,
            address=tip.address,
            payload=as_payload(text, lang.value, silent=True),
            now=self.clock.now(),
        )
