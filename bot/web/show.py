"""Values of the store as a page shows them: ids become names, moments become words, evidence becomes underlining."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from bot.log import get as log_of
from bot.store.codec import load_verdict
from bot.store.dead import DeadLetter
from bot.store.views import CaseLine, CasePage, LogLine, MentionLine, NoticeLine
from bot.web import words
from bot.web.marks import Piece, pieces
from bot.web.render import View
from rules.case.model import Action, State
from rules.case.snooze import CHOICES as SNOOZES
from rules.explain import names
from rules.explain.casebook import FAULTS, log_line
from rules.explain.quote import quote
from rules.explain.reasons import sentence
from rules.explain.ways import notifier_name
from rules.judge.verdict import Reason

log = log_of("web")

LISTED = 60
"""Characters of a message in a list."""

_ORDER = {State.OPEN: 0, State.ACKNOWLEDGED: 1, State.SNOOZED: 2, State.RESOLVED: 3}


def in_order(lines: Iterable[CaseLine]) -> list[CaseLine]:
    """What nobody has yet first, the most serious above; what is finished last, the latest above."""
    return sorted(lines, key=_rank)


def _rank(line: CaseLine) -> tuple[int, float, float]:
    order = _ORDER.get(State(line.state), 0)
    if line.state == State.RESOLVED:
        return order, -line.changed_at.timestamp(), 0.0
    return order, -line.level_number, line.opened_at.timestamp()


@dataclass(frozen=True, slots=True)
class Level:
    """How a level is shown. ``number`` 0 noise … 4 crisis."""

    number: int
    name: str
    icon: str


def _level(known: str, number: int, view: View) -> Level:
    """The level of the protocol; one that left it keeps its ``number`` and shows its id."""
    found = view.protocol.levels.get(known)
    return Level(found.number if found else number, names.level(known, view.protocol), names.icon(known, view.protocol))


@dataclass(frozen=True, slots=True)
class Card:
    """A case in a list or at the head of its page."""

    id: int
    turn: int
    state: str
    state_name: str
    level: Level
    what: str
    headline: str
    mentions: int
    opened_iso: str
    opened: str
    opened_ago: str
    changed: str
    holder: str
    holder_name: str
    owner: str

    @property
    def open(self) -> bool:
        """Whether nobody has it yet."""
        return self.state == State.OPEN


def card(line: CaseLine, view: View) -> Card:
    """The case as people read it."""
    what = (names.category(line.category, view.lang), names.location(line.location, view.protocol))
    return Card(
        id=line.id,
        turn=line.turn,
        state=line.state,
        state_name=view.say(words.STATES.get(line.state, line.state)),
        level=_level(line.level, line.level_number, view),
        what=" · ".join(part for part in what if part),
        headline=line.headline,
        mentions=line.mentions,
        opened_iso=line.opened_at.isoformat(),
        opened=view.moment(line.opened_at),
        opened_ago=view.ago(line.opened_at),
        changed=view.moment(line.changed_at),
        holder=line.assignee or "",
        holder_name=view.person(line.assignee) if line.assignee else "",
        owner=names.role(line.owner, view.protocol) if line.owner else "",
    )


def offered(line: CaseLine, person: str) -> tuple[Action, ...]:
    """The buttons that can do something for ``person`` now, the likeliest first."""
    match State(line.state):
        case State.OPEN:
            return Action.TAKE, Action.DECLINE, Action.RESOLVE
        case State.ACKNOWLEDGED | State.SNOOZED if line.assignee == person:
            return Action.RESOLVE, Action.RETURN
        case State.ACKNOWLEDGED | State.SNOOZED:
            return (Action.RESOLVE,)
        case State.RESOLVED:
            return (Action.REOPEN,) if line.merged_into is None else ()


# --- why: the stored verdict ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: the sentence, and what sort of effect it had."""

    text: str
    effect: str


@dataclass(frozen=True, slots=True)
class Said:
    """A mention of a case."""

    number: int
    platform: str
    author: str
    at_iso: str
    at: str
    url: str
    level: Level
    tone: str
    text: tuple[Piece, ...]
    why: tuple[Why, ...]
    readable: bool
    gone: bool = False


def said(line: MentionLine, view: View) -> Said:
    """The mention with its reasons. Reasons that cannot be read (another version wrote them) are left out, and that is shown."""
    reasons = _reasons(line)
    proofs = [proof for reason in reasons or () for proof in reason.evidence]
    return Said(
        number=line.number,
        platform=view.platform(line.platform),
        author=line.author,
        at_iso=line.posted_at.isoformat(),
        at=view.moment(line.posted_at),
        url=safe_url(line.url),
        level=_level(line.level, 0, view),
        tone=view.say(words.TONES.get(line.sentiment, line.sentiment)),
        text=pieces(line.text, [(p.start, p.end) for p in proofs if line.text[p.start : p.end] == p.text]),
        why=tuple(Why(_sentence(reason, line, view), reason.effect) for reason in reasons or ()),
        readable=reasons is not None,
        gone=line.gone,
    )


def _reasons(line: MentionLine) -> tuple[Reason, ...] | None:
    try:
        return load_verdict(line.verdict).reasons
    except msgspec.DecodeError:
        log.warning("verdict_unreadable", mention=line.number)
        return None


def _sentence(reason: Reason, line: MentionLine, view: View) -> str:
    try:
        return sentence(reason, view.protocol, view.lang)
    except (LookupError, ValueError):  # a kind of reason that this version has no words for
        log.warning("reason_unknown", mention=line.number, rule=reason.rule)
        return reason.name or words.plain(reason.rule)


def safe_url(url: str | None) -> str:
    """The address when it may be a link on our pages (http or https), else empty."""
    return url if url and url.startswith(("https://", "http://")) else ""


# --- who was told, and the log ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """A message to a person: why, how, and whether it arrived."""

    person: str
    kind: str
    notifier: str
    loud: bool
    delivery: str
    trouble: bool
    at: str
    at_iso: str
    error: str


def told(line: NoticeLine, view: View) -> Told:
    """The notification as people read it."""
    at = line.sent_at or line.created_at
    return Told(
        person=view.person(line.person) if line.person else view.say(words.TEAM),
        kind=view.say(words.NOTICES.get(line.kind, words.plain(line.kind))),
        notifier=line.notifier,
        loud=line.loud,
        delivery=view.say(words.DELIVERIES.get(line.state, words.plain(line.state))),
        trouble=line.state == "failed" or bool(line.error),
        at=view.moment(at),
        at_iso=at.isoformat(),
        error=fault(line.error, view),
    )


def fault(word: str, view: View) -> str:
    """Why something did not arrive, in words."""
    return view.say(FAULTS[word]) if word in FAULTS else word


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that did not arrive."""

    number: int
    person: str
    way: str
    at: str
    at_iso: str
    case: int | None
    error: str
    loud: bool


def letter(one: DeadLetter, view: View) -> Letter:
    """A dead letter as people read it."""
    return Letter(
        number=one.number,
        person=view.person(one.person) if one.person else view.say(words.TEAM),
        way=notifier_name(one.notifier, view.lang),
        at=view.moment(one.at),
        at_iso=one.at.isoformat(),
        case=one.case,
        error=fault(one.error, view),
        loud=one.loud,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log."""

    at: str
    at_iso: str
    text: str


def entry(line: LogLine, view: View) -> Entry:
    """The log entry as people read it."""
    text = log_line(line.what, line.who, line.detail, view.protocol, view.lang, line.why)
    return Entry(at=view.moment(line.at), at_iso=line.at.isoformat(), text=text)


@dataclass(frozen=True, slots=True)
class Choice:
    """A verb that asks for something: ``options`` (value, words) to choose from, or none for a number to fill in."""

    action: str
    name: str
    label: str
    options: Sequence[tuple[str, str]] = ()
    several: bool = False
    """More than one of the options may be chosen."""


def choices(line: CaseLine, person: str, view: View, mentions: Sequence[MentionLine] = ()) -> tuple[Choice, ...]:
    """What can be chosen now: until when, how high, whom, which case, which message."""
    mine = line.state == State.OPEN or line.assignee == person
    levels = [level for level in view.protocol.levels.values() if level.number > line.level_number]
    higher = [("", view.say(words.NEXT_STEP)), *((level.id, f"{level.icon} {level.name}".strip()) for level in levels)]
    colleagues = [(p.id, p.name) for p in view.protocol.people.values() if p.id != line.assignee]
    until = [(choice, choice) for choice in SNOOZES]
    found = [Choice(Action.SNOOZE, view.say(words.SNOOZE), view.say(words.UNTIL), until)] if mine else []
    found += [
        Choice(Action.RAISE, view.say(words.RAISE), view.say(words.HOW_HIGH), higher),
        Choice(Action.HAND, view.say(words.HAND), view.say(words.WHOM), colleagues),
        Choice(Action.MERGE, view.say(words.MERGE), view.say(words.CASE_NUMBER)),
    ]
    if line.mentions > 1:
        lines = [(str(said.number), listed(said, view)) for said in mentions]
        found.append(Choice(Action.SPLIT, view.say(words.SPLIT), view.say(words.WHICH_LEAVE), lines, several=True))
    return tuple(found)


def listed(line: MentionLine, view: View) -> str:
    """A message as one line of a list."""
    text = quote(line.text, view.lang, hide=view.protocol.privacy.hide_names_in_alerts, length=LISTED)
    return f"{view.say(words.MENTION).format(number=line.number)} · {view.moment(line.posted_at)} · {text}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on a case page."""

    card: Card
    mentions: Sequence[Said]
    more: int
    """Older mentions that are not shown."""
    told: Sequence[Told]
    log: Sequence[Entry]
    actions: Sequence[tuple[str, str]]
    choices: Sequence[Choice]
    """Verbs that ask for a choice; nothing for a closed case."""
    next_step: str
    next_iso: str
    next_in: str


def sheet(page: CasePage, person: str, view: View) -> Sheet:
    """The case page: the newest notification and log entry first, mentions as the store orders them."""
    text = ""
    live = State(page.case.state) is not State.RESOLVED
    if page.next_at and page.next_kind:
        known = words.NEXT.get(page.next_kind)
        text = view.say(known).format(time=view.moment(page.next_at)) if known else ""
    return Sheet(
        card=card(page.case, view),
        mentions=[said(line, view) for line in page.mentions],
        more=max(page.case.mentions - len(page.mentions), 0),
        told=[told(line, view) for line in reversed(page.notices)],
        log=[entry(line, view) for line in reversed(page.log)],
        actions=[(action, view.say(words.ACTIONS[action])) for action in offered(page.case, person)],
        choices=choices(page.case, person, view, page.mentions) if live else (),
        next_step=text,
        next_iso=page.next_at.isoformat() if page.next_at else "",
        next_in=view.until(page.next_at) if page.next_at else "",
    )
