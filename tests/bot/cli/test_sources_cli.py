"""Looking at sources from a shell: what the doctor finds, what a source says, what kinds there are."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.app import looking
from bot.platforms.platform import Opened
from bot.platforms.registry import KINDS
from bot.ports import Batch
from tests.bot.platforms.test_feed import item, rss
from tests.bot.platforms.test_webhook import SAID
from tests.fakes.http import Reply, Server, serving


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, server: Server, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOOR", "geheim")
    sources = f"""
  - {{name: krant, kind: feed, url: "{server.url("/rss")}"}}
  - {{name: deur, kind: webhook, secret: env:DOOR}}
  - {{name: plus, kind: google_plus}}
"""
    (tmp_path / "config.yaml").write_text(f"allow_private: true\nsources:{sources}")
    return tmp_path


def says(server: Server, *texts: str) -> None:
    server.says("/rss", Reply(body=rss(*(item(text, text) for text in texts))))


def test_the_doctor_names_what_is_wrong_with_every_source(home: Path, server: Server, seintje):
    says(server, "a")
    done = seintje("doctor")
    assert done.code == 1
    assert "✓ krant: gelezen: 1 berichten" in done.out
    assert "✗ deur: zonder een https-adres" in done.out
    assert "✗ plus: Google+ is in 2019 gesloten" in done.out and "https://business.google.com/reviews" in done.out


def test_the_doctor_looks_at_those_that_are_asked_for(home: Path, server: Server, seintje):
    says(server, "a")
    [finding] = json.loads(seintje("doctor", "krant", "--json").out)
    assert (finding["good"], finding["about"]) == (True, "krant")
    assert seintje("doctor", "krant").code == 0
    assert "krant, deur, plus" in seintje("doctor", "blad").err


def test_without_sources_the_doctor_says_so(tmp_path: Path, monkeypatch, seintje):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("language: nl\n")
    assert "geen bronnen" in seintje("doctor").out


def test_a_source_is_tried_and_nothing_is_kept(home: Path, server: Server, seintje):
    says(server, *"abcdefg")
    done = seintje("source", "try", "krant")
    assert (done.code, len(done.out.strip().splitlines())) == (0, 10)
    assert len(seintje("source", "try", "krant", "--json").out.strip().splitlines()) == 5
    assert sorted(path.name for path in home.iterdir()) == ["config.yaml"]
    says(server)
    assert "niets" in seintje("source", "try", "krant").out


def test_what_cannot_be_tried_says_why(home: Path, server: Server, seintje):
    server.says("/rss", Reply(403))
    assert (seintje("source", "try", "krant").code, "403" in seintje("source", "try", "krant").err) == (4, True)
    assert (seintje("source", "try", "deur").code, "/hooks/deur" in seintje("source", "try", "deur").err) == (2, True)
    assert (seintje("source", "try", "blad").code, "krant" in seintje("source", "try", "blad").err) == (2, True)


def test_every_kind_says_what_it_needs_and_costs(seintje):
    listed = seintje("source", "kinds").out
    assert all(kind in listed for kind in KINDS.words())
    told = json.loads(seintje("source", "kinds", "--json").out)
    assert all(one["needs"] and one["costs"] for one in told)
    facebook = seintje("source", "kinds", "facebook", "--lang", "en").out
    assert "Costs: nothing" in facebook and "1. Make an app" in facebook


class Stream:
    name, platform = "tuut", "mastodon"

    async def listen(self, cursor: str) -> AsyncIterator[Batch]:
        from bot.platforms.jsonl import read_lines

        [(_, mention)] = read_lines([json.dumps(SAID).encode()])
        yield Batch([mention], "1")  # type: ignore[list-item]

    async def close(self) -> None:
        """Nothing is open."""


def test_a_stream_is_listened_to_for_a_while(monkeypatch):
    import asyncio

    monkeypatch.setattr(looking, "open_source", lambda source, given: Opened(listeners=[Stream()]))
    told: Any = asyncio.run(looking.newest(None, None, 5, within=1))  # type: ignore[arg-type]
    assert [mention.text for mention in told] == [SAID["text"]]
