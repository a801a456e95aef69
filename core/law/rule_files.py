"""The strict loader: a folder of TOML files becomes the data of one jurisdiction, or one named error.

The format is described in docs/jurisdiction-data.md. Knows no jurisdiction.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol, TypeVar

from core.errors import BadData, reason_of
from core.law.citation import Instrument
from core.law.provision_tables import enumeration_of, provision_of, reading_of
from core.law.reading import Reading
from core.law.rule import Rule
from core.law.rule_tables import instrument_of, rule_of
from core.law.rulebook import Enumeration, Provision
from core.law.strict import Table, parse_toml

DATA_FILES = ("instruments.toml", "provisions.toml", "enumerations.toml", "readings.toml")
"""What may stand in a data folder, besides rules/*.toml."""


class Named(Protocol):
    """Something read from a file, which it remembers for messages."""

    @property
    def file(self) -> str:
        """The folder and file name."""


_Entry = TypeVar("_Entry", bound=Named)


class RuleFiles:
    """The data files below one folder. Every property reads its files once and checks them alone and against each other.

    Errors of every property: BadData, naming file, key and remedy.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _tables(self, name: str) -> dict[str, Any]:
        path = self.folder / name
        shown = f"{self.folder.name}/{name}"
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise BadData(
                shown, "全文", f"读不到（{reason_of(error)}）", "请检查文件是否存在、权限是否正确", "data.unreadable"
            ) from error
        except UnicodeDecodeError as error:
            raise BadData(shown, "全文", "不是 UTF-8 编码", "请另存为 UTF-8", "data.encoding") from error
        return parse_toml(text, shown)

    def _entries(self, name: str, key: str) -> Iterator[Table]:
        """The `[[key]]` tables of one file, which may hold nothing else; a file that is not there holds none."""
        if not (self.folder / name).exists():
            return
        whole = Table(self._tables(name), f"{self.folder.name}/{name}", "")
        found = list(whole.tables(key))
        whole.done()
        yield from found

    @cached_property
    def instruments(self) -> tuple[Instrument, ...]:
        """instruments.toml."""
        found: dict[str, Instrument] = {}
        for table in self._entries("instruments.toml", "instrument"):
            instrument = instrument_of(table)
            if instrument.code in found:
                raise table.fail("code", f"的 {instrument.code} 已经用过", "一份文件只登记一次", "data.duplicate_code")
            found[instrument.code] = instrument
        return tuple(found.values())

    @cached_property
    def _by_code(self) -> Mapping[str, Instrument]:
        return {instrument.code: instrument for instrument in self.instruments}

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """rules/*.toml, files in the order of their names."""
        found: dict[str, Rule] = {}
        for path in sorted(path for path in (self.folder / "rules").glob("*.toml") if path.is_file()):
            name = f"rules/{path.name}"
            for code, values in self._tables(name).items():
                table = Table(values, f"{self.folder.name}/{name}", f"[{code}]")
                if code in found:
                    raise table.fail(
                        "", f"已在 {found[code].file} 定义", "同一规则只写一处；数值变化写成新的 values", "data.duplicate_code"
                    )
                found[code] = rule_of(code, table, self._by_code)
        return tuple(found.values())

    @cached_property
    def enumerations(self) -> tuple[Enumeration, ...]:
        """enumerations.toml."""
        return _unique(
            (enumeration_of(table, self._by_code) for table in self._entries("enumerations.toml", "enumeration")),
            lambda enumeration: enumeration.code,
            "清单",
        )

    @cached_property
    def provisions(self) -> tuple[Provision, ...]:
        """provisions.toml."""
        return _unique(
            (provision_of(table, self._by_code) for table in self._entries("provisions.toml", "provision")),
            lambda provision: provision.id,
            "条文",
        )

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """readings.toml."""
        found: dict[str, Reading] = {}
        for table in self._entries("readings.toml", "reading"):
            reading = reading_of(table, self._by_code)
            for name in (reading.id, reading.key):
                if name in found:
                    raise table.fail("id", f"的 {name} 已经用过", "每处歧义的编号和键各只用一次", "data.duplicate_code")
            found[reading.id] = found[reading.key] = reading
        return tuple(dict.fromkeys(found.values()))


def _unique(entries: Iterator[_Entry], code_of: Callable[[_Entry], str], what: str) -> tuple[_Entry, ...]:
    found: dict[str, _Entry] = {}
    for entry in entries:
        code = code_of(entry)
        if code in found:
            raise BadData(entry.file, code, f"重复（{what}代码已用过）", "每个代码只用一次", "data.duplicate_code")
        found[code] = entry
    return tuple(found.values())


GENERAL_FOLDER = Path(__file__).parent
"""Where the general register stands."""


@cache
def general_files() -> RuleFiles:
    """The general register, read once for all jurisdictions."""
    return RuleFiles(GENERAL_FOLDER)


def general_readings() -> tuple[Reading, ...]:
    """The entries of the register that apply to every jurisdiction."""
    return general_files().readings
