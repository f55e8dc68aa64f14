"""The ten worst misses on the care mentions, each with the reason; by number, for most of their texts are not ours to show."""

from collections.abc import Iterator, Sequence

from rules.protocol.model import Protocol
from tests.bench.care import Row, category_right, judged
from tests.eval.sets import shared

MOST = 10
SERIOUS = 3


def worst(protocol: Protocol) -> list[Row]:
    """The mentions judged most wrongly: a missed serious one first, then by how far the level is off."""
    mentions = shared() / "data" / "care_mentions.jsonl"
    if not mentions.exists():
        return []
    rows = [row for row in judged(protocol, mentions, own_tone=True) if _off(row)]
    return sorted(rows, key=_gravity, reverse=True)[:MOST]


def _off(row: Row) -> bool:
    return row.verdict.level_number != row.gold["severity"] or not category_right(row)


def _gravity(row: Row) -> tuple[bool, bool, int, bool]:
    wanted, got = row.gold["severity"], row.verdict.level_number
    unheard = wanted >= SERIOUS and not row.verdict.alert
    return unheard, row.gold["must_alert"] != row.verdict.alert, abs(wanted - got), wanted > got


def reason(row: Row) -> str:
    """Why it was judged so, in words of the judge: names, rules, tone, danger."""
    gold, verdict = row.gold, row.verdict
    if gold["about_us"] != verdict.about_us:
        ground = verdict.reasons[0].rule
        return f"not seen as about us ({ground})" if gold["about_us"] else "taken to be about us"
    tone = verdict.sentiment
    said = "silent" if tone.silent else f"{tone.label} {tone.score:+.2f}" + (" (unsure)" if tone.unsure else "")
    return f"{_by(row)}; tone {said}, labelled {gold['sentiment']:+d}; danger {verdict.danger:.2f}"


def _by(row: Row) -> str:
    rules = ", ".join(row.verdict.rules)
    if row.gold["severity"] > row.verdict.level_number:
        return f"only {rules} fired" if rules else "no rule of the protocol knows its words"
    return f"raised by {rules}" if rules else "raised by the danger signal alone"


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """One line of a table each."""
    for row in rows:
        gold, verdict = row.gold, row.verdict
        wanted = f"{gold['severity']} {gold['category']}"
        got = f"{verdict.level_number} {verdict.category or '-'}"
        yield f"| {row.mention.id} | {wanted} | {got} | {reason(row)} |"


def section(protocols: dict[str, Protocol]) -> str:
    """The part of the page about the worst misses."""
    parts = []
    for name, protocol in protocols.items():
        found = list(lines(worst(protocol)))
        if found:
            head = "| mention | should be | was | why |\n| --- | --- | --- | --- |"
            parts.append("\n".join([f"\n### {name}\n", head, *found]) + "\n")
    return "\n## The ten worst misses\n" + "".join(parts) if parts else ""
