"""Terms that reach a year without a notice: the range must contain the day on which they finally ended."""

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import CalendarRange, CalendarUnpublished
from core.law.arrangement import statute_of
from core.law.calendar import Calendar, HolidayBlock, Overlay, YearNotice
from core.law.reading import Readings
from core.law.rule import Rule, Unit
from core.law.term import Clock, Due

EDGES = ("after_request_through_reply", "request_through_reply", "between_request_and_reply")
AMOUNTS = {Unit.WORKING_DAY: (1, 120), Unit.DAY: (1, 180), Unit.MONTH: (1, 6)}
BENCH = Path(__file__).parents[2] / "bench" / "provisional.py"


def days(month: int, *numbers: int) -> tuple[date, ...]:
    """Days of 2020."""
    return tuple(date(2020, month, number) for number in numbers)


@pytest.fixture(scope="session")
def ordinary(calendar: Calendar) -> Calendar:
    """The published years as first announced, without the two extraordinary orders that no bound can foresee.

    Spring Festival 2020 before 国办发明电〔2020〕1号, and 2015 without the commemoration day of 3 September.
    """
    spring = HolidayBlock("春节", days(1, 24, 25, 26, 27, 28, 29, 30), (*days(1, 19), *days(2, 1)))
    announced = calendar.notices[2020]
    blocks_2015 = tuple(block for block in calendar.notices[2015].blocks if date(2015, 9, 3) not in block.off_days)
    assert len(blocks_2015) == len(calendar.notices[2015].blocks) - 1
    return calendar.with_notice(
        replace(announced, blocks=tuple(spring if block.name == "春节" else block for block in announced.blocks))
    ).with_notice(replace(calendar.notices[2015], blocks=blocks_2015))


@pytest.fixture(scope="session")
def ordinary_hidden_from(ordinary: Calendar) -> Callable[[int], Calendar]:
    """`ordinary_hidden_from(year)`: as it was before the notices of this year and all later ones."""

    @cache
    def make(year: int) -> Calendar:
        return ordinary.without_years(range(year, 2027))

    return make


class TestTheRange:
    @given(data=st.data())
    @settings(max_examples=1500, deadline=None)
    def test_contains_the_final_day_wherever_the_term_starts_and_pauses(
        self,
        data: st.DataObject,
        invented_clock: Callable[..., Clock],
        ordinary: Calendar,
        ordinary_hidden_from: Callable[[int], Calendar],
    ) -> None:
        """Starts before and inside the unpublished year, paused or not, under every reading of E-18 and E-44."""
        year = data.draw(st.integers(2008, 2026), label="hidden from")
        unit = data.draw(st.sampled_from(sorted(AMOUNTS)))
        amount = data.draw(st.integers(*AMOUNTS[unit]), label="amount")
        choices = {
            "pause.edges": data.draw(st.sampled_from(EDGES)),
            "extension.base": data.draw(st.sampled_from(["unrolled", "rolled"])),
        }
        start = data.draw(st.dates(date(year - 1, 7, 1), date(year, 12, 31)), label="start")
        extension = data.draw(st.sampled_from([0, 0, 1, 3]), label="extension")
        pauses: list[tuple[date, date]] = []
        day = start
        for _ in range(data.draw(st.integers(0, 2), label="pauses")):
            sent = day + timedelta(data.draw(st.integers(0, 30)))
            day = sent + timedelta(data.draw(st.integers(0, 40)))
            pauses.append((sent, day))
        final = invented_clock(unit, amount, choices, ordinary).due(start, extension, pauses)
        early = invented_clock(unit, amount, choices, ordinary_hidden_from(year)).due(start, extension, pauses)
        assert early.latest is not None
        assert final.latest is not None
        assert early.earliest <= final.earliest
        assert final.latest <= early.latest
        assert early.provisional or early == final

    @given(start=st.dates(date(2007, 7, 1), date(2025, 12, 31)))
    @settings(max_examples=300, deadline=None)
    def test_of_20_working_days_that_start_before_the_year_is_at_most_14_days_wide(
        self, start: date, invented_clock: Callable[..., Clock], hidden_from: Callable[[int], Calendar]
    ) -> None:
        # 2020 apart: its Spring Festival left room for a day more.
        widest = 15 if start.year + 1 == 2020 else 14
        due = invented_clock(Unit.WORKING_DAY, 20, {}, hidden_from(start.year + 1)).due(start)
        assert due.latest is not None
        assert due.latest - due.earliest <= timedelta(widest)

    def test_misses_where_an_extraordinary_order_came(
        self, invented_clock: Callable[..., Clock], hidden_from: Callable[[int], Calendar]
    ) -> None:
        """Friday 4 September 2015 and Spring Festival 2020 were moved by orders that no bound can foresee."""
        for start, amount, final in ((date(2015, 8, 27), 5, date(2015, 9, 6)),):
            due = invented_clock(Unit.WORKING_DAY, amount, {}, hidden_from(start.year)).due(start)
            assert due.latest is not None
            assert invented_clock(Unit.WORKING_DAY, amount).due(start).on == final
            assert not due.earliest <= final <= due.latest

    def test_holds_in_every_past_year_for_every_7th_start(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The small size of bench/provisional.py; the years as they finally were, 2020 too."""
        bench = load(BENCH)
        assert bench.report(bench.SMALL_STEP) == 0
        assert "every range holds" in capsys.readouterr().out

    def test_the_sweep_notices_a_range_that_misses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bench = load(BENCH)

        def late(rule: Rule, calendar: Calendar, readings: Readings) -> Clock:
            clock = Clock(rule, calendar, readings)
            if not calendar.is_published(2010):
                honest = clock.due
                clock.due = lambda start, extension=0, pauses=(): Due(
                    honest(start, extension, pauses).earliest + timedelta(30), start + timedelta(400), provisional=True
                )
            return clock

        monkeypatch.setattr(bench, "Clock", late)
        assert bench.sweep(30, years=[2010], amounts=[20])[20, False].misses


def load(path: Path) -> ModuleType:
    """A script as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def with_2027(calendar: Calendar) -> Calendar:
    """The calendar with an invented arrangement of New Year and Spring Festival 2027."""
    new_year = HolidayBlock("元旦", tuple(date(2027, 1, day) for day in (1, 2, 3)))
    spring = HolidayBlock("春节", tuple(date(2027, 2, day) for day in range(5, 13)), (date(2027, 1, 31), date(2027, 2, 14)))
    return calendar.with_notice(YearNotice(2027, (new_year, spring), number="试编"))


class TestALaterNotice:
    @pytest.mark.parametrize("start", [date(2026, 12, 14), date(2027, 1, 11), date(2027, 1, 20), date(2027, 2, 15)])
    def test_settles_a_provisional_term_inside_its_range(
        self, start: date, invented_clock: Callable[..., Clock], with_2027: Calendar
    ) -> None:
        """20 working days around an invented Spring Festival 2027."""
        before = invented_clock(Unit.WORKING_DAY, 20).due(start)
        after = invented_clock(Unit.WORKING_DAY, 20, {}, with_2027).due(start)
        assert before.provisional
        assert before.latest is not None
        assert after.on is not None
        assert before.earliest <= after.on <= before.latest

    @given(start=st.dates(date(2026, 1, 1), date(2026, 12, 31)), amount=st.integers(1, 60))
    @settings(max_examples=300, deadline=None)
    def test_never_moves_a_settled_day(
        self, start: date, amount: int, invented_clock: Callable[..., Clock], with_2027: Calendar
    ) -> None:
        before = invented_clock(Unit.WORKING_DAY, amount).due(start)
        after = invented_clock(Unit.WORKING_DAY, amount, {}, with_2027).due(start)
        assert before.provisional or after == before

    def test_lets_a_term_pass_that_was_refused_without_it(self, invented_clock: Callable[..., Clock], with_2027: Calendar) -> None:
        """E-07, refuse."""
        refuse = {"calendar.missing": "refuse"}
        with pytest.raises(CalendarUnpublished, match="2027年，该年节假日安排尚未公布"):
            invented_clock(Unit.WORKING_DAY, 20, refuse).due(date(2026, 12, 14))
        assert invented_clock(Unit.WORKING_DAY, 20, refuse, with_2027).due(date(2026, 12, 14)).on == date(2027, 1, 12)


class TestALocalDayInAYearWithoutNotice:
    def test_moves_both_ends_of_the_range(self, invented_clock: Callable[..., Clock], calendar: Calendar) -> None:
        """A local holiday on Wednesday 6 January 2027, after New Year and before every other holiday."""
        overlay = Overlay("地方节日", "某文", off_days=frozenset({date(2027, 1, 6)}))
        plain = invented_clock(Unit.WORKING_DAY, 5).due(date(2027, 1, 4))
        local = invented_clock(Unit.WORKING_DAY, 5, {}, calendar.with_overlay(overlay)).due(date(2027, 1, 4))
        assert plain.earliest <= date(2027, 1, 11)
        assert local.latest is not None
        assert plain.latest is not None
        assert (local.earliest > plain.earliest, local.latest > plain.latest) == (True, True)


class TestTheStatutes:
    @pytest.mark.parametrize(
        ("year", "version", "count"),
        [(2008, "513", 11), (2013, "513", 11), (2014, "644", 11), (2024, "644", 11), (2025, "795", 13), (2099, "795", 13)],
    )
    def test_each_year_is_governed_by_its_version(self, year: int, version: str, count: int) -> None:
        """《全国年节及纪念日放假办法》: eleven days off a year, thirteen since 2025."""
        statute = statute_of(year)
        assert version in statute["version"]
        assert sum(map(len, statute["days"].values())) == count

    @pytest.mark.parametrize("year", [2007, 2101])
    def test_nothing_is_bounded_before_2008_or_after_2100(self, year: int) -> None:
        with pytest.raises(CalendarRange, match=f"无法推算{year}年的节假日"):
            statute_of(year)
