"""The program as a process: the demo that ends by itself, the service that starts, answers, and stops when asked."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from bot.demo.telegram import PretendTelegram
from tests.bot.protocol import CARE
from tests.fakes.telegram import served
from tools.smoke import main as smoke

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60.0
LINE = (
    '{"id": "a1", "platform": "facebook_page", "kind": "comment", "via": "own_page", "text": "Mijn moeder ligt al uren in'
    ' haar eigen plas in Beukenhof", "posted_at": "%s", "author": {"handle": "noor"}}\n'
)


def test_the_demo_from_a_shell_shows_what_the_smoke_test_wants(seintje, monkeypatch, tmp_path: Path):
    from bot.demo import play

    storm = play.shipped_storm()
    monkeypatch.setattr(play, "shipped_storm", lambda: storm[:10])
    outcome = seintje("demo", "--until-end", "--json", "--port", "18500")
    assert outcome.code == 0
    assert json.loads(outcome.out)["finished"] is True
    (tmp_path / "out.jsonl").write_text(outcome.out)
    assert smoke(str(tmp_path / "out.jsonl")) == 0
    told = seintje("demo", "--until-end", "--port", "18500", "--lang", "en")
    assert "Open this page" in told.out and "case 1 opened" in told.out and "Stopped: 10 mentions" in told.out


@pytest.mark.slow
def test_the_service_starts_answers_tells_and_stops_within_ten_seconds(tmp_path: Path):
    phone = PretendTelegram()
    with served(phone) as base:
        (tmp_path / "protocol.yaml").write_text(CARE)
        (tmp_path / "config.yaml").write_text(
            f"protocol: protocol.yaml\ntelegram:\n  token: env:TOKEN\n  base_url: {base}\nweb:\n  port: 0\n"
        )
        (tmp_path / "in.jsonl").write_text("")
        environ = {**os.environ, "TOKEN": phone.token, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "bot", "run", "--in", "in.jsonl"]
        process = subprocess.Popen(command, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            assert process.stdout is not None
            lines = iter(process.stdout.readline, b"")
            link = next(line.decode().strip() for line in lines if b"http" in line)
            health = urllib.request.urlopen(link.partition("/start")[0] + "/healthz", timeout=10)
            assert health.status == 200
            at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
            with (tmp_path / "in.jsonl").open("a") as file:
                file.write(LINE % at)
            assert _case(tmp_path, environ)["level"] == "serious"
        finally:
            began = time.monotonic()
            process.send_signal(signal.SIGTERM)
            _, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert time.monotonic() - began < 10
    assert phone.token.encode() not in err and b"Traceback" not in err
    assert not (tmp_path / "data" / "seintje.sock").exists() or _refused(tmp_path, environ) == 4


def _case(folder: Path, environ: dict[str, str]) -> dict[str, object]:
    """The first case, as soon as there is one."""
    command = [sys.executable, "-m", "bot", "case", "ls", "--json"]
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
        if done.stdout:
            return dict(json.loads(done.stdout.splitlines()[0]))
        time.sleep(0.5)
    raise AssertionError(f"no case: {done.stderr}")


def _refused(folder: Path, environ: dict[str, str]) -> int:
    command = [sys.executable, "-m", "bot", "status"]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, check=False).returncode
