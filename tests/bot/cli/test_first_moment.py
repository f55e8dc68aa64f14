"""Ctrl-C in the first moment, while seintje itself is still being read: an exit code, no traceback."""

import runpy
import sys
from types import ModuleType

import pytest

from bot.cli.frame import Exit


class Impatient(ModuleType):
    """A module whose reader pressed Ctrl-C."""

    def __getattr__(self, name: str) -> object:
        raise KeyboardInterrupt if name == "main" else AttributeError(name)


def test_ctrl_c_while_the_command_line_is_being_imported(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "bot.cli", Impatient("bot.cli"))
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("bot", run_name="__main__")
    assert ended.value.code == Exit.INTERRUPTED
    told = capsys.readouterr()
    assert told.out == told.err == ""
