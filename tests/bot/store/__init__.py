"""One contract for the store: every test runs on SQLite, and the same ones on PostgreSQL (marked slow)."""
