"""Opening the database, its one writer and its readers. Same SQL on SQLite (one process) and PostgreSQL (several nodes)."""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from bot.store.backup import newest_good
from bot.store.lock import ProcessLock, StoreError
from bot.store.wiring import engines
from rules.i18n import N_

__all__ = ["Store", "StoreError", "StoreUnreadable", "Tx", "look"]

T = TypeVar("T")
Tx = sa.Connection
"""An open transaction; every function of the store takes one as its first argument."""

StoreUnreadable = sa.exc.SQLAlchemyError
"""What reading or writing raises when the database itself fails: locked for too long, damaged, gone, full."""

Work = tuple[Callable[[Tx], Any], "Future[Any]", int]
"""What to do, who wants to know, and how often it met another node's work head-on."""
COLLISIONS = 3
"""So often a piece of work that met another node's head-on is tried again at once."""

FAREWELL = 5.0
"""Seconds that who closes waits at most for who still reads."""
BATCH = 200
"""At most this many pieces of work share one commit."""


class Store:
    """The database. ``write`` runs on one thread in one transaction at a time, ``read`` on connections of its own.

    Pieces of work that wait together are committed together (each in its own savepoint): a burst costs few fsyncs,
    a single press waits for nobody.
    """

    def __init__(
        self,
        url: str,
        *,
        exclusive: bool = True,
        durable: bool = True,
        threaded: bool = True,
        backups: Path | None = None,
        home: Path | None = None,
    ) -> None:
        """Open ``url``. Raises ``StoreError`` when the file is in use by another process, is no database or is newer.

        ``durable`` False: a database that nobody will miss (replay): commits do not wait for the disk.
        ``home``: this node's own folder, where several nodes share a server; a second process with it is refused as well.
        ``backups``: where copies are kept, to name the newest good one when the file is refused.
        ``threaded`` False: the caller's thread does all the work; for one caller on virtual time, who waits anyhow.
        """
        self.url = sa.make_url(url)
        self._copies = () if backups is None else (backups,)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.shared = not self.is_sqlite
        """Whether other nodes may be at work on it as well."""
        self._lock = self._alone(home) if exclusive else None
        try:
            if self.is_sqlite:
                _not_emptied(self.path, self._copies)
            self._writer, self._readers = engines(self.url, self.is_sqlite, durable)
            self._connection = self._connect()
            self._identity = _identity(self.path) if self.is_sqlite else None
        except BaseException:
            self._release()
            raise
        self._gate = threading.Lock()
        self._leave, self._inside = threading.Condition(), 0
        self._closed = False
        self._queue: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True) if threaded else None
        if self._thread is not None:
            self._thread.start()

    def _alone(self, home: Path | None) -> ProcessLock | None:
        if self.is_sqlite:
            return ProcessLock.take(self.path)
        return None if home is None else ProcessLock.take_folder(home)

    @property
    def path(self) -> Path:
        """The SQLite file."""
        return Path(self.url.database or "")

    def check(self) -> None:
        """Raises ``StoreError`` when the SQLite file was deleted or replaced under us: SQLite itself would not notice, and
        say of everything that it is written."""
        if self._identity is not None and _identity(self.path) != self._identity:
            raise StoreError(
                N_(
                    "{file}: het databasebestand is weggehaald of vervangen terwijl seintje draaide. Er wordt niets meer "
                    "aangenomen. Zet het bestand of een reservekopie terug en start seintje opnieuw."
                ),
                file=self.path,
            )

    def write(self, work: Callable[[Tx], T]) -> T:
        """Run ``work`` in a transaction that is committed (and on disk) when this returns."""
        return self._submit(work).result()

    def submit(self, work: Callable[[Tx], T]) -> "Future[T]":
        """``write`` for somebody who does not want to wait for it."""
        return self._submit(work)

    async def awrite(self, work: Callable[[Tx], T]) -> T:
        """``write`` for the event loop; never blocks it. A cancelled caller does not undo the work."""
        if self._thread is None:
            return self.write(work)
        return await asyncio.wrap_future(self._submit(work))

    def read(self, work: Callable[[Tx], T]) -> T:
        """Run ``work`` on a snapshot of its own; it must not write."""
        with self._leave:
            self._inside += 1
        try:
            with self._readers.connect() as connection:
                return work(connection)
        finally:
            with self._leave:
                self._inside -= 1
                self._leave.notify_all()

    async def aread(self, work: Callable[[Tx], T]) -> T:
        """``read`` on another thread."""
        return self.read(work) if self._thread is None else await asyncio.to_thread(self.read, work)

    def close(self) -> None:
        """Finish what waits and what is being read, then close. May be called twice."""
        with self._gate:
            closed, self._closed = self._closed, True
        if self._thread is not None and not closed:
            self._queue.put(None)
            self._thread.join()
        with self._leave:  # a reader whose task was cancelled reads on in its thread: its connection would stay open
            self._leave.wait_for(lambda: self._inside == 0, timeout=FAREWELL)
        self._connection.close()
        self._writer.dispose()
        self._readers.dispose()
        self._release()

    def _submit(self, work: Callable[[Tx], T]) -> "Future[T]":
        future: Future[T] = Future()
        with self._gate:  # whoever comes after the end is told so: nobody would ever answer them
            if self._closed:
                raise RuntimeError("the store is closed")
            if self._thread is not None:
                self._queue.put((work, future, 0))
        if self._thread is None:
            self._commit([(work, future, 0)])
        return future

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()

    def _connect(self) -> sa.Connection:
        try:
            connection = self._writer.connect()
            if self.is_sqlite:
                _sound(connection, self.path, self._copies)
            return connection
        except sa.exc.DatabaseError as error:
            raise _unusable(self.path if self.is_sqlite else None, error, self._copies) from None

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            while len(batch) < BATCH and not self._queue.empty():
                more = self._queue.get()
                if more is None:
                    self._queue.put(None)
                    break
                batch.append(more)
            self._commit([w for w in batch if w[1].set_running_or_notify_cancel()])

    def _commit(self, batch: list[Work]) -> None:
        """Carry out a batch in one transaction; work that met another node's head-on is tried again at once."""
        done: list[tuple[Future[Any], Any]] = []
        again: list[Work] = []
        try:
            if self._connection.closed:
                self._connection = self._writer.connect()
            with self._connection.begin():
                if len(batch) == 1:  # the transaction is its own savepoint
                    done.append((batch[0][1], batch[0][0](self._connection)))
                else:
                    self._each(batch, done, again)
                self.check()
        except Exception as error:  # handed to whoever asked for the work
            self._renew(error)
            done, again = [], self._failed(batch, error)
        for future, value in done:
            future.set_result(value)
        if again:
            self._commit(again)

    def _each(self, batch: list[Work], done: list[tuple["Future[Any]", Any]], again: list[Work]) -> None:
        """Each piece of work in a savepoint of its own: one that throws undoes only itself."""
        for work, future, collisions in batch:
            try:
                with self._connection.begin_nested():
                    value = work(self._connection)
                done.append((future, value))
            except Exception as error:
                again += self._failed([(work, future, collisions)], error)

    def _failed(self, batch: list[Work], error: Exception) -> list[Work]:
        """Tell everybody whose work this was; what only collided comes back to be tried again."""
        waiting = [one for one in batch if not one[1].done()]
        if collided(error) and all(collisions < COLLISIONS for _, _, collisions in waiting):
            return [(work, future, collisions + 1) for work, future, collisions in waiting]
        for _, future, _ in waiting:
            future.set_exception(error)
        return []

    def _renew(self, error: Exception) -> None:
        """A connection that was cut is not used again; the next piece of work asks for a new one, and hears if there is none."""
        if isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated:
            self._connection.close()


def look(url: str, work: Callable[[Tx], T]) -> T:
    """Run ``work`` on a snapshot of a database that another process may be using. Nothing is written or created.

    Raises ``StoreError`` when there is no such database.
    """
    made = sa.make_url(url)
    if made.get_backend_name() == "sqlite" and not Path(made.database or "").exists():
        raise StoreError(N_("{database}: deze database is er nog niet. Begin met: seintje run"), database=made.database)
    writer, readers = engines(made, made.get_backend_name() == "sqlite", True)
    try:
        with readers.connect() as connection:
            return work(connection)
    except sa.exc.DatabaseError as error:
        raise _unusable(None if made.get_backend_name() != "sqlite" else Path(made.database or ""), error) from None
    finally:
        writer.dispose()
        readers.dispose()


def collided(error: Exception) -> bool:
    """Whether two nodes met head-on (PostgreSQL let the other one go first): nothing is wrong, try again."""
    return isinstance(error, sa.exc.DBAPIError) and getattr(error.orig, "sqlstate", None) in ("40P01", "40001", "55P03")


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file it is; None when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _sound(connection: sa.Connection, path: Path, copies: tuple[Path, ...]) -> None:
    answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    connection.rollback()
    if answer != "ok":
        raise _damaged(path, copies)


def _unusable(path: Path | None, error: sa.exc.DatabaseError, copies: tuple[Path, ...] = ()) -> StoreError:
    if path is None:
        return StoreError(
            N_("De database is niet bereikbaar ({why}). Controleer 'database' in config.yaml."),
            why=type(error.orig).__name__,
        )
    if isinstance(error, sa.exc.OperationalError):
        return StoreError(
            N_("{file}: de database kan niet geopend worden ({why}). Controleer de map en de rechten."),
            file=path,
            why=error.orig,
        )
    return _damaged(path, copies)


def _not_emptied(path: Path, copies: tuple[Path, ...]) -> None:
    """An empty file was a database once: it is not quietly begun anew. Raises ``StoreError``."""
    if not path.is_file() or path.stat().st_size:
        return
    if newest_good(path, (path.parent, *copies)) is not None:
        raise _damaged(path, copies)
    raise StoreError(
        N_(
            "{file}: dit databasebestand is leeg en er is geen reservekopie gevonden. "
            "Haal het lege bestand weg om opnieuw te beginnen, of kies een ander bij 'database' in config.yaml."
        ),
        file=path,
    )


def _damaged(path: Path, copies: tuple[Path, ...]) -> StoreError:
    backup = newest_good(path, (path.parent, *copies))
    if backup is not None:
        return StoreError(
            N_(
                "{file}: dit bestand is beschadigd of is geen seintje-database. Er is niets aan veranderd. "
                "De nieuwste goede reservekopie is {backup}. Zet die terug met: seintje restore {backup}"
            ),
            file=path,
            backup=backup,
        )
    return StoreError(
        N_(
            "{file}: dit bestand is beschadigd of is geen seintje-database. Er is niets aan veranderd en er is geen "
            "reservekopie gevonden. Kies een ander bestand bij 'database' in config.yaml."
        ),
        file=path,
    )
