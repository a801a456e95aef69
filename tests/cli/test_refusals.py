"""Bad input gets one clear line in Chinese with cause and remedy and exit code 2; a broken installation gets 3."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from core.cli import arguments as typed
from core.errors import BadDate, BadExtension
from core.plugin.registry import Registry

if TYPE_CHECKING:
    from tests.cli.conftest import Ran

Refusal = tuple[tuple[str, ...], str, str, str]
"""What is typed; the code of the refusal, its cause and its remedy."""

LETTER = ("term", "wulong", "opinion.rectify", "--from", "2026-09-14")
DISPUTE = ("term", "wulong", "dispute.handle", "--from", "2026-03-02")
COMPLAINT = ("term", "wulong", "complaint.handle", "--from", "2026-09-14")

REFUSALS: dict[str, Refusal] = {
    "unknown tenant": (("term", "wulon", *LETTER[2:]), "jurisdiction.unknown", "没有名为 'wulon' 的辖区", "相近的有：wulong"),
    "name of the place": (("term", "秀山县", *LETTER[2:]), "jurisdiction.unknown", "没有名为 '秀山县'", "相近的有：xiushan"),
    "tenant unlike any": (
        ("rules", "zzz"),
        "jurisdiction.unknown",
        "没有名为 'zzz' 的辖区",
        f"现有辖区：{'、'.join(Registry().codes)}",
    ),
    "misspelt rule": (("term", "wulong", "opinion.rectifi"), "rule.unknown", "opinion.rectifi：本辖区未规定", "opinion.rectify"),
    "rule of another jurisdiction": (
        ("term", "xiushan", "opinion.review_apply"),
        "rule.unknown",
        "规则 opinion.review_apply：本辖区未规定",
        "别处的规定不能移用",
    ),
    "rule unlike any": (
        ("term", "wulong", "zzz"),
        "rule.unknown",
        "规则 zzz：本辖区未规定",
        "可用 duheng rules 查看本辖区的全部规则",
    ),
    "before the rule was in force": (
        ("term", "wulong", "complaint.review", "--from", "2021-11-09"),
        "rule.not_in_force",
        "自 2021-11-10 起施行，2021-11-09 尚无效力（依据：《行政执法投诉举报制度》第七条）",
        "请核对日期",
    ),
    "impossible date": ((*LETTER[:4], "2026-02-30"), "date.invalid", "起算日 2026-02-30 不是日历上的一天", "请核对月份和日数"),
    "misformed date": ((*LETTER[:4], "2026/09/14"), "date.invalid", "'2026/09/14' 的写法不对", "请写成 YYYY-MM-DD"),
    "short date": ((*LETTER[:4], "2026-9-14"), "date.invalid", "'2026-9-14' 的写法不对", "请写成 YYYY-MM-DD"),
    "date without hyphens": ((*LETTER[:4], "20260914"), "date.invalid", "'20260914' 的写法不对", "请写成 YYYY-MM-DD"),
    "empty date": ((*LETTER[:4], ""), "date.invalid", "起算日是空的", "不写 --from"),
    "after the calendar": ((*LETTER[:4], "2100-01-01"), "calendar.range", "2100-01-01 超出日历可推算的范围", "请核对日期"),
    "extension above its cap before the start": (
        (*COMPLAINT[:3], "--extend", "31"),
        "extension.invalid",
        "累计不得超过 30日（依据：《行政执法投诉举报制度》第十条）",
        "不超过 30",
    ),
    "pause that is not provided for before the start": (
        (*LETTER[:3], "--pause", "2026-09-15..2026-09-16"),
        "pause.invalid",
        "没有中止、扣除时间的规定",
        "请去掉中止区间",
    ),
    "empty day of the rules": (("rules", "wulong", "--on", ""), "date.invalid", "日期 '' 的写法不对", "请写成 YYYY-MM-DD"),
    "empty day of the comparison": (
        ("law", "diff", "wulong", "xiushan", "--on", ""),
        "date.invalid",
        "日期 '' 的写法不对",
        "请写成 YYYY-MM-DD",
    ),
    "empty name of the table": (("term", "--batch="), "usage", "--batch 后面没有文件名", "请写明要推算的 CSV 文件"),
    "negative extension": ((*COMPLAINT, "--extend", "-1"), "extension.invalid", "延长 -1 不是正数", "例如 5"),
    "negative among positive": ((*COMPLAINT, "--extend", "5", "--extend", "-1"), "extension.invalid", "延长 -1 不是正数", "例如 5"),
    "extension that is no number": ((*COMPLAINT, "--extend", "5日"), "extension.invalid", "延长 '5日' 不是整数", "例如 15"),
    "excessive extension": (
        (*COMPLAINT, "--extend", "31"),
        "extension.invalid",
        "累计不得超过 30日（依据：《行政执法投诉举报制度》第十条）",
        "请改为不超过 30 的数",
    ),
    "extensions that add up": ((*COMPLAINT, "--extend", "20", "--extend", "11"), "extension.invalid", "延长合计 31日", "不超过 30"),
    "excessive extension in principle": (
        ("term", "liangping", "complaint.handle", "--from", "2026-04-20", "--extend", "16"),
        "extension.invalid",
        "原则上累计不得超过 15个工作日（依据：《梁平区行政执法投诉举报处理工作制度》一第3款）",
        "请改为不超过 15 的数",
    ),
    "not extendable": (
        (*LETTER, "--extend", "1"),
        "extension.invalid",
        "没有延长的规定（依据：《行政执法监督意见书制度》第八条）",
        "请去掉延长",
    ),
    "pause that ends before it starts": (
        (*DISPUTE, "--pause", "2026-03-20..2026-03-05"),
        "pause.invalid",
        "2026-03-20..2026-03-05 的答复日早于送出日",
        "先写送出日，后写答复日",
    ),
    "overlapping pauses": (
        (*DISPUTE, "--pause", "2026-03-05..2026-03-20", "--pause", "2026-03-10..2026-03-11"),
        "pause.invalid",
        "2026-03-05..2026-03-20 与 2026-03-10..2026-03-11 重叠",
        "同一段时间只能扣除一次",
    ),
    "pause after an open one": (
        (*DISPUTE, "--pause", "2026-03-05..", "--pause", "2026-03-10..2026-03-11"),
        "pause.invalid",
        "重叠",
        "同一段时间只能扣除一次",
    ),
    "pause without its end": ((*DISPUTE, "--pause", "2026-03-05"), "pause.invalid", "'2026-03-05' 的写法不对", "尚未答复的写"),
    "impossible day of a pause": ((*DISPUTE, "--pause", "2026-02-30..2026-03-20"), "date.invalid", "送出日 2026-02-30", "请核对"),
    "not pausable": (
        (*LETTER, "--pause", "2026-09-20..2026-09-21"),
        "pause.invalid",
        "没有中止、扣除时间的规定（依据：《行政执法监督意见书制度》第八条）",
        "请去掉中止区间",
    ),
    "soft word": (("term", "wulong", "complaint.inform", "--from", "2026-03-02"), "rule.no_date", "及时", "不能推算法定期限"),
    "day fixed by the paper": (
        ("term", "liangping", "suggestion.rectify", "--from", "2026-03-02"),
        "rule.no_date",
        "由文书指定",
        "以文书写明的日期为准",
    ),
    "number that is no period": (
        ("term", "wulong", "training.hours", "--from", "2026-03-02"),
        "rule.no_date",
        "不少于40学时/年",
        "可用 duheng rules 查看",
    ),
    "unknown reading": ((*LETTER, "--reading", "nope=1"), "reading.unknown", "没有 'nope'", "duheng law readings"),
    "misspelt reading": (
        (*LETTER, "--reading", "unit.bare_days=1"),
        "reading.unknown",
        "没有 'unit.bare_days'",
        "相近的有：unit.bare_day",
    ),
    "unknown option of a reading": (
        (*LETTER, "--reading", "unit.bare_day=x"),
        "reading.unknown",
        "unit.bare_day 没有 'x' 这种读法",
        "可选：calendar、working",
    ),
    "reading without option": ((*LETTER, "--reading", "unit.bare_day"), "reading.unknown", "写法不对", "请写成 键=选项"),
    "day of rules": (("rules", "wulong", "--on", "2026-13-01"), "date.invalid", "日期 2026-13-01 不是日历上的一天", "请核对"),
    "tenant of a comparison": (("law", "diff", "wulong", "xiusan"), "jurisdiction.unknown", "'xiusan'", "相近的有：xiushan"),
    "tenant of the coverage": (("law", "coverage", "xiusan"), "jurisdiction.unknown", "'xiusan'", "相近的有：xiushan"),
    "tenant of the register": (("law", "readings", "xiusan"), "jurisdiction.unknown", "'xiusan'", "相近的有：xiushan"),
    "plugin to check": (("plugin", "check", "xiusan"), "jurisdiction.unknown", "'xiusan'", "相近的有：xiushan"),
    "year before the calendar": (("calendar", "show", "2003"), "calendar.notice", "2003年不在日历范围内", "可查看 2004—2099 年"),
    "year after the calendar": (("calendar", "show", "2100"), "calendar.notice", "2100年不在日历范围内", "可查看 2004—2099 年"),
    "year that is none": (("calendar", "show", "27"), "date.invalid", "年份 '27' 的写法不对", "请写四位数字"),
    "unknown option": (
        (*LETTER[:3], "--form", "2026-09-14"),
        "usage",
        "没有 --form 这个选项（是否想写 --from？）",
        "duheng term --help",
    ),
    "option without value": ((*LETTER[:3], "--from"), "usage", "选项 --from 的用法不对", "--help"),
    "missing argument": (("rules",), "usage", "缺少参数 辖区", "duheng rules --help"),
    "missing rule": (("term", "wulong"), "usage", "请写明辖区和规则", "duheng term --help"),
    "superfluous argument": ((*LETTER, "again"), "usage", "多写了参数 again", "duheng term --help"),
    "unknown command": (("terms",), "usage", "没有 'terms' 这个命令", "duheng --help"),
    "unknown command of a group": (("law", "covrage"), "usage", "没有 'covrage' 这个命令", "duheng law --help"),
    "batch with other arguments": (("term", "wulong", "--batch", "x.csv"), "usage", "不能与其他参数并用", "--help"),
    "output of a single term": ((*LETTER, "--output", "x.csv"), "usage", "--output 只用于批量推算", "--help"),
}
every_refusal = pytest.mark.parametrize("refusal", REFUSALS.values(), ids=list(REFUSALS))


class TestBadInput:
    @every_refusal
    def test_it_gets_one_line_of_chinese_with_cause_and_remedy(self, refusal: Refusal, duheng: Callable[..., Ran]) -> None:
        arguments, _, cause, remedy = refusal
        ran = duheng(*arguments)
        assert (ran.code, ran.out) == (2, "")
        assert re.fullmatch(r"错误：[^\n]+。\n", ran.err)
        assert cause in ran.err
        assert remedy in ran.err.partition(cause)[2]

    @every_refusal
    def test_with_json_there_is_an_error_object_too(self, refusal: Refusal, duheng: Callable[..., Ran]) -> None:
        arguments, code, cause, remedy = refusal
        ran = duheng(*arguments[:1], *arguments[1:2], "--json", *arguments[2:])
        assert ran.code == 2
        assert ran.err.count("\n") == 1
        error = json.loads(ran.out)["error"]
        assert set(error) == {"code", "detail", "remedy", "citation"}
        assert error["code"] == code
        detail = error["detail"] + (f"（依据：{error['citation']}）" if error["citation"] else "")
        assert cause in detail
        assert remedy in f"{detail}。{error['remedy']}"

    def test_a_statutory_refusal_cites_its_article(self, duheng: Callable[..., Ran]) -> None:
        error = json.loads(duheng(*DISPUTE, "--extend", "16", "--json").out)["error"]
        assert error["citation"] == "《行政执法争议协调办法》第十四条第1款"

    def test_a_plain_mistake_cites_nothing(self, duheng: Callable[..., Ran]) -> None:
        assert json.loads(duheng("term", "wulon", "x", "--json").out)["error"]["citation"] is None

    @pytest.mark.parametrize("arguments", [(), ("law",), ("calendar",), ("plugin",)], ids=["duheng", "law", "calendar", "plugin"])
    def test_without_a_command_the_help_is_shown(self, arguments: tuple[str, ...], duheng: Callable[..., Ran]) -> None:
        ran = duheng(*arguments)
        assert ran.code == 2
        assert "用法：" in ran.out + ran.err


class TestEdgesOfTheGuards:
    """What stands just on the right side is answered."""

    @pytest.mark.parametrize(
        ("arguments", "due"),
        [
            (("term", "wulong", "complaint.review", "--from", "2021-11-10"), "2021-11-19"),
            ((*LETTER[:4], " 2026-09-14 "), "2026-10-16"),
            ((*LETTER, "--extend", "0"), "2026-10-16"),
            (("term", "liangping", "complaint.handle", "--from", "2026-04-20", "--extend", "15"), "2026-06-03"),
            ((*DISPUTE, "--pause", "2026-03-05..2026-03-05"), "2026-03-11"),
            ((*DISPUTE, "--pause", "2026-03-05..2026-03-10", "--pause", "2026-03-10..2026-03-20"), "2026-03-26"),
            ((*DISPUTE, "--pause", "2026-03-10..2026-03-20", "--pause", "2026-03-05..2026-03-10"), "2026-03-26"),
            ((*DISPUTE, "--pause", "2026-03-05..2026-03-10;2026-03-10..2026-03-20"), "2026-03-26"),
            ((*LETTER, "--pause", ""), "2026-10-16"),
        ],
        ids=[
            "first day in force",
            "blanks around",
            "nothing more",
            "the cap itself",
            "same day",
            "touching",
            "any order",
            "joined",
            "none",
        ],
    )
    def test_it_is_answered(self, arguments: tuple[str, ...], due: str, duheng: Callable[..., Ran]) -> None:
        ran = duheng(*arguments, "--json")
        assert (ran.code, ran.err) == (0, "")
        assert json.loads(ran.out)["due"] == due


class TestWhatIsTyped:
    @pytest.mark.parametrize("text", ["２０２６-09-14", "2026-09-14T00:00", "9/14/2026", "今天"])
    def test_only_one_form_of_a_day_is_understood(self, text: str) -> None:
        with pytest.raises(BadDate, match="写法不对"):
            typed.day_of(text)

    @pytest.mark.parametrize("text", ["1.5", "１", "1e3", "0x10", "9" * 19])
    def test_an_extension_is_a_whole_number_of_sensible_length(self, text: str) -> None:
        with pytest.raises(BadExtension, match="不是整数"):
            typed.extension_of(text)

    def test_pauses_may_be_joined_by_a_chinese_semicolon(self) -> None:
        assert typed.pauses_of("2026-03-05..2026-03-06；2026-03-09..") == typed.pauses_of("2026-03-05..2026-03-06;2026-03-09..")


class TestABrokenInstallation:
    def test_a_term_of_a_broken_plugin_is_refused_with_code_3(self, broken_plugin: str, duheng: Callable[..., Ran]) -> None:
        ran = duheng("term", broken_plugin, "opinion.rectify", "--from", "2026-09-14")
        assert (ran.code, ran.out) == (3, "")
        assert re.fullmatch(
            r"错误：辖区 broken 的插件不能使用：broken_district 无法导入（RuntimeError：half installed）。[^\n]+。\n", ran.err
        )

    def test_with_json_the_kind_of_fault_is_named(self, broken_plugin: str, duheng: Callable[..., Ran]) -> None:
        ran = duheng("rules", broken_plugin, "--json")
        assert ran.code == 3
        assert json.loads(ran.out)["error"]["code"] == "plugin.import"

    @pytest.mark.parametrize(
        "arguments", [LETTER, ("rules", "wulong"), ("law", "coverage", "wulong"), ("law", "diff", "wulong", "xiushan")], ids=str
    )
    def test_the_other_jurisdictions_answer_the_same(
        self, arguments: tuple[str, ...], duheng: Callable[..., Ran], request: pytest.FixtureRequest
    ) -> None:
        before = duheng(*arguments)
        request.getfixturevalue("broken_plugin")
        assert duheng(*arguments) == before
        assert before.code == 0

    def test_what_concerns_all_of_them_is_refused_rather_than_cut_short(
        self, broken_plugin: str, duheng: Callable[..., Ran]
    ) -> None:
        ran = duheng("law", "coverage")
        assert ran.code == 3
        assert broken_plugin in ran.err
