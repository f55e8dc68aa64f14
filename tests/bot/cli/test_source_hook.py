"""``seintje source hook``: our door is registered with a platform from a shell, and the first keys of the new kinds."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.platforms.test_x_as_account import Hooks
from tests.fakes.http import Server, serving
from tests.fakes.x import BEARER, KEYS, ME, SECRET


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, value in {**KEYS, "bearer_token": BEARER, "consumer_secret": SECRET}.items():
        monkeypatch.setenv(name.upper(), value)
    keys = ", ".join(f"{name}: env:{name.upper()}" for name in (*KEYS, "bearer_token", "consumer_secret"))
    base = server.url("").rstrip("/")
    (tmp_path / "config.yaml").write_text(
        "allow_private: true\nweb: {public_url: https://seintje.example}\nsources:\n"
        f'  - {{name: x, kind: x, id: {ME}, {keys}, base_url: "{base}"}}\n'
        f'  - {{name: krant, kind: feed, url: "{base}/rss"}}\n'
    )
    return tmp_path


def test_the_door_is_registered_and_says_so(home: Path, server: Server, seintje):
    x = Hooks(server)
    done = seintje("source", "hook", "x")
    assert (done.code, "https://seintje.example/hooks/x" in done.out) == (0, True)
    assert [one["url"] for one in x.hooks] == ["https://seintje.example/hooks/x"]
    told = json.loads(seintje("source", "hook", "x", "--json").out)
    assert all(one["good"] for one in told)
    assert BEARER not in done.out and SECRET not in done.out


def test_what_x_does_not_register_ends_with_one_and_a_remedy(home: Path, server: Server, seintje):
    Hooks(server, refuse=400)
    done = seintje("source", "hook", "x")
    assert done.code == 1 and "✗" in done.out and "van buiten te bereiken" in done.out


def test_where_nothing_can_be_registered_it_says_so(home: Path, seintje):
    done = seintje("source", "hook", "krant")
    assert done.code == 2 and "niets aan te melden" in done.err
    assert seintje("source", "hook", "blad").code == 2


@pytest.mark.parametrize(
    ("kind", "given"),
    [("linkedin", "organization=5515715"), ("reddit", "account=zorgproef,client_id=abc")],
)
def test_the_first_keys_are_asked_and_what_is_written_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seintje, kind: str, given: str
):
    monkeypatch.chdir(tmp_path)
    assert seintje("init", "zorg", "--yes", "--source", f"{kind}:{given}").code == 0
    written = (tmp_path / "zorg" / "config.yaml").read_text("utf-8")
    assert f"kind: {kind}" in written and "file:data/geheimen/" in written
    shown = seintje("source", "kinds", kind)
    assert shown.code == 0 and "Nodig:" in shown.out and "  1. " in shown.out
