"""Reports on phones: on time, once, late after an outage, with local hours on both changes of the clock, and what they count."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.reports import LONGEST, Reports, made_now, pieces
from bot.ports import Batch, Gap
from bot.store import coverage, mentions, reporting
from rules.i18n import Lang
from rules.text.learning import Feedback
from tests.bot.office import Office
from tests.bot.protocol import CARE
from tests.bot.test_way_of_a_mention import NEGLECT

REPORTS = (
    CARE
    + """
reports:
  - {name: Dagbericht, to: webcare, at: workdays 08:45, show: [open_cases, overnight, share_tips]}
  - {name: Weekbericht, to: [lead, board], at: monday 09:30, show: [levels, response_times, locations, false_alarms]}
"""
)
MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_words(monkeypatch) -> None:
    """These stories read the text; pictures have their own."""
    monkeypatch.setattr("bot.messages.charts.installed", lambda: False)


def walk(care: Office, reports: Reports, **amount: float) -> list[str]:
    """Time passes in steps of a quarter; who got a report, and when (local)."""
    until, seen = care.clock.now() + timedelta(**amount), []
    while care.clock.now() < until:
        care.clock.forward(timedelta(minutes=15))
        if reports.look():
            care.settle()
            care.forward(seconds=5)
            local = care.clock.now().astimezone(care.rulebook.current.protocol.timezone)
            seen += [
                f"{local:%a %H:%M} {p}"
                for p, phone in care.phones.items()
                if any("bericht:" in m.text for m in phone.fresh())
            ]
    return seen


def test_the_day_and_the_week_come_on_time_to_whom_the_protocol_says_and_without_a_sound(office):
    care = office(REPORTS, at=MONDAY)
    seen = walk(care, Reports(care.house), hours=26)
    assert seen == [
        "Mon 08:45 sanne", "Mon 08:45 imran", "Mon 09:30 karin", "Mon 09:30 marleen", "Tue 08:45 sanne", "Tue 08:45 imran",
    ]  # fmt: skip
    assert care.phone("sanne").last.silent


def test_on_a_day_off_it_comes_the_next_workday(office):
    care = office(REPORTS, at=datetime(2026, 4, 6, 5, 0, tzinfo=UTC))  # Easter Monday
    assert walk(care, Reports(care.house), hours=30)[0] == "Tue 08:45 sanne"


@pytest.mark.parametrize("day", [datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 10, 23, 12, tzinfo=UTC)])
def test_the_local_hour_stays_when_the_clock_changes(office, day: datetime):
    care = office(REPORTS, at=day)
    seen = walk(care, Reports(care.house), days=3)
    assert [line for line in seen if "sanne" in line] == ["Mon 08:45 sanne"]


def test_after_an_outage_it_comes_late_once_and_with_everything_since_the_last(office):
    care = office(REPORTS, at=MONDAY)
    reports = Reports(care.house)
    walk(care, reports, hours=2)
    care.says(NEGLECT)
    care.clock.forward(timedelta(days=3))
    again = Reports(care.house)  # as after a restart
    assert again.look() == 1
    assert again.look() == 0
    care.forward(seconds=5)
    assert care.phone("sanne").shows("Lopende zaken: 1, waarvan nog door niemand opgepakt: 1.")


def test_two_nodes_send_it_once(office):
    care = office(REPORTS, at=MONDAY)
    one, other = Reports(care.house), Reports(care.house)
    care.clock.forward(timedelta(hours=1))
    assert (one.look(), other.look()) == (1, 0)


def test_what_it_counts(office):
    care = office(REPORTS, at=MONDAY + timedelta(hours=2))
    start = care.clock.now()
    care.says(NEGLECT)
    care.forward(minutes=10)
    care.phone("sanne").presses("Ik pak dit op")
    care.says("Geen klacht over Beukenhof hoor")
    number = care.case().mentions[0].number
    from bot.store import lessons

    care.store.write(lambda tx: lessons.say(tx, number, "sanne", Feedback.FALSE_ALARM, care.clock.now()))
    care.clock.forward(timedelta(minutes=1))
    found = care.store.read(lambda tx: reporting.numbers(tx, start, care.clock.now()))
    assert (found.heard, found.about_us, found.levels["serious"]) == (2, 2, 1)
    assert [(c.level, c.assignee) for c in found.cases] == [("serious", "sanne")]
    assert found.cases[0].told_at is not None and found.cases[0].taken_at is not None
    assert [v.false_alarm for v in found.verdicts] == [True]
    assert {ring.person for ring in found.rings if ring.loud} >= {"sanne", "karin"}
    before = care.store.read(lambda tx: reporting.numbers(tx, start - timedelta(days=1), start))
    assert (before.heard, before.cases, before.rings) == (0, (), ())
    text = made_now(care.house, "Week", start, care.clock.now(), ("false_alarms", "response_times"), Lang.NL).plain
    assert "Vermoeden van verwaarlozing: 1 van 1 loos" in text
    assert "Ernstig: opgepakt: 1 van 1 op tijd" in text


def test_what_was_not_watched_stands_under_it(office):
    care = office(REPORTS, at=MONDAY)
    start, store = care.clock.now(), care.store
    for name in ("pagina", "krant", "blind"):
        store.write(lambda tx, name=name: mentions.keep(tx, name, Batch([], "1"), start))
    care.clock.forward(timedelta(hours=1))
    store.write(lambda tx: coverage.failed(tx, "pagina", "weg", care.clock.now()))
    store.write(lambda tx: coverage.failed(tx, "blind", "401", care.clock.now(), blind=True))
    care.clock.forward(timedelta(hours=3))
    now = care.clock.now()
    store.write(lambda tx: mentions.keep(tx, "pagina", Batch([], "2"), now))
    missed = Gap(start, start + timedelta(hours=2), "limit")
    store.write(lambda tx: mentions.keep(tx, "krant", Batch([], "2", gaps=[missed]), now))
    text = made_now(care.house, "Dag", start - timedelta(hours=1), now, (), Lang.NL).coverage
    assert "pagina" not in text  # it has read on from where it was
    assert "krant is niet gelezen van 08:00 tot 10:00." in text
    assert "blind is niet gelezen van 09:00 tot 12:00." in text


def test_a_long_report_is_broken_between_lines():
    text = "\n".join(f"regel {n} " + "x" * 90 for n in range(100))
    found = pieces(text)
    assert all(len(piece) <= LONGEST for piece in found)
    assert "\n".join(found) == text
    assert json.dumps(found)
