"""A made-up organisation for the kill harness: teams of one owner and one backup, and mentions that never stop."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

OWNER, BACKUP = 100, 200
"""Telegram ids: the owner of team 3 is 103, the backup 203."""

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

HEAD = """
protocol: 1
title: Protocol van de proef
version: "1"
owner: bas0
organisation:
  name: Zorg Proef
  timezone: Europe/Amsterdam
  aliases: [zorg proef]
calendar:
  office_hours: {mon-fri: 08:30-17:30}
levels:
  noise: {number: 0, name: Ruis, icon: ⚪}
  routine: {number: 1, name: Dagelijks, icon: 🟢, push: never}
  attention: {number: 2, name: Aandacht, icon: 🟡, push: office_hours}
  serious: {number: 3, name: Ernstig, icon: 🟠, push: always}
  crisis: {number: 4, name: Crisis, icon: 🔴, push: always}
escalation:
  attention: [{after: 0 minutes, notify: lead0}]
  crisis: [{after: 0 minutes, notify: lead0}]
  serious: [{after: 0 minutes, notify: owner}, {after: half minute, notify: backup}]
  last_resort: {notify: lead0, repeat: 30 days}
grouping: {one_case: [thread], within: 24 hours, notify_again: [level_up]}
"""


def protocol(teams: int) -> str:
    """The protocol: a word of each team opens a serious case of that team, its backup is told half a minute later."""
    parts = {
        "people": [
            f"{p}{n}: {{name: {p.title()} {n}, telegram: secret:T, mail: secret:M}}"
            for n in range(teams)
            for p in ("bas", "eva")
        ],
        "roles": [
            line
            for n in range(teams)
            for line in (
                f"team{n}: {{name: Team {n}, schedule: duty{n}}}",
                f"lead{n}: {{name: Achterwacht {n}, people: [eva{n}], always_on: true}}",
            )
        ],
        "on_call": [
            f"duty{n}: {{rotation: [bas{n}], shift: {{every: week, starts: monday 09:00, first: 2026-01-05}}, "
            f"backup: lead{n}}}"
            for n in range(teams)
        ],
        "topics": [f"t{n}: {{words: [{word(n)}]}}" for n in range(teams)],
    }
    rules = [
        f"- {{id: r{n}, name: Regel {n}, when: {{topic: t{n}}}, category: complaint, level: serious, owner: team{n}}}"
        for n in range(teams)
    ]
    body = "".join(f"{name}:\n" + "".join(f"  {line}\n" for line in lines) for name, lines in parts.items())
    return HEAD + body + "rules:\n" + "".join(f"  {line}\n" for line in rules)


def word(team: int) -> str:
    """The word that makes a mention this team's."""
    return "klacht" + "abcdefghijklmnopqrstuvwxyz"[team]


def people(teams: int) -> list[tuple[str, int]]:
    """(person, Telegram id) of everybody."""
    return [(f"{name}{n}", base + n) for n in range(teams) for name, base in (("bas", OWNER), ("eva", BACKUP))]


@dataclass(frozen=True)
class Said:
    """A mention as a line; ``opens`` False: it belongs to the case of an earlier one."""

    id: str
    line: str
    opens: bool


def mentions(teams: int, rnd: Random) -> Iterator[Said]:
    """Mentions without end; one in six answers in the thread of an earlier one."""
    number, thread, team = 0, "", 0
    while True:
        number += 1
        opens = not thread or rnd.random() > 1 / 6
        if opens:
            team, thread = rnd.randrange(teams), f"draad{number}"
        yield Said(f"m{number}", _line(number, team, thread), opens)


def _line(number: int, team: int, thread: str) -> str:
    mention = {
        "id": f"m{number}",
        "platform": "facebook_page",
        "kind": "comment",
        "text": f"Bericht {number}: een {word(team)} over de zorg bij jullie, er is weer niemand gekomen.",
        "lang": "nl",
        "via": "own_page",
        "thread_id": thread,
        "author": {"handle": f"afzender{number}"},
        "posted_at": (BEGIN + timedelta(seconds=number)).isoformat(),
    }
    return json.dumps(mention, ensure_ascii=False) + "\n"
