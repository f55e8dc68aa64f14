"""Several real nodes on one PostgreSQL database, each with a folder of its own: to be killed, frozen and cut off."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa

from bot.clock import SystemClock
from bot.demo.telegram import PretendTelegram
from bot.demo.telegram.phone import PRETEND_TOKEN
from bot.demo.telegram.reply import Reply
from bot.ports import TELEGRAM
from bot.store import Store, people
from bot.store.migrate import prepare
from tests.fakes.telegram import served
from tests.kill import town
from tests.kill.phones import case_of
from tests.kill.programs import ROOT, Program, environment

LEASE = 6.0
"""Seconds here instead of half a minute."""
PATIENCE = 60.0
"""Seconds; generous, because the machine may be busy."""


@dataclass
class Line:
    """A node's line to the database server, which can be cut without either side hearing of it."""

    server: str
    cut: threading.Event = field(default_factory=threading.Event)
    _door: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _open: list[socket.socket] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._begin(self._serve)

    def _begin(self, work: Callable[..., None], *given: socket.socket) -> None:
        self._threads.append(threading.Thread(target=work, args=given, daemon=True))
        self._threads[-1].start()

    @property
    def port(self) -> int:
        return int(self._door.getsockname()[1])

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._door.accept()
                there = socket.socket(socket.AF_UNIX)
                self._open += [here, there]
                there.connect(self.server)
                self._begin(self._carry, here, there)
                self._begin(self._carry, there, here)

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                while self.cut.is_set():
                    time.sleep(0.01)
                other.sendall(data)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """For good; nothing of it stays behind."""
        self.cut.clear()
        for one in (self._door, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        for one in (self._door, *self._open):
            one.close()


@dataclass
class Node:
    """One of them."""

    name: str
    folder: Path
    line: Line
    program: Program

    @property
    def cut(self) -> threading.Event:
        return self.line.cut

    def freeze(self) -> None:
        self.program.send(signal.SIGSTOP)

    def thaw(self) -> None:
        self.program.send(signal.SIGCONT)


@dataclass
class Seen:
    """Telegram as one node has it: whose call it was is written down."""

    telegram: PretendTelegram
    node: str
    calls: list[tuple[str, str, float]]

    async def handle(self, token: str, method: str, params: Mapping[str, Any]) -> Reply:
        self.calls.append((self.node, method, time.monotonic()))
        return await self.telegram.handle(token, method, params)


class Cluster:
    """The nodes, the phones and the public."""

    def __init__(self, folder: Path, address: str, telegram: PretendTelegram, teams: int) -> None:
        self.folder, self.address, self.telegram, self.teams = folder, address, telegram, teams
        self.calls: list[tuple[str, str, float]] = []
        self.closing = ExitStack()
        self.lines = folder / "mentions.jsonl"
        self.lines.touch()
        self.nodes: list[Node] = []
        self._public = town.mentions(teams, Random(5))
        url = sa.make_url(address).set(drivername="postgresql+psycopg")
        self._eye = sa.create_engine(url, isolation_level="AUTOCOMMIT")

    def start(self, name: str, failpoints: str = "") -> Node:
        """Another node, as anybody would set it up: its own folder, the same settings, the same database."""
        folder = self.folder / name
        folder.mkdir()
        phones = Seen(self.telegram, name, self.calls)
        base_url = self.closing.enter_context(served(phones))  # type: ignore[arg-type]
        (folder / "protocol.yaml").write_text(town.protocol(self.teams))
        (folder / "config.yaml").write_text(
            f"telegram: {{token: env:KILL_TOKEN, base_url: {base_url}}}\nweb: off\nlog: {{form: json}}\n"
            "database: env:KILL_DATABASE\n"
        )
        made = sa.make_url(self.address)
        line = Line(f"{made.query['host']}/.s.PGSQL.5432")
        through = made.set(host="127.0.0.1", port=line.port, query={}).render_as_string(hide_password=False)
        env = environment(
            KILL_TOKEN=PRETEND_TOKEN, KILL_DATABASE=through, KILL_LEASE=str(LEASE), SEINTJE_FAILPOINTS=failpoints
        )
        orders = ["run", "--config", str(folder / "config.yaml"), "--in", str(self.lines)]
        log = folder / "log"
        with log.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.kill.process", *orders],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=env,
                cwd=ROOT,
            )
        self.nodes.append(Node(name, folder, line, Program(process.pid, log, _process=process)))
        return self.nodes[-1]

    # --- the world ------------------------------------------------------------------------------------------

    def says(self, times: int = 1) -> None:
        """The public writes of so many serious things."""
        with self.lines.open("a") as file:
            for _ in range(times):
                file.write(next(s for s in self._public if s.opens).line)

    def delivered(self) -> Counter[tuple[int, int]]:
        """How often each phone got a notification of each case."""
        chats = list(self.telegram.chats.items())
        sent = [(number, case_of(m)) for number, chat in chats for m in chat.messages if m.sender.is_bot]
        return Counter(one for one in sent if one[1])

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        with self._eye.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    def one(self, query: str) -> Any:
        return self.sql(query)[0][0]

    def asked(self, node: Node, method: str, since: float = 0.0) -> list[float]:
        """When a node called a method of Telegram's, from ``since`` on (monotonic)."""
        return [at for name, what, at in self.calls if (name, what) == (node.name, method) and at >= since]

    def holds(self, node: Node) -> int:
        """How many messages a node has in its hands."""
        mine = f"owner LIKE '%%{node.folder / 'data'}:%%'"
        return int(self.one(f"SELECT count(*) FROM outbox WHERE state = 'sending' AND {mine}"))

    def holder(self, task: str = "telegram") -> Node:
        """Which node does this alone; waits until one does."""
        found: list[Node] = []

        def known() -> bool:
            rows = self.sql(f"SELECT holder FROM leases WHERE name = '{task}'")
            found[:] = [node for node in self.nodes if any(str(node.folder / "data") in holder for (holder,) in rows)]
            return bool(found)

        self.until(known)
        return found[0]

    def until(self, true: Callable[[], Any], within: float = PATIENCE) -> float:
        """Wait for it; returns how many seconds that took."""
        began = time.monotonic()
        while not true():
            waited = time.monotonic() - began
            assert waited < within, "\n".join(f"--- {n.name}\n{n.program.said()[-2500:]}" for n in self.nodes)
            time.sleep(0.03)
        return time.monotonic() - began

    def rests(self) -> bool:
        """Whether everything that came was told."""
        waiting = "SELECT (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')) + "
        waiting += (
            "(SELECT count(*) FROM mentions WHERE state = 'new') + (SELECT count(*) FROM updates WHERE state = 'new')"
        )
        told = self.one("SELECT count(*) FROM mentions") >= self.lines.read_text().count("\n")
        return told and self.one(waiting) == 0

    def close(self) -> None:
        for node in self.nodes:
            if node.program.wait(0) is None:
                node.program.end(signal.SIGKILL)
            node.line.close()
        self._eye.dispose()
        self.closing.close()


@contextmanager
def cluster_of(
    names: Sequence[str], folder: Path, address: str, *, teams: int = 8, telegram: PretendTelegram | None = None
) -> Iterator[Cluster]:
    """So many nodes, all at work; whatever still runs is ended."""
    phones = telegram or PretendTelegram()
    with ExitStack() as stack:
        store = Store(address)
        prepare(store)
        now = SystemClock().now()
        for person, number in town.people(teams):
            phones.person(number, person)
            store.write(lambda tx, p=person, n=str(number): people.pair(tx, p, TELEGRAM, n, n, now))  # type: ignore[misc]
        store.close()
        made = Cluster(folder, address, phones, teams)
        stack.callback(made.close)
        for name in names:
            made.start(name)
        made.until(lambda: all('"started"' in node.program.said() for node in made.nodes))
        yield made
