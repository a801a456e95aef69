"""`duheng term`: one term with its reasons, or a whole file of them."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import rich_click as click

from core.cli.arguments import choices_of, day_of, extension_of, pauses_of
from core.cli.batch import answer_table
from core.cli.command import Command
from core.cli.home import calendar_at_hand
from core.cli.output import write, write_json
from core.cli.term_record import term_lines, term_record
from core.errors import BadDate, BadExtension
from core.law.trace import explain
from core.plugin.registry import Registry


@click.command("term", cls=Command, short_help="推算期限并逐日说明理由")
@click.argument("tenant", required=False, metavar="[辖区]")
@click.argument("rule", required=False, metavar="[规则]")
@click.option("--from", "start", metavar="日期", help="起算事件发生之日（固定日期写报告年度内任一天）；不写即为未起算。")
@click.option("--extend", "extensions", multiple=True, metavar="N", help="延长的数量，单位与规则相同；可写多次，合计不得超过上限。")
@click.option("--pause", "pauses", multiple=True, metavar="A..B", help="中止区间：送出日..答复日；尚未答复写 A..；可写多次。")
@click.option("--reading", "choices", multiple=True, metavar="键=选项", help="改用歧义登记册中的另一种读法；可写多次。")
@click.option("--batch", "table", metavar="文件.csv", help="批量推算：列为 tenant,rule,from,extend,pauses；“-”为标准输入。")
@click.option("--output", "target", metavar="文件", type=click.Path(path_type=Path), help="批量结果写入的文件；不写则输出到屏幕。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出（批量时每行一个）。")
def term(  # noqa: PLR0913, PLR0917  # One parameter for each thing that can be typed.
    tenant: str | None,
    rule: str | None,
    start: str | None,
    extensions: tuple[str, ...],
    pauses: tuple[str, ...],
    choices: tuple[str, ...],
    table: str | None,
    target: Path | None,
    as_json: bool,  # noqa: FBT001  # click passes by name.
) -> None:
    """推算期限：到期日（或暂定区间）、依据条文、所用读法和逐日说明。

    起算日不计入。批量时逐行推算，错误写在该行的 error 列，其余各行照常。
    """
    if table is not None:
        if tenant or rule or start or extensions or pauses or choices:
            raise click.UsageError("批量推算的内容都写在文件里，不能与其他参数并用。请只写 --batch 和 --output")
        raise SystemExit(_answer_batch(table, target, as_json=as_json))
    if not tenant or not rule:
        raise click.UsageError("请写明辖区和规则，例如 duheng term 辖区 opinion.rectify --from 2026-09-14；或用 --batch 批量推算")
    if target is not None:
        raise click.UsageError("--output 只用于批量推算。请去掉它，或改用重定向")
    jurisdiction = Registry().get(tenant)
    readings = jurisdiction.rulebook.readings.choose(choices_of(choices))
    clock = jurisdiction.clock(rule, calendar_at_hand(), readings)
    trace = explain(clock, _start(start), _total(extensions), pauses_of(";".join(pauses)))
    if as_json:
        write_json(term_record(jurisdiction, trace))
    else:
        for line in term_lines(jurisdiction, trace):
            write(line)


def _answer_batch(table: str, target: Path | None, *, as_json: bool) -> int:
    """The exit code of a batch: 1 where a row was refused."""
    if not table.strip():
        raise click.UsageError("--batch 后面没有文件名。请写明要推算的 CSV 文件")
    to_screen = target is None or target == Path("-")
    if target is not None and not to_screen and (not target.name or target.is_dir()):
        raise click.UsageError("--output 后面应是一个文件名，不是文件夹。请写明结果写入的文件")
    refused = answer_table(table, None if to_screen else target, Registry(), calendar_at_hand(), as_json=as_json)
    if refused:
        sys.stderr.write(f"有 {refused} 行无法推算，原因见各行的 error 列。\n")
    return 1 if refused else 0


def _start(text: str | None) -> date | None:
    if text is None:
        return None
    if not text.strip():
        raise BadDate("起算日是空的", "请写成 YYYY-MM-DD；起算事实尚无证明的，不写 --from")
    return day_of(text, "起算日")


def _total(extensions: tuple[str, ...]) -> int:
    """The sum of several extensions, each of which must lengthen the term. Errors: BadExtension."""
    found = [extension_of(text) for text in extensions]
    for extension in found:
        if extension < 0:
            raise BadExtension(f"延长 {extension} 不是正数", "请填写延长的日数，例如 5；不延长就不写 --extend")
    return sum(found)
