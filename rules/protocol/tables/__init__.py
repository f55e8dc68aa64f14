"""The language of the protocol as tables: every key, what it may hold, and what it is for."""
