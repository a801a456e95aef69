"""The facts of 秀山. What differs here stands in the data files and in `plugin`."""

from core.plugin.facts import JurisdictionFacts, Level

FACTS = JurisdictionFacts(
    code="xiushan",
    name="秀山县",
    full_name="重庆市秀山土家族苗族自治县",
    level=Level.AUTONOMOUS_COUNTY,
    division_code="500241",
)
