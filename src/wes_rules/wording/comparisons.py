"""Turn the parts of a clause into a rule: a comparison with other areas, or with demand."""

from __future__ import annotations

import re
from typing import Any

from wes_rules.rules.better import Better
from wes_rules.rules.kinds.benchmark_parity import BenchmarkParity
from wes_rules.rules.kinds.composites import All, Each
from wes_rules.rules.kinds.quantile_band import QuantileBand
from wes_rules.rules.kinds.rank_improvement import RankImprovement
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.measure import Rule
from wes_rules.rules.part import Part
from wes_rules.series.comparators import Against, AreaFigure, IndicatorFigure, MeanOf, MedianOf, QuantileOf
from wes_rules.values.quantity import Unit
from wes_rules.wording.changes import WAYS
from wes_rules.wording.clause import Clause
from wes_rules.wording.draft import SIDE_OF
from wes_rules.wording.dues import start_from
from wes_rules.wording.items import Is, Item
from wes_rules.wording.levels import due, lasting
from wes_rules.wording.lexicon import BANDS
from wes_rules.wording.result import Asks, Unsaid

_GROUP = re.compile(r"\s+(?:for|of|among|amongst)\s+([^.,;()]{3,60})", re.IGNORECASE)
_SIDES = {"above": Better.HIGHER, "below": Better.LOWER}
_AHEAD = ((r"\b(?:above|higher)\b", Better.HIGHER), (r"\b(?:below|lower)\b", Better.LOWER))
_STATISTICS = {"~": "median", "/75": "upper quartile", "/25": "lower quartile"}
_AT = {"at-least": Better.HIGHER, "at-most": Better.LOWER}


def parity(clause: Clause) -> Rule | None:
    """Read "in line with or better than the national average", "remain better than" and "above its neighbours"."""
    item, draft = clause.take(Is.BENCHMARK), clause.draft
    if item is None:
        return None
    if item.name == "?":
        what = "which figures the benchmark is of is not said"
        draft.ask(Asks.COMPARED_WITH, item.text, what, "an area", "an area set", by="areas")
        return None
    _ask_which_value(clause, item)
    if item.name.startswith("budget"):
        return _either_way(clause, item)
    keep, verb = clause.take(Is.KEEP), clause.take(Is.CHANGE)
    for start in clause.all(Is.FROM, Is.SINCE):
        clause.taken.add(start)
        start_from(draft, start)
    if item.side == "better-by" and "neighbours" not in item.name and not set("!&|") & set(item.name):
        return _better_by(clause, item)
    if (promise := _beyond(item, verb)) is not None:
        draft.cannot(promise, item.text)
        return None
    if verb is not None and verb.way in WAYS and not draft.goes(WAYS[verb.way], verb.text):
        return None
    strict = item.side in ("strict", "above", "below")
    if not _way_fits(clause, item):
        return None
    _said_how(clause, item, strict=strict)
    fields = {**_held(clause, keep, verb), **_how_close(clause, item)}
    if item.way == "previous":
        fields["benchmark_of"] = "period-before"
    if "|" in item.name:
        draft.ask(
            Asks.COMPARED_WITH, item.text, "whether one of them is enough is not said", "each of them", "any of them"
        )
    median = item.name.endswith("~")
    of = [
        BenchmarkParity(against=_against(clause, one, median=median), strict=strict, **fields)
        for one in re.split("[&|]", item.name.rstrip("~"))
    ]
    return of[0] if len(of) == 1 else All(of=tuple(of))


def _ask_which_value(clause: Clause, item: Item) -> None:
    """Ask about a value beside a benchmark: "the national average (82%)"."""
    if item.when and "currently" not in item.when:
        what = "whether that value is promised, or what is published for each period, is not said"
        clause.draft.ask(Asks.COMPARED_WITH, item.text, what, "what is published for each period", "that value")


def _either_way(clause: Clause, item: Item) -> Rule | None:
    """Within 2% of the budget, either way: neither above it by more nor below it."""
    draft, value = clause.draft, item.amount.value
    if item.name == "budget?":
        what = "whether too little is missed as well is not said"
        draft.ask(Asks.SIDE, item.text, what, "within it either way", "above it by no more")
    if draft.context.unit in (Unit.PERCENT, Unit.POINTS, Unit.RATIO):
        what = "what the figure is a percentage of is not said"
        of_budget = f"the spending, of the budget: between {100 - value} and {100 + value} in the unit ratio"
        draft.ask(
            Asks.UNIT,
            item.text,
            what,
            of_budget,
            f"the difference, of it: between {-value} and {value} in the unit percentage-points",
            by="unit",
        )
    if (
        item.name == "budget?"
        or draft.context.unit in (Unit.PERCENT, Unit.POINTS, Unit.RATIO)
        or not draft.goes(Better.IN_BAND, item.text)
    ):
        return None
    draft.reads(item.text, 'the figures of the indicator "budget", in each period', "those of the whole year")
    near = _how_close(clause, item)
    rule = BenchmarkParity(against=IndicatorFigure(indicator="budget"), **near, **due(clause))
    over = Part(name="not above", better=Better.LOWER), Part(name="not below", better=Better.HIGHER)
    return Each(rule=rule, over=over)


def _beyond(item: Item, verb: Item | None) -> Unsaid | None:
    """Return what is promised where no kind of rule can say it."""
    if item.name.endswith("!"):
        return Unsaid.SET_STATISTIC
    if verb is not None and verb.way in ("narrow", "close"):
        return Unsaid.GAP_TO_AREA
    return Unsaid.BETTER_BY if item.side == "better-by" else None


def _better_by(clause: Clause, item: Item) -> Rule | None:
    """Read "at least 3 points above England" as a limit on the gap: the other area's figure minus our own."""
    draft, amount = clause.draft, item.amount
    way = next((better for words, better in _AHEAD if re.search(words, item.text, re.IGNORECASE)), draft.better)
    if way not in SIDE_OF:
        draft.ask(Asks.BETTER, item.text, "which way is better is not said", "higher", "lower", by="better")
        return None
    if amount.unit is Unit.PERCENT or not draft.goes(way, item.text):
        if amount.unit is Unit.PERCENT:
            draft.ask(
                Asks.POINTS_OR_PERCENT, item.text, "it may mean points or percent of the benchmark", "points", "percent"
            )
        return None
    draft.number = {"kind": "gap", "from_area": draft.area_of(item.name)}
    draft.unit = Unit.POINTS if draft.context.unit in (None, Unit.PERCENT) else draft.context.unit
    # Who is above by 3 points has a gap of 3 points below 0, and less of it is better.
    higher = way is Better.HIGHER
    draft.better = Better.LOWER if higher else Better.HIGHER
    draft.reads(
        item.text, "a limit on the other area's figure less the own one", "better by that much of the benchmark"
    )
    limit: dict[str, Any] = {"at_most": -amount.value} if higher else {"at_least": amount.value}
    return Threshold(**limit, **due(clause))


def _held(clause: Clause, keep: Item | None, verb: Item | None) -> dict[str, Any]:
    """Return the periods a promise covers: up to a day, or all of them if it must remain so."""
    # "Increase each year" is a promise of its own, which no comparison beside it keeps.
    draft, every = clause.draft, None if verb is not None or _changes_each(clause) else clause.take(Is.EVERY)
    if (lasts := keep or every) is None:
        return due(clause)
    lasting(clause)
    draft.reads(lasts.text, "in every period", "in the latest period")
    known = draft.baseline is not None and draft.baseline.period is not None
    return {"scope": "every", "from_period": draft.baseline.period} if known and draft.baseline else {"scope": "every"}


def _changes_each(clause: Clause) -> bool:
    """Whether "each year" belongs to a verb of change that was set aside: "decreasing each year, it will be below"."""
    every = clause.all(Is.EVERY)[:1]
    beside = [
        sorted((one, each), key=lambda item: item.start)
        for one in clause.defining
        for each in every
        if one.what is Is.CHANGE
    ]
    return any(not clause.between(*two) for two in beside)


def _how_close(clause: Clause, item: Item) -> dict[str, Any]:
    """Return how close still counts as in line."""
    if item.side in ("not-significantly-worse", "significantly-better"):
        return {"in_line": item.side}
    if item.side != "within":
        return {}
    draft = clause.draft
    percent = item.amount.unit is Unit.PERCENT
    change_in = draft.context.change_in or ("percent" if draft.unit in (Unit.COUNT, Unit.POUNDS) else None)
    if percent and change_in is None:
        what = "of a percentage it may mean points or percent"
        draft.ask(Asks.POINTS_OR_PERCENT, item.text, what, "points", "percent of the benchmark", by="change_in")
    of_it = percent and change_in == "percent"
    return {"met_within": item.amount.value, **({"met_within_in": "percent-of-target"} if of_it else {})}


def _way_fits(clause: Clause, item: Item) -> bool:
    """Whether the side of the benchmark is the better one for the measure; ask if the measure does not say which is."""
    draft = clause.draft
    better = _SIDES.get(item.side)
    if item.side == "significantly-better":
        better = next((way for words, way in _AHEAD if re.search(words, item.text, re.IGNORECASE)), None)
    if item.side in _AT and draft.better is None:
        better = _AT[item.side]
    if better is not None and not draft.goes(better, item.text):
        return False
    if "/" in item.name and item.name[-2:] != {Better.HIGHER: "75", Better.LOWER: "25"}.get(
        draft.better or Better.NONE
    ):
        what = "whether the quarter of the highest or of the best figures is meant is not said"
        draft.ask(Asks.BETTER, item.text, what, "the highest", "the best", by="better")
        return False
    if better is not None:
        return True
    if item.side in _AT and draft.context.better in SIDE_OF and draft.context.better is not _AT[item.side]:
        # "At least the national level" of something of which less is better: as good as it.
        draft.reads(item.text, "at least as good as it", "at least as high as it")
    return True


def _said_how(clause: Clause, item: Item, *, strict: bool) -> None:
    draft = clause.draft
    if strict:
        draft.reads(item.text, "strictly better, both at the measure's precision", "equal is enough")
    elif item.side == "significantly-better":
        draft.reads(item.text, "by a 95% interval that lies on the better side of the benchmark", "strictly better")
    elif item.side not in ("within", "not-significantly-worse"):
        used = "at least as good, both at the measure's precision"
        draft.reads(item.text, used, "within a stated distance", "not significantly worse")
    if "neighbours" in item.name:
        used = next((stat for end, stat in _STATISTICS.items() if item.name.endswith(end)), "mean")
        other = "median" if used == "mean" else "mean"
        draft.reads(
            item.text, f"the {used} of the neighbours, the area itself left out", f"their {other}", "better than each"
        )
    if item.way == "same":
        draft.reads(item.text, "the same group there", "everybody there")
    _of_whom(clause, item)


def _of_whom(clause: Clause, item: Item) -> None:
    """Ask about a benchmark for a group not named before; a known one means the same group elsewhere."""
    found = _GROUP.match(clause.text[item.end : clause.end])
    if found is None:
        return
    named = set(re.findall(r"\w+", found[1].lower()))
    if named <= set(re.findall(r"\w+", clause.text[: item.start].lower())):
        clause.draft.reads(f"{item.text} {found[0].strip()}", "the same group there", "everybody there")
    else:
        what = "whether the benchmark is of another group is not settled"
        clause.draft.ask(Asks.COMPARED_WITH, found[0].strip(), what, "the same group", "the group it names")


def _against(clause: Clause, name: str, *, median: bool) -> Against:
    context = clause.draft.context
    if name == "neighbours" and median:
        return MedianOf(median_of=context.neighbours, minimum=context.minimum)
    if name.startswith("neighbours/"):
        return QuantileOf(quantile_of=context.neighbours, percent=int(name.split("/")[1]), minimum=context.minimum)
    if name == "neighbours":
        return MeanOf(mean_of=context.neighbours, minimum=context.minimum)
    return AreaFigure(area=clause.draft.area_of(name))


def place(clause: Clause) -> Rule | None:
    """Improve from 11th out of 11."""
    item = clause.take(Is.RANK)
    if item is None:
        return None
    clause.take(Is.CHANGE)
    draft = clause.draft
    rank, of = map(int, item.name.split("/"))
    if rank > of or of < 2:
        draft.unread(item)
        return None
    if not clause.says("neighbour", "neighbours") and draft.context.neighbours == "statistical-neighbours":
        draft.ask(Asks.COMPARED_WITH, item.text, "among which areas is not said", by="neighbours")
    draft.reads(
        item.text, "any better place, ties sharing the better one", "the middle or better", "better in every year"
    )
    return RankImprovement(among=draft.context.neighbours, from_rank=rank, from_of=of, **due(clause))


def band(clause: Clause) -> Rule | None:
    """In the top quartile of its statistical neighbours."""
    item = clause.take(Is.BAND)
    if item is None:
        return None
    clause.take(Is.CHANGE)
    clause.take(Is.KEEP)
    draft, size, not_in = clause.draft, item.side.removeprefix("not "), item.side.startswith("not ")
    of = BANDS.get(size) or _parts_of(size)
    if of is None or (not_in == (item.way == "best")):
        draft.unread(item)
        return None
    if not item.name:
        draft.ask(Asks.COMPARED_WITH, item.text, "among which areas is not said", "neighbours", "all", by="neighbours")
    among = draft.context.neighbours if item.name != "national" else draft.context.areas.get("all", "all-authorities")
    if item.name == "national" and "all" not in draft.context.areas:
        what = 'which set of areas "nationally" means is not said'
        draft.ask(Asks.COMPARED_WITH, item.text, what, by="areas")
    draft.reads(item.text, "a figure on the line is in the better band", "beyond the line")
    return QuantileBand(among=among, of=of, best=of - 1 if not_in else 1, **due(clause))


def _parts_of(size: str) -> int | None:
    percent = int(re.match(r"\d+", size)[0])  # type: ignore[index] # the pattern begins with digits
    return 100 // percent if percent and 100 % percent == 0 and 100 // percent > 1 else None
