"""From settings to a house: the database, the protocol in force, the key, the notifiers. Nothing runs yet."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.app.house import House, Parts, nobody
from bot.clock import Clock, SystemClock
from bot.config import Config
from bot.desk import TELEGRAM
from bot.errors import Explained
from bot.notifiers.telegram import TelegramNotifier
from bot.protocol_files import protocol_texts
from bot.rulebook import Rulebook, Rules
from bot.store import Store, protocols
from bot.store.migrate import prepare
from rules.i18n import N_
from rules.judge import Judge
from rules.protocol.problems import Problem
from rules.protocol.read import Reading, read

log = structlog.get_logger()


class ProtocolError(Explained):
    """There is no protocol to work by."""


@dataclass(slots=True)
class Opened:
    """A house with the line to Telegram; ``problems``: why the file on disk does not rule (then the last good one does)."""

    house: House
    notifier: TelegramNotifier | None
    problems: tuple[Problem, ...] = ()


def open_house(config: Config, *, clock: Clock | None = None, changed: Callable[[], None] = nobody) -> Opened:
    """Open everything. Raises ``StoreError``, ``ProtocolError``, ``OSError``; nothing is left half open."""
    clock = clock or SystemClock()
    store = Store(config.database.reveal())
    try:
        prepare(store)
        rules, problems = rules_in_force(store, config, clock)
        notifier = _telegram(config)
        parts = Parts(
            store=store,
            rulebook=Rulebook(rules),
            clock=clock,
            notifiers={} if notifier is None else {TELEGRAM: notifier},
            key=_key(config.data),
            owner=f"{os.uname().nodename}:{config.data}",
            public_url=(config.web.public_url or "") if config.web else "",
            changed=changed,
        )
    except BaseException:
        store.close()
        raise
    return Opened(House(parts), notifier, problems)


def _telegram(config: Config) -> TelegramNotifier | None:
    if config.telegram is None:
        return None
    token = config.telegram.token
    return TelegramNotifier(token.reveal, base_url=config.telegram.base_url)


def _key(folder: Path) -> bytes:
    """The key that signs buttons: made once, kept beside the database, readable by us alone."""
    path = folder / "seintje.key"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
    return path.read_bytes()


def rules_in_force(store: Store, config: Config, clock: Clock) -> tuple[Rules, tuple[Problem, ...]]:
    """The protocol on disk when it is good; else the last good one, with what is wrong with the file.

    Raises ``ProtocolError`` when the file is not good and there never was a good one.
    """
    reading = _read(config.protocol)
    if reading.protocol is not None:
        number = store.write(lambda tx: protocols.activate(tx, reading.texts, "", "file", clock.now()))
        return Rules(reading.protocol, Judge(reading.protocol), number), ()
    last = store.read(protocols.active)
    if last is None:
        raise ProtocolError(
            N_("{file}: dit protocol kan niet gebruikt worden en er is nog geen eerdere versie. Draai: seintje check"),
            file=config.protocol,
        )
    earlier = read(last.files).protocol
    if earlier is None:
        raise ProtocolError(
            N_("{file}: dit protocol kan niet gebruikt worden, en deze seintje begrijpt de bewaarde versie niet meer."),
            file=config.protocol,
        )
    log.error("protocol_refused", problems=len(reading.problems), in_force=last.number)
    return Rules(earlier, Judge(earlier), last.number), reading.problems


def _read(path: Path) -> Reading:
    try:
        return read(dict(protocol_texts(path)))
    except OSError:
        return Reading(None)


def reload(house: House, config: Config) -> tuple[Problem, ...]:
    """Put a changed protocol in force when it is good; the problems when it is not (then nothing changes)."""
    rules, problems = rules_in_force(house.store, config, house.clock)
    if not problems and rules.version != house.rulebook.current.version:
        house.rulebook.replace(rules)
        log.info("protocol_in_force", version=rules.version)
    return problems
