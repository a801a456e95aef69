"""The strict loader: a folder of TOML files becomes the data of one jurisdiction, or one named error.

The format is described in docs/jurisdiction-data.md. Knows no jurisdiction.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeVar

from core.errors import BadData
from core.law.citation import Citation, HigherLaw, Instrument
from core.law.event import StartEvent
from core.law.reading import CHANGEABLE, Effect, Option, Reading, Touch, cast_change
from core.law.rule import (
    PERIOD_UNITS,
    SOFT_UNITS,
    Band,
    Compare,
    Extension,
    Kind,
    PauseGround,
    ReportingYear,
    Rule,
    RuleValue,
    Unit,
    Within,
)
from core.law.rulebook import Aspect, Enumeration, Item, Need, Provision
from core.law.strict import Table, parse_toml
from core.procedure.role import Role


class Named(Protocol):
    """Something read from a file, which it remembers for messages."""

    @property
    def file(self) -> str:
        """The folder and file name."""


_Entry = TypeVar("_Entry", bound=Named)


class RuleFiles:
    """The data files below one folder. Every property reads its files once and checks them alone and against each other.

    Errors of every property: BadData, naming file, key and remedy.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _tables(self, name: str) -> dict[str, Any]:
        path = self.folder / name
        shown = f"{self.folder.name}/{name}"
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise BadData(shown, "全文", f"读不到（{error.strerror}）", "请检查文件是否存在、权限是否正确", "data.unreadable") from error
        except UnicodeDecodeError as error:
            raise BadData(shown, "全文", "不是 UTF-8 编码", "请另存为 UTF-8", "data.encoding") from error
        return parse_toml(text, shown)

    def _entries(self, name: str, key: str) -> Iterator[Table]:
        """The `[[key]]` tables of one file, which may hold nothing else; a file that is not there holds none."""
        if not (self.folder / name).exists():
            return
        whole = Table(self._tables(name), f"{self.folder.name}/{name}", "")
        found = list(whole.tables(key))
        whole.done()
        yield from found

    @cached_property
    def instruments(self) -> tuple[Instrument, ...]:
        """instruments.toml."""
        found: dict[str, Instrument] = {}
        for table in self._entries("instruments.toml", "instrument"):
            instrument = _instrument(table)
            if instrument.code in found:
                raise table.fail("code", f"的 {instrument.code} 已经用过", "一份文件只登记一次", "data.duplicate_code")
            found[instrument.code] = instrument
        return tuple(found.values())

    @cached_property
    def _by_code(self) -> Mapping[str, Instrument]:
        return {instrument.code: instrument for instrument in self.instruments}

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """rules/*.toml, files in the order of their names."""
        found: dict[str, Rule] = {}
        for path in sorted((self.folder / "rules").glob("*.toml")):
            name = f"rules/{path.name}"
            for code, values in self._tables(name).items():
                table = Table(values, f"{self.folder.name}/{name}", f"[{code}]")
                if code in found:
                    raise table.fail("", f"已在 {found[code].file} 定义", "同一规则只写一处；数值变化写成新的 values", "data.duplicate_code")
                found[code] = _rule(code, table, self._by_code)
        return tuple(found.values())

    @cached_property
    def enumerations(self) -> tuple[Enumeration, ...]:
        """enumerations.toml."""
        return _unique(
            (_enumeration(table, self._by_code) for table in self._entries("enumerations.toml", "enumeration")),
            lambda enumeration: enumeration.code,
            "清单",
        )

    @cached_property
    def provisions(self) -> tuple[Provision, ...]:
        """provisions.toml."""
        return _unique(
            (_provision(table, self._by_code) for table in self._entries("provisions.toml", "provision")),
            lambda provision: provision.id,
            "条文",
        )

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """readings.toml."""
        found: dict[str, Reading] = {}
        for table in self._entries("readings.toml", "reading"):
            reading = _reading(table, self._by_code)
            for name in (reading.id, reading.key):
                if name in found:
                    raise table.fail("id", f"的 {name} 已经用过", "每处歧义的编号和键各只用一次", "data.duplicate_code")
            found[reading.id] = found[reading.key] = reading
        return tuple(dict.fromkeys(found.values()))


def _unique(entries: Iterator[_Entry], code_of: Callable[[_Entry], str], what: str) -> tuple[_Entry, ...]:
    found: dict[str, _Entry] = {}
    for entry in entries:
        code = code_of(entry)
        if code in found:
            raise BadData(entry.file, code, f"重复（{what}代码已用过）", "每个代码只用一次", "data.duplicate_code")
        found[code] = entry
    return tuple(found.values())


def _instrument(table: Table) -> Instrument:
    instrument = Instrument(
        code=table.text("code"),
        title=table.text("title"),
        number=table.text("number", None),
        issuer=table.text("issuer"),
        issued=table.day("issued", None),
        in_force=table.day("in_force"),
        commencement=table.text("commencement", None),
        higher_laws=tuple(HigherLaw(title) for title in table.texts("higher_laws", ())),
        in_force_unverified=table.text("in_force_unverified", None),
        superseded_by=table.text("superseded_by", None),
    )
    table.done()
    if instrument.issued and instrument.in_force < instrument.issued:
        raise table.fail("in_force", f"的 {instrument.in_force} 早于印发日 {instrument.issued}", "请核对施行日期", "data.dates")
    return instrument


def _citation(table: Table, instruments: Mapping[str, Instrument]) -> Citation:
    code = table.text("instrument")
    if code not in instruments:
        known = "、".join(instruments) or "（没有登记任何文件）"
        raise table.fail("instrument", f"的 {code} 不是本辖区登记的文件", f"本辖区的文件：{known}", "data.foreign_instrument")
    citation = Citation(
        instrument=instruments[code],
        article=table.text("article"),
        paragraph=table.take("paragraph", int, "款数", None),
        item=table.text("item", None),
    )
    return citation


def _source(table: Table, instruments: Mapping[str, Instrument]) -> Citation:
    if not table.has("source"):
        raise table.fail("source", "缺失，数值没有出处", "请写明 source = { instrument = …, article = … }", "data.uncited")
    source = table.table("source")
    citation = _citation(source, instruments)
    source.done()
    return citation


def _unit(table: Table) -> Unit:
    unit = table.text("unit")
    if unit not in list(Unit):
        known = "、".join(Unit)
        raise table.fail("unit", f"的值 {unit!r} 不是已知的单位", f"可用的单位：{known}", "data.unknown_unit")
    return Unit(unit)


def _kind(table: Table, unit: Unit) -> Kind:
    if table.has("kind"):
        kind: Kind = table.choice("kind", Kind)
        if kind not in (Kind.DEDUCTION, Kind.BANDS):
            raise table.fail("kind", f"的值 {kind} 由单位决定", "删去 kind；只有 deduction 和 bands 需要写", "data.vocabulary")
        return kind
    if unit in PERIOD_UNITS:
        return Kind.PERIOD
    if unit is Unit.FIXED_DATE:
        return Kind.FIXED_DATE
    return Kind.SOFT if unit in SOFT_UNITS else Kind.LIMIT


def _rule(code: str, table: Table, instruments: Mapping[str, Instrument]) -> Rule:
    unit = _unit(table)
    kind = _kind(table, unit)
    title = table.text("title")
    by = table.choice("by", Role, None)
    starts = table.choice("starts", StartEvent, None)
    provisions = table.texts("provisions", ())
    values = tuple(_value(entry, kind, unit, instruments) for entry in table.tables("values"))
    table.done()
    if not values:
        raise table.fail("values", "是空的", "请至少写一段带 from 和 source 的数值", "data.missing")
    if kind is Kind.PERIOD and starts is None:
        raise table.fail("starts", "缺失，期限没有起算事件", "请写明 starts（起算事件）", "data.missing")
    _check_order(table, values)
    return Rule(code, title, kind, unit, values, provisions, by, starts, table.file)


def _check_order(table: Table, values: tuple[RuleValue, ...]) -> None:
    """A value without `until` lasts until the next one begins; one with `until` must end before."""
    for earlier, later in zip(values, values[1:], strict=False):
        if later.from_day <= earlier.from_day:
            raise table.fail(
                "values", f"的 {later.from_day} 不晚于前一段的 {earlier.from_day}", "各段按 from 从早到晚排列，不得重叠", "data.overlap"
            )
        if earlier.until is not None and earlier.until >= later.from_day:
            raise table.fail("values", f"两段在 {later.from_day} 重叠", f"请把前一段的 until 改到 {later.from_day} 之前", "data.overlap")


def _value(table: Table, kind: Kind, unit: Unit, instruments: Mapping[str, Instrument]) -> RuleValue:
    citation = _source(table, instruments)
    from_day: date = table.day("from")
    until: date | None = table.day("until", None)
    instrument = citation.instrument
    if from_day < instrument.in_force:
        raise table.fail(
            "from",
            f"的 {from_day} 早于《{instrument.title}》的施行日 {instrument.in_force}",
            "请改为施行日或其后的日期",
            "data.before_in_force",
        )
    if until is not None and until < from_day:
        raise table.fail("until", f"的 {until} 早于 from", "请核对起止日期", "data.dates")
    facts = _FACTS[kind](table, unit, instruments)
    table.done()
    return RuleValue(from_day=from_day, citation=citation, until=until, **facts)


def _whole(table: Table, key: str, least: int) -> int:
    number: int = table.take(key, int, "整数")
    if number < least:
        raise table.fail(key, f"的值 {number} 小于 {least}", "请核对原文的数字", "data.range")
    return number


def _decimal(table: Table, key: str) -> Decimal:
    number = table.number(key)
    if number < 0:
        raise table.fail(key, f"的值 {number} 是负数", "请写正数", "data.range")
    return Decimal(number)


def _period(table: Table, unit: Unit, instruments: Mapping[str, Instrument]) -> dict[str, Any]:
    facts: dict[str, Any] = {"amount": Decimal(_whole(table, "amount", 1))}
    if table.has("extension"):
        entry = table.table("extension")
        facts["extension"] = Extension(
            cap=_whole(entry, "cap", 1),
            citation=_source(entry, instruments),
            by=entry.choice("by", Role, None),
            tell=tuple(_role(entry, code) for code in entry.texts("tell", ())),
            soft=entry.take("soft", bool, "true 或 false", False),
        )
        entry.done()
    if table.has("pause"):
        entry = table.table("pause")
        facts["pause"] = PauseGround(causes=entry.text("causes"), citation=_source(entry, instruments))
        entry.done()
    return facts


def _role(table: Table, code: str) -> Role:
    if code not in list(Role):
        raise table.fail("tell", f"的 {code!r} 不是已知的角色", f"可用的角色：{'、'.join(Role)}", "data.vocabulary")
    return Role(code)


def _month_day(table: Table, key: str) -> tuple[int, int]:
    text = table.text(key)
    try:
        # A leap year, so that 02-29 is a day; the clock clamps it in other years.
        day = date.fromisoformat(f"2024-{text}")
    except ValueError:
        raise table.fail(key, f"的值 {text!r} 不是月日", "请写成 \"01-31\"", "data.type") from None
    return day.month, day.day


def _fixed_date(table: Table, unit: Unit, instruments: Mapping[str, Instrument]) -> dict[str, Any]:
    month, day = _month_day(table, "date")
    facts: dict[str, Any] = {"month": month, "day": day, "year": table.choice("year", ReportingYear)}
    if table.has("opens"):
        facts["opens"] = _month_day(table, "opens")
        if facts["opens"] > (month, day):
            raise table.fail("opens", "晚于 date", "窗口的首日应在末日之前", "data.dates")
    return facts


def _soft(table: Table, unit: Unit, instruments: Mapping[str, Instrument]) -> dict[str, Any]:
    return {"word": table.text("word")}


def _limit(table: Table, unit: Unit, instruments: Mapping[str, Instrument]) -> dict[str, Any]:
    compare = table.choice("compare", Compare)
    facts: dict[str, Any] = {"compare": compare, "amount": _decimal(table, "amount")}
    if compare is Compare.BETWEEN:
        facts["upper"] = _decimal(table, "upper")
        if facts["upper"] <= facts["amount"]:
            raise table.fail("upper", "不大于 amount", "between 的上限应大于下限", "data.range")
    facts["within"] = table.choice("within", Within, None)
    return facts


def _deduction(table: Table, unit: Unit, instruments: Mapping[str, Instrument]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "amount": _decimal(table, "amount"),
        "per": table.text("per", None),
        "flat": table.take("flat", bool, "true 或 false", False),
        "cap": _decimal(table, "cap") if table.has("cap") else None,
    }
    if (facts["per"] is None) == (not facts["flat"]):
        raise table.fail("per", "与 flat 应当恰有其一", "按件扣的写 per，一次性扣的写 flat = true", "data.missing")
    return facts


def _bands(table: Table, unit: Unit, instruments: Mapping[str, Instrument]) -> dict[str, Any]:
    found = []
    for entry in table.tables("bands"):
        found.append(Band(entry.text("code"), entry.text("label"), _decimal(entry, "at_least"), entry.text("printed")))
        entry.done()
    bounds = [band.at_least for band in found]
    if not found or bounds[-1] != 0 or any(upper <= lower for upper, lower in zip(bounds, bounds[1:], strict=False)):
        raise table.fail("bands", "没有从高到低排到 0", "各档按 at_least 从高到低，最后一档为 0，不留空档", "data.overlap")
    return {"bands": tuple(found)}


_FACTS: dict[Kind, Callable[[Table, Unit, Mapping[str, Instrument]], dict[str, Any]]] = {
    Kind.PERIOD: _period,
    Kind.FIXED_DATE: _fixed_date,
    Kind.SOFT: _soft,
    Kind.LIMIT: _limit,
    Kind.DEDUCTION: _deduction,
    Kind.BANDS: _bands,
}


def _enumeration(table: Table, instruments: Mapping[str, Instrument]) -> Enumeration:
    items = []
    for entry in table.take("items", list, "[[编号, 代码, 名称], …]"):
        if not (isinstance(entry, list) and len(entry) == 3 and all(isinstance(part, str) and part for part in entry)):
            raise table.fail("items", f"中的 {entry!r} 不是 [编号, 代码, 名称]", "三项都写成带引号的文字", "data.type")
        items.append(Item(*entry))
    enumeration = Enumeration(
        code=table.text("code"),
        title=table.text("title"),
        citation=_source(table, instruments),
        items=tuple(items),
        provisions=table.texts("provisions", ()),
        running=table.take("running", bool, "true 或 false", False),
        missing=table.texts("missing", ()),
        note=table.text("note", None),
        file=table.file,
    )
    table.done()
    codes = [item.code for item in items]
    for code in codes:
        if codes.count(code) > 1:
            raise table.fail("items", f"中 {code} 出现两次", "清单内代码不重复", "data.duplicate_code")
    numbers = [item.number for item in items]
    for number in numbers:
        if numbers.count(number) > 1 or number in enumeration.missing:
            raise table.fail(
                "items", f"的编号 {number} 重复或被列为原文所缺", "同一编号印了两次的拆成两份清单", "data.duplicate_number"
            )
    return enumeration


def _provision(table: Table, instruments: Mapping[str, Instrument]) -> Provision:
    carries = []
    for code in table.texts("carries"):
        if code not in list(Aspect):
            raise table.fail("carries", f"中的 {code!r} 不认识", f"可用的：{'、'.join(Aspect)}", "data.vocabulary")
        carries.append(Aspect(code))
    provision = Provision(
        id=table.text("id"),
        citation=_citation(table, instruments),
        label=table.text("label"),
        carries=tuple(carries),
        needs=table.choice("needs", Need, None),
        because=table.text("because", None),
        file=table.file,
    )
    table.done()
    return provision


def _touch(table: Table) -> Touch:
    units = table.texts("units", ())
    starts = table.texts("starts", ())
    for key, codes, kind in (("units", units, Unit), ("starts", starts, StartEvent)):
        for code in codes:
            if code not in list(kind):
                raise table.fail(key, f"中的 {code!r} 不在词表内", f"可用的值：{'、'.join(kind)}", "data.vocabulary")
    touch = Touch(
        units=frozenset(Unit(code) for code in units),
        starts=frozenset(StartEvent(code) for code in starts),
        pausable=table.take("pausable", bool, "true 或 false", False),
        extendable=table.take("extendable", bool, "true 或 false", False),
        everything=table.take("everything", bool, "true 或 false", False),
    )
    table.done()
    return touch


def _option(code: str, table: Table) -> Option:
    label = table.text("label")
    changes = []
    if table.has("set"):
        for key, value in table.take("set", dict, "一段表").items():
            if key not in CHANGEABLE:
                raise table.fail(f"set.{key}", "不能由读法改变", f"可以改变的：{'、'.join(CHANGEABLE)}", "data.unknown_key")
            try:
                changes.append((key, cast_change(key, value)))
            except (ValueError, ArithmeticError):
                raise table.fail(f"set.{key}", f"的值 {value!r} 不合用", "请对照 docs/jurisdiction-data.md", "data.vocabulary") from None
    table.done()
    return Option(code, label, tuple(changes))


def _reading(table: Table, instruments: Mapping[str, Instrument]) -> Reading:
    where = []
    for place in table.tables("where") if table.has("where") else ():
        where.append(_citation(place, instruments))
        place.done()
    options_table = table.table("options")
    options = []
    for code in options_table.remaining:
        options.append(_option(code, options_table.table(code)))
    options_table.done()
    reading = Reading(
        id=table.text("id"),
        key=table.text("key"),
        problem=table.text("problem"),
        reason=table.text("reason"),
        default=table.text("default"),
        options=tuple(options),
        effect=table.choice("effect", Effect),
        rules=table.texts("touches", ()),
        touch=_touch(table.table("touch")) if table.has("touch") else None,
        where=tuple(where),
    )
    table.done()
    if reading.default not in [option.code for option in options]:
        raise table.fail("default", f"的 {reading.default} 不在 options 中", "默认读法须是选项之一", "data.vocabulary")
    if len(options) < 2:
        raise table.fail("options", "少于两种", "只有一种读法的不是歧义，请删去这一条", "data.missing")
    if reading.effect is Effect.PROCEDURE and any(option.changes for option in options):
        raise table.fail("options", "在程序中生效，却写了 set", "删去 set，或改 effect", "data.vocabulary")
    return reading


def general_readings() -> tuple[Reading, ...]:
    """The entries of the register that apply to every jurisdiction."""
    return RuleFiles(Path(__file__).parent).readings

