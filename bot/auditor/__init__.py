"""The auditor: asks whether everything that must hold does, and tells a person when it does not, past what is broken."""

from bot.auditor.look import Auditor
from bot.auditor.pulse import Health

__all__ = ["Auditor", "Health"]
