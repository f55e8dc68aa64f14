"""The fault catalogue, 1 to 10: the process dies at one point on the way of a mention, and is started again."""

from datetime import UTC, datetime

import pytest

from bot.messages import charts
from bot.messages.illustrate import with_picture
from bot.store import Store, outbox
from bot.store.outbox import Kind
from rules.explain.charts import Bar, Panel, Picture, Series, Shade
from tests.kill.phones import TAKE
from tests.kill.scene import BAS, EVA, Scene

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def told_once(care: Scene) -> bool:
    return len(care.phone(BAS)) == 1


@pytest.mark.parametrize("point", ["ingest.fetched", "ingest.stored"])
def test_case_01_killed_after_a_page_was_fetched_it_is_read_again_and_stored_once(care: Scene, point: str) -> None:
    care.says()
    care.dies_at(point)
    assert care.one("SELECT count(*) FROM mentions") == 0 == care.one("SELECT count(*) FROM sources WHERE cursor <> ''")
    care.runs_until_rest()
    assert care.one("SELECT count(*) FROM mentions") == 1 and told_once(care)


def test_case_02_killed_after_mentions_and_cursor_were_stored_they_are_judged_after_the_restart(care: Scene) -> None:
    care.says()
    care.dies_at("ingest.committed")
    assert care.one("SELECT count(*) FROM mentions WHERE state = 'new'") == 1
    care.runs_until_rest()
    assert care.one("SELECT count(*) FROM mentions WHERE state = 'judged'") == 1 and told_once(care)


@pytest.mark.parametrize(("point", "cases"), [("evaluate.decided", 0), ("evaluate.committed", 1)])
def test_case_03_killed_while_judging_nothing_is_half(care: Scene, point: str, cases: int) -> None:
    care.says()
    care.dies_at(point)
    for table in ("cases", "outbox", "timers", "case_log"):
        where = " WHERE what = 'opened'" if table == "case_log" else ""
        assert care.one(f"SELECT count(*) FROM {table}{where}") == cases, table
    care.runs_until_rest()
    assert care.sql("SELECT kind, person, state FROM outbox") == [("notice", "bas0", "sent")]
    assert care.one("SELECT count(*) FROM timers") == 1 == care.one("SELECT count(*) FROM cases")
    assert care.one("SELECT count(*) FROM case_log WHERE what = 'opened'") == 1 and told_once(care)


def test_case_04_killed_after_a_row_was_claimed_it_is_sent_after_the_restart(care: Scene) -> None:
    care.says()
    care.dies_at("send.claimed")
    assert care.one("SELECT state FROM outbox") == "sending" and care.phone(BAS) == []
    care.runs_until_rest()
    assert care.one("SELECT state FROM outbox") == "sent" and told_once(care)


def test_case_05_killed_after_telegram_accepted_it_comes_again_never_zero_times(care: Scene) -> None:
    care.says()
    care.dies_at("send.accepted")
    assert told_once(care) and care.one("SELECT state FROM outbox") == "sending"
    care.runs_until_rest()
    assert len(care.phone(BAS)) == 2
    assert care.one("SELECT detail FROM case_log WHERE what = 'told'") == "telegram maybe_twice"


def test_case_06_killed_after_recording_it_does_not_come_again(care: Scene) -> None:
    care.says()
    care.dies_at("send.recorded")
    care.runs_until_rest()
    assert told_once(care)


@pytest.mark.parametrize(("point", "steps"), [("timer.decided", 1), ("timer.committed", 2)])
def test_case_07_killed_around_the_commit_of_a_timer_each_step_is_taken_once(
    care: Scene, point: str, steps: int
) -> None:
    care.says()
    care.dies_at(point)
    assert care.one("SELECT count(*) FROM case_log WHERE what = 'step'") == steps
    care.start()
    care.until(lambda: care.phone(EVA) and not care.left())
    assert care.sql("SELECT detail FROM case_log WHERE what = 'step' ORDER BY id") == [("1",), ("2",)]
    assert told_once(care) and len(care.phone(EVA)) == 1


def pressed(care: Scene) -> None:
    """A case that was told, and pressed while the program was down."""
    care.says()
    care.runs_until_rest()
    care.stop()
    care.press(BAS)


def is_taken_once(care: Scene) -> None:
    assert care.sql("SELECT state, assignee FROM cases") == [("acknowledged", "bas0")]
    assert care.one("SELECT count(*) FROM case_log WHERE what = 'taken'") == 1
    assert TAKE not in care.phone(BAS)[-1].labels


def test_case_08_killed_before_the_updates_were_stored_the_press_comes_again_and_counts_once(care: Scene) -> None:
    pressed(care)
    care.dies_at("updates.received")
    assert care.one("SELECT count(*) FROM updates") == 0
    care.runs_until_rest()
    is_taken_once(care)


def test_case_09_killed_between_stored_and_applied_the_press_is_applied_after_the_restart(care: Scene) -> None:
    pressed(care)
    care.dies_at("updates.stored")
    assert care.one("SELECT count(*) FROM updates") == 1
    care.runs_until_rest()
    is_taken_once(care)
    assert care.toasts()


@pytest.mark.parametrize(
    ("point", "state"),
    [
        ("press.decided", "open"),
        ("press.committed", "acknowledged"),
        ("edit.claimed", "acknowledged"),
        ("edit.accepted", "acknowledged"),
    ],
)
def test_case_10_killed_around_the_acknowledgement_it_counts_and_everybody_sees_it(
    care: Scene, point: str, state: str
) -> None:
    pressed(care)
    care.dies_at(point)
    assert care.one("SELECT state FROM cases") == state
    care.runs_until_rest()
    is_taken_once(care)
    assert told_once(care)
    answered = len(care.toasts())
    seen = care.phone(BAS)[-1]
    care.telegram.press_data(BAS, seen.id, first_button(care))
    care.until(lambda: len(care.toasts()) > answered)
    is_taken_once(care)


@pytest.mark.skipif(not charts.installed(), reason="the extra charts is not installed")
@pytest.mark.parametrize(
    ("point", "state", "shown", "in_the_end"),
    [
        ("picture.drawn", "sending", 0, 1),
        ("picture.accepted", "sending", 1, 2),
        ("picture.recorded", "sent", 1, 1),
    ],
)
def test_case_05_killed_around_a_picture_it_comes_rather_twice_than_never(
    care: Scene, point: str, state: str, shown: int, in_the_end: int
) -> None:
    care.says()
    care.runs_until_rest()
    care.stop()
    wants_a_picture(care)
    care.dies_at(point)
    assert care.one("SELECT state FROM outbox WHERE kind = 'picture'") == state
    assert pictures(care) == shown
    care.runs_until_rest()
    assert care.one("SELECT state FROM outbox WHERE kind = 'picture'") == "sent"
    assert pictures(care) == in_the_end and told_once_beside_pictures(care)


def wants_a_picture(care: Scene) -> None:
    """A report's picture waits in the outbox, as ``bot.app.reports`` leaves it there."""
    panel = Panel("Berichten", (Series("gewoon", Shade.ROUTINE),), (Bar("ma", (3,), "3"), Bar("di", (5,), "5")))
    payload = with_picture(Picture("Week", (panel,), "Weekbericht"))
    store = Store(f"sqlite:///{care.world.database}")
    store.write(
        lambda tx: outbox.add_text(
            tx,
            key="p",
            kind=Kind.PICTURE,
            notifier="telegram",
            address=str(BAS),
            payload=payload,
            now=datetime.now(UTC),
        )
    )
    store.close()


def pictures(care: Scene) -> int:
    return len([m for m in care.phone(BAS) if m.photo])


def told_once_beside_pictures(care: Scene) -> bool:
    return len([m for m in care.phone(BAS) if not m.photo]) == 1


def first_button(care: Scene) -> str:
    """The data of "Ik pak dit op" as it was sent at first."""
    sent = next(call for call in care.telegram.calls if call.method == "sendMessage")
    import json

    return str(json.loads(sent.params["reply_markup"])["inline_keyboard"][0][0]["callback_data"])
