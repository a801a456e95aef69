"""The rules of several jurisdictions side by side: what each says on a point, with its article, or that it says nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.law.rule import Rule, RuleValue, describe
from core.law.rulebook import SILENT, Rulebook


@dataclass(frozen=True, slots=True)
class Cell:
    """What one jurisdiction says on a point; `rule` is None where it is silent, `value` where it says nothing on the day."""

    jurisdiction: str
    rule: Rule | None
    value: RuleValue | None

    @property
    def text(self) -> str:
        """The value in Chinese, 本辖区未规定, or since when it holds where it does not on the day."""
        if self.rule is None:
            return SILENT
        return describe(self.rule.unit, self.value) if self.value else f"该日没有效力（{self.rule.first_day} 起施行）"

    @property
    def place(self) -> str:
        """The instrument and article, empty where silent."""
        return str(self.value.citation) if self.value else ""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of regulation across jurisdictions, cells in the order asked for."""

    code: str
    title: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether the jurisdictions do not all say the same: the number, and the event from which it runs."""
        return len({(cell.text, cell.rule.starts if cell.rule else None) for cell in self.cells}) > 1


def compare(books: Sequence[Rulebook], day: date | None = None) -> tuple[Point, ...]:
    """Every point that at least one of the jurisdictions regulates, by rule code.

    `day`: the day the values must stand on; None compares the newest values.
    """
    codes = sorted({code for book in books for code in book.rules})
    points = []
    for code in codes:
        cells = tuple(_cell(book, code, day) for book in books)
        if any(cell.value for cell in cells):
            points.append(Point(code, next(cell.rule.title for cell in cells if cell.rule), cells))
    return tuple(points)


def _cell(book: Rulebook, code: str, day: date | None) -> Cell:
    rule = book.rules.get(code)
    if rule is None:
        return Cell(book.jurisdiction, None, None)
    return Cell(book.jurisdiction, rule, rule.values[-1] if day is None else rule.value_on(day))
