"""From settings to a house: the database, the protocol in force, the key, the notifiers. Nothing runs yet."""

import hashlib
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog

from bot.app.house import House, Parts, nobody
from bot.app.protocol_files import texts_by_name
from bot.app.reach import second_ways
from bot.app.teams import group_address
from bot.clock import Clock, SystemClock
from bot.config import Config
from bot.desk.versions import load
from bot.errors import Explained
from bot.notifiers.telegram import TelegramNotifier
from bot.ports import TELEGRAM, Address, Notifier
from bot.rulebook import Rulebook, Rules
from bot.scorers import installed, open_scorer
from bot.store import Store, keys, protocols
from bot.store.migrate import prepare
from bot.store.protocols import New
from rules.i18n import N_
from rules.judge import Judge
from rules.judge.examples import run
from rules.lint import lint
from rules.protocol.problems import has_errors
from rules.protocol.read import read
from rules.text.scorer import Scorer

log = structlog.get_logger()


class ProtocolError(Explained):
    """There is no protocol to work by."""


LOOKS = 20
BETWEEN = 0.05
"""Seconds between looks at a first protocol, and how many at most: it may be on its way here."""


@dataclass(slots=True)
class Opened:
    """A house with the line to Telegram."""

    house: House
    notifier: TelegramNotifier | None


def open_house(
    config: Config,
    *,
    clock: Clock | None = None,
    changed: Callable[[], None] = nobody,
    login: Callable[[str], str] | None = None,
) -> Opened:
    """Open everything; ``login`` as in ``Parts``. Raises ``StoreError``, ``ProtocolError``, ``OSError``; nothing is left half open."""
    clock = clock or SystemClock()
    store = Store(config.database.reveal(), backups=config.backup.folder if config.backup else None, home=config.data)
    try:
        prepare(store)
        rules = rules_in_force(store, config, clock)
        notifier = _telegram(config)
        own = _key(config.data)
        key = own if store.is_sqlite else store.write(lambda tx: keys.in_common(tx, own))
        others, reach = second_ways(config, clock, key)
        rulebook = Rulebook(rules)
        parts = Parts(
            store=store,
            rulebook=rulebook,
            clock=clock,
            notifiers=others if notifier is None else {TELEGRAM: notifier, **others},
            reach=reach,
            key=key,
            owner=f"{os.uname().nodename}:{config.data}:{hashlib.sha256(own).hexdigest()[:8]}",
            public_url=(config.web.public_url or "") if config.web else "",
            changed=changed,
            login=login,
            scorer=_scorer(config),
            learning=config.learning,
            groups=partial(_group, config, rulebook),
        )
        house = House(parts)
        house.learning.refresh()
    except BaseException:
        store.close()
        raise
    return Opened(house, notifier)


def open_notifiers(config: Config, clock: Clock, key: bytes) -> dict[str, Notifier]:
    """The notifiers of these settings, made anew, with the house's key: connections belong to the event loop that uses them."""
    telegram = _telegram(config)
    others, _ = second_ways(config, clock, key)
    return others if telegram is None else {TELEGRAM: telegram, **others}


def _telegram(config: Config) -> TelegramNotifier | None:
    if config.telegram is None:
        return None
    token = config.telegram.token
    return TelegramNotifier(token.reveal, base_url=config.telegram.base_url)


def _group(config: Config, rulebook: Rulebook, role: str) -> Address | None:
    """The group or topic of a role's team, by the secret its role names; None without one that says so."""
    known = rulebook.current.protocol.roles.get(role)
    secret = config.secret(known.group.name) if known is not None and known.group is not None else None
    if secret is None or config.telegram is None:
        return None
    address = group_address(secret.reveal())
    if address is None:
        log.error("group_unreadable", role=role)
    return address


def _scorer(config: Config) -> Scorer | None:
    """The second reader, when one is wanted and its packages are here; without it everything works."""
    if config.scorer is None:
        return None
    if not installed(config.scorer.kind):
        log.warning("scorer_not_installed", extra=config.scorer.kind)
        return None
    return open_scorer(config.scorer)


def _key(folder: Path) -> bytes:
    """The key that signs buttons: made once, kept beside the database, readable by us alone."""
    path = folder / "seintje.key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists() or not path.stat().st_size:  # who signs with an empty key signs with everybody's
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    return path.read_bytes()


def rules_in_force(store: Store, config: Config, clock: Clock) -> Rules:
    """The version in force; the first time the one on disk, which must be good. Later files are taken up by a watch.

    Raises ``ProtocolError`` when there is no usable version.
    """
    last = store.read(protocols.active)
    if last is not None:
        rules = load(last)
        if rules is None:
            raise ProtocolError(
                N_("{file}: de bewaarde versie van dit protocol begrijpt deze seintje niet meer. Draai: seintje check"),
                file=config.protocol,
            )
        return rules
    reading = read(_settled(config.protocol))
    if reading.protocol is None or has_errors(lint(reading.protocol, clock.now())):
        raise ProtocolError(
            N_("{file}: dit protocol kan niet gebruikt worden en er is nog geen eerdere versie. Draai: seintje check"),
            file=config.protocol,
        )
    judge = Judge(reading.protocol)
    if not run(reading.protocol, judge).passed:
        raise ProtocolError(
            N_(
                "{file}: de toetsen van dit protocol kloppen niet en er is nog geen eerdere versie. Draai: seintje test"
            ),
            file=config.protocol,
        )
    author = reading.protocol.owner or ""
    number = store.write(lambda tx: protocols.add(tx, New(reading.texts, author), clock.now()))
    return Rules(reading.protocol, judge, number)


def _settled(path: Path) -> dict[str, bytes]:
    """The file once two looks see the same. Raises ``ProtocolError`` when it cannot be read."""
    try:
        texts = texts_by_name(path)
        for _ in range(LOOKS):
            time.sleep(BETWEEN)
            before, texts = texts, texts_by_name(path)
            if before == texts:
                break
    except OSError as error:
        raise ProtocolError(
            N_(
                "{file}: dit protocol kan niet gelezen worden ({why}). Kijk of 'protocol' in config.yaml klopt, of begin "
                "met: seintje init"
            ),
            file=path,
            why=error.strerror,
        ) from None
    return texts
