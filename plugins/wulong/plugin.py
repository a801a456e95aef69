"""The hooks of 武隆. Everything that can be data stands in the TOML files of this folder."""

from pathlib import Path

from core.plugin.facts import JurisdictionFacts
from core.plugin.hooks import implement
from core.procedure.role import Role
from plugins.wulong import FACTS

_OFFICES = {
    Role.JUSTICE_BUREAU: "区司法局",
    Role.JUSTICE_OFFICER: "区司法局承办人",
    Role.JUSTICE_HEAD: "区司法局主要负责人",
    Role.GOVERNMENT: "区政府",
    Role.GOVERNMENT_OFFICE: "区政府办公室",
    Role.STAFFING_OFFICE: "区委编办",
    Role.LEGAL_UNIT: "法制机构",
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
