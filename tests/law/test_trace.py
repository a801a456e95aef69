"""Traces: what they show, and that a trace somebody altered no longer yields the computed end."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.law.calendar import Calendar, DayKind
from core.law.rule import Unit
from core.law.term import Clock, Due
from core.law.trace import Line, Mark, State, Trace, explain, recompute

COUNTED = (Mark.COUNTED, Mark.EXTENDED)


@pytest.fixture
def trace(clock_of: Callable[..., Clock]) -> Trace:
    """Wulong, 争议协调办法 第十四条: from 2 March 2026, asked on the 5th, answered on the 10th, extended by 2 working days."""
    return explain(clock_of("wulong", "dispute.handle"), date(2026, 3, 2), 2, [(date(2026, 3, 5), date(2026, 3, 10))])


def altered(trace: Trace, day: date, fields: Mapping[str, Any]) -> Trace:
    """The trace with one line changed. The fields of a line have many types."""
    assert any(line.day == day for line in trace.lines)
    return replace(trace, lines=tuple(line._replace(**fields) if line.day == day else line for line in trace.lines))


def without(trace: Trace, day: date) -> Trace:
    """The trace with one line removed."""
    return replace(trace, lines=tuple(line for line in trace.lines if line.day != day))


def outcome(trace: Trace) -> Due | str | None:
    """What recomputing yields, or how it refuses."""
    try:
        return recompute(trace)
    except (ValueError, StopIteration) as refusal:
        return type(refusal).__name__


class TestATrace:
    def test_yields_its_own_end(self, trace: Trace) -> None:
        assert recompute(trace) == trace.due == Due(date(2026, 3, 18), date(2026, 3, 18), provisional=False)

    def test_gives_every_day_its_mark(self, trace: Trace) -> None:
        shown = {mark: [line.day.day for line in trace.lines if line.mark is mark] for mark in Mark}
        assert {mark: found for mark, found in shown.items() if found} == {
            Mark.START: [2],
            Mark.COUNTED: [3, 4, 5, 11, 12, 13, 16],
            Mark.PAUSED: [6, 7, 8, 9, 10],
            Mark.REST: [14, 15],
            Mark.EXTENDED: [17, 18],
        }

    def test_has_a_line_for_every_day_from_the_start_through_the_end(self, trace: Trace) -> None:
        assert [line.day for line in trace.lines] == [date(2026, 3, day) for day in range(2, 19)]

    def test_of_a_start_without_proof_has_no_end(self, clock_of: Callable[..., Clock]) -> None:
        trace = explain(clock_of("wulong", "dispute.handle"), None)
        assert (trace.state, trace.due, trace.lines, recompute(trace)) == (State.NOT_STARTED, None, (), None)

    def test_of_a_term_that_waits_for_an_answer_is_open(self, clock_of: Callable[..., Clock]) -> None:
        trace = explain(clock_of("wulong", "dispute.handle"), date(2026, 3, 2), 0, [(date(2026, 3, 5), None)])
        assert trace.state is State.OPEN
        assert {line.mark for line in trace.lines if line.day > date(2026, 3, 5)} == {Mark.IF_ANSWERED, Mark.REST}

    def test_shows_over_which_days_the_end_was_rolled(self, clock_of: Callable[..., Clock]) -> None:
        """Wulong, 投诉举报制度 第十条: 30 days from 2 September 2026 end on 2 October, within National Day."""
        trace = explain(clock_of("wulong", "complaint.handle"), date(2026, 9, 2))
        rolled = [line for line in trace.lines if line.mark is Mark.ROLLED]
        assert [line.day for line in rolled] == [date(2026, 10, day) for day in range(3, 8)]
        assert (trace.lines[-1].day, trace.lines[-1].mark) == (date(2026, 10, 8), Mark.ROLLED_TO)
        assert {line.name for line in rolled[:5]} == {"国庆节"}

    def test_of_an_unpublished_year_says_which_days_may_be_the_last(self, clock_of: Callable[..., Clock]) -> None:
        """Wulong, 监督意见书制度 第八条, from 8 January 2027: no day counts into an extension that nobody gave."""
        trace = explain(clock_of("wulong", "opinion.rectify"), date(2027, 1, 8))
        assert trace.due is not None
        assert Mark.EXTENDED not in {line.mark for line in trace.lines}
        may_end = [line.day for line in trace.lines if line.mark is Mark.MAY_END]
        assert (may_end[0], may_end[-1]) == (trace.due.earliest, trace.due.latest)

    def test_of_a_fixed_date_that_moves_shows_where_to(self, clock_of: Callable[..., Clock]) -> None:
        """Wulong, 统计年报制度 第三条, under the two other readings of E-03: 31 January 2026 is a Saturday."""
        for option, day, mark in (
            ("forward", date(2026, 2, 2), Mark.ROLLED_TO),
            ("backward", date(2026, 1, 30), Mark.ADVANCED_TO),
        ):
            trace = explain(clock_of("wulong", "annual_report.publish", {"fixed_date.roll": option}), date(2025, 6, 1))
            assert [(line.day, line.mark) for line in trace.lines if line.mark is mark] == [(day, mark)]

    def test_names_the_make_up_days(self, clock_of: Callable[..., Clock]) -> None:
        """Sunday 28 September 2025."""
        trace = explain(clock_of("wulong", "dispute.handle"), date(2025, 9, 22))
        line = next(line for line in trace.lines if line.day == date(2025, 9, 28))
        assert (line.mark, line.kind, line.can_work) == (Mark.COUNTED, DayKind.MAKE_UP, True)
        assert line.name.endswith("调休")


class TestAnAlteredTrace:
    @pytest.mark.parametrize(
        ("day", "fields"),
        [
            pytest.param(4, {"mark": Mark.REST}, id="a counted day shown as a rest day"),
            pytest.param(4, {"mark": Mark.PAUSED}, id="a counted day shown as paused"),
            pytest.param(6, {"mark": Mark.COUNTED}, id="a paused day shown as counted"),
            pytest.param(7, {"mark": Mark.COUNTED}, id="a paused Saturday shown as counted"),
            pytest.param(14, {"mark": Mark.COUNTED}, id="a Saturday shown as counted"),
            pytest.param(18, {"mark": Mark.REST}, id="the last day shown as a rest day"),
            pytest.param(4, {"most": 3, "fewest": 3}, id="a running count one too high"),
            pytest.param(18, {"most": 8, "fewest": 8}, id="the last running count one too low"),
            pytest.param(4, {"can_work": False, "can_rest": True}, id="a counted day that cannot be worked"),
            pytest.param(4, {"kind": DayKind.HOLIDAY}, id="a counted day called a holiday"),
            pytest.param(14, {"kind": DayKind.MAKE_UP}, id="a rest day called a make-up working day"),
            pytest.param(2, {"mark": Mark.COUNTED}, id="the start day shown as counted"),
        ],
    )
    def test_no_longer_yields_the_end(self, day: int, fields: dict[str, Any], trace: Trace) -> None:
        assert outcome(altered(trace, date(2026, 3, day), fields)) != trace.due

    @pytest.mark.parametrize("day", range(2, 19))
    def test_with_a_line_missing_no_longer_yields_the_end(self, day: int, trace: Trace) -> None:
        assert outcome(without(trace, date(2026, 3, day))) != trace.due

    def test_without_lines_yields_no_end(self, trace: Trace) -> None:
        assert outcome(replace(trace, lines=trace.lines[:1])) == "ValueError"

    @pytest.mark.parametrize(
        ("day", "fields"),
        [
            pytest.param(date(2026, 9, 20), {"mark": Mark.PAUSED}, id="a counted day shown as paused"),
            pytest.param(date(2026, 10, 2), {"mark": Mark.ROLLED}, id="the last day shown as rolled"),
            pytest.param(date(2026, 10, 5), {"can_work": True, "can_rest": False}, id="a holiday that can be worked"),
            pytest.param(date(2026, 10, 5), {"kind": DayKind.WORKDAY}, id="a holiday called a working day"),
            pytest.param(date(2026, 10, 8), {"can_work": False, "can_rest": True}, id="the day rolled to cannot be worked"),
            pytest.param(date(2026, 10, 8), {"kind": DayKind.HOLIDAY}, id="the day rolled to called a holiday"),
        ],
    )
    def test_of_30_days_no_longer_yields_the_end(self, day: date, fields: dict[str, Any], clock_of: Callable[..., Clock]) -> None:
        """Wulong, 投诉举报制度 第十条: from 2 September 2026, due on 8 October."""
        trace = explain(clock_of("wulong", "complaint.handle"), date(2026, 9, 2))
        assert recompute(trace) == trace.due
        assert outcome(altered(trace, day, fields)) != trace.due

    @pytest.mark.parametrize(
        ("day", "fields"),
        [
            pytest.param(date(2023, 10, 14), {"mark": Mark.ROLLED}, id="the last day shown as rolled"),
            pytest.param(date(2023, 10, 14), {"most": 0, "fewest": 0}, id="the month not yet full"),
            pytest.param(date(2023, 9, 20), {"mark": Mark.PAUSED}, id="a counted day shown as paused"),
            pytest.param(date(2023, 10, 16), {"can_work": False, "can_rest": True}, id="the day rolled to cannot be worked"),
            pytest.param(date(2023, 10, 15), {"can_work": True, "can_rest": False}, id="a Sunday that can be worked"),
        ],
    )
    def test_of_a_month_no_longer_yields_the_end(self, day: date, fields: dict[str, Any], clock_of: Callable[..., Clock]) -> None:
        """Qianjiang, 错案责任追究制度 第十条: one month from 14 September 2023, due on Monday 16 October."""
        trace = explain(clock_of("qianjiang", "wrong_case.reinvestigate"), date(2023, 9, 14))
        assert recompute(trace) == trace.due
        assert outcome(altered(trace, day, fields)) != trace.due

    @pytest.mark.parametrize("mark", [Mark.REST, Mark.PAUSED, Mark.ROLLED])
    def test_with_a_working_day_taken_out_and_all_later_counts_moved_is_noticed(
        self, mark: Mark, clock_of: Callable[..., Clock]
    ) -> None:
        """Wulong, 监督意见书制度 第八条: whoever takes out 21 September must not get 19 October for it."""
        trace = explain(clock_of("wulong", "opinion.rectify"), date(2026, 9, 14))
        later = explain(clock_of("wulong", "opinion.rectify"), date(2026, 9, 15))
        lines = [
            line._replace(mark=mark, most=line.most - 1, fewest=line.fewest - 1)
            if line.day == date(2026, 9, 21)
            else line._replace(most=line.most - 1, fewest=line.fewest - 1)
            if line.day > date(2026, 9, 21)
            else line
            for line in trace.lines
        ]
        lines += [line for line in later.lines if line.day > trace.lines[-1].day]
        with pytest.raises(ValueError, match="2026-09-21 is marked"):
            recompute(replace(trace, lines=tuple(lines)))

    def test_of_a_fixed_date_no_longer_yields_the_date(self, clock_of: Callable[..., Clock]) -> None:
        """Wulong, 统计年报制度 第三条: 31 January 2026."""
        trace = explain(clock_of("wulong", "annual_report.publish"), date(2025, 6, 30))
        assert recompute(trace) == trace.due
        assert outcome(altered(trace, date(2026, 1, 31), {"mark": Mark.REST})) != trace.due
        assert outcome(altered(trace, date(2026, 1, 30), {"mark": Mark.FIXED})) != trace.due

    @given(data=st.data(), start=st.dates(date(2008, 1, 1), date(2026, 12, 31)), amount=st.integers(1, 60))
    @settings(max_examples=400, deadline=None)
    def test_of_any_working_days_no_longer_yields_the_end_when_one_day_turns(
        self, data: st.DataObject, start: date, amount: int, early_clock: Callable[..., Clock]
    ) -> None:
        """One settled day, chosen at random, counted instead of not counted or the other way round."""
        trace = explain(early_clock(Unit.WORKING_DAY, amount, {}, start.year + 1), start)
        settled = [line for line in trace.lines[1:] if line.is_settled]
        assume(settled)
        line = data.draw(st.sampled_from(settled))
        turned = line._replace(mark=Mark.REST if line.mark in COUNTED else Mark.COUNTED)
        assert outcome(with_line(trace, turned)) != trace.due

    @given(data=st.data(), start=st.dates(date(2008, 1, 1), date(2026, 12, 31)), amount=st.integers(20, 60))
    @settings(max_examples=300, deadline=None)
    def test_of_any_working_days_no_longer_yields_the_end_without_one_line(
        self, data: st.DataObject, start: date, amount: int, early_clock: Callable[..., Clock]
    ) -> None:
        trace = explain(early_clock(Unit.WORKING_DAY, amount, {}, start.year + 1), start)
        assert outcome(without(trace, data.draw(st.sampled_from(trace.lines)).day)) != trace.due


def with_line(trace: Trace, line: Line) -> Trace:
    """The trace with this line in place of the one of its day."""
    return replace(trace, lines=tuple(line if line.day == old.day else old for old in trace.lines))


class TestTheWarningDay:
    @pytest.mark.parametrize(
        ("code", "start", "warn_on"),
        [
            ("annual_report.publish", date(2024, 1, 1), date(2025, 1, 27)),
            ("annual_report.publish", date(2025, 1, 1), date(2026, 1, 30)),
            ("annual_report.publish", date(2022, 1, 1), date(2023, 1, 31)),
            ("complaint.review", date(2026, 2, 9), date(2026, 2, 25)),
        ],
        ids=["Spring Festival 2025", "Saturday", "a working day", "a period"],
    )
    def test_is_the_last_working_day_on_or_before_the_end(
        self, code: str, start: date, warn_on: date, clock_of: Callable[..., Clock]
    ) -> None:
        assert explain(clock_of("wulong", code), start).warn_on == warn_on

    @given(start=st.dates(date(2026, 10, 1), date(2027, 10, 31)), amount=st.integers(1, 60))
    @settings(max_examples=300, deadline=None)
    def test_is_certain_to_be_a_working_day_in_a_year_without_notice_too(
        self, start: date, amount: int, invented_clock: Callable[..., Clock], calendar: Calendar
    ) -> None:
        trace = explain(invented_clock(Unit.WORKING_DAY, amount), start)
        assert trace.warn_on is not None
        assert trace.due is not None
        assert trace.warn_on <= trace.due.earliest
        assert calendar.is_working(trace.warn_on)
        shown = [line for line in trace.lines if line.day == trace.warn_on]
        assert [line.can_rest for line in shown if line.mark is not Mark.START] in ([], [False])
