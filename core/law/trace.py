"""A term explained day by day, so that anyone can check it with a wall calendar, and recomputed from nothing but the lines.

Explains what `core.law.term` computed; computes no end of its own except in `recompute`, which reads no table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from core.law.arrangement import basis_of, statutory_days
from core.law.calendar import Calendar, DayKind
from core.law.outlook import outlook_after
from core.law.pause import Pause, in_order, intervals
from core.law.reading import ExtensionBase
from core.law.rule import Kind, Roll, RuleValue, Unit
from core.law.term import Clock, Due, add_months, check_extension, check_pauses, months_between, working_day_before
from core.vocabulary import Labelled

ONE_DAY = timedelta(1)


class Mark(Labelled):
    """What a day means for the term."""

    START = "start", "起算日，不计入"
    COUNTED = "counted", "计入"
    EXTENDED = "extended", "延长期，计入"
    IF_ANSWERED = "if_answered", "等待答复；若送出当日即获答复则计入"
    REST = "rest", "休息日，不计入"
    PAUSED = "paused", "中止期间，不计入"
    UNCERTAIN = "uncertain", "该年安排尚未公布，可能计入"
    MAY_END = "may_end", "该年安排尚未公布，可能为末日"
    ROLLED = "rolled", "末日为休息日，顺延"
    ROLLED_TO = "rolled_to", "末日顺延至此日"
    FIXED = "fixed", "规定的最后一日"
    ADVANCED_TO = "advanced_to", "提前至此日"
    WARNING = "warning", "提醒日：该日或之前最后一个工作日"
    MAY_WARN = "may_warn", "该年安排尚未公布，可能为提醒日"
    OFF = "off", "休息日"


class State(Labelled):
    """Where a term stands."""

    NOT_STARTED = "not_started", "未起算"
    SETTLED = "settled", "已确定"
    PROVISIONAL = "provisional", "暂定"
    OPEN = "open", "中止中"


class Line(NamedTuple):
    """One day of a trace.

    `most` and `fewest` are the units counted so far (days, or whole months); they differ where a year is not published.
    `kind` is what the calendar at hand says of the day; `can_work` and `can_rest` what it may turn out to be, which differs
    only where `is_settled` is false.
    """

    day: date
    mark: Mark
    kind: DayKind
    name: str
    most: int
    fewest: int
    can_work: bool
    can_rest: bool
    is_settled: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """A term with its reasons. `due` is None while the start is not proven; then there are no lines.

    `idle_pauses` left out no day: over before the start, answered at once, or begun when the time was used up. `warn_on` is
    the last certain working day on or before the (earliest) end. `basis` says what the range of a provisional term rests on.
    """

    clock: Clock
    start: date | None
    value: RuleValue | None = None
    extension: int = 0
    pauses: tuple[Pause, ...] = ()
    idle_pauses: tuple[Pause, ...] = ()
    lines: tuple[Line, ...] = ()
    due: Due | None = None
    warn_on: date | None = None
    basis: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """Where the term stands. An open pause counts before a provisional end."""
        if self.due is None:
            return State.NOT_STARTED
        if self.due.is_open:
            return State.OPEN
        return State.PROVISIONAL if self.due.provisional else State.SETTLED


def explain(clock: Clock, start: date | None, extension: int = 0, pauses: Sequence[tuple[date, date | None]] = ()) -> Trace:
    """The trace of a term. `start` is None while the start event has no proof. Errors: as `Clock.due`."""
    if start is None:
        newest = clock.rule.values[-1]
        check_extension(clock, newest, extension)
        return Trace(clock, None, extension=extension, pauses=tuple(check_pauses(clock, newest, pauses)))
    due = clock.due(start, extension, pauses)
    value = clock.value_for(start)
    if clock.rule.kind is Kind.FIXED_DATE:
        return _explain_fixed_date(clock, start, value, due)
    ordered = in_order(pauses) if pauses else []
    left_out = intervals(ordered, start, clock.counting.pause_edges) if ordered else []
    unrolled = clock.unrolled(start, extension, pauses)
    end = unrolled.latest or date.max
    pairs = list(zip(ordered, left_out, strict=True))
    idle = tuple(pause for pause, (before, until) in pairs if before >= end or (pause.answered and before == until))
    in_effect = {pause: interval for pause, interval in pairs if pause not in idle}
    builder = _Builder(clock, start, int(value.amount or 0), extension, in_effect, due)
    lines = builder.working_days() if clock.unit is Unit.WORKING_DAY else builder.calendar_days(unrolled)
    return Trace(
        clock=clock,
        start=start,
        value=value,
        extension=extension,
        pauses=tuple(ordered),
        idle_pauses=idle,
        lines=tuple(lines),
        due=due,
        warn_on=due.earliest if due.on else working_day_before(clock, due.earliest),
        basis=_basis(clock, due) if due.provisional else (),
    )


def _basis(clock: Clock, due: Due) -> tuple[str, ...]:
    """What the bounds rest on, one sentence an unpublished year that bears on the end."""
    last = (due.latest or due.earliest) + timedelta(14)
    calendar = clock.calendar
    years = range(calendar.settled_through.year, last.year + 1)
    return tuple(basis_of(year) for year in years if not calendar.is_published(year))


@dataclass(slots=True)
class _Builder:
    """Lists the days of one term from its start through its last possible end."""

    clock: Clock
    start: date
    amount: int
    extension: int
    in_effect: dict[Pause, tuple[date, date]]
    due: Due
    left_out: tuple[tuple[date, date], ...] = field(init=False)
    waiting_since: date = field(init=False, default=date.max)

    def __post_init__(self) -> None:
        self.left_out = tuple(self.in_effect.values())
        if self.due.is_open:
            self.waiting_since = self.left_out[-1][1]

    def _facts(self, first: date, last: date) -> Sequence[tuple[date, DayKind, str]]:
        calendar = self.clock.calendar
        if last <= calendar.settled_through:
            index = (first - calendar.first).days
            return calendar.facts[index : index + (last - first).days + 1]
        return [calendar.fact(first + timedelta(offset)) for offset in range((last - first).days + 1)]

    def _unpublished(self, day: date, *, can_work: bool) -> tuple[DayKind, str]:
        """What to call a day of an unpublished year: a day off in every arrangement is a holiday, by name where it has one."""
        fact = self.clock.calendar.fact(day)
        if fact.kind is DayKind.WORKDAY and not self.clock.calendar.is_published(day.year):
            name = statutory_days(day.year).get(day, "节假日")
            if not can_work or name != "节假日":
                return DayKind.HOLIDAY, name
        return fact.kind, fact.name

    def _is_settled(self, day: date) -> bool:
        return day <= self.clock.calendar.settled_through

    def _first_line(self) -> Line:
        fact = self.clock.calendar.fact(self.start)
        works = fact.kind.is_working
        return Line(self.start, Mark.START, fact.kind, fact.name, 0, 0, works, not works, self._is_settled(self.start))

    def working_days(self) -> list[Line]:
        """A line a day through the latest possible end (an open pause: through the earliest)."""
        last = self.due.latest or self.due.earliest
        settled = self.clock.calendar.settled_through
        lines = [self._first_line()]
        counted = 0
        closed, waiting, amount = self.left_out, self.waiting_since, self.amount
        for day, kind, name in self._facts(self.start + ONE_DAY, min(last, max(settled, self.start))):
            works = kind.is_working
            if closed and _inside(day, closed):
                mark = Mark.PAUSED
            elif works:
                counted += 1
                mark = Mark.COUNTED if counted <= amount else Mark.EXTENDED
                if day > waiting:
                    mark = Mark.IF_ANSWERED
            else:
                mark = Mark.REST
            lines.append(Line(day, mark, kind, name, counted, counted, works, not works, True))
        if last > settled:
            self._add_unsettled(lines, counted, last)
        return lines

    def _add_unsettled(self, lines: list[Line], counted: int, last: date) -> None:
        closed, waiting = self.left_out, self.waiting_since
        may_end = self.due.latest is not None and self.due.latest != self.due.earliest
        calendar = self.clock.calendar
        settled = calendar.settled_through
        reaching = tuple(interval for interval in closed if interval[1] > settled)
        outlook = outlook_after(calendar, max(self.start, settled), reaching)
        outlook.reach(last)
        for index in range((last - outlook.start).days + 1):
            day = outlook.day(index)
            most, fewest = counted + outlook.most[index], counted + outlook.fewest[index]
            can_work, can_rest = outlook.can_work[index], outlook.can_rest[index]
            kind, name = self._unpublished(day, can_work=can_work)
            if _inside(day, closed):
                mark = Mark.PAUSED
            elif can_work and can_rest:
                mark = Mark.MAY_END if may_end and day >= self.due.earliest else Mark.UNCERTAIN
            elif can_rest:
                mark = Mark.REST
            elif day > waiting:
                mark = Mark.IF_ANSWERED
            elif may_end and day >= self.due.earliest:
                mark = Mark.MAY_END
            else:
                mark = Mark.EXTENDED if self.extension and fewest > self.amount else Mark.COUNTED
            lines.append(Line(day, mark, kind, name, most, fewest, can_work, can_rest, False))

    def calendar_days(self, unrolled: Due) -> list[Line]:
        """A line a day: every day counts, then the days over which the end is rolled."""
        calendar = self.clock.calendar
        last = self.due.latest or self.due.earliest
        end = unrolled.latest or unrolled.earliest
        months = self.clock.unit is Unit.MONTH
        base_rolled = self.extension and self.clock.counting.extension_base is ExtensionBase.ROLLED
        # Where the extension is added to the rolled end, the days over which the base was rolled do not count.
        gap = self._base_gap() if base_rolled else None
        lines = [self._first_line()]
        waiting = self.waiting_since
        counted = passed = 0
        for day, known_kind, known_name in self._facts(self.start + ONE_DAY, last):
            kind, name = known_kind, known_name
            can_work, can_rest = _prospects(calendar, day)
            if not self._is_settled(day):
                kind, name = self._unpublished(day, can_work=can_work)
            is_left_out = _inside(day, self.left_out)
            if day > end or (gap and gap[0] < day <= gap[1] and not is_left_out):
                mark = Mark.MAY_END if can_work and can_rest else Mark.ROLLED_TO if can_work else Mark.ROLLED
            elif is_left_out:
                mark = Mark.PAUSED
            else:
                passed += 1
                counted = months_between(self.start, day)[0] if months else passed
                mark = Mark.IF_ANSWERED if day > waiting else Mark.COUNTED if self._within_base(day, passed) else Mark.EXTENDED
            lines.append(Line(day, mark, kind, name, counted, counted, can_work, can_rest, self._is_settled(day)))
        return lines

    def _within_base(self, day: date, passed: int) -> bool:
        if self.clock.unit is Unit.DAY:
            return passed <= self.amount
        return day <= add_months(self.start, self.amount)

    def _base_gap(self) -> tuple[date, date]:
        clock, pauses = self.clock, tuple(self.in_effect)
        return clock.unrolled(self.start, 0, pauses).earliest, clock.due(self.start, 0, pauses).earliest


def _prospects(calendar: Calendar, day: date) -> tuple[bool, bool]:
    """Whether a day can be a working day, and whether it can be a rest day."""
    if day <= calendar.settled_through:
        works = calendar.is_working(day)
        return works, not works
    outlook = outlook_after(calendar, calendar.settled_through)
    outlook.reach(day)
    index = (day - outlook.start).days
    return outlook.can_work[index], outlook.can_rest[index]


def _inside(day: date, closed: Sequence[tuple[date, date]]) -> bool:
    return any(before < day <= until for before, until in closed)


def _explain_fixed_date(clock: Clock, start: date, value: RuleValue, due: Due) -> Trace:
    calendar = clock.calendar
    last = due.latest or due.earliest
    warn_on = working_day_before(clock, due.earliest)
    stated = clock.stated_day(start)
    lines = []
    day = min(warn_on, stated, due.earliest)
    while day <= max(last, stated):
        fact = calendar.fact(day)
        can_work, can_rest = _prospects(calendar, day)
        mark = _fixed_mark(clock.counting.fixed_roll, can_work=can_work, can_rest=can_rest)
        if day == stated:
            mark = Mark.FIXED
        elif day == warn_on and mark is not Mark.ROLLED_TO and due.on != day:
            mark = Mark.WARNING
        lines.append(Line(day, mark, fact.kind, fact.name, 0, 0, can_work, can_rest, day <= calendar.settled_through))
        day += ONE_DAY
    return Trace(
        clock=clock,
        start=start,
        value=value,
        lines=tuple(lines),
        due=due,
        warn_on=warn_on,
        basis=_basis(clock, due) if due.provisional else (),
    )


def _fixed_mark(fixed_roll: Roll, *, can_work: bool, can_rest: bool) -> Mark:
    """What a day beside the stated one means: where the date moves to, the reminder it may become, or a day off."""
    if can_work and can_rest:
        return Mark.MAY_WARN if fixed_roll is Roll.NONE else Mark.MAY_END
    if can_rest:
        return Mark.OFF
    return {Roll.FORWARD: Mark.ROLLED_TO, Roll.BACKWARD: Mark.ADVANCED_TO, Roll.NONE: Mark.WARNING}[fixed_roll]


def recompute(trace: Trace) -> Due | None:
    """The end read off the lines alone, for checking: no calendar table and no outlook is consulted.

    Returns None for a term that has not started. Errors: ValueError if the lines have a gap or do not reach an end.
    """
    lines = trace.lines
    if trace.start is None or trace.value is None:
        return None
    for earlier, later in pairwise(lines):
        if later.day - earlier.day != ONE_DAY:
            raise ValueError(f"gap after {earlier.day}")
    _check_lines(trace)
    if trace.clock.rule.kind is Kind.FIXED_DATE:
        return _recompute_fixed_date(trace)
    need = int(trace.value.amount or 0) + trace.extension
    if lines[0].day != trace.start or lines[0].mark is not Mark.START:
        raise ValueError("the first line is not the start")
    if trace.clock.unit is Unit.WORKING_DAY:
        return _recompute_working_days(lines, need, is_waiting=_is_waiting(trace))
    return _recompute_calendar_days(trace, lines, need)


def _check_lines(trace: Trace) -> None:
    """Errors: ValueError where a line contradicts itself, or a pause is marked that nobody made."""
    in_effect = [pause for pause in trace.pauses if pause not in trace.idle_pauses]
    paused = intervals(in_effect, trace.lines[0].day, trace.clock.counting.pause_edges)
    is_period = trace.clock.rule.kind is Kind.PERIOD
    for line in trace.lines:
        if line.is_settled and not line.kind.is_working == line.can_work != line.can_rest:
            raise ValueError(f"{line.day} is {line.kind} and said to be something else")
        if line.can_work != line.can_rest and line.mark in (_WORKS if line.can_rest else _RESTS):
            raise ValueError(f"{line.day} is marked {line.mark}, which it cannot be")
        if is_period and (line.mark is Mark.PAUSED) != _inside(line.day, paused):
            raise ValueError(f"{line.day} is marked {line.mark}, against the pauses")


_WORKS = frozenset({Mark.ROLLED_TO, Mark.ADVANCED_TO, Mark.WARNING, Mark.UNCERTAIN, Mark.MAY_END, Mark.MAY_WARN})
_RESTS = frozenset({Mark.REST, Mark.ROLLED, Mark.OFF, Mark.UNCERTAIN, Mark.MAY_WARN})
_COUNTS = frozenset({Mark.COUNTED, Mark.EXTENDED, Mark.IF_ANSWERED, Mark.UNCERTAIN})


def _is_waiting(trace: Trace) -> bool:
    return any(pause.answered is None and pause not in trace.idle_pauses for pause in trace.pauses)


def _recompute_working_days(lines: Sequence[Line], need: int, *, is_waiting: bool) -> Due:
    """Counts the marks while the days are settled; from then on the two running counts decide."""
    counted = 0
    earliest: date | None = None
    may_end: date | None = None
    for line in lines[1:]:
        most, fewest = line.most, line.fewest
        if line.is_settled:
            if line.mark in _COUNTS and not line.can_work:
                raise ValueError(f"{line.day} is counted and a rest day")
            counted += line.mark in _COUNTS
            if not counted == most == fewest:
                raise ValueError(f"{line.day} counts {most}, the lines count {counted}")
        if line.can_work:
            may_end = line.day
        if earliest is None and most >= need and line.can_work:
            earliest = line.day
        if earliest is not None and (fewest >= need or is_waiting):
            return Due(earliest, None if is_waiting else may_end, not line.is_settled)
    # The list ends with the last day on which the term may end; the count itself may come later, on a rest day.
    if earliest is None or lines[-1].is_settled:
        raise ValueError("the lines end before the term")
    return Due(earliest, may_end, True)


def _recompute_calendar_days(trace: Trace, lines: Sequence[Line], need: int) -> Due:
    """Passes the days or months line by line, leaving out the paused ones, and rolls where the lines say rest day."""
    waiting, extension = _is_waiting(trace), trace.extension
    rolled_first = bool(extension) and trace.clock.counting.extension_base is ExtensionBase.ROLLED
    end = _pass(trace, 0, need - extension if rolled_first else need)
    if rolled_first:
        first, last = _roll_over(lines, end, trace.clock.counting.roll)
        ends = [_pass(trace, day, extension) for day in ((first, first) if waiting else (first, last))]
    else:
        ends = [end, end]
        _check_marks(trace, end)
    if trace.clock.counting.roll is Roll.NONE:
        return Due(lines[ends[0]].day, None if waiting else lines[ends[1]].day, False)
    earliest = lines[_roll_over(lines, ends[0], Roll.FORWARD)[0]]
    latest = lines[_roll_over(lines, ends[1], Roll.FORWARD)[1]]
    return Due(earliest.day, None if waiting else latest.day, not latest.is_settled)


_PASSED = frozenset({Mark.COUNTED, Mark.EXTENDED, Mark.IF_ANSWERED, Mark.PAUSED})


def _check_marks(trace: Trace, end: int) -> None:
    """Errors: ValueError where a mark or a running count is not what the lines before it say."""
    lines = trace.lines
    passed = counted = 0
    for index, line in enumerate(lines[1:], start=1):
        if (line.mark in _PASSED) != (index <= end):
            raise ValueError(f"{line.day} is marked {line.mark} and the period ends on {lines[end].day}")
        if line.mark in _PASSED and line.mark is not Mark.PAUSED:
            passed += 1
            counted = months_between(lines[0].day, line.day)[0] if trace.clock.unit is Unit.MONTH else passed
        if not counted == line.most == line.fewest:
            raise ValueError(f"{line.day} counts {line.most}, the lines count {counted}")


def _pass(trace: Trace, first: int, units: int) -> int:
    """The index of the line on which so many days or months after line `first` have passed."""
    lines = trace.lines
    if trace.clock.unit is Unit.MONTH:
        return _pass_months(lines, first, units)
    for index in range(first + 1, len(lines)):
        units -= lines[index].mark is not Mark.PAUSED
        if units == 0:
            return index
    raise ValueError("the lines end before the term")


def _pass_months(lines: Sequence[Line], first: int, months: int) -> int:
    """Months pass by the calendar; each run of paused lines adds the whole months and the odd days it lasts."""
    start, days = lines[first].day, 0
    index = first + 1
    while index < len(lines) and lines[index].day <= add_months(start, months) + timedelta(days):
        if lines[index].mark is Mark.PAUSED:
            before = lines[index - 1].day
            while index < len(lines) and lines[index].mark is Mark.PAUSED:
                index += 1
            whole, rest = months_between(before, lines[index - 1].day)
            months, days = months + whole, days + rest
        else:
            index += 1
    end = (add_months(start, months) + timedelta(days) - lines[0].day).days
    if end >= len(lines):
        raise ValueError("the lines end before the term")
    return end


def _roll_over(lines: Sequence[Line], end: int, roll: Roll) -> tuple[int, int]:
    """From a line on, the first that may be a working day and the first that must be one (or the last line there is)."""
    if roll is Roll.NONE:
        return end, end
    earliest = next((index for index in range(end, len(lines)) if lines[index].can_work), None)
    if earliest is None:
        raise ValueError("the lines end before a working day")
    return earliest, next((index for index in range(end, len(lines)) if not lines[index].can_rest), len(lines) - 1)


def _recompute_fixed_date(trace: Trace) -> Due:
    stated = next(line for line in trace.lines if line.mark is Mark.FIXED)
    roll = trace.clock.counting.fixed_roll
    if roll is Roll.NONE:
        return Due(stated.day, stated.day, False)
    index = trace.lines.index(stated)
    path = trace.lines[index:] if roll is Roll.FORWARD else tuple(reversed(trace.lines[: index + 1]))
    first = next(line for line in path if line.can_work)
    certain = next(line for line in path if not line.can_rest)
    earliest, latest = sorted((first.day, certain.day))
    return Due(earliest, latest, not stated.is_settled if roll is Roll.BACKWARD else not certain.is_settled)
