"""The ambiguity register: points of the texts that can be read in more than one way, and the reading in use.

A reading is a small change, of a rule or of how days are counted, chosen by its option; nothing here counts a day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.errors import UnknownReading
from core.law.citation import Citation
from core.law.event import StartEvent
from core.law.rule import Compare, Roll, Rule, Unit, Within
from core.near import near_matches


class Effect(StrEnum):
    """Where an option takes effect."""

    COUNTING = "counting"
    RULE = "rule"
    BAND = "band"
    PROCEDURE = "procedure"


class PauseEdges(StrEnum):
    """Which days a pause leaves out."""

    AFTER_REQUEST_THROUGH_REPLY = "after_request_through_reply"
    REQUEST_THROUGH_REPLY = "request_through_reply"
    BETWEEN_REQUEST_AND_REPLY = "between_request_and_reply"


class ExtensionBase(StrEnum):
    """What an extension is added to."""

    UNROLLED = "unrolled"
    ROLLED = "rolled"


class MissingYear(StrEnum):
    """What happens when a term reaches a year without a notice."""

    PROVISIONAL = "provisional"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Counting:
    """How days are counted for one rule, after every reading was applied. The defaults are the register's."""

    roll: Roll = Roll.FORWARD
    bare_day: Unit = Unit.DAY
    fixed_roll: Roll = Roll.NONE
    fixed_inclusive: bool = True
    pause_edges: PauseEdges = PauseEdges.AFTER_REQUEST_THROUGH_REPLY
    extension_base: ExtensionBase = ExtensionBase.UNROLLED
    missing_year: MissingYear = MissingYear.PROVISIONAL
    threshold_inclusive: bool = True
    cap_soft: bool = False
    lower_bound_inclusive: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read the point. `changes` is what it sets; empty where the procedure asks for the option by name."""

    code: str
    label: str
    changes: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Touch:
    """Which rules a general reading touches: by unit, by start event, by having a pause or an extension; or all of them."""

    units: frozenset[Unit] = frozenset()
    starts: frozenset[StartEvent] = frozenset()
    pausable: bool = False
    extendable: bool = False
    everything: bool = False

    def covers(self, rule: Rule) -> bool:
        """Whether a rule is touched."""
        return (
            self.everything
            or rule.unit in self.units
            or rule.starts in self.starts
            or (self.pausable and any(value.pause for value in rule.values))
            or (self.extendable and any(value.extension for value in rule.values))
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """One entry of the ambiguity register.

    `id` is its stable number (E-12), `key` the switch. A general entry touches rules by `touch`, a local one by `rules`.
    """

    id: str
    key: str
    problem: str
    reason: str
    default: str
    options: tuple[Option, ...]
    effect: Effect
    rules: tuple[str, ...] = ()
    touch: Touch | None = None
    where: tuple[Citation, ...] = ()
    file: str = ""

    def option(self, code: str) -> Option:
        """The option of this name. Errors: UnknownReading, with the names there are."""
        for option in self.options:
            if option.code == code:
                return option
        names = "、".join(option.code for option in self.options)
        raise UnknownReading(f"{self.key} 没有 {code!r} 这种读法", f"可选：{names}")

    def touches(self, rule: Rule) -> bool:
        """Whether this entry bears on a rule."""
        return rule.code in self.rules or (self.touch is not None and self.touch.covers(rule))


_COUNTING_FIELDS = {
    "roll": Roll,
    "bare_day": Unit,
    "fixed_roll": Roll,
    "fixed_inclusive": bool,
    "pause_edges": PauseEdges,
    "extension_base": ExtensionBase,
    "missing_year": MissingYear,
    "threshold_inclusive": bool,
    "cap_soft": bool,
    "lower_bound_inclusive": bool,
}
_RULE_FIELDS = {"starts": StartEvent, "unit": Unit}
_VALUE_FIELDS = {"word": str, "amount": Decimal, "compare": Compare, "within": Within}
CHANGEABLE = (*_RULE_FIELDS, *_VALUE_FIELDS, *_COUNTING_FIELDS)
"""What an option may set."""


def cast_change(key: str, value: Any) -> Any:
    """A TOML value as the type of the field it sets. Errors: ValueError if it does not fit, KeyError for an unknown field."""
    kind: Any = {**_COUNTING_FIELDS, **_RULE_FIELDS, **_VALUE_FIELDS}[key]
    if kind is bool and not isinstance(value, bool):
        raise ValueError(value)
    return kind(value)


@dataclass(frozen=True)
class Readings:
    """The register of one jurisdiction with the option chosen for each key (the default where nobody chose)."""

    register: tuple[Reading, ...]
    chosen: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, code in self.chosen.items():
            self.entry(key).option(code)

    def entry(self, key: str) -> Reading:
        """The entry with this key. Errors: UnknownReading, with near matches."""
        for reading in self.register:
            if key in (reading.key, reading.id):
                return reading
        keys = [reading.key for reading in self.register]
        near = near_matches(key, keys)
        raise UnknownReading(
            f"歧义登记册中没有 {key!r}", f"相近的有：{'、'.join(near)}" if near else "可用 duheng law readings 查看全部"
        )

    def option_of(self, reading: Reading) -> Option:
        """The option in use for an entry."""
        return reading.option(self.chosen.get(reading.key, reading.default))

    def option(self, key: str) -> str:
        """The name of the option in use for a key, for procedures that ask."""
        return self.option_of(self.entry(key)).code

    def choose(self, choices: Mapping[str, str]) -> "Readings":
        """These readings with other options chosen. Errors: UnknownReading."""
        by_key = {self.entry(key).key: code for key, code in choices.items()}
        return Readings(self.register, {**self.chosen, **by_key})

    def touching(self, rule: Rule) -> tuple[tuple[Reading, Option], ...]:
        """The entries that bear on a rule, each with the option in use, in the order of the register."""
        return tuple((reading, self.option_of(reading)) for reading in self.register if reading.touches(rule))

    def apply(self, rule: Rule) -> tuple[Rule, Counting]:
        """A rule as read, and how its days are counted."""
        counting: dict[str, Any] = {}
        of_rule: dict[str, Any] = {}
        of_value: dict[str, Any] = {}
        for _, option in self.touching(rule):
            for key, value in option.changes:
                if key in _COUNTING_FIELDS:
                    counting[key] = value
                elif key in _RULE_FIELDS:
                    of_rule[key] = value
                else:
                    of_value[key] = value
        if of_value:
            of_rule["values"] = tuple(replace(value, **of_value) for value in rule.values)
        return (replace(rule, **of_rule) if of_rule else rule), Counting(**counting)


def sorted_register(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Entries by their number: E-02 before E-10, E-33 before E-33b."""

    def number(reading: Reading) -> tuple[int, str]:
        digits = "".join(character for character in reading.id if character.isdigit())
        return int(digits or 0), reading.id

    return tuple(sorted(readings, key=number))
