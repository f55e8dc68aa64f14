"""What a new user, a careless one and a hostile one give to the commands: what is wrong, where, what to do, nothing lost."""

import json
import os
import stat
from pathlib import Path

import pytest

from bot.app.open import open_house
from bot.app.settings import load
from bot.printable import readable
from bot.store import protocols
from tests.bot.protocol import CARE

BERICHT = (
    '{"id": "1", "platform": "x", "kind": "post", "via": "mention", "text": "Brand in Beukenhof",'
    ' "posted_at": "2026-03-03T23:40+01:00", "author": {"handle": "n"}}\n'
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOKEN", "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    (tmp_path / "config.yaml").write_text("protocol: protocol.yaml\ntelegram:\n  token: env:TOKEN\nweb: off\n")
    (tmp_path / "protocol.yaml").write_text(CARE)
    return tmp_path


NOTHING = {"nl": "In {file} staat geen enkel bericht. Kijk of het de goede is.\n"}
NOTHING["en"] = "There is no mention at all in {file}. See whether it is the right one.\n"


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("content", ["", "  \n\n"])
def test_an_empty_file_of_mentions_is_told(home: Path, seintje, content: str, lang: str):
    (home / "leeg.jsonl").write_text(content)
    said = NOTHING[lang].format(file="leeg.jsonl")
    judged = seintje("judge", "--in", "leeg.jsonl", "--json", "--lang", lang)
    assert (judged.code, judged.out, judged.err) == (0, "", said)
    played = seintje("replay", "leeg.jsonl", "--json", "--lang", lang)
    assert (played.code, played.err) == (0, said)
    assert [json.loads(line)["event"] for line in played.out.splitlines()] == ["assumption", "summary"]
    assert json.loads(played.out.splitlines()[-1])["mentions"] == 0
    assert seintje("judge", "--in", "-", "--lang", lang).err == NOTHING[lang].format(file="stdin")


def test_a_comparison_of_nothing_lets_nothing_through(home: Path, seintje):
    (home / "leeg.jsonl").touch()
    asked = ("replay", "leeg.jsonl", "--diff", "protocol.yaml")
    assert seintje(*asked).code == 0
    guarded = seintje(*asked, "--fail-on-night", "5")
    assert guarded.code == 1
    assert guarded.err.endswith("Er is niets nagespeeld, dus hierover is niets te zeggen.\n")


def test_a_time_in_which_nothing_was_heard_is_told(home: Path, seintje):
    open_house(load(home / "config.yaml")).house.store.close()
    done = seintje("replay", "--since", "30d")
    assert (done.code, done.err) == (0, "In deze tijd heeft de dienst niets gehoord.\n")
    assert "0 berichten, 0 zaken" in done.out


@pytest.mark.parametrize("command", [("judge", "--in"), ("replay",)])
def test_a_photograph_instead_of_mentions_is_no_wall_of_text(home: Path, seintje, command: tuple[str, ...]):
    (home / "foto.jpg").write_bytes(b"\xff\n" * 500)
    done = seintje(*command, "foto.jpg")
    lines = done.err.splitlines()
    assert done.code == 2
    assert lines[0].startswith("foto.jpg regel 1: byte 1 is geen UTF-8. Bewaar het bestand opnieuw als UTF-8.")
    assert lines[-2:] == ["… en nog 480 regels.", "foto.jpg: 500 van de 500 regels zijn geen bericht en overgeslagen."]
    assert len(lines) == 22


def test_a_file_with_one_bad_line_ends_alike_in_judge_and_replay(home: Path, seintje):
    (home / "in.jsonl").write_text(BERICHT + "{\n")
    assert seintje("judge", "--in", "in.jsonl").code == seintje("replay", "in.jsonl").code == 2


def test_words_of_strangers_do_not_steer_the_terminal(home: Path, seintje):
    evil = "Brand \x1b]0;gekaapt\x07 \x1b[31mBeukenhof \u202egnaj"
    assert "\x1b" not in seintje("judge", evil).out
    assert "\\x1b[31m" in seintje("judge", evil, "--tone").out
    assert json.loads(seintje("judge", evil, "--json").out)["id"] == "text"


@pytest.mark.parametrize("text", ["één regel\ntwee", "👨\u200d👩\u200d👧", "spatie\u00a0vast", "tab\there", "❤\ufe0f"])
def test_what_people_write_stays_as_they_wrote_it(text: str):
    assert readable(text) == text


@pytest.mark.parametrize("text", ["\x1b", "\x07", "\r", "\x9b", "\u202e", "\u2066", "\ud800"])
def test_what_moves_a_cursor_or_turns_the_order_is_written_out(text: str):
    assert readable(text).startswith("\\")


# --- fmt ------------------------------------------------------------------------------------------------------------


def test_fmt_takes_the_protocol_of_the_settings(home: Path, seintje):
    (home / "config.yaml").write_text("protocol: ons.yaml\n")
    (home / "protocol.yaml").rename(home / "ons.yaml")
    assert seintje("fmt").code == 0
    assert seintje("fmt", "--check").code == 0


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda file: file.touch(), "zo.yaml is leeg en blijft zoals het is. Begin met: seintje init\n"),
        (
            lambda file: file.write_text("\ufeff \n"),
            "zo.yaml is leeg en blijft zoals het is. Begin met: seintje init\n",
        ),
        (
            lambda file: file.mkdir(),
            "fout: in zo.yaml staat geen .yaml-bestand. Noem het protocol zelf, of kijk of dit",
        ),
        (
            lambda file: file.write_bytes(b"caf\xe9: 1\n"),
            "zo.yaml is niet als UTF-8 bewaard en blijft zoals het is. Bewaar",
        ),
        (lambda file: None, "fout: zo.yaml bestaat niet. Kijk of de naam klopt en of u in de goede map staat.\n"),
    ],
)
@pytest.mark.parametrize("check", [(), ("--check",)])
def test_fmt_says_what_it_cannot_put_in_order(home: Path, seintje, make, says: str, check: tuple[str, ...]):
    file = home / "zo.yaml"
    make(file)
    before = file.read_bytes() if file.is_file() else None
    done = seintje("fmt", "zo.yaml", *check)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(says)
    assert before is None or file.read_bytes() == before


UNTIDY = "people:\n      jan:   {name:   Jan}\n"


def test_fmt_follows_a_link_and_keeps_the_rights(home: Path, seintje):
    real, link = home / "elders.yaml", home / "link.yaml"
    real.write_text(UNTIDY)
    real.chmod(0o640)
    link.symlink_to(real)
    assert seintje("fmt", "link.yaml").code == 0
    assert link.is_symlink() and real.read_text() != UNTIDY
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_fmt_leaves_everything_as_it_was_when_it_cannot_write(home: Path, seintje, monkeypatch):
    (home / "zo.yaml").write_text(UNTIDY)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    before = sorted(home.iterdir())
    done = seintje("fmt", "zo.yaml")
    assert done.code == 2
    assert done.err == "fout: zo.yaml: er is geen ruimte meer. Maak ruimte op de schijf en probeer het opnieuw.\n"
    assert sorted(home.iterdir()) == before and (home / "zo.yaml").read_text() == UNTIDY


# --- init -----------------------------------------------------------------------------------------------------------


def test_init_says_where_to_go_and_leaves_nothing_by_halves(tmp_path: Path, seintje, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "Ga naar die map: cd 'onze zorg'\n" in seintje("init", "onze zorg", "--yes").out
    monkeypatch.chdir(tmp_path / "onze zorg")
    real, opened = Path.open, []

    def full(self: Path, mode: str = "r", *rest: object, **named: object):
        if mode == "x" and (opened.append(self) or len(opened) == 2):
            raise OSError(28, "No space left on device", str(self))
        return real(self, mode, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", full)
    done = seintje("init", "../twee", "--yes")
    assert done.code == 2 and done.err.startswith("fout: ../twee/protocol.yaml: er is geen ruimte meer.")
    assert list((tmp_path / "twee").iterdir()) == [], "so it can be tried again"


# --- numbers and times ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["route", "--level", "serious", "--at", "0001-01-01T00:00"], "fout: “0001-01-01T00:00” ligt te ver weg. Kies"),
        (["route", "--level", "serious", "--at", "9999-12-31T23:59"], "fout: “9999-12-31T23:59” ligt te ver weg. Kies"),
        (["replay", "x", "--ack-after", "9" * 14 + "h"], "fout: `--ack-after`: 99999999999999h is geen duur."),
        (["replay", "x", "--ack-after", "9999h"], "fout: `--ack-after`: 9999h is langer dan een jaar. Schrijf never"),
        (["replay", "x", "--diff", "9" * 30], "fout: "),
    ],
)
def test_numbers_and_times_that_fall_off_the_calendar(home: Path, seintje, arguments: list[str], says: str):
    done = seintje(*arguments)
    assert done.code == 2 and done.err.startswith(says)
    assert "niet had mogen gebeuren" not in done.err


def test_a_version_nobody_ever_had_is_not_there(home: Path, seintje):
    open_house(load(home / "config.yaml")).house.store.close()
    (home / "in.jsonl").write_text(BERICHT)
    done = seintje("replay", "in.jsonl", "--diff", "9" * 30)
    assert done.code == 2 and done.err.endswith(" is er niet. Zie: seintje protocol ls\n")


# --- where the data is ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Zorg #1", "50%25", "wat?nu", "café & co"])
def test_a_folder_may_be_called_anything(home: Path, seintje, monkeypatch, name: str):
    folder = home / name
    folder.mkdir()
    for file in ("config.yaml", "protocol.yaml"):
        (home / file).rename(folder / file)
    monkeypatch.chdir(folder)
    assert seintje("user", "invite", "sanne").code == 0
    assert {file.name for file in home.iterdir()} == {name}, "nothing lies beside the folder"
    assert (folder / "data" / "seintje.db").exists()
    assert seintje("case", "ls").code == 0
    assert seintje("check").code in (0, 3)
    assert seintje("backup").code == 0
    [copy] = (folder / "data").glob("*.backup")
    assert seintje("restore", str(copy)).code == 0
    assert load(folder / "config.yaml").database.reveal().endswith("seintje.db")


def test_what_is_kept_is_for_us_alone(home: Path, seintje):
    assert seintje("user", "invite", "sanne").code == 0
    assert stat.S_IMODE((home / "data").stat().st_mode) == 0o700
    assert seintje("backup").code == 0
    [copy] = (home / "data").glob("*.backup")
    assert seintje("restore", str(copy)).code == 0
    assert stat.S_IMODE((home / "data" / "seintje.db").stat().st_mode) == 0o600


def test_a_key_that_was_cut_off_is_made_anew(home: Path):
    (home / "data").mkdir()
    (home / "data" / "seintje.key").touch()
    opened = open_house(load(home / "config.yaml"))
    assert opened.house.store.read(protocols.active) is not None
    opened.house.store.close()
    assert len((home / "data" / "seintje.key").read_bytes()) == 32
    assert stat.S_IMODE((home / "data" / "seintje.key").stat().st_mode) == 0o600


def test_a_protocol_can_be_checked_where_the_data_may_not_be_seen(home: Path, seintje, monkeypatch):
    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "data/seintje.db")

    monkeypatch.setattr("bot.cli.house.look", closed)
    (home / "data").mkdir()
    (home / "data" / "seintje.db").touch()
    assert seintje("check").code in (0, 3)
    monkeypatch.setattr("bot.cli.check._is_there", lambda file: False)
    assert seintje("check").code in (0, 3)
