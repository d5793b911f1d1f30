"""Measures held to public targets: typed rules, verdicts that explain themselves, alerts."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING
from typing import Any as _Any

if TYPE_CHECKING:
    from wes_rules.alerts.alert import Alert, AlertKind, alerts_for
    from wes_rules.dicts import from_dict, schema_of, to_dict
    from wes_rules.errors import (
        DefinitionError,
        NotifierError,
        PeriodError,
        PermanentFailure,
        PlanError,
        PluginError,
        Problem,
        RecipientRefused,
        SourceError,
        StoreError,
        TransientFailure,
        UnknownOutcome,
        WesRulesError,
    )
    from wes_rules.judging.evidence import Evidence, Movement, TrendTest
    from wes_rules.judging.judge import judge, judge_plan
    from wes_rules.judging.judgement import Judgement
    from wes_rules.judging.methods.grading import Grade, Graded
    from wes_rules.judging.outlook import Outlook
    from wes_rules.judging.status import Course, Status
    from wes_rules.judging.timeline import Change, timeline
    from wes_rules.judging.turning import TurningPoint
    from wes_rules.rules.better import Better
    from wes_rules.rules.kinds.benchmark_parity import BenchmarkParity
    from wes_rules.rules.kinds.composites import Advisory, All, Any, Each
    from wes_rules.rules.kinds.everyone import Everyone
    from wes_rules.rules.kinds.from_baseline import FromBaseline
    from wes_rules.rules.kinds.halt_then_decrease import HaltThenDecrease
    from wes_rules.rules.kinds.maintain import Maintain
    from wes_rules.rules.kinds.milestone import Milestone
    from wes_rules.rules.kinds.quantile_band import QuantileBand
    from wes_rules.rules.kinds.rank_improvement import RankImprovement
    from wes_rules.rules.kinds.threshold import Threshold
    from wes_rules.rules.kinds.trajectory import Point, Trajectory
    from wes_rules.rules.kinds.year_on_year import AnnualDecrease, AnnualIncrease, QuarterlyDecrease, QuarterlyIncrease
    from wes_rules.rules.measure import Baseline, Measure, Rule
    from wes_rules.rules.outlook_method import OutlookMethod
    from wes_rules.rules.part import Part
    from wes_rules.rules.phrases import Reading
    from wes_rules.rules.plan import Plan, PluginConfig
    from wes_rules.rules.rule import FigureRule
    from wes_rules.rules.step_promise import Instead
    from wes_rules.rules.versions import Version
    from wes_rules.running.library import LoadedPlan, PlanFigures, Verdicts, load_plan
    from wes_rules.series.areas import AreaSet, EndedArea
    from wes_rules.series.calendar import Calendar
    from wes_rules.series.cases import Case, Inspection
    from wes_rules.series.changes import ChangeSince
    from wes_rules.series.comparators import AreaFigure, IndicatorFigure, MeanOf, MedianOf, QuantileOf
    from wes_rules.series.fractions import Values
    from wes_rules.series.history import History
    from wes_rules.series.observation import Observation, Origin
    from wes_rules.series.observed import Gap, Observed
    from wes_rules.series.places import Place
    from wes_rules.series.rates import Rate
    from wes_rules.series.shares import ShareImproved, ShareWithin
    from wes_rules.series.totals import Rolling, RunningTotal, YearToDate
    from wes_rules.values.period import Period, PeriodKind
    from wes_rules.values.quantity import Marker, Quantity, Standing, Unit
    from wes_rules.values.reason import Reason
    from wes_rules.values.units import OwnUnit

__all__ = [
    "Advisory",
    "Alert",
    "AlertKind",
    "All",
    "AnnualDecrease",
    "AnnualIncrease",
    "Any",
    "AreaFigure",
    "AreaSet",
    "Baseline",
    "BenchmarkParity",
    "Better",
    "Calendar",
    "Case",
    "Change",
    "ChangeSince",
    "Course",
    "DefinitionError",
    "Each",
    "EndedArea",
    "Everyone",
    "Evidence",
    "FigureRule",
    "FromBaseline",
    "Gap",
    "Grade",
    "Graded",
    "HaltThenDecrease",
    "History",
    "IndicatorFigure",
    "Inspection",
    "Instead",
    "Judgement",
    "LoadedPlan",
    "Maintain",
    "Marker",
    "MeanOf",
    "Measure",
    "MedianOf",
    "Milestone",
    "Movement",
    "NotifierError",
    "Observation",
    "Observed",
    "Origin",
    "Outlook",
    "OutlookMethod",
    "OwnUnit",
    "Part",
    "Period",
    "PeriodError",
    "PeriodKind",
    "PermanentFailure",
    "Place",
    "Plan",
    "PlanError",
    "PlanFigures",
    "PluginConfig",
    "PluginError",
    "Point",
    "Problem",
    "QuantileBand",
    "QuantileOf",
    "Quantity",
    "QuarterlyDecrease",
    "QuarterlyIncrease",
    "RankImprovement",
    "Rate",
    "Reading",
    "Reason",
    "RecipientRefused",
    "Rolling",
    "Rule",
    "RunningTotal",
    "ShareImproved",
    "ShareWithin",
    "SourceError",
    "Standing",
    "Status",
    "StoreError",
    "Threshold",
    "Trajectory",
    "TransientFailure",
    "TrendTest",
    "TurningPoint",
    "Unit",
    "UnknownOutcome",
    "Values",
    "Verdicts",
    "Version",
    "WesRulesError",
    "YearToDate",
    "alerts_for",
    "from_dict",
    "judge",
    "judge_plan",
    "load_plan",
    "schema_of",
    "timeline",
    "to_dict",
]

__version__ = "0.2.0"

# Where each name is: it is loaded when it is asked for, as to judge by one rule takes a third of the library.
_PLACES = {
    "alerts.alert": "Alert AlertKind alerts_for",
    "dicts": "from_dict schema_of to_dict",
    "errors": "DefinitionError NotifierError PeriodError PermanentFailure PlanError PluginError Problem RecipientRefused SourceError StoreError TransientFailure UnknownOutcome WesRulesError",
    "judging.evidence": "Evidence Movement TrendTest",
    "judging.judge": "judge judge_plan",
    "judging.judgement": "Judgement",
    "judging.methods.grading": "Grade Graded",
    "judging.outlook": "Outlook",
    "judging.status": "Course Status",
    "judging.timeline": "Change timeline",
    "judging.turning": "TurningPoint",
    "rules.step_promise": "Instead",
    "rules.kinds.benchmark_parity": "BenchmarkParity",
    "rules.kinds.composites": "Advisory All Any Each",
    "rules.kinds.everyone": "Everyone",
    "rules.kinds.from_baseline": "FromBaseline",
    "rules.kinds.halt_then_decrease": "HaltThenDecrease",
    "rules.kinds.maintain": "Maintain",
    "rules.kinds.milestone": "Milestone",
    "rules.kinds.quantile_band": "QuantileBand",
    "rules.kinds.rank_improvement": "RankImprovement",
    "rules.kinds.threshold": "Threshold",
    "rules.kinds.trajectory": "Point Trajectory",
    "rules.kinds.year_on_year": "AnnualDecrease AnnualIncrease QuarterlyDecrease QuarterlyIncrease",
    "rules.better": "Better",
    "rules.measure": "Baseline Measure Rule",
    "rules.outlook_method": "OutlookMethod",
    "rules.phrases": "Reading",
    "rules.part": "Part",
    "rules.plan": "Plan PluginConfig",
    "rules.rule": "FigureRule",
    "rules.versions": "Version",
    "running.library": "LoadedPlan PlanFigures Verdicts load_plan",
    "series.areas": "AreaSet EndedArea",
    "series.calendar": "Calendar",
    "series.cases": "Case Inspection",
    "series.changes": "ChangeSince",
    "series.comparators": "AreaFigure IndicatorFigure MeanOf MedianOf QuantileOf",
    "series.fractions": "Values",
    "series.history": "History",
    "series.observation": "Observation Origin",
    "series.observed": "Gap Observed",
    "series.places": "Place",
    "series.rates": "Rate",
    "series.shares": "ShareImproved ShareWithin",
    "series.totals": "Rolling RunningTotal YearToDate",
    "values.period": "Period PeriodKind",
    "values.quantity": "Marker Quantity Standing Unit",
    "values.reason": "Reason",
    "values.units": "OwnUnit",
}
_MODULES = {name: f"wes_rules.{module}" for module, names in _PLACES.items() for name in names.split()}


def __getattr__(name: str) -> _Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found = getattr(importlib.import_module(_MODULES[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})


# Whoever tests with Hypothesis may have imported it first.
if "hypothesis" in sys.modules:
    importlib.import_module("_wes_rules_hypothesis").register_if_imported()
