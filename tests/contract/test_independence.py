"""Deleting the folder of one plugin changes no answer of another: tried with each of them, on a copy of the program."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from core.law.rulebook import Rulebook
from core.plugin.registry import installed

ROOT = Path(__file__).parents[2]
CODES = tuple(point.name for point in installed())
HEADER = "tenant,rule,from,extend,pauses"

# Every command in one process, which is several times quicker than one process each. The calendar a person imported plays no part.
RUNNER = """
import contextlib, io, json, sys
from core.cli.main import run
answers = {}
for arguments in json.load(sys.stdin):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            run(arguments)
        except SystemExit as left:
            answers[" ".join(arguments)] = [left.code, out.getvalue(), err.getvalue()]
json.dump(answers, sys.stdout)
"""


class Answer(NamedTuple):
    """How one command ended."""

    code: int
    out: str
    err: str


def table(books: Mapping[str, Rulebook]) -> str:
    """Every rule of any jurisdiction asked of every jurisdiction, within a published year and into an unpublished one."""
    rules = sorted({rule for book in books.values() for rule in book.rules})
    rows = [f"{code},{rule},{day},," for code in CODES for rule in rules for day in ("2026-03-02", "2026-12-14")]
    return "\n".join([HEADER, *rows]) + "\n"


def commands(code: str) -> list[list[str]]:
    """Everything that can be asked about one jurisdiction."""
    return [
        ["rules", code],
        ["rules", code, "--json"],
        ["law", "coverage", code, "--json"],
        ["law", "readings", code, "--json"],
        ["law", "diff", code, "--json"],
        ["plugin", "check", code],
        ["term", code, "no.such_rule"],
    ]


def ask(copy: Path, wanted: list[list[str]]) -> dict[str, Answer]:
    """The answers of the copy, by what was typed."""
    environment = os.environ | {"PYTHONPATH": str(copy), "DUHENG_HOME": str(copy / "home"), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", RUNNER],
        input=json.dumps(wanted),
        capture_output=True,
        check=False,
        cwd=copy,
        env=environment,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return {typed: Answer(*answer) for typed, answer in json.loads(ran.stdout).items()}


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory, books: Mapping[str, Rulebook]) -> Path:
    """A copy of the program and its plugins, with a table of questions."""
    copy = tmp_path_factory.mktemp("copy")
    for name in ("core", "plugins"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    (copy / "table.csv").write_text(table(books), encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def before(copied: Path) -> dict[str, Answer]:
    """All answers while all plugins are there."""
    return ask(copied, [["term", "--batch", "table.csv"], *(command for code in CODES for command in commands(code))])


@pytest.fixture(scope="module", params=CODES)
def deleted(request: pytest.FixtureRequest) -> str:
    """The plugin whose folder is deleted, one after the other."""
    return str(request.param)


@pytest.fixture(scope="module")
def after(deleted: str, copied: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """All answers without it."""
    aside = tmp_path_factory.mktemp("aside") / deleted
    (copied / "plugins" / deleted).rename(aside)
    try:
        return ask(copied, [["term", "--batch", "table.csv"], *(command for code in CODES for command in commands(code))])
    finally:
        aside.rename(copied / "plugins" / deleted)


def rows_of(answers: Mapping[str, Answer], codes: tuple[str, ...]) -> list[str]:
    """The rows of the table that ask these jurisdictions."""
    lines = answers["term --batch table.csv"].out.splitlines()
    return [line for line in lines if line.partition(",")[0] in codes]


def others(deleted: str) -> tuple[str, ...]:
    """Every jurisdiction but the deleted one."""
    return tuple(code for code in CODES if code != deleted)


def test_the_copy_answers_from_its_own_files(copied: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "import core.errors, plugins; print(core.errors.__file__); print(plugins.__file__)"],
        capture_output=True,
        check=True,
        cwd=copied,
        env=os.environ | {"PYTHONPATH": str(copied)},
        text=True,
    )
    assert [Path(line).is_relative_to(copied) for line in ran.stdout.splitlines()] == [True, True]


def test_while_all_are_there_all_answer(before: Mapping[str, Answer]) -> None:
    refused = [typed for typed, answer in before.items() if answer.code and "no.such_rule" not in typed and "--batch" not in typed]
    assert refused == []
    assert before["term --batch table.csv"].code == 1
    assert len(rows_of(before, CODES)) > 1000


def test_the_rows_of_the_others_are_the_same(deleted: str, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> None:
    assert rows_of(after, others(deleted)) == rows_of(before, others(deleted))
    assert any(",2026-" in row.partition("2026-03-02")[2] for row in rows_of(after, others(deleted)))


def test_whatever_else_is_asked_about_the_others_is_answered_the_same(
    deleted: str, before: Mapping[str, Answer], after: Mapping[str, Answer]
) -> None:
    for code in others(deleted):
        for command in commands(code):
            assert after[" ".join(command)] == before[" ".join(command)]


def test_the_deleted_one_is_refused_and_named(deleted: str, after: Mapping[str, Answer]) -> None:
    for command in commands(deleted):
        answer = after[" ".join(command)]
        assert answer.code == (1 if command[0] == "plugin" else 3), command
        assert f"plugins.{deleted}.plugin 无法导入（ModuleNotFoundError" in answer.err + answer.out
    assert json.loads(after[f"rules {deleted} --json"].out)["error"]["code"] == "plugin.import"


def test_the_rows_of_the_deleted_one_are_refused_without_an_answer(deleted: str, after: Mapping[str, Answer]) -> None:
    rows = rows_of(after, (deleted,))
    assert rows
    assert [row for row in rows if f"辖区 {deleted} 的插件不能使用" not in row or ",,,,,,辖区" not in row] == []
