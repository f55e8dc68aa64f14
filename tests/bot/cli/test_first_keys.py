"""``seintje init`` on the first evening: what is asked for each platform, and never a secret in ``config.yaml``."""

import json
import sys
from pathlib import Path

import pytest

from bot.app import settings
from bot.cli import init
from bot.platforms.registry import KINDS, platform

TYPED = "EAAGditiseenechttoken"


@pytest.fixture
def here(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def answers(here: Path, monkeypatch, seintje):
    """``init`` with somebody at the keyboard."""
    monkeypatch.setattr(init, "asks", lambda: True)
    return lambda *typed, lang="nl": seintje(
        "init", "--lang", lang, stdin="".join(f"{one}\n" for one in typed).encode()
    )


def number(kind: str) -> str:
    return str([one for one in KINDS.words() if platform(one).tested].index(kind) + 1)


def test_a_page_and_a_feed_are_asked_for_with_their_costs_and_steps(here: Path, answers):
    done = answers(
        "1",
        "De Wilg",
        "ja",
        "",
        number("facebook"),
        "",
        "123",
        "",
        number("feed"),
        "krant",
        "https://www.voorbeeld.nl/rss",
        "",
    )
    assert done.code == 0, done.err
    assert "Dat kost niets" in done.out and "@BotFather" in done.out
    assert "Kosten: niets; de goedkeuring" in done.out and "pages_manage_metadata" in done.out
    assert "seintje geheim TELEGRAM_TOKEN" in done.out and "seintje geheim FACEBOOK_TOKEN" in done.out
    kept = here / "data" / "geheimen"
    kept.mkdir(parents=True)
    for name in ("TELEGRAM_TOKEN", "FACEBOOK_TOKEN"):
        (kept / name).write_text("1:x")
        (kept / name).chmod(0o600)
    found = settings.load(here / "config.yaml", {})
    assert [(source.name, source.kind) for source in found.sources] == [("facebook", "facebook"), ("krant", "feed")]
    assert found.telegram is not None


def test_in_english(answers):
    done = answers("1", "The Willow", "", "", lang="en")
    assert done.code == 0 and "Where do people talk about you?" in done.out and "Do you want" in done.out


def test_who_types_the_secret_itself_is_asked_again_and_does_not_see_it_back(here: Path, answers):
    done = answers("1", "De Wilg", "j", TYPED, "env:TG", "")
    assert done.code == 0 and "komt nooit zelf in config.yaml" in done.out
    assert TYPED not in (here / "config.yaml").read_text() and "token: env:TG" in (here / "config.yaml").read_text()


def test_what_the_settings_would_refuse_is_not_written_down(here: Path, answers):
    done = answers("1", "De Wilg", "misschien", "n", "99", number("facebook"), "pagina", "abc", "", "")
    assert done.code == 0
    assert "Typ j of n." in done.out and "verwacht hier een nummer" in done.out and "niet opgeschreven" in done.out
    assert settings.read(here / "config.yaml", {}).config is not None


def test_two_sources_of_one_name_are_refused_at_once(here: Path, answers):
    feed = number("feed")
    url = "https://www.voorbeeld.nl/rss"
    done = answers("1", "De Wilg", "n", feed, "krant", url, feed, "krant", url, feed, "", url, "")
    assert "er is al een bron die krant heet" in done.out
    assert [source.name for source in settings.load(here / "config.yaml", {}).sources] == ["krant", "feed"]


def test_who_stops_halfway_leaves_nothing_behind(here: Path, answers):
    assert answers("1", "De Wilg", "j").code == 130
    assert list(here.iterdir()) == []


def test_without_questions_it_is_all_on_the_command_line(here: Path, seintje):
    done = seintje(
        "init", "--yes", "--json", "--telegram", "env:TG",
        "--source", "facebook:id=123", "--source", "facebook:id=124,name=tweede", "--source", "feed:url=https://voorbeeld.nl/?a=1,2",
    )  # fmt: skip
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert told["keep"] == ["FACEBOOK_TOKEN", "TWEEDE_TOKEN"] and told["sources"] == ["facebook", "tweede", "feed"]
    text = (here / "config.yaml").read_text()
    assert '"https://voorbeeld.nl/?a=1,2"' in text and "# app_secret: file:data/geheimen/FACEBOOK_APP_SECRET" in text


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--source", "facebook"), "facebook heeft id nodig"),
        (("--source", "hyves:id=1"), "geen soort bron"),
        (("--source", "google_plus"), "geen soort bron"),
        (("--source", "feed:url=kaas"), "http://"),
        (("--source", "facebook:idd=1"), "hoort niet bij facebook"),
        (("--source", f"facebook:id=1,token={TYPED}"), "komt nooit zelf"),
        (("--telegram", TYPED), "komt nooit zelf"),
    ],
)
def test_a_wrong_wish_is_refused_with_what_to_write_and_nothing_is_made(here: Path, seintje, options, says: str):
    done = seintje("init", "--yes", *options)
    assert done.code == 2 and says in done.err and TYPED not in done.err + done.out
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS.words() if platform(kind).tested])
def test_every_kind_can_be_chosen_and_says_what_it_needs_in_both_languages(here: Path, seintje, kind: str):
    for lang in ("nl", "en"):
        told = json.loads(seintje("source", "kinds", kind, "--json", "--lang", lang).out)[0]
        assert told["needs"] and told["costs"] and told["steps"]


def test_the_questions_read_from_the_keyboard(seintje, monkeypatch):
    assert init.asks() is sys.stdin.isatty()
