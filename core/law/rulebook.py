"""Everything one jurisdiction states: instruments, rules, lists, provisions and readings, looked up by code.

Holds data and answers questions about it; reads no file and counts no day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from core.errors import RuleNotInForce, UnknownList, UnknownRule
from core.law.citation import Citation, Instrument
from core.law.reading import Readings
from core.law.rule import Rule, RuleValue
from core.near import near_matches
from core.vocabulary import Labelled

SILENT = "本辖区未规定"
"""What a reader sees where a jurisdiction gives no rule. Never zero, never another district's number."""


class Aspect(Labelled):
    """What a provision contains."""

    PERIOD = "period", "期限"
    EXTENSION = "extension", "延长"
    PAUSE = "pause", "中止扣除"
    QUANTITY = "quantity", "数量"
    LIST = "list", "清单"
    CONSEQUENCE = "consequence", "后果"
    DOCUMENT = "document", "文书"
    ACT = "act", "职责"
    PROHIBITION = "prohibition", "禁止"
    DEFINITION = "definition", "定义"
    PRINCIPLE = "principle", "原则"
    IN_FORCE = "in_force", "施行"


BY_RULE = frozenset({Aspect.PERIOD, Aspect.EXTENSION, Aspect.PAUSE, Aspect.QUANTITY})
BY_LIST = frozenset({Aspect.LIST})
BY_RUNNING_CODE = frozenset({Aspect.CONSEQUENCE, Aspect.DOCUMENT, Aspect.ACT, Aspect.PROHIBITION})
STRICT = BY_RULE | BY_LIST | {Aspect.CONSEQUENCE, Aspect.DOCUMENT}
"""Aspects that no sentence can close: only data or code that runs."""
BY_STATEMENT = frozenset({Aspect.DEFINITION, Aspect.PRINCIPLE, Aspect.IN_FORCE})


class Need(Labelled):
    """The kind of running thing that a provision waits for."""

    STEP = "step", "办理步骤"
    GUARD = "guard", "把关条件"
    REGISTER = "register", "登记核验"
    REPORT = "report", "报表"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list. `number` is as printed, without brackets: 一, 1, 二十."""

    number: str
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list of a text. `running` says that the numbers are our count, because the text prints none."""

    code: str
    title: str
    citation: Citation
    items: tuple[Item, ...]
    provisions: tuple[str, ...] = ()
    running: bool = False
    missing: tuple[str, ...] = ()
    note: str | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Provision:
    """An article, or an item that carries a rule of its own, and what must implement it."""

    id: str
    citation: Citation
    label: str
    carries: tuple[Aspect, ...]
    needs: Need | None = None
    because: str | None = None
    file: str = ""


@dataclass(frozen=True)
class Rulebook:
    """The law of one jurisdiction as data. Mappings keep the order of the files."""

    jurisdiction: str
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    enumerations: Mapping[str, Enumeration] = field(default_factory=dict)
    provisions: Mapping[str, Provision] = field(default_factory=dict)
    readings: Readings = field(default_factory=lambda: Readings(()))

    def rule(self, code: str) -> Rule:
        """The rule with this code, as printed (before readings).

        Whether other jurisdictions regulate the point plays no part: no answer may depend on another plugin.
        Errors: UnknownRule, with near matches.
        """
        found = self.rules.get(code)
        if found is not None:
            return found
        near = near_matches(code, self.rules)
        hint = f"若是名称写错，相近的有：{'、'.join(near)}" if near else "若是名称写错，可用 duheng rules 查看本辖区的全部规则"
        raise UnknownRule(f"规则 {code}：{SILENT}", f"{hint}；别处的规定不能移用")

    def enumeration(self, code: str) -> Enumeration:
        """The list with this code. Errors: UnknownList, with near matches."""
        found = self.enumerations.get(code)
        if found is not None:
            return found
        near = near_matches(code, self.enumerations)
        hint = f"若是名称写错，相近的有：{'、'.join(near)}" if near else "若是名称写错，可用 duheng law lists 查看本辖区的全部清单"
        raise UnknownList(f"清单 {code}：{SILENT}", hint)

    def rules_on(self, day: date) -> tuple[tuple[Rule, RuleValue], ...]:
        """The rules that say something on a day, each with its value."""
        return tuple((rule, value) for rule in self.rules.values() if (value := rule.value_on(day)) is not None)


def value_in_force(rule: Rule, day: date) -> RuleValue:
    """The value of a rule on a day. Errors: RuleNotInForce, with the first day and its source."""
    value = rule.value_on(day)
    if value is not None:
        return value
    if day < rule.first_day:
        citation = rule.values[0].citation
        raise RuleNotInForce(
            f"{rule.title}的规定自 {rule.first_day} 起施行，{day} 尚无效力",
            f"请核对日期；{rule.first_day} 之前的事项按当时的规定办理，本系统没有当时的规定",
            str(citation),
        )
    last = rule.values[-1]
    raise RuleNotInForce(f"{rule.title}的规定到 {last.until} 为止，{day} 已失效", "请核对日期，或载入新的规定", str(last.citation))
