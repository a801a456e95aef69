"""A rule: one point on which a jurisdiction gives a number, a day, or a soft word, with its value over time.

Knows no jurisdiction, reads no file and counts no day.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.law.citation import Citation
from core.law.event import StartEvent
from core.vocabulary import Labelled


class Unit(Labelled):
    """What an amount is counted in. The label follows the number."""

    WORKING_DAY = "working_day", "个工作日"
    DAY = "day", "日"
    MONTH = "month", "个月"
    FIXED_DATE = "fixed_date", "固定日期"
    TYPED_DATE = "typed_date", "由文书指定"
    INTERNAL_TARGET = "internal_target", "内部目标（非法定）"
    PERSON = "person", "人"
    PER_YEAR = "per_year", "次/年"
    HOUR_PER_YEAR = "hour_per_year", "学时/年"
    PERCENT = "percent", "%"
    TIER = "tier", "档"
    AGE = "age", "周岁"
    OCCURRENCE = "occurrence", "次"
    BODY = "body", "个单位"
    POINT = "point", "分"


PERIOD_UNITS = frozenset({Unit.WORKING_DAY, Unit.DAY, Unit.MONTH})
SOFT_UNITS = frozenset({Unit.TYPED_DATE, Unit.INTERNAL_TARGET})


class Kind(Labelled):
    """What a rule is."""

    PERIOD = "period", "期限"
    FIXED_DATE = "fixed_date", "固定日期"
    SOFT = "soft", "未定日数"
    LIMIT = "limit", "数量要求"
    DEDUCTION = "deduction", "扣分项"
    BANDS = "bands", "等次"


class Compare(Labelled):
    """How a found number is compared with the rule's; every one includes the number itself (E-05)."""

    AT_LEAST = "at_least", "不少于"
    AT_MOST = "at_most", "不超过"
    EXACTLY = "exactly", ""
    BETWEEN = "between", ""


class Within(Labelled):
    """The time in which occurrences add up."""

    YEAR = "year", "一年内"
    CALENDAR_YEAR = "calendar_year", "同一自然年内"


class ReportingYear(Labelled):
    """Which year a fixed date falls in, seen from the year reported on."""

    SAME = "same", "当年"
    NEXT = "next", "次年"


class Roll(Labelled):
    """What happens when a last day is a rest day."""

    FORWARD = "forward", "顺延至其后第一个工作日"
    NONE = "none", "不顺延"
    BACKWARD = "backward", "提前至其前最后一个工作日"


@dataclass(frozen=True, slots=True)
class Extension:
    """Who may lengthen a period and by how much in all. `cap` is in the rule's unit; `soft` where the text says 原则上."""

    cap: int
    citation: Citation
    by: str | None = None
    tell: tuple[str, ...] = ()
    soft: bool = False


@dataclass(frozen=True, slots=True)
class PauseGround:
    """Why the clock may stop: the code of the enumeration that lists the causes, all of them."""

    causes: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Band:
    """One grade: from `at_least` upward, until the next better one begins. `printed` is the text's own wording of the range."""

    code: str
    label: str
    at_least: Decimal
    printed: str


@dataclass(frozen=True, slots=True)
class RuleValue:
    """What a rule says from one day on. Only the fields of the rule's unit are set."""

    from_day: date
    citation: Citation
    until: date | None = None
    amount: Decimal | None = None
    upper: Decimal | None = None
    compare: Compare | None = None
    within: Within | None = None
    is_soft: bool = False
    word: str | None = None
    month: int = 0
    day: int = 0
    year: ReportingYear | None = None
    opens: tuple[int, int] | None = None
    extension: Extension | None = None
    pause: PauseGround | None = None
    per: str | None = None
    flat: bool = False
    cap: Decimal | None = None
    bands: tuple[Band, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether this value stands on a day."""
        return self.from_day <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of one jurisdiction with its values, oldest first."""

    code: str
    title: str
    kind: Kind
    unit: Unit
    values: tuple[RuleValue, ...]
    provisions: tuple[str, ...] = ()
    by: str | None = None
    starts: StartEvent | None = None
    file: str = ""

    @property
    def gives_date(self) -> bool:
        """Whether a due day can be computed from it."""
        return self.kind in (Kind.PERIOD, Kind.FIXED_DATE)

    @property
    def first_day(self) -> date:
        """The first day on which the rule says anything."""
        return self.values[0].from_day

    def value_on(self, day: date) -> RuleValue | None:
        """The value that stands on a day; None before the first and after a lapsed one."""
        for value in reversed(self.values):
            if value.covers(day):
                return value
        return None


def plain(number: Decimal) -> str:
    """A decimal without needless zeros: 0.10 → 0.1, 20 → 20."""
    return format(number.normalize() if number != number.to_integral() else number.quantize(Decimal(1)), "f")


def describe(unit: Unit, value: RuleValue) -> str:
    """A value in Chinese as an official would say it: 20个工作日, 次年1月31日前, 不少于2人, 每件扣0.01分，最多扣0.1分."""
    if value.bands:
        return "；".join(f"{band.label}（{band.printed}）" for band in value.bands)
    if value.word is not None:
        return f"{value.word}：{unit.label}"
    if unit is Unit.FIXED_DATE:
        return _describe_date(value)
    if value.amount is None:
        return ""
    if value.per is not None or value.flat:
        return _describe_deduction(value)
    text = _describe_amount(unit, value)
    if value.extension is not None:
        word = "原则上" if value.extension.soft else ""
        text += f"，可延长（{word}累计延长不超过{value.extension.cap}{unit.label}）"
    return text


def _describe_amount(unit: Unit, value: RuleValue) -> str:
    number = plain(value.amount or Decimal(0))
    if value.compare is Compare.BETWEEN and value.upper is not None:
        number = f"{number}至{plain(value.upper)}"
    text = f"{value.compare.label if value.compare else ''}{number}{unit.label}"
    return f"{value.within.label if value.within else ''}{'原则上' if value.is_soft else ''}{text}"


def _describe_date(value: RuleValue) -> str:
    when = value.year.label if value.year else ""
    if value.opens:
        return f"{when}{value.opens[0]}月{value.opens[1]}日至{value.month}月{value.day}日"
    return f"{when}{value.month}月{value.day}日前"


def _describe_deduction(value: RuleValue) -> str:
    number = plain(value.amount or Decimal(0))
    each = f"每{value.per}扣{number}分" if value.per else f"扣{number}分"
    return f"{each}，最多扣{plain(value.cap)}分" if value.cap is not None and not value.flat else each
