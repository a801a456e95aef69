"""What holds for the repository as a whole: nothing tied to one machine, pinned requirements, small modules, a nameless core."""

import ast
import os
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
MODULE_LINES = 500

# Written in pieces, so that this file does not contain what it looks for.
REGISTRY = re.compile(
    "|".join(
        re.escape(host)
        for host in (
            "pypi" + ".org",
            "python" + "hosted.org",
            "registry.npm" + "js.org",
            "registry.npm" + "mirror.com",
            "deb." + "debian.org",
            "pypi." + "tuna",
            "mirrors." + "aliyun",
            "mirrors.cloud." + "tencent",
        )
    )
)
MACHINE_PATH = re.compile(r"(?<![\w.}~-])/(?:work|root|tmp|opt/pypi|opt/wheels|home/\w+|Users/\w+)/")

# Chinese name, then the syllables of its pinyin, which may be written together, apart, or with tone marks.
JURISDICTIONS = re.compile(r"武隆|梁平|黔江|秀山|wu[\s_'-]?long|liang[\s_'-]?ping|qian[\s_'-]?jiang|xiu[\s_'-]?shan", re.IGNORECASE)

PINNED = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;]+)(?: ; [^\\]+)?(?: --hash=sha256:[0-9a-f]{64})+")


def ignored_names() -> tuple[str, ...]:
    """The patterns of .gitignore, and git's own folder: what is there but not part of the repository."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return (".git", *(line.strip("/") for line in lines if line and not line.startswith("#")))


def texts(folder: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Path from the root and content of every text file of the repository under a folder."""
    ignored = ignored_names()

    def wanted(name: str) -> bool:
        return not any(fnmatch(name, pattern) for pattern in ignored)

    for here, below, names in os.walk(folder):
        below[:] = sorted(filter(wanted, below))
        for path in (Path(here, name) for name in sorted(names) if wanted(name)):
            try:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def places(pattern: re.Pattern[str], files: Iterator[tuple[str, str]]) -> list[str]:
    """Every `file:line: text` where the pattern stands, tone marks aside."""
    found = []
    for name, text in files:
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(without_tones(line)):
                found.append(f"{name}:{number}: {line.strip()[:120]}")
    return found


def without_tones(text: str) -> str:
    """The text with accents removed, so that pinyin reads the same with and without tone marks."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def project() -> dict[str, Any]:
    """The content of pyproject.toml; untyped, as TOML is."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def logical_lines(lock: str) -> list[str]:
    """The lines of a requirements file with continuations joined and comments and blank lines left out."""
    joined = re.sub(r"\s*\\\n\s*", " ", lock)
    return [line.strip() for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def pins(name: str) -> dict[str, set[str]]:
    """Every distribution that a requirements file pins, with its versions: more than one where they differ by platform."""
    found: dict[str, set[str]] = {}
    for line in logical_lines((ROOT / "requirements" / name).read_text(encoding="utf-8")):
        pin = PINNED.fullmatch(line)
        assert pin, f"requirements/{name}: not pinned with hashes: {line[:120]}"
        found.setdefault(pin["name"], set()).add(pin["version"])
    return found


def modules(package: str) -> list[tuple[str, str]]:
    """Path and source of every module of a package."""
    return [(name, text) for name, text in texts(ROOT / package) if name.endswith(".py")]


def test_no_file_names_a_package_registry() -> None:
    assert places(REGISTRY, texts()) == []


def test_no_file_holds_a_path_of_one_machine() -> None:
    assert places(MACHINE_PATH, texts()) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (REGISTRY, "see https://" + "pypi" + ".org/simple"),
        (MACHINE_PATH, "pip-compile -o " + "/wo" + "rk/main/requirements.txt"),
        (MACHINE_PATH, "open('" + "/ro" + "ot/.config/x')"),
        (JURISDICTIONS, "只适用于武隆区"),
        (JURISDICTIONS, 'tenant = "Xiushan"'),
        (JURISDICTIONS, "Wǔ Lóng"),
        (JURISDICTIONS, "def qian_jiang()"),
    ],
)
def test_the_searches_find_what_they_look_for(pattern: re.Pattern[str], line: str) -> None:
    assert places(pattern, iter([("example", f"first\n{line}\n")])) == [f"example:2: {line}"]


def test_the_searches_see_the_whole_repository() -> None:
    assert {"Makefile", "pyproject.toml", "LICENSE", ".ci/run", "core/errors.py", "requirements/base.txt"} <= {
        name for name, _ in texts()
    }


@pytest.mark.parametrize("name", ["base.txt", "dev.txt", "production.txt"])
def test_every_requirement_is_pinned_with_hashes_and_names_no_index(name: str) -> None:
    assert pins(name)


@pytest.mark.parametrize(
    "line",
    [
        "pluggy>=1.7",
        "pluggy==1.7.0",
        "--index-url https://example.test/simple",
        "--find-links wheels",
        "pluggy @ https://example.test/pluggy.whl --hash=sha256:" + "0" * 64,
        "-e .",
    ],
)
def test_an_unpinned_line_is_no_pin(line: str) -> None:
    assert not PINNED.fullmatch(line)


@pytest.mark.parametrize(
    ("name", "extras"), [("base.txt", ()), ("dev.txt", ("test", "bench")), ("production.txt", ("production",))]
)
def test_the_lock_satisfies_every_declared_dependency(name: str, extras: tuple[str, ...]) -> None:
    declared = list(project()["project"]["dependencies"])
    for extra in extras:
        declared += project()["project"]["optional-dependencies"][extra]
    if name == "dev.txt":
        declared += project()["dependency-groups"]["build"] + project()["build-system"]["requires"]
    pinned = pins(name)
    for wanted in map(Requirement, declared):
        versions = pinned.get(wanted.name, set())
        assert versions, f"{wanted.name} is declared but not locked in {name}; run make lock"
        assert all(version in wanted.specifier for version in versions), f"{name} locks {wanted.name} {versions}, not {wanted}"


@pytest.mark.parametrize("name", ["dev.txt", "production.txt"])
def test_every_lock_takes_the_base_as_it_is(name: str) -> None:
    assert pins("base.txt").items() <= pins(name).items()


@pytest.mark.parametrize("name", ["base.txt", "dev.txt", "production.txt"])
def test_the_abandoned_casbin_is_never_locked(name: str) -> None:
    """Its living successor `pycasbin` installs the same module; of the two together, the one installed last would win."""
    assert "casbin" not in pins(name)


def test_every_ignored_lint_rule_has_its_reason() -> None:
    lint = project()["tool"]["ruff"]["lint"]
    codes = [code for codes in ([lint["ignore"], *lint["per-file-ignores"].values()]) for code in codes]
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    reasoned = [match[1] for line in lines if (match := re.fullmatch(r'\s+"([A-Z]+[0-9]+)", # \S+ .*\S', line))]
    assert codes
    assert sorted(codes) == sorted(reasoned)


def test_the_readme_and_ci_run_the_tests_by_the_same_command() -> None:
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert re.search(r"^test:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_ci_runs_every_part_of_make_check() -> None:
    parts = re.search(r"^check: ([a-z -]+?) ##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert parts
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert {f"make {part}" for part in parts[1].split()} <= set(ci)


@pytest.mark.parametrize("package", ["core", "plugins"])
def test_no_module_is_longer_than_a_reader_can_hold(package: str) -> None:
    found = modules(package)
    assert found
    assert [(name, lines) for name, text in found if (lines := len(text.splitlines())) > MODULE_LINES] == []


@pytest.mark.parametrize("package", ["core", "plugins"])
def test_every_module_says_what_it_is_for(package: str) -> None:
    found = [(name, text) for name, text in modules(package) if text.strip()]
    assert found
    assert [name for name, text in found if not ast.get_docstring(ast.parse(text))] == []


def test_core_names_no_jurisdiction() -> None:
    files = list(texts(ROOT / "core"))
    assert any(name.endswith(".py") for name, _ in files)
    assert any(name.endswith(".toml") for name, _ in files)
    assert places(JURISDICTIONS, iter(files)) == []
    assert [name for name, _ in files if JURISDICTIONS.search(name)] == []


def test_every_plugin_folder_is_an_entry_point() -> None:
    folders = {path.parent.name for path in (ROOT / "plugins").glob("*/plugin.py")}
    assert {name: f"plugins.{name}.plugin" for name in folders} == project()["project"]["entry-points"]["duheng.jurisdictions"]
