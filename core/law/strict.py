"""Reading TOML without forgiveness: every mistake names the file, the key and what to do. Knows nothing of law."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.errors import BadData

_MISSING = object()


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """The tables of a TOML text, decimals exact. Errors: BadData for broken syntax and for duplicate keys."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        position = re.search(r"line (\d+)", str(error))
        line = text.splitlines()[int(position[1]) - 1].strip() if position else ""
        where = f"第{position[1]}行 {line}" if position else "全文"
        if "twice" in str(error) or "overwrite" in str(error) or "mutate" in str(error):
            raise BadData(file, where, "重复定义了同一个键", "保留一处，删去另一处", code="data.duplicate_key") from error
        raise BadData(file, where, f"不是有效的 TOML（{error}）", "请改正这一行的写法", code="data.syntax") from error
    except (RecursionError, ValueError) as error:
        raise BadData(
            file,
            "全文",
            "不是有效的 TOML（嵌套过深，或数字过长）",
            "请对照 docs/jurisdiction-data.md 的样例改正",
            code="data.syntax",
        ) from error


class Table:
    """One TOML table that must be read completely: call `done` after the last `take`, and a key nobody took is an error."""

    def __init__(self, values: Any, file: str, path: str) -> None:
        if not isinstance(values, dict):
            raise BadData(file, path, "应当是一段表", "请对照 docs/jurisdiction-data.md 的样例改正", code="data.type")
        self._values: dict[str, Any] = dict(values)
        self._known: list[str] = []
        self.file = file
        self.path = path

    def fail(self, key: str, problem: str, remedy: str, code: str) -> BadData:
        """The error to raise for one key of this table."""
        return BadData(self.file, ".".join(part for part in (self.path, key) if part), problem, remedy, code=code)

    def has(self, key: str) -> bool:
        """Whether a key is there and not taken yet."""
        return key in self._values

    @property
    def remaining(self) -> tuple[str, ...]:
        """The keys nobody took yet, in the order of the file."""
        return tuple(self._values)

    def take(self, key: str, kind: type | tuple[type, ...], what: str, default: Any = _MISSING) -> Any:
        """The value of a key, which must be of the kind; `what` names the kind in Chinese."""
        self._known.append(key)
        if key not in self._values:
            if default is not _MISSING:
                return default
            raise self.fail(key, "缺失", f"请写明 {key}（{what}）", "data.missing")
        value = self._values.pop(key)
        kinds = kind if isinstance(kind, tuple) else (kind,)
        wrong = not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds)
        if wrong or (isinstance(value, datetime) and datetime not in kinds):
            raise self.fail(key, f"的值 {value!r} 不是{what}", f"请改为{what}", "data.type")
        return value

    def text(self, key: str, default: Any = _MISSING) -> Any:
        """A string that is not blank."""
        value = self.take(key, str, "文字", default)
        if isinstance(value, str) and not value.strip():
            raise self.fail(key, "是空的", f"请填写 {key}，或删去这一行", "data.missing")
        return value

    def day(self, key: str, default: Any = _MISSING) -> Any:
        """A date without quotes."""
        return self.take(key, date, "日期（如 2021-11-10，不加引号）", default)

    def number(self, key: str, default: Any = _MISSING) -> Any:
        """An integer or an exact decimal."""
        number = self.take(key, (int, Decimal), "数字", default)
        if isinstance(number, Decimal) and not number.is_finite():
            raise self.fail(key, f"的值 {number} 不是数字", "请改为数字", "data.type")
        return number

    def texts(self, key: str, default: Any = _MISSING) -> Any:
        """A list of strings, as a tuple."""
        values = self.take(key, list, "文字清单", default)
        if values is default:
            return values
        if not all(isinstance(value, str) for value in values):
            raise self.fail(key, "不全是文字", '请写成 ["…", "…"]', "data.type")
        return tuple(values)

    def table(self, key: str) -> "Table":
        """A nested table."""
        return Table(self.take(key, dict, "一段表"), self.file, f"{self.path}.{key}")

    def tables(self, key: str) -> "Iterator[Table]":
        """A list of nested tables, in order."""
        for number, value in enumerate(self.take(key, list, "若干段表"), start=1):
            yield Table(value, self.file, f"{self.path}.{key}[{number}]".lstrip("."))

    def choice(self, key: str, kind: type[StrEnum], default: Any = _MISSING) -> Any:
        """A member of a string enumeration."""
        value = self.text(key, default)
        if value is default:
            return value
        try:
            return kind(value)
        except ValueError:
            allowed = "、".join(str(member) for member in kind)
            raise self.fail(key, f"的值 {value!r} 不在词表内", f"可用的值：{allowed}", "data.vocabulary") from None

    def done(self) -> None:
        """Errors: BadData if a key was never taken."""
        if self._values:
            key = min(self._values)
            known = "、".join(dict.fromkeys(self._known))
            raise self.fail(key, "是不认识的键", f"请检查拼写；这里可用：{known}", "data.unknown_key")
