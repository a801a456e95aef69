"""Each check of a loaded plugin finds the fault planted for it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.errors import UnknownJurisdiction
from core.plugin import conformance
from core.plugin.conformance import LONGEST_LABEL, Finding, check_plugin
from core.plugin.registry import Registry, installed

if TYPE_CHECKING:
    from tests.plugin.conftest import Scaffold

PLUGIN, RULES, PROVISIONS, READINGS = "plugin.py", "rules/periods.toml", "provisions.toml", "readings.toml"
OFFICE = 'return {Role.JUSTICE_BUREAU: "区司法局"}.get(role)'


@pytest.fixture
def north(scaffold: Callable[[str], Scaffold]) -> Scaffold:
    """A sound plugin about to be given one fault."""
    return scaffold("north")


def findings(plugin: Scaffold) -> tuple[Finding, ...]:
    """What the checks find in it."""
    return check_plugin(plugin.code, Registry([plugin.point]))


def only(plugin: Scaffold) -> tuple[str, str]:
    """Code and place of the one finding there must be."""
    found = findings(plugin)
    assert len(found) == 1, [str(finding) for finding in found]
    return found[0].code, found[0].where


class TestTerms:
    def test_a_rule_that_gives_no_term_is_found(self, north: Scaffold) -> None:
        """The calendar says nothing about 2101."""
        north.edit(RULES, "from = 2022-04-01\namount = 20", "from = 2101-01-01\namount = 20")
        assert only(north) == ("check.term", "opinion.rectify")

    def test_a_rule_of_a_far_year_within_the_calendar_passes(self, north: Scaffold) -> None:
        north.edit(RULES, "from = 2022-04-01\namount = 20", "from = 2099-01-01\namount = 20")
        assert findings(north) == ()

    def test_a_trace_that_recomputes_to_another_day_is_found(self, north: Scaffold, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(conformance, "recompute", lambda _trace: None)
        assert [(finding.code, finding.where) for finding in findings(north)] == [
            ("check.trace", "opinion.rectify"),
            ("check.trace", "work_report.submit"),
        ]

    def test_a_fixed_date_that_has_passed_when_its_rule_comes_into_force_passes(self, north: Scaffold) -> None:
        north.edit("rules/periods.toml", 'year = "next"', 'year = "same"')
        assert findings(north) == ()

    def test_every_value_of_a_rule_is_tried(self, north: Scaffold) -> None:
        later = north.read(RULES).partition('["work_report.submit"]')[0].partition('[["opinion.rectify".values]]')[2]
        north.edit(
            RULES,
            '["work_report.submit"]',
            f'[["opinion.rectify".values]]{later.replace("2022-04-01", "2101-01-01")}\n["work_report.submit"]',
        )
        assert only(north) == ("check.term", "opinion.rectify")


class TestReadings:
    def test_a_default_that_changes_its_rule_is_found(self, north: Scaffold) -> None:
        north.edit(READINGS, 'set = { starts = "document_served" }', 'set = { starts = "accepted" }')
        assert only(north) == ("check.reading_default", "E-901")

    def test_an_option_that_changes_nothing_is_found(self, north: Scaffold) -> None:
        north.edit(READINGS, 'set = { starts = "document_issued" }', 'set = { starts = "document_served" }')
        assert only(north) == ("check.reading_idle", "E-901")

    def test_a_default_that_sets_nothing_passes(self, north: Scaffold) -> None:
        north.edit(READINGS, ', set = { starts = "document_served" }', "")
        assert findings(north) == ()

    def test_an_option_that_only_changes_the_counting_passes(self, north: Scaffold) -> None:
        north.edit(READINGS, 'set = { starts = "document_issued" }', 'set = { pause_edges = "request_through_reply" }')
        assert findings(north) == ()


class TestCoverage:
    @pytest.mark.parametrize(
        ("carried", "label"),
        [("period", "期限"), ("extension", "延长"), ("pause", "中止扣除"), ("quantity", "数量"), ("list", "清单")],
    )
    def test_a_provision_whose_number_or_list_stands_nowhere_is_found(self, carried: str, label: str, north: Scaffold) -> None:
        north.add(
            PROVISIONS,
            f'\n[[provision]]\nid = "N-06"\ninstrument = "N.OP"\narticle = "第六条"\nlabel = "另有规定"\ncarries = ["{carried}"]\n',
        )
        (finding,) = findings(north)
        assert (finding.code, finding.where) == ("check.unclosed", "N-06")
        assert label in finding.problem

    def test_a_rule_is_not_enough_where_the_provision_also_extends(self, north: Scaffold) -> None:
        north.edit(PROVISIONS, 'carries = ["period", "document"]', 'carries = ["period", "extension", "document"]')
        assert only(north) == ("check.unclosed", "N-04")

    def test_a_rule_that_closes_nothing_of_its_provision_is_found(self, north: Scaffold) -> None:
        north.edit(RULES, 'provisions = ["N-05"]', 'provisions = ["N-05", "N-01"]')
        assert only(north) == ("check.closes_nothing", "inspection.team")

    def test_a_list_that_closes_nothing_of_its_provision_is_found(self, north: Scaffold) -> None:
        north.edit("enumerations.toml", 'provisions = ["N-03"]', 'provisions = ["N-03", "N-05"]')
        assert only(north) == ("check.closes_nothing", "opinion.pause_cause")

    @pytest.mark.parametrize("carried", ["consequence", "document"])
    def test_a_consequence_or_paper_that_is_only_explained_away_is_found(self, carried: str, north: Scaffold) -> None:
        north.add(
            PROVISIONS,
            '\n[[provision]]\nid = "N-06"\ninstrument = "N.OP"\narticle = "第六条"\nlabel = "另有规定"\n'
            f'carries = ["{carried}"]\nbecause = "无须实现"\n',
        )
        assert only(north) == ("check.no_need", "N-06")

    @pytest.mark.parametrize("carried", ["act", "prohibition"])
    def test_a_duty_may_be_explained_away_with_a_reason(self, carried: str, north: Scaffold) -> None:
        north.add(
            PROVISIONS,
            '\n[[provision]]\nid = "N-06"\ninstrument = "N.OP"\narticle = "第六条"\nlabel = "另有规定"\n'
            f'carries = ["{carried}"]\nbecause = "由上级机关办理"\n',
        )
        assert findings(north) == ()


class TestLabels:
    def test_an_article_that_no_provision_has_is_found(self, north: Scaffold) -> None:
        north.edit(
            "rules/periods.toml",
            'amount = 2\nsource = { instrument = "N.OP", article = "第五条" }',
            'amount = 2\nsource = { instrument = "N.OP", article = "第九百条" }',
        )
        assert only(north) == ("check.unknown_article", "inspection.team")

    def test_a_data_file_that_nobody_reads_is_found(self, north: Scaffold) -> None:
        north.write("rule/more.toml", "")
        assert only(north) == ("check.unread_file", "north/rule/more.toml")

    def test_the_law_of_another_jurisdiction_is_found(self, north: Scaffold, scaffold: Callable[[str], Scaffold]) -> None:
        south = scaffold("south")
        found = check_plugin("north", Registry([north.point, south.point]))
        assert [(finding.code, finding.where) for finding in found] == [("check.foreign_law", "north")]

    def test_law_of_its_own_passes_beside_another(self, north: Scaffold, scaffold: Callable[[str], Scaffold]) -> None:
        south = scaffold("south")
        for name in ("instruments.toml", "rules/periods.toml", "enumerations.toml", "provisions.toml", "readings.toml"):
            south.write(name, south.read(name).replace('"N.OP"', '"S.OP"'))
        assert check_plugin("north", Registry([north.point, south.point])) == ()

    def test_a_label_as_long_as_a_passage_is_found(self, north: Scaffold) -> None:
        north.edit(PROVISIONS, 'label = "目的"', f'label = "{"文" * (LONGEST_LABEL + 1)}"')
        assert only(north) == ("check.passage", "N-01")

    def test_the_longest_label_passes(self, north: Scaffold) -> None:
        north.edit(PROVISIONS, 'label = "目的"', f'label = "{"文" * LONGEST_LABEL}"')
        assert findings(north) == ()

    def test_the_title_of_a_rule_is_a_label(self, north: Scaffold) -> None:
        north.edit(RULES, "检查人员人数", "检" * (LONGEST_LABEL + 1))
        assert only(north) == ("check.passage", "inspection.team")

    def test_the_item_of_a_list_is_a_label(self, north: Scaffold) -> None:
        north.edit("enumerations.toml", "请示上级", "请" * (LONGEST_LABEL + 1))
        assert only(north) == ("check.passage", "opinion.pause_cause asked_above")


class TestHooks:
    def test_a_role_without_a_name_is_found(self, north: Scaffold) -> None:
        north.edit(PLUGIN, OFFICE, 'return "" if role is Role.PUBLIC else None')
        assert only(north) == ("check.role_label", "public")

    def test_an_office_hook_that_raises_is_found_once(self, north: Scaffold) -> None:
        north.edit(PLUGIN, OFFICE, "return {}[role]")
        assert only(north) == ("check.role_label", "complainant")

    def test_an_observer_that_answers_is_found(self, north: Scaffold) -> None:
        north.edit(PLUGIN, "    return None\n", "    return True\n")
        assert only(north) == ("check.observer", "on_calendar_imported")

    def test_an_observer_that_raises_is_found(self, north: Scaffold) -> None:
        north.edit(PLUGIN, "    return None\n", "    raise OSError('full')\n")
        assert only(north) == ("check.observer", "on_calendar_imported")

    def test_what_an_observer_logs_about_the_invented_notice_is_not_shown(
        self, north: Scaffold, caplog: pytest.LogCaptureFixture
    ) -> None:
        north.edit(PLUGIN, "    return None\n", "    import logging\n\n    logging.getLogger('north').warning('请核对')\n")
        assert findings(north) == ()
        assert caplog.records == []


class TestImports:
    @pytest.mark.parametrize("line", ["import core.cli.output", "from core.cli import output", "from core.cli.main import run"])
    def test_the_command_line_is_not_for_plugins(self, line: str, north: Scaffold) -> None:
        north.edit(PLUGIN, "from pathlib import Path", f"{line}\nfrom pathlib import Path")
        assert only(north) == ("check.imports", "north/plugin.py")

    def test_another_plugin_is_not_for_plugins(self, north: Scaffold, scaffold: Callable[[str], Scaffold]) -> None:
        south = scaffold("south")
        north.edit(PLUGIN, "from pathlib import Path", f"from {south.module} import FACTS as OTHER\nfrom pathlib import Path")
        assert only(north) == ("check.imports", "north/plugin.py")

    @pytest.mark.parametrize(
        "line", ["from {family} import south", "from .. import south", "from ..south.plugin import FACTS as OTHER"]
    )
    def test_another_plugin_is_found_under_every_spelling(
        self, line: str, north: Scaffold, scaffold: Callable[[str], Scaffold]
    ) -> None:
        scaffold("south")
        family = north.module.partition(".")[0]
        north.edit(PLUGIN, "from pathlib import Path", f"{line.format(family=family)}\nfrom pathlib import Path")
        assert only(north) == ("check.imports", "north/plugin.py")

    def test_a_file_that_is_no_python_is_found(self, north: Scaffold) -> None:
        north.write("reports/extra.py", "def (\n")
        assert only(north) == ("check.syntax", "north/extra.py")

    def test_an_import_inside_a_function_is_found(self, north: Scaffold) -> None:
        north.edit(PLUGIN, "    return FACTS", "    import core.cli.output\n\n    return FACTS")
        assert only(north) == ("check.imports", "north/plugin.py")

    def test_a_file_that_the_plugin_does_not_load_is_looked_at_too(self, north: Scaffold) -> None:
        north.write("reports/extra.py", '"""Extra."""\n\nimport core.cli.output\n')
        assert only(north) == ("check.imports", "north/extra.py")

    @pytest.mark.parametrize("line", ["import decimal", "import core.law.rule", "from core.errors import DuhengError"])
    def test_the_library_and_what_is_meant_for_plugins_pass(self, line: str, north: Scaffold) -> None:
        north.edit(PLUGIN, "from pathlib import Path", f"{line}\nfrom pathlib import Path")
        assert findings(north) == ()

    def test_its_own_modules_pass(self, north: Scaffold) -> None:
        north.write("offices.py", '"""Offices."""\n\nOFFICES: dict[str, str] = {}\n')
        own = north.module.replace(".plugin", ".offices")
        north.edit(PLUGIN, "from pathlib import Path", f"from {own} import OFFICES\nfrom pathlib import Path")
        assert findings(north) == ()


class TestTheCheckItself:
    def test_a_plugin_that_loads_slowly_is_found(self, north: Scaffold, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(conformance, "SLOWEST_LOAD_S", 0.0)
        assert only(north) == ("check.slow", "north")

    def test_two_faults_are_two_findings(self, north: Scaffold) -> None:
        north.edit(PLUGIN, OFFICE, 'return ""')
        north.edit(READINGS, 'set = { starts = "document_issued" }', 'set = { starts = "document_served" }')
        assert [finding.code for finding in findings(north)] == ["check.reading_idle", "check.role_label"]

    def test_a_finding_says_where_what_and_what_to_do(self, north: Scaffold) -> None:
        north.edit(RULES, 'provisions = ["N-05"]', 'provisions = ["N-05", "N-01"]')
        (finding,) = findings(north)
        assert str(finding) == (
            "[check.closes_nothing] inspection.team：指向的 N-01 不含它能落实的内容。请从 provisions 中删去，或补全条文的 carries。"
        )

    def test_an_unknown_plugin_is_refused(self, north: Scaffold) -> None:
        with pytest.raises(UnknownJurisdiction):
            check_plugin("nort", Registry([north.point]))

    @pytest.mark.parametrize("code", [point.name for point in installed()])
    def test_a_shipped_plugin_conforms(self, code: str) -> None:
        assert check_plugin(code, Registry()) == ()

    def test_every_folder_with_a_plugin_is_announced(self) -> None:
        folders = Path(__file__).parents[2] / "plugins"
        assert Registry().codes == tuple(sorted(path.parent.name for path in folders.glob("*/plugin.py")))
