"""The composition root: puts the rooms together and runs them until told to stop."""

from bot.app.house import House, Parts

__all__ = ["House", "Parts"]
