"""The vault: everything that must survive. The only room that speaks SQL."""

from bot.store.engine import Store, StoreError, Tx, collided

__all__ = ["Store", "StoreError", "Tx", "collided"]
