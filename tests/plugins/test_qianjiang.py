"""What an official of 黔江 would check: the two systems of 2020, with the article of each fact."""

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
    """The law of 黔江."""
    return books["qianjiang"]


class TestInstruments:
    def test_one_notice_without_a_number_holds_two_systems(self, law: Rulebook) -> None:
        """The notice of 9 July 2020."""
        assert list(law.instruments) == ["QJ.DOC", "QJ.WC", "QJ.IF"]
        assert {paper.number for paper in law.instruments.values()} == {None}

    def test_it_is_issued_by_a_bureau_and_not_by_the_district(self, law: Rulebook) -> None:
        assert {paper.issuer for paper in law.instruments.values()} == {"重庆市黔江区规划和自然资源局"}

    def test_every_value_stands_from_9_july_2020(self, law: Rulebook) -> None:
        """Both systems: 自印发之日起实施（施行）."""
        assert {value.from_day for rule in law.rules.values() for value in rule.values} == {date(2020, 7, 9)}
        assert [code for code, paper in law.instruments.items() if paper.flags] == []


class TestPeriods:
    @pytest.mark.parametrize(
        ("code", "says", "starts", "place"),
        [
            ("wrong_case.transfer", "2日", "registered", "《行政执法错案责任倒查问责制度》第十条（一）"),
            ("wrong_case.reinvestigate", "1个月", "team_report_received", "《行政执法错案责任倒查问责制度》第十条（三）"),
        ],
    )
    def test_the_period_runs_as_its_article_says(self, code: str, says: str, starts: str, place: str, law: Rulebook) -> None:
        rule = law.rule(code)
        (value,) = rule.values
        assert (describe(rule.unit, value), rule.starts, str(value.citation)) == (says, starts, place)

    def test_the_legal_unit_passes_on_and_the_bureau_orders_anew(self, law: Rulebook) -> None:
        """错案制度 第十条（一）, （三）."""
        assert (law.rule("wrong_case.transfer").by, law.rule("wrong_case.reinvestigate").by) == ("legal_unit", "agency")

    def test_these_two_are_all_the_periods_there_are(self, law: Rulebook) -> None:
        dated = [rule.code for rule in law.rules.values() if rule.gives_date]
        assert dated == ["wrong_case.transfer", "wrong_case.reinvestigate"]

    def test_nothing_is_extended_and_nothing_is_paused(self, law: Rulebook) -> None:
        assert [rule.code for rule in law.rules.values() for value in rule.values if value.extension or value.pause] == []

    @pytest.mark.parametrize("code", ["wrong_case.accept", "wrong_case.team", "wrong_case.decide", "wrong_case.report_suspected"])
    def test_promptly_is_no_number(self, code: str, law: Rulebook) -> None:
        """错案制度 第十条（一）—（三）: 及时."""
        rule = law.rule(code)
        assert (rule.unit, rule.values[0].word, rule.kind) == (Unit.INTERNAL_TARGET, "及时", Kind.SOFT)


class TestNumbers:
    @pytest.mark.parametrize(("times", "reached"), [(1, False), (2, True), (3, True)])
    def test_a_second_unrecorded_interference_goes_to_discipline(self, times: int, *, reached: bool, law: Rulebook) -> None:
        """干预制度 第十三条."""
        assert meets(law.rule("interference.not_recorded").values[0], times) is reached


class TestLists:
    @pytest.mark.parametrize(
        ("code", "count"),
        [
            ("wrong_case.principle", 4),
            ("wrong_case.ground", 6),
            ("wrong_case.act", 11),
            ("wrong_case.lighter_or_exempt", 6),
            ("wrong_case.measure", 6),
            ("interference.act", 7),
            ("interference.safe_harbour", 2),
        ],
    )
    def test_a_printed_list_has_all_its_items(self, code: str, count: int, law: Rulebook) -> None:
        """错案制度 第四条, 第五条, 第六条, 第八条, 第十一条; 干预制度 第十条, 第十四条."""
        printed = law.enumerations[code]
        assert (len(printed.items), printed.running, printed.missing) == (count, False, ())


class TestSilence:
    @pytest.mark.parametrize(
        "subject", ["complaint.", "dispute.", "opinion.", "annual_report.", "work_report.", "inspection.", "fault.", "score."]
    )
    def test_there_is_no_rule_on(self, subject: str, law: Rulebook) -> None:
        """The bureau regulates wrong cases and interference only."""
        assert [code for code in law.rules if code.startswith(subject)] == []

    def test_every_rule_is_about_wrong_cases_or_interference(self, law: Rulebook) -> None:
        assert {code.partition(".")[0] for code in law.rules} == {"wrong_case", "interference"}
        assert len(law.rules) == 9


class TestOffices:
    @pytest.mark.parametrize(
        ("role", "office"), [(Role.LEGAL_UNIT, "局法治科"), (Role.AGENCY_HEAD, "局主要负责人"), (Role.PERSONNEL, "局党群科")]
    )
    def test_an_office_is_called_as_the_texts_call_it(self, role: Role, office: str) -> None:
        assert Registry().get("qianjiang").role_label(role) == office
