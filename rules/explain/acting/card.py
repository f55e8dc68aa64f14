"""The card of a draft: what it is about, the text, what is in the way, and the buttons that work now for whoever reads."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from html import unescape

from rules.case.acting import PATIENCE, TEXTS, Later, Outcome, Permission, Why
from rules.case.actions import UNDONE_BY, Failure, Verb
from rules.case.drafts import Draft, Stage
from rules.case.secrecy import Finding
from rules.explain import names
from rules.explain.acting.reasons import failure_text, permission_text, verb_done, verb_name
from rules.explain.notices.markup import anchor, bullets, safe
from rules.explain.quote import quote
from rules.explain.secrecy import told
from rules.explain.when import moment
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol

COPY = 256
"""Characters a copy button takes (Bot API, ``CopyTextButton``)."""
TEMPLATES = 12
HOUSE_TEXTS = ("huisregels", "house_rules")
"""The agreed text that explains to an author why a message was hidden."""


class CardAction(StrEnum):
    """A button of a card. ``arg`` of ``TEMPLATE`` is the place in the list of texts."""

    TEMPLATE = "template"
    OWN = "own"
    SUBMIT = "submit"
    AGREE = "agree"
    CHANGE = "change"
    DECLINE = "decline"
    THERE = "there"
    NOT_THERE = "not_there"
    AGAIN = "again"
    UNDO = "undo"
    EXPLAIN = "explain"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class CardButton:
    """``copy``: the text it copies instead of asking us anything."""

    label: str
    action: CardAction | None = None
    arg: int = 0
    copy: str = ""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card shows. ``permission`` and ``findings`` are of the present text; ``open`` the fields not filled in.

    ``text`` is ours, ``said`` … ``url`` the message it is about; ``asked``: who was asked to agree; ``later``: who can be
    when nobody could; ``alone``: whether it may be done alone after a while; ``templates`` in order of the
    list, the suggested ones first; ``can``: the verbs the source knows.
    """

    draft: Draft
    permission: Permission
    text: str = ""
    open: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    said: str = ""
    names: tuple[str, ...] = ()
    platform: str = ""
    url: str = ""
    templates: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    later: Later | None = None
    alone: bool = False
    can: frozenset[Verb] = frozenset()
    placed: str = ""
    appeal_until: datetime | None = None
    dear: float | None = None
    """What placing this text costs in dollars, where its links make it dear."""


@dataclass(frozen=True, slots=True)
class Card:
    """``html`` in Telegram's subset, ``plain`` without markup, the buttons row by row."""

    html: str
    plain: str
    buttons: tuple[tuple[CardButton, ...], ...] = ()


def card(facts: CardFacts, person: str, protocol: Protocol, lang: Lang) -> Card:
    """The card for ``person`` as the draft stands. Never raises, whatever was written."""
    made = _Making(facts, person, protocol, lang)
    lines = [*made.head(), *made.body(), *made.status()]
    html = "\n".join(line for line in lines if line is not None).strip()
    plain = unescape(re.sub(r'<a href="([^"]*)">(.*?)</a>', r"\2: \1", html))
    plain = re.sub(r"</?(?:b|pre|blockquote)>", "", plain)
    return Card(html, plain, made.buttons())


@dataclass(frozen=True, slots=True)
class _Making:
    facts: CardFacts
    person: str
    protocol: Protocol
    lang: Lang

    @property
    def draft(self) -> Draft:
        return self.facts.draft

    @property
    def mine(self) -> bool:
        return self.draft.by == self.person

    def say(self, text: str, **values: object) -> str:
        return translator(self.lang).gettext(text).format(**values)

    # --- text ------------------------------------------------------------------------------------------

    def head(self) -> list[str | None]:
        what = verb_name(self.draft.verb, self.lang)
        where = names.platform(self.facts.platform, self.lang) if self.facts.platform else ""
        title = self.say(N_("Zaak {number}: {what}"), number=self.draft.case, what=what)
        hide = self.protocol.privacy.hide_names_in_alerts
        said = quote(self.facts.said, self.lang, names=self.facts.names, hide=hide, length=200)
        quoted = f"<blockquote>{safe(said)}</blockquote>" if said and not self.protocol.privacy.discreet else None
        return [f"<b>{safe(title)}</b>" + (f" · {safe(where)}" if where else ""), quoted]

    def body(self) -> list[str | None]:
        """Our text, to be copied with a tap; and for an action by which rule."""
        lines: list[str | None] = []
        if self.facts.text:
            lines.append(f"<pre>{safe_lines(self.facts.text)}</pre>")
        if self.draft.breach:
            breach = names.category(self.draft.breach, self.lang)
            lines.append(safe(self.say(N_("Huisregel: {breach}"), breach=breach)))
        return lines

    def status(self) -> list[str | None]:
        stages: dict[Stage, Callable[[], list[str]]] = {
            Stage.WRITING: self._writing,
            Stage.PROPOSED: self._proposed,
            Stage.SENDING: lambda: [self.say(N_("⏳ Het gaat de deur uit…"))],
            Stage.BY_HAND: self._by_hand,
            Stage.DONE: self._done,
            Stage.FAILED: self._failed,
            Stage.UNSURE: self._unsure,
            Stage.REFUSED: self._refused,
            Stage.WITHDRAWN: lambda: [self.say(N_("Ingetrokken."))],
        }
        return [*stages[self.draft.stage]()]

    def _writing(self) -> list[str]:
        if not self.mine:
            return [self.say(N_("{name} past de tekst aan."), name=self._name(self.draft.by))]
        if self.draft.verb in TEXTS and not self.facts.text:
            todo = bullets(self.facts.checklist, 160)
            first = [f"<b>{safe(self.say(N_('Doe eerst dit')))}:</b>", *todo] if todo else []
            return [*first, safe(self.say(N_("Kies een tekst, of schrijf er zelf een.")))]
        found = self._warnings()
        return [*found, safe(permission_text(self.facts.permission, self.protocol, self.lang))]

    def _warnings(self) -> list[str]:
        """What gives something away, and what costs much."""
        found = [told(finding, self.lang) for finding in self.facts.findings[:5]]
        if self.facts.dear is not None:
            dear = N_("Door de link kost dit antwoord ${price:.2f}; zonder link kost het bijna niets.")
            found.append(self.say(dear, price=self.facts.dear))
        return [f"⚠️ {safe(one)}" for one in found]

    def _proposed(self) -> list[str]:
        found = self._warnings()
        agreed = [self._name(person) for person in self.draft.agreed]
        lines = [*found]
        if agreed:
            lines.append(safe(self.say(N_("✅ Akkoord: {names}"), names=", ".join(agreed))))
        lines += self._seen()
        if self.mine:
            return [*lines, *self._waiting()]
        who = self._name(self.draft.by)
        return [*lines, safe(self.say(N_("{name} vraagt uw akkoord."), name=who)), *self._reason()]

    def _seen(self) -> list[str]:
        """Who has looked, and when: it says that somebody is on it, not that they agree."""
        zone, since = self.protocol.timezone, self.draft.proposed_at
        looked = [f"{self._name(who)} {moment(at, since or at, zone, self.lang)}" for who, at in self.draft.seen]
        return [safe(self.say(N_("👀 Gezien: {names}"), names=", ".join(looked)))] if looked else []

    def _may_say_seen(self) -> list[CardButton]:
        """Once for each of the others."""
        said = self.mine or any(who == self.person for who, _ in self.draft.seen)
        return [] if said else [self._button(N_("Gezien"), CardAction.SEEN)]

    def _waiting(self) -> list[str]:
        """Whom it waits for; where nobody could be asked, what the writer can do."""
        waiting = ", ".join(self._name(p) for p in self.facts.asked if p not in self.draft.agreed)
        if waiting:
            return [safe(self.say(N_("Wacht op akkoord van {names}."), names=waiting))]
        lines = [safe(self.say(N_("Er is nu niemand te bereiken die akkoord mag geven.")))]
        later = self.facts.later
        if later is None:
            lines.append(safe(self.say(N_("Spreek zelf een collega aan. Wie weer bereikbaar is, krijgt de vraag."))))
        else:
            at = moment(later.at, self.draft.proposed_at or later.at, self.protocol.timezone, self.lang)
            names_ = ", ".join(self._name(p) for p in later.people)
            lines.append(safe(self.say(N_("Wacht op {names}: die krijgt de vraag om {at}."), names=names_, at=at)))
        if self.facts.alone:
            minutes = PATIENCE // timedelta(minutes=1)
            alone = N_(
                "Is er haast? Na {minutes} minuten mag u het alleen doen. Schrijf dan de reden als antwoord hierop."
            )
            lines.append(safe(self.say(alone, minutes=minutes)))
        return lines

    def _reason(self) -> list[str]:
        return [safe(self.say(N_("Reden: {reason}"), reason=self.draft.reason))] if self.draft.reason else []

    def _by_hand(self) -> list[str]:
        link = [anchor(self.facts.url, self.say(N_("Open het bericht")))] if self._linkable() else []
        return [
            safe(self.say(N_("Akkoord. seintje plaatst dit hier niet zelf: kopieer de tekst en plaats hem."))),
            *link,
        ]

    def _linkable(self) -> bool:
        return re.match(r"https?://[^\s]{1,290}$", self.facts.url) is not None

    def _done(self) -> list[str]:
        agreed = [p for p in self.draft.agreed]
        lines = [f"☑️ {safe(verb_done(self.draft.verb, self.lang))}"]
        who = ", ".join(self._name(p) for p in (self.draft.by, *agreed))
        lines.append(safe(self.say(N_("Door {names}"), names=who)))
        if self.facts.appeal_until is not None:
            until = self.facts.appeal_until.astimezone(self.protocol.timezone)
            lines.append(safe(self.say(N_("Bezwaar kan tot {date}"), date=f"{until:%d-%m-%Y}")))
        return [*lines, *self._seen()]

    def _failed(self) -> list[str]:
        why = failure_text(self.draft.failure or Failure.UNKNOWN, self.lang)
        return [f"❌ {safe(why)}"]

    def _unsure(self) -> list[str]:
        lines = [safe(self.say(N_("❓ Het platform gaf geen antwoord: misschien is het gebeurd, misschien niet.")))]
        lines.append(safe(self.say(N_("Kijk op het platform. seintje doet het niet nog eens zonder u."))))
        if self._linkable():
            lines.append(anchor(self.facts.url, self.say(N_("Open het bericht"))))
        return lines

    def _refused(self) -> list[str]:
        by = self._name(self.draft.refused_by)
        return [safe(self.say(N_("🚫 Afgewezen door {name}."), name=by)), *self._reason()]

    def _name(self, person: str) -> str:
        return names.short(person, self.protocol)

    # --- buttons ---------------------------------------------------------------------------------------

    def buttons(self) -> tuple[tuple[CardButton, ...], ...]:
        stages: dict[Stage, Callable[[], list[list[CardButton]]]] = {
            Stage.WRITING: self._writing_rows,
            Stage.PROPOSED: self._proposed_rows,
            Stage.BY_HAND: self._by_hand_rows,
            Stage.DONE: self._done_rows,
            Stage.FAILED: lambda: [[self._button(N_("Opnieuw"), CardAction.AGAIN), self._drop()]],
            Stage.UNSURE: lambda: [
                [self._button(N_("Het is gebeurd"), CardAction.THERE)],
                [self._button(N_("Het is niet gebeurd"), CardAction.NOT_THERE)],
            ],
        }
        rows = stages.get(self.draft.stage, list[list[CardButton]])()
        return tuple(tuple(row) for row in rows if row)

    def _button(self, label: str, action: CardAction, arg: int = 0, **values: str) -> CardButton:
        return CardButton(self.say(label, **values), action, arg)

    def _drop(self) -> CardButton:
        return self._button(N_("Laat maar"), CardAction.DECLINE)

    def _writing_rows(self) -> list[list[CardButton]]:
        if not self.mine:
            return []
        go = self._go()
        if self.draft.verb not in TEXTS:
            return [[*go, self._drop()]]
        own = self._button(N_("Eigen tekst"), CardAction.OWN)
        if self.facts.text:
            change = self._button(N_("Andere tekst"), CardAction.CHANGE)
            return [go, [own, change], [self._drop()]]
        texts = [
            [CardButton(_label(t), CardAction.TEMPLATE, n)] for n, t in enumerate(self.facts.templates[:TEMPLATES])
        ]
        return [*texts, [own, self._drop()]]

    def _go(self) -> list[CardButton]:
        match self.facts.permission.outcome:
            case Outcome.DO if self.draft.verb in TEXTS:
                here = self.draft.verb in self.facts.can  # else it can only be copied, and the button promises no more
                return [self._button(N_("Plaats het") if here else N_("Ik plaats het zelf"), CardAction.SUBMIT)]
            case Outcome.DO:
                return [self._button(N_("Doe het"), CardAction.SUBMIT)]
            case Outcome.SECOND:
                return [self._button(N_("Leg voor"), CardAction.SUBMIT)]
            case _:
                return []

    def _proposed_rows(self) -> list[list[CardButton]]:
        if self.mine:
            alone = self.facts.permission.outcome is Outcome.DO
            go = [self._button(N_("Doe het alleen"), CardAction.SUBMIT)] if alone else []
            return [go, [self._button(N_("Trek in"), CardAction.DECLINE)]]
        if self.person in self.draft.agreed:
            return []
        change = [self._button(N_("Wijzig"), CardAction.OWN)] if self.draft.verb in TEXTS else []
        agree = [self._button(N_("Akkoord"), CardAction.AGREE)]
        if self.facts.permission.why in (Why.SECRET, Why.ANSWERED, Why.GONE):
            agree = []
        return [agree, [*change, self._button(N_("Weiger"), CardAction.DECLINE)], self._may_say_seen()]

    def _by_hand_rows(self) -> list[list[CardButton]]:
        copy = (
            [CardButton(self.say(N_("Kopieer de tekst")), copy=self.facts.text)]
            if 0 < len(self.facts.text) <= COPY
            else []
        )
        placed = self._button(N_("Ik heb het geplaatst"), CardAction.THERE)
        return [copy, [placed, self._button(N_("Laat maar"), CardAction.NOT_THERE)]]

    def _done_rows(self) -> list[list[CardButton]]:
        back = UNDONE_BY.get(self.draft.verb)
        undo = []
        if back is not None and back in self.facts.can and (back is not Verb.DELETE_OWN or self.draft.own):
            labels = {Verb.UNHIDE: N_("Zichtbaar maken"), Verb.DELETE_OWN: N_("Haal ons antwoord weg")}
            undo = [self._button(labels.get(back, N_("Maak ongedaan")), CardAction.UNDO)]
        explain = []
        if self.draft.verb is Verb.HIDE and any(t in self.protocol.templates for t in HOUSE_TEXTS):
            explain = [self._button(N_("Leg het uit aan de afzender"), CardAction.EXPLAIN)]
        looks_after = self.draft.review is not None and not self.draft.agreed
        return [undo, explain, self._may_say_seen() if looks_after else []]


def _label(template: str) -> str:
    return template.replace("_", " ").capitalize()


def safe_lines(text: str) -> str:
    """Any text with its lines kept, inert."""
    return "\n".join(safe(line) for line in text.splitlines())
