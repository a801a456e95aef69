"""What a rule stands on: instruments, and citations that print as the source prints them. Knows no jurisdiction."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class HigherLaw:
    """A law above an instrument, named as its basis.

    `superseded_on` is set by a person who found that it was replaced; rules that rest on it then read 上位法已变更，待复核.
    """

    title: str
    superseded_on: date | None = None
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """A normative text of one jurisdiction. `in_force` is the first day on which one of its values may stand."""

    code: str
    title: str
    issuer: str
    in_force: date
    number: str | None = None
    issued: date | None = None
    commencement: str | None = None
    higher_laws: tuple[HigherLaw, ...] = ()
    in_force_unverified: str | None = None
    superseded_by: str | None = None

    @property
    def flags(self) -> tuple[str, ...]:
        """What a reader must be told beside every rule of this instrument, in Chinese; empty when there is nothing."""
        found = []
        if self.in_force_unverified:
            found.append("施行日待核")
        if any(law.superseded_on for law in self.higher_laws):
            found.append("上位法已变更，待复核")
        if self.superseded_by:
            found.append(f"已被{self.superseded_by}取代")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in an instrument. Labels are kept as printed: 第十二条, 第10条, 三（四）; an item keeps its brackets."""

    instrument: Instrument
    article: str
    paragraph: int | None = None
    item: str | None = None

    @property
    def place(self) -> str:
        """The place alone, as printed: 第十四条第2款, 第十二条（二）."""
        paragraph = f"第{self.paragraph}款" if self.paragraph is not None else ""
        return f"{self.article}{paragraph}{self.item or ''}"

    def __str__(self) -> str:
        return f"《{self.instrument.title}》{self.place}"
