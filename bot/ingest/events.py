"""What a judged mention is to its case."""

from bot.store.mentions import Stored
from rules.case.facts import VOICES, is_dangerous
from rules.case.model import MentionJudged
from rules.judge.kin import is_news
from rules.judge.verdict import Verdict, is_grave
from rules.protocol.model import Protocol
from rules.text.named import names_colleague
from rules.text.witness import is_witness


def judged_event(
    stored: Stored,
    verdict: Verdict,
    protocol: Protocol,
    *,
    authors: int = 1,
    reach_before: int = 0,
    revised: bool = False,
    silenced: bool = False,
) -> MentionJudged:
    """The event a judged mention is for its case."""
    return MentionJudged(
        mention=stored.number,
        level=verdict.level,
        level_number=verdict.level_number,
        posted_at=stored.mention.posted_at,
        authors=authors,
        reach=reach_before + (stored.mention.reach or 0),
        category=verdict.category,
        owner=verdict.owner,
        outside_office=verdict.outside_office,
        location=verdict.location,
        topics=verdict.topics,
        notify=verdict.notify,
        author_kind=verdict.author_kind or ("media" if is_news(stored.mention, ()) else None),
        own_reach=stored.mention.reach or 0,
        danger=verdict.danger,
        named=names_colleague(stored.mention.text),
        witness=is_witness(stored.mention.text),
        grave=is_grave(verdict, protocol),
        sure=verdict.category in {rule.category for rule in protocol.rules if rule.id in verdict.rules},
        revised=revised,
        silenced=silenced,
    )


def is_telling(event: MentionJudged) -> bool:
    """Whether it matters that the same was said before."""
    return event.named or event.witness or is_dangerous(event) or event.author_kind in VOICES
