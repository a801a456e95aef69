"""The facts of 梁平. What differs here stands in the data files and in `plugin`."""

from core.plugin.facts import JurisdictionFacts, Level

FACTS = JurisdictionFacts(
    code="liangping",
    name="梁平区",
    full_name="重庆市梁平区",
    level=Level.DISTRICT,
    division_code="500155",
)
