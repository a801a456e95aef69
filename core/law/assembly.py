"""Putting the data of one jurisdiction together, and refusing what does not fit together. Reads no file."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from core.errors import BadData
from core.law.citation import Citation, Instrument
from core.law.reading import Effect, Reading, Readings, sorted_register
from core.law.rule import Rule
from core.law.rulebook import BY_LIST, BY_RULE, BY_STATEMENT, Enumeration, Provision, Rulebook

_Entry = TypeVar("_Entry")


def assemble(  # noqa: PLR0913  # Five kinds of data, each named by the caller.
    jurisdiction: str,
    *,
    instruments: Iterable[Instrument],
    rules: Iterable[Rule],
    enumerations: Iterable[Enumeration],
    provisions: Iterable[Provision],
    readings: Iterable[Reading],
) -> Rulebook:
    """One rulebook from what its plugin and the core registered.

    Errors: BadData for a code used twice, a source outside the jurisdiction, a value without a source or before its
    instrument is in force, and any reference to something that is not there.
    """
    register = sorted_register(readings)
    book = Rulebook(
        jurisdiction=jurisdiction,
        instruments=_by_code(((entry.code, entry, "instruments") for entry in instruments), "文件"),
        rules=_by_code(((entry.code, entry, entry.file or "rules") for entry in rules), "规则"),
        enumerations=_by_code(((entry.code, entry, entry.file or "enumerations") for entry in enumerations), "清单"),
        provisions=_by_code(((entry.id, entry, entry.file or "provisions") for entry in provisions), "条文"),
        readings=Readings(register),
    )
    _by_code(((reading.key, reading, reading.file or "readings") for reading in register), "歧义登记")
    for rule in book.rules.values():
        _check_rule(rule, book)
    for enumeration in book.enumerations.values():
        where = enumeration.file or "enumerations"
        _check_citation(enumeration.citation, where, enumeration.code, book)
        _check_provisions(enumeration.provisions, where, enumeration.code, book)
    for provision in book.provisions.values():
        _check_provision(provision, book)
    for reading in register:
        _check_reading(reading, book)
    return book


def _by_code(entries: Iterable[tuple[str, _Entry, str]], what: str) -> Mapping[str, _Entry]:
    found: dict[str, _Entry] = {}
    for code, entry, where in entries:
        if code in found:
            raise BadData(where, code, f"重复（{what}代码已用过）", "每个代码只用一次", "data.duplicate_code")
        found[code] = entry
    return found


def _check_citation(citation: object, where: str, key: str, book: Rulebook) -> None:
    if not isinstance(citation, Citation):
        raise BadData(where, key, "没有出处", "请写明出自哪份文件的哪一条", "data.uncited")
    # Compared by value: an instrument of the same code with other facts is another instrument.
    if book.instruments.get(citation.instrument.code) != citation.instrument:
        known = "、".join(book.instruments) or "（没有登记任何文件）"
        raise BadData(
            where,
            key,
            f"引用的 {citation.instrument.code} 不是本辖区登记的文件",
            f"本辖区的文件：{known}",
            "data.foreign_instrument",
        )


def _check_provisions(ids: Iterable[str], where: str, key: str, book: Rulebook) -> None:
    for code in ids:
        if code not in book.provisions:
            raise BadData(where, key, f"指向的条文 {code} 不存在", "请对照 provisions.toml 改正编号", "data.unknown_provision")


def _check_rule(rule: Rule, book: Rulebook) -> None:
    where = rule.file or "rules"
    if not rule.values:
        raise BadData(where, rule.code, "没有任何数值", "请至少给出一段带出处的数值", "data.missing")
    for value in rule.values:
        sources = [value.citation]
        sources += [value.extension.citation] if value.extension else []
        sources += [value.pause.citation] if value.pause else []
        for citation in sources:
            _check_citation(citation, where, rule.code, book)
            if value.from_day < citation.instrument.in_force:
                problem = f"自 {value.from_day} 起的数值早于《{citation.instrument.title}》的施行日 {citation.instrument.in_force}"
                raise BadData(where, rule.code, problem, "请改为施行日或其后的日期", "data.before_in_force")
        if value.pause and value.pause.causes not in book.enumerations:
            raise BadData(
                where,
                rule.code,
                f"的中止事由清单 {value.pause.causes} 不存在",
                "请在 enumerations.toml 写出这份清单",
                "data.unknown_enumeration",
            )
    _check_provisions(rule.provisions, where, rule.code, book)


def _check_provision(provision: Provision, book: Rulebook) -> None:
    where = provision.file or "provisions"
    _check_citation(provision.citation, where, provision.id, book)
    carried = set(provision.carries)
    if not carried:
        raise BadData(where, provision.id, "没有写 carries", "请写明这一条包含什么", "data.missing")
    only_stated = carried <= BY_STATEMENT
    if only_stated and not provision.because:
        raise BadData(
            where, provision.id, "只有原则、定义或施行日，却没有写 because", "请用一句话说明为何无须由程序实现", "data.missing"
        )
    if provision.needs is None and not provision.because and not carried <= BY_RULE | BY_LIST | BY_STATEMENT:
        raise BadData(where, provision.id, "既没有 needs 也没有 because", "请写明由哪类功能实现，或为何不能实现", "data.missing")


def _check_reading(reading: Reading, book: Rulebook) -> None:
    where = reading.file or "readings"
    for citation in reading.where:
        _check_citation(citation, where, reading.id, book)
    for code in reading.rules:
        if code not in book.rules:
            raise BadData(where, reading.id, f"涉及的规则 {code} 不存在", "请对照 rules/ 改正代码，或删去", "data.unknown_rule")
    if reading.effect in (Effect.RULE, Effect.COUNTING, Effect.BAND) and not any(option.changes for option in reading.options):
        raise BadData(where, reading.id, "没有任何选项写了 set", "写明选项改变什么，或把 effect 改为 procedure", "data.missing")
