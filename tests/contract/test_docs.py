"""What is written about the program is true: generated documents equal their source, hooks and commands are described.

The README is run as it is written.
"""

import importlib.util
import inspect
import os
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import fields
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from statistics import median
from types import ModuleType

import pytest

import plugins
from core.cli import main
from core.cli.calendar import MOST_DAYS_OFF
from core.law.national import national_calendar
from core.law.notice_file import FIRST_YEAR, LAST_YEAR
from core.law.reading import CHANGEABLE, Effect, Touch
from core.law.rule import Unit
from core.law.rule_tables import LONGEST_PERIOD
from core.law.rulebook import Aspect
from core.law.term import Due
from core.plugin import conformance
from core.plugin.conformance import check_plugin
from core.plugin.hooks import HOOK_KINDS, HookKind
from core.plugin.registry import GROUP, Registry

ROOT = Path(__file__).parents[2]
GENERATOR = ROOT / "tools" / "generate_docs.py"
README = (ROOT / "README.md").read_text(encoding="utf-8")
LEFT_OUT = "…"
END_OF_COMMAND = "--- end of the command ---"
GENERATED = "Made by `make docs`; do not edit."
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
PACKAGES = ("core", *(f"core/{path.name}" for path in sorted((ROOT / "core").iterdir()) if (path / "__init__.py").is_file()))
SECTIONS = ("Kind", "Returns", "Raises", "Default", "Called when", "Source")


def load(path: Path) -> ModuleType:
    """A script as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by name while it is read.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


TOOL = load(GENERATOR)
BENCH = load(ROOT / "bench" / "provisional.py")
COMMANDS = {page.path: page for page in TOOL.command_pages()}


def documents() -> list[Path]:
    """Every document that a reader of the repository can open."""
    return sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "plugins").glob("*/README.md")])


def test_every_generated_document_equals_its_source() -> None:
    assert TOOL.stale() == ()


def test_every_document_that_calls_itself_generated_has_a_source() -> None:
    made = {ROOT / path for path in TOOL.render_all()}
    assert {path for path in documents() if GENERATED in path.read_text(encoding="utf-8")} == made


def test_a_changed_or_missing_document_is_found_and_written_again(tmp_path: Path) -> None:
    TOOL.write_all(tmp_path)
    assert TOOL.stale(tmp_path) == ()
    (tmp_path / "docs" / "rules.md").write_text("changed", encoding="utf-8")
    (tmp_path / "docs" / "hooks.md").unlink()
    assert TOOL.stale(tmp_path) == ("docs/hooks.md", "docs/rules.md")
    TOOL.write_all(tmp_path)
    assert TOOL.stale(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "expected"), [("a|b", r"a\|b"), ("上\n下\n", "上<br>下"), ("A*B", r"A\*B"), ("<b>", "&lt;b>"), ("“原文”", "“原文”")]
)
def test_no_text_breaks_the_cell_it_stands_in(text: str, expected: str) -> None:
    assert TOOL.cell(text) == expected


def test_every_row_has_as_many_cells_as_its_table() -> None:
    for path, text in TOOL.render_all().items():
        tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
        widths = [{len(re.findall(r"(?<!\\)\|", row)) for row in found.splitlines()} for found in tables]
        assert all(len(found) == 1 for found in widths), path


@pytest.mark.parametrize("hook", HOOK_KINDS)
def test_every_hook_says_all_that_an_author_must_know(hook: str) -> None:
    sections = TOOL.hook_sections(hook)
    wanted = [*SECTIONS, *(["None means"] if HOOK_KINDS[hook] is HookKind.OVERRIDE else [])]
    assert sections[""].endswith(".")
    assert {name: sections.get(name) for name in wanted if not sections.get(name)} == {}
    assert sections["Kind"] == f"{HOOK_KINDS[hook].value}."
    parameters = TOOL.hook_parameters(hook)
    assert [name for name in parameters if f"{name}: " not in sections.get("Args", "")] == []
    assert ("Args" in sections) == bool(parameters)


@pytest.mark.parametrize("hook", HOOK_KINDS)
def test_every_hook_is_used_by_a_jurisdiction(hook: str) -> None:
    assert TOOL.hook_answerers(hook)


def test_the_command_tree_is_walked_to_its_leaves() -> None:
    assert {"duheng", "duheng term", "duheng law", "duheng law diff", "duheng calendar import"} <= set(COMMANDS)


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.replace(" ", "-"))
def test_every_command_and_option_is_described_in_chinese(path: str) -> None:
    page = COMMANDS[path]
    texts = {path: page.help, **dict(page.options)}
    assert [name for name, text in texts.items() if not CHINESE.search(text)] == []


def test_the_exit_codes_in_the_help_are_those_of_the_program() -> None:
    assert set(TOOL.exit_codes()) == {0, main.FOUND, main.BAD_INPUT, main.BROKEN_INSTALLATION, main.FAULT, main.INTERRUPTED}


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix().replace("/", "-"))
def test_every_link_between_documents_leads_somewhere(path: Path) -> None:
    targets = LINK.findall(path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_map_has_one_line_for_every_module(package: str) -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = text.partition(f"### `{package}`\n")[2].partition("\n#")[0]
    named = re.findall(r"^\| `([a-z_]+\.py)` \|", section, re.MULTILINE)
    assert sorted(named) == sorted(path.name for path in (ROOT / package).glob("*.py") if path.name != "__init__.py")


def consoles() -> list[tuple[str, list[str]]]:
    """Every command of the README with the output shown, in order."""
    blocks = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    found: list[tuple[str, list[str]]] = []
    for line in "".join(blocks).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line != LEFT_OUT:
            found[-1][1].append(line)
    return found


def plainly(line: str) -> str:
    """A line without the drawing of tables, whose widths follow their content."""
    return " ".join(line.replace("│", " ").split())


def test_every_command_of_the_readme_answers_as_shown(tmp_path: Path) -> None:
    """All in one shell and one folder, one after the other, as a reader would. Nothing stays in the folder but what Git ignores."""
    (tmp_path / "core").symlink_to(ROOT / "core")
    (tmp_path / "scratch").mkdir()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    bash = shutil.which("bash")
    assert bash
    shown = consoles()
    assert len(shown) > 5
    done = subprocess.run(
        [bash, "-c", f"\necho '{END_OF_COMMAND}'\n".join(command for command, _ in shown)],
        cwd=tmp_path,
        env={"PATH": path, "HOME": str(tmp_path), "DUHENG_HOME": ".duheng", "TMPDIR": str(tmp_path / "scratch")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    answers = done.stdout.split(f"{END_OF_COMMAND}\n")
    for (command, lines), answer in zip(shown, answers, strict=True):
        output = {plainly(line) for line in answer.splitlines()}
        assert [line for line in lines if plainly(line) not in output] == [], command
    assert {found.name for found in tmp_path.iterdir()} == {"core", "scratch", ".duheng"}
    assert list((tmp_path / "scratch").iterdir()) == []


def test_the_district_of_the_readme_passes_every_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = re.findall(r"^ +`(plugins/(\w+)/[\w./]+)`\n\n +```\w+\n(.*?)^ +```", README, re.MULTILINE | re.DOTALL)
    (name,) = {district for _, district, _ in files}
    for file, _, text in files:
        target = tmp_path / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(textwrap.dedent(text), encoding="utf-8")
    monkeypatch.setattr(plugins, "__path__", [*plugins.__path__, str(tmp_path / "plugins")])
    registry = Registry([EntryPoint(name, f"plugins.{name}.plugin", GROUP)])
    try:
        assert check_plugin(name, registry) == ()
        assert f'`{name} = "{registry.source_of(name)}"`' in README
        assert registry.get(name).facts.code == name
    finally:
        for module in [module for module in sys.modules if module.startswith(f"plugins.{name}")]:
            del sys.modules[module]


def test_the_readme_names_every_exit_code() -> None:
    assert {int(number) for number in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)} == set(TOOL.exit_codes())


def rows_below(document: str, heading: str) -> list[list[str]]:
    """The cells of the table whose first line begins so."""
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    (found,) = re.findall(rf"^\| {re.escape(heading)} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split(" |")] for line in found.splitlines()]


def test_the_provisional_examples_are_the_answers_of_the_program() -> None:
    text = (ROOT / "docs" / "calendar.md").read_text(encoding="utf-8")
    asked = re.search(r"`duheng term (\w+) ([\w.]+) --from START`", text)
    assert asked
    clock = Registry().get(asked[1]).clock(asked[2], national_calendar())
    examples = rows_below("calendar.md", "start")
    assert len(examples) > 2
    for start, period, ends in examples:
        assert period == f"{clock.rule.values[-1].amount} working days"
        earliest, _, latest = ends.removesuffix("（暂定）").strip().partition(" … ")
        expected = Due(date.fromisoformat(earliest), date.fromisoformat(latest or earliest), provisional=ends.endswith("（暂定）"))
        assert clock.due(date.fromisoformat(start)) == expected


def test_the_quality_of_the_ranges_is_as_measured() -> None:
    found = BENCH.sweep(1)
    measured = []
    for amount in BENCH.AMOUNTS:
        usual, apart = found[amount, False], found[amount, True]
        misses = len(usual.misses) + len(apart.misses)
        measured.append([amount, misses, median(usual.widths), max(usual.widths), max(apart.widths)])
    assert [[int(cell) for cell in row] for row in rows_below("calendar.md", "period in working days")] == measured


@pytest.mark.parametrize("word", [*Unit, *Aspect])
def test_every_unit_and_every_content_of_a_provision_is_explained(word: str) -> None:
    assert f"`{word}`" in (ROOT / "docs" / "jurisdiction-data.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("key", CHANGEABLE),
        ("effect", tuple(Effect)),
        ("key of `touch`", tuple(field.name for field in fields(Touch))),
        ("finding", tuple(re.findall(r'"(check\.\w+)"', inspect.getsource(conformance)))),
    ],
)
def test_a_table_of_the_data_format_has_one_row_for_every_word(heading: str, words: tuple[str, ...]) -> None:
    named = [re.findall(r"[\w.]+", row[0])[0] for row in rows_below("jurisdiction-data.md", heading)]
    assert sorted(named) == sorted(words)


def test_the_limits_in_the_documents_are_those_of_the_program() -> None:
    text = (ROOT / "docs" / "jurisdiction-data.md").read_text(encoding="utf-8")
    assert f"a title above {conformance.LONGEST_TITLE} or a label above {conformance.LONGEST_LABEL} characters" in text
    assert f"whole numbers from 1 to {LONGEST_PERIOD}" in text
    years = f"the year is not one of {FIRST_YEAR}–{LAST_YEAR}"
    calendar = (ROOT / "docs" / "calendar.md").read_text(encoding="utf-8")
    assert years in calendar
    assert f"more than {MOST_DAYS_OFF}" in calendar.replace("\n", " ")
