"""What a card of a draft shows, as things stand now."""

from bot.acting.around import About, Surroundings, names_of
from bot.ports import Dear
from bot.store import Tx, acting
from rules.case.acting import Asked, Later, Moment, asked_later, can_wait_alone, may
from rules.case.drafts import Draft, Stage
from rules.case.texts import fill
from rules.explain.acting import CardFacts
from rules.judge import Verdict
from rules.protocol.model import Protocol


def facts_of(around: Surroundings, tx: Tx, number: int) -> CardFacts | None:
    """What a card of this draft shows now."""
    kept = acting.peek(tx, number)
    about = around.of_draft(tx, kept)
    if kept is None or about is None:
        return None
    asked, at = around.wish(tx, kept, about), around.moment(tx)
    draft, verdict = kept.draft, about.verdict
    checklist = verdict.checklist if verdict else ()
    return CardFacts(
        draft=draft,
        permission=may(asked, at),
        text=kept.words,
        open=fill(kept.words, {}).open,
        findings=asked.findings,
        said=about.mention.text,
        names=names_of(about.mention),
        platform=about.mention.platform,
        url=about.mention.url or "",
        templates=templates(verdict, around.protocol),
        checklist=tuple(item for known in checklist for item in _items(known, around.protocol)),
        asked=draft.asked,
        later=_later(draft, asked, at),
        alone=can_wait_alone(asked, at),
        can=about.can.verbs,
        appeal_until=acting.appeal_until(tx, draft.id) if draft.breach else None,
        dear=_dear(around, about, kept.words),
        undone_by=_undone_by(tx, draft),
    )


BACK_OUT = (Stage.REFUSED, Stage.WITHDRAWN, Stage.FAILED)


def taking_back(tx: Tx, draft: Draft) -> Draft | None:
    """The draft by which this one was, or is being, taken back; None while nobody began, or it came to nothing."""
    begun = (kept.draft for kept in acting.of_case(tx, draft.case) if kept.draft.undoes == draft.id)
    return next((one for one in begun if one.stage not in BACK_OUT), None)


def _undone_by(tx: Tx, draft: Draft) -> str:
    back = taking_back(tx, draft) if draft.stage is Stage.DONE else None
    return back.by if back is not None and back.stage is Stage.DONE else ""


def _dear(around: Surroundings, about: About, text: str) -> float | None:
    actor = around.actors.get(about.source)
    return actor.dear(text) if isinstance(actor, Dear) else None


def templates(verdict: Verdict | None, protocol: Protocol) -> tuple[str, ...]:
    """The agreed texts, the one the rule suggests first."""
    suggested = verdict.template if verdict else None
    return tuple(sorted(protocol.templates, key=lambda t: t != suggested))


def _items(known: str, protocol: Protocol) -> tuple[str, ...]:
    found = protocol.checklists.get(known)
    return found.items if found else ()


def _later(draft: Draft, asked: Asked, at: Moment) -> Later | None:
    waits = draft.stage is Stage.PROPOSED and not draft.asked
    return asked_later(draft.wants, asked, at) if waits else None
