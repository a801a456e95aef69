"""Pauses of a period: when a question was sent and when it was answered. Checks them and turns them into intervals."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from core.errors import BadPause
from core.law.reading import PauseEdges

_ONE_DAY = timedelta(1)


class Pause(NamedTuple):
    """A time that is not counted. `answered` is None while the answer is still out."""

    sent: date
    answered: date | None = None

    def __str__(self) -> str:
        return f"{self.sent}..{self.answered or ''}"


def _by_day(pause: Pause) -> tuple[date, date]:
    return pause.sent, pause.answered or date.max


def in_order(pauses: Sequence[tuple[date, date | None]]) -> list[Pause]:
    """The pauses by the day of sending.

    Errors: BadPause if one ends before it starts or begins before the one before it was answered. A pause may begin on the
    day on which the one before it was answered.
    """
    ordered = sorted((Pause(*pause) for pause in pauses), key=_by_day)
    # The same question answered on the same day, noted twice, is one pause; any longer one overlaps itself.
    at_once = {pause for pause in ordered if pause.answered == pause.sent}
    ordered = [pause for pause in ordered if pause not in at_once] + list(at_once)
    ordered.sort(key=_by_day)
    for pause in ordered:
        if pause.answered is not None and pause.answered < pause.sent:
            raise BadPause(f"中止区间 {pause} 的答复日早于送出日", "请核对两个日期，先写送出日，后写答复日")
    for earlier, later in pairwise(ordered):
        if earlier.answered is None or later.sent < earlier.answered:
            raise BadPause(f"中止区间 {earlier} 与 {later} 重叠", "同一段时间只能扣除一次；请合并或改正日期")
    return ordered


def intervals(pauses: Sequence[Pause], start: date, edges: PauseEdges) -> list[tuple[date, date]]:
    """What each ordered pause leaves out, as (day before the first, last); no day twice and none on or before the start.

    An open pause leaves out what it would if it were answered on the day of the question.
    """
    found: list[tuple[date, date]] = []
    floor = start
    for sent, answered in pauses:
        before = sent - _ONE_DAY if edges is PauseEdges.REQUEST_THROUGH_REPLY else sent
        before = max(before, floor)
        last = answered or sent
        if edges is PauseEdges.BETWEEN_REQUEST_AND_REPLY:
            last -= _ONE_DAY
        last = max(last, before)
        found.append((before, last))
        floor = last
    return found
