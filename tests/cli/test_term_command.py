"""`duheng term`: one answer with its reasons."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Ran

KEYS = {
    "tenant",
    "tenant_name",
    "rule",
    "title",
    "kind",
    "unit",
    "unit_label",
    "amount",
    "says",
    "by",
    "by_label",
    "starts",
    "starts_label",
    "from",
    "extend",
    "pauses",
    "state",
    "state_label",
    "due",
    "earliest",
    "latest",
    "provisional",
    "warn_on",
    "in_force_from",
    "article",
    "source",
    "interpretations",
    "calendar",
    "basis",
    "notes",
    "trace",
}
LETTER = ("term", "wulong", "opinion.rectify", "--from", "2026-09-14")
DISPUTE = ("term", "wulong", "dispute.handle", "--from", "2026-03-02")


def record(ran: Ran) -> dict[str, Any]:
    """The JSON object that a successful run wrote."""
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


class TestForPeople:
    """武隆《行政执法监督意见书制度》第八条: 20 working days from 14 September 2026."""

    @pytest.mark.parametrize(
        "line",
        [
            "武隆区 · 整改并书面报告落实情况（opinion.rectify）",
            "  到期  2026-10-16 周五",
            "  期限  20个工作日",
            "  依据  《行政执法监督意见书制度》第八条（武隆府办发〔2021〕62号）",
            "  起算  2026-09-14 周一（收到文书之日，不计入）",
            "  办理  行政执法机关",
        ],
    )
    def test_the_answer_says(self, line: str, duheng: Callable[..., Ran]) -> None:
        ran = duheng(*LETTER)
        assert (ran.code, ran.err) == (0, "")
        assert line in ran.out.splitlines()

    def test_every_day_stands_on_its_line_with_its_reason(self, duheng: Callable[..., Ran]) -> None:
        lines = [line.strip() for line in duheng(*LETTER).out.splitlines() if line.startswith("    2026-")]
        assert len(lines) == 33
        assert lines[0] == "2026-09-14 周一         工作日：起算日，不计入"
        assert lines[6] == "2026-09-20 周日     第5  国庆节调休上班：计入"
        assert lines[17] == "2026-10-01 周四         国庆节：休息日，不计入"
        assert lines[-1] == "2026-10-16 周五    第20  工作日：计入"

    def test_the_reading_used_is_named(self, duheng: Callable[..., Ran]) -> None:
        """秀山《监督制度》第二十四条: 30 bare days."""
        out = duheng("term", "xiushan", "case_file.hand_over", "--from", "2026-01-20").out
        assert "  到期  2026-02-24 周二" in out
        assert "  读法  E-01 起算日不计入，末日是休息日的顺延至其后第一个工作日" in out
        assert "  读法  E-02 单写的“日”按自然日计算" in out

    def test_extension_and_pause_are_shown(self, duheng: Callable[..., Ran]) -> None:
        out = duheng(*DISPUTE, "--extend", "10", "--extend", "5", "--pause", "2026-03-05..2026-03-20").out
        assert "  到期  2026-04-17 周五" in out
        assert "  延长  15个工作日" in out
        assert "  中止  2026-03-05 送出，2026-03-20 答复" in out

    def test_a_rule_of_an_unverified_date_says_so(self, duheng: Callable[..., Ran]) -> None:
        """53号 bears no date."""
        assert "  提示  施行日待核" in duheng("term", "wulong", "disclosure.other", "--from", "2026-09-14").out.splitlines()

    def test_a_fixed_date_on_a_rest_day_names_the_day_to_be_warned_on(self, duheng: Callable[..., Ran]) -> None:
        """武隆《行政执法统计年报制度》第三条: 31 January 2026 is a Saturday."""
        out = duheng("term", "wulong", "annual_report.publish", "--from", "2025-06-01").out
        assert "  到期  2026-01-31 周六" in out
        assert "提醒日 2026-01-30 周五" in out


class TestForMachines:
    def test_every_key_is_there(self, duheng: Callable[..., Ran]) -> None:
        assert set(record(duheng(*LETTER, "--json"))) == KEYS

    def test_the_answer_and_its_source(self, duheng: Callable[..., Ran]) -> None:
        found = record(duheng(*LETTER, "--json"))
        expected = {
            "tenant": "wulong",
            "rule": "opinion.rectify",
            "unit": "working_day",
            "amount": 20,
            "from": "2026-09-14",
            "extend": 0,
            "pauses": [],
            "state": "settled",
            "due": "2026-10-16",
            "earliest": "2026-10-16",
            "latest": "2026-10-16",
            "provisional": False,
            "in_force_from": "2021-11-10",
        }
        assert {key: found[key] for key in expected} == expected
        assert found["source"] == {
            "instrument": "WL62.OP",
            "title": "行政执法监督意见书制度",
            "number": "武隆府办发〔2021〕62号",
            "article": "第八条",
            "paragraph": None,
            "item": None,
            "text": "《行政执法监督意见书制度》第八条",
            "flags": [],
        }

    def test_the_trace_counts_to_the_amount(self, duheng: Callable[..., Ran]) -> None:
        trace = record(duheng(*LETTER, "--json"))["trace"]
        assert trace[-1] == {
            "day": "2026-10-16",
            "weekday": "周五",
            "kind": "workday",
            "kind_label": "工作日",
            "name": "",
            "mark": "counted",
            "mark_label": "计入",
            "count": 20,
            "most": 20,
            "fewest": 20,
        }
        assert sum(line["mark"] == "counted" for line in trace) == 20

    def test_a_pause_is_given_back(self, duheng: Callable[..., Ran]) -> None:
        found = record(duheng(*DISPUTE, "--pause", "2026-03-05..2026-03-20", "--json"))
        assert found["pauses"] == [{"sent": "2026-03-05", "answered": "2026-03-20"}]
        assert found["due"] == "2026-03-26"


class TestTermsThatAreNotSettled:
    @pytest.mark.parametrize(
        ("pause", "reason"),
        [
            ("2026-02-01..2026-02-05", "起算当日或之前已经答复"),
            ("2026-03-03..2026-03-03", "送出与答复之间没有隔着一天"),
            ("2026-04-01..2026-04-05", "送出时已是末日，或期限已过"),
        ],
    )
    def test_a_pause_that_leaves_out_no_day_is_said_to(self, pause: str, reason: str, duheng: Callable[..., Ran]) -> None:
        """Over before the start, answered at once, begun after the end: 武隆《行政执法争议协调办法》第十四条."""
        ran = duheng("term", "wulong", "dispute.handle", "--from", "2026-03-02", "--pause", pause)
        assert "到期  2026-03-11 周三" in ran.out
        assert f"中止区间 {pause} 没有扣除任何一天：{reason}" in ran.out

    def test_a_reader_of_the_first_line_only_is_no_fault(self) -> None:
        command = f"set -o pipefail; {sys.executable} -m core.cli.main rules wulong | head -n 1"
        ran = subprocess.run(["/bin/bash", "-c", command], capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, "")

    def test_without_a_start_there_is_no_date(self, duheng: Callable[..., Ran]) -> None:
        found = record(duheng("term", "wulong", "opinion.rectify", "--json"))
        assert (found["state"], found["due"], found["earliest"], found["latest"]) == ("not_started", None, None, None)
        assert found["trace"] == []

    def test_a_person_is_told_what_the_start_waits_for(self, duheng: Callable[..., Ran]) -> None:
        ran = duheng("term", "wulong", "opinion.rectify")
        assert (ran.code, ran.err) == (0, "")
        assert "  未起算  起算事实尚无证明" in ran.out
        assert "还没有“收到文书”的日期" in ran.out

    def test_a_term_into_an_unpublished_year_is_a_range(self, duheng: Callable[..., Ran]) -> None:
        """武隆《行政执法投诉举报制度》第十条: 30 days from 6 January 2027 end on the eve of Spring Festival."""
        found = record(duheng("term", "wulong", "complaint.handle", "--from", "2027-01-06", "--json"))
        assert (found["state"], found["due"], found["provisional"]) == ("provisional", None, True)
        assert found["earliest"] < found["latest"]
        assert "国务院令第795号" in "".join(found["basis"])
        assert [entry["id"] for entry in found["interpretations"]].count("E-07") == 1

    def test_a_person_is_told_to_act_by_the_earliest_day(self, duheng: Callable[..., Ran]) -> None:
        out = duheng("term", "wulong", "opinion.rectify", "--from", "2026-12-14").out
        assert "  暂定  " in out
        assert "请按最早日期办理" in out

    def test_an_open_pause_has_an_earliest_day_only(self, duheng: Callable[..., Ran]) -> None:
        found = record(duheng(*DISPUTE, "--pause", "2026-03-05..", "--json"))
        assert (found["state"], found["due"], found["earliest"], found["latest"]) == ("open", None, "2026-03-11", None)
        assert found["pauses"] == [{"sent": "2026-03-05", "answered": None}]

    def test_a_person_is_told_that_the_answer_is_awaited(self, duheng: Callable[..., Ran]) -> None:
        out = duheng(*DISPUTE, "--pause", "2026-03-05..").out
        assert "  中止中  最早 2026-03-11 周三，最迟待答复" in out
        assert "尚未答复" in out

    def test_a_tenant_may_refuse_to_estimate(self, duheng: Callable[..., Ran]) -> None:
        ran = duheng("term", "wulong", "opinion.rectify", "--from", "2026-12-14", "--reading", "calendar.missing=refuse")
        assert ran.code == 2
        assert "请先导入2027年的安排" in ran.err


class TestReadings:
    def test_another_reading_gives_another_day(self, duheng: Callable[..., Ran]) -> None:
        """E-02: bare days as working days."""
        usual = record(duheng("term", "liangping", "supervision_order.report", "--from", "2026-06-05", "--json"))
        other = record(
            duheng(
                "term",
                "liangping",
                "supervision_order.report",
                "--from",
                "2026-06-05",
                "--reading",
                "unit.bare_day=working",
                "--json",
            )
        )
        assert (usual["due"], other["due"]) == ("2026-06-22", "2026-06-29")
        assert ("E-02", "working") in [(entry["id"], entry["option"]) for entry in other["interpretations"]]

    def test_the_number_of_the_entry_is_as_good_as_its_key(self, duheng: Callable[..., Ran]) -> None:
        ran = duheng("term", "liangping", "supervision_order.report", "--from", "2026-06-05", "--reading", "E-02=working", "--json")
        assert record(ran)["due"] == "2026-06-29"

    def test_two_readings_at_once(self, duheng: Callable[..., Ran]) -> None:
        """E-03 and E-04: 31 January excluded, rolled back from Friday 30 January to itself."""
        ran = duheng(
            *("term", "wulong", "annual_report.publish", "--from", "2025-06-01"),
            *("--reading", "fixed_date.roll=backward", "--reading", "fixed_date.inclusive=exclusive", "--json"),
        )
        assert record(ran)["due"] == "2026-01-30"


class TestAsAProgram:
    """The command as it is installed, with the encoding of a terminal that knows no Chinese."""

    @pytest.fixture
    def program(self, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
        environment = {"DUHENG_HOME": str(tmp_path), "LC_ALL": "C", "PATH": str(tmp_path)}

        def call(*arguments: str) -> subprocess.CompletedProcess[bytes]:
            return subprocess.run(
                [str(Path(sys.executable).with_name("duheng")), *arguments], capture_output=True, check=False, env=environment
            )

        return call

    def test_an_answer_goes_to_standard_output_in_utf_8(self, program: Callable[..., subprocess.CompletedProcess[bytes]]) -> None:
        ran = program(*LETTER)
        assert (ran.returncode, ran.stderr) == (0, b"")
        assert "到期  2026-10-16 周五" in ran.stdout.decode()

    def test_a_refusal_goes_to_standard_error_with_code_2(self, program: Callable[..., subprocess.CompletedProcess[bytes]]) -> None:
        ran = program("term", "wulon", "opinion.rectify", "--from", "2026-09-14")
        assert (ran.returncode, ran.stdout) == (2, b"")
        assert ran.stderr.decode() == "错误：没有名为 'wulon' 的辖区。相近的有：wulong。\n"
