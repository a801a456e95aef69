"""What the tests of the law share: clocks of printed rules, invented rules, and calendars of an earlier day."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from core.law.calendar import Calendar
from core.law.citation import Citation, Instrument
from core.law.event import StartEvent
from core.law.reading import Readings
from core.law.rule import Extension, Kind, PauseGround, Rule, RuleValue, Unit
from core.law.rule_files import general_readings
from core.law.rulebook import Rulebook
from core.law.term import Clock

MANY = 1000
"""A cap that no test reaches."""


@pytest.fixture(scope="session")
def clock_of(books: Mapping[str, Rulebook], calendar: Calendar) -> Callable[..., Clock]:
    """`clock_of(jurisdiction, rule, choices={}, on=calendar)`: a printed rule, as read, on a calendar."""

    def make(jurisdiction: str, code: str, choices: Mapping[str, str] | None = None, on: Calendar = calendar) -> Clock:
        book = books[jurisdiction]
        return Clock(book.rule(code), on, book.readings.choose(choices or {}))

    return make


@pytest.fixture(scope="session")
def invented() -> Callable[[Unit, int], Rule]:
    """`invented(unit, amount)`: a period in force since 2004 that may be extended and paused at will."""
    act = Instrument(code="T", title="试行办法", issuer="某局", in_force=date(2004, 1, 1))
    source = Citation(act, "第一条")

    def make(unit: Unit, amount: int) -> Rule:
        value = RuleValue(
            from_day=date(2004, 1, 1),
            citation=source,
            amount=Decimal(amount),
            extension=Extension(cap=MANY, citation=source),
            pause=PauseGround(causes="cause", citation=source),
        )
        return Rule("invented.period", "试行期限", Kind.PERIOD, unit, (value,), starts=StartEvent.ACCEPTED)

    return make


@pytest.fixture(scope="session")
def invented_clock(invented: Callable[[Unit, int], Rule], calendar: Calendar) -> Callable[..., Clock]:
    """`invented_clock(unit, amount, choices={}, on=calendar)`: an invented rule under the general readings."""
    register = Readings(general_readings())

    def make(unit: Unit, amount: int, choices: Mapping[str, str] | None = None, on: Calendar = calendar) -> Clock:
        return Clock(invented(unit, amount), on, register.choose(choices or {}))

    return make


@pytest.fixture(scope="session")
def hidden_from(calendar: Calendar) -> Callable[[int], Calendar]:
    """`hidden_from(year)`: the calendar as it was before the notices of this year and all later ones."""

    @cache
    def make(year: int) -> Calendar:
        return calendar.without_years(range(year, 2027))

    return make


@pytest.fixture(scope="session")
def early_clock(invented_clock: Callable[..., Clock], hidden_from: Callable[[int], Calendar]) -> Callable[..., Clock]:
    """`early_clock(unit, amount, choices, year)`: an invented rule before the notices of this year and all later ones."""

    def make(unit: Unit, amount: int, choices: Mapping[str, str], year: int) -> Clock:
        return invented_clock(unit, amount, choices, hidden_from(year))

    return make


@pytest.fixture(scope="session")
def amended(books: Mapping[str, Rulebook]) -> Callable[..., Rule]:
    """`amended(jurisdiction, rule, from_day, amount)`: a printed rule with an invented later value."""

    def make(jurisdiction: str, code: str, from_day: date, amount: int) -> Rule:
        rule = books[jurisdiction].rule(code)
        later = replace(rule.values[-1], from_day=from_day, amount=Decimal(amount))
        return replace(rule, values=(*rule.values, later))

    return make
