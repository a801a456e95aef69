"""The hooks of 秀山. Everything that can be data stands in the TOML files of this folder."""

import logging
from pathlib import Path

from core.law.calendar import YearNotice
from core.plugin.facts import JurisdictionFacts
from core.plugin.hooks import implement
from core.procedure.role import Role
from plugins.xiushan import FACTS

_LOG = logging.getLogger(__name__)
_OFFICES = {
    Role.JUSTICE_BUREAU: "县司法局",
    Role.JUSTICE_OFFICER: "县司法局承办人",
    Role.JUSTICE_HEAD: "县司法局主要负责人",
    Role.GOVERNMENT: "县政府",
    Role.LEGAL_UNIT: "法制工作机构",
    Role.ASSESSMENT_OFFICE: "县委全面依法治县委员会办公室",
}
"""The offices as the texts print them."""


@implement
def describe_jurisdiction() -> JurisdictionFacts:
    """The facts of the package."""
    return FACTS


@implement
def register_data_folders() -> list[Path]:
    """This folder."""
    return [Path(__file__).parent]


@implement
def role_label(role: Role) -> str | None:
    """The office as the texts print it, where they print one."""
    return _OFFICES.get(role)


@implement
def on_calendar_imported(notice: YearNotice) -> None:
    """An autonomous county may have days off of its own, which no national notice names (E-07b)."""
    _LOG.warning("%s：自治县另有放假日的，请核对 %s 年并录入本地日历后再重算期限", FACTS.name, notice.year)
