"""The versions of the protocol, a comparison and the wizard, as they are typed; and a real service over a restart."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.ports import Batch
from bot.store import Store, mentions, protocols
from bot.store.engine import look
from rules.mention import Author, Kind, Mention
from tests.bot.protocol import CARE

ROOT = Path(__file__).resolve().parents[3]
BOTH = CARE.replace("owner: karin\n", "owner: karin\napproved_by: [marleen]\n", 1)
LOUDER = BOTH.replace("category: complaint\n    level: attention", "category: complaint\n    level: serious")
LINE = (
    '{"id": "%s", "platform": "x", "kind": "post", "via": "mention", "text": "Slechte zorg van zorg proef", '
    '"posted_at": "2026-03-0%dT23:30+01:00", "author": {"handle": "%s"}}\n'
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch) -> Path:
    """A folder with settings and a protocol that asks for two people."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("protocol: protocol.yaml\ndata: data\nlanguage: nl\n")
    (tmp_path / "protocol.yaml").write_text(BOTH)
    return tmp_path


def test_a_change_is_proposed_looked_at_and_accepted_from_a_shell(here: Path, seintje):
    assert "Begin met: seintje run" in seintje("protocol", "ls").err
    assert seintje("protocol", "propose", "--as", "karin").out == "Versie 1 geldt nu.\n"
    (here / "protocol.yaml").write_text(LOUDER)
    assert "Dat mogen: Karin Postma, Marleen" in seintje("protocol", "propose", "--as", "sanne").err
    assert "Versie 2 wacht op akkoord" in seintje("protocol", "propose", "--as", "karin", "--reason", "te laat").out
    assert seintje("protocol", "diff").out == "Regel “klacht”: niveau van Aandacht naar Ernstig.\n"
    shown = seintje("protocol", "show", "2").out
    assert "“te laat”" in shown and "wacht op akkoord van Marleen van Osterwijk" in shown
    own = seintje("protocol", "accept", "2", "--as", "karin")
    assert own.code == 1 and "Karin kan de eigen wijziging niet goedkeuren." in own.err
    assert seintje("protocol", "accept", "2", "--as", "marleen").out == "Akkoord. Versie 2 geldt nu.\n"
    assert seintje("protocol", "refuse", "2", "--as", "marleen").code == 1
    assert seintje("protocol", "accept", "9", "--as", "marleen", "--json").code == 1
    lines = [json.loads(line) for line in seintje("protocol", "ls", "--json").out.splitlines()]
    assert [(one["version"], one["state"], one["decided_by"]) for one in lines] == [
        (2, "active", "marleen"),
        (1, "superseded", ""),
    ]
    assert "geldt nu (marleen)  “te laat”" in seintje("protocol", "ls").out
    assert "# protocol.yaml" in seintje("protocol", "show", "1", "--text").out
    assert json.loads(seintje("protocol", "diff", "2", "--json").out)["id"] == "klacht"
    assert json.loads(seintje("protocol", "show", "2", "--json").out)["base"] == 1
    assert seintje("protocol", "show", "9").code == 2


def test_a_refused_change_and_one_with_a_mistake_say_so(here: Path, seintje):
    seintje("protocol", "propose", "--as", "karin")
    (here / "protocol.yaml").write_text(LOUDER)
    seintje("protocol", "propose", "--as", "karin")
    assert "De vorige versie blijft gelden" in seintje("protocol", "refuse", "2", "--as", "marleen").out
    assert "is afgewezen" in seintje("protocol", "propose", "--as", "karin").out
    (here / "protocol.yaml").write_text(BOTH.replace("owner: webcare", "owner: webcaer"))
    outcome = seintje("protocol", "propose", "--as", "karin")
    assert outcome.code == 1 and "Bedoelde u “webcare”?" in outcome.err and "blijft actief" in outcome.err


# --- replay --diff ------------------------------------------------------------------------------------------------


def test_a_comparison_fails_when_people_are_woken_more_often(here: Path, seintje):
    (here / "new.yaml").write_text(LOUDER)
    (here / "said.jsonl").write_text("".join(LINE % (n, n, f"a{n}") for n in (2, 4)))
    arguments = ("replay", "said.jsonl", "-p", "new.yaml", "--diff", "protocol.yaml")
    outcome = seintje(*arguments)
    assert outcome.code == 0
    assert "2 berichten worden anders beoordeeld (2 hoger, 0 lager):" in outcome.out
    assert "X: 2; geen gegevens op 3 mrt." in outcome.out
    assert seintje(*arguments, "--fail-on-night", "0").code == 1
    assert seintje(*arguments, "--fail-on-night", "50").code == 0
    last = json.loads(seintje(*arguments, "--json").out.splitlines()[-1])
    assert last["event"] == "summary" and last["changed"] == 2 and last["extra_night"] > 0
    assert seintje("replay", "said.jsonl", "--fail-on-night", "1").code == 2
    assert seintje("replay").code == 2 and seintje("replay", "--since", "maand").code == 2


def test_what_the_service_heard_is_compared_with_a_stored_version(here: Path, seintje):
    seintje("protocol", "propose", "--as", "karin")
    (here / "new.yaml").write_text(LOUDER)
    outcome = seintje("replay", "--since", "30d", "-p", "new.yaml", "--diff", "1")
    assert outcome.code == 0 and "geen enkel bericht" in outcome.out
    assert "versie 7 is er niet" in seintje("replay", "--since", "30d", "--diff", "7").err


def test_check_counts_what_a_word_hit_in_what_the_service_heard(here: Path, seintje):
    seintje("protocol", "propose", "--as", "karin")
    now = datetime.now(UTC)
    said = ["Wat een beleving bij zorg proef", "Beleid van zorg proef", "Belangrijk nieuws over zorg proef"] * 4
    heard = tuple(
        Mention(id=f"m{n}", platform="x", kind=Kind.POST, text=text, posted_at=now, author=Author("a"))
        for n, text in enumerate(said)
    )
    store = Store(f"sqlite:///{here / 'data' / 'seintje.db'}")
    try:
        store.write(lambda tx: mentions.keep(tx, "x", Batch(heard, ""), now))
    finally:
        store.close()
    (here / "protocol.yaml").write_text(BOTH.replace("words: [klacht*", "words: [bel*, klacht*"))
    told = seintje("check").out
    assert "'bel*' raakte in de afgelopen berichten vooral belangrijk, beleid" in told
    (here / "data" / "seintje.db").write_bytes(b"dit is geen database")
    assert "'bel*' raakt ook belang" in seintje("check").out, "a broken database is for doctor to tell"


def test_the_list_of_versions_tells_the_time_where_the_organisation_is(here: Path, seintje, monkeypatch):
    (here / "protocol.yaml").write_text(BOTH.replace("Europe/Amsterdam", "Pacific/Kiritimati"))
    seintje("protocol", "propose", "--as", "karin")
    there = datetime.now(ZoneInfo("Pacific/Kiritimati"))
    assert f"{there:%Y-%m-%d %H:}" in seintje("protocol", "ls").out or there.minute == 0


# --- the wizard -----------------------------------------------------------------------------------------------------


def test_the_wizard_asks_again_until_it_can_work_with_the_answer(tmp_path: Path, monkeypatch, seintje):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.cli.init.asks", lambda: True)
    outcome = seintje("init", "map", stdin=b"zeven\n9\n3\n[x]\nGemeente Waterdam\n" + b"n\n\n")
    assert outcome.code == 0, outcome.err
    assert "“zeven” staat er niet bij. Typ een nummer van 1 tot en met 5." in outcome.out
    assert "“[x]” kan ik zo niet in het protocol zetten" in outcome.out
    assert 'aliases: ["gemeente waterdam"]' in (tmp_path / "map" / "protocol.yaml").read_text()
    assert seintje("test", "map/protocol.yaml").code == 0


# --- 72: a real service ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_case_72_a_service_that_starts_with_a_bad_file_works_by_the_last_good_one(here: Path, seintje, monkeypatch):
    monkeypatch.setenv("TOKEN", "123:abcdefghijklmnopqrstuvwxyzabcdefghi")
    settings = here / "config.yaml"
    settings.write_text(
        settings.read_text() + "telegram: {token: env:TOKEN, base_url: 'http://127.0.0.1:9'}\nweb: off\n"
    )
    database = f"sqlite:///{here / 'data' / 'seintje.db'}"
    with running(here):
        until(lambda: look(database, protocols.active_number) == 1)
        (here / "protocol.yaml").write_text(BOTH.replace("owner: webcare", "owner: webcaer"))
        until(lambda: look(database, protocols.trouble) is not None)
    with running(here) as service:
        until(lambda: (here / "data" / "seintje.sock").exists())
        time.sleep(5)  # two looks at the file and some
        assert service.poll() is None
        assert look(database, protocols.active_number) == 1
        assert seintje("protocol", "propose", "--as", "karin").code == 1
        (here / "protocol.yaml").write_text(LOUDER)
        until(lambda: look(database, protocols.proposed) is not None)
        assert look(database, protocols.trouble) is None
        assert seintje("protocol", "accept", "2", "--as", "marleen").code == 0
        assert look(database, protocols.active_number) == 2


class running:  # noqa: N801 - reads as a word
    """A real ``seintje run`` in a folder; killed at the end, so that nothing is tidied up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> "subprocess.Popen[bytes]":
        self.log = (self.folder / "log").open("ab")
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=self.folder, env=environ, stdout=self.log, stderr=self.log
        )
        return self.process

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(10)
        self.log.close()


def until(holds, seconds: float = 60) -> None:
    """Wait until it holds."""
    end = time.monotonic() + seconds
    while True:
        try:
            if holds():
                return
        except Exception:
            if time.monotonic() > end:
                raise
        assert time.monotonic() < end, "it never came"
        time.sleep(0.2)
