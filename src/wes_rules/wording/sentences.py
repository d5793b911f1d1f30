"""Write and read a sentence of controlled English: a rule, its number and its baseline."""

from __future__ import annotations

from wes_rules.counting import opened
from wes_rules.errors import WesRulesError
from wes_rules.rules.better import Better
from wes_rules.rules.measure import Baseline, Measure, Rule
from wes_rules.series.observed import Observed
from wes_rules.wording.amounts import amount_said
from wes_rules.wording.context import Context, HasWords
from wes_rules.wording.controlled import number_read, number_said, rule_read, rule_said
from wes_rules.wording.result import Target
from wes_rules.wording.scanning import Scanner
from wes_rules.wording.slots import SLOTS, Setting, name_read, quoted_name
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


def exact_in(text: str, context: Context) -> Target | None:
    """Read a sentence of controlled English; None where it is none."""
    scanner = Scanner(text.strip())
    rule = rule_read(scanner, context)
    if rule is None or _contradicts(rule, context) or not (scanner.ended or scanner.word(".")):
        return next((one for one in (_of_plugin(text, kind) for kind in context.kinds) if one is not None), None)
    number = number_read(scanner, context) if scanner.word("Number:") else None
    scanner.word(".")
    baseline = context.baseline
    if not scanner.ended:
        baseline = _baseline_read(scanner, context)
        if baseline is None or not scanner.ended:
            return None
    return Target(sentence=text, rule=rule, baseline=baseline, better=context.better, unit=context.unit, number=number)


def _contradicts(rule: Rule, context: Context) -> bool:
    """Whether a limit is on the measure's worse side, which needs a question."""
    worse = {Better.HIGHER: ("at_most", "below"), Better.LOWER: ("at_least", "above")}
    return any(getattr(rule, name, None) is not None for name in worse.get(context.better or Better.NONE, ()))


def _of_plugin(text: str, kind: type[Rule]) -> Target | None:
    if not issubclass(kind, HasWords):
        return None
    # A sentence begins with a capital and ends with a full stop; the words of its author may do neither.
    bare = text.strip().removesuffix(".")
    lower = bare[:1].lower() + bare[1:]
    read = (kind.from_words(words) for words in (f"{bare}.", bare, f"{lower}.", lower))
    rule = next((one for one in read if one is not None), None)
    return None if rule is None else Target(sentence=text, rule=rule)


def _baseline_read(scanner: Scanner, context: Context) -> Baseline | None:
    if not scanner.word("Baseline:"):
        return None
    setting = Setting(context.unit, context.kind)
    value = SLOTS["value"].read(scanner, setting)
    period = SLOTS["period"].read(scanner, setting) if scanner.word("in") else None
    rounded = scanner.word(", rounded")
    inferred = scanner.word(", its period inferred")
    source = name_read(scanner) if scanner.word(", as stated by") else ""
    try:
        found = Baseline(value=value, period=period, rounded=rounded, inferred=inferred, source=source or "")
    except WesRulesError:
        return None
    return found if scanner.word(".") else None
