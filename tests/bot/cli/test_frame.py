"""Around every command: exit codes, streams, languages, and that no error becomes a traceback."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from bot.cli import COMMANDS, program
from bot.cli.frame import Exit, Stop, carry_out
from bot.cli.lazy import noun, verb
from bot.cli.words import choose_language, paint
from bot.errors import Explained
from bot.ports import SourceError
from rules.i18n import Lang

ROOT = Path(__file__).resolve().parents[3]


def test_help_names_every_command_on_stdout(seintje):
    outcome = seintje("--help")
    assert outcome.code == 0
    assert outcome.err == ""
    for name, lazy in COMMANDS.items():
        assert f"  {name} " in outcome.out
        assert lazy.about.split(":")[0].split(",")[0][:30] in outcome.out


def test_the_help_imports_no_command_and_nothing_heavy():
    """Fast start-up is promised in time (0.15 s of CPU) and kept in modules, which can be counted on any machine."""
    code = (
        "import sys\nfrom bot.cli import main\ntry: main(['--help'])\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = set(done.stderr.split())
    ours = {name for name in loaded if name.split(".")[0] in ("bot", "rules")}
    assert ours <= {
        "bot", "bot.printable", "rules", "rules.i18n",
        "bot.cli", "bot.cli.frame", "bot.cli.lazy", "bot.cli.usage", "bot.cli.words",
    }  # fmt: skip
    others = {name.split(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    assert others <= {"bot", "rules", "click", "_distutils_hack", "__main__", "sitecustomize", "usercustomize"}
    assert not loaded & {"asyncio", "ssl", "sqlite3", "logging", "importlib.metadata", "email", "json"}
    assert len(loaded) < 160


@pytest.mark.parametrize("name", [*COMMANDS])
def test_every_command_explains_itself_in_both_languages(seintje, name: str):
    dutch, english = seintje(name, "--help"), seintje(name, "--help", "--lang", "en")
    assert (dutch.code, english.code) == (0, 0)
    assert f"Gebruik: seintje {name}" in dutch.out
    assert f"Usage: seintje {name}" in english.out
    assert "Toon deze uitleg." in dutch.out
    assert "Show this help." in english.out
    for text in _helps(program.get_command(click.Context(program), name)):
        assert text.split("\n")[0][:25] not in english.out


def _helps(command: click.Command | None):
    assert command is not None
    yield command.help or ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["versoin"], "fout: `versoin` is geen opdracht. Bedoelde u `version`?\nUitleg: seintje --help\n"),
        (["xyzzy"], "fout: `xyzzy` is geen opdracht.\nUitleg: seintje --help\n"),
        (["version", "--jso"], "fout: `--jso` is geen optie. Bedoelde u `--json`?\nUitleg: seintje version --help\n"),
        (["--version"], "fout: `--version` is geen optie. Bedoelde u `seintje version`?\nUitleg: seintje --help\n"),
        (["case", "show", "9" * 20], "fout: NUMMER: een heel getal van 1 tot en met 1000000000000 verwacht.\n"),
        (["protocol", "diff", "9" * 20], "fout: NUMMER: een heel getal van 1 tot en met 1000000000000 verwacht.\n"),
        (["source", "kinds", "gazet"], "fout: SOORT: kies uit facebook, "),
        (["version", "x", "y"], "fout: te veel opgegeven: x y.\nUitleg: seintje version --help\n"),
        (["version", "--json=ja"], "fout: `--json` heeft een waarde nodig, of juist geen.\n"),
        (["version", "--lang", "fr"], "fout: `--lang`: kies uit nl, en.\n"),
        (["version", "--lang"], "fout: `--lang` heeft een waarde nodig, of juist geen.\n"),
        (["demo", "--port", "80000"], "fout: `--port`: een heel getal van 1 tot en met 65535 verwacht.\n"),
        (["demo", "--speed", "x"], "fout: `--speed`: een getal van 1 tot en met 10000 verwacht.\n"),
        (["case", "show", "0"], "fout: NUMMER: een heel getal van 1 tot en met 1000000000000 verwacht.\n"),
        (["\x1b[31mrood"], "fout: `\\x1b[31mrood` is geen opdracht."),
        (
            ["--lang", "en", "versoin"],
            "error: `versoin` is no command. Did you mean `version`?\nHelp: seintje --help\n",
        ),
    ],
)
def test_wrong_usage_is_one_line_with_the_way_out(seintje, arguments: list[str], said: str):
    outcome = seintje(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.startswith(said)


def test_without_a_command_the_help_is_shown_as_bad_usage(seintje):
    outcome = seintje()
    assert (outcome.code, outcome.out) == (2, "")
    assert "Opdrachten:" in outcome.err


def test_version_as_text_and_as_json(seintje):
    assert seintje("version").out.startswith("seintje ")
    assert set(json.loads(seintje("version", "--json").out)) == {"seintje", "python", "sqlite"}


@pytest.mark.parametrize(
    ("arguments", "environ", "expected"),
    [
        ([], {}, Lang.NL),
        (["--lang", "en"], {}, Lang.EN),
        (["check", "--lang=en"], {}, Lang.EN),
        ([], {"SEINTJE_LANG": "en"}, Lang.EN),
        (["--lang", "nl"], {"SEINTJE_LANG": "en"}, Lang.NL),
        (["--lang", "fr"], {}, Lang.NL),
        (["--lang"], {}, Lang.NL),
        (["judge", "--", "--lang", "en"], {}, Lang.NL),
    ],
)
def test_the_language_is_known_before_anything_is_said(arguments: list[str], environ: dict[str, str], expected: Lang):
    assert choose_language(arguments, environ) is expected


class Strange(Exception):
    pass


def _raises(error: BaseException) -> click.Command:
    @verb("…")
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (Stop("{n} bevindingen", Exit.FINDINGS, n=3), 1, "fout: 3 bevindingen\n"),
        (Explained("{a} mag niet", a="dit"), 2, "fout: dit mag niet\n"),
        (SourceError("de bron zwijgt"), 4, "fout: de bron zwijgt\n"),
        (FileNotFoundError(2, "x", "a\nb.yaml"), 2, "fout: a\\nb.yaml bestaat niet."),
        (PermissionError(13, "x", "a.yaml"), 2, "fout: a.yaml mag niet worden gelezen of geschreven."),
        (IsADirectoryError(21, "x", "a"), 2, "fout: a is geen gewoon bestand"),
        (OSError(28, "No space left on device", "a"), 2, "fout: a: er is geen ruimte meer. Maak ruimte op de schijf"),
        (OSError(30, "Read-only file system", "a"), 2, "fout: a: hier kan alleen gelezen worden. Kies een andere map."),
        (OSError(36, "File name too long", "a"), 2, "fout: a kan niet worden gebruikt: File name too long."),
        (FileExistsError(17, "File exists", "a"), 2, "fout: a bestaat al, maar is niet wat hier hoort."),
        (ModuleNotFoundError("x", name="structlog"), 2, "fout: seintje is niet helemaal geïnstalleerd: structlog"),
        (Strange("geheim"), 2, "fout: er ging iets mis dat niet had mogen gebeuren (Strange, test_frame.py:"),
        (OSError("zonder naam"), 2, "fout: er ging iets mis"),
        (KeyboardInterrupt(), 130, ""),
        (click.Abort(), 130, ""),
    ],
)
def test_every_error_is_a_line_and_an_exit_code(capsys, error: BaseException, code: int, said: str):
    with pytest.raises(SystemExit) as ended:
        carry_out(_raises(error), [])
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (code, "")
    assert err.startswith(said)
    assert bool(err) == bool(said)
    assert err.count("\n") <= 1
    assert "geheim" not in err


def test_an_unexpected_error_is_written_to_the_log_with_debug(capsys):
    with pytest.raises(SystemExit):
        carry_out(_raises(Strange("bijzonderheid")), ["--debug"])
    out, err = capsys.readouterr()
    logged, said = err.splitlines()
    assert out == ""
    assert "bijzonderheid" in json.loads(logged)["exception"]
    assert said.startswith("fout: er ging iets mis")


def test_a_command_may_return_its_exit_code(capsys):
    @noun("…")
    def command() -> None:
        pass

    @command.command(help="…")
    def inner() -> int:
        return Exit.WARNINGS

    with pytest.raises(SystemExit) as ended:
        carry_out(command, ["inner"])
    assert ended.value.code == 3
    assert capsys.readouterr().err == ""


def test_the_shell_is_told_what_may_follow():
    asked = {"_SEINTJE_COMPLETE": "bash_complete", "COMP_WORDS": "seintje ver", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "bot"], env=os.environ | asked, cwd=ROOT, capture_output=True, check=True
    )
    assert done.stdout == b"plain,version\n"


def test_colours_only_on_a_terminal_that_wants_them(monkeypatch):
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert paint("rood", "31", Terminal()) == "\x1b[31mrood\x1b[0m"  # type: ignore[arg-type]
    monkeypatch.setenv("NO_COLOR", "1")
    assert paint("rood", "31", Terminal()) == "rood"  # type: ignore[arg-type]
    monkeypatch.delenv("NO_COLOR")
    assert paint("rood", "31", sys.stdout) == "rood"


PROGRAM = "import time, click\nfrom bot.cli.frame import carry_out\n@click.command()\ndef command():\n    {}\ncarry_out(command, [])"


def _process(body: str, **more: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(body)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        **more,  # type: ignore[call-overload]
    )


def test_ctrl_c_ends_with_130_and_says_nothing():
    with _process("print('klaar', flush=True); time.sleep(30)") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"klaar\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=10) == (b"", b"")
    assert process.returncode == 130


def test_a_reader_who_has_seen_enough_is_no_error():
    with _process("[print('x' * 80) for _ in range(100_000)]") as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this machine")
def test_a_full_disk_under_the_output_is_one_line_with_the_remedy():
    body = "[print('x' * 80) for _ in range(1000)]"
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(
            [sys.executable, "-c", PROGRAM.format(body)], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ended.returncode == 2
    assert ended.stderr.decode() == (
        "fout: er is geen ruimte meer om te schrijven. Maak ruimte op de schijf en probeer het opnieuw.\n"
    )


def test_a_full_disk_of_which_no_file_is_known_is_the_same_line(capsys):
    with pytest.raises(SystemExit) as ended:
        carry_out(_raises(OSError(errno.ENOSPC, "No space left on device")), [])
    assert ended.value.code == 2
    assert "geen ruimte meer" in capsys.readouterr().err


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_is_no_error(closed: str):
    body = PROGRAM.format("click.echo('uit'); click.echo('fout', err=True)")
    ended = subprocess.run(
        ["sh", "-c", f'exec "$0" -c "$1" {closed}', sys.executable, body], cwd=ROOT, capture_output=True, check=False
    )
    assert ended.returncode == 0
    assert ended.stdout == (b"" if ">&-" in closed.split() else b"uit\n")
    assert ended.stderr == (b"" if "2>&-" in closed else b"fout\n")


def test_dutch_is_written_whatever_the_locale():
    with _process("print('coördinator ☎')", env=os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}) as process:
        assert process.communicate(timeout=10) == ("coördinator ☎\n".encode(), b"")
