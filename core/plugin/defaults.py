"""What the core answers where a plugin is silent: registered through the same hooks, tried last."""

from collections.abc import Sequence
from pathlib import Path

from core.law.rule_files import GENERAL_FOLDER
from core.plugin.hooks import implement
from core.procedure.role import Role


@implement(trylast=True)
def role_label(role: Role) -> str:
    """The general label of the role."""
    return role.label


@implement(trylast=True)
def register_data_folders() -> Sequence[Path]:
    """The folder of the general ambiguity register."""
    return [GENERAL_FOLDER]
