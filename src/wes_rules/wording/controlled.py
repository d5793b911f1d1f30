"""Write rules in controlled English and read them back: one phrase per field, joined by commas, in brackets for nested rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from wes_rules.errors import DefinitionError, Problem, WesRulesError
from wes_rules.quoting import quoted
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.kinds.composites import Advisory, All, Each, Several
from wes_rules.rules.kinds.composites import Any as AnyOf
from wes_rules.rules.measure import Rule
from wes_rules.rules.part import Part
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.versions import Version
from wes_rules.rules.writing import write
from wes_rules.series.number import NumberKind
from wes_rules.series.numbers import NUMBERS
from wes_rules.wording.context import Context, HasWords
from wes_rules.wording.forms import CHANGES, CLAUSES, HEADS, NUMBER_CLAUSES, NUMBER_HEADS, Form
from wes_rules.wording.scanning import Scanner
from wes_rules.wording.slots import SLOTS, Setting, name_read, quoted_name

_PLACE = re.compile(r"\{(\w+):(\w+)\}")
_SEVERAL: Mapping[str, type[Several]] = {"all of these": All, "one of these": AnyOf}
# Deeper than any promise is, and far from where Python gives up.
_DEEPEST = 20
_NO_TARGET = "for information only, with no target"


def rule_said(rule: Rule, setting: Setting) -> str:
    """Say a rule."""
    for words, cls in _SEVERAL.items():
        if isinstance(rule, cls):
            return f"{words}: " + "; ".join(f"({rule_said(one, setting)})" for one in rule.of)
    if isinstance(rule, Each):
        each = f"for each of {', '.join(_part_said(one, setting) for one in rule.over)}"
        return each if rule.rule is None else f"{each}: ({rule_said(rule.rule, setting)})"
    if isinstance(rule, Advisory):
        return f"for information only: ({rule_said(rule.rule, setting)})" if rule.rule else _NO_TARGET
    if not (isinstance(rule, FigureRule) and KINDS.get(rule.kind) is type(rule) and rule.kind in HEADS):
        if isinstance(rule, HasWords):
            return rule.in_words().strip().removesuffix(".")
        what = f"the kind {quoted(rule.kind)} has no words"
        raise DefinitionError(Problem(what, "give its class the methods in_words and from_words"))
    said = _all_said(rule, HEADS[rule.kind], CLAUSES[rule.kind], setting)
    return said + "".join(_version_said(one, setting) for one in rule.versions)


def number_said(number: NumberKind, setting: Setting) -> str:
    """Say what a number is made of, and how."""
    return _all_said(number, NUMBER_HEADS[number.kind], NUMBER_CLAUSES[number.kind], setting)


def _all_said(value: Any, heads: Iterable[Form], clauses: Iterable[Form], setting: Setting) -> str:
    """Write the head that fits a value, and a clause for each field that differs from its default."""
    default = {one.name: one.default for one in attrs.fields(type(value))}
    values = {name: getattr(value, name) for name in default}
    told: set[str] = set()
    said = [_said(next(one for one in heads if _applies(one, values)), values, setting, told)]
    for form in clauses:
        own = {*form.constants, *_fields(form)}
        if (
            _applies(form, values)
            and not _fields(form) & told
            and any(values[name] != default[name] for name in own - told)
        ):
            said.append(_said(form, values, setting, told))
    return ", ".join(said)


def _part_said(part: Part, setting: Setting) -> str:
    """Name a part, with its own promise where it has one."""
    own = "" if part.rule is None else f" ({rule_said(part.rule, setting)})"
    return f"{quoted_name(part.name)}{own}"


def _version_said(version: Version, setting: Setting) -> str:
    changes = dict(version.changes)
    said = [_said(form, changes, setting, set()) for form in CHANGES if _applies(form, changes)]
    agreed = "" if version.is_agreed_as_it_starts else f", agreed on {SLOTS['day'].say(version.agreed, setting)}"
    return f"; from {SLOTS['period'].say(version.starting, setting)} on{agreed}: {', '.join(said)}"


def _fields(form: Form) -> set[str]:
    return {field for field, _ in _PLACE.findall(form.words)}


def _applies(form: Form, values: Mapping[str, Any]) -> bool:
    """Whether a form fits a rule's values and all of its places can be filled."""
    fits = all(name in values and values[name] == constant for name, constant in form.constants.items())
    return fits and all(values.get(name) not in (None, ()) for name in _fields(form))


def _said(form: Form, values: Mapping[str, Any], setting: Setting, told: set[str]) -> str:
    told |= {*form.constants, *_fields(form)}
    return _PLACE.sub(lambda found: SLOTS[found[2]].say(values[found[1]], setting), form.words)


def rule_read(text: Scanner, context: Context, depth: int = 0) -> Rule | None:
    """Read a rule in controlled English. Return None if there is none; the position in the text is then undefined."""
    if depth > _DEEPEST:
        return None
    for words, several in _SEVERAL.items():
        if text.word(f"{words}:"):
            of = [_bracketed(text, context, depth)]
            while text.word(";"):
                of.append(_bracketed(text, context, depth))
            return _made(several, {"of": tuple(one for one in of if one is not None)}) if None not in of else None
    if text.word(_NO_TARGET):
        return Advisory()
    if text.word("for information only:"):
        inner = _bracketed(text, context, depth)
        return None if inner is None else _made(Advisory, {"rule": inner})
    if text.word("for each of"):
        return _each(text, context, depth)
    return _simple(text, Setting(context.unit, context.kind))


def _bracketed(text: Scanner, context: Context, depth: int) -> Rule | None:
    inner = rule_read(text, context, depth + 1) if text.word("(") else None
    return inner if inner is not None and text.word(")") else None


def _each(text: Scanner, context: Context, depth: int) -> Rule | None:
    known, parts = {one.name: one for one in context.parts}, list[Part]()
    while not parts or text.word(","):
        name = name_read(text)
        if name is None:
            return None
        parts.append(attrs.evolve(known.get(name) or Part(name=name), rule=_bracketed(text, context, depth)))
    inner = _bracketed(text, context, depth) if text.word(":") else None
    return _made(Each, {"rule": inner, "over": tuple(parts)})


def _simple(text: Scanner, setting: Setting) -> Rule | None:
    """Read a rule about figures: a head, clauses, and versions."""
    kind, values = _all_read(text, HEADS, CLAUSES, setting)
    if not kind:
        return None
    if versions := _versions(text, setting):
        values["versions"] = versions
    return _made(KINDS[kind], values)


def number_read(text: Scanner, context: Context) -> dict[str, Any] | None:
    """Read a number as a plan file has it; None where there is none."""
    kind, values = _all_read(text, NUMBER_HEADS, NUMBER_CLAUSES, Setting(context.unit, context.kind))
    try:
        return write(NUMBERS[kind](**values)) if kind else None
    except WesRulesError:
        return None


def _all_read(
    text: Scanner, heads: Mapping[str, tuple[Form, ...]], clauses: Mapping[str, tuple[Form, ...]], setting: Setting
) -> tuple[str, dict[str, Any]]:
    """Read a head and its clauses; return the kind of rule, empty if it is none, and its fields."""
    start = text.at
    for kind, head in ((kind, one) for kind, several in heads.items() for one in several):
        text.at = start
        values = _filled(head, text, setting)
        if values is not None:
            return kind, values | _clauses(text, clauses[kind], setting, values, first=",")
    return "", {}


def _clauses(
    text: Scanner, forms: Iterable[Form], setting: Setting, known: Mapping[str, Any], first: str
) -> dict[str, Any]:
    """Read clauses one after the other, each with fields that were not read before."""
    found: dict[str, Any] = {}
    at, lead = text.at, first
    while text.word(lead):
        for form in forms:
            place = text.at
            values = _filled(form, text, setting)
            if values is not None and not values.keys() & (known.keys() | found.keys()) - form.constants.keys():
                found |= values
                at, lead = text.at, ","
                break
            text.at = place
        else:
            break
    text.at = at
    return found


def _versions(text: Scanner, setting: Setting) -> tuple[Version, ...]:
    found: list[Version] = []
    at = text.at
    while text.word("; from"):
        starting = SLOTS["period"].read(text, setting)
        if starting is None or not text.word("on"):
            break
        agreed = SLOTS["day"].read(text, setting) if text.word(", agreed on") else None
        changes = _clauses(text, CHANGES, setting, {}, first=":")
        if not changes:
            break
        found.append(Version(starting=starting, changes=changes, **({} if agreed is None else {"agreed": agreed})))
        at = text.at
    text.at = at
    return tuple(found)


def _filled(form: Form, text: Scanner, setting: Setting) -> dict[str, Any] | None:
    """Read the words of a form and the values in its places; None if the text does not match here."""
    values, at = dict(form.constants), 0
    for place in _PLACE.finditer(form.words):
        words = form.words[at : place.start()].strip()
        value = SLOTS[place[2]].read(text, setting) if not words or text.word(words) else None
        if value is None:
            return None
        values[place[1]] = value
        at = place.end()
    rest = form.words[at:].strip()
    return values if not rest or text.word(rest) else None


def _made(cls: type[Rule], values: Mapping[str, Any]) -> Rule | None:
    """Make a rule; None where the words say what no rule of the kind can be."""
    try:
        return cls(**values)
    except WesRulesError:
        return None
