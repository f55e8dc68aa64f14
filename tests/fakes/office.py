"""An office and phones in memory, for the pages' tests: small, but every button does what it says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import ManualClock
from bot.store.codec import dump
from bot.store.views import CaseLine, CasePage, LogLine, MentionLine, NoticeLine
from bot.web.desk_port import PersonLine, Proposed, SourceLine, StatusView, TelegramState, Wanted
from bot.web.live import Changes
from bot.web.phones_port import PhoneButton, PhoneMessage, PhoneView
from rules.case.model import Action, Answer, Reply, State
from rules.explain.evaluation import Evaluation
from rules.explain.report import Numbers, ReportText, report
from rules.i18n import Lang
from rules.judge.verdict import Effect, Reason, Verdict
from rules.protocol.model import Level, Location, Organisation, Person, Protocol, Role
from rules.protocol.versions import Answer as Decided
from rules.protocol.versions import Choice
from rules.text.values import Evidence, Sentiment, Tone

NOW = datetime(2026, 3, 6, 13, 5, tzinfo=UTC)

PROTOCOL = Protocol(
    title="Socialmediaprotocol",
    version="2026-03",
    organisation=Organisation(
        name="Zorggroep De Lindeboog",
        timezone=ZoneInfo("Europe/Amsterdam"),
        locations={"beukenhof": Location("beukenhof", "Beukenhof"), "regenboog": Location("regenboog", "De Regenboog")},
    ),
    levels={
        "noise": Level("noise", 0, "Ruis", "⚪"),
        "routine": Level("routine", 1, "Gewoon", "🔵"),
        "attention": Level("attention", 2, "Aandacht", "🟡"),
        "serious": Level("serious", 3, "Ernstig", "🟠"),
        "crisis": Level("crisis", 4, "Crisis", "🔴"),
    },
    people={
        "sanne": Person("sanne", "Sanne de Wit"),
        "imran": Person("imran", "Imran Bouali"),
        "karin": Person("karin", "Karin Postma"),
        "fatima": Person("fatima", "Fatima el Amrani"),
    },
    roles={
        "webcare": Role("webcare", "Webcare"),
        "team_lead": Role("team_lead", "Teamleider webcare"),
        "comms_on_call": Role("comms_on_call", "Communicatiepiket"),
    },
)


def verdict(text: str, *reasons: tuple[str, str, str]) -> str:
    """A judgement as it is stored: (rule's name, level it set at least, words of the text that counted)."""
    found = []
    for number, (name, level, word) in enumerate(reasons):
        start = text.find(word) if word else -1
        proof = (Evidence(start, start + len(word), word),) if start >= 0 else ()
        found.append(Reason(f"r{number}", Effect.FLOOR, level, proof, name, (("sentiment", "negative"),)))
    return dump(Verdict(True, "serious", 3, Sentiment(Tone.NEGATIVE), reasons=tuple(found)))


def mention(
    number: int, text: str, *reasons: tuple[str, str, str], minutes: int = 12, **changed: object
) -> MentionLine:
    """A mention of a case; ``changed`` replaces fields."""
    line = MentionLine(
        number=number,
        external_id=f"m{number}",
        platform="facebook_page",
        author="Marga Steenstra",
        text=text,
        url="https://example.org/bericht/1",
        posted_at=NOW - timedelta(minutes=minutes),
        level="serious",
        sentiment="negative",
        verdict=verdict(text, *reasons),
    )
    return replace(line, **changed)  # type: ignore[arg-type]


def case_line(number: int, **changed: object) -> CaseLine:
    """A case; ``changed`` replaces fields."""
    line = CaseLine(
        id=number,
        state=State.OPEN,
        level="serious",
        level_number=3,
        category="abuse_neglect",
        location="beukenhof",
        owner="comms_on_call",
        assignee=None,
        opened_at=NOW - timedelta(minutes=12),
        changed_at=NOW - timedelta(minutes=12),
        mentions=1,
        headline="Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!",
        turn=1,
    )
    return replace(line, **changed)  # type: ignore[arg-type]


class FakeOffice:
    """Cases in a dictionary. What was done to them is kept in ``done`` as (verb, case, person, …)."""

    def __init__(self) -> None:
        self.clock = ManualClock(NOW)
        self.changes = Changes()
        self.pages: dict[int, CasePage] = {}
        self.done: list[tuple[object, ...]] = []
        self.view = StatusView("Socialmediaprotocol", "2026-03")
        self.broken = False
        self.versions: dict[str, Proposed] = {}
        self.seen_by: list[tuple[str, int, str]] = []

    def add(self, line: CaseLine, *mentions: MentionLine, **rest: object) -> None:
        """Put a case in."""
        page = CasePage(line, mentions, (), (), None, None)
        self.pages[line.id] = replace(page, **rest)  # type: ignore[arg-type]

    def now(self) -> datetime:
        return self.clock.now()

    def protocol(self) -> Protocol:
        return PROTOCOL

    async def cases(self, wanted: Wanted, person: str) -> Sequence[CaseLine]:
        if self.broken:
            raise RuntimeError("geheim: wachtwoord=kanarie")
        lines = [page.case for page in self.pages.values()]
        keep = {
            Wanted.OPEN: lambda line: line.state == State.OPEN,
            Wanted.MINE: lambda line: line.assignee == person and line.state != State.RESOLVED,
            Wanted.LIVE: lambda line: line.state != State.RESOLVED,
            Wanted.ALL: lambda line: True,
        }[wanted]
        return [line for line in lines if keep(line)]

    async def case(self, number: int) -> CasePage | None:
        return self.pages.get(number)

    def looked(self, what: str, number: int, person: str) -> None:
        self.seen_by.append((what, number, person))

    async def press(
        self, case_id: int, action: Action, person: str, turn: int, choice: str = "", why: str = ""
    ) -> Answer:
        page = self.pages.get(case_id)
        if page is None:
            return Answer(Reply.UNKNOWN)
        self.done.append((action, case_id, person, turn, *((choice, why) if choice or why else ())))
        if turn != page.case.turn:
            return Answer(Reply.STALE, page.case.assignee or "", alert=True)
        state, assignee, reply = {
            Action.TAKE: (State.ACKNOWLEDGED, person, Reply.TAKEN),
            Action.RETURN: (State.OPEN, None, Reply.RETURNED),
            Action.RESOLVE: (State.RESOLVED, person, Reply.RESOLVED),
            Action.DECLINE: (State(page.case.state), page.case.assignee, Reply.DECLINED),
            Action.HAND: (State.OPEN, None, Reply.HANDED),
        }[action]
        line = replace(page.case, state=state, assignee=assignee, turn=turn + 1, changed_at=self.now())
        self.pages[case_id] = replace(page, case=line, log=(*page.log, LogLine(self.now(), reply, person, "")))
        self.changes.bump()
        return Answer(reply)

    async def note(self, case_id: int, person: str, text: str) -> Answer:
        page = self.pages.get(case_id)
        if page is None:
            return Answer(Reply.UNKNOWN)
        self.done.append(("note", case_id, person, text))
        self.pages[case_id] = replace(page, log=(*page.log, LogLine(self.now(), "noted", person, text)))
        self.changes.bump()
        return Answer(Reply.NOTED)

    async def proposed(self, person: str, lang: Lang) -> Proposed | None:
        return self.versions.get(person)

    async def decide(self, number: int, choice: Choice, person: str) -> Decided:
        self.done.append((choice, number, person))
        return Decided.ACCEPTED if choice is Choice.ACCEPT else Decided.REFUSED

    async def evaluation(self, number: int, lang: Lang) -> Evaluation | None:
        if number not in self.pages:
            return None
        return Evaluation(
            f"Verslag {number}",
            ("12 berichten",),
            "Meest gezien",
            ("<b>Schande</b>",),
            "Logboek",
            (("11:00", "Geopend"),),
        )

    async def report(self, name: str, length: timedelta, lang: Lang) -> ReportText:
        return report(name, (), Numbers(NOW - length, NOW), PROTOCOL, lang)

    async def status(self) -> StatusView:
        return self.view

    async def seen(self, number: int, person: str) -> bool:
        self.done.append(("seen", number, person))
        self.view = replace(self.view, dead=[one for one in self.view.dead if one.number != number])
        return True


class FakePhones:
    """Two phones; a press takes the case in ``office`` and edits the message, as the real way would."""

    def __init__(self, office: FakeOffice) -> None:
        self.office = office
        self.said: list[tuple[str, str, str | None]] = []
        keys = (
            (PhoneButton("Ik pak dit op"),),
            (PhoneButton("Niet voor mij"), PhoneButton("Bekijk", url="/cases/7")),
        )
        first = PhoneMessage(
            "101",
            NOW - timedelta(minutes=12),
            "🟠 <b>Ernstig</b> · Beukenhof\nmishandeling of verwaarlozing\n\n"
            "<blockquote>Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!</blockquote>\n"
            "<i>Waarom:</i> “in haar eigen plas” past bij verwaarlozing\nVoor u als communicatiepiket",
            buttons=keys,
        )
        quiet = PhoneMessage(
            "100", NOW - timedelta(hours=2), "Goedemorgen. <b>Uw telefoon is gekoppeld.</b>", silent=True
        )
        self.views = {
            "sanne": PhoneView("sanne", "Sanne de Wit", "Webcare", (quiet, first)),
            "karin": PhoneView("karin", "Karin Postma", "Teamleider webcare", (replace(quiet, id="90"),)),
            "fatima": PhoneView("fatima", "Fatima el Amrani", "Communicatiepiket"),
        }

    async def phones(self) -> Sequence[PhoneView]:
        return list(self.views.values())

    async def press(self, person: str, message_id: str, button: int) -> bool:
        view = self.views.get(person)
        found = [m for m in view.messages if m.id == message_id and m.buttons] if view else []
        if not view or not found or button > 1:
            return False
        taken = replace(
            found[0],
            html=f"✅ <b>{view.name} heeft dit</b> · 14:05\n" + found[0].html,
            edited=True,
            buttons=((PhoneButton("Afgerond"), PhoneButton("Geef terug")),),
        )
        messages = tuple(taken if m.id == message_id else m for m in view.messages)
        self.views[person] = replace(view, messages=messages, toast="U heeft het. De opschaling is gestopt.")
        await self.office.press(7, Action.TAKE, person, self.office.pages[7].case.turn)
        self.office.changes.bump()
        return True

    async def say(self, person: str, text: str, reply_to: str | None) -> bool:
        view = self.views.get(person)
        if view is None:
            return False
        self.said.append((person, text, reply_to))
        new = PhoneMessage(f"9{len(self.said)}", self.office.now(), text, mine=True, reply_to=reply_to)
        self.views[person] = replace(view, messages=(*view.messages, new))
        self.office.changes.bump()
        return True


def busy_office() -> FakeOffice:
    """A morning: one serious case that nobody has, one that somebody has, one finished."""
    office = FakeOffice()
    text = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!! Niemand komt. Schande, ik bel de krant."
    office.add(
        case_line(7, mentions=2),
        mention(
            1,
            text,
            ("Verwaarlozing", "serious", "in haar eigen plas"),
            ("Pers", "attention", "de krant"),
        ),
        mention(
            2, "Bij ons op de gang precies zo, hoor", minutes=4, platform="x", author="@gerda_p", level="attention"
        ),
        notices=(
            NoticeLine(
                "sanne",
                "new",
                "telegram",
                True,
                "sent",
                1,
                NOW - timedelta(minutes=12),
                NOW - timedelta(minutes=12),
                "",
            ),
            NoticeLine(
                "karin",
                "escalated",
                "telegram",
                True,
                "failed",
                3,
                NOW - timedelta(minutes=2),
                None,
                "blocked",
            ),
            NoticeLine("fatima", "moved_on", "telegram", True, "pending", 0, NOW - timedelta(minutes=1), None, ""),
        ),
        log=(
            LogLine(NOW - timedelta(minutes=12), "opened", "", "serious"),
            LogLine(NOW - timedelta(minutes=12), "told", "sanne", "telegram"),
            LogLine(NOW - timedelta(minutes=4), "mention_added", "", "attention"),
            LogLine(NOW - timedelta(minutes=2), "step", "", "2"),
        ),
        next_at=NOW + timedelta(minutes=3),
        next_kind="step",
    )
    office.add(
        case_line(
            8, state=State.ACKNOWLEDGED, assignee="karin", level="attention", level_number=2, category="complaint",
            location="regenboog", owner="webcare", mentions=5, turn=2, opened_at=NOW - timedelta(hours=26),
            headline="Al drie weken wachten op een telefoontje terug van De Regenboog, lekker dan",
        ),
        mention(3, "Al drie weken wachten op een telefoontje terug van De Regenboog, lekker dan", minutes=1560),
    )  # fmt: skip
    office.add(
        case_line(
            9, level="crisis", level_number=4, category="threat", location=None, mentions=1,
            headline="Ik weet waar die zuster woont en vanavond sta ik daar", opened_at=NOW - timedelta(minutes=2),
        ),
        mention(4, "Ik weet waar die zuster woont en vanavond sta ik daar", minutes=2, level="crisis"),
    )  # fmt: skip
    office.add(
        case_line(
            5, state=State.RESOLVED, assignee="imran", level="routine", level_number=1, category="question",
            headline="Wat zijn de bezoektijden met Pasen?", opened_at=NOW - timedelta(days=3), changed_at=NOW - timedelta(days=2),
        ),
        mention(5, "Wat zijn de bezoektijden met Pasen?", minutes=4320),
    )  # fmt: skip
    office.view = StatusView(
        "Socialmediaprotocol Zorggroep De Lindeboog",
        "2026-03",
        NOW - timedelta(days=4),
        sources=(
            SourceLine("Facebookpagina", "facebook_page", NOW - timedelta(minutes=1)),
            SourceLine("Streekkrant", "rss", NOW - timedelta(hours=5), "de server antwoordt niet", blind=False),
            SourceLine("Zoekterm lindeboog", "x", None, "het token is ingetrokken", blind=True),
        ),
        people=(
            PersonLine("sanne", "Sanne de Wit", True),
            PersonLine("karin", "Karin Postma", True, "heeft de bot geblokkeerd"),
            PersonLine("fatima", "Fatima el Amrani", False),
        ),
        telegram=TelegramState.CONNECTED,
        telegram_since=NOW - timedelta(hours=7),
        waiting=1,
        waiting_since=NOW - timedelta(minutes=1),
        failed=1,
        quarantined=1,
    )
    return office
