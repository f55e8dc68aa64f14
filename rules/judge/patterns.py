"""Many mentions together: a peak, a storm, a source that falls silent, a storm that is over. Pure.

What is usual is the same window, on the same weekday and hours by the local clock, in the four weeks before; days off
and storms left out (language.md 6.1, Patterns). Counts are small, so a ratio alone would ring for three messages where
one is usual: beside the protocol's thresholds the count must also be improbable (``at_least_as_many``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, lgamma, log, log1p

from rules.duty.holidays import is_day_off
from rules.duty.hours import instant
from rules.protocol.model import Compare, Pattern, Protocol

WEEKS = 4
HOUR = timedelta(hours=1)
LEAST_USUAL = 0.5
"""A usual of 0 counts as this, so that a ratio means something."""
RARE = 0.001
"""A peak happens by chance in fewer than one of a thousand such windows."""
TOO_QUIET = 0.05
"""So improbable must it be that nothing is heard, before a source counts as silent."""
FEWEST = 3
"""Without ``at_least`` of its own a peak has at least so many messages: one or two are never a peak."""


@dataclass(frozen=True, slots=True)
class Hour:
    """How many there were in an hour; ``storm``: an hour that says nothing about what is usual."""

    count: int
    storm: bool = False


@dataclass(frozen=True, slots=True)
class Usual:
    """The counts of the same window in the weeks that tell (at most four), and the mean of any such window.

    No counts: the house is younger than four weeks, or every one of them was a day off or a storm.
    """

    counts: tuple[float, ...] = ()
    typical: float = 0.0

    @property
    def known(self) -> bool:
        """Whether anything is known about what is usual."""
        return bool(self.counts)

    @property
    def mean(self) -> float:
        """Messages in the window, by the weeks that tell; 0 where nothing is known."""
        return sum(self.counts) / len(self.counts) if self.counts else 0.0


UNKNOWN = Usual()


@dataclass(frozen=True, slots=True)
class Window:
    """What was counted in the window that ends now."""

    count: int
    authors: int
    usual: Usual = UNKNOWN


def usual(
    hours: Mapping[datetime, Hour], within: timedelta, now: datetime, protocol: Protocol, since: datetime | None = None
) -> Usual:
    """What is usual for the window of length ``within`` that ends at ``now`` (aware), from hourly counts by UTC hour.

    ``since``: from when counts are kept (None: the first hour there is). Younger than four weeks: nothing is known.
    """
    began = since or min(hours, default=now)
    if now - began < WEEKS * timedelta(weeks=1):
        return UNKNOWN
    found = [_week(hours, within, now, protocol, back) for back in range(1, WEEKS + 1)]
    counts = tuple(count for count in found if count is not None)
    calm = [hour.count for hour in hours.values() if not hour.storm]
    spread = max((now - began) / HOUR, 1.0)
    return Usual(counts, sum(calm) / spread * (within / HOUR)) if counts else UNKNOWN


def _week(
    hours: Mapping[datetime, Hour], within: timedelta, now: datetime, protocol: Protocol, back: int
) -> float | None:
    """The count of the window so many weeks ago by the local clock; None where it tells nothing."""
    local = now.astimezone(protocol.timezone).replace(tzinfo=None)
    end = local - back * timedelta(weeks=1)
    if is_day_off(end.date(), protocol.calendar) and not is_day_off(local.date(), protocol.calendar):
        return None
    first, last = instant(end - within, protocol.timezone), instant(end, protocol.timezone)
    if last <= first:
        return None  # the hour that the clock skipped
    return _counted(hours, first, last)


def _counted(hours: Mapping[datetime, Hour], first: datetime, last: datetime) -> float | None:
    """Hours that lie partly in the stretch count for that part; None when one of them was in a storm."""
    total = 0.0
    hour = first.replace(minute=0, second=0, microsecond=0)
    while hour < last:
        known = hours.get(hour)
        if known is not None:
            if known.storm:
                return None
            total += known.count * ((min(hour + HOUR, last) - max(hour, first)) / HOUR)
        hour += HOUR
    return total


def at_least_as_many(count: int, usual_: Usual) -> float:
    """How probable ``count`` or more messages are in a usual window: 0…1.

    The rate of the window is uncertain: four weeks tell little. It has a gamma distribution that starts from the typical
    window, worth one week of counting (so a quiet hour without any history is not taken to be silent for ever), and learns
    from the weeks that tell; the count is then negative binomial. Gelman et al., Bayesian Data Analysis, 3rd ed., section
    2.6: prior Gamma(a, b), posterior Gamma(a + sum of counts, b + number of weeks), prediction NegBin(shape, b / (b + 1)).
    """
    shape, rate = _learned(usual_)
    return min(max(1.0 - _below(count, shape, rate), 0.0), 1.0)


def at_most_as_many(count: int, usual_: Usual) -> float:
    """How probable ``count`` or fewer messages are in a usual window (the same distribution)."""
    shape, rate = _learned(usual_)
    return min(_below(count + 1, shape, rate), 1.0)


def _learned(usual_: Usual) -> tuple[float, float]:
    start = max(usual_.typical, LEAST_USUAL)
    return start + sum(usual_.counts), 1.0 + len(usual_.counts)


def _below(count: int, shape: float, rate: float) -> float:
    """P(N < count) for the negative binomial with this shape and rate; in logarithms, so that nothing vanishes."""
    failed, again = log(rate) - log1p(rate), -log1p(rate)
    return sum(
        exp(lgamma(shape + k) - lgamma(shape) - lgamma(k + 1) + shape * failed + k * again) for k in range(count)
    )


# --- what a pattern sees -----------------------------------------------------------------------------------------


def is_seen(pattern: Pattern, window: Window) -> bool:
    """Whether the window is what the pattern looks for."""
    if pattern.proposes is not None:
        return _has_calmed(pattern, window)
    if pattern.fewer_than is not None:
        return _is_silent(pattern, pattern.fewer_than, window)
    return _is_peak(pattern, window)


def _is_peak(pattern: Pattern, window: Window) -> bool:
    if window.count < (pattern.at_least or FEWEST) or window.authors < (pattern.authors or 0):
        return False
    if not window.usual.known:
        return pattern.at_least is not None  # who has no history has no ratio
    if pattern.usual_at_least is not None and window.usual.mean < pattern.usual_at_least:
        return False
    if pattern.times_usual is None:
        return True
    return _exceeds(pattern, window) and at_least_as_many(window.count, window.usual) <= RARE


def _exceeds(pattern: Pattern, window: Window) -> bool:
    bound = pattern.times_usual
    return bound is None or bound.holds(window.count / max(window.usual.mean, LEAST_USUAL))


def _is_silent(pattern: Pattern, fewer_than: int, window: Window) -> bool:
    """Fewer than ever where something is usual; without history nobody can say that it is silent."""
    if not window.usual.known or window.usual.mean < max(pattern.usual_at_least or 0.0, LEAST_USUAL):
        return False
    return window.count < fewer_than and at_most_as_many(window.count, window.usual) <= TOO_QUIET


def _has_calmed(pattern: Pattern, window: Window) -> bool:
    """So few that a storm seems over. Where nothing is known the usual counts as its least."""
    if pattern.at_least is not None and window.count >= pattern.at_least:
        return False
    return _exceeds(pattern, window)


def looks_down(pattern: Pattern) -> bool:
    """Whether the pattern is about few messages rather than many."""
    calm = pattern.times_usual is not None and pattern.times_usual.compare is Compare.AT_MOST
    return pattern.fewer_than is not None or pattern.proposes is not None or calm
