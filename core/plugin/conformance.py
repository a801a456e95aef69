"""What a plugin must fulfil beyond loading: checks that `duheng plugin check` runs and that its author runs before release.

Each check finds one kind of fault and names it; none of them changes anything.
"""

from __future__ import annotations

import ast
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from core.errors import BrokenPlugin, DuhengError
from core.law.calendar import HolidayBlock, YearNotice
from core.law.coverage import coverage_of, open_provisions
from core.law.national import national_calendar
from core.law.rule import Kind, RuleValue
from core.law.rule_files import DATA_FILES, GENERAL_FOLDER
from core.law.rulebook import BY_LIST, BY_RULE, STRICT
from core.law.term import Clock, fixed_day
from core.law.trace import explain, recompute
from core.plugin.jurisdiction import Jurisdiction
from core.plugin.registry import Registry
from core.procedure.role import Role

LONGEST_TITLE, LONGEST_LABEL = 16, 40
"""Characters. Titles and labels say what a rule or provision does in our own words; longer ones tend to be copied passages."""

SLOWEST_LOAD_S = 2.0
"""Seconds that loading one plugin may take."""

ALLOWED_IMPORTS = ("core.errors", "core.law", "core.library", "core.plugin", "core.procedure", "core.vocabulary")
"""What of ours a plugin may import, besides its own package."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: its kind, where it is, what is wrong and what to do. Texts are Chinese without a full stop."""

    code: str
    where: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"[{self.code}] {self.where}：{self.problem}。{self.remedy}。"


def check_plugin(code: str, registry: Registry) -> tuple[Finding, ...]:
    """Every fault of one plugin; empty when it conforms. A plugin that cannot be loaded has exactly that one finding.

    Errors: UnknownJurisdiction.
    """
    started = time.perf_counter()
    try:
        jurisdiction = registry.get(code)
    except BrokenPlugin as error:
        return (Finding(error.code, code, error.problem, error.remedy),)
    seconds = time.perf_counter() - started
    found = [finding for check in _CHECKS for finding in check(jurisdiction)]
    found += _foreign_imports(jurisdiction, registry.source_of(code))
    found += _foreign_law(jurisdiction, registry)
    if seconds > SLOWEST_LOAD_S:
        found.append(
            Finding("check.slow", code, f"载入用了 {seconds:.1f} 秒", f"请去掉载入时的计算，控制在 {SLOWEST_LOAD_S:.0f} 秒内")
        )
    return tuple(found)


def _terms_explain_themselves(jurisdiction: Jurisdiction) -> Iterator[Finding]:
    """Every rule with a date can be computed on the first day of each value, and its trace recomputes."""
    calendar = national_calendar()
    for rule in jurisdiction.rulebook.rules.values():
        if not rule.gives_date:
            continue
        try:
            clock = jurisdiction.clock(rule.code, calendar)
            for value in rule.values:
                trace = explain(clock, _first_start(clock, value, calendar.first))
                if recompute(trace) != trace.due:
                    yield Finding("check.trace", rule.code, "逐日说明与到期日不一致", "请报告给维护者，并附上这条规则")
        except DuhengError as error:
            yield Finding("check.term", rule.code, f"推算不出日期（{error.detail}）", error.remedy)


def _first_start(clock: Clock, value: RuleValue, earliest: date) -> date:
    """A start that the value governs: its first day, or for a fixed date that lies before it in the year, the next year's."""
    first = max(value.from_day, earliest)
    if clock.rule.kind is Kind.FIXED_DATE and not value.covers(fixed_day(value, first.year)):
        return date(first.year + 1, 1, 1)
    return first


def _defaults_change_nothing(jurisdiction: Jurisdiction) -> Iterator[Finding]:
    """The default of a local reading is what the rule already says; otherwise the rule and its reading contradict each other."""
    readings = jurisdiction.rulebook.readings
    for reading in readings.register:
        only = replace(readings, register=(reading,))
        for code in reading.rules:
            rule = jurisdiction.rulebook.rules[code]
            as_read, _ = only.apply(rule)
            if as_read != rule:
                yield Finding(
                    "check.reading_default", reading.id, f"默认读法改变了 {code}", "默认读法应与规则写的一致，请改规则或默认值"
                )


def _options_change_something(jurisdiction: Jurisdiction) -> Iterator[Finding]:
    """An option that sets something must make a difference to a rule it touches or to how days are counted."""
    readings = jurisdiction.rulebook.readings
    for reading in readings.register:
        usual = replace(readings, register=(reading,))
        for option in reading.options:
            if not option.changes or option.code == reading.default:
                continue
            other = usual.choose({reading.key: option.code})
            rules = [rule for rule in jurisdiction.rulebook.rules.values() if reading.touches(rule)]
            if rules and all(other.apply(rule) == usual.apply(rule) for rule in rules):
                yield Finding(
                    "check.reading_idle", reading.id, f"读法 {option.code} 不改变任何规则", "请写明它改变什么，或删去这个选项"
                )


def _data_closes_what_data_can(jurisdiction: Jurisdiction) -> Iterator[Finding]:
    """A number or list that a provision carries stands in a rule or list."""
    for entry in open_provisions(coverage_of(jurisdiction.rulebook), BY_RULE | BY_LIST):
        missing = "、".join(aspect.label for aspect in entry.open if aspect in BY_RULE | BY_LIST)
        yield Finding(
            "check.unclosed",
            entry.provision.id,
            f"条文含{missing}，却没有规则或清单对应",
            "请补上规则或清单，并在其中写明 provisions",
        )


def _sources_are_provisions(jurisdiction: Jurisdiction) -> Iterator[Finding]:
    """A rule or list cites an article that the jurisdiction's own table of provisions knows."""
    book = jurisdiction.rulebook
    known = {(entry.citation.instrument.code, entry.citation.article) for entry in book.provisions.values()}
    cited = [(rule.code, value.citation) for rule in book.rules.values() for value in rule.values]
    cited += [(entry.code, entry.citation) for entry in book.enumerations.values()]
    for code, citation in cited:
        if (citation.instrument.code, citation.article) not in known:
            yield Finding(
                "check.unknown_article", code, f"引用的{citation}不在条文表中", "请核对条号，或在 provisions.toml 补上这一条"
            )


def _files_are_read(jurisdiction: Jurisdiction) -> Iterator[Finding]:
    """No data file lies where nobody reads it, as one with a misspelt name does."""
    for folder in jurisdiction.folders:
        if folder == GENERAL_FOLDER:
            continue
        for path in sorted(folder.rglob("*.toml")):
            name = path.relative_to(folder)
            is_rule_file = len(name.parts) == 2 and name.parts[0] == "rules"
            if not is_rule_file and name.as_posix() not in DATA_FILES:
                where, remedy = f"{jurisdiction.code}/{name.as_posix()}", f"可用的文件：{'、'.join(DATA_FILES)}、rules/*.toml"
                yield Finding("check.unread_file", where, "没有任何程序读取这个文件", remedy)


def _closures_are_true(jurisdiction: Jurisdiction) -> Iterator[Finding]:
    """A rule or list names only provisions that carry something it can close."""
    book = jurisdiction.rulebook
    named = [(rule.code, rule.provisions, BY_RULE) for rule in book.rules.values()]
    named += [(entry.code, entry.provisions, BY_LIST) for entry in book.enumerations.values()]
    for code, provisions, aspects in named:
        for provision in provisions:
            if not aspects & set(book.provisions[provision].carries):
                yield Finding(
                    "check.closes_nothing",
                    code,
                    f"指向的 {provision} 不含它能落实的内容",
                    "请从 provisions 中删去，或补全条文的 carries",
                )


def _nothing_is_only_stated(jurisdiction: Jurisdiction) -> Iterator[Finding]:
    """A period, an extension, a consequence or a paper is never declared away with a sentence."""
    for provision in jurisdiction.rulebook.provisions.values():
        carried = STRICT & set(provision.carries)
        if carried - BY_RULE - BY_LIST and provision.needs is None:
            labels = "、".join(sorted(aspect.label for aspect in carried))
            yield Finding("check.no_need", provision.id, f"条文含{labels}，却没有写 needs", "请写明由步骤、把关、登记还是报表落实")


def _labels_are_ours(jurisdiction: Jurisdiction) -> Iterator[Finding]:
    """Labels are short; the texts themselves are not stored."""
    book = jurisdiction.rulebook
    labels = [(rule.code, rule.title, LONGEST_TITLE) for rule in book.rules.values()]
    labels += [(provision.id, provision.label, LONGEST_LABEL) for provision in book.provisions.values()]
    for entry in book.enumerations.values():
        labels += [(f"{entry.code} {item.code}", item.label, LONGEST_LABEL) for item in entry.items]
    for where, label, longest in labels:
        if len(label) > longest:
            problem = f"标签有 {len(label)} 个字，像是照录原文"
            yield Finding("check.passage", where, problem, f"请用自己的话写，不超过 {longest} 字")


def _offices_are_named(jurisdiction: Jurisdiction) -> Iterator[Finding]:
    """Every role has a name here."""
    for role in Role:
        try:
            jurisdiction.role_label(role)
        except BrokenPlugin as error:
            yield Finding("check.role_label", role.value, error.problem, error.remedy)
            return


def _observer_keeps_silent(jurisdiction: Jurisdiction) -> Iterator[Finding]:
    """An observer answers nothing and survives a notice."""
    notice = YearNotice(2100, (HolidayBlock("元旦", (date(2100, 1, 1),)),))
    # The notice is invented; what the plugin says about it is for nobody.
    logging.disable(logging.CRITICAL)
    try:
        jurisdiction.tell_calendar_imported(notice)
    except BrokenPlugin as error:
        yield Finding("check.observer", "on_calendar_imported", error.problem, error.remedy)
    finally:
        logging.disable(logging.NOTSET)


def _foreign_law(jurisdiction: Jurisdiction, registry: Registry) -> Iterator[Finding]:
    """Its instruments are its own: no other installed jurisdiction has the same ones, by code or by folder."""
    for other in registry.usable():
        if other.code == jurisdiction.code:
            continue
        for code in sorted(set(jurisdiction.rulebook.instruments) & set(other.rulebook.instruments)):
            problem = f"登记的文件 {code} 也是辖区 {other.code} 的"
            yield Finding("check.foreign_law", jurisdiction.code, problem, "每个辖区只登记自己的文件，代码互不相同")


def _foreign_imports(jurisdiction: Jurisdiction, module: str) -> Iterator[Finding]:
    """The plugin's own files import nothing of ours but what is meant for plugins, and no other plugin."""
    package = module.rpartition(".")[0] or module
    spec = find_spec(package)
    folders = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    family = package.partition(".")[0]
    paths = sorted(path for folder in folders for path in folder.rglob("*.py"))
    if not paths and spec and spec.origin:
        paths = [Path(spec.origin)]
    for path in paths:
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError) as error:
            yield Finding(
                "check.syntax", f"{jurisdiction.code}/{path.name}", f"不是有效的 Python（{error}）", "请改正，或从安装包中删去"
            )
            continue
        for name in _imported(tree, _package_of(path, folders, package)):
            ours = name == "core" or name.startswith("core.")
            sibling = name.startswith(f"{family}.") and family != package
            if (ours and not _below(name, ALLOWED_IMPORTS)) or (sibling and not _below(name, (package,))):
                yield Finding(
                    "check.imports",
                    f"{jurisdiction.code}/{path.name}",
                    f"导入了 {name}",
                    f"插件只能使用 {'、'.join(ALLOWED_IMPORTS)}",
                )


def _below(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _package_of(path: Path, folders: list[Path], package: str) -> str:
    """The package that relative imports of a file start from."""
    for folder in folders:
        if path.is_relative_to(folder):
            return ".".join((package, *path.relative_to(folder).parent.parts))
    return package


def _imported(tree: ast.Module, package: str) -> Iterator[str]:
    """The full names a module imports; of `from a import b` the name a.b, which may be a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")
            base = parents[: len(parents) - node.level + 1] if node.level else []
            origin = ".".join((*base, *([node.module] if node.module else [])))
            yield from (f"{origin}.{alias.name}" for alias in node.names)


_CHECKS: tuple[Callable[[Jurisdiction], Iterator[Finding]], ...] = (
    _terms_explain_themselves,
    _defaults_change_nothing,
    _options_change_something,
    _data_closes_what_data_can,
    _sources_are_provisions,
    _files_are_read,
    _closures_are_true,
    _nothing_is_only_stated,
    _labels_are_ours,
    _offices_are_named,
    _observer_keeps_silent,
)
