"""`duheng calendar`: the working days of a year, and importing the notice of the next one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import rich_click as click

from core.cli.arguments import year_of
from core.cli.command import Group
from core.cli.home import calendar_at_hand, notices_folder, store_notice
from core.cli.output import long_day, write, write_json, write_table
from core.errors import BadNotice, BrokenPlugin
from core.law.arrangement import FIRST_YEAR, LAST_YEAR, basis_of, statute_of, statutory_days
from core.law.calendar import Calendar, YearNotice
from core.law.notice_file import read_notice
from core.plugin.registry import Registry

MOST_DAYS_OFF = 40
"""Working days that the holidays of one year can cost; 13 are statutory, and no year so far had more."""


@click.group("calendar", cls=Group, short_help="工作日日历")
def calendar() -> None:
    """各年度的节假日与调休安排。"""


@calendar.command("show", short_help="查看日历")
@click.argument("text", required=False, metavar="[年份]")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def show(text: str | None, as_json: bool) -> None:  # noqa: FBT001  # click passes by name.
    """列出已公布的年度；写明年份则列出该年的放假与调休。没有公布的年度说明按什么推算。"""
    at_hand = calendar_at_hand()
    year = None if text is None else year_of(text)
    if year is None:
        _show_years(at_hand, as_json=as_json)
        return
    notice = at_hand.notices.get(year)
    if notice is None:
        _show_unpublished(at_hand, year, as_json=as_json)
    elif as_json:
        write_json(_record(notice))
    else:
        write(notice.label)
        rows = [
            (
                block.name + (f"（{block.number}）" if block.number else ""),
                "、".join(f"{day:%m-%d}" for day in block.off_days),
                "、".join(f"{day:%m-%d}" for day in block.make_up_days),
            )
            for block in notice.blocks
        ]
        write_table(("节日", "放假", "调休上班"), rows)


def _record(notice: YearNotice) -> dict[str, Any]:
    return {
        "year": notice.year,
        "published": True,
        "notice": notice.number,
        "notice_verified": notice.number is not None,
        "issued": notice.issued,
        "source": notice.source,
        "checksum": notice.checksum(),
        "holidays": [
            {"name": block.name, "notice": block.number, "off_days": list(block.off_days), "make_up_days": list(block.make_up_days)}
            for block in notice.blocks
        ],
    }


def _show_years(at_hand: Calendar, *, as_json: bool) -> None:
    notices = list(at_hand.notices.values())
    if as_json:
        write_json(
            {
                "first": at_hand.first,
                "published_through": at_hand.published_through,
                "settled_through": at_hand.settled_through,
                "years": [{"year": notice.year, "notice": notice.number, "checksum": notice.checksum()} for notice in notices],
            }
        )
        return
    write(f"已公布到 {at_hand.published_through}；{at_hand.settled_through} 及之前的工作日已经确定。")
    rows = ((str(notice.year), notice.number or "未核实", _count(at_hand, notice)) for notice in notices)
    write_table(("年度", "文号", "工作日"), rows)


def _count(at_hand: Calendar, notice: YearNotice) -> str:
    day, count = date(notice.year, 1, 1), 0
    while day.year == notice.year:
        count += at_hand.is_working(day)
        day += timedelta(1)
    return str(count)


def _show_unpublished(at_hand: Calendar, year: int, *, as_json: bool) -> None:
    if year < at_hand.first.year or year >= LAST_YEAR:
        raise BadNotice(f"{year}年不在日历范围内", f"可查看 {at_hand.first.year}—{LAST_YEAR - 1} 年")
    basis = basis_of(year)
    if as_json:
        write_json(
            {
                "year": year,
                "published": False,
                "basis": basis,
                "statutory_days": {str(day): name for day, name in sorted(statutory_days(year).items())},
            }
        )
        return
    write(f"{basis}。")
    write_table(("法定节日", "日期"), [(name, long_day(day)) for day, name in sorted(statutory_days(year).items())])
    write("放假调休安排公布后，请用 duheng calendar import 导入。")


@calendar.command("import", short_help="导入一个年度的安排")
@click.argument("path", metavar="文件.toml", type=click.Path(path_type=Path))
@click.option("--replace", "may_replace", is_flag=True, help="该年度已有安排时，用这份取代。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def import_notice(path: Path, may_replace: bool, as_json: bool) -> None:  # noqa: FBT001  # click passes by name.
    """核对并导入一个年度的节假日安排。格式见 docs/calendar.md；校验值与内容不符的不予导入。"""
    notice = read_notice(path)
    _refuse_absurd(notice)
    at_hand = calendar_at_hand()
    known = at_hand.notices.get(notice.year)
    if known and known.checksum() == notice.checksum():
        changed: list[date] = []
    else:
        changed = _changed_days(at_hand, notice)
        if known and not may_replace:
            raise BadNotice(
                f"{notice.year}年已有安排（{known.label}），这份与它有 {len(changed)} 天不同",
                "核对无误后加 --replace 取代；原件请留存",
            )
    after = at_hand.with_notice(notice)
    _refuse_incomplete(notice, after)
    doubts = _doubts(notice, after)
    stored = store_notice(notice)
    warnings = doubts + _tell_plugins(notice)
    if as_json:
        write_json(
            {
                **_record(notice),
                "stored": str(stored),
                "changed_days": changed,
                "warnings": warnings,
                "published_through": after.published_through,
            }
        )
        return
    write(f"已导入{notice.label}，与先前相比有 {len(changed)} 天变化；日历已公布到 {after.published_through}。")
    write(f"保存在 {stored}（文件夹 {notices_folder()} 可由 DUHENG_HOME 指定）。")
    for warning in warnings:
        write(f"提示：{warning}")


def _refuse_absurd(notice: YearNotice) -> None:
    off = sum(day.weekday() < 5 for block in notice.blocks for day in block.off_days)
    made_up = sum(len(block.make_up_days) for block in notice.blocks)
    if not 0 < off - made_up <= MOST_DAYS_OFF:
        raise BadNotice(
            f"{notice.year}年全年净减工作日 {off - made_up} 天，不像是一年的安排", "请对照通知原文，把每个节日的放假和调休写全"
        )


def _refuse_incomplete(notice: YearNotice, after: Calendar) -> None:
    """Every statutory day is off, or on a weekend and made up elsewhere."""
    if notice.year < FIRST_YEAR:
        return
    worked = [f"{name} {day}" for day, name in sorted(statutory_days(notice.year).items()) if after.is_working(day)]
    if worked:
        raise BadNotice(
            f"这份安排里，法定节日 {'、'.join(worked[:3])} 等 {len(worked)} 天成了工作日", "请对照通知原文，把每个节日的放假写全"
        )


def _changed_days(before: Calendar, notice: YearNotice) -> list[date]:
    after = before.with_notice(notice)
    first, last = date(notice.year - 1, 12, 1), date(notice.year + 1, 1, 31)
    days = (first + timedelta(offset) for offset in range((last - first).days + 1))
    return [day for day in days if before.is_working(day) != after.is_working(day)]


def _doubts(notice: YearNotice, after: Calendar) -> list[str]:
    """What speaks against a notice without making it impossible."""
    found = []
    if notice.year >= FIRST_YEAR:
        off = sum(day.weekday() < 5 for block in notice.blocks for day in block.off_days)
        made_up = sum(len(block.make_up_days) for block in notice.blocks)
        statutory = sum(len(days) for days in statute_of(notice.year)["days"].values())
        if off - made_up != statutory:
            found.append(f"全年净减工作日 {off - made_up} 天，法定节假日为 {statutory} 天，请再核对一遍（特别安排的年份可以不同）")
    if after.published_through.year < notice.year:
        found.append(f"{after.published_through.year + 1}年的安排还没有导入，连续公布的年度只到{after.published_through.year}年")
    return found


def _tell_plugins(notice: YearNotice) -> list[str]:
    """Tell every jurisdiction; what one of them does wrong does not undo the import."""
    found = []
    for jurisdiction in Registry().usable():
        try:
            jurisdiction.tell_calendar_imported(notice)
        except BrokenPlugin as error:
            found.append(str(error))
    return found
