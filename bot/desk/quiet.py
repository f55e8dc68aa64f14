"""Quiet for a while, and words to follow for a while: made from a phone, a page or the command line, kept in the store."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.rulebook import Rulebook
from bot.store import Tx, cases, quiet
from bot.store.quiet import Term
from rules.case.model import Record
from rules.case.quiet import Hush, Quieter, Refused, Wanted, duration, holds_at, wanted
from rules.duty.roster import could_be
from rules.explain import quiet as explain
from rules.i18n import Lang
from rules.protocol.model import AllOf, Protocol, Silence

FOLLOW = timedelta(hours=24)
"""How long a term is followed when nobody says how long."""
LONGEST_FOLLOW = timedelta(days=14)
LONGEST_TERM = 60
_AWAY = re.compile(r"^(?:weg|stop|end|off)\s+(\d{1,9})$", re.IGNORECASE)


class Quiet:
    """What ``/stil`` and ``/volg`` do, wherever they are typed. Everything in the caller's transaction."""

    def __init__(self, rulebook: Rulebook, clock: Clock) -> None:
        self.rulebook = rulebook
        self.clock = clock

    @property
    def _protocol(self) -> Protocol:
        return self.rulebook.current.protocol

    # --- silences ------------------------------------------------------------------------------------------

    def command(self, tx: Tx, person: str, words: str, lang: Lang) -> str:
        """``/stil`` as ``person`` typed it (without the command); the answer in their language.

        Nothing: what stands. ``weg 3``: end number 3. ``parkeren 2 uur wegwerk``: a new one.
        """
        now, protocol = self.clock.now(), self._protocol
        if not words.strip():
            kept: list[tuple[int | None, Quieter]] = [(None, one) for one in self._of_the_protocol(now)]
            kept += [(one.number, one.hush) for one in quiet.standing_silences(tx, now)]
            return explain.standing(kept, protocol, lang, now)
        if away := _AWAY.match(words.strip()):
            number = int(away[1])
            return explain.ended(self.end(tx, number, person), number, lang)
        asked = wanted(words, protocol, now)
        if isinstance(asked, Refused):
            return explain.refused(asked, words, protocol, lang)
        number, hush = self._make(tx, asked, person)
        return explain.made(number, hush, protocol, lang, now)

    def silence(
        self, tx: Tx, *, name: str, where: AllOf, until: datetime, by: str, reason: str = "", never_above: str = ""
    ) -> int:
        """Quiet what meets ``where`` until ``until`` (aware), at most up to ``never_above`` (a level id) and never what is
        serious. Returns the silence's number. Raises ``ValueError`` when ``until`` is past."""
        now = self.clock.now()
        if until <= now:
            raise ValueError("a silence ends in the future")
        ceiling = never_above or self._protocol.level_of(2).id
        hush = Hush(name, where, now, until, by, reason, ceiling)
        number = quiet.add_silence(tx, hush, now)
        cases.record(tx, None, Record("silenced", by, f"{number}: {name}"), now)
        return number

    def _make(self, tx: Tx, asked: Wanted, by: str) -> tuple[int, Hush]:
        number = self.silence(tx, name=asked.name, where=asked.where, until=asked.end, by=by, reason=asked.reason)
        return number, next(one.hush for one in quiet.standing_silences(tx, self.clock.now()) if one.number == number)

    def end(self, tx: Tx, number: int, by: str) -> bool:
        """End a silence before its time; False when there is none such any more."""
        now = self.clock.now()
        good = quiet.end_silence(tx, number, by, now)
        if good:
            cases.record(tx, None, Record("silence_ended", by, str(number)), now)
        return good

    def holding(self, tx: Tx) -> list[Quieter]:
        """Every silence that holds now: the protocol's and those made for a while."""
        now = self.clock.now()
        kept = [one.hush for one in quiet.standing_silences(tx, now)]
        return [*self._of_the_protocol(now), *(one for one in kept if holds_at(one, self._protocol, now))]

    def _of_the_protocol(self, now: datetime) -> list[Silence]:
        return [one for one in self._protocol.silences if holds_at(one, self._protocol, now)]

    # --- search terms -----------------------------------------------------------------------------------------

    def follow(self, tx: Tx, person: str, words: str, lang: Lang, case: int | None = None) -> str:
        """``/volg`` as ``person`` typed it: nothing, ``weg 2``, or ``#naam 24 uur``; the answer in their language."""
        now, protocol = self.clock.now(), self._protocol
        if not words.strip():
            lines = [(one.number, one.term, one.end, one.by) for one in quiet.standing_terms(tx, now)]
            return explain.terms_standing(lines, protocol, lang, now)
        role = protocol.storm.extra_search_terms
        if role is not None and person not in could_be(role, protocol):
            return explain.not_yours(role, protocol, lang)
        if away := _AWAY.match(words.strip()):
            number = int(away[1])
            return explain.term_ended(self.unfollow(tx, number, person), number, lang)
        term, length = duration(words, FOLLOW)
        if not 2 <= len(term) <= LONGEST_TERM or not any(map(str.isalnum, term)):
            return explain.term_refused(lang)
        number = self.add_term(tx, term, person, min(length, LONGEST_FOLLOW), case)
        end = next(one.end for one in quiet.standing_terms(tx, now) if one.number == number)
        return explain.term_added(number, term, end, protocol, lang, now)

    def add_term(self, tx: Tx, term: str, by: str, length: timedelta = FOLLOW, case: int | None = None) -> int:
        """Search for ``term`` beside our names for so long; returns its number."""
        now = self.clock.now()
        number = quiet.add_term(tx, term, now + length, by, case, now)
        cases.record(tx, case, Record("term_added", by, term), now)
        return number

    def unfollow(self, tx: Tx, number: int, by: str) -> bool:
        """Search for a term no longer; False when there is none such any more."""
        now = self.clock.now()
        good = quiet.end_term(tx, number, by, now)
        if good:
            cases.record(tx, None, Record("term_ended", by, str(number)), now)
        return good

    def terms(self, tx: Tx) -> Sequence[Term]:
        """What is searched for now beside our names."""
        return quiet.standing_terms(tx, self.clock.now())
