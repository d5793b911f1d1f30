"""
Plan files made from targets that publishers published with their figures and their own verdicts.

The collection stands beside the repository, where it is: no licence is stated for some of its figures, so they are not in it.
"""

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from wes_rules import load_plan

COLLECTION = Path(__file__).resolve().parents[3] / "shared" / "data" / "real_plans.json"
needs_collection = pytest.mark.skipif(
    not COLLECTION.exists(), reason="the published verdicts are not beside the repository"
)
GERMANY, CANADA, NORTHERN_IRELAND, COUNCIL = "german", "canadian", "northern", "bracknell"


@cache
def published(name: str) -> dict[str, Any]:
    """Return what one publisher published, by the first word of its name."""
    plans = json.loads(COLLECTION.read_text(encoding="utf-8"), parse_float=Decimal)
    return next(one for one in plans if one["name"].lower().startswith(name))


def written(name: str, folder: Path) -> Path:
    """Write the targets of one publisher as a plan file, and its figures as a table."""
    plan = published(name)
    with (folder / "figures.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["indicator", "area", "group", "period", "value", "unit", "source"])
        for number, measure in enumerate(plan["measures"]):
            for one in measure["figures"]:
                value = round(Decimal(one["value"]), 9)
                writer.writerow([f"m{number}", "here", "all", one["period"], f"{value:f}", "score", plan["publisher"]])
    lines = ["[plan]", 'id = "published"', f"title = {json.dumps(plan['name'])}", 'area = "here"', "", "[areas]"]
    lines += ['here = "Here"', "", "[[sources]]", 'kind = "csv"', 'path = "figures.csv"', 'layout = "tidy"', ""]
    lines += ["[calendars]", 'yearly = {kind = "calendar-year"}', 'financial = {kind = "financial-year"}']
    lines += ['quarterly = {kind = "financial-quarter"}']
    lines += [f'pooled{window} = {{kind = "calendar-year", window = {window}}}' for window in (3, 5)] + [""]
    for number, measure in enumerate(plan["measures"]):
        lines += _measure(f"m{number}", name, measure)
    (folder / "plan.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder / "plan.toml"


def judged(name: str, folder: Path, as_of: Any) -> Any:
    """Load the plan of one publisher with all its figures."""
    plan = load_plan(written(name, folder))
    found = plan.read(as_of=as_of)
    return list(zip(plan.plan.measures, published(name)["measures"], strict=True)), found.history


def _measure(name: str, publisher: str, measure: dict[str, Any]) -> Iterator[str]:
    yield "[[measures]]"
    fields = {
        "id": json.dumps(name),
        "title": json.dumps(measure["title"].strip()[:400], ensure_ascii=False),
        "number": f'{{indicator = "{name}"}}',
        "unit": '"score"',
        "decimals": "9",
        "better": json.dumps(measure["better"]),
    }
    fields |= {GERMANY: _german, CANADA: _canadian, NORTHERN_IRELAND: _northern_irish, COUNCIL: _of_a_council}[
        publisher
    ](measure)
    yield from (f"{field} = {value}" for field, value in fields.items())
    yield ""


def _limit(measure: dict[str, Any]) -> str:
    side = "at_least" if measure["better"] == "higher" else "at_most"
    return f'{{kind = "threshold", {side} = {measure["target"]}}}'


def _german(measure: dict[str, Any]) -> dict[str, str]:
    fields = {"calendar": '"yearly"', "outlook_method": '"extrapolated-gap"'}
    if measure["target"] is None:
        way = "increase" if measure["better"] == "higher" else "decrease"
        return {**fields, "rule": f'{{kind = "annual-{way}"}}'}
    if measure["target_year"] is not None:
        fields["deadline"] = f"{measure['target_year']}-12-31"
    return {**fields, "rule": _limit(measure)}


# Scores show that the publisher set a natural limit of 100 for these two; its file of settings is not in the collection.
LIMITED = {"17-1-1": "100", "9-4-1": "100"}


def _canadian(measure: dict[str, Any]) -> dict[str, str]:
    fields = {"calendar": '"yearly"', "baseline": f'{{period = "{measure["baseline"]["period"]}"}}'}
    if measure["target"] is not None:
        fields |= {"deadline": f"{measure['target_year']}-12-31", "outlook_method": '"cagr-ratio"'}
        return {**fields, "rule": _limit(measure)}
    fields |= {"outlook_method": '"cagr-direction"', "rule": '{kind = "from-baseline"}'}
    if measure["series"] in LIMITED:
        fields["outlook_limit"] = LIMITED[measure["series"]]
    return fields


# One tick of nine decimal places.
_TICK = Decimal("0.000000001")


def _northern_irish(measure: dict[str, Any]) -> dict[str, str]:
    # A move of the interval itself is a change for this publisher, so only what is less counts as unchanged.
    within = max(Decimal(0), Decimal(measure["change_interval"]) - _TICK)
    rule = f'{{kind = "from-baseline", unchanged_within = {within:f}}}'
    period = measure["baseline"]["period"]
    years = "yearly" if period.isdigit() else "financial"
    if "-" in period:
        first, last = period.split("-")
        years = f"pooled{int(last) - int(first[2:]) + 1}"
    stated = f'{{period = "{period}", value = {measure["baseline"]["value"]}}}'
    return {"calendar": f'"{years}"', "baseline": stated, "direction_against": '"baseline"', "rule": rule}


def _of_a_council(measure: dict[str, Any]) -> dict[str, str]:
    points = ", ".join(f'{{period = "{one["period"]}", value = {one["value"]}}}' for one in measure["targets"])
    # Its page says that green is on, above or within 5% of the target, amber up to 10% off, and red beyond.
    close = 'met_within = 5, met_within_in = "percent-of-target", tolerance = 10, tolerance_in = "percent-of-target"'
    rule = f'{{kind = "trajectory", between = "step", points = [{points}], {close}}}'
    return {"calendar": '"quarterly"', "rule": rule}
