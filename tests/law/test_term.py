"""What holds for every term, whatever the rule, the start and the year, searched at random; and what is refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import (
    BadExtension,
    BadPause,
    CalendarRange,
    CalendarUnpublished,
    RuleGivesNoDate,
    RuleNotInForce,
)
from core.law.calendar import Calendar
from core.law.reading import Effect
from core.law.rule import Kind, Roll, Rule, Unit
from core.law.rulebook import Rulebook
from core.law.term import Clock, Due, add_months, months_between
from core.law.trace import explain, recompute

DAYS_BY_UNIT = {Unit.WORKING_DAY: (1, 120), Unit.DAY: (1, 150), Unit.MONTH: (1, 6)}
EDGES = ("after_request_through_reply", "request_through_reply", "between_request_and_reply")

published = st.dates(date(2004, 1, 1), date(2025, 6, 30))
units = st.sampled_from(sorted(DAYS_BY_UNIT))


def terms_of(unit: Unit) -> st.SearchStrategy[int]:
    """Amounts as statutes have them."""
    return st.integers(*DAYS_BY_UNIT[unit])


@st.composite
def pauses_after(draw: st.DrawFn, start: date, *, may_be_open: bool = False) -> list[tuple[date, date | None]]:
    """Up to three pauses that do not overlap; the last one perhaps without an answer."""
    found: list[tuple[date, date | None]] = []
    day = start
    for _ in range(draw(st.integers(0, 3))):
        sent = day + timedelta(draw(st.integers(0, 30)))
        day = sent + timedelta(draw(st.integers(0, 40)))
        found.append((sent, day))
    if may_be_open and found and draw(st.booleans()):
        found[-1] = (found[-1][0], None)
    return found


def dated_rules(books: Mapping[str, Rulebook]) -> list[tuple[str, Rule]]:
    """Every rule of every jurisdiction from which a date follows."""
    return [(name, rule) for name, book in books.items() for rule in book.rules.values() if rule.gives_date]


@given(data=st.data())
@settings(max_examples=500, deadline=None)
def test_every_printed_rule_is_recomputed_from_its_own_trace(
    data: st.DataObject, books: Mapping[str, Rulebook], hidden_from: Callable[[int], Calendar]
) -> None:
    """Under any readings, on the calendar of any year, with any extension and pauses, open ones too."""
    name, rule = data.draw(st.sampled_from(dated_rules(books)), label="rule")
    choices = {
        reading.key: data.draw(st.sampled_from([option.code for option in reading.options]), label=reading.key)
        for reading in books[name].readings.register
        if reading.touches(rule) and reading.effect is not Effect.PROCEDURE
    }
    calendar = hidden_from(data.draw(st.integers(2022, 2027), label="hidden from"))
    try:
        clock = Clock(rule, calendar, books[name].readings.choose(choices))
    except RuleGivesNoDate:
        assert choices["ci.publish_date"] == "no_date"
        return
    start = data.draw(st.dates(max(date(2022, 5, 1), rule.values[-1].from_day), date(2027, 12, 31)), label="start")
    value = rule.values[-1]
    extension = data.draw(st.integers(0, value.extension.cap), label="extension") if value.extension else 0
    pauses = data.draw(pauses_after(start, may_be_open=True), label="pauses") if value.pause else []
    try:
        due = clock.due(start, extension, pauses)
    except CalendarUnpublished:
        assert choices["calendar.missing"] == "refuse"
    else:
        assert recompute(explain(clock, start, extension, pauses)) == due


@dataclass(frozen=True)
class Question:
    """A clock and what to ask it; `about` shows the clock when a search fails."""

    about: str
    clock: Clock
    start: date
    extension: int
    pauses: list[tuple[date, date | None]]

    @property
    def is_answered_by_its_trace(self) -> bool:
        """Whether the end read off the trace is the computed one."""
        trace = explain(self.clock, self.start, self.extension, self.pauses)
        return recompute(trace) == self.clock.due(self.start, self.extension, self.pauses)


@st.composite
def questions(
    draw: st.DrawFn, clock: Callable[[Unit, int, Mapping[str, str], int], Clock], units: Sequence[Unit], bases: Sequence[str]
) -> Question:
    """A question about an invented rule, around the turn of a year that may not be published yet."""
    unit = draw(st.sampled_from(units))
    choices = {
        "pause.edges": draw(st.sampled_from(EDGES)),
        "extension.base": draw(st.sampled_from(bases)),
        "period.compute": draw(st.sampled_from(["cpl", "literal_no_roll"])),
    }
    year = draw(st.integers(2009, 2027))
    start = draw(st.dates(date(year - 1, 7, 1), date(year, 12, 31)))
    amount = draw(terms_of(unit))
    about = f"{amount} {unit.value}, {choices}, hidden from {year}"
    pauses = draw(pauses_after(start, may_be_open=True))
    return Question(about, clock(unit, amount, choices, year), start, draw(st.integers(0, 3)), pauses)


class TestRecomputing:
    """A term is recomputed from its trace in every unit and under every reading, also in years not published yet."""

    @given(data=st.data())
    @settings(max_examples=400, deadline=None)
    def test_a_term_in_working_days(self, data: st.DataObject, early_clock: Callable[..., Clock]) -> None:
        assert data.draw(questions(early_clock, [Unit.WORKING_DAY], ["unrolled", "rolled"])).is_answered_by_its_trace

    @given(data=st.data())
    @settings(max_examples=400, deadline=None)
    def test_a_term_in_days_or_months_that_nothing_paused(self, data: st.DataObject, early_clock: Callable[..., Clock]) -> None:
        question = data.draw(questions(early_clock, [Unit.DAY, Unit.MONTH], ["unrolled", "rolled"]))
        assert replace(question, pauses=[]).is_answered_by_its_trace

    @given(data=st.data())
    @settings(max_examples=400, deadline=None)
    def test_a_paused_term_in_days(self, data: st.DataObject, early_clock: Callable[..., Clock]) -> None:
        assert data.draw(questions(early_clock, [Unit.DAY], ["unrolled"])).is_answered_by_its_trace

    @given(data=st.data())
    @settings(max_examples=400, deadline=None)
    def test_a_paused_term_in_months(self, data: st.DataObject, early_clock: Callable[..., Clock]) -> None:
        assert data.draw(questions(early_clock, [Unit.MONTH], ["unrolled"])).is_answered_by_its_trace

    @given(data=st.data())
    @settings(max_examples=400, deadline=None)
    def test_a_paused_term_that_was_extended_from_its_rolled_end(
        self, data: st.DataObject, early_clock: Callable[..., Clock]
    ) -> None:
        """E-44, the other reading, with E-18."""
        assert data.draw(questions(early_clock, [Unit.DAY, Unit.MONTH], ["rolled"])).is_answered_by_its_trace

    @pytest.mark.parametrize(
        ("asked", "term"),
        [
            pytest.param(
                (Unit.MONTH, 6, {}, 2009),
                (date(2008, 7, 1), 0, [(date(2008, 7, 1), date(2008, 7, 2))]),
                id="six paused months that end in a year without notice",
            ),
            pytest.param(
                (Unit.MONTH, 1, {"extension.base": "rolled"}, 2027),
                (date(2026, 10, 31), 1, []),
                id="a month from the 31st, extended from its end on the 30th",
            ),
            pytest.param(
                (Unit.DAY, 42, {"extension.base": "rolled"}, 2027),
                (date(2006, 2, 22), 3, [(date(2006, 2, 25), None)]),
                id="days extended from their rolled end while an answer is out",
            ),
        ],
    )
    def test_a_term_that_once_was_not(
        self,
        asked: tuple[Unit, int, dict[str, str], int],
        term: tuple[date, int, list[tuple[date, date | None]]],
        early_clock: Callable[..., Clock],
    ) -> None:
        assert Question("", early_clock(*asked), *term).is_answered_by_its_trace


class TestPausing:
    def test_a_pause_in_the_extension_is_not_swallowed_by_the_holiday_over_which_the_period_was_rolled(
        self, invented_clock: Callable[..., Clock]
    ) -> None:
        """2 days from 29 September 2020 roll to 9 October; 11 to 13 October are paused; the 10th, 14th and 15th count.

        E-18 and E-44, both read otherwise.
        """
        clock = invented_clock(Unit.DAY, 2, {"extension.base": "rolled", "pause.edges": "request_through_reply"})
        assert clock.due(date(2020, 9, 29), 3).on == date(2020, 10, 12)
        assert clock.due(date(2020, 9, 29), 3, [(date(2020, 10, 11), date(2020, 10, 13))]).on == date(2020, 10, 15)

    @given(data=st.data(), start=published, count=st.integers(0, 40))
    @settings(max_examples=200, deadline=None)
    def test_asking_for_n_working_days_moves_the_end_by_n_working_days(
        self, data: st.DataObject, start: date, count: int, invented_clock: Callable[..., Clock], calendar: Calendar
    ) -> None:
        clock = invented_clock(Unit.WORKING_DAY, data.draw(terms_of(Unit.WORKING_DAY)))
        end = clock.due(start).earliest
        sent = data.draw(st.dates(start, end - timedelta(1)), label="sent")
        answered = nth_working_day(calendar, sent, count)
        assert clock.due(start, 0, [(sent, answered)]).on == nth_working_day(calendar, end, count)

    @given(data=st.data(), start=published, count=st.integers(0, 90))
    @settings(max_examples=200, deadline=None)
    def test_asking_for_n_days_moves_the_unrolled_end_by_n_days(
        self, data: st.DataObject, start: date, count: int, invented_clock: Callable[..., Clock]
    ) -> None:
        clock = invented_clock(Unit.DAY, data.draw(terms_of(Unit.DAY)))
        end = clock.unrolled(start).earliest
        sent = data.draw(st.dates(start, end - timedelta(1)), label="sent")
        assert clock.unrolled(start, 0, [(sent, sent + timedelta(count))]).on == end + timedelta(count)

    @given(data=st.data(), start=published, count=st.integers(0, 6))
    @settings(max_examples=200, deadline=None)
    def test_asking_for_n_months_moves_the_unrolled_end_by_n_months(
        self, data: st.DataObject, start: date, count: int, invented_clock: Callable[..., Clock]
    ) -> None:
        amount = data.draw(terms_of(Unit.MONTH))
        clock = invented_clock(Unit.MONTH, amount)
        sent = data.draw(st.dates(start, add_months(start, amount) - timedelta(1)), label="sent")
        assert clock.unrolled(start, 0, [(sent, add_months(sent, count))]).on == add_months(start, amount + count)

    @given(data=st.data(), start=published, unit=units, edges=st.sampled_from(EDGES))
    @settings(max_examples=200, deadline=None)
    def test_the_order_in_which_the_pauses_are_told_does_not_matter(
        self, data: st.DataObject, start: date, unit: Unit, edges: str, invented_clock: Callable[..., Clock]
    ) -> None:
        clock = invented_clock(unit, data.draw(terms_of(unit)), {"pause.edges": edges})
        pauses = data.draw(pauses_after(start))
        told = data.draw(st.permutations(pauses))
        extension = data.draw(st.integers(0, 6))
        assert clock.due(start, extension, told) == clock.due(start, extension, pauses)

    @given(data=st.data(), start=published, unit=units)
    @settings(max_examples=200, deadline=None)
    def test_a_pause_never_brings_the_end_forward(
        self, data: st.DataObject, start: date, unit: Unit, invented_clock: Callable[..., Clock]
    ) -> None:
        clock = invented_clock(unit, data.draw(terms_of(unit)), {"pause.edges": data.draw(st.sampled_from(EDGES))})
        assert clock.due(start, 0, data.draw(pauses_after(start))).earliest >= clock.due(start).earliest

    @given(data=st.data(), start=published, unit=units)
    @settings(max_examples=200, deadline=None)
    def test_an_unanswered_question_leaves_the_end_open_from_the_day_that_an_answer_at_once_would_give(
        self, data: st.DataObject, start: date, unit: Unit, invented_clock: Callable[..., Clock]
    ) -> None:
        """`Due.latest` is None while the answer is out; `Due.earliest` is the end if it came on the day of the question."""
        clock = invented_clock(unit, data.draw(terms_of(unit)), {"pause.edges": data.draw(st.sampled_from(EDGES))})
        sent = data.draw(st.dates(start, clock.unrolled(start).earliest - timedelta(1)), label="sent")
        waiting = clock.due(start, 0, [(sent, None)])
        assert waiting == Due(clock.due(start, 0, [(sent, sent)]).earliest, None, provisional=False)
        assert waiting.is_open


class TestExtending:
    @given(data=st.data(), start=published, unit=units)
    @settings(max_examples=200, deadline=None)
    def test_an_extension_is_worth_as_much_as_a_longer_period(
        self, data: st.DataObject, start: date, unit: Unit, invented_clock: Callable[..., Clock]
    ) -> None:
        """So it does not matter in how many steps it was granted."""
        amount = data.draw(terms_of(unit))
        first, second = data.draw(st.integers(0, 20)), data.draw(st.integers(0, 20))
        pauses = data.draw(pauses_after(start))
        once = invented_clock(unit, amount).due(start, first + second, pauses)
        assert invented_clock(unit, amount + first).due(start, second, pauses) == once

    @given(data=st.data(), start=published, extension=st.integers(1, 60))
    @settings(max_examples=200, deadline=None)
    def test_pausing_then_extending_is_extending_then_pausing(
        self, data: st.DataObject, start: date, extension: int, invented_clock: Callable[..., Clock], calendar: Calendar
    ) -> None:
        clock = invented_clock(Unit.WORKING_DAY, data.draw(terms_of(Unit.WORKING_DAY)))
        sent = data.draw(st.dates(start, clock.due(start).earliest - timedelta(1)), label="sent")
        pause = (sent, sent + timedelta(data.draw(st.integers(0, 60))))
        lost = working_days_between(calendar, *pause)
        paused_first = nth_working_day(calendar, clock.due(start, 0, [pause]).earliest, extension)
        extended_first = nth_working_day(calendar, clock.due(start, extension).earliest, lost)
        assert clock.due(start, extension, [pause]).on == paused_first == extended_first

    @given(data=st.data(), start=published, unit=st.sampled_from([Unit.DAY, Unit.MONTH]))
    @settings(max_examples=200, deadline=None)
    def test_a_period_in_days_or_months_rolls_once_however_it_was_extended(
        self, data: st.DataObject, start: date, unit: Unit, invented_clock: Callable[..., Clock], calendar: Calendar
    ) -> None:
        clock = invented_clock(unit, data.draw(terms_of(unit)))
        extension = data.draw(st.integers(0, 6))
        end = clock.unrolled(start, extension).earliest
        assert clock.due(start, extension).on == (end if calendar.is_working(end) else nth_working_day(calendar, end, 1))


class TestTheEnd:
    @given(data=st.data(), start=published, unit=units)
    @settings(max_examples=300, deadline=None)
    def test_no_period_ends_on_a_rest_day(
        self, data: st.DataObject, start: date, unit: Unit, invented_clock: Callable[..., Clock], calendar: Calendar
    ) -> None:
        clock = invented_clock(
            unit,
            data.draw(terms_of(unit)),
            {
                "pause.edges": data.draw(st.sampled_from(EDGES)),
                "extension.base": data.draw(st.sampled_from(["unrolled", "rolled"])),
            },
        )
        assert calendar.is_working(clock.due(start, data.draw(st.integers(0, 5)), data.draw(pauses_after(start))).earliest)

    @given(data=st.data(), start=published, unit=st.sampled_from([Unit.DAY, Unit.MONTH]))
    @settings(max_examples=200, deadline=None)
    def test_unless_the_reading_says_that_nothing_rolls(
        self, data: st.DataObject, start: date, unit: Unit, invented_clock: Callable[..., Clock]
    ) -> None:
        """E-01, literal_no_roll."""
        clock = invented_clock(unit, data.draw(terms_of(unit)), {"period.compute": "literal_no_roll"})
        assert clock.due(start) == clock.unrolled(start)

    @given(data=st.data(), year=st.integers(2022, 2025))
    @settings(max_examples=100, deadline=None)
    def test_a_fixed_date_stays_where_it_is_printed(
        self, data: st.DataObject, year: int, books: Mapping[str, Rulebook], calendar: Calendar
    ) -> None:
        """E-03 and E-04."""
        name, rule = data.draw(st.sampled_from([found for found in dated_rules(books) if found[1].kind is Kind.FIXED_DATE]))
        clock = Clock(rule, calendar, books[name].readings)
        assert clock.counting.fixed_roll is Roll.NONE
        due = clock.due(data.draw(st.dates(date(year, 1, 1), date(year, 12, 31))))
        assert due.on is not None
        assert (due.on.month, due.on.day) == (rule.values[-1].month, rule.values[-1].day)

    @given(data=st.data(), start=published, unit=units, later=st.integers(0, 30))
    @settings(max_examples=300, deadline=None)
    def test_what_starts_later_never_ends_earlier(
        self, data: st.DataObject, start: date, unit: Unit, later: int, invented_clock: Callable[..., Clock]
    ) -> None:
        clock = invented_clock(unit, data.draw(terms_of(unit)))
        assert clock.due(start).earliest <= clock.due(start + timedelta(later)).earliest

    @given(start=published, amount=st.integers(1, 120))
    @settings(max_examples=300, deadline=None)
    def test_a_period_in_working_days_contains_exactly_its_number_of_working_days(
        self, start: date, amount: int, invented_clock: Callable[..., Clock], calendar: Calendar
    ) -> None:
        end = invented_clock(Unit.WORKING_DAY, amount).due(start).on
        assert end is not None
        assert end == nth_working_day(calendar, start, amount)
        assert working_days_between(calendar, start, end) == amount


class TestMonths:
    @pytest.mark.parametrize(
        ("day", "months", "end"),
        [
            (date(2026, 1, 30), 1, date(2026, 2, 28)),
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2024, 1, 31), 1, date(2024, 2, 29)),
            (date(2026, 2, 28), 1, date(2026, 3, 28)),
            (date(2026, 10, 31), 4, date(2027, 2, 28)),
            (date(2026, 12, 1), 1, date(2027, 1, 1)),
        ],
    )
    def test_a_month_ends_on_the_same_day_or_on_the_last_day_of_a_shorter_month(self, day: date, months: int, end: date) -> None:
        assert add_months(day, months) == end

    @given(day=st.dates(date(2004, 1, 1), date(2090, 1, 1)), length=st.integers(0, 2000))
    @settings(max_examples=300, deadline=None)
    def test_whole_months_and_odd_days_lead_back_to_the_same_day(self, day: date, length: int) -> None:
        later = day + timedelta(length)
        months, days = months_between(day, later)
        assert add_months(day, months) + timedelta(days) == later
        assert add_months(day, months + 1) > later


class TestRefusals:
    """Each refusal with its neighbour that passes."""

    def test_an_extension_must_not_be_negative(self, clock_of: Callable[..., Clock]) -> None:
        clock = clock_of("wulong", "dispute.handle")
        with pytest.raises(BadExtension, match="延长 -1 不是正数"):
            clock.due(date(2026, 3, 2), -1)
        assert clock.due(date(2026, 3, 2), 0).on

    def test_an_extension_must_be_provided_for(self, clock_of: Callable[..., Clock]) -> None:
        clock = clock_of("wulong", "dispute.intake")
        with pytest.raises(BadExtension, match="没有延长的规定"):
            clock.due(date(2026, 3, 2), 1)
        assert clock.due(date(2026, 3, 2)).on

    def test_an_extension_must_stay_within_its_cap(self, clock_of: Callable[..., Clock]) -> None:
        clock = clock_of("wulong", "dispute.handle")
        with pytest.raises(BadExtension, match="延长合计 16个工作日 超过上限"):
            clock.due(date(2026, 3, 2), 16)
        assert clock.due(date(2026, 3, 2), 15).on

    @pytest.mark.parametrize("code", ["dispute.intake", "complaint.handle", "annual_report.publish"])
    def test_a_pause_must_be_provided_for(self, code: str, clock_of: Callable[..., Clock]) -> None:
        clock = clock_of("wulong", code)
        with pytest.raises(BadPause, match="没有中止、扣除时间的规定"):
            clock.due(date(2026, 3, 2), 0, [(date(2026, 3, 3), date(2026, 3, 4))])
        assert clock.due(date(2026, 3, 2)).on

    def test_a_pause_must_not_be_answered_before_it_was_sent(self, clock_of: Callable[..., Clock]) -> None:
        clock = clock_of("wulong", "dispute.handle")
        with pytest.raises(BadPause, match="答复日早于送出日"):
            clock.due(date(2026, 3, 2), 0, [(date(2026, 3, 5), date(2026, 3, 4))])
        assert clock.due(date(2026, 3, 2), 0, [(date(2026, 3, 5), date(2026, 3, 5))]).on

    def test_pauses_must_not_overlap(self, clock_of: Callable[..., Clock]) -> None:
        clock = clock_of("wulong", "dispute.handle")
        first = (date(2026, 3, 3), date(2026, 3, 5))
        with pytest.raises(BadPause, match="重叠"):
            clock.due(date(2026, 3, 2), 0, [first, (date(2026, 3, 4), date(2026, 3, 9))])
        assert clock.due(date(2026, 3, 2), 0, [first, (date(2026, 3, 5), date(2026, 3, 9))]).on

    def test_nothing_follows_an_open_pause(self, clock_of: Callable[..., Clock]) -> None:
        clock = clock_of("wulong", "dispute.handle")
        with pytest.raises(BadPause, match="重叠"):
            clock.due(date(2026, 3, 2), 0, [(date(2026, 3, 3), None), (date(2026, 3, 5), date(2026, 3, 9))])
        assert clock.due(date(2026, 3, 2), 0, [(date(2026, 3, 3), None)]).is_open

    def test_a_start_must_not_lie_before_the_first_year(self, invented_clock: Callable[..., Clock]) -> None:
        clock = invented_clock(Unit.WORKING_DAY, 5)
        with pytest.raises(RuleNotInForce):
            clock.due(date(2003, 12, 31))
        assert clock.due(date(2004, 1, 1)).on

    def test_a_start_must_not_lie_beyond_the_known_festivals(self, invented_clock: Callable[..., Clock]) -> None:
        clock = invented_clock(Unit.WORKING_DAY, 5)
        with pytest.raises(CalendarRange, match="目前可推算到2099年底"):
            clock.due(date(2100, 1, 1))
        assert clock.due(date(2099, 11, 2)).provisional

    def test_an_end_must_not_lie_beyond_the_known_festivals(self, invented_clock: Callable[..., Clock]) -> None:
        clock = invented_clock(Unit.WORKING_DAY, 60)
        with pytest.raises(CalendarRange, match="目前可推算到2099年底"):
            clock.due(date(2099, 12, 1))

    @pytest.mark.parametrize(
        ("code", "remedy"),
        [
            ("circular.rectify", "以文书写明的日期为准"),
            ("dispute.negotiate", "不能推算法定期限"),
            ("complaint.investigators", "是数量要求，不是期限"),
        ],
        ids=["typed date", "internal target", "quantity"],
    )
    def test_a_rule_without_a_number_of_days_gives_no_date(self, code: str, remedy: str, clock_of: Callable[..., Clock]) -> None:
        with pytest.raises(RuleGivesNoDate) as refusal:
            clock_of("wulong", code)
        assert remedy in refusal.value.remedy

    def test_a_lapsed_rule_gives_no_date(
        self, invented: Callable[[Unit, int], Rule], calendar: Calendar, books: Mapping[str, Rulebook]
    ) -> None:
        rule = invented(Unit.WORKING_DAY, 5)
        lapsed = replace(rule, values=(replace(rule.values[0], until=date(2025, 12, 31)),))
        clock = Clock(lapsed, calendar, books["wulong"].readings)
        assert clock.due(date(2025, 12, 31)).on == date(2026, 1, 8)
        with pytest.raises(RuleNotInForce, match="到 2025-12-31 为止，2026-01-01 已失效"):
            clock.due(date(2026, 1, 1))


def nth_working_day(calendar: Calendar, day: date, count: int) -> date:
    """The n-th working day after a day, counted one by one; the day itself for none."""
    while count:
        day += timedelta(1)
        count -= calendar.is_working(day)
    return day


def working_days_between(calendar: Calendar, first: date, last: date) -> int:
    """The working days after the first day through the last, counted one by one."""
    return sum(calendar.is_working(first + timedelta(offset)) for offset in range(1, (last - first).days + 1))
