"""Writing to the terminal: tables for people, JSON for machines, one line for a refusal. Knows no command."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from core.errors import DuhengError

WEEKDAYS = "一二三四五六日"


def weekday(day: date) -> str:
    """周一 … 周日."""
    return f"周{WEEKDAYS[day.weekday()]}"


def long_day(day: date) -> str:
    """2026-10-16 周五."""
    return f"{day} {weekday(day)}"


def printable(text: str) -> str:
    """The text without what could steer a terminal or break a line."""
    return "".join(character if character.isprintable() else " " for character in text)


def write(text: str = "") -> None:
    """A line to standard output."""
    sys.stdout.write(printable(text) + "\n")


def write_json(value: Any) -> None:  # noqa: ANN401  # Anything that JSON can hold.
    """A JSON document, readable, days as YYYY-MM-DD."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def write_error(error: DuhengError) -> None:
    """One line to standard error: what, why, basis, remedy."""
    sys.stderr.write(f"错误：{' '.join(printable(str(error)).split())}\n")


def error_record(error: DuhengError) -> dict[str, Any]:
    """The same for machines."""
    return {"error": {"code": error.code, "detail": error.detail, "remedy": error.remedy, "citation": error.citation}}


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> None:
    """A table as wide as the terminal; full width where the output is no terminal."""
    # Imported here because single answers, the most frequent use, do not need it.
    from rich.console import Console  # noqa: PLC0415  # See above.
    from rich.table import Table  # noqa: PLC0415  # See above.

    is_terminal = sys.stdout.isatty()
    console = Console(file=sys.stdout, width=None if is_terminal else 200, highlight=False, markup=False)
    table = Table(title=title or None, title_justify="left", show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("\n".join(printable(line) for line in cell.split("\n")) for cell in row))
    console.print(table)
