"""Every refusal the program can utter: what happened, why, and what to do next. Knows nothing of who reports it."""

import errno


def reason_of(error: OSError) -> str:
    """Why the operating system refused, in Chinese where it is one of the usual reasons."""
    known = {
        errno.ENOENT: "文件或文件夹不存在",
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
        errno.EROFS: "磁盘只读",
        errno.ENOSPC: "磁盘已满",
        errno.EISDIR: "这是文件夹，不是文件",
        errno.ENOTDIR: "路径中有一段不是文件夹",
        errno.EEXIST: "已经存在",
        errno.ELOOP: "链接绕成了圈",
        errno.EIO: "读写出错",
        errno.ENAMETOOLONG: "名称过长",
    }
    return known.get(error.errno or 0) or f"系统错误 {error.errno}"


class DuhengError(Exception):
    """A situation the caller can act on. Subclasses name the situation, `code` names it for machines.

    `detail` says what and why, `remedy` what to do next, `citation` the article where the refusal is statutory;
    all three are Chinese and end without a full stop.
    """

    code = "error"

    def __init__(self, detail: str, remedy: str, citation: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy
        self.citation = citation

    def __str__(self) -> str:
        basis = f"（依据：{self.citation}）" if self.citation else ""
        return f"{self.detail}{basis}。{self.remedy}。"


class UnknownJurisdiction(DuhengError):
    """No plugin answers to this name."""

    code = "jurisdiction.unknown"


class UnknownRule(DuhengError):
    """The jurisdiction has no rule of this name: it is silent on the point, or the name is misspelt."""

    code = "rule.unknown"


class UnknownList(DuhengError):
    """The jurisdiction has no list of this name: its texts hold none, or the name is misspelt."""

    code = "list.unknown"


class RuleNotInForce(DuhengError):
    """The rule has no value on the day asked about."""

    code = "rule.not_in_force"


class RuleGivesNoDate(DuhengError):
    """The rule is not a period or a fixed date, or its text gives no number."""

    code = "rule.no_date"


class BadDate(DuhengError):
    """Not a day of the calendar, or not written as YYYY-MM-DD."""

    code = "date.invalid"


class BadExtension(DuhengError):
    """An extension that is negative, above its cap, or not provided for."""

    code = "extension.invalid"


class BadPause(DuhengError):
    """A pause that ends before it starts, overlaps another one, or is not provided for."""

    code = "pause.invalid"


class CalendarRange(DuhengError):
    """A day outside the years that the calendar can say anything about."""

    code = "calendar.range"


class CalendarUnpublished(DuhengError):
    """The year's holiday notice is not published and the tenant chose to refuse rather than to estimate."""

    code = "calendar.unpublished"


class BadNotice(DuhengError):
    """A holiday notice file that contradicts itself, its checksum, or its form."""

    code = "calendar.notice"


class DamagedNotice(BadNotice):
    """A stored notice that no longer reads as it was stored: the installation needs repair, the input is not at fault."""

    code = "calendar.damaged"


class UnknownReading(DuhengError):
    """No entry of the ambiguity register has this key, or the entry has no such option."""

    code = "reading.unknown"


class BadData(DuhengError):
    """A data file of a jurisdiction that the strict loader refuses. Names the file and the key."""

    code = "data.invalid"

    def __init__(self, file: str, key: str, problem: str, remedy: str, code: str = "data.invalid") -> None:
        super().__init__(f"{file}：{key} {problem}", remedy)
        self.file = file
        self.key = key
        self.problem = problem
        self.code = code


class BrokenPlugin(DuhengError):
    """The plugin of one jurisdiction cannot be used. `code` says which of the known kinds of fault it is.

    It stops the tenants of that jurisdiction and nobody else.
    """

    code = "plugin.broken"

    def __init__(self, jurisdiction: str, problem: str, remedy: str, code: str) -> None:
        super().__init__(f"辖区 {jurisdiction} 的插件不能使用：{problem}", remedy)
        self.jurisdiction = jurisdiction
        self.problem = problem
        self.code = code


class BadTable(DuhengError):
    """A CSV file that cannot be read at all: wrong encoding, missing columns, no header."""

    code = "table.invalid"


class BadRow(DuhengError):
    """One row of a CSV file that cannot be computed; the other rows go on."""

    code = "table.row"
