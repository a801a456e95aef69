"""Who a jurisdiction is: the facts that its plugin states first. Knows no jurisdiction."""

import re
from dataclasses import dataclass

from core.vocabulary import Labelled


class Level(Labelled):
    """What kind of county-level division it is; the label is what its offices are named after (区司法局, 县司法局)."""

    DISTRICT = "district", "区"
    COUNTY = "county", "县"
    AUTONOMOUS_COUNTY = "autonomous_county", "自治县"


@dataclass(frozen=True, slots=True)
class JurisdictionFacts:
    """The facts of one jurisdiction.

    `code` is the short name used on the command line and in data (lower-case letters, the name of the entry point);
    `division_code` the six digits of the national list of administrative divisions.
    """

    code: str
    name: str
    full_name: str
    level: Level
    division_code: str

    @property
    def faults(self) -> tuple[str, ...]:
        """What is missing or misshapen, in Chinese; empty when complete."""
        # A plugin may pass anything; the annotations bind only those who check them.
        texts = {key: getattr(self, key) for key in ("code", "name", "full_name", "division_code")}
        found = [f"{key} 未填写" for key, text in texts.items() if not isinstance(text, str) or not text.strip()]
        if "code 未填写" not in found and not re.fullmatch(r"[a-z][a-z0-9_]{1,31}", self.code):
            found.append("code 应为小写字母开头的短名")
        if "division_code 未填写" not in found and not re.fullmatch(r"[1-9][0-9]{5}", self.division_code):
            found.append("division_code 应为六位行政区划代码")
        if not isinstance(self.level, Level):
            found.append("level 应为 Level 的成员")
        return tuple(found)
