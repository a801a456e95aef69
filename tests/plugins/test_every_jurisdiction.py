"""What holds for the data of every jurisdiction: each rule answers, each list is complete, each number is closed."""

from collections.abc import Mapping

import pytest

from core.law.calendar import Calendar
from core.law.coverage import Means, coverage_of, open_provisions
from core.law.reading import Effect
from core.law.rule import Kind, describe
from core.law.rulebook import BY_LIST, BY_RULE, Rulebook
from core.law.term import Clock
from core.law.trace import State, explain, recompute
from core.plugin.registry import Registry

ROWS = [(name, code) for name in Registry().codes for code in Registry().get(name).rulebook.rules]


@pytest.mark.parametrize(("name", "code"), ROWS, ids=lambda part: part)
def test_a_rule_answers_from_its_first_day_on(name: str, code: str, books: Mapping[str, Rulebook], calendar: Calendar) -> None:
    """A rule with a date explains itself and recomputes; every other one says something in words."""
    book = books[name]
    rule = book.rule(code)
    for value in rule.values:
        assert describe(rule.unit, value)
        if rule.gives_date:
            trace = explain(Clock(rule, calendar, book.readings), value.from_day)
            assert trace.state is State.SETTLED
            assert trace.due
            assert recompute(trace) == trace.due == Clock(rule, calendar, book.readings).due(value.from_day)


def test_every_rule_says_who_acts_and_what_starts_its_period(book: Rulebook) -> None:
    dated = [rule for rule in book.rules.values() if rule.gives_date]
    assert dated
    assert [rule.code for rule in dated if not (rule.by and rule.starts)] == []


def test_every_rule_closes_a_provision(book: Rulebook) -> None:
    assert [rule.code for rule in book.rules.values() if not rule.provisions] == []


def test_every_list_has_items_with_labels(book: Rulebook) -> None:
    for entry in book.enumerations.values():
        assert len(entry.items) >= 2, entry.code
        assert all(item.number.strip() and item.label.strip() for item in entry.items), entry.code
        assert entry.title.strip()


def test_every_list_closes_a_provision(book: Rulebook) -> None:
    assert [entry.code for entry in book.enumerations.values() if not entry.provisions] == []


def test_whatever_coverage_names_is_there(book: Rulebook) -> None:
    closures = [closure for entry in coverage_of(book) for closure in entry.closures]
    assert {closure.name for closure in closures if closure.means is Means.RULE} <= set(book.rules)
    assert {closure.name for closure in closures if closure.means is Means.ENUMERATION} <= set(book.enumerations)
    assert closures


def test_no_period_extension_suspension_quantity_or_list_is_left_open(book: Rulebook) -> None:
    assert [entry.provision.id for entry in open_provisions(coverage_of(book), BY_RULE | BY_LIST)] == []


def test_every_instrument_has_provisions(book: Rulebook) -> None:
    assert {entry.citation.instrument.code for entry in book.provisions.values()} == set(book.instruments)


def test_every_reading_that_changes_a_rule_touches_one(book: Rulebook) -> None:
    local = [entry for entry in book.readings.register if entry.touch is None]
    assert [entry.id for entry in local if entry.effect in (Effect.RULE, Effect.BAND) and not entry.rules] == []


def test_every_pause_has_causes_to_choose_from(book: Rulebook) -> None:
    causes = [value.pause.causes for rule in book.rules.values() for value in rule.values if value.pause]
    assert set(causes) <= set(book.enumerations)


def test_a_quantity_is_never_taken_for_a_period(book: Rulebook) -> None:
    assert [rule.code for rule in book.rules.values() if rule.kind is Kind.LIMIT and rule.starts] == []
