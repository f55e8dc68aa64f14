"""What a look at the installation found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What ``doctor`` found at one place. ``text`` and ``remedy`` are sentences in the reader's language; ``page`` mends it.

    ``unreachable``: not a fault of ours or of the settings; what is outside does not answer now.
    """

    good: bool
    about: str
    text: str
    remedy: str = ""
    page: str = ""
    unreachable: bool = False
