"""Reading what people type: dates, pauses, numbers, choices. Refuses in Chinese with the remedy; knows no command."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from core.errors import BadDate, BadExtension, BadPause, UnknownReading

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)


def day_of(text: str, what: str = "日期") -> date:
    """A day written as YYYY-MM-DD. Errors: BadDate, apart for a wrong form and for a day that does not exist."""
    text = text.strip()
    if not _DAY.fullmatch(text):
        raise BadDate(f"{what} {text!r} 的写法不对", "请写成 YYYY-MM-DD，例如 2026-09-14")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDate(f"{what} {text} 不是日历上的一天", "请核对月份和日数") from None


def year_of(text: str) -> int:
    """A year of four digits. Errors: BadDate."""
    if not re.fullmatch(r"\d{4}", text.strip(), re.ASCII):
        raise BadDate(f"年份 {text!r} 的写法不对", "请写四位数字，例如 2027")
    return int(text)


def pause_of(text: str) -> tuple[date, date | None]:
    """A pause written as A..B, or A.. while the answer is still out. Errors: BadPause, BadDate."""
    sent, dots, answered = text.strip().partition("..")
    if not dots:
        raise BadPause(
            f"中止区间 {text.strip()!r} 的写法不对", "请写成 送出日..答复日，例如 2026-03-05..2026-03-20；尚未答复的写 2026-03-05.."
        )
    return day_of(sent, "送出日"), day_of(answered, "答复日") if answered.strip() else None


def pauses_of(text: str) -> list[tuple[date, date | None]]:
    """Pauses joined by semicolons; empty text is none. Errors: BadPause, BadDate."""
    return [pause_of(part) for part in text.replace("；", ";").split(";") if part.strip()]


def extension_of(text: str) -> int:
    """A whole number; empty text is 0. Its sign and cap are judged by the rule. Errors: BadExtension."""
    text = text.strip()
    if not text:
        return 0
    if not _WHOLE.fullmatch(text):
        raise BadExtension(f"延长 {text!r} 不是整数", "请用半角数字填写延长的数量，例如 15")
    return int(text)


def choices_of(texts: Iterable[str]) -> dict[str, str]:
    """Readings chosen as KEY=OPTION. Errors: UnknownReading for another form."""
    found = {}
    for text in texts:
        key, equals, option = text.partition("=")
        if not (key and equals and option):
            raise UnknownReading(f"读法 {text!r} 的写法不对", "请写成 键=选项，例如 fixed_date.roll=forward")
        found[key.strip()] = option.strip()
    return found
