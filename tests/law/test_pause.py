"""The edges of a pause, one example each under each reading of E-18.

All of them with Wulong, 争议协调办法 第十四条: 7 working days from Monday 2 March 2026, hence Wednesday the 11th. No holiday near.
"""

from collections.abc import Callable
from datetime import date

import pytest

from core.law.calendar import Calendar
from core.law.rule import Unit
from core.law.term import Clock, Due
from core.law.trace import Mark, explain, recompute

AFTER, FROM, BETWEEN = "after_request_through_reply", "request_through_reply", "between_request_and_reply"


def march(*days: int) -> list[tuple[date, date | None]]:
    """Pauses from pairs of days in March 2026."""
    return [(date(2026, 3, sent), date(2026, 3, answered)) for sent, answered in zip(days[::2], days[1::2], strict=True)]


@pytest.mark.parametrize(
    ("pauses", "edges", "end"),
    [
        pytest.param([], AFTER, 11, id="no pause"),
        pytest.param(march(2, 4), AFTER, 13, id="sent on the start day"),
        pytest.param(march(2, 4), FROM, 13, id="sent on the start day, which never counts anyway"),
        pytest.param(march(2, 4), BETWEEN, 12, id="sent on the start day, the reply day counts"),
        pytest.param(march(5, 7), AFTER, 12, id="answered on a Saturday"),
        pytest.param(march(5, 7), FROM, 13, id="answered on a Saturday, the request day is out"),
        pytest.param(march(5, 7), BETWEEN, 12, id="answered on a Saturday, which counts nothing anyway"),
        pytest.param(march(5, 9), AFTER, 13, id="answered on the Monday after"),
        pytest.param(march(5, 9), FROM, 16, id="answered on the Monday after, both edges out"),
        pytest.param(march(5, 9), BETWEEN, 12, id="answered on the Monday after, which counts"),
        pytest.param(march(5, 5), AFTER, 11, id="answered the same day"),
        pytest.param(march(5, 5), FROM, 12, id="answered the same day, which is out"),
        pytest.param(march(5, 5), BETWEEN, 11, id="answered the same day, nothing lies between"),
        pytest.param(march(11, 13), AFTER, 11, id="sent on the last day, already used"),
        pytest.param(march(11, 13), FROM, 16, id="sent on the last day, not used yet"),
        pytest.param(march(11, 13), BETWEEN, 11, id="sent on the last day, which was used"),
        pytest.param(march(10, 13), AFTER, 16, id="sent on the day before the last"),
        pytest.param(march(12, 20), AFTER, 11, id="sent after the end"),
        pytest.param(march(12, 20), FROM, 11, id="sent after the end, both edges out"),
        pytest.param(march(12, 20), BETWEEN, 11, id="sent after the end, inner days only"),
        pytest.param(march(4, 6, 6, 10), AFTER, 17, id="two pauses that share a day"),
        pytest.param(march(4, 6, 6, 10), FROM, 18, id="two pauses that share a day, left out once"),
        pytest.param(march(4, 6, 6, 10), BETWEEN, 13, id="two pauses that share a day, which counts"),
        pytest.param(march(4, 10), AFTER, 17, id="the same as one pause"),
        pytest.param(march(3, 4, 9, 10), AFTER, 13, id="two pauses apart"),
    ],
)
def test_the_dispute_of_2_march_2026_is_due(
    pauses: list[tuple[date, date | None]], edges: str, end: int, clock_of: Callable[..., Clock]
) -> None:
    """Wulong, 争议协调办法 第十四条第2款 (E-18)."""
    clock = clock_of("wulong", "dispute.handle", {"pause.edges": edges})
    day = date(2026, 3, end)
    assert clock.due(date(2026, 3, 2), 0, pauses) == Due(day, day, provisional=False)


@pytest.mark.parametrize(("edges", "earliest"), [(AFTER, 11), (FROM, 12), (BETWEEN, 11)])
def test_while_the_answer_is_out_the_earliest_end_is_that_of_an_answer_on_the_same_day(
    edges: str, earliest: int, clock_of: Callable[..., Clock]
) -> None:
    """Asked on 5 March 2026 (E-18): where the day of asking is left out, it is left out while waiting too."""
    clock = clock_of("wulong", "dispute.handle", {"pause.edges": edges})
    assert clock.due(date(2026, 3, 2), 0, [(date(2026, 3, 5), None)]) == Due(date(2026, 3, earliest), None, provisional=False)


@pytest.mark.parametrize(("edges", "sent"), [(AFTER, 11), (FROM, 12), (BETWEEN, 11)])
def test_a_question_that_comes_too_late_leaves_nothing_open(edges: str, sent: int, clock_of: Callable[..., Clock]) -> None:
    clock = clock_of("wulong", "dispute.handle", {"pause.edges": edges})
    pauses = [(date(2026, 3, sent), None)]
    assert clock.due(date(2026, 3, 2), 0, pauses).on == date(2026, 3, 11)
    assert explain(clock, date(2026, 3, 2), 0, pauses).idle_pauses == ((date(2026, 3, sent), None),)


def test_a_pause_taken_in_the_extension_counts_while_the_extension_runs(clock_of: Callable[..., Clock]) -> None:
    """Asked on 12 March 2026: too late for the 7 days, in time for 15 more."""
    clock = clock_of("wulong", "dispute.handle")
    assert clock.due(date(2026, 3, 2), 15).on == date(2026, 4, 1)
    assert clock.due(date(2026, 3, 2), 15, march(12, 16)).on == date(2026, 4, 3)


def test_a_question_answered_at_once_and_noted_twice_is_one_pause(clock_of: Callable[..., Clock]) -> None:
    """Where the day of the question is left out too, it is left out once, and the trace agrees."""
    clock = clock_of("wulong", "dispute.handle", {"pause.edges": "request_through_reply"})
    once, twice = [(date(2026, 7, 10), date(2026, 7, 10))], [(date(2026, 7, 10), date(2026, 7, 10))] * 2
    assert clock.due(date(2026, 7, 1), 0, twice) == clock.due(date(2026, 7, 1), 0, once)
    trace = explain(clock, date(2026, 7, 1), 0, twice)
    assert [line.day for line in trace.lines if line.mark is Mark.PAUSED] == [date(2026, 7, 10)]
    assert recompute(trace) == trace.due


def test_pauses_between_question_and_reply_leave_the_rolled_base_where_it_is(
    invented_clock: Callable[..., Clock], hidden_from: Callable[[int], Calendar]
) -> None:
    """12 days from 1 July 2008 and one more from the rolled end; the second question is answered at once."""
    choices = {"pause.edges": "between_request_and_reply", "extension.base": "rolled"}
    pauses = [
        (date(2008, 7, 1), date(2008, 7, 23)),
        (date(2008, 8, 2), date(2008, 8, 5)),
        (date(2008, 8, 5), date(2008, 8, 5)),
    ]
    trace = explain(invented_clock(Unit.DAY, 12, choices, hidden_from(2009)), date(2008, 7, 1), 1, pauses)
    assert recompute(trace) == trace.due
