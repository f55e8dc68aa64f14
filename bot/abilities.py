"""What a platform can do: apart from the ports, so that settings can be checked without them."""

from dataclasses import dataclass

from rules.case.actions import Verb


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a source can do here, so that no button is offered that cannot work.

    ``reply_limit``: the longest reply in the platform's own way of counting, None where it is not known.
    ``summoned_only``: a reply is only possible to somebody who mentioned us (X). ``hides_below``: hiding and showing again
    is only possible in threads whose id begins like this (Bluesky: those of our own posts); empty: anywhere.
    """

    verbs: frozenset[Verb] = frozenset()
    reply_limit: int | None = None
    summoned_only: bool = False
    hides_below: str = ""
    follows_edits: bool = False
    follows_deletes: bool = False
