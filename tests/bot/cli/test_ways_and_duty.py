"""The second way and the roster from a shell: check, route, status, oncall."""

import json
from pathlib import Path

import pytest

from bot.app import settings as config
from bot.app.open import open_house
from bot.store import lines
from rules.case.delivery import Fault
from tests.bot.cli.test_office import home as home
from tests.bot.protocol import CARE

MAIL = "email: {host: smtp.zorgproef.test, sender: seintje@zorgproef.test}\n"
PEOPLE = ("sanne", "imran", "karin", "joost", "petra", "marleen")


@pytest.fixture
def with_mail(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same with a mail server, and everybody's address but Marleen's."""
    known = [f"  MAIL_{person.upper()}: env:MAIL_{person.upper()}\n" for person in PEOPLE[:-1]]
    for person in PEOPLE:
        monkeypatch.setenv(f"MAIL_{person.upper()}", f"{person}@zorgproef.test")
    settings = (home / "config.yaml").read_text() + MAIL + "secrets:\n" + "".join(known)
    (home / "config.yaml").write_text(settings)
    return home


@pytest.fixture
def opened(with_mail: Path) -> Path:
    """The same after the service ran once."""
    house = open_house(config.load(with_mail / "config.yaml")).house
    house.think()
    house.store.close()
    return with_mail


def codes(out: str) -> list[str]:
    return [problem["code"] for problem in json.loads(out)["problems"]]


def test_check_says_that_there_is_no_second_way(seintje, home: Path) -> None:
    assert "Er is geen tweede weg voor dringende seintjes." in seintje("check").out


def test_check_names_whoever_is_left_with_one_way(seintje, with_mail: Path) -> None:
    said = seintje("check").out
    assert "Er is geen tweede weg" not in said
    assert "Marleen van Osterwijk staat in de opschaling van een dringend niveau" in said
    assert "alleen via Telegram te bereiken" in said
    assert "Karin Postma staat in de opschaling van een dringend niveau" not in said


def test_check_knows_people_the_protocol_does_not(seintje, with_mail: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTFY", "ntfys://piket")
    with (with_mail / "config.yaml").open("a") as file:
        file.write("apprise: {people: {marleen: env:NTFY, piet: env:NTFY}}\n")
    said = seintje("check").out
    assert "piet staat niet in het protocol." in said
    assert "Marleen van Osterwijk staat in de opschaling" not in said
    monkeypatch.setattr("bot.cli.second_way.services_installed", lambda: False)
    assert "pip install 'seintje[apprise]'" in seintje("check").out


def test_route_says_which_way_when_telegram_fails(seintje, with_mail: Path) -> None:
    said = seintje("route", "--level", "crisis", "--owner", "duty", "--at", "2026-03-02T10:00")
    assert said.out.splitlines()[-3:-1] != []
    assert "Lukt Telegram niet, dan ook:\n  Karin Postma: e-mail\n  Joost Verhaar: e-mail" in said.out
    assert "Marleen van Osterwijk: e-mail" not in said.out
    line = json.loads(seintje("route", "--level", "crisis", "--owner", "duty", "--json").out.splitlines()[0])
    assert line["ways"] == ["email"]


def test_case_32_status_ends_with_1_and_names_every_way_that_fails(seintje, opened: Path) -> None:
    house = open_house(config.load(opened / "config.yaml")).house
    now = house.clock.now()
    for notifier in ("telegram", "email"):
        house.store.write(lambda tx, name=notifier: lines.failed(tx, name, Fault.UNREACHABLE.value, now, None))
    house.store.close()
    found = seintje("status", "--json")
    assert found.code in (1, 4)
    assert [f["code"] for f in json.loads(found.out)["findings"]].count("way_failing") == 2
    assert "via e-mail komt al 1 min niets aan" in seintje("status").out


def test_oncall_now_and_next(seintje, opened: Path) -> None:
    said = seintje("oncall", "now")
    assert said.code == 0
    assert said.out.startswith("Piket: ")
    now = json.loads(seintje("oncall", "now", "--json").out)
    assert {now["person"], now["next"]} == {"karin", "joost"}
    turns = [json.loads(line) for line in seintje("oncall", "next", "--weeks", "3", "--json").out.splitlines()]
    assert [turn["why"] for turn in turns] == ["rotation"] * len(turns)
    assert len(seintje("oncall", "next").out.splitlines()) >= 4


def test_oncall_take_counts_for_route_and_for_the_next_look(seintje, opened: Path) -> None:
    before = json.loads(seintje("oncall", "now", "--json").out)["person"]
    other = {"karin": "joost", "joost": "karin"}[before]
    taken = seintje("oncall", "take", "piket", "--as", other)
    assert taken.code == 0
    assert taken.out.startswith("U hebt nu dienst (Piket)")
    assert json.loads(seintje("oncall", "now", "--json").out)["person"] == other
    told = [
        json.loads(line) for line in seintje("route", "--level", "crisis", "--owner", "duty", "--json").out.splitlines()
    ]
    assert told[0]["person"] == other
    assert seintje("oncall", "take", "piket", "--as", other).code == 1
    assert seintje("oncall", "take", "piket", "--as", "marleen").code == 1


def test_oncall_swap_only_asks(seintje, opened: Path) -> None:
    before = json.loads(seintje("oncall", "now", "--json").out)["person"]
    other = {"karin": "joost", "joost": "karin"}[before]
    asked = seintje("oncall", "swap", "piket", other, "--as", before, "--json")
    assert json.loads(asked.out)["code"] == "done"
    assert json.loads(seintje("oncall", "now", "--json").out)["person"] == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("take", "nacht", "--as", "karin"),
        ("take", "piket", "--as", "piet"),
        ("swap", "piket", "piet", "--as", "karin"),
    ],
)
def test_oncall_says_what_it_does_not_know(seintje, opened: Path, arguments: tuple[str, ...]) -> None:
    said = seintje("oncall", *arguments)
    assert said.code == 2
    assert "staat niet in het protocol. Kies uit:" in said.err


def test_oncall_without_a_roster_says_so(seintje, home: Path) -> None:
    without = CARE.replace("duty: {name: Piket, schedule: piket}", "duty: {name: Piket, people: [karin]}")
    (home / "protocol.yaml").write_text(
        without[: without.index("on_call:")]
        + without[without.index("levels:") :]
        .replace("[{after: 5 minutes, notify: backup}]", "[]")
        .replace(", {after: 5 minutes, notify: backup}", "")
    )
    house = open_house(config.load(home / "config.yaml")).house
    house.store.close()
    said = seintje("oncall", "now")
    assert (said.code, "heeft geen rooster" in said.err) == (2, True)
