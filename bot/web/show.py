"""Values of the store as a page shows them: ids become names, moments become words, evidence becomes underlining."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from bot.log import get as log_of
from bot.store.views import CaseLine, CasePage, LogLine, MentionLine, NoticeLine
from bot.web import words
from bot.web.desk_port import LevelName
from bot.web.marks import Piece, pieces
from bot.web.render import View
from rules.case.model import Action, State

log = log_of("web")

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
class Card:
    """A case in a list or at the head of its page."""

    id: int
    turn: int
    state: str
    state_name: str
    level: LevelName
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
    names = view.names
    parts = []
    if line.category:
        parts.append(view.say(words.CATEGORIES.get(line.category, words.plain(line.category))))
    if line.location:
        parts.append(names.locations.get(line.location, line.location))
    return Card(
        id=line.id,
        turn=line.turn,
        state=line.state,
        state_name=view.say(words.STATES.get(line.state, line.state)),
        level=names.levels.get(line.level, LevelName(line.level_number, line.level)),
        what=" · ".join(parts),
        headline=line.headline,
        mentions=line.mentions,
        opened_iso=line.opened_at.isoformat(),
        opened=view.moment(line.opened_at),
        opened_ago=view.ago(line.opened_at),
        changed=view.moment(line.changed_at),
        holder=line.assignee or "",
        holder_name=view.person(line.assignee) if line.assignee else "",
        owner=names.roles.get(line.owner, line.owner) if line.owner else "",
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
            return ()


# --- why: the stored verdict ---------------------------------------------------------------------------


class _Evidence(msgspec.Struct, frozen=True):
    start: int
    end: int
    text: str = ""


class _Reason(msgspec.Struct, frozen=True):
    rule: str = ""
    effect: str = ""
    amount: str = ""
    name: str = ""
    text: str = ""
    evidence: tuple[_Evidence | str, ...] = ()


class _Verdict(msgspec.Struct, frozen=True):
    reasons: tuple[_Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: the sentence, what sort of effect, and the words behind it."""

    text: str
    effect: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A mention of a case."""

    number: int
    platform: str
    author: str
    at_iso: str
    at: str
    url: str
    level: LevelName
    tone: str
    text: tuple[Piece, ...]
    why: tuple[Why, ...]
    readable: bool


def said(line: MentionLine, view: View) -> Said:
    """The mention with its reasons. Reasons that cannot be read (another version wrote them) are left out, and that is shown."""
    verdict, readable = _verdict(line)
    spans = [span for reason in verdict.reasons for proof in reason.evidence if (span := _span(proof, line.text))]
    return Said(
        number=line.number,
        platform=view.say(words.PLATFORMS.get(line.platform, words.plain(line.platform))),
        author=line.author,
        at_iso=line.posted_at.isoformat(),
        at=view.moment(line.posted_at),
        url=safe_url(line.url),
        level=view.names.levels.get(line.level, LevelName(0, line.level)),
        tone=view.say(words.TONES.get(line.sentiment, line.sentiment)),
        text=pieces(line.text, spans),
        why=tuple(_why(reason, view) for reason in verdict.reasons),
        readable=readable,
    )


def _verdict(line: MentionLine) -> tuple[_Verdict, bool]:
    try:
        return msgspec.json.decode(line.verdict, type=_Verdict), True
    except msgspec.DecodeError:
        log.warning("verdict_unreadable", mention=line.number)
        return _Verdict(), False


def _why(reason: _Reason, view: View) -> Why:
    quotes = [proof if isinstance(proof, str) else proof.text for proof in reason.evidence]
    return Why(reason.text or _sentence(reason, view), reason.effect, tuple(dict.fromkeys(q for q in quotes if q)))


def _sentence(reason: _Reason, view: View) -> str:
    level = view.names.levels.get(reason.amount)
    known = words.EFFECTS.get(reason.effect, "{rule}") if reason.amount else "{rule}"
    rule = (
        view.say(words.BUILT_IN[reason.rule])
        if reason.rule in words.BUILT_IN
        else reason.name or words.plain(reason.rule)
    )
    return view.say(known).format(rule=rule, level=level.name.lower() if level else reason.amount, points=reason.amount)


def _span(proof: _Evidence | str, text: str) -> tuple[int, int] | None:
    """Where the evidence stands; None when it is not in this text (it came from elsewhere, such as the author's bio)."""
    if isinstance(proof, str):
        start = text.find(proof)
        return (start, start + len(proof)) if proof and start >= 0 else None
    if proof.text and text[proof.start : proof.end] != proof.text:
        return None
    return proof.start, proof.end


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
        person=view.person(line.person),
        kind=view.say(words.NOTICES.get(line.kind, words.plain(line.kind))),
        notifier=line.notifier,
        loud=line.loud,
        delivery=view.say(words.DELIVERIES.get(line.state, words.plain(line.state))),
        trouble=line.state == "failed" or bool(line.error),
        at=view.moment(at),
        at_iso=at.isoformat(),
        error=line.error,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log."""

    at: str
    at_iso: str
    what: str
    who: str
    detail: str


def entry(line: LogLine, view: View) -> Entry:
    """The log entry as people read it."""
    return Entry(
        at=view.moment(line.at),
        at_iso=line.at.isoformat(),
        what=view.say(words.LOG.get(line.what, words.plain(line.what))),
        who=view.person(line.who) if line.who else "",
        detail=_detail(line, view),
    )


def _detail(line: LogLine, view: View) -> str:
    """An argument made of ids of levels, people, roles and categories gets their names; what a person wrote stays."""
    if line.what == "noted":
        return line.detail
    return re.sub(r"[\w.-]+", lambda found: _named(found[0], view), line.detail)


def _named(word: str, view: View) -> str:
    names = view.names
    if word in names.levels:
        return names.levels[word].name
    if word in words.ACTIONS:
        return view.say(words.ACTIONS[word])
    if word in words.CATEGORIES:
        return view.say(words.CATEGORIES[word])
    return names.people.get(word) or names.roles.get(word) or names.locations.get(word) or words.plain(word)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on a case page."""

    card: Card
    mentions: Sequence[Said]
    told: Sequence[Told]
    log: Sequence[Entry]
    actions: Sequence[tuple[str, str]]
    next_step: str
    next_iso: str
    next_in: str


def sheet(page: CasePage, person: str, view: View) -> Sheet:
    """The case page: the newest log entry first, mentions and notifications as the store orders them."""
    text = ""
    if page.next_at and page.next_kind:
        known = words.NEXT.get(page.next_kind)
        text = view.say(known).format(time=view.moment(page.next_at)) if known else ""
    return Sheet(
        card=card(page.case, view),
        mentions=[said(line, view) for line in page.mentions],
        told=[told(line, view) for line in page.notices],
        log=[entry(line, view) for line in reversed(page.log)],
        actions=[(action, view.say(words.ACTIONS[action])) for action in offered(page.case, person)],
        next_step=text,
        next_iso=page.next_at.isoformat() if page.next_at else "",
        next_in=view.until(page.next_at) if page.next_at else "",
    )
