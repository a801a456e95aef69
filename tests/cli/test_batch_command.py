"""`duheng term --batch`: every row answered or refused on its own, nothing lost."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Ran

HEADER = "tenant,rule,from,extend,pauses"
GOOD = "wulong,opinion.rectify,2026-09-14,,"
ANSWER = {"due": "2026-10-16", "earliest": "2026-10-16", "latest": "2026-10-16", "provisional": "false", "error": ""}
TOLD = "有 1 行无法推算，原因见各行的 error 列。\n"


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV text by column name."""
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.fixture
def batch(tmp_path: Path, duheng: Callable[..., Ran]) -> Callable[..., Ran]:
    """`batch(text_or_bytes, *more)`: the answers to a file of this content."""

    def call(content: str | bytes, *more: str | Path) -> Ran:
        path = tmp_path / "in.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return duheng("term", "--batch", path, *more)

    return call


def answer(row: dict[str, str]) -> dict[str, str]:
    """Only the columns that the program added."""
    return {name: row[name] for name in ANSWER}


class TestAnswers:
    def test_the_answer_columns_follow_the_columns_of_the_file(self, batch: Callable[..., Ran]) -> None:
        ran = batch(f"{HEADER}\n{GOOD}\n")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == (
            "tenant,rule,from,extend,pauses,due,earliest,latest,provisional,error\n"
            "wulong,opinion.rectify,2026-09-14,,,2026-10-16,2026-10-16,2026-10-16,false,\n"
        )

    def test_extension_and_pauses_count(self, batch: Callable[..., Ran]) -> None:
        """武隆《行政执法争议协调办法》第十四条."""
        (row,) = rows(batch(f"{HEADER}\nwulong,dispute.handle,2026-03-02,15,2026-03-05..2026-03-10;2026-03-10..2026-03-20\n").out)
        assert answer(row) == ANSWER | {"due": "2026-04-17", "earliest": "2026-04-17", "latest": "2026-04-17"}

    def test_a_due_in_the_file_is_what_somebody_expects(self, batch: Callable[..., Ran]) -> None:
        (row,) = rows(batch(f"{HEADER},due\n{GOOD},2026-10-12\n").out)
        assert (row["expected_due"], row["due"]) == ("2026-10-12", "2026-10-16")

    def test_every_answer_column_of_an_earlier_run_is_kept_as_expected(self, batch: Callable[..., Ran]) -> None:
        first = batch(f"{HEADER}\n{GOOD}\n").out
        (row,) = rows(batch(first).out)
        assert {name: row[f"expected_{name}"] for name in ANSWER} == answer(row) == ANSWER

    def test_the_output_of_an_earlier_run_may_be_run_again_and_again(self, batch: Callable[..., Ran]) -> None:
        text = f"{HEADER},due\n{GOOD},2026-10-12\n"
        for _ in range(3):
            text = batch(text).out
        (row,) = rows(text)
        assert answer(row) == ANSWER
        assert (row["expected_due"], row["expected_due_2"], row["expected_due_3"]) == ("2026-10-12", "2026-10-16", "2026-10-16")

    def test_columns_without_a_name_pass_through(self, batch: Callable[..., Ran]) -> None:
        """A table program leaves them behind."""
        assert batch(f"{HEADER},,\n{GOOD},a,b\n").out.splitlines()[1].startswith(f"{GOOD},a,b,2026-10-16,")
        assert json.loads(batch(f"{HEADER},,\n{GOOD},a,b\n", "--json").out)["column_7"] == "b"

    def test_a_long_remark_passes_through(self, batch: Callable[..., Ran]) -> None:
        (row,) = rows(batch(f"{HEADER},note\n{GOOD},{'注' * 300_000}\n").out.replace("注" * 300_000, "注"))
        assert (row["note"], answer(row)) == ("注", ANSWER)

    def test_columns_of_ones_own_pass_through(self, batch: Callable[..., Ran]) -> None:
        (row,) = rows(batch(f'case,{HEADER},note\n7,{GOOD},"one, ""two""\nthree"\n').out)
        assert (row["case"], row["note"], row["due"]) == ("7", 'one, "two"\nthree', "2026-10-16")

    def test_columns_may_stand_in_any_order(self, batch: Callable[..., Ran]) -> None:
        (row,) = rows(batch("pauses,from,rule,extend,tenant\n,2026-09-14,opinion.rectify,,wulong\n").out)
        assert answer(row) == ANSWER

    def test_blanks_around_what_is_typed_do_not_matter(self, batch: Callable[..., Ran]) -> None:
        (row,) = rows(batch(f" {HEADER} \n wulong , opinion.rectify , 2026-09-14 , , \n").out)
        assert answer(row) == ANSWER

    def test_a_provisional_row_leaves_the_due_day_empty(self, batch: Callable[..., Ran]) -> None:
        ran = batch(f"{HEADER}\nwulong,opinion.rectify,2026-12-14,,\n")
        (row,) = rows(ran.out)
        assert (ran.code, row["due"], row["provisional"], row["error"]) == (0, "", "true", "")
        assert "2027-01-01" < row["earliest"] <= row["latest"]

    def test_an_open_row_leaves_due_and_latest_empty(self, batch: Callable[..., Ran]) -> None:
        ran = batch(f"{HEADER}\nwulong,dispute.handle,2026-03-02,,2026-03-05..\n")
        (row,) = rows(ran.out)
        assert ran.code == 0
        assert answer(row) == {"due": "", "earliest": "2026-03-11", "latest": "", "provisional": "false", "error": ""}

    def test_a_file_with_a_header_only_has_no_answers(self, batch: Callable[..., Ran]) -> None:
        assert batch(f"{HEADER}\n") == (0, f"{HEADER},{','.join(ANSWER)}\n", "")

    def test_an_empty_line_is_no_row(self, batch: Callable[..., Ran]) -> None:
        ran = batch(f"{HEADER}\n\n{GOOD}\n\n")
        assert ran.code == 0
        assert len(rows(ran.out)) == 1

    @pytest.mark.parametrize("end", ["\r\n", "\r", "\n"], ids=["windows", "old mac", "unix"])
    def test_lines_may_end_in_any_way(self, end: str, batch: Callable[..., Ran]) -> None:
        ran = batch(f"{HEADER}{end}{GOOD}{end}")
        assert ran.code == 0
        assert [answer(row) for row in rows(ran.out)] == [ANSWER]

    def test_a_byte_order_mark_is_accepted(self, batch: Callable[..., Ran]) -> None:
        ran = batch(b"\xef\xbb\xbf" + f"{HEADER}\n{GOOD}\n".encode())
        assert ran.out.startswith("tenant,")
        assert [answer(row) for row in rows(ran.out)] == [ANSWER]

    def test_with_json_every_row_is_an_object_on_its_line(self, batch: Callable[..., Ran]) -> None:
        ran = batch(f"{HEADER},note\n{GOOD},甲\nwulong,zzz,2026-09-14,,,乙\n", "--json")
        assert ran.code == 1
        first, second = (json.loads(line) for line in ran.out.splitlines())
        assert list(first) == [*HEADER.split(","), "note", *ANSWER]
        assert (first["note"], first["due"], first["error"]) == ("甲", "2026-10-16", "")
        assert "本辖区未规定" in second["error"]

    def test_a_dash_is_standard_input(self, duheng: Callable[..., Ran]) -> None:
        ran = duheng("term", "--batch", "-", stdin=b"\xef\xbb\xbf" + f"{HEADER}\n{GOOD}\n".encode())
        assert ran.code == 0
        assert [answer(row) for row in rows(ran.out)] == [ANSWER]


class TestRowsThatCannotBeAnswered:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("wulon,opinion.rectify,2026-09-14,,", "没有名为 'wulon' 的辖区。相近的有：wulong。"),
            ("xiushan,opinion.review_apply,2026-09-14,,", "规则 opinion.review_apply：本辖区未规定"),
            ("wulong,complaint.review,2021-11-09,,", "自 2021-11-10 起施行"),
            ("wulong,complaint.inform,2026-03-02,,", "不能推算日期"),
            ("wulong,opinion.rectify,2026-02-30,,", "起算日 2026-02-30 不是日历上的一天。"),
            ("wulong,opinion.rectify,,,", "起算日 '' 的写法不对"),
            ("wulong,complaint.handle,2026-09-14,-1,", "延长 -1 不是正数"),
            ("wulong,complaint.handle,2026-09-14,31,", "累计不得超过 30日（依据：《行政执法投诉举报制度》第十条）"),
            ("wulong,complaint.handle,2026-09-14,x,", "延长 'x' 不是整数"),
            ("wulong,opinion.rectify,2026-09-14,1,", "没有延长的规定"),
            ("wulong,opinion.rectify,2026-09-14,,2026-09-20..2026-09-21", "没有中止、扣除时间的规定"),
            ("wulong,dispute.handle,2026-03-02,,2026-03-20..2026-03-05", "答复日早于送出日"),
            ("wulong,dispute.handle,2026-03-02,,2026-03-05..2026-03-20;2026-03-10..2026-03-11", "重叠"),
            ("wulong,dispute.handle,2026-03-02,,2026-03-05", "写法不对"),
            ("wulong,opinion.rectify,2026-09-14", "第2行有3列，表头有5列"),
            ("wulong,opinion.rectify,2026-09-14,,,,", "第2行有7列，表头有5列"),
            ('wulong,"opinion"x,2026-09-14,,', "第2行不是有效的 CSV"),
        ],
        ids=[
            "tenant",
            "silent",
            "not in force",
            "soft",
            "impossible date",
            "no date",
            "negative",
            "excessive",
            "no number",
            "not extendable",
            "not pausable",
            "backwards",
            "overlapping",
            "no pause",
            "too few",
            "too many",
            "broken quote",
        ],
    )
    def test_the_reason_stands_in_the_row_and_the_next_row_is_answered(
        self, row: str, reason: str, batch: Callable[..., Ran]
    ) -> None:
        ran = batch(f"{HEADER}\n{row}\n{GOOD}\n")
        refused, good = rows(ran.out)
        assert (ran.code, ran.err) == (1, TOLD)
        assert reason in refused["error"]
        assert refused["error"].endswith("。")
        assert answer(refused) == dict.fromkeys(ANSWER, "") | {"error": refused["error"]}
        assert answer(good) == ANSWER

    def test_what_was_typed_stays_in_the_row(self, batch: Callable[..., Ran]) -> None:
        (row,) = rows(batch(f"{HEADER},note\nwulong,zzz,2026-09-14,,,乙\n").out)
        assert [row[name] for name in (*HEADER.split(","), "note")] == ["wulong", "zzz", "2026-09-14", "", "", "乙"]

    def test_surplus_cells_are_kept_in_the_last_column(self, batch: Callable[..., Ran]) -> None:
        (row,) = rows(batch(f"{HEADER},note\n{GOOD},a,b,c\n").out)
        assert row["note"] == "a,b,c"

    def test_an_unreadable_row_is_kept_as_it_was(self, batch: Callable[..., Ran]) -> None:
        (row,) = rows(batch(f'{HEADER}\nwulong,"opinion"x,2026-09-14,,\n').out)
        assert row["tenant"] == 'wulong,"opinion"x,2026-09-14,,'

    def test_a_quote_that_is_never_closed_loses_no_other_row(self, batch: Callable[..., Ran]) -> None:
        ran = batch(f'{HEADER}\nwulong,"opinion.rectify,2026-09-14,,\n{GOOD}\n{GOOD}\n')
        refused, *good = rows(ran.out)
        assert (ran.code, ran.err) == (1, TOLD)
        assert refused["tenant"] == 'wulong,"opinion.rectify,2026-09-14,,'
        assert [answer(row) for row in good] == [ANSWER, ANSWER]

    def test_a_row_between_two_stray_quotes_is_answered(self, batch: Callable[..., Ran]) -> None:
        ran = batch(f'{HEADER}\n{GOOD}"\n{GOOD}\n{GOOD}"\n')
        assert [row["error"] != "" for row in rows(ran.out)] == [True, False, True]

    def test_a_dash_is_standard_output(self, batch: Callable[..., Ran]) -> None:
        assert batch(f"{HEADER}\n{GOOD}\n", "--output", "-") == batch(f"{HEADER}\n{GOOD}\n")

    def test_a_date_after_the_calendar_is_refused_as_for_a_single_term(self, batch: Callable[..., Ran]) -> None:
        (row,) = rows(batch(f"{HEADER}\nwulong,annual_report.publish,2099-06-01,,\n").out)
        assert "超出日历可推算的范围" in row["error"]

    def test_a_quoted_cell_may_run_over_several_lines(self, batch: Callable[..., Ran]) -> None:
        (row,) = rows(batch(f'{HEADER},note\n{GOOD},"first\nsecond"\n').out)
        assert (row["note"], answer(row)) == ("first\nsecond", ANSWER)

    def test_the_line_of_a_refused_row_is_counted_as_an_editor_does(self, batch: Callable[..., Ran]) -> None:
        ran = batch(f'{HEADER}\n"a\n{GOOD}\nzzz\n')
        assert [row["error"][:3] for row in rows(ran.out)] == ["第2行", "", "第4行"]

    def test_the_number_of_refused_rows_is_told(self, batch: Callable[..., Ran]) -> None:
        ran = batch(f"{HEADER}\n{GOOD}\nzzz,a,b,,\n{GOOD}\nzzz,a,b,,\n")
        assert (ran.code, ran.err) == (1, "有 2 行无法推算，原因见各行的 error 列。\n")

    def test_a_broken_plugin_refuses_its_own_rows_only(self, broken_plugin: str, batch: Callable[..., Ran]) -> None:
        ran = batch(f"{HEADER}\n{broken_plugin},opinion.rectify,2026-09-14,,\n{GOOD}\n")
        refused, good = rows(ran.out)
        assert ran.code == 1
        assert "辖区 broken 的插件不能使用" in refused["error"]
        assert answer(good) == ANSWER


class TestFilesThatCannotBeRead:
    @pytest.mark.parametrize(
        ("content", "cause"),
        [
            (b"", "文件是空的"),
            (b"tenant,rule,from,extend\n", "表头缺少 pauses 列"),
            (f"{GOOD}\n".encode(), "表头缺少 tenant、rule、from、extend、pauses 列"),
            (f"{HEADER},tenant\n".encode(), "表头的 tenant 列出现不止一次"),
            (f"{HEADER},due,due\n".encode(), "表头的 due 列出现不止一次"),
            (f'"tenant"x,{HEADER}\n'.encode(), "表头读不出来"),
            (f"{HEADER}\n{GOOD}".encode("utf-16"), "不是 UTF-8 编码"),
            (f"{HEADER}\n{GOOD}".encode("utf-16-le"), "文件不是 UTF-8 编码"),
            (f"{HEADER}\n{GOOD}\n".encode() + "武隆,x,y,,\n".encode("gbk"), "不是 UTF-8 编码"),
        ],
        ids=[
            "empty",
            "missing column",
            "no header",
            "doubled",
            "doubled answer",
            "broken header",
            "utf-16",
            "utf-16 without mark",
            "gbk in the middle",
        ],
    )
    def test_one_line_says_why_and_what_to_do(self, content: bytes, cause: str, batch: Callable[..., Ran]) -> None:
        ran = batch(content)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("错误：")
        assert ran.err.count("\n") == 1
        assert cause in ran.err

    def test_with_json_the_error_is_an_object(self, batch: Callable[..., Ran]) -> None:
        assert json.loads(batch(b"", "--json").out)["error"]["code"] == "table.invalid"

    def test_a_bad_byte_far_into_the_file_is_found_before_anything_is_written(
        self, batch: Callable[..., Ran], tmp_path: Path
    ) -> None:
        target = tmp_path / "out.csv"
        ran = batch(f"{HEADER}\n".encode() + f"{GOOD}\n".encode() * 60_000 + b"\xff\n", "--output", target)
        assert ran.code == 2
        assert "不是 UTF-8 编码" in ran.err
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv"]

    def test_a_bad_byte_far_into_the_file_leaves_the_screen_empty(self, batch: Callable[..., Ran]) -> None:
        ran = batch(f"{HEADER}\n".encode() + f"{GOOD}\n".encode() * 60_000 + b"\xff\n")
        assert (ran.code, ran.out) == (2, "")

    def test_a_missing_file_is_refused(self, duheng: Callable[..., Ran], tmp_path: Path) -> None:
        ran = duheng("term", "--batch", tmp_path / "none.csv")
        assert ran.code == 2
        assert "none.csv（文件或文件夹不存在）" in ran.err

    def test_a_folder_is_refused(self, duheng: Callable[..., Ran], tmp_path: Path) -> None:
        ran = duheng("term", "--batch", tmp_path)
        assert ran.code == 2
        assert "这是文件夹，不是文件" in ran.err

    def test_standard_input_that_is_not_utf_8_is_refused(self, duheng: Callable[..., Ran]) -> None:
        ran = duheng("term", "--batch", "-", stdin="租户".encode("gbk"))
        assert (ran.code, ran.out) == (2, "")
        assert "不是 UTF-8 编码" in ran.err


class TestOutputFile:
    def test_it_holds_what_the_screen_would_show(self, batch: Callable[..., Ran], tmp_path: Path) -> None:
        content = f"{HEADER}\n{GOOD}\nzzz,a,b,,\n"
        shown = batch(content)
        stored = batch(content, "--output", tmp_path / "out.csv")
        assert (stored.code, stored.out, stored.err) == (1, "", shown.err)
        assert (tmp_path / "out.csv").read_text(encoding="utf-8") == shown.out

    def test_an_earlier_output_is_left_alone_by_a_refused_file(self, batch: Callable[..., Ran], tmp_path: Path) -> None:
        target = tmp_path / "out.csv"
        target.write_text("earlier", encoding="utf-8")
        assert batch(f"{HEADER}\n{GOOD}\n".encode() + b"\xff", "--output", target).code == 2
        assert batch(b"tenant\n", "--output", target).code == 2
        assert target.read_text(encoding="utf-8") == "earlier"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]

    def test_an_earlier_output_is_replaced_by_a_complete_one(self, batch: Callable[..., Ran], tmp_path: Path) -> None:
        target = tmp_path / "out.csv"
        target.write_text("earlier", encoding="utf-8")
        assert batch(f"{HEADER}\n{GOOD}\n", "--output", target).code == 0
        assert [answer(row) for row in rows(target.read_text(encoding="utf-8"))] == [ANSWER]
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]

    def test_a_file_beside_it_is_left_alone(self, batch: Callable[..., Ran], tmp_path: Path) -> None:
        beside = tmp_path / "out.csv.part"
        beside.write_text("mine", encoding="utf-8")
        assert batch(f"{HEADER}\n{GOOD}\n", "--output", tmp_path / "out.csv").code == 0
        assert beside.read_text(encoding="utf-8") == "mine"
        assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["in.csv", "out.csv", "out.csv.part"]

    def test_a_link_stays_a_link_and_rights_stay_as_they_are(self, batch: Callable[..., Ran], tmp_path: Path) -> None:
        real, link = tmp_path / "real.csv", tmp_path / "link.csv"
        real.write_text("old", encoding="utf-8")
        real.chmod(0o600)
        link.symlink_to(real)
        assert batch(f"{HEADER}\n{GOOD}\n", "--output", link).code == 0
        assert link.is_symlink()
        assert rows(real.read_text(encoding="utf-8"))[0]["due"] == "2026-10-16"
        assert real.stat().st_mode & 0o777 == 0o600

    def test_what_is_no_regular_file_is_written_and_not_replaced(self, batch: Callable[..., Ran], tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        try:
            assert batch(f"{HEADER}\n{GOOD}\n", "--output", pipe).code == 0
            assert rows(os.read(reader, 4096).decode())[0]["due"] == "2026-10-16"
        finally:
            os.close(reader)
        assert pipe.is_fifo()

    @pytest.mark.parametrize("target", ["", "."])
    def test_a_folder_is_no_output(self, target: str, batch: Callable[..., Ran]) -> None:
        ran = batch(f"{HEADER}\n{GOOD}\n", f"--output={target}")
        assert (ran.code, ran.out) == (2, "")
        assert "--output 后面应是一个文件名" in ran.err

    def test_the_file_itself_may_be_the_output(self, batch: Callable[..., Ran], tmp_path: Path) -> None:
        assert batch(f"{HEADER}\n{GOOD}\n", "--output", tmp_path / "in.csv").code == 0
        assert [answer(row) for row in rows((tmp_path / "in.csv").read_text(encoding="utf-8"))] == [ANSWER]

    def test_a_place_that_cannot_be_written_is_refused(self, batch: Callable[..., Ran], tmp_path: Path) -> None:
        ran = batch(f"{HEADER}\n{GOOD}\n", "--output", tmp_path / "no" / "out.csv")
        assert ran.code == 2
        assert "out.csv（文件或文件夹不存在）" in ran.err
