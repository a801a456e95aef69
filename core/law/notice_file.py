"""Reading and writing holiday notices as TOML files: one format for the shipped years and for imported ones."""

import json
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from core.errors import BadNotice, reason_of
from core.law.calendar import HolidayBlock, YearNotice

FIRST_YEAR, LAST_YEAR = 2004, 2100
"""The years that a notice may arrange: the calendar begins with the first and is known to the last."""

LONGEST_TEXT = 200
"""Characters of a name, number or source."""

_KEYS = {"year", "notice", "issued", "source", "checksum", "holiday"}
_BLOCK_KEYS = {"name", "off_days", "make_up_days", "notice"}


def _days(value: Any, where: str) -> tuple[date, ...]:
    if not isinstance(value, list) or not all(isinstance(day, date) and not isinstance(day, datetime) for day in value):
        raise BadNotice(f"{where} 不是日期清单", "请写成 [2027-01-01, 2027-01-02]，不加引号")
    return tuple(value)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadNotice(f"{where} 不是文字", '请用引号写出，例如 "国办发明电〔2025〕7号"')
    if len(value) > LONGEST_TEXT or not value.isprintable():
        raise BadNotice(f"{where} 过长，或含有换行等控制字符", f"请写成一行，不超过 {LONGEST_TEXT} 字")
    return value


def _check_keys(table: dict[str, Any], allowed: set[str], where: str) -> None:
    unknown = sorted(set(table) - allowed)
    if unknown:
        raise BadNotice(f"{where} 有不认识的键 {'、'.join(unknown)}", f"可用的键：{'、'.join(sorted(allowed))}")


def parse_notice(text: str, name: str, *, checksum_required: bool = True) -> YearNotice:
    """The notice in a TOML text. `name` is the file name for messages.

    Errors: BadNotice for broken TOML, unknown keys, a missing checksum (unless not required) or one that does not match.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadNotice(f"{name} 不是有效的 TOML（{error}）", "请对照 docs/calendar.md 的样例改正") from error
    except (RecursionError, ValueError) as error:
        raise BadNotice(f"{name} 不是有效的 TOML（嵌套过深，或数字过长）", "请对照 docs/calendar.md 的样例改正") from error
    _check_keys(table, _KEYS, name)
    year = table.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadNotice(f"{name} 缺少 year 或其值不是年份", f"请写 year = 2027（可用 {FIRST_YEAR}—{LAST_YEAR}）")
    issued = table.get("issued")
    if issued is not None and (not isinstance(issued, date) or isinstance(issued, datetime)):
        raise BadNotice(f"{name} 的 issued 不是日期", "请写 issued = 2026-11-04，不加引号")
    blocks = []
    entries = table.get("holiday")
    if not isinstance(entries, list) or not entries:
        raise BadNotice(f"{name} 没有 [[holiday]]", "请为每个节日写一段 [[holiday]]")
    for number, entry in enumerate(entries, start=1):
        where = f"{name} 第{number}个 [[holiday]]"
        if not isinstance(entry, dict):
            raise BadNotice(f"{where} 不是一段表", "请对照 docs/calendar.md 的样例改正")
        _check_keys(entry, _BLOCK_KEYS, where)
        blocks.append(
            HolidayBlock(
                name=_text(entry.get("name"), f"{where} 的 name"),
                off_days=_days(entry.get("off_days"), f"{where} 的 off_days"),
                make_up_days=_days(entry.get("make_up_days", []), f"{where} 的 make_up_days"),
                number=_text(entry["notice"], f"{where} 的 notice") if "notice" in entry else None,
            )
        )
    notice = YearNotice(
        year=year,
        blocks=tuple(blocks),
        number=_text(table["notice"], f"{name} 的 notice") if "notice" in table else None,
        issued=issued,
        source=_text(table["source"], f"{name} 的 source") if "source" in table else "",
    )
    checksum = table.get("checksum")
    if checksum is None and checksum_required:
        raise BadNotice(f"{name} 没有 checksum", f'核对每一天后加上 checksum = "{notice.checksum()}"')
    if checksum is not None and checksum != notice.checksum():
        raise BadNotice(
            f"{name} 的 checksum 与内容不符", f'请对照通知原文核对每一天；确认无误后改为 checksum = "{notice.checksum()}"'
        )
    return notice


def read_notice(path: Path, *, checksum_required: bool = True) -> YearNotice:
    """The notice in a file. Errors: BadNotice, also for a file that is missing or not UTF-8."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadNotice(f"读不到文件 {path}（{reason_of(error)}）", "请检查路径和权限") from error
    except UnicodeDecodeError as error:
        raise BadNotice(f"{path} 不是 UTF-8 编码", "请另存为 UTF-8 后再试") from error
    return parse_notice(text, path.name, checksum_required=checksum_required)


def format_notice(notice: YearNotice) -> str:
    """The TOML text of a notice, in the order of its blocks; `parse_notice` reads it back to an equal notice."""

    def days(values: tuple[date, ...]) -> str:
        return "[" + ", ".join(day.isoformat() for day in values) + "]"

    def quoted(text: str) -> str:
        # A TOML string is written like a JSON string, but for the one control character that JSON leaves as it is.
        return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

    lines = [f"year = {notice.year}"]
    if notice.number:
        lines.append(f"notice = {quoted(notice.number)}")
    if notice.issued:
        lines.append(f"issued = {notice.issued}")
    if notice.source:
        lines.append(f"source = {quoted(notice.source)}")
    lines.append(f"checksum = {quoted(notice.checksum())}")
    for block in notice.blocks:
        lines += ["", "[[holiday]]", f"name = {quoted(block.name)}"]
        if block.number:
            lines.append(f"notice = {quoted(block.number)}")
        lines.append(f"off_days = {days(block.off_days)}")
        if block.make_up_days:
            lines.append(f"make_up_days = {days(block.make_up_days)}")
    return "\n".join(lines) + "\n"
