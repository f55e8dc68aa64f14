"""A drill: a scripted storm through the real roster and the real phones, in a house of its own that nothing public leaves.

The house of a drill has its own database, its own signing key and no way to act: so practice never meets a real case, a
real report or a real reader. Only the people who take part get its messages.
"""

from bot.app.drill.master import DrillMaster
from bot.app.drill.plan import Plan

__all__ = ["DrillMaster", "Plan"]
