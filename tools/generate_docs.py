"""Writes the documents that are made from code and data, or says which of them are stale. Decides their layout and nothing else.

`make docs` writes them, `make docs-check` compares. What they say comes from `core` and the plugins, so no fact stands here.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint
from itertools import groupby
from pathlib import Path
from types import ModuleType

import click

from core.cli.main import duheng
from core.law.citation import Instrument
from core.law.comparison import Cell, Point, compare
from core.law.coverage import Closure, Coverage, Means, Status, coverage_of, tally
from core.law.reading import Reading
from core.law.rule import Rule, RuleValue, describe
from core.law.rule_files import general_readings
from core.plugin import defaults, hooks
from core.plugin.hooks import HOOK_KINDS
from core.plugin.jurisdiction import Jurisdiction, implementations
from core.plugin.registry import GROUP, Registry
from core.procedure.role import Role

ROOT = Path(__file__).parents[1]
NOTE = "Made by `make docs`; do not edit."
EXIT_CODES = "退出码："


@dataclass(frozen=True, slots=True)
class CommandPage:
    """One command of the tree: `path` as typed, and the context that its usage and options are read in."""

    path: str
    command: click.Command
    context: click.Context

    @property
    def usage(self) -> str:
        """The usage line."""
        return " ".join([self.path, *self.command.collect_usage_pieces(self.context)])

    @property
    def help(self) -> str:
        """The help text, without indentation."""
        return inspect.cleandoc(self.command.help or "")

    @property
    def arguments(self) -> tuple[click.Argument, ...]:
        """What is typed without a name."""
        return tuple(param for param in self.command.params if isinstance(param, click.Argument))

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Each option as typed, and its help."""
        params = self.command.get_params(self.context)
        records = (param.get_help_record(self.context) for param in params if isinstance(param, click.Option))
        return tuple(record for record in records if record)


# Markdown


def cell(text: str) -> str:
    """A text as one cell of a table: what Markdown would take for itself is escaped, lines are kept apart."""
    escaped = re.sub(r"[\\|*]", r"\\\g<0>", text).replace("<", "&lt;")
    return escaped.strip().replace("\n", "<br>")


def code(text: str) -> str:
    """A text in code type, for a cell."""
    return f"`{text.replace('|', chr(92) + '|')}`" if text else ""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown already. A sentence says so where it would have no row."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return "（无）"
    return "\n".join([f"| {' | '.join(columns)} |", f"|{'-|' * len(columns)}", *lines])


def page(title: str, lead: str, *parts: str) -> str:
    """A whole document."""
    return "\n\n".join([f"# {title}", lead, NOTE, *(part for part in parts if part)]) + "\n"


# What the documents are made from


@cache
def jurisdictions() -> tuple[Jurisdiction, ...]:
    """The jurisdictions of this repository, by code. Others that happen to be installed are not part of its documents.

    Errors: BrokenPlugin for the first that does not load.
    """
    names = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/plugin.py"))
    registry = Registry([EntryPoint(name, f"plugins.{name}.plugin", GROUP) for name in names])
    return tuple(registry.get(name) for name in names)


@cache
def points() -> tuple[Point, ...]:
    """All points of regulation, newest values, cells in the order of `jurisdictions`."""
    return compare([found.rulebook for found in jurisdictions()])


def plugin_module(jurisdiction: Jurisdiction) -> ModuleType:
    """The module with the hooks of a jurisdiction of this repository."""
    return import_module(f"plugins.{jurisdiction.code}.plugin")


def hook_answerers(hook: str) -> tuple[str, ...]:
    """The codes of the jurisdictions that implement a hook."""
    return tuple(found.code for found in jurisdictions() if hook in implementations(plugin_module(found)))


def hook_sections(hook: str) -> dict[str, str]:
    """The docstring of a hook by section; its first sentence stands under the empty key."""
    sections: dict[str, str] = {}
    current = ""
    for line in (inspect.getdoc(getattr(hooks, hook)) or "").splitlines():
        opens = re.match(r"([A-Z][A-Za-z ]*): +(.*)", line)
        if opens:
            current, text = opens.groups()
        else:
            text = line.strip()
        sections[current] = f"{sections.get(current, '')} {text}".strip()
    return sections


@cache
def _hook_nodes() -> dict[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(hooks))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def hook_signature(hook: str) -> str:
    """The signature as it is written in the source."""
    node = _hook_nodes()[hook]
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"def {hook}({ast.unparse(node.args)}){returns}: ..."


def hook_parameters(hook: str) -> tuple[str, ...]:
    """The names of the arguments."""
    return tuple(argument.arg for argument in _hook_nodes()[hook].args.args)


def command_pages() -> Iterator[CommandPage]:
    """Every command and group, each group before its commands, by name."""
    yield from _pages_below("duheng", duheng, None)


def _pages_below(name: str, command: click.Command, above: click.Context | None) -> Iterator[CommandPage]:
    context = command.context_class(command, info_name=name, parent=above, **command.context_settings)
    yield CommandPage(context.command_path, command, context)
    if isinstance(command, click.Group):
        for below, child in sorted(command.commands.items()):
            yield from _pages_below(below, child, context)


def exit_codes() -> dict[int, str]:
    """The exit codes that the help of the whole command names, with their meaning."""
    found = inspect.cleandoc(duheng.help or "").partition(EXIT_CODES)[2].rstrip("。\n")
    entries = (entry.strip().partition(" ") for entry in found.split("；"))
    return {int(number): meaning for number, _, meaning in entries}


# Documents


def render_hooks() -> str:
    """docs/hooks.md."""
    parts = [
        table(
            ("hook", "kind", "what it is for"),
            [(code(hook), kind.value, hook_sections(hook)[""]) for hook, kind in HOOK_KINDS.items()],
        )
    ]
    for hook in HOOK_KINDS:
        sections = hook_sections(hook)
        core = ["the core"] if hook in implementations(defaults) else []
        parts += [
            f"## {hook}",
            f"```python\n{hook_signature(hook)}\n```",
            sections.pop(""),
            "\n".join(f"- {name}: {text}" for name, text in sections.items()),
            f"Answered by: {', '.join([*core, *hook_answerers(hook)])}.",
        ]
    lead = (
        "What a plugin may say. An *override* is answered by the plugin or, if it returns None, by the core; a *collect* hook\n"
        "gathers lists; an *observe* hook is told something and returns nothing. A plugin marks its answer with\n"
        "`core.plugin.hooks.implement` and may leave out arguments that it does not need."
    )
    return page("Hooks", lead, *parts)


def render_rules() -> str:
    """docs/rules.md."""
    columns = ("规则", "事项", "内容", "起算", "办理", "依据", "施行", "提示")
    parts = []
    for found in jurisdictions():
        rows = [_rule_row(found, rule, value) for rule in found.rulebook.rules.values() for value in rule.values]
        parts += [f"## {found.facts.full_name}", f"`{found.code}`，{len(found.rulebook.rules)} 条规则。", table(columns, rows)]
    lead = (
        "Every rule of every jurisdiction with each of its values, in the order of the data files. What is not listed is\n"
        "not regulated there (本辖区未规定). The same on screen: `duheng rules`."
    )
    return page("规则 Rules", lead, *parts)


def _rule_row(found: Jurisdiction, rule: Rule, value: RuleValue) -> tuple[str, ...]:
    return (
        code(rule.code),
        cell(rule.title),
        cell(describe(rule.unit, value)),
        cell(rule.starts.since) if rule.starts else "",
        cell(found.role_label(Role(rule.by))) if rule.by else "",
        cell(str(value.citation)),
        f"{value.from_day}{f' 至 {value.until}' if value.until else ''}",
        cell("、".join(value.citation.instrument.flags)),
    )


def render_coverage() -> str:
    """docs/coverage.md."""
    covered = {found: coverage_of(found.rulebook) for found in jurisdictions()}
    totals = [
        (found.facts.name, *(str(number) for number in tally(entries).values()), str(len(entries)))
        for found, entries in covered.items()
    ]
    parts = [table(("辖区", *(status.label for status in Status), "共"), totals)]
    for found, entries in covered.items():
        parts.append(f"## {found.facts.full_name}")
        for instrument, group in groupby(entries, lambda entry: entry.provision.citation.instrument):
            rows = [_coverage_row(entry) for entry in group]
            parts += [f"### 《{instrument.title}》", table(("编号", "条文", "内容", "状态", "由什么落实", "尚缺"), rows)]
    lead = (
        "Every provision of every instrument, what closes it, and what is still open. Nothing counts as done without\n"
        "the name of the rule, the list or the reason that closes it. The same on screen: `duheng law coverage`."
    )
    return page("条文落实 Coverage", lead, *parts)


def _coverage_row(entry: Coverage) -> tuple[str, ...]:
    provision = entry.provision
    closed = [f"{closure.aspect.label}：{_closed_by(closure)}" for closure in entry.closures]
    needs = f"（待{provision.needs.label}）" if entry.open and provision.needs else ""
    return (
        code(provision.id),
        cell(provision.citation.place),
        cell(provision.label),
        entry.status.label,
        "<br>".join(closed),
        "、".join(aspect.label for aspect in entry.open) + needs,
    )


def _closed_by(closure: Closure) -> str:
    return cell(closure.name) if closure.means is Means.STATEMENT else f"{closure.means.label} {code(closure.name)}"


def render_differences() -> str:
    """docs/differences.md."""
    columns = ("规则", "事项", *(found.facts.name for found in jurisdictions()))
    shared = [point for point in points() if len(_speaking(point)) > 1]
    different = [point for point in shared if len({text for _, text in _speaking(point)}) > 1]
    same = [point for point in shared if point not in different]
    alone = [point for point in points() if point not in shared]
    lead = (
        "The rules of all jurisdictions side by side, newest values, each with its article. 本辖区未规定 means that the texts\n"
        "say nothing on the point; no other jurisdiction's number stands in for it. The same on screen: `duheng law diff`."
    )
    return page(
        "辖区对照 Differences",
        lead,
        f"## 几个辖区都有规定、内容不同（{len(different)} 项）",
        table(columns, map(_point_row, different)),
        f"## 几个辖区都有规定、内容相同（{len(same)} 项）",
        table(columns, map(_point_row, same)),
        f"## 只有一个辖区规定（{len(alone)} 项）",
        table(columns, map(_point_row, alone)),
    )


def _speaking(point: Point) -> list[tuple[str, str]]:
    """What is said on a point: jurisdiction and text of those that are not silent."""
    return [(found.jurisdiction, found.text) for found in point.cells if found.value]


def _point_row(point: Point) -> tuple[str, ...]:
    return (code(point.code), cell(point.title), *(_said_there(found, point.title) for found in point.cells))


def _said_there(found: Cell, title: str) -> str:
    """What one jurisdiction says, under its own title where that is another one, with the article."""
    own = f"{found.rule.title}：" if found.rule and found.rule.title != title else ""
    return cell(f"{own}{found.text}\n{found.place}")


def render_readings() -> str:
    """docs/readings.md."""
    general = general_readings()
    rules = [rule for found in jurisdictions() for rule in found.rulebook.rules.values()]
    columns = ("编号", "键", "问题", "选用", "理由", "其他读法", "生效于", "涉及")
    counted = [(*_reading_cells(reading), _number_of_rules(sum(map(reading.touches, rules)))) for reading in general]
    parts = ["## 通用", "不限辖区，触及的规则都适用。", table(columns, counted)]
    for found in jurisdictions():
        local = local_readings(found)
        rows = [(*_reading_cells(reading), "<br>".join(map(code, reading.rules))) for reading in local]
        parts += [f"## {found.facts.full_name}", table(columns, rows)]
    lead = (
        "The ambiguity register: where a text can be read in more than one way, the reading in use, why, and what could be chosen\n"
        "instead. *生效于* is where the reading takes effect: `counting` how days are counted, `rule` the rule itself,\n"
        "`band` a grade or score, `procedure` the procedure that implements the point. The same on screen: `duheng law readings`."
    )
    return page("歧义登记册 Readings", lead, *parts)


def local_readings(found: Jurisdiction) -> tuple[Reading, ...]:
    """The entries of the register that a jurisdiction brings itself."""
    general = {reading.id for reading in general_readings()}
    return tuple(reading for reading in found.rulebook.readings.register if reading.id not in general)


def _reading_cells(reading: Reading) -> tuple[str, ...]:
    where = "\n".join(map(str, reading.where))
    chosen = reading.option(reading.default)
    others = [f"{code(option.code)} {cell(option.label)}" for option in reading.options if option is not chosen]
    return (
        reading.id,
        code(reading.key),
        cell(f"{reading.problem}\n{where}"),
        f"{code(chosen.code)} {cell(chosen.label)}",
        cell(reading.reason),
        "<br>".join(others),
        code(reading.effect),
    )


def _number_of_rules(number: int) -> str:
    return f"{number} 条规则" if number else ""


def render_commands() -> str:
    """docs/commands.md."""
    pages = list(command_pages())
    overview = [(code(found.path), cell(found.command.short_help or found.help)) for found in pages if not _is_group(found)]
    parts = [
        table(("命令", "做什么"), overview),
        "## 退出码",
        table(("退出码", "含义"), [(str(number), meaning) for number, meaning in exit_codes().items()]),
    ]
    for found in pages:
        arguments = [
            (
                code(argument.make_metavar(found.context)),
                "是" if argument.required else "否",
                "是" if argument.nargs == -1 else "否",
            )
            for argument in found.arguments
        ]
        parts += [
            f"## {found.path}",
            f"```\n{found.usage}\n```",
            found.help,
            table(("参数", "必填", "可写多个"), arguments) if arguments else "",
            table(("选项", "说明"), [(code(option), cell(text)) for option, text in found.options]),
        ]
    return page("命令 Commands", "Every command of `duheng`, as `--help` shows it.", *parts)


def _is_group(found: CommandPage) -> bool:
    return isinstance(found.command, click.Group)


def render_plugin(found: Jurisdiction) -> str:
    """plugins/<name>/README.md."""
    facts, book = found.facts, found.rulebook
    answered = implementations(plugin_module(found))
    identity = [
        ("code", code(found.code)),
        ("name", f"{facts.full_name}（{facts.name}）"),
        ("level", facts.level.label),
        ("division code", facts.division_code),
    ]
    numbers = [
        ("instruments", str(len(book.instruments))),
        ("provisions", str(len(book.provisions))),
        ("rules", str(len(book.rules))),
        ("lists", str(len(book.enumerations))),
        ("readings of its own", str(len(local_readings(found)))),
        *((status.label, str(number)) for status, number in tally(coverage_of(book)).items()),
    ]
    offices = [(code(role), role.label, label) for role in Role if (label := found.role_label(role)) != role.label]
    return page(
        facts.full_name,
        f"The law of {facts.name} as data. What the files may contain: [jurisdiction-data.md](../../docs/jurisdiction-data.md).",
        table(("fact", "value"), identity),
        "## Instruments",
        table(("code", "文件", "文号", "制发机关", "印发", "施行", "上位法", "提示"), _instrument_rows(found)),
        "## Numbers",
        table(("what", "number"), numbers),
        "All [rules](../../docs/rules.md), [provisions](../../docs/coverage.md) and [readings](../../docs/readings.md).",
        "## What differs here",
        _differences_of(found),
        "## Offices",
        "Roles that the texts give a name of their own:",
        table(("role", "通称", "本辖区"), offices),
        "## Hooks",
        table(
            ("hook", "what it says here"),
            [(code(hook), inspect.getdoc(answered[hook]) or "") for hook in HOOK_KINDS if hook in answered],
        ),
        "What each hook is for: [hooks.md](../../docs/hooks.md).",
        "## Check",
        f"```\nduheng plugin check {found.code}\nduheng law coverage {found.code} --open\n```",
    )


def _instrument_rows(found: Jurisdiction) -> Iterator[tuple[str, ...]]:
    for entry in found.rulebook.instruments.values():
        yield (
            code(entry.code),
            cell(f"《{entry.title}》"),
            entry.number or "",
            cell(entry.issuer),
            str(entry.issued or ""),
            str(entry.in_force),
            cell("\n".join(law.title for law in entry.higher_laws)),
            cell("\n".join(_told(entry))),
        )


def _told(instrument: Instrument) -> tuple[str, ...]:
    """The flags of an instrument and the reason behind them, each thing once."""
    reason = instrument.in_force_unverified or ""
    return (*(flag for flag in instrument.flags if not reason.startswith(flag)), reason)


def _differences_of(found: Jurisdiction) -> str:
    names = {other.code: other.facts.name for other in jurisdictions()}
    said = {point: dict(_speaking(point)) for point in points()}
    rows = []
    for point, texts in said.items():
        here = texts.get(found.code)
        others = [f"{names[other]}：{text}" for other, text in texts.items() if other != found.code and text != here]
        if here and others:
            rows.append((code(point.code), cell(found.rulebook.rule(point.code).title), cell(here), cell("\n".join(others))))
    only = sum(set(texts) == {found.code} for texts in said.values())
    silent = sum(found.code not in texts for texts in said.values())
    summary = (
        f"Besides these, {only} points are regulated here alone, and on {silent} points that others regulate this jurisdiction\n"
        "is silent (本辖区未规定). All points side by side: [differences.md](../../docs/differences.md)."
    )
    return f"{table(('规则', '事项', '本辖区', '别处'), rows)}\n\n{summary}"


def render_all() -> dict[Path, str]:
    """Every generated document: its path from the root of the repository, and its text."""
    docs = Path("docs")
    return {
        docs / "hooks.md": render_hooks(),
        docs / "rules.md": render_rules(),
        docs / "coverage.md": render_coverage(),
        docs / "differences.md": render_differences(),
        docs / "readings.md": render_readings(),
        docs / "commands.md": render_commands(),
        **{Path("plugins") / found.code / "README.md": render_plugin(found) for found in jurisdictions()},
    }


def stale(root: Path = ROOT) -> tuple[str, ...]:
    """The paths of the documents that are missing or differ from their source."""
    return tuple(
        path.as_posix()
        for path, text in render_all().items()
        if not (root / path).is_file() or (root / path).read_text(encoding="utf-8") != text
    )


def write_all(root: Path = ROOT) -> None:
    """Write every document whose text differs."""
    for name in stale(root):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render_all()[Path(name)], encoding="utf-8")
        print(name)


def main() -> int:
    """The exit code: 1 if `--check` found a stale document."""
    parser = argparse.ArgumentParser(description="Write the generated documents.")
    parser.add_argument("--check", action="store_true", help="list the stale documents and change nothing")
    if not parser.parse_args().check:
        write_all()
        return 0
    found = stale()
    for name in found:
        print(f"{name} differs from its source; run make docs", file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
