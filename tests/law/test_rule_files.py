"""The strict loader: one small valid jurisdiction, and one planted mistake after the other."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from core.errors import BadData
from core.law.assembly import assemble
from core.law.rule_files import RuleFiles, general_readings
from core.law.rulebook import Rulebook

INSTRUMENTS = """
[[instrument]]
code = "T.A"
title = "甲办法"
issuer = "某局"
issued = 2024-01-05
in_force = 2024-02-01
higher_laws = ["上位条例", { title = "旧条例", superseded_on = 2026-02-01 }]
"""
RULES = """
["a.handle"]
title = "办结"
by = "agency"
starts = "accepted"
unit = "working_day"
provisions = ["T-01"]

[["a.handle".values]]
from = 2024-02-01
until = 2024-12-31
amount = 7
source = { instrument = "T.A", article = "第一条" }

[["a.handle".values]]
from = 2025-01-01
amount = 10
source = { instrument = "T.A", article = "第一条" }
extension = { cap = 5, by = "agency_head", tell = ["complainant"], source = { instrument = "T.A", article = "一", paragraph = 2 } }
pause = { causes = "a.cause", source = { instrument = "T.A", article = "第一条", paragraph = 3 } }

["a.report"]
title = "报送年报"
starts = "reporting_year"
unit = "fixed_date"

[["a.report".values]]
from = 2024-02-01
opens = "01-01"
date = "01-31"
year = "next"
source = { instrument = "T.A", article = "第二条" }

["a.soon"]
title = "及时告知"
unit = "internal_target"

[["a.soon".values]]
from = 2024-02-01
word = "及时"
source = { instrument = "T.A", article = "第三条" }
"""
SCORES = """
["b.people"]
title = "人数"
unit = "person"

[["b.people".values]]
from = 2024-02-01
compare = "between"
amount = 1
upper = 2
source = { instrument = "T.A", article = "第四条" }

["b.minus"]
kind = "deduction"
title = "扣分"
unit = "point"

[["b.minus".values]]
from = 2024-02-01
amount = 0.01
per = "件"
cap = 0.1
source = { instrument = "T.A", article = "第五条" }

["b.grade"]
kind = "bands"
title = "等次"
unit = "point"

[["b.grade".values]]
from = 2024-02-01
bands = [
  { code = "good", label = "好", at_least = 60, printed = "60分以上" },
  { code = "bad", label = "差", at_least = 0, printed = "60分以下" },
]
source = { instrument = "T.A", article = "第六条" }
"""
ENUMERATIONS = """
[[enumeration]]
code = "a.cause"
title = "中止事由"
source = { instrument = "T.A", article = "第一条", paragraph = 3 }
provisions = ["T-01"]
items = [["一", "ask", "请示"], ["二", "wait", "等待"]]
missing = ["三"]
"""
PROVISIONS = """
[[provision]]
id = "T-01"
instrument = "T.A"
article = "第一条"
label = "办理期限"
carries = ["period", "act"]
needs = "step"

[[provision]]
id = "T-02"
instrument = "T.A"
article = "第七条"
label = "宗旨"
carries = ["principle"]
because = "只说明宗旨"
"""
READINGS = """
[[reading]]
id = "E-900"
key = "a.from"
where = [{ instrument = "T.A", article = "第一条" }]
problem = "从何时起算"
default = "accepted"
reason = "受理才开始"
touches = ["a.handle"]
effect = "rule"

[reading.options]
accepted = { label = "自受理之日起", set = { starts = "accepted" } }
received = { label = "自收到之日起", set = { starts = "application_received" } }

[[reading]]
id = "E-901"
key = "a.who"
problem = "谁来做"
default = "one"
reason = "写了一个"
effect = "procedure"

[reading.options]
one = { label = "一人" }
two = { label = "二人" }
"""
FILES = {
    "instruments.toml": INSTRUMENTS,
    "rules/a.toml": RULES,
    "rules/b.toml": SCORES,
    "enumerations.toml": ENUMERATIONS,
    "provisions.toml": PROVISIONS,
    "readings.toml": READINGS,
}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(files)`: a jurisdiction in a folder named `t`."""

    def make(files: Mapping[str, str | bytes]) -> Path:
        folder = tmp_path / "t"
        (folder / "rules").mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(data)
        return folder

    return make


def load(folder: Path) -> Rulebook:
    """Everything in a folder, loaded and put together."""
    files = RuleFiles(folder)
    return assemble(
        folder.name,
        instruments=files.instruments,
        rules=files.rules,
        enumerations=files.enumerations,
        provisions=files.provisions,
        readings=[*general_readings(), *files.readings],
    )


def refusal(folder: Path) -> BadData:
    """The error that stops a folder from loading."""
    with pytest.raises(BadData) as caught:
        load(folder)
    return caught.value


def test_a_jurisdiction_without_mistakes_loads(write: Write) -> None:
    book = load(write(FILES))
    assert list(book.rules) == ["a.handle", "a.report", "a.soon", "b.people", "b.minus", "b.grade"]
    assert (list(book.enumerations), list(book.provisions)) == (["a.cause"], ["T-01", "T-02"])


def test_a_higher_law_that_somebody_found_superseded_is_flagged(write: Write) -> None:
    assert load(write(FILES)).instruments["T.A"].flags == ("上位法已变更，待复核",)
    known = INSTRUMENTS.replace(', { title = "旧条例", superseded_on = 2026-02-01 }', "")
    assert load(write({**FILES, "instruments.toml": known})).instruments["T.A"].flags == ()


def test_a_folder_without_files_states_nothing(tmp_path: Path) -> None:
    assert load(tmp_path).rules == {}


def test_decimals_are_exact(write: Write) -> None:
    """Ten times 0.01 is 0.1."""
    value = load(write(FILES)).rule("b.minus").values[0]
    assert value.amount is not None
    assert value.amount * 10 == value.cap


FAULTS = [
    # What is planted: id, file, text as it was, text with the mistake, code of the refusal, key it must name.
    ("unknown key", "rules/a.toml", 'title = "办结"', 'title = "办结"\ntilte = "办结"', "data.unknown_key", "[a.handle].tilte"),
    ("unknown key in a value", "rules/a.toml", "amount = 7", "amount = 7\nday = 7", "data.unknown_key", "[a.handle].values[1].day"),
    ("unknown key in a source", "rules/a.toml", 'article = "第二条"', 'article = "第二条", page = 1', "data.unknown_key", "page"),
    (
        "unknown key in an instrument",
        "instruments.toml",
        'issuer = "某局"',
        'issuer = "某局"\nin_froce = 1',
        "data.unknown_key",
        "in_froce",
    ),
    ("unknown key in a list", "enumerations.toml", 'missing = ["三"]', "mising = []", "data.unknown_key", "mising"),
    ("unknown key in a provision", "provisions.toml", 'needs = "step"', 'need = "step"', "data.unknown_key", "need"),
    (
        "unknown key in a reading",
        "readings.toml",
        'reason = "写了一个"',
        'reason = "写了一个"\nwhy = "x"',
        "data.unknown_key",
        "why",
    ),
    (
        "unknown table in a file",
        "readings.toml",
        '[[reading]]\nid = "E-901"',
        '[raeding]\n[[reading]]\nid = "E-901"',
        "data.unknown_key",
        "raeding",
    ),
    ("duplicate key", "rules/a.toml", 'title = "办结"', 'title = "办结"\ntitle = "办结"', "data.duplicate_key", 'title = "办结"'),
    ("duplicate table", "rules/a.toml", '["a.soon"]\ntitle', '["a.report"]\ntitle', "data.duplicate_key", "a.report"),
    ("the same rule in two files", "rules/b.toml", '["b.people"]', '["a.soon"]\n["b.people"]', "data.duplicate_code", "[a.soon]"),
    ("the same instrument twice", "instruments.toml", INSTRUMENTS, INSTRUMENTS * 2, "data.duplicate_code", "code"),
    ("the same list twice", "enumerations.toml", ENUMERATIONS, ENUMERATIONS * 2, "data.duplicate_code", "a.cause"),
    ("the same provision twice", "provisions.toml", '"T-02"', '"T-01"', "data.duplicate_code", "T-01"),
    ("the same reading twice", "readings.toml", '"E-901"', '"E-900"', "data.duplicate_code", "id"),
    ("the same reading key twice", "readings.toml", '"a.who"', '"a.from"', "data.duplicate_code", "id"),
    (
        "a value without a source",
        "rules/a.toml",
        'source = { instrument = "T.A", article = "第三条" }',
        "",
        "data.uncited",
        "[a.soon].values[1].source",
    ),
    (
        "an extension without a source",
        "rules/a.toml",
        ', source = { instrument = "T.A", article = "一", paragraph = 2 } }',
        " }",
        "data.uncited",
        "extension.source",
    ),
    (
        "a pause without a source",
        "rules/a.toml",
        ', source = { instrument = "T.A", article = "第一条", paragraph = 3 } }',
        " }",
        "data.uncited",
        "pause.source",
    ),
    (
        "a list without a source",
        "enumerations.toml",
        'source = { instrument = "T.A", article = "第一条", paragraph = 3 }',
        "",
        "data.uncited",
        "source",
    ),
    (
        "a source without an article",
        "rules/a.toml",
        ', article = "第三条" }',
        " }",
        "data.missing",
        "[a.soon].values[1].source.article",
    ),
    ("a paragraph that is no number", "rules/a.toml", "paragraph = 2", 'paragraph = "2"', "data.type", "paragraph"),
    ("an unknown unit", "rules/a.toml", '"working_day"', '"workday"', "data.unknown_unit", "[a.handle].unit"),
    ("a missing unit", "rules/a.toml", 'unit = "working_day"\n', "", "data.missing", "[a.handle].unit"),
    ("values that overlap", "rules/a.toml", "until = 2024-12-31", "until = 2025-01-01", "data.overlap", "[a.handle].values"),
    ("values out of order", "rules/a.toml", "from = 2025-01-01", "from = 2024-02-01", "data.overlap", "[a.handle].values"),
    ("an end before its beginning", "rules/a.toml", "until = 2024-12-31", "until = 2024-01-31", "data.dates", "until"),
    (
        "a value before its instrument",
        "rules/a.toml",
        "from = 2024-02-01\nword",
        "from = 2024-01-31\nword",
        "data.before_in_force",
        "[a.soon].values[1].from",
    ),
    (
        "an instrument in force before it was issued",
        "instruments.toml",
        "issued = 2024-01-05",
        "issued = 2024-02-02",
        "data.dates",
        "in_force",
    ),
    (
        "an instrument of another jurisdiction",
        "rules/a.toml",
        '{ instrument = "T.A", article = "第二条" }',
        '{ instrument = "T.B", article = "第二条" }',
        "data.foreign_instrument",
        "[a.report].values[1].source.instrument",
    ),
    (
        "a provision of another jurisdiction",
        "provisions.toml",
        'instrument = "T.A"\narticle = "第七条"',
        'instrument = "T.B"\narticle = "第七条"',
        "data.foreign_instrument",
        "instrument",
    ),
    (
        "a reading of another jurisdiction",
        "readings.toml",
        '{ instrument = "T.A"',
        '{ instrument = "T.B"',
        "data.foreign_instrument",
        "instrument",
    ),
    ("an unknown event", "rules/a.toml", 'starts = "accepted"', 'starts = "acepted"', "data.vocabulary", "[a.handle].starts"),
    ("an unknown role", "rules/a.toml", 'by = "agency"', 'by = "agancy"', "data.vocabulary", "[a.handle].by"),
    ("an unknown role that approves", "rules/a.toml", 'by = "agency_head"', 'by = "boss"', "data.vocabulary", "extension.by"),
    (
        "an unknown role that is told",
        "rules/a.toml",
        'tell = ["complainant"]',
        'tell = ["citizen"]',
        "data.vocabulary",
        "extension.tell",
    ),
    (
        "an unknown provision",
        "rules/a.toml",
        'provisions = ["T-01"]',
        'provisions = ["T-09"]',
        "data.unknown_provision",
        "a.handle",
    ),
    (
        "an unknown provision of a list",
        "enumerations.toml",
        'provisions = ["T-01"]',
        'provisions = ["T-09"]',
        "data.unknown_provision",
        "a.cause",
    ),
    (
        "an unknown list of causes",
        "rules/a.toml",
        'causes = "a.cause"',
        'causes = "a.causes"',
        "data.unknown_enumeration",
        "a.handle",
    ),
    ("an unknown rule that is touched", "readings.toml", '["a.handle"]', '["a.handel"]', "data.unknown_rule", "E-900"),
    ("a period without a start", "rules/a.toml", 'starts = "accepted"\n', "", "data.missing", "[a.handle].starts"),
    (
        "a rule without values",
        "rules/a.toml",
        RULES[RULES.index('["a.soon"]') :],
        '["a.soon"]\ntitle = "及时"\nunit = "internal_target"\nvalues = []\n',
        "data.missing",
        "[a.soon].values",
    ),
    ("a period of no days", "rules/a.toml", "amount = 7", "amount = 0", "data.range", "[a.handle].values[1].amount"),
    ("a period of a broken number of days", "rules/a.toml", "amount = 7", "amount = 7.5", "data.type", "amount"),
    ("a period of true days", "rules/a.toml", "amount = 7", "amount = true", "data.type", "amount"),
    ("an extension of no days", "rules/a.toml", "cap = 5", "cap = 0", "data.range", "extension.cap"),
    ("a negative quantity", "rules/b.toml", "amount = 1\nupper", "amount = -1\nupper", "data.range", "[b.people].values[1].amount"),
    ("a negative deduction", "rules/b.toml", "amount = 0.01", "amount = -0.01", "data.range", "[b.minus].values[1].amount"),
    ("between without an upper number", "rules/b.toml", "upper = 2\n", "", "data.missing", "[b.people].values[1].upper"),
    ("between with numbers that do not rise", "rules/b.toml", "upper = 2", "upper = 1", "data.range", "[b.people].values[1].upper"),
    ("an unknown comparison", "rules/b.toml", '"between"', '"betwixt"', "data.vocabulary", "[b.people].values[1].compare"),
    (
        "a deduction both flat and by piece",
        "rules/b.toml",
        'per = "件"',
        'per = "件"\nflat = true',
        "data.missing",
        "[b.minus].values[1].per",
    ),
    ("a deduction neither flat nor by piece", "rules/b.toml", 'per = "件"\n', "", "data.missing", "[b.minus].values[1].per"),
    ("bands that do not reach zero", "rules/b.toml", "at_least = 0", "at_least = 1", "data.overlap", "[b.grade].values[1].bands"),
    ("bands that do not fall", "rules/b.toml", "at_least = 60", "at_least = 0", "data.overlap", "[b.grade].values[1].bands"),
    ("a kind that the unit decides", "rules/b.toml", 'kind = "deduction"', 'kind = "limit"', "data.vocabulary", "[b.minus].kind"),
    ("a date that is no day", "rules/a.toml", 'date = "01-31"', 'date = "02-30"', "data.type", "[a.report].values[1].date"),
    (
        "a window that opens after it closes",
        "rules/a.toml",
        'opens = "01-01"',
        'opens = "02-01"',
        "data.dates",
        "[a.report].values[1].opens",
    ),
    ("a year that is neither", "rules/a.toml", 'year = "next"', 'year = "last"', "data.vocabulary", "[a.report].values[1].year"),
    ("a day in quotes", "rules/a.toml", "from = 2025-01-01", 'from = "2025-01-01"', "data.type", "[a.handle].values[2].from"),
    (
        "a day with a time",
        "rules/a.toml",
        "from = 2025-01-01",
        "from = 2025-01-01T00:00:00",
        "data.type",
        "[a.handle].values[2].from",
    ),
    ("an empty title", "rules/a.toml", 'title = "办结"', 'title = " "', "data.missing", "[a.handle].title"),
    ("a soft word that is missing", "rules/a.toml", 'word = "及时"\n', "", "data.missing", "[a.soon].values[1].word"),
    ("a default that is no option", "readings.toml", 'default = "accepted"', 'default = "acepted"', "data.vocabulary", "default"),
    ("a reading with one option", "readings.toml", 'two = { label = "二人" }', "", "data.missing", "options"),
    (
        "an option that sets an unknown field",
        "readings.toml",
        'set = { starts = "application_received" }',
        'set = { title = "x" }',
        "data.unknown_key",
        "received.set.title",
    ),
    (
        "an option that sets an unknown event",
        "readings.toml",
        '"application_received"',
        '"aplication_received"',
        "data.vocabulary",
        "received.set.starts",
    ),
    (
        "a reading of the procedure that sets",
        "readings.toml",
        'two = { label = "二人" }',
        'two = { label = "二人", set = { amount = 2 } }',
        "data.vocabulary",
        "options",
    ),
    ("a reading of a rule that sets nothing", "readings.toml", 'effect = "procedure"', 'effect = "rule"', "data.missing", "E-901"),
    ("an unknown effect", "readings.toml", 'effect = "procedure"', 'effect = "magic"', "data.vocabulary", "effect"),
    ("an item code used twice", "enumerations.toml", '"wait"', '"ask"', "data.duplicate_code", "items"),
    ("an item number used twice", "enumerations.toml", '["二"', '["一"', "data.duplicate_number", "items"),
    (
        "an item number listed as missing",
        "enumerations.toml",
        'missing = ["三"]',
        'missing = ["二"]',
        "data.duplicate_number",
        "items",
    ),
    ("an item without a label", "enumerations.toml", '"wait", "等待"', '"wait"', "data.type", "items"),
    ("a provision that carries nothing", "provisions.toml", 'carries = ["period", "act"]', "carries = []", "data.missing", "T-01"),
    ("a provision without carries", "provisions.toml", 'carries = ["period", "act"]\n', "", "data.missing", "carries"),
    (
        "a provision that carries the unknown",
        "provisions.toml",
        '["period", "act"]',
        '["periods", "act"]',
        "data.vocabulary",
        "carries",
    ),
    ("a provision that nothing implements", "provisions.toml", 'needs = "step"\n', "", "data.missing", "T-01"),
    ("a principle without a reason", "provisions.toml", 'because = "只说明宗旨"\n', "", "data.missing", "T-02"),
    ("an unknown need", "provisions.toml", 'needs = "step"', 'needs = "steps"', "data.vocabulary", "needs"),
    ("broken TOML", "rules/a.toml", 'title = "办结"', "title = 办结", "data.syntax", "title = 办结"),
    (
        "a table that is none",
        "rules/a.toml",
        '\n["a.soon"]\ntitle',
        '\n["a.x"]\n"a.y" = 1\n["a.soon"]\ntitle',
        "data.missing",
        "[a.x].unit",
    ),
]


@pytest.mark.parametrize(
    ("file", "was", "planted", "code", "key"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_a_mistake_is_refused_by_its_own_name(  # noqa: PLR0913, PLR0917  # One column of the table each.
    file: str, was: str, planted: str, code: str, key: str, write: Write
) -> None:
    assert was in FILES[file]
    found = refusal(write({**FILES, file: FILES[file].replace(was, planted, 1)}))
    assert found.code == code
    # What only shows when everything is put together is said of the kind of file.
    assert found.file in (f"t/{file}", Path(file).stem)
    assert key in found.key
    assert found.remedy


def test_a_file_that_is_not_utf_8_is_refused(write: Write) -> None:
    found = refusal(write({**FILES, "rules/a.toml": RULES.encode("gb18030")}))
    assert (found.code, found.file) == ("data.encoding", "t/rules/a.toml")


def test_a_file_that_cannot_be_read_is_refused(write: Write) -> None:
    folder = write(FILES)
    (folder / "provisions.toml").unlink()
    (folder / "provisions.toml").mkdir()
    found = refusal(folder)
    assert (found.code, found.file) == ("data.unreadable", "t/provisions.toml")


def test_a_refusal_says_file_key_and_remedy_in_one_line(write: Write) -> None:
    found = refusal(write({**FILES, "rules/a.toml": RULES.replace('"working_day"', '"workday"')}))
    assert str(found).startswith(
        "t/rules/a.toml：[a.handle].unit 的值 'workday' 不是已知的单位。可用的单位：working_day、day、month"
    )
