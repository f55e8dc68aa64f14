"""Catalogue 34 and 37, inside one process: a node that was late leaves what may be another's, and mends what it showed."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.acting.publish import Publisher
from bot.app.service import Service
from bot.ports import Done, PublicAct
from bot.store import StoreError, acting, outbox
from bot.store.schema import outbox as rows
from tests.bot.office import Office
from tests.bot.protocol import CARE
from tests.bot.test_way_of_a_mention import NEGLECT
from tests.fakes.platform import CAPABLE

SECOND = timedelta(seconds=1)


@pytest.fixture
def care(office) -> Office:
    """An office of which more nodes may be at work."""
    built: Office = office(CARE)
    built.store.shared = True
    return built


def number(care: Office) -> int:
    return care.phone("sanne").number


def sent(care: Office) -> int:
    return care.telegram.count("sendMessage", number(care))


def stands_still(care: Office, monkeypatch, how_long: timedelta, meanwhile=lambda: None) -> None:
    """The first time something is drawn for Sanne we freeze, and meanwhile something happens."""
    kinds, frozen = care.house.outbox.kinds, []
    real = kinds._draw

    def draw(tx, errand):
        drawn = real(tx, errand)
        if errand.person == "sanne" and not frozen:
            frozen.append(errand)
            care.clock.forward(how_long)
            meanwhile()
        return drawn

    monkeypatch.setattr(kinds, "_draw", draw)


def test_case_37_from_half_the_lease_on_nothing_is_sent_and_it_is_taken_anew(care: Office, monkeypatch) -> None:
    stands_still(care, monkeypatch, outbox.LEASE / 2)
    care.says(NEGLECT)
    care.forward(seconds=1)
    assert sent(care) == 1
    assert care.store.read(outbox.waiting) == 0
    attempts = care.store.read(lambda tx: tx.execute(rows.select().where(rows.c.person == "sanne")).first())
    assert (attempts.attempts, attempts.maybe_twice, attempts.state) == (2, False, "sent")


def test_a_node_that_is_only_slow_sends(care: Office, monkeypatch) -> None:
    stands_still(care, monkeypatch, outbox.LEASE / 2 - SECOND)
    care.says(NEGLECT)
    assert sent(care) == 1


def test_case_34_what_another_took_meanwhile_is_left_to_it(care: Office, monkeypatch) -> None:
    def another() -> None:
        care.store.write(lambda tx: tx.execute(rows.update().where(rows.c.person == "sanne").values(owner="other")))

    stands_still(care, monkeypatch, SECOND, another)
    care.says(NEGLECT)
    care.forward(seconds=1)
    assert sent(care) == 0
    row = care.store.read(lambda tx: tx.execute(rows.select().where(rows.c.person == "sanne")).first())
    assert (row.owner, row.state) == ("other", "sending")


def test_case_34_an_edit_that_came_late_is_followed_by_how_it_stands(care: Office, monkeypatch) -> None:
    care.says(NEGLECT)
    notifier, stolen = care.notifier, []
    real = notifier.edit

    async def edit(to, message_id, message):
        await real(to, message_id, message)
        if to.to == str(number(care)) and not stolen:
            stolen.append(message_id)
            other = rows.update().where(rows.c.kind == outbox.Kind.EDIT, rows.c.message_id == message_id)
            care.store.write(lambda tx: tx.execute(other.values(owner="other", state="sent")))

    monkeypatch.setattr(notifier, "edit", edit)
    before = care.telegram.count("editMessageText", number(care))
    care.phone("imran").presses("Ik pak dit op")
    care.forward(seconds=1)
    assert stolen
    assert care.telegram.count("editMessageText", number(care)) == before + 2


def test_case_95_a_node_that_meets_the_schema_of_a_newer_version_stops_by_itself_and_buzzes_nobody(
    care: Office, monkeypatch
) -> None:
    monkeypatch.setattr("bot.app.service.GUARD", 0.01)
    heard = care.telegram.count("sendMessage")
    service = Service(care.house, api=None, tick=0.01)

    async def works() -> None:
        running = asyncio.create_task(service.run(asyncio.Event()))
        await asyncio.sleep(0.2)
        assert not running.done()
        newer = sa.text("UPDATE alembic_version SET version_num = '9999'")
        await care.store.awrite(lambda tx: tx.execute(newer))
        with pytest.raises(StoreError, match=r"andere versie van seintje \(9999"):
            await asyncio.wait_for(running, 20)

    care.loop.run_until_complete(works())
    assert care.telegram.count("sendMessage") == heard


@pytest.mark.parametrize(("still", "times"), [(acting.LEASE, 0), (SECOND, 1)])
def test_case_34_a_public_action_that_stood_still_before_its_call_is_not_done(
    care: Office, monkeypatch, still: timedelta, times: int
) -> None:
    done: list[PublicAct | None] = []

    class Watched:
        source, platform, capabilities = "krant", "facebook_page", CAPABLE

        async def act(self, act: PublicAct) -> Done:
            done.append(act)
            return Done("c1")

    def frozen(tx, errand, owner, now) -> bool:
        care.clock.forward(still)
        return True

    errand = acting.Errand(1, 1, "krant", None, False, 1, 0, care.clock.now())
    monkeypatch.setattr(acting, "goes_out", frozen)
    monkeypatch.setattr(acting, "waits", lambda tx, now: True)
    monkeypatch.setattr(acting, "claim", lambda tx, owner, now, limit: [errand])
    publisher = Publisher(care.store, care.house.acting, {"krant": Watched()}, care.clock, "one")
    assert care.loop.run_until_complete(publisher.run_once()) == 1
    assert len(done) == times
