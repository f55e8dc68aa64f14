"""The fake platform keeps the promises it is there to test: in this process and over a real socket."""

from contextlib import ExitStack

from bot.ports import Target
from tests.bot.platforms.actor_contract import ActorContract, Stage
from tests.fakes.platform import FakeActor, Platform, SocketActor, Trouble, served


class FakeStage(Stage):
    """The fake beside us."""

    def __init__(self) -> None:
        self.there = Platform()
        self.actor = FakeActor(self.there)

    def message(self) -> Target:
        post = self.there.message()
        return Target(self.actor.source, self.actor.platform, post.id, author=post.author)

    def trouble(self, kind: Trouble) -> None:
        self.there.troubles.append(kind)

    def writes(self) -> int:
        return self.there.writes

    def replies(self, target: Target) -> list[str]:
        return self.there.under(target.id)

    def hidden(self, target: Target) -> bool:
        return self.there.posts[target.id].hidden

    def take_away(self, target: Target) -> None:
        self.there.posts[target.id].gone = True

    def go_blind(self) -> None:
        self.there.blind = True

    def spend(self) -> None:
        self.actor.budget = 0


class SocketStage(FakeStage):
    """The fake behind a web server."""

    def __init__(self) -> None:
        self.there = Platform()
        self.stack = ExitStack()
        self.actor = SocketActor(self.stack.enter_context(served(self.there)))  # type: ignore[assignment]

    def close(self) -> None:
        self.stack.close()


class TestFakeActor(ActorContract):
    budgeted = True

    def stage(self) -> Stage:
        return FakeStage()


class TestSocketActor(ActorContract):
    budgeted = True

    def stage(self) -> Stage:
        return SocketStage()
