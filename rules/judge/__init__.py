"""What a mention means by the protocol: about us? which topics, category, level, owner? and why."""

from rules.judge.engine import Judge
from rules.judge.verdict import NOTHING_KNOWN, Context, Effect, Reason, Verdict
from rules.mention import Mention
from rules.protocol.model import Protocol

__all__ = ["NOTHING_KNOWN", "Context", "Effect", "Judge", "Reason", "Verdict", "judge"]

_KEPT = 4
_judges: list[Judge] = []


def judge(mention: Mention, protocol: Protocol, context: Context = NOTHING_KNOWN) -> Verdict:
    """What the mention means by the protocol, with the product's own readers of text.

    The last few protocols stay compiled. For other readers, or for many mentions, make a ``Judge``.
    """
    return _compiled(protocol).judge(mention, context)


def _compiled(protocol: Protocol) -> Judge:
    for known in _judges:
        if known.protocol is protocol:
            return known
    made = Judge(protocol)
    _judges.insert(0, made)
    del _judges[_KEPT:]
    return made
