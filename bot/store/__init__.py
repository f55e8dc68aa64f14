"""The vault: everything that must survive. The only room that speaks SQL."""

from bot.store.engine import Reader, Store, StoreError, StoreUnreadable, Tx

__all__ = ["Reader", "Store", "StoreError", "StoreUnreadable", "Tx"]
