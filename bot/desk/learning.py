"""What colleagues say of cases, turned into weights that the judge may use; only where the organisation asked for it.

What is learned is decided by ``rules.text.learning``; this room keeps verdicts and versions, and teaches the rulebook.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import structlog

from bot.clock import Clock
from bot.rulebook import Rulebook
from bot.store import Store, Tx, cases, lessons
from bot.store.lessons import Judged, LessonState, Version
from rules.case.model import Record
from rules.text.learning import Feedback, Learned, Lesson, learn

log = structlog.get_logger()


class Outcome(StrEnum):
    """What came of a wish."""

    OFF = "off"  # not switched on in the settings
    NOT_ALLOWED = "not_allowed"  # not somebody of the protocol
    UNKNOWN = "unknown"  # no such case or mention
    SEVERAL = "several"  # more than one mention fits
    NOT_ABOUT_US = "not_about_us"  # the danger of such a mention is never looked at
    KEPT = "kept"
    TOO_FEW = "too_few"  # or all of one kind
    PAUSED = "paused"  # the last version was undone: only a person's wish makes the next
    SAME = "same"  # nothing new since the last time
    LEARNED = "learned"
    NOTHING = "nothing"  # to undo
    UNDONE = "undone"


GOOD = (Outcome.KEPT, Outcome.SAME, Outcome.LEARNED, Outcome.UNDONE)


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a wish. ``version`` is in force now; ``undone`` was before; ``verdicts`` it rests on.

    ``found``: the mentions that fit.
    """

    outcome: Outcome
    version: int | None = None
    undone: int | None = None
    verdicts: int = 0
    found: tuple[Judged, ...] = ()


Unheard = tuple[lessons.Passed, ...]


class Learning:
    """Keeps verdicts, makes versions, teaches the rulebook. Does nothing at all while ``enabled`` is False."""

    def __init__(self, store: Store, rulebook: Rulebook, clock: Clock, *, enabled: bool) -> None:
        self.store = store
        self.rulebook = rulebook
        self.clock = clock
        self.enabled = enabled

    # --- verdicts ---------------------------------------------------------------------------------------------

    def say(self, number: int, person: str, feedback: Feedback) -> Came:
        """What ``person`` says of a case: it is about the mention that made it as serious as it is."""
        return self.store.write(lambda tx: self.say_in(tx, number, person, feedback))

    def say_in(self, tx: Tx, number: int, person: str, feedback: Feedback) -> Came:
        """The same in the caller's transaction."""
        if trouble := self._trouble(person):
            return trouble
        found = cases.peek(tx, number)
        mention = found[0].worst_mention if found is not None else 0
        if not lessons.say(tx, mention, person, feedback, self.clock.now()):
            return Came(Outcome.UNKNOWN)
        self._record(tx, number, person, feedback, mention)
        return Came(Outcome.KEPT)

    def of_mention(self, number: int, person: str, feedback: Feedback) -> Came:
        """What ``person`` says of one mention, by its number: for buttons and pages. They may say something else later."""
        return self.store.write(lambda tx: self.of_mention_in(tx, number, person, feedback))

    def of_mention_in(self, tx: Tx, number: int, person: str, feedback: Feedback) -> Came:
        """The same in the caller's transaction."""
        if trouble := self._trouble(person):
            return trouble
        found = lessons.numbered(tx, number)
        if found is None:
            return Came(Outcome.UNKNOWN)
        if not found.about_us:
            return Came(Outcome.NOT_ABOUT_US, found=(found,))
        lessons.say(tx, number, person, feedback, self.clock.now())
        self._record(tx, found.case, person, feedback, number)
        return Came(Outcome.KEPT)

    def unheard(self, person: str) -> Unheard:
        """The newest mentions about us that alerted nobody, and what ``person`` said of each."""
        if not self.enabled:
            return ()
        return tuple(self.store.read(lambda tx: lessons.unheard(tx, person)))

    def missed(self, words: str, person: str) -> Came:
        """A stored mention (its id, its number, or words of its text) should have alerted."""
        return self.store.write(lambda tx: self.missed_in(tx, words, person))

    def missed_in(self, tx: Tx, words: str, person: str) -> Came:
        """The same in the caller's transaction."""
        if trouble := self._trouble(person):
            return trouble
        found = tuple(lessons.find(tx, words))
        if len(found) != 1:
            return Came(Outcome.SEVERAL if found else Outcome.UNKNOWN, found=found)
        if not found[0].about_us:
            return Came(Outcome.NOT_ABOUT_US, found=found)
        kept = self._missed(tx, found[0].number, person)
        return Came(Outcome.KEPT if kept else Outcome.UNKNOWN, found=found)

    def _missed(self, tx: Tx, mention: int, person: str) -> bool:
        kept = lessons.say(tx, mention, person, Feedback.MISSED, self.clock.now())
        if kept:
            self._record(tx, None, person, Feedback.MISSED, mention)
        return kept

    def _trouble(self, person: str) -> Came | None:
        if not self.enabled:
            return Came(Outcome.OFF)
        return None if person in self.rulebook.current.protocol.people else Came(Outcome.NOT_ALLOWED)

    def _record(self, tx: Tx, case: int | None, person: str, feedback: Feedback, mention: int) -> None:
        entry = Record(f"verdict_{feedback.name.lower()}", person, mention=mention)
        cases.record(tx, case, entry, self.clock.now())

    # --- versions ---------------------------------------------------------------------------------------------

    def nightly(self) -> Came:
        """The night's refit. After an undo it waits for a person: else it would bring back what was taken away."""
        newest = self.store.read(lessons.newest) if self.enabled else None
        if newest is not None and newest.state is LessonState.UNDONE:
            return Came(Outcome.PAUSED, self.store.read(lessons.active_number))
        return self.now()

    def now(self, by: str = "") -> Came:
        """Learn from all verdicts there are and put it in force."""
        if not self.enabled:
            return Came(Outcome.OFF)
        newest = self.store.read(lessons.newest)
        found = learn(self._lessons(), 1 if newest is None else newest.number + 1)
        came = self.store.write(lambda tx: self._keep(tx, found, newest, by))
        self.refresh()
        log.info("learned", outcome=came.outcome.value, version=came.version, verdicts=found.verdicts)
        return came

    def _lessons(self) -> list[Lesson]:
        judge = self.rulebook.current.judge
        found = self.store.read(lessons.examples)
        return [Lesson(one.mention.text, judge.tone(one.mention).score, one.feedback, one.alerted) for one in found]

    def _keep(self, tx: Tx, found: Learned, seen: Version | None, by: str) -> Came:
        current = lessons.active(tx)
        in_force = None if current is None else current.number
        newest = lessons.newest(tx)
        if (newest and newest.number) != (seen and seen.number) or (current == newest and _same(current, found)):
            return Came(Outcome.SAME, in_force, verdicts=found.verdicts)  # also when another node was first
        if not found.ready and (current is None or not current.learned.ready):
            return Came(Outcome.TOO_FEW, in_force, verdicts=found.verdicts)
        lessons.add(tx, found, by, self.clock.now())
        outcome = Outcome.LEARNED if found.ready else Outcome.TOO_FEW
        return Came(outcome, found.version, verdicts=found.verdicts)

    def undo(self, by: str = "") -> Came:
        """Put the version before this one in force again, or none."""
        if not self.enabled:
            return Came(Outcome.OFF)
        done = self.store.write(lambda tx: lessons.undo(tx, by, self.clock.now()))
        self.refresh()
        if done is None:
            return Came(Outcome.NOTHING)
        log.info("unlearned", version=done[0], in_force=done[1])
        return Came(Outcome.UNDONE, version=done[1], undone=done[0])

    def refresh(self) -> bool:
        """Teach the rulebook what the store says is in force (another node may have learned). Whether that is news."""
        if not self.enabled:
            return False
        number = self.store.read(lessons.active_number)
        known = self.rulebook.learned
        if number == (None if known is None else known.version):
            return False
        version = None if number is None else self.store.read(lambda tx: lessons.version(tx, number))
        self.rulebook.teach(None if version is None else version.learned)
        log.info("learning_in_force", version=number)
        return True


def _same(version: Version | None, found: Learned) -> bool:
    """Whether a fit says nothing that the version does not say."""
    return version is not None and replace(version.learned, version=found.version) == found
