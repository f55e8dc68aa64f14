"""What is new about a mention for the case it joins: the only things that may make a phone ring again."""

from rules.case.model import Case, MentionJudged
from rules.protocol.model import Protocol


def new_facts(case: Case, event: MentionJudged, protocol: Protocol) -> tuple[str, ...]:
    """The named new facts, most telling first, of those the protocol's ``notify_again`` asks for.

    A higher level always counts. Growth (reach, authors) is counted from the last notification.
    Mentions below attention bring no new facts but growth.
    """
    wanted = set(protocol.grouping.notify_again)
    facts: list[str] = []
    if event.level_number > case.level_number:
        facts.append("level_up")
    serious = event.level_number >= 2
    if serious and "new_category" in wanted and event.category and event.category not in case.categories:
        facts.append("new_category")
    for kind in ("media", "politics", "regulator"):
        if serious and _joins(kind, wanted) and event.author_kind == kind and kind not in case.author_kinds:
            facts.append(f"{kind}_joins")
    return (*facts, *_growth(case, event, protocol))


def _joins(kind: str, wanted: set[str]) -> bool:
    return f"{kind}_joins" in wanted or (kind == "regulator" and "politics_joins" in wanted)


def _growth(case: Case, event: MentionJudged, protocol: Protocol) -> tuple[str, ...]:
    grouping = protocol.grouping
    facts = []
    times = grouping.reach_times
    if times and case.reach_notified and event.reach >= times * case.reach_notified:
        facts.append("reach")
    if grouping.new_authors and event.authors - case.authors_notified >= grouping.new_authors:
        facts.append("new_authors")
    return tuple(facts)
