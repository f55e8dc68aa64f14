"""What colleagues want: wishes taken to drafts, drafts to other people, and agreed ones to the way out."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.acting.around import About, Surroundings
from bot.acting.facts import facts_of, taking_back
from bot.acting.ledger import Ledger
from bot.clock import Clock
from bot.desk.casework import Desk
from bot.ports import Actor
from bot.store import Tx, acting, cases
from bot.store.acting import Kept
from bot.store.codec import dump
from rules.case.acting import TEXTS, Asked, Moment, Outcome, may
from rules.case.actions import UNDONE_BY, Verb
from rules.case.drafts import (
    OVER,
    Again,
    Agreed,
    Declined,
    Draft,
    DraftEvent,
    Explained,
    Looked,
    Moved,
    Noticed,
    Stage,
    Submitted,
    Waited,
    Word,
    Written,
)
from rules.case.model import Case, State
from rules.case.texts import canonical, fill
from rules.explain.acting import HOUSE_TEXTS, CardAction, CardFacts
from rules.protocol.model import Protocol
from rules.text.values import Tone


class Acting:
    """Takes wishes to drafts."""

    def __init__(self, desk: Desk, clock: Clock, actors: Mapping[str, Actor]) -> None:
        self.clock = clock
        self.actors = actors
        self.around = Surroundings(desk, clock, actors)
        self.ledger = Ledger(self.around)

    @property
    def protocol(self) -> Protocol:
        """The protocol in force."""
        return self.around.protocol

    def facts(self, tx: Tx, number: int) -> CardFacts | None:
        """What a card of this draft shows now."""
        return facts_of(self.around, tx, number)

    def offered(self, tx: Tx, case: Case, mention: int, person: str) -> tuple[Verb, ...]:
        """The verbs for which a button under the notification makes sense."""
        about = self.around.about(tx, case, mention)
        if about is None or case.state is State.RESOLVED or case.drill:
            return ()
        text = bool(self.protocol.templates) or Verb.REPLY in about.can.verbs
        glad = about.verdict is not None and about.verdict.sentiment.label is Tone.POSITIVE
        ruled = (Verb.HIDE, Verb.DELETE, Verb.BLOCK, Verb.REPORT)
        wanted = (*([Verb.REPLY] if text else []), *ruled, *([Verb.LIKE] if glad else []))
        possible = [verb for verb in wanted if verb in TEXTS or verb in about.can.verbs]
        if not possible:
            return ()
        at = self.around.moment(tx)
        return tuple(verb for verb in possible if self._makes_sense(tx, about, mention, verb, person, at))

    def _makes_sense(self, tx: Tx, about: About, mention: int, verb: Verb, person: str, at: Moment) -> bool:
        trial = self._trial(about, mention, verb, person)
        asked = self.around.wish(tx, Kept(trial, "x", {}, 0), about)
        return may(asked, at).outcome is not Outcome.REFUSED

    @staticmethod
    def _trial(about: About, mention: int, verb: Verb, person: str) -> Draft:
        return Draft(0, about.case.id, mention, verb, about.source, person)

    def start(self, tx: Tx, number: int, mention: int, verb: Verb, person: str) -> int | None:
        """Begin a draft and put its card on the person's phone; an unfinished one of theirs is taken up again.

        None: there is no such case or message.
        """
        found = cases.peek(tx, number)
        about = self.around.about(tx, found[0], mention) if found else None
        if about is None:
            return None
        for known in acting.under_way(tx, mention):
            if known.by == person and known.verb is verb and known.stage not in (*OVER, Stage.SENDING):
                self.ledger.card(tx, known, person, about.case, again=True)
                return known.id
        draft = acting.open_draft(tx, self._trial(about, mention, verb, person), self.clock.now())
        self.ledger.card(tx, draft, person, about.case)
        return draft.id

    def choose(self, tx: Tx, number: int, person: str, template: str) -> Moved | None:
        """Give a draft the text of a template, with everything filled in that is known."""
        kept = acting.load(tx, number)
        about = self.around.of_draft(tx, kept)
        if kept is None or about is None or template not in self.protocol.templates:
            return None
        values = self.around.known_values(tx, about, person)
        text = fill(self.protocol.templates[template].text, values).text
        return self._write(tx, kept, about, person, template, text, values)

    def fill_in(self, tx: Tx, number: int, person: str, field: str, value: str) -> Moved | None:
        """Fill in a field that was open."""
        kept = acting.load(tx, number)
        about = self.around.of_draft(tx, kept)
        if kept is None or about is None:
            return None
        values = {**kept.filled, canonical(field): value}
        text = fill(kept.words, {canonical(field): value}).text
        return self._write(tx, kept, about, person, kept.draft.template, text, values)

    def own_words(self, tx: Tx, number: int, person: str, text: str) -> Moved | None:
        """Give a draft somebody's own words; for an action the reason why it is done alone."""
        kept = acting.load(tx, number)
        about = self.around.of_draft(tx, kept)
        if kept is None or about is None:
            return None
        if kept.draft.verb not in TEXTS:
            return self._submit_with_reason(tx, kept, about, person, text)
        return self._write(tx, kept, about, person, None, text.strip(), {})

    def clear(self, tx: Tx, number: int, person: str) -> Moved | None:
        """Take the text away, to choose another."""
        kept = acting.load(tx, number)
        about = self.around.of_draft(tx, kept)
        return None if kept is None or about is None else self._write(tx, kept, about, person, None, "", {})

    def _write(
        self, tx: Tx, kept: Kept, about: About, person: str, template: str | None, text: str, values: Mapping[str, str]
    ) -> Moved:
        changed = replace(kept, words=text)
        event = Written(person, template, self.around.wish(tx, changed, about))
        return self.ledger.take(tx, kept, about, event, words=text, filled=dump(dict(values)))

    def _submit_with_reason(self, tx: Tx, kept: Kept, about: About, person: str, reason: str) -> Moved:
        with_reason = replace(kept, draft=replace(kept.draft, reason=reason.strip()[:500]))
        return self.ledger.take(
            tx, kept, about, Submitted(person, kept.draft.turn, self.around.wish(tx, with_reason, about))
        )

    def submit(self, tx: Tx, number: int, person: str, turn: int) -> Moved | None:
        """The writer wants it out."""
        return self._event(tx, number, lambda asked: Submitted(person, turn, asked))

    def agree(self, tx: Tx, number: int, person: str, turn: int) -> Moved | None:
        """Somebody says yes."""
        return self._event(tx, number, lambda asked: Agreed(person, turn, asked))

    def decline(self, tx: Tx, number: int, person: str, turn: int, reason: str = "") -> Moved | None:
        """Somebody says no, or the writer takes it back."""
        return self._event(tx, number, lambda asked: Declined(person, turn, asked, reason))

    def noticed(self, tx: Tx, number: int, person: str, turn: int) -> Moved | None:
        """Somebody has seen it; the writer gets to know."""
        return self._event(tx, number, lambda asked: Noticed(person, turn, asked))

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
        if taking_back(tx, kept.draft) is not None:
            return Moved(kept.draft, word=Word.OVER)
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
            case CardAction.SEEN:
                return self.noticed(tx, number, person, turn)
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
        about = self.around.of_draft(tx, kept)
        if kept is None or about is None:
            return None
        return self.ledger.take(tx, kept, about, make(self.around.wish(tx, kept, about)))
