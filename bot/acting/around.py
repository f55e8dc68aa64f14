"""What is around a draft: its case, the message, the judgement, what its source can do, who else answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.clock import Clock
from bot.desk.casework import Desk
from bot.desk.team import Team, team
from bot.ports import Actor, Capabilities
from bot.store import Tx, acting, cases, mentions
from bot.store.acting import Kept, Standing
from rules.case.acting import TEXTS, Asked, Moment
from rules.case.actions import Verb
from rules.case.drafts import Draft, Stage
from rules.case.model import Case
from rules.case.secrecy import Finding, Known, look
from rules.case.texts import initials
from rules.explain.acting import HOUSE_TEXTS
from rules.judge import Verdict
from rules.mention import Mention, Via
from rules.protocol.model import Protocol

NOTHING = Capabilities()

REMEMBERED = ("contact", "link")
"""Fields that are the same every time: what was last given is offered."""


@dataclass(frozen=True, slots=True)
class About:
    """Everything around a draft: its case, the message, the judgement, where it stands, what its source can do."""

    case: Case
    mention: Mention
    verdict: Verdict | None
    standing: Standing
    can: Capabilities

    @property
    def source(self) -> str:
        """The name of the source the message came from."""
        return self.standing.source


class Surroundings:
    """Looks round in the caller's transaction; writes nothing."""

    def __init__(self, desk: Desk, clock: Clock, actors: Mapping[str, Actor]) -> None:
        self.desk = desk
        self.clock = clock
        self.actors = actors

    @property
    def protocol(self) -> Protocol:
        """The protocol in force."""
        return self.desk.rules.protocol

    def about(self, tx: Tx, case: Case, mention: int) -> About | None:
        """The surroundings of a message; None when there is none, or it belongs to another case."""
        judged = mentions.judged_mention(tx, mention)
        here = acting.standing(tx, mention)
        if judged is None or here is None or here.case != case.id:
            return None
        actor = self.actors.get(here.source)
        can = actor.capabilities if actor else NOTHING
        if can.summoned_only and judged[0].via not in (Via.MENTION, Via.TAG):
            can = replace(can, verbs=can.verbs - {Verb.REPLY})
        if can.hides_below and not (judged[0].thread_id or "").startswith(can.hides_below):
            can = replace(can, verbs=can.verbs - {Verb.HIDE, Verb.UNHIDE})
        return About(case, judged[0], judged[1], here, can)

    def of_draft(self, tx: Tx, kept: Kept | None) -> About | None:
        """The surroundings of a draft, if it is there."""
        found = cases.peek(tx, kept.draft.case) if kept else None
        return self.about(tx, found[0], kept.draft.mention) if kept and found else None

    def wish(self, tx: Tx, kept: Kept, about: About) -> Asked:
        """The draft as a wish of its writer, with everything the protocol wants to know."""
        draft, said, verdict = kept.draft, about.mention, about.verdict
        text = draft.verb in TEXTS
        waited = self.clock.now() - draft.proposed_at if draft.proposed_at and draft.stage is Stage.PROPOSED else None
        return Asked(
            person=draft.by,
            verb=draft.verb,
            platform=said.platform,
            verbs=about.can.verbs,
            level=about.case.level,
            category=verdict.category if verdict else about.case.category,
            location=about.case.location,
            owner=about.case.owner,
            template=verdict.template if verdict else None,
            text=kept.words if text else "",
            limit=about.can.reply_limit,
            findings=self._findings(kept.words, said) if text else (),
            warned=draft.verb not in TEXTS and acting.was_warned(tx, said.platform, said.author.handle),
            answered_by=self._answered_by(tx, draft) if text else "",
            drill=about.case.drill,
            gone=about.standing.gone,
            waited=waited,
            reason=draft.reason,
            revision=about.standing.revision,
        )

    def _findings(self, text: str, said: Mention) -> tuple[Finding, ...]:
        staff = tuple(person.name for person in self.protocol.people.values())
        return look(text, Known(names_of(said), staff))

    def _answered_by(self, tx: Tx, draft: Draft) -> str:
        """Who else's answer to this message is on its way or stands there; our explanation of a hiding is no answer."""
        busy = (Stage.PROPOSED, Stage.SENDING, Stage.BY_HAND, Stage.UNSURE, Stage.DONE)
        for other in acting.under_way(tx, draft.mention):
            if (
                other.id != draft.id
                and other.verb in TEXTS
                and other.stage in busy
                and draft.template not in HOUSE_TEXTS
            ):
                return other.by
        return ""

    def known_values(self, tx: Tx, about: About, person: str) -> dict[str, str]:
        """What the fields of a text are filled with, as far as it is known."""
        said, protocol = about.mention, self.protocol
        place = protocol.organisation.locations.get(about.case.location or "")
        colleague = protocol.people.get(person)
        known = {
            "naam": said.author.name or said.author.handle,
            "initialen": initials(colleague.name) if colleague else "",
            "organisatie": protocol.organisation.name,
            "locatie": place.name if place else "",
        }
        return known | {field: given for field in REMEMBERED if (given := acting.last_given(tx, field))}

    def moment(self, tx: Tx) -> Moment:
        """The protocol, the time and the team, for decisions."""
        return Moment(self.protocol, self.clock.now(), self.team(tx).staffing)

    def team(self, tx: Tx) -> Team:
        """Who can be reached, and where."""
        return team(tx, self.desk.rules, self.desk.reach)


def names_of(said: Mention) -> tuple[str, ...]:
    """The author's own names."""
    return tuple(name for name in (said.author.name, said.author.handle) if name)
