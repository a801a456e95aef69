"""A trace as a record for machines and as lines for people: the same facts twice. Counts nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.cli.output import long_day, weekday
from core.law.calendar import DayKind
from core.law.citation import Citation
from core.law.pause import Pause
from core.law.reading import Effect, Option, Reading
from core.law.rule import Kind, RuleValue, Unit, describe
from core.law.term import add_months
from core.law.trace import Line, Mark, State, Trace
from core.plugin.jurisdiction import Jurisdiction
from core.procedure.role import Role

LOCAL_NOTE = "未连接数据库：本单位选定的读法和本地日历没有计入"


def interpretations(trace: Trace) -> list[tuple[Reading, Option]]:
    """The readings used for this day. Those that take effect in a procedure are left to it."""
    used = {
        "missing_year": bool(trace.due and trace.due.provisional),
        "pause_edges": bool(trace.pauses),
        "extension_base": bool(trace.extension),
        "cap_soft": bool(trace.extension),
    }
    return [
        (reading, option)
        for reading, option in trace.clock.touching
        if reading.effect in (Effect.COUNTING, Effect.RULE)
        and any(used.get(key, True) for other in reading.options for key, _ in other.changes)
    ]


def _source(citation: Citation) -> dict[str, Any]:
    instrument = citation.instrument
    return {
        "instrument": instrument.code,
        "title": instrument.title,
        "number": instrument.number,
        "article": citation.article,
        "paragraph": citation.paragraph,
        "item": citation.item,
        "text": str(citation),
        "flags": list(instrument.flags),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "day": line.day.isoformat(),
        "weekday": weekday(line.day),
        "kind": line.kind.value,
        "kind_label": line.kind.label,
        "name": line.name,
        "mark": line.mark.value,
        "mark_label": line.mark.label,
        "count": line.most if line.most == line.fewest else None,
        "most": line.most,
        "fewest": line.fewest,
    }


def term_record(jurisdiction: Jurisdiction, trace: Trace) -> dict[str, Any]:
    """Everything `duheng term` knows, for JSON. Days are YYYY-MM-DD; `due` is null unless the end is settled."""
    clock, due, value = trace.clock, trace.due, trace.value or trace.clock.rule.values[-1]
    rule = clock.rule
    return {
        "tenant": jurisdiction.code,
        "tenant_name": jurisdiction.facts.full_name,
        "rule": rule.code,
        "title": rule.title,
        "kind": rule.kind.value,
        "unit": clock.unit.value,
        "unit_label": clock.unit.label,
        "amount": None if value.amount is None else int(value.amount),
        "says": describe(clock.printed.unit, value),
        "by": rule.by,
        "by_label": jurisdiction.role_label(Role(rule.by)) if rule.by else None,
        "starts": rule.starts,
        "starts_label": rule.starts.label if rule.starts else None,
        "from": trace.start and trace.start.isoformat(),
        "extend": trace.extension,
        "pauses": [{"sent": pause.sent, "answered": pause.answered} for pause in trace.pauses],
        "state": trace.state.value,
        "state_label": trace.state.label,
        "due": due.on if due else None,
        "earliest": due.earliest if due else None,
        "latest": due.latest if due else None,
        "provisional": bool(due and due.provisional),
        "warn_on": trace.warn_on,
        "in_force_from": value.from_day,
        "article": value.citation.place,
        "source": _source(value.citation),
        "interpretations": [
            {"id": reading.id, "key": reading.key, "option": option.code, "label": option.label, "reason": reading.reason}
            for reading, option in interpretations(trace)
        ],
        "calendar": {"published_through": clock.calendar.published_through, "settled_through": clock.calendar.settled_through},
        "basis": list(trace.basis),
        "notes": notes_on(trace),
        "trace": [_line(line) for line in trace.lines],
    }


def notes_on(trace: Trace) -> list[str]:
    """What a reader must be told beside the date, in Chinese."""
    found = list((trace.value or trace.clock.rule.values[-1]).citation.instrument.flags)
    if trace.state is State.NOT_STARTED and trace.clock.rule.kind is Kind.FIXED_DATE:
        found.append("没有写明报告年度；请用 --from 写该年度内任一天")
    elif trace.state is State.NOT_STARTED and trace.clock.rule.starts:
        found.append(f"未起算：还没有“{trace.clock.rule.starts.label}”的日期；取得证明后用 --from 写明")
    if trace.state is State.OPEN:
        found.append("尚未答复：最早日期按送出当日即获答复推算，最迟日期要等答复")
    if trace.state is State.PROVISIONAL:
        found.append("暂定：该年节假日安排公布并导入后自动确定，请按最早日期办理")
    found += [f"中止区间 {pause} 没有扣除任何一天：{_why_idle(trace, pause)}" for pause in trace.idle_pauses]
    if trace.due and trace.warn_on and trace.warn_on != trace.due.earliest:
        found.append(f"提醒日 {long_day(trace.warn_on)}：该日或之前最后一个确定的工作日")
    found.append(LOCAL_NOTE)
    return found


def _why_idle(trace: Trace, pause: Pause) -> str:
    if trace.start and pause.answered and pause.answered <= trace.start:
        return "起算当日或之前已经答复"
    if trace.due and pause.sent >= trace.due.earliest:
        return "送出时已是末日，或期限已过"
    return "送出与答复之间没有隔着一天"


def term_lines(jurisdiction: Jurisdiction, trace: Trace) -> Iterator[str]:
    """The answer for people: the result first, then why, then day by day."""
    rule, value = trace.clock.rule, trace.value or trace.clock.rule.values[-1]
    yield f"{jurisdiction.facts.name} · {rule.title}（{rule.code}）"
    yield f"  {'到期' if trace.state is State.SETTLED else trace.state.label}  {_result(trace)}"
    yield f"  期限  {describe(trace.clock.printed.unit, value)}{_unit_as_read(trace)}"
    yield f"  依据  {value.citation}{_number(value)}"
    if trace.start:
        yield f"  起算  {_start_label(trace)}"
    if rule.by:
        yield f"  办理  {jurisdiction.role_label(Role(rule.by))}"
    if trace.extension:
        yield f"  延长  {trace.extension}{rule.unit.label}"
    for pause in trace.pauses:
        yield f"  中止  {pause.sent} 送出，{f'{pause.answered} 答复' if pause.answered else '尚未答复'}"
    for reading, option in interpretations(trace):
        yield f"  读法  {reading.id} {option.label}"
    for sentence in trace.basis:
        yield f"  推算  {sentence}"
    for note in notes_on(trace):
        yield f"  提示  {note}"
    if trace.lines:
        yield "  逐日"
    for line in trace.lines:
        yield f"    {long_day(line.day)}  {_count(trace, line):>5}  {_day_name(line)}：{line.mark.label}"


def _day_name(line: Line) -> str:
    if line.kind is DayKind.MAKE_UP:
        return f"{line.name}上班"
    return line.name or line.kind.label


def _result(trace: Trace) -> str:
    due = trace.due
    if due is None:
        return "没有写明报告年度" if trace.clock.rule.kind is Kind.FIXED_DATE else "起算事实尚无证明"
    if due.on:
        return long_day(due.on)
    if due.latest is None:
        return f"最早 {long_day(due.earliest)}，最迟待答复"
    if due.latest == due.earliest:
        return f"{long_day(due.earliest)}（按历年的安排方式都是这一天）"
    return f"最早 {long_day(due.earliest)}，最迟 {long_day(due.latest)}"


def _unit_as_read(trace: Trace) -> str:
    return "（按工作日计算）" if trace.clock.unit is Unit.WORKING_DAY and trace.clock.printed.unit is Unit.DAY else ""


def _number(value: RuleValue) -> str:
    number = value.citation.instrument.number
    return f"（{number}）" if number else ""


def _start_label(trace: Trace) -> str:
    rule = trace.clock.rule
    if trace.start is None:
        return ""
    if rule.kind is Kind.FIXED_DATE:
        return f"{trace.start.year}年（报告年度）"
    return long_day(trace.start) + (f"（{rule.starts.since}，不计入）" if rule.starts else "")


def _count(trace: Trace, line: Line) -> str:
    if line.mark not in (Mark.COUNTED, Mark.EXTENDED, Mark.IF_ANSWERED, Mark.UNCERTAIN):
        return ""
    if trace.clock.rule.kind is Kind.FIXED_DATE:
        return ""
    if line.most != line.fewest:
        return f"{line.fewest}–{line.most}"
    if trace.clock.unit is Unit.MONTH:
        # Only the day on which a month is full says something.
        return f"满{line.most}个月" if trace.start and add_months(trace.start, line.most) == line.day else ""
    return f"第{line.most}"
