"""The national calendar: day by day against an independent one, and what later notices and local days change."""

import tomllib
import warnings
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import chinese_calendar
import pytest
from lunardate import LunarDate

from core.errors import BadNotice
from core.law.calendar import Calendar, DayKind, HolidayBlock, Overlay, YearNotice
from core.law.national import national_calendar, national_notices

FESTIVALS = tomllib.loads((files("core.law") / "national" / "festivals.toml").read_text(encoding="utf-8"))["days"]


def every_day(first: date, last: date) -> list[date]:
    """The days from one through another."""
    return [first + timedelta(offset) for offset in range((last - first).days + 1)]


class TestThePublishedYears:
    @pytest.mark.parametrize("year", range(2004, 2027))
    def test_agree_with_an_independent_calendar_on_every_day(self, year: int, calendar: Calendar) -> None:
        """chinesecalendar, which was typed from the same notices by other people."""
        days = every_day(date(year, 1, 1), date(year, 12, 31))
        assert [day for day in days if calendar.is_working(day) != chinese_calendar.is_workday(day)] == []

    def test_reach_from_2004_through_2026(self, calendar: Calendar) -> None:
        assert calendar.first == date(2004, 1, 1)
        assert calendar.published_through == date(2026, 12, 31)
        assert [notice.year for notice in national_notices()] == list(range(2004, 2027))

    def test_are_settled_until_the_days_that_new_year_2027_may_move(self, calendar: Calendar) -> None:
        """Friday 1 January 2027 needs no swap, but a notice has reached into the last week of the year before."""
        assert date(2026, 12, 20) < calendar.settled_through <= date(2026, 12, 31)

    @pytest.mark.parametrize("year", [2004, 2005, 2008])
    def test_without_a_number_read_from_the_notice_are_marked_unverified(self, year: int, calendar: Calendar) -> None:
        assert calendar.notices[year].number is None
        assert "未核实" in calendar.notices[year].label

    @pytest.mark.parametrize("year", sorted(set(range(2004, 2027)) - {2004, 2005, 2008}))
    def test_with_a_number_show_it(self, year: int, calendar: Calendar) -> None:
        notice = calendar.notices[year]
        assert notice.number is not None
        assert notice.number in notice.label
        assert "未核实" not in notice.label

    @pytest.mark.parametrize("year", range(2004, 2027))
    def test_give_each_statutory_holiday_its_days_and_no_working_day_too_many(self, year: int, calendar: Calendar) -> None:
        """Working days of a year are its weekdays less the statutory days that the notice could not lose on a weekend."""
        days = every_day(date(year, 1, 1), date(year, 12, 31))
        assert 247 <= sum(map(calendar.is_working, days)) <= 253

    @pytest.mark.parametrize(
        ("day", "kind", "name"),
        [
            (date(2026, 2, 14), DayKind.MAKE_UP, "春节调休"),
            (date(2026, 2, 17), DayKind.HOLIDAY, "春节"),
            (date(2026, 2, 24), DayKind.WORKDAY, ""),
            (date(2026, 3, 1), DayKind.WEEKEND, ""),
            (date(2018, 12, 31), DayKind.HOLIDAY, "元旦"),
            (date(2020, 2, 1), DayKind.HOLIDAY, "春节"),
            (date(2015, 9, 6), DayKind.MAKE_UP, None),
        ],
    )
    def test_say_what_each_day_is(self, day: date, kind: DayKind, name: str | None, calendar: Calendar) -> None:
        fact = calendar.fact(day)
        assert (fact.day, fact.kind) == (day, kind)
        assert name is None or fact.name == name


class TestTheFestivals:
    @pytest.mark.parametrize("year", range(2004, 2100))
    def test_agree_with_an_independent_lunar_calendar(self, year: int) -> None:
        """Spring Festival 1/1, Dragon Boat 5/5 and Mid-Autumn 8/15 by lunardate."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            lunar = [LunarDate(year, month, day).toSolarDate() for month, day in ((1, 1), (5, 5), (8, 15))]
        spring, _, dragon_boat, mid_autumn = (date.fromisoformat(f"{year}-{day}") for day in FESTIVALS[str(year)])
        assert [spring, dragon_boat, mid_autumn] == lunar

    @pytest.mark.parametrize("year", range(2004, 2100))
    def test_have_qingming_where_the_rule_of_thumb_of_its_century_puts_it(self, year: int) -> None:
        """The day in April is the whole part of 0.2422·y + 4.81 less the leap years before, y counted from 2000."""
        since = year - 2000
        assert FESTIVALS[str(year)][1] == f"04-{int(0.2422 * since + 4.81) - since // 4:02d}"

    def test_are_known_through_2100(self) -> None:
        assert set(map(str, range(2004, 2101))) <= set(FESTIVALS)


class TestAnotherNotice:
    def test_extends_the_published_years(self, calendar: Calendar) -> None:
        notice = YearNotice(2027, (HolidayBlock("元旦", (date(2027, 1, 1),)),))
        later = calendar.with_notice(notice)
        assert later.published_through == date(2027, 12, 31)
        assert later.settled_through > calendar.settled_through
        assert later.is_published(2027)
        assert not calendar.is_published(2027)

    def test_replaces_the_one_of_its_year(self, calendar: Calendar) -> None:
        changed = replace(calendar.notices[2026], blocks=calendar.notices[2026].blocks[:1])
        assert calendar.with_notice(changed).is_working(date(2026, 2, 17))
        assert not calendar.is_working(date(2026, 2, 17))

    def test_after_a_gap_settles_nothing_before_the_gap_is_filled(self, calendar: Calendar) -> None:
        notice = YearNotice(2028, (HolidayBlock("元旦", (date(2028, 1, 1),)),))
        assert calendar.with_notice(notice).published_through == date(2026, 12, 31)

    def test_is_taken_when_imported(self) -> None:
        notice = YearNotice(2027, (HolidayBlock("元旦", (date(2027, 1, 1),)),))
        assert national_calendar([notice]).published_through == date(2027, 12, 31)

    def test_is_needed_at_all(self) -> None:
        with pytest.raises(BadNotice, match="没有任何年度的节假日安排"):
            Calendar.of([])


class TestALocalDay:
    OVERLAY = Overlay("建县纪念日", "某文", off_days=frozenset({date(2026, 3, 11)}), working_days=frozenset({date(2026, 3, 14)}))

    def test_counts_over_the_national_day(self, calendar: Calendar) -> None:
        local = calendar.with_overlay(self.OVERLAY)
        assert (local.fact(date(2026, 3, 11)).kind, local.fact(date(2026, 3, 14)).kind) == (
            DayKind.LOCAL_HOLIDAY,
            DayKind.LOCAL_WORKDAY,
        )
        assert (local.is_working(date(2026, 3, 11)), local.is_working(date(2026, 3, 14))) == (False, True)

    def test_changes_no_other_day(self, calendar: Calendar) -> None:
        local = calendar.with_overlay(self.OVERLAY)
        days = every_day(date(2026, 1, 1), date(2026, 12, 31))
        assert [day.isoformat() for day in days if local.is_working(day) != calendar.is_working(day)] == [
            "2026-03-11",
            "2026-03-14",
        ]

    def test_leaves_the_shared_calendar_as_it_was(self, calendar: Calendar) -> None:
        calendar.with_overlay(self.OVERLAY)
        assert calendar.is_working(date(2026, 3, 11))

    def test_cannot_be_both_off_and_worked(self) -> None:
        with pytest.raises(BadNotice, match="把 2026-03-11 同时写成休息日和工作日"):
            Overlay("建县纪念日", "某文", frozenset({date(2026, 3, 11)}), frozenset({date(2026, 3, 11)}))


class TestANoticeIsRefused:
    def test_where_a_day_stands_twice(self) -> None:
        with pytest.raises(BadNotice, match="2027-01-01 同时出现在元旦和春节"):
            YearNotice(2027, (HolidayBlock("元旦", (date(2027, 1, 1),)), HolidayBlock("春节", (date(2027, 1, 1),))))

    @pytest.mark.parametrize("day", [date(2026, 11, 30), date(2028, 2, 1)])
    def test_where_a_day_belongs_to_another_year(self, day: date) -> None:
        with pytest.raises(BadNotice, match=f"{day} 不属于这一年"):
            YearNotice(2027, (HolidayBlock("元旦", (day,)),))

    @pytest.mark.parametrize("day", [date(2026, 12, 31), date(2027, 12, 31)])
    def test_but_not_where_it_reaches_into_the_neighbouring_week(self, day: date) -> None:
        assert YearNotice(2027, (HolidayBlock("元旦", (day,)),)).blocks

    def test_where_a_make_up_day_is_a_weekday(self) -> None:
        with pytest.raises(BadNotice, match="2027-02-19 写成调休上班日，但这一天本来就是周一至周五"):
            YearNotice(2027, (HolidayBlock("春节", (date(2027, 2, 8),), (date(2027, 2, 19),)),))

    def test_but_not_where_it_is_a_saturday(self) -> None:
        assert YearNotice(2027, (HolidayBlock("春节", (date(2027, 2, 8),), (date(2027, 2, 20),)),)).blocks
