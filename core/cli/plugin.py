"""`duheng plugin`: which jurisdictions are installed and whether their plugins conform."""

from __future__ import annotations

import rich_click as click

from core.cli.command import Group
from core.cli.output import write, write_json, write_table
from core.errors import BrokenPlugin
from core.plugin.conformance import check_plugin
from core.plugin.registry import Registry


@click.group("plugin", cls=Group, short_help="辖区插件")
def plugin() -> None:
    """已安装的辖区插件及其检查。"""


@plugin.command("list", short_help="列出辖区插件")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def list_plugins(as_json: bool) -> None:  # noqa: FBT001  # click passes by name.
    """列出已安装的辖区、来源和规模；不能使用的说明原因，其他辖区不受影响。"""
    registry = Registry()
    records = [_record(registry, code) for code in registry.codes]
    if as_json:
        write_json({"plugins": records})
    else:
        rows = ((str(entry["code"]), str(entry["name"]), str(entry["module"]), _size(entry)) for entry in records)
        write_table(("代码", "辖区", "模块", "状态"), rows, title="辖区插件")
    if any(entry["error"] for entry in records):
        raise SystemExit(1)


def _record(registry: Registry, code: str) -> dict[str, object]:
    entry: dict[str, object] = {"code": code, "name": "", "module": registry.source_of(code), "error": None}
    try:
        found = registry.get(code)
    except BrokenPlugin as error:
        return entry | {"error": {"code": error.code, "detail": error.detail, "remedy": error.remedy}}
    book = found.rulebook
    return entry | {
        "name": found.facts.full_name,
        "division_code": found.facts.division_code,
        "instruments": len(book.instruments),
        "rules": len(book.rules),
        "enumerations": len(book.enumerations),
        "provisions": len(book.provisions),
        "readings": len(book.readings.register),
    }


def _size(entry: dict[str, object]) -> str:
    error = entry["error"]
    if isinstance(error, dict):
        return f"不能使用：{error['detail']}。{error['remedy']}。"
    return f"可用：文件 {entry['instruments']}，规则 {entry['rules']}，清单 {entry['enumerations']}，条文 {entry['provisions']}"


@plugin.command("check", short_help="检查插件是否合规")
@click.argument("codes", nargs=-1, metavar="[辖区]…")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def check(codes: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001  # click passes by name.
    """逐项检查插件：能否载入、引用是否齐全、期限能否逐日说明、读法是否自洽。有发现时退出码为 1。"""
    registry = Registry()
    found = {code: check_plugin(code, registry) for code in (codes or registry.codes)}
    if as_json:
        write_json(
            {
                "findings": [
                    {
                        "plugin": code,
                        "code": finding.code,
                        "where": finding.where,
                        "problem": finding.problem,
                        "remedy": finding.remedy,
                    }
                    for code, findings in found.items()
                    for finding in findings
                ]
            }
        )
    else:
        for code, findings in found.items():
            write(f"{code}：{'合规' if not findings else f'{len(findings)} 处发现'}")
            for finding in findings:
                write(f"  {finding}")
    if any(found.values()):
        raise SystemExit(1)
