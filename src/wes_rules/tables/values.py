"""Reading values and periods of cells as a plan asks."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial

import attrs

from wes_rules.errors import DefinitionError, PeriodError, Problem, SourceError, WesRulesError, near_miss
from wes_rules.plugins.asking import Wanted
from wes_rules.quoting import quoted
from wes_rules.series.fractions import Values
from wes_rules.series.observation import unit_fault
from wes_rules.tables.days import DayForm, is_in_doubt, with_year_first
from wes_rules.tables.labels import is_label, read_label, with_its_period
from wes_rules.tables.symbols import beside
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import AnyUnit, Marker, Quantity, Standing, Unit

_RANGE = re.compile(r"(\d{1,9}) ?(?:-|\u2013|to) ?(\d{1,9})", re.ASCII)


def read_value(
    text: str,
    wanted: Wanted,
    *,
    rounded_to: Decimal | None = None,
    suppressed_between: tuple[int, int] | None = None,
    symbols: bool = False,
) -> Quantity:
    """
    Read a value or symbol.

    Args:
        text: What stands in the cell.
        wanted: How the indicator is read. Unless it counts whole things, "low" is below half of its last digit.
        rounded_to: The amount it was rounded to before it was published, where the source says so.
        suppressed_between: The lowest and the highest count that "c" hides, where the source says so.
        symbols: Whether the source has the setting `symbols`, so that a remedy may name it.

    Raises:
        SourceError: The unit or the rounding does not allow it.
    """
    text = _in_unit(as_percent(text, wanted), wanted)
    printed = Decimal(1).scaleb(-wanted.decimals)
    unit = wanted.unit
    if suppressed_between is not None and not unit.whole:
        raise SourceError(Problem(f"a {unit.value} has no suppressed counts", "leave suppressed_between empty"))
    quantity = _read(text, unit, suppressed_between, symbols=symbols)
    if quantity.marker is Marker.LOW:
        low_under = rounded_to or (None if unit.whole else printed)
        quantity = Quantity.read(text, unit=unit, rounded_to=low_under)
    if (fault := unit_fault(quantity, unit)) is not None:
        raise SourceError(fault)
    if rounded_to is None or quantity.low is None or not quantity.is_exact:
        return quantity
    if quantity.low % rounded_to:
        what = f"{quantity.low} is no multiple of the {rounded_to} it is rounded to"
        raise SourceError(Problem(what, "correct the value or rounded_to"))
    if rounded_to == printed:
        return quantity
    return Quantity.read(text, unit=unit, rounded_to=rounded_to)


def _read(text: str, unit: AnyUnit, suppressed_between: tuple[int, int] | None, *, symbols: bool) -> Quantity:
    try:
        return Quantity.read(text, unit=unit, suppressed_counts=suppressed_between)
    except DefinitionError as error:
        explained = partial(_explained, text, unit, symbols=symbols)
        raise SourceError(attrs.evolve(one, remedy=explained(one)) for one in error.problems) from None


def _explained(text: str, unit: AnyUnit, problem: Problem, *, symbols: bool) -> str:
    """Return the remedy for a cell that is no number: explain the symbol, or correct the number."""
    if re.fullmatch(r"\d+:\d\d(:\d\d)?", text):
        return (
            "write a duration as one number, in the unit of the measure: 7:37 is 457 seconds, or 7.62 minutes; "
            "0:07:37 is read in a unit of seconds, minutes or hours, and 01:09, a year and 9 months, in a unit of months or years"
        )
    if re.fullmatch("#{3,}", text):
        return "its column was too narrow when the file was saved: widen it in the spreadsheet, and save it again"
    if not symbols:
        return problem.remedy
    if beside(text, unit)[1] is Standing.REVISED:
        return (
            'if it says that the figure is revised, name the publisher in the settings of the source: symbols = "gss"'
        )
    if re.fullmatch(r"[\d.,-]+ ?[a-z]{1,3}", text):
        return f'{problem.remedy}; if the letters are flags of a publisher, name it in the settings of the source, such as symbols = "eurostat"'
    if re.search(r"\d", text):
        return problem.remedy
    if _WORD.match(text):
        return (
            f'say in the settings of the source what it stands for, be it a number, symbols = {{{quoted(text)} = "2"}}, '
            'or a symbol such as "x"; or name the publisher'
        )
    return f'say what it stands for in the settings of the source, such as symbols = {{{quoted(text)} = "x"}}, or name the publisher'


# A word such as "Good" may be a grade.
_WORD = re.compile(r"[^\W\d_]{4}")
# Hours, minutes and seconds: with two parts only, nobody knows which two they are.
_DURATION = re.compile(r"(\d{1,6}):([0-5]\d):([0-5]\d(?:\.\d{1,6})?)", re.ASCII)
# Years and months, as the Department for Education prints how long something takes.
_YEARS_AND_MONTHS = re.compile(r"(\d{1,3}):(0\d|1[01])", re.ASCII)
_MONTHS = {"months": 1, "years": 12}
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600}


def _in_unit(text: str, wanted: Wanted) -> str:
    """Return a duration as a number in the measure's unit of time; any other text unchanged."""
    unit = wanted.unit.value
    if (found := _DURATION.fullmatch(text)) is not None and unit in _SECONDS:
        long, each = 3600 * int(found[1]) + 60 * int(found[2]) + Decimal(found[3]), _SECONDS[unit]
    elif (found := _YEARS_AND_MONTHS.fullmatch(text)) is not None and unit in _MONTHS:
        long, each = Decimal(12 * int(found[1]) + int(found[2])), _MONTHS[unit]
    else:
        return text
    # Six places more than are compared: what does not end there is at no line between two figures.
    return format((long / each).quantize(Decimal(1).scaleb(-max(wanted.decimals, 0) - 6)).normalize(), "f")


def as_percent(text: str, wanted: Wanted) -> str:
    """Return a number's text times 100, exactly, where percentages are kept as fractions; any other text as it is."""
    if wanted.values is not Values.FRACTIONS or wanted.unit is not Unit.PERCENT:
        return text
    try:
        number = Quantity.exact(text.strip()).low
    except WesRulesError:
        return text
    assert number is not None  # it is exact
    return format((number * 100).normalize() + 0, "f")


def read_period(
    text: str, kind: str, wanted: Wanted, dates: DayForm = "year-month-day", *, setting: bool = False
) -> Period:
    """Read a period as one of the kinds an indicator is judged by; `setting`: the remedy may name the setting `snapshots`."""
    text = with_year_first(text, dates)
    if dates == "year-month-day" and is_in_doubt(text):
        remedy = 'say dates = "day-month-year" or "month-day-year" in the settings of the source'
        raise SourceError(Problem(f"{quoted(text)} does not say which of its numbers is the month", remedy))
    if kind:
        kinds = {one.value: one for one in PeriodKind}
        if kind not in kinds:
            raise SourceError(Problem(f"unknown kind of period {quoted(kind)}", near_miss(kind, kinds)))
        windows = [one.window for one in wanted.calendars if one.kind is kinds[kind]]
        return read_label(text, kinds[kind], next((one for one in windows if is_label(text, kinds[kind], one)), 1))
    fits = [one for one in wanted.calendars if is_label(text, one.kind, one.window)] or [*wanted.calendars[:1]]
    if len({one.kind for one in fits}) > 1:
        either = " or ".join(dict.fromkeys(one.kind.a for one in fits))
        remedy = 'say which in a column "kind", or for all rows by fixed = {kind = "..."}'
        raise SourceError(Problem(f"{quoted(text)} may be {either}, and the plan judges by both", remedy))
    try:
        return read_label(text, fits[0].kind, fits[0].window)
    except PeriodError as error:
        held = with_its_period(text, fits[0].kind, dates)
        if not setting or held == text:
            raise
        remedy = f"if it is counted on some day of each {fits[0].kind.a.partition(' ')[2]}, and this is the figure of {held}, say snapshots = true in the settings of the source"
        raise PeriodError(attrs.evolve(one, remedy=remedy) for one in error.problems) from None


def exactly(text: str) -> Decimal:
    """Read a number that is known exactly."""
    value = Quantity.exact(text).low
    assert value is not None  # it is exact
    return value


def read_rounding(text: str, wanted: Wanted) -> Decimal:
    """Read the amount that numbers were rounded to."""
    unit = exactly(as_percent(text, wanted))
    if unit <= 0:
        raise SourceError(Problem(f"{unit} is no rounding unit", "write the amount it is rounded to, such as 5"))
    return unit


def read_ends(text: str) -> tuple[int, int]:
    """Read the lowest and the highest count that a symbol hides."""
    found = _RANGE.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        raise SourceError(
            Problem(f"{quoted(text)} is no range of counts", "write the lowest and the highest, like 1-4")
        )
    return int(found[1]), int(found[2])


_STANDINGS = {
    "": Standing.FINAL,
    "final": Standing.FINAL,
    **{name: one for one in Standing for name in (one.value, one.name.lower())},
}


def read_unit(text: str, wanted: Wanted) -> AnyUnit:
    """Read a unit, which has to be the plan's."""
    if text == wanted.unit.value:
        return wanted.unit
    units: dict[str, AnyUnit] = {unit.value: unit for unit in (*Unit, wanted.unit)}
    if text not in units:
        raise SourceError(Problem(f"unknown unit {quoted(text)}", near_miss(text, units)))
    if units[text] != wanted.unit:
        what = f"unit {quoted(text)} is not the plan's {quoted(wanted.unit.value)}"
        raise SourceError(Problem(what, where_units_differ(text, wanted)))
    return units[text]


def where_units_differ(text: str, wanted: Wanted) -> str:
    """Return the remedy for figures in another unit than the plan's."""
    remedy = f"where the figures are in {text}, say so in the plan; correct the column only where it is wrong"
    if wanted.unit is Unit.COUNT:
        remedy += "; a rate is of a count alone: of anything else, publish the rate as a figure of its own"
    return remedy


def read_standing(text: str) -> Standing:
    """Read a standing."""
    if text.lower() not in _STANDINGS:
        raise SourceError(Problem(f"unknown standing {quoted(text)}", near_miss(text, filter(None, _STANDINGS))))
    return _STANDINGS[text.lower()]


def is_value(text: str, wanted: Wanted) -> bool:
    """Whether a number or a symbol stands in a cell; an empty one says nothing."""
    try:
        Quantity.read(_in_unit(text, wanted), unit=wanted.unit)
    except WesRulesError:
        return False
    return bool(text)


def is_outside(text: str, wanted: Wanted) -> bool:
    """Whether a number stands in a cell that lies outside what its unit allows."""
    try:
        quantity = Quantity.read(_in_unit(as_percent(text, wanted), wanted), unit=wanted.unit)
    except WesRulesError:
        return False
    low, high = wanted.unit.low, wanted.unit.high
    ends = [one for one in (quantity.low, quantity.high) if one is not None]
    return any((low is not None and one < low) or (high is not None and one > high) for one in ends)
