"""A rule, or the promise of a measure, as a sentence that reads back to the same rule."""

from __future__ import annotations

from wes_rules.counting import opened
from wes_rules.rules.measure import Baseline, Measure, Rule
from wes_rules.series.observed import Observed
from wes_rules.wording.amounts import amount_said
from wes_rules.wording.context import Context
from wes_rules.wording.controlled import number_said, rule_said
from wes_rules.wording.slots import Setting, quoted_name
from wes_rules.wording.times import period_said


def say(promise: Rule | Measure, *, context: Context | None = None) -> str:
    """
    Say a rule, or what a measure promises, in a sentence that `read` reads as the same.

    Args:
        promise: The rule, or the measure, whose number, where it is not the figure itself, and baseline are said as well.
        context: What is known of the measure of a rule: its numbers are said in its unit.

    Raises:
        DefinitionError: A kind of rule of a plugin that has no words.
    """
    measure = promise if isinstance(promise, Measure) else None
    known = context or (Context() if measure is None else Context.of(measure))
    rule = promise.rule if isinstance(promise, Measure) else promise
    setting = Setting(known.unit, known.kind)
    sentence = f"{opened(rule_said(rule, setting))}."
    if measure is not None and measure.number != Observed(indicator=measure.number.indicator):
        sentence += f" Number: {number_said(measure.number, setting)}."
    if measure is not None and measure.baseline is not None:
        sentence += f" Baseline: {_baseline_said(measure.baseline, known)}."
    return sentence


def _baseline_said(baseline: Baseline, context: Context) -> str:
    said = []
    if baseline.value is not None:
        said.append(amount_said(baseline.value, context.unit))
    if baseline.period is not None:
        said.append(f"in {period_said(baseline.period)}")
    parts = [" ".join(said)]
    parts += ["rounded"] if baseline.rounded else []
    parts += ["its period inferred"] if baseline.inferred else []
    parts += [f"as stated by {quoted_name(baseline.source)}"] if baseline.source else []
    return ", ".join(parts)
