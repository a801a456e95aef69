"""A faulty plugin is refused by its own name, and the plugin beside it answers as before."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING

import pytest

from core.errors import BrokenPlugin, DuhengError, UnknownJurisdiction
from core.law.calendar import Calendar, HolidayBlock, YearNotice
from core.plugin.conformance import check_plugin
from core.plugin.registry import GROUP, Registry
from core.procedure.role import Role

if TYPE_CHECKING:
    from tests.plugin.conftest import Scaffold

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLUGIN, RULES, INSTRUMENTS = "plugin.py", "rules/periods.toml", "instruments.toml"
IMPLEMENTED = "@implement\ndef describe_jurisdiction() -> JurisdictionFacts:\n    return FACTS\n"
NOTICE = YearNotice(2027, (HolidayBlock("元旦", (date(2027, 1, 1),)),))


@dataclass(frozen=True)
class Fault:
    """One passage of a sound plugin replaced by a faulty one, and the code by which it must be refused."""

    name: str
    code: str
    file: str
    old: str
    new: str
    says: str

    def __str__(self) -> str:
        return self.name


FAULTS = [
    Fault("import error", "plugin.import", PLUGIN, "from pathlib", "import no_such_library\nfrom pathlib", "ModuleNotFoundError"),
    Fault("syntax error", "plugin.import", PLUGIN, "FACTS = Juris", "FACTS = = Juris", "SyntaxError"),
    Fault("SystemExit at import", "plugin.import", PLUGIN, "\n\nFACTS", "\nraise SystemExit(0)\n\nFACTS", "SystemExit"),
    Fault("misspelt hook", "plugin.unknown_hook", PLUGIN, "def role_label", "def rolle_label", "没有名为 rolle_label 的挂钩"),
    Fault("hook unlike any", "plugin.unknown_hook", PLUGIN, "def role_label", "def zzz", "没有名为 zzz 的挂钩"),
    Fault("wrong argument name", "plugin.arguments", PLUGIN, "role_label(role:", "role_label(rolle:", "挂钩的参数不符"),
    Fault("superfluous argument", "plugin.arguments", PLUGIN, "(role: Role)", "(role: Role, tenant: str)", "挂钩的参数不符"),
    Fault(
        "wrapper",
        "plugin.wrapper",
        PLUGIN,
        "@implement\ndef role_label",
        "@implement(wrapper=True)\ndef role_label",
        "role_label 用了 wrapper",
    ),
    Fault(
        "old-style wrapper",
        "plugin.wrapper",
        PLUGIN,
        "@implement\ndef role_label",
        "@implement(hookwrapper=True)\ndef role_label",
        "role_label 用了 wrapper",
    ),
    Fault(
        "specname",
        "plugin.wrapper",
        PLUGIN,
        "@implement\ndef role_label",
        '@implement(specname="role_label")\ndef office_label',
        "office_label 用了 wrapper 或 specname",
    ),
    Fault("no description", "plugin.no_facts", PLUGIN, IMPLEMENTED, "", "没有实现 describe_jurisdiction"),
    Fault("no facts", "plugin.no_facts", PLUGIN, "return FACTS", "return None", "没有实现 describe_jurisdiction"),
    Fault("blank name", "plugin.facts", PLUGIN, 'name="某区", full', 'name=" ", full', "name 未填写"),
    Fault("no name at all", "plugin.facts", PLUGIN, 'name="某区", full', "name=None, full", "name 未填写"),
    Fault("level as text", "plugin.facts", PLUGIN, "level=Level.DISTRICT", "level='district'", "level 应为 Level 的成员"),
    Fault("hook ends the process", "plugin.raises", PLUGIN, "return FACTS", "raise SystemExit(0)", "SystemExit"),
    Fault(
        "error that cannot be told",
        "plugin.raises",
        PLUGIN,
        "return FACTS",
        "raise type('E', (Exception,), {'__str__': lambda _: exit(7)})()",
        "describe_jurisdiction 抛出 E",
    ),
    Fault(
        "attribute that ends the process",
        "plugin.fault",
        PLUGIN,
        "\n\nFACTS",
        "\nTRAP = type('T', (), {'__getattr__': lambda *_: exit(3), '__call__': lambda _: None})()\n\nFACTS",
        "SystemExit",
    ),
    Fault("number that is none", "data.type", RULES, "amount = 2\n", "amount = nan\n", "的值 NaN 不是数字"),
    Fault("short division code", "plugin.facts", PLUGIN, '"599901"', '"5999"', "division_code 应为六位行政区划代码"),
    Fault("code in capitals", "plugin.facts", PLUGIN, 'code="north"', 'code="North"', "code 应为小写字母开头的短名"),
    Fault("code of another", "plugin.code_mismatch", PLUGIN, 'code="north"', 'code="south"', "自称 south，入口点名却是 north"),
    Fault("hook raises", "plugin.raises", PLUGIN, "return FACTS", "raise LookupError('none')", "LookupError：none"),
    Fault("folder hook raises", "plugin.raises", PLUGIN, "return [Path(__file__).parent]", "return [1 / 0]", "ZeroDivisionError"),
    Fault(
        "description of another type",
        "plugin.wrong_type",
        PLUGIN,
        "return FACTS",
        "return {'code': 'north'}",
        "describe_jurisdiction 返回了 dict",
    ),
    Fault(
        "folder as text",
        "plugin.wrong_type",
        PLUGIN,
        "return [Path(__file__).parent]",
        "return __file__",
        "register_data_folders 返回了 str",
    ),
    Fault(
        "folders as texts",
        "plugin.wrong_type",
        PLUGIN,
        "return [Path(__file__).parent]",
        "return [__file__]",
        "register_data_folders 返回了 list",
    ),
    Fault("missing folder", "plugin.no_folder", PLUGIN, "(__file__).parent]", "(__file__).parent / 'laws']", "laws 不存在"),
    Fault("no data", "plugin.empty", PLUGIN, "return [Path(__file__).parent]", "return []", "没有登记任何文件或条文"),
    Fault(
        "uncited value",
        "data.uncited",
        RULES,
        'amount = 2\nsource = { instrument = "N.OP", article = "第五条" }',
        "amount = 2",
        "缺失，数值没有出处",
    ),
    Fault(
        "instrument of another jurisdiction",
        "data.foreign_instrument",
        RULES,
        'amount = 2\nsource = { instrument = "N.OP"',
        'amount = 2\nsource = { instrument = "S.OP"',
        "S.OP 不是本辖区登记的文件",
    ),
    Fault("same rule twice", "data.duplicate_key", RULES, '["inspection.team"]', '["work_report.submit"]', "重复定义了同一个键"),
    Fault("unknown unit", "data.unknown_unit", RULES, 'unit = "person"', 'unit = "persons"', "'persons' 不是已知的单位"),
    Fault(
        "value before in force",
        "data.before_in_force",
        RULES,
        "from = 2022-04-01\namount = 20",
        "from = 2022-03-31\namount = 20",
        "早于《监督意见书试行办法》的施行日 2022-04-01",
    ),
    Fault("unknown provision", "data.unknown_provision", RULES, '["N-05"]', '["N-55"]', "指向的条文 N-55 不存在"),
    Fault(
        "unknown causes of pause",
        "data.unknown_enumeration",
        RULES,
        '"opinion.pause_cause"',
        '"opinion.cause"',
        "opinion.cause 不存在",
    ),
    Fault("unknown key", "data.unknown_key", RULES, "amount = 2\n", "amount = 2\nnumber = 2\n", "number 是不认识的键"),
    Fault("reading of no rule", "data.unknown_rule", "readings.toml", 'touches = ["opinion', 'touches = ["opinions', "不存在"),
    Fault("endless TOML", "data.syntax", "readings.toml", "[[reading]]", f"x = {'[' * 50_000}\n[[reading]]", "嵌套过深"),
    Fault("period of a lifetime", "data.range", RULES, "amount = 20\n", "amount = 50000\n", "大于 3660"),
    Fault("broken TOML", "data.syntax", INSTRUMENTS, "[[instrument]]", "[[instrument", "不是有效的 TOML"),
]

every_fault = pytest.mark.parametrize("fault", FAULTS, ids=str)


def due_beside(registry: Registry, calendar: Calendar) -> date | None:
    """What the sound plugin answers about a letter served on 14 September 2026."""
    return registry.get("south").clock("opinion.rectify", calendar).due(date(2026, 9, 14)).on


def refusal_of(registry: Registry, code: str = "north") -> BrokenPlugin:
    """The refusal of a plugin that must not load."""
    with pytest.raises(BrokenPlugin) as refused:
        registry.get(code)
    return refused.value


def assert_clear(error: DuhengError) -> None:
    """One line of Chinese with cause and remedy, joined without doubled full stops."""
    assert CHINESE.search(error.detail)
    assert CHINESE.search(error.remedy)
    assert "\n" not in str(error)
    assert "。。" not in str(error)


@pytest.fixture
def beside(scaffold: Callable[[str], Scaffold]) -> EntryPoint:
    """The entry point of a sound plugin."""
    return scaffold("south").point


@pytest.fixture
def north(scaffold: Callable[[str], Scaffold]) -> Scaffold:
    """A sound plugin about to be broken."""
    return scaffold("north")


class TestASoundPlugin:
    def test_it_loads_and_answers(self, north: Scaffold, calendar: Calendar) -> None:
        jurisdiction = Registry([north.point]).get("north")
        assert jurisdiction.clock("opinion.rectify", calendar).due(date(2026, 9, 14)).on == date(2026, 10, 16)

    def test_nothing_is_found_in_it(self, north: Scaffold) -> None:
        assert check_plugin("north", Registry([north.point])) == ()

    def test_the_office_it_names_is_its_own_and_the_others_are_general(self, north: Scaffold) -> None:
        jurisdiction = Registry([north.point]).get("north")
        assert jurisdiction.role_label(Role.JUSTICE_BUREAU) == "区司法局"
        assert jurisdiction.role_label(Role.AGENCY) == Role.AGENCY.label

    def test_it_is_told_of_an_imported_notice(self, north: Scaffold) -> None:
        north.edit(PLUGIN, "    return None\n", "    TOLD.append(notice)\n\n\nTOLD = []\n")
        registry = Registry([north.point])
        registry.get("north").tell_calendar_imported(NOTICE)
        assert north.point.load().TOLD == [NOTICE]

    def test_it_loads_without_the_hooks_that_have_a_default(self, north: Scaffold) -> None:
        north.write(PLUGIN, north.read(PLUGIN).partition("@implement\ndef role_label")[0])
        registry = Registry([north.point])
        assert registry.get("north").role_label(Role.JUSTICE_BUREAU) == Role.JUSTICE_BUREAU.label
        assert check_plugin("north", registry) == ()

    def test_it_is_loaded_once(self, north: Scaffold) -> None:
        registry = Registry([north.point])
        assert registry.get("north") is registry.get("north")


class TestAFaultyPlugin:
    @every_fault
    def test_it_is_refused_by_its_own_code(self, fault: Fault, north: Scaffold) -> None:
        north.edit(fault.file, fault.old, fault.new)
        error = refusal_of(Registry([north.point]))
        assert (error.code, error.jurisdiction) == (fault.code, "north")

    @every_fault
    def test_the_refusal_says_in_chinese_what_is_wrong_and_what_to_do(self, fault: Fault, north: Scaffold) -> None:
        north.edit(fault.file, fault.old, fault.new)
        error = refusal_of(Registry([north.point]))
        assert fault.says in error.problem
        assert_clear(error)

    @every_fault
    def test_the_plugin_beside_it_answers_the_same(
        self, fault: Fault, north: Scaffold, beside: EntryPoint, calendar: Calendar
    ) -> None:
        alone = due_beside(Registry([beside]), calendar)
        north.edit(fault.file, fault.old, fault.new)
        registry = Registry([north.point, beside])
        refusal_of(registry)
        assert due_beside(registry, calendar) == alone == date(2026, 10, 16)

    @every_fault
    def test_the_check_of_plugins_finds_exactly_that(self, fault: Fault, north: Scaffold) -> None:
        north.edit(fault.file, fault.old, fault.new)
        assert [finding.code for finding in check_plugin("north", Registry([north.point]))] == [fault.code]

    def test_a_misspelt_hook_is_answered_with_the_hook_that_was_meant(self, north: Scaffold) -> None:
        north.edit(PLUGIN, "def role_label", "def rolle_label")
        assert "是否想写 role_label？" in refusal_of(Registry([north.point])).remedy

    def test_a_fault_in_the_data_names_file_and_key(self, north: Scaffold) -> None:
        north.edit(RULES, 'unit = "person"', 'unit = "persons"')
        assert "north/rules/periods.toml：[inspection.team].unit" in refusal_of(Registry([north.point])).problem

    def test_the_same_refusal_is_told_again_without_loading_again(self, north: Scaffold) -> None:
        north.edit(PLUGIN, "return FACTS", "raise LookupError('none')")
        registry = Registry([north.point])
        assert refusal_of(registry) is refusal_of(registry)

    def test_it_is_not_among_the_usable_ones(self, north: Scaffold, beside: EntryPoint) -> None:
        north.edit(PLUGIN, "return FACTS", "return None")
        registry = Registry([north.point, beside])
        assert registry.codes == ("north", "south")
        assert [jurisdiction.code for jurisdiction in registry.usable()] == ["south"]


class TestCodesUsedTwice:
    def test_a_rule_in_two_files_is_refused(self, north: Scaffold) -> None:
        north.write("rules/second.toml", north.read(RULES))
        error = refusal_of(Registry([north.point]))
        assert error.code == "data.duplicate_code"
        assert_clear(error)

    @pytest.mark.parametrize("file", [INSTRUMENTS, "provisions.toml", "enumerations.toml", "readings.toml"])
    def test_an_entry_that_stands_twice_is_refused(self, file: str, north: Scaffold) -> None:
        north.add(file, "\n" + north.read(file))
        assert refusal_of(Registry([north.point])).code == "data.duplicate_code"

    def test_a_general_reading_is_not_registered_a_second_time(self, north: Scaffold) -> None:
        north.edit("readings.toml", '"opinion.from"', '"period.compute"')
        assert refusal_of(Registry([north.point])).code == "data.duplicate_code"

    def test_two_folders_of_one_plugin_hold_different_codes(self, north: Scaffold) -> None:
        north.edit(PLUGIN, "return [Path(__file__).parent]", "return [Path(__file__).parent] * 2")
        assert refusal_of(Registry([north.point])).code == "data.duplicate_code"

    def test_two_folders_of_one_plugin_may_complete_each_other(self, north: Scaffold) -> None:
        north.edit(PLUGIN, "return [Path(__file__).parent]", "return [Path(__file__).parent, Path(__file__).parent / 'more']")
        north.write("more/instruments.toml", north.read(INSTRUMENTS).replace("N.OP", "N.MORE"))
        book = Registry([north.point]).get("north").rulebook
        assert list(book.instruments) == ["N.OP", "N.MORE"]


class TestHooksThatAreAskedLater:
    @pytest.mark.parametrize("answer", ["3", "''", "'  '", "['区司法局']"])
    def test_an_office_that_is_no_name_is_refused(self, answer: str, north: Scaffold) -> None:
        north.edit(PLUGIN, 'return {Role.JUSTICE_BUREAU: "区司法局"}.get(role)', f"return {answer}")
        with pytest.raises(BrokenPlugin, match="role_label 返回了") as refused:
            Registry([north.point]).get("north").role_label(Role.AGENCY)
        assert refused.value.code == "plugin.wrong_type"
        assert_clear(refused.value)

    def test_an_office_hook_that_raises_is_refused(self, north: Scaffold) -> None:
        north.edit(PLUGIN, '{Role.JUSTICE_BUREAU: "区司法局"}.get(role)', "{}[role]")
        with pytest.raises(BrokenPlugin, match="role_label 抛出 KeyError") as refused:
            Registry([north.point]).get("north").role_label(Role.AGENCY)
        assert refused.value.code == "plugin.raises"

    def test_an_observer_that_answers_is_refused(self, north: Scaffold) -> None:
        north.edit(PLUGIN, "    return None\n", "    return notice\n")
        with pytest.raises(BrokenPlugin, match="on_calendar_imported 返回了 YearNotice") as refused:
            Registry([north.point]).get("north").tell_calendar_imported(NOTICE)
        assert refused.value.code == "plugin.wrong_type"
        assert_clear(refused.value)

    def test_an_observer_that_raises_is_refused(self, north: Scaffold) -> None:
        north.edit(PLUGIN, "    return None\n", "    raise OSError('full')\n")
        with pytest.raises(BrokenPlugin, match="on_calendar_imported 抛出 OSError") as refused:
            Registry([north.point]).get("north").tell_calendar_imported(NOTICE)
        assert refused.value.code == "plugin.raises"

    def test_what_one_answers_wrongly_later_changes_nothing_beside_it(
        self, north: Scaffold, beside: EntryPoint, calendar: Calendar
    ) -> None:
        north.edit(PLUGIN, "    return None\n", "    raise OSError('full')\n")
        registry = Registry([north.point, beside])
        with pytest.raises(BrokenPlugin):
            registry.get("north").tell_calendar_imported(NOTICE)
        registry.get("south").tell_calendar_imported(NOTICE)
        assert due_beside(registry, calendar) == date(2026, 10, 16)


class TestEntryPoints:
    def test_two_plugins_with_one_name_are_both_refused(self, north: Scaffold, beside: EntryPoint, calendar: Calendar) -> None:
        rival = EntryPoint("north", beside.value, GROUP)
        registry = Registry([north.point, rival, beside])
        error = refusal_of(registry)
        assert error.code == "plugin.ambiguous"
        assert north.module in error.problem
        assert beside.value in error.problem
        assert_clear(error)
        assert due_beside(registry, calendar) == date(2026, 10, 16)

    def test_one_plugin_announced_twice_is_one_plugin(self, north: Scaffold) -> None:
        assert Registry([north.point, north.point]).get("north").code == "north"

    def test_an_entry_point_that_is_no_module_is_refused(self, north: Scaffold, beside: EntryPoint, calendar: Calendar) -> None:
        registry = Registry([EntryPoint("north", f"{north.module}:FACTS", GROUP), beside])
        error = refusal_of(registry)
        assert error.code == "plugin.not_module"
        assert_clear(error)
        assert due_beside(registry, calendar) == date(2026, 10, 16)

    def test_an_entry_point_to_nothing_is_refused(self, beside: EntryPoint, calendar: Calendar) -> None:
        registry = Registry([EntryPoint("north", "no_such_package.plugin", GROUP), beside])
        assert refusal_of(registry).code == "plugin.import"
        assert due_beside(registry, calendar) == date(2026, 10, 16)

    def test_an_unknown_name_is_answered_with_the_near_one(self, north: Scaffold) -> None:
        with pytest.raises(UnknownJurisdiction, match="没有名为 'nort' 的辖区") as refused:
            Registry([north.point]).get("nort")
        assert refused.value.remedy == "相近的有：north"

    def test_the_name_of_the_place_is_answered_with_its_code(self, north: Scaffold) -> None:
        with pytest.raises(UnknownJurisdiction) as refused:
            Registry([north.point]).get("某区")
        assert refused.value.remedy == "相近的有：north"

    def test_a_name_unlike_any_is_answered_with_all_there_are(self, north: Scaffold, beside: EntryPoint) -> None:
        with pytest.raises(UnknownJurisdiction) as refused:
            Registry([north.point, beside]).get("zzz")
        assert refused.value.remedy == "现有辖区：north、south"

    def test_without_any_plugin_the_refusal_says_so(self) -> None:
        with pytest.raises(UnknownJurisdiction) as refused:
            Registry([]).get("north")
        assert refused.value.remedy == "现有辖区：（一个也没有安装）"
