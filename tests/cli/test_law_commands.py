"""`duheng rules`, `duheng law`, `duheng plugin`: what the jurisdictions say, and whether they can be used."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from core.law.rulebook import Rulebook
from core.plugin.registry import Registry

if TYPE_CHECKING:
    from tests.cli.conftest import Ran

CODES = Registry().codes
RULE_KEYS = {
    "rule",
    "title",
    "kind",
    "unit",
    "says",
    "amount",
    "upper",
    "compare",
    "within",
    "soft",
    "word",
    "date",
    "year",
    "per",
    "cap",
    "bands",
    "extension",
    "pause",
    "by",
    "by_label",
    "starts",
    "in_force_from",
    "source",
    "instrument",
    "article",
    "flags",
    "readings",
    "provisions",
}


def found(ran: Ran) -> dict[str, Any]:
    """The JSON object that a successful run wrote."""
    assert (ran.code, ran.err) == (0, "")
    record = json.loads(ran.out)
    assert isinstance(record, dict)
    return record


def rule(ran: Ran, code: str) -> dict[str, Any]:
    """One rule of `duheng rules --json`."""
    (record,) = [entry for entry in found(ran)["rules"] if entry["rule"] == code]
    assert isinstance(record, dict)
    return record


class TestRules:
    @pytest.mark.parametrize("code", CODES)
    def test_every_rule_is_listed(self, code: str, duheng: Callable[..., Ran], books: Mapping[str, Rulebook]) -> None:
        record = found(duheng("rules", code, "--json"))
        assert (record["tenant"], record["on"]) == (code, None)
        assert [entry["rule"] for entry in record["rules"]] == list(books[code].rules)
        assert all(set(entry) == RULE_KEYS for entry in record["rules"])
        assert all(entry["says"] and entry["source"] for entry in record["rules"])

    def test_a_period_with_extension_and_pause(self, duheng: Callable[..., Ran]) -> None:
        """武隆《行政执法争议协调办法》第十四条."""
        record = rule(duheng("rules", "wulong", "--json"), "dispute.handle")
        assert record["says"] == "7个工作日，可延长（累计延长不超过15个工作日）"
        assert record["extension"] == {
            "cap": 15,
            "soft": False,
            "by": "justice_head",
            "tell": ["disputing_agencies"],
            "source": "《行政执法争议协调办法》第十四条第1款",
        }
        assert record["pause"]["source"] == "《行政执法争议协调办法》第十四条第2款"
        assert len(record["pause"]["causes"]) == 2
        assert (record["by_label"], record["starts"]) == ("区司法局", "accepted")
        assert "E-18" in record["readings"]

    def test_decimals_stay_exact(self, duheng: Callable[..., Ran]) -> None:
        """秀山《2022年行政执法考核标准》二."""
        record = rule(duheng("rules", "xiushan", "--json"), "score.docs_not_filed")
        assert (record["amount"], record["per"], record["cap"]) == ("0.01", "件", "0.1")

    def test_a_rule_of_unverified_date_is_flagged(self, duheng: Callable[..., Ran]) -> None:
        """武隆53号 bears no date."""
        ran = duheng("rules", "wulong", "--json")
        assert rule(ran, "training.hours")["flags"] == ["施行日待核"]
        assert rule(ran, "dispute.handle")["flags"] == []

    def test_a_person_reads_value_office_article_and_date(self, duheng: Callable[..., Ran]) -> None:
        out = duheng("rules", "qianjiang").out
        assert out.startswith("重庆市黔江区规划和自然资源局的规则")
        for text in ("wrong_case.transfer", "2日", "登记收到之日", "局法治科", "2020-07-09"):
            assert text in out

    def test_on_the_day_before_the_first_rule_there_is_none(self, duheng: Callable[..., Ran]) -> None:
        assert found(duheng("rules", "qianjiang", "--on", "2020-07-08", "--json"))["rules"] == []
        assert "录入的规则最早自 2020-07-09 起施行" in duheng("rules", "qianjiang", "--on", "2020-07-08").out

    def test_on_the_first_day_there_are_all(self, duheng: Callable[..., Ran], books: Mapping[str, Rulebook]) -> None:
        record = found(duheng("rules", "qianjiang", "--on", "2020-07-09", "--json"))
        assert (record["on"], len(record["rules"])) == ("2020-07-09", len(books["qianjiang"].rules))


class TestCoverage:
    @pytest.mark.parametrize("code", CODES)
    def test_every_provision_of_every_instrument_is_listed(
        self, code: str, duheng: Callable[..., Ran], books: Mapping[str, Rulebook]
    ) -> None:
        record = found(duheng("law", "coverage", code, "--json"))
        assert [entry["id"] for entry in record["provisions"]] == list(books[code].provisions)
        assert {entry["instrument"] for entry in record["provisions"]} == set(books[code].instruments)

    def test_the_totals_add_up(self, duheng: Callable[..., Ran]) -> None:
        record = found(duheng("law", "coverage", "--json"))
        assert tuple(record["totals"]) == CODES
        for code, totals in record["totals"].items():
            mine = [entry["status"] for entry in record["provisions"] if entry["tenant"] == code]
            assert totals["all"] == len(mine) == sum(totals[status] for status in ("done", "partly", "open", "stated"))
            assert all(totals[status] == mine.count(status) for status in ("done", "partly", "open", "stated"))

    def test_everything_that_a_provision_carries_is_closed_or_open(self, duheng: Callable[..., Ran]) -> None:
        for entry in found(duheng("law", "coverage", "--json"))["provisions"]:
            closed = {closure["aspect"] for closure in entry["closed_by"]}
            assert closed | set(entry["open"]) == set(entry["carries"]), entry["id"]
            assert not closed & set(entry["open"]), entry["id"]
            assert (entry["status"] in {"done", "stated"}) is (not entry["open"]), entry["id"]

    def test_what_is_stated_gives_its_reason(self, duheng: Callable[..., Ran]) -> None:
        entries = found(duheng("law", "coverage", "--json"))["provisions"]
        assert all(bool(entry["because"]) is (entry["status"] == "stated") for entry in entries)

    def test_only_the_open_ones_can_be_asked_for(self, duheng: Callable[..., Ran]) -> None:
        record = found(duheng("law", "coverage", "qianjiang", "--open", "--json"))
        totals = record["totals"]["qianjiang"]
        assert len(record["provisions"]) == totals["partly"] + totals["open"]
        assert all(entry["open"] for entry in record["provisions"])

    def test_a_person_reads_the_totals_below_the_table(self, duheng: Callable[..., Ran]) -> None:
        out = duheng("law", "coverage", "qianjiang").out
        totals = found(duheng("law", "coverage", "qianjiang", "--json"))["totals"]["qianjiang"]
        assert out.endswith(
            f"已落实 {totals['done']}；部分落实 {totals['partly']}；待落实 {totals['open']}；"
            f"无须程序落实 {totals['stated']}；共 {totals['all']} 条\n"
        )
        assert "规则 wrong_case.transfer" in out

    def test_a_jurisdiction_named_twice_is_listed_once(self, duheng: Callable[..., Ran]) -> None:
        assert duheng("law", "coverage", "qianjiang", "qianjiang", "--json") == duheng("law", "coverage", "qianjiang", "--json")


class TestDiff:
    def test_every_point_of_either_stands_in_it_once(self, duheng: Callable[..., Ran], books: Mapping[str, Rulebook]) -> None:
        record = found(duheng("law", "diff", "wulong", "xiushan", "--json"))
        assert record["tenants"] == ["wulong", "xiushan"]
        assert [point["rule"] for point in record["points"]] == sorted({*books["wulong"].rules, *books["xiushan"].rules})

    def test_the_two_values_stand_beside_each_other_with_their_articles(self, duheng: Callable[..., Ran]) -> None:
        points = {point["rule"]: point for point in found(duheng("law", "diff", "wulong", "xiushan", "--json"))["points"]}
        assert points["opinion.rectify"] == {
            "rule": "opinion.rectify",
            "title": "整改并书面报告落实情况",
            "differs": True,
            "cells": {
                "wulong": {"text": "20个工作日", "source": "《行政执法监督意见书制度》第八条"},
                "xiushan": {"text": "10个工作日", "source": "《秀山自治县行政执法监督制度》第三十二条"},
            },
        }

    @pytest.mark.parametrize("code", CODES)
    def test_where_a_jurisdiction_is_silent_it_says_so(
        self, code: str, duheng: Callable[..., Ran], books: Mapping[str, Rulebook]
    ) -> None:
        for point in found(duheng("law", "diff", *CODES, "--json"))["points"]:
            cell = point["cells"][code]
            assert (cell == {"text": "本辖区未规定", "source": None}) is (point["rule"] not in books[code].rules), point["rule"]

    def test_a_jurisdiction_named_twice_is_compared_once(self, duheng: Callable[..., Ran]) -> None:
        assert duheng("law", "diff", "wulong", "xiushan", "wulong") == duheng("law", "diff", "wulong", "xiushan")

    def test_it_is_the_same_every_time(self, duheng: Callable[..., Ran]) -> None:
        assert duheng("law", "diff", *CODES) == duheng("law", "diff", *CODES)

    def test_a_person_reads_silence_in_words(self, duheng: Callable[..., Ran]) -> None:
        out = duheng("law", "diff", "wulong", "xiushan").out
        assert "本辖区未规定" in out
        assert "《秀山自治县行政执法监督制度》第三十二条" in out

    def test_only_what_differs_can_be_asked_for(self, duheng: Callable[..., Ran]) -> None:
        """武隆 and 梁平 agree on the month of 第十条 and on little else."""
        everything = found(duheng("law", "diff", "wulong", "liangping", "--json"))["points"]
        changed = found(duheng("law", "diff", "wulong", "liangping", "--changed", "--json"))["points"]
        assert changed == [point for point in everything if point["differs"]]
        assert "fault.reinvestigate" in {point["rule"] for point in everything} - {point["rule"] for point in changed}

    def test_before_a_text_was_in_force_it_says_since_when_it_is(self, duheng: Callable[..., Ran]) -> None:
        points = found(duheng("law", "diff", "wulong", "qianjiang", "--on", "2021-01-01", "--json"))["points"]
        assert points
        texts = {point["cells"]["wulong"]["text"] for point in points}
        assert texts == {"本辖区未规定", "该日没有效力（2021-11-10 起施行）"}
        assert "本辖区未规定" not in {point["cells"]["qianjiang"]["text"] for point in points}


class TestReadings:
    @pytest.mark.parametrize("code", CODES)
    def test_the_general_and_the_local_entries_are_listed(
        self, code: str, duheng: Callable[..., Ran], books: Mapping[str, Rulebook]
    ) -> None:
        record = found(duheng("law", "readings", code, "--json"))
        assert [entry["id"] for entry in record["readings"]] == [entry.id for entry in books[code].readings.register]
        for entry in record["readings"]:
            assert entry["default"] in entry["options"]
            assert len(entry["options"]) >= 2
            assert entry["problem"]
            assert entry["reason"]

    def test_a_local_entry_names_its_places_and_rules(self, duheng: Callable[..., Ran]) -> None:
        entries = {entry["id"]: entry for entry in found(duheng("law", "readings", "liangping", "--json"))["readings"]}
        assert entries["E-52"]["rules"] == ["complaint.handle"]
        assert entries["E-52"]["where"] == ["《梁平区行政执法投诉举报处理工作制度》一第3款"]

    def test_a_person_reads_the_choice_and_the_others(self, duheng: Callable[..., Ran]) -> None:
        out = duheng("law", "readings", "liangping").out
        assert "received：自机关收到交办单之日起" in out
        assert "assigned：自区司法局交办之日起" in out


class TestPlugins:
    def test_the_four_are_listed_with_their_size(self, duheng: Callable[..., Ran], books: Mapping[str, Rulebook]) -> None:
        plugins = {entry["code"]: entry for entry in found(duheng("plugin", "list", "--json"))["plugins"]}
        assert tuple(plugins) == CODES
        for code, entry in plugins.items():
            assert entry["error"] is None
            assert entry["module"] == f"plugins.{code}.plugin"
            assert (entry["rules"], entry["provisions"]) == (len(books[code].rules), len(books[code].provisions))

    def test_a_person_reads_name_and_size(self, duheng: Callable[..., Ran]) -> None:
        ran = duheng("plugin", "list")
        assert ran.code == 0
        assert "重庆市秀山土家族苗族自治县" in ran.out
        assert ran.out.count("可用：文件") == len(CODES)

    def test_a_broken_one_is_listed_with_its_reason_and_code_1(self, broken_plugin: str, duheng: Callable[..., Ran]) -> None:
        ran = duheng("plugin", "list", "--json")
        plugins = {entry["code"]: entry for entry in json.loads(ran.out)["plugins"]}
        assert ran.code == 1
        assert plugins[broken_plugin]["error"]["code"] == "plugin.import"
        assert [code for code, entry in plugins.items() if entry["error"] is None] == list(CODES)

    def test_a_person_reads_why_it_cannot_be_used(self, broken_plugin: str, duheng: Callable[..., Ran]) -> None:
        ran = duheng("plugin", "list")
        assert ran.code == 1
        assert broken_plugin in ran.out
        assert "不能使用：" in ran.out
        assert ran.out.count("可用：文件") == len(CODES)

    def test_the_check_of_all_four_finds_nothing(self, duheng: Callable[..., Ran]) -> None:
        ran = duheng("plugin", "check")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.splitlines() == [f"{code}：合规" for code in CODES]

    def test_the_check_of_a_broken_one_finds_its_fault(self, broken_plugin: str, duheng: Callable[..., Ran]) -> None:
        ran = duheng("plugin", "check", broken_plugin, "--json")
        (finding,) = json.loads(ran.out)["findings"]
        assert ran.code == 1
        assert (finding["plugin"], finding["code"]) == (broken_plugin, "plugin.import")

    def test_the_check_of_one_is_not_spoilt_by_another(self, broken_plugin: str, duheng: Callable[..., Ran]) -> None:
        assert duheng("plugin", "check", "wulong") == (0, "wulong：合规\n", "")
        ran = duheng("plugin", "check")
        assert ran.code == 1
        assert f"{broken_plugin}：1 处发现\n  [plugin.import]" in ran.out
        assert all(f"{code}：合规" in ran.out for code in CODES)


class TestLists:
    def test_the_numbers_are_those_of_the_text_and_gaps_stay_gaps(self, duheng: Callable[..., Ran]) -> None:
        """武隆《行政执法过错纠正和责任追究制度》第六条 has no （七） and no （八）."""
        (entry,) = found(duheng("law", "lists", "wulong", "fault.situation", "--json"))["lists"]
        assert entry["missing_numbers"] == ["七", "八"]
        assert [item["number"] for item in entry["items"]][5:7] == ["六", "九"]

    def test_a_person_reads_the_numbers_and_the_gap(self, duheng: Callable[..., Ran]) -> None:
        out = duheng("law", "lists", "wulong", "fault.situation").out
        assert "六 不履行法定职责" in out
        assert "缺（七）（八）" in out

    @pytest.mark.parametrize("code", CODES)
    def test_every_list_is_shown(self, code: str, duheng: Callable[..., Ran], books: Mapping[str, Rulebook]) -> None:
        listed = [entry["list"] for entry in found(duheng("law", "lists", code, "--json"))["lists"]]
        assert listed == list(books[code].enumerations)

    def test_a_list_that_the_texts_do_not_hold_is_refused(self, duheng: Callable[..., Ran]) -> None:
        ran = duheng("law", "lists", "wulong", "fault.situations")
        assert (ran.code, "本辖区未规定" in ran.err, "fault.situation" in ran.err) == (2, True, True)
