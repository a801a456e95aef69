"""National calendar data: the published years, the statutory days, the festivals. Data and its loader, no arithmetic."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from core.law.calendar import Calendar, Overlay, YearNotice
from core.law.notice_file import parse_notice


@cache
def national_notices() -> tuple[YearNotice, ...]:
    """The notices shipped with the program, 2004–2026, oldest first. Each file's checksum is verified."""
    folder = Path(__file__).parent / "years"
    found = [
        parse_notice(entry.read_text(encoding="utf-8"), entry.name) for entry in folder.iterdir() if entry.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda notice: notice.year))


def national_calendar(imported: Iterable[YearNotice] = (), overlays: Iterable[Overlay] = ()) -> Calendar:
    """The shipped years with later imported notices and overlays on top."""
    return Calendar.of([*national_notices(), *imported], overlays)
