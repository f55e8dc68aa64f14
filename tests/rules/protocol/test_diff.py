"""What changed between two versions, said in plain words."""

from pathlib import Path

import pytest

from rules.protocol.diff import diff
from rules.protocol.model import Protocol
from rules.protocol.read import read
from tests.shared import shared

BASE = (
    (Path(__file__).parents[2] / "protocols" / "base.yaml").read_text(encoding="utf-8")
    + """
limits: {per_person: 8 per hour, never_limit: crisis}
silences:
  - {name: Mei, where: {topic: abuse}, from: 2026-05-01 00:00, until: 2026-05-31 23:59, by: karin, reason: HR, never_above: attention}
tests:
  - {text: Hoi, expect: {alert: true}}
patterns:
  - {id: piek, count: all mentions, within: 1 hour, times_usual: 4, level: serious, owner: webcare}
reports:
  - {name: Dag, to: webcare, at: 07:00}
privacy: {keep: {noise: 7 days}}
"""
)


def protocol(text: str) -> Protocol:
    reading = read({"p.yaml": text})
    assert reading.protocol is not None, [(problem.code, problem.place) for problem in reading.problems]
    return reading.protocol


CHANGES = {
    (
        "number: 2, name: Aandacht, push: office_hours, points: 5",
        "number: 2, name: Aandacht, push: office_hours, points: 6",
    ): ["Niveau “attention”: punten van 5 naar 6."],
    ("    level: serious\n", "    level: crisis\n"): ["Regel “mishandeling”: niveau van Ernstig naar Crisis."],
    ("    owner: comms_on_call\n", "    owner: webcare\n    weak: true\n"): [
        "Regel “mishandeling”: eigenaar van Communicatiepiket naar Webcare.",
        "Regel “mishandeling”: zwak van uit naar aan.",
    ],
    ("words: [mishandel*, geslagen]", "words: [geslagen, blauwe plek*]"): [
        "Onderwerp “abuse”: woorden erbij: blauwe plek*.",
        "Onderwerp “abuse”: woorden weg: mishandel*.",
    ],
    ("rotation: [karin, marleen]", "rotation: [marleen, karin]"): [
        "Rooster “piket”: volgorde in een andere volgorde: Marleen Vos, Karin Bos."
    ],
    (
        "when: {topic: abuse}\n",
        "when: {any: [{topic: abuse}, {rating: 1}], time: office hours, danger: 0.5 or more}\n",
    ): [
        "Regel “mishandeling”: voorwaarde van topic: abuse naar "
        "één van (topic: abuse, rating: precies 1), binnen kantoortijd, danger: 0.5 of meer."
    ],
    ("when: {topic: abuse}\n", "when: {nothing_else: true, time: outside office hours, reach: 9 or less}\n"): [
        "Regel “mishandeling”: voorwaarde van topic: abuse naar niets anders past, buiten kantoortijd, reach: 9 of minder."
    ],
    (
        "when: {topic: abuse}\n",
        "when: {author_history: {any: 3, within: 14 days}, thread: {replies: 5, within: 30 minutes}}\n    unless: {topic: neglect}\n",
    ): [
        "Regel “mishandeling”: voorwaarde van topic: abuse naar afzender: any 3 of meer binnen 14 dag(en), "
        "draad: 5 of meer binnen 30 minuten.",
        "Regel “mishandeling”: uitzondering van niets naar topic: neglect.",
    ],
    (
        "repeat: 15 minutes}",
        "repeat: 1 hour}\n  serious: [{after: 5 office minutes, notify: owner, call: true}, {after: 1 workday, notify: webcare}]",
    ): [
        "Laatste redmiddel: herhaling van 15 minuten naar 1 uur.",
        "Opschaling “serious” is nieuw.",
    ],
    ("times_usual: 4", "times_usual: 2 or less"): ["Patroon “piek”: “times_usual” van 4 of meer naar 2 of minder."],
    ("at: 07:00", "at: monday 07:30"): [
        "Verslag “Dag”: “weekdays” weg: 1, 2, 3, 4, 5, 6.",
        "Verslag “Dag”: “time” van 07:00 naar 07:30.",
    ],
    ("repeat: 15 minutes}", "repeat: 90 minutes}"): ["Laatste redmiddel: herhaling van 15 minuten naar 90 minuten."],
    ("name: Ernstig, push: always", "name: Ernstig, push: always, seen: 2 office hours, reply: 1 workday"): [
        "Niveau “serious”: gezien binnen van niets naar 2 kantooruur.",
        "Niveau “serious”: antwoord van niets naar 1 werkdag(en).",
    ],
    ("08:30-17:30", "09:00-17:30"): [
        "Kalender: kantoortijden erbij: mon tue wed thu fri 09:00-17:30.",
        "Kalender: kantoortijden weg: mon tue wed thu fri 08:30-17:30.",
    ],
    ("holidays: netherlands", "holidays: netherlands\n  extra_days_off: [2026-12-24]"): [
        "Kalender: eigen vrije dagen erbij: 2026-12-24."
    ],
    ("until: 2026-05-31 23:59", "until: 2026-06-30 23:59"): [
        "Stilte “Mei”: einde van 2026-05-31 23:59 naar 2026-06-30 23:59."
    ],
    ("secret:TG_KARIN", "secret:TG_NIEUW"): ["Persoon “karin”: “telegram” van secret:TG_KARIN naar secret:TG_NIEUW."],
    (
        "first: 2026-01-05}",
        "first: 2026-01-12}\n    overrides: [{who: karin, from: 2026-04-27 00:00, until: 2026-04-28 09:00}]",
    ): [
        "Rooster “piket”: dienst van 1 week, 2026-01-05 09:00 naar 1 week, 2026-01-12 09:00.",
        "Rooster “piket”: ruilen erbij: Karin Bos van 2026-04-27 00:00 tot 2026-04-28 09:00.",
    ],
    ("keep: {noise: 7 days}", "keep: {noise: 1 year}"): [
        "Privacy: bewaartermijn erbij: noise 1 jaar.",
        "Privacy: bewaartermijn weg: noise 7 dag(en).",
    ],
    ("limits: {per_person: 8 per hour, never_limit: crisis}\n", ""): ["Rem op berichten is verdwenen."],
    ("    molen: {name: De Molen, manager: karin}\n", "    molen: {name: De Molen, manager: marleen}\n"): [
        "Locatie “molen”: manager van Karin Bos naar Marleen Vos."
    ],
    ("timezone: Europe/Amsterdam", "timezone: Europe/Brussels"): [
        "Organisatie: tijdzone van Europe/Amsterdam naar Europe/Brussels."
    ],
    ("approved_by: [marleen]", "approved_by: [karin, marleen]"): ["Protocol: akkoord door erbij: Karin Bos."],
    ("when: {topic: abuse}\n", "when: {all: [{topic: abuse}, {all: [{topic: neglect}, {sentiment: negative}]}]}\n"): [
        "Regel “mishandeling”: voorwaarde van topic: abuse naar topic: abuse, topic: neglect, sentiment: negative."
    ],
}


@pytest.mark.parametrize("swap", CHANGES, ids=lambda swap: swap[1][:30].strip())
def test_change(swap: tuple[str, str]) -> None:
    assert swap[0] in BASE
    old, new = protocol(BASE), protocol(BASE.replace(*swap))
    assert [change.say("nl") for change in diff(old, new)] == CHANGES[swap]
    assert all(change.say("en") for change in diff(old, new))
    assert diff(old, old) == diff(new, new) == ()
    back = diff(new, old)
    assert len(back) >= 1


def test_steps_that_came_and_went() -> None:
    old = protocol(BASE.replace("escalation:\n", "escalation:\n  serious: [{after: 0 minutes, notify: owner}]\n"))
    new = protocol(
        BASE.replace("escalation:\n", "escalation:\n  serious: [{after: 5 minutes, notify: team_lead, call: true}]\n")
    )
    assert [change.say("nl") for change in diff(old, new)] == [
        "Opschaling “serious”: stappen erbij: na 5 minuten: Teamleider (bellen).",
        "Opschaling “serious”: stappen weg: na 0 minuten: owner.",
    ]


def test_in_english() -> None:
    new = protocol(BASE.replace("    level: serious\n", "    level: crisis\n"))
    [change] = diff(protocol(BASE), new)
    assert change.say("en") == "Rule “mishandeling”: level from Ernstig to Crisis."
    assert (change.section, change.id, change.at.line > 0) == ("rules", "mishandeling", True)


def test_nothing_changed_in_the_example() -> None:
    text = shared("protocol/example.yaml").read_text(encoding="utf-8")
    assert diff(protocol(text), protocol(f"# opmerking\n{text}")) == ()
