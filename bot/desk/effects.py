"""What follows of a decision about a case, written beside it in the same transaction."""

from datetime import datetime, timedelta
from typing import assert_never

from bot.desk.team import Team
from bot.store import Tx, bundles, cases, fallback, outbox, rhythm
from bot.store.fallback import Stuck
from bot.ways import Way
from rules.case.facts import is_urgent
from rules.case.limits import bundle_at, is_limited, limits_of
from rules.case.model import (
    Case,
    Effect,
    JoinCase,
    NoticeKind,
    Notify,
    Post,
    Record,
    Redraw,
    SplitOff,
    StartTimer,
    StopTimers,
    Withdraw,
)
from rules.duty.hours import is_office, next_office_opening
from rules.protocol.model import Protocol

UNHURRIED = timedelta(seconds=30)
"""Edits that only add a mention wait this long, so that a burst becomes one edit."""

MORNING = "morning"
"""The chore of telling in the morning what came silently."""


def carry_out(
    tx: Tx, case: Case, version: int, effects: list[Effect], now: datetime, staff: Team, protocol: Protocol
) -> None:
    """Write the effects of a decision beside the case, in the same transaction."""
    for place, effect in enumerate(effects):
        match effect:
            case Notify():
                _notify(tx, case, f"notice:{case.id}:{version}:{place}", effect, now, staff, protocol)
            case StartTimer():
                cases.start_timer(tx, case.id, effect)
            case StopTimers(kinds):
                cases.stop_timers(tx, case.id, kinds)
            case Withdraw():
                outbox.withdraw(tx, case.id, now)
            case Record():
                cases.record(tx, case.id, effect, now)
            case Post() | JoinCase() | SplitOff():
                pass  # the desk does these: they reach beyond the case
            case Redraw():
                pass  # below: after everything else, and once
            case _:
                assert_never(effect)
    if any(isinstance(effect, Redraw) for effect in effects):
        quiet = any(isinstance(e, Record) and e.what in ("mention_added", "mention_edited") for e in effects)
        outbox.redraw(tx, case.id, version, now, later=UNHURRIED if quiet else timedelta(0))
        fallback.redraw_digests(tx, case.id, version, now)


def _notify(tx: Tx, case: Case, key: str, effect: Notify, now: datetime, staff: Team, protocol: Protocol) -> None:
    way = staff.first(effect.person, loud=effect.loud)
    if way is None:  # _follow has made sure; the log says so if it ever did not
        cases.record(tx, case.id, Record("undeliverable", effect.person, "not_paired"), now)
        return
    if (at := _held_until(tx, case, effect, now, protocol)) is not None:
        _hold(tx, case, key, effect, way, at, now)
        return
    if not effect.loud and not is_office(now, protocol):
        rhythm.start_chore(tx, MORNING, next_office_opening(now, protocol))
    number = outbox.add_notice(
        tx,
        case_id=case.id,
        key=key,
        person=effect.person,
        notifier=way.notifier,
        address=way.address,
        kind=effect.kind,
        role=effect.role,
        why=effect.why,
        loud=effect.loud,
        now=now,
        mention=effect.mention,
    )
    voice = staff.call(effect.person) if effect.call and effect.loud else None
    if voice is not None and voice != way and number is not None:
        payload = f"{effect.kind.value}\n{effect.role}\n{effect.why}"
        fallback.add(tx, Stuck(number, number, case.id, effect.person, payload), voice.notifier, voice.address, now)


def _hold(tx: Tx, case: Case, key: str, effect: Notify, way: Way, at: datetime, now: datetime) -> None:
    """The phone has rung enough: this goes with the next bundle."""
    bundles.add_held(
        tx,
        case_id=case.id,
        key=key,
        person=effect.person,
        notifier=way.notifier,
        address=way.address,
        kind=effect.kind,
        why=effect.why,
        now=now,
    )
    bundles.add_bundle(tx, effect.person, way.notifier, way.address, at, now)
    cases.record(tx, case.id, Record("bundled", effect.person), now)


def _held_until(tx: Tx, case: Case, effect: Notify, now: datetime, protocol: Protocol) -> datetime | None:
    """When a message goes out with others because the phone has rung enough; None: it may ring now."""
    urgent = effect.kind is NoticeKind.NEW_FACT and is_urgent((effect.why,))
    if not effect.loud or urgent or not is_limited(case.level, protocol):
        return None
    limits = limits_of(protocol)
    return bundle_at(bundles.rung(tx, effect.person, now - limits.per, limits.count), now, limits)
