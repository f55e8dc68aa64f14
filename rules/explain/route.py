"""Who would be told, when, how loudly and why, if nobody answered: the real desk on virtual time.

The steps are those of ``rules.case``: the same code that rings a phone tells here whose phone it would ring.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.case.advance import advance, open_case
from rules.case.model import Decision, MentionJudged, Notify, StartTimer, TimerDue, TimerKind
from rules.duty.dates import moment_phrase, span_phrase, wait_phrase
from rules.duty.staffing import EVERYBODY, Staffing
from rules.explain import names
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol, Span


class Loudness(StrEnum):
    """How a message arrives. ``SILENT``: it lies ready without a sound."""

    CALL = "call"
    LOUD = "loud"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One person told at ``at`` (UTC). ``reason`` is the named reason of ``rules.duty.staffing.Who``.

    ``step`` counts the steps of the chain from 0; None is the last resort, which goes on until somebody takes the case.
    """

    at: datetime
    person: str
    role: str
    reason: str
    loudness: Loudness
    step: int | None


def route(
    protocol: Protocol,
    level: str,
    owner: str | None,
    at: datetime,
    location: str | None = None,
    staffing: Staffing = EVERYBODY,
) -> tuple[RouteStep, ...]:
    """Everybody who would be told of a case of this level that is opened at an aware moment and that nobody takes.

    Goes on until the last resort has been told once. Empty for a level that tells nobody. Raises ``KeyError`` for a
    level the protocol does not have.
    """
    number = protocol.levels[level].number
    event = MentionJudged(0, level, number, at, owner=owner, location=location)
    decision = open_case(0, event, protocol, at, staffing)
    steps = list(_told(decision, at, len(decision.case.chain)))
    while timer := _next(decision):
        decision = advance(decision.case, TimerDue(timer.kind, timer.step), protocol, timer.due_at, staffing)
        steps += _told(decision, timer.due_at, len(decision.case.chain))
    return tuple(steps)


def _next(decision: Decision) -> StartTimer | None:
    """The timer that the desk would fire next; None when the last resort has been told."""
    timers = [effect for effect in decision.effects if isinstance(effect, StartTimer)]
    chain = [timer for timer in timers if timer.kind in (TimerKind.STEP, TimerKind.LAST_RESORT)]
    return chain[-1] if chain and decision.case.repeats == 0 else None


def _told(decision: Decision, at: datetime, chain: int) -> Iterator[RouteStep]:
    for effect in decision.effects:
        if isinstance(effect, Notify):
            ringing = Loudness.LOUD if effect.loud else Loudness.SILENT
            loudness = Loudness.CALL if effect.call and effect.loud else ringing
            step = None if decision.case.repeats else min(effect.step, chain - 1)
            yield RouteStep(at, effect.person, effect.role, effect.why, loudness, step)


# --- in words ----------------------------------------------------------------------------------------------------

_LOUDNESS = {
    Loudness.CALL: N_("wordt gebeld"),
    Loudness.LOUD: N_("hard"),
    Loudness.SILENT: N_("stil"),
}
_REASONS = {
    "people": N_("vervult de rol {role}"),
    "on_duty": N_("heeft dienst ({role})"),
    "always_on": N_("dag en nacht bereikbaar ({role})"),
    "stand_in": N_("vervangt {role}"),
    "location_manager": N_("manager van {location}"),
    "backup": N_("achterwacht"),
    "told_anyway": N_("heeft geen dienst, maar hoort het toch ({role})"),
}
_TITLE = N_("{level}, eigenaar {owner}, {moment}. Als niemand reageert:")
_NO_OWNER = N_("niemand")
_NOBODY = N_("Van dit niveau krijgt niemand een seintje; het staat in de lijst.")
_AT_ONCE = N_("meteen")
_AFTER = N_("na {span}")
_LINE = N_("{when} ({moment}) · {person} · {loudness} · {reason}")
_UNTIL = N_("Daarna elke {span} opnieuw, tot iemand de zaak oppakt.")


def route_lines(
    steps: tuple[RouteStep, ...],
    protocol: Protocol,
    level: str,
    owner: str | None,
    at: datetime,
    lang: Lang,
    location: str | None = None,
) -> tuple[str, ...]:
    """The route as lines of text: a heading, one line a person, and what happens after the last."""
    words = translator(lang)
    zone = protocol.timezone
    title = words.gettext(_TITLE).format(
        level=names.level(level, protocol),
        owner=names.role(owner, protocol) if owner else words.gettext(_NO_OWNER),
        moment=moment_phrase(at, zone).say(words),
    )
    if not steps:
        return title, words.gettext(_NOBODY)
    lines = [_line(step, protocol, at, lang, location) for step in steps]
    return title, *lines, *_ending(steps, protocol, lang)


def _line(step: RouteStep, protocol: Protocol, at: datetime, lang: Lang, location: str | None) -> str:
    words = translator(lang)
    waited = wait_phrase(step.at - at).say(words)
    reason = words.gettext(_REASONS.get(step.reason, "{role}"))
    return words.gettext(_LINE).format(
        when=words.gettext(_AFTER).format(span=waited) if step.at > at else words.gettext(_AT_ONCE),
        moment=moment_phrase(step.at, protocol.timezone).say(words),
        person=names.full(step.person, protocol),
        loudness=words.gettext(_LOUDNESS[step.loudness]),
        reason=reason.format(role=names.role(step.role, protocol), location=names.location(location, protocol)),
    )


def _ending(steps: tuple[RouteStep, ...], protocol: Protocol, lang: Lang) -> tuple[str, ...]:
    if steps[-1].step is not None or protocol.last_resort is None:
        return ()
    words = translator(lang)
    again = span_phrase(Span(protocol.last_resort.repeat)).say(words)
    return (words.gettext(_UNTIL).format(span=again),)
