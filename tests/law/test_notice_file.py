"""Notice files: what is written is read back, and every mistake is refused by its own name."""

from datetime import date
from pathlib import Path

import pytest

from core.errors import BadNotice
from core.law.calendar import HolidayBlock, YearNotice
from core.law.national import national_notices
from core.law.notice_file import format_notice, parse_notice, read_notice

NOTICE = YearNotice(
    2027,
    (
        HolidayBlock("元旦", (date(2027, 1, 1), date(2027, 1, 2))),
        HolidayBlock("春节", (date(2027, 2, 8),), (date(2027, 2, 20),), number="试〔2027〕1号"),
    ),
    number='试〔2026〕"7"号',
    issued=date(2026, 11, 4),
    source="试编",
)
TEXT = format_notice(NOTICE)
YEARS = Path(__file__).parents[2] / "core" / "law" / "national" / "years"


class TestANoticeFile:
    def test_is_read_back_as_it_was_written(self) -> None:
        assert parse_notice(TEXT, "2027.toml") == NOTICE

    def test_is_read_from_its_path(self, tmp_path: Path) -> None:
        path = tmp_path / "2027.toml"
        path.write_text(TEXT, encoding="utf-8")
        assert read_notice(path) == NOTICE

    def test_needs_no_checksum_where_none_is_asked_for(self) -> None:
        text = "\n".join(line for line in TEXT.splitlines() if not line.startswith("checksum"))
        assert parse_notice(text, "2027.toml", checksum_required=False) == NOTICE

    def test_may_leave_number_day_and_source_open(self) -> None:
        plain = YearNotice(2027, (HolidayBlock("元旦", (date(2027, 1, 1),)),))
        assert parse_notice(format_notice(plain), "2027.toml") == plain

    @pytest.mark.parametrize("path", sorted(YEARS.glob("*.toml")), ids=lambda path: path.stem)
    def test_of_every_shipped_year_bears_the_checksum_of_its_days(self, path: Path) -> None:
        notice = read_notice(path)
        assert path.stem == str(notice.year)
        assert notice in national_notices()
        assert parse_notice(format_notice(notice), path.name) == notice

    def test_has_another_checksum_when_a_day_changes(self) -> None:
        other = YearNotice(2027, (HolidayBlock("元旦", (date(2027, 1, 1), date(2027, 1, 3))), *NOTICE.blocks[1:]))
        assert other.checksum() != NOTICE.checksum()

    def test_has_another_checksum_when_a_day_off_becomes_a_working_day(self) -> None:
        off = YearNotice(2027, (HolidayBlock("春节", (date(2027, 2, 20),)),))
        worked = YearNotice(2027, (HolidayBlock("春节", (), (date(2027, 2, 20),)),))
        assert off.checksum() != worked.checksum()


FAULTS = [
    ("broken TOML", "year = 2027", "year = = 2027", r"2027\.toml 不是有效的 TOML"),
    ("an unknown key", "year = 2027", 'year = 2027\nnumber = "x"', r"2027\.toml 有不认识的键 number"),
    ("an unknown key of a holiday", 'name = "春节"', 'name = "春节"\ndays = []', r"第2个 \[\[holiday\]\] 有不认识的键 days"),
    ("no checksum", f'checksum = "{NOTICE.checksum()}"\n', "", r"2027\.toml 没有 checksum"),
    ("a wrong checksum", NOTICE.checksum(), "sha256:0", r"2027\.toml 的 checksum 与内容不符"),
    ("a changed day", "2027-01-02", "2027-01-03", r"2027\.toml 的 checksum 与内容不符"),
    ("no year", "year = 2027\n", "", r"缺少 year 或其值不是年份"),
    ("a year in quotes", "year = 2027", 'year = "2027"', r"缺少 year 或其值不是年份"),
    ("a year that is true", "year = 2027", "year = true", r"缺少 year 或其值不是年份"),
    ("a year too early", "year = 2027", "year = 1989", r"缺少 year 或其值不是年份"),
    ("a year too late", "year = 2027", "year = 2201", r"缺少 year 或其值不是年份"),
    ("a day of issue in quotes", "issued = 2026-11-04", 'issued = "2026-11-04"', r"的 issued 不是日期"),
    ("days in quotes", "off_days = [2027-02-08]", 'off_days = ["2027-02-08"]', r"第2个 \[\[holiday\]\] 的 off_days 不是日期清单"),
    ("days that are no list", "off_days = [2027-02-08]", "off_days = 2027-02-08", r"的 off_days 不是日期清单"),
    ("days with a time", "off_days = [2027-02-08]", "off_days = [2027-02-08T00:00:00]", r"的 off_days 不是日期清单"),
    ("no days off", "off_days = [2027-02-08]\n", "", r"的 off_days 不是日期清单"),
    ("make-up days in quotes", "make_up_days = [2027-02-20]", 'make_up_days = ["x"]', r"的 make_up_days 不是日期清单"),
    ("a holiday without a name", 'name = "春节"\n', "", r"第2个 \[\[holiday\]\] 的 name 不是文字"),
    ("an empty name", 'name = "春节"', 'name = " "', r"第2个 \[\[holiday\]\] 的 name 不是文字"),
    ("a number that is no text", 'notice = "试〔2027〕1号"', "notice = 1", r"第2个 \[\[holiday\]\] 的 notice 不是文字"),
    ("a source that is no text", 'source = "试编"', "source = 1", r"2027\.toml 的 source 不是文字"),
    ("no holiday", TEXT[TEXT.index("\n[[holiday]]") :], "", r"没有 \[\[holiday\]\]"),
    ("holidays that are no tables", TEXT[TEXT.index("\n[[holiday]]") :], "holiday = [1]", r"第1个 \[\[holiday\]\] 不是一段表"),
    ("a make-up day on a weekday", "make_up_days = [2027-02-20]", "make_up_days = [2027-02-19]", r"本来就是周一至周五"),
]


class TestANoticeFileIsRefused:
    @pytest.mark.parametrize(("was", "planted", "message"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
    def test_for_a_planted_mistake(self, was: str, planted: str, message: str) -> None:
        assert was in TEXT
        with pytest.raises(BadNotice, match=message) as refusal:
            parse_notice(TEXT.replace(was, planted, 1), "2027.toml")
        assert refusal.value.code == "calendar.notice"
        assert refusal.value.remedy

    def test_where_it_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(BadNotice, match=r"读不到文件 .*2027\.toml"):
            read_notice(tmp_path / "2027.toml")

    def test_where_it_is_not_utf_8(self, tmp_path: Path) -> None:
        path = tmp_path / "2027.toml"
        path.write_bytes(TEXT.encode("gb18030"))
        with pytest.raises(BadNotice, match=r"2027\.toml 不是 UTF-8 编码"):
            read_notice(path)
