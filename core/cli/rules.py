"""`duheng rules`: what one jurisdiction says, rule by rule."""

from __future__ import annotations

from typing import Any

import rich_click as click

from core.cli.arguments import day_of
from core.cli.command import Command
from core.cli.output import write, write_json, write_table
from core.law.rule import Rule, RuleValue, describe
from core.plugin.jurisdiction import Jurisdiction
from core.plugin.registry import Registry
from core.procedure.role import Role


@click.command("rules", cls=Command, short_help="列出一个辖区的规则")
@click.argument("tenant", metavar="辖区")
@click.option("--on", "on", metavar="日期", help="只列这一天有效的规则；不写则列出每条规则最新的内容。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def rules(tenant: str, on: str | None, as_json: bool) -> None:  # noqa: FBT001  # click passes by name.
    """列出一个辖区的全部规则：内容、办理人、起算、条文。没有列出的，就是本辖区未规定。"""
    jurisdiction = Registry().get(tenant)
    book = jurisdiction.rulebook
    found = book.rules_on(day_of(on)) if on is not None else tuple((rule, rule.values[-1]) for rule in book.rules.values())
    if as_json:
        records = [_record(jurisdiction, rule, value) for rule, value in found]
        write_json({"tenant": tenant, "on": on, "rules": records})
        return
    columns = ("规则", "事项", "内容", "起算", "办理", "依据", "施行")
    write_table(columns, (_row(jurisdiction, rule, value) for rule, value in found), title=f"{jurisdiction.facts.full_name}的规则")
    if not found:
        first = min(rule.first_day for rule in book.rules.values())
        write(f"{on} 没有录入有效的规则：录入的规则最早自 {first} 起施行，之前的规定本系统没有。")


def _row(jurisdiction: Jurisdiction, rule: Rule, value: RuleValue) -> tuple[str, ...]:
    flags = "、".join(value.citation.instrument.flags)
    return (
        rule.code,
        rule.title,
        describe(rule.unit, value),
        rule.starts.since if rule.starts else "",
        jurisdiction.role_label(Role(rule.by)) if rule.by else "",
        str(value.citation),
        f"{value.from_day}{f'（{flags}）' if flags else ''}",
    )


def _record(jurisdiction: Jurisdiction, rule: Rule, value: RuleValue) -> dict[str, Any]:
    extension, pause = value.extension, value.pause
    return {
        "rule": rule.code,
        "title": rule.title,
        "kind": rule.kind.value,
        "unit": rule.unit.value,
        "says": describe(rule.unit, value),
        "amount": value.amount,
        "upper": value.upper,
        "compare": value.compare,
        "within": value.within,
        "soft": value.is_soft,
        "word": value.word,
        "date": f"{value.month:02d}-{value.day:02d}" if value.month else None,
        "year": value.year,
        "per": value.per,
        "cap": value.cap,
        "bands": [{"code": band.code, "label": band.label, "at_least": band.at_least} for band in value.bands],
        "extension": extension
        and {
            "cap": extension.cap,
            "soft": extension.soft,
            "by": extension.by,
            "tell": list(extension.tell),
            "source": str(extension.citation),
        },
        "pause": pause
        and {
            "causes": [item.label for item in jurisdiction.rulebook.enumerations[pause.causes].items],
            "source": str(pause.citation),
        },
        "by": rule.by,
        "by_label": jurisdiction.role_label(Role(rule.by)) if rule.by else None,
        "starts": rule.starts,
        "in_force_from": value.from_day,
        "source": str(value.citation),
        "instrument": value.citation.instrument.code,
        "article": value.citation.place,
        "flags": list(value.citation.instrument.flags),
        "readings": [reading.id for reading, _ in jurisdiction.rulebook.readings.touching(rule)],
        "provisions": list(rule.provisions),
    }
