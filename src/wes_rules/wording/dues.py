"""The day by which a promise is due, and the period that it starts from."""

from __future__ import annotations

import re
from datetime import date, timedelta

import attrs

from wes_rules.errors import PeriodError
from wes_rules.rules.measure import Baseline
from wes_rules.series.calendar import Calendar
from wes_rules.values.period import Period, PeriodKind
from wes_rules.wording.draft import Draft
from wes_rules.wording.items import Is, Item
from wes_rules.wording.result import Asks
from wes_rules.wording.times import DAY, MONTH, SPLIT_YEAR, YEAR, day_read, day_said, period_read

_SPLIT = re.compile(rf"{SPLIT_YEAR}$|FY ?(?:20)?\d\d(?:/\d\d)?$", re.IGNORECASE)


def due_day(draft: Draft, item: Item) -> date | None:
    """Return the day that a phrase such as "by March 2025" names; None, with a question, if it is ambiguous."""
    text = item.when.strip()
    if re.fullmatch(DAY, text, re.IGNORECASE):
        day = day_read(text)
        if day is None:
            draft.ask(Asks.DATE, item.text, "there is no such day")
        return day if day is None or item.side != "before" else day - timedelta(days=1)
    if item.name in ("start", "beginning") or (item.side == "before" and not re.fullmatch(YEAR, text)):
        period = _plain_period(draft, item)
        return None if period is None else (period - 1).last_day
    if re.fullmatch(YEAR, text) and item.side == "before":
        return date(int(text) - 1, 12, 31)
    if re.fullmatch(YEAR, text):
        day = date(int(text), 12, 31)
        if item.name != "end":
            others = (date(day.year, 1, 1), date(day.year, 3, 31), date(day.year, 8, 31))
            draft.reads(item.text, f"by {day_said(day)}", *(f"by {day_said(one)}" for one in others))
        return day
    period = _plain_period(draft, item)
    if period is None:
        return None
    if re.match(MONTH, text, re.IGNORECASE) and item.name != "end":
        first = period.start
        draft.reads(item.text, f"by {day_said(period.last_day)}", f"by {day_said(date(first.year, first.month, 1))}")
    elif item.name != "end":
        split = _SPLIT.fullmatch(text) is not None
        in_june = f"by {day_said(date(period.last_day.year, 6, 30))}, of years from July to June"
        draft.reads(item.text, f"by {day_said(period.last_day)}, the end of it", *([in_june] if split else []))
    return period.last_day


def _plain_period(draft: Draft, item: Item) -> Period | None:
    text = re.sub(r"FY ?(?:20)?(\d\d)$", r"FY \1", item.when.strip(), flags=re.IGNORECASE)
    kind = draft.context.kind
    if _SPLIT.fullmatch(text) and (kind is None or not kind.spans_years):
        ends = "31 March (financial year)", "31 August (academic year)"
        draft.ask(Asks.DATE, item.text, "which kind of year it is decides when it ends", *ends, by="calendar")
        return None
    try:
        return period_read(text, _kind_for(text, kind))
    except PeriodError as error:
        draft.ask(Asks.DATE, item.text, str(error), by="calendar")
        return None


def _kind_for(text: str, kind: PeriodKind | None) -> PeriodKind | None:
    """Return the kind of the measure's years where a text is such a year; a month or a quarter is one of its own."""
    if not _SPLIT.fullmatch(text) or kind is None:
        return None
    return next(one for one in PeriodKind if one.per_year == 1 and one.first_month == kind.first_month)


def span_of(draft: Draft, item: Item) -> tuple[Period | None, date | None]:
    """Return the first period and the last day of a span."""
    first = stated_period(draft, item.when, item.text)
    return first, None if first is None else _ends_on(draft, item)


def years_to(draft: Draft, item: Item) -> tuple[Period | None, date | None]:
    """Return the first period and the last day of so many years up to a day, as the measure's calendar has them."""
    day, kind = _ends_on(draft, item), draft.context.kind
    last = None if day is None or kind is None else Period.containing(day, kind)
    periods = item.amount.value * (draft.context.a_year or 0)
    if last is None or last.last_day != day or not periods or periods % 1:
        what = "with which of the measure's periods these years begin and end is not said"
        draft.ask(Asks.DATE, item.text, what, by="calendar")
        return None, None
    return last - (int(periods) - 1), day


def _ends_on(draft: Draft, item: Item) -> date | None:
    return due_day(draft, attrs.evolve(item, what=Is.DUE, when=item.name, name="end", side=""))


def last_period_by(draft: Draft, item: Item) -> Period | None:
    """Return the period that a day names, or the measure's last period to end by then, which decides a promise by that day."""
    kind = draft.context.kind
    try:
        return period_read(item.when, kind) if kind is not None else stated_period(draft, item.when, item.text)
    except PeriodError:
        day = due_day(draft, item)
    if day is None or kind is None:
        return None
    period = Period.containing(day, kind)
    return period if period.last_day <= day else period - 1


def stated_period(draft: Draft, when: str, phrase: str, *, decides: bool = True) -> Period | None:
    """
    Return the period that the words name; None, with a question, if they are ambiguous.

    Args:
        decides: Whether the rule hangs on it; if not, the usual reading will do.
    """
    kind = draft.context.kind
    try:
        found = period_read(when, kind)
    except PeriodError:
        pass
    else:
        if kind is None and _SPLIT.fullmatch(when) and decides:
            draft.ask(Asks.DATE, when, "which kind of year it is is not said", "academic", "financial", by="calendar")
        elif kind is None and _SPLIT.fullmatch(when):
            draft.reads(when, "an academic year", "a financial year")
        return found
    if kind is not None and kind.per_year == 1 and kind.spans_years and re.fullmatch(YEAR, when):
        year = int(when)
        choices = [str(Period.parse(f"{one}/{(one + 1) % 100:02d}", kind)) for one in (year - 1, year)]
        what = f"which {kind.value} it means is not said"
        draft.ask(Asks.BASELINE_PERIOD, phrase, what, *choices, by="baseline")
        return None
    wanted = "a period" if kind is None else f"{kind.a}, as the measure's calendar has them"
    draft.ask(Asks.BASELINE_PERIOD, phrase, f"{when} is not {wanted}", by="baseline")
    return None


def start_from(draft: Draft, item: Item) -> None:
    """Note what the promise starts from."""
    value = item.amount.value if item.amounts else None
    if item.name == "year":
        draft.reads(item.text, f"the figure of {item.when}", f"an amount of {int(item.when):,}")
    if item.amounts:
        draft.is_in(item.amount.unit, item.text)
    period = stated_period(draft, item.when, item.text, decides=False) if item.when else None
    known = draft.context.baseline
    if value is None and period is None:
        return
    stated = draft.baseline if draft.baseline is not known else None
    if stated is not None and None not in (value, stated.value) and stated.value != value:
        what = "which of two starts it is is not said"
        draft.ask(Asks.BASELINE, item.text, what, str(stated.value), str(value), by="baseline")
    if stated is not None:
        # "From the 2010/11 baseline. Baseline is 13,060": one says when, and the other how much.
        value, period = stated.value if value is None else value, period or stated.period
    if known is not None and value is None and period == known.period:
        # The words say when, and a column of starts how much.
        value = known.value
    if not item.when and known is not None and known.value in (None, value):
        draft.baseline = Baseline(value=value, period=known.period, source=known.source)
        return
    if period is None:
        draft.reads(
            item.text, "the start of the promise, of which no period is stated", "the last period before the plan"
        )
    draft.baseline = Baseline(value=value, period=period, source=draft.context.source)


def begins_in(calendar: Calendar | None, month: int) -> bool:
    """Whether the year, or the window, that each figure of a calendar is about begins in a month."""
    if calendar is None:
        return False
    last = calendar.anchor or Period.containing(date(2020, 1, 1), calendar.kind)
    return (last - (calendar.window - 1)).start.month == month
