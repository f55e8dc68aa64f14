"""The settings: what is read, that every problem is told at once, and that no secret is ever shown."""

import copy
import pickle
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import log, redaction
from bot.app.settings import load, read
from bot.config import Config, Secret, SettingsError
from bot.config.sources import OneSource
from bot.config.tables import fields
from bot.platforms.registry import KINDS
from rules.i18n import Lang
from rules.mention import Via
from rules.protocol.shapes.record import Record
from tests.laws import examples

EXAMPLE = Path(__file__).resolve().parents[3] / "config.example.yaml"
ENVIRON = {
    "YOUTUBE_KEY": "CANARY-youtube-key",
    "YOUTUBE_REFRESH_TOKEN": "CANARY-youtube-refresh",
    "GOOGLE_REFRESH_TOKEN": "CANARY-google-refresh",
    "GOOGLE_CLIENT_SECRET": "CANARY-google-client",
    "INSTAGRAM_TOKEN": "CANARY-instagram",
    "MASTODON_TOKEN": "CANARY-mastodon",
    "BLUESKY_PASSWORD": "CANARY-bluesky",
    "THREADS_TOKEN": "CANARY-threads",
    "WEBHOOK_SECRET": "CANARY-webhook",
    "WEBHOOK_OLD_SECRET": "CANARY-old-webhook",
    "X_BEARER_TOKEN": "CANARY-x-bearer-token",
    "X_API_KEY": "CANARY-x-api-key",
    "X_API_SECRET": "CANARY-x-api-secret",
    "X_ACCESS_TOKEN": "CANARY-x-access-token",
    "X_ACCESS_SECRET": "CANARY-x-access-secret",
    "X_OLD_API_SECRET": "CANARY-x-old-api-secret",
    "X_USER_TOKEN": "CANARY-x-user-token",
    "X_CLIENT_SECRET": "CANARY-x-client-secret",
    "X_REFRESH_TOKEN": "CANARY-x-refresh-token",
    "LINKEDIN_TOKEN": "CANARY-linkedin-token",
    "LINKEDIN_SECRET": "CANARY-linkedin-secret",
    "LINKEDIN_OLD_SECRET": "CANARY-linkedin-old-secret",
    "LINKEDIN_REFRESH_TOKEN": "CANARY-linkedin-refresh",
    "REDDIT_SECRET": "CANARY-reddit-secret",
    "REDDIT_REFRESH_TOKEN": "CANARY-reddit-refresh",
    "FACEBOOK_TOKEN": "CANARY-facebook",
    "META_APP_SECRET": "CANARY-app",
    "META_OLD_APP_SECRET": "CANARY-old-app",
    "META_VERIFY_TOKEN": "CANARY-verify",
    "TELEGRAM_TOKEN": "123456789:CANARY_token",
    "GOOGLE_ALERT": "https://www.google.com/alerts/feeds/CANARY/1",
    "TG_SANNE": "CANARY-4711",
    "SMTP_PASSWORD": "CANARY-mail",
    "MAIL_IN_PASSWORD": "CANARY-mailbox",
    "MAIL_IN_APP_SECRET": "CANARY-mail-app",
    "PINTEREST_SECRET": "CANARY-pin-app",
    "PINTEREST_REFRESH_TOKEN": "CANARY-pin-token",
    "SMS_URL": "messagebird://CANARY/+31612345678/{to}",
    "VOICE_URL": "clicksend://CANARY/{to}",
    "NTFY_KARIN": "ntfys://CANARY/karin",
    "HEARTBEAT_URL": "https://hc.example/CANARY",
    "DATABASE_URL": "postgresql://me:CANARY@db/seintje",
}


@pytest.fixture(autouse=True)
def no_secrets_left(monkeypatch):
    monkeypatch.setattr(redaction, "_secrets", set())


@pytest.fixture
def written(tmp_path: Path):
    """Writes ``config.yaml`` and reads it."""

    def write(text: str | bytes):
        file = tmp_path / "config.yaml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(file, ENVIRON)

    return write


def codes(reading) -> list[tuple[str, int]]:
    return [(problem.code, problem.place.line) for problem in reading.problems]


def said(reading) -> str:
    error = SettingsError(reading.problems)
    return error.text("nl") + error.text("en") + str(error) + repr(error) + repr(reading)


def test_the_example_is_read_and_says_everything_there_is(tmp_path: Path):
    """Every key of the reader stands in the example, and the example has no other."""
    (tmp_path / "geheimen").mkdir()
    secret = tmp_path / "geheimen" / "tg_karin"
    secret.write_text("4712\n")
    secret.chmod(0o600)
    file = tmp_path / "config.yaml"
    file.write_bytes(EXAMPLE.read_bytes())
    reading = read(file, ENVIRON)
    assert reading.problems == ()
    config = reading.config
    assert config is not None
    assert config.secret("TG_KARIN") == Secret("4712", "file:geheimen/tg_karin")
    for key in _keys(fields(KINDS)):
        assert f"{key}:" in EXAMPLE.read_text(), f"{key} is not explained in config.example.yaml"


def _keys(fields):
    for field in fields:
        yield field.key
        shape = field.shape
        while not isinstance(shape, Record) and hasattr(shape, "of"):
            shape = shape.of
        if isinstance(shape, OneSource):
            for record in shape.records().values():
                yield from _keys(record.fields)
        elif isinstance(shape, Record):
            yield from _keys(shape.fields)


def test_the_defaults_of_the_example_are_the_defaults(written, tmp_path: Path):
    """What the example calls the default is what one gets without the key."""
    config = written("language: nl").config
    example = read(_with_secrets(tmp_path), ENVIRON).config
    for name in ("protocol", "data", "database", "language", "log", "learning", "allow_private"):
        mine, shown = getattr(config, name), getattr(example, name)
        assert mine == shown or (name == "database" and mine.reveal() == shown.reveal()), name
    assert (config.web.host, config.web.port) == (example.web.host, example.web.port)
    assert config.telegram is config.backup is config.heartbeat is None
    assert config.sources == ()


def _with_secrets(folder: Path) -> Path:
    file = folder / "config.yaml"
    file.write_text(EXAMPLE.read_text().replace("  TG_KARIN: file:geheimen/tg_karin\n", ""))
    return file


def test_a_whole_file_becomes_settings(written, tmp_path: Path):
    config = written(
        "protocol: regels\ndata: gegevens\ndatabase: env:DATABASE_URL\nlanguage: en\n"
        "telegram: {token: env:TELEGRAM_TOKEN, base_url: http://127.0.0.1:8081/}\n"
        "sources:\n  - {name: krant, kind: feed, url: https://www.voorbeeld.nl/rss, via: own_page, every: 5 minutes}\n"
        "web: {port: 0}\nbackup: {folder: /backup, time: 04:15, keep: 3}\nlog: {level: debug, form: json}\n"
        "heartbeat: {url: env:HEARTBEAT_URL}\nallow_private: true\nlearning: true\n"
    ).config
    assert isinstance(config, Config)
    assert (config.folder, config.protocol, config.data) == (tmp_path, tmp_path / "regels", tmp_path / "gegevens")
    assert config.database.reveal() == "postgresql+psycopg://me:CANARY@db/seintje"
    assert config.language is Lang.EN
    assert config.telegram is not None and config.telegram.base_url == "http://127.0.0.1:8081"
    [source] = config.sources
    assert (source.name, source.kind, source.via, source.every) == ("krant", "feed", Via.OWN_PAGE, timedelta(minutes=5))
    assert (source.url.reveal(), source.platform, source.lang) == ("https://www.voorbeeld.nl/rss", "news", None)
    assert config.backup is not None and (config.backup.at_time, config.backup.keep) == (time(4, 15), 3)
    assert (config.log.debug, config.log.json_lines, config.allow_private) == (True, True, True)
    assert config.learning
    assert "CANARY" not in repr(config)


def test_a_second_reader_is_off_unless_asked_for(written, tmp_path: Path):
    assert written("language: nl").config.scorer is None
    assert written("scorer: {kind: e5}").config.scorer.kind == "e5"
    own = written("scorer: {kind: transformers, model: modellen/zorg, labels: negative}").config.scorer
    assert (own.model, own.labels) == (tmp_path / "modellen" / "zorg", ("negative",))
    reading = written("scorer: {kind: e5, labels: [negative]}")
    assert codes(reading) == [("scorer-too-much", 1)] and reading.config is not None
    assert "labels" in said(reading)


LONG = {"HOOK": "CANARY-0123456789abcdef"}
HOOKED = "telegram: {token: env:TELEGRAM_TOKEN, webhook: {secret: env:HOOK}}\n"


def test_telegram_may_bring_to_an_address_it_can_reach(written, monkeypatch):
    monkeypatch.setitem(ENVIRON, "HOOK", LONG["HOOK"])
    config = written(HOOKED + "web: {public_url: 'https://seintje.voorbeeld.nl:8443/'}").config
    assert config.telegram.webhook.secret.reveal() == LONG["HOOK"]
    assert written("telegram: {token: env:TELEGRAM_TOKEN}").config.telegram.webhook is None


@pytest.mark.parametrize(
    ("rest", "code", "remedy"),
    [
        ("", "webhook-without-address", "Zet bij web: public_url het https-adres"),
        ("web: off", "webhook-without-pages", "Haal web: off weg"),
        ("web: {public_url: http://x.nl}", "webhook-address-wrong", "http://x.nl"),
        ("web: {public_url: 'https://x.nl:8470'}", "webhook-address-wrong", "https://x.nl:8470"),
    ],
)
def test_an_address_that_telegram_cannot_reach_is_told_with_place_and_remedy(
    written, monkeypatch, rest: str, code: str, remedy: str
):
    monkeypatch.setitem(ENVIRON, "HOOK", LONG["HOOK"])
    reading = written(HOOKED + rest)
    assert codes(reading) == [(code, 1)] and reading.config is None
    assert remedy in said(reading) and "haal webhook weg" in said(reading)


@pytest.mark.parametrize("secret", ["kort", "met spatie en CANARY erin", "CANARY" * 50, "CANARY-écht-een-geheim"])
def test_a_secret_that_telegram_cannot_say_is_refused_and_not_repeated(written, monkeypatch, secret: str):
    monkeypatch.setitem(ENVIRON, "HOOK", secret)
    reading = written(HOOKED + "web: {public_url: https://x.nl}")
    assert codes(reading) == [("webhook-secret", 1)]
    assert secret not in said(reading) and "openssl rand" in said(reading)


def test_a_secret_in_the_place_of_the_webhook_is_not_repeated(written):
    reading = written("telegram: {token: env:TELEGRAM_TOKEN, webhook: CANARY-geheim}")
    assert codes(reading) == [("secret-literal", 1)] and "CANARY" not in said(reading)


def test_pages_can_be_switched_off(written):
    assert written("web: off").config.web is None
    assert written("language: nl").config.web.port == 8470


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("data/x.db", "sqlite:///{folder}/data/x.db"),
        ("/var/x.db", "sqlite:////var/x.db"),
        ("postgresql://me@db/seintje", "postgresql+psycopg://me@db/seintje"),
        ("env:DATABASE_URL", "postgresql+psycopg://me:CANARY@db/seintje"),
    ],
)
def test_a_database_is_a_file_or_an_address(written, tmp_path: Path, value: str, url: str):
    assert written(f"database: {value}").config.database.reveal() == url.format(folder=tmp_path)


PROBLEMS = [
    ("telgram: {token: env:TELEGRAM_TOKEN}", [("unknown-key", 1)]),
    ("language: de", [("unknown-choice", 1)]),
    ("language: nl\nlanguage: en", [("duplicate-key", 2)]),
    ("telegram: {}", [("missing-key", 1)]),
    ("telegram: {token: env:NIET_DAAR}", [("env-missing", 1)]),
    ("telegram: {token: file:nergens}", [("secret-file-missing", 1)]),
    ("telegram: {token: 'file:.'}", [("secret-file-missing", 1)]),
    ("sources: {}", [("expected", 1)]),
    ("sources:\n  - {name: a, kind: rss, url: https://x.nl}", [("unknown-choice", 2)]),
    ("sources:\n  - {name: a, kind: feed, url: ftp://x.nl}", [("address-wrong", 2)]),
    ("sources:\n  - {name: a, kind: feed, url: https://x.nl, every: 10 seconds}", [("not-a-duration", 2)]),
    (
        "sources:\n  - {name: a, kind: feed, url: https://x.nl}\n  - {name: a, kind: feed, url: https://y.nl}",
        [("source-name-twice", 3)],
    ),
    ("database: mysql://db/x", [("database-unknown", 1)]),
    ("web: {port: 99999}", [("out-of-range", 1)]),
    ("web: {host: 0.0.0.0}", [("web-open", 1)]),
    ("web: {public_url: seintje.nl}", [("address-wrong", 1)]),
    ("backup: {keep: 3}", [("missing-key", 1)]),
    ("protocol: env:X", [("expected", 1)]),
    ("scorer: {}", [("missing-key", 1)]),
    ("scorer: {kind: gpt}", [("unknown-choice", 1)]),
    ("scorer: {kind: transformers}", [("scorer-incomplete", 1)]),
    ("scorer:\n  kind: transformers\n  model: modellen/zorg", [("scorer-incomplete", 2)]),
    ("- a\n- b", [("config-not-settings", 1)]),
    ("", [("empty-file", 0)]),
    ("language: &a nl", [("anchor", 1)]),
    (b"language: n\xffl", [("not-utf8", 1)]),
    ("language: nl\x00", [("control-character", 1)]),
    (
        "taal: nl\nweb: {port: x}\ntelegram: {token: env:NIET}\nbackup: [a]",
        [("unknown-key", 1), ("expected", 2), ("env-missing", 3), ("expected", 4)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PROBLEMS, ids=[str(text)[:40] for text, _ in PROBLEMS])
def test_every_problem_is_told_at_once_with_its_place_in_two_languages(written, text, expected):
    reading = written(text)
    assert codes(reading) == expected
    assert (reading.config is None) == (expected[0][0] != "web-open")
    dutch, english = SettingsError(reading.problems).text("nl"), SettingsError(reading.problems).text("en")
    assert len(dutch.splitlines()) == len(expected)
    assert "{" not in dutch + english
    assert dutch != english


LEAKS = [
    "telegram: {token: CANARY}",
    "telegram: {token: '123456789:CANARY_abcdefghijklmnopqrstuvwxyz0'}",
    "telegram: {token: [CANARY]}",
    "telegram: {token: {CANARY: CANARY}}",
    "telegram: CANARY",
    "telegram: [CANARY]",
    "telegram: {tokn: CANARY}",
    "telegram: {token: env:CANARY-}",
    "telegram: {token: 'env:123456789:CANARY_abcdefghijklmnopqrstuvwxyz0'}",
    "email: {host: m.example, sender: s@zorg.example, user: s, password: CANARY}",
    "apprise: {sms: 'messagebird://CANARY/{to}'}",
    "sources:\n  - {name: a, kind: mastodon, url: https://m.example, token: CANARY}",
    "sources:\n  - {name: a, kind: x, id: 1, bearer_token: CANARY}",
    "secrets: {TG_SANNE: CANARY}",
    "secrets: CANARY",
    "heartbeat: CANARY",
    "heartbeat: {url: https://hc.example/CANARY, every: 1 second}",
    "database: postgresql://me:CANARY@db/x",
    "sources:\n  - {name: a, kind: feed, url: 'https://me:CANARY@x.nl/rss'}",
    "sources:\n  - {name: a, kind: feed, url: 'ftp://x.nl/CANARY'}",
    "sources:\n  - {name: a, kind: feed, url: 'env:GOOGLE_ALERT', every: 1 second}",
]


@pytest.mark.parametrize("text", LEAKS)
def test_case_88_a_secret_in_the_wrong_place_is_refused_with_the_place_and_without_repeating_it(written, text: str):
    reading = written(text)
    assert reading.config is None
    assert {problem.place.line for problem in reading.problems} == {text.count("\n") + 1}
    shown = said(reading).replace("env:CANARY", "") if "{CANARY" not in text else said(reading).replace("“CANARY”", "")
    assert "CANARY" not in shown


def test_a_secret_is_never_shown_by_accident():
    secret = Secret("CANARY-value", "env:X")
    for shown in (
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>40}",
        "{}".format(secret),  # noqa: UP032 - every way to show it
        str([secret]),
        str({"a": secret}),
    ):
        assert "CANARY" not in shown
        assert "env:X" in shown
    assert secret.reveal() == "CANARY-value"
    assert log.redacted("x CANARY-value y") == f"x {redaction.REDACTED} y"
    assert secret == Secret("CANARY-value", "env:X") != Secret("other", "env:X")
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        copy.deepcopy(secret)


@pytest.mark.parametrize(("mode", "warned"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_a_secret_file_that_others_may_read_is_warned_about(written, tmp_path: Path, mode: int, warned: bool):
    file = tmp_path / "token"
    file.write_text("123:abc\n")
    file.chmod(mode)
    reading = written("telegram: {token: file:token}")
    assert reading.config.telegram.token.reveal() == "123:abc"
    assert codes(reading) == ([("secret-file-open", 1)] if warned else [])


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "secret-file-empty"), (b" \n", "secret-file-empty"), (b"\xff", "secret-file-missing")]
)
def test_a_secret_file_without_a_secret_is_refused(written, tmp_path: Path, content: bytes, code: str):
    (tmp_path / "token").write_bytes(content)
    assert codes(written("telegram: {token: file:token}")) == [(code, 1)]


def test_a_file_that_is_not_there_or_no_file_says_so(tmp_path: Path):
    with pytest.raises(SettingsError) as missing:
        load(tmp_path / "config.yaml", {})
    assert "bestaat niet" in missing.value.text("nl")
    assert "seintje init" in missing.value.text("en")
    assert [problem.code for problem in read(tmp_path, {}).problems] == ["config-unreadable"]


def test_load_gives_the_settings_or_raises(tmp_path: Path):
    file = tmp_path / "config.yaml"
    file.write_text("language: en")
    assert load(file, {}).language is Lang.EN


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(60))
@given(st.binary(max_size=120) | st.text(max_size=120).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_file_ever_raises(tmp_path: Path, raw: bytes):
    file = tmp_path / "config.yaml"
    file.write_bytes(raw)
    reading = read(file, {})
    assert reading.config is not None or reading.problems


@pytest.mark.parametrize(
    ("block", "code"),
    [
        ("email: {host: x, sender: a@b.nl, user: a}", "mail-login-half"),
        ("email: {host: x, sender: a@b.nl, password: env:SMTP_PASSWORD}", "mail-login-half"),
        ("email: {host: x, sender: seintje}", "mail-sender"),
        ("email: {host: x, sender: a@b.nl, user: a, password: env:SMTP_PASSWORD, security: none}", "mail-open-login"),
        ("email: {host: x, sender: a@b.nl, user: a, password: CANARY-literal}", "secret-literal"),
        ("email: CANARY-literal", "secret-literal"),
        ("apprise: {sms: env:NTFY_KARIN}", "service-without-number"),
        ("apprise: {sms: 'ntfys://CANARY/x'}", "secret-literal"),
        ("apprise: {people: {karin: env:NERGENS}}", "env-missing"),
    ],
)
def test_a_second_way_that_cannot_work_is_refused_and_gives_nothing_away(written, block: str, code: str):
    reading = written(block + "\n")
    assert [problem.code for problem in reading.problems] == [code]
    assert "CANARY" not in said(reading)


def test_a_second_way_has_its_usual_port(written):
    config = written("email: {host: smtp.x.nl, sender: Seintje <a@b.nl>, security: tls}\n").config
    assert config is not None
    assert config.email is not None
    assert (config.email.port, config.email.security, config.email.user) == (None, "tls", "")
