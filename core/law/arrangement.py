"""How a holiday notice may place the statutory holidays of a year: every recorded way, and what follows for the day count.

The sum of every holiday is fixed by statute (`national/statutes.toml`); only its placement is open. Extraordinary orders are
outside any bound: the extension of Spring Festival 2020, the day off on 3 September 2015. Knows no notice and no calendar.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from core.errors import CalendarRange

ONE_DAY = timedelta(1)
_DATA = Path(__file__).parent / "national"
FIRST_YEAR = 2008
"""The statutory days are arranged as they are now since this year."""

LAST_YEAR = 2100
"""The festivals are known through this year."""

_FESTIVALS = ("spring", "qingming", "dragon_boat", "mid_autumn")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One way a notice may place a holiday: weekdays off, and `swaps` make-up days among the candidate weekend days."""

    off: frozenset[date]
    swaps: int
    candidates: tuple[date, ...]


@cache
def _statutes() -> dict[str, Any]:
    return tomllib.loads((_DATA / "statutes.toml").read_text(encoding="utf-8"))


@cache
def _festival_days() -> dict[int, dict[str, date]]:
    table = tomllib.loads((_DATA / "festivals.toml").read_text(encoding="utf-8"))["days"]
    return {
        int(year): {
            **{name: date.fromisoformat(f"{year}-{day}") for name, day in zip(_FESTIVALS, days, strict=True)},
            "new_year": date(int(year), 1, 1),
            "labour": date(int(year), 5, 1),
            "national": date(int(year), 10, 1),
        }
        for year, days in table.items()
    }


def statute_of(year: int) -> dict[str, Any]:
    """The version of the statutory days that governs a year: `version`, `days`.

    Errors: CalendarRange before 2008, when the days were arranged differently.
    """
    found = None
    for statute in _statutes()["statute"]:
        if statute["from_year"] <= year:
            found = statute
    if found is None or year > LAST_YEAR:
        raise CalendarRange(f"无法推算{year}年的节假日", f"请导入该年的节假日安排（可推算的年份：{FIRST_YEAR}—{LAST_YEAR}）")
    return dict(found)


def _weekdays(days: Iterable[date]) -> frozenset[date]:
    return frozenset(day for day in days if day.weekday() < 5)


def _span(day: date, first: int, last: int) -> list[date]:
    return [day + timedelta(offset) for offset in range(first, last + 1)]


def _weekends(day: date, first: int, last: int, without: Iterable[date]) -> tuple[date, ...]:
    taken = set(without)
    return tuple(found for found in _span(day, first, last) if found.weekday() >= 5 and found not in taken)


def _one_day(day: date, festival: str) -> Iterator[Arrangement]:
    known = _statutes()["one_day"]
    weekday = str(day.isoweekday())
    patterns = known[weekday] + known["wider"].get(weekday, []) + known.get(festival, {}).get(weekday, [])
    reach = known["make_up_reach"]
    for pattern in patterns:
        off = frozenset(day + timedelta(offset) for offset in pattern)
        yield Arrangement(off, len(off) - 1, _weekends(day, min(pattern) - reach, max(pattern) + reach, [day]))


def _block(
    day: date, span: tuple[int, int], statutory: int, make_up: Sequence[int], joined: date | None = None
) -> Iterator[Arrangement]:
    """Two ways of paying back: within the recorded extremes, or anywhere in the weeks next to the block."""
    block = _span(day, *span)
    taken = [*block, *([joined] if joined else [])]
    off = _weekdays(taken)
    swaps = len(off) - statutory
    if swaps < 0:
        return
    first, last = make_up
    reach = _statutes()["blocks"]["make_up_reach"]
    yield Arrangement(off, swaps, _weekends(day, first, last, taken))
    yield Arrangement(off, swaps, _weekends(day, min(first, span[0] - reach), max(last, span[1] + reach), taken))


@cache
def arrangements_of(year: int) -> tuple[tuple[Arrangement, ...], ...]:
    """For each holiday of a year, New Year first, every way its notice may place it. Errors: CalendarRange before 2008."""
    return tuple(tuple(found) for found in _holidays(year))


def _holidays(year: int) -> Iterator[list[Arrangement]]:
    statutory = statute_of(year)["days"]
    days = _festival_days()[year]
    blocks = _statutes()["blocks"]

    yield list(_one_day(days["new_year"], "new_year"))

    spring = blocks["spring"]
    yield [
        found
        for first in spring["first"]
        if first <= min(statutory["spring"])
        for last in spring["last"]
        for found in _block(days["spring"], (first, last), len(statutory["spring"]), spring["make_up"])
    ]

    yield list(_one_day(days["qingming"], "qingming"))

    five = blocks["labour_five"]
    labour = list(_one_day(days["labour"], "labour")) if len(statutory["labour"]) == 1 else []
    if year >= five["from_year"]:
        for first in five["first"]:
            labour += _block(days["labour"], (first, first + five["length"] - 1), len(statutory["labour"]), five["make_up"])
    yield labour

    yield list(_one_day(days["dragon_boat"], "dragon_boat"))

    national = blocks["national"]
    distance = (days["mid_autumn"] - days["national"]).days
    joins = national["joins_mid_autumn"][0] <= distance <= national["joins_mid_autumn"][1]
    if not joins:
        yield list(_one_day(days["mid_autumn"], "mid_autumn"))
    yield [
        found
        for first in national["first"]
        for last in national["last"]
        for found in _block(
            days["national"],
            (first, last),
            len(statutory["national"]) + joins,
            national["make_up"],
            days["mid_autumn"] if joins else None,
        )
    ]


@dataclass(slots=True)
class Bounds:
    """How one holiday may change the plain Monday–Friday count: per-day change of the extreme cumulative counts."""

    most: dict[date, int] = field(default_factory=dict)
    fewest: dict[date, int] = field(default_factory=dict)
    may_be_off: set[date] = field(default_factory=set)
    must_be_off: set[date] = field(default_factory=set)
    may_be_made_up: set[date] = field(default_factory=set)

    @property
    def days(self) -> frozenset[date]:
        """Every day that the holiday may touch."""
        return frozenset(self.most) | self.may_be_off | self.may_be_made_up


def bounds_of(arrangements: tuple[Arrangement, ...], counts: Callable[[date], bool]) -> Bounds:
    """How one holiday changes the count over the days that count. Make-up days elsewhere use up swaps."""
    bounds = Bounds()
    touched = sorted({day for found in arrangements for day in (*found.off, *found.candidates) if counts(day)})
    bounds.must_be_off = set(frozenset.intersection(*(found.off for found in arrangements)))
    curves: list[tuple[list[int], list[int]]] = []
    for found in arrangements:
        bounds.may_be_off |= found.off
        if found.swaps:
            bounds.may_be_made_up |= set(found.candidates)
        candidates = [day for day in found.candidates if counts(day)]
        elsewhere = len(found.candidates) - len(candidates)
        early = set(candidates[: found.swaps])
        late = set(candidates[len(candidates) - max(0, found.swaps - elsewhere) :])
        high = low = 0
        highs, lows = [], []
        for day in touched:
            high += (day in early) - (day in found.off)
            low += (day in late) - (day in found.off)
            highs.append(high)
            lows.append(low)
        curves.append((highs, lows))
    most = [max(values) for values in zip(*(highs for highs, _ in curves), strict=True)]
    fewest = [min(values) for values in zip(*(lows for _, lows in curves), strict=True)]
    for index, day in enumerate(touched):
        bounds.most[day] = most[index] - (most[index - 1] if index else 0)
        bounds.fewest[day] = fewest[index] - (fewest[index - 1] if index else 0)
    return bounds


@cache
def whole_bounds(arrangements: tuple[Arrangement, ...]) -> Bounds:
    """The bounds of a holiday of which every day counts, shared by all terms that pass it whole."""
    return bounds_of(arrangements, lambda _: True)


@cache
def reach_of(arrangements: tuple[Arrangement, ...]) -> tuple[date, date]:
    """The first and the last day that a holiday may touch."""
    days = [day for found in arrangements for day in (*found.off, *found.candidates)]
    return min(days), max(days)


_NAMES = {
    "new_year": "元旦",
    "spring": "春节",
    "qingming": "清明节",
    "labour": "劳动节",
    "dragon_boat": "端午节",
    "mid_autumn": "中秋节",
    "national": "国庆节",
}


@cache
def statutory_days(year: int) -> dict[date, str]:
    """The statutory days of a year and their names, before any notice places them. Errors: CalendarRange before 2008."""
    days = _festival_days()[year]
    return {
        days[festival] + timedelta(offset): _NAMES[festival]
        for festival, offsets in statute_of(year)["days"].items()
        for offset in offsets
    }


def first_unsettled_day(year: int) -> date:
    """The first day that the missing notice of a year may change: its 1 January, or a day of the week before."""
    new_year = date(year, 1, 1)
    if year > LAST_YEAR or year < FIRST_YEAR:
        return new_year
    bounds = whole_bounds(arrangements_of(year)[0])
    return min([day for day in bounds.may_be_off | bounds.may_be_made_up if day < new_year], default=new_year)


def basis_of(year: int) -> str:
    """One Chinese sentence: what the bounds of an unpublished year rest on."""
    festivals = _festival_days()[year]
    return (
        f"{year}年节假日安排尚未公布：按《全国年节及纪念日放假办法》（{statute_of(year)['version']}）的法定天数、"
        f"农历与节气（春节{festivals['spring']:%m-%d}、清明{festivals['qingming']:%m-%d}、端午{festivals['dragon_boat']:%m-%d}、"
        f"中秋{festivals['mid_autumn']:%m-%d}）和2008—2026年各次安排的极值推算"
    )
