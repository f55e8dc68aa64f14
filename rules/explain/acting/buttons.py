"""The buttons of a card that work now for whoever reads."""

from collections.abc import Callable

from rules.case.acting import TEXTS, Outcome, Why
from rules.case.actions import UNDONE_BY, Verb
from rules.case.drafts import Stage
from rules.explain.acting.values import COPY, HOUSE_TEXTS, TEMPLATES, CardAction, CardButton, Reading
from rules.i18n import N_


class Buttons(Reading):
    """The buttons of a card, row by row."""

    def rows(self) -> tuple[tuple[CardButton, ...], ...]:
        stages: dict[Stage, Callable[[], list[list[CardButton]]]] = {
            Stage.WRITING: self._writing_rows,
            Stage.PROPOSED: self._proposed_rows,
            Stage.BY_HAND: self._by_hand_rows,
            Stage.DONE: self._done_rows,
            Stage.FAILED: lambda: [[self._button(N_("Opnieuw"), CardAction.AGAIN), self._drop()]],
            Stage.UNSURE: lambda: [
                [self._button(N_("Het is gebeurd"), CardAction.THERE)],
                [self._button(N_("Het is niet gebeurd"), CardAction.NOT_THERE)],
            ],
        }
        rows = stages.get(self.draft.stage, list[list[CardButton]])()
        return tuple(tuple(row) for row in rows if row)

    def _button(self, label: str, action: CardAction, arg: int = 0, **values: str) -> CardButton:
        return CardButton(self.say(label, **values), action, arg)

    def _drop(self) -> CardButton:
        return self._button(N_("Laat maar"), CardAction.DECLINE)

    def _writing_rows(self) -> list[list[CardButton]]:
        if not self.mine:
            return []
        go = self._go()
        if self.draft.verb not in TEXTS:
            return [[*go, self._drop()]]
        own = self._button(N_("Eigen tekst"), CardAction.OWN)
        if self.facts.text:
            change = self._button(N_("Andere tekst"), CardAction.CHANGE)
            return [go, [own, change], [self._drop()]]
        texts = [
            [CardButton(_label(t), CardAction.TEMPLATE, n)] for n, t in enumerate(self.facts.templates[:TEMPLATES])
        ]
        return [*texts, [own, self._drop()]]

    def _go(self) -> list[CardButton]:
        match self.facts.permission.outcome:
            case Outcome.DO if self.draft.verb in TEXTS:
                here = self.draft.verb in self.facts.can  # else it can only be copied, and the button promises no more
                return [self._button(N_("Plaats het") if here else N_("Ik plaats het zelf"), CardAction.SUBMIT)]
            case Outcome.DO:
                return [self._button(N_("Doe het"), CardAction.SUBMIT)]
            case Outcome.SECOND:
                return [self._button(N_("Leg voor"), CardAction.SUBMIT)]
            case _:
                return []

    def _proposed_rows(self) -> list[list[CardButton]]:
        if self.mine:
            alone = self.facts.permission.outcome is Outcome.DO
            go = [self._button(N_("Doe het alleen"), CardAction.SUBMIT)] if alone else []
            return [go, [self._button(N_("Trek in"), CardAction.DECLINE)]]
        if self.person in self.draft.agreed:
            return []
        change = [self._button(N_("Wijzig"), CardAction.OWN)] if self.draft.verb in TEXTS else []
        agree = [self._button(N_("Akkoord"), CardAction.AGREE)]
        if self.facts.permission.why in (Why.SECRET, Why.ANSWERED, Why.GONE):
            agree = []
        return [agree, [*change, self._button(N_("Weiger"), CardAction.DECLINE)], self._seen()]

    def _seen(self) -> list[CardButton]:
        """Once for each of the others."""
        said = self.mine or any(who == self.person for who, _ in self.draft.seen)
        return [] if said else [self._button(N_("Gezien"), CardAction.SEEN)]

    def _by_hand_rows(self) -> list[list[CardButton]]:
        copy = (
            [CardButton(self.say(N_("Kopieer de tekst")), copy=self.facts.text)]
            if 0 < len(self.facts.text) <= COPY
            else []
        )
        placed = self._button(N_("Ik heb het geplaatst"), CardAction.THERE)
        return [copy, [placed, self._button(N_("Laat maar"), CardAction.NOT_THERE)]]

    def _done_rows(self) -> list[list[CardButton]]:
        if self.facts.undone_by:
            return []
        back = UNDONE_BY.get(self.draft.verb)
        undo = []
        if back is not None and back in self.facts.can and (back is not Verb.DELETE_OWN or self.draft.own):
            labels = {Verb.UNHIDE: N_("Zichtbaar maken"), Verb.DELETE_OWN: N_("Haal ons antwoord weg")}
            undo = [self._button(labels.get(back, N_("Maak ongedaan")), CardAction.UNDO)]
        explain = []
        if self.draft.verb is Verb.HIDE and any(t in self.protocol.templates for t in HOUSE_TEXTS):
            explain = [self._button(N_("Leg het uit aan de afzender"), CardAction.EXPLAIN)]
        looks_after = self.draft.review is not None and not self.draft.agreed
        return [undo, explain, self._seen() if looks_after else []]


def _label(template: str) -> str:
    return template.replace("_", " ").capitalize()
