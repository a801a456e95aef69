"""The facts of 武隆. What differs here stands in the data files and in `plugin`."""

from core.plugin.facts import JurisdictionFacts, Level

FACTS = JurisdictionFacts(
    code="wulong",
    name="武隆区",
    full_name="重庆市武隆区",
    level=Level.DISTRICT,
    division_code="500156",
)
