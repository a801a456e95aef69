"""One loaded jurisdiction: its facts, its rulebook and the answers of its hooks. One plugin manager each, never shared."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from core.errors import BadData, BrokenPlugin
from core.law.assembly import assemble
from core.law.calendar import Calendar, YearNotice
from core.law.reading import Readings
from core.law.rule_files import GENERAL_FOLDER, RuleFiles, general_files
from core.law.rulebook import Rulebook
from core.law.term import Clock
from core.near import near_matches
from core.plugin import defaults, hooks
from core.plugin.facts import JurisdictionFacts
from core.plugin.hooks import HOOK_KINDS, PROJECT
from core.procedure.role import Role


class Jurisdiction:
    """A jurisdiction whose plugin passed every check made at the start.

    Errors of the constructor: BrokenPlugin, with a code for each kind of fault.
    """

    def __init__(self, code: str, plugin: ModuleType) -> None:
        self.code = code
        self._manager = _manager_of(code, plugin)
        self.facts = self._read_facts()
        self.folders = self._read_folders()
        self.rulebook = self._read_rulebook()

    def _ask(self, hook: str, **arguments: object) -> Any:  # noqa: ANN401  # Checked by each caller; a plugin may return anything.
        try:
            return getattr(self._manager.hook, hook)(**arguments)
        except KeyboardInterrupt:
            raise
        # Whatever a plugin raises, even SystemExit, stops its own tenants only.
        except BaseException as error:
            problem = f"{hook} 抛出 {said(error)}"
            raise BrokenPlugin(self.code, problem, f"请修正插件的 {hook}，它应当只返回数据", "plugin.raises") from error

    def _wrong_type(self, hook: str, found: object, wanted: str) -> BrokenPlugin:
        problem = f"{hook} 返回了 {type(found).__name__}"
        return BrokenPlugin(self.code, problem, f"{hook} 应返回{wanted}，见 docs/hooks.md", "plugin.wrong_type")

    def _read_facts(self) -> JurisdictionFacts:
        facts = self._ask("describe_jurisdiction")
        if facts is None:
            raise BrokenPlugin(
                self.code, "没有实现 describe_jurisdiction", "请返回 JurisdictionFacts，说明辖区代码和名称", "plugin.no_facts"
            )
        if not isinstance(facts, JurisdictionFacts):
            raise self._wrong_type("describe_jurisdiction", facts, " JurisdictionFacts")
        if facts.faults:
            raise BrokenPlugin(
                self.code, f"辖区资料不完整（{'；'.join(facts.faults)}）", "请补全 JurisdictionFacts", "plugin.facts"
            )
        if facts.code != self.code:
            problem = f"自称 {facts.code}，入口点名却是 {self.code}"
            raise BrokenPlugin(self.code, problem, "两处写成同一个代码，以免一个辖区冒用另一个的名义", "plugin.code_mismatch")
        return facts

    def _read_folders(self) -> tuple[Path, ...]:
        answers = self._ask("register_data_folders")
        for answer in answers:
            if not isinstance(answer, list | tuple) or not all(isinstance(folder, Path) for folder in answer):
                raise self._wrong_type("register_data_folders", answer, "文件夹（Path）的清单")
        folders = tuple(chain.from_iterable(answers))
        for folder in folders:
            if not folder.is_dir():
                raise BrokenPlugin(
                    self.code, f"数据文件夹 {folder.name} 不存在", "请检查安装包是否带上了数据文件", "plugin.no_folder"
                )
        return folders

    def _read_rulebook(self) -> Rulebook:
        files = [general_files() if folder == GENERAL_FOLDER else RuleFiles(folder) for folder in self.folders]
        try:
            book = assemble(
                self.code,
                instruments=_all(file.instruments for file in files),
                rules=_all(file.rules for file in files),
                enumerations=_all(file.enumerations for file in files),
                provisions=_all(file.provisions for file in files),
                readings=_all(file.readings for file in files),
            )
        except BadData as error:
            raise BrokenPlugin(self.code, error.detail, error.remedy, error.code) from error
        if not book.instruments or not book.provisions:
            raise BrokenPlugin(
                self.code, "没有登记任何文件或条文", "请至少写出 instruments.toml 和 provisions.toml", "plugin.empty"
            )
        return book

    def role_label(self, role: Role) -> str:
        """The office that fills a role here. Errors: BrokenPlugin if the plugin answers with anything but a name."""
        label = self._ask("role_label", role=role)
        if not isinstance(label, str) or not label.strip() or not label.isprintable():
            raise self._wrong_type("role_label", label, "名称或 None")
        return label

    def tell_calendar_imported(self, notice: YearNotice) -> None:
        """Tell the plugin. Errors: BrokenPlugin if it raises or answers."""
        answers = self._ask("on_calendar_imported", notice=notice)
        if answers:
            raise self._wrong_type("on_calendar_imported", answers[0], "空")

    def clock(self, rule_code: str, calendar: Calendar, readings: Readings | None = None) -> Clock:
        """The clock of one rule. `readings` are those of the rulebook unless given. Errors: UnknownRule, RuleGivesNoDate."""
        return Clock(self.rulebook.rule(rule_code), calendar, readings or self.rulebook.readings)


def _all(parts: Iterable[Iterable[Any]]) -> list[Any]:
    return list(chain.from_iterable(parts))


def implementations(plugin: ModuleType) -> dict[str, Callable[..., Any]]:
    """The functions of a plugin that are marked as hook implementations, by name."""
    return {name: function for name, function in inspect.getmembers(plugin, callable) if getattr(function, f"{PROJECT}_impl", None)}


def _manager_of(code: str, plugin: ModuleType) -> pluggy.PluginManager:
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hooks)
    manager.register(defaults, name="core")
    for name, function in implementations(plugin).items():
        options = getattr(function, f"{PROJECT}_impl")
        if options.get("wrapper") or options.get("hookwrapper") or options.get("specname"):
            problem = f"{name} 用了 wrapper 或 specname"
            raise BrokenPlugin(code, problem, "插件只能直接回答挂钩，不能包裹或改名", "plugin.wrapper")
    try:
        manager.register(plugin, name=code)
    except pluggy.PluginValidationError as error:
        raise BrokenPlugin(
            code, f"挂钩的参数不符（{_first_line(error)}）", "请对照 docs/hooks.md 改正参数名", "plugin.arguments"
        ) from error
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        unknown = [name for name in implementations(plugin) if name not in HOOK_KINDS]
        near = near_matches(unknown[0], HOOK_KINDS, most=1) if unknown else []
        hint = f"是否想写 {near[0]}？" if near else ""
        problem = f"没有名为 {'、'.join(unknown)} 的挂钩"
        raise BrokenPlugin(code, problem, f"{hint}全部挂钩见 docs/hooks.md", "plugin.unknown_hook") from error
    return manager


def said(error: BaseException) -> str:
    """What a plugin's error says, in one line; even saying it may fail in a plugin."""
    try:
        text = str(error)
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001  # The boundary of plugin loading.
        text = ""
    return f"{type(error).__name__}：{text}"


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__
