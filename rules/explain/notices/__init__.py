"""The text of a notification: what is the matter, who has it, why you, what was said, what to do first.

The first two lines are all a lock screen shows: at most 90 characters each, and they never name a client or an
author. Everything a stranger wrote is made inert first (``rules.explain.quote``).
"""

from datetime import datetime

from rules.case.model import Case, NoticeKind, State
from rules.explain.answers import Saying, answer_text, saying
from rules.explain.notices import picking
from rules.explain.notices.body import exercise, first, links, news, our_link, quoted, why
from rules.explain.notices.buttons import buttons
from rules.explain.notices.head import head
from rules.explain.notices.markup import plain
from rules.explain.notices.values import Notice, NoticeButton, NoticeFacts, NoticeText, Picking
from rules.i18n import N_, Lang, translator
from rules.protocol.model import Protocol

__all__ = ["NoticeButton", "NoticeFacts", "NoticeText", "Saying", "answer_text", "moved", "notice", "saying"]


def notice(
    case: Case, facts: NoticeFacts, kind: NoticeKind, protocol: Protocol, lang: Lang, now: datetime
) -> NoticeText:
    """The notification for ``facts.person`` as the case stands at ``now`` (aware). Never raises, whatever was written."""
    n = Notice(case, facts, kind, protocol, lang, now)
    blocks = _blocks(n)
    html = "\n".join(line for line in blocks if line is not None).strip()
    return NoticeText(html, plain(html), buttons(n))


def _blocks(n: Notice) -> list[str | None]:
    if n.protocol.privacy.discreet:
        return _discreet(n)
    chosen = None if n.case.state is State.RESOLVED else n.facts.picking
    return _open(n) if chosen is None else _picking(n, chosen)


def moved(case: Case, lang: Lang) -> NoticeText:
    """What an older notification of a case becomes once the same person has a newer one: nothing in it can be out of date."""
    text = translator(lang).gettext(N_("↓ Zaak {number}: lees verder in het nieuwere seintje hieronder."))
    said = text.format(number=case.id)
    return NoticeText(said, said)


def _picking(n: Notice, chosen: Picking) -> list[str | None]:
    return [*head(n), *picking.body(n, chosen), our_link(n), exercise(n)]


def _discreet(n: Notice) -> list[str | None]:
    return [*head(n), our_link(n)]


def _open(n: Notice) -> list[str | None]:
    return [
        *head(n),
        news(n),
        "",
        *quoted(n),
        *why(n),
        *first(n),
        links(n),
        exercise(n),
    ]
