"""A change of the protocol in words: what waits for whose yes, what came of it, and why a changed file does not rule."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from rules.explain import names
from rules.explain.broken import broken_test
from rules.explain.notices.markup import bullets, plain, safe
from rules.explain.quote import shorten, tidy
from rules.explain.when import moment, number
from rules.i18n import N_, Lang, translator
from rules.judge.engine import Judge
from rules.judge.examples import Report
from rules.protocol.diff import Change
from rules.protocol.model import Protocol
from rules.protocol.problems import Problem, Severity, worst_first
from rules.protocol.problems.text import CLOSING, sentence
from rules.protocol.versions import Answer, Broad, Choice, State, approvers, managers
from rules.protocol.versions import Proposal as Waiting

FIRST = 3
"""So many problems are told in a message; the rest is one command away."""
SHOWN = 8
"""So many changes are told in a message."""
_LONG = 300
_ANSWER = 200
"""Telegram shows no longer answer to a press."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message: ``html`` in Telegram's subset, ``plain`` the same without markup, and the buttons."""

    html: str
    plain: str
    buttons: tuple[tuple[str, Choice], ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """A version as it is told to ``person``. Times are aware. ``base`` is the number of the version in force before it."""

    number: int
    proposal: Waiting
    reason: str
    stored_at: datetime
    base: int | None
    changes: tuple[Change, ...] | None
    decided_by: str = ""
    decided_at: datetime | None = None


# --- a version that waits -------------------------------------------------------------------------------------


def proposal_text(facts: Facts, person: str, in_force: Protocol, lang: Lang, now: datetime) -> Told:
    """The message about a version for one of the managers, as it stands now. Buttons only for who may press them."""
    say = translator(lang).gettext
    waits = facts.proposal.state is State.PROPOSED
    lines = [
        f"<b>{safe(say(N_('Wijziging van het protocol')))}</b> · {safe(_standing(facts, in_force, lang, now))}",
        safe(_signed(facts, in_force, lang, now)),
        "",
        *bullets(change_lines(facts.changes, lang), _LONG),
        *(f"⚠ {safe(line)}" for line in broad_lines(facts.proposal.broad, lang)),
    ]
    if waits:
        lines += ["", safe(waiting_line(facts.proposal, in_force, lang)), safe(_until(facts, lang))]
    html = "\n".join(lines).strip()
    return Told(html, plain(html), _buttons(facts.proposal, person, in_force, lang) if waits else ())


def _buttons(proposal: Waiting, person: str, in_force: Protocol, lang: Lang) -> tuple[tuple[str, Choice], ...]:
    say = translator(lang).gettext
    if person in approvers(in_force, proposal):
        yes = say(N_("Toch akkoord")) if proposal.broad else say(N_("Akkoord"))
        return (yes, Choice.ACCEPT), (say(N_("Niet akkoord")), Choice.REFUSE)
    return ((say(N_("Trek terug")), Choice.REFUSE),) if person in managers(in_force) else ()


def _standing(facts: Facts, in_force: Protocol, lang: Lang, now: datetime) -> str:
    say = translator(lang).gettext
    who = names.full(facts.decided_by, in_force)
    at = moment(facts.decided_at or now, now, in_force.timezone, lang)
    match facts.proposal.state:
        case State.PROPOSED:
            return say(N_("wacht op akkoord"))
        case State.ACTIVE:
            return say(N_("akkoord van {who} ({at}), geldt nu")).format(who=who, at=at) if who else say(N_("geldt nu"))
        case State.REFUSED:
            return say(N_("niet akkoord: {who} ({at}), geldt niet")).format(who=who, at=at)
        case State.SUPERSEDED:
            return say(N_("vervallen door een nieuwere versie"))
        case _:
            assert_never(facts.proposal.state)


def _signed(facts: Facts, in_force: Protocol, lang: Lang, now: datetime) -> str:
    say = translator(lang).gettext
    at = moment(facts.stored_at, now, in_force.timezone, lang)
    writer = names.full(facts.proposal.writer, in_force) or say(N_("onbekend"))
    line = say(N_("Versie {number}, van {writer}, {at}.")).format(number=facts.number, writer=writer, at=at)
    return f"{line} “{shorten(tidy(facts.reason), _LONG)}”" if facts.reason else line


def _until(facts: Facts, lang: Lang) -> str:
    return translator(lang).gettext(N_("Tot dan blijft versie {base} gelden.")).format(base=facts.base)


def waiting_line(proposal: Waiting, in_force: Protocol, lang: Lang) -> str:
    """Whose change it is and who must say yes."""
    say = translator(lang).gettext
    left = [names.full(person, in_force) for person in approvers(in_force, proposal)]
    writer = names.full(proposal.writer, in_force)
    if not left:
        return say(
            N_("Deze wijziging is van {writer}, en er is niemand anders die akkoord mag geven. Zie: seintje protocol.")
        ).format(writer=writer)
    if not writer:
        return say(N_("Deze wijziging wacht op akkoord van {who}.")).format(who=_or(left, lang))
    return say(N_("Deze wijziging is van {writer} en wacht op akkoord van {who}.")).format(
        writer=writer, who=_or(left, lang)
    )


def _or(people: Sequence[str], lang: Lang) -> str:
    """``A, B of C``."""
    *first, last = people
    return translator(lang).gettext(N_(" of ")).join([", ".join(first), last]) if first else last


def change_lines(changes: Sequence[Change] | None, lang: Lang, limit: int = SHOWN) -> list[str]:
    """The changes as sentences; how many more there are when there are more than ``limit``. None: not to be compared."""
    to = translator(lang)
    if changes is None:
        return [to.gettext(N_("Er is geen vorige versie om mee te vergelijken."))]
    lines = [change.say(lang) for change in changes[:limit]]
    if not changes:
        return [to.gettext(N_("Alleen opmerkingen, volgorde of opmaak: er verandert niets in wat er gebeurt."))]
    more = len(changes) - limit
    if more > 0:
        lines.append(to.ngettext("En nog {n} wijziging.", "En nog {n} wijzigingen.", more).format(n=more))
    return lines


def broad_lines(broad: Iterable[Broad], lang: Lang) -> list[str]:
    """Rules that match nearly every message, each as a sentence."""
    text = translator(lang).gettext(N_("Regel ‘{rule}’ raakt {share} % van de laatste {total} berichten over ons."))
    return [
        text.format(rule=one.rule, share=one.count * 100 // one.total, total=number(one.total, lang)) for one in broad
    ]


# --- the answer to whoever decided ----------------------------------------------------------------------------

_ANSWERS: Mapping[Answer, str] = {
    Answer.ACCEPTED: N_("Akkoord. Versie {number} geldt nu."),
    Answer.REFUSED: N_("Niet akkoord. De vorige versie blijft gelden."),
    Answer.NOT_ALLOWED: N_("U mag niet over het protocol beslissen. Dat mogen: {managers}."),
    Answer.DECIDED: N_("Hierover is al beslist. Kijk naar het bericht zoals het nu is."),
    Answer.UNSURE: N_("{broad} Is dat de bedoeling, geef dan akkoord met --sure."),
    Answer.UNKNOWN: N_("Deze versie is er niet."),
}


def choice_answer(
    answer: Answer, number: int, proposal: Waiting, in_force: Protocol, person: str, lang: Lang, length: int = _ANSWER
) -> str:
    """What whoever decided gets to hear, in at most ``length`` characters."""
    if answer is Answer.OWN:
        return shorten(_own(proposal, in_force, person, lang), length)
    known = [names.full(one, in_force) for one in managers(in_force)]
    text = translator(lang).gettext(_ANSWERS[answer])
    broad = " ".join(broad_lines(proposal.broad, lang))
    return shorten(text.format(number=number, managers=", ".join(known), broad=broad), length)


def _own(proposal: Waiting, in_force: Protocol, person: str, lang: Lang) -> str:
    say = translator(lang).gettext
    if not approvers(in_force, proposal):
        return say(
            N_(
                "Deze wijziging is van {writer} en niemand anders mag akkoord geven. "
                "Kan het niet anders: seintje protocol accept --alone; dat komt in het logboek."
            )
        ).format(writer=names.full(proposal.writer, in_force))
    own = say(N_("{name} kan de eigen wijziging niet goedkeuren.")).format(name=names.short(person, in_force))
    return f"{waiting_line(proposal, in_force, lang)} {own}"


# --- a file that cannot rule ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a changed protocol does not rule: what the reader found, or the tests that fail (with the judges of both
    versions), or nothing of these: then the files could not be read at all."""

    problems: tuple[Problem, ...] = ()
    report: Report | None = None
    now: Judge | None = None
    before: Judge | None = None

    @property
    def command(self) -> str:
        """What shows all of it."""
        return "seintje test" if self.report else "seintje check"

    def lines(self, lang: Lang) -> list[str]:
        """Every reason as a sentence, worst first."""
        to = translator(lang)
        errors = [one for one in worst_first(self.problems) if one.severity is Severity.ERROR]
        if errors:
            return [sentence(one, to) for one in errors]
        if self.report is None or self.now is None:
            return [to.gettext(N_("Het bestand kan niet gelezen worden. Staat het er nog, en mag seintje het lezen?"))]
        failed = [outcome for outcome in self.report.outcomes if not outcome.passed]
        return [broken_test(outcome, self.now, self.before, lang) for outcome in failed]


def trouble_text(trouble: Trouble, lang: Lang) -> Told:
    """The message to the managers: the first reasons, how many more, and that the old version goes on."""
    to = translator(lang)
    lines = trouble.lines(lang)
    more = len(lines) - FIRST
    html = [f"<b>{safe(to.gettext(N_('Het gewijzigde protocol geldt niet')))}</b>", ""]
    html += bullets(lines[:FIRST], _LONG)
    if more > 0:
        html.append(
            safe(to.gettext(N_("En nog {n}. Alles op een rij: {command}")).format(n=more, command=trouble.command))
        )
    html += ["", f"<b>{safe(to.gettext(CLOSING))}</b>"]
    text = "\n".join(html)
    return Told(text, plain(text))


def mended_text(lang: Lang) -> Told:
    """The message that the file is good again."""
    html = safe(translator(lang).gettext(N_("Het protocol is weer in orde: er staan geen fouten meer in het bestand.")))
    return Told(html, plain(html))
