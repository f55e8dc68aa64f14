"""The outcome of a run as people read it."""

from dataclasses import fields

from tests.kill.harness import Outcome


def table(outcome: Outcome) -> str:
    """Kills per point, and what was lost."""
    total, inside = sum(outcome.kills.values()), sum(outcome.casualties.values())
    lines = [
        f"{total} kills in {outcome.seconds:.0f} s, seed {outcome.plan.seed}; {outcome.refused} calls answered 502"
    ]
    lines += [f"  {'point':<20}{'kills':>6}{'accepted, not recorded':>24}"]
    lines += [f"  {point:<20}{n:>6}{outcome.casualties[point] or '':>24}" for point, n in sorted(outcome.kills.items())]
    lines += [f"  {field.name:<22}{getattr(outcome.tally, field.name)!s:>6}" for field in fields(outcome.tally)]
    lines += [f"  {'allowed duplicates':<22}{inside:>6}"]
    return "\n".join(lines)
