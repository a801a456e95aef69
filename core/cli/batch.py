"""Terms for a whole CSV file: every row answered or refused on its own, nothing lost. Holds one row in memory at a time."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, NamedTuple

from core.cli.arguments import day_of, extension_of, pauses_of
from core.cli.replacing import replacing
from core.errors import BadRow, BadTable, DuhengError, reason_of
from core.law.calendar import Calendar
from core.law.term import Due, DueOf
from core.plugin.registry import Registry

COLUMNS = ("tenant", "rule", "from", "extend", "pauses")
ANSWERS = ("due", "earliest", "latest", "provisional", "error")
LONGEST_CELL = 1 << 20
"""Characters. Long enough for any remark, short enough to notice a quote that is never closed."""

_HEADER_REMEDY = f"首行应为 {','.join(COLUMNS)}，其后可有别的列"


class Answer(NamedTuple):
    """What is added to a row, as text."""

    due: str = ""
    earliest: str = ""
    latest: str = ""
    provisional: str = ""
    error: str = ""


class Layout(NamedTuple):
    """Where the columns of a file are, and what they are called in the output."""

    width: int
    places: tuple[int, int, int, int, int]
    names: list[str]


def layout_of(header: Sequence[str]) -> Layout:
    """Errors: BadTable for a missing or doubled column."""
    names = [name.strip() for name in header]
    if any("\0" in name for name in names):
        raise BadTable("表头里有空字节，文件不是 UTF-8 编码", "请在表格软件中另存为“CSV UTF-8”再试")
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise BadTable(f"表头缺少 {'、'.join(missing)} 列", _HEADER_REMEDY)
    # Answers already in the file are what somebody expects; ours stand beside them.
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        raise BadTable(f"表头的 {'、'.join(doubled)} 列出现不止一次", "每一列只保留一份，或改用不同的列名")
    renamed = [_expected(name, names) if name in ANSWERS else name for name in names]
    tenant, rule, start, extend, pauses = (names.index(name) for name in COLUMNS)
    return Layout(len(names), (tenant, rule, start, extend, pauses), renamed)


def _expected(name: str, names: Sequence[str]) -> str:
    """What an answer of an earlier run is called; numbered where the one before it is still there."""
    found, number = f"expected_{name}", 1
    while found in names:
        number += 1
        found = f"expected_{name}_{number}"
    return found


class Answerer:
    """Answers rows of one layout; what repeats (rules, days) is looked up once."""

    def __init__(self, registry: Registry, calendar: Calendar) -> None:
        self._registry = registry
        self._calendar = calendar
        self._terms: dict[tuple[str, str], DueOf | DuhengError] = {}
        self._days: dict[str, date] = {}
        self._settled: dict[Due, Answer] = {}

    def _term(self, tenant: str, rule: str) -> DueOf:
        key = (tenant, rule)
        found = self._terms.get(key)
        if found is None:
            found = self._terms[key] = self._look_up(tenant.strip(), rule.strip())
        if isinstance(found, DuhengError):
            raise found
        return found

    def _look_up(self, tenant: str, rule: str) -> DueOf | DuhengError:
        try:
            return self._registry.get(tenant).clock(rule, self._calendar).due
        except DuhengError as error:
            return error

    def _day(self, text: str) -> date:
        day = self._days.get(text)
        if day is None:
            day = self._days[text] = day_of(text, "起算日")
        return day

    def answer(self, cells: tuple[str, str, str, str, str]) -> Answer:
        """The answer to one row; a refusal is an answer with `error`."""
        tenant, rule, start, extend, pauses = cells
        try:
            due = self._term(tenant, rule)(
                self._day(start), extension_of(extend) if extend else 0, pauses_of(pauses) if pauses else ()
            )
        except DuhengError as error:
            return Answer(error=str(error))
        if due.latest == due.earliest and not due.provisional:
            found = self._settled.get(due)
            if found is None:
                day = due.earliest.isoformat()
                found = self._settled[due] = Answer(day, day, day, "false")
            return found
        latest = due.latest.isoformat() if due.latest else ""
        return Answer("", due.earliest.isoformat(), latest, "true" if due.provisional else "false")


class _Lines:
    """Hands lines to the CSV reader and remembers those of the row being read, so that a broken row loses no other.

    `number` is the number of the last line handed out, as an editor shows it.
    """

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: list[str] = []
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._lines)
        self.taken.append(line)
        self.number += 1
        return line

    def give_back(self) -> str:
        """Take all lines but the first as unread, and return that one."""
        first, *rest = self.taken
        self._again += reversed(rest)
        self.number -= len(rest)
        return first


def answer_rows(stream: IO[str], answerer: Answerer, write: Callable[[Sequence[str]], object]) -> int:
    """Read rows, write the header and each row with its answer, in order. Returns how many rows were refused.

    Errors: BadTable for an unusable header.
    """
    csv.field_size_limit(LONGEST_CELL)
    lines = _Lines(iter(stream))
    reader = csv.reader(lines, strict=True)
    try:
        header = next(reader)
    except StopIteration:
        raise BadTable("文件是空的", _HEADER_REMEDY) from None
    except csv.Error as error:
        raise BadTable(f"表头读不出来（{error}）", _HEADER_REMEDY) from error
    layout = layout_of(header)
    write([*layout.names, *ANSWERS])
    width, (tenant, rule, start, extend, pauses) = layout.width, layout.places
    answer, taken = answerer.answer, lines.taken
    refused = 0
    while True:
        taken.clear()
        try:
            row = next(reader)
        except StopIteration:
            return refused
        except csv.Error:
            row = []
        own = [row[place] for place in layout.places] if len(row) == width else []
        if own and not any("\n" in cell or "\r" in cell for cell in own):
            found = answer((row[tenant], row[rule], row[start], row[extend], row[pauses]))
        elif len(taken) == 1 and not taken[0].strip("\r\n"):
            continue
        elif row and len(taken) == 1:
            problem = BadRow(f"第{lines.number}行有{len(row)}列，表头有{width}列", "请补齐或删去多余的逗号；含逗号的内容加引号")
            found = Answer(error=str(problem))
            # What has no column of its own is kept in the last one.
            row = _padded([*row[: width - 1], ",".join(row[width - 1 :])], width)
        else:
            # A quote that is not closed swallows the lines after it: only the first is at fault, the others are read again.
            first = lines.give_back().rstrip("\r\n")
            reader = csv.reader(lines, strict=True)
            problem = BadRow(f"第{lines.number}行不是有效的 CSV（引号不成对或内容过长）", "请改正引号；原文照录在第一列")
            row, found = _padded([first], width), Answer(error=str(problem))
        refused += bool(found[4])
        write([*row, *found])


def _padded(row: list[str], width: int) -> list[str]:
    return (row + [""] * width)[:width]


@contextmanager
def opened_table(source: str) -> Iterator[IO[str]]:
    """A CSV file as text, checked to be UTF-8 throughout before the first row is read. `-` is standard input.

    Errors: BadTable for a file that is missing or not UTF-8.
    """
    try:
        stream = _checked(source)
    except UnicodeDecodeError as error:
        raise BadTable(f"{source} 不是 UTF-8 编码", "请在表格软件中另存为“CSV UTF-8”再试") from error
    except OSError as error:
        raise BadTable(f"读不到 {source}（{reason_of(error)}）", "请检查路径和权限") from error
    with stream:
        yield stream


def _checked(source: str) -> IO[str]:
    if source == "-":
        if sys.stdin is None:
            raise BadTable("没有标准输入", "请用管道送入内容，或写明文件名")
        return io.StringIO(sys.stdin.buffer.read().decode("utf-8-sig"), newline="")
    stream = Path(source).open(encoding="utf-8-sig", newline="")  # noqa: SIM115  # The caller closes it.
    try:
        if not stream.seekable():
            # A pipe can be read only once.
            with stream:
                return io.StringIO(stream.read(), newline="")
        while stream.read(1 << 20):
            pass
        stream.seek(0)
    except BaseException:
        stream.close()
        raise
    return stream


def answer_table(source: str, target: Path | None, registry: Registry, calendar: Calendar, *, as_json: bool) -> int:
    """Answer a whole file into another, or to standard output. Returns how many rows were refused.

    The target appears only when it is complete. With `as_json` every row is one JSON object on its line.
    Errors: BadTable.
    """
    with opened_table(source) as stream:
        answerer = Answerer(registry, calendar)
        if target is None:
            return answer_rows(stream, answerer, _writer(sys.stdout, as_json=as_json))
        try:
            with replacing(target) as out:
                return answer_rows(stream, answerer, _writer(out, as_json=as_json))
        except OSError as error:
            raise BadTable(f"写不进 {target}（{reason_of(error)}）", "请检查路径、权限和磁盘空间") from error


def _writer(out: IO[str], *, as_json: bool) -> Callable[[Sequence[str]], object]:
    if not as_json:
        return csv.writer(out, lineterminator="\n").writerow
    names: list[str] = []

    def write(row: Sequence[str]) -> None:
        if not names:
            names.extend(name or f"column_{number}" for number, name in enumerate(row, start=1))
            return
        out.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")

    return write
