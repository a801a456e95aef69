"""What can be said of years whose holiday notice is not published: bounds on the number of working days, never a guess.

The sum of every holiday is fixed by statute (`national/statutes.toml`); only its placement is open, and every recorded way of
placing it is tried. The result is two counts for each day, the most and the fewest working days so far. A term that ends
between them is provisional, and its final date, whenever the notice comes, lies between the two ends.

Extraordinary orders are outside any bound: the extension of Spring Festival 2020, the day off on 3 September 2015.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from core.errors import CalendarRange

if TYPE_CHECKING:
    from core.law.calendar import Calendar

ONE_DAY = timedelta(1)
LAST_YEAR = 2100
"""The festivals are known through this year."""

_FESTIVALS = ("spring", "qingming", "dragon_boat", "mid_autumn")


@dataclass(frozen=True, slots=True)
class _Arrangement:
    """One way a notice may place a holiday: weekdays off, and `swaps` make-up days among the candidate weekend days."""

    off: frozenset[date]
    swaps: int
    candidates: tuple[date, ...]


@cache
def _statutes() -> dict[str, Any]:
    return tomllib.loads((files("core.law") / "national" / "statutes.toml").read_text(encoding="utf-8"))


@cache
def _festival_days() -> dict[int, dict[str, date]]:
    table = tomllib.loads((files("core.law") / "national" / "festivals.toml").read_text(encoding="utf-8"))["days"]
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
        raise CalendarRange(f"无法推算{year}年的节假日", f"请导入该年的节假日安排（可推算的年份：2008—{LAST_YEAR}）")
    return dict(found)


def _weekdays(days: Iterable[date]) -> frozenset[date]:
    return frozenset(day for day in days if day.weekday() < 5)


def _span(day: date, first: int, last: int) -> list[date]:
    return [day + timedelta(offset) for offset in range(first, last + 1)]


def _weekends(day: date, first: int, last: int, without: Iterable[date]) -> tuple[date, ...]:
    taken = set(without)
    return tuple(found for found in _span(day, first, last) if found.weekday() >= 5 and found not in taken)


def _one_day(day: date, festival: str) -> Iterator[_Arrangement]:
    known = _statutes()["one_day"]
    weekday = str(day.isoweekday())
    patterns = known[weekday] + known["wider"].get(weekday, []) + known.get(festival, {}).get(weekday, [])
    reach = known["make_up_reach"]
    for pattern in patterns:
        off = frozenset(day + timedelta(offset) for offset in pattern)
        yield _Arrangement(off, len(off) - 1, _weekends(day, min(pattern) - reach, max(pattern) + reach, [day]))


def _block(day: date, first: int, last: int, statutory: int, make_up: Sequence[int], joined: date | None = None) -> _Arrangement | None:
    block = _span(day, first, last)
    off = _weekdays([*block, *([joined] if joined else [])])
    swaps = len(off) - statutory
    if swaps < 0:
        return None
    return _Arrangement(off, swaps, _weekends(day, make_up[0], make_up[1], [*block, *([joined] if joined else [])]))


def _arrangements(year: int) -> Iterator[list[_Arrangement]]:
    """For each holiday of a year, every way its notice may place it."""
    days = _festival_days()[year]
    statutory = statute_of(year)["days"]
    blocks = _statutes()["blocks"]

    yield list(_one_day(days["new_year"], "new_year"))

    spring = blocks["spring"]
    yield [
        found
        for first in spring["first"]
        if first <= min(statutory["spring"])
        for last in spring["last"]
        if (found := _block(days["spring"], first, last, len(statutory["spring"]), spring["make_up"]))
    ]

    yield list(_one_day(days["qingming"], "qingming"))

    five = blocks["labour_five"]
    labour = list(_one_day(days["labour"], "labour")) if len(statutory["labour"]) == 1 else []
    if year >= five["from_year"]:
        for first in five["first"]:
            found = _block(days["labour"], first, first + five["length"] - 1, len(statutory["labour"]), five["make_up"])
            if found:
                labour.append(found)
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
        if (
            found := _block(
                days["national"],
                first,
                last,
                len(statutory["national"]) + joins,
                national["make_up"],
                days["mid_autumn"] if joins else None,
            )
        )
    ]


@dataclass(slots=True)
class _Bounds:
    """How one holiday may change the plain Monday–Friday count: per-day change of the extreme cumulative counts."""

    most: dict[date, int] = field(default_factory=dict)
    fewest: dict[date, int] = field(default_factory=dict)
    may_be_off: set[date] = field(default_factory=set)
    must_be_off: set[date] = field(default_factory=set)
    may_be_made_up: set[date] = field(default_factory=set)


def _bounds(arrangements: list[_Arrangement], counts: Callable[[date], bool]) -> _Bounds:
    """How one holiday changes the count over the days that count. Make-up days elsewhere use up swaps."""
    bounds = _Bounds()
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


def first_unsettled_day(calendar: Calendar) -> date:
    """The first day that the first missing notice may change: 1 January of its year, or a day of the week before."""
    year = calendar.published_through.year + 1
    new_year = date(year, 1, 1)
    if year > LAST_YEAR or year < _statutes()["statute"][0]["from_year"]:
        return new_year
    bounds = _bounds(next(_arrangements(year)), lambda day: True)
    return min([day for day in bounds.may_be_off | bounds.may_be_made_up if day < new_year], default=new_year)


class Outlook:
    """The most and the fewest working days after `settled_through` and after a day, extended as far as somebody asks.

    Index 0 of every list is `start`; counts are cumulative from there over the days that count. Days inside `left_out`
    (intervals whose first day is not part of them) never count. `can_work` and `can_rest` say what each single day may turn
    out to be; where only one of them is true the day is certain.
    """

    def __init__(self, calendar: Calendar, after: date, left_out: tuple[tuple[date, date], ...] = ()) -> None:
        self.calendar = calendar
        self.start = max(calendar.settled_through, after) + ONE_DAY
        self.left_out = left_out
        self.most: list[int] = []
        self.fewest: list[int] = []
        self.can_work: list[bool] = []
        self.can_rest: list[bool] = []
        self._local = {day for overlay in calendar.overlays for day in (*overlay.off_days, *overlay.working_days)}

    def day(self, index: int) -> date:
        """The day of an index."""
        return self.start + timedelta(index)

    def end_of(self, need: int) -> tuple[date, date]:
        """The earliest and the latest day on which the `need`-th counted working day may fall.

        Errors: CalendarRange when that is beyond what can be said.
        """
        earliest = self._first(lambda index: self.most[index] >= need and self.can_work[index])
        latest = self._first(lambda index: self.fewest[index] >= need)
        while not self.can_work[latest]:
            latest -= 1
        return self.day(earliest), self.day(latest)

    def working_from(self, day: date) -> tuple[date, date]:
        """The earliest and the latest that the first working day on or after a day may be."""
        index = max(0, (day - self.start).days)
        earliest = self._first(lambda found: self.can_work[found], index)
        latest = self._first(lambda found: not self.can_rest[found], index)
        return self.day(earliest), self.day(latest)

    def _first(self, holds: Callable[[int], bool], index: int = 0) -> int:
        while True:
            if index >= len(self.most):
                self.reach(self.day(index))
            if holds(index):
                return index
            index += 1

    def reach(self, day: date) -> None:
        """Make the lists cover a day. Errors: CalendarRange after the year 2099."""
        if day < self.day(len(self.most)):
            return
        if day.year >= LAST_YEAR:
            raise CalendarRange(f"{day} 超出日历可推算的范围", f"请检查日期；目前可推算到{LAST_YEAR - 1}年底")
        self._extend(day.year)

    def _counts(self, day: date) -> bool:
        return day >= self.start and not any(first < day <= last for first, last in self.left_out)

    def _extend(self, year: int) -> None:
        # The notice for the year after the last one may still change the last week of the last one.
        bounds = [
            _bounds(found, self._counts)
            for open_year in range(self.start.year, year + 2)
            if not self.calendar.is_published(open_year)
            for found in _arrangements(open_year)
        ]
        self.most, self.fewest, self.can_work, self.can_rest = [], [], [], []
        most = fewest = 0
        day, end = self.start, date(year, 12, 31)
        while day <= end:
            works = self.calendar.is_working(day)
            may_rest = any(day in found.may_be_off for found in bounds)
            may_be_made_up = any(day in found.may_be_made_up for found in bounds)
            can_rest = not works or may_rest
            can_work = not any(day in found.must_be_off for found in bounds) if works else may_be_made_up
            high = works + sum(found.most.get(day, 0) for found in bounds)
            low = works + sum(found.fewest.get(day, 0) for found in bounds)
            if day in self._local:
                # A local day is certain whatever the notice says: undo what the bounds allowed for it.
                high, low = high + may_rest, low - may_be_made_up
                can_work, can_rest = works, not works
            if self._counts(day):
                most += high
                fewest += low
            self.most.append(most)
            self.fewest.append(fewest)
            self.can_work.append(can_work)
            self.can_rest.append(can_rest)
            day += ONE_DAY


@lru_cache(maxsize=512)
def outlook_after(calendar: Calendar, after: date, left_out: tuple[tuple[date, date], ...] = ()) -> Outlook:
    """A shared outlook; every day up to `settled_through` gives the same one."""
    return Outlook(calendar, after, left_out)


def basis_of(year: int) -> str:
    """One Chinese sentence: what the bounds of an unpublished year rest on."""
    festivals = _festival_days()[year]
    return (
        f"{year}年节假日安排尚未公布：按《全国年节及纪念日放假办法》（{statute_of(year)['version']}）的法定天数、"
        f"农历与节气（春节{festivals['spring']:%m-%d}、清明{festivals['qingming']:%m-%d}、端午{festivals['dragon_boat']:%m-%d}、"
        f"中秋{festivals['mid_autumn']:%m-%d}）和2008—2026年各次安排的极值推算"
    )
