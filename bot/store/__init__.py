"""The vault: everything that must survive. The only room that speaks SQL."""

from bot.store.engine import Store, StoreError, StoreUnreadable, Tx, collided, look

__all__ = ["Store", "StoreError", "StoreUnreadable", "Tx", "collided", "look"]
