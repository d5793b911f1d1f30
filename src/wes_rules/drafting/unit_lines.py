"""Write the unit of a first plan's measure, with the reason where it is guessed."""

from __future__ import annotations

from wes_rules.drafting.doubts import measured_in, places_of
from wes_rules.drafting.promises import Known, said, unit_named
from wes_rules.drafting.seen import SeenSeries
from wes_rules.drafting.targets import TargetRow
from wes_rules.drafting.units import suggested_unit, with_room
from wes_rules.planfiles.text import toml_value
from wes_rules.quoting import quoted, visible
from wes_rules.values.quantity import Unit
from wes_rules.wording import Target


def unit_line(unit: Unit | None, row: TargetRow, known: Known, seen: SeenSeries | None, found: Target) -> str:
    """Write the unit of a measure, with the reason where it is guessed."""
    if unit is Unit.RATIO and (measured := measured_in(found)):
        return f"unit = {toml_value(unit)}  # guess: its words say {measured}, for which the plan may have a table [units.{toml_value(measured) if ' ' in measured else measured}]"
    if unit is None and places_of(found):
        return f"unit = {toml_value(Unit.SCORE)}  # guess: {_unsaid(row, 'its target or its start is no whole number')}"
    if unit is None:
        return f"unit = {toml_value(Unit.COUNT)}  # guess: {_unsaid(row, 'a count is the plainest')}"
    suggested = suggested_unit(*said(row))
    if not row.unit and found.unit is None and suggested is not None and suggested[0] is unit:
        return f'unit = {toml_value(unit)}  # guess: "{suggested[1]}" is mostly one'
    guessed = found.unit or (None if suggested is None else suggested[0])
    if (
        not row.unit
        and known.unit is None
        and seen is not None
        and guessed is not with_room(guessed, seen.least, seen.most)
    ):
        return f"unit = {toml_value(unit)}  # guess: its figures go from {seen.least} to {seen.most}, which none in {guessed} does"
    if unit is Unit.SCORE and seen is not None and seen.unit is None and seen.decimals and known.unit is None:
        return f"unit = {toml_value(unit)}  # guess: its figures are no whole numbers, and nobody says what they are of"
    if unit is Unit.SCORE and places_of(found) and (row.unit or suggested is not None):
        of = row.unit or suggested[1]  # type: ignore[index] # one of them is there
        return f"unit = {toml_value(unit)}  # guess: its target is no whole number, as one of {visible(quoted(of))} would be"
    if row.unit and known.unit is None and unit_named(row.unit) is None:
        why = "the words are of one" if suggested is None else f"{visible(quoted(suggested[1]))} is mostly one"
        return f"unit = {toml_value(unit)}  # guess: {why}; {visible(quoted(row.unit))} may need a table [units.NAME]"
    if row.unit or known.unit is not None:
        return f"unit = {toml_value(unit)}"
    why = "the figures say so" if seen is not None and seen.unit is not None else "the words are of one"
    return f"unit = {toml_value(unit)}  # guess: {why}"


def _unsaid(row: TargetRow, why: str) -> str:
    """Say why a unit is guessed: none was given, or the table's unit is unknown to the library."""
    return (
        f"{why}; {visible(quoted(row.unit))} needs a table [units.NAME]" if row.unit else f"nobody says it, and {why}"
    )
