"""The log: one event a line, UTC, on stderr, and nothing in it that must not leave the process."""

import json
import logging
from datetime import UTC, datetime

import pytest

from bot import log, redaction
from bot.printable import printable, shortened


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch):
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr(redaction, "_secrets", set())
    yield
    root.handlers[:] = before
    root.setLevel(level)


def lines(capsys) -> list[dict[str, object]]:
    out, err = capsys.readouterr()
    assert out == ""
    return [json.loads(line) for line in err.splitlines()]


def test_an_event_is_one_json_line_with_utc_time_room_and_values(capsys):
    log.setup()
    log.get("outbox").info("effect_settled", case=12, attempts=2, took=0.5, ok=True, roles=("a", "b"), who={"a": None})
    [line] = lines(capsys)
    at = datetime.fromisoformat(str(line.pop("at")))
    assert at.utcoffset() == UTC.utcoffset(None)
    assert line == {
        "room": "outbox", "level": "info", "event": "effect_settled", "case": 12, "attempts": 2, "took": 0.5,
        "ok": True, "roles": ["a", "b"], "who": {"a": None},
    }  # fmt: skip


def test_case_71_nothing_a_stranger_wrote_can_break_the_line_or_move_the_cursor(capsys):
    log.setup()
    log.get("x").warning("odd\nevent", handle="a\r\n\x1b[2J‮b", **{"k\ney": "\x00\ud800"})
    log.setup(json_lines=False)
    log.get("x").warning("odd\nevent", handle="a\r\n\x1b[2J‮b")
    _out, err = capsys.readouterr()
    as_json, as_text = err.splitlines()
    assert json.loads(as_json)["handle"] == "a\\r\\n\\x1b[2J\\u202eb"
    assert as_json.isprintable()
    assert as_text.isprintable()
    assert "odd\\nevent" in as_text


def test_registered_secrets_are_cut_out_wherever_they_stand(capsys):
    log.register_secret("123456:CANARY-token")
    log.register_secret("CANARY-token-longer")
    log.register_secret("kort")
    log.setup()
    log.get("telegram").error(
        "failed", url="https://x/bot123456:CANARY-token/send", args=[{"t": "123456:CANARY-token"}]
    )
    log.get("telegram").error("kort 123456:CANARY-token")
    logging.getLogger("telegram.ext").error("with %s", "123456:CANARY-token")
    try:
        raise ValueError("123456:CANARY-token")
    except ValueError:
        log.get("telegram").exception("raised", why=ValueError("CANARY-token-longer"))
    _out, err = capsys.readouterr()
    assert len(err.splitlines()) == 4
    assert "CANARY" not in err
    assert f"bot{redaction.REDACTED}/send" in err
    assert "kort" in err  # too short to cut out of everything


def test_libraries_that_log_addresses_with_tokens_are_quiet_and_ours_follows_debug(capsys):
    log.setup(debug=True)
    for name in ("httpx", "httpx2", "telegram.ext.ExtBot", "apscheduler.scheduler"):
        logging.getLogger(name).info("GET https://…/bot123/getMe")
    log.get("x").debug("detail")
    log.setup()
    log.get("x").debug("detail")
    assert [line["event"] for line in lines(capsys)] == ["detail"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("gewoon – é 😤", "gewoon – é 😤"),
        ("a\tb\u2028", "a\\tb\\u2028"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 59 + "…"),
    ],
)
def test_text_of_strangers_is_shown_on_one_line_and_cut(text: str, shown: str):
    assert shortened(text) == shown
    assert printable(text).isprintable()


def test_escapes_do_not_make_a_shortened_text_longer():
    assert len(shortened("\x00" * 60)) == 60
