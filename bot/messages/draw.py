"""Draw a notification from the case as it stands: gather the facts, let ``rules.explain`` find the words, sign the buttons."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.clock import Clock
from bot.desk.picking import picked
from bot.desk.versions import facts
from bot.messages import sheets
from bot.ports import TELEGRAM, Button, Message
from bot.rulebook import Rulebook, Rules
from bot.signed.choices import encode
from bot.signed.links import LIFE, PATH
from bot.store import Tx, cards, cases, fallback, found, mentions, people, reads, regroup, rhythm
from bot.store.outbox import Errand
from rules.case.deeds import Ask
from rules.case.model import Action, Case, NoticeKind, State
from rules.explain import names
from rules.explain.cards import CardText, said_text, why_text
from rules.explain.changes import proposal_text
from rules.explain.digest import digest
from rules.explain.notices import NoticeButton, NoticeFacts, moved, notice
from rules.explain.reasons import most_telling_first, sentence
from rules.explain.sheets import seen
from rules.i18n import Lang
from rules.judge import Verdict
from rules.mention import Mention
from rules.protocol.versions import Choice
from rules.protocol.versions import State as VersionState

Sign = Callable[[str, int, Action | Ask, int, int], str]
"""(chat, case, deed, turn, argument) → the signed data of a button."""
SignChoice = Callable[[str, int, Choice], str]
"""(chat, version, choice) → the signed data of a button under a version of the protocol."""
SignLink = Callable[[int, int, datetime], str]
"""(message, turn, expires at) → the last part of the address of a link that takes a case."""

Row = Callable[[Tx, Case, Errand], tuple[tuple[Button, ...], ...]]
"""More rows of buttons under the notification of an errand."""


def _nothing(tx: Tx, case: Case, errand: Errand) -> tuple[tuple[Button, ...], ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A message about a version of the protocol; ``waits``: nobody decided yet."""

    message: Message
    waits: bool


class Drawing(Protocol):
    """What makes messages: ``Drawer``, or in a replay something that keeps quiet."""

    def notice(self, tx: Tx, case: Case, errand: Errand, payload: str, view: str = "") -> Message:
        """The notification of this errand for this case, now; ``view``: which buttons."""

    def card(self, tx: Tx, errand: Errand) -> Message | None:
        """The explanation that was asked for; None when the case is not there any more."""

    def moved(self, case: Case, errand: Errand) -> Message:
        """What an older notification of the case becomes for somebody who has a newer one."""

    def sheet(self, tx: Tx, errand: Errand) -> Message | None:
        """A message about several cases or a storm; None when there is nothing left to say."""

    def proposal(self, tx: Tx, errand: Errand) -> Asked | None:
        """The message about a version of the protocol."""

    def digest(self, tx: Tx, errand: Errand, number: int, *, closed: bool = False) -> Message | None:
        """The digest with this number as its cases stand now; None when all are closed (unless ``closed`` are shown)."""


class Drawer:
    """Makes the message of an errand, in the reader's language."""

    def __init__(
        self,
        rulebook: Rulebook,
        clock: Clock,
        sign: Sign,
        public_url: str,
        sign_choice: SignChoice,
        sign_link: SignLink = lambda notice, turn, expires: "",
        links_url: str = "",
    ) -> None:
        """``links_url``: where a link to take a case goes, if not to ``public_url``."""
        self.rulebook = rulebook
        self.clock = clock
        self.sign = sign
        self.public_url = public_url.rstrip("/")
        self.links_url = (links_url or public_url).rstrip("/")
        self.sign_choice = sign_choice
        self.more: Row = _nothing
        """What may be done in public, as rows under a notification."""
        self.sign_link = sign_link

    def moved(self, case: Case, errand: Errand) -> Message:
        """An older notification, once there is a newer one."""
        text = moved(case, self._lang(errand))
        return Message(html=text.html, plain=text.plain)

    def _lang(self, errand: Errand) -> Lang:
        person = self.rulebook.current.protocol.people.get(errand.person)
        return Lang(person.lang) if person else Lang.NL

    def notice(self, tx: Tx, case: Case, errand: Errand, payload: str, view: str = "") -> Message:
        """The notification of this errand for this case, now. ``payload`` is kind, role and why, a line each."""
        rules = self.rulebook.current
        kind, role, why = payload.split("\n", 2)
        lang = self._lang(errand)
        facts = self._facts(tx, case, errand, role, why, rules, lang)
        if view:
            chosen = picked(tx, case, view)
            facts = replace(facts, view=view, colleagues=_colleagues(tx, case, rules), picking=chosen)
            facts = replace(facts, others=_others(tx, case, rules, lang))
        text = notice(case, facts, NoticeKind(kind), rules.protocol, lang, self.clock.now())
        buttons = tuple(tuple(self._buttons(row, case, errand)) for row in text.buttons)
        if not view:  # a choice shows only what can be chosen, with the way back last
            buttons = (*buttons, *self.more(tx, case, errand))
        elif facts.picking is not None and facts.picking.view is Ask.ABOUT:
            public = self.more(tx, case, replace(errand, mention=facts.picking.listed[0].number))
            buttons = (*public, *buttons)
        return Message(text.html, text.plain, buttons, silent=not errand.loud, lang=lang)

    def _buttons(self, row: Sequence[NoticeButton], case: Case, errand: Errand) -> Iterator[Button]:
        """Buttons that send data back; where that is impossible one link to take the case, if there are pages."""
        for button in row:
            if errand.notifier == TELEGRAM:
                choice = encode(button.action, button.choice)
                yield Button(button.label, self.sign(errand.address, case.id, button.action, case.turn, choice))
            elif button.action is Action.TAKE and self.links_url:
                token = self.sign_link(errand.id, case.turn, self.clock.now() + LIFE)
                yield Button(button.label, url=f"{self.links_url}{PATH}{token}")

    def digest(self, tx: Tx, errand: Errand, number: int, *, closed: bool = False) -> Message | None:
        """The digest with this number as its cases stand now; None when all are closed (unless ``closed`` are shown)."""
        found = [known[0] for case_id in fallback.digested(tx, number) if (known := cases.peek(tx, case_id))]
        if not closed and all(case.state is State.RESOLVED for case in found):
            return None
        link = f"{self.public_url}/" if self.public_url else ""
        lang = self._lang(errand)
        text, rows = digest(found, self.rulebook.current.protocol, lang, self.clock.now(), link=link)
        buttons = tuple(
            tuple(Button(label, self.sign(errand.address, case, Action.TAKE, turn, 0)) for label, case, turn in row)
            for row in rows
        )
        return Message(text.html, text.plain, buttons, silent=not errand.loud, lang=lang)

    def card(self, tx: Tx, errand: Errand) -> Message | None:
        """Why, or what was said (``payload``: ``why``, ``text`` or ``text whole``; with a number: of that mention)."""
        known = cases.peek(tx, errand.case_id or 0)
        if known is None:
            return None
        text = self._card(tx, known[0], errand.payload, self._lang(errand))
        return Message(text.html, text.plain, silent=True)

    def _card(self, tx: Tx, case: Case, wanted: str, lang: Lang) -> CardText:
        protocol, now = self.rulebook.current.protocol, self.clock.now()
        deed, *more = wanted.split()
        which = next((int(word) for word in more if word.isdigit()), 0)
        if deed == Ask.TEXT:
            hide, shown = "whole" not in more, cards.shown(tx, case, which)
            about = replace(case, mentions=1) if which else case
            return said_text(about, shown, hide=hide, protocol=protocol, lang=lang, now=now)
        worst = mentions.judged_mention(tx, which or case.worst_mention)
        judged = None if worst is None or worst[1] is None else (worst[0], worst[1])
        return why_text(case, judged, cards.rung(tx, case.id), cards.next_at(tx, case.id), protocol, lang, now)

    def sheet(self, tx: Tx, errand: Errand) -> Message | None:
        """A bundle, a summary or a question, as things stand now."""
        protocol = self.rulebook.current.protocol
        return sheets.draw(tx, errand, protocol, self._lang(errand), self.clock.now(), self.public_url, self.sign)

    def proposal(self, tx: Tx, errand: Errand) -> Asked | None:
        """The message about a version as it stands now; None when there is no such version."""
        version = facts(tx, int(errand.payload))
        if version is None:
            return None
        protocol = self.rulebook.current.protocol
        person = protocol.people.get(errand.person)
        lang = Lang(person.lang) if person else Lang.NL
        told = proposal_text(version, errand.person, protocol, lang, self.clock.now())
        row = tuple(Button(label, self.sign_choice(errand.address, version.number, c)) for label, c in told.buttons)
        message = Message(told.html, told.plain, (row,) if row else (), silent=not errand.loud)
        return Asked(message, version.proposal.state is VersionState.PROPOSED)

    def _facts(self, tx: Tx, case: Case, errand: Errand, role: str, why: str, rules: Rules, lang: Lang) -> NoticeFacts:
        worst = mentions.judged_mention(tx, errand.mention or case.worst_mention)
        mention, verdict = worst if worst is not None else (None, None)
        around = reads.around_notice(tx, case.id, errand.notice or errand.id, errand.person)
        return NoticeFacts(
            person=errand.person,
            role=role,
            why=why,
            nth=around.nth,
            text=mention.text if mention else "",
            names=_names(mention),
            platform=mention.platform if mention else "",
            url=(mention.url or "") if mention else "",
            posted_at=mention.posted_at if mention else None,
            link=f"{self.public_url}/cases/{case.id}" if self.public_url else "",
            platforms=around.platforms,
            first_at=around.first_at,
            fresh=around.fresh,
            suggest=verdict.suggest if verdict else (),
            template=(verdict.template or "") if verdict else "",
            checklist=verdict.checklist if verdict else (),
            reasons=(*_patterns(tx, case, rules, lang), *_reasons(verdict, rules, lang)),
            deleted=regroup.is_gone(tx, errand.mention or case.worst_mention),
        )


def _colleagues(tx: Tx, case: Case, rules: Rules) -> tuple[str, ...]:
    """Who can be asked: those who were told first, then everybody else who can be reached."""
    reached = {c.person for c in people.contacts(tx) if c.unreachable_since is None}
    return tuple(p for p in dict.fromkeys((*case.told, *rules.protocol.people)) if p in reached)


def _others(tx: Tx, case: Case, rules: Rules, lang: Lang) -> tuple[tuple[int, str], ...]:
    """The other cases that live, newest first, with what they are about."""
    discreet = rules.protocol.privacy.discreet
    live = [one for one in found.live(tx) if one.id != case.id and one.state is not State.RESOLVED]
    newest = sorted(live, key=lambda one: one.id, reverse=True)
    return tuple((one.id, "" if discreet else names.category(one.category, lang)) for one in newest)


def _names(mention: Mention | None) -> tuple[str, ...]:
    if mention is None:
        return ()
    return tuple(name for name in (mention.author.name, mention.author.handle) if name)


def _patterns(tx: Tx, case: Case, rules: Rules, lang: Lang) -> tuple[str, ...]:
    """What the patterns said of the case, the newest first."""
    if not case.patterns:
        return ()
    told = reversed(rhythm.alarms_of(tx, case.id))
    return tuple(seen(a.pattern, a.place, a.count, a.authors, a.usual, rules.protocol, lang) for a in told)


def _reasons(verdict: Verdict | None, rules: Rules, lang: Lang) -> tuple[str, ...]:
    if verdict is None:
        return ()
    return tuple(sentence(reason, rules.protocol, lang) for reason in most_telling_first(verdict.reasons))
