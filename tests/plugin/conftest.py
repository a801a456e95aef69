"""A whole invented plugin on disk, sound until a test breaks it in one place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from core.plugin.registry import GROUP

FAMILY = "invented_districts"
"""The package that holds every invented plugin, as `plugins` holds the real ones."""

_PLUGIN = '''"""The hooks of an invented district."""

from pathlib import Path

from core.law.calendar import YearNotice
from core.plugin.facts import JurisdictionFacts, Level
from core.plugin.hooks import implement
from core.procedure.role import Role

FACTS = JurisdictionFacts(
    code="CODE", name="某区", full_name="某市某区", level=Level.DISTRICT, division_code="599901"
)


@implement
def describe_jurisdiction() -> JurisdictionFacts:
    return FACTS


@implement
def register_data_folders() -> list[Path]:
    return [Path(__file__).parent]


@implement
def role_label(role: Role) -> str | None:
    return {Role.JUSTICE_BUREAU: "区司法局"}.get(role)


@implement
def on_calendar_imported(notice: YearNotice) -> None:
    return None
'''

_INSTRUMENTS = """[[instrument]]
code = "N.OP"
title = "监督意见书试行办法"
number = "某府发〔2022〕1号"
issuer = "某区人民政府"
issued = 2022-03-01
in_force = 2022-04-01
commencement = "自2022年4月1日起施行"
"""

_RULES = """["opinion.rectify"]
title = "整改并报告"
by = "agency"
starts = "document_served"
unit = "working_day"
provisions = ["N-03"]

[["opinion.rectify".values]]
from = 2022-04-01
amount = 20
source = { instrument = "N.OP", article = "第三条" }
extension = { cap = 10, by = "justice_head", tell = [], source = { instrument = "N.OP", article = "第三条" } }
pause = { causes = "opinion.pause_cause", source = { instrument = "N.OP", article = "第三条", paragraph = 2 } }

["work_report.submit"]
title = "报送上年度报告"
by = "agency"
starts = "reporting_year"
unit = "fixed_date"
provisions = ["N-04"]

[["work_report.submit".values]]
from = 2022-04-01
date = "01-31"
year = "next"
source = { instrument = "N.OP", article = "第四条" }

["inspection.team"]
title = "检查人员人数"
unit = "person"
provisions = ["N-05"]

[["inspection.team".values]]
from = 2022-04-01
compare = "at_least"
amount = 2
source = { instrument = "N.OP", article = "第五条" }
"""

_ENUMERATIONS = """[[enumeration]]
code = "opinion.pause_cause"
title = "扣除时间的事由"
source = { instrument = "N.OP", article = "第三条", paragraph = 2 }
provisions = ["N-03"]
items = [["一", "asked_above", "请示上级"], ["二", "expert_opinion", "专家论证"]]
"""

_PROVISIONS = """[[provision]]
id = "N-01"
instrument = "N.OP"
article = "第一条"
label = "目的"
carries = ["principle"]
because = "只说明目的"

[[provision]]
id = "N-03"
instrument = "N.OP"
article = "第三条"
label = "收到意见书后整改，可以延长和扣除时间，逾期通报"
carries = ["period", "extension", "pause", "list", "consequence"]
needs = "step"

[[provision]]
id = "N-04"
instrument = "N.OP"
article = "第四条"
label = "每年报送书面报告"
carries = ["period", "document"]
needs = "report"

[[provision]]
id = "N-05"
instrument = "N.OP"
article = "第五条"
label = "检查不少于两人"
carries = ["quantity"]
"""

_READINGS = """[[reading]]
id = "E-901"
key = "opinion.from"
where = [{ instrument = "N.OP", article = "第三条" }]
problem = "没有写明从发出还是收到起算"
default = "served"
reason = "收到之前无从整改"
touches = ["opinion.rectify"]
effect = "rule"

[reading.options]
served = { label = "自收到之日起", set = { starts = "document_served" } }
issued = { label = "自发出之日起", set = { starts = "document_issued" } }
"""

FILES = {
    "__init__.py": "",
    "plugin.py": _PLUGIN,
    "instruments.toml": _INSTRUMENTS,
    "rules/periods.toml": _RULES,
    "enumerations.toml": _ENUMERATIONS,
    "provisions.toml": _PROVISIONS,
    "readings.toml": _READINGS,
}


@dataclass(frozen=True, slots=True)
class Scaffold:
    """One invented plugin. Edit its files before it is loaded for the first time."""

    code: str
    folder: Path

    @property
    def module(self) -> str:
        """The module that its entry point names."""
        return f"{FAMILY}.{self.code}.plugin"

    @property
    def point(self) -> EntryPoint:
        """Its entry point, as an installed distribution would announce it."""
        return EntryPoint(self.code, self.module, GROUP)

    def write(self, name: str, text: str) -> None:
        """A file of the plugin, new or replaced."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        """The text of a file."""
        return (self.folder / name).read_text(encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a passage that stands exactly once in a file."""
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def add(self, name: str, text: str) -> None:
        """More text at the end of a file."""
        self.write(name, self.read(name) + text)


@pytest.fixture
def scaffold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Scaffold]]:
    """`scaffold(code)`: a sound plugin of its own package, importable until the test ends."""
    family = tmp_path / "site" / FAMILY
    family.mkdir(parents=True)
    (family / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(family.parent)

    def make(code: str) -> Scaffold:
        made = Scaffold(code, family / code)
        for name, text in FILES.items():
            made.write(name, text.replace("CODE", code))
        return made

    yield make
    for name in [name for name in sys.modules if name.partition(".")[0] == FAMILY]:
        del sys.modules[name]
