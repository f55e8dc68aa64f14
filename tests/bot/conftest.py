"""Fixtures for everything that runs the shell."""

from tests.bot.office import office

__all__ = ["office"]
