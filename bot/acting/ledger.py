"""Take what somebody wants to a draft and write what follows beside it: the only writer of drafts."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.acting.around import About, Surroundings
from bot.acting.evidence import hash_of, until
from bot.ports import TELEGRAM, PublicAct, Target
from bot.store import Tx, acting, cases, outbox, rhythm
from bot.store.acting import Kept, Measure
from rules.case.acting import TEXTS
from rules.case.chain import is_loud
from rules.case.drafts import (
    Acted,
    AskAgain,
    AskSecond,
    Draft,
    DraftEffect,
    DraftEvent,
    Moved,
    Publish,
    Stage,
    Tell,
    move,
)
from rules.case.model import ActedUpon, Case, Record
from rules.duty.hours import next_office_opening
from rules.duty.roster import who

SECOND = "second"
"""The chore that looks again for a second person, with the number of the draft."""


class Ledger:
    """Writes drafts, their cards, what may go out and the register; in the caller's transaction."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.desk = around.desk
        self.clock = around.clock

    def take(self, tx: Tx, kept: Kept, about: About, event: DraftEvent, **text: str) -> Moved:
        """Decide, keep the draft and its text, carry out what follows, show it on the cards that stand on phones."""
        now = self.clock.now()
        moved = move(kept.draft, event, self.around.moment(tx))
        if moved.draft == kept.draft and not moved.effects:
            return moved
        if not acting.save(tx, moved.draft, kept.version, now, **text):
            raise RuntimeError(f"draft {kept.draft.id} changed while it was held")
        words = text.get("words", kept.words)
        for effect in moved.effects:
            self._carry(tx, effect, moved.draft, replace(kept, words=words), about, now)
        outbox.redraw_drafts(tx, moved.draft.id, kept.version + 1, now)
        return moved

    def _carry(self, tx: Tx, effect: DraftEffect, draft: Draft, kept: Kept, about: About, now: datetime) -> None:
        match effect:
            case Publish():
                self._publish(tx, effect, draft, kept, about, now)
            case AskSecond(people):
                for person in people:
                    self.card(tx, draft, person, about.case, loud=True)
            case AskAgain(at):
                rhythm.start_chore(tx, f"{SECOND}:{draft.id}", at)
            case Tell():
                self._tell(tx, effect, draft, about.case)
            case Acted(by, verb):
                self.desk.handle(tx, draft.case, ActedUpon(by, verb.value))
                self._acted(tx, draft, now)
            case Record():
                cases.record(tx, draft.case, effect, now)
            case _:
                assert_never(effect)

    def _tell(self, tx: Tx, effect: Tell, draft: Draft, case: Case) -> None:
        staff = self.around.team(tx)
        for person in effect.people:
            way = staff.reads(person)
            if person != effect.looks_on or way is None or way.notifier != TELEGRAM:
                self.card(tx, draft, person, case, loud=draft.stage in (Stage.FAILED, Stage.UNSURE))

    def _publish(self, tx: Tx, effect: Publish, draft: Draft, kept: Kept, about: About, now: datetime) -> None:
        """Evidence first, then the row that lets it go out; in one commit."""
        if draft.breach is not None and draft.undoes is None:
            acting.keep_evidence(tx, self._evidence(draft, about, now))
        text = kept.words if draft.verb in TEXTS else ""
        acting.add_act(tx, draft.id, PublicAct(effect.key, draft.verb, _target(about), text, draft.own), now)

    def _evidence(self, draft: Draft, about: About, now: datetime) -> Measure:
        said = about.mention
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
            hash=hash_of(said),
            kept_at=now,
            keep_until=until(self.around.protocol, draft.breach or "", now),
            review=draft.review or "",
        )

    def _acted(self, tx: Tx, draft: Draft, now: datetime) -> None:
        """The register: it happened, or it was taken back."""
        if draft.undoes is not None:
            acting.measure_undone(tx, draft.undoes, draft.by, now)
            outbox.redraw_drafts(tx, draft.undoes, -draft.id, now)  # below zero: no version of its own text changed
        elif draft.breach is not None:
            rule = self.around.protocol.house_rules.get(draft.breach)
            appeal = now + rule.appeal if rule and rule.appeal else None
            acting.measure_done(tx, draft.id, now, appeal)
            self._review(tx, draft, now)

    def _review(self, tx: Tx, draft: Draft, now: datetime) -> None:
        """What one person did is put before a second, silently, when the office is open."""
        if not draft.review or draft.agreed:
            return
        at, staff = next_office_opening(now, self.around.protocol), self.around.team(tx)
        reviewers = who(draft.review, at, self.around.protocol, staff.staffing).people
        for person in reviewers:
            way = staff.reads(person)
            if person != draft.by and way is not None:
                key = f"draft:{draft.id}:{person}:review"
                outbox.add_draft(tx, key, draft.id, person, way.notifier, way.address, loud=False, now=at)

    def card(self, tx: Tx, draft: Draft, person: str, case: Case, *, loud: bool = False, again: bool = False) -> None:
        """Put the card on somebody's phone, or in their mail; once for each stage and version of the text."""
        now, staff = self.clock.now(), self.around.team(tx)
        way = staff.reads(person)
        if way is None:
            cases.record(tx, draft.case, Record("undeliverable", person, "not_paired"), now)
            return
        mark = f"{now.timestamp():.0f}" if again else f"{draft.turn}:{draft.stage}:{draft.tries}"
        rings = loud and bool(is_loud(case, self.around.protocol, now))
        key = f"draft:{draft.id}:{person}:{mark}"
        outbox.add_draft(tx, key, draft.id, person, way.notifier, way.address, loud=rings, now=now)


def _target(about: About) -> Target:
    said = about.mention
    return Target(about.source, said.platform, said.id, said.thread_id, said.parent_id, said.author.handle, said.url)
