"""``seintje geheim``: in unseen, out for the protocol alone."""

import stat
from pathlib import Path

import click
import pytest

from bot import redaction
from bot.app.settings import read
from bot.config import vault
from tests.bot.protocol import CARE

VALUE = "+31 6 CANARY 4711"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(redaction, "_secrets", set())
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("language: nl\n")
    return tmp_path


@pytest.mark.parametrize("called", ["geheim", "secret"])
def test_a_secret_from_stdin_is_kept_for_us_alone_and_known_to_the_settings(seintje, here: Path, called: str):
    done = seintje(called, "TEL_KARIN", stdin=f"{VALUE}\n".encode())
    file = here / "data" / "geheimen" / "TEL_KARIN"
    assert (done.code, file.read_text()) == (0, f"{VALUE}\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert "secret:TEL_KARIN" in done.out and "CANARY" not in done.out + done.err
    config = read(here / "config.yaml", {}).config
    assert config is not None and config.secret("TEL_KARIN").reveal() == VALUE  # type: ignore[union-attr]
    assert [one.name for one in file.parent.iterdir()] == ["TEL_KARIN"], "nothing is left lying about"


def test_the_newest_value_counts(seintje, here: Path):
    for value in (b"first", b"second"):
        assert seintje("geheim", "TOKEN", stdin=value).code == 0
    assert (here / "data/geheimen/TOKEN").read_text() == "second\n"


def test_at_a_terminal_it_is_asked_for_without_echo(seintje, here: Path, monkeypatch: pytest.MonkeyPatch):
    asked = {}

    def prompt(text: str, **how: object) -> str:
        asked.update(how, text=text)
        return VALUE

    monkeypatch.setattr("bot.cli.secret._at_terminal", lambda: True)
    monkeypatch.setattr(click, "prompt", prompt)
    assert seintje("geheim", "TEL_KARIN", "--lang", "en").out.startswith("Kept in ")
    assert asked["hide_input"] is True and asked["text"] == "Value of TEL_KARIN (stays unseen)"
    assert (here / "data/geheimen/TEL_KARIN").read_text() == f"{VALUE}\n"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("tel_karin", b"x", "“tel_karin” kan geen naam zijn"),
        ("../TOKEN", b"x", "kan geen naam zijn"),
        ("123456:CANARY", b"x", "“…” kan geen naam zijn"),
        ("TOKEN", b" \n", "er kwam niets binnen"),
        ("TOKEN", b"CANARY\ntwee", "één regel"),
        ("TOKEN", b"CANARY" * 2_000, "één regel"),
    ],
)
def test_what_is_no_name_or_no_secret_is_refused_and_not_repeated(seintje, here: Path, name, value, said):
    done = seintje("geheim", name, stdin=value)
    assert done.code == 2 and said in done.err and "CANARY" not in done.err
    assert not list((here / "data").rglob("*")) if (here / "data").exists() else True


def test_it_works_while_the_settings_still_lack_the_very_secret(seintje, here: Path):
    (here / "config.yaml").write_text("data: kluis\ntelegram: {token: file:kluis/geheimen/TOKEN}\n")
    assert read(here / "config.yaml", {}).config is None
    assert seintje("geheim", "TOKEN", stdin=b"123:CANARY").code == 0
    config = read(here / "config.yaml", {}).config
    assert config is not None and config.telegram is not None and config.telegram.token.reveal() == "123:CANARY"


def test_what_the_settings_say_themselves_goes_first_and_is_told(seintje, here: Path, monkeypatch):
    monkeypatch.setenv("OUDE", "old")
    (here / "config.yaml").write_text("secrets: {TEL_KARIN: env:OUDE}\n")
    done = seintje("geheim", "TEL_KARIN", stdin=b"new")
    assert done.code == 0 and "env:OUDE" in done.err
    config = read(here / "config.yaml", {"OUDE": "old"}).config
    assert config is not None and config.secret("TEL_KARIN").reveal() == "old"  # type: ignore[union-attr]


def test_without_settings_or_with_a_folder_in_the_way_it_says_so(seintje, here: Path):
    (here / "data").write_text("in the way")
    assert "kan niet worden gebruikt" in seintje("geheim", "TOKEN", stdin=b"x").err
    (here / "config.yaml").unlink()
    done = seintje("geheim", "TOKEN", stdin=b"x")
    assert done.code == 2 and "config.yaml bestaat niet" in done.err


@pytest.mark.parametrize(
    ("content", "mode", "code"),
    [(b"", 0o600, "secret-file-empty"), (b"\xff", 0o600, "secret-file-missing"), (b"x", 0o644, "secret-file-open")],
)
def test_a_kept_file_with_something_wrong_is_told_of(here: Path, content: bytes, mode: int, code: str):
    file = vault.keep(here / "data", "TEL_KARIN", "x")
    file.write_bytes(content)
    file.chmod(mode)
    (file.parent / "lees-mij.txt").write_text("not a secret's name")
    reading = read(here / "config.yaml", {})
    assert [problem.code for problem in reading.problems] == [code]


def test_a_write_that_fails_leaves_the_old_secret_and_nothing_else(here: Path, monkeypatch):
    file = vault.keep(here / "data", "TOKEN", "old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(vault.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        vault.keep(here / "data", "TOKEN", "new")
    assert file.read_text() == "old\n" and list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    "slip",
    [
        "123456789:CANARY_abcdefghijklmnopqrstuvwxyz0",
        "secret:123456789:CANARY_abcdefghijklmnopqrstuvwxyz0",
        "secret:CANARY-123-geheim",
        "secret:CANARY!",
        "CANARY",
        "sanne.CANARY@zorg.example",
    ],
)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_case_88_a_secret_written_in_the_protocol_is_told_with_its_line_and_not_repeated(
    seintje, here: Path, slip: str, form: list[str]
):
    file = here / "protocol.yaml"
    lines = CARE.splitlines()
    number = next(n for n, line in enumerate(lines, 1) if "telegram: secret:TG_SANNE" in line)
    file.write_text(CARE.replace("telegram: secret:TG_SANNE", f'telegram: "{slip}"'))
    done = seintje("check", str(file), *form)
    assert done.code == 2 and (f'"line":{number}' if form else f"regel {number}") in done.out + done.err
    assert "CANARY" not in done.out + done.err
