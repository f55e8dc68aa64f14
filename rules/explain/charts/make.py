"""From the numbers of a report to its picture: how much came when, whether promises were kept, whose phone rang."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from rules.duty.dates import WEEKDAYS
from rules.explain import names
from rules.explain.charts.values import Bar, Panel, Picture, Series, Shade
from rules.explain.report.count import Promise, loads, speeds
from rules.explain.report.values import Numbers
from rules.explain.when import MONTHS, number
from rules.i18n import N_, Lang, Translator, translator
from rules.protocol.model import Protocol

BY_NUMBER = (Shade.NOISE, Shade.ROUTINE, Shade.ATTENTION, Shade.SERIOUS, Shade.CRISIS)
"""The shade of a level by its number."""
MOST = 8
"""So many bars from top to bottom; the rest of the people is one bar."""
SHORT = timedelta(hours=26)
"""A period up to this (the longest day, and a report that was a little late) is shown by parts of the day."""
LONG = timedelta(days=14)
"""A period from this is shown by week."""
BLOCK = 3
"""Hours of a part of the day."""


def picture(name: str, numbers: Numbers, protocol: Protocol, lang: Lang) -> Picture | None:
    """The picture that goes with the report ``name``; None when there was nothing to show. Holds no words of mentions."""
    made = _Made(numbers, protocol, lang)
    panels = [panel for panel in (_heard(made), _promises(made), _burden(made)) if panel is not None]
    if not panels:
        return None
    title = f"{name}: {made.day(numbers.start)} – {made.day(numbers.end)}"
    return Picture(title, tuple(panels), "\n".join([title, *(_in_words(panel) for panel in panels)]))


def _in_words(panel: Panel) -> str:
    shown = (f"{bar.label} {bar.note}" for bar in panel.bars if any(bar.parts))
    return f"{panel.title}: {', '.join(shown)}."


class _Made:
    """What every panel needs."""

    def __init__(self, numbers: Numbers, protocol: Protocol, lang: Lang) -> None:
        self.numbers = numbers
        self.protocol = protocol
        self.lang = lang
        self.words: Translator = translator(lang)

    def say(self, text: str) -> str:
        """A text in the reader's language."""
        return self.words.gettext(text)

    def day(self, at: datetime | date) -> str:
        """``2 mrt``; moments by the local calendar."""
        local = at.astimezone(self.protocol.timezone) if isinstance(at, datetime) else at
        return f"{local.day} {self.say(MONTHS[local.month - 1])}"


# --- how much came when ------------------------------------------------------------------------------------------


def _heard(made: _Made) -> Panel | None:
    """Mentions about us: bars of time, stacked by level from what is least."""
    numbers = made.numbers
    if not numbers.posted:
        return None
    levels = sorted({level for _, level in numbers.posted}, key=lambda known: (_rank(known, made), known))
    counted = Counter((_slot(at, made), level) for at, level in numbers.posted)
    bars = []
    for slot in _slots(made):
        parts = tuple(counted[slot, level] for level in levels)
        bars.append(Bar(_label(slot, made), parts, number(sum(parts), made.lang)))
    series = tuple(Series(names.level(known, made.protocol), BY_NUMBER[_rank(known, made)]) for known in levels)
    return Panel(made.say(N_("Berichten over ons")), series, tuple(bars), upright=True)


def _rank(known: str, made: _Made) -> int:
    """The number of a level; one that the protocol no longer has counts as the least."""
    level = made.protocol.levels.get(known)
    return level.number if level is not None else 0


Slot = tuple[date, int]
"""A local day, and the hour its part begins (0 where whole days or weeks are shown)."""


def _slot(at: datetime, made: _Made) -> Slot:
    local = at.astimezone(made.protocol.timezone)
    length = made.numbers.end - made.numbers.start
    if length <= SHORT:
        return local.date(), local.hour // BLOCK * BLOCK
    if length < LONG:
        return local.date(), 0
    return local.date() - timedelta(days=local.weekday()), 0


def _slots(made: _Made) -> Iterator[Slot]:
    """Every slot of the period in order, also those in which nothing came."""
    first, last = _slot(made.numbers.start, made), _slot(made.numbers.end - timedelta(microseconds=1), made)
    length = made.numbers.end - made.numbers.start
    day, hour = first
    while (day, hour) <= last:
        yield day, hour
        if length <= SHORT:
            day, hour = (day, hour + BLOCK) if hour + BLOCK < 24 else (day + timedelta(days=1), 0)
        else:
            day += timedelta(days=1 if length < LONG else 7)


def _label(slot: Slot, made: _Made) -> str:
    day, hour = slot
    length = made.numbers.end - made.numbers.start
    if length <= SHORT:
        return f"{hour:02}–{hour + BLOCK:02}"
    return f"{made.say(WEEKDAYS[day.weekday()])} {day.day}" if length < LONG else made.day(day)


# --- promises --------------------------------------------------------------------------------------------------------


def _promises(made: _Made) -> Panel | None:
    """How many promises were kept, by level, the most serious first."""
    bars: list[Bar] = []
    for speed in speeds(made.numbers, made.protocol):
        level = names.level(speed.level, made.protocol)
        bars += _kept(f"{level}, {made.say(N_('opgepakt'))}", speed.seen, made)
        bars += _kept(f"{level}, {made.say(N_('beantwoord'))}", speed.reply, made)
    if not bars:
        return None
    series = (Series(made.say(N_("op tijd")), Shade.KEPT), Series(made.say(N_("te laat")), Shade.LATE))
    return Panel(made.say(N_("Op tijd gereageerd")), series, tuple(bars))


def _kept(label: str, promise: Promise | None, made: _Made) -> Sequence[Bar]:
    if promise is None or not promise.of:
        return ()
    note = made.say(N_("{kept} van {of}")).format(
        kept=number(promise.kept, made.lang), of=number(promise.of, made.lang)
    )
    return (Bar(label, (promise.kept, promise.of - promise.kept), note),)


# --- who was rung ------------------------------------------------------------------------------------------------


def _burden(made: _Made) -> Panel | None:
    """How often whose phone rang, and at night; who was woken most comes first."""
    rung = [one for one in loads(made.numbers.rings, made.protocol.timezone) if one.loud]
    if not rung:
        return None
    few, rest = (rung, []) if len(rung) <= MOST else (rung[: MOST - 1], rung[MOST - 1 :])
    bars = [_rang(names.short(one.person, made.protocol), one.loud, one.night, made) for one in few]
    if rest:
        loud, night = sum(one.loud for one in rest), sum(one.night for one in rest)
        bars.append(_rang(made.say(N_("andere")), loud, night, made))
    series = (Series(made.say(N_("overdag")), Shade.DAY), Series(made.say(N_("'s nachts")), Shade.NIGHT))
    return Panel(made.say(N_("Hoe vaak een telefoon overging")), series, tuple(bars))


def _rang(label: str, loud: int, night: int, made: _Made) -> Bar:
    note = number(loud, made.lang)
    if night:
        note = made.say(N_("{n}, 's nachts {night}")).format(n=note, night=number(night, made.lang))
    return Bar(label, (loud - night, night), note)
