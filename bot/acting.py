"""What colleagues do in public: wishes taken to drafts, drafts to other people, and agreed ones to the way out.

The only writer of drafts. Decisions are ``rules.case.drafts``; this room loads, asks, and writes what follows beside it,
in the caller's transaction.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

import structlog

from bot.clock import Clock
from bot.desk import Desk, Team, team
from bot.ports import TELEGRAM, Actor, Capabilities, Dear, PublicAct, Target
from bot.store import Store, Tx, acting, cases, mentions, outbox, rhythm
from bot.store.acting import Kept, Measure
from bot.store.codec import dump
from rules.case.acting import TEXTS, Asked, Later, Moment, Outcome, asked_later, can_wait_alone, may
from rules.case.actions import UNDONE_BY, Verb
from rules.case.chain import is_loud
from rules.case.drafts import (
    OVER,
    Acted,
    Again,
    Agreed,
    AskAgain,
    AskSecond,
    Declined,
    Draft,
    DraftEffect,
    DraftEvent,
    Explained,
    Looked,
    Moved,
    Publish,
    Stage,
    Submitted,
    Tell,
    Waited,
    Written,
    move,
)
from rules.case.model import ActedUpon, Case, Record, State
from rules.case.secrecy import Finding, Known, look
from rules.case.texts import canonical, fill, initials
from rules.duty.hours import next_office_opening
from rules.duty.roster import who
from rules.explain.acting import CardAction, CardFacts
from rules.explain.acting.card import HOUSE_TEXTS
from rules.judge import Verdict
from rules.mention import Mention, Via
from rules.protocol.model import Protocol
from rules.text.values import Tone

log = structlog.get_logger()

NOTHING = Capabilities()
REMEMBERED = ("contact", "link")
"""Fields that are the same every time: what was last given is offered."""


SECOND = "second"
"""The chore that looks again for a second person, with the number of the draft."""


@dataclass(frozen=True, slots=True)
class About:
    """Everything around a draft: its case, the message, the judgement, what its source can do."""

    case: Case
    mention: Mention
    verdict: Verdict | None
    source: str
    can: Capabilities


class Acting:
    """Takes wishes to drafts."""

    def __init__(self, store: Store, desk: Desk, clock: Clock, actors: Mapping[str, Actor]) -> None:
        self.store = store
        self.desk = desk
        self.clock = clock
        self.actors = actors

    @property
    def protocol(self) -> Protocol:
        """The protocol in force."""
        return self.desk.rules.protocol

    # --- wishes ----------------------------------------------------------------------------------------

    def offered(self, tx: Tx, case: Case, mention: int, person: str) -> tuple[Verb, ...]:
        """The verbs for which a button under the notification makes sense."""
        about = self.about(tx, case, mention)
        if about is None or case.state is State.RESOLVED or case.drill:
            return ()
        text = bool(self.protocol.templates) or Verb.REPLY in about.can.verbs
        glad = about.verdict is not None and about.verdict.sentiment.label is Tone.POSITIVE
        ruled = (Verb.HIDE, Verb.DELETE, Verb.BLOCK, Verb.REPORT)
        wanted = (*([Verb.REPLY] if text else []), *ruled, *([Verb.LIKE] if glad else []))
        possible = [verb for verb in wanted if verb in TEXTS or verb in about.can.verbs]
        if not possible:
            return ()
        at = self.moment(tx)
        return tuple(verb for verb in possible if self._makes_sense(tx, about, mention, verb, person, at))

    def _makes_sense(self, tx: Tx, about: About, mention: int, verb: Verb, person: str, at: Moment) -> bool:
        trial = self._trial(about, mention, verb, person)
        asked = self.wish(tx, Kept(trial, "x", {}, 0), about)
        return may(asked, at).outcome is not Outcome.REFUSED

    @staticmethod
    def _trial(about: About, mention: int, verb: Verb, person: str) -> Draft:
        return Draft(0, about.case.id, mention, verb, about.source, person)

    def start(self, tx: Tx, number: int, mention: int, verb: Verb, person: str) -> int | None:
        """Begin a draft and put its card on the person's phone; an unfinished one of theirs is taken up again.

        None: there is no such case or message.
        """
        found = cases.peek(tx, number)
        about = self.about(tx, found[0], mention) if found else None
        if about is None:
            return None
        for known in acting.under_way(tx, mention):
            if known.by == person and known.verb is verb and known.stage not in (*OVER, Stage.SENDING):
                self._card(tx, known, person, about.case, again=True)
                return known.id
        draft = acting.open_draft(tx, self._trial(about, mention, verb, person), self.clock.now())
        self._card(tx, draft, person, about.case)
        return draft.id

    def choose(self, tx: Tx, number: int, person: str, template: str) -> Moved | None:
        """Give a draft the text of a template, with everything filled in that is known."""
        kept = acting.load(tx, number)
        about = self._about_draft(tx, kept)
        if kept is None or about is None or template not in self.protocol.templates:
            return None
        values = self._known_values(tx, about, person)
        text = fill(self.protocol.templates[template].text, values).text
        return self._write(tx, kept, about, person, template, text, values)

    def fill_in(self, tx: Tx, number: int, person: str, field: str, value: str) -> Moved | None:
        """Fill in a field that was open."""
        kept = acting.load(tx, number)
        about = self._about_draft(tx, kept)
        if kept is None or about is None:
            return None
        values = {**kept.filled, canonical(field): value}
        text = fill(kept.words, {canonical(field): value}).text
        return self._write(tx, kept, about, person, kept.draft.template, text, values)

    def own_words(self, tx: Tx, number: int, person: str, text: str) -> Moved | None:
        """Give a draft somebody's own words; for an action the reason why it is done alone."""
        kept = acting.load(tx, number)
        about = self._about_draft(tx, kept)
        if kept is None or about is None:
            return None
        if kept.draft.verb not in TEXTS:
            return self._submit_with_reason(tx, kept, about, person, text)
        return self._write(tx, kept, about, person, None, text.strip(), {})

    def clear(self, tx: Tx, number: int, person: str) -> Moved | None:
        """Take the text away, to choose another."""
        kept = acting.load(tx, number)
        about = self._about_draft(tx, kept)
        return None if kept is None or about is None else self._write(tx, kept, about, person, None, "", {})

    def _write(
        self, tx: Tx, kept: Kept, about: About, person: str, template: str | None, text: str, values: Mapping[str, str]
    ) -> Moved:
        changed = replace(kept, words=text)
        event = Written(person, template, self.wish(tx, changed, about))
        return self._take(tx, kept, about, event, words=text, filled=dump(dict(values)))

    def _submit_with_reason(self, tx: Tx, kept: Kept, about: About, person: str, reason: str) -> Moved:
        with_reason = replace(kept, draft=replace(kept.draft, reason=reason.strip()[:500]))
        return self._take(tx, kept, about, Submitted(person, kept.draft.turn, self.wish(tx, with_reason, about)))

    def submit(self, tx: Tx, number: int, person: str, turn: int) -> Moved | None:
        """The writer wants it out."""
        return self._event(tx, number, lambda asked: Submitted(person, turn, asked))

    def agree(self, tx: Tx, number: int, person: str, turn: int) -> Moved | None:
        """Somebody says yes."""
        return self._event(tx, number, lambda asked: Agreed(person, turn, asked))

    def decline(self, tx: Tx, number: int, person: str, turn: int, reason: str = "") -> Moved | None:
        """Somebody says no, or the writer takes it back."""
        return self._event(tx, number, lambda asked: Declined(person, turn, asked, reason))

    def refused_because(self, tx: Tx, number: int, person: str, reason: str) -> Moved | None:
        """Whoever refused says why."""
        return self._event(tx, number, lambda _: Explained(person, reason.strip()[:500]))

    def looked(self, tx: Tx, number: int, person: str, *, happened: bool) -> Moved | None:
        """A person looked: it is there or it is not."""
        return self._event(tx, number, lambda _: Looked(person, happened))

    def again(self, tx: Tx, number: int, person: str) -> Moved | None:
        """A person wants another try."""
        return self._event(tx, number, lambda asked: Again(person, asked))

    def undo(self, tx: Tx, number: int, person: str) -> Moved | None:
        """Take back what was done: a draft of its own that goes the same way."""
        kept = acting.peek(tx, number)
        if kept is None or kept.draft.stage is not Stage.DONE or kept.draft.verb not in UNDONE_BY:
            return None
        done = kept.draft
        back = Draft(
            0, done.case, done.mention, UNDONE_BY[done.verb], done.source, person, undoes=done.id, own=done.own
        )
        draft = acting.open_draft(tx, back, self.clock.now())
        return self.submit(tx, draft.id, person, 0)

    def explain(self, tx: Tx, number: int, person: str) -> int | None:
        """Begin the explanation to an author whose message was hidden; the number of that draft."""
        kept = acting.peek(tx, number)
        text = next((t for t in HOUSE_TEXTS if t in self.protocol.templates), None)
        if kept is None or text is None:
            return None
        draft = self.start(tx, kept.draft.case, kept.draft.mention, Verb.REPLY, person)
        if draft is not None:
            self.choose(tx, draft, person, text)
        return draft

    def pressed(self, tx: Tx, number: int, action: CardAction, person: str, turn: int, place: int) -> Moved | None:
        """A button of a card that needs no words, on a phone or a page."""
        match action:
            case CardAction.TEMPLATE:
                facts = self.facts(tx, number)
                known = facts.templates if facts else ()
                return self.choose(tx, number, person, known[place]) if place < len(known) else None
            case CardAction.CHANGE:
                return self.clear(tx, number, person)
            case CardAction.SUBMIT:
                return self.submit(tx, number, person, turn)
            case CardAction.AGREE:
                return self.agree(tx, number, person, turn)
            case CardAction.DECLINE:
                return self.decline(tx, number, person, turn)
            case CardAction.THERE | CardAction.NOT_THERE:
                return self.looked(tx, number, person, happened=action is CardAction.THERE)
            case CardAction.AGAIN:
                return self.again(tx, number, person)
            case _:
                return self.undo(tx, number, person)

    def ask_again(self, tx: Tx, number: int) -> Moved | None:
        """Nobody could be asked when it was proposed: look again."""
        return self._event(tx, number, Waited)

    def came(self, tx: Tx, number: int, event: DraftEvent) -> Moved | None:
        """What became of it, from the way out."""
        return self._event(tx, number, lambda _: event)

    def _event(self, tx: Tx, number: int, make: Callable[[Asked], DraftEvent]) -> Moved | None:
        kept = acting.load(tx, number)
        about = self._about_draft(tx, kept)
        if kept is None or about is None:
            return None
        return self._take(tx, kept, about, make(self.wish(tx, kept, about)))

    # --- deciding and carrying out -------------------------------------------------------------------------

    def _take(self, tx: Tx, kept: Kept, about: About, event: DraftEvent, **text: str) -> Moved:
        now = self.clock.now()
        moved = move(kept.draft, event, self.moment(tx))
        if moved.draft == kept.draft and not moved.effects:
            return moved
        if not acting.save(tx, moved.draft, kept.version, now, **text):
            raise RuntimeError(f"draft {kept.draft.id} changed while it was held")
        words = text.get("words", kept.words)
        for effect in moved.effects:
            self._carry(tx, effect, moved.draft, replace(kept, words=words), about, now)
        self._redraw(tx, moved.draft, kept.version + 1, now)
        return moved

    def _carry(self, tx: Tx, effect: DraftEffect, draft: Draft, kept: Kept, about: About, now: datetime) -> None:
        match effect:
            case Publish():
                self._publish(tx, effect, draft, kept, about, now)
            case AskSecond(people):
                for person in people:
                    self._card(tx, draft, person, about.case, loud=True)
            case AskAgain(at):
                rhythm.start_chore(tx, f"{SECOND}:{draft.id}", at)
            case Tell(people):
                for person in people:
                    self._card(tx, draft, person, about.case, loud=draft.stage in (Stage.FAILED, Stage.UNSURE))
            case Acted(by, verb):
                self.desk.handle(tx, draft.case, ActedUpon(by, verb.value))
                self._acted(tx, draft, now)
            case Record():
                cases.record(tx, draft.case, effect, now)
            case _:
                assert_never(effect)

    def _publish(self, tx: Tx, effect: Publish, draft: Draft, kept: Kept, about: About, now: datetime) -> None:
        """Evidence first, then the row that lets it go out; in one commit."""
        if draft.breach is not None and draft.undoes is None:
            acting.keep_evidence(tx, self._evidence(draft, about, now))
        text = kept.words if draft.verb in TEXTS else ""
        acting.add_act(tx, draft.id, PublicAct(effect.key, draft.verb, _target(about), text, draft.own), now)

    def _evidence(self, draft: Draft, about: About, now: datetime) -> Measure:
        said = about.mention
        rule = self.protocol.house_rules.get(draft.breach or "")
        proof = "\0".join((said.text, said.author.handle, said.posted_at.isoformat(), said.url or ""))
        return Measure(
            draft=draft.id,
            case_id=draft.case,
            mention=draft.mention,
            verb=draft.verb.value,
            breach=draft.breach or "",
            platform=said.platform,
            by=draft.by,
            agreed=" ".join(draft.agreed),
            why=draft.why.value,
            reason=draft.reason,
            author=said.author.handle,
            words=said.text,
            url=said.url or "",
            posted_at=said.posted_at,
            hash=hashlib.sha256(proof.encode("utf-8", "surrogatepass")).hexdigest(),
            kept_at=now,
            keep_until=now + rule.keep_evidence if rule and rule.keep_evidence else None,
            review=draft.review or "",
        )

    def _acted(self, tx: Tx, draft: Draft, now: datetime) -> None:
        """The register: it happened, or it was taken back."""
        if draft.undoes is not None:
            acting.measure_undone(tx, draft.undoes, draft.by, now)
        elif draft.breach is not None:
            rule = self.protocol.house_rules.get(draft.breach)
            appeal = now + rule.appeal if rule and rule.appeal else None
            acting.measure_done(tx, draft.id, now, appeal)
            self._review(tx, draft, now)

    def _review(self, tx: Tx, draft: Draft, now: datetime) -> None:
        """What one person did is put before a second, silently, when the office is open."""
        if not draft.review or draft.agreed:
            return
        at, staff = next_office_opening(now, self.protocol), self._team(tx)
        reviewers = who(draft.review, at, self.protocol, staff.staffing).people
        for person in reviewers:
            address = staff.address(person)
            if person != draft.by and address is not None:
                key = f"draft:{draft.id}:{person}:review"
                outbox.add_draft(tx, key, draft.id, person, TELEGRAM, address, loud=False, now=at)

    # --- cards ---------------------------------------------------------------------------------------------

    def _card(self, tx: Tx, draft: Draft, person: str, case: Case, *, loud: bool = False, again: bool = False) -> None:
        """Put the card on somebody's phone; once for each stage and version of the text."""
        now, staff = self.clock.now(), self._team(tx)
        address = staff.address(person)
        if address is None:
            cases.record(tx, draft.case, Record("undeliverable", person, "not_paired"), now)
            return
        mark = f"{now.timestamp():.0f}" if again else f"{draft.turn}:{draft.stage}:{draft.tries}"
        rings = loud and bool(is_loud(case, self.protocol, now))
        outbox.add_draft(
            tx, f"draft:{draft.id}:{person}:{mark}", draft.id, person, TELEGRAM, address, loud=rings, now=now
        )

    def _redraw(self, tx: Tx, draft: Draft, version: int, now: datetime) -> None:
        outbox.redraw_drafts(tx, draft.id, version, now)

    def facts(self, tx: Tx, number: int) -> CardFacts | None:
        """What a card of this draft shows now."""
        kept = acting.peek(tx, number)
        about = self._about_draft(tx, kept)
        if kept is None or about is None:
            return None
        asked, at = self.wish(tx, kept, about), self.moment(tx)
        draft, verdict = kept.draft, about.verdict
        measure = next((m for m in acting.register(tx) if m.draft == draft.id), None) if draft.breach else None
        checklist = verdict.checklist if verdict else ()
        return CardFacts(
            draft=draft,
            permission=may(asked, at),
            text=kept.words,
            open=fill(kept.words, {}).open,
            findings=asked.findings,
            said=about.mention.text,
            names=_author(about.mention),
            platform=about.mention.platform,
            url=about.mention.url or "",
            templates=self.templates(verdict),
            checklist=tuple(item for known in checklist for item in _items(known, self.protocol)),
            asked=draft.asked,
            later=_later(draft, asked, at),
            alone=can_wait_alone(asked, at),
            can=about.can.verbs,
            appeal_until=measure.appeal_until if measure else None,
            dear=self._dear(about, kept.words),
        )

    def _dear(self, about: About, text: str) -> float | None:
        actor = self.actors.get(about.source)
        return actor.dear(text) if isinstance(actor, Dear) else None

    def templates(self, verdict: Verdict | None) -> tuple[str, ...]:
        """The agreed texts, the one the rule suggests first."""
        suggested = verdict.template if verdict else None
        return tuple(sorted(self.protocol.templates, key=lambda t: t != suggested))

    # --- looking around ------------------------------------------------------------------------------------

    def about(self, tx: Tx, case: Case, mention: int) -> About | None:
        """The surroundings of a message; None when there is none, or it belongs to another case."""
        judged = mentions.judged_mention(tx, mention)
        if judged is None or acting.case_of(tx, mention) != case.id:
            return None
        source = acting.source_of(tx, mention)
        actor = self.actors.get(source)
        can = actor.capabilities if actor else NOTHING
        if can.summoned_only and judged[0].via not in (Via.MENTION, Via.TAG):
            can = replace(can, verbs=can.verbs - {Verb.REPLY})
        if can.hides_below and not (judged[0].thread_id or "").startswith(can.hides_below):
            can = replace(can, verbs=can.verbs - {Verb.HIDE, Verb.UNHIDE})
        return About(case, judged[0], judged[1], source, can)

    def _about_draft(self, tx: Tx, kept: Kept | None) -> About | None:
        found = cases.peek(tx, kept.draft.case) if kept else None
        return self.about(tx, found[0], kept.draft.mention) if kept and found else None

    def wish(self, tx: Tx, kept: Kept, about: About) -> Asked:
        """The draft as a wish of its writer, with everything the protocol wants to know."""
        draft, said, verdict = kept.draft, about.mention, about.verdict
        text = draft.verb in TEXTS
        waited = self.clock.now() - draft.proposed_at if draft.proposed_at and draft.stage is Stage.PROPOSED else None
        return Asked(
            person=draft.by,
            verb=draft.verb,
            platform=said.platform,
            verbs=about.can.verbs,
            level=about.case.level,
            category=verdict.category if verdict else about.case.category,
            location=about.case.location,
            owner=about.case.owner,
            template=verdict.template if verdict else None,
            text=kept.words if text else "",
            limit=about.can.reply_limit,
            findings=self._findings(kept.words, said) if text else (),
            warned=draft.verb not in TEXTS and acting.was_warned(tx, said.platform, said.author.handle),
            answered_by=self._answered_by(tx, draft) if text else "",
            drill=about.case.drill,
            gone=acting.is_gone(tx, draft.mention),
            waited=waited,
            reason=draft.reason,
            revision=acting.revision_of(tx, draft.mention),
        )

    def _findings(self, text: str, said: Mention) -> tuple[Finding, ...]:
        staff = tuple(person.name for person in self.protocol.people.values())
        return look(text, Known(_author(said), staff))

    def _answered_by(self, tx: Tx, draft: Draft) -> str:
        """Who else's answer to this message is on its way or stands there; our explanation of a hiding is no answer."""
        busy = (Stage.PROPOSED, Stage.SENDING, Stage.BY_HAND, Stage.UNSURE, Stage.DONE)
        for other in acting.under_way(tx, draft.mention):
            if (
                other.id != draft.id
                and other.verb in TEXTS
                and other.stage in busy
                and draft.template not in HOUSE_TEXTS
            ):
                return other.by
        return ""

    def _known_values(self, tx: Tx, about: About, person: str) -> dict[str, str]:
        said, protocol = about.mention, self.protocol
        place = protocol.organisation.locations.get(about.case.location or "")
        colleague = protocol.people.get(person)
        known = {
            "naam": said.author.name or said.author.handle,
            "initialen": initials(colleague.name) if colleague else "",
            "organisatie": protocol.organisation.name,
            "locatie": place.name if place else "",
        }
        return known | {field: given for field in REMEMBERED if (given := acting.last_given(tx, field))}

    def moment(self, tx: Tx) -> Moment:
        """The protocol, the time and the team, for decisions."""
        return Moment(self.protocol, self.clock.now(), self._team(tx).staffing)

    def _team(self, tx: Tx) -> Team:
        return team(tx, self.desk.rules)


def _target(about: About) -> Target:
    said = about.mention
    return Target(about.source, said.platform, said.id, said.thread_id, said.parent_id, said.author.handle, said.url)


def _author(said: Mention) -> tuple[str, ...]:
    return tuple(name for name in (said.author.name, said.author.handle) if name)


def _items(known: str, protocol: Protocol) -> tuple[str, ...]:
    found = protocol.checklists.get(known)
    return found.items if found else ()


def _later(draft: Draft, asked: Asked, at: Moment) -> Later | None:
    waits = draft.stage is Stage.PROPOSED and not draft.asked
    return asked_later(draft.wants, asked, at) if waits else None
