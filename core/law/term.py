"""Terms: from a rule, a start day, extensions and pauses to the day on which the term ends. The only place that counts.

Knows no jurisdiction and no clock on the wall. `core.law.trace` explains what is computed here.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple, Protocol

from core.errors import BadExtension, BadPause, CalendarRange, CalendarUnpublished, RuleGivesNoDate
from core.law.arrangement import LAST_YEAR
from core.law.calendar import Calendar
from core.law.outlook import outlook_after
from core.law.pause import Pause, in_order, intervals
from core.law.reading import Counting, ExtensionBase, MissingYear, Option, PauseEdges, Reading, Readings
from core.law.rule import Kind, ReportingYear, Roll, Rule, RuleValue, Unit, describe
from core.law.rulebook import value_in_force

ONE_DAY = timedelta(1)


class Due(NamedTuple):
    """When a term ends. A settled one has `earliest == latest` and is not provisional.

    `latest` is None while a pause is open: `earliest` is then the end if the answer came on the day of the question.
    `provisional` says that a year without a holiday notice bears on it; the final day lies between the two.
    """

    earliest: date
    latest: date | None
    provisional: bool

    @property
    def on(self) -> date | None:
        """The day, where it is settled."""
        return None if self.provisional or self.latest is None else self.earliest

    @property
    def is_open(self) -> bool:
        """Whether an unanswered pause keeps the end open."""
        return self.latest is None


class DueOf(Protocol):
    """Computes one rule's end. Days are legal days in Asia/Shanghai; `extension` is the sum of all, in the rule's unit."""

    def __call__(self, start: date, extension: int = 0, pauses: Sequence[tuple[date, date | None]] = ()) -> Due:
        """See `Clock.due`."""


class Clock:
    """One rule, as read, on one calendar.

    `due(start, extension=0, pauses=())` is made for the rule's unit when the clock is built. `start` is the day of the start
    event (for a fixed date any day of the reporting year); it is never counted. The rule's value is the one in force on it.
    Errors of `due`: RuleNotInForce, BadExtension, BadPause, CalendarRange, CalendarUnpublished.
    """

    __slots__ = ("calendar", "counting", "due", "printed", "rule", "touching", "unit")

    due: DueOf

    def __init__(self, rule: Rule, calendar: Calendar, readings: Readings) -> None:
        """Errors: RuleGivesNoDate for a rule that is no period and no fixed date."""
        as_read, counting = readings.apply(rule)
        if not as_read.gives_date or as_read.unit not in _DUE_OF:
            raise RuleGivesNoDate(
                f"{rule.title}（{rule.code}）不能推算日期：{describe(rule.unit, rule.values[-1])}", _no_date_remedy(rule)
            )
        self.printed = rule
        self.rule = as_read
        self.counting: Counting = counting
        self.touching: tuple[tuple[Reading, Option], ...] = readings.touching(rule)
        self.calendar = calendar
        self.unit = counting.bare_day if as_read.unit is Unit.DAY else as_read.unit
        self.due = _DUE_OF[self.unit](self)

    def value_for(self, start: date) -> RuleValue:
        """The value that governs a term with this start. Errors: RuleNotInForce."""
        if self.rule.kind is Kind.FIXED_DATE:
            return _fixed_value(self, start)
        return value_in_force(self.rule, start)

    def stated_day(self, start: date) -> date:
        """The day a fixed date names for a reporting year, before anything is rolled. Errors: RuleNotInForce."""
        day = fixed_day(_fixed_value(self, start), start.year)
        return day if self.counting.fixed_inclusive else day - ONE_DAY

    def unrolled(self, start: date, extension: int = 0, pauses: Sequence[tuple[date, date | None]] = ()) -> Due:
        """The end of a period before it is rolled. A period in working days has nothing to roll. Errors: as `due`."""
        if self.unit in _CALENDAR_UNITS:
            return _unrolled(self, start, extension, pauses)
        return self.due(start, extension, pauses)


def check_extension(clock: Clock, value: RuleValue, extension: int) -> None:
    """Errors: BadExtension if the sum of all extensions is negative, not provided for, or above its cap (cited)."""
    if extension == 0:
        return
    rule = clock.rule
    if extension < 0:
        raise BadExtension(f"延长 {extension} 不是正数", "请填写延长的天数，例如 5；不延长就不填")
    if value.extension is None:
        raise BadExtension(f"{rule.title}没有延长的规定", "请去掉延长；确需更多时间的，按到期日如实记录超期", str(value.citation))
    cap = value.extension.cap
    if extension > cap and not clock.counting.cap_soft:
        soft = "原则上" if value.extension.soft else ""
        raise BadExtension(
            f"延长合计 {extension}{rule.unit.label} 超过上限，{soft}累计不得超过 {cap}{rule.unit.label}",
            f"请改为不超过 {cap} 的数（多次延长按合计计算）",
            str(value.extension.citation),
        )


def check_pauses(clock: Clock, value: RuleValue, pauses: Sequence[tuple[date, date | None]]) -> list[Pause]:
    """The pauses in order. Errors: BadPause if they contradict each other or the rule provides for none."""
    if not pauses:
        return []
    ordered = in_order(pauses)
    if value.pause is None:
        raise BadPause(f"{clock.rule.title}没有中止、扣除时间的规定", "请去掉中止区间，期限照常计算", str(value.citation))
    return ordered


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_between(first: date, last: date) -> tuple[int, int]:
    """Whole months from one day to a later one, and the days left over."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if add_months(first, months) > last:
        months -= 1
    return months, (last - add_months(first, months)).days


def _refuse_unsettled(clock: Clock, day: date) -> None:
    if clock.counting.missing_year is MissingYear.REFUSE:
        year = clock.calendar.published_through.year + 1
        raise CalendarUnpublished(f"{day} 的推算用到{year}年，该年节假日安排尚未公布", f"请先导入{year}年的安排，或改用“暂定”读法")


def _check_range(clock: Clock, start: date, pauses: Sequence[tuple[date, date | None]]) -> None:
    """Errors: CalendarRange for days before the calendar or after everything that can be said."""
    for day in (start, *(day for pause in pauses for day in pause if day is not None)):
        if day < clock.calendar.first:
            raise CalendarRange(f"{day} 早于日历的第一天 {clock.calendar.first}", "请核对日期")
        if day.year >= LAST_YEAR:
            raise CalendarRange(f"{day} 超出日历可推算的范围", f"请核对日期；目前可推算到{LAST_YEAR - 1}年底")


def roll(clock: Clock, end: date) -> Due:
    """The end after rolling, when it is a rest day, as the rule's reading says."""
    if clock.counting.roll is Roll.NONE:
        return Due(end, end, False)
    return roll_forward(clock, end)


def roll_forward(clock: Clock, end: date) -> Due:
    """The first working day on or after a day, as a range where that is not settled."""
    calendar = clock.calendar
    index = (end - calendar.first).days
    table = calendar.next_working
    if 0 <= index < len(table):
        found = table[index]
        if found is not None:
            return Due(found, found, False)
    _refuse_unsettled(clock, end)
    outlook = outlook_after(calendar, calendar.settled_through)
    earliest, latest = outlook.working_from(end)
    # Behind the last settled working day only rest days can follow, so the first candidate lies in the outlook.
    return Due(earliest, latest, True)


def _in_working_days(clock: Clock) -> DueOf:  # noqa: C901  # A call would cost more than the arithmetic it hides.
    """Working days by table: the fast path allocates nothing, everything unusual goes to `_working_days_slowly`."""
    rule, calendar = clock.rule, clock.calendar
    rank, ends, base = calendar.rank, _settled_ends(calendar), calendar.first.toordinal()
    last = rule.values[-1]
    plain_edges = clock.counting.pause_edges is PauseEdges.AFTER_REQUEST_THROUGH_REPLY
    fast_from = max(last.from_day, calendar.first)
    fast_until = last.until or date.max
    amount = int(last.amount or 0)
    cap = last.extension.cap if last.extension else 0
    can_pause = last.pause is not None and plain_edges

    def due(start: date, extension: int = 0, pauses: Sequence[tuple[date, date | None]] = ()) -> Due:
        if fast_from <= start <= fast_until and 0 <= extension <= cap:
            try:
                end = rank[start.toordinal() - base] + amount + extension
                if not pauses:
                    return ends[end - 1]
                if can_pause:
                    floor, is_open = start, False
                    for sent, answered in pauses:
                        if sent < floor:
                            break
                        used = rank[sent.toordinal() - base]
                        if answered is None:
                            # Nothing may come after it; the slow way says so.
                            is_open, floor = used < end, date.max
                            continue
                        if answered < sent:
                            break
                        if used < end:
                            end += rank[answered.toordinal() - base] - used
                        floor = answered
                    else:
                        settled = ends[end - 1]
                        return Due(settled.earliest, None, False) if is_open else settled
            except IndexError:
                # Beyond the settled days.
                pass
        return _working_days_slowly(clock, start, extension, pauses)

    return due


@lru_cache(maxsize=64)
def _settled_ends(calendar: Calendar) -> list[Due]:
    """One ready answer a working day, shared by the clocks of a calendar."""
    return [Due(day, day, False) for day in calendar.working_days]


def _working_days_slowly(clock: Clock, start: date, extension: int, pauses: Sequence[tuple[date, date | None]]) -> Due:
    value = clock.value_for(start)
    check_extension(clock, value, extension)
    ordered = check_pauses(clock, value, pauses)
    _check_range(clock, start, pauses)
    need = int(value.amount or 0) + extension
    return _with_pauses(clock, start, ordered, lambda left_out: _working_days_end(clock, start, need, left_out))


def _working_days_end(clock: Clock, start: date, need: int, left_out: tuple[tuple[date, date], ...]) -> Due:
    """The day of the `need`-th working day after the start outside the intervals."""
    calendar = clock.calendar
    settled = calendar.settled_through
    rank, base = calendar.rank, calendar.first

    def counted_through(day: date) -> int:
        return rank[(min(day, settled) - base).days]

    target = need
    if start <= settled:
        target += counted_through(start)
        for before, last in left_out:
            if counted_through(before) < target:
                target += counted_through(last) - counted_through(before)
        if target <= len(calendar.working_days):
            end = calendar.working_days[target - 1]
            return Due(end, end, False)
        target -= len(calendar.working_days)
    _refuse_unsettled(clock, start)
    reaching = tuple(interval for interval in left_out if interval[1] > settled)
    earliest, latest = outlook_after(calendar, max(start, settled), reaching).end_of(target)
    return Due(earliest, latest, True)


def _with_pauses(clock: Clock, start: date, pauses: Sequence[Pause], end_of: Callable[[tuple[tuple[date, date], ...]], Due]) -> Due:
    """The end with one pause after another taken in. A pause that begins when the time is already used up changes nothing."""
    due = end_of(())
    left_out: list[tuple[date, date]] = []
    for pause, (before, last) in zip(pauses, intervals(pauses, start, clock.counting.pause_edges), strict=True):
        latest = due.latest or due.earliest
        if before >= latest:
            break
        left_out.append((before, last))
        longer = end_of(tuple(left_out))
        # While it is open whether the pause began in time, both ends stay possible.
        earliest = longer.earliest if before < due.earliest else due.earliest
        if pause.answered is None:
            return Due(earliest, None, longer.provisional)
        due = Due(earliest, longer.latest, longer.provisional or earliest != longer.latest)
    return due


def _in_calendar_units(clock: Clock) -> DueOf:
    """Periods in days or months: the unrolled end by the calendar, rolled once."""

    def due(start: date, extension: int = 0, pauses: Sequence[tuple[date, date | None]] = ()) -> Due:
        end = _unrolled(clock, start, extension, pauses)
        earliest = roll(clock, end.earliest)
        if end.latest is None or end.latest == end.earliest:
            return Due(earliest.earliest, None if end.is_open else earliest.latest, end.provisional or earliest.provisional)
        return Due(earliest.earliest, roll(clock, end.latest).latest, True)

    return due


def _unrolled(clock: Clock, start: date, extension: int, pauses: Sequence[tuple[date, date | None]]) -> Due:
    """The end of a period in days or months before the last roll."""
    value = clock.value_for(start)
    check_extension(clock, value, extension)
    ordered = check_pauses(clock, value, pauses)
    _check_range(clock, start, pauses)
    amount = int(value.amount or 0)
    if not extension or clock.counting.extension_base is ExtensionBase.UNROLLED:
        return _lapse(clock, start, amount + extension, ordered)
    base = _lapse(clock, start, amount, ordered)
    first = roll(clock, base.earliest)
    ends = [_lapse(clock, day, extension, ordered) for day in (first.earliest, first.latest or first.earliest)]
    is_open = base.is_open or ends[0].is_open
    return Due(ends[0].earliest, None if is_open else ends[1].latest, first.provisional)


def _lapse(clock: Clock, start: date, length: int, pauses: Sequence[Pause]) -> Due:
    """The day on which so many days or months after a day have passed, without what the pauses leave out."""
    advance, lasts = _CALENDAR_UNITS[clock.unit]

    def end_of(left_out: tuple[tuple[date, date], ...]) -> Due:
        spans = [lasts(before, last) for before, last in _joined(left_out)]
        units, days = sum(whole for whole, _ in spans), timedelta(sum(rest for _, rest in spans))
        end = advance(start, length + units) + days
        return Due(end, end, False)

    return _with_pauses(clock, start, pauses, end_of)


def _joined(left_out: tuple[tuple[date, date], ...]) -> list[tuple[date, date]]:
    """The intervals with those that touch made one: a month in two parts is a month."""
    found: list[tuple[date, date]] = []
    for before, last in left_out:
        if found and found[-1][1] == before:
            found[-1] = (found[-1][0], last)
        else:
            found.append((before, last))
    return found


def fixed_day(value: RuleValue, reporting_year: int) -> date:
    """The day that one value of a fixed date names for a reporting year, whether or not it is in force then."""
    year = reporting_year + (value.year is ReportingYear.NEXT)
    return date(year, value.month, min(value.day, monthrange(year, value.month)[1]))


def _fixed_value(clock: Clock, start: date) -> RuleValue:
    """The value of the newest version whose own day lies in its time. Errors: RuleNotInForce."""
    for value in reversed(clock.rule.values):
        if value.covers(fixed_day(value, start.year)):
            return value
    return value_in_force(clock.rule, fixed_day(clock.rule.values[0], start.year))


def working_day_before(clock: Clock, day: date) -> date:
    """The last day on or before a day that is certain to be a working day: what a warning should aim at."""
    calendar = clock.calendar
    if day > calendar.settled_through:
        outlook = outlook_after(calendar, calendar.settled_through)
        outlook.reach(day)
        index = (day - outlook.start).days
        while index >= 0:
            if not outlook.can_rest[index]:
                return outlook.day(index)
            index -= 1
        day = calendar.settled_through
    return calendar.working_days[calendar.rank[(day - calendar.first).days] - 1]


def _fixed_date(clock: Clock) -> DueOf:
    counting = clock.counting

    def due(start: date, extension: int = 0, pauses: Sequence[tuple[date, date | None]] = ()) -> Due:
        _check_range(clock, start, pauses)
        value = _fixed_value(clock, start)
        check_extension(clock, value, extension)
        check_pauses(clock, value, pauses)
        day = clock.stated_day(start)
        _check_range(clock, day, ())
        if counting.fixed_roll is Roll.FORWARD:
            return roll_forward(clock, day)
        if counting.fixed_roll is Roll.BACKWARD:
            return _roll_backward(clock, day)
        return Due(day, day, False)

    return due


def _roll_backward(clock: Clock, day: date) -> Due:
    calendar = clock.calendar
    certain = working_day_before(clock, day)
    if day <= calendar.settled_through:
        return Due(certain, certain, False)
    _refuse_unsettled(clock, day)
    outlook = outlook_after(calendar, calendar.settled_through)
    latest = day
    while latest > certain and not outlook.can_work[(latest - outlook.start).days]:
        latest -= ONE_DAY
    return Due(certain, latest, True)


def _add_days(day: date, days: int) -> date:
    return day + timedelta(days)


def _days_between(first: date, last: date) -> tuple[int, int]:
    return (last - first).days, 0


_CALENDAR_UNITS: dict[Unit, tuple[Callable[[date, int], date], Callable[[date, date], tuple[int, int]]]] = {
    Unit.DAY: (_add_days, _days_between),
    Unit.MONTH: (add_months, months_between),
}
_DUE_OF: dict[Unit, Callable[[Clock], DueOf]] = {
    Unit.WORKING_DAY: _in_working_days,
    Unit.DAY: _in_calendar_units,
    Unit.MONTH: _in_calendar_units,
    Unit.FIXED_DATE: _fixed_date,
}


def _no_date_remedy(rule: Rule) -> str:
    if rule.unit is Unit.TYPED_DATE:
        return "原文没有日数，到期日以文书写明的日期为准，请在文书上填写"
    if rule.unit is Unit.INTERNAL_TARGET:
        return "原文没有日数，可以设内部目标（非法定），不能推算法定期限"
    return "这一条是数量要求，不是期限；可用 duheng rules 查看它的内容"
