"""Strict reading of instruments and rules: one TOML table becomes one checked value. Format: docs/jurisdiction-data.md."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from core.law.citation import Citation, HigherLaw, Instrument
from core.law.event import StartEvent
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
from core.law.strict import Table
from core.procedure.role import Role

LONGEST_PERIOD = 3660
"""In the rule's unit: ten years of days."""


def instrument_of(table: Table) -> Instrument:
    """An entry of instruments.toml. Errors: BadData."""
    instrument = Instrument(
        code=table.text("code"),
        title=table.text("title"),
        number=table.text("number", None),
        issuer=table.text("issuer"),
        issued=table.day("issued", None),
        in_force=table.day("in_force"),
        commencement=table.text("commencement", None),
        higher_laws=_higher_laws(table),
        in_force_unverified=table.text("in_force_unverified", None),
        superseded_by=table.text("superseded_by", None),
    )
    table.done()
    if instrument.issued and instrument.in_force < instrument.issued:
        raise table.fail("in_force", f"的 {instrument.in_force} 早于印发日 {instrument.issued}", "请核对施行日期", "data.dates")
    return instrument


def _higher_laws(table: Table) -> tuple[HigherLaw, ...]:
    """Titles, or tables for laws that a person has found to be superseded."""
    found = []
    for number, entry in enumerate(table.take("higher_laws", list, "清单", []), start=1):
        if isinstance(entry, str) and entry.strip():
            found.append(HigherLaw(entry))
            continue
        law = Table(entry, table.file, f"{table.path}.higher_laws[{number}]")
        found.append(HigherLaw(law.text("title"), law.day("superseded_on"), law.text("superseded_by", None)))
        law.done()
    return tuple(found)


def citation_of(table: Table, instruments: Mapping[str, Instrument]) -> Citation:
    """The place that a table names. Errors: BadData."""
    code = table.text("instrument")
    if code not in instruments:
        known = "、".join(instruments) or "（没有登记任何文件）"
        raise table.fail("instrument", f"的 {code} 不是本辖区登记的文件", f"本辖区的文件：{known}", "data.foreign_instrument")
    return Citation(
        instrument=instruments[code],
        article=table.text("article"),
        paragraph=table.take("paragraph", int, "款数", None),
        item=table.text("item", None),
    )


def source_of(table: Table, instruments: Mapping[str, Instrument]) -> Citation:
    """The `source` of a value, which every value must have. Errors: BadData."""
    if not table.has("source"):
        raise table.fail("source", "缺失，数值没有出处", "请写明 source = { instrument = …, article = … }", "data.uncited")
    source = table.table("source")
    citation = citation_of(source, instruments)
    source.done()
    return citation


def _unit(table: Table) -> Unit:
    unit = table.text("unit")
    try:
        return Unit(unit)
    except ValueError:
        known = "、".join(Unit)
        raise table.fail("unit", f"的值 {unit!r} 不是已知的单位", f"可用的单位：{known}", "data.unknown_unit") from None


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


def rule_of(code: str, table: Table, instruments: Mapping[str, Instrument]) -> Rule:
    """One table of rules/*.toml. Errors: BadData."""
    unit = _unit(table)
    kind = _kind(table, unit)
    title = table.text("title")
    by = table.choice("by", Role, None)
    starts = table.choice("starts", StartEvent, None)
    provisions = table.texts("provisions", ())
    values = tuple(_value(entry, kind, instruments) for entry in table.tables("values"))
    table.done()
    if not values:
        raise table.fail("values", "是空的", "请至少写一段带 from 和 source 的数值", "data.missing")
    if kind is Kind.PERIOD and starts is None:
        raise table.fail("starts", "缺失，期限没有起算事件", "请写明 starts（起算事件）", "data.missing")
    _check_order(table, values)
    return Rule(code, title, kind, unit, values, provisions, by, starts, table.file)


def _check_order(table: Table, values: tuple[RuleValue, ...]) -> None:
    """A value without `until` lasts until the next one begins; one with `until` must end before."""
    for earlier, later in pairwise(values):
        if later.from_day <= earlier.from_day:
            raise table.fail(
                "values",
                f"的 {later.from_day} 不晚于前一段的 {earlier.from_day}",
                "各段按 from 从早到晚排列，不得重叠",
                "data.overlap",
            )
        if earlier.until is not None and earlier.until >= later.from_day:
            raise table.fail(
                "values", f"两段在 {later.from_day} 重叠", f"请把前一段的 until 改到 {later.from_day} 之前", "data.overlap"
            )


def _value(table: Table, kind: Kind, instruments: Mapping[str, Instrument]) -> RuleValue:
    citation = source_of(table, instruments)
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
    facts = _FACTS[kind](table, instruments)
    table.done()
    return RuleValue(from_day=from_day, citation=citation, until=until, **facts)


def _whole(table: Table, key: str, least: int) -> int:
    number: int = table.take(key, int, "整数")
    if number < least:
        raise table.fail(key, f"的值 {number} 小于 {least}", "请核对原文的数字", "data.range")
    return number


def _length(table: Table, key: str) -> int:
    """A length of time; longer than any archive keeps is a slip of the pen."""
    number = _whole(table, key, 1)
    if number > LONGEST_PERIOD:
        raise table.fail(key, f"的值 {number} 大于 {LONGEST_PERIOD}", "请核对原文的数字", "data.range")
    return number


def _decimal(table: Table, key: str) -> Decimal:
    number = table.number(key)
    if number < 0:
        raise table.fail(key, f"的值 {number} 是负数", "请写正数", "data.range")
    return Decimal(number)


def _period(table: Table, instruments: Mapping[str, Instrument]) -> dict[str, Any]:
    facts: dict[str, Any] = {"amount": Decimal(_length(table, "amount"))}
    if table.has("extension"):
        entry = table.table("extension")
        facts["extension"] = Extension(
            cap=_length(entry, "cap"),
            citation=source_of(entry, instruments),
            by=entry.choice("by", Role, None),
            tell=tuple(_role(entry, code) for code in entry.texts("tell", ())),
            soft=entry.take("soft", bool, "true 或 false", False),
        )
        entry.done()
    if table.has("pause"):
        entry = table.table("pause")
        facts["pause"] = PauseGround(causes=entry.text("causes"), citation=source_of(entry, instruments))
        entry.done()
    return facts


def _role(table: Table, code: str) -> Role:
    try:
        return Role(code)
    except ValueError:
        raise table.fail("tell", f"的 {code!r} 不是已知的角色", f"可用的角色：{'、'.join(Role)}", "data.vocabulary") from None


def _month_day(table: Table, key: str) -> tuple[int, int]:
    text = table.text(key)
    try:
        # A leap year, so that 02-29 is a day; the clock clamps it in other years.
        day = date.fromisoformat(f"2024-{text}")
    except ValueError:
        raise table.fail(key, f"的值 {text!r} 不是月日", '请写成 "01-31"', "data.type") from None
    return day.month, day.day


def _fixed_date(table: Table, _instruments: Mapping[str, Instrument]) -> dict[str, Any]:
    month, day = _month_day(table, "date")
    facts: dict[str, Any] = {"month": month, "day": day, "year": table.choice("year", ReportingYear)}
    if table.has("opens"):
        facts["opens"] = _month_day(table, "opens")
        if facts["opens"] > (month, day):
            raise table.fail("opens", "晚于 date", "窗口的首日应在末日之前", "data.dates")
    return facts


def _soft(table: Table, _instruments: Mapping[str, Instrument]) -> dict[str, Any]:
    return {"word": table.text("word")}


def _limit(table: Table, _instruments: Mapping[str, Instrument]) -> dict[str, Any]:
    compare = table.choice("compare", Compare)
    facts: dict[str, Any] = {"compare": compare, "amount": _decimal(table, "amount")}
    if compare is Compare.BETWEEN:
        facts["upper"] = _decimal(table, "upper")
        if facts["upper"] <= facts["amount"]:
            raise table.fail("upper", "不大于 amount", "between 的上限应大于下限", "data.range")
    facts["is_soft"] = table.take("soft", bool, "true 或 false", default=False)
    facts["within"] = table.choice("within", Within, None)
    return facts


def _deduction(table: Table, _instruments: Mapping[str, Instrument]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "amount": _decimal(table, "amount"),
        "per": table.text("per", None),
        "flat": table.take("flat", bool, "true 或 false", False),
        "cap": _decimal(table, "cap") if table.has("cap") else None,
    }
    if (facts["per"] is None) == (not facts["flat"]):
        raise table.fail("per", "与 flat 应当恰有其一", "按件扣的写 per，一次性扣的写 flat = true", "data.missing")
    return facts


def _bands(table: Table, _instruments: Mapping[str, Instrument]) -> dict[str, Any]:
    found = []
    for entry in table.tables("bands"):
        found.append(Band(entry.text("code"), entry.text("label"), _decimal(entry, "at_least"), entry.text("printed")))
        entry.done()
    bounds = [band.at_least for band in found]
    if not found or bounds[-1] != 0 or any(upper <= lower for upper, lower in pairwise(bounds)):
        raise table.fail("bands", "没有从高到低排到 0", "各档按 at_least 从高到低，最后一档为 0，不留空档", "data.overlap")
    return {"bands": tuple(found)}


_FACTS: dict[Kind, Callable[[Table, Mapping[str, Instrument]], dict[str, Any]]] = {
    Kind.PERIOD: _period,
    Kind.FIXED_DATE: _fixed_date,
    Kind.SOFT: _soft,
    Kind.LIMIT: _limit,
    Kind.DEDUCTION: _deduction,
    Kind.BANDS: _bands,
}
