"""Which provision of the texts is implemented by what, and what is still open. Counts nothing as done without a name for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.law.rule import Kind, Rule
from core.law.rulebook import BY_RUNNING_CODE, BY_STATEMENT, STRICT, Aspect, Provision, Rulebook
from core.vocabulary import Labelled


class Status(Labelled):
    """How far a provision is implemented."""

    DONE = "done", "已落实"
    PARTLY = "partly", "部分落实"
    OPEN = "open", "待落实"
    STATED = "stated", "无须程序落实"


class Means(Labelled):
    """What implements an aspect of a provision."""

    RULE = "rule", "规则"
    ENUMERATION = "enumeration", "清单"
    STATEMENT = "statement", "说明"


@dataclass(frozen=True, slots=True)
class Closure:
    """One aspect of a provision and what closes it: `name` is a rule code, a list code, or the stated reason."""

    aspect: Aspect
    means: Means
    name: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """One provision with what closes it and which aspects are open, in the order the provision carries them."""

    provision: Provision
    closures: tuple[Closure, ...]
    open: tuple[Aspect, ...]

    @property
    def status(self) -> Status:
        """How far the provision is implemented."""
        if not self.open:
            return Status.STATED if all(closure.means is Means.STATEMENT for closure in self.closures) else Status.DONE
        return Status.PARTLY if any(closure.means is not Means.STATEMENT for closure in self.closures) else Status.OPEN


def coverage_of(book: Rulebook) -> tuple[Coverage, ...]:
    """One entry a provision, in the order of the texts."""
    rules: dict[str, list[Rule]] = {}
    for rule in book.rules.values():
        for code in rule.provisions:
            rules.setdefault(code, []).append(rule)
    lists: dict[str, list[str]] = {}
    for enumeration in book.enumerations.values():
        for code in enumeration.provisions:
            lists.setdefault(code, []).append(enumeration.code)
    return tuple(_cover(entry, rules.get(entry.id, []), lists.get(entry.id, [])) for entry in book.provisions.values())


def _closes(rule: Rule, aspect: Aspect) -> bool:
    """Whether a rule states this aspect."""
    if aspect is Aspect.PERIOD:
        return rule.kind in (Kind.PERIOD, Kind.FIXED_DATE, Kind.SOFT)
    if aspect is Aspect.EXTENSION:
        return any(value.extension for value in rule.values)
    if aspect is Aspect.PAUSE:
        return any(value.pause for value in rule.values)
    return aspect is Aspect.QUANTITY


def _cover(provision: Provision, rules: Iterable[Rule], lists: Iterable[str]) -> Coverage:
    closures: list[Closure] = []
    still_open: list[Aspect] = []
    for aspect in provision.carries:
        found = [Closure(aspect, Means.RULE, rule.code) for rule in rules if _closes(rule, aspect)]
        if aspect is Aspect.LIST:
            found += [Closure(aspect, Means.ENUMERATION, code) for code in lists]
        stated = aspect in BY_STATEMENT or (aspect in BY_RUNNING_CODE - STRICT and provision.needs is None)
        if not found and stated and provision.because:
            found = [Closure(aspect, Means.STATEMENT, provision.because)]
        closures += found
        if not found:
            still_open.append(aspect)
    return Coverage(provision, tuple(closures), tuple(still_open))


def open_provisions(entries: Iterable[Coverage], aspects: Iterable[Aspect]) -> tuple[Coverage, ...]:
    """The entries in which one of these aspects is open."""
    wanted = frozenset(aspects)
    return tuple(entry for entry in entries if wanted & set(entry.open))


def tally(entries: Iterable[Coverage]) -> dict[Status, int]:
    """How many provisions have each status; statuses without any are 0."""
    counts = dict.fromkeys(Status, 0)
    for entry in entries:
        counts[entry.status] += 1
    return counts
