"""A district added by the recipe of the README, on a copy of the repository, passes every check there is.

The commands are those of the recipe. Of `make check` the part that would run this test again is left out.
"""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RECIPE = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Add a district in a day\n")[2].partition("\n## ")[0]
FILES = re.findall(r"^ +`([\w./]+)`\n\n +```\w+\n(.*?)^ +```", RECIPE, re.MULTILINE | re.DOTALL)
ENTRY = re.search(r"in `pyproject\.toml`, under `(?P<table>[^`]+)`: `(?P<line>(?P<name>\w+) = [^`]+)`", RECIPE)
COMMANDS = re.findall(r"^ +```sh\n(.*?)^ +```", RECIPE, re.MULTILINE | re.DOTALL)
CHECK = "make check"
# What the calling `make`, Python and pytest leave in the environment is not the reader's.
FOREIGN = ("MAKE", "MFLAGS", "PYTEST", "PYTHONPATH", "VIRTUAL_ENV", "WORKERS")


def copy_of_the_repository(target: Path) -> None:
    """Every file but those that .gitignore leaves out: a fresh machine may have no git."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = [line.strip("/") for line in lines if line and not line.startswith("#")]
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(".git", *ignored), dirs_exist_ok=True)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy with the files of the recipe and its line in pyproject.toml. Its environment, which is large, is not kept."""
    target = tmp_path_factory.mktemp("copy")
    copy_of_the_repository(target)
    for name, text in FILES:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(textwrap.dedent(text), encoding="utf-8")
    assert ENTRY
    project = target / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    assert text.count(f"{ENTRY['table']}\n") == 1
    project.write_text(text.replace(f"{ENTRY['table']}\n", f"{ENTRY['table']}\n{ENTRY['line']}\n"), encoding="utf-8")
    yield target
    shutil.rmtree(target / ".venv", ignore_errors=True)


@pytest.fixture(scope="module")
def answers(copy: Path) -> Mapping[str, str]:
    """What each command of the recipe wrote; a command that fails ends the test with its output."""
    usual = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    reader = usual | {
        "PATH": f"{copy / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHON": sys.executable,
        "DUHENG_HOME": str(copy / ".duheng"),
    }
    bash = shutil.which("bash")
    assert bash
    found = {}
    for command in (line.strip() for block in COMMANDS for line in block.splitlines()):
        done = subprocess.run(
            [bash, "-c", command.replace(CHECK, "make check-static test")],
            cwd=copy,
            env=reader,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        found[command] = done.stdout
    return found


def test_the_recipe_touches_its_own_folder_and_one_line_only() -> None:
    assert ENTRY
    assert FILES
    assert [name for name, _ in FILES if not name.startswith(f"plugins/{ENTRY['name']}/")] == []


def test_the_recipe_ends_with_every_check_and_all_of_it_passes(answers: Mapping[str, str]) -> None:
    assert list(answers)[-1] == CHECK
    assert re.search(r"^=+ \d+ passed[^,]* in ", answers[CHECK], re.MULTILINE)


def test_the_plugin_check_finds_nothing(answers: Mapping[str, str]) -> None:
    assert ENTRY
    name = ENTRY["name"]
    assert answers[f"duheng plugin check {name}"] == f"{name}：合规\n"


def test_the_documents_written_are_those_that_the_recipe_names(answers: Mapping[str, str]) -> None:
    assert ENTRY
    own = f"plugins/{ENTRY['name']}/README.md"
    written = set(re.findall(r"^(?:docs|plugins)/\S+\.md$", answers["make docs"], re.MULTILINE))
    said = RECIPE.partition("`make docs` writes")[2].partition("belong to the change")[0]
    assert own in written
    assert f"`{own}`" in said
    assert {Path(name).name for name in written} == {Path(name).name for name in re.findall(r"`([\w./]+\.md)`", said)}
