"""The columns of each layout, required and optional."""

from __future__ import annotations

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

REQUIRED: dict[Layout, tuple[str, ...]] = {"tidy": TIDY, "dfe": DFE, "cases": CASES, "inspections": INSPECTIONS}
OPTIONAL: dict[Layout, tuple[str, ...]] = {
    "tidy": TIDY_OPTIONAL,
    "dfe": (),
    "cases": ("due", "excluded", "made_up"),
    "inspections": ("predecessor", "district", "made_up"),
}
