"""Whether a provisional range always contains the day on which the term finally ended, and how wide the ranges are.

Every past year with known statutory days is hidden together with all later ones, as if its notice were not published yet, and
terms are counted that start in the year before it (what starts earlier ends before it). The small size takes every 7th start,
`--full` every start. Exits 1 where a range misses the final day, or where the ranges of 20 working days are wider than promised
(median 5 days, at most 14). 2020, whose Spring Festival was lengthened by an extraordinary order, is reported apart.
"""

import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from statistics import median, quantiles

from core.law.citation import Citation, Instrument
from core.law.national import national_calendar
from core.law.reading import Readings
from core.law.rule import Kind, Rule, RuleValue, Unit
from core.law.rule_files import general_readings
from core.law.term import Clock

YEARS = range(2008, 2027)
AMOUNTS = (5, 10, 20, 30, 60, 120)
APART = 2020
SMALL_STEP = 7
MEDIAN_DAYS = 5
WIDEST_DAYS = 14


@dataclass
class Found:
    """What the sweep of one amount found: ranges, settled ends, misses."""

    widths: list[int] = field(default_factory=list)
    settled: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def too_wide(self) -> bool:
        """Whether the promise for 20 working days is broken."""
        return bool(self.widths) and (median(self.widths) > MEDIAN_DAYS or max(self.widths) > WIDEST_DAYS)

    def line(self, name: str) -> str:
        """One line of the report."""
        if not self.widths:
            return f"{name:>12}  no range, {self.settled} settled, misses {len(self.misses)}"
        high = quantiles(self.widths, n=20, method="inclusive")[-1] if len(self.widths) > 1 else self.widths[0]
        return (
            f"{name:>12}  ranges {len(self.widths):>6}  settled {self.settled:>6}  misses {len(self.misses):>4}  "
            f"days wide: median {median(self.widths):>4}  95% {high:>5.1f}  max {max(self.widths):>3}"
        )


def rule_of(amount: int) -> Rule:
    """A period of so many working days, in force since 2004."""
    act = Instrument(code="B", title="试行办法", issuer="某局", in_force=date(2004, 1, 1))
    value = RuleValue(from_day=date(2004, 1, 1), citation=Citation(act, "第一条"), amount=Decimal(amount))
    return Rule("bench.period", "试行期限", Kind.PERIOD, Unit.WORKING_DAY, (value,))


def sweep(step: int, years: Iterable[int] = YEARS, amounts: Sequence[int] = AMOUNTS) -> dict[tuple[int, bool], Found]:
    """Every amount from every `step`-th day of the year before each hidden year, by (amount, whether the year is 2020)."""
    whole = national_calendar()
    register = Readings(general_readings())
    final = {amount: Clock(rule_of(amount), whole, register) for amount in amounts}
    found: dict[tuple[int, bool], Found] = {}
    for year in years:
        hidden = whole.without_years(range(year, 2027))
        starts = [
            date(year - 1, 1, 1) + timedelta(offset) for offset in range(0, (date(year, 1, 1) - date(year - 1, 1, 1)).days, step)
        ]
        for amount in amounts:
            here = found.setdefault((amount, year == APART), Found())
            early = Clock(rule_of(amount), hidden, register)
            for start in starts:
                known = final[amount].due(start).on
                if known is None:
                    # A long term that runs past the last published year has no final day to compare with.
                    continue
                due = early.due(start)
                assert due.latest is not None
                if due.provisional:
                    here.widths.append((due.latest - due.earliest).days)
                else:
                    here.settled += 1
                if not due.earliest <= known <= due.latest:
                    here.misses.append(f"{year} hidden: {start} + {amount} gives {due.earliest}..{due.latest}, was {known}")
    return found


def report(step: int) -> int:
    """Print the findings; the number of broken promises."""
    began = time.perf_counter()
    found = sweep(step)
    print(f"terms before each hidden year {YEARS[0]}-{YEARS[-1]}, every {step}. start day, {time.perf_counter() - began:.1f} s")
    broken = 0
    for (amount, apart), here in sorted(found.items(), key=lambda entry: (entry[0][1], entry[0][0])):
        print(here.line(f"{amount} in {APART}" if apart else str(amount)))
        for miss in here.misses[:5]:
            print(f"              {miss}")
        broken += len(here.misses)
        broken += amount == 20 and not apart and here.too_wide
    print("every range holds" if not broken else f"{broken} broken promises")
    return broken


if __name__ == "__main__":
    sys.exit(report(1 if "--full" in sys.argv[1:] else SMALL_STEP) > 0)
