"""A sentence of controlled English, as `say` writes it: a rule, its number, and its baseline."""

from __future__ import annotations

from wes_rules.errors import WesRulesError
from wes_rules.rules.measure import Baseline, Better, Rule
from wes_rules.wording.context import Context, HasWords
from wes_rules.wording.controlled import number_read, rule_read
from wes_rules.wording.result import Target
from wes_rules.wording.scanning import Scanner
from wes_rules.wording.slots import SLOTS, Setting, name_read


def exact_in(text: str, context: Context) -> Target | None:
    """Read a sentence of controlled English; None where it is none."""
    scanner = Scanner(text.strip())
    rule = rule_read(scanner, context)
    if rule is None or _contradicts(rule, context) or not (scanner.ended or scanner.word(".")):
        return next((one for one in (_of_plugin(text, kind) for kind in context.kinds) if one is not None), None)
    number = number_read(scanner, context) if scanner.word("Number:") else None
    if number is not None and not scanner.word("."):
        return None
    baseline = context.baseline
    if not scanner.ended:
        baseline = _baseline_read(scanner, context)
        if baseline is None or not scanner.ended:
            return None
    return Target(sentence=text, rule=rule, baseline=baseline, better=context.better, unit=context.unit, number=number)


def _contradicts(rule: Rule, context: Context) -> bool:
    """Whether a limit is on the side that the measure calls worse: that is asked about."""
    worse = {Better.HIGHER: ("at_most", "below"), Better.LOWER: ("at_least", "above")}
    return any(getattr(rule, name, None) is not None for name in worse.get(context.better or Better.NONE, ()))


def _of_plugin(text: str, kind: type[Rule]) -> Target | None:
    rule = kind.from_words(text) if issubclass(kind, HasWords) else None
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
