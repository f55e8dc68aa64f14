"""What follows from a condition: whether it can hold at all, and whether it makes another one hold.

Both look at the written form only and err on the safe side: ``follows`` and ``clash`` say yes only when it is certain.
"""

from collections.abc import Iterator

from rules.protocol.model import (
    AllOf,
    AnyOf,
    AuthorHistory,
    Bound,
    Compare,
    Condition,
    DuringOffice,
    NothingElse,
    OneOf,
    ThreadGrowth,
    Within,
)

ANY = ("any",)
MANY_VALUED = frozenset({"topic"})
"""A mention has several topics; of everything else it has one."""

RANGES = {"danger": (0.0, 1.0), "score": (-1.0, 1.0), "rating": (0.0, 10.0), "reach": (0.0, float("inf"))}
"""Between what a number can be."""


def atoms(condition: Condition) -> Iterator[Condition]:
    """Every single condition in it, however deep."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from atoms(part)
        case _:
            yield condition


def ids_named(condition: Condition | None, of: str) -> set[str]:
    """The ids of a property that a condition names."""
    found = atoms(condition) if condition else iter(())
    return {name for atom in found if isinstance(atom, OneOf) and atom.of == of for name in atom.ids}


def parts_of(condition: Condition) -> Iterator[Condition]:
    """The parts that must all hold, with nested ``all`` opened."""
    if isinstance(condition, AllOf):
        for part in condition.conditions:
            yield from parts_of(part)
    else:
        yield condition


# --- what follows ----------------------------------------------------------------------------------------


def follows(given: Condition, wanted: Condition) -> bool:
    """Whether ``wanted`` certainly holds for every mention for which ``given`` holds."""
    match wanted:
        case AllOf(parts):
            return all(follows(given, part) for part in parts)
        case AnyOf(parts):
            return any(follows(given, part) for part in parts) or _branches(given, wanted)
        case _:
            return any(_makes(part, wanted) for part in parts_of(given))


def _branches(given: Condition, wanted: AnyOf) -> bool:
    """Whether one ``any`` of the given has only branches that each make one of the wanted hold."""
    return any(
        all(follows(branch, wanted) for branch in part.conditions)
        for part in parts_of(given)
        if isinstance(part, AnyOf) and part.conditions
    )


def _makes(part: Condition, wanted: Condition) -> bool:
    match part, wanted:
        case AnyOf(branches), _:
            return bool(branches) and all(follows(branch, wanted) for branch in branches)
        case OneOf(of, ids), OneOf(other, allowed) if of == other:
            return allowed == ANY or (ids != ANY and set(ids) <= set(allowed))
        case Within(of, bound), Within(other, limit) if of == other:
            return _bound_follows(bound, limit)
        case AuthorHistory(tone, bound, within), AuthorHistory(other, limit, time) if (tone, within) == (other, time):
            return _bound_follows(bound, limit)
        case ThreadGrowth(bound, within), ThreadGrowth(limit, time) if within == time:
            return _bound_follows(bound, limit)
        case _:
            return part == wanted


def _bound_follows(given: Bound, wanted: Bound) -> bool:
    if given.compare is Compare.EXACTLY:
        return wanted.holds(given.value)
    return given.compare is wanted.compare and wanted.holds(given.value)


# --- what cannot be ------------------------------------------------------------------------------------------


def impossible(condition: Condition) -> Condition | None:
    """A part that can never hold, alone or beside the others; None when nothing is certainly wrong."""
    parts = list(parts_of(condition))
    for number, part in enumerate(parts):
        if _never(part) or any(clash(part, other) for other in parts[:number]):
            return part
    return None


def _never(part: Condition) -> bool:
    match part:
        case AnyOf(branches):
            return all(impossible(branch) for branch in branches)
        case Within(of, bound) if of in RANGES:
            low, high = RANGES[of]
            return not (low <= bound.value <= high) and not (bound.holds(low) or bound.holds(high))
        case _:
            return False


def clash(one: Condition, other: Condition) -> bool:
    """Whether two conditions can never hold together."""
    match one, other:
        case OneOf(of, ids), OneOf(same, others) if of == same and of not in MANY_VALUED and ANY not in (ids, others):
            return not set(ids) & set(others)
        case Within(of, bound), Within(same, limit) if of == same:
            return _bounds_clash(bound, limit)
        case DuringOffice(outside), DuringOffice(also):
            return outside is not also
        case _:
            return False


def _bounds_clash(one: Bound, other: Bound) -> bool:
    if Compare.EXACTLY in (one.compare, other.compare):
        return not (one.holds(other.value) if other.compare is Compare.EXACTLY else other.holds(one.value))
    return one.compare is not other.compare and not (one.holds(other.value))


def has_nothing_else(condition: Condition) -> bool:
    """Whether it waits until no other rule applies."""
    return any(isinstance(atom, NothingElse) for atom in atoms(condition))


def without_nothing_else(condition: AllOf) -> AllOf:
    """The same condition without that wait."""
    return AllOf(tuple(part for part in parts_of(condition) if not isinstance(part, NothingElse)))
