"""The columns of each layout, and the geographic levels of the Department for Education's files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Literal

Layout = Literal["tidy", "dfe", "cases", "inspections"]

TIDY = ("indicator", "group", "area", "period", "value", "unit", "source")
TIDY_OPTIONAL = (
    "part_of_year", "numerator", "denominator", "lower", "upper", "standing", "published", "kind", "made_up",
    "definition", "population", "rounded_to", "suppressed_between",
)  # fmt: skip
DFE = ("time_period", "time_identifier", "geographic_level")
CASES = ("indicator", "area", "id", "opened", "closed", "source")
INSPECTIONS = ("indicator", "area", "unit", "day", "grade", "source")
# What says when a figure is of: its period, or its year and the part of it.
DATED = ("period", "part_of_year")

REQUIRED: dict[Layout, tuple[str, ...]] = {"tidy": TIDY, "dfe": DFE, "cases": CASES, "inspections": INSPECTIONS}
OPTIONAL: dict[Layout, tuple[str, ...]] = {
    "tidy": TIDY_OPTIONAL,
    "dfe": (),
    "cases": ("due", "excluded", "made_up"),
    "inspections": ("predecessor", "district", "made_up"),
}


# As the open data standards of explore-education-statistics list them.
CODES: Mapping[str, tuple[str, ...]] = {
    "national": ("country_code",),
    "regional": ("region_code",),
    "local authority": ("old_la_code", "new_la_code"),
    "local authority district": ("lad_code",),
    "parliamentary constituency": ("pcon_code",),
    "english devolved area": ("english_devolved_area_code",),
    "mayoral combined authority": ("mca_code",),
    "local enterprise partnership": ("local_enterprise_partnership_code",),
    "local skills improvement plan area": ("lsip_code",),
    "opportunity area": ("opportunity_area_code",),
    "police force area": ("pfa_code",),
    "ward": ("ward_code",),
    "school": ("school_urn",),
    "provider": ("provider_ukprn",),
    "institution": ("institution_id",),
    "planning area": ("planning_area_code",),
    "multi-academy trust": ("trust_id",),
    "mat": ("trust_id",),
    "sponsor": ("sponsor_id",),
}
# The columns that say which area a line is about.
LEVEL_COLUMNS = {"geographic_level", *(one for names in CODES.values() for one in names)}


def area_reader(columns: Mapping[str, int], asked: Collection[str] = ()) -> Callable[[list[str]], str | None]:
    """
    Return the function that reads the code of a line's area.

    It gives "" where the line's level has a code, and the line does not say it; None for a level of which nobody knows the code.
    """
    level_at = columns["geographic_level"]
    places = {
        level: tuple(columns[one] for one in names if one in columns)
        for level, names in CODES.items()
        if level in _USUAL or any(one in columns for one in names)
    }
    spelled: dict[str, tuple[int, ...] | None] = {}

    def area(cells: list[str]) -> str | None:
        level = cells[level_at]
        if level not in spelled:
            spelled[level] = places.get(" ".join(level.lower().split()))
        found = spelled[level]
        if found is None:
            return None
        codes = [code for place in found if (code := cells[place].strip())]
        return next((code for code in codes if code in asked), codes[0] if codes else "")

    return area


# Levels whose codes a file has to have.
_USUAL = ("national", "regional", "local authority")
