"""The user's own files: imported holiday notices in a folder of their own. Without a database this is all that is kept."""

from __future__ import annotations

import os
from pathlib import Path

from core.cli.replacing import replacing
from core.errors import BadNotice, DamagedNotice, reason_of
from core.law.calendar import Calendar, YearNotice
from core.law.national import national_calendar
from core.law.notice_file import format_notice, read_notice


def home_folder() -> Path:
    """`DUHENG_HOME`, or the user's data folder."""
    chosen = os.environ.get("DUHENG_HOME")
    folder = Path(chosen) if chosen else Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share") / "duheng"
    try:
        return folder.expanduser()
    except RuntimeError as error:
        raise DamagedNotice(f"找不到数据文件夹 {folder}（没有这个用户的主目录）", "请把 DUHENG_HOME 设为一个完整路径") from error


def notices_folder() -> Path:
    """Where imported notices are kept, one file a year."""
    return home_folder() / "calendar"


def imported_notices() -> tuple[YearNotice, ...]:
    """The notices imported so far, oldest first. Errors: DamagedNotice for a file changed since."""
    folder = notices_folder()
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise DamagedNotice(f"读不到 {folder}（{reason_of(error)}）", "请检查 DUHENG_HOME 指向的文件夹和权限") from error
    found = []
    for path in paths:
        try:
            notice = read_notice(path)
        except BadNotice as error:
            raise DamagedNotice(
                f"已导入的安排损坏：{error.detail}", f"请删去 {path} 后用 duheng calendar import 重新导入"
            ) from error
        if path.stem != str(notice.year):
            raise DamagedNotice(f"{path} 里写的是{notice.year}年", "文件名须与年份一致；请删去后用 duheng calendar import 重新导入")
        found.append(notice)
    return tuple(found)


def calendar_at_hand() -> Calendar:
    """The shipped years with the imported ones on top. Errors: DamagedNotice."""
    return national_calendar(imported_notices())


def store_notice(notice: YearNotice) -> Path:
    """Keep a notice; an earlier one of the same year is replaced in one step. Errors: BadNotice if it cannot be written."""
    path = notices_folder() / f"{notice.year}.toml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as out:
            out.write(format_notice(notice))
    except OSError as error:
        raise BadNotice(f"写不进 {path}（{reason_of(error)}）", "请检查 DUHENG_HOME 指向的文件夹是否可写") from error
    return path
