"""Every problem the reader can tell: what is written, what that would do, how to mend it."""

from rules.protocol.kinds.sections import *  # noqa: F403
from rules.protocol.kinds.values import *  # noqa: F403
from rules.protocol.kinds.writing import *  # noqa: F403
