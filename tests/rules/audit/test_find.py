"""What is found, one line an invariant; whom it is told; and the sentences in both languages."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rules.audit.find import find, stretches, urgent_people
from rules.audit.model import (
    TRAITS,
    VAULT,
    Died,
    Disk,
    Finding,
    Invariant,
    Line,
    Lost,
    Machine,
    OpenCase,
    Pile,
    Source,
    Trouble,
    Unwritten,
    Urgency,
    Vault,
)
from rules.audit.tell import Alarm, Known, decide, everybody, present, recipients, told, well
from rules.explain.auditing import alarm_text
from rules.i18n import Lang
from tests.bot.office import protocol_from
from tests.bot.protocol import CARE

LAST_RESORT = "  last_resort: {notify: board, repeat: 15 minutes}\n"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
AGO = NOW - timedelta(hours=2)
JUST = NOW - timedelta(seconds=10)
GOLDEN = Path(__file__).parent / "golden"
PROTOCOL = protocol_from(CARE)
WAYS = {person: frozenset({"telegram", "mail"}) for person in PROTOCOL.people}
GOOD = Vault(ways=WAYS)


def machine(**more) -> Machine:
    return Machine(**{"up_since": AGO, "notifiers": frozenset({"telegram", "mail"}), **more})


def vault(**more) -> Vault:
    return Vault(**{"ways": WAYS, **more})


KRANT = timedelta(minutes=10)
CASES = {
    "timer": (vault(timers=Pile(1, AGO)), machine()),
    "outbox": (vault(outbox={"mail": Pile(2, AGO)}), machine()),
    "still": (vault(without_timer=(OpenCase(7, "serious", AGO),)), machine()),
    "untold": (vault(untold=(OpenCase(7, "serious", AGO),)), machine()),
    "unjudged": (vault(unjudged=Pile(3, AGO)), machine()),
    "unanswered": (vault(unanswered=Pile(1, AGO)), machine()),
    "failing": (vault(sources=(Source("krant", NOW, AGO, error="traag"),)), machine(watched={"krant": KRANT})),
    "broken": (vault(sources=(Source("krant", NOW, AGO, error="unexpected"),)), machine(watched={"krant": KRANT})),
    "blind": (vault(sources=(Source("krant", NOW, JUST, True, "401"),)), machine(watched={"krant": KRANT})),
    "not-read": (vault(sources=(Source("krant"),)), machine(watched={"krant": KRANT})),
    "silent": (
        vault(sources=(Source("krant", NOW, last=AGO, usual=(5, 5, 5, 5)),)),
        machine(watched={"krant": KRANT}),
    ),
    "left": (vault(leases={"bron:krant": AGO, "bron:oud": AGO}), machine(tasks=frozenset({"bron:krant"}))),
    "dead-watcher": (GOOD, machine(died=(Died("krant", 3, AGO, "ValueError"), Died("blad", 2, AGO)))),
    "died-often": (
        vault(sources=(Source("krant", NOW, AGO, error="unexpected", deaths=4, died_at=AGO),)),
        machine(watched={"krant": KRANT}),
    ),
    "lost": (vault(lost=(Lost("joost", "mail", AGO), Lost("oud", "mail", AGO))), machine()),
    "not-paired": (vault(ways=WAYS | {"joost": frozenset()}), machine()),
    "one-way": (vault(ways=WAYS | {"joost": frozenset({"mail"})}), machine()),
    "only-telegram": (GOOD, machine(notifiers=frozenset({"telegram"}))),
    "dead-letter": (vault(dead=Pile(1, AGO)), machine()),
    "quarantined": (vault(quarantined=Pile(1, AGO)), machine()),
    "full": (None, machine(trouble=Unwritten(Trouble.FULL, JUST))),
    "locked": (None, machine(trouble=Unwritten(Trouble.LOCKED, AGO))),
    "disk": (GOOD, machine(disk=Disk(50_000_000, 10**12))),
    "clock": (GOOD, machine(drift=timedelta(hours=-1))),
    "protocol": (GOOD, machine(protocol_broken_since=AGO)),
    "waits": (vault(proposed_since=NOW - timedelta(days=2)), machine()),
    "refused": (GOOD, machine(lines=(Line("telegram", JUST, refused=True),))),
    "down": (vault(outbox={"telegram": Pile(9, AGO)}), machine(lines=(Line("telegram", AGO),))),
    "blocked": (GOOD, machine(silent_loop=timedelta(seconds=40))),
    "backup": (GOOD, machine(backup_late_since=AGO)),
    "alarm": (GOOD, machine(alarms_failed=(Line("mail", AGO),))),
    "guessed": (GOOD, machine(guessed=Pile(60, AGO))),
    "log-changed": (GOOD, machine(log_changed=Pile(17, AGO))),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("lang", Lang)
def test_what_is_wrong_is_one_finding_and_one_sentence(name: str, lang: Lang):
    seen, computer = CASES[name]
    (finding,) = find(seen, computer, PROTOCOL, NOW)
    said = alarm_text(Alarm(finding, loud=True), PROTOCOL, lang, NOW)
    file = GOLDEN / f"{name}.{lang}.txt"
    assert said + "\n" == file.read_text("utf-8")


@pytest.mark.parametrize("lang", Lang)
def test_again_and_mended(lang: Lang):
    (finding,) = find(*CASES["clock"], PROTOCOL, NOW)
    again = alarm_text(Alarm(finding, loud=True, again=True), PROTOCOL, lang, NOW)
    mended = alarm_text(Alarm(finding, loud=False, mended=True), PROTOCOL, lang, NOW)
    assert f"{again}\n{mended}\n" == (GOLDEN / f"again-and-mended.{lang}.txt").read_text("utf-8")


@pytest.mark.parametrize("lang", Lang)
def test_a_hole_in_the_roster(lang: Lang):
    later = protocol_from(CARE.replace("first: 2026-01-05", "first: 2026-03-09"))
    findings = find(GOOD, machine(), later, NOW)
    said = "\n".join(alarm_text(Alarm(f, loud=False), later, lang, NOW) for f in findings) + "\n"
    assert said == (GOLDEN / f"roster.{lang}.txt").read_text("utf-8")
    ahead = find(GOOD, machine(), later, NOW - timedelta(days=3))
    assert [f.subject for f in ahead] == ["piket"]


@pytest.mark.parametrize(
    ("seen", "computer"),
    [
        (GOOD, machine()),
        (
            vault(
                timers=Pile(1, JUST), unjudged=Pile(1, JUST), unanswered=Pile(1, JUST), outbox={"mail": Pile(1, JUST)}
            ),
            machine(),
        ),
        (vault(untold=(OpenCase(7, "routine", AGO),), without_timer=(OpenCase(8, "serious", JUST),)), machine()),
        (vault(sources=(Source("krant", NOW, JUST),)), machine(watched={"krant": KRANT})),
        (vault(sources=(Source("krant", JUST, last=JUST),)), machine(watched={"krant": KRANT})),
        (vault(sources=(Source("krant", NOW, last=AGO, usual=(9, 9, 2, 9)),)), machine(watched={"krant": KRANT})),
        (vault(sources=(Source("krant", AGO - timedelta(days=9), AGO),)), machine()),
        (vault(ways={}), machine(up_since=JUST)),
        (vault(proposed_since=AGO), machine(protocol_broken_since=JUST)),
        (vault(leases={"bron:krant": JUST}), machine(tasks=frozenset({"bron:krant"}))),
        (GOOD, machine(tasks=frozenset({"bron:krant"}), up_since=JUST)),
        (None, machine(trouble=Unwritten(Trouble.LOCKED, JUST), lines=(Line("mail", JUST),))),
        (GOOD, machine(disk=Disk(300_000_000, 10**12), drift=timedelta(seconds=30), silent_loop=timedelta(seconds=29))),
        (GOOD, machine(disk=Disk(60_000_000, 10**9))),
    ],
)
def test_what_is_well_is_not_found(seen: Vault | None, computer: Machine):
    assert find(seen, computer, PROTOCOL, NOW) == ()


def test_a_level_the_protocol_no_longer_knows_counts_as_told_of():
    (finding,) = find(vault(untold=(OpenCase(7, "gone", AGO),)), machine(), PROTOCOL, NOW)
    assert finding.invariant is Invariant.NOBODY_TOLD


def test_a_day_off_is_not_compared_with_working_weeks_but_a_sunday_with_sundays():
    quiet = vault(sources=(Source("krant", datetime(2026, 4, 6, 9, tzinfo=UTC), last=AGO, usual=(9, 9, 9, 9)),))
    watched = machine(watched={"krant": timedelta(days=99)})
    assert find(quiet, watched, PROTOCOL, datetime(2026, 4, 6, 9, tzinfo=UTC)) == ()  # Easter Monday
    assert find(quiet, watched, PROTOCOL, datetime(2026, 3, 29, 9, tzinfo=UTC)) != ()  # a Sunday


def test_the_same_hours_of_earlier_weeks_are_local_hours():
    now = datetime(2026, 3, 30, 8, 0, tzinfo=UTC)  # 10:00 summer time
    found = stretches(now - timedelta(hours=2), now, PROTOCOL)
    assert found[0] == (
        datetime(2026, 3, 23, 7, tzinfo=UTC),
        datetime(2026, 3, 23, 9, tzinfo=UTC),
    )  # 8:00-10:00 winter time
    assert len(found) == 4
    assert stretches(now - timedelta(minutes=59), now, PROTOCOL) == ()
    assert stretches(now - timedelta(days=8), now, PROTOCOL) == ()


def test_whoever_may_be_told_at_night_needs_two_ways():
    assert urgent_people(PROTOCOL) == (*tuple(PROTOCOL.people)[:4], "marleen")
    nobody = CARE.replace("notify: [owner, duty, spokesperson, board]", "notify: duty")
    nobody = nobody.replace("notify: [owner, duty]", "notify: duty").replace(LAST_RESORT, "")
    assert "sanne" not in urgent_people(protocol_from(nobody))


def test_every_invariant_says_how_it_is_told():
    assert set(TRAITS) == set(Invariant)
    assert set(Invariant) > VAULT


# --- telling -------------------------------------------------------------------------------------------------------

CLOCK, STOPPED, LETTER, CALM = (
    Finding(i) for i in (Invariant.CLOCK_DRIFT, Invariant.TIMER_LATE, Invariant.DEAD_LETTER, Invariant.ONE_WAY)
)


def test_at_once_then_once_an_hour_then_once_that_it_is_over():
    first = decide((), [STOPPED], PROTOCOL, NIGHT)
    assert first.alarms == (Alarm(STOPPED, loud=True),)
    unheard = decide(first.ledger, [STOPPED], PROTOCOL, NIGHT + timedelta(minutes=1))
    assert unheard.alarms == (Alarm(STOPPED, loud=True),)  # nobody heard it: not "again"
    ledger = told(unheard.ledger, [STOPPED.key, "other"], NIGHT)
    assert decide(ledger, [STOPPED], PROTOCOL, NIGHT + timedelta(minutes=59)).alarms == ()
    hour = decide(ledger, [STOPPED], PROTOCOL, NIGHT + timedelta(minutes=60))
    assert hour.alarms == (Alarm(STOPPED, loud=True, again=True),)
    over = decide(ledger, [], PROTOCOL, NIGHT + timedelta(minutes=5))
    assert over.alarms == (Alarm(STOPPED, loud=False, mended=True),)
    assert (present(ledger), present(over.ledger)) == ((STOPPED,), ())
    assert decide(over.ledger, [], PROTOCOL, NIGHT + timedelta(minutes=6)) == (over.__class__(over.ledger, ()))
    assert decide(over.ledger, [], PROTOCOL, NIGHT + timedelta(minutes=61)).ledger == ()


def test_what_comes_and_goes_is_not_told_each_time():
    ledger = told(decide((), [STOPPED], PROTOCOL, NOW).ledger, [STOPPED.key], NOW)
    said = 0
    for minute in range(1, 60):
        decision = decide(ledger, [STOPPED] if minute % 2 else [], PROTOCOL, NOW + timedelta(minutes=minute))
        ledger, said = decision.ledger, said + len(decision.alarms)
    assert said == 1  # that it was over, once


def test_what_nobody_heard_of_ends_in_silence_and_so_does_an_event():
    assert decide(decide((), [STOPPED], PROTOCOL, NOW).ledger, [], PROTOCOL, NOW) == decide((), [], PROTOCOL, NOW)
    ledger = told(decide((), [LETTER], PROTOCOL, NOW).ledger, [LETTER.key], NOW)
    assert decide(ledger, [], PROTOCOL, NOW + timedelta(days=1)).alarms == ()


def test_while_the_database_cannot_be_read_nothing_of_it_is_mended():
    ledger = told(decide((), [STOPPED, CLOCK], PROTOCOL, NOW).ledger, [STOPPED.key, CLOCK.key], NOW)
    away = decide(ledger, [], PROTOCOL, NOW + timedelta(minutes=1), vault=False)
    assert away.alarms == (Alarm(CLOCK, loud=False, mended=True),)
    assert present(away.ledger) == (STOPPED,)


def test_what_is_not_urgent_is_silent_at_night_and_told_again_only_in_office_hours():
    night = decide((), [CLOCK, CALM], PROTOCOL, NIGHT)
    assert [a.loud for a in night.alarms] == [False, False]
    ledger = told(night.ledger, [CLOCK.key, CALM.key], NIGHT)
    assert decide(ledger, [CLOCK, CALM], PROTOCOL, NIGHT + timedelta(hours=5)).alarms == ()
    morning = decide(ledger, [CLOCK, CALM], PROTOCOL, NIGHT + timedelta(hours=8))
    assert morning.alarms == (Alarm(CLOCK, loud=True, again=True),)
    day_after = decide(ledger, [CALM], PROTOCOL, NIGHT + timedelta(days=1, hours=8))
    assert Alarm(CALM, loud=False, again=True) in day_after.alarms


def test_the_sign_of_life_is_withheld_for_what_stops_us_only():
    assert well([CLOCK, LETTER, CALM])
    assert not well([CLOCK, STOPPED])


def test_what_matters_most_comes_first():
    ledger = decide((), [CALM, CLOCK, STOPPED], PROTOCOL, NOW).ledger
    assert present(reversed(ledger)) == (STOPPED, CLOCK, CALM)
    assert present([Known(CALM, NOW, mended_at=NOW)]) == ()


def test_the_owner_hears_it_past_what_is_broken_else_the_last_resort_else_anybody():
    broken = Finding(Invariant.NOTIFIER_DOWN, "telegram", broken=frozenset({"telegram"}))
    ways = {"karin": ("telegram", "mail"), "marleen": ("telegram",), "imran": ("telegram",)}
    (karin,) = recipients(broken, ways, PROTOCOL, NOW)
    assert (karin.person, karin.ways) == ("karin", ("mail", "telegram"))
    assert recipients(STOPPED, ways, PROTOCOL, NOW)[0].ways == ("telegram", "mail")
    del ways["karin"]
    assert [r.person for r in recipients(broken, ways, PROTOCOL, NOW)] == ["marleen"]
    del ways["marleen"]
    assert [r.person for r in recipients(broken, ways, PROTOCOL, NOW)] == ["imran"]
    assert recipients(broken, {}, PROTOCOL, NOW) == ()
    headless = protocol_from(CARE.replace("owner: karin\n", "", 1).replace(LAST_RESORT, ""))
    assert [r.person for r in recipients(STOPPED, {"sanne": ("mail",)}, headless, NOW)] == ["sanne"]


def test_what_is_urgent_is_for_everybody_but_that_it_is_over_for_one():
    assert everybody(Alarm(STOPPED, loud=True))
    assert not everybody(Alarm(STOPPED, loud=False, mended=True))
    assert not everybody(Alarm(CLOCK, loud=True))


def test_urgency_is_a_closed_set():
    assert {trait.urgency for trait in TRAITS.values()} == set(Urgency)
