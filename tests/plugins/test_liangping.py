"""What an official of 梁平 would check: the four systems of 2021, with the article of each fact."""

from collections.abc import Mapping
from datetime import date

import pytest

from core.law.measure import meets
from core.law.rule import Kind, Unit, describe
from core.law.rulebook import Rulebook
from core.plugin.registry import Registry
from core.procedure.role import Role


@pytest.fixture
def law(books: Mapping[str, Rulebook]) -> Rulebook:
    """The law of 梁平."""
    return books["liangping"]


class TestInstruments:
    def test_one_notice_holds_four_systems(self, law: Rulebook) -> None:
        """梁平府办发〔2021〕101号."""
        assert list(law.instruments) == ["LP.DOC", "LP.CP", "LP.IF", "LP.CI", "LP.FT"]
        assert {paper.number for paper in law.instruments.values()} == {"梁平府办发〔2021〕101号"}

    def test_every_value_stands_from_24_december_2021(self, law: Rulebook) -> None:
        """干预制度, 通报制度, 过错制度: 自公布（印发、发布）之日起施行."""
        assert {value.from_day for rule in law.rules.values() for value in rule.values} == {date(2021, 12, 24)}

    def test_the_complaint_system_has_no_clause_of_commencement_and_says_so(self, law: Rulebook) -> None:
        """投诉举报处理工作制度 ends without one."""
        assert [code for code, paper in law.instruments.items() if paper.flags] == ["LP.CP"]
        assert law.instruments["LP.CP"].commencement is None


class TestPeriods:
    @pytest.mark.parametrize(
        ("code", "says", "starts", "place"),
        [
            (
                "complaint.handle",
                "15个工作日，可延长（原则上累计延长不超过15个工作日）",
                "assignment_received",
                "《梁平区行政执法投诉举报处理工作制度》一第3款",
            ),
            ("supervision_order.report", "15日", "document_served", "《梁平区行政执法情况通报制度》第六条"),
            ("fault.transfer", "2日", "registered", "《行政执法过错纠正和责任追究制度》第十条（一）"),
            ("fault.reinvestigate", "1个月", "team_report_received", "《行政执法过错纠正和责任追究制度》第十条（三）"),
        ],
    )
    def test_the_period_runs_as_its_article_says(self, code: str, says: str, starts: str, place: str, law: Rulebook) -> None:
        rule = law.rule(code)
        (value,) = rule.values
        assert (describe(rule.unit, value), rule.starts, str(value.citation)) == (says, starts, place)

    def test_there_is_no_period_besides(self, law: Rulebook) -> None:
        assert sum(rule.kind is Kind.PERIOD for rule in law.rules.values()) == 4
        assert [rule.code for rule in law.rules.values() if rule.kind is Kind.FIXED_DATE] == []

    def test_a_complaint_is_extended_in_principle_only_by_the_bureau_and_told_to_the_complainant(self, law: Rulebook) -> None:
        """投诉举报处理工作制度 一, paragraph 3."""
        extension = law.rule("complaint.handle").values[0].extension
        assert extension is not None
        assert (extension.cap, extension.soft, extension.by, extension.tell) == (15, True, "justice_bureau", ("complainant",))

    def test_nothing_else_is_extended_and_nothing_is_paused(self, law: Rulebook) -> None:
        values = {rule.code: value for rule in law.rules.values() for value in rule.values}
        assert [code for code, value in values.items() if value.extension] == ["complaint.handle"]
        assert [code for code, value in values.items() if value.pause] == []

    def test_the_day_for_following_a_suggestion_stands_on_its_paper(self, law: Rulebook) -> None:
        """通报制度 第五条: 限期."""
        rule = law.rule("suggestion.rectify")
        assert (rule.unit, rule.values[0].word) == (Unit.TYPED_DATE, "限期")


class TestNumbers:
    @pytest.mark.parametrize(("code", "times"), [("complaint.dissatisfied", 2), ("complaint.unqualified", 1)])
    def test_supervision_begins_with_so_many_bad_answers(self, code: str, times: int, law: Rulebook) -> None:
        """投诉举报处理工作制度 二, paragraph 2 (E-55)."""
        (value,) = law.rule(code).values
        assert meets(value, times)
        assert not meets(value, times - 1)

    def test_read_otherwise_both_must_happen_twice(self, law: Rulebook) -> None:
        """E-55."""
        rule, _ = law.readings.choose({"E-55": "twice_each"}).apply(law.rule("complaint.unqualified"))
        assert not meets(rule.values[0], 1)
        assert meets(rule.values[0], 2)


class TestLists:
    def test_the_fault_list_keeps_its_gap(self, law: Rulebook) -> None:
        """过错责任追究制度 第六条: （七） and （八） are not printed."""
        situations = law.enumerations["fault.situation"]
        assert [item.number for item in situations.items] == ["一", "二", "三", "四", "五", "六", "九", "十", "十一"]
        assert situations.missing == ("七", "八")

    @pytest.mark.parametrize(
        ("code", "count"),
        [("interference.act", 5), ("circular.content", 5), ("fault.aggravating", 5), ("fault.mitigating", 3), ("fault.measure", 7)],
    )
    def test_a_printed_list_has_all_its_items(self, code: str, count: int, law: Rulebook) -> None:
        """干预制度 第八条; 通报制度 第三条; 过错制度 第八条, 第九条, 第十一条."""
        printed = law.enumerations[code]
        assert (len(printed.items), printed.running) == (count, False)


class TestSilence:
    def test_a_supervision_opinion_has_no_number_of_days(self, law: Rulebook) -> None:
        """投诉举报处理工作制度 二, paragraph 3 says 及时 of issuing it and nothing of following it."""
        opinions = {code: rule.unit for code, rule in law.rules.items() if code.startswith("opinion.")}
        assert opinions == {"opinion.issue": Unit.INTERNAL_TARGET}

    @pytest.mark.parametrize("subject", ["dispute.", "annual_report.", "work_report.", "wrong_case.", "score.", "case_file."])
    def test_there_is_no_rule_on(self, subject: str, law: Rulebook) -> None:
        assert [code for code in law.rules if code.startswith(subject)] == []


class TestOffices:
    @pytest.mark.parametrize(("role", "office"), [(Role.JUSTICE_BUREAU, "区司法局"), (Role.GOVERNMENT_OFFICE, "区政府办公室")])
    def test_an_office_is_called_as_the_texts_call_it(self, role: Role, office: str) -> None:
        assert Registry().get("liangping").role_label(role) == office
