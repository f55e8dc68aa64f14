"""The law of public actions: whatever people press and whenever the power goes, each is done once or not at all."""

from datetime import timedelta
from random import Random

import pytest

from bot.acting.publish import Publisher
from bot.ports import Done, PublicAct, Seen, Verb
from bot.store import acting
from rules.case.drafts import OVER, Stage
from tests.bot.public import SOURCE, office_in_public, says
from tests.fakes.platform import CAPABLE, FakeActor, Platform, Trouble

HATE = "Dat tuig van Zorg Proef moet eens oprotten, nummer {n}."
PEOPLE = ("sanne", "imran", "karin", "joost")


class PowerCut(BaseException):
    """The machine is off."""


class Frail:
    """An actor in a house where the power may go: before the call, or after it and before we know."""

    def __init__(self, there: Platform) -> None:
        self.real = FakeActor(there, SOURCE)
        self.source, self.platform, self.capabilities = SOURCE, "facebook_page", CAPABLE
        self.cut = ""

    async def act(self, act: PublicAct) -> Done:
        cut, self.cut = self.cut, ""
        if cut == "before":
            raise PowerCut
        done = await self.real.act(act)
        if cut == "after":
            raise PowerCut
        return done

    async def look_up(self, act: PublicAct) -> Seen:
        return await self.real.look_up(act)

    async def close(self) -> None:
        """Nothing."""


class World:
    """One office, many histories."""

    def __init__(self, care, there: Platform, actor: Frail, rnd: Random) -> None:
        self.care, self.there, self.actor, self.rnd = care, there, actor, rnd
        self.rooms = care.house.acting
        self.restart()

    def restart(self) -> None:
        house = self.care.house
        self.publisher = Publisher(house.store, self.rooms, house.parts.actors, house.clock, "node")
        self.publisher.start()

    def kept(self, number: int) -> acting.Kept:
        found = self.care.store.read(lambda tx: acting.peek(tx, number))
        assert found is not None
        return found

    def write(self, work):
        return self.care.store.write(work)

    def step(self, number: int) -> None:
        """Something happens: somebody presses, time passes, the power goes, the platform has trouble."""
        kept, who, rooms = self.kept(number), self.rnd.choice(PEOPLE), self.rooms
        turn = kept.draft.turn
        choice = self.rnd.randrange(9)
        if choice == 0:
            self.write(lambda tx: rooms.submit(tx, number, kept.draft.by, turn))
        elif choice == 1:
            self.write(lambda tx: rooms.agree(tx, number, who, turn))
        elif choice == 2 and kept.draft.stage is Stage.UNSURE:
            happened = any(key.startswith(f"draft:{number}:") for key, _ in self.there.done)
            self.write(lambda tx: rooms.looked(tx, number, who, happened=happened))
        elif choice == 3:
            self.write(lambda tx: rooms.again(tx, number, kept.draft.by))
        elif choice == 4:
            self.there.troubles.append(self.rnd.choice(list(Trouble)))
        elif choice == 5:
            self.actor.cut = self.rnd.choice(["before", "after", ""])
        elif choice == 6:
            self.there.blind = self.rnd.random() < 0.3
        else:
            self.publish()

    def publish(self) -> None:
        self.care.clock.forward(timedelta(seconds=self.rnd.choice([1, 20, 40, 130])))
        try:
            self.care.loop.run_until_complete(self.publisher.run_once())
        except PowerCut:
            self.restart()

    def to_the_end(self, number: int) -> None:
        """Everything works again; whatever is left is settled, and whatever nobody knows is looked at."""
        self.there.troubles.clear()
        self.there.blind, self.actor.cut = False, ""
        for _ in range(40):
            self.publish()
            if self.kept(number).draft.stage is not Stage.SENDING:
                return
        raise AssertionError(f"draft {number} is still under way")


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 12))])
def test_each_action_is_done_at_most_once_over_any_history(office, seed):
    rnd, there = Random(seed), Platform()
    actor = Frail(there)
    care, _ = office_in_public(office)
    care.house.parts.actors[SOURCE] = actor
    care.house.acting.actors[SOURCE] = actor
    world = World(care, there, actor, rnd)
    done = 0
    for n in range(8):
        said = says(care, there, HATE.format(n=n))
        mention = care.store.read(lambda tx: tx.exec_driver_sql("SELECT max(number) FROM mentions").scalar())
        case = care.store.read(lambda tx, m=mention: acting.standing(tx, m).case)
        verb = rnd.choice([Verb.HIDE, Verb.REPLY])
        number = world.write(lambda tx, c=case, m=mention, v=verb: world.rooms.start(tx, c, m, v, "sanne"))
        if verb is Verb.REPLY:
            words = f"We horen graag wat er speelt, nummer {n}."
            world.write(lambda tx, d=number, w=words: world.rooms.own_words(tx, d, "sanne", w))
        for _ in range(rnd.randrange(5, 40)):
            world.step(number)
        world.to_the_end(number)
        stage = world.kept(number).draft.stage
        happened = sum(count for (key, _), count in there.done.items() if key.startswith(f"draft:{number}:"))
        assert happened <= 1, f"draft {number} was done {happened} times (seed {seed})"
        assert len(there.under(said.id)) <= 1
        if stage is Stage.DONE:
            assert happened == 1 or there.posts[said.id].hidden
            done += 1
        elif stage is not Stage.UNSURE:
            assert happened == 0, f"draft {number} is {stage} and yet it happened (seed {seed})"
        assert stage in (*OVER, Stage.UNSURE, Stage.FAILED, Stage.PROPOSED, Stage.WRITING)
    assert done, "nothing ever went out"
