"""The program as its user meets it: arguments and stdin in, exit code and two streams out."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot.cli import main
from bot.cli.words import speak
from rules.i18n import Lang


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Seintje = Callable[..., Outcome]


@pytest.fixture
def seintje(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """``seintje("check", "x.yaml", stdin=b"…")`` in this process."""
    monkeypatch.delenv("SEINTJE_LANG", raising=False)

    def run(*arguments: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        code = ended.value.code
        assert isinstance(code, int)
        return Outcome(int(code), out, err)

    yield run
    speak(Lang.NL)
