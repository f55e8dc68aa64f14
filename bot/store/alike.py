"""One memory of compiled statements for every SQLite file this process opens.

SQLAlchemy makes the text of a statement once for each engine, and a store has two: one writes, others read. What is
made for one of them is right for each, since all of them speak to the same library in the same process.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_NAME = "seintje"
_KEPT = 1000
"""More statements than there are: each has one or two forms."""


class AlikeDialect(SQLiteDialect_pysqlite):
    """SQLite as it is, of which every instance is as good as another: what is compiled is found again by its dialect."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


sa.dialects.registry.register(f"sqlite.{_NAME}", __name__, AlikeDialect.__name__)

_compiled: LRUCache[object, object] = LRUCache(_KEPT)


def alike(url: sa.URL) -> sa.URL:
    """The address of a SQLite database in this dialect."""
    return url.set(drivername=f"sqlite+{_NAME}")


def remembering() -> dict[str, object]:
    """Execution options of an engine of this dialect: statements are looked up in what all of them share."""
    return {"compiled_cache": _compiled}
