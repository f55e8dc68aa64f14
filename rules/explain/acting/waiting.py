"""What of acting in public still waits for somebody, in one line for a case's page."""

from dataclasses import dataclass

from rules.case.drafts import Stage
from rules.explain.acting.reasons import verb_name
from rules.explain.acting.values import CardFacts, Reading
from rules.i18n import N_, Lang
from rules.protocol.model import Protocol


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line. ``yours``: it waits for whoever reads."""

    text: str
    yours: bool


def waiting(facts: CardFacts, person: str, protocol: Protocol, lang: Lang) -> Waiting | None:
    """What this draft waits for; None when nobody has to do anything about it."""
    read = _Line(facts, person, protocol, lang)
    found = read.found()
    if found is None:
        return None
    text, yours = found
    what = verb_name(facts.draft.verb, lang)
    return Waiting(f"{what[:1].upper()}{what[1:]}: {text}", yours)


class _Line(Reading):
    def found(self) -> tuple[str, bool] | None:
        match self.draft.stage:
            case Stage.WRITING if self.mine:
                return self.say(N_("u bent hieraan begonnen; er is nog niets naar buiten gegaan.")), True
            case Stage.PROPOSED:
                return self._proposed()
            case Stage.BY_HAND:
                return self.say(
                    N_("akkoord; {name} plaatst de tekst nu zelf."), name=self.name(self.draft.by)
                ), self.mine
            case Stage.UNSURE:
                return self.say(N_("misschien gebeurd, misschien niet. Kijk op het platform.")), self.mine
            case Stage.FAILED:
                return self.say(N_("niet gelukt.")), self.mine
            case _:
                return None

    def _proposed(self) -> tuple[str, bool]:
        left = [who for who in self.facts.asked if who not in self.draft.agreed]
        if self.person in left:
            return self.say(N_("{name} vraagt uw akkoord."), name=self.name(self.draft.by)), True
        if not left:
            return self.say(N_("wacht op akkoord, en er is nu niemand te bereiken die dat mag geven.")), self.mine
        names = ", ".join(self.name(who) for who in left)
        return self.say(N_("wacht op akkoord van {names}."), names=names), False
