"""The way in: mentions stored once (T1), judged, and taken to a case (T2)."""

from bot.ingest.events import judged_event
from bot.ingest.way_in import Ingest

__all__ = ["Ingest", "judged_event"]
