"""Draw a notification from the case as it stands: gather the facts, let ``rules.explain`` find the words, sign the buttons."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot import sheets
from bot.clock import Clock
from bot.ports import Button, Message
from bot.rulebook import Rulebook, Rules
from bot.store import Tx, mentions, reads, rhythm
from bot.store.outbox import Errand
from bot.versions import facts
from rules.case.model import Action, Case, NoticeKind
from rules.explain.changes import proposal_text
from rules.explain.notices import NoticeFacts, moved, notice
from rules.explain.reasons import most_telling_first, sentence
from rules.explain.sheets import seen
from rules.i18n import Lang
from rules.judge import Verdict
from rules.mention import Mention
from rules.protocol.versions import Choice, State

Sign = Callable[[str, int, Action, int], str]
"""(chat, case, action, turn) → the signed data of a button."""
SignChoice = Callable[[str, int, Choice], str]
"""(chat, version, choice) → the signed data of a button under a version of the protocol."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A message about a version of the protocol; ``waits``: nobody decided yet."""

    message: Message
    waits: bool


class Drawing(Protocol):
    """What makes messages: ``Drawer``, or in a replay something that keeps quiet."""

    def notice(self, tx: Tx, case: Case, errand: Errand, payload: str) -> Message:
        """The notification of this errand for this case, now."""

    def moved(self, case: Case, errand: Errand) -> Message:
        """What an older notification of the case becomes for somebody who has a newer one."""

    def sheet(self, tx: Tx, errand: Errand) -> Message | None:
        """A message about several cases or a storm; None when there is nothing left to say."""

    def proposal(self, tx: Tx, errand: Errand) -> Asked | None:
        """The message about a version of the protocol."""


class Drawer:
    """Makes the message of an errand, in the reader's language."""

    def __init__(self, rulebook: Rulebook, clock: Clock, sign: Sign, public_url: str, sign_choice: SignChoice) -> None:
        self.rulebook = rulebook
        self.clock = clock
        self.sign = sign
        self.public_url = public_url.rstrip("/")
        self.sign_choice = sign_choice

    def moved(self, case: Case, errand: Errand) -> Message:
        """An older notification, once there is a newer one."""
        text = moved(case, self._lang(errand))
        return Message(html=text.html, plain=text.plain)

    def _lang(self, errand: Errand) -> Lang:
        person = self.rulebook.current.protocol.people.get(errand.person)
        return Lang(person.lang) if person else Lang.NL

    def notice(self, tx: Tx, case: Case, errand: Errand, payload: str) -> Message:
        """The notification of this errand for this case, now. ``payload`` is kind, role and why, a line each."""
        rules = self.rulebook.current
        kind, role, why = payload.split("\n", 2)
        lang = self._lang(errand)
        facts = self._facts(tx, case, errand, role, why, rules, lang)
        text = notice(case, facts, NoticeKind(kind), rules.protocol, lang, self.clock.now())
        buttons = tuple(
            tuple(Button(b.label, self.sign(errand.address, case.id, b.action, case.turn)) for b in row)
            for row in text.buttons
        )
        return Message(html=text.html, plain=text.plain, buttons=buttons, silent=not errand.loud)

    def sheet(self, tx: Tx, errand: Errand) -> Message | None:
        """A bundle, a summary or a question, as things stand now."""
        protocol = self.rulebook.current.protocol
        return sheets.draw(tx, errand, protocol, self._lang(errand), self.clock.now(), self.public_url, self.sign)

    def proposal(self, tx: Tx, errand: Errand) -> Asked | None:
        """The message about a version as it stands now; None when there is no such version."""
        found = facts(tx, int(errand.payload))
        if found is None:
            return None
        protocol = self.rulebook.current.protocol
        person = protocol.people.get(errand.person)
        lang = Lang(person.lang) if person else Lang.NL
        told = proposal_text(found, errand.person, protocol, lang, self.clock.now())
        row = tuple(Button(label, self.sign_choice(errand.address, found.number, c)) for label, c in told.buttons)
        message = Message(told.html, told.plain, (row,) if row else (), silent=not errand.loud)
        return Asked(message, found.proposal.state is State.PROPOSED)

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
        )


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
