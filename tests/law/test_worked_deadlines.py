"""120 deadlines worked out by hand and by an independent calendar, under E-01, E-02, E-18 and E-44."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from core.law.term import Clock, Due

with (Path(__file__).parent / "worked_deadlines.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def test_there_are_120_worked_deadlines() -> None:
    assert len(ROWS) == 120


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row.values()).replace("--", "-"))
def test_the_term_ends_on_the_worked_day(row: dict[str, str], clock_of: Callable[..., Clock]) -> None:
    pauses = [tuple(map(date.fromisoformat, pause.split(".."))) for pause in row["pauses"].split(";") if pause]
    due = clock_of(row["jurisdiction"], row["rule"]).due(
        date.fromisoformat(row["from"]),
        int(row["extension"] or 0),
        [(sent, answered) for sent, answered in pauses],
    )
    day = date.fromisoformat(row["due"])
    assert due == Due(day, day, provisional=False)
