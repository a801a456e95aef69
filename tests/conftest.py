"""What every test may ask for: the law of each jurisdiction and the national calendar, read once a session."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from core.law.assembly import assemble
from core.law.calendar import Calendar
from core.law.national import national_calendar
from core.law.rule_files import RuleFiles, general_readings
from core.law.rulebook import Rulebook

# The suite tries the same examples every time; HYPOTHESIS_PROFILE=wandering looks for new ones.
settings.register_profile("settled", derandomize=True, deadline=None)
settings.register_profile("wandering", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "settled"))

PLUGINS = Path(__file__).parents[1] / "plugins"
JURISDICTIONS = tuple(sorted(path.parent.name for path in PLUGINS.glob("*/instruments.toml")))


def read_book(folder: Path) -> Rulebook:
    """The law in one folder of data files, together with the general readings."""
    files = RuleFiles(folder)
    return assemble(
        folder.name,
        instruments=files.instruments,
        rules=files.rules,
        enumerations=files.enumerations,
        provisions=files.provisions,
        readings=[*general_readings(), *files.readings],
    )


@pytest.fixture(scope="session")
def books() -> Mapping[str, Rulebook]:
    """The law of every jurisdiction in `plugins/`."""
    return {name: read_book(PLUGINS / name) for name in JURISDICTIONS}


@pytest.fixture(params=JURISDICTIONS)
def book(request: pytest.FixtureRequest, books: Mapping[str, Rulebook]) -> Rulebook:
    """The law of one jurisdiction after the other."""
    return books[request.param]


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    """The years 2004–2026 as published."""
    return national_calendar()
