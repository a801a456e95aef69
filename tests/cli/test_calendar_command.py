"""`duheng calendar` and what an imported year changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from core.cli.doctor import judge_calendar
from core.law.calendar import Calendar, HolidayBlock, YearNotice
from core.law.notice_file import format_notice
from core.plugin.registry import Registry

if TYPE_CHECKING:
    from tests.cli.conftest import Ran

LETTER = ("term", "wulong", "opinion.rectify", "--from", "2026-12-14", "--json")
COMPLAINT = ("term", "wulong", "complaint.handle", "--from", "2027-01-06", "--json")


def block(name: str, first: str, days: int, *make_up: str) -> HolidayBlock:
    """So many days off in a row, and what is worked instead."""
    start = date.fromisoformat(first)
    return HolidayBlock(name, tuple(start + timedelta(day) for day in range(days)), tuple(map(date.fromisoformat, make_up)))


NOTICE = YearNotice(
    2027,
    (
        block("元旦", "2027-01-01", 3),
        block("春节", "2027-02-05", 9, "2027-01-31", "2027-02-14"),
        block("清明节", "2027-04-03", 3),
        block("劳动节", "2027-05-01", 5, "2027-05-08"),
        block("端午节", "2027-06-09", 1),
        block("中秋节", "2027-09-15", 1),
        block("国庆节", "2027-10-01", 7, "2027-09-26", "2027-10-09"),
    ),
    number="试行〔2026〕1号",
)
"""Invented, as the notice for 2027 may well read."""


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """A file with the invented notice."""
    path = tmp_path / "notice.toml"
    path.write_text(format_notice(NOTICE), encoding="utf-8")
    return path


@pytest.fixture
def other_notice(tmp_path: Path) -> Path:
    """Another notice of the same year: New Year's Day only, without the bridge."""
    path = tmp_path / "other.toml"
    blocks = (block("元旦", "2027-01-01", 4, "2027-01-09"), *NOTICE.blocks[1:])
    path.write_text(format_notice(YearNotice(2027, blocks)), encoding="utf-8")
    return path


def found(ran: Ran) -> dict[str, Any]:
    """The JSON object that a successful run wrote."""
    assert (ran.code, ran.err) == (0, "")
    record = json.loads(ran.out)
    assert isinstance(record, dict)
    return record


class TestShow:
    def test_the_published_years_are_listed(self, duheng: Callable[..., Ran]) -> None:
        record = found(duheng("calendar", "show", "--json"))
        assert [year["year"] for year in record["years"]] == list(range(2004, 2027))
        assert (record["first"], record["published_through"]) == ("2004-01-01", "2026-12-31")

    def test_a_person_sees_how_far_the_calendar_goes(self, duheng: Callable[..., Ran]) -> None:
        out = duheng("calendar", "show").out
        assert out.startswith("已公布到 2026-12-31；")
        assert "国办发明电〔2025〕7号" in out

    def test_a_year_without_a_known_number_says_so(self, duheng: Callable[..., Ran]) -> None:
        assert "未核实" in duheng("calendar", "show", "2004").out
        assert found(duheng("calendar", "show", "2004", "--json"))["notice_verified"] is False

    def test_a_published_year_shows_its_days_off_and_make_up_days(self, duheng: Callable[..., Ran]) -> None:
        record = found(duheng("calendar", "show", "2026", "--json"))
        national = next(holiday for holiday in record["holidays"] if holiday["name"] == "国庆节")
        assert record["published"] is True
        assert national["off_days"] == [f"2026-10-0{day}" for day in range(1, 8)]
        assert national["make_up_days"] == ["2026-09-20", "2026-10-10"]

    def test_a_person_sees_the_same(self, duheng: Callable[..., Ran]) -> None:
        out = duheng("calendar", "show", "2026").out
        assert out.startswith("2026年节假日安排（国办发明电〔2025〕7号）")
        assert "09-20、10-10" in out

    def test_an_unpublished_year_shows_what_is_certain_and_on_what_basis(self, duheng: Callable[..., Ran]) -> None:
        record = found(duheng("calendar", "show", "2027", "--json"))
        assert record["published"] is False
        assert "国务院令第795号" in record["basis"]
        assert len(record["statutory_days"]) == 13
        assert record["statutory_days"]["2027-10-01"] == "国庆节"

    def test_a_person_is_told_how_to_bring_the_year_in(self, duheng: Callable[..., Ran]) -> None:
        ran = duheng("calendar", "show", "2027")
        assert ran.code == 0
        assert "duheng calendar import" in ran.out


class TestImport:
    def test_a_provisional_term_settles_on_its_day(self, notice: Path, duheng: Callable[..., Ran]) -> None:
        before = found(duheng(*LETTER))
        assert duheng("calendar", "import", notice).code == 0
        after = found(duheng(*LETTER))
        assert (before["state"], before["due"]) == ("provisional", None)
        assert (after["state"], after["due"], after["provisional"]) == ("settled", "2027-01-12", False)
        assert before["earliest"] <= after["due"] <= before["latest"]

    def test_a_range_over_spring_festival_closes_to_one_of_its_days(self, notice: Path, duheng: Callable[..., Ran]) -> None:
        """30 days from 6 January end on the first day off, 5 February; Sunday the 14th is worked."""
        before = found(duheng(*COMPLAINT))
        assert duheng("calendar", "import", notice).code == 0
        assert before["earliest"] < before["latest"]
        assert before["earliest"] <= found(duheng(*COMPLAINT))["due"] == "2027-02-14" <= before["latest"]

    def test_the_batch_uses_the_imported_year_as_well(self, notice: Path, duheng: Callable[..., Ran]) -> None:
        duheng("calendar", "import", notice)
        ran = duheng("term", "--batch", "-", stdin=b"tenant,rule,from,extend,pauses\nwulong,opinion.rectify,2026-12-14,,\n")
        assert ran.out.endswith("wulong,opinion.rectify,2026-12-14,,,2027-01-12,2027-01-12,2027-01-12,false,\n")

    def test_it_is_kept_in_the_data_folder_and_shown(self, notice: Path, home: Path, duheng: Callable[..., Ran]) -> None:
        record = found(duheng("calendar", "import", notice, "--json"))
        assert record["stored"] == str(home / "calendar" / "2027.toml")
        assert (home / "calendar" / "2027.toml").read_text(encoding="utf-8") == format_notice(NOTICE)
        assert [path.name for path in (home / "calendar").iterdir()] == ["2027.toml"]
        assert duheng("calendar", "show", "2027").out.startswith("2027年节假日安排（试行〔2026〕1号）")

    def test_the_report_says_what_changed(self, notice: Path, duheng: Callable[..., Ran]) -> None:
        record = found(duheng("calendar", "import", notice, "--json"))
        assert (record["published_through"], record["warnings"]) == ("2027-12-31", [])
        # Monday to Friday off, and Saturdays and Sundays worked.
        assert len(record["changed_days"]) == 18 + 5
        assert {"2027-01-01", "2027-01-31", "2027-02-05", "2027-10-09"} <= set(record["changed_days"])
        assert "2027-01-02" not in record["changed_days"]

    def test_a_person_is_told_the_same(self, notice: Path, home: Path, duheng: Callable[..., Ran]) -> None:
        out = duheng("calendar", "import", notice).out
        assert "已导入2027年节假日安排（试行〔2026〕1号），与先前相比有 23 天变化；日历已公布到 2027-12-31。" in out
        assert str(home / "calendar" / "2027.toml") in out

    def test_the_same_notice_twice_changes_nothing(self, notice: Path, duheng: Callable[..., Ran]) -> None:
        duheng("calendar", "import", notice)
        assert found(duheng("calendar", "import", notice, "--json"))["changed_days"] == []

    def test_a_changed_notice_needs_to_be_meant(
        self, notice: Path, other_notice: Path, home: Path, duheng: Callable[..., Ran]
    ) -> None:
        duheng("calendar", "import", notice)
        ran = duheng("calendar", "import", other_notice)
        assert (ran.code, ran.out) == (2, "")
        assert "2027年已有安排（2027年节假日安排（试行〔2026〕1号）），这份与它有 2 天不同" in ran.err
        assert "--replace" in ran.err
        assert (home / "calendar" / "2027.toml").read_text(encoding="utf-8") == format_notice(NOTICE)

    def test_a_changed_notice_that_is_meant_replaces_the_first(
        self, notice: Path, other_notice: Path, duheng: Callable[..., Ran]
    ) -> None:
        duheng("calendar", "import", notice)
        record = found(duheng("calendar", "import", other_notice, "--replace", "--json"))
        assert record["changed_days"] == ["2027-01-04", "2027-01-09"]
        assert found(duheng("calendar", "show", "2027", "--json"))["notice"] is None

    def test_a_shipped_year_is_not_replaced_by_accident_either(self, tmp_path: Path, duheng: Callable[..., Ran]) -> None:
        path = tmp_path / "2026.toml"
        path.write_text(format_notice(YearNotice(2026, (block("元旦", "2026-01-01", 1),))), encoding="utf-8")
        ran = duheng("calendar", "import", path)
        assert ran.code == 2
        assert "2026年已有安排（2026年节假日安排（国办发明电〔2025〕7号））" in ran.err

    def test_a_year_after_a_gap_is_stored_with_a_warning(self, tmp_path: Path, duheng: Callable[..., Ran]) -> None:
        path = tmp_path / "2028.toml"
        holidays = (
            block("元旦", "2028-01-01", 3),
            block("春节", "2028-01-25", 7, "2028-01-22", "2028-02-05"),
            block("清明节", "2028-04-04", 1),
            block("劳动节", "2028-05-01", 2),
            block("端午节", "2028-05-28", 2),
            block("国庆节", "2028-10-01", 6),
        )
        path.write_text(format_notice(YearNotice(2028, holidays)), encoding="utf-8")
        record = found(duheng("calendar", "import", path, "--json"))
        assert record["published_through"] == "2026-12-31"
        assert any("2027年的安排还没有导入" in warning for warning in record["warnings"])

    def test_a_year_with_more_days_off_than_the_statute_is_doubted(self, tmp_path: Path, duheng: Callable[..., Ran]) -> None:
        path = tmp_path / "long.toml"
        path.write_text(format_notice(YearNotice(2027, (*NOTICE.blocks, block("纪念日", "2027-09-03", 1)))), encoding="utf-8")
        out = duheng("calendar", "import", path).out
        assert "提示：全年净减工作日 14 天，法定节假日为 13 天" in out

    def test_an_autonomous_county_is_reminded_of_its_own_days(
        self, notice: Path, duheng: Callable[..., Ran], caplog: pytest.LogCaptureFixture
    ) -> None:
        """秀山, E-07b."""
        duheng("calendar", "import", notice)
        assert caplog.messages == ["秀山县：自治县另有放假日的，请核对 2027 年并录入本地日历后再重算期限"]


class TestImportsThatAreRefused:
    @pytest.fixture
    def refused(self, tmp_path: Path, home: Path, duheng: Callable[..., Ran]) -> Callable[[str], str]:
        """`refused(text)`: the refusal of a notice, after which nothing is stored."""

        def call(text: str) -> str:
            path = tmp_path / "bad.toml"
            path.write_text(text, encoding="utf-8")
            ran = duheng("calendar", "import", path)
            assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
            assert not home.exists()
            return ran.err

        return call

    def test_a_checksum_that_does_not_fit(self, refused: Callable[[str], str]) -> None:
        error = refused(format_notice(NOTICE).replace("2027-10-09", "2027-10-10"))
        assert "bad.toml 的 checksum 与内容不符" in error
        assert "请对照通知原文核对每一天" in error

    def test_no_checksum(self, refused: Callable[[str], str]) -> None:
        text = format_notice(NOTICE).replace(f'checksum = "{NOTICE.checksum()}"\n', "")
        assert f'加上 checksum = "{NOTICE.checksum()}"' in refused(text)

    @pytest.mark.parametrize(
        ("old", "new", "cause"),
        [
            ("year = 2027", "year = ", "不是有效的 TOML"),
            ("year = 2027", 'year = "2027"', "缺少 year 或其值不是年份"),
            ("year = 2027", "year = 2027\nofficial = true", "有不认识的键 official"),
            ("[2027-06-09]", '["2027-06-09"]', "的 off_days 不是日期清单"),
            ("[2027-06-09]", "[2027-06-09, 2027-06-09]", "2027-06-09"),
            ("2027-05-08", "2027-05-07", "2027-05-07"),
            ("[2027-06-09]", "[2029-06-09]", "2029-06-09"),
        ],
        ids=["no toml", "no year", "unknown key", "quoted day", "day twice", "make-up day on a Friday", "day of another year"],
    )
    def test_a_notice_that_contradicts_its_form(self, old: str, new: str, cause: str, refused: Callable[[str], str]) -> None:
        text = format_notice(NOTICE)
        assert text.count(old) == 1
        assert cause in refused(text.replace(old, new))

    def test_a_file_that_is_not_there(self, tmp_path: Path, duheng: Callable[..., Ran]) -> None:
        ran = duheng("calendar", "import", tmp_path / "none.toml", "--json")
        assert ran.code == 2
        assert json.loads(ran.out)["error"]["code"] == "calendar.notice"
        assert "none.toml（文件或文件夹不存在）" in ran.err

    def test_a_file_that_is_not_utf_8(self, tmp_path: Path, duheng: Callable[..., Ran]) -> None:
        (tmp_path / "gbk.toml").write_bytes(format_notice(NOTICE).encode("gbk"))
        ran = duheng("calendar", "import", tmp_path / "gbk.toml")
        assert ran.code == 2
        assert "不是 UTF-8 编码" in ran.err

    def test_a_data_folder_that_cannot_be_written(self, notice: Path, home: Path, duheng: Callable[..., Ran]) -> None:
        home.write_text("a file where the folder should be", encoding="utf-8")
        ran = duheng("calendar", "import", notice)
        assert ran.code == 3
        assert "请检查 DUHENG_HOME 指向的文件夹和权限" in ran.err

    def test_a_home_that_does_not_exist(self, monkeypatch: pytest.MonkeyPatch, notice: Path, duheng: Callable[..., Ran]) -> None:
        monkeypatch.setenv("DUHENG_HOME", "~nobody_of_that_name/x")
        ran = duheng("calendar", "import", notice)
        assert ran.code == 3
        assert "没有这个用户的主目录" in ran.err

    @pytest.mark.parametrize("year", [1995, 2003, 2101])
    def test_a_year_outside_the_calendar(self, year: int, tmp_path: Path, duheng: Callable[..., Ran]) -> None:
        """A year before the first one would leave a gap that hides every later year."""
        path = tmp_path / "old.toml"
        path.write_text(format_notice(NOTICE).replace("year = 2027", f"year = {year}"), encoding="utf-8")
        ran = duheng("calendar", "import", path)
        assert (ran.code, "可用 2004—2100" in ran.err) == (2, True)

    @pytest.mark.parametrize(
        "block",
        [
            HolidayBlock("周末", (date(2027, 3, 6), date(2027, 3, 7))),
            HolidayBlock("全年", tuple(date(2027, 1, 1) + timedelta(offset) for offset in range(365))),
            HolidayBlock("无休", (date(2027, 1, 1),), tuple(date(2027, 3, day) for day in (6, 7, 13, 14))),
        ],
        ids=["weekend only", "whole year off", "more made up than off"],
    )
    def test_what_is_no_arrangement_of_a_year(self, block: HolidayBlock, tmp_path: Path, duheng: Callable[..., Ran]) -> None:
        path = tmp_path / "absurd.toml"
        path.write_text(format_notice(YearNotice(2027, (block,))), encoding="utf-8")
        ran = duheng("calendar", "import", path)
        assert (ran.code, "不像是一年的安排" in ran.err) == (2, True)

    def test_a_notice_that_leaves_out_a_statutory_day(self, tmp_path: Path, duheng: Callable[..., Ran]) -> None:
        """As if National Day were forgotten: every term would settle on a wrong day."""
        path = tmp_path / "short.toml"
        path.write_text(format_notice(YearNotice(2027, NOTICE.blocks[:-1])), encoding="utf-8")
        ran = duheng("calendar", "import", path)
        assert (ran.code, "法定节日 国庆节 2027-10-01 等 1 天成了工作日" in ran.err) == (2, True)

    def test_a_notice_with_quotes_and_a_byte_order_mark_is_stored_and_read_again(
        self, tmp_path: Path, duheng: Callable[..., Ran]
    ) -> None:
        path = tmp_path / "strange.toml"
        path.write_text(format_notice(replace(NOTICE, source='"引号"和\\')), encoding="utf-8-sig")
        assert duheng("calendar", "import", path).code == 0
        assert duheng("term", "wulong", "opinion.rectify", "--from", "2026-12-14").code == 0

    @pytest.mark.parametrize("source", ["第一行\n第二行", "\x1b]0;x\x07", "\u202e", "长" * 201])
    def test_a_notice_whose_text_could_steer_a_terminal(self, source: str, tmp_path: Path, duheng: Callable[..., Ran]) -> None:
        path = tmp_path / "steering.toml"
        path.write_text(format_notice(replace(NOTICE, source=source)), encoding="utf-8")
        ran = duheng("calendar", "import", path)
        assert (ran.code, "过长，或含有换行等控制字符" in ran.err) == (2, True)

    def test_a_number_without_end(self, tmp_path: Path, duheng: Callable[..., Ran]) -> None:
        path = tmp_path / "endless.toml"
        path.write_text(f"year = {'9' * 5000}\n", encoding="utf-8")
        ran = duheng("calendar", "import", path)
        assert (ran.code, "数字过长" in ran.err) == (2, True)


class TestDoctor:
    def test_every_jurisdiction_is_looked_at(self, duheng: Callable[..., Ran]) -> None:
        ran = duheng("doctor", "--json")
        results = {result["name"]: result for result in json.loads(ran.out)["results"]}
        assert set(results) == {"程序", "数据文件夹", "日历", *(f"辖区 {code}" for code in CODES)}
        assert all(results[f"辖区 {code}"]["is_well"] for code in CODES)

    def test_the_exit_code_says_whether_all_is_well(self, notice: Path, duheng: Callable[..., Ran]) -> None:
        """Whether the calendar suffices depends on the day on which somebody asks."""
        duheng("calendar", "import", notice)
        ran = duheng("doctor", "--json")
        record = json.loads(ran.out)
        assert record["well"] is all(result["is_well"] for result in record["results"])
        assert ran.code == (0 if record["well"] else 1)

    @pytest.mark.parametrize(
        ("today", "is_well", "says_import"),
        [
            (date(2026, 10, 31), True, False),
            (date(2026, 11, 1), True, True),
            (date(2026, 12, 1), False, True),
            (date(2027, 1, 1), False, True),
        ],
    )
    def test_the_calendar_is_judged_by_the_day(self, today: date, is_well: bool, says_import: bool, calendar: Calendar) -> None:  # noqa: FBT001  # Columns of a table.
        """The shipped years end with 2026: a reminder in November, a problem from December on."""
        result = judge_calendar(calendar, today)
        assert (result.is_well, "calendar import" in result.detail + result.remedy) == (is_well, says_import)

    def test_a_person_reads_a_line_for_each(self, home: Path, duheng: Callable[..., Ran]) -> None:
        out = duheng("doctor").out
        assert "正常  辖区 wulong：重庆市武隆区，63 条规则\n" in out
        assert f"正常  数据文件夹：{home}" in out

    def test_a_damaged_year_is_reported_and_the_jurisdictions_are_still_looked_at(
        self, notice: Path, home: Path, duheng: Callable[..., Ran]
    ) -> None:
        duheng("calendar", "import", notice)
        stored = home / "calendar" / "2027.toml"
        stored.write_text(stored.read_text(encoding="utf-8").replace("2027-10-09", "2027-10-10"), encoding="utf-8")
        ran = duheng("doctor")
        assert ran.code == 1
        assert "问题  日历：已导入的安排损坏：2027.toml 的 checksum 与内容不符。" in ran.out
        assert f"请删去 {stored} 后用 duheng calendar import 重新导入" in ran.out
        assert "正常  辖区 xiushan" in ran.out

    def test_a_year_in_the_file_of_another_is_reported(self, notice: Path, home: Path, duheng: Callable[..., Ran]) -> None:
        duheng("calendar", "import", notice)
        (home / "calendar" / "2027.toml").rename(home / "calendar" / "2028.toml")
        ran = duheng("doctor")
        assert ran.code == 1
        assert "2028.toml 里写的是2027年" in ran.out

    def test_no_term_is_computed_with_a_damaged_year(self, notice: Path, home: Path, duheng: Callable[..., Ran]) -> None:
        duheng("calendar", "import", notice)
        stored = home / "calendar" / "2027.toml"
        stored.write_text(stored.read_text(encoding="utf-8").replace("2027-10-09", "2027-10-10"), encoding="utf-8")
        ran = duheng(*LETTER)
        assert ran.code == 3
        assert json.loads(ran.out)["error"]["code"] == "calendar.damaged"

    def test_a_damaged_year_that_was_removed_can_be_imported_again(
        self, notice: Path, home: Path, duheng: Callable[..., Ran]
    ) -> None:
        duheng("calendar", "import", notice)
        stored = home / "calendar" / "2027.toml"
        stored.write_text("damaged", encoding="utf-8")
        assert duheng("calendar", "import", notice).code == 3
        stored.unlink()
        assert duheng("calendar", "import", notice).code == 0
        assert found(duheng(*LETTER))["due"] == "2027-01-12"

    def test_a_broken_plugin_is_reported_with_its_remedy(self, broken_plugin: str, duheng: Callable[..., Ran]) -> None:
        ran = duheng("doctor")
        assert ran.code == 1
        assert (
            f"问题  辖区 {broken_plugin}：broken_district 无法导入（RuntimeError：half installed）。请检查插件是否完整安装"
            in ran.out
        )
        assert "正常  辖区 wulong" in ran.out


CODES = Registry().codes
