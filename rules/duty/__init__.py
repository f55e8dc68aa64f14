"""Who has duty at a moment, and when a promise is due: hours, holidays, roster."""
