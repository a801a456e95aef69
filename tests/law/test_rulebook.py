"""Looking rules up: near matches, silence, and the value that stands on a day."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.errors import BadData, RuleNotInForce, UnknownRule
from core.law.assembly import assemble
from core.law.citation import Citation, HigherLaw, Instrument
from core.law.rule import Rule, Unit
from core.law.rulebook import SILENT, Rulebook, value_in_force


class TestLookingARuleUp:
    def test_finds_it(self, books: Mapping[str, Rulebook]) -> None:
        assert books["wulong"].rule("opinion.rectify").title == "整改并书面报告落实情况"

    def test_names_what_is_near_where_it_may_be_misspelt(self, books: Mapping[str, Rulebook]) -> None:
        with pytest.raises(UnknownRule, match=f"规则 opinion.rectfy：{SILENT}") as refusal:
            books["wulong"].rule("opinion.rectfy")
        assert "opinion.rectify" in refusal.value.remedy

    def test_points_to_the_list_where_nothing_is_near(self, books: Mapping[str, Rulebook]) -> None:
        with pytest.raises(UnknownRule) as refusal:
            books["wulong"].rule("zzz")
        assert "duheng rules" in refusal.value.remedy

    def test_never_borrows_the_rule_of_another_jurisdiction(self, books: Mapping[str, Rulebook]) -> None:
        """Xiushan has no review of a supervision letter; Wulong has one."""
        assert "opinion.review_apply" in books["wulong"].rules
        with pytest.raises(UnknownRule, match=f"规则 opinion.review_apply：{SILENT}") as refusal:
            books["xiushan"].rule("opinion.review_apply")
        assert "别处的规定不能移用" in refusal.value.remedy


class TestTheValueOfADay:
    """Wulong, 监督意见书制度 第八条, with an invented amendment from 1 July 2026."""

    @pytest.fixture
    def rule(self, amended: Callable[..., Rule]) -> Rule:
        return amended("wulong", "opinion.rectify", date(2026, 7, 1), 15)

    @pytest.mark.parametrize(
        ("day", "amount"),
        [(date(2021, 11, 10), 20), (date(2026, 6, 30), 20), (date(2026, 7, 1), 15), (date(2099, 1, 1), 15)],
    )
    def test_is_the_newest_that_has_begun(self, day: date, amount: int, rule: Rule) -> None:
        assert value_in_force(rule, day).amount == amount

    def test_does_not_exist_before_the_first(self, rule: Rule) -> None:
        with pytest.raises(RuleNotInForce, match="自 2021-11-10 起施行，2021-11-09 尚无效力"):
            value_in_force(rule, date(2021, 11, 9))

    def test_does_not_exist_after_it_lapsed(self, rule: Rule) -> None:
        lapsed = replace(rule, values=(replace(rule.values[0], until=date(2022, 12, 31)),))
        assert value_in_force(lapsed, date(2022, 12, 31)).amount == 20
        with pytest.raises(RuleNotInForce, match="到 2022-12-31 为止，2023-01-01 已失效"):
            value_in_force(lapsed, date(2023, 1, 1))

    def test_is_missing_from_the_list_of_a_day_before(self, books: Mapping[str, Rulebook]) -> None:
        assert books["wulong"].rules_on(date(2021, 11, 9)) == ()
        assert len(books["wulong"].rules_on(date(2021, 11, 10))) == len(books["wulong"].rules)


class TestPuttingTogether:
    """What reaches the assembly without passing the files: data that a plugin made itself."""

    PARTS = ("instruments", "rules", "enumerations", "provisions")

    def parts(self, book: Rulebook) -> dict[str, Any]:
        """The pieces of a book, as its plugin hands them over; of many types."""
        return {name: list(getattr(book, name).values()) for name in self.PARTS} | {"readings": book.readings.register}

    def refusal(self, parts: dict[str, Any]) -> BadData:
        with pytest.raises(BadData) as caught:
            assemble("t", **parts)
        return caught.value

    def test_gives_the_same_book_again(self, book: Rulebook) -> None:
        again = assemble(book.jurisdiction, **self.parts(book))
        assert again == book

    @pytest.mark.parametrize("part", PARTS)
    def test_refuses_the_same_code_twice(self, part: str, books: Mapping[str, Rulebook]) -> None:
        parts = self.parts(books["xiushan"])
        parts[part] = [*parts[part], parts[part][0]]
        assert self.refusal(parts).code == "data.duplicate_code"

    def test_refuses_the_same_reading_twice(self, books: Mapping[str, Rulebook]) -> None:
        parts = self.parts(books["xiushan"])
        parts["readings"] = [*parts["readings"], parts["readings"][0]]
        assert self.refusal(parts).code == "data.duplicate_code"

    def test_refuses_a_value_without_a_source(self, books: Mapping[str, Rulebook]) -> None:
        assert self.refusal(self.with_value(books["xiushan"], {"citation": None})).code == "data.uncited"

    def test_refuses_a_value_before_its_instrument(self, books: Mapping[str, Rulebook]) -> None:
        """Xiushan, 监督制度: in force since 20 April 2022."""
        assert assemble("t", **self.with_value(books["xiushan"], {"from_day": date(2022, 4, 20)})).rules
        assert self.refusal(self.with_value(books["xiushan"], {"from_day": date(2022, 4, 19)})).code == "data.before_in_force"

    def test_refuses_a_source_of_another_jurisdiction(self, books: Mapping[str, Rulebook]) -> None:
        other = books["wulong"].rule("opinion.rectify").values[0].citation
        found = self.refusal(self.with_value(books["xiushan"], {"citation": other}))
        assert (found.code, found.key) == ("data.foreign_instrument", "opinion.rectify")

    def test_refuses_a_source_with_the_right_code_and_other_facts(self, books: Mapping[str, Rulebook]) -> None:
        citation = books["xiushan"].rule("opinion.rectify").values[0].citation
        forged = replace(citation, instrument=replace(citation.instrument, title="别的办法"))
        assert self.refusal(self.with_value(books["xiushan"], {"citation": forged})).code == "data.foreign_instrument"

    def test_refuses_a_rule_without_values(self, books: Mapping[str, Rulebook]) -> None:
        parts = self.parts(books["xiushan"])
        parts["rules"][0] = replace(parts["rules"][0], values=())
        assert self.refusal(parts).code == "data.missing"

    def with_value(self, book: Rulebook, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The pieces of a book with the first value of opinion.rectify changed."""
        parts = self.parts(book)
        rule = book.rule("opinion.rectify")
        changed = replace(rule, values=(replace(rule.values[0], **fields),))
        parts["rules"] = [changed if entry is rule else entry for entry in parts["rules"]]
        return parts


class TestWhatReadersAreTold:
    def test_a_rule_whose_basis_was_superseded_is_flagged(self) -> None:
        act = Instrument("T", "甲办法", "某局", date(2024, 1, 1), higher_laws=(HigherLaw("上位条例"),))
        assert act.flags == ()
        changed = replace(act, higher_laws=(HigherLaw("上位条例", superseded_on=date(2026, 2, 1)),))
        assert changed.flags == ("上位法已变更，待复核",)

    def test_a_day_that_is_not_printed_is_flagged(self) -> None:
        act = Instrument("T", "甲办法", "某局", date(2024, 1, 1), in_force_unverified="没有施行条款")
        assert act.flags == ("施行日待核",)

    @pytest.mark.parametrize(
        ("paragraph", "item", "shown"),
        [
            (None, None, "《甲办法》第十四条"),
            (2, None, "《甲办法》第十四条第2款"),
            (None, "（二）", "《甲办法》第十四条（二）"),
            (1, "（二）", "《甲办法》第十四条第1款（二）"),
        ],
    )
    def test_a_place_is_cited_as_printed(self, paragraph: int | None, item: str | None, shown: str) -> None:
        act = Instrument("T", "甲办法", "某局", date(2024, 1, 1))
        assert str(Citation(act, "第十四条", paragraph, item)) == shown

    def test_no_two_instruments_of_a_jurisdiction_share_code_and_title(self, book: Rulebook) -> None:
        assert book.instruments
        assert len({instrument.title for instrument in book.instruments.values()}) == len(book.instruments)

    def test_an_extension_beyond_what_is_printed_has_its_unit(self, books: Mapping[str, Rulebook]) -> None:
        """Wulong, 争议协调办法 第十四条: working days; 投诉举报制度 第十条: bare days."""
        units = {code: books["wulong"].rule(code).unit for code in ("dispute.handle", "complaint.handle")}
        assert units == {"dispute.handle": Unit.WORKING_DAY, "complaint.handle": Unit.DAY}
        assert books["wulong"].rule("complaint.handle").values[-1].amount == Decimal(30)
