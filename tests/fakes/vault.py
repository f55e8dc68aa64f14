"""A database with the tables of this program, copied from one that is made once: for tests about something else."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.store import Store
from bot.store.migrate import prepare


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "seintje.db"
        store = Store(f"sqlite:///{path}", durable=False)
        prepare(store)
        store.close()
        return path.read_bytes()


def lay(address: str) -> None:
    """Put the tables where ``address`` is a file; a server makes its own."""
    kind, _, path = address.partition(":///")
    if kind == "sqlite":
        Path(path).write_bytes(_empty())


def vault(address: str) -> Store:
    """The store at ``address``, ready. A commit of a file waits for no disk: no test of this kind cuts the power."""
    lay(address)
    store = Store(address, durable=False)
    prepare(store)
    return store
