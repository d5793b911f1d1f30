"""The contents of a scorecard as plain values, without its looks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import attrs

from wes_rules.judging.row import Row
from wes_rules.judging.status import Answer
from wes_rules.pages.counts import Tally

_MINUS = "\u2212"


@attrs.frozen
class Range:
    """
    A number, or what is known of one.

    Args:
        low: Its lowest value; None is without bound.
        high: Its highest value; None is without bound.
        interval: Its published 95% confidence interval, where there is one.
        definitions: By which definitions it is counted, where its source says so.
    """

    low: Decimal | None
    high: Decimal | None
    said: str = ""
    interval: tuple[Decimal, ...] = ()
    definitions: frozenset[str] = frozenset()

    @property
    def exact(self) -> Decimal | None:
        """Its value, where it has one only."""
        return self.low if self.low == self.high else None

    @property
    def ends(self) -> tuple[Decimal, ...]:
        """The ends that it has: none, one or two."""
        return tuple(end for end in (self.low, self.high) if end is not None)

    @property
    def short(self) -> str:
        """The same in words, without what it was counted from."""
        return self.said.split(" (")[0]


@attrs.frozen(kw_only=True)
class Notation:
    """
    How the numbers of a series are written, and which there can be.

    Args:
        before: What stands before a number, such as a currency's sign.
        after: What stands after it, such as "%" or " minutes".
        decimals: How many decimal places they have.
        bounds: The lowest and the highest value that the unit allows.
    """

    before: str = ""
    after: str = ""
    decimals: int = 0
    bounds: tuple[Decimal | None, Decimal | None] = (None, None)

    def said(self, *values: Decimal) -> str:
        """Write a value, or a range of two."""
        each = [f"{_MINUS if one < 0 else ''}{self.before}{abs(one):,f}" for one in values]
        return (" to " if any(one < 0 for one in values) else "\u2013").join(each) + self.after


@attrs.frozen(kw_only=True)
class Place:
    """
    One period of a series.

    Args:
        name: The period.
        step: Its place in the run of periods, counted from 0; those that nobody collected or surveyed count, too.
        collected: False for a period that nobody collected.
        year: The year in which it lies.
        compares: False where it does not compare with the period before it that was collected.
        anew: Whether a year's total begins with it, so that no line leads to it from the one before.
        redefined: Whether that is because it is counted by another definition.
        benchmark_compares: False where the benchmark does not compare with its figure for the period before.
        hidden: Whether a figure was published and not its number.
        firm: False for a provisional figure, an estimate or a forecast.
        counts: False for a period after the one that decides: it is shown, and decides nothing.
        figure: The own figure; None where nothing is known.
        verdict: The verdict for this period; None where none was made.
        decides: The verdict of today where the figure of this period is the one that it was judged on; else None.
        target: Between which values the figure keeps the promise; None where no such value is known.
        met: Between which values it is on track: those of the target, and those that miss it and count as met.
        tolerated: Between which other values it is at risk only; None where there are none.
        moves: Whether the target is an earlier figure of its own.
        kept: Whether it keeps that; None where it is held against none, or that is not known.
        required: What the figure has to be, in words.
        benchmark: The figure it is compared with.
        others: The lowest and the highest figure of the areas it is compared with.
        notes: What else has to be said of it.
    """

    name: str
    step: int
    year: str = ""
    collected: bool = True
    compares: bool = True
    anew: bool = False
    redefined: bool = False
    benchmark_compares: bool = True
    hidden: bool = False
    firm: bool = True
    counts: bool = True
    figure: Range | None = None
    verdict: Answer | None = None
    decides: Answer | None = None
    target: Range | None = None
    met: Range | None = None
    tolerated: Range | None = None
    moves: bool = False
    kept: bool | None = None
    required: str = ""
    benchmark: Range | None = None
    others: Range | None = None
    notes: tuple[str, ...] = ()

    @property
    def shaded(self) -> Range | None:
        """Between which values it is on track, as far as that is known."""
        return self.met or self.target

    @property
    def follows(self) -> bool:
        """Whether a line may lead to its figure from the one before."""
        return self.compares and not self.anew


@attrs.frozen(kw_only=True)
class Series:
    """
    One number over time, with what it is held against.

    Args:
        title: What the number is, where the measure has several.
        whose: Whose figure it is.
        better: "higher", "lower", "in-band" or "none".
        notation: How its numbers are written.
        called: What its periods are counted as: month, survey.
        places: The periods, earliest first, without a period left out.
        required: What the figure judged on had to be, in words: of several promises about it that whose target is drawn.
        benchmark: Whose the benchmark is; empty where there is none.
        others: Who the other areas are; empty where there are none.
        left_out: How many earlier periods with a figure are not shown.
    """

    title: str
    whose: str
    better: str
    notation: Notation
    places: tuple[Place, ...]
    called: str = "period"
    required: str = ""
    benchmark: str = ""
    others: str = ""
    left_out: int = 0


@attrs.frozen
class AlertEntry:
    """One message that told somebody of an alert, or what somebody does about it."""

    day: date
    recipient: str
    what: str
    line: str
    is_done: bool = False


@attrs.frozen
class Line:
    """A line of an explanation: its depth among the parts, and whether it begins a part."""

    text: str
    level: int = 0
    begins: bool = False


@attrs.frozen(kw_only=True)
class PartShown:
    """One of the single promises that a promise is made of, in words."""

    name: str
    verdict: Answer
    figure: str
    period: str
    required: str
    margin: str


@attrs.frozen(kw_only=True)
class Shown(Row):
    """
    One measure: its row, and what its section says.

    Args:
        anchor: The name of its section in an address.
        text: The promise in the plan's words.
        lines: The explanation, line by line.
        further: What the status does not say, each under its name: direction, evidence, outlook and what is still needed.
        moving: Which way the newest figures went, and for how long, in a sentence.
        tested: By which test it is told whether the figures show a trend.
        rule: How the promise is read.
        readings: How its ambiguous phrases are read.
        sources: Where the figures come from, with their rows.
        published_in: Where they were published.
        also: The other parts with the verdict of the whole, each with its figure.
        told: Who was told of it, latest first; None where no store was asked.
        today: The row that the newest figures give of what a deadline has settled; None where they give none.
        parts: The single promises it is made of, where they are several: the worst first.
        missing: Of what is undecided which figures are overdue, in a few words; empty where none is.
        missing_since: Since when the first of them is.
        on_file: The figure that is on file and counts later, and what it will say; empty where there is none.
    """

    anchor: str
    text: str
    lines: tuple[Line, ...]
    further: tuple[tuple[str, str], ...]
    moving: str
    tested: str
    rule: str
    readings: tuple[str, ...]
    sources: tuple[str, ...]
    published_in: tuple[str, ...]
    series: tuple[Series, ...] = ()
    also: tuple[str, ...] = ()
    told: tuple[AlertEntry, ...] | None = None
    today: Row | None = None
    parts: tuple[PartShown, ...] = ()
    missing: str = ""
    missing_since: date | None = None
    on_file: str = ""

    @property
    def turned(self) -> Answer | None:
        """What the newest figures would decide, if it differs from the verdict at the deadline; else None."""
        return self.today.verdict if self.today is not None and self.today.verdict is not self.verdict else None

    @property
    def done(self) -> tuple[AlertEntry, ...]:
        """What people have recorded that they do about it, latest first."""
        return tuple(one for one in self.told or () if one.is_done)


@attrs.frozen(kw_only=True)
class Scorecard:
    """
    A plan as it stands on one day for one area.

    Args:
        whole: The counts of all measures.
        objectives: The counts by objective, in the plan's order.
        measures: The measures, in the plan's order.
        reasons: Why measures cannot be judged, each with those it keeps from it.
        made_up: Whether any verdict rests on made-up figures.
        ended: Of a plan whose every deadline has passed by which day it is judged, and what the newest figures
            would decide of what a deadline has settled, in sentences; empty where there is nothing of it.
    """

    title: str
    area: str
    area_name: str
    day: date
    whole: Tally
    objectives: tuple[Tally, ...]
    boards: tuple[Tally, ...]
    measures: tuple[Shown, ...]
    reasons: tuple[tuple[str, tuple[Shown, ...]], ...]
    made_up: bool
    ended: str
    version: str
