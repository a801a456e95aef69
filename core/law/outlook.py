"""What can be said of years whose holiday notice is not published: bounds on the number of working days, never a guess.

The result is two counts for each day, the most and the fewest working days so far. A term that ends between them is
provisional, and its final date, whenever the notice comes, lies between the two ends.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from core.errors import CalendarRange
from core.law.arrangement import LAST_YEAR, Bounds, arrangements_of, bounds_of, reach_of, whole_bounds
from core.law.calendar import Calendar

ONE_DAY = timedelta(1)


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
        self._open_days: dict[date, list[Bounds]] = {}
        self._opened = self.start.year - 1
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

    def _open_year(self, year: int) -> None:
        """Take in what the missing notice of a year may change."""
        for arrangements in arrangements_of(year):
            reach = reach_of(arrangements)
            is_whole = reach[0] >= self.start and all(last < reach[0] or first >= reach[1] for first, last in self.left_out)
            bounds = whole_bounds(arrangements) if is_whole else bounds_of(arrangements, self._counts)
            for day in bounds.days:
                self._open_days.setdefault(day, []).append(bounds)

    def _extend(self, year: int) -> None:
        # The notice for the year after the last one may still change the last week of the last one.
        for open_year in range(self._opened + 1, year + 2):
            if not self.calendar.is_published(open_year):
                self._open_year(open_year)
            self._opened = open_year
        day, end = self.day(len(self.most)), date(year, 12, 31)
        most = self.most[-1] if self.most else 0
        fewest = self.fewest[-1] if self.fewest else 0
        while day <= end:
            works = self.calendar.is_working(day)
            high = low = int(works)
            can_work, can_rest = works, not works
            bounds = self._open_days.get(day, ())
            if bounds:
                may_rest = any(day in found.may_be_off for found in bounds)
                may_be_made_up = any(day in found.may_be_made_up for found in bounds)
                high += sum(found.most.get(day, 0) for found in bounds)
                low += sum(found.fewest.get(day, 0) for found in bounds)
                if day in self._local:
                    # A local day is certain whatever the notice says: undo what the bounds allowed for it.
                    high, low = high + may_rest, low - may_be_made_up
                else:
                    can_rest = not works or may_rest
                    can_work = not any(day in found.must_be_off for found in bounds) if works else may_be_made_up
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
