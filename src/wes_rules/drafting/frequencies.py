"""How often figures come, as a table of targets says it."""

from __future__ import annotations

from wes_rules.drafting.targets import TargetRow
from wes_rules.values.period import PeriodKind
from wes_rules.wording.times import period_read

# How many figures a year has, by how often a table says that they come.
_A_YEAR = {
    1: ("annual", "yearly", "once a year", "every year", "per year", "12 monthly", "12-monthly", "financial year"), 2: ("six-monthly", "six monthly", "6 monthly", "half-yearly", "half yearly",
        "bi-annual", "twice a year"), 3: ("term", "each term", "every term"),
    4: ("quarter", "each quarter", "every quarter", "3 monthly", "three monthly"), 12: ("month", "each month", "every month"), 52: ("week", "each week", "every week"),
}  # fmt: skip
_KINDS = {
    1: PeriodKind.FINANCIAL_YEAR, 2: PeriodKind.FINANCIAL_HALF, 3: PeriodKind.TERM, 4: PeriodKind.FINANCIAL_QUARTER, 12: PeriodKind.MONTH,
    52: PeriodKind.WEEK,
}  # fmt: skip


def kind_of_years(row: TargetRow, split_years: PeriodKind) -> PeriodKind | None:
    """Return the kind of period that a row's targets are for, by what 2019/20 is taken for in the plan."""
    if not row.dated:
        return None
    kind = period_read(row.dated[0].label).kind
    return split_years if kind is PeriodKind.ACADEMIC_YEAR else kind


def kind_by_frequency(row: TargetRow, calendar: PeriodKind | None) -> PeriodKind | None:
    """Return the kind of period that a row's frequency names; of several, the calendar of all rows. None if it names none."""
    said = row.frequency.lower()
    a_year = next((number for number, words in _A_YEAR.items() if said.startswith(words)), None)
    if calendar is not None and calendar.per_year == a_year:
        return calendar
    return None if a_year is None else _KINDS[a_year]
