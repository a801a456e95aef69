"""What an official of 武隆 would check: the two papers of 2021, with the article of each fact."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from core.law.measure import meets
from core.law.rule import Kind, describe
from core.law.rulebook import Rulebook
from core.plugin.registry import Registry
from core.procedure.role import Role


@pytest.fixture
def law(books: Mapping[str, Rulebook]) -> Rulebook:
    """The law of 武隆."""
    return books["wulong"]


class TestInstruments:
    def test_paper_62_holds_ten_systems_and_paper_53_stands_alone(self, law: Rulebook) -> None:
        """武隆府办发〔2021〕62号 with its ten annexes; 武隆府办发〔2021〕53号."""
        numbers = [instrument.number for instrument in law.instruments.values()]
        assert numbers.count("武隆府办发〔2021〕62号") == 11
        assert numbers.count("武隆府办发〔2021〕53号") == 1
        assert len(numbers) == 12

    def test_every_value_stands_from_10_november_2021(self, law: Rulebook) -> None:
        """62号: 自印发之日起施行."""
        assert {value.from_day for rule in law.rules.values() for value in rule.values} == {date(2021, 11, 10)}

    def test_paper_53_bears_no_date_and_says_so(self, law: Rulebook) -> None:
        """53号 has neither date nor clause of commencement."""
        paper = law.instruments["WL53"]
        assert (paper.issued, paper.commencement, paper.flags) == (None, None, ("施行日待核",))

    def test_only_paper_53_is_unverified(self, law: Rulebook) -> None:
        assert [code for code, paper in law.instruments.items() if paper.flags] == ["WL53"]


class TestPeriods:
    @pytest.mark.parametrize(
        ("code", "says", "starts", "place"),
        [
            ("dispute.intake", "5个工作日", "application_received", "《行政执法争议协调办法》第十二条"),
            ("dispute.reply", "5个工作日", "notice_received", "《行政执法争议协调办法》第十二条（一）"),
            ("dispute.supplement", "5个工作日", "supplement_notice_received", "《行政执法争议协调办法》第十二条（二）"),
            ("dispute.statement", "5个工作日", "notice_received", "《行政执法争议协调办法》第十三条第2款"),
            (
                "dispute.handle",
                "7个工作日，可延长（累计延长不超过15个工作日）",
                "accepted",
                "《行政执法争议协调办法》第十四条第1款",
            ),
            ("complaint.review", "7个工作日", "complaint_received", "《行政执法投诉举报制度》第七条"),
            ("complaint.handle", "30日，可延长（累计延长不超过30日）", "accepted", "《行政执法投诉举报制度》第十条"),
            ("opinion.rectify", "20个工作日", "document_served", "《行政执法监督意见书制度》第八条"),
            ("opinion.review_apply", "10个工作日", "document_served", "《行政执法监督意见书制度》第九条第1款"),
            ("opinion.review_decide", "15个工作日", "review_application_received", "《行政执法监督意见书制度》第九条第2款"),
            ("fault.transfer", "2日", "registered", "《行政执法过错纠正和责任追究制度》第十条（一）"),
            ("fault.reinvestigate", "1个月", "team_report_received", "《行政执法过错纠正和责任追究制度》第十条（三）"),
            ("disclosure.other", "20个工作日", "decision_made", "《关于进一步规范行政执法工作的通知》三（四）"),
            ("disclosure.penalty_or_permit", "7个工作日", "decision_made", "《关于进一步规范行政执法工作的通知》三（四）"),
            ("annual_report.publish", "次年1月31日前", "reporting_year", "《行政执法统计年报制度》第三条第1款"),
            ("annual_report.district_publish", "次年1月31日前", "reporting_year", "《行政执法统计年报制度》第三条第2款"),
            ("work_report.submit", "次年1月31日前", "reporting_year", "《行政执法监督情况通报制度》第七条"),
            ("work_report.publish", "次年1月31日前", "reporting_year", "《行政执法监督情况通报制度》第七条"),
            ("circular.annual", "次年1月1日至3月31日", "reporting_year", "《行政执法监督情况通报制度》第四条"),
            ("enforcement_overview.publish", "次年1月31日前", "reporting_year", "《关于进一步规范行政执法工作的通知》四（五）"),
        ],
    )
    def test_the_period_runs_as_its_article_says(self, code: str, says: str, starts: str, place: str, law: Rulebook) -> None:
        rule = law.rule(code)
        (value,) = rule.values
        assert (describe(rule.unit, value), rule.starts, str(value.citation)) == (says, starts, place)

    def test_there_is_no_period_besides(self, law: Rulebook) -> None:
        periods = [rule.code for rule in law.rules.values() if rule.kind is Kind.PERIOD]
        fixed = [rule.code for rule in law.rules.values() if rule.kind is Kind.FIXED_DATE]
        assert (len(periods), len(fixed)) == (14, 7)

    def test_only_a_dispute_and_a_complaint_can_be_extended(self, law: Rulebook) -> None:
        """争议协调办法 第十四条第1款 and 投诉举报制度 第十条."""
        extendable = {rule.code for rule in law.rules.values() for value in rule.values if value.extension}
        assert extendable == {"dispute.handle", "complaint.handle"}

    def test_a_dispute_is_extended_by_the_head_who_tells_both_agencies(self, law: Rulebook) -> None:
        """争议协调办法 第十四条第1款."""
        extension = law.rule("dispute.handle").values[0].extension
        assert extension is not None
        assert (extension.cap, extension.by, extension.tell, extension.soft) == (15, "justice_head", ("disputing_agencies",), False)

    def test_a_complaint_is_extended_by_the_head_of_the_agency_who_tells_nobody(self, law: Rulebook) -> None:
        """投诉举报制度 第十条."""
        extension = law.rule("complaint.handle").values[0].extension
        assert extension is not None
        assert (extension.cap, extension.by, extension.tell, extension.soft) == (30, "agency_head", (), False)

    def test_only_a_dispute_can_be_paused_for_two_causes(self, law: Rulebook) -> None:
        """争议协调办法 第十四条第2款."""
        pausable = [rule.code for rule in law.rules.values() for value in rule.values if value.pause]
        assert pausable == ["dispute.handle"]
        assert len(law.enumerations["dispute.pause_cause"].items) == 2


class TestNumbers:
    @pytest.mark.parametrize(
        ("code", "enough", "short"),
        [
            ("complaint.investigators", 2, 1),
            ("enforcement.officers", 2, 1),
            ("inspection.regular", 2, 1),
            ("training.hours", 40, 39),
            ("auxiliary.age", 18, 17),
            ("legal_review.staff_share", 5, 4),
            ("interference.not_recorded", 2, 1),
            ("fault.repeated", 2, 1),
        ],
    )
    def test_the_number_itself_suffices_and_one_less_does_not(self, code: str, enough: int, short: int, law: Rulebook) -> None:
        """投诉举报 第八条; 53号二（一）, 三（一）, 三（五）; 监督检查 第六条; 辅助人员 第七条; 干预 第十条; 过错 第八条."""
        (value,) = law.rule(code).values
        assert meets(value, enough)
        assert not meets(value, short)

    @pytest.mark.parametrize(("tiers", "allowed"), [(2, False), (3, True), (5, True), (6, False)])
    def test_discretion_has_three_to_five_tiers(self, tiers: int, *, allowed: bool, law: Rulebook) -> None:
        """53号三（三）."""
        assert meets(law.rule("discretion.tiers").values[0], tiers) is allowed

    def test_a_share_just_below_five_percent_is_not_rounded_up(self, law: Rulebook) -> None:
        """53号三（五）."""
        assert not meets(law.rule("legal_review.staff_share").values[0], Decimal("4.99"))

    def test_faults_are_counted_within_a_year_but_unrecorded_interference_is_not(self, law: Rulebook) -> None:
        """过错责任追究制度 第八条（五）; 干预规定 第十条 names no time."""
        assert law.rule("fault.repeated").values[0].within == "year"
        assert law.rule("interference.not_recorded").values[0].within is None


class TestLists:
    def test_the_fault_list_keeps_its_gap(self, law: Rulebook) -> None:
        """过错责任追究制度 第六条: （七） and （八） are not printed."""
        situations = law.enumerations["fault.situation"]
        assert [item.number for item in situations.items] == ["一", "二", "三", "四", "五", "六", "九", "十", "十一"]
        assert situations.missing == ("七", "八")
        assert situations.note == "原文缺（七）（八）项"

    @pytest.mark.parametrize(
        ("code", "count"),
        [
            ("dispute.kind", 6),
            ("dispute.exclusion", 5),
            ("dispute.material", 4),
            ("complaint.ground", 10),
            ("complaint.rejection_ground", 5),
            ("auxiliary.prohibition", 9),
            ("interference.act", 7),
            ("wrong_case.ground", 8),
            ("circular.content", 9),
            ("supervision.content", 10),
        ],
    )
    def test_a_printed_list_has_all_its_items(self, code: str, count: int, law: Rulebook) -> None:
        """争议协调 第七条, 第八条, 第十一条; 投诉举报 第四条, 第五条; 辅助人员 第十条; 干预 第八条.

        错案 第七条; 通报 第三条; 意见书 第七条.
        """
        printed = law.enumerations[code]
        assert (len(printed.items), printed.running, printed.missing) == (count, False, ())


class TestSilence:
    def test_wrong_cases_have_no_rule_with_a_number(self, law: Rulebook) -> None:
        """错案责任倒查问责制度 has no procedure and no period."""
        assert [code for code in law.rules if code.startswith("wrong_case.")] == []

    def test_no_score_is_kept(self, law: Rulebook) -> None:
        assert [rule.code for rule in law.rules.values() if rule.kind in (Kind.DEDUCTION, Kind.BANDS)] == []


class TestOffices:
    @pytest.mark.parametrize(
        ("role", "office"),
        [
            (Role.JUSTICE_BUREAU, "区司法局"),
            (Role.GOVERNMENT, "区政府"),
            (Role.STAFFING_OFFICE, "区委编办"),
            (Role.PUBLIC, "社会公众"),
        ],
    )
    def test_an_office_is_called_as_the_texts_call_it(self, role: Role, office: str) -> None:
        assert Registry().get("wulong").role_label(role) == office
