"""A command that only thinks carries nothing that only the service needs: what it loads is what its user waits for."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LIBRARIES = (
    "aiohttp",
    "alembic",
    "apprise",
    "apscheduler",
    "asyncio",
    "facebook",
    "fastapi",
    "feedparser",
    "googleapiclient",
    "httpx2",
    "jinja2",
    "selectolax",
    "smtplib",
    "sqlalchemy",
    "ssl",
    "starlette",
    "structlog",
    "telegram",
    "tweepy",
    "uvicorn",
)
"""What the service listens, stores, tells and draws with."""
OURS = ("bot.desk", "bot.inbox", "bot.outbox", "bot.ports", "bot.store", "bot.web")
LOADED = "import atexit, json, sys; atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr));"


def loaded(*arguments: str) -> set[str]:
    """The modules in a process of its own that did a command well."""
    code = f"{LOADED} sys.argv[1:] = {list(arguments)!r}; from bot.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    ("arguments", "also_not"),
    [
        (("check", "protocol.yaml"), ("rules.case.model", "rules.judge", "rules.explain.card")),
        (("judge", "--protocol", "protocol.yaml", "Wat een slechte zorg"), ("rules.case.model", "rules.lint")),
        (("route", "--protocol", "protocol.yaml", "--level", "serious"), ("rules.judge", "rules.lint")),
    ],
)
def test_a_command_that_only_thinks_loads_nothing_of_the_service(arguments, also_not):
    there = loaded(*arguments)
    for name in (*LIBRARIES, *OURS, *also_not):
        assert name not in there, f"{arguments[0]} loads {name}; see python -X importtime -m bot {arguments[0]}"


def test_the_settings_are_checked_without_what_the_service_needs(tmp_path):
    settings = tmp_path / "config.yaml"
    settings.write_text(
        f"protocol: {ROOT / 'protocol.yaml'}\n"
        f"data: {tmp_path}\n"
        "email: {host: mail.voorbeeld.nl, sender: seintje@voorbeeld.nl}\n"
        "sources:\n  - {name: dagblad, kind: feed, url: https://www.voorbeeld.nl/rss}\n",
        encoding="utf-8",
    )
    there = loaded("check", str(settings))
    assert not there & {*LIBRARIES, *OURS}
