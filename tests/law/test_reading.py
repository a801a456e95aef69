"""The ambiguity register: it is complete, every option does what its label says, and the defaults change nothing."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from core.errors import CalendarUnpublished, UnknownReading
from core.law.measure import meets
from core.law.reading import Effect, Reading, Readings, sorted_register
from core.law.rule import Rule
from core.law.rule_files import general_readings
from core.law.rulebook import Rulebook
from core.law.term import Clock, Due

NUMBERS = range(1, 144)
SUFFIXED = {"E-07a", "E-07b", "E-33b", "E-35b", "E-35c", "E-43b", "E-55b", "E-71b", "E-103b"}
"""Points that one number of the register covers and that are switched apart."""


class TestTheRegister:
    def test_of_all_jurisdictions_together_has_every_number(self, books: Mapping[str, Rulebook]) -> None:
        """E-01 … E-143, and the points that have a letter."""
        found = {reading.id for book in books.values() for reading in book.readings.register}
        assert found == {f"E-{number:02d}" for number in NUMBERS} | SUFFIXED

    def test_is_sorted_by_number(self, book: Rulebook) -> None:
        ids = [reading.id for reading in book.readings.register]
        numbers = [int("".join(filter(str.isdigit, code))) for code in ids]
        assert numbers == sorted(numbers)
        assert sorted_register(reversed(book.readings.register)) == book.readings.register

    def test_gives_every_point_a_problem_a_reason_and_a_choice(self, book: Rulebook) -> None:
        assert book.readings.register
        assert [
            reading.id
            for reading in book.readings.register
            if not (reading.problem and reading.reason and len(reading.options) >= 2)
        ] == []

    def test_applies_the_general_points_everywhere(self, book: Rulebook) -> None:
        assert set(general_readings()) <= set(book.readings.register)

    def test_cites_a_place_for_every_local_point(self, book: Rulebook) -> None:
        general = set(general_readings())
        assert [reading.id for reading in book.readings.register if reading not in general and not reading.where] == []

    def test_means_the_same_point_by_the_same_number_everywhere(self, books: Mapping[str, Rulebook]) -> None:
        keys: dict[str, set[str]] = {}
        for book in books.values():
            for reading in book.readings.register:
                keys.setdefault(reading.id, set()).add(reading.key)
        assert {number: found for number, found in keys.items() if len(found) > 1} == {}


class TestTheDefaults:
    def test_leave_every_rule_as_printed(self, book: Rulebook) -> None:
        assert book.rules
        assert [rule.code for rule in book.rules.values() if book.readings.apply(rule)[0] != rule] == []

    def test_are_what_an_empty_choice_means(self, book: Rulebook) -> None:
        chosen = book.readings.choose({reading.key: reading.default for reading in book.readings.register})
        rules = book.rules.values()
        assert [rule.code for rule in rules if chosen.apply(rule) != book.readings.apply(rule)] == []


class TestTheOtherOptions:
    def test_that_set_something_change_some_rule(self, book: Rulebook) -> None:
        """Every option with `set`, the default apart, of every reading that touches a rule of the jurisdiction."""
        idle = [
            (reading.id, option.code)
            for reading, rules in touched(book)
            for option in reading.options
            if option.changes and option.code != reading.default and not changes(book, reading, option.code, rules)
        ]
        assert idle == []

    def test_that_set_nothing_change_no_rule(self, book: Rulebook) -> None:
        loud = [
            (reading.id, option.code)
            for reading, rules in touched(book)
            for option in reading.options
            if reading.effect is Effect.PROCEDURE and changes(book, reading, option.code, rules)
        ]
        assert loud == []

    def test_differ_from_each_other(self, book: Rulebook) -> None:
        """No two options of a reading that counts or sets do the same."""
        same = [
            reading.id
            for reading in book.readings.register
            if reading.effect is not Effect.PROCEDURE and len({option.changes for option in reading.options}) < len(reading.options)
        ]
        assert same == []


def touched(book: Rulebook) -> list[tuple[Reading, list[Rule]]]:
    """Every reading with the rules it bears on, where there are any."""
    pairs = [(reading, [rule for rule in book.rules.values() if reading.touches(rule)]) for reading in book.readings.register]
    return [(reading, rules) for reading, rules in pairs if rules]


def changes(book: Rulebook, reading: Reading, option: str, rules: list[Rule]) -> bool:
    """Whether choosing an option changes how one of the rules is read."""
    chosen = book.readings.choose({reading.key: option})
    return any(chosen.apply(rule) != book.readings.apply(rule) for rule in rules)


class TestTheGeneralReadings:
    """Each option of each reading that counts, by a dated example."""

    @pytest.mark.parametrize(("option", "end"), [("cpl", date(2026, 6, 22)), ("literal_no_roll", date(2026, 6, 20))])
    def test_e_01_decides_whether_a_saturday_rolls(self, option: str, end: date, clock_of: Callable[..., Clock]) -> None:
        """Liangping, 通报制度 第六条: 15 days from 5 June 2026."""
        clock = clock_of("liangping", "supervision_order.report", {"period.compute": option})
        assert clock.due(date(2026, 6, 5)).on == end

    @pytest.mark.parametrize(("option", "end"), [("cpl", date(2023, 10, 16)), ("literal_no_roll", date(2023, 10, 14))])
    def test_e_01_holds_for_months_too(self, option: str, end: date, clock_of: Callable[..., Clock]) -> None:
        """Qianjiang, 错案责任追究制度 第十条: one month from 14 September 2023."""
        clock = clock_of("qianjiang", "wrong_case.reinvestigate", {"period.compute": option})
        assert clock.due(date(2023, 9, 14)).on == end

    @pytest.mark.parametrize(("option", "end"), [("calendar", date(2026, 6, 22)), ("working", date(2026, 6, 29))])
    def test_e_02_decides_what_a_bare_day_is(self, option: str, end: date, clock_of: Callable[..., Clock]) -> None:
        """Liangping, 通报制度 第六条: 15 days from 5 June 2026; 19 June is Dragon Boat Festival."""
        clock = clock_of("liangping", "supervision_order.report", {"unit.bare_day": option})
        assert clock.due(date(2026, 6, 5)).on == end

    @pytest.mark.parametrize(
        ("option", "end"),
        [("none", date(2026, 1, 31)), ("forward", date(2026, 2, 2)), ("backward", date(2026, 1, 30))],
    )
    def test_e_03_decides_whether_a_fixed_date_moves(self, option: str, end: date, clock_of: Callable[..., Clock]) -> None:
        """Wulong, 统计年报制度 第三条: 31 January 2026 is a Saturday."""
        clock = clock_of("wulong", "annual_report.publish", {"fixed_date.roll": option})
        assert clock.due(date(2025, 7, 1)).on == end

    @pytest.mark.parametrize(("option", "end"), [("inclusive", date(2026, 1, 31)), ("exclusive", date(2026, 1, 30))])
    def test_e_04_decides_whether_the_day_itself_is_in_time(self, option: str, end: date, clock_of: Callable[..., Clock]) -> None:
        """Wulong, 统计年报制度 第三条: 1月31日前."""
        clock = clock_of("wulong", "annual_report.publish", {"fixed_date.inclusive": option})
        assert clock.due(date(2025, 7, 1)).on == end

    @pytest.mark.parametrize(("option", "meets_two"), [("inclusive", "met"), ("exclusive", "not met")])
    def test_e_05_decides_whether_a_number_contains_itself(
        self, option: str, meets_two: str, books: Mapping[str, Rulebook]
    ) -> None:
        """Wulong, 投诉举报制度 第八条: 两名以上."""
        book = books["wulong"]
        rule, counting = book.readings.choose({"threshold.inclusive": option}).apply(book.rule("complaint.investigators"))
        assert ("met" if meets(rule.values[-1], 2, counting) else "not met") == meets_two

    def test_e_07_gives_a_range_where_the_year_is_missing(self, clock_of: Callable[..., Clock]) -> None:
        """Wulong, 监督意见书制度 第八条: 20 working days from 14 December 2026."""
        clock = clock_of("wulong", "opinion.rectify", {"calendar.missing": "provisional"})
        assert clock.due(date(2026, 12, 14)).provisional

    @pytest.mark.parametrize(
        ("jurisdiction", "code", "start"),
        [
            ("wulong", "opinion.rectify", date(2026, 12, 14)),
            ("wulong", "complaint.handle", date(2026, 12, 14)),
            ("qianjiang", "wrong_case.reinvestigate", date(2026, 12, 14)),
        ],
        ids=["working days", "days", "a month"],
    )
    def test_e_07_or_refuses_to_say_anything(
        self, jurisdiction: str, code: str, start: date, clock_of: Callable[..., Clock]
    ) -> None:
        clock = clock_of(jurisdiction, code, {"calendar.missing": "refuse"})
        with pytest.raises(CalendarUnpublished, match="2027年，该年节假日安排尚未公布"):
            clock.due(start)
        assert clock.due(date(2026, 10, 12)).on

    @pytest.mark.parametrize(
        ("option", "end"),
        [
            ("after_request_through_reply", date(2026, 3, 26)),
            ("request_through_reply", date(2026, 3, 27)),
            ("between_request_and_reply", date(2026, 3, 25)),
        ],
    )
    def test_e_18_decides_which_days_a_question_takes(self, option: str, end: date, clock_of: Callable[..., Clock]) -> None:
        """Wulong, 争议协调办法 第十四条: from 2 March 2026, asked on the 5th, answered on the 20th."""
        clock = clock_of("wulong", "dispute.handle", {"pause.edges": option})
        assert clock.due(date(2026, 3, 2), 0, [(date(2026, 3, 5), date(2026, 3, 20))]).on == end

    @pytest.mark.parametrize(("option", "end"), [("unrolled", date(2026, 11, 2)), ("rolled", date(2026, 11, 9))])
    def test_e_44_decides_what_an_extension_is_added_to(self, option: str, end: date, clock_of: Callable[..., Clock]) -> None:
        """Wulong, 投诉举报制度 第十条: 30 and 30 days from 2 September 2026."""
        clock = clock_of("wulong", "complaint.handle", {"extension.base": option})
        assert clock.due(date(2026, 9, 2), 30).on == end

    def test_have_each_an_example_here(self) -> None:
        counted = {reading.id for reading in general_readings() if reading.effect is Effect.COUNTING}
        assert counted == {"E-01", "E-02", "E-03", "E-04", "E-05", "E-07", "E-18", "E-44"}


class TestALocalReading:
    def test_may_let_an_extension_pass_its_cap(self, books: Mapping[str, Rulebook], clock_of: Callable[..., Clock]) -> None:
        """Liangping, 投诉举报办理制度 一, paragraph 3: 原则上 at most 15 more; from 20 April 2026."""
        [reading] = [
            reading
            for reading in books["liangping"].readings.register
            if any(("cap_soft", True) in option.changes for option in reading.options)
        ]
        soft = clock_of("liangping", "complaint.handle", {reading.key: "soft"})
        assert soft.due(date(2026, 4, 20), 20) == Due(date(2026, 6, 10), date(2026, 6, 10), provisional=False)

    def test_may_change_the_event_that_starts_a_period(self, books: Mapping[str, Rulebook]) -> None:
        """Wulong, 争议协调办法 第十二条（二） (E-12)."""
        book = books["wulong"]
        read, _ = book.readings.choose({"supplement.from": "notice_issued"}).apply(book.rule("dispute.supplement"))
        assert read.starts == "supplement_notice_issued"
        assert book.rule("dispute.supplement").starts == "supplement_notice_received"


class TestChoosing:
    def test_takes_effect_by_key_and_by_number(self, books: Mapping[str, Rulebook]) -> None:
        readings = books["wulong"].readings
        assert readings.option("pause.edges") == "after_request_through_reply"
        for name in ("pause.edges", "E-18"):
            assert readings.choose({name: "request_through_reply"}).option("pause.edges") == "request_through_reply"

    def test_leaves_what_was_chosen_before(self, books: Mapping[str, Rulebook]) -> None:
        readings = books["wulong"].readings.choose({"pause.edges": "request_through_reply"})
        assert readings.choose({"extension.base": "rolled"}).option("pause.edges") == "request_through_reply"

    def test_refuses_an_unknown_key_and_names_what_is_near(self, books: Mapping[str, Rulebook]) -> None:
        with pytest.raises(UnknownReading, match=r"歧义登记册中没有 'pause\.edge'") as refusal:
            books["wulong"].readings.choose({"pause.edge": "request_through_reply"})
        assert "pause.edges" in refusal.value.detail + refusal.value.remedy

    def test_refuses_a_key_that_resembles_nothing(self, books: Mapping[str, Rulebook]) -> None:
        with pytest.raises(UnknownReading) as refusal:
            books["wulong"].readings.choose({"zzz": "x"})
        assert "duheng law readings" in refusal.value.remedy

    def test_refuses_an_unknown_option_and_names_the_known_ones(self, books: Mapping[str, Rulebook]) -> None:
        with pytest.raises(UnknownReading, match=r"pause\.edges 没有 'both' 这种读法") as refusal:
            books["wulong"].readings.choose({"pause.edges": "both"})
        assert "between_request_and_reply" in refusal.value.remedy

    def test_refuses_an_unknown_option_when_the_register_is_made(self) -> None:
        with pytest.raises(UnknownReading):
            Readings(general_readings(), {"pause.edges": "both"})
        assert Readings(general_readings(), {"pause.edges": "request_through_reply"}).chosen
