"""`duheng doctor`: whether this installation can be relied on."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

import rich_click as click

from core.cli.command import Command
from core.cli.home import calendar_at_hand, home_folder
from core.cli.output import write, write_json
from core.errors import BadNotice, BrokenPlugin
from core.law.calendar import Calendar
from core.plugin.registry import Registry

_CHINA = timezone(timedelta(hours=8))


class Result(NamedTuple):
    """One thing looked at."""

    name: str
    is_well: bool
    detail: str
    remedy: str = ""


@click.command("doctor", cls=Command, short_help="检查安装")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def doctor(as_json: bool) -> None:  # noqa: FBT001  # click passes by name.
    """检查程序、日历和辖区插件是否可用。有问题时退出码为 1。"""
    results = list(examine())
    if as_json:
        write_json({"well": all(result.is_well for result in results), "results": [result._asdict() for result in results]})
    else:
        for result in results:
            remedy = f"。{result.remedy}。" if result.remedy else ""
            write(f"{'正常' if result.is_well else '问题'}  {result.name}：{result.detail}{remedy}")
    if not all(result.is_well for result in results):
        raise SystemExit(1)


def examine() -> Iterator[Result]:
    """Everything there is to look at without a database or a server."""
    try:
        yield Result("程序", True, f"督衡 {version('duheng')}，Python {platform.python_version()}")
    except PackageNotFoundError:
        yield Result("程序", False, "没有安装，只是源码", "请在源码目录执行 make setup")
    yield Result("数据文件夹", True, f"{home_folder()}（可由 DUHENG_HOME 指定）")
    yield from _calendar()
    registry = Registry()
    if not registry.codes:
        yield Result("辖区", False, "一个也没有安装", "请安装至少一个辖区插件")
    for code in registry.codes:
        try:
            found = registry.get(code)
        except BrokenPlugin as error:
            yield Result(f"辖区 {code}", False, error.problem, error.remedy)
        else:
            yield Result(f"辖区 {code}", True, f"{found.facts.full_name}，{len(found.rulebook.rules)} 条规则")


def _calendar() -> Iterator[Result]:
    try:
        at_hand = calendar_at_hand()
    except BadNotice as error:
        yield Result("日历", False, error.detail, error.remedy)
    else:
        yield judge_calendar(at_hand, datetime.now(_CHINA).date())


def judge_calendar(at_hand: Calendar, today: date) -> Result:
    """Whether the published years suffice for a day: from December on every longer period runs into the next year."""
    published = at_hand.published_through.year
    detail = f"已公布到 {at_hand.published_through}"
    if published < today.year + (today.month == 12):
        return Result("日历", False, detail, f"{published + 1}年的期限只能暂定；请用 duheng calendar import 导入")
    if today.month == 11 and published == today.year:
        detail += f"；{published + 1}年的安排公布后请用 duheng calendar import 导入"
    return Result("日历", True, detail)
