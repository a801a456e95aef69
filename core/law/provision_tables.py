"""Strict reading of lists, provisions and readings: one TOML table becomes one checked value. Format: docs/jurisdiction-data.md."""

from collections.abc import Mapping
from typing import TypeVar

from core.law.citation import Instrument
from core.law.event import StartEvent
from core.law.reading import CHANGEABLE, Effect, Option, Reading, Touch, cast_change
from core.law.rule import (
    Unit,
)
from core.law.rule_tables import citation_of, source_of
from core.law.rulebook import Aspect, Enumeration, Item, Need, Provision
from core.law.strict import Table
from core.vocabulary import Labelled

_Word = TypeVar("_Word", bound=Labelled)


def enumeration_of(table: Table, instruments: Mapping[str, Instrument]) -> Enumeration:
    """An entry of enumerations.toml. Errors: BadData."""
    items = []
    for entry in table.take("items", list, "[[编号, 代码, 名称], …]"):
        if not (isinstance(entry, list) and len(entry) == 3 and all(isinstance(part, str) and part for part in entry)):
            raise table.fail("items", f"中的 {entry!r} 不是 [编号, 代码, 名称]", "三项都写成带引号的文字", "data.type")
        items.append(Item(*entry))
    enumeration = Enumeration(
        code=table.text("code"),
        title=table.text("title"),
        citation=source_of(table, instruments),
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


def provision_of(table: Table, instruments: Mapping[str, Instrument]) -> Provision:
    """An entry of provisions.toml. Errors: BadData."""
    carries = tuple(_member(table, "carries", code, Aspect) for code in table.texts("carries"))
    provision = Provision(
        id=table.text("id"),
        citation=citation_of(table, instruments),
        label=table.text("label"),
        carries=carries,
        needs=table.choice("needs", Need, None),
        because=table.text("because", None),
        file=table.file,
    )
    table.done()
    return provision


def _member(table: Table, key: str, code: str, kind: type[_Word]) -> _Word:
    try:
        return kind(code)
    except ValueError:
        raise table.fail(key, f"中的 {code!r} 不在词表内", f"可用的值：{'、'.join(kind)}", "data.vocabulary") from None


def _touch(table: Table) -> Touch:
    touch = Touch(
        units=frozenset(_member(table, "units", code, Unit) for code in table.texts("units", ())),
        starts=frozenset(_member(table, "starts", code, StartEvent) for code in table.texts("starts", ())),
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
                raise table.fail(
                    f"set.{key}", f"的值 {value!r} 不合用", "请对照 docs/jurisdiction-data.md", "data.vocabulary"
                ) from None
    table.done()
    return Option(code, label, tuple(changes))


def reading_of(table: Table, instruments: Mapping[str, Instrument]) -> Reading:
    """An entry of readings.toml. Errors: BadData."""
    where = []
    for place in table.tables("where") if table.has("where") else ():
        where.append(citation_of(place, instruments))
        place.done()
    options_table = table.table("options")
    options = [_option(code, options_table.table(code)) for code in options_table.remaining]
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
        file=table.file,
    )
    table.done()
    if reading.default not in [option.code for option in options]:
        raise table.fail("default", f"的 {reading.default} 不在 options 中", "默认读法须是选项之一", "data.vocabulary")
    if len(options) < 2:
        raise table.fail("options", "少于两种", "只有一种读法的不是歧义，请删去这一条", "data.missing")
    if reading.effect is Effect.PROCEDURE and any(option.changes for option in options):
        raise table.fail("options", "在程序中生效，却写了 set", "删去 set，或改 effect", "data.vocabulary")
    return reading
