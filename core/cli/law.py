"""`duheng law`: coverage of the articles, jurisdictions side by side, the ambiguity register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import rich_click as click

from core.cli.arguments import day_of
from core.cli.command import Group
from core.cli.output import write, write_json, write_table
from core.law.comparison import Point, compare
from core.law.coverage import Coverage, Means, Status, coverage_of, tally
from core.law.reading import Reading
from core.law.rulebook import Enumeration
from core.plugin.jurisdiction import Jurisdiction
from core.plugin.registry import Registry


@click.group("law", cls=Group, short_help="条文落实、辖区对照、歧义登记")
def law() -> None:
    """条文由什么落实，各辖区有何不同，歧义怎样读。"""


def _chosen(registry: Registry, tenants: Sequence[str]) -> list[Jurisdiction]:
    """The named jurisdictions, or every one; one that is broken refuses, so that nothing is silently left out."""
    return [registry.get(code) for code in (dict.fromkeys(tenants) or registry.codes)]


@law.command("coverage", short_help="每一条由什么落实")
@click.argument("tenants", nargs=-1, metavar="[辖区]…")
@click.option("--open", "only_open", is_flag=True, help="只列还没有完全落实的条文。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def coverage(tenants: tuple[str, ...], only_open: bool, as_json: bool) -> None:  # noqa: FBT001  # click passes by name.
    """列出每份文件的每一条（含自带规则的项），以及由哪条规则、哪份清单落实，或为何无须程序落实。"""
    covered = {jurisdiction: coverage_of(jurisdiction.rulebook) for jurisdiction in _chosen(Registry(), tenants)}
    if as_json:
        write_json(
            {
                "totals": {found.code: _totals(entries) for found, entries in covered.items()},
                "provisions": [
                    _record(found, entry) for found, entries in covered.items() for entry in entries if _shown(entry, only_open)
                ],
            }
        )
        return
    for found, entries in covered.items():
        rows = (_row(entry) for entry in entries if _shown(entry, only_open))
        write_table(("编号", "条文", "内容", "状态", "由什么落实", "尚缺"), rows, title=found.facts.full_name)
        write("；".join(f"{status.label} {number}" for status, number in tally(entries).items()) + f"；共 {len(entries)} 条")


def _shown(entry: Coverage, only_open: bool) -> bool:  # noqa: FBT001  # The flag as typed.
    return not only_open or bool(entry.open)


def _totals(entries: Sequence[Coverage]) -> dict[str, int]:
    return {status.value: number for status, number in tally(entries).items()} | {"all": len(entries)}


def _row(entry: Coverage) -> tuple[str, ...]:
    closed = [
        f"{closure.aspect.label}：{closure.name}"
        if closure.means is Means.STATEMENT
        else f"{closure.aspect.label}：{closure.means.label} {closure.name}"
        for closure in entry.closures
    ]
    needs = f"（待{entry.provision.needs.label}）" if entry.open and entry.provision.needs else ""
    missing = "、".join(aspect.label for aspect in entry.open)
    return (
        entry.provision.id,
        str(entry.provision.citation),
        entry.provision.label,
        entry.status.label,
        "\n".join(closed),
        f"{missing}{needs}",
    )


def _record(jurisdiction: Jurisdiction, entry: Coverage) -> dict[str, Any]:
    provision = entry.provision
    return {
        "tenant": jurisdiction.code,
        "id": provision.id,
        "instrument": provision.citation.instrument.code,
        "article": provision.citation.place,
        "label": provision.label,
        "carries": list(provision.carries),
        "status": entry.status.value,
        "status_label": entry.status.label,
        "closed_by": [{"aspect": closure.aspect, "means": closure.means, "name": closure.name} for closure in entry.closures],
        "open": list(entry.open),
        "needs": provision.needs,
        "because": provision.because if entry.status is Status.STATED else None,
    }


@law.command("diff", short_help="各辖区逐项对照")
@click.argument("tenants", nargs=-1, required=True, metavar="辖区 辖区…")
@click.option("--on", "on", metavar="日期", help="按这一天有效的规定对照；不写则比较最新的内容。")
@click.option("--changed", is_flag=True, help="只列内容不同的事项。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def diff(tenants: tuple[str, ...], on: str | None, changed: bool, as_json: bool) -> None:  # noqa: FBT001  # click passes by name.
    """把几个辖区的规则逐项并列，附条文；没有规定的写“本辖区未规定”。"""
    chosen = _chosen(Registry(), tenants)
    points = compare([jurisdiction.rulebook for jurisdiction in chosen], day_of(on) if on is not None else None)
    points = tuple(point for point in points if point.differs or not changed)
    if as_json:
        write_json({"tenants": [found.code for found in chosen], "on": on, "points": [_point(point) for point in points]})
        return
    columns = ("规则", "事项", *(jurisdiction.facts.name for jurisdiction in chosen))
    rows = ((point.code, point.title, *(f"{cell.text}\n{cell.place}".rstrip() for cell in point.cells)) for point in points)
    write_table(columns, rows, title="规则对照")


def _point(point: Point) -> dict[str, Any]:
    return {
        "rule": point.code,
        "title": point.title,
        "differs": point.differs,
        "cells": {cell.jurisdiction: {"text": cell.text, "source": cell.place or None} for cell in point.cells},
    }


@law.command("lists", short_help="各类清单")
@click.argument("tenant", metavar="辖区")
@click.argument("code", required=False, metavar="[清单]")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def lists(tenant: str, code: str | None, as_json: bool) -> None:  # noqa: FBT001  # click passes by name.
    """列出条文中的清单，编号照原文；原文缺号的照缺，不补不改。"""
    book = Registry().get(tenant).rulebook
    found = list(book.enumerations.values()) if code is None else [book.enumeration(code)]
    if as_json:
        write_json({"tenant": tenant, "lists": [_list(entry) for entry in found]})
        return
    rows = ((entry.code, entry.title, _items(entry), str(entry.citation), _remarks(entry)) for entry in found)
    write_table(("清单", "名称", "各项", "依据", "说明"), rows, title="清单")


def _list(entry: Enumeration) -> dict[str, Any]:
    return {
        "list": entry.code,
        "title": entry.title,
        "items": [{"number": item.number, "code": item.code, "label": item.label} for item in entry.items],
        "numbers_printed": not entry.running,
        "missing_numbers": list(entry.missing),
        "note": entry.note,
        "source": str(entry.citation),
    }


def _items(entry: Enumeration) -> str:
    return "\n".join(item.label if entry.running else f"{item.number} {item.label}" for item in entry.items)


def _remarks(entry: Enumeration) -> str:
    found = ["原文没有编号"] if entry.running else []
    found += [f"原文缺（{'）（'.join(entry.missing)}）"] if entry.missing and not entry.note else []
    return "；".join([*found, *([entry.note] if entry.note else [])])


@law.command("readings", short_help="歧义登记册")
@click.argument("tenant", metavar="辖区")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def readings(tenant: str, as_json: bool) -> None:  # noqa: FBT001  # click passes by name.
    """列出文本可作多种理解之处、选用的读法、理由和可改用的读法。"""
    register = Registry().get(tenant).rulebook.readings.register
    if as_json:
        write_json({"tenant": tenant, "readings": [_reading(reading) for reading in register]})
        return
    write_table(
        ("编号", "键", "问题", "选用", "理由", "其他读法"), (_reading_row(reading) for reading in register), title="歧义登记册"
    )


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "id": reading.id,
        "key": reading.key,
        "problem": reading.problem,
        "where": [str(citation) for citation in reading.where],
        "effect": reading.effect,
        "default": reading.default,
        "reason": reading.reason,
        "options": {option.code: option.label for option in reading.options},
        "rules": list(reading.rules),
    }


def _reading_row(reading: Reading) -> tuple[str, ...]:
    others = [f"{option.code}：{option.label}" for option in reading.options if option.code != reading.default]
    chosen = reading.option(reading.default)
    return (reading.id, reading.key, reading.problem, f"{chosen.code}：{chosen.label}", reading.reason, "\n".join(others))
