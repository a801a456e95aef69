"""What an official of 秀山 would check: three systems and the scores of 2022, with the article of each fact."""

import logging
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from core.law.calendar import HolidayBlock, YearNotice
from core.law.measure import band_of, deduct, meets
from core.law.reading import Counting
from core.law.rule import Kind, Rule, RuleValue, describe
from core.law.rulebook import Rulebook
from core.plugin.registry import Registry
from core.procedure.role import Role

TENTH = Decimal("0.1")


@pytest.fixture
def law(books: Mapping[str, Rulebook]) -> Rulebook:
    """The law of 秀山."""
    return books["xiushan"]


@pytest.fixture
def deductions(law: Rulebook) -> list[Rule]:
    """The items of the scoring table."""
    return [rule for rule in law.rules.values() if rule.kind is Kind.DEDUCTION]


def counting(law: Rulebook, code: str, choice: str) -> Counting:
    """How the grades of a rule are read under a choice of its entry."""
    return law.readings.choose({code: choice}).apply(law.rule("case_file.grade" if code == "E-102" else "assessment.grade"))[1]


class TestInstruments:
    def test_one_notice_holds_three_systems_and_one_table(self, law: Rulebook) -> None:
        """The notice of 20 April 2022 has no number."""
        assert list(law.instruments) == ["XS.DOC", "XS.JM", "XS.SV", "XS.AS", "XS.SC"]
        assert {paper.number for paper in law.instruments.values()} == {None}

    def test_every_value_stands_from_20_april_2022(self, law: Rulebook) -> None:
        assert {value.from_day for rule in law.rules.values() for value in rule.values} == {date(2022, 4, 20)}

    def test_notice_and_table_have_no_clause_of_commencement_and_say_so(self, law: Rulebook) -> None:
        assert [code for code, paper in law.instruments.items() if paper.flags] == ["XS.DOC", "XS.SC"]


class TestPeriods:
    @pytest.mark.parametrize(
        ("code", "says", "starts", "place"),
        [
            ("normative_document.filing", "30日", "document_published", "《秀山自治县行政执法监督制度》第10条"),
            ("normative_document.supplement", "5个工作日", "supplement_notice_received", "《秀山自治县行政执法监督制度》第13条"),
            ("case_file.hand_over", "30日", "case_finished", "《秀山自治县行政执法监督制度》第二十四条"),
            ("opinion.rectify", "10个工作日", "document_served", "《秀山自治县行政执法监督制度》第三十二条"),
            ("work_report.submit", "当年12月31日前", "reporting_year", "《秀山自治县行政执法联席会议制度》第六条"),
            ("assessment.publish", "次年1月1日至1月31日", "reporting_year", "《秀山自治县行政执法考核评议制度》第十条"),
        ],
    )
    def test_the_period_runs_as_its_article_says(self, code: str, says: str, starts: str, place: str, law: Rulebook) -> None:
        rule = law.rule(code)
        (value,) = rule.values
        assert (describe(rule.unit, value), rule.starts, str(value.citation)) == (says, starts, place)

    def test_there_is_no_period_besides(self, law: Rulebook) -> None:
        assert sum(rule.gives_date for rule in law.rules.values()) == 6

    def test_nothing_is_extended_and_nothing_is_paused(self, law: Rulebook) -> None:
        assert [rule.code for rule in law.rules.values() for value in rule.values if value.extension or value.pause] == []

    def test_articles_are_cited_with_the_digits_they_are_printed_with(self, law: Rulebook) -> None:
        """监督制度 prints 第1条 … 第22条 and 第二十三条 … (E-100)."""
        articles = {entry.citation.article for entry in law.provisions.values() if entry.citation.instrument.code == "XS.SV"}
        assert {"第22条", "第二十三条"} <= articles
        assert not {"第二十二条", "第23条"} & articles


class TestNumbers:
    def test_the_joint_meeting_has_57_members_of_which_27_are_brigades(self, law: Rulebook) -> None:
        """联席会议制度 第三条."""
        assert meets(law.rule("joint_meeting.members").values[0], 57)
        assert not meets(law.rule("joint_meeting.members").values[0], 58)
        assert meets(law.rule("joint_meeting.brigades").values[0], 27)

    @pytest.mark.parametrize(("rate", "reached"), [("99.6", False), ("100", True)])
    def test_a_review_rate_of_99_6_is_not_100(self, rate: str, *, reached: bool, law: Rulebook) -> None:
        """监督制度 第二十四条: 249 of 250 files."""
        assert meets(law.rule("case_file.self_review_rate").values[0], Decimal(rate)) is reached

    @pytest.mark.parametrize(("rate", "reached"), [("79.99", False), ("80", True)])
    def test_the_head_attends_four_trials_in_five(self, rate: str, *, reached: bool, law: Rulebook) -> None:
        """考核标准 六2."""
        assert meets(law.rule("court.head_attendance").values[0], Decimal(rate)) is reached

    def test_daily_assessment_weighs_40_percent(self, law: Rulebook) -> None:
        """考核评议制度 第七条: 92 and 88 make 89.6."""
        weight = law.rule("assessment.daily_weight").values[0].amount
        assert weight is not None
        assert (92 * weight + 88 * (100 - weight)) / 100 == Decimal("89.6")

    @pytest.mark.parametrize(("persons", "allowed"), [(0, False), (1, True), (2, True), (3, False)])
    def test_an_agency_names_one_or_two_liaison_persons(self, persons: int, *, allowed: bool, law: Rulebook) -> None:
        """联席会议制度 第八条."""
        assert meets(law.rule("liaison.persons").values[0], persons) is allowed


class TestScores:
    """2022年行政执法考核标准."""

    def test_there_are_21_items_in_six_projects(self, deductions: list[Rule]) -> None:
        articles = [rule.values[0].citation.article for rule in deductions]
        assert {article: articles.count(article) for article in articles} == {"一": 1, "二": 4, "三": 5, "四": 5, "五": 3, "六": 3}
        assert len(articles) == 21

    def test_what_can_be_taken_off_adds_up_to_the_total_of_two_points(self, law: Rulebook, deductions: list[Rule]) -> None:
        """表: 合计2.0分."""
        caps = [rule.values[0].cap for rule in deductions]
        assert sum(cap for cap in caps if cap is not None) == Decimal("2.0") == law.rule("score.total").values[0].amount
        assert None not in caps

    @pytest.mark.parametrize(
        ("project", "article", "points"),
        [
            ("three_systems", "一", "0.5"),
            ("normative_documents", "二", "0.3"),
            ("officers", "三", "0.3"),
            ("enforcement_acts", "四", "0.3"),
            ("responsibility", "五", "0.3"),
            ("reconsideration_litigation", "六", "0.3"),
        ],
    )
    def test_the_items_of_a_project_use_up_its_points(
        self, project: str, article: str, points: str, law: Rulebook, deductions: list[Rule]
    ) -> None:
        mine = [rule.values[0].cap or Decimal(0) for rule in deductions if rule.values[0].citation.article == article]
        assert sum(mine) == Decimal(points) == law.rule(f"score_project.{project}").values[0].amount

    def test_three_missing_systems_cost_exactly_three_tenths(self, law: Rulebook) -> None:
        """一: in binary fractions three times 0.1 is more than 0.3."""
        value = law.rule("score.three_systems").values[0]
        assert deduct(value, 3) == 3 * TENTH == Decimal("0.3")
        assert deduct(value, 6) == Decimal("0.5")

    @pytest.mark.parametrize(("errors", "points"), [(0, "0"), (1, "0.01"), (6, "0.06"), (7, "0.06"), (12, "0.06")])
    def test_twelve_errors_in_penalty_files_cost_no_more_than_six(self, errors: int, points: str, law: Rulebook) -> None:
        """四1: 0.01 each, 0.06 at most."""
        assert deduct(law.rule("score.penalty_file_error").values[0], errors) == Decimal(points)

    @pytest.mark.parametrize(("found", "points"), [(0, "0"), (1, "0.1"), (3, "0.1")])
    def test_what_is_taken_once_is_taken_once(self, found: int, points: str, law: Rulebook) -> None:
        """六2."""
        assert deduct(law.rule("score.head_attendance_low").values[0], found) == Decimal(points)

    def test_no_item_costs_more_than_its_cap(self, deductions: list[Rule]) -> None:
        for rule in deductions:
            assert deduct(rule.values[0], 1000) == rule.values[0].cap, rule.code


class TestGradesOfAnAgency:
    """考核评议制度 第八条, out of a hundred (E-104)."""

    @pytest.mark.parametrize(
        ("deducted", "percent", "label"),
        [
            ("0", "100", "优秀"),
            ("0.2", "90", "优秀"),
            ("0.21", "89.5", "较好"),
            ("0.4", "80", "较好"),
            ("0.41", "79.5", "一般"),
            ("0.80", "60", "一般"),
            ("0.81", "59.5", "差"),
            ("2.0", "0", "差"),
        ],
    )
    def test_points_taken_off_give_a_grade(self, deducted: str, percent: str, label: str, law: Rulebook) -> None:
        """1.79 of 2.0 is 89.5, which is 较好: the gap between 89 and 90 belongs to the lower grade (E-103)."""
        total = law.rule("score.total").values[0].amount
        assert total is not None
        points = (total - Decimal(deducted)) / total * 100
        assert points == Decimal(percent)
        assert band_of(law.rule("assessment.grade").values[0], points).label == label

    def test_the_register_reads_the_bounds_as_the_rule_does(self, law: Rulebook) -> None:
        value = law.rule("assessment.grade").values[0]
        assert band_of(value, Decimal(60), counting(law, "E-103", "half_open")).label == "一般"

    @pytest.mark.parametrize(("points", "label"), [("90", "较好"), ("80", "一般"), ("60", "差"), ("60.01", "一般")])
    def test_read_otherwise_a_bound_belongs_to_the_lower_grade(self, points: str, label: str, law: Rulebook) -> None:
        """E-103."""
        value = law.rule("assessment.grade").values[0]
        assert band_of(value, Decimal(points), counting(law, "E-103", "exclusive")).label == label


class TestGradesOfACaseFile:
    """监督制度 第二十七条."""

    @pytest.fixture
    def value(self, law: Rulebook) -> RuleValue:
        return law.rule("case_file.grade").values[0]

    @pytest.mark.parametrize(
        ("points", "label"),
        [
            ("100", "优秀"),
            ("90", "优秀"),
            ("89.99", "良好"),
            ("80", "良好"),
            ("79.99", "合格"),
            ("60", "合格"),
            ("59.99", "不合格"),
            ("0", "不合格"),
        ],
    )
    def test_the_better_grade_has_the_bound(self, points: str, label: str, value: RuleValue) -> None:
        assert band_of(value, Decimal(points)).label == label

    @pytest.mark.parametrize(("choice", "label"), [("half_open", "合格"), ("exclusive", "不合格")])
    def test_sixty_points_are_read_as_the_tenant_chose(self, choice: str, label: str, value: RuleValue, law: Rulebook) -> None:
        """E-102."""
        assert band_of(value, Decimal(60), counting(law, "E-102", choice)).label == label

    @pytest.mark.parametrize("choice", ["half_open", "exclusive"])
    def test_no_points_are_the_last_grade_under_either_reading(self, choice: str, value: RuleValue, law: Rulebook) -> None:
        assert band_of(value, Decimal(0), counting(law, "E-102", choice)).label == "不合格"


class TestLists:
    @pytest.mark.parametrize(
        ("code", "count"),
        [
            ("supervision.content", 10),
            ("normative_document.filing_material", 6),
            ("dispute.kind", 8),
            ("supervision.trigger", 5),
            ("correction_order.ground", 8),
            ("assessment.content", 10),
            ("score.system", 3),
        ],
    )
    def test_a_printed_list_has_all_its_items(self, code: str, count: int, law: Rulebook) -> None:
        """监督制度 第6条, 第12条, 第22条, 第二十九条, 第三十五条; 考核评议制度 第四条; 考核标准 一."""
        printed = law.enumerations[code]
        assert (len(printed.items), printed.running) == (count, False)


class TestSilence:
    @pytest.mark.parametrize(
        "subject", ["complaint.", "opinion.review", "fault.", "wrong_case.", "interference.", "annual_report."]
    )
    def test_there_is_no_rule_on(self, subject: str, law: Rulebook) -> None:
        assert [code for code in law.rules if code.startswith(subject)] == []

    def test_a_dispute_has_no_period(self, law: Rulebook) -> None:
        """监督制度 第22条 says 及时 of negotiating and gives no number."""
        assert [rule.kind for code, rule in law.rules.items() if code.startswith("dispute.")] == [Kind.SOFT]


class TestTheCounty:
    @pytest.mark.parametrize(("role", "office"), [(Role.JUSTICE_BUREAU, "县司法局"), (Role.GOVERNMENT, "县政府")])
    def test_an_office_is_called_as_the_texts_call_it(self, role: Role, office: str) -> None:
        assert Registry().get("xiushan").role_label(role) == office

    def test_an_imported_year_reminds_of_its_own_days_off(self, caplog: pytest.LogCaptureFixture) -> None:
        """E-07b: an autonomous county may have days off of its own."""
        notice = YearNotice(2027, (HolidayBlock("元旦", (date(2027, 1, 1),)),))
        with caplog.at_level(logging.WARNING):
            Registry().get("xiushan").tell_calendar_imported(notice)
        assert caplog.messages == ["秀山县：自治县另有放假日的，请核对 2027 年并录入本地日历后再重算期限"]
