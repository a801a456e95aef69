"""The facts of 黔江. What differs here stands in the data files and in `plugin`."""

from core.plugin.facts import JurisdictionFacts, Level

FACTS = JurisdictionFacts(
    code="qianjiang",
    name="黔江区规资局",
    full_name="重庆市黔江区规划和自然资源局",
    level=Level.DISTRICT,
    division_code="500114",
)
