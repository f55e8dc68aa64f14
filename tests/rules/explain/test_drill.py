"""The report of a drill, and who may start one."""

from datetime import UTC, datetime, timedelta

from rules.explain.drill import End, Practised, Told, after, may_start, participants, report
from rules.i18n import Lang
from tests.bot.office import protocol_from
from tests.bot.protocol import CARE

PROTOCOL = protocol_from(CARE + "exercises: {allowed_for: [lead], banner: OEFENING}\n")
FREE = protocol_from(CARE)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CASES = (
    Practised(
        1, "serious", 3, NOW, (Told("sanne", NOW + 4 * SECOND, True), Told("imran", NOW + 5 * SECOND, False)),
        "sanne", NOW + 64 * SECOND, NOW + timedelta(minutes=9),
    ),
    Practised(2, "crisis", 4, NOW, (Told("karin", NOW + 2 * SECOND, True),)),
)  # fmt: skip


def test_each_step_with_its_time_in_dutch():
    assert report(CASES, End.DONE, PROTOCOL, Lang.NL) == (
        "OEFENING · de oefening is klaar.\n"
        "Zaken: 2, opgepakt: 1. Van seintje tot opgepakt: meestal 60 s.\n"
        "\n"
        "Zaak 1: 🟠 Ernstig\n"
        "• seintje aan Sanne de Wit na 4 s\n"
        "• Imran Bouali zou na 5 s een seintje krijgen\n"
        "• opgepakt door Sanne de Wit na 64 s\n"
        "• afgerond na 9 min\n"
        "\n"
        "Zaak 2: 🔴 Crisis\n"
        "• seintje aan Karin Postma na 2 s\n"
        "• niemand pakte haar op"
    )


def test_and_in_english_also_when_nobody_took_anything():
    assert report(CASES[1:], End.STOPPED, PROTOCOL, Lang.EN) == (
        "OEFENING · the drill was stopped.\n"
        "Cases: 1, taken: 0.\n"
        "\n"
        "Case 2: 🔴 Crisis\n"
        "• heads-up to Karin Postma after 2 s\n"
        "• nobody took it"
    )


def test_who_may_start_it_is_the_protocol_s_else_the_managers():
    assert [p for p in PROTOCOL.people if may_start(p, PROTOCOL)] == ["karin", "joost"]
    assert [p for p in FREE.people if may_start(p, FREE)] == ["karin"]


def test_who_takes_part():
    assert participants((), "karin", PROTOCOL) == ("karin", "joost")
    assert participants(("participants",), "sanne", FREE) == ("sanne",)
    assert participants(("board", "sanne", "nobody"), "karin", PROTOCOL) == ("marleen", "sanne")


def test_short_times_are_in_seconds():
    assert (after(timedelta(seconds=89), Lang.NL), after(timedelta(seconds=90), Lang.NL)) == ("89 s", "1 min")
    assert after(timedelta(seconds=-1), Lang.NL) == "0 s"
