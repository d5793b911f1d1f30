"""A verdict in plain English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import attrs

from wes_rules.counting import counted as counting
from wes_rules.counting import from_to, opened
from wes_rules.judging.asking import asked
from wes_rules.judging.ended import reason_said
from wes_rules.judging.exceeding import exceeded_of
from wes_rules.judging.late import late_figures, missing
from wes_rules.judging.late_said import late_line
from wes_rules.judging.rounding import before_rounding
from wes_rules.judging.status import Course, Status
from wes_rules.judging.target import by_its_day, whose_target
from wes_rules.judging.verdict import V, Verdict
from wes_rules.rules.changes import counted, or_near, up_to
from wes_rules.rules.facts import COMPARED, Finding
from wes_rules.rules.kinds.benchmark_parity import BenchmarkParity
from wes_rules.rules.kinds.everyone import Everyone, prints_as_all
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words, listed
from wes_rules.values.days import said_day
from wes_rules.values.quantity import Unit
from wes_rules.values.reason import Reason
from wes_rules.values.units import of_distance

# So many periods are named one by one.
_MOST_NAMED = 3
_NEARLY = ", which is near enough to count as met"


def one_line(judgement: Verdict) -> str:
    """Say in one line what decided it: the figures, or why it is undecided."""
    return decided_by(judgement)[0]


def decided_by(judgement: Verdict) -> list[str]:
    """Say what decided each part that makes the whole what it is, a line a part, by name if it has one, the deciding one first."""
    decisive = judgement.decisive
    made_by = sorted(judgement.made_by, key=lambda part: part.decisive is not decisive)
    lines = [with_name(part, judgement, line) for part in made_by for line in decided_by(part)]
    if lines:
        return list(dict.fromkeys(lines))
    said = found(judgement)
    if judgement.reasons and (not said or (judgement.status is Status.UNDECIDED and judgement.measure.rule.promises)):
        first = judgement.reasons[0]
        said.append(
            not_due(judgement) if first is Reason.NOT_DUE and not judgement.due else reason_said(judgement, first)
        )
    return [" ".join(said) or judgement.words]


def with_name(part: Verdict, whole: Verdict, line: str) -> str:
    """Prefix a part's line with its name, if it has one; an empty line stays empty."""
    name = part.name_in(whole)
    return f"{name}: {line}" if name and line else line


def path_to(leaf: Verdict, whole: Verdict) -> str:
    """Name the parts on the way to a single figure's judgement; empty if each is the only one."""
    for name, part in named_parts(whole):
        if any(one is leaf for one in part.leaves):
            return ": ".join(filter(None, (name if whole.parts[1:] else "", path_to(leaf, part))))
    return ""


def with_target(part: Verdict, whole: Verdict, line: str) -> str:
    """Prefix a part's line with its name, or else its promise."""
    if part.name_in(whole) or not whole.leaves[1:] or not part.required or not line:
        return with_name(part, whole, line)
    whose = whose_target(part)
    return f"{part.required}{f' ({whose})' if whose else ''}: {line}"


def headline(judgement: Verdict) -> str:
    """Say the verdict, measure and area, the day of knowing, and whether it is settled."""
    when = f", {judgement.period}" if judgement.period is not None else ""
    settled = _settled(judgement) if judgement.settled and judgement.due else ""
    words = judgement.words.capitalize()
    words += f", {judgement.course_words}" if judgement.course_words else ""
    return f"{words}: {judgement.measure.title} ({judgement.area_name}{when}; as known on {said_day(judgement.as_of)}{settled})."


def whose(measure: Measure) -> Iterator[tuple[str, str]]:
    """Say a measure's objective and owner, if the plan has them."""
    yield "Objective", measure.objective.rstrip(".")
    yield "Owner", measure.owner.rstrip(".")


def _settled(judgement: Verdict) -> str:
    """Say which day settled it, or that the day has passed without a verdict."""
    if judgement.settles is None:  # nothing settles it: somebody made it who does not judge
        return ""
    day = said_day(judgement.settles)
    if judgement.status is Status.UNDECIDED:
        return f"; {judgement.last_day} of {day} has passed"
    return f", settled by {judgement.last_day} of {day}"


def awaited(judgement: Verdict) -> Iterator[str]:
    """Say which figures are overdue, and when the measure's next ones are due."""
    period, calendar = judgement.period, judgement.measure.calendar
    if judgement.parts or period is None:
        return
    if late := late_figures(judgement):
        # That none has ever come is a reason by itself, and said already.
        yield late_line([attrs.evolve(one, never=False) for one in late])
    view = View(judgement.measure, judgement.history, judgement.area, period, judgement.as_of)
    own = [fact for fact in judgement.finding or () if fact.role not in COMPARED]
    awaits = {one for fact in own for one in missing(view, fact, {Reason.AWAITING_PUBLICATION})}
    coming = sorted(awaits, key=lambda one: (one.period.index, one.whose))
    days = [said_day(one) for one in dict.fromkeys(one.due for one in coming)]
    if len(coming) == 1:
        yield f"The figure for {coming[0]} is due on {days[0]}."
    elif len(coming) > _MOST_NAMED:
        span = f"{counting(len(coming), calendar.called)} {from_to(coming[0], coming[-1])}"
        yield f"The figures for {span} are due from {days[0]} to {days[-1]}."
    elif coming:
        yield f"The figures for {listed(coming)} are due on {listed(days)}."


def said(judgement: Verdict) -> str:
    """Say the verdict, with its course if it is not due."""
    return f"{judgement.words} ({judgement.course_words})" if judgement.course_words else judgement.words


def not_due(judgement: Verdict) -> str:
    """Say that a promise is not due, until when, and what its figures would decide."""
    said = until_when(judgement)
    day = judgement.promise.settles
    if day is not None and day < judgement.as_of:
        said += f", not by {judgement.period}"
    figures = "the figures" if judgement.period is None else f"the figures for {judgement.period}"
    match judgement.course:
        case Course.CANNOT_BE_KEPT:
            return f"{said}, and can no longer be kept, whatever is still to come."
        case Course.ALREADY_KEPT:
            return f"{said}; it is kept already, whatever is still to come."
        case Course.ON_COURSE:
            return f"{said}; {figures} {_kept_so_far(judgement)}."
        case Course.OFF_COURSE:
            return f"{said}; {figures} {_kept_so_far(judgement, 'not ')}."
        case _ if _all_known(judgement):
            return f"{said}."
        case _:
            return f"{said}; whether {figures} {_kept_so_far(judgement)} is not known."


def _kept_so_far(judgement: Verdict, no: str = "") -> str:
    """Say that figures keep the promise, or what it asks for so far if it asks for more by its day."""
    rule = judgement.promise
    if isinstance(rule, FigureRule) and asked(judgement.measure, lambda: by_its_day(judgement, rule))[2]:
        return f"{'do not ' if no else ''}keep what is asked for so far"
    return f"would {no}keep it"


def _all_known(judgement: Verdict) -> bool:
    """Whether all figures are known and none decides, because nothing is asked of them yet."""
    facts = tuple(judgement.finding or ())
    return bool(facts) and all(fact.figure.span.exact and not fact.figure.is_missing for fact in facts)


def left_open(judgement: Verdict) -> str:
    """Say what an undecided verdict may come to at best or at worst, where that is at risk; else empty."""
    worst, best = judgement.outcomes
    if judgement.status is not Status.UNDECIDED or not judgement.due or Status.AT_RISK not in (worst, best):
        return ""
    return "at risk at worst" if worst is Status.AT_RISK else "at risk at best" if best < judgement.highest else ""


def until_when(judgement: Verdict) -> str:
    """Say that a promise is not due, and until when."""
    day = judgement.promise.settles
    if day is None:
        return "The promise is not due yet"
    if judgement.as_of <= day:
        return f"The promise is not due before {said_day(day)} has passed"
    return f"The promise is decided by the last period that ended by {said_day(day)}"


def found(judgement: Verdict) -> list[str]:
    """Say which figures decided it, and by how much; empty if none did."""
    finding, rule = judgement.finding, judgement.promise
    if finding is None or not finding.facts or not isinstance(rule, FigureRule):
        return []
    measure, words = judgement.measure, Words.of(judgement.measure)
    said_rule, end, day = asked(measure, lambda: by_its_day(judgement, rule))
    sentence = asked(measure, lambda: said_rule.sentence(finding, words))
    said = (f"{opened(sentence)}{_by(judgement, sentence)}.", f"The promise is {end} by {day}." if end else "")
    return [one for one in (*said, asked(measure, lambda: before_rounding(judgement))) if one]


def _by(judgement: Verdict, sentence: str) -> str:
    said = "" if judgement.margin is None else by_how_much(judgement)  # what a test has found stands in the sentence
    rule, words, slack = cast(FigureRule, judgement.promise_then), Words.of(judgement.measure), judgement.slack
    if said and rule.met_within and slack is not None and slack.high < 0 and or_near(rule, words) not in sentence:
        said += f", where a miss of {up_to(rule, 'met_within', words)} counts as met"
    return f": {said}" if said else ""


def by_how_much(judgement: Verdict) -> str:
    """Say by how much a promise about figures is kept or missed; empty if unknown."""
    margin, found, rule = judgement.margin, judgement.decided, judgement.promise_then
    if found is None or not isinstance(rule, FigureRule):
        return ""
    if margin is None and isinstance(rule, Everyone):
        return "less than all" if prints_as_all(found, Words.of(judgement.measure)) else ""
    if margin is None:
        return _beside_chance(judgement, rule, found)
    beyond = (when := judgement.decided_in or judgement.period) is not None and rule.beyond(when) > 0
    kept = (slack := judgement.slack) is not None and slack.low >= 0
    if margin == 0 and not kept:
        return "equal to the target, which is not enough"
    if margin == 0:
        return f"equal to the target{_NEARLY}" if beyond and rule.met_within else "exactly met"
    # What is needed is the target itself only where no figure has to be beyond it, and none short of it is enough.
    better = "better than the target" if beyond or rule.met_within or not rule.margin_decides else "better than needed"
    enough = _NEARLY if margin < 0 and kept else ""
    enough = ", which counts as exceeded" if exceeded_of(judgement) else enough
    if rule.counted is not None:
        return f"{counted(int(abs(margin)), rule.counted)} {better if margin > 0 else 'short'}{enough}"
    words = Words.of(judgement.measure)
    distance = int(margin.scaleb(words.decimals))
    if margin > 0:
        one_way = judgement.measure.better.sign and rule.monotone
        return f"{words.distance(distance)} {better if one_way else 'within the limits'}{enough}"
    too_high = rule.too_high(found, judgement.measure)
    return words.missed(distance, too_high=too_high, than=rule.missed_against) + enough


def _beside_chance(judgement: Verdict, rule: FigureRule, found: Finding) -> str:
    """Say the result of a test of significance; empty without a test or result."""
    slack = found.slack
    if not isinstance(rule, BenchmarkParity) or not rule.is_test or slack is None or slack.low < 0 <= slack.high:
        return ""
    spans = [fact.figure.span for fact in found.facts[:2] if fact.figure.span.exact]
    if len(spans) < 2:
        return ""
    own, other = spans
    ahead, passed = judgement.measure.better.sign * (own.low - other.low), slack.low >= 0
    which = "better" if ahead > 0 else "worse" if ahead < 0 else "equal"
    if passed and rule.met_within:  # tested against what is near enough, which says nothing of the benchmark itself
        return f"{which}, but not by enough to count as missed" if ahead < 0 else which
    if not ahead or (ahead < 0 and rule.in_line == "significantly-better"):
        return which
    return f"{which}, but not by more than chance" if passed is (ahead < 0) else f"{which} by more than chance"


def signed_margin(judgement: Verdict) -> str:
    """Return the margin as a signed number for programs: positive is good, "pts" are percentage points."""
    margin, rule = judgement.margin, judgement.measure.rule
    if margin is None or not by_how_much(judgement):
        return ""
    points = of_distance(judgement.unit) is Unit.POINTS and getattr(rule, "counted", None) is None
    return f"{margin or abs(margin):{'+' if margin else ''}f}{' pts' if points else ''}"


def named_parts(whole: V) -> list[tuple[str, V]]:
    """Name the parts of a whole: by their kind where they have no names, with what they promise, or else their place, where that is alike."""
    names = [one.name_in(whole) or one.measure.rule.kind.replace("-", " ").capitalize() for one in whole.parts]
    by_promise = [
        f"{name}, {one.required}" if names.count(name) > 1 and one.required else name
        for name, one in zip(names, whole.parts, strict=True)
    ]
    places = (
        f"{name}, part {place} of {len(names)}" if by_promise.count(name) > 1 else name
        for place, name in enumerate(by_promise, 1)
    )
    return list(zip(places, cast("tuple[V, ...]", whole.parts), strict=True))
