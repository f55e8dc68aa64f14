"""The pretend pages of the demo: our own pages on invented platforms, where an answer can be placed and a message hidden.

Nothing leaves this process. What was done stays done: a second look tells the truth, and an answer can be taken back.
"""

from dataclasses import dataclass, field

from bot.ports import ActionError, Actor, Capabilities, Done, Failure, Looked, PublicAct, Seen, Target, Verb

OURS = ("facebook_page", "instagram", "youtube", "linkedin")
"""The platforms on which the demo's organisation has a page."""
VERBS = frozenset({Verb.REPLY, Verb.DELETE_OWN, Verb.HIDE, Verb.UNHIDE, Verb.LIKE})
LIMIT = 2_000


@dataclass(slots=True)
class PretendPage:
    """``Actor`` on one pretend page. ``answers``: our texts by id; ``hidden`` and ``liked``: ids of messages."""

    source: str
    platform: str
    capabilities: Capabilities = Capabilities(VERBS, reply_limit=LIMIT)
    answers: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Of each answer the message it stands under, and its words."""
    hidden: set[str] = field(default_factory=set)
    liked: set[str] = field(default_factory=set)
    _keys: dict[str, str] = field(default_factory=dict)

    async def act(self, act: PublicAct) -> Done:
        """Do it, once for each key."""
        match act.verb:
            case Verb.REPLY:
                return Done(self._answered(act))
            case Verb.DELETE_OWN:
                if self.answers.pop(act.own, None) is None:
                    raise ActionError("this answer is not there", Failure.GONE)
            case Verb.HIDE:
                self.hidden.add(act.target.id)
            case Verb.UNHIDE:
                self.hidden.discard(act.target.id)
            case Verb.LIKE:
                self.liked.add(act.target.id)
            case _:
                raise ActionError("this page cannot do that", Failure.REFUSED)
        return Done()

    def _answered(self, act: PublicAct) -> str:
        if len(act.text) > LIMIT:
            raise ActionError("too long for this page", Failure.REFUSED)
        own = self._keys.setdefault(act.key, f"{self.source}-{len(self._keys) + 1}")
        self.answers[own] = (act.target.id, act.text)
        return own

    async def look_up(self, act: PublicAct) -> Seen:
        """Whether it is so."""
        if act.verb is Verb.REPLY:
            own = self._keys.get(act.key)
            return Seen(Looked.DONE, Done(own)) if own in self.answers else Seen(Looked.NOT_DONE)
        return Seen(Looked.DONE, Done()) if self._is_so(act.verb, act.target, act.own) else Seen(Looked.NOT_DONE)

    def _is_so(self, verb: Verb, target: Target, own: str) -> bool:
        match verb:
            case Verb.DELETE_OWN:
                return own not in self.answers
            case Verb.HIDE:
                return target.id in self.hidden
            case Verb.UNHIDE:
                return target.id not in self.hidden
            case _:
                return verb is Verb.LIKE and target.id in self.liked

    async def close(self) -> None:
        """Nothing is kept open."""


def pages() -> dict[str, Actor]:
    """A page on each platform of ours, by the name of its source."""
    return {platform: PretendPage(platform, platform) for platform in OURS}
