"""The dates of the acceptance scenarios, as far as counting alone decides them."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.errors import BadExtension, BadPause, RuleGivesNoDate, RuleNotInForce, UnknownRule
from core.law.calendar import Calendar
from core.law.rule import Kind, Rule
from core.law.rulebook import SILENT, Rulebook
from core.law.term import Clock, working_day_before
from core.law.trace import State, explain


class TestScenario1ExtensionOfADispute:
    """Wulong, 行政执法争议协调办法 第十四条第1款: 7 working days, at most 15 more in all."""

    def test_a_dispute_accepted_on_22_september_2025_is_due_on_the_30th(self, clock_of: Callable[..., Clock]) -> None:
        """Sunday 28 September is a make-up working day; Monday to Friday alone would say 1 October."""
        assert clock_of("wulong", "dispute.handle").due(date(2025, 9, 22)).on == date(2025, 9, 30)

    def test_fifteen_more_working_days_end_on_28_october(self, clock_of: Callable[..., Clock]) -> None:
        assert clock_of("wulong", "dispute.handle").due(date(2025, 9, 22), 15).on == date(2025, 10, 28)

    def test_a_sixteenth_day_is_refused_with_its_article(self, clock_of: Callable[..., Clock]) -> None:
        with pytest.raises(BadExtension, match="累计不得超过 15个工作日") as refusal:
            clock_of("wulong", "dispute.handle").due(date(2025, 9, 22), 16)
        assert refusal.value.citation == "《行政执法争议协调办法》第十四条第1款"

    def test_the_head_of_the_bureau_approves_and_both_agencies_are_told(self, books: Mapping[str, Rulebook]) -> None:
        extension = books["wulong"].rule("dispute.handle").values[-1].extension
        assert extension is not None
        assert (extension.by, extension.tell) == ("justice_head", ("disputing_agencies",))


class TestScenario2ClockStoppedWhileASuperiorIsAsked:
    """Wulong, 行政执法争议协调办法 第十四条第2款."""

    PAUSE = (date(2026, 3, 5), date(2026, 3, 20))

    def test_a_dispute_accepted_on_2_march_2026_is_due_on_the_11th(self, clock_of: Callable[..., Clock]) -> None:
        assert clock_of("wulong", "dispute.handle").due(date(2026, 3, 2)).on == date(2026, 3, 11)

    def test_asked_on_5_march_and_answered_on_the_20th_it_is_due_on_the_26th(self, clock_of: Callable[..., Clock]) -> None:
        assert clock_of("wulong", "dispute.handle").due(date(2026, 3, 2), 0, [self.PAUSE]).on == date(2026, 3, 26)

    def test_extended_by_15_it_is_due_on_17_april(self, clock_of: Callable[..., Clock]) -> None:
        assert clock_of("wulong", "dispute.handle").due(date(2026, 3, 2), 15, [self.PAUSE]).on == date(2026, 4, 17)

    @pytest.mark.parametrize("code", ["dispute.reply", "dispute.intake", "dispute.supplement", "dispute.statement"])
    def test_no_other_period_of_the_dispute_stops(self, code: str, clock_of: Callable[..., Clock]) -> None:
        """第十二条、第十三条 name no cause for stopping."""
        clock = clock_of("wulong", code)
        assert clock.due(date(2026, 3, 2)).on == date(2026, 3, 9)
        with pytest.raises(BadPause, match="没有中止、扣除时间的规定"):
            clock.due(date(2026, 3, 2), 0, [self.PAUSE])


class TestScenario3ReviewDoesNotStopExecution:
    """Wulong, 行政执法监督意见书制度 第八条、第九条: 20, 10 and 15 working days."""

    @pytest.mark.parametrize(
        ("code", "start", "end"),
        [
            ("opinion.rectify", date(2026, 9, 14), date(2026, 10, 16)),
            ("opinion.review_apply", date(2026, 9, 14), date(2026, 9, 28)),
            ("opinion.review_decide", date(2026, 9, 28), date(2026, 10, 23)),
        ],
    )
    def test_the_three_periods_of_a_letter_received_on_14_september_2026(
        self, code: str, start: date, end: date, clock_of: Callable[..., Clock]
    ) -> None:
        """第八条, 第九条第1款 and 第2款; Monday to Friday alone would give 12 October for the first."""
        assert clock_of("wulong", code).due(start).on == end

    def test_the_review_stops_nothing(self, clock_of: Callable[..., Clock]) -> None:
        with pytest.raises(BadPause, match="没有中止、扣除时间的规定") as refusal:
            clock_of("wulong", "opinion.rectify").due(date(2026, 9, 14), 0, [(date(2026, 9, 28), date(2026, 10, 23))])
        assert refusal.value.citation == "《行政执法监督意见书制度》第八条"

    def test_the_correction_cannot_be_extended(self, clock_of: Callable[..., Clock]) -> None:
        with pytest.raises(BadExtension, match="没有延长的规定"):
            clock_of("wulong", "opinion.rectify").due(date(2026, 9, 14), 5)


class TestScenario4TheSameLetterElsewhere:
    """Xiushan, 监督制度 第三十二条: 10 working days and no review."""

    def test_a_letter_received_on_14_september_2026_is_answered_by_the_28th(self, clock_of: Callable[..., Clock]) -> None:
        assert clock_of("xiushan", "opinion.rectify").due(date(2026, 9, 14)).on == date(2026, 9, 28)

    @pytest.mark.parametrize("code", ["opinion.review_apply", "opinion.review_decide"])
    def test_there_is_no_review(self, code: str, books: Mapping[str, Rulebook]) -> None:
        with pytest.raises(UnknownRule, match=SILENT):
            books["xiushan"].rule(code)


class TestScenario6FifteenBareDays:
    """Liangping, 通报制度 第六条: a bare 15日 is 15 calendar days (E-02)."""

    def test_an_order_served_on_5_june_2026_ends_on_saturday_the_20th_before_rolling(self, clock_of: Callable[..., Clock]) -> None:
        assert clock_of("liangping", "supervision_order.report").unrolled(date(2026, 6, 5)).on == date(2026, 6, 20)

    def test_and_is_reported_by_monday_the_22nd(self, clock_of: Callable[..., Clock]) -> None:
        assert clock_of("liangping", "supervision_order.report").due(date(2026, 6, 5)).on == date(2026, 6, 22)


class TestScenario7NoBorrowedPeriods:
    """What a jurisdiction does not regulate has no number there."""

    def test_a_suggestion_in_liangping_has_the_day_that_its_paper_says(self, clock_of: Callable[..., Clock]) -> None:
        """通报制度 第五条: 限期."""
        with pytest.raises(RuleGivesNoDate, match="由文书指定") as refusal:
            clock_of("liangping", "suggestion.rectify")
        assert "以文书写明的日期为准" in refusal.value.remedy

    def test_a_supervision_opinion_in_liangping_has_no_period(self, books: Mapping[str, Rulebook]) -> None:
        with pytest.raises(UnknownRule, match=SILENT):
            books["liangping"].rule("opinion.rectify")

    def test_no_complaint_dispute_review_or_statistics_rule_loads_in_qianjiang(self, books: Mapping[str, Rulebook]) -> None:
        codes = books["qianjiang"].rules
        assert codes
        subjects = ("complaint.", "dispute.", "opinion.", "annual_report.", "work_report.", "enforcement_data.")
        assert [code for code in codes if code.startswith(subjects)] == []

    def test_no_period_of_5_7_15_20_or_30_days_loads_in_qianjiang(self, books: Mapping[str, Rulebook]) -> None:
        """错案责任追究制度 第十条 knows 2 days and 1 month."""
        periods = {
            rule.code: (value.amount, rule.unit.value)
            for rule in books["qianjiang"].rules.values()
            for value in rule.values
            if rule.kind is Kind.PERIOD
        }
        assert periods == {"wrong_case.transfer": (Decimal(2), "day"), "wrong_case.reinvestigate": (Decimal(1), "month")}


class TestScenario8RuleChangeMidCase:
    """Wulong, 监督意见书制度 第八条, with an invented amendment to 15 working days from 1 July 2026."""

    @pytest.fixture
    def clock(self, amended: Callable[..., Rule], books: Mapping[str, Rulebook], calendar: Calendar) -> Clock:
        return Clock(amended("wulong", "opinion.rectify", date(2026, 7, 1), 15), calendar, books["wulong"].readings)

    @pytest.mark.parametrize(
        ("received", "end"),
        [
            (date(2026, 6, 15), date(2026, 7, 14)),
            (date(2026, 6, 30), date(2026, 7, 28)),
            (date(2026, 7, 1), date(2026, 7, 22)),
            (date(2026, 7, 2), date(2026, 7, 23)),
        ],
        ids=["old letter", "day before", "day of", "day after"],
    )
    def test_the_day_of_receipt_decides_which_number_governs(self, received: date, end: date, clock: Clock) -> None:
        assert clock.due(received).on == end

    def test_the_other_jurisdictions_do_not_change(self, clock: Clock, clock_of: Callable[..., Clock]) -> None:
        assert clock.due(date(2026, 7, 2)).on == date(2026, 7, 23)
        assert clock_of("xiushan", "opinion.rectify").due(date(2026, 7, 2)).on == date(2026, 7, 16)


class TestBeforeTheFirstRule:
    """Wulong, 投诉举报制度 第七条: in force since 10 November 2021."""

    def test_a_complaint_of_9_november_2021_has_no_deadline(self, clock_of: Callable[..., Clock]) -> None:
        with pytest.raises(RuleNotInForce, match="自 2021-11-10 起施行，2021-11-09 尚无效力") as refusal:
            clock_of("wulong", "complaint.review").due(date(2021, 11, 9))
        assert refusal.value.citation == "《行政执法投诉举报制度》第七条"

    @pytest.mark.parametrize(
        ("received", "end"), [(date(2021, 11, 10), date(2021, 11, 19)), (date(2021, 11, 11), date(2021, 11, 22))]
    )
    def test_from_10_november_2021_on_it_has_seven_working_days(
        self, received: date, end: date, clock_of: Callable[..., Clock]
    ) -> None:
        assert clock_of("wulong", "complaint.review").due(received).on == end


class TestScenario11HandingOverACaseFile:
    """Xiushan, 监督制度 第二十四条: 30 bare days, rolled over Spring Festival."""

    def test_a_file_finished_on_20_january_2026_ends_on_19_february_before_rolling(self, clock_of: Callable[..., Clock]) -> None:
        assert clock_of("xiushan", "case_file.hand_over").unrolled(date(2026, 1, 20)).on == date(2026, 2, 19)

    def test_and_is_due_on_the_first_working_day_after_spring_festival(self, clock_of: Callable[..., Clock]) -> None:
        assert clock_of("xiushan", "case_file.hand_over").due(date(2026, 1, 20)).on == date(2026, 2, 24)


class TestScenario16ExtensionOfAComplaint:
    """Liangping, 投诉举报办理制度 一, paragraph 3: 15 working days, in principle at most 15 more."""

    @pytest.mark.parametrize(("extension", "end"), [(0, date(2026, 5, 13)), (15, date(2026, 6, 3))])
    def test_an_item_received_on_20_april_2026(self, extension: int, end: date, clock_of: Callable[..., Clock]) -> None:
        """Saturday 9 May is worked, 1 to 5 May is off; Monday to Friday alone would say 11 May."""
        assert clock_of("liangping", "complaint.handle").due(date(2026, 4, 20), extension).on == end

    def test_twenty_days_are_refused(self, clock_of: Callable[..., Clock]) -> None:
        with pytest.raises(BadExtension, match="原则上累计不得超过 15个工作日"):
            clock_of("liangping", "complaint.handle").due(date(2026, 4, 20), 20)


class TestScenario17TwoUnitsInOneCase:
    """Wulong, 投诉举报制度 第七条 (7 working days) and 第十条 (30 bare days, at most 30 more)."""

    def test_a_complaint_received_on_9_february_2026_is_examined_by_the_25th(self, clock_of: Callable[..., Clock]) -> None:
        """Saturday 14 February counts; Monday to Friday alone would say the 18th."""
        assert clock_of("wulong", "complaint.review").due(date(2026, 2, 9)).on == date(2026, 2, 25)

    @pytest.mark.parametrize(
        ("extension", "unrolled", "end"),
        [(0, date(2026, 10, 2), date(2026, 10, 8)), (30, date(2026, 11, 1), date(2026, 11, 2))],
    )
    def test_accepted_on_2_september_2026_it_rolls_once(
        self, extension: int, unrolled: date, end: date, clock_of: Callable[..., Clock]
    ) -> None:
        """Thirty more days run from 2 October, not from 8 October: 2 November, not the 9th (E-44)."""
        clock = clock_of("wulong", "complaint.handle")
        assert clock.unrolled(date(2026, 9, 2), extension).on == unrolled
        assert clock.due(date(2026, 9, 2), extension).on == end

    def test_fifteen_and_sixteen_days_in_two_steps_are_refused(self, clock_of: Callable[..., Clock]) -> None:
        clock = clock_of("wulong", "complaint.handle")
        assert clock.due(date(2026, 9, 2), 15 + 15).on
        with pytest.raises(BadExtension, match="延长合计 31日 超过上限，累计不得超过 30日"):
            clock.due(date(2026, 9, 2), 15 + 16)


class TestScenario25FixedDates:
    """Wulong, 统计年报制度 第三条 and 通报制度 第七条; Xiushan, 联席会议制度 第六条: fixed dates do not roll (E-03)."""

    @pytest.mark.parametrize(
        "code",
        ["annual_report.publish", "annual_report.report", "annual_report.district_publish", "work_report.submit"],
    )
    def test_the_reports_on_2025_stay_due_on_saturday_31_january_2026(self, code: str, clock_of: Callable[..., Clock]) -> None:
        assert clock_of("wulong", code).due(date(2025, 6, 30)).on == date(2026, 1, 31)

    def test_the_alarm_is_the_last_working_day_before(self, clock_of: Callable[..., Clock]) -> None:
        assert explain(clock_of("wulong", "annual_report.publish"), date(2025, 6, 30)).warn_on == date(2026, 1, 30)

    def test_the_work_report_of_xiushan_is_due_on_31_december_of_its_own_year(self, clock_of: Callable[..., Clock]) -> None:
        assert clock_of("xiushan", "work_report.submit").due(date(2025, 6, 30)).on == date(2025, 12, 31)


class TestScenarioX4MissingCalendarYear:
    """20 working days from 14 December 2026 need the arrangement of 2027."""

    def test_the_end_is_provisional_and_never_the_day_that_monday_to_friday_would_give(
        self, clock_of: Callable[..., Clock]
    ) -> None:
        """Friday 1 January 2027 is off in any arrangement, so Monday 11 January is never right."""
        due = clock_of("wulong", "opinion.rectify").due(date(2026, 12, 14))
        assert (due.provisional, due.on) == (True, None)
        assert due.latest is not None
        assert date(2027, 1, 11) < due.earliest <= date(2027, 1, 12) <= due.latest
        assert due.latest - due.earliest <= timedelta(14)

    def test_the_trace_says_that_it_is_provisional_and_why(self, clock_of: Callable[..., Clock]) -> None:
        trace = explain(clock_of("wulong", "opinion.rectify"), date(2026, 12, 14))
        assert trace.state is State.PROVISIONAL
        assert trace.basis[0].startswith("2027年节假日安排尚未公布")

    def test_the_alarm_is_a_working_day_whatever_the_notice_says(self, clock_of: Callable[..., Clock]) -> None:
        clock = clock_of("wulong", "opinion.rectify")
        trace = explain(clock, date(2026, 12, 14))
        assert trace.due is not None
        assert trace.warn_on == working_day_before(clock, trace.due.earliest)
        assert trace.warn_on is not None
        assert trace.warn_on <= trace.due.earliest

    def test_a_term_that_ends_in_time_is_settled(self, clock_of: Callable[..., Clock]) -> None:
        assert explain(clock_of("wulong", "opinion.rectify"), date(2026, 11, 2)).state is State.SETTLED
