"""What everything that acts in public promises, whatever the platform. A platform's test inherits ``ActorContract`` and
builds a ``Stage``: its actor, and its own fake of the other side that can be looked at and told what goes wrong next.

The one law behind it all: an action is done once or not at all, and who does not know says so.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from bot.ports import ActionError, Actor, Done, Failure, Looked, PublicAct, Seen, Target, Verb
from rules.case.actions import UNDONE_BY
from tests.fakes.platform import Trouble

TEXT = "Dag Anna, vervelend om te lezen. We horen graag wat er speelt. ^SW"
CERTAIN = {
    Trouble.TOKEN: Failure.TOKEN,
    Trouble.PERMISSION: Failure.PERMISSION,
    Trouble.THROTTLED: Failure.THROTTLED,
    Trouble.REFUSED: Failure.REFUSED,
    Trouble.UNREACHABLE: Failure.UNREACHABLE,
}
"""Troubles after which it certainly did not happen."""
HAPPENED = (Trouble.LOST, Trouble.BROKEN, Trouble.NONSENSE)
"""Troubles after which it did, though nobody told us."""


class Stage(ABC):
    """One actor, and the other side as the test sees it."""

    actor: Actor

    @abstractmethod
    def message(self) -> Target:
        """Somebody of the public says something where this actor can act; returns it as the store would know it."""

    @abstractmethod
    def trouble(self, kind: Trouble) -> None:
        """The next action meets this (a throttling platform asks for ``wait``)."""

    @abstractmethod
    def writes(self) -> int:
        """How many requests that would change something have reached the platform so far."""

    @abstractmethod
    def replies(self, target: Target) -> list[str]:
        """The texts of our own replies that stand under a message."""

    @abstractmethod
    def hidden(self, target: Target) -> bool:
        """Whether the message is hidden there now."""

    @abstractmethod
    def take_away(self, target: Target) -> None:
        """Its author deletes the message."""

    @abstractmethod
    def go_blind(self) -> None:
        """From now on the platform cannot be asked anything."""

    def spend(self) -> None:
        """Our own budget for this source is spent. Only where ``budgeted``."""
        raise NotImplementedError

    def close(self) -> None:  # noqa: B027 - most have nothing to put away
        """Put the other side away."""


class ActorContract(ABC):
    """The promises. ``cannot_show``: troubles that this platform's fake cannot make."""

    cannot_show: ClassVar[frozenset[Trouble]] = frozenset()
    budgeted: ClassVar[bool] = False
    wait: ClassVar[timedelta] = timedelta(seconds=90)

    @abstractmethod
    def stage(self) -> Stage:
        """A fresh stage."""

    # --- tools ------------------------------------------------------------------------------------------------

    @pytest.fixture
    def on(self) -> Iterator["_Playing"]:
        playing = _Playing(self.stage())
        yield playing
        playing.close()

    def _can(self, on: "_Playing", *verbs: Verb) -> None:
        missing = [verb.value for verb in verbs if verb not in on.stage.actor.capabilities.verbs]
        if missing:
            pytest.skip(f"{on.stage.actor.platform} cannot {', '.join(missing)}")

    def _meets(self, on: "_Playing", kind: Trouble) -> None:
        if kind in self.cannot_show:
            pytest.skip(f"the fake of {on.stage.actor.platform} cannot show {kind.value}")
        on.stage.trouble(kind)

    # --- it works -----------------------------------------------------------------------------------------------

    def test_a_reply_stands_there_once_with_its_own_id(self, on: "_Playing"):
        self._can(on, Verb.REPLY)
        done = on.acts(on.act(Verb.REPLY, text=TEXT))
        assert on.stage.replies(on.target) == [TEXT]
        assert done.id

    def test_hiding_and_showing_again(self, on: "_Playing"):
        self._can(on, Verb.HIDE, Verb.UNHIDE)
        on.acts(on.act(Verb.HIDE))
        assert on.stage.hidden(on.target)
        on.acts(on.act(UNDONE_BY[Verb.HIDE]))
        assert not on.stage.hidden(on.target)

    def test_what_is_already_so_is_done(self, on: "_Playing"):
        self._can(on, Verb.HIDE)
        assert on.acts(on.act(Verb.HIDE)) == on.acts(on.act(Verb.HIDE, key="again"))
        assert on.stage.hidden(on.target)

    def test_our_own_reply_can_be_taken_away(self, on: "_Playing"):
        self._can(on, Verb.REPLY, Verb.DELETE_OWN)
        done = on.acts(on.act(Verb.REPLY, text=TEXT))
        on.acts(on.act(UNDONE_BY[Verb.REPLY], own=done.id))
        assert on.stage.replies(on.target) == []

    def test_a_deleted_message_is_gone_for_everything_after(self, on: "_Playing"):
        self._can(on, Verb.DELETE)
        on.acts(on.act(Verb.DELETE))
        for verb in (Verb.HIDE, Verb.REPLY):
            if verb in on.stage.actor.capabilities.verbs:
                assert on.fails(on.act(verb, text=TEXT)).failure is Failure.GONE

    # --- it certainly did not happen -------------------------------------------------------------------------

    @pytest.mark.parametrize("kind", CERTAIN)
    def test_a_refusal_says_why_and_nothing_happened(self, on: "_Playing", kind: Trouble):
        self._can(on, Verb.REPLY)
        self._meets(on, kind)
        error = on.fails(on.act(Verb.REPLY, text=TEXT))
        assert error.failure is CERTAIN[kind]
        assert on.stage.replies(on.target) == []
        assert on.stage.writes() <= 1, "one attempt and never a second one"
        assert TEXT not in str(error)

    def test_a_platform_that_asks_to_wait_says_how_long(self, on: "_Playing"):
        self._can(on, Verb.REPLY)
        self._meets(on, Trouble.THROTTLED)
        assert on.fails(on.act(Verb.REPLY, text=TEXT)).retry_after == self.wait

    def test_a_message_that_its_author_took_away_is_gone(self, on: "_Playing"):
        self._can(on, Verb.REPLY)
        on.stage.take_away(on.target)
        assert on.fails(on.act(Verb.REPLY, text=TEXT)).failure is Failure.GONE

    def test_what_it_cannot_do_is_refused_without_asking_the_platform(self, on: "_Playing"):
        unable = sorted(set(Verb) - on.stage.actor.capabilities.verbs)
        for verb in unable:
            assert on.fails(on.act(verb, text=TEXT)).failure is Failure.REFUSED
        assert on.stage.writes() == 0

    def test_a_reply_that_is_too_long_never_leaves(self, on: "_Playing"):
        self._can(on, Verb.REPLY)
        limit = on.stage.actor.capabilities.reply_limit
        if limit is None:
            pytest.skip(f"the limit of {on.stage.actor.platform} is not known")
        assert on.fails(on.act(Verb.REPLY, text="x" * (limit + 1))).failure is Failure.REFUSED
        assert on.stage.writes() == 0

    def test_a_reply_as_long_as_it_may_be_arrives_whole(self, on: "_Playing"):
        self._can(on, Verb.REPLY)
        limit = min(on.stage.actor.capabilities.reply_limit or 500, 2000)
        on.acts(on.act(Verb.REPLY, text="x" * limit))
        assert on.stage.replies(on.target) == ["x" * limit]

    def test_a_spent_budget_never_leaves(self, on: "_Playing"):
        if not self.budgeted:
            pytest.skip("no budget here")
        on.stage.spend()
        assert on.fails(on.act(Verb.REPLY, text=TEXT)).failure is Failure.BUDGET
        assert on.stage.writes() == 0

    # --- nobody knows ----------------------------------------------------------------------------------------

    @pytest.mark.parametrize("kind", HAPPENED)
    def test_an_answer_that_is_lost_is_unknown_and_looked_up(self, on: "_Playing", kind: Trouble):
        self._can(on, Verb.REPLY)
        self._meets(on, kind)
        act = on.act(Verb.REPLY, text=TEXT)
        assert on.fails(act).failure is Failure.UNKNOWN
        assert on.stage.writes() == 1, "one attempt and never a second one"
        seen = on.looks(act)
        assert seen.looked in (Looked.DONE, Looked.CANNOT_TELL), "it happened"
        if seen.looked is Looked.DONE:
            assert seen.done is not None and seen.done.id, "whoever wants to undo it needs the id"
        assert on.stage.writes() == 1, "looking changes nothing"
        assert on.stage.replies(on.target) == [TEXT]

    def test_an_action_that_got_lost_is_unknown_and_looked_up(self, on: "_Playing"):
        self._can(on, Verb.REPLY)
        self._meets(on, Trouble.SWALLOWED)
        act = on.act(Verb.REPLY, text=TEXT)
        assert on.fails(act).failure is Failure.UNKNOWN
        assert on.stage.writes() <= 1
        assert on.looks(act).looked in (Looked.NOT_DONE, Looked.CANNOT_TELL), "it did not happen"

    @pytest.mark.parametrize("kind", [Trouble.LOST, Trouble.SWALLOWED])
    def test_a_hide_of_unknown_outcome_is_looked_up(self, on: "_Playing", kind: Trouble):
        self._can(on, Verb.HIDE)
        self._meets(on, kind)
        act = on.act(Verb.HIDE)
        assert on.fails(act).failure is Failure.UNKNOWN
        right = Looked.DONE if kind is Trouble.LOST else Looked.NOT_DONE
        assert on.looks(act).looked in (right, Looked.CANNOT_TELL)
        assert on.stage.hidden(on.target) is (kind is Trouble.LOST)

    def test_a_look_at_a_message_that_is_gone_claims_nothing_it_cannot_know(self, on: "_Playing"):
        self._can(on, Verb.REPLY)
        on.stage.take_away(on.target)
        assert on.looks(on.act(Verb.REPLY, text=TEXT)).looked is not Looked.DONE

    def test_a_platform_that_cannot_be_asked_is_an_error_and_no_answer(self, on: "_Playing"):
        self._can(on, Verb.REPLY)
        on.stage.go_blind()
        with pytest.raises(ActionError) as raised:
            on.looks(on.act(Verb.REPLY, text=TEXT))
        assert TEXT not in str(raised.value)

    # --- always ------------------------------------------------------------------------------------------------

    def test_it_says_whose_it_is(self, on: "_Playing"):
        actor = on.stage.actor
        assert actor.source == on.target.source and actor.platform == on.target.platform
        assert actor.capabilities.verbs, "an actor that can do nothing is none"


class _Playing:
    """A stage with a loop, and a message on it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.runner = asyncio.Runner()
        self.target = stage.message()

    def act(self, verb: Verb, *, text: str = "", own: str = "", key: str = "act") -> PublicAct:
        wants_text = verb in (Verb.REPLY, Verb.PRIVATE_REPLY)
        return PublicAct(f"{key}:{verb}", verb, replace(self.target), text if wants_text else "", own)

    def acts(self, act: PublicAct) -> Done:
        return self._run(self.stage.actor.act(act))

    def fails(self, act: PublicAct) -> ActionError:
        with pytest.raises(ActionError) as raised:
            self.acts(act)
        assert str(raised.value)
        return raised.value

    def looks(self, act: PublicAct) -> Seen:
        return self._run(self.stage.actor.look_up(act))

    def close(self) -> None:
        self._run(self.stage.actor.close())
        self.runner.close()
        self.stage.close()

    def _run(self, coroutine: Any) -> Any:
        return self.runner.run(coroutine)
