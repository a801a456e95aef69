"""How fast terms are counted, alone and beside the libraries a team would use instead, and whether each counts right.

Every peer is first compared with a plain count, day by day, over the working days that chinesecalendar knows; only peers that
are right on the whole sample are compared for speed. The small size takes a small sample; `--full` a larger one, and exits 1
where an asked figure is missed. A wrong answer of ours exits 1 in both sizes. What is measured and how: bench/README.md.
"""

import csv
import os
import platform
import random
import subprocess
import sys
import time
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from math import ceil
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import chinese_calendar
import holidays
import numpy as np
from workalendar.asia import China

from core.cli.batch import answer_table
from core.law.national import national_calendar
from core.law.term import Clock, Due
from core.law.trace import explain, recompute
from core.plugin.registry import Registry

TENANT = "wulong"
PLAIN_RULE = "opinion.rectify"
PAUSED_RULE = "dispute.handle"
WORKING_DAYS = 20
PAUSED_WORKING_DAYS = 7
EXTENSION_CAP = 15

ONE_DAY = timedelta(1)
FIRST_START, LAST_START = date(2022, 1, 1), date(2025, 12, 31)
STARTS = [FIRST_START + timedelta(offset) for offset in range((LAST_START - FIRST_START).days + 1)]
# Every day a term of the sample can touch.
DAYS = [date(2021, 12, 1) + timedelta(offset) for offset in range((date(2026, 12, 31) - date(2021, 12, 1)).days + 1)]
SEED = 20261122
# One timing lasts at least so long: what is quick is repeated within it.
LEAST_SECONDS = 0.02


class Size(NamedTuple):
    """How much is measured."""

    terms: int
    rounds: int
    rows: int
    batches: int
    starts: int


SMALL = Size(terms=200, rounds=4, rows=200_000, batches=3, starts=5)
FULL = Size(terms=2_000, rounds=9, rows=1_000_000, batches=3, starts=10)

Pauses = tuple[tuple[date, date | None], ...]


class Term(NamedTuple):
    """What is asked of a rule with extensions and pauses."""

    start: date
    extension: int = 0
    pauses: Pauses = ()


class Peer(NamedTuple):
    """A way to add working days: `add(start)` is the end of a term of 20, the start not counted.

    `kind` is "pure" (a Python library), "numpy", or "told" (measured for information only).
    """

    name: str
    kind: str
    add: Callable[[date], date]


class Verdict(NamedTuple):
    """How many of the asked starts a peer answered wrongly, or not at all."""

    asked: int
    wrong: int
    refused: int

    @property
    def is_right(self) -> bool:
        """Whether every answer was given and right."""
        return not self.wrong and not self.refused

    def __str__(self) -> str:
        if self.is_right:
            return "right"
        answered = self.asked - self.refused
        parts = []
        if self.wrong:
            parts.append(f"WRONG {self.wrong / answered:.1%}{' of the rest' if self.refused else ''}")
        if self.refused:
            parts.insert(0, f"REFUSES {self.refused / self.asked:.1%}")
        return ", ".join(parts)


class Figure(NamedTuple):
    """One line of the report. `asked` is None for what is told only; otherwise `value` must stay on its side of it."""

    name: str
    value: float
    unit: str
    asked: float | None = None
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the figure holds, or nothing is asked."""
        return self.asked is None or (self.value >= self.asked if self.at_least else self.value <= self.asked)

    def line(self) -> str:
        """The figure as a row of the table."""
        asked = "" if self.asked is None else f"{'≥' if self.at_least else '≤'} {_number(self.asked)} {self.unit}"
        met = "" if self.asked is None else "yes" if self.is_met else "NO"
        return f"{self.name:<66}{_number(self.value):>10} {self.unit:<7}{asked:<18}{met}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


# The plain count that everything is compared with.


def known_working_days() -> frozenset[date]:
    """The working days from the end of 2021 through 2026 as chinesecalendar has them; none of our data is read."""
    return frozenset(day for day in DAYS if chinese_calendar.is_workday(day))


def counted(working: frozenset[date], start: date, amount: int, pauses: Sequence[tuple[date, date]] = ()) -> date:
    """The day of the `amount`-th working day after the start, days after sending through the answer left out."""
    day = start
    while amount:
        day += ONE_DAY
        amount -= day in working and not any(sent < day <= answered for sent, answered in pauses)
    return day


def expected(working: frozenset[date], term: Term) -> Due:
    """The end of a term of 7 working days; while a pause is open, the end if the answer came on the day of the question."""
    closed = [(sent, answered) for sent, answered in term.pauses if answered is not None]
    end = counted(working, term.start, PAUSED_WORKING_DAYS + term.extension, closed)
    is_open = any(answered is None and sent < end for sent, answered in term.pauses)
    return Due(end, None if is_open else end, False)


# The samples.


def sample(terms: int) -> list[date]:
    """So many start days, always the same ones."""
    return random.Random(SEED).choices(STARTS, k=terms)


def mixed_sample(terms: int) -> list[Term]:
    """Terms of which a fifth has an extension, one or two pauses, or both; a tenth of the last pauses is still open."""
    chance = random.Random(SEED + 1)
    found = []
    for place, start in enumerate(sample(terms)):
        if place % 5:
            found.append(Term(start))
            continue
        shape = chance.choice(("extension", "pause", "both"))
        extension = 0 if shape == "pause" else chance.randint(1, EXTENSION_CAP)
        found.append(Term(start, extension, () if shape == "extension" else _pauses(chance, start)))
    return found


def _pauses(chance: random.Random, start: date) -> Pauses:
    pauses: list[tuple[date, date | None]] = []
    floor = start
    for _ in range(chance.randint(1, 2)):
        sent = floor + timedelta(chance.randint(0, 6))
        floor = sent + timedelta(chance.randint(0, 25))
        pauses.append((sent, floor))
    if chance.random() < 0.1:
        pauses[-1] = (pauses[-1][0], None)
    return tuple(pauses)


# The peers.


def peers(amount: int = WORKING_DAYS) -> list[Peer]:
    """Every peer, given the same days: its calendar is made beforehand and is not part of what is timed."""
    working = known_working_days()
    rest_days = [day for day in DAYS if day not in working]
    days_off = [day for day in rest_days if day.weekday() < 5]
    off = frozenset(days_off)
    table = sorted(working)
    right = np.busdaycalendar(weekmask="1111111", holidays=rest_days)
    usual = np.busdaycalendar(weekmask="1111100", holidays=days_off)
    china, register = China(), holidays.country_holidays("CN", years=range(2021, 2027))
    is_workday, find_workday = chinese_calendar.is_workday, chinese_calendar.find_workday

    def day_by_day(start: date) -> date:
        day, left = start, amount
        while left:
            day += ONE_DAY
            left -= is_workday(day)
        return day

    def monday_to_friday(start: date) -> date:
        day, left = start, amount
        while left:
            day += ONE_DAY
            left -= day.weekday() < 5 and day not in off
        return day

    def offset(start: date, days: np.busdaycalendar) -> date:
        # One date in, one date out: numpy types only the general case.
        return np.busday_offset(np.datetime64(start), amount, "backward", busdaycal=days).item()  # type: ignore[return-value]  # See above.

    return [
        Peer("chinesecalendar, is_workday day by day", "pure", day_by_day),
        Peer("chinesecalendar, find_workday(n - 1, next day)", "pure", lambda start: find_workday(amount - 1, start + ONE_DAY)),
        Peer("chinesecalendar, find_workday(n, start)", "pure", lambda start: find_workday(amount, start)),
        Peer("holidays, get_nth_working_day", "pure", lambda start: register.get_nth_working_day(start, amount)),
        Peer("workalendar, add_working_days", "pure", lambda start: china.add_working_days(start, amount)),
        Peer("recipe: Monday to Friday less a holiday list", "pure", monday_to_friday),
        Peer("numpy.busday_offset, 7 days less all rest days", "numpy", partial(offset, days=right)),
        Peer("numpy.busday_offset, Monday to Friday less holidays", "numpy", partial(offset, days=usual)),
        Peer("a sorted list of working days, bisected", "told", lambda start: table[bisect_right(table, start) + amount - 1]),
    ]


def vectorised(starts: Sequence[date]) -> Callable[[], list[date]]:
    """All ends at once by numpy, from dates to dates."""
    working = known_working_days()
    right = np.busdaycalendar(weekmask="1111111", holidays=[day for day in DAYS if day not in working])

    def run() -> list[date]:
        days = np.array(starts, dtype="datetime64[D]")
        ends: list[date] = np.busday_offset(days, WORKING_DAYS, "backward", busdaycal=right).tolist()
        return ends

    return run


def answers(peer: Peer, starts: Iterable[date]) -> list[date | None]:
    """What a peer says of each start; None where it raises."""
    found: list[date | None] = []
    with warnings.catch_warnings():
        # workalendar warns on every call that its years are few.
        warnings.simplefilter("ignore")
        for start in starts:
            try:
                found.append(peer.add(start))
            except Exception:  # noqa: BLE001  # A peer may refuse with any error; that it refuses is the finding.
                found.append(None)
    return found


def verdicts(asked: Sequence[Peer], starts: Sequence[date], amount: int = WORKING_DAYS) -> dict[str, Verdict]:
    """Every peer against the plain count."""
    working = known_working_days()
    ends = [counted(working, start, amount) for start in starts]
    found = {}
    for peer in asked:
        given = answers(peer, starts)
        refused = given.count(None)
        wrong = sum(end is not None and end != right for end, right in zip(given, ends, strict=True))
        found[peer.name] = Verdict(len(starts), wrong, refused)
    return found


# Ours.


def clocks() -> tuple[Clock, Clock]:
    """The rule of 20 working days, and the one with extension and pauses, on the shipped calendar."""
    jurisdiction, calendar = Registry().get(TENANT), national_calendar()
    return jurisdiction.clock(PLAIN_RULE, calendar), jurisdiction.clock(PAUSED_RULE, calendar)


def check_ours(starts: Sequence[date], mixed: Sequence[Term]) -> int:
    """How many answers of ours differ from the plain count, or from what their own trace lists. Prints the first ones."""
    plain, paused = clocks()
    working = known_working_days()
    faults = []
    for start in starts:
        end = counted(working, start, WORKING_DAYS)
        due = plain.due(start)
        if due != Due(end, end, False) or recompute(explain(plain, start)) != due:
            faults.append(f"{start} + {WORKING_DAYS}: {due}, should be {end}")
    for term in mixed:
        due, right = paused.due(*term), expected(working, term)
        if due != right or recompute(explain(paused, *term)) != due:
            faults.append(f"{term}: {due}, should be {right}")
    for fault in faults[:5]:
        print(f"WRONG: {fault}")
    return len(faults)


# Timing.


def once_each(call: Callable[[date], object], starts: Sequence[date]) -> Callable[[], None]:
    """A run that asks for every start."""

    def run() -> None:
        for start in starts:
            call(start)

    return run


def each_term(call: Callable[[date, int, Pauses], object], terms: Sequence[Term]) -> Callable[[], None]:
    """A run that asks for every term, extension and pauses always handed over."""

    def run() -> None:
        for start, extension, pauses in terms:
            call(start, extension, pauses)

    return run


def best_of(runs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The shortest time of each run in seconds. In every round all take their turn, in another order."""
    chance = random.Random(SEED)
    times: dict[str, int] = {}
    for name, run in runs.items():
        began = time.perf_counter()
        run()
        times[name] = ceil(LEAST_SECONDS / (time.perf_counter() - began))
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(rounds):
        for name in chance.sample(list(runs), len(runs)):
            run, repeats = runs[name], times[name]
            began = time.perf_counter()
            for _ in range(repeats):
                run()
            best[name] = min(best[name], (time.perf_counter() - began) / repeats)
    return best


def time_terms(starts: Sequence[date], mixed: Sequence[Term], rounds: int) -> tuple[dict[str, float], dict[str, Verdict]]:
    """Microseconds a term of ours and of every peer, taken in one go, and the verdicts on the peers.

    A peer that refuses some starts is timed on those it answers.
    """
    plain, paused = clocks()
    due, pausing = plain.due, paused.due
    asked = peers()
    found = verdicts(asked, starts)
    runs: dict[str, Callable[[], object]] = {}
    terms: dict[str, int] = {}
    for peer in asked:
        given = answers(peer, starts)
        answered = [start for start, end in zip(starts, given, strict=True) if end is not None]
        if answered:
            runs[peer.name], terms[peer.name] = once_each(peer.add, answered), len(answered)

    still_open = [term for term in mixed if term.pauses and term.pauses[-1][1] is None]
    answered_pauses = [term for term in mixed if term.pauses and term.pauses[-1][1] is not None]
    runs |= {
        "ours": once_each(due, starts),
        # The form of the peers: one function from a date to a date.
        "ours, to a date": once_each(lambda start: due(start).on, starts),
        "ours, mixed": each_term(pausing, mixed),
        "ours, answered": each_term(pausing, answered_pauses),
        "ours, open": each_term(pausing, still_open),
        "ours, traced": once_each(partial(explain, plain), starts),
        "ours, mixed, traced": each_term(partial(explain, paused), mixed),
        "numpy, vectorised": vectorised(starts),
    }
    terms |= {"ours, answered": len(answered_pauses), "ours, open": len(still_open)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        best = best_of(runs, rounds)
    return {name: seconds / terms.get(name, len(starts)) * 1e6 for name, seconds in best.items()}, found


def term_figures(size: Size) -> list[Figure]:
    """Figures 1 to 3: a term, the peers, the trace."""
    starts, mixed = sample(size.terms), mixed_sample(size.terms)
    micros, found = time_terms(starts, mixed, size.rounds)
    kinds = {peer.name: peer.kind for peer in peers()}
    ours = micros["ours, to a date"]
    figures = [
        Figure("a term of 20 working days", micros["ours"], "µs", 1),
        Figure("a term, mixed: a fifth with extension or pauses", micros["ours, mixed"], "µs", 1),
        Figure("  of these, one or two answered pauses", micros["ours, answered"], "µs"),
        Figure("  of these, the last pause still open", micros["ours, open"], "µs"),
        Figure("a term with its trace", micros["ours, traced"], "µs", 50),
        Figure("a term with its trace, mixed", micros["ours, mixed, traced"], "µs"),
        Figure("a term read to a date through one function, as the peers below", ours, "µs"),
    ]
    figures += [Figure(f"  {name} [{verdict}]", micros[name], "µs") for name, verdict in found.items() if name in micros]
    figures.append(Figure("  numpy.busday_offset, vectorised, dates to dates [right]", micros["numpy, vectorised"], "µs"))
    for kind, title, asked in (("numpy", "scalar numpy.busday_offset", 4.0), ("pure", "pure-Python library", 50.0)):
        right = [micros[name] for name, verdict in found.items() if kinds[name] == kind and verdict.is_right]
        # Without a right peer there is nothing to compare with, and the figure counts as missed.
        quickest = min(right, default=float("nan"))
        figures.append(Figure(f"ours against the quickest right {title}", quickest / ours, "times", asked, at_least=True))
    return figures


def recipe_figures(starts: Sequence[date]) -> list[Figure]:
    """How often the usual recipe is wrong, for three lengths of term."""
    found = []
    for amount in (5, WORKING_DAYS, 60):
        recipe = [peer for peer in peers(amount) if peer.name.startswith("recipe")]
        (verdict,) = verdicts(recipe, starts, amount).values()
        found.append(Figure(f"  the recipe is wrong on, {amount} working days", verdict.wrong / verdict.asked * 100, "%"))
    return found


# Batch.


def write_rows(path: Path, rows: int) -> list[str]:
    """A file of so many rows, a fifth with an extension, a pause or an error, and the end of each as text, "" if refused.

    Of that fifth 40 % have extensions, 40 % pauses and 20 % one of five errors. An open pause has no day and is "open".
    """
    working = known_working_days()
    chance = random.Random(SEED + 2)
    plain_ends = {start: counted(working, start, WORKING_DAYS).isoformat() for start in STARTS}
    short_ends = {start: counted(working, start, PAUSED_WORKING_DAYS).isoformat() for start in STARTS}
    ends = []
    with path.open("w", encoding="utf-8", newline="") as stream:
        write = csv.writer(stream, lineterminator="\n").writerow
        write(["case", "tenant", "rule", "from", "extend", "pauses"])
        for number, start in enumerate(chance.choices(STARTS, k=rows)):
            case = f"2026-{number:07}"
            if number % 5:
                rule, end = (PLAIN_RULE, plain_ends[start]) if number % 2 else (PAUSED_RULE, short_ends[start])
                write([case, TENANT, rule, start, "", ""])
                ends.append(end)
                continue
            shape = chance.choices(("extension", "pause", "error"), (40, 40, 20))[0]
            if shape == "error":
                write([case, *chance.choice(_faulty_rows(start))])
                ends.append("")
                continue
            extension = chance.randint(1, EXTENSION_CAP) if shape == "extension" else 0
            pauses = _pauses(chance, start) if shape == "pause" else ()
            due = expected(working, Term(start, extension, pauses))
            text = ";".join(f"{sent}..{answered or ''}" for sent, answered in pauses)
            write([case, TENANT, PAUSED_RULE, start, extension or "", text])
            ends.append(due.on.isoformat() if due.on else "open")
    return ends


def _faulty_rows(start: date) -> tuple[tuple[str, str, str, str, str], ...]:
    return (
        (TENANT, PAUSED_RULE, f"{start}", str(EXTENSION_CAP + 1), ""),
        (TENANT, PLAIN_RULE, f"{start}", "", f"{start}..{start + timedelta(3)}"),
        (TENANT, PLAIN_RULE, f"{start:%Y/%m/%d}", "", ""),
        (TENANT, "opinion.rectified", f"{start}", "", ""),
        ("nowhere", PLAIN_RULE, f"{start}", "", ""),
    )


def check_rows(path: Path, ends: Sequence[str]) -> int:
    """How many rows of an answered file do not say what they should."""
    faults = 0
    with path.open(encoding="utf-8", newline="") as stream:
        for row, end in zip(csv.DictReader(stream), ends, strict=True):
            said = "open" if row["earliest"] and not row["latest"] else row["due"]
            faults += said != end or bool(row["error"]) != (end == "")
    return faults


def batch(rows: int, repeats: int) -> tuple[float, int]:
    """Rows a second, from the path of one file to the other complete on disk; and how many rows are wrong."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "terms.csv"), Path(folder, "answers.csv")
        ends = write_rows(source, rows)
        best = float("inf")
        refused = 0
        for _ in range(repeats):
            began = time.perf_counter()
            refused = answer_table(str(source), target, Registry(), national_calendar(), as_json=False)
            best = min(best, time.perf_counter() - began)
        faults = check_rows(target, ends) + abs(refused - ends.count(""))
    return rows / best, faults


# Start-up.

LOADING = """
import time
began = time.perf_counter()
from core.plugin.registry import Registry
imported = time.perf_counter()
assert Registry().usable()
print(time.perf_counter() - imported, time.perf_counter() - began)
"""


def _seconds_of_children() -> float:
    """Processor time of all processes started and ended so far: without the time they waited for a processor."""
    times = os.times()
    return times.children_user + times.children_system


def start_up_figures(repeats: int) -> list[Figure]:
    """Figure 5: the command as a user starts it, and the plugins in a process that did nothing before."""
    command = [str(Path(sys.executable).with_name("duheng")), "term", TENANT, PLAIN_RULE, "--from", "2026-09-14"]
    whole, at_work, usable, with_import = [], [], [], []
    with TemporaryDirectory() as home:
        environment = {**os.environ, "DUHENG_HOME": home}

        def output_of(arguments: list[str]) -> str:
            return subprocess.run(  # noqa: S603  # The arguments are written above.
                arguments, env=environment, capture_output=True, check=True, encoding="utf-8"
            ).stdout

        # The first run may still have to compile the modules.
        output_of(command)
        for _ in range(repeats):
            began, worked = time.perf_counter(), _seconds_of_children()
            said = output_of(command)
            whole.append(time.perf_counter() - began)
            at_work.append(_seconds_of_children() - worked)
            assert "2026-10-16" in said, said
            loading, all_of_it = output_of([sys.executable, "-c", LOADING]).split()
            usable.append(float(loading))
            with_import.append(float(all_of_it))
    return [
        Figure(f"`duheng term` as a process, median of {repeats}", median(whole), "s", 0.5),
        Figure(f"`duheng term` as a process, worst of {repeats}", max(whole), "s", 0.5),
        Figure("  of it on the processor, median", median(at_work), "s"),
        Figure(f"all plugins loaded in a fresh process, median of {repeats}", median(usable), "s", 0.15),
        Figure(f"  the same with the import of the loader, median of {repeats}", median(with_import), "s"),
    ]


def report(size: Size, *, ask_speed: bool) -> int:
    """Print every figure; the number of wrong answers and, where speed is asked, of missed figures."""
    starts = sample(size.terms)
    faults = check_ours(starts, mixed_sample(size.terms))
    figures = [*term_figures(size), *recipe_figures(starts)]
    rate, wrong_rows = batch(size.rows, size.batches)
    figures.append(Figure(f"file to file, {size.rows:,} rows, rows a second", rate, "rows/s", 100_000, at_least=True))
    figures += start_up_figures(size.starts)
    print(f"{'figure':<66}{'measured':>10} {'':<7}{'asked':<18}met")
    for figure in figures:
        print(figure.line())
    missed = sum(not figure.is_met for figure in figures)
    print(f"sample: {size.terms:,} start days {FIRST_START} to {LAST_START}, best of {size.rounds} interleaved rounds")
    print(
        f"wrong answers of ours: {faults} terms, {wrong_rows} rows; missed figures: {missed}{'' if ask_speed else ' (not judged)'}"
    )
    print(f"machine: {platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    return faults + wrong_rows + (missed if ask_speed else 0)


if __name__ == "__main__":
    IS_FULL = "--full" in sys.argv[1:]
    sys.exit(report(FULL if IS_FULL else SMALL, ask_speed=IS_FULL) > 0)
