"""What a source asks of its platform in a month: calls against the stated quota, and money. Reckoned, not measured.

A platform with a quota or a price has ``costs.py`` with ``cost_of_month(settings, traffic)``; ``table`` puts such months
beside each other. A test holds the reckoning against what the source really asks on a simulated day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from rules.i18n import N_, Lang, translator

DAYS = 30
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Traffic:
    """How busy it is: ``own`` messages a day at or below the account, ``found`` by searching, by so many ``authors``.

    ``posts`` of our own; ``acts`` (replies, hiding) of ours. ``terms``: how many names are searched for.
    """

    name: str
    own: int = 20
    found: int = 20
    authors: int = 25
    posts: int = 2
    acts: int = 5
    terms: int = 4


QUIET = Traffic("rustig", own=3, found=3, authors=5, posts=1, acts=1)
USUAL = Traffic("gewoon")
STORM = Traffic("storm, elke dag", own=400, found=600, authors=700, posts=4, acts=60, terms=8)


@dataclass(frozen=True, slots=True)
class Quota:
    """One limit: ``most`` in each ``window``, of which ``used`` at the busiest."""

    what: str
    used: int
    most: int
    window: timedelta

    @property
    def kept(self) -> bool:
        """Whether we stay within it."""
        return self.used <= self.most


@dataclass(frozen=True, slots=True)
class Month:
    """A month of one source. ``dollars`` if nothing stopped it, ``at_most`` what its budget allows (None: it is free).

    ``unit``: dollars of one of what its meter counts (0: that is no money).
    """

    source: str
    traffic: Traffic
    calls: int
    quotas: tuple[Quota, ...] = ()
    dollars: float = 0.0
    at_most: float | None = None
    unit: float = 0.0

    @property
    def within(self) -> bool:
        """Whether every quota is kept."""
        return all(quota.kept for quota in self.quotas)

    @property
    def fullest(self) -> Quota | None:
        """The quota of which most is used."""
        return max(self.quotas, key=lambda quota: quota.used / quota.most, default=None)

    @property
    def cut_short(self) -> bool:
        """Whether the budget stops it before the day is over: it is then told, and read the next day."""
        return self.at_most is not None and self.dollars > self.at_most


def times(every: timedelta, window: timedelta) -> int:
    """How often something that is done ``every`` so often is done within a window, at most."""
    return -(-window // every)


def said(month: Month, lang: Lang) -> str:
    """In a sentence: what it asks and costs, of the fullest quota how much, and whether that is too much."""
    to = translator(lang).gettext
    text = to(N_("een gewone maand: {calls} vragen, ${dollars}"))
    text = text.format(calls=month.calls, dollars=f"{month.dollars:.2f}")
    fullest = month.fullest
    if fullest is not None:
        text += to(N_("; drukste quotum {used} van {most}")).format(used=fullest.used, most=fullest.most)
    return text if month.within else text + to(TOO_MUCH)


TOO_MUCH = N_("; dat is te veel: zet every hoger")


def table(months: Iterable[Month]) -> str:
    """The months as a table of Markdown."""
    lines = [
        "| bron | drukte | vragen per maand | drukste quotum | kosten per maand | hoogstens |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*lines, *map(_row, months)])


def _row(month: Month) -> str:
    fullest = month.fullest
    quota = "–" if fullest is None else f"{fullest.what}: {fullest.used} van {fullest.most} per {_said(fullest.window)}"
    stops = " (het budget stopt het eerder)" if month.cut_short else ""
    at_most = "–" if month.at_most is None else f"${month.at_most:.2f}"
    cells = (month.source, month.traffic.name, f"{month.calls}", quota, f"${month.dollars:.2f}{stops}", at_most)
    return f"| {' | '.join(cells)} |"


def _said(window: timedelta) -> str:
    if window >= timedelta(days=28):
        return "maand"
    return "dag" if window >= DAY else f"{window // timedelta(minutes=1)} minuten"
