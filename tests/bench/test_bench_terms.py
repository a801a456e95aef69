"""What bench/terms.py measures must first be right: ours against the peers that are right, and the wrong peers caught."""

import importlib.util
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from core.law.term import Due

BENCH = Path(__file__).parents[2] / "bench" / "terms.py"
TERMS = 150

RIGHT = (
    "chinesecalendar, is_workday day by day",
    "chinesecalendar, find_workday(n - 1, next day)",
    "holidays, get_nth_working_day",
    "numpy.busday_offset, 7 days less all rest days",
    "a sorted list of working days, bisected",
)
WRONG = (
    "chinesecalendar, find_workday(n, start)",
    "recipe: Monday to Friday less a holiday list",
    "numpy.busday_offset, Monday to Friday less holidays",
)
REFUSING = ("workalendar, add_working_days",)


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location(BENCH.stem, BENCH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def starts(bench: ModuleType) -> list[date]:
    """The first start days of the sample."""
    found: list[date] = bench.sample(TERMS)
    return found


@pytest.fixture(scope="module")
def peers(bench: ModuleType) -> dict[str, Any]:
    """The peers by name; untyped, as the script is loaded by its path."""
    return {peer.name: peer for peer in bench.peers()}


def test_every_peer_is_judged_here(peers: dict[str, Any]) -> None:
    assert set(peers) == {*RIGHT, *WRONG, *REFUSING}


@pytest.mark.parametrize("name", RIGHT)
def test_ours_equals_each_right_peer_on_every_start(
    bench: ModuleType, peers: dict[str, Any], starts: list[date], name: str
) -> None:
    plain, _ = bench.clocks()
    assert bench.answers(peers[name], starts) == [plain.due(start).on for start in starts]


def test_ours_equals_vectorised_numpy_on_every_start(bench: ModuleType) -> None:
    plain, _ = bench.clocks()
    assert bench.vectorised(bench.STARTS)() == [plain.due(start).on for start in bench.STARTS]


def test_the_verdicts_tell_right_from_wrong(bench: ModuleType, peers: dict[str, Any], starts: list[date]) -> None:
    verdicts = bench.verdicts(list(peers.values()), starts)
    assert [name for name, verdict in verdicts.items() if verdict.is_right] == [name for name in peers if name in RIGHT]
    assert all(verdicts[name].wrong and not verdicts[name].refused for name in WRONG)
    assert all(verdicts[name].refused for name in REFUSING)


def test_find_workday_is_late_from_rest_days_only(bench: ModuleType, peers: dict[str, Any], starts: list[date]) -> None:
    plain, _ = bench.clocks()
    working = bench.known_working_days()
    for start, end in zip(starts, bench.answers(peers[WRONG[0]], starts), strict=True):
        assert (end > plain.due(start).on) == (start not in working)


def test_ours_equals_the_plain_count_with_extensions_and_pauses(bench: ModuleType, starts: list[date]) -> None:
    assert bench.check_ours(starts, bench.mixed_sample(TERMS)) == 0


def test_a_fifth_of_the_mixed_sample_is_unusual_and_some_pauses_are_open(bench: ModuleType) -> None:
    mixed = bench.mixed_sample(TERMS)
    unusual = [term for term in mixed if term.extension or term.pauses]
    assert len(unusual) == TERMS // 5
    assert any(term.pauses and term.pauses[-1][1] is None for term in unusual)


def test_the_check_notices_a_clock_that_is_a_day_late(
    bench: ModuleType, starts: list[date], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain, paused = bench.clocks()

    class Late:
        """A clock that adds a day."""

        @staticmethod
        def due(start: date) -> Due:
            end = plain.due(start).earliest + timedelta(1)
            return Due(end, end, provisional=False)

    monkeypatch.setattr(bench, "clocks", lambda: (Late, paused))
    assert bench.check_ours(starts, ()) == TERMS
    assert "WRONG" in capsys.readouterr().out


def test_a_file_of_rows_is_answered_as_the_plain_count_says(bench: ModuleType) -> None:
    rate, faults = bench.batch(1000, 1)
    assert rate > 0
    assert faults == 0


def test_the_check_of_rows_notices_a_wrong_day_and_a_missing_refusal(bench: ModuleType, tmp_path: Path) -> None:
    answered = tmp_path / "answers.csv"
    answered.write_text(
        "case,due,earliest,latest,provisional,error\n"
        "1,2026-10-16,2026-10-16,2026-10-16,false,\n"
        "2,,2026-10-16,,false,\n"
        "3,,,,,refused\n",
        encoding="utf-8",
    )
    assert bench.check_rows(answered, ["2026-10-16", "open", ""]) == 0
    assert bench.check_rows(answered, ["2026-10-15", "2026-10-16", "2026-10-16"]) == 3


@pytest.mark.parametrize(
    ("value", "asked", "at_least", "is_met"),
    [(1.0, 1.0, False, True), (1.1, 1.0, False, False), (4.0, 4.0, True, True), (3.9, 4.0, True, False), (9.0, None, False, True)],
)
def test_a_figure_is_met_up_to_what_is_asked(
    bench: ModuleType,
    value: float,
    asked: float | None,
    at_least: bool,  # noqa: FBT001  # pytest passes by name.
    is_met: bool,  # noqa: FBT001  # pytest passes by name.
) -> None:
    figure = bench.Figure("a term", value, "µs", asked, at_least)
    assert figure.is_met == is_met
    assert ("NO" in figure.line()) == (not is_met)
