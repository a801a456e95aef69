"""Holding a found number against a rule: thresholds, deductions and grades, in exact decimals. Counts no day."""

from __future__ import annotations

from decimal import Decimal

from core.law.reading import Counting
from core.law.rule import Band, Compare, RuleValue

_DEFAULT = Counting()


def meets(value: RuleValue, found: Decimal | int, counting: Counting = _DEFAULT) -> bool:
    """Whether a found number satisfies a limit. Bounds belong to the range unless the reading of E-05 says otherwise.

    Errors: ValueError for a value that is no limit.
    """
    if value.compare is None or value.amount is None:
        raise ValueError("the value compares with nothing")
    number, inclusive = Decimal(found), counting.threshold_inclusive
    if value.compare is Compare.EXACTLY:
        return number == value.amount
    above = number > value.amount or (inclusive and number == value.amount)
    below = number < value.amount or (inclusive and number == value.amount)
    if value.compare is Compare.AT_LEAST:
        return above
    if value.compare is Compare.AT_MOST:
        return below
    upper = value.upper if value.upper is not None else value.amount
    return above and (number < upper or (inclusive and number == upper))


def deduct(value: RuleValue, count: int) -> Decimal:
    """The points that `count` findings cost, never more than the cap. Errors: ValueError below zero or without an amount."""
    if value.amount is None or count < 0:
        raise ValueError("no deduction can be computed")
    points = value.amount if value.flat and count else value.amount * count
    return min(points, value.cap) if value.cap is not None else points


def band_of(value: RuleValue, points: Decimal, counting: Counting = _DEFAULT) -> Band:
    """The grade of a number of points. Where two grades share a bound, the better one has it unless read otherwise (E-102).

    Errors: ValueError for points below zero or a value without grades.
    """
    if points < 0 or not value.bands:
        raise ValueError("no grade for these points")
    for band in value.bands:
        if points > band.at_least or (points == band.at_least and (counting.lower_bound_inclusive or band.at_least == 0)):
            return band
    return value.bands[-1]
