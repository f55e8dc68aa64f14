"""Bring a database to the schema of this program: old or new, never in between; a newer one is refused."""

from pathlib import Path

import sqlalchemy as sa

from bot.store.engine import Store, StoreError, Tx
from bot.store.schema import metadata
from rules.i18n import N_

HEAD = "0001"
"""The schema of this program; a test holds it against the newest migration."""

_version = sa.Table(  # as alembic makes it
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def prepare(store: Store) -> None:
    """Create the tables of an empty database or migrate an older one, in one transaction.

    Raises ``StoreError`` for a database of a newer program or of something else.
    """
    store.write(lambda tx: _prepare(tx, called(store.url)))


def called(url: sa.URL | str) -> str:
    """How a database is called in an error: its file, or its address without the password."""
    made = sa.make_url(url)
    return made.database or "" if made.get_backend_name() == "sqlite" else str(made)


def current(tx: Tx) -> str | None:
    """The schema version of the database; None for an empty one."""
    if not sa.inspect(tx).has_table("alembic_version"):
        return None
    return tx.execute(sa.select(_version.c.version_num)).scalar()


def known(tx: Tx, name: str) -> None:
    """Raises ``StoreError`` unless the database has exactly the schema of this program: to look, nothing is migrated."""
    found = current(tx)
    if found is None:
        raise StoreError(
            N_("{database}: dit is geen database van seintje. Kies een andere bij 'database' in config.yaml."),
            database=name,
        )
    _is_ours(found, name)


class OtherVersionError(StoreError):
    """The database has the schema of another version of the program."""


def still_ours(tx: Tx, name: str) -> None:
    """Another node may have brought the database to a newer schema meanwhile: raises ``OtherVersionError`` then."""
    _is_ours(tx.execute(sa.select(_version.c.version_num)).scalar(), name)


def _is_ours(found: str | None, name: str) -> None:
    if found != HEAD:
        raise OtherVersionError(
            N_(
                "{database}: deze database hoort bij een andere versie van seintje ({found}; dit programma kent {head})."
            ),
            database=name,
            found=found,
            head=HEAD,
        )


def _prepare(tx: Tx, name: str) -> None:
    found = current(tx)
    if found == HEAD:
        return
    if found is None:
        if sa.inspect(tx).get_table_names():
            raise StoreError(
                N_("{database}: dit is geen database van seintje. Kies een andere bij 'database' in config.yaml."),
                database=name,
            )
        metadata.create_all(tx)
        _version.create(tx)
        tx.execute(_version.insert().values(version_num=HEAD))
        return
    _upgrade(tx, found, name)


def _upgrade(tx: Tx, found: str, name: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found not in known:
        raise StoreError(
            N_(
                "{database}: deze database is van een nieuwere versie van seintje ({found}; dit programma kent {head}). "
                "Installeer de nieuwere versie, of zet een reservekopie van vóór de opwaardering terug."
            ),
            database=name,
            found=found,
            head=HEAD,
        )
    config.attributes["connection"] = tx
    if tx.dialect.name == "postgresql":
        tx.exec_driver_sql("SET LOCAL statement_timeout = 0")  # a large table takes the time it takes
    command.upgrade(config, "head")
