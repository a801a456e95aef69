"""Which days are working days: national years from published notices, later notices and tenant overlays on top.

Knows no rule and no clock. A year without a notice is a state, not a guess: `core.law.outlook` bounds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, Self

from core.errors import BadNotice
from core.law.arrangement import first_unsettled_day

ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """Why a day is or is not a working day."""

    label: str
    is_working: bool

    WORKDAY = "workday", "工作日", True
    MAKE_UP = "make_up", "调休上班日", True
    LOCAL_WORKDAY = "local_workday", "本地工作日", True
    WEEKEND = "weekend", "周末", False
    HOLIDAY = "holiday", "节假日", False
    LOCAL_HOLIDAY = "local_holiday", "本地假日", False

    def __new__(cls, code: str, label: str = "", is_working: bool = False) -> Self:  # noqa: FBT001, FBT002  # Written as a tuple.
        """A member from its code, label and nature; with the code alone Python looks the member up."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.is_working = is_working
        return member


class DayFact(NamedTuple):
    """A day and what it is; `name` is the holiday or the local reason, empty on ordinary days."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class HolidayBlock:
    """One holiday of a notice: the days off (weekends inside the block included) and its make-up working days.

    `number` is set where a later special notice replaced this block of the year's notice.
    """

    name: str
    off_days: tuple[date, ...]
    make_up_days: tuple[date, ...] = ()
    number: str | None = None


@dataclass(frozen=True, slots=True)
class YearNotice:
    """The holiday arrangement of one year, immutable. It may reach into the last week of the year before.

    `number` is None while the notice's number has not been read from its text (shown as 未核实).
    """

    year: int
    blocks: tuple[HolidayBlock, ...]
    number: str | None = None
    issued: date | None = None
    source: str = ""

    def __post_init__(self) -> None:
        seen: dict[date, str] = {}
        for block in self.blocks:
            for day in (*block.off_days, *block.make_up_days):
                if day in seen:
                    raise BadNotice(
                        f"{self.year}年节假日安排中 {day} 同时出现在{seen[day]}和{block.name}", "请对照通知原文，每一天只写一次"
                    )
                seen[day] = block.name
                if not date(self.year - 1, 12, 1) <= day <= date(self.year + 1, 1, 31):
                    raise BadNotice(f"{self.year}年节假日安排中的 {day} 不属于这一年", "请检查年份，或改正 year")
            for day in block.make_up_days:
                if day.weekday() < 5:
                    raise BadNotice(
                        f"{self.year}年节假日安排把 {day} 写成调休上班日，但这一天本来就是周一至周五", "请对照通知原文改正"
                    )

    @property
    def label(self) -> str:
        """The notice as users see it."""
        return f"{self.year}年节假日安排（{self.number or '文号未核实'}）"

    def checksum(self) -> str:
        """`sha256:` and the hex digest of the year and its days, one line a day in date order. Names are not part of it."""
        lines = sorted(f"{day} off" for block in self.blocks for day in block.off_days)
        lines += sorted(f"{day} work" for block in self.blocks for day in block.make_up_days)
        text = "\n".join([str(self.year), *sorted(lines)]) + "\n"
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Overlay:
    """Local days of one tenant, such as the holidays of an autonomous county, on top of every notice."""

    name: str
    source: str
    off_days: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        both = self.off_days & self.working_days
        if both:
            raise BadNotice(f"本地日历“{self.name}”把 {min(both)} 同时写成休息日和工作日", "请保留其中一个")


@dataclass(frozen=True, eq=False)
class Calendar:
    """The days of a contiguous run of published years, with later notices and overlays.

    Build it with `Calendar.of`. Instances are immutable and shared; the tables below are made once and read by the
    arithmetic in `core.law.term`:

    - `rank[i]`: working days from `first` up to and including day `i` (day 0 is `first`);
    - `working_days[k]`: the k-th working day, so that `working_days[rank[i] + n - 1]` is the n-th one after day `i`;
    - `next_working[i]`: day `i` itself if it is a working day, otherwise the next one (None past the tables).

    The tables end with `settled_through`, the last day that no unpublished notice can change.
    """

    notices: Mapping[int, YearNotice]
    overlays: tuple[Overlay, ...] = ()
    _special: dict[date, DayFact] = field(init=False, repr=False, default_factory=dict)

    @classmethod
    def of(cls, notices: Iterable[YearNotice], overlays: Iterable[Overlay] = ()) -> Calendar:
        """A calendar of these notices; of two notices for one year the later one in the sequence counts."""
        by_year = {notice.year: notice for notice in notices}
        if not by_year:
            raise BadNotice("没有任何年度的节假日安排", "请至少导入一个年度")
        return cls(dict(sorted(by_year.items())), tuple(overlays))

    def __post_init__(self) -> None:
        special = self._special
        for notice in self.notices.values():
            for block in notice.blocks:
                for day in block.off_days:
                    special[day] = DayFact(day, DayKind.HOLIDAY, block.name)
                for day in block.make_up_days:
                    special[day] = DayFact(day, DayKind.MAKE_UP, f"{block.name}调休")
        for overlay in self.overlays:
            for day in overlay.off_days:
                special[day] = DayFact(day, DayKind.LOCAL_HOLIDAY, overlay.name)
            for day in overlay.working_days:
                special[day] = DayFact(day, DayKind.LOCAL_WORKDAY, overlay.name)

    @property
    def first(self) -> date:
        """The first day of the tables."""
        return date(min(self.notices), 1, 1)

    @property
    def published_through(self) -> date:
        """31 December of the last year before the first gap in the notices."""
        year = min(self.notices)
        while year + 1 in self.notices:
            year += 1
        return date(year, 12, 31)

    @cached_property
    def settled_through(self) -> date:
        """The last day that no missing notice can change: at most `published_through`.

        A notice sometimes moves days of the week before its own year (31 December 2018 was off by the notice for 2019).
        """
        return first_unsettled_day(self.published_through.year + 1) - ONE_DAY

    def fact(self, day: date) -> DayFact:
        """What the notices and overlays at hand say of a day; for an unpublished year that is the plain weekday."""
        found = self._special.get(day)
        if found is not None:
            return found
        return DayFact(day, DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY, "")

    def is_working(self, day: date) -> bool:
        """Whether a day is a working day by the notices and overlays at hand."""
        return self.fact(day).kind.is_working

    def is_published(self, year: int) -> bool:
        """Whether the notice for a year is at hand."""
        return year in self.notices

    @cached_property
    def facts(self) -> list[DayFact]:
        """One fact a day from `first` through `settled_through`, in order."""
        days = (self.settled_through - self.first).days + 1
        start = self.first.toordinal()
        return [self.fact(date.fromordinal(start + offset)) for offset in range(days)]

    @cached_property
    def rank(self) -> list[int]:
        """See the class."""
        counted = 0
        ranks = []
        for fact in self.facts:
            counted += fact.kind.is_working
            ranks.append(counted)
        return ranks

    @cached_property
    def working_days(self) -> list[date]:
        """See the class."""
        return [fact.day for fact in self.facts if fact.kind.is_working]

    @cached_property
    def next_working(self) -> list[date | None]:
        """See the class."""
        following: date | None = None
        table: list[date | None] = []
        for fact in reversed(self.facts):
            if fact.kind.is_working:
                following = fact.day
            table.append(following)
        table.reverse()
        return table

    def with_notice(self, notice: YearNotice) -> Calendar:
        """This calendar with one more notice; it replaces the one of the same year."""
        return Calendar({**self.notices, notice.year: notice}, self.overlays)

    def with_overlay(self, overlay: Overlay) -> Calendar:
        """This calendar with one more local overlay on top."""
        return Calendar(self.notices, (*self.overlays, overlay))

    def without_years(self, years: Iterable[int]) -> Calendar:
        """This calendar as it was before the notices of these years were published."""
        hidden = set(years)
        return Calendar({year: notice for year, notice in self.notices.items() if year not in hidden}, self.overlays)
