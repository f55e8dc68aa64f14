"""Logistic regression with L2 in plain Python: few thousand rows, sparse, the same result every time."""

from collections.abc import Sequence
from math import log

Row = Sequence[tuple[int, float]]
"""The features of one example that are not zero: number, value."""

STILL = 1e-3
"""A round in which no example's share of its limit moves more is the last."""
_HALVINGS = 30
_MASK = 2**32 - 1


def fit(
    rows: Sequence[Row], hits: Sequence[bool], size: int, cost: float, rounds: int = 15, lean: float = 1.0
) -> list[float]:
    """The ``size`` weights w that minimise ½|w|² + ``cost`` · Σ log(1 + exp(−y w·x)), y = 1 for a hit and −1 otherwise.

    Solved in the dual, one example at a time, in an order that differs a round (Yu, Huang and Lin 2011, "Dual coordinate
    descent methods for logistic regression and maximum entropy models", algorithm 5, with bisection for its inner step).
    ``lean``: how many times as much a hit counts, for hits that are few. Without rows all weights are 0.
    """
    weights = [0.0] * size
    signs = [1.0 if hit else -1.0 for hit in hits]
    squares = [sum(value * value for _, value in row) for row in rows]
    costs = [cost * lean if hit else cost for hit in hits]
    duals = [1e-8 * each for each in costs]
    for row, sign, dual in zip(rows, signs, duals, strict=True):
        _push(weights, row, sign * dual)
    for turn in range(rounds):
        moved = 0.0
        for n in sorted(range(len(rows)), key=lambda n: _scattered(n, turn)):
            step = _best(duals[n], squares[n], signs[n] * score(rows[n], weights), costs[n]) - duals[n]
            duals[n] += step
            moved = max(moved, abs(step) / costs[n])
            _push(weights, rows[n], step * signs[n])
        if moved < STILL:
            break
    return weights


def _scattered(n: int, turn: int) -> int:
    """A number that has nothing to do with its neighbours' (lowbias32, Wellons 2018): neighbouring examples tend to be alike."""
    mixed = (n * 0x9E3779B1 + turn * 0x85EBCA77) & _MASK
    mixed = ((mixed ^ mixed >> 16) * 0x7FEB352D) & _MASK
    mixed = ((mixed ^ mixed >> 15) * 0x846CA68B) & _MASK
    return mixed ^ mixed >> 16


def score(row: Row, weights: Sequence[float]) -> float:
    """w·x."""
    return sum([weights[i] * value for i, value in row])


def _push(weights: list[float], row: Row, amount: float) -> None:
    for i, value in row:
        weights[i] += amount * value


def _best(dual: float, square: float, margin: float, cost: float) -> float:
    """The dual variable of one example that is best with all others fixed; its slope only rises, so halving finds it."""
    low, high = 1e-12 * cost, cost * (1 - 1e-12)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        slope = square * (middle - dual) + margin + log(middle / (cost - middle))
        low, high = (low, middle) if slope > 0 else (middle, high)
    return (low + high) / 2
